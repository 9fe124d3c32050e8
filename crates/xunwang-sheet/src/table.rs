//! The header found, merged cells spread out, and the rows below.

use std::collections::HashMap;

use xunwang_domain::registry::half_width;

use crate::cell::is_zero_width;
use crate::limits;
use crate::workbook::Grid;
use crate::{Cell, Refusal};

/// A table (表): a header and rows.
#[derive(Clone, Debug)]
pub struct Table {
    /// The column names as [`plain_header`] spells them; an empty name is a column without a header.
    pub header: Vec<String>,
    /// The header's row as a spreadsheet user counts it, from 1; the last one of a header in several rows.
    pub header_row: u32,
    /// The rows below, without the empty ones.
    pub rows: Vec<Row>,
    /// Cells were told apart by a delimiter.
    pub delimited: bool,
}

/// A row (行) that holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number as a spreadsheet user counts it, from 1, empty rows included.
    pub number: u32,
    /// The cells from the first column to the last filled one.
    pub cells: Vec<Cell>,
}

static EMPTY: Cell = Cell {
    text: String::new(),
    numeric: false,
    fault: None,
};

impl Row {
    /// The cell in that column; an empty one beyond the end.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&EMPTY)
    }
}

impl Table {
    /// Finds the header: of the first twenty filled rows the one with the most `known` names (spelt as
    /// [`plain_header`] does), since many offices put a title above. Where no row has any, the first one.
    ///
    /// A header merged over several rows ends with the lowest of them. Below it, a merged area means its
    /// value for every row it covers.
    ///
    /// # Errors
    /// The sheet holds nothing at all.
    pub fn below_header(grid: &Grid, known: &[&str]) -> Result<Self, Refusal> {
        let known_names = |row: &Row| {
            let known_name = |cell: &&Cell| known.contains(&plain_header(&cell.text).as_str());
            row.cells.iter().filter(known_name).count()
        };
        let (mut best, mut most) = (0, 0);
        for (place, row) in grid.rows.iter().enumerate().take(20) {
            let count = known_names(row);
            if count > most {
                (best, most) = (place, count);
            }
        }
        let Some(top) = grid.rows.get(best) else {
            return Err(Refusal::new("表格是空的，没有表头；请确认选对了文件"));
        };
        let (header_top, header_row) = header_bounds(grid, top.number);
        let mut header = Vec::new();
        let of_header = |row: &&Row| (header_top..=header_row).contains(&row.number);
        for row in grid.rows.iter().filter(of_header) {
            for (column, cell) in row.cells.iter().enumerate() {
                let name = plain_header(&cell.text);
                if header.len() <= column {
                    header.resize(column + 1, String::new());
                }
                if !name.is_empty() {
                    header[column] = name;
                }
            }
        }
        let mut rows: Vec<Row> = grid.rows[best..]
            .iter()
            .filter(|row| row.number > header_row)
            .cloned()
            .collect();
        spread_merged(grid, &mut rows)?;
        Ok(Self {
            header,
            header_row,
            rows,
            delimited: grid.delimited,
        })
    }

    /// The first column of that name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|header| header == name)
    }
}

/// A column name reduced to what matters (表头归一): half-width, without white space and marks of
/// obligation, so that ` ＊首页 网址（必填）` is `首页网址`.
pub fn plain_header(text: &str) -> String {
    let narrow: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !is_zero_width(*c) && !c.is_control())
        .collect();
    let bare = narrow.trim_matches('*');
    bare.strip_suffix("(必填)")
        .or_else(|| bare.strip_suffix("(选填)"))
        .unwrap_or(bare)
        .to_owned()
}

/// First and last row of the header around `row`: names merged over several rows hold these together.
fn header_bounds(grid: &Grid, row: u32) -> (u32, u32) {
    // More than three rows is no header but a merged column of data.
    let around = grid.merges.iter().filter(|merge| {
        merge.last_row > merge.first_row
            && merge.last_row - merge.first_row <= 2
            && (merge.first_row..=merge.last_row).contains(&row)
    });
    around.fold((row, row), |(top, bottom), merge| {
        (top.min(merge.first_row), bottom.max(merge.last_row))
    })
}

/// Only rows that exist are filled: a merged area of a million empty rows costs nothing.
fn spread_merged(grid: &Grid, rows: &mut [Row]) -> Result<(), Refusal> {
    let place_of: HashMap<u32, usize> = rows
        .iter()
        .enumerate()
        .map(|(place, row)| (row.number, place))
        .collect();
    let mut filled = 0;
    for merge in grid
        .merges
        .iter()
        .filter(|merge| merge.last_row > merge.first_row)
    {
        let Some(&first) = place_of.get(&merge.first_row) else {
            continue;
        };
        let value = rows[first].cell(merge.first_column).clone();
        if value.is_empty() || merge.last_column > limits::COLUMNS {
            continue;
        }
        let below = rows[first + 1..].iter_mut();
        for row in below.take_while(|row| row.number <= merge.last_row) {
            filled += 1;
            if filled > limits::CELLS {
                return Err(crate::workbook::too_many_cells());
            }
            if row.cells.len() <= merge.first_column {
                row.cells.resize(merge.first_column + 1, Cell::default());
            }
            row.cells[merge.first_column].clone_from(&value);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_known_through_its_decoration() {
        assert_eq!(plain_header(" ＊首页 网址\n（必填）"), "首页网址");
        assert_eq!(plain_header("\u{feff}更新期限（天）"), "更新期限(天)");
    }
}
