-- Papers: a circular on its way, every version of its text, and the files that were issued.
create table if not exists paper (
    id blob primary key,
    round blob not null,
    content text not null,
    draft text not null
) strict, without rowid;

create index if not exists paper_round on paper (round);

create table if not exists paper_version (
    paper blob not null references paper (id),
    number integer not null,
    content text not null,
    draft text not null,
    primary key (paper, number)
) strict, without rowid;

create table if not exists paper_file (
    paper blob not null references paper (id),
    name text not null,
    bytes blob not null,
    primary key (paper, name)
) strict;

-- What was issued never changes, whoever asks.
create trigger if not exists paper_is_sealed before update of content, draft on paper
when json_extract(old.content, '$.stage') in ('issued', 'dropped')
     and json_remove(new.content, '$.seal.is_public', '$.seal.public_attachments')
         is not json_remove(old.content, '$.seal.is_public', '$.seal.public_attachments')
begin
    select raise(abort, 'an issued paper does not change');
end;

create trigger if not exists paper_draft_is_sealed before update of draft on paper
when json_extract(old.content, '$.stage') in ('issued', 'dropped') and new.draft is not old.draft
begin
    select raise(abort, 'an issued paper does not change');
end;

create trigger if not exists paper_stays before delete on paper
begin
    select raise(abort, 'a paper is not removed');
end;

create trigger if not exists paper_file_stays before update on paper_file
begin
    select raise(abort, 'an issued file does not change');
end;

create trigger if not exists paper_file_is_kept before delete on paper_file
begin
    select raise(abort, 'an issued file does not change');
end;
