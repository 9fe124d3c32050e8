//! What an answer shows instead of what was asked for (应答判别): a page that says it does not exist, a page that has
//! fallen into other hands, a file that is none, an advertisement, a page without the place that was named.

mod advert;
mod entrance;
mod file;
mod fragment;
mod hijack;
mod missing_page;
mod words;

pub use advert::{is_advert, promotion};
pub use entrance::{is_one_of_many, leads_home};
pub use file::file_problem;
pub use fragment::missing_fragments;
pub use hijack::hijacked;
pub use missing_page::{MissingPage, soft_404};
pub(crate) use words::MOST_OF_A_NOTICE;
