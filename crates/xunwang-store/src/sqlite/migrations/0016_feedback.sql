-- The public's error reports. `content` holds no personal data: what was hidden stands in a table of its own, for a time.
create table if not exists feedback (
    id blob primary key,
    number text not null unique,
    -- The body that answers for the site; whoever has it now.
    body blob,
    holder blob,
    site text not null,
    site_name text not null,
    region text not null,
    kind integer not null,
    stage text not null,
    status text not null,
    counted_on text not null,
    -- The end of the earliest pending clock; of the closing clock.
    due integer,
    close_end integer,
    closed_at integer,
    -- closed_on_time, closed_late, undated, overdue (late before), or pending: the moment decides.
    settled text not null,
    provisional integer not null,
    merged_into blob,
    content text not null
) strict, without rowid;

create index if not exists feedback_due on feedback (due is null, due, number);
create index if not exists feedback_latest on feedback (counted_on desc, number desc);
create index if not exists feedback_site on feedback (site, counted_on);
create index if not exists feedback_body on feedback (body, counted_on);
create index if not exists feedback_holder on feedback (holder, stage);
create index if not exists feedback_stage on feedback (stage, due);
create index if not exists feedback_merged on feedback (merged_into) where merged_into is not null;
create index if not exists feedback_provisional on feedback (provisional) where provisional = 1;
-- Counting reads this alone.
create index if not exists feedback_counted on feedback
    (counted_on, settled, close_end, status, stage, kind, region, site, body, holder);

create table if not exists feedback_private (
    id blob primary key,
    content text not null
) strict, without rowid;

create table if not exists calendar_year (
    year integer primary key,
    content text not null
) strict;

create trigger if not exists feedback_inserted after insert on feedback begin
    insert into revision values ('feedback', 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists feedback_updated after update on feedback begin
    insert into revision values ('feedback', 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists calendar_inserted after insert on calendar_year begin
    insert into revision values ('feedback', 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists calendar_updated after update on calendar_year begin
    insert into revision values ('feedback', 1) on conflict (name) do update set number = number + 1;
end;
