//! Tests of the crate's features: pages in, facts out.

mod appearance;
mod charset_and_address;
mod common;
mod facts;
mod oracle;
mod places;
mod real;
mod shared_boxes;
mod site;
mod stamps;
mod standings;
