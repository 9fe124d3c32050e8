//! XLSX (附件表格): a sheet an attachment and one of the charts' figures, real numbers, texts that can never become formulas.

use chrono::Datelike;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::RenderError;
use super::title::width;
use crate::charts::Chart;
use crate::document::{Block, Cell, Document, Edition, PROVISIONAL_MARK, Table};
use crate::figure::Value;

/// The row of the table's head, counted from 0: label, title and subtitle stand above.
const HEAD_ROW: u32 = 3;

/// The attachments as a workbook (生成XLSX).
///
/// # Errors
/// What the format refuses, e.g. a cell longer than 32,767 characters.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, RenderError> {
    workbook(document).map_err(|error| RenderError::new("XLSX", error))
}

fn workbook(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let day = document.issued_on;
    let year = u16::try_from(day.year()).unwrap_or(1900);
    let created = ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(&document.title)
            .set_author(&document.signature)
            .set_creation_datetime(&created),
    );
    let insets = document.blocks.iter().filter_map(|block| match block {
        Block::Table(inset) => Some(Sheet {
            label: inset.label(),
            title: &inset.title,
            subtitle: "",
            table: &inset.table,
            note: inset.note.as_deref(),
        }),
        _ => None,
    });
    let attachments = document.attachments.iter().map(|attachment| Sheet {
        label: attachment.label(),
        title: &attachment.title,
        subtitle: &attachment.subtitle,
        table: &attachment.table,
        note: attachment.note.as_deref(),
    });
    let mut is_empty = true;
    for sheet in insets.chain(attachments) {
        is_empty = false;
        fill(
            book.add_worksheet(),
            &sheet,
            document.edition,
            document.rate_decimals,
        )?;
    }
    let charts: Vec<&Chart> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
        .collect();
    if !charts.is_empty() {
        chart_figures(book.add_worksheet(), &charts, document)?;
    }
    if is_empty {
        book.add_worksheet();
    }
    book.save_to_buffer()
}

/// What the charts show, as numbers: for those who draw their own.
fn chart_figures(sheet: &mut Worksheet, charts: &[&Chart], document: &Document) -> Result<(), XlsxError> {
    const COLUMNS: [(&str, f64); 5] = [
        ("图", 66.0),
        ("系列", 18.0),
        ("项目", 18.0),
        ("数值", 12.0),
        ("不合格数", 12.0),
    ];
    sheet.set_name("图示数据")?.set_default_row_height(18.0);
    let text = Format::new()
        .set_font_name("仿宋")
        .set_font_size(12)
        .set_border(FormatBorder::Thin);
    let head = text.clone().set_font_name("黑体").set_align(FormatAlign::Center);
    let rate = text.clone().set_num_format(percent(document.rate_decimals));
    for (place, (name, width)) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, place, name, &head)?;
        sheet.set_column_width(place, width)?;
    }
    let points = charts.iter().flat_map(|chart| {
        let of_series = |series| std::iter::repeat((*chart, series));
        chart
            .series
            .iter()
            .flat_map(move |series| of_series(series).zip(&series.points))
    });
    let mut last = 0;
    for (row, ((chart, series), point)) in (1_u32..).zip(points) {
        sheet.write_string_with_format(row, 0, chart.caption(), &text)?;
        sheet.write_string_with_format(row, 1, &series.name, &text)?;
        sheet.write_string_with_format(row, 2, &point.label, &text)?;
        for (place, figure) in (3_u16..).zip(point.figures.iter().take(2)) {
            match figure.value {
                Value::Count(number) => sheet.write_number_with_format(row, place, number as f64, &text)?,
                Value::Rate(of) if of.whole > 0 => {
                    sheet.write_number_with_format(row, place, of.part as f64 / of.whole as f64, &rate)?
                }
                Value::Rate(_) | Value::Points(_) => {
                    sheet.write_string_with_format(row, place, &figure.shown, &text)?
                }
            };
        }
        last = row;
    }
    sheet.autofilter(0, 0, last, 4)?.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?.set_print_area(0, 0, last, 4)?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    if document.edition == Edition::Provisional {
        sheet.set_header(format!("&C{PROVISIONAL_MARK}"));
    }
    sheet.set_footer("&C— &P —");
    Ok(())
}

/// The format of rates: 100% is printed without decimals, as in the text.
fn percent(decimals: u8) -> String {
    let places = if decimals == 0 {
        String::new()
    } else {
        format!(".{}", "0".repeat(usize::from(decimals)))
    };
    format!("[=1]0%;[=0]0%;0{places}%")
}

