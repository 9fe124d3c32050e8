-- The words of closed messages that the public may look for; the row grows with the closing, so that the latest has the highest.
create table if not exists feedback_said (
    row integer primary key autoincrement,
    id blob not null unique
) strict;
create virtual table if not exists feedback_words using fts5 (said, content = '', contentless_delete = 1);
