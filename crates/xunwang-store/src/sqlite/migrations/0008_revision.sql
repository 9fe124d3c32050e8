-- What a change touches, so that what was made of it is made anew only then; and findings counted as they change.
create table if not exists revision (
    name text primary key,
    number integer not null
) strict, without rowid;

create trigger if not exists organization_inserted after insert on organization begin
    insert into revision values ('organization', 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists organization_updated after update on organization begin
    insert into revision values ('organization', 1) on conflict (name) do update set number = number + 1;
end;

create trigger if not exists round_inserted after insert on inspection_round begin
    insert into revision values ('round ' || hex(new.id), 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists round_updated after update on inspection_round begin
    insert into revision values ('round ' || hex(new.id), 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists roster_inserted after insert on roster_site begin
    insert into revision values ('round ' || hex(new.round), 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists roster_updated after update on roster_site begin
    insert into revision values ('round ' || hex(new.round), 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists problem_inserted after insert on problem begin
    insert into revision values ('round ' || hex(new.round), 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists problem_updated after update on problem begin
    insert into revision values ('round ' || hex(new.round), 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists manual_inserted after insert on manual_check begin
    insert into revision values ('round ' || hex(new.round), 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists manual_updated after update on manual_check begin
    insert into revision values ('round ' || hex(new.round), 1) on conflict (name) do update set number = number + 1;
end;

create table if not exists finding_tally (
    round blob not null,
    site text not null,
    rule text not null,
    indicator text not null,
    level integer not null,
    state text not null,
    count integer not null,
    primary key (round, site, rule, indicator, level, state)
) strict, without rowid;

create trigger if not exists finding_inserted after insert on finding begin
    insert into finding_tally values (new.round, new.site, new.rule, new.indicator, new.level, new.state, 1)
        on conflict do update set count = count + 1;
    insert into revision values ('round ' || hex(new.round), 1) on conflict (name) do update set number = number + 1;
end;
create trigger if not exists finding_decided after update of state on finding when old.state <> new.state begin
    update finding_tally set count = count - 1
        where round = old.round and site = old.site and rule = old.rule and indicator = old.indicator
        and level = old.level and state = old.state;
    insert into finding_tally values (new.round, new.site, new.rule, new.indicator, new.level, new.state, 1)
        on conflict do update set count = count + 1;
end;
create trigger if not exists finding_reviewed after update of reviews on finding begin
    insert into revision values ('round ' || hex(new.round), 1) on conflict (name) do update set number = number + 1;
end;
