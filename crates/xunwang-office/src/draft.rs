//! A paper while it is being read: keeps the text within the limits and the places in step with it.

use crate::limits;
use crate::{Kind, Paper, PaperLink, Part, Place, address};

/// Collects text, places and links.
pub(crate) struct Draft {
    paper: Paper,
    is_full: bool,
    has_too_many_links: bool,
}

impl Draft {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            paper: Paper {
                kind,
                text: String::new(),
                parts: Vec::new(),
                links: Vec::new(),
                unread: Vec::new(),
            },
            is_full: false,
            has_too_many_links: false,
        }
    }

    /// Length of the text so far, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.paper.text.len()
    }

    /// No more text is taken.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Adds a stretch of text at one place and what separates it from the next. Says whether it was taken.
    pub(crate) fn add(&mut self, text: &str, separator: char, place: Place) -> bool {
        let start = self.len();
        if self.is_full || start + text.len() >= limits::TEXT_BYTES || self.paper.parts.len() >= limits::PARTS
        {
            self.is_full = true;
            return false;
        }
        self.paper.text.push_str(text);
        self.paper.parts.push(Part {
            range: start..self.len(),
            place,
        });
        self.paper.text.push(separator);
        true
    }

    /// The last separator becomes another one, as where a row ends behind its last cell.
    pub(crate) fn end_with(&mut self, separator: char) {
        if self.paper.text.ends_with(['\t', '\n']) {
            self.paper.text.pop();
            self.paper.text.push(separator);
        }
    }

    /// Adds a link that a reader can follow.
    pub(crate) fn link(&mut self, target: &str, text: &str, place: Place) {
        self.keep_link(PaperLink {
            target: target.trim().to_owned(),
            text: address::one_line(text),
            place,
            printed: false,
        });
    }

    fn keep_link(&mut self, link: PaperLink) {
        if link.target.is_empty() || link.target.len() > limits::TARGET_BYTES {
            return;
        }
        if self.paper.links.len() >= limits::LINKS {
            self.has_too_many_links = true;
            return;
        }
        self.paper.links.push(link);
    }

    /// Says what could not be read.
    pub(crate) fn unread(&mut self, sentence: impl Into<String>) {
        self.paper.unread.push(sentence.into());
    }

    /// The paper, with the addresses that are printed in its text and are no links already. `seams` are places in the
    /// text, in rising order, where lines were joined: an address that reaches one may go on or not, and is left out.
    pub(crate) fn finish(mut self, seams: &[usize]) -> Paper {
        let mut printed = Vec::new();
        for (range, target) in address::printed(&self.paper.text) {
            let seam = seams.partition_point(|&seam| seam < range.start);
            if seams.get(seam).is_some_and(|&seam| seam <= range.end) {
                continue;
            }
            let Some(place) = self.paper.place_of(range.start).cloned() else {
                continue;
            };
            printed.push(PaperLink {
                target,
                text: self.paper.text[range].to_owned(),
                place,
                printed: true,
            });
        }
        let known: std::collections::HashSet<(String, String)> = self
            .paper
            .links
            .iter()
            .map(|link| (plain(&link.target), link.place.to_string()))
            .collect();
        for link in printed {
            if !known.contains(&(plain(&link.target), link.place.to_string())) {
                self.keep_link(link);
            }
        }
        if self.is_full {
            self.unread("文字过多，超出限额的部分没有读取");
        }
        if self.has_too_many_links {
            self.unread(format!("链接超过{}个，其余没有读取", limits::LINKS));
        }
        self.paper
    }
}

/// An address without what spellings differ in, to see that a printed one is the link it stands in.
fn plain(target: &str) -> String {
    target.trim_end_matches('/').to_ascii_lowercase()
}
