-- The office: bodies, people, sessions, the register with its history, the trail of changes.
create table if not exists organization (
    id blob primary key,
    parent blob references organization (id),
    name text not null,
    kind text not null
) strict, without rowid;

create unique index if not exists organization_name on organization (coalesce(parent, x''), name);

create table if not exists person (
    id blob primary key,
    account text not null unique,
    name text not null,
    organization blob not null references organization (id),
    grants text not null,
    disabled integer not null,
    password text,
    totp blob,
    last_step integer not null default 0,
    failed integer not null default 0,
    locked_until integer
) strict, without rowid;

create table if not exists session (
    digest blob primary key,
    person blob not null references person (id),
    full integer not null,
    csrf text not null,
    began_at integer not null,
    seen_at integer not null,
    address text not null,
    agent text not null
) strict, without rowid;

create index if not exists session_person on session (person);

-- One link a purpose: making another one ends the one before.
create table if not exists one_time_link (
    digest blob primary key,
    person blob unique references person (id),
    until integer not null
) strict, without rowid;

create table if not exists site (
    code text primary key,
    organization blob not null references organization (id),
    content text not null
) strict, without rowid;

create table if not exists site_version (
    code text not null,
    since integer not null,
    organization blob not null,
    content text not null,
    changed_by text not null,
    primary key (code, since)
) strict, without rowid;

create table if not exists audit (
    number integer primary key,
    content text not null,
    digest blob not null
) strict;

-- Nothing is altered in the trail, nor taken out: whoever goes round this in the file breaks the chain.
create trigger if not exists audit_stays before update on audit
begin
    select raise(abort, 'the trail is only added to');
end;

create trigger if not exists audit_keeps before delete on audit
begin
    select raise(abort, 'the trail is only added to');
end;
