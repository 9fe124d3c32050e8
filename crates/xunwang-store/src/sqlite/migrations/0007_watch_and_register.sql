-- The probes of a site and UTC day once more, in one short text: a week of all sites is read with each look at the watch, and
-- from the probes themselves that is ninety thousand rows. A mark is thirteen hexadecimal digits of microseconds and the state.
create table if not exists probe_day (
    site text not null,
    day integer not null,
    marks text not null,
    primary key (site, day)
) strict, without rowid;

-- What is older than what is kept is found without a walk over all of it.
create index if not exists probe_day_by_day on probe_day (day);

-- Probes of an earlier version, once: one statement, so all of them or none.
insert into probe_day (site, day, marks)
select site, at / 86400000000, string_agg(printf('%013x%d', at, state), '')
from probe
where not exists (select 1 from probe_day)
group by site, at / 86400000000;

-- Counts the changes of two tables, whoever makes them: what was read of them holds as long as the number stays.
create table if not exists table_version (
    name text primary key,
    version integer not null
) strict, without rowid;

insert into table_version (name, version) values ('site', 1), ('probe_day', 1) on conflict do nothing;

create trigger if not exists site_comes after insert on site
begin
    update table_version set version = version + 1 where name = 'site';
end;

create trigger if not exists site_changes after update on site
begin
    update table_version set version = version + 1 where name = 'site';
end;

create trigger if not exists site_goes after delete on site
begin
    update table_version set version = version + 1 where name = 'site';
end;

create trigger if not exists probe_day_comes after insert on probe_day
begin
    update table_version set version = version + 1 where name = 'probe_day';
end;

create trigger if not exists probe_day_changes after update on probe_day
begin
    update table_version set version = version + 1 where name = 'probe_day';
end;

create trigger if not exists probe_day_goes after delete on probe_day
begin
    update table_version set version = version + 1 where name = 'probe_day';
end;

-- Filters of the register under a name.
create table if not exists saved_view (
    id blob primary key,
    owner blob not null references person (id),
    name text not null,
    query text not null,
    shared integer not null,
    unique (owner, name)
) strict, without rowid;

-- What home pages showed, a look a site and day; the latest few are kept.
create table if not exists home_look (
    site text not null,
    at integer not null,
    content text not null,
    primary key (site, at)
) strict, without rowid;

-- Why the register is right although a home page shows something else.
create table if not exists mismatch_note (
    site text not null,
    kind text not null,
    content text not null,
    primary key (site, kind)
) strict, without rowid;
