//! The signed final against what was sealed (签发件核对): every number and every name, in the order in which they are read.
//!
//! Words may have been changed at the signer's desk; numbers and names must not. Finished pages give their text in pieces: white
//! space does not count, and a name that was broken over lines is looked for once more before it is called missing.

mod tokens;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::document::{Block, Document};
use crate::draft::{Pair, align_by};
use tokens::{Dictionary, Letters, Token};

/// What the signed final has otherwise (差异类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignedKind {
    /// 不一致
    Changed,
    /// 没有找到
    Missing,
    /// 多出
    Added,
}

/// A number or a name that is not as it was sealed (签发件的一处差异).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedDifference {
    /// What is the matter.
    pub kind: SignedKind,
    /// As sealed; nothing where it was not.
    pub expected: String,
    /// As found; nothing where it was not.
    pub found: String,
    /// The words around it.
    pub context: String,
    /// Where in the text of the final, in bytes.
    pub at: usize,
}

/// What came of comparing (核对结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheck {
    /// Numbers and names that were sealed and looked for.
    pub compared: usize,
    /// What is otherwise.
    pub differences: Vec<SignedDifference>,
}

/// Letters around a break in which the rest of a name is looked for.
const AROUND: usize = 160;
/// Equal numbers and names in a row that only stand elsewhere.
const BLOCK: usize = 3;

/// Compares the text of a signed final with the document that was sealed. `names`: sites, accounts, areas and units as the
/// office knows them, so that one that was put in the place of another is known too.
pub fn check_signed(document: &Document, names: &[String], text: &str) -> SignedCheck {
    let dictionary = Dictionary::of(names);
    let sealed = Letters::of(&sealed_text(document));
    let signed = Letters::of(&without_page_numbers(text));
    let (ours, theirs) = (dictionary.tokens(&sealed), dictionary.tokens(&signed));
    let hunks = hunks(&ours, &theirs);
    let mut differences = Vec::new();
    for hunk in &hunks {
        differences.extend(told(hunk, (&ours, &sealed), (&theirs, &signed)));
    }
    SignedCheck {
        compared: ours.len(),
        differences,
    }
}

/// What is read of a document; charts are pictures.
fn sealed_text(document: &Document) -> String {
    let mut without = document.clone();
    without.blocks.retain(|block| !matches!(block, Block::Chart(_)));
    without.plain_text()
}

/// Page numbers between dashes go; their lines stay, so that places remain what they were.
fn without_page_numbers(text: &str) -> String {
    let is_dash = |letter: char| matches!(letter, '—' | '-' | '–' | '－' | '―' | '一');
    let line = |line: &str| {
        let inner = line.trim_matches(|letter: char| is_dash(letter) || letter.is_whitespace());
        let trimmed = line.trim();
        let is_number = !inner.is_empty() && inner.chars().all(|letter| letter.is_ascii_digit());
        if is_number && trimmed.starts_with(is_dash) && trimmed.ends_with(is_dash) {
            " ".repeat(line.len())
        } else {
            line.to_owned()
        }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// What stands between two numbers or names that are the same on both sides: what only one side has, by place.
#[derive(Default)]
struct Hunk {
    ours: Vec<usize>,
    theirs: Vec<usize>,
    /// Where the final goes on behind it, by place of the next number or name.
    until: usize,
}

/// Every word gets a letter of its own, so that one comparison of two texts does.
fn coded<'t>(codes: &mut HashMap<&'t str, char>, tokens: &'t [Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        let next = u32::try_from(codes.len())
            .unwrap_or(u32::MAX)
            .saturating_add(0x1_0000);
        let letter = char::from_u32(next).unwrap_or(char::REPLACEMENT_CHARACTER);
        text.push(*codes.entry(&token.words).or_insert(letter));
    }
    text
}

/// Where the two differ, blocks that only stand elsewhere left out.
fn hunks(ours: &[Token], theirs: &[Token]) -> Vec<Hunk> {
    let mut codes = HashMap::new();
    let (a, b) = (coded(&mut codes, ours), coded(&mut codes, theirs));
    let mut hunks: Vec<Hunk> = Vec::new();
    let (mut from, mut to) = (0, 0);
    let mut is_open = false;
    for chunk in dissimilar::diff(&a, &b) {
        let is_equal = matches!(chunk, dissimilar::Chunk::Equal(_));
        if !is_equal && !std::mem::replace(&mut is_open, true) {
            hunks.push(Hunk::default());
        }
        let hunk = hunks.last_mut();
        match chunk {
            dissimilar::Chunk::Equal(text) => {
                let length = text.chars().count();
                (from, to) = (from + length, to + length);
                is_open = false;
            }
            dissimilar::Chunk::Delete(text) => {
                let end = from + text.chars().count();
                hunk.into_iter().for_each(|hunk| hunk.ours.extend(from..end));
                from = end;
            }
            dissimilar::Chunk::Insert(text) => {
                let end = to + text.chars().count();
                hunk.into_iter().for_each(|hunk| hunk.theirs.extend(to..end));
                to = end;
            }
        }
        if let Some(hunk) = hunks.last_mut().filter(|_| !is_equal) {
            hunk.until = to;
        }
    }
    for hunk in &mut hunks {
        hunk.keep_unequal(ours, theirs);
    }
    leave_out_moved(&mut hunks, ours, theirs);
    hunks
}

