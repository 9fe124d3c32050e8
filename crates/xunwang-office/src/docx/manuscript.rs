//! A DOCX as a person left it (改稿): its paragraphs and tables in order, as they read with every tracked change accepted.
//!
//! Word, WPS and LibreOffice take runs apart, rename styles and turn typed numbers into lists; what a reader sees stays.

use quick_xml::events::BytesStart;

use super::lists::Lists;
use super::names::Styles;
use crate::package::{Package, resolve};
use crate::xml::{Step, Steps, Vocabulary, attribute, local};
use crate::{Kind, Refusal, Why, kind, limits, read};

/// The running text of a DOCX with its structure (改稿).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// Paragraphs and tables in order; paragraphs without words are left out.
    pub items: Vec<Item>,
    /// Tracked insertions and deletions, read as if all were accepted (修订).
    pub tracked: usize,
    /// Comments: who, and what (批注).
    pub comments: Vec<(String, String)>,
    /// Text boxes, which are not read (文本框).
    pub boxes: usize,
}

/// A paragraph or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A paragraph.
    Paragraph {
        /// Its words, with the number that a list puts before them.
        text: String,
        /// 1 or 2 of a heading of this level (标题级别), 0 of everything else.
        level: u8,
    },
    /// A table: rows of cells.
    Table(Vec<Vec<String>>),
}

/// Most paragraphs outside tables; a circular has some dozens.
const PARAGRAPHS: usize = 2_000;
/// Most cells of all tables.
const CELLS: usize = 400_000;
/// Most comments that are kept.
const COMMENTS: usize = 200;

/// Reads a DOCX with its structure (读取改稿).
///
/// # Errors
/// The file is no DOCX, is damaged or exceeds a limit.
pub fn manuscript(bytes: &[u8]) -> Result<Manuscript, Refusal> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(Refusal::too_large("超过64 MB"));
    }
    if kind::tell(bytes) != Ok(Kind::Docx) {
        return Err(Refusal::new(
            Why::NotSuch,
            "这个文件不是 DOCX；请在 WPS 或 Word 里另存为 .docx 再上传",
        ));
    }
    read::guarded(|| opened(bytes))
}

fn opened(bytes: &[u8]) -> Result<Manuscript, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package
        .main_part()
        .unwrap_or_else(|| "word/document.xml".to_owned());
    let xml = package
        .text(&main)?
        .ok_or_else(|| Refusal::damaged("缺少正文部件"))?;
    let relations = package.relations(&main)?;
    let mut part = |sort: &str| {
        let mut own = relations
            .values()
            .filter(|one| one.sort == sort && !one.is_external);
        match own.next() {
            Some(one) => package.text(&resolve(&main, &one.target)),
            None => Ok(None),
        }
    };
    let styles = Styles::read(&part("styles")?.unwrap_or_default())?;
    let lists = Lists::read(&part("numbering")?.unwrap_or_default())?;
    let comments = comments(&part("comments")?.unwrap_or_default())?;
    let mut body = Body::new(styles, lists);
    let mut steps = Steps::new(&xml);
    loop {
        match steps.next()? {
            Step::Open(vocabulary, element, closes) => body.open(vocabulary, &element, closes)?,
            Step::Close(vocabulary, name) => body.close(vocabulary, &name)?,
            Step::Text(text) => body.say(text)?,
            Step::Character(character) => body.say(character.encode_utf8(&mut [0; 4]))?,
            Step::Block(text) => body.say(&text)?,
            Step::End => break,
        }
    }
    // The last paragraph's mark may have been deleted too.
    body.end_paragraph()?;
    Ok(Manuscript {
        comments,
        ..body.done
    })
}

