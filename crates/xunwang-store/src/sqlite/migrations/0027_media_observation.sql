-- What was seen of accounts: each look, and the posts that each source has shown.
create table if not exists media_observation (
    account text not null,
    source text not null,
    at integer not null,
    content text not null,
    primary key (account, source, at)
) strict, without rowid;

create index if not exists media_observation_at on media_observation (at);

create table if not exists media_post (
    account text not null,
    source text not null,
    -- What the post is told apart by, see `post_id`.
    post text not null,
    published_at integer not null,
    deleted integer not null,
    -- Of all that is below: whoever sends the same once more changes nothing.
    digest blob not null,
    title text not null,
    address text not null,
    body text not null,
    first_seen integer not null,
    -- When it was first seen otherwise than before, and what it was then.
    edited_at integer,
    earlier text,
    primary key (account, source, post)
) strict;

create index if not exists media_post_published on media_post (account, source, deleted, published_at);

-- The newest post of each source, made anew after each import.
create table if not exists media_newest (
    account text not null,
    source text not null,
    newest integer,
    newest_deleted integer,
    posts integer not null,
    primary key (account, source)
) strict, without rowid;

-- The menu of an account as it was last seen, entry by entry.
create table if not exists media_menu (
    account text not null,
    place integer not null,
    name text not null,
    address text not null,
    primary key (account, place)
) strict, without rowid;

insert into table_version (name, version) values ('media_newest', 1) on conflict do nothing;

create trigger if not exists media_newest_comes after insert on media_newest
begin
    update table_version set version = version + 1 where name = 'media_newest';
end;

create trigger if not exists media_newest_changes after update on media_newest
begin
    update table_version set version = version + 1 where name = 'media_newest';
end;
