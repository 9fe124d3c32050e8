-- What is due soon, and what was urged: a few of all messages.
create index if not exists feedback_due_soon on feedback (due, body, holder) where due is not null;
create index if not exists feedback_urged on feedback (due, number)
    where json_extract(content, '$.urges[0]') is not null;
