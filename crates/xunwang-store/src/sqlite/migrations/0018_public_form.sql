-- Settings of the whole office, each as JSON.
create table if not exists setting (
    name text primary key,
    content text not null
) strict, without rowid;

-- What the public sees: received here, and closed. National records are published where they are kept.
create index if not exists feedback_public on feedback (closed_at desc, number desc)
    where stage = 'closed' and json_extract(content, '$.source') <> 'national';
