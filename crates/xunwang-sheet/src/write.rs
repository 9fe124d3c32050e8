//! Tables of texts as XLSX (导出表格): what offices open, change and send back.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

/// A sheet to be written (工作表): its name and its rows, the header first.
#[derive(Clone, Copy, Debug)]
pub struct SheetRows<'a> {
    /// The name on its tab, at most 31 characters.
    pub name: &'a str,
    /// The rows of texts.
    pub rows: &'a [Vec<String>],
}

/// Why tables cannot be written as XLSX (无法写出的原因).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("不能写成 XLSX：{0}；请改用 JSON")]
pub struct Unwritable(String);

/// Widest column, in characters.
const WIDEST: usize = 40;

/// Writes tables as XLSX. Every cell is a text and stays one: what would be a formula bears the quote mark that keeps
/// spreadsheets from computing it, also when a person edits the cell.
///
/// # Errors
/// A cell holds more than 32,767 characters, or there are more rows than a sheet has.
pub fn write(sheets: &[SheetRows<'_>]) -> Result<Vec<u8>, Unwritable> {
    written(sheets).map_err(|error| {
        Unwritable(match error {
            XlsxError::MaxStringLengthExceeded => "有单元格超过32767个字".to_owned(),
            XlsxError::RowColumnLimitError => "行数超过工作表的上限".to_owned(),
            other => other.to_string(),
        })
    })
}

fn written(sheets: &[SheetRows<'_>]) -> Result<Vec<u8>, XlsxError> {
    let head = Format::new().set_bold().set_align(FormatAlign::Center);
    // As text: a date that is typed into such a column stays as it was typed.
    let plain = Format::new().set_num_format("@");
    let quoted = Format::new().set_num_format("@").set_quote_prefix();
    let mut book = Workbook::new();
    for SheetRows { name, rows } in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (number, row) in (0_u32..).zip(*rows) {
            for (column, cell) in (0_u16..).zip(row) {
                let format = match cell.chars().next() {
                    _ if number == 0 => &head,
                    Some('=' | '+' | '-' | '@' | '\t' | '\r') => &quoted,
                    _ => &plain,
                };
                if !cell.is_empty() {
                    sheet.write_string_with_format(number, column, cell, format)?;
                }
            }
        }
        let columns = rows.first().map_or(0, Vec::len);
        for column in 0..columns {
            let longest = rows
                .iter()
                .take(200)
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().map(|one| if one.is_ascii() { 1 } else { 2 }).sum())
                .max()
                .unwrap_or(0_usize);
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            sheet.set_column_width(column, (longest.clamp(6, WIDEST) + 2) as f64)?;
        }
    }
    if sheets.is_empty() {
        book.add_worksheet();
    }
    book.save_to_buffer()
}
