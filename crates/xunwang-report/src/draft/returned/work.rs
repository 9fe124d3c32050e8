//! Taking over (逐处接收): what becomes of each line of a returned text, region by region.

use std::collections::BTreeMap;

use super::super::align::Pair;
use super::super::retie::{numbers_by_hand, retied};
use super::super::{Author, Draft, Edited, HandNumber, LONGEST, Passage, one_line};
use super::lines::{Line, Of, plain};
use super::{Change, Returned, TakenAs};
use crate::document::Span;

pub(super) struct Work<'a> {
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

impl<'a> Work<'a> {
    pub(super) fn new(
        (current, base): (&'a Draft, &'a Draft),
        (lines, returned): (&'a [Line], &'a Returned),
        now: Vec<Option<usize>>,
        author: &'a Author,
    ) -> Self {
        Self {
            now,
            base,
            current,
            author,
            lines,
            returned,
            changed: BTreeMap::new(),
            added: BTreeMap::new(),
            changes: Vec::new(),
        }
    }

    /// The draft with what is taken over, and all that was changed.
    pub(super) fn done(mut self, pairs: &[Pair]) -> (Draft, Vec<Change>) {
        self.all(pairs);
        let changes = std::mem::take(&mut self.changes);
        (self.assembled(), changes)
    }

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
                        .is_some_and(|block| super::super::passage::spans_of(block) == edited.spans);
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
