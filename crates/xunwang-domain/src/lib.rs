//! The words of Xunwang 巡网: every type that the steps hand to one another.
//!
//! Invariant: no async, no I/O, no clock, no SQL, no HTML. A value that must be valid is parsed once.

pub mod account;
pub mod articles;
pub mod audit;
pub mod circular;
pub mod days;
pub mod elements;
pub mod exceptions;
pub mod exchange;
pub mod facts;
pub mod feedback;
pub mod filing;
pub mod finding;
pub mod judgement;
pub mod links;
pub mod login;
pub mod manual;
pub mod mismatch;
pub mod organization;
pub mod paper;
pub mod patrol;
pub mod people;
pub mod probe;
pub mod problem;
pub mod reading;
pub mod rectification;
pub mod register;
pub mod registry;
pub mod report;
pub mod review;
pub mod round;
pub mod saved_view;
pub mod score;
pub mod signed;
pub mod standard;
pub mod strings;
pub mod tags;
pub mod targets;
pub mod template_version;
pub mod texts;
pub mod visit;
