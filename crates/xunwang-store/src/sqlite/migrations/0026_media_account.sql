-- New-media accounts with their history, kept as sites are. A filing of an account stands in `filing` under "account " and its
-- code in the column of the site.
create table if not exists media_account (
    code text primary key,
    organization blob not null references organization (id),
    content text not null
) strict, without rowid;

create table if not exists media_account_version (
    code text not null,
    since integer not null,
    organization blob not null,
    content text not null,
    changed_by text not null,
    primary key (code, since)
) strict, without rowid;

insert into table_version (name, version) values ('media_account', 1) on conflict do nothing;

create trigger if not exists media_account_comes after insert on media_account
begin
    update table_version set version = version + 1 where name = 'media_account';
end;

create trigger if not exists media_account_changes after update on media_account
begin
    update table_version set version = version + 1 where name = 'media_account';
end;

create trigger if not exists media_account_goes after delete on media_account
begin
    update table_version set version = version + 1 where name = 'media_account';
end;
