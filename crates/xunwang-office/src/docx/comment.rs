//! Comments (批注) written into a copy of a document, at the words they are about.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cut::Cuts;
use super::document::{self, Based, Document};
use super::write;
use crate::{Refusal, Story, read};

/// A comment (批注) to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The words it is about: bytes of [`crate::Paper::text`].
    pub span: Range<usize>,
    /// Who says it.
    pub author: String,
    /// When, as `2026-11-26T08:00:00Z`; left out where empty.
    pub date: String,
    /// What is said; lines become paragraphs.
    pub text: String,
}

/// A document with comments (加了批注的文档).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commented {
    /// The copy.
    pub bytes: Vec<u8>,
    /// Indexes of the comments that found no place: headers and footers hold none, and a span may lie outside the text.
    pub unplaced: Vec<usize>,
}

/// Writes comments into a copy of a DOCX (写批注). Comments that are there stay; every part that needs no change is
/// copied as it is packed. Words in notes and text boxes cannot be marked in themselves: the comment stands where the
/// note is called or the box is anchored, and quotes them.
///
/// # Errors
/// The file is no DOCX that can be read, or the copy would not read as the original does.
pub fn comment(bytes: &[u8], comments: &[Comment]) -> Result<Commented, Refusal> {
    if crate::tell(bytes)? != crate::Kind::Docx {
        return Err(Refusal::no_comments());
    }
    let commented = read::guarded(|| write_all(bytes, comments))?;
    // A copy that reads differently would be worse than none.
    let (before, after) = (crate::read(bytes)?, crate::read(&commented.bytes)?);
    if before.text != after.text {
        return Err(Refusal::damaged("批注写入后文字有出入，未生成副本"));
    }
    Ok(commented)
}

fn write_all(bytes: &[u8], comments: &[Comment]) -> Result<Commented, Refusal> {
    let document = document::open(bytes)?;
    let calls = calls(&document);
    let mut parts = write::CommentParts::open(bytes, &document)?;
    let mut cuts = Cuts::default();
    let mut unplaced = Vec::new();
    for (index, comment) in comments.iter().enumerate() {
        let id = parts.next_id();
        match place(&document, &calls, &mut cuts, comment, id) {
            Some(quoted) => parts.add(id, comment, quoted.as_deref()),
            None => unplaced.push(index),
        }
    }
    let changed = cuts.apply(&document.xml, &parts.prefix);
    Ok(Commented {
        bytes: parts.write(bytes, &document, changed)?,
        unplaced,
    })
}

/// From the kind and the number of a note to the paragraph and the run that call it.
type Calls = BTreeMap<(bool, u32), (usize, usize)>;

fn calls(document: &Document) -> Calls {
    let mut calls = Calls::new();
    for (index, based) in document.paragraphs.iter().enumerate() {
        if based.story == Story::Body {
            for &(is_endnote, number, run) in &based.paragraph.calls {
                calls.entry((is_endnote, number)).or_insert((index, run));
            }
        }
    }
    calls
}

/// Sets the marks of a comment; gives what it has to quote where it cannot stand at its words.
#[expect(
    clippy::option_option,
    reason = "no place, a place at the words, a place elsewhere"
)]
fn place(
    document: &Document,
    calls: &Calls,
    cuts: &mut Cuts,
    comment: &Comment,
    id: u32,
) -> Option<Option<String>> {
    let text = &document.paper.text;
    let words = text
        .get(comment.span.clone())
        .filter(|words| !words.trim().is_empty())?;
    // Separators belong to no paragraph: a span is about the words between them.
    let start = comment.span.start + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    let first = holding(document, start)?;
    let based = &document.paragraphs[first];
    let elsewhere = || Some(Some(format!("{}“{}”：", based.place, words.trim())));
    match based.story {
        Story::Body | Story::TextBox => match based.paragraph.holder {
            None => {
                let last = last_of(document, first, end);
                let until = &document.paragraphs[last];
                let end = (end - until.base).min(until.paragraph.text.len());
                // Begin and end are set together or not at all.
                (has_place(based, start - based.base) && end > 0 && has_place(until, end - 1)).then(|| {
                    cuts.start(&document.xml, &based.paragraph, start - based.base, id);
                    cuts.end(&document.xml, &until.paragraph, end, id);
                    None
                })
            }
            Some(_) => {
                let (holder, run) = outermost(document, based)?;
                cuts.around_run(&holder.paragraph, run, id)
                    .then(elsewhere)
                    .flatten()
            }
        },
        Story::Footnote | Story::Endnote => {
            let note = (based.story == Story::Endnote, based.paragraph.note?);
            let &(paragraph, run) = calls.get(&note)?;
            let caller = &document.paragraphs[paragraph];
            let (caller, run) = match caller.paragraph.holder {
                Some(_) => outermost(document, caller)?,
                None => (caller, run),
            };
            cuts.around_run(&caller.paragraph, run, id)
                .then(elsewhere)
                .flatten()
        }
        Story::Header | Story::Footer => None,
    }
}

fn has_place(based: &Based, at: usize) -> bool {
    based
        .paragraph
        .pieces
        .iter()
        .any(|piece| piece.text.contains(&at))
}

/// The paragraph whose text holds the byte.
fn holding(document: &Document, at: usize) -> Option<usize> {
    let after = document.paragraphs.partition_point(|based| based.base <= at);
    let index = after.checked_sub(1)?;
    let based = &document.paragraphs[index];
    (at < based.base + based.paragraph.text.len()).then_some(index)
}

/// The last paragraph of the running text that a span from `first` to `end` reaches, text boxes passed over.
fn last_of(document: &Document, first: usize, end: usize) -> usize {
    let mut last = first;
    for (index, based) in document.paragraphs.iter().enumerate().skip(first + 1) {
        if based.base >= end || based.story != Story::Body {
            break;
        }
        if based.paragraph.holder.is_none() && !based.paragraph.pieces.is_empty() {
            last = index;
        }
    }
    last
}

/// The paragraph of the running text that a text box is anchored in, however deep boxes stand in boxes.
fn outermost<'d>(document: &'d Document, based: &'d Based) -> Option<(&'d Based, usize)> {
    let mut holder = based.paragraph.holder?;
    loop {
        let outer = document
            .paragraphs
            .iter()
            .find(|outer| outer.story == based.story && outer.paragraph.id == holder.0)?;
        match outer.paragraph.holder {
            Some(next) => holder = next,
            None => return Some((outer, holder.1)),
        }
    }
}
