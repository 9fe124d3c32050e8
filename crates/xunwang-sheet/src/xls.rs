//! The old XLS workbooks: records (BIFF) in a stream of a compound file.

use std::io::{Cursor, Read};

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xls};

use crate::workbook::{GridBuilder, TextBudget, Workbook};
use crate::xlsx::merge;
use crate::{Cell, Refusal, biff, kind, limits, package};

/// Reads the visible worksheets.
pub(crate) fn read(file_name: &str, bytes: &[u8]) -> Result<Workbook, Refusal> {
    let stream = workbook_stream(file_name, bytes)?;
    let survey = biff::survey(&stream)?;
    let mut xls = Xls::new(Cursor::new(bytes)).map_err(Refusal::damaged)?;
    let sheets = xls.sheets_metadata().to_vec();
    let mut workbook = Workbook::default();
    let mut budget = TextBudget::default();
    for (index, sheet) in sheets.into_iter().enumerate() {
        if sheet.visible != SheetVisible::Visible || sheet.typ != SheetType::WorkSheet {
            workbook
                .notes
                .push(format!("隐藏的或不是数据的工作表“{}”没有读取", sheet.name));
            continue;
        }
        let range = xls.worksheet_range(&sheet.name).map_err(Refusal::damaged)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut grid = GridBuilder::default();
        for (row, column, value) in range.used_cells() {
            let cell = Cell::from_value(&borrowed(value))?;
            grid.add(
                first_row + row as u32,
                first_column + column as u32,
                cell,
                &mut budget,
            )?;
        }
        let merges = xls
            .merge_cells_by_sheet_name(&sheet.name)
            .map_err(Refusal::damaged)?;
        workbook.notes.extend(
            survey
                .formulas
                .get(index)
                .and_then(|formulas| formulas.note(&sheet.name)),
        );
        workbook
            .sheets
            .push(grid.finish(sheet.name, merges.iter().map(merge).collect())?);
    }
    Ok(workbook)
}

/// The records, once the container has shown that it is a workbook and nothing else.
fn workbook_stream(file_name: &str, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(Refusal::damaged)?;
    let names: Vec<String> = container
        .walk()
        .take(limits::PARTS)
        .map(|entry| entry.name().to_ascii_lowercase())
        .collect();
    let has = |name: &str| names.iter().any(|entry| entry == name);
    let table = "请提供 .xlsx 或 .csv 格式的表格";
    if has("encryptedpackage") {
        return Err(package::encrypted());
    }
    if has("worddocument") {
        return Err(Refusal::wrong_kind("Word 文档", table));
    }
    if has("powerpoint document") {
        return Err(Refusal::wrong_kind("演示文稿", table));
    }
    if has("_vba_project_cur") || has("_vba_project") || kind::extension(file_name) == "xla" {
        return Err(package::macros());
    }
    let name = match (has("workbook"), has("book")) {
        (true, _) => "/Workbook",
        (false, true) => "/Book",
        (false, false) => {
            return Err(Refusal::wrong_kind("复合文档（如安装包、邮件）", table));
        }
    };
    let mut stream = Vec::new();
    container
        .open_stream(name)
        .map_err(Refusal::damaged)?
        .take(limits::FILE_BYTES as u64)
        .read_to_end(&mut stream)
        .map_err(Refusal::damaged)?;
    Ok(stream)
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::String(text) => DataRef::SharedString(text),
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::Bool(is_true) => DataRef::Bool(*is_true),
        Data::DateTime(time) => DataRef::DateTime(*time),
        Data::DateTimeIso(text) | Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Error(error) => DataRef::Error(error.clone()),
        _ => DataRef::Empty,
    }
}