/// The comments with their authors.
fn comments(xml: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut found: Vec<(String, String)> = Vec::new();
    if xml.is_empty() {
        return Ok(found);
    }
    let mut steps = Steps::new(xml);
    let mut is_text = false;
    loop {
        match steps.next()? {
            Step::Open(Vocabulary::Word, element, false) => match local(element.name().as_ref()) {
                "comment" if found.len() >= COMMENTS => return Ok(found),
                "comment" => found.push((attribute(&element, "author").unwrap_or_default(), String::new())),
                "t" => is_text = true,
                _ => {}
            },
            Step::Close(Vocabulary::Word, name) if name == "t" => is_text = false,
            Step::Text(text) if is_text => {
                if let Some((_, words)) = found.last_mut() {
                    words.push_str(text);
                }
            }
            Step::Character(character) if is_text => {
                if let Some((_, words)) = found.last_mut() {
                    words.push(character);
                }
            }
            Step::End => return Ok(found),
            _ => {}
        }
    }
}

/// What a paragraph says of itself.
#[derive(Default)]
struct Properties {
    style: String,
    /// List and level.
    list: Option<String>,
    list_level: Option<usize>,
}

/// A table that is open.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    cell: String,
    /// The row was deleted, and the deletion tracked.
    is_gone: bool,
}

struct Body {
    done: Manuscript,
    styles: Styles,
    lists: Lists,
    tables: Vec<Table>,
    paragraph: String,
    properties: Properties,
    /// The mark at the end of this paragraph was deleted: the next one goes on with it.
    joins_next: bool,
    is_text: bool,
    in_run_properties: usize,
    in_row_properties: usize,
    in_paragraph_properties: usize,
    /// Open elements whose content is not shown.
    unseen: usize,
    /// Of open fields: does the result show already?
    fields: Vec<bool>,
    bytes: usize,
    paragraphs: usize,
    cells: usize,
}

/// Elements whose content is deleted, moved away, a duplicate, how something looked before, or a reading aid.
fn is_unseen(vocabulary: Vocabulary, name: &str) -> bool {
    match vocabulary {
        Vocabulary::Word => {
            matches!(
                name,
                "del" | "moveFrom" | "rt" | "instrText" | "delText" | "txbxContent"
            ) || name.ends_with("PrChange")
        }
        Vocabulary::Compatibility => name == "Fallback",
        _ => false,
    }
}

impl Body {
    fn new(styles: Styles, lists: Lists) -> Self {
        Self {
            done: Manuscript::default(),
            styles,
            lists,
            tables: Vec::new(),
            paragraph: String::new(),
            properties: Properties::default(),
            joins_next: false,
            is_text: false,
            in_run_properties: 0,
            in_row_properties: 0,
            in_paragraph_properties: 0,
            unseen: 0,
            fields: Vec::new(),
            bytes: 0,
            paragraphs: 0,
            cells: 0,
        }
    }

