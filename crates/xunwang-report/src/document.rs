//! A document before layout (文稿): paragraphs, figures with their source, tables. Renderers only read it.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::charts::Chart;
use crate::figure::Figured;

/// What every page of a provisional document says (初稿标记).
pub const PROVISIONAL_MARK: &str = "机器检查初稿，未经人工复核";

/// Whether people have confirmed what the document says (文稿版别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edition {
    /// Drawn up by the machine alone: marked on every page (机器检查初稿).
    Provisional,
    /// From confirmed facts (正式文本).
    Confirmed,
}

/// A document before layout (文稿).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Confirmed or provisional.
    pub edition: Edition,
    /// Title (标题).
    pub title: String,
    /// Document number (发文字号).
    pub number: Option<String>,
    /// To whom it goes, with the closing colon (主送机关).
    pub salutation: String,
    /// Headings and paragraphs (正文).
    pub blocks: Vec<Block>,
    /// Attachments in order (附件).
    pub attachments: Vec<Attachment>,
    /// Who signs (发文机关署名).
    pub signature: String,
    /// Date of issue (成文日期); also the date inside the files.
    pub issued_on: NaiveDate,
    /// What stands at the foot of the last page (版记).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imprint: Option<Imprint>,
    /// Decimals of its rates (合格率小数位数).
    pub rate_decimals: u8,
    /// Remarks for the officer, printed nowhere (起草提示).
    pub notes: Vec<String>,
}

/// The imprint (版记): copies, printing office and date, as they are printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imprint {
    /// “省委办公厅，省人大常委会办公厅。” without the word 抄送; none where no copies go.
    pub copies_to: Option<String>,
    /// Who prints and sends it (印发机关).
    pub printed_by: String,
    /// “2023年9月21日印发”.
    pub printed_on: String,
}

/// A heading, a paragraph or a chart (段落).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// A heading, level 1 (一、) or 2 (（一）).
    Heading {
        /// 1 or 2.
        level: u8,
        /// Its text with the number.
        text: String,
    },
    /// A paragraph of the body.
    Paragraph(Vec<Span>),
    /// A chart with its caption.
    Chart(Chart),
    /// A table within the text.
    Table(Inset),
}

/// A run of text (文字片段).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// Words.
    Text(String),
    /// A figure that says what it is computed from.
    Figure(Figured),
}

/// What an attachment shows (附件类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttachmentKind {
    /// Sites by area (网站检查情况).
    SiteCounts,
    /// Failing sites (突出问题网站名单).
    SiteList,
    /// Accounts by area (政务新媒体检查情况).
    AccountCounts,
    /// Failing accounts (突出问题政务新媒体名单).
    AccountList,
    /// Any other table (其他表).
    Other,
}

/// An attachment: one table on new pages (附件).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it shows.
    pub kind: AttachmentKind,
    /// Its number from 1.
    pub number: usize,
    /// Its title as the list of attachments names it.
    pub title: String,
    /// The line under the title, e.g. “（2023年第三季度）”.
    pub subtitle: String,
    /// The table.
    pub table: Table,
    /// The note under the table, e.g. the sampling window.
    pub note: Option<String>,
}

/// A table within the text (文中表格).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inset {
    /// Its number from 1.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// The table.
    pub table: Table,
    /// The note under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A table (表格).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Whether the last row is the total (合计).
    pub has_total: bool,
    /// Whether it needs a landscape page (横排).
    pub landscape: bool,
}

/// A column (列).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Its share of the width.
    pub width: u32,
    /// Whether its cells are centred; otherwise flush left.
    pub centred: bool,
}

/// A cell (单元格).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// Words.
    Text(String),
    /// A running number (序号).
    Ordinal(u64),
    /// A figure.
    Figure(Figured),
}

impl Cell {
    /// What is printed.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Ordinal(number) => number.to_string(),
            Self::Figure(figure) => figure.shown.clone(),
        }
    }
}

impl Span {
    /// What is printed.
    pub fn shown(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Figure(figure) => &figure.shown,
        }
    }
}

impl Inset {
    /// “表1” (表序).
    pub fn label(&self) -> String {
        format!("表{}", self.number)
    }

    /// All of it in words, a line a row (纯文本).
    pub fn plain_text(&self) -> String {
        let mut lines = vec![self.caption()];
        lines.extend(self.table.plain_lines());
        lines.extend(self.note.clone());
        lines.join("\n")
    }

    /// “表1　问题清单” (表题).
    pub fn caption(&self) -> String {
        format!("{}　{}", self.label(), self.title)
    }
}

impl Table {
    /// Its text, a line a row (纯文本).
    fn plain_lines(&self) -> Vec<String> {
        let heads = self.columns.iter().map(|column| column.head.as_str());
        let mut lines = vec![heads.collect::<Vec<_>>().join("｜")];
        let row = |row: &Vec<Cell>| row.iter().map(Cell::shown).collect::<Vec<_>>().join("｜");
        lines.extend(self.rows.iter().map(row));
        lines
    }
}

impl Attachment {
    /// “附件1” (附件标识).
    pub fn label(&self) -> String {
        format!("附件{}", self.number)
    }
}

impl Document {
    /// The date as it is printed, e.g. `2023年9月21日`.
    pub fn printed_date(&self) -> String {
        in_numerals(self.issued_on)
    }

    /// The beginning of the first section's text, at most 120 characters (摘要): what a search or a feed shows of it.
    pub fn lead(&self) -> String {
        const MOST: usize = 120;
        let mut after = self
            .blocks
            .iter()
            .skip_while(|block| !matches!(block, Block::Heading { .. }));
        let words = after.find_map(|block| match block {
            Block::Paragraph(spans) => Some(spans.iter().map(Span::shown).collect::<String>()),
            _ => None,
        });
        let words = words.unwrap_or_else(|| self.title.clone());
        words.chars().take(MOST).collect()
    }

    /// The whole text, a line a paragraph or table row (纯文本), for reading and for snapshots.
    pub fn plain_text(&self) -> String {
        let mut lines = Vec::new();
        if self.edition == Edition::Provisional {
            lines.push(PROVISIONAL_MARK.to_owned());
        }
        lines.push(self.title.clone());
        lines.extend(self.number.clone());
        lines.extend((!self.salutation.is_empty()).then(|| self.salutation.clone()));
        for block in &self.blocks {
            match block {
                Block::Heading { text, .. } => lines.push(text.clone()),
                Block::Paragraph(spans) => lines.push(spans.iter().map(Span::shown).collect()),
                Block::Chart(chart) => lines.push(format!("{}：{}", chart.caption(), chart.alternative())),
                Block::Table(inset) => lines.push(inset.plain_text()),
            }
        }
        for attachment in &self.attachments {
            lines.push(format!("附件：{}.{}", attachment.number, attachment.title));
        }
        lines.push(self.signature.clone());
        lines.push(self.printed_date());
        for attachment in &self.attachments {
            lines.extend([
                "".to_owned(),
                attachment.label(),
                attachment.title.clone(),
                attachment.subtitle.clone(),
            ]);
            lines.extend(attachment.table.plain_lines());
            lines.extend(attachment.note.clone());
        }
        if let Some(imprint) = &self.imprint {
            lines.push(String::new());
            lines.extend(imprint.copies_to.as_ref().map(|copies| format!("抄送：{copies}")));
            lines.push(format!("{}　{}", imprint.printed_by, imprint.printed_on));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// A date as official texts print it, e.g. `2023年9月21日` (成文日期写法).
pub(crate) fn in_numerals(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
