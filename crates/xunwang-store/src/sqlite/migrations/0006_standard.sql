-- Versions of the standard. Whoever goes round the program finds that what is in force, or withdrawn, stays.
create table if not exists standard_version (
    number integer primary key,
    state text not null,
    content text not null
) strict;

create trigger if not exists standard_version_stays before update on standard_version
when old.state <> 'draft'
begin
    select raise(abort, 'a version in force or withdrawn never changes');
end;

create trigger if not exists standard_version_keeps before delete on standard_version
begin
    select raise(abort, 'versions are only added');
end;
