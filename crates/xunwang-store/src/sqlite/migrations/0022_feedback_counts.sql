-- Counting all of them reads this alone, in its order.
create index if not exists feedback_settled on feedback (settled, close_end);
-- Names of sites, each many times.
create index if not exists feedback_named on feedback (site_name);
