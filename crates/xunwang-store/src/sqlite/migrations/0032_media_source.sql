-- Sources of accounts that the program looks at by itself; a secret of the owner's stands here sealed only.
create table if not exists media_source (
    account text not null,
    way text not null,
    content text not null,
    sealed blob,
    primary key (account, way)
) strict, without rowid;

-- What does not look right in a post: few have a row.
create table if not exists media_flaw (
    account text not null,
    source text not null,
    post text not null,
    content text not null,
    primary key (account, source, post)
) strict, without rowid;

-- What a person and the program said of the same account within a day.
create table if not exists media_double_check (
    at integer not null,
    account text not null,
    content text not null,
    primary key (at, account)
) strict, without rowid;

-- Where accounts are named, and what was decided of those that stand in no register.
create table if not exists media_mention (
    name text not null,
    place text not null,
    at integer not null,
    content text not null,
    primary key (name, place)
) strict, without rowid;

create table if not exists media_unregistered (
    name text primary key,
    content text not null
) strict, without rowid;

-- What was found behind the addresses of menus, when they were visited last.
create table if not exists media_menu_state (
    address text primary key,
    at integer not null,
    content text not null
) strict, without rowid;

-- Which column of a tool's export is what.
create table if not exists media_mapping (
    name text primary key,
    content text not null
) strict, without rowid;

-- The looks of people of a day, without reading those of the program; results counted without reading them.
create index if not exists media_observation_source on media_observation (source, at);
create index if not exists media_result_platform on media_result (round, standing, platform);
