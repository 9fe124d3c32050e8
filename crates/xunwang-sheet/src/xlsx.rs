//! XLSX workbooks: cells are streamed one by one, so that a sheet which claims a billion rows costs nothing.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxFormulaMetadata};

use crate::workbook::{GridBuilder, Merge, TextBudget, Workbook, too_many_cells};
use crate::{Cell, Grid, Refusal, column_letters, limits, package};

/// Reads the visible worksheets.
pub(crate) fn read(file_name: &str, bytes: &[u8]) -> Result<Workbook, Refusal> {
    package::inspect(file_name, bytes)?;
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(Refusal::damaged)?;
    let sheets = xlsx.sheets_metadata().to_vec();
    if sheets.len() > limits::SHEETS {
        return Err(Refusal::too_large(format_args!("超过{}个工作表", limits::SHEETS)));
    }
    let mut workbook = Workbook::default();
    let mut budget = TextBudget::default();
    for sheet in sheets {
        if sheet.visible != SheetVisible::Visible || sheet.typ != SheetType::WorkSheet {
            workbook
                .notes
                .push(format!("隐藏的或不是数据的工作表“{}”没有读取", sheet.name));
            continue;
        }
        let merges = xlsx
            .merge_cells_by_sheet_name(&sheet.name)
            .map_err(Refusal::damaged)?;
        let (grid, formulas) = read_sheet(&mut xlsx, &sheet.name, &merges, &mut budget)?;
        workbook.notes.extend(formulas.note(&sheet.name));
        workbook.sheets.push(grid);
    }
    Ok(workbook)
}

fn read_sheet(
    xlsx: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    merges: &[Dimensions],
    budget: &mut TextBudget,
) -> Result<(Grid, FormulaCells), Refusal> {
    let mut cells = xlsx.worksheet_cells_reader(name).map_err(Refusal::damaged)?;
    let mut grid = GridBuilder::default();
    let mut formulas = FormulaCells::default();
    let mut seen = 0;
    while let Some(record) = cells
        .next_cell_with_formula_metadata()
        .map_err(Refusal::damaged)?
    {
        seen += 1;
        if seen > limits::CELLS {
            return Err(too_many_cells());
        }
        let (row, column) = record.pos;
        let is_formula = record.formula.as_ref().is_some_and(|formula| match formula {
            XlsxFormulaMetadata::Normal { formula } => !formula.is_empty(),
            _ => true,
        });
        let mut cell = Cell::from_value(&record.value)?;
        if is_formula {
            if record.value == DataRef::Empty {
                cell = unsaved_formula();
            } else {
                formulas.add(row, column);
            }
        }
        grid.add(row, column, cell, budget)?;
    }
    let merges = merges.iter().map(merge).collect();
    Ok((grid.finish(name.to_owned(), merges)?, formulas))
}

pub(crate) fn unsaved_formula() -> Cell {
    Cell::faulty("是公式，但文件中没有保存计算结果；请在 Excel 或 WPS 中打开并保存一次，或改填数值")
}

pub(crate) fn merge(area: &Dimensions) -> Merge {
    Merge {
        first_row: area.start.0.saturating_add(1),
        last_row: area.end.0.saturating_add(1),
        first_column: area.start.1 as usize,
        last_column: area.end.1 as usize,
    }
}

/// Cells whose text is the stored result of a formula (公式单元格).
#[derive(Default)]
pub(crate) struct FormulaCells {
    first: Vec<String>,
    total: usize,
}

impl FormulaCells {
    /// Row and column count from 0.
    pub(crate) fn add(&mut self, row: u32, column: u32) {
        self.total += 1;
        if self.first.len() < 20 {
            self.first.push(format!(
                "{}{}",
                column_letters(column as usize),
                u64::from(row) + 1
            ));
        }
    }

    pub(crate) fn note(&self, sheet: &str) -> Option<String> {
        if self.total == 0 {
            return None;
        }
        let more = if self.total > self.first.len() { "等" } else { "" };
        Some(format!(
            "工作表“{sheet}”有{}个单元格是公式，按文件中保存的计算结果读取：{}{more}",
            self.total,
            self.first.join("、"),
        ))
    }
}
