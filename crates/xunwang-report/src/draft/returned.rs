//! A draft that comes back edited from a word processor (接收改稿): what was changed there, and what becomes of it.
//!
//! Lines are matched with what had been sent out by their words. What the draft has become since then stays where the
//! returned text says nothing else; a passage that was changed on both sides is shown and not taken over.

mod lines;
mod tables;
mod work;

use std::collections::HashSet;

use super::align::{Pair, Profile, align_by};
use super::passage::skeleton_of;
use super::{Author, Draft};
use crate::document::Document;
use lines::{Line, lines_of, plain};
use work::Work;

/// A text as it came back (改稿), whatever program wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// Its paragraphs outside tables, those without words left out.
    pub lines: Vec<ReturnedLine>,
    /// Its tables: rows of cells.
    pub tables: Vec<Vec<Vec<String>>>,
}

/// A paragraph of a returned text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReturnedLine {
    /// Its words.
    pub text: String,
    /// 1 or 2 of a heading of this level, otherwise 0.
    pub level: u8,
}

/// What becomes of a change (处理).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenAs {
    /// 修改
    Edited,
    /// 增写
    Added,
    /// 删除
    Removed,
    /// 移动
    Moved,
    /// 不接收
    NotTaken,
}

impl TakenAs {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Edited => "修改",
            Self::Added => "增写",
            Self::Removed => "删除",
            Self::Moved => "移动",
            Self::NotTaken => "不接收",
        }
    }
}

/// A change that the returned text brings (一处改动).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What becomes of it.
    pub taken: TakenAs,
    /// What had been sent out; nothing where it is new.
    pub before: String,
    /// What came back; nothing where it is gone.
    pub after: String,
    /// Why it is not taken over, and what to do; or what to look at.
    pub note: String,
    /// Numbers that are computed from nothing and need a reason before anything goes further.
    pub by_hand: Vec<String>,
}

/// What a returned text makes of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenBack {
    /// The draft with what is taken over.
    pub draft: Draft,
    /// All that was changed, in the order of the text.
    pub changes: Vec<Change>,
}

impl Change {
    /// What went out and what came back, in parts; those that differ are marked.
    pub fn parts(&self) -> [Vec<(bool, String)>; 2] {
        let [mut before, mut after] = [Vec::new(), Vec::new()];
        for chunk in dissimilar::diff(&self.before, &self.after) {
            match chunk {
                dissimilar::Chunk::Equal(text) => {
                    before.push((false, text.to_owned()));
                    after.push((false, text.to_owned()));
                }
                dissimilar::Chunk::Delete(text) => before.push((true, text.to_owned())),
                dissimilar::Chunk::Insert(text) => after.push((true, text.to_owned())),
            }
        }
        [before, after]
    }
}

impl Document {
    /// How many paragraphs came back word by word, and how many did not: tells which version was sent out.
    pub fn came_back(&self, returned: &Returned) -> (usize, usize) {
        let told: HashSet<String> = returned.lines.iter().map(|line| plain(&line.text)).collect();
        let own = lines_of(&Draft::new(self), self);
        let same = own.iter().filter(|line| told.contains(&plain(&line.text)));
        let same = same.count();
        (same, own.len() - same)
    }
}

impl Draft {
    /// Takes over a text that was sent out as `sent` and came back edited. Figures that were left alone stay figures.
    pub fn take_back(&self, sent: (&Draft, &Document), returned: &Returned, author: &Author) -> TakenBack {
        let (base, document) = sent;
        let lines = lines_of(base, document);
        let pairs = paired(&lines, returned);
        let work = Work::new((self, base), (&lines, returned), places_now(base, self), author);
        let (draft, mut changes) = work.done(&pairs);
        tables::compare(document, &returned.tables, &mut changes);
        TakenBack { draft, changes }
    }
}

/// Which line is which. Lines that are the same but for white space and quotation marks come before those that are alike.
fn paired(lines: &[Line], returned: &Returned) -> Vec<Pair> {
    let olds: Vec<(String, Profile)> = lines
        .iter()
        .map(|line| (plain(&line.text), Profile::of_words(0, &line.text)))
        .collect();
    let news: Vec<(String, Profile)> = returned
        .lines
        .iter()
        .map(|line| (plain(&line.text), Profile::of_words(0, &line.text)))
        .collect();
    align_by((olds.len(), news.len()), |i, j| {
        if olds[i].0 == news[j].0 {
            1.5
        } else {
            olds[i].1.likeness(&news[j].1).min(0.99)
        }
    })
}

/// Where the passages of the draft that was sent out stand now, as far as they are still the same.
fn places_now(base: &Draft, current: &Draft) -> Vec<Option<usize>> {
    let skeletons = |draft: &Draft| draft.passages.iter().map(skeleton_of).collect::<Vec<_>>();
    let (olds, news) = (skeletons(base), skeletons(current));
    let mut now = vec![None; olds.len()];
    for pair in align_by((olds.len(), news.len()), |i, j| {
        f64::from(u8::from(olds[i] == news[j]))
    }) {
        if let Pair::Both(old, new) = pair {
            now[old] = Some(new);
        }
    }
    now
}

#[cfg(test)]
mod tests;
