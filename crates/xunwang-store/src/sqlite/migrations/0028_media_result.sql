-- The accounts of a round: what was asked for, and what became of each.
create table if not exists media_run (
    round blob primary key,
    finished integer not null,
    content text not null
) strict, without rowid;

create table if not exists media_result (
    round blob not null,
    account text not null,
    organization blob not null,
    area text not null,
    platform text not null,
    -- How it stands, see `AccountStanding`.
    standing text not null,
    -- Its number, name and unit, for the search.
    words text not null,
    content text not null,
    primary key (round, account)
) strict, without rowid;

create index if not exists media_result_standing on media_result (round, standing, area, account);
