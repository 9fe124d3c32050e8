-- One pass over a register: its round, its visits, every look at a target, and what was concluded.
create table if not exists round (
    id integer primary key check (id = 1),
    fingerprint text not null,
    plan text not null,
    started_at text not null,
    finished_at text
) strict;

create table if not exists visit (
    number integer primary key,
    file text not null,
    evidence_length integer not null,
    outcome text
) strict;

create table if not exists look (
    visit integer not null references visit (number),
    url text not null,
    number integer not null,
    status text not null,
    class text not null,
    final_url text,
    at integer not null,
    page integer not null,
    title text not null default '',
    record_offset integer,
    body_offset integer,
    digest blob,
    primary key (visit, url, number)
) strict, without rowid;

create table if not exists conclusion_row (
    visit integer not null references visit (number),
    kind text not null,
    place integer not null,
    content text not null,
    primary key (visit, kind, place)
) strict, without rowid;
