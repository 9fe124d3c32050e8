//! The press (印制): a document to its files, as a port, so that who composes needs no typesetting.

use crate::charts::Chart;
use crate::document::Document;

/// A file of a document (文稿文件).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// 可编辑文本
    Docx,
    /// 版式文件
    Pdf,
    /// 网页
    Html,
    /// 附件表格
    Xlsx,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Docx, Self::Pdf, Self::Html, Self::Xlsx];

    /// The name of the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Docx => "circular.docx",
            Self::Pdf => "circular.pdf",
            Self::Html => "circular.html",
            Self::Xlsx => "annexes.xlsx",
        }
    }

    /// The kind of the file of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Why a document could not be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("生成文件失败：{0}")]
pub struct PressError(pub String);

/// What makes files of documents (印制).
pub trait Press: Send + Sync {
    /// A file of a document.
    ///
    /// # Errors
    /// The typesetting refuses it.
    fn print(&self, document: &Document, kind: FileKind) -> Result<Vec<u8>, PressError>;

    /// A document as DOCX in an office's own template.
    ///
    /// # Errors
    /// The template does not do, or the packing refuses it.
    fn print_in(&self, document: &Document, template: &[u8]) -> Result<Vec<u8>, PressError>;

    /// Does this file do as a template?
    ///
    /// # Errors
    /// What is missing or not taken.
    fn check_template(&self, template: &[u8]) -> Result<(), PressError>;

    /// A chart as SVG, to stand in a page.
    fn draw(&self, chart: &Chart) -> String;
}

/// The press of this program.
#[cfg(feature = "render")]
#[derive(Debug, Clone, Copy, Default)]
pub struct OwnPress;

#[cfg(feature = "render")]
impl Press for OwnPress {
    fn print(&self, document: &Document, kind: FileKind) -> Result<Vec<u8>, PressError> {
        let print = match kind {
            FileKind::Docx => crate::render::docx,
            FileKind::Pdf => crate::render::pdf,
            FileKind::Html => crate::render::html,
            FileKind::Xlsx => crate::render::xlsx,
        };
        print(document).map_err(|error| PressError(error.to_string()))
    }

    fn print_in(&self, document: &Document, template: &[u8]) -> Result<Vec<u8>, PressError> {
        let template = crate::render::Template::read(template).map_err(PressError)?;
        template
            .docx(document)
            .map_err(|error| PressError(error.to_string()))
    }

    fn check_template(&self, template: &[u8]) -> Result<(), PressError> {
        crate::render::Template::read(template)
            .map_err(PressError)
            .map(drop)
    }

    fn draw(&self, chart: &Chart) -> String {
        crate::charts::svg(chart)
    }
}
