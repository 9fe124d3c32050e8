//! A draft that comes back edited from a word processor (接收改稿): what was changed there, and what becomes of it.
//!
//! Lines are matched with what had been sent out by their words. What the draft has become since then stays where the
//! returned text says nothing else; a passage that was changed on both sides is shown and not taken over.

mod lines;
mod tables;

use std::collections::{BTreeMap, HashSet};

use super::align::{Pair, Profile, align_by};
use super::passage::skeleton_of;
use super::retie::{numbers_by_hand, retied};
use super::{Author, Draft, Edited, HandNumber, LONGEST, Passage, one_line};
use crate::document::{Document, Span};
use lines::{Line, Of, lines_of, plain};

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
        let mut work = Work {
            now: places_now(base, self),
            base,
            current: self,
            author,
            lines: &lines,
            returned,
            changed: BTreeMap::new(),
            added: BTreeMap::new(),
            changes: Vec::new(),
        };
        work.all(&pairs);
        let mut changes = std::mem::take(&mut work.changes);
        let draft = work.assembled();
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

struct Work<'a> {
    base: &'a Draft,
    current: &'a Draft,
    author: &'a Author,
    lines: &'a [Line],
    returned: &'a Returned,
    now: Vec<Option<usize>>,
    /// By place in the draft of now.
    changed: BTreeMap<usize, Passage>,
    /// Behind which place in the draft of now, counted from 1; 0: before the first.
    added: BTreeMap<usize, Vec<Passage>>,
    changes: Vec<Change>,
}

const ELSEWHERE: &str = "下载底稿以后，这一段在网页上又改过；请在网页上对照着改";
const CHART: &str = "图由数据画成，不能改写；不要时请删除图和图题";
const OUTSIDE: &str = "正文以外的段落不接收";

