-- Filings of opening, change and closing, and the files that prove their steps.
create table if not exists filing (
    id blob primary key,
    site text not null,
    begun_at integer not null,
    content text not null
) strict, without rowid;

create index if not exists filing_site on filing (site);

create table if not exists proof (
    sha256 text primary key,
    content blob not null
) strict;
