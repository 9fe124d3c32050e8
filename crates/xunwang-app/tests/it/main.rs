//! Stories of the application against real parts: a fleet served on loopback, the real fetcher, SQLite, files.

mod harness;
mod story_again;
mod story_hostile;
mod story_inspection;
mod story_links;
mod story_resume;
