//! Files as they arrive, good and hostile: bytes in, rows or a refusal out.

#[path = "sheets/csv.rs"]
mod csv;
#[path = "sheets/hostile.rs"]
mod hostile;
#[path = "sheets/workbooks.rs"]
mod workbooks;

use xunwang_sheet::{Workbook, read};

/// Every sheet as lines `row: cell | cell`, then the notes.
fn shown(workbook: &Workbook) -> String {
    let mut text = String::new();
    for sheet in &workbook.sheets {
        if !sheet.name.is_empty() {
            text.push_str(&format!("[{}]\n", sheet.name));
        }
        for row in &sheet.rows {
            let cells: Vec<_> = row
                .cells
                .iter()
                .map(|cell| match &cell.fault {
                    Some(fault) => format!("!{fault}"),
                    None => cell.text.replace("\r\n", "⏎"),
                })
                .collect();
            text.push_str(&format!("{}: {}\n", row.number, cells.join(" | ")));
        }
    }
    for note in &workbook.notes {
        text.push_str(&format!("注：{note}\n"));
    }
    text
}

fn refusal(file_name: &str, bytes: &[u8]) -> String {
    match read(file_name, bytes) {
        Ok(workbook) => panic!("{file_name} was read:\n{}", shown(&workbook)),
        Err(refusal) => refusal.to_string(),
    }
}
