//! The old XLS workbooks (BIFF in a compound file).

use crate::{Refusal, Workbook};

pub(crate) fn read(_file_name: &str, _bytes: &[u8]) -> Result<Workbook, Refusal> {
    Err(Refusal::damaged("xls"))
}
