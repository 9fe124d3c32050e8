//! Where marks are set into the XML of the running text: between runs, or in a run that is taken apart for it. All edits
//! are insertions, so whatever is not marked stays byte for byte.

use std::collections::BTreeMap;
use std::ops::Range;

use super::flow::{Paragraph, Piece};

/// The insertions, by their place in the XML.
#[derive(Default)]
pub(super) struct Cuts {
    marks: BTreeMap<usize, Marks>,
    /// Text elements that end in the middle now: white space at the cut must count.
    kept: BTreeMap<usize, &'static str>,
}

#[derive(Default)]
struct Marks {
    /// What ends the run before the marks and begins it anew behind them, where they stand in one.
    around: Option<(String, String)>,
    ends: Vec<u32>,
    starts: Vec<u32>,
}

impl Cuts {
    /// The comment begins before this character of the paragraph (byte of its text). Says whether there is a place.
    pub(super) fn start(&mut self, xml: &str, paragraph: &Paragraph, at: usize, id: u32) -> bool {
        let Some(piece) = piece_at(paragraph, at) else {
            return false;
        };
        let place = self.place(xml, paragraph, piece, at);
        self.marks.entry(place).or_default().starts.push(id);
        true
    }

    /// The comment ends before this character, behind the one that precedes it.
    pub(super) fn end(&mut self, xml: &str, paragraph: &Paragraph, at: usize, id: u32) -> bool {
        let Some(last) = at.checked_sub(1).and_then(|before| piece_at(paragraph, before)) else {
            return false;
        };
        let run = paragraph.pieces[last].run;
        let next = piece_at(paragraph, at).filter(|&next| paragraph.pieces[next].run == run);
        let place = match next {
            Some(next) if paragraph.runs[run].is_divisible => self.place(xml, paragraph, next, at),
            _ => paragraph.runs[run].span.end,
        };
        self.marks.entry(place).or_default().ends.push(id);
        true
    }

    /// The comment is about a whole run.
    pub(super) fn around_run(&mut self, paragraph: &Paragraph, run: usize, id: u32) -> bool {
        let Some(run) = paragraph.runs.get(run) else {
            return false;
        };
        self.marks.entry(run.span.start).or_default().starts.push(id);
        self.marks.entry(run.span.end).or_default().ends.push(id);
        true
    }

    /// The place before a character, made in its run if it does not begin it.
    fn place(&mut self, xml: &str, paragraph: &Paragraph, index: usize, at: usize) -> usize {
        let piece = &paragraph.pieces[index];
        let run = &paragraph.runs[piece.run];
        let is_first = index == 0 || paragraph.pieces[index - 1].run != piece.run;
        let inside = if piece.is_plain { at - piece.text.start } else { 0 };
        if !run.is_divisible || (is_first && inside == 0) {
            return run.span.start;
        }
        let prefix = xml[run.open.start + 1..]
            .split_once(":r")
            .map(|(prefix, _)| prefix)
            .filter(|prefix| {
                prefix
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
            })
            .map(|prefix| format!("{prefix}:"))
            .unwrap_or_default();
        let again = format!(
            "{}{}",
            &xml[run.open.clone()],
            run.properties.clone().map_or("", |properties| &xml[properties]),
        );
        let is_in_element = piece.element.as_ref().is_some_and(|element| {
            inside > 0 || (index > 0 && paragraph.pieces[index - 1].element.as_ref() == Some(element))
        });
        let (place, around) = match (&piece.element, is_in_element) {
            (Some(element), true) => {
                self.keep_space(xml, element);
                (
                    piece.xml.start + inside,
                    (
                        format!("</{prefix}t></{prefix}r>"),
                        format!("{again}<{prefix}t xml:space=\"preserve\">"),
                    ),
                )
            }
            (Some(element), false) => (element.start, (format!("</{prefix}r>"), again)),
            (None, _) => (piece.xml.start, (format!("</{prefix}r>"), again)),
        };
        self.marks.entry(place).or_default().around = Some(around);
        place
    }

    fn keep_space(&mut self, xml: &str, element: &Range<usize>) {
        if !xml[element.clone()].contains("xml:space") {
            self.kept.insert(element.end - 1, " xml:space=\"preserve\"");
        }
    }

    /// The XML with everything inserted; `prefix` is that of the running text, with its colon.
    pub(super) fn apply(&self, xml: &str, prefix: &str) -> String {
        let mut places: Vec<usize> = self.marks.keys().chain(self.kept.keys()).copied().collect();
        places.sort_unstable();
        places.dedup();
        let mut changed = String::with_capacity(xml.len() + places.len() * 256);
        let mut from = 0;
        for place in places {
            changed.push_str(&xml[from..place]);
            from = place;
            changed.push_str(self.kept.get(&place).copied().unwrap_or_default());
            let Some(marks) = self.marks.get(&place) else {
                continue;
            };
            let (before, after) = marks
                .around
                .as_ref()
                .map_or(("", ""), |(before, after)| (before, after));
            changed.push_str(before);
            for id in &marks.ends {
                changed.push_str(&format!(
                    "<{prefix}commentRangeEnd {prefix}id=\"{id}\"/>\
                     <{prefix}r><{prefix}commentReference {prefix}id=\"{id}\"/></{prefix}r>"
                ));
            }
            for id in &marks.starts {
                changed.push_str(&format!("<{prefix}commentRangeStart {prefix}id=\"{id}\"/>"));
            }
            changed.push_str(after);
        }
        changed.push_str(&xml[from..]);
        changed
    }
}

/// The piece that holds the byte.
fn piece_at(paragraph: &Paragraph, at: usize) -> Option<usize> {
    let index = paragraph
        .pieces
        .partition_point(|piece: &Piece| piece.text.end <= at);
    (index < paragraph.pieces.len()).then_some(index)
}
