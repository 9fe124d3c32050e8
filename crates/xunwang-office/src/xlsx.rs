//! Workbooks of the new format (XLSX): every worksheet, hidden ones too, since what is hidden is published all the same.

use std::collections::HashMap;
use std::sync::Arc;

use crate::draft::Draft;
use crate::package::{Package, Relation, resolve};
use crate::xml::{Step, Steps, Vocabulary, attribute, local};
use crate::{Kind, Paper, Place, Refusal};

/// Reads the texts of the cells as they are stored, row by row, and the links: those of cells and those that formulas
/// name. A number is given as it is stored, with no format.
pub(crate) fn read(bytes: &[u8]) -> Result<Paper, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package
        .main_part()
        .unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let workbook = package
        .text(&main)?
        .ok_or_else(|| Refusal::damaged("缺少工作簿部件"))?;
    let relations = package.relations(&main)?;
    let shared = match relations
        .values()
        .find(|relation| relation.sort == "sharedStrings")
    {
        Some(relation) => shared_texts(
            &package
                .text(&resolve(&main, &relation.target))?
                .unwrap_or_default(),
        )?,
        None => Vec::new(),
    };
    let mut draft = Draft::new(Kind::Xlsx);
    for (name, id) in sheets(&workbook)? {
        let Some(relation) = relations.get(&id).filter(|relation| relation.sort == "worksheet") else {
            continue;
        };
        let part = resolve(&main, &relation.target);
        let Some(xml) = package.text(&part)? else {
            draft.unread(format!("工作表“{name}”缺少内容，没有读取"));
            continue;
        };
        let own = package.relations(&part)?;
        read_sheet(&xml, &name, &shared, &own, &mut draft)?;
    }
    Ok(draft.finish(&[]))
}

/// Names and relationship ids of the sheets, in their order.
fn sheets(xml: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut sheets = Vec::new();
    let mut steps = Steps::new(xml);
    loop {
        match steps.next()? {
            Step::Open(Vocabulary::Sheet, element, _) if local(element.name().as_ref()) == "sheet" => {
                let id = element
                    .attributes()
                    .flatten()
                    .find(|attribute| {
                        let key: &str = attribute.key.as_ref();
                        key.contains(':') && local(key) == "id"
                    })
                    .map(|attribute| attribute.value.to_string());
                sheets.push((
                    attribute(&element, "name").unwrap_or_default(),
                    id.unwrap_or_default(),
                ));
            }
            Step::End => return Ok(sheets),
            _ => {}
        }
    }
}

/// The table of texts that cells point into, reading aids left out.
fn shared_texts(xml: &str) -> Result<Vec<String>, Refusal> {
    let mut texts = Vec::new();
    if xml.is_empty() {
        return Ok(texts);
    }
    let mut steps = Steps::new(xml);
    let mut text = Text::default();
    loop {
        match steps.next()? {
            Step::Open(Vocabulary::Sheet, element, closes) => match local(element.name().as_ref()) {
                "si" if closes => texts.push(String::new()),
                "si" => text = Text::default(),
                name => text.open(name, closes),
            },
            Step::Close(Vocabulary::Sheet, name) if name == "si" => {
                texts.push(std::mem::take(&mut text.text))
            }
            Step::Close(Vocabulary::Sheet, name) => text.close(&name),
            Step::Text(piece) => text.add(piece),
            Step::Character(character) => text.add(character.encode_utf8(&mut [0; 4])),
            Step::Block(piece) => text.add(&piece),
            Step::End => return Ok(texts),
            _ => {}
        }
    }
}

/// The text of a cell or of an entry of the table, put together from its runs.
#[derive(Default)]
struct Text {
    text: String,
    is_open: bool,
    is_aid: bool,
}

impl Text {
    fn open(&mut self, name: &str, closes: bool) {
        match name {
            "t" => self.is_open = !closes,
            "rPh" => self.is_aid = !closes,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.is_open = false,
            "rPh" => self.is_aid = false,
            _ => {}
        }
    }

    fn add(&mut self, piece: &str) {
        if self.is_open && !self.is_aid {
            self.text.push_str(piece);
        }
    }
}

/// A cell while it is read.
#[derive(Default)]
struct Cell {
    kind: String,
    value: String,
    formula: String,
    inline: Text,
    inside: Inside,
}

#[derive(Default, PartialEq)]
enum Inside {
    #[default]
    Nothing,
    Value,
    Formula,
}

