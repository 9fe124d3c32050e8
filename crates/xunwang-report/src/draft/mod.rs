//! The officer's draft of a document (起草): what is generated and what people made of it, kept apart.
//!
//! A draft is a list of passages. Generated again from other data, each passage is found again by its words; what people wrote
//! stays, the figures in it are computed anew, and where the words that it was made from have changed, that is a conflict which a
//! person settles.

mod align;
mod passage;
mod retie;
mod returned;

pub use passage::{Edited, HandNumber, Passage, PassageState};
pub use returned::{Change, Returned, ReturnedLine, TakenAs, TakenBack};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use xunwang_domain::circular::CircularFacts;

use crate::document::{Block, Document, Span};
use align::align;
pub(crate) use align::{Pair, align_by};
use retie::{numbers_by_hand, retied};

/// A draft (草稿).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Its passages, in the order in which they are printed.
    pub passages: Vec<Passage>,
}

/// Who changed a passage, and when (修改人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What keeps a draft from being issued (起草未决).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFault {
    /// Which passage, from 0; none for the document as a whole.
    pub passage: Option<usize>,
    /// What it is, a Chinese sentence that says what to do.
    pub message: String,
}

/// Why a change of the draft is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// There is no such passage.
    #[error("没有这一段，草稿可能刚被别人修改；请重新打开本页")]
    NoPassage,
    /// Too long.
    #[error("一段不能超过{0}字")]
    TooLong(usize),
    /// A chart.
    #[error("图由数据画成，不能改写；不要时请删除")]
    Chart,
    /// A heading without words.
    #[error("标题不能为空；不要这一节时请删除该段")]
    EmptyHeading,
    /// There is no such number.
    #[error("这一段里没有手工填写的“{0}”，请重新打开本页")]
    NoNumber(String),
    /// No reason.
    #[error("请写明这个数字的来源，例如：据某某部门来函")]
    NoReason,
}

/// Characters of a passage at most.
pub const LONGEST: usize = 5000;

impl Draft {
    /// The draft as it was generated, with nothing changed by anybody.
    pub fn new(generated: &Document) -> Self {
        let passages = generated.blocks.iter().cloned().map(Passage::generated);
        Self {
            passages: passages.collect(),
        }
    }

    /// Takes over what was generated anew; what people wrote stays, and is in conflict where its words have changed.
    pub fn regenerate(&mut self, generated: &Document) {
        let before = std::mem::take(&mut self.passages);
        let old: Vec<Option<&Block>> = before.iter().map(|passage| passage.generated.as_ref()).collect();
        let pairs = align(&old, &generated.blocks);
        for pair in pairs {
            match pair {
                Pair::New(new) => self
                    .passages
                    .push(Passage::generated(generated.blocks[new].clone())),
                Pair::Both(old, new) => self.passages.push(Passage {
                    generated: Some(generated.blocks[new].clone()),
                    edited: before[old].edited.clone(),
                }),
                // What is not generated any more goes, unless somebody wrote it or worked on it.
                Pair::Old(old) => {
                    let passage = &before[old];
                    if passage.edited.as_ref().is_some_and(|edited| !edited.is_removal()) {
                        self.passages.push(Passage {
                            generated: None,
                            edited: passage.edited.clone(),
                        });
                    }
                }
            }
        }
    }

    /// Replaces the words of a passage. Figures that stay where they were keep what they are computed from.
    ///
    /// # Errors
    /// There is no such passage, or the text cannot be one.
    pub fn edit(&mut self, place: usize, text: &str, author: Author) -> Result<(), DraftError> {
        let text = one_line(text);
        if text.chars().count() > LONGEST {
            return Err(DraftError::TooLong(LONGEST));
        }
        let passage = self.passages.get_mut(place).ok_or(DraftError::NoPassage)?;
        if passage.is_chart() {
            return Err(DraftError::Chart);
        }
        let before = passage.spans();
        if passage.is_heading() && text.is_empty() {
            return Err(DraftError::EmptyHeading);
        }
        let level = passage.level();
        let spans = retied(&before, &text);
        let hand = numbers_by_hand(&before, &text, passage.hand_numbers());
        let base = passage.generated.clone();
        let is_as_generated = base
            .as_ref()
            .is_some_and(|block| passage::spans_of(block) == spans.as_slice());
        passage.edited = (!is_as_generated).then_some(Edited {
            level,
            spans,
            base,
            hand,
            author,
        });
        Ok(())
    }

