-- Patrols between two rounds, what the last ones showed of each site, and the weeks of its channels.
create table if not exists patrol (
    kind text not null,
    day text not null,
    content text not null,
    primary key (kind, day)
) strict, without rowid;

-- The nearest veto stands beside what was seen: the work-desk counts without reading it.
create table if not exists patrolled_site (
    site text primary key,
    nearness text,
    content text not null
) strict, without rowid;

create index if not exists patrolled_site_near on patrolled_site (nearness, site) where nearness is not null;

create table if not exists channel_week (
    site text not null,
    week text not null,
    content text not null,
    primary key (site, week)
) strict, without rowid;
