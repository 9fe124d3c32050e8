//! The web application from outside: real requests through the router, a real database, a clock that is set.

mod harness;
mod login_attacks;
mod matrix;
mod rounds;
mod story_filing;
mod story_people;
mod story_register;
mod story_review;
mod story_round;
mod story_standards;
mod story_watch;
mod trail;
