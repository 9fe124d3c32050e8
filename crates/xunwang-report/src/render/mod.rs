//! Renderers (排版输出): a [`crate::document::Document`] in, bytes of a file out. Pure and repeatable.

mod docx;
mod fonts;
mod html;
mod pdf;
mod raster;
mod title;
mod xlsx;

use thiserror::Error;

pub(crate) use docx::xml;
pub use docx::{PLACE, Template, docx};
pub use fonts::missing_characters;
pub use html::html;
pub use pdf::pdf;
pub(crate) use title::width as text_width;
pub use xlsx::xlsx;

/// A file could not be produced (排版失败).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("生成{format}文件失败：{reason}")]
pub struct RenderError {
    /// DOCX, PDF, HTML or XLSX.
    pub format: &'static str,
    /// The renderer's own words.
    pub reason: String,
}

impl RenderError {
    fn new(format: &'static str, reason: impl ToString) -> Self {
        Self {
            format,
            reason: reason.to_string(),
        }
    }
}
