//! The press (印制): a document to its files, as a port, so that who composes needs no typesetting.

use crate::document::Document;

/// The files of a document (文稿文件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// 可编辑文本
    pub docx: Vec<u8>,
    /// 版式文件
    pub pdf: Vec<u8>,
    /// 网页
    pub html: Vec<u8>,
    /// 附件表格
    pub xlsx: Vec<u8>,
}

/// Why a document could not be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("生成文件失败：{0}")]
pub struct PressError(pub String);

/// What makes files of documents (印制).
pub trait Press: Send + Sync {
    /// All files of a document.
    ///
    /// # Errors
    /// The typesetting refuses it.
    fn print(&self, document: &Document) -> Result<Printed, PressError>;
}

/// The press of this program.
#[cfg(feature = "render")]
#[derive(Debug, Clone, Copy, Default)]
pub struct OwnPress;

#[cfg(feature = "render")]
impl Press for OwnPress {
    fn print(&self, document: &Document) -> Result<Printed, PressError> {
        let failed = |error: crate::render::RenderError| PressError(error.to_string());
        Ok(Printed {
            docx: crate::render::docx(document).map_err(failed)?,
            pdf: crate::render::pdf(document).map_err(failed)?,
            html: crate::render::html(document).map_err(failed)?,
            xlsx: crate::render::xlsx(document).map_err(failed)?,
        })
    }
}
