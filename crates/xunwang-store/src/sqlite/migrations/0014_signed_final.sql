-- The signed final of an issued paper: what was compared, and who settled it, once. The file stands with those that were sealed.
create table if not exists paper_final (
    paper blob not null references paper (id),
    number integer not null,
    content text not null,
    primary key (paper, number)
) strict, without rowid;

create trigger if not exists paper_final_is_settled before update on paper_final
when json_extract(old.content, '$.settled') is not null
     or json_remove(new.content, '$.settled') is not json_remove(old.content, '$.settled')
begin
    select raise(abort, 'a settled final does not change');
end;

create trigger if not exists paper_final_stays before delete on paper_final
begin
    select raise(abort, 'a final is not removed');
end;

-- The DOCX template in which an office's drafts go out.
create table if not exists paper_template (
    organization blob primary key not null,
    content text not null,
    bytes blob not null
) strict;
