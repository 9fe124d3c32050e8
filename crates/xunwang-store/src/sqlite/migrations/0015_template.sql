-- The office's own templates of documents: every version stays.
create table if not exists template_version (
    number integer primary key,
    content text not null
) strict;

create trigger if not exists template_version_stays before update on template_version
begin
    select raise(abort, 'a version of the templates does not change');
end;
