//! Delimited text (CSV): charset, delimiter, quoting.
//!
//! Read here and not by a library because two things decide whether an officer can mend a file: rows
//! counted as a spreadsheet shows them (empty lines count, line breaks within quotes do not), and a quote
//! that is never closed named by its row instead of swallowing the rest of the file.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::workbook::{GridBuilder, TextBudget, Workbook};
use crate::{Cell, Refusal};

/// Reads delimited text of any of the usual charsets and delimiters.
pub(crate) fn read(bytes: &[u8]) -> Result<Workbook, Refusal> {
    let (text, charset) = decode(bytes)?;
    if text.contains('\0') {
        return Err(Refusal::new(
            "文件中有空字节，不是文本表格；请用 Excel 或 WPS 打开后另存为 .xlsx 或“CSV UTF-8”",
        ));
    }
    let (body, first_row, delimiter) = sense_delimiter(&text);
    let mut grid = GridBuilder::default();
    let mut budget = TextBudget::default();
    let mut records = Records {
        rest: body,
        delimiter,
        row: first_row,
    };
    while let Some(()) =
        records.next_into(|row, column, field| grid.add(row - 1, column, Cell::text(field), &mut budget))?
    {
    }
    let mut sheet = grid.finish(String::new(), Vec::new())?;
    sheet.delimited = true;
    Ok(Workbook {
        sheets: vec![sheet],
        notes: charset
            .map(|name| format!("文件按 {name} 编码读取"))
            .into_iter()
            .collect(),
    })
}

/// The text, and the charset where it is worth a note.
pub(crate) fn decode(bytes: &[u8]) -> Result<(std::borrow::Cow<'_, str>, Option<&'static str>), Refusal> {
    let (encoding, mark, note) = match bytes {
        [0xef, 0xbb, 0xbf, ..] => (UTF_8, 3, None),
        [0xff, 0xfe, ..] => (UTF_16LE, 2, Some("UTF-16")),
        [0xfe, 0xff, ..] => (UTF_16BE, 2, Some("UTF-16")),
        _ if std::str::from_utf8(bytes).is_ok() => (UTF_8, 0, None),
        // Every sequence that is valid GB2312 or GBK is valid GB18030.
        _ => (GB18030, 0, Some("GB18030")),
    };
    let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
    if broken {
        return Err(Refusal::new(
            "文件的文字编码认不出（既不是 UTF-8，也不是 GB18030）；请用 Excel 或 WPS 另存为 .xlsx 或“CSV UTF-8”",
        ));
    }
    Ok((text, note))
}

/// The text without an Excel `sep=` line, the number of its first row, and the delimiter: the one that
/// stands most often in the first line outside quotes.
pub(crate) fn sense_delimiter(text: &str) -> (&str, u32, char) {
    let first_line = text.lines().next().unwrap_or_default();
    let declared = first_line
        .strip_prefix("sep=")
        .map(|rest| rest.chars().collect::<Vec<_>>());
    if let Some([delimiter @ (',' | ';' | '\t')]) = declared.as_deref() {
        let body = text[first_line.len()..].trim_start_matches('\r');
        return (body.strip_prefix('\n').unwrap_or(body), 2, *delimiter);
    }
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    let mut quoted = false;
    let mut seen_any = false;
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted && seen_any => break,
            _ if quoted => {}
            _ => {
                for (delimiter, count) in &mut counts {
                    if character == *delimiter {
                        *count += 1;
                        seen_any = true;
                    }
                }
            }
        }
    }
    let mut best = counts[0];
    for candidate in &counts[1..] {
        if candidate.1 > best.1 {
            best = *candidate;
        }
    }
    (text, 1, best.0)
}

/// Rows still to be read.
pub(crate) struct Records<'a> {
    pub(crate) rest: &'a str,
    pub(crate) delimiter: char,
    /// The row that comes next, counted from 1.
    pub(crate) row: u32,
}

impl Records<'_> {
    /// Hands each field of the next row to `take`; `None` at the end.
    pub(crate) fn next_into(
        &mut self,
        mut take: impl FnMut(u32, u32, &str) -> Result<(), Refusal>,
    ) -> Result<Option<()>, Refusal> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let row = self.row;
        self.row = row.saturating_add(1);
        let mut column = 0;
        loop {
            let field = self.field(row)?;
            take(row, column, &field)?;
            column = column.saturating_add(1);
            let mut characters = self.rest.chars();
            match characters.next() {
                Some(c) if c == self.delimiter => self.rest = characters.as_str(),
                Some('\r') => {
                    let after = characters.as_str();
                    self.rest = after.strip_prefix('\n').unwrap_or(after);
                    return Ok(Some(()));
                }
                Some(_) => {
                    self.rest = characters.as_str();
                    return Ok(Some(()));
                }
                None => return Ok(Some(())),
            }
        }
    }

    /// The next field; `rest` then begins with what ended it.
    fn field(&mut self, row: u32) -> Result<std::borrow::Cow<'_, str>, Refusal> {
        let blank = |c: char| c == ' ' && self.delimiter != ' ';
        if let Some(mut inside) = self.rest.trim_start_matches(blank).strip_prefix('"') {
            let mut text = String::new();
            loop {
                let Some(quote) = inside.find('"') else {
                    return Err(Refusal::new(format!(
                        "第{row}行有引号没有成对，无法分清单元格；请补上或删去这个引号"
                    )));
                };
                text.push_str(&inside[..quote]);
                inside = &inside[quote + 1..];
                match inside.strip_prefix('"') {
                    Some(after) => {
                        text.push('"');
                        inside = after;
                    }
                    None => break,
                }
            }
            // What stands between the closing quote and the delimiter belongs to the cell.
            let end = self.end_of_bare(inside);
            text.push_str(&inside[..end]);
            self.rest = &inside[end..];
            return Ok(text.into());
        }
        let end = self.end_of_bare(self.rest);
        let (field, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(field.into())
    }

    fn end_of_bare(&self, text: &str) -> usize {
        text.find([self.delimiter, '\n', '\r']).unwrap_or(text.len())
    }
}
