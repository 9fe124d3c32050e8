//! Names, posts and bodies (姓名、职务、机构), decided by the date of the article.

mod bodies;
mod book;
mod check;
mod order;
mod posts;
mod rows;
mod supplied;
mod tokens;
mod warnings;

pub use book::{Body, BookRefusal, NameBook, Order, Tenure};
pub use check::{NamedText, Names};
pub use supplied::{national_bodies, sample};
pub use warnings::{NameWarning, name_warnings};
