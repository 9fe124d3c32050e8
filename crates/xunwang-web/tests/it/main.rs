//! The web application from outside: real requests through the router, a real database, a clock that is set.

mod chromium;
mod harness;
mod login_attacks;
mod matrix;
mod quarter;
mod rounds;
mod story_accounts;
mod story_adopt;
mod story_browser;
mod story_browser_forms;
mod story_confidential;
mod story_filing;
mod story_mismatches;
mod story_paper;
mod story_patrol;
mod story_people;
mod story_public;
mod story_queue;
mod story_register;
mod story_review;
mod story_round;
mod story_round_new;
mod story_standards;
mod story_views;
mod story_watch;
mod trail;