impl Work<'_> {
    /// Region by region: between two lines that came back as they were, whatever stands there belongs together.
    fn all(&mut self, pairs: &[Pair]) {
        let is_same = |pair: &Pair| match pair {
            Pair::Both(old, new) => plain(&self.lines[*old].text) == plain(&self.returned.lines[*new].text),
            _ => false,
        };
        let same: Vec<bool> = pairs.iter().map(is_same).collect();
        let moved = self.moved(pairs);
        let (mut anchor, mut is_in_body) = (0, false);
        let mut at = 0;
        while at < pairs.len() {
            if same[at] {
                if let Pair::Both(old, _) = pairs[at] {
                    self.pass(old, &mut anchor, &mut is_in_body);
                }
                at += 1;
                continue;
            }
            let end = (at..pairs.len())
                .find(|place| same[*place])
                .unwrap_or(pairs.len());
            let region = &pairs[at..end];
            let around = self.spans_around(region, &moved);
            for pair in region {
                match *pair {
                    Pair::Both(old, new) => {
                        let is_alone = region.len() == 1;
                        self.change(old, new, (!is_alone).then_some(around.as_slice()));
                        self.pass(old, &mut anchor, &mut is_in_body);
                    }
                    Pair::Old(old) => {
                        if !moved.iter().any(|(from, _)| *from == old) {
                            self.remove(old);
                        }
                        self.pass(old, &mut anchor, &mut is_in_body);
                    }
                    Pair::New(new) => {
                        let from = moved.iter().find(|(_, to)| *to == new).map(|(from, _)| *from);
                        self.add(new, from, &around, (anchor, is_in_body));
                    }
                }
            }
            at = end;
        }
    }

    /// Goes past a line: what is new behind it stands behind its passage.
    fn pass(&self, old: usize, anchor: &mut usize, is_in_body: &mut bool) {
        match self.lines[old].of {
            Of::Passage(place) | Of::Chart(place) => {
                *is_in_body = true;
                if let Some(now) = self.now[place] {
                    *anchor = now + 1;
                }
            }
            Of::Salutation => *is_in_body = true,
            Of::Fixed(_) => *is_in_body = false,
        }
    }

    /// Passages that stand elsewhere, word by word.
    fn moved(&self, pairs: &[Pair]) -> Vec<(usize, usize)> {
        let mut left: Vec<usize> = Vec::new();
        for pair in pairs {
            if let Pair::Old(old) = pair
                && let Of::Passage(place) = self.lines[*old].of
                && self.now[place].is_some()
            {
                left.push(*old);
            }
        }
        let mut moved = Vec::new();
        for pair in pairs {
            let Pair::New(new) = pair else { continue };
            let words = plain(&self.returned.lines[*new].text);
            if let Some(at) = left.iter().position(|old| plain(&self.lines[*old].text) == words) {
                moved.push((left.remove(at), *new));
            }
        }
        moved
    }

    /// The words and figures that had stood in a region: a paragraph that was taken apart or put together has its own from there.
    fn spans_around(&self, region: &[Pair], moved: &[(usize, usize)]) -> Vec<Span> {
        let olds = region.iter().filter_map(|pair| match pair {
            Pair::Old(old) if moved.iter().any(|(from, _)| from == old) => None,
            Pair::Old(old) | Pair::Both(old, _) => Some(*old),
            Pair::New(_) => None,
        });
        let passages = olds.filter_map(|old| match self.lines[old].of {
            Of::Passage(place) => Some(self.base.passages[place].spans()),
            _ => None,
        });
        passages.flatten().collect()
    }

    fn change(&mut self, old: usize, new: usize, around: Option<&[Span]>) {
        let lines = self.lines;
        let line = &lines[old];
        let text = one_line(&self.returned.lines[new].text);
        let refused = |note: &str| Change {
            taken: TakenAs::NotTaken,
            before: line.text.clone(),
            after: text.clone(),
            note: note.to_owned(),
            by_hand: Vec::new(),
        };
        let change = match line.of {
            Of::Fixed(note) => refused(note),
            Of::Salutation => refused("主送机关由数据生成，不接收"),
            Of::Chart(_) => refused(CHART),
            Of::Passage(place) => match self.now[place] {
                None => refused(ELSEWHERE),
                Some(_) if text.chars().count() > LONGEST => {
                    refused(&format!("一段不能超过{LONGEST}字，请分成几段"))
                }
                Some(now) => {
                    let base = &self.base.passages[place];
                    let own = base.spans();
                    let known = base.hand_numbers();
                    let edited = self.written(around.unwrap_or(&own), &text, base.level(), known);
                    let change = Change {
                        taken: TakenAs::Edited,
                        before: line.text.clone(),
                        after: text,
                        note: String::new(),
                        by_hand: unexplained(&edited.hand),
                    };
                    let generated = self.current.passages[now].generated.clone();
                    let is_as_generated = generated
                        .as_ref()
                        .is_some_and(|block| super::passage::spans_of(block) == edited.spans);
                    let edited = Edited {
                        base: generated.clone(),
                        ..edited
                    };
                    let passage = Passage {
                        generated,
                        edited: (!is_as_generated).then_some(edited),
                    };
                    self.changed.insert(now, passage);
                    change
                }
            },
        };
        self.changes.push(change);
    }

    fn remove(&mut self, old: usize) {
        let lines = self.lines;
        let line = &lines[old];
        let (taken, note) = match line.of {
            Of::Fixed(note) => (TakenAs::NotTaken, note),
            Of::Salutation => (TakenAs::NotTaken, "主送机关由数据生成，不接收"),
            Of::Passage(place) | Of::Chart(place) => match self.now[place] {
                None => (TakenAs::NotTaken, ELSEWHERE),
                Some(now) => {
                    self.take_out(now);
                    (TakenAs::Removed, "")
                }
            },
        };
        self.changes.push(Change {
            taken,
            before: line.text.clone(),
            after: String::new(),
            note: note.to_owned(),
            by_hand: Vec::new(),
        });
    }

    fn add(&mut self, new: usize, from: Option<usize>, around: &[Span], (anchor, is_in_body): (usize, bool)) {
        let returned = self.returned;
        let line = &returned.lines[new];
        let text = one_line(&line.text);
        let mut change = Change {
            taken: TakenAs::Added,
            before: String::new(),
            after: text.clone(),
            note: String::new(),
            by_hand: Vec::new(),
        };
        if !is_in_body {
            (change.taken, change.note) = (TakenAs::NotTaken, OUTSIDE.to_owned());
        } else if text.chars().count() > LONGEST {
            change.taken = TakenAs::NotTaken;
            change.note = format!("一段不能超过{LONGEST}字，请分成几段");
        } else {
            let moved = from.and_then(|old| match self.lines[old].of {
                Of::Passage(place) => Some(place),
                _ => None,
            });
            let edited = match moved {
                Some(place) => {
                    let passage = &self.base.passages[place];
                    if let Some(now) = self.now[place] {
                        self.take_out(now);
                    }
                    change.taken = TakenAs::Moved;
                    change.before = text;
                    let hand = passage.hand_numbers().to_vec();
                    self.authored(passage.spans(), passage.level(), hand)
                }
                None => self.written(around, &text, line.level, &[]),
            };
            change.by_hand = unexplained(&edited.hand);
            self.added.entry(anchor).or_default().push(Passage {
                generated: None,
                edited: Some(edited),
            });
        }
        self.changes.push(change);
    }

    /// Leaves a passage of the draft of now out.
    fn take_out(&mut self, now: usize) {
        let passage = &self.current.passages[now];
        let removal = Edited {
            base: passage.generated.clone(),
            ..self.authored(Vec::new(), passage.level(), Vec::new())
        };
        let passage = Passage {
            generated: passage.generated.clone(),
            edited: Some(removal),
        };
        self.changed.insert(now, passage);
    }

    /// A text with the figures that it has kept of what it was made from.
    fn written(&self, before: &[Span], text: &str, level: u8, known: &[HandNumber]) -> Edited {
        let hand = numbers_by_hand(before, text, known);
        self.authored(retied(before, text), level, hand)
    }

    fn authored(&self, spans: Vec<Span>, level: u8, hand: Vec<HandNumber>) -> Edited {
        Edited {
            level,
            spans,
            base: None,
            hand,
            author: self.author.clone(),
        }
    }

    /// The draft of now with everything that was taken over.
    fn assembled(mut self) -> Draft {
        let mut passages = self.added.remove(&0).unwrap_or_default();
        for (place, passage) in self.current.passages.iter().enumerate() {
            match self.changed.remove(&place) {
                None => passages.push(passage.clone()),
                // What nobody generates is gone when it is taken out.
                Some(changed) if changed.generated.is_none() && changed.spans().is_empty() => {}
                Some(changed) => passages.push(changed),
            }
            passages.extend(self.added.remove(&(place + 1)).unwrap_or_default());
        }
        Draft { passages }
    }
}

fn unexplained(hand: &[HandNumber]) -> Vec<String> {
    let open = hand.iter().filter(|one| one.reason.is_none());
    open.map(|one| one.number.clone()).collect()
}

#[cfg(test)]
mod tests;
