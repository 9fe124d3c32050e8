-- The queue gathered by object or template reads all findings of a round: from these alone, whatever is filtered by.
create index if not exists finding_by_object on finding (round, object_group, state, level, site) where object_group <> '';
create index if not exists finding_by_template on finding (round, template_group, state, level, site);
