//! Everything that a page shows to be read (可读文字), for the checks that look at words.

use xunwang_domain::facts::PageRegion;
use xunwang_domain::reading::{Reading, ReadingPart};

use crate::html::entity::push_folded;
use crate::html::outline::{Gap, Outline};
use crate::html::tag::Tag;
use crate::page::ElementNumbers;
use crate::regions::Regions;

/// Text beyond this many bytes is not read.
const LONGEST: usize = 4 << 20;
/// A cell's text stands at most so deep in it.
const DEEPEST_IN_CELL: usize = 6;

/// Reads the lines of a page, hidden ones included: what is injected hides.
pub(crate) fn reading(outline: &Outline<'_>, regions: &Regions, in_list: &[(u32, u32)]) -> Reading {
    let mut text = String::with_capacity(outline.text_bytes as usize + 64);
    push_folded(&mut text, outline.title);
    text.truncate(text.trim_end().len());
    let mut parts = Vec::new();
    let mut elements = ElementNumbers::new(outline);
    let mut lists = in_list.iter().peekable();
    let mut listed_until = 0;
    let mut row_before = None;
    for run in outline.texts.iter().filter(|run| run.node >= outline.body) {
        if text.len() > LONGEST {
            break;
        }
        while let Some((_, end)) = lists.next_if(|(start, _)| *start <= run.node) {
            listed_until = listed_until.max(*end);
        }
        let is_new_part = run.gap == Gap::Line || parts.is_empty();
        if is_new_part {
            let row = row_of(outline, run.node);
            cut_blank(&mut text, &mut parts, |one| one == ' ');
            if !text.is_empty() && !text.ends_with('\n') {
                let beside = matches!((row, row_before), (Some((row, cell)), Some((row_before, cell_before)))
                    if row == row_before && cell != cell_before);
                text.push(if beside { '\t' } else { '\n' });
            }
            row_before = row;
        } else if run.gap == Gap::Space && !text.ends_with(' ') {
            text.push(' ');
        }
        let start = text.len();
        push_folded(&mut text, run.raw);
        if is_new_part {
            let otherwise = if run.node < listed_until {
                PageRegion::Channel
            } else {
                PageRegion::Body
            };
            parts.push(ReadingPart {
                start: start as u32,
                region: regions.of(run.node).unwrap_or(otherwise),
                element: elements.of(run.node),
            });
        }
    }
    cut_blank(&mut text, &mut parts, char::is_whitespace);
    Reading {
        text,
        parts,
        elements: elements.elements,
    }
}

/// Takes blanks off the end, and the parts that held nothing else: none begins behind the text.
fn cut_blank(text: &mut String, parts: &mut Vec<ReadingPart>, blank: impl Fn(char) -> bool) {
    text.truncate(text.trim_end_matches(blank).len());
    while parts.last().is_some_and(|part| part.start as usize > text.len()) {
        parts.pop();
    }
}

/// The row and the cell of a table in which an element stands, where it stands in one directly.
fn row_of(outline: &Outline<'_>, node: u32) -> Option<(u32, u32)> {
    let mut current = node;
    for _ in 0..DEEPEST_IN_CELL {
        let element = outline.node(current);
        if matches!(element.tag, Tag::Td | Tag::Th) {
            return Some((element.parent, current));
        }
        current = element.parent;
    }
    None
}
