-- The page that a message complains about: looks to be made, and looks as they were kept.
create table if not exists feedback_pending_look (
    feedback blob primary key,
    due integer not null,
    tries integer not null,
    -- What the earlier look said, a list.
    looks text not null
) strict, without rowid;

create index if not exists feedback_pending_due on feedback_pending_look (due);

create table if not exists feedback_look (
    id blob primary key,
    feedback blob not null,
    moment text not null,
    at integer not null,
    content text not null
) strict, without rowid;

create index if not exists feedback_look_of on feedback_look (feedback, at);

-- A message and a finding about the same defect.
create table if not exists feedback_link (
    feedback blob not null,
    finding blob not null,
    at integer not null,
    content text not null,
    primary key (feedback, finding)
) strict, without rowid;

create index if not exists feedback_link_of_finding on feedback_link (finding, at);
