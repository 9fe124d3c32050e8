//! The records of an XLS workbook are walked once before a parser sees them.
//!
//! The parser builds each sheet densely and copies a shared string into every cell that shows it, so a
//! small file could ask for any amount of memory. Here its demands are counted first; what is active
//! (macro sheets, links to other workbooks, encryption) is refused on the way.
//! Record numbers: [MS-XLS] 2.3.

use crate::workbook::too_many_cells;
use crate::xlsx::FormulaCells;
use crate::{Refusal, limits, package};

/// What the walk found.
pub(crate) struct Survey {
    /// The formulas of each sheet, in the order in which the workbook lists its sheets.
    pub(crate) formulas: Vec<FormulaCells>,
}

/// Most records that are walked, since sheets may claim the same stretch of the file.
const RECORDS: usize = 8_000_000;
/// Largest area of all sheets together, in cells.
const AREA: u64 = 4 * limits::CELLS as u64;

/// Walks the stream of a workbook.
pub(crate) fn survey(stream: &[u8]) -> Result<Survey, Refusal> {
    let mut left = RECORDS;
    let mut sheets = Vec::new();
    let mut string_lengths = Vec::new();
    let mut records = Records { rest: stream };
    while let Some(record) = records.next(&mut left)? {
        match record.number {
            0x002f => return Err(package::encrypted()),
            // BoundSheet: the place of a sheet, its visibility and its kind.
            0x0085 => {
                if matches!(record.byte(5), 1 | 6) {
                    return Err(package::macros());
                }
                sheets.push(record.long(0) as usize);
            }
            // SupBook: a workbook that formulas refer to; itself and add-ins have marks of their own.
            0x01ae if !matches!(record.short(2), 0x0401 | 0x3a01) => {
                return Err(package::external_links());
            }
            0x00fc => string_lengths = shared_string_lengths(&record)?,
            0x000a => break,
            _ => {}
        }
    }
    if sheets.len() > limits::SHEETS {
        return Err(Refusal::too_large(format_args!("超过{}个工作表", limits::SHEETS)));
    }
    let mut demand = Demand::default();
    let mut formulas = Vec::with_capacity(sheets.len());
    for place in sheets {
        let rest = stream
            .get(place..)
            .ok_or_else(|| Refusal::damaged("工作表的位置超出文件"))?;
        formulas.push(survey_sheet(rest, &string_lengths, &mut demand, &mut left)?);
    }
    Ok(Survey { formulas })
}

#[derive(Default)]
struct Demand {
    area: u64,
    cells: usize,
    characters: usize,
}

fn survey_sheet(
    stream: &[u8],
    string_lengths: &[u16],
    demand: &mut Demand,
    left: &mut usize,
) -> Result<FormulaCells, Refusal> {
    let mut formulas = FormulaCells::default();
    let mut bounds: Option<[u16; 4]> = None;
    let mut depth = 0;
    let mut records = Records { rest: stream };
    while let Some(record) = records.next(left)? {
        match record.number {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            // Charts within a sheet have cells of their own, which the parser skips too.
            _ if depth > 1 => {}
            0x0200 => check_dimensions(&record)?,
            // Number, Label, BoolErr, Rk, RString, LabelSst, MulRk, Formula.
            0x0203 | 0x0204 | 0x0205 | 0x027e | 0x00d6 | 0x00fd | 0x00bd | 0x0006 => {
                let (row, column) = (record.short(0), record.short(2));
                let last_column = if record.number == 0x00bd {
                    record.short(record.data.len().saturating_sub(2))
                } else {
                    column
                };
                let [top, bottom, start, end] = bounds.unwrap_or([row, row, column, column]);
                bounds = Some([
                    top.min(row),
                    bottom.max(row),
                    start.min(column),
                    end.max(last_column),
                ]);
                demand.cells += usize::from(last_column.saturating_sub(column)) + 1;
                if record.number == 0x00fd {
                    let string = string_lengths.get(record.long(6) as usize);
                    demand.characters += usize::from(string.copied().unwrap_or_default());
                }
                if record.number == 0x0006 {
                    formulas.add(row.into(), column.into());
                }
            }
            _ => {}
        }
        if demand.cells > limits::CELLS {
            return Err(too_many_cells());
        }
        if demand.characters > limits::TEXT_BYTES {
            return Err(Refusal::too_large("文字总量超过128 MB"));
        }
    }
    if let Some([top, bottom, start, end]) = bounds {
        demand.area += (u64::from(bottom - top) + 1) * (u64::from(end.saturating_sub(start)) + 1);
        if demand.area > AREA {
            return Err(too_many_cells());
        }
    }
    Ok(formulas)
}

