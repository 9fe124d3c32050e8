-- Probes of home pages: one a site and hour.
create table if not exists probe (
    site text not null,
    at integer not null,
    state integer not null,
    status text not null,
    dns integer,
    connect integer,
    tls integer,
    first_byte integer,
    body integer,
    primary key (site, at)
) strict, without rowid;
