//! A PDF as a whole: page after page, and what of it cannot be read.

use std::sync::Arc;

use hayro_syntax::object::{Array, Dict, Name, Rect, String as PdfString};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::budget::Budget;
use super::guard;
use super::layout::{Sheet, Spot};
use super::page::{self, Shelf};
use crate::draft::Draft;
use crate::{Kind, Paper, Place, Refusal, limits};

/// A page with a picture and fewer characters than this shows the picture; a page number may stand beside it.
const FEW_CHARACTERS: usize = 8;

/// Reads the text of every page and the links on it.
pub(crate) fn read(bytes: &[u8]) -> Result<Paper, Refusal> {
    let looked = guard::look_over(bytes)?;
    let pdf = Pdf::new(Arc::new(looked.bytes)).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Refusal::encrypted(),
        LoadPdfError::Decryption(_) => Refusal::new(
            crate::Why::Encrypted,
            "文件的加密方式不认识，读不出内容；请取消加密后另存再试",
        ),
        // Where the tables are damaged too, the parser does not say that it was the key that was missing.
        LoadPdfError::Invalid if memchr::memmem::find(bytes, b"/Encrypt").is_some() => Refusal::encrypted(),
        LoadPdfError::Invalid => Refusal::damaged("缺少页面目录"),
    })?;
    let mut draft = Draft::new(Kind::Pdf);
    let (mut shelf, mut budget) = (Shelf::default(), Budget::default());
    let (mut scanned, mut garbled) = (Vec::new(), Vec::new());
    let mut seams = Vec::new();
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(Refusal::damaged("没有页面"));
    }
    for (index, page) in pages.iter().take(limits::PAGES).enumerate() {
        let number = index as u32 + 1;
        let mut sheet = Sheet::with_spots(spots(page));
        page::follow(page, &mut shelf, &mut budget, &mut sheet);
        if sheet.unknown > 4 && sheet.unknown * 3 > sheet.known {
            garbled.push(number);
        } else if sheet.has_picture && sheet.known < FEW_CHARACTERS {
            scanned.push(number);
        }
        for (text, joints) in sheet.paragraphs(f64::from(page.base_dimensions().0)) {
            let base = draft.len();
            if draft.add(&text, '\n', Place::Page(number)) {
                seams.extend(joints.into_iter().map(|joint| base + joint));
            }
        }
        for spot in sheet.spots {
            draft.link(&spot.target, &spot.text, Place::Page(number));
        }
        if budget.is_spent || draft.is_full() {
            draft.unread(format!("内容过多，第{number}页起没有读完"));
            break;
        }
    }
    if pages.len() > limits::PAGES {
        draft.unread(format!("页数超过{}页，其余没有读取", limits::PAGES));
    }
    if !scanned.is_empty() {
        draft.unread(format!(
            "{}是图像（多为扫描件），没有文字可读",
            page_list(&scanned)
        ));
    }
    if !garbled.is_empty() {
        draft.unread(format!(
            "{}的字体没有说明对应的文字，读不出来",
            page_list(&garbled)
        ));
    }
    if looked.giants > 0 {
        draft.unread(format!("有{}处内容过大，没有读取", looked.giants));
    }
    Ok(draft.finish(&seams))
}

/// The places of the page that lead to an address, one for each address.
fn spots(page: &Page<'_>) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let Some(notes) = page.raw().get::<Array<'_>>("Annots") else {
        return spots;
    };
    for note in notes.iter::<Dict<'_>>().take(limits::LINKS) {
        let is_link = note
            .get::<Name<'_>>("Subtype")
            .is_some_and(|kind| kind.as_ref() == b"Link");
        let Some(target) = note
            .get::<Dict<'_>>("A")
            .filter(|_| is_link)
            .and_then(|action| action.get::<PdfString<'_>>("URI"))
        else {
            continue;
        };
        let target = String::from_utf8_lossy(target.as_bytes()).trim().to_owned();
        let Some(area) = note.get::<Rect>("Rect") else {
            continue;
        };
        spots.push(Spot {
            target,
            x: (area.x0, area.x1),
            y: (area.y0, area.y1),
            text: String::new(),
        });
    }
    spots
}

/// Numbers of pages as a person writes them: `第1—3、5页`.
fn page_list(pages: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &page in pages {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => ranges.push((page, page)),
        }
    }
    let more = if ranges.len() > 8 { "等" } else { "" };
    let shown: Vec<String> = ranges
        .iter()
        .take(8)
        .map(|(first, last)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first}—{last}")
            }
        })
        .collect();
    format!("第{}{more}页", shown.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_listed_as_a_person_writes_them() {
        assert_eq!(page_list(&[1, 2, 3, 5]), "第1—3、5页");
    }
}
