-- What the patrols showed is read on every look at them, and changes with a patrol only.
create trigger if not exists patrolled_site_inserted after insert on patrolled_site begin
    insert into revision values ('patrol', 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists patrolled_site_updated after update on patrolled_site begin
    insert into revision values ('patrol', 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists patrolled_site_deleted after delete on patrolled_site begin
    insert into revision values ('patrol', 1) on conflict (name) do update set number = number + 1;
end;
