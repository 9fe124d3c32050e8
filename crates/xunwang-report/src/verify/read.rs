//! The text of HTML, DOCX and XLSX files, piece by piece (读回文字). The files may be hostile: sizes are bounded.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use quick_xml::events::Event;

use super::Piece;

/// More text than any circular has; what unpacks to more is no circular.
const MOST_BYTES: u64 = 64 << 20;

/// The text between the tags, a piece each, placed by the figure's source or by what stands before it.
pub(super) fn html(bytes: &[u8]) -> Result<Vec<Piece>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "不是UTF-8编码的网页".to_owned())?;
    let mut pieces: Vec<Piece> = Vec::new();
    for part in text.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or(("", part));
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            continue;
        }
        let words =
            quick_xml::escape::unescape(&words).map_or_else(|_| words.clone(), std::borrow::Cow::into_owned);
        let place = match tag
            .split("data-ref=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
        {
            Some(source) => format!("数字{source}"),
            None => after(pieces.last()),
        };
        pieces.push(Piece { place, text: words });
    }
    Ok(pieces)
}

fn after(before: Option<&Piece>) -> String {
    let Some(before) = before else {
        return "开头".to_owned();
    };
    let skipped = before.text.chars().count().saturating_sub(12);
    format!("“…{}”之后", before.text.chars().skip(skipped).collect::<String>())
}

/// The paragraphs of the body, the headers and the footers; table cells are paragraphs too.
pub(super) fn docx(bytes: &[u8]) -> Result<Vec<Piece>, String> {
    bounded(bytes)?;
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "不是DOCX文件".to_owned())?;
    let mut names: Vec<String> = package
        .file_names()
        .filter_map(|name| name.ok().map(std::borrow::Cow::into_owned))
        .filter(|name| name.starts_with("word/") && name.ends_with(".xml"))
        .filter(|name| {
            ["document", "header", "footer", "footnotes", "comments"]
                .iter()
                .any(|part| name.contains(part))
        })
        .collect();
    names.sort_unstable();
    let mut pieces = Vec::new();
    for name in names {
        let part = package.by_name(&name).map_err(|_| format!("读不出{name}"))?;
        let mut xml = String::new();
        part.take(MOST_BYTES)
            .read_to_string(&mut xml)
            .map_err(|_| format!("读不出{name}"))?;
        paragraphs(&xml, &mut pieces).map_err(|_| format!("{name}不是合法的XML"))?;
    }
    for (name, bytes) in pictures(bytes, ".svg")? {
        let words = html(&bytes).map_err(|_| format!("读不出{name}"))?;
        pieces.extend(words.into_iter().map(|piece| Piece {
            place: format!("图示{name}"),
            ..piece
        }));
    }
    Ok(pieces)
}

/// The pictures of a DOCX whose names end so, in the order of their names.
pub(super) fn pictures(bytes: &[u8], ending: &str) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "不是DOCX文件".to_owned())?;
    let mut names: Vec<String> = package
        .file_names()
        .filter_map(|name| name.ok().map(std::borrow::Cow::into_owned))
        .filter(|name| name.starts_with("word/media/") && name.ends_with(ending))
        .collect();
    names.sort_unstable();
    let read = |name: String| {
        let mut content = Vec::new();
        let part = package.by_name(&name).map_err(|_| format!("读不出{name}"))?;
        part.take(MOST_BYTES)
            .read_to_end(&mut content)
            .map_err(|_| format!("读不出{name}"))?;
        Ok((name, content))
    };
    names.into_iter().map(read).collect()
}

fn paragraphs(xml: &str, pieces: &mut Vec<Piece>) -> Result<(), quick_xml::Error> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut paragraph = String::new();
    let mut in_text = false;
    loop {
        match reader.read_event()? {
            Event::Start(tag) if matches!(tag.local_name().as_ref(), "t" | "instrText" | "delText") => {
                in_text = true
            }
            Event::End(tag) if matches!(tag.local_name().as_ref(), "t" | "instrText" | "delText") => {
                in_text = false
            }
            Event::Text(words) if in_text => paragraph.push_str(&words),
            Event::GeneralRef(entity) if in_text => {
                let entity = format!("&{};", &*entity);
                paragraph.push_str(&quick_xml::escape::unescape(&entity).unwrap_or_default());
            }
            Event::End(tag) if tag.local_name().as_ref() == "p" => {
                let text = std::mem::take(&mut paragraph);
                if !text.trim().is_empty() {
                    let place = after(pieces.last());
                    pieces.push(Piece { place, text });
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The cells of all sheets with their values; a formula is named as one, whatever value it shows.
pub(super) fn xlsx(bytes: &[u8]) -> Result<Vec<Piece>, String> {
    bounded(bytes)?;
    let unreadable = |_| "不是XLSX文件".to_owned();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut pieces = Vec::new();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).map_err(unreadable)?;
        let cells = book.worksheet_range(&name).map_err(unreadable)?;
        let place = |row: u32, column: u32| format!("{name}第{}行第{}列", row + 1, column + 1);
        let (top, left) = cells.start().unwrap_or_default();
        for (row, column, value) in cells.used_cells() {
            let (row, column) = (top + row as u32, left + column as u32);
            let text = match value {
                // The value decides, not its form: 12 digits are more than any rate needs.
                Data::Float(number) => format!("{number:.12}"),
                Data::Int(number) => format!("{:.12}", *number as f64),
                other => other.to_string(),
            };
            if !text.is_empty() {
                pieces.push(Piece {
                    place: place(row, column),
                    text,
                });
            }
        }
        let (top, left) = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas
            .used_cells()
            .filter(|(_, _, formula)| !formula.is_empty())
        {
            let place = place(top + row as u32, left + column as u32);
            pieces.push(Piece {
                place,
                text: format!("公式={formula}"),
            });
        }
    }
    Ok(pieces)
}

/// Refuses an archive that unpacks to more than any circular, before another reader unpacks it whole.
fn bounded(bytes: &[u8]) -> Result<(), String> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "不是Office文件".to_owned())?;
    let mut left = MOST_BYTES;
    for index in 0..package.len() {
        let part = package.by_index(index).map_err(|_| "文件已损坏".to_owned())?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|_| "文件已损坏".to_owned())?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| "解压后过大，不是通报附件".to_owned())?;
    }
    Ok(())
}
