//! Normalised text (规范化文本): one spelling for every way to write the same characters, with the way back.

mod chars;
mod text;

pub use chars::normal_chars;
pub use text::Normal;
pub(crate) use text::Tight;
