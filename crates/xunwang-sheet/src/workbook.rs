//! What every format is read into: sheets of rows, before anyone has asked which row is the header.

use crate::limits;
use crate::{Cell, Refusal, Row, Table};

/// A workbook (工作簿). A CSV file is a workbook of one sheet without a name.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    /// The visible worksheets in their order.
    pub sheets: Vec<Grid>,
    /// What the reader should know, as Chinese sentences: the encoding, formulas read by their stored result.
    pub notes: Vec<String>,
}

/// A worksheet (工作表).
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Its name; empty for a CSV file.
    pub name: String,
    /// Rows that hold something, in order.
    pub rows: Vec<Row>,
    /// Cells were told apart by a delimiter, so a row with too many cells has a stray one.
    pub delimited: bool,
    pub(crate) merges: Vec<Merge>,
}

/// A merged area (合并单元格); all bounds are inclusive, rows count from 1, columns from 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Merge {
    pub(crate) first_row: u32,
    pub(crate) last_row: u32,
    pub(crate) first_column: usize,
    pub(crate) last_column: usize,
}

impl Workbook {
    /// The sheet of that name, surrounding white space aside.
    pub fn sheet(&self, name: &str) -> Option<&Grid> {
        self.sheets.iter().find(|sheet| sheet.name.trim() == name)
    }
}

impl Grid {
    /// The rows below the header (表头); see [`Table::below_header`].
    ///
    /// # Errors
    /// The sheet holds nothing at all.
    pub fn table(&self, known: &[&str]) -> Result<Table, Refusal> {
        Table::below_header(self, known)
    }
}

/// Collects the cells of one sheet in any order and within the limits.
#[derive(Default)]
pub(crate) struct GridBuilder {
    cells: Vec<(u32, u32, Cell)>,
}

/// What all sheets of a file may hold together.
pub(crate) struct TextBudget(usize);

impl Default for TextBudget {
    fn default() -> Self {
        Self(limits::TEXT_BYTES)
    }
}

impl TextBudget {
    pub(crate) fn spend(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.0 = self
            .0
            .checked_sub(bytes)
            .ok_or_else(|| Refusal::too_large("文字总量超过128 MB"))?;
        Ok(())
    }
}

impl GridBuilder {
    /// Adds a cell; row and column count from 0. Empty cells take no place.
    pub(crate) fn add(
        &mut self,
        row: u32,
        column: u32,
        cell: Cell,
        budget: &mut TextBudget,
    ) -> Result<(), Refusal> {
        if cell.is_empty() {
            return Ok(());
        }
        if column as usize >= limits::COLUMNS {
            return Err(Refusal::too_large(format_args!("超过{}列", limits::COLUMNS)));
        }
        budget.spend(cell.text.len())?;
        if self.cells.len() == limits::CELLS {
            return Err(too_many_cells());
        }
        self.cells.push((row, column, cell));
        Ok(())
    }

    pub(crate) fn finish(mut self, name: String, merges: Vec<Merge>) -> Result<Grid, Refusal> {
        self.cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut rows: Vec<Row> = Vec::new();
        let mut places = 0;
        for (row, column, cell) in self.cells {
            let number = row.saturating_add(1);
            if rows.last().is_none_or(|last| last.number != number) {
                rows.push(Row {
                    number,
                    cells: Vec::new(),
                });
            }
            let Some(last) = rows.last_mut() else { continue };
            let column = column as usize;
            if last.cells.len() <= column {
                places += column + 1 - last.cells.len();
                if places > limits::CELLS {
                    return Err(too_many_cells());
                }
                last.cells.resize(column + 1, Cell::default());
            }
            last.cells[column] = cell;
        }
        Ok(Grid {
            name,
            rows,
            delimited: false,
            merges,
        })
    }
}

pub(crate) fn too_many_cells() -> Refusal {
    Refusal::too_large(format_args!("超过{}个单元格", limits::CELLS))
}
