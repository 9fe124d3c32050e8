//! Stories of the executable itself, as a user or a script runs it.

mod harness;
mod small_site;
mod story_compose;
mod story_demo;
mod story_demo_office;
mod story_export;
mod story_files;
mod story_kill;
mod story_lexicon;
mod story_office_kill;
mod story_opinion;
mod story_proof;
mod story_serve;
mod story_texts;
mod story_wrong_input;
mod workbook_site;
