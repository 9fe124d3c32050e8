//! Stories of the application against real parts: a fleet served on loopback, the real fetcher, SQLite, files.

mod answers;
mod harness;
mod story_again;
mod story_exceptions;
mod story_feedback;
mod story_hostile;
mod story_inspection;
mod story_links;
mod story_media;
mod story_resume;
mod story_retest;
mod story_second_look;
