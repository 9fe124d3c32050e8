-- The ledgers of rectification: one a circular, one row a problem; and the runs in which problems are looked at again.
create table if not exists rectify_ledger (
    paper blob primary key,
    quarter text not null,
    content text not null
) strict, without rowid;

create table if not exists rectification (
    id blob primary key,
    paper blob not null references rectify_ledger (paper),
    round blob not null,
    area text not null,
    site text not null,
    indicator text not null,
    -- 1 where it is to be looked at again.
    waits integer not null,
    -- 0 where nothing more is expected of anybody.
    is_open integer not null,
    content text not null
) strict, without rowid;

create index if not exists rectification_paper on rectification (paper, area, site, indicator);
create index if not exists rectification_round on rectification (round, area, site, indicator);
create index if not exists rectification_site on rectification (site);
create index if not exists rectification_open on rectification (is_open) where is_open = 1;
create index if not exists rectification_waits on rectification (waits) where waits = 1;

create table if not exists retest_run (
    id blob primary key,
    finished integer not null,
    content text not null
) strict, without rowid;

create index if not exists retest_run_open on retest_run (finished, id) where finished = 0;

-- Every version is kept: what was written in a record is never taken out of it, whoever asks.
create trigger if not exists rectification_keeps before update of content on rectification
when coalesce(json_array_length(new.content, '$.steps'), 0) < coalesce(json_array_length(old.content, '$.steps'), 0)
  or coalesce(json_array_length(new.content, '$.replies'), 0) < coalesce(json_array_length(old.content, '$.replies'), 0)
  or coalesce(json_array_length(new.content, '$.retests'), 0) < coalesce(json_array_length(old.content, '$.retests'), 0)
  or coalesce(json_array_length(new.content, '$.rungs'), 0) < coalesce(json_array_length(old.content, '$.rungs'), 0)
  or coalesce(json_array_length(new.content, '$.extensions'), 0)
     < coalesce(json_array_length(old.content, '$.extensions'), 0)
begin
    select raise(abort, 'what was written of a rectification stays');
end;

create trigger if not exists rectification_stays before delete on rectification
begin
    select raise(abort, 'a rectification is not removed');
end;

create trigger if not exists rectification_inserted after insert on rectification begin
    insert into revision values ('rectification', 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists rectification_updated after update on rectification begin
    insert into revision values ('rectification', 1) on conflict (name) do update set number = number + 1;
end;