    /// Puts a new passage behind one.
    ///
    /// # Errors
    /// There is no such passage, or the text cannot be one.
    pub fn insert_after(&mut self, place: usize, text: &str, author: Author) -> Result<(), DraftError> {
        if place >= self.passages.len() {
            return Err(DraftError::NoPassage);
        }
        let mut edited = Self {
            passages: vec![Passage::blank(author.clone())],
        };
        edited.edit(0, text, author)?;
        self.passages.splice(place + 1..place + 1, edited.passages);
        Ok(())
    }

    /// Leaves a passage out.
    ///
    /// # Errors
    /// There is no such passage.
    pub fn remove(&mut self, place: usize, author: Author) -> Result<(), DraftError> {
        let passage = self.passages.get_mut(place).ok_or(DraftError::NoPassage)?;
        match &passage.generated {
            None => {
                self.passages.remove(place);
            }
            Some(base) => {
                passage.edited = Some(Edited {
                    level: passage.level(),
                    spans: Vec::new(),
                    base: Some(base.clone()),
                    hand: Vec::new(),
                    author,
                });
            }
        }
        Ok(())
    }

    /// Takes back what people made of a passage: it is as generated; one that nobody generates is gone.
    ///
    /// # Errors
    /// There is no such passage.
    pub fn reset(&mut self, place: usize) -> Result<(), DraftError> {
        let passage = self.passages.get_mut(place).ok_or(DraftError::NoPassage)?;
        passage.edited = None;
        if passage.generated.is_none() {
            self.passages.remove(place);
        }
        Ok(())
    }

    /// Keeps what people wrote although other words are generated now: the conflict is settled.
    ///
    /// # Errors
    /// There is no such passage.
    pub fn keep(&mut self, place: usize, author: Author) -> Result<(), DraftError> {
        let passage = self.passages.get_mut(place).ok_or(DraftError::NoPassage)?;
        if let Some(edited) = &mut passage.edited {
            edited.base.clone_from(&passage.generated);
            edited.author = author;
        }
        Ok(())
    }

    /// Says where a number comes from that was written by hand.
    ///
    /// # Errors
    /// There is no such passage or number, or no reason.
    pub fn explain(
        &mut self,
        place: usize,
        number: &str,
        reason: &str,
        author: Author,
    ) -> Result<(), DraftError> {
        let reason = one_line(reason);
        if reason.is_empty() {
            return Err(DraftError::NoReason);
        }
        let passage = self.passages.get_mut(place).ok_or(DraftError::NoPassage)?;
        let hand = passage.edited.as_mut().map(|edited| &mut edited.hand);
        let mut found = hand
            .into_iter()
            .flatten()
            .filter(|one| one.number == number)
            .peekable();
        if found.peek().is_none() {
            return Err(DraftError::NoNumber(number.to_owned()));
        }
        found.for_each(|one| one.reason = Some((reason.clone(), author.clone())));
        Ok(())
    }

    /// The document with what people made of it; every figure computed from these facts.
    pub fn document(&self, generated: &Document, facts: &CircularFacts) -> Document {
        let blocks = self.passages.iter().filter_map(|passage| passage.block(facts));
        Document {
            blocks: blocks.collect(),
            ..generated.clone()
        }
    }

    /// What keeps it from being issued: conflicts, numbers written by hand without a reason.
    pub fn faults(&self) -> Vec<DraftFault> {
        let mut faults = Vec::new();
        for (place, passage) in self.passages.iter().enumerate() {
            let mut fault = |message: String| {
                faults.push(DraftFault {
                    passage: Some(place),
                    message,
                });
            };
            if passage.state() == PassageState::Conflict {
                fault("数据变化后自动生成的文字与修改时不同，请逐段选定".to_owned());
            }
            for one in passage.hand_numbers().iter().filter(|one| one.reason.is_none()) {
                fault(format!(
                    "“{}”是手工填写的，不随数据计算；请写明来源，或改回原数",
                    one.number
                ));
            }
        }
        faults
    }
}

/// What a person typed, as one paragraph: white space at the ends and line breaks go.
fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|letter| !letter.is_control() || *letter == '\n')
        .collect();
    text.lines().map(str::trim).collect()
}

/// The words of spans (文字).
pub(crate) fn words(spans: &[Span]) -> String {
    spans.iter().map(Span::shown).collect()
}

#[cfg(test)]
mod tests;