impl Hunk {
    /// The comparison joins what lies close together; what is the same in it is no difference.
    fn keep_unequal(&mut self, ours: &[Token], theirs: &[Token]) {
        const MOST: usize = 2_000;
        let (old, new) = (self.ours.len(), self.theirs.len());
        if old == 0 || new == 0 || old > MOST || new > MOST {
            return;
        }
        let same = |i: usize, j: usize| ours[self.ours[i]].words == theirs[self.theirs[j]].words;
        let pairs = align_by((old, new), |i, j| f64::from(u8::from(same(i, j))));
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for pair in pairs {
            match pair {
                Pair::Old(old) => left.push(self.ours[old]),
                Pair::New(new) => right.push(self.theirs[new]),
                Pair::Both(..) => {}
            }
        }
        (self.ours, self.theirs) = (left, right);
    }
}

/// A row of a table that is read earlier or later says the same.
fn leave_out_moved(hunks: &mut [Hunk], ours: &[Token], theirs: &[Token]) {
    const HUNKS: usize = 400;
    let words = |tokens: &[Token], places: &[usize]| -> Vec<String> {
        places.iter().map(|place| tokens[*place].words.clone()).collect()
    };
    for missing in 0..hunks.len().min(HUNKS) {
        let wanted = words(ours, &hunks[missing].ours);
        if wanted.len() < BLOCK {
            continue;
        }
        let found = (0..hunks.len().min(HUNKS)).find_map(|added| {
            let there = words(theirs, &hunks[added].theirs);
            let at = there
                .windows(wanted.len())
                .position(|part| part == wanted.as_slice())?;
            Some((added, at))
        });
        if let Some((added, at)) = found {
            hunks[missing].ours.clear();
            hunks[added].theirs.drain(at..at + wanted.len());
        }
    }
}

/// The differences of a hunk: numbers with numbers, names with names, in their order.
fn told(
    hunk: &Hunk,
    (ours, sealed): (&[Token], &Letters),
    (theirs, signed): (&[Token], &Letters),
) -> Vec<SignedDifference> {
    let (mut missing, mut added) = (hunk.ours.clone(), hunk.theirs.clone());
    let before = hunk.theirs.first().copied().unwrap_or(hunk.until).checked_sub(1);
    let start = before
        .and_then(|place| theirs.get(place))
        .map_or(0, |token| token.at);
    let end = theirs
        .get(hunk.until)
        .map_or(signed.letters.len(), |token| token.at);
    let window = signed.words(start.saturating_sub(AROUND), end.saturating_add(AROUND));
    missing.retain(|place| {
        let token = &ours[*place];
        let is_there = token.is_name && is_broken_in(&token.words, &window);
        if is_there {
            // Its beginning was taken for a name of its own.
            added.retain(|other| !token.words.contains(&theirs[*other].words));
        }
        !is_there
    });
    let mut told = Vec::new();
    for place in missing {
        let token = &ours[place];
        let other = added
            .iter()
            .position(|other| theirs[*other].is_name == token.is_name);
        let found = other.map(|other| &theirs[added.remove(other)]);
        told.push(SignedDifference {
            kind: found.map_or(SignedKind::Missing, |_| SignedKind::Changed),
            expected: token.words.clone(),
            found: found.map(|token| token.words.clone()).unwrap_or_default(),
            context: sealed.around(token.at),
            at: signed
                .bytes
                .get(found.map_or(start, |token| token.at))
                .copied()
                .unwrap_or_default(),
        });
    }
    told.extend(added.into_iter().map(|other| {
        let token = &theirs[other];
        SignedDifference {
            kind: SignedKind::Added,
            expected: String::new(),
            found: token.words.clone(),
            context: signed.around(token.at),
            at: signed.bytes.get(token.at).copied().unwrap_or_default(),
        }
    }));
    told
}

/// Does the name stand there in at most four pieces, in order, each of two letters or the rest?
fn is_broken_in(name: &str, window: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let window: Vec<char> = window.chars().collect();
    let (mut done, mut from) = (0, 0);
    for _ in 0..4 {
        let rest = &name[done..];
        let piece = (rest.len().min(2)..=rest.len()).rev().find_map(|length| {
            let wanted = &rest[..length];
            let at = window[from..].windows(length).position(|part| part == wanted)?;
            Some((length, from + at + length))
        });
        let Some((length, end)) = piece else { return false };
        (done, from) = (done + length, end);
        if done == name.len() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests;
