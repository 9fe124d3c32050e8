//! Long tables row by row (逐行读取): hundreds of thousands of rows of delimited text, of which only one is held beside the text.

use crate::kind::{self, Kind};
use crate::limits;
use crate::workbook::Grid;
use crate::{Cell, Refusal, Row, Table, csv, read};

/// Rows that are looked at to find the header.
const HEAD: usize = 20;

/// The rows of a table below its header, one after the other (逐行读取). Workbooks, which cannot be read in pieces, are read whole
/// and within the usual limits.
pub struct RowStream {
    head: Table,
    /// Rows that were read while the header was looked for, or all rows of a workbook; the next one last.
    ahead: Vec<Row>,
    text: String,
    at: usize,
    delimiter: char,
    row: u32,
    notes: Vec<String>,
}

impl RowStream {
    /// Opens a file and finds its header as [`Table::below_header`] does.
    ///
    /// # Errors
    /// The file is no spreadsheet, exceeds a limit, is damaged or empty.
    pub fn open(file_name: &str, bytes: &[u8], known: &[&str]) -> Result<Self, Refusal> {
        if bytes.len() > limits::STREAMED_BYTES {
            return Err(Refusal::too_large("文件超过1 GB"));
        }
        if !matches!(kind::tell(file_name, bytes)?, Kind::Delimited) {
            let workbook = read(file_name, bytes)?;
            let sheet = workbook.sheets.first();
            let sheet = sheet.ok_or_else(|| Refusal::new("表格是空的，没有表头；请确认选对了文件"))?;
            let mut head = sheet.table(known)?;
            let mut ahead = std::mem::take(&mut head.rows);
            ahead.reverse();
            return Ok(Self {
                head,
                ahead,
                text: String::new(),
                at: 0,
                delimiter: ',',
                row: 1,
                notes: workbook.notes,
            });
        }
        let (text, charset) = csv::decode(bytes)?;
        if text.contains('\0') {
            return Err(Refusal::new(
                "文件中有空字节，不是文本表格；请用 Excel 或 WPS 打开后另存为 .xlsx 或“CSV UTF-8”",
            ));
        }
        let (body, row, delimiter) = csv::sense_delimiter(&text);
        let at = text.len() - body.len();
        let mut stream = Self {
            head: Table {
                header: Vec::new(),
                header_row: 0,
                rows: Vec::new(),
                delimited: true,
            },
            ahead: Vec::new(),
            at,
            delimiter,
            row,
            notes: charset
                .map(|name| format!("文件按 {name} 编码读取"))
                .into_iter()
                .collect(),
            text: text.into_owned(),
        };
        let mut first = Vec::with_capacity(HEAD);
        while first.len() < HEAD
            && let Some(row) = stream.read_row()?
        {
            first.push(row);
        }
        let grid = Grid {
            rows: first,
            delimited: true,
            ..Grid::default()
        };
        stream.head = grid.table(known)?;
        stream.ahead = std::mem::take(&mut stream.head.rows);
        stream.ahead.reverse();
        Ok(stream)
    }

    /// The header; its rows are empty.
    pub fn head(&self) -> &Table {
        &self.head
    }

    /// What the reader should know, as Chinese sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The next row that holds something; `None` at the end.
    ///
    /// # Errors
    /// A quote is not closed, or a cell is longer than a spreadsheet has them.
    pub fn next_row(&mut self) -> Result<Option<Row>, Refusal> {
        match self.ahead.pop() {
            Some(row) => Ok(Some(row)),
            None => self.read_row(),
        }
    }

    fn read_row(&mut self) -> Result<Option<Row>, Refusal> {
        loop {
            let mut records = csv::Records {
                rest: &self.text[self.at..],
                delimiter: self.delimiter,
                row: self.row,
            };
            let mut cells = Vec::with_capacity(self.head.header.len());
            let number = self.row;
            let read = records.next_into(|_, column, field| {
                if column as usize >= limits::COLUMNS {
                    return Err(Refusal::too_large(format_args!(
                        "第{number}行超过{}列",
                        limits::COLUMNS
                    )));
                }
                if field.len() > limits::CELL_CHARACTERS * 4 {
                    return Err(Refusal::too_large(format_args!(
                        "第{number}行有单元格超过{}个字符",
                        limits::CELL_CHARACTERS
                    )));
                }
                cells.push(Cell::text(field));
                Ok(())
            })?;
            let (at, row) = (self.text.len() - records.rest.len(), records.row);
            (self.at, self.row) = (at, row);
            if read.is_none() {
                return Ok(None);
            }
            while cells.last().is_some_and(Cell::is_empty) {
                cells.pop();
            }
            if !cells.is_empty() {
                return Ok(Some(Row { number, cells }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<(u32, Vec<String>)>) {
        let mut stream = RowStream::open("内容.csv", text.as_bytes(), &["标题", "链接"]).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = stream.next_row().unwrap() {
            rows.push((row.number, row.cells.into_iter().map(|cell| cell.text).collect()));
        }
        (stream.head().header.clone(), rows)
    }

    #[test]
    fn rows_come_as_a_whole_reading_gives_them() {
        let mut text = "2026年发布情况\n标题,链接\n\"第一\n行\",http://a.example/1\n\n".to_owned();
        for number in 0..100 {
            text.push_str(&format!("标题{number},http://a.example/{number}\n"));
        }
        let (header, streamed) = rows(&text);
        assert_eq!(header, ["标题", "链接"]);
        let workbook = read("内容.csv", text.as_bytes()).unwrap();
        let table = workbook.sheets[0].table(&["标题", "链接"]).unwrap();
        let whole: Vec<_> = table
            .rows
            .into_iter()
            .map(|row| {
                (
                    row.number,
                    row.cells.into_iter().map(|cell| cell.text).collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(streamed, whole);
        assert_eq!(streamed.len(), 101);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_by_its_row() {
        let text = format!("标题,链接\n{}\"没有成对,x\n", "a,b\n".repeat(40));
        let mut stream = RowStream::open("内容.csv", text.as_bytes(), &["标题"]).unwrap();
        let refused = loop {
            match stream.next_row() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the row was read"),
                Err(refusal) => break refusal,
            }
        };
        assert!(refused.to_string().contains("第42行"), "{refused}");
    }
}