fn read_sheet(
    xml: &str,
    name: &str,
    shared: &[String],
    relations: &HashMap<String, Relation>,
    draft: &mut Draft,
) -> Result<(), Refusal> {
    let sheet: Arc<str> = name.into();
    let mut steps = Steps::new(xml);
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut cell = Cell::default();
    let mut texts: HashMap<(u32, u32), std::ops::Range<usize>> = HashMap::new();
    let mut taken = String::new();
    loop {
        match steps.next()? {
            Step::Open(Vocabulary::Sheet, element, closes) => match local(element.name().as_ref()) {
                "row" => {
                    row = attribute(&element, "r")
                        .and_then(|r| r.parse().ok())
                        .unwrap_or_else(|| row.saturating_add(1));
                    column = 0;
                }
                "c" => {
                    if let Some((stated_column, stated_row)) =
                        attribute(&element, "r").as_deref().and_then(cell_name)
                    {
                        (row, column) = (stated_row, stated_column);
                    }
                    cell = Cell {
                        kind: attribute(&element, "t").unwrap_or_default(),
                        ..Cell::default()
                    };
                    if closes {
                        column = column.saturating_add(1);
                    }
                }
                "v" if !closes => cell.inside = Inside::Value,
                "f" if !closes => cell.inside = Inside::Formula,
                "hyperlink" => {
                    let at = attribute(&element, "ref").unwrap_or_default();
                    let Some((column, row)) = cell_name(at.split(':').next().unwrap_or_default()) else {
                        continue;
                    };
                    let target = attribute(&element, "id")
                        .and_then(|id| relations.get(&id))
                        .filter(|relation| relation.is_external)
                        .map(|relation| relation.target.clone());
                    if let Some(mut target) = target {
                        if let Some(location) =
                            attribute(&element, "location").filter(|_| !target.contains('#'))
                        {
                            target = format!("{target}#{location}");
                        }
                        let shown = texts
                            .get(&(row, column))
                            .map(|range| taken[range.clone()].to_owned());
                        let place = Place::Cell {
                            sheet: sheet.clone(),
                            row,
                            column,
                        };
                        draft.link(&target, &shown.unwrap_or_default(), place);
                    }
                }
                name => cell.inline.open(name, closes),
            },
            Step::Close(Vocabulary::Sheet, name) => match name.as_str() {
                "v" | "f" => cell.inside = Inside::Nothing,
                "c" => {
                    let done = std::mem::take(&mut cell);
                    let place = Place::Cell {
                        sheet: sheet.clone(),
                        row,
                        column,
                    };
                    let text = done.text(shared);
                    if let Some((target, title)) = formula_link(&done.formula) {
                        let shown = if text.is_empty() { title } else { text.clone() };
                        draft.link(&target, &shown, place.clone());
                    }
                    if !text.is_empty() && draft.add(&text, '\t', place) {
                        // Only a link's text is asked for later: its beginning is enough.
                        let start = taken.len();
                        taken.extend(text.chars().take(64));
                        texts.insert((row, column), start..taken.len());
                    }
                    column = column.saturating_add(1);
                }
                "row" => draft.end_with('\n'),
                name => cell.inline.close(name),
            },
            Step::Text(piece) => cell.add(piece),
            Step::Character(character) => cell.add(character.encode_utf8(&mut [0; 4])),
            Step::Block(piece) => cell.add(&piece),
            Step::End => return Ok(()),
            _ => {}
        }
        if draft.is_full() {
            return Ok(());
        }
    }
}

impl Cell {
    fn add(&mut self, piece: &str) {
        match self.inside {
            Inside::Value => self.value.push_str(piece),
            Inside::Formula => self.formula.push_str(piece),
            Inside::Nothing => self.inline.add(piece),
        }
    }

    fn text(&self, shared: &[String]) -> String {
        match self.kind.as_str() {
            "s" => self
                .value
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|index| shared.get(index))
                .cloned()
                .unwrap_or_default(),
            "inlineStr" => self.inline.text.clone(),
            "str" => self.value.clone(),
            "b" => String::from(if self.value.trim() == "1" { "是" } else { "否" }),
            "e" => String::new(),
            // A long number may be stored with an exponent; digits are what a reader sees.
            _ => match self.value.trim().parse::<f64>() {
                Ok(number) if self.value.contains(['e', 'E']) && number.abs() < 1e21 => number.to_string(),
                _ => self.value.trim().to_owned(),
            },
        }
    }
}

/// The address and the title of a formula that is nothing but a link, such as `HYPERLINK("http://…","点此")`.
fn formula_link(formula: &str) -> Option<(String, String)> {
    let formula = formula.trim().trim_start_matches('=');
    let start = formula
        .get(..10)
        .filter(|name| name.eq_ignore_ascii_case("HYPERLINK("))?
        .len();
    let (target, rest) = quoted(formula[start..].trim_start())?;
    let title = rest
        .trim_start()
        .strip_prefix(',')
        .and_then(|rest| quoted(rest.trim_start()))
        .map(|(title, _)| title);
    // A target that is put together from cells is not known.
    let is_whole = rest.trim_start().starts_with([',', ')']);
    (is_whole && !target.starts_with('#')).then(|| (target, title.unwrap_or_default()))
}

/// A text in quotation marks, doubled ones within, and what follows it.
fn quoted(formula: &str) -> Option<(String, &str)> {
    let mut rest = formula.strip_prefix('"')?;
    let mut text = String::new();
    loop {
        let (before, after) = rest.split_once('"')?;
        text.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                text.push('"');
                rest = more;
            }
            None => return Some((text, after)),
        }
    }
}

/// Column (from 0) and row (from 1) of a cell's name such as `AB12`.
fn cell_name(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = name[..letters].bytes().fold(0, |column, letter| {
        column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row = name[letters..].parse().ok().filter(|&row| row > 0)?;
    Some((column - 1, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_that_is_a_link_names_its_target() {
        assert_eq!(
            formula_link(r#"HYPERLINK("http://a.example.cn/1","点""此""")"#),
            Some(("http://a.example.cn/1".into(), "点\"此\"".into()))
        );
        assert_eq!(formula_link(r#"HYPERLINK("http://a"&B2,"x")"#), None);
        assert_eq!(formula_link("SUM(A1)"), None);
        assert_eq!(cell_name("AB12"), Some((27, 12)));
        assert_eq!(cell_name("A0"), None);
    }
}
