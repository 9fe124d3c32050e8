-- Sources of accounts that the program looks at by itself; a secret of the owner's stands here sealed only.
create table if not exists media_source (
    account text not null,
    way text not null,
    content text not null,
    sealed blob,
    primary key (account, way)
) strict, without rowid;

-- What does not look right in a post: few have a row.
create table if not exists media_flaw (
    account text not null,
    source text not null,
    post text not null,
    content text not null,
    primary key (account, source, post)
) strict, without rowid;