    fn open(
        &mut self,
        vocabulary: Vocabulary,
        element: &BytesStart<'_>,
        closes: bool,
    ) -> Result<(), Refusal> {
        let full_name = element.name();
        let name = local(full_name.as_ref());
        let is_word = vocabulary == Vocabulary::Word;
        if self.unseen == 0 && is_word {
            self.done.tracked += usize::from(matches!(name, "ins" | "del" | "moveTo" | "moveFrom"));
            self.done.boxes += usize::from(name == "txbxContent");
            if name == "del" && self.in_row_properties > 0 {
                if let Some(table) = self.tables.last_mut() {
                    table.is_gone = true;
                }
            } else if name == "del" && self.in_paragraph_properties > 0 && self.in_run_properties > 0 {
                self.joins_next = true;
            }
        }
        if !closes && (self.unseen > 0 || is_unseen(vocabulary, name)) {
            self.unseen += usize::from(is_unseen(vocabulary, name));
            return Ok(());
        }
        if self.unseen > 0 || !is_word {
            return Ok(());
        }
        let value = || attribute(element, "val").unwrap_or_default();
        let deeper = usize::from(!closes);
        match name {
            "pPr" => self.in_paragraph_properties += deeper,
            "rPr" => self.in_run_properties += deeper,
            "trPr" => self.in_row_properties += deeper,
            "pStyle" => self.properties.style = value(),
            "numId" => self.properties.list = Some(value()),
            "ilvl" => self.properties.list_level = value().parse().ok(),
            "t" if !closes => self.is_text = true,
            "tab" | "ptab" if self.in_paragraph_properties == 0 => self.say_there("\t")?,
            "br" | "cr" => self.say_there("\n")?,
            "noBreakHyphen" => self.say_there("-")?,
            "fldChar" => match attribute(element, "fldCharType").unwrap_or_default().as_str() {
                "begin" if self.fields.len() < 64 => self.fields.push(false),
                "separate" => {
                    if let Some(field) = self.fields.last_mut() {
                        *field = true;
                    }
                }
                "end" => drop(self.fields.pop()),
                _ => {}
            },
            "p" if closes => self.end_paragraph()?,
            "tbl" if !closes => self.tables.push(Table::default()),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, vocabulary: Vocabulary, name: &str) -> Result<(), Refusal> {
        if self.unseen > 0 {
            self.unseen -= usize::from(is_unseen(vocabulary, name));
            return Ok(());
        }
        if vocabulary != Vocabulary::Word {
            return Ok(());
        }
        match name {
            "pPr" => self.in_paragraph_properties = self.in_paragraph_properties.saturating_sub(1),
            "rPr" => self.in_run_properties = self.in_run_properties.saturating_sub(1),
            "trPr" => self.in_row_properties = self.in_row_properties.saturating_sub(1),
            "t" => self.is_text = false,
            "p" => self.end_paragraph()?,
            "tc" => {
                self.cells += 1;
                if self.cells > CELLS {
                    return Err(Refusal::too_large(format_args!("表格超过{CELLS}格")));
                }
                let left = std::mem::take(&mut self.paragraph);
                if let Some(table) = self.tables.last_mut() {
                    let cell = std::mem::take(&mut table.cell) + &left;
                    table.row.push(cell.trim().to_owned());
                }
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    let row = std::mem::take(&mut table.row);
                    if !std::mem::take(&mut table.is_gone) {
                        table.rows.push(row);
                    }
                }
            }
            "tbl" => self.end_table(),
            _ => {}
        }
        Ok(())
    }

    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        match self.tables.last_mut() {
            // A table in a cell is part of what the cell says.
            Some(outer) => outer.cell.extend(table.rows.into_iter().flatten()),
            None => self.done.items.push(Item::Table(table.rows)),
        }
    }

    fn say(&mut self, text: &str) -> Result<(), Refusal> {
        if self.is_text && self.fields.iter().all(|shows| *shows) {
            self.say_there(text)?;
        }
        Ok(())
    }

    fn say_there(&mut self, text: &str) -> Result<(), Refusal> {
        if self.unseen > 0 {
            return Ok(());
        }
        self.bytes += text.len();
        if self.bytes > limits::TEXT_BYTES {
            return Err(Refusal::too_large("文字超过32 MB"));
        }
        self.paragraph.push_str(text);
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), Refusal> {
        let properties = std::mem::take(&mut self.properties);
        if std::mem::take(&mut self.joins_next) {
            return Ok(());
        }
        let words = std::mem::take(&mut self.paragraph);
        if let Some(table) = self.tables.last_mut() {
            table.cell.push_str(&words);
            return Ok(());
        }
        let style = self.styles.of(&properties.style);
        let number = self.lists.number(
            properties.list.as_deref().or(style.list.as_deref()),
            properties.list_level.or(style.list_level),
            &properties.style,
            // A paragraph without words shows no number, and does not count.
            !words.trim().is_empty(),
        );
        if words.trim().is_empty() {
            return Ok(());
        }
        self.paragraphs += 1;
        if self.paragraphs > PARAGRAPHS {
            return Err(Refusal::too_large(format_args!("正文超过{PARAGRAPHS}段")));
        }
        self.done.items.push(Item::Paragraph {
            text: format!("{number}{words}"),
            level: style.level,
        });
        Ok(())
    }
}
