-- Rounds: the frozen roster, what was found, what people said of it, and what it came to.
create table if not exists inspection_round (
    id blob primary key,
    made_at integer not null,
    content text not null
) strict, without rowid;

create table if not exists roster_site (
    round blob not null,
    site text not null,
    place integer not null,
    content text not null,
    outcome text,
    unmeasured text not null default '[]',
    judgement text,
    primary key (round, site)
) strict, without rowid;

create table if not exists finding (
    id blob not null unique,
    round blob not null,
    place integer not null,
    site text not null,
    rule text not null,
    indicator text not null,
    level integer not null,
    seen text not null,
    key text not null,
    object_group text not null,
    template_group text not null,
    state text not null,
    content text not null,
    reviews text not null
) strict;

create index if not exists finding_queue on finding (round, state, level, rule, place);
create index if not exists finding_site on finding (round, site, state, level, rule, place);
create index if not exists finding_object on finding (round, object_group, state) where object_group <> '';
create index if not exists finding_template on finding (round, template_group, state);
create index if not exists finding_key on finding (key);

create table if not exists problem (
    round blob not null,
    site text not null,
    indicator text not null,
    content text not null,
    primary key (round, site, indicator)
) strict, without rowid;

create table if not exists exception (
    number integer primary key,
    content text not null
) strict;

create table if not exists manual_check (
    round blob not null,
    site text not null,
    indicator text not null,
    content text not null,
    primary key (round, site, indicator)
) strict, without rowid;
