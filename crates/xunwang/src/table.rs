//! A table on the terminal (终端表格), in columns as wide as what stands in them.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// Rows of text; the first column stands to the left, the others to the right.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<'cell>(header: impl IntoIterator<Item = &'cell str>) -> Self {
        Self {
            rows: vec![header.into_iter().map(str::to_owned).collect()],
        }
    }

    pub(crate) fn add(&mut self, row: impl IntoIterator<Item = String>) {
        self.rows.push(row.into_iter().collect());
    }

    fn width(&self, column: usize) -> usize {
        self.rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.width_cjk())
            .max()
            .unwrap_or_default()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<usize> = (0..self.rows[0].len()).map(|column| self.width(column)).collect();
        for row in &self.rows {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let blank = " ".repeat(width.saturating_sub(cell.width_cjk()));
                match column {
                    0 => write!(formatter, "{cell}{blank}")?,
                    _ => write!(formatter, "  {blank}{cell}")?,
                }
            }
            writeln!(formatter)?;
        }
        Ok(())
    }
}