/// The parser reserves room for what this record claims.
fn check_dimensions(record: &Record<'_>) -> Result<(), Refusal> {
    let (first_row, end_row) = match record.data.len() {
        10 => (record.short(0).into(), record.short(2).into()),
        _ => (record.long(0), record.long(4)),
    };
    let end_column = record.short(if record.data.len() == 10 { 6 } else { 10 });
    if end_row > 65_536 || end_column > 256 || (end_row > 0 && first_row >= end_row) {
        return Err(Refusal::damaged("工作表的范围不合规范"));
    }
    Ok(())
}

/// The lengths of the shared strings in characters (SST, [MS-XLS] 2.5.293); a string may run on in the
/// next record, its characters then begin with a new byte that says how wide they are.
fn shared_string_lengths(record: &Record<'_>) -> Result<Vec<u16>, Refusal> {
    let damaged = || Refusal::damaged("共享文字表不完整");
    let mut parts = std::iter::once(record.data.get(8..).unwrap_or_default()).chain(record.continued.clone());
    let mut part = parts.next().unwrap_or_default();
    let mut lengths = Vec::new();
    loop {
        while part.is_empty() {
            match parts.next() {
                Some(next) => part = next,
                None => return Ok(lengths),
            }
        }
        let head = Record::bare(part);
        let (length, flags) = (head.short(0), head.byte(2));
        let runs = if flags & 8 == 0 {
            0
        } else {
            usize::from(head.short(3)) * 4
        };
        let after_runs = if flags & 8 == 0 { 3 } else { 5 };
        let (extra, after_head) = if flags & 4 == 0 {
            (0, after_runs)
        } else {
            (head.long(after_runs) as usize, after_runs + 4)
        };
        part = part.get(after_head..).ok_or_else(damaged)?;
        let mut left = usize::from(length);
        let mut width = 1 + usize::from(flags & 1);
        while left > 0 {
            let here = left.min(part.len() / width);
            part = &part[here * width..];
            left -= here;
            if left > 0 {
                part = parts.next().ok_or_else(damaged)?;
                width = 1 + usize::from(part.first().ok_or_else(damaged)? & 1);
                part = &part[1..];
            }
        }
        let mut skip = runs.saturating_add(extra);
        while skip > part.len() {
            skip -= part.len();
            part = parts.next().ok_or_else(damaged)?;
        }
        part = &part[skip..];
        lengths.push(length);
        if lengths.len() > limits::CELLS {
            return Err(too_many_cells());
        }
    }
}

struct Records<'a> {
    rest: &'a [u8],
}

/// One record with the parts that continue it.
struct Record<'a> {
    number: u16,
    data: &'a [u8],
    continued: Vec<&'a [u8]>,
}

impl<'a> Records<'a> {
    fn next(&mut self, left: &mut usize) -> Result<Option<Record<'a>>, Refusal> {
        let Some((number, data)) = self.take_one(left)? else {
            return Ok(None);
        };
        let mut continued = Vec::new();
        while self.rest.starts_with(&[0x3c, 0x00]) {
            let Some((_, more)) = self.take_one(left)? else {
                break;
            };
            continued.push(more);
        }
        Ok(Some(Record {
            number,
            data,
            continued,
        }))
    }

    fn take_one(&mut self, left: &mut usize) -> Result<Option<(u16, &'a [u8])>, Refusal> {
        *left = left.checked_sub(1).ok_or_else(too_many_cells)?;
        let Some((head, rest)) = self.rest.split_at_checked(4) else {
            return Ok(None);
        };
        let head = Record::bare(head);
        let (data, rest) = rest
            .split_at_checked(head.short(2).into())
            .ok_or_else(|| Refusal::damaged("记录不完整"))?;
        self.rest = rest;
        Ok(Some((head.short(0), data)))
    }
}

impl<'a> Record<'a> {
    fn bare(data: &'a [u8]) -> Self {
        Self {
            number: 0,
            data,
            continued: Vec::new(),
        }
    }

    /// Bytes beyond the end read as zero: what is cut off claims nothing.
    fn byte(&self, at: usize) -> u8 {
        self.data.get(at).copied().unwrap_or_default()
    }

    fn short(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.byte(at), self.byte(at + 1)])
    }

    fn long(&self, at: usize) -> u32 {
        u32::from(self.short(at)) | u32::from(self.short(at + 2)) << 16
    }
}
