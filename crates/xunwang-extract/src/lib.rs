//! Pages to facts (网页事实提取): what bytes of HTML say about a page, and what a site's pages say together.
//!
//! Invariants: never fails, never panics, never fetches; memory is bounded whatever the input.

mod address;
mod appearance;
mod article;
mod article_index;
mod attributes;
mod channels;
mod charset;
mod dates;
mod frame;
mod further;
mod home;
mod html;
mod kept;
mod kinds;
mod letters;
mod links;
mod lists;
mod marks;
mod page;
mod post;
mod reading;
mod regions;
mod repeats;
mod rows;
mod script;
mod signs;
mod site;
mod sketch;
mod spoken;
mod stamp;
mod tags;
mod text;
mod titles;

pub use address::{is_attachment, is_readable_file, resolve};
pub use appearance::{
    MissingPage, file_problem, hijacked, is_advert, is_one_of_many, leads_home, missing_fragments, promotion,
    soft_404,
};
pub use charset::source_text;
pub use kept::{article_to_bytes, days_of, facts_from_bytes, facts_to_bytes, facts_version};
pub use page::{PageInput, extract_page, extract_page_and_reading};
pub use post::{PostReading, read_post};
pub use rows::is_same_page;
pub use site::SiteFold;
