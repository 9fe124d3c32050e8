//! Workbooks of the old format (XLS): texts through `xunwang-sheet`, links from the records.

use std::io::{Cursor, Read};
use std::sync::Arc;

use crate::draft::Draft;
use crate::{Kind, Paper, Place, Refusal, Why, limits};

/// What a compound file is.
pub(crate) fn tell(bytes: &[u8]) -> Result<Kind, Refusal> {
    let container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(Refusal::damaged)?;
    let has = |name: &str| {
        container
            .walk()
            .take(limits::PACKAGE_PARTS)
            .any(|entry| entry.name().eq_ignore_ascii_case(name))
    };
    if has("EncryptedPackage") {
        Err(Refusal::encrypted())
    } else if has("Workbook") || has("Book") {
        Ok(Kind::Xls)
    } else if has("WordDocument") {
        Err(Refusal::new(
            Why::NotSuch,
            "这是旧版 Word 文档（.doc），读不出文字；请用 Word 或 WPS 另存为 .docx 再试",
        ))
    } else if has("PowerPoint Document") {
        Err(Refusal::not_such("演示文稿"))
    } else {
        Err(Refusal::not_such("复合文档（如安装包、邮件）"))
    }
}

/// Reads the visible worksheets.
pub(crate) fn read(bytes: &[u8]) -> Result<Paper, Refusal> {
    let workbook = xunwang_sheet::read("附件.xls", bytes).map_err(|refusal| {
        let message = refusal.to_string();
        let why = if message.contains("加密") {
            Why::Encrypted
        } else if message.contains("过大") || message.contains("庞大") {
            Why::TooLarge
        } else {
            Why::Damaged
        };
        Refusal::new(why, message)
    })?;
    let mut draft = Draft::new(Kind::Xls);
    let links = links(bytes);
    for (index, grid) in workbook.sheets.iter().enumerate() {
        let sheet: Arc<str> = grid.name.as_str().into();
        for row in &grid.rows {
            for (column, cell) in row.cells.iter().enumerate() {
                if cell.text.is_empty() {
                    continue;
                }
                let place = Place::Cell {
                    sheet: sheet.clone(),
                    row: row.number,
                    column: column as u32,
                };
                for link in links.iter().filter(|link| {
                    link.sheet == index && link.row + 1 == row.number && link.column == column as u32
                }) {
                    draft.link(&link.target, &cell.text, place.clone());
                }
                draft.add(&cell.text, '\t', place);
            }
            draft.end_with('\n');
        }
    }
    for note in workbook.notes {
        if note.contains("没有读取") {
            draft.unread(note);
        }
    }
    Ok(draft.finish(&[]))
}

struct Link {
    sheet: usize,
    row: u32,
    column: u32,
    target: String,
}

/// The links of the visible worksheets, from the records that follow each worksheet's beginning.
fn links(bytes: &[u8]) -> Vec<Link> {
    let mut stream = Vec::new();
    let Ok(mut container) = cfb::CompoundFile::open(Cursor::new(bytes)) else {
        return Vec::new();
    };
    for name in ["/Workbook", "/Book"] {
        if let Ok(workbook) = container.open_stream(name) {
            if workbook
                .take(limits::FILE_BYTES as u64)
                .read_to_end(&mut stream)
                .is_err()
            {
                return Vec::new();
            }
            break;
        }
    }
    // Where the visible worksheets begin, in their order.
    let mut sheets = Vec::new();
    let mut links = Vec::new();
    let (mut at, mut sheet) = (0, None);
    while let Some(header) = stream.get(at..at + 4) {
        let kind = u16::from_le_bytes([header[0], header[1]]);
        let length = usize::from(u16::from_le_bytes([header[2], header[3]]));
        let Some(data) = stream.get(at + 4..at + 4 + length) else {
            break;
        };
        match kind {
            // BOUNDSHEET: where it begins, is it visible, is it a worksheet.
            0x0085 if data.len() >= 6 => {
                let begins = u32::from_le_bytes([data[0], data[1], data[2], data[3]]);
                if data[4] & 3 == 0 && data[5] == 0 {
                    sheets.push(begins as usize);
                }
            }
            0x0809 => sheet = sheets.iter().position(|&begins| begins == at).or(sheet),
            0x01b8 if links.len() < limits::LINKS => {
                if let (Some(sheet), Some((row, column, target))) = (sheet, link(data)) {
                    links.push(Link {
                        sheet,
                        row,
                        column,
                        target,
                    });
                }
            }
            _ => {}
        }
        at += 4 + length;
    }
    links
}

/// A HLINK record: the first cell it stands at, and its address where it has a moniker for addresses.
fn link(data: &[u8]) -> Option<(u32, u32, String)> {
    const URL_MONIKER: [u8; 16] = [
        0xe0, 0xc9, 0xea, 0x79, 0xf9, 0xba, 0xce, 0x11, 0x8c, 0x82, 0x00, 0xaa, 0x00, 0x4b, 0xa9, 0x0b,
    ];
    let cell = |at: usize| {
        Some(u32::from(u16::from_le_bytes([
            *data.get(at)?,
            *data.get(at + 1)?,
        ])))
    };
    let at = memchr::memmem::find(data, &URL_MONIKER)? + URL_MONIKER.len();
    let length = u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?) as usize;
    let address: Vec<u16> = data
        .get(at + 4..(at + 4).checked_add(length)?.min(data.len()))?
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .take_while(|&unit| unit != 0)
        .collect();
    Some((cell(0)?, cell(4)?, String::from_utf16_lossy(&address)))
}