/// A table with what stands above and below it.
struct Sheet<'a> {
    label: String,
    title: &'a str,
    subtitle: &'a str,
    table: &'a Table,
    note: Option<&'a str>,
}

fn fill(sheet: &mut Worksheet, given: &Sheet<'_>, edition: Edition, decimals: u8) -> Result<(), XlsxError> {
    let table = given.table;
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.set_name(&given.label)?;

    let base = || {
        Format::new()
            .set_font_name("仿宋")
            .set_font_size(12)
            .set_align(FormatAlign::VerticalCenter)
    };
    let grid = || base().set_border(FormatBorder::Thin).set_text_wrap();
    let head = grid().set_font_name("黑体").set_align(FormatAlign::Center);
    let title = base()
        .set_font_name("方正小标宋简体")
        .set_font_size(18)
        .set_align(FormatAlign::Center);

    sheet.write_string_with_format(0, 0, &given.label, &base().set_font_name("黑体"))?;
    let mark = if edition == Edition::Provisional {
        PROVISIONAL_MARK
    } else {
        ""
    };
    let subtitle = [given.subtitle, mark].into_iter().filter(|part| !part.is_empty());
    let subtitle = subtitle.collect::<Vec<_>>().join("　");
    for (row, text, format) in [
        (1, given.title, title),
        (2, subtitle.as_str(), base().set_align(FormatAlign::Center)),
    ] {
        if last_column > 0 {
            sheet.merge_range(row, 0, row, last_column, "", &format)?;
        }
        sheet.write_string_with_format(row, 0, text, &format)?;
    }
    sheet.set_row_height(1, 28)?.set_row_height(2, 20)?;
    let heads = table
        .columns
        .iter()
        .map(|column| (column.head.clone(), column.width));
    sheet.set_row_height(HEAD_ROW, row_height(heads))?;
    for (place, column) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(HEAD_ROW, place, &column.head, &head)?;
        sheet.set_column_width(place, f64::from(column.width))?;
    }

    let percent = percent(decimals);
    for (row, cells) in (HEAD_ROW + 1..).zip(&table.rows) {
        let texts = cells
            .iter()
            .zip(&table.columns)
            .map(|(cell, column)| (cell.shown(), column.width));
        sheet.set_row_height(row, row_height(texts))?;
        for (place, (cell, column)) in (0_u16..).zip(cells.iter().zip(&table.columns)) {
            let align = if column.centred {
                FormatAlign::Center
            } else {
                FormatAlign::Left
            };
            let format = grid().set_align(align);
            match cell {
                Cell::Ordinal(number) => {
                    sheet.write_number_with_format(row, place, *number as f64, &format)?
                }
                Cell::Figure(figure) => match figure.value {
                    Value::Count(number) => {
                        sheet.write_number_with_format(row, place, number as f64, &format)?
                    }
                    Value::Rate(rate) if rate.whole > 0 => {
                        let value = rate.part as f64 / rate.whole as f64;
                        sheet.write_number_with_format(row, place, value, &format.set_num_format(&percent))?
                    }
                    Value::Rate(_) | Value::Points(_) => {
                        sheet.write_string_with_format(row, place, &figure.shown, &format)?
                    }
                },
                // Always the string type: “=1+1” or “@cmd” stays text.
                Cell::Text(text) => sheet.write_string_with_format(row, place, text, &format)?,
            };
        }
    }
    let last_row = HEAD_ROW + u32::try_from(table.rows.len()).unwrap_or(0);
    let note_row = last_row + 1;
    if let Some(note) = given.note {
        sheet.write_string_with_format(note_row, 0, note, &base())?;
    }
    let filtered = if table.has_total {
        last_row.saturating_sub(1)
    } else {
        last_row
    };
    if filtered > HEAD_ROW {
        sheet.autofilter(HEAD_ROW, 0, filtered, last_column)?;
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, 2.min(last_column))?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_print_area(0, 0, note_row, last_column)?;
    sheet
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true);
    if table.landscape {
        sheet.set_landscape();
    }
    if edition == Edition::Provisional {
        sheet.set_header(format!("&C{PROVISIONAL_MARK}"));
    }
    sheet.set_footer("&C— &P —");
    Ok(())
}

/// Points for the lines that the longest cell wraps to; not every program measures wrapped rows on opening.
fn row_height(cells: impl Iterator<Item = (String, u32)>) -> f64 {
    let lines = |(text, column): (String, u32)| (width(&text) * 2.3 / f64::from(column.max(1))).ceil();
    let most = cells.map(lines).fold(1.0, f64::max);
    // The format's own limit is 409 points.
    (most * 17.0 + 4.0).min(409.0)
}
