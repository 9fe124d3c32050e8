//! What every format is read into: one text, the places it stands at, the links in it.

use std::fmt;
use std::ops::Range;

use crate::Kind;

/// A paper (文档) as read from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What the file is.
    pub kind: Kind,
    /// Its text: paragraphs and rows end with a line end, cells of a row are separated by a tab.
    pub text: String,
    /// Which bytes of the text stand where, in the order of the text, without overlap.
    pub parts: Vec<Part>,
    /// The links that a reader can follow, and the addresses printed in the text, in the order of the text.
    pub links: Vec<PaperLink>,
    /// What could not be read and therefore is not measured, as Chinese sentences; empty when the text is whole.
    pub unread: Vec<String>,
}

/// A stretch of the text at one place (文本片段).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Bytes of [`Paper::text`], without the separator behind them.
    pub range: Range<usize>,
    /// Where they stand.
    pub place: Place,
}

/// Where something stands in a paper (位置), shown as a person would look for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A page of a PDF (页), counted from 1.
    Page(u32),
    /// A cell of a workbook (单元格).
    Cell {
        /// The worksheet's name.
        sheet: std::sync::Arc<str>,
        /// Counted from 1.
        row: u32,
        /// Counted from 0.
        column: u32,
    },
    /// A paragraph of a DOCX (段落), counted from 1 within its story.
    Paragraph {
        /// Which story it belongs to.
        story: Story,
        /// Counted from 1; of notes, the number of the note.
        number: u32,
    },
    /// A line of a plain text (行), counted from 1.
    Line(u32),
}

/// The stories of a DOCX (文档部分).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// The running text (正文), tables included.
    Body,
    /// A text box (文本框), anchored in the running text.
    TextBox,
    /// Footnotes (脚注).
    Footnote,
    /// Endnotes (尾注).
    Endnote,
    /// Headers of pages (页眉).
    Header,
    /// Footers of pages (页脚).
    Footer,
}

/// A link in a paper (文档中的链接).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperLink {
    /// Where it leads, as written; relative where the paper says so.
    pub target: String,
    /// What a reader sees of it, white space collapsed; may be empty.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// The address is only printed: a reader has to copy it, or the reading program makes a link of it.
    pub printed: bool,
}

impl Paper {
    /// Where the byte of the text stands; separators belong to what precedes them.
    pub fn place_of(&self, offset: usize) -> Option<&Place> {
        let after = self.parts.partition_point(|part| part.range.start <= offset);
        after.checked_sub(1).map(|index| &self.parts[index].place)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(number) => write!(f, "第{number}页"),
            Self::Cell { sheet, row, column } => {
                write!(
                    f,
                    "工作表“{sheet}”{}{row}",
                    xunwang_sheet::column_letters(*column as usize)
                )
            }
            Self::Paragraph { story, number } => match story {
                Story::Body => write!(f, "正文第{number}段"),
                Story::TextBox => write!(f, "文本框第{number}段"),
                Story::Footnote => write!(f, "脚注{number}"),
                Story::Endnote => write!(f, "尾注{number}"),
                Story::Header => write!(f, "页眉第{number}段"),
                Story::Footer => write!(f, "页脚第{number}段"),
            },
            Self::Line(number) => write!(f, "第{number}行"),
        }
    }
}
