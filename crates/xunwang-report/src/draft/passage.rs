//! A passage (段落): what was generated, and what a person made of it.

use serde::{Deserialize, Serialize};
use xunwang_domain::circular::CircularFacts;

use super::Author;
use crate::document::{Block, Span};

/// A passage of a draft (段落).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// What is generated from the data now; none where a person wrote it, or where it is not generated any more.
    pub generated: Option<Block>,
    /// What a person made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited: Option<Edited>,
}

/// What a person made of a passage (修改).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edited {
    /// Level of a heading; 0: a paragraph.
    pub level: u8,
    /// Its words and figures; none where it was removed.
    pub spans: Vec<Span>,
    /// What was generated when it was written.
    pub base: Option<Block>,
    /// Numbers that are computed from nothing.
    #[serde(default)]
    pub hand: Vec<HandNumber>,
    /// Who, and when.
    pub author: Author,
}

/// A number that a person wrote (手工数字).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandNumber {
    /// As it stands, e.g. `15` or `94.3%`.
    pub number: String,
    /// Where it comes from, and who says so.
    #[serde(default)]
    pub reason: Option<(String, Author)>,
}

/// How a passage stands (段落状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageState {
    /// 自动生成
    Generated,
    /// 已修改
    Edited,
    /// 人工增写
    Added,
    /// 已删除
    Removed,
    /// 有冲突: what it was made from is generated in other words now.
    Conflict,
}

impl PassageState {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Generated => "自动生成",
            Self::Edited => "已修改",
            Self::Added => "人工增写",
            Self::Removed => "已删除",
            Self::Conflict => "有冲突",
        }
    }
}

impl Edited {
    /// Was the passage removed?
    pub fn is_removal(&self) -> bool {
        self.spans.is_empty()
    }
}

impl Passage {
    pub(super) fn generated(block: Block) -> Self {
        Self {
            generated: Some(block),
            edited: None,
        }
    }

    pub(super) fn blank(author: Author) -> Self {
        Self {
            generated: None,
            edited: Some(Edited {
                level: 0,
                spans: Vec::new(),
                base: None,
                hand: Vec::new(),
                author,
            }),
        }
    }

    /// How it stands.
    pub fn state(&self) -> PassageState {
        let Some(edited) = &self.edited else {
            return PassageState::Generated;
        };
        let is_same = skeleton(edited.base.as_ref()) == skeleton(self.generated.as_ref());
        match () {
            () if !is_same => PassageState::Conflict,
            () if edited.is_removal() => PassageState::Removed,
            () if self.generated.is_none() => PassageState::Added,
            () => PassageState::Edited,
        }
    }

    /// Its words and figures as they will be printed, the figures as they were when they were last computed.
    pub fn spans(&self) -> Vec<Span> {
        match (&self.edited, &self.generated) {
            (Some(edited), _) => edited.spans.clone(),
            (None, Some(block)) => spans_of(block),
            (None, None) => Vec::new(),
        }
    }

    /// Level of a heading; 0: a paragraph.
    pub fn level(&self) -> u8 {
        match (&self.edited, &self.generated) {
            (Some(edited), _) => edited.level,
            (None, Some(Block::Heading { level, .. })) => *level,
            _ => 0,
        }
    }

    /// Is it a chart? Its words are its data; it can be left out, not written over.
    pub fn is_chart(&self) -> bool {
        matches!(self.generated, Some(Block::Chart(_) | Block::Table(_)))
    }

    pub(super) fn is_heading(&self) -> bool {
        self.level() > 0
    }

    /// The numbers in it that are computed from nothing.
    pub fn hand_numbers(&self) -> &[HandNumber] {
        self.edited
            .as_ref()
            .map(|edited| edited.hand.as_slice())
            .unwrap_or_default()
    }

    /// What is printed; nothing where it was removed.
    pub fn block(&self, facts: &CircularFacts) -> Option<Block> {
        let Some(edited) = &self.edited else {
            return self.generated.clone();
        };
        if edited.is_removal() {
            return None;
        }
        let spans = refigured(&edited.spans, facts);
        Some(match edited.level {
            0 => Block::Paragraph(spans),
            level => Block::Heading {
                level,
                text: super::words(&spans),
            },
        })
    }
}

/// The spans of a block; a heading is one of words.
pub(super) fn spans_of(block: &Block) -> Vec<Span> {
    match block {
        Block::Heading { text, .. } => vec![Span::Text(text.clone())],
        Block::Paragraph(spans) => spans.clone(),
        Block::Chart(chart) => vec![Span::Text(format!("（图{} {}）", chart.number, chart.title))],
        Block::Table(inset) => vec![Span::Text(format!("（表{} {}）", inset.number, inset.title))],
    }
}

/// The same spans with every figure computed from these facts.
pub(super) fn refigured(spans: &[Span], facts: &CircularFacts) -> Vec<Span> {
    let anew = |span: &Span| match span {
        Span::Figure(figure) => Span::Figure(figure.source.clone().of(facts)),
        words => words.clone(),
    };
    spans.iter().map(anew).collect()
}

/// The words of a block with the sources of its figures instead of their values: equal where only numbers changed.
pub(super) fn skeleton(block: Option<&Block>) -> Option<String> {
    let spans = spans_of(block?);
    let part = |span: &Span| match span {
        Span::Figure(figure) => format!("\u{1}{}\u{2}", figure.source),
        Span::Text(words) => words.clone(),
    };
    Some(spans.iter().map(part).collect())
}

/// The same of a passage as it stands, with what kind it is.
pub(super) fn skeleton_of(passage: &Passage) -> (u8, bool, String) {
    let block = Block::Paragraph(passage.spans());
    let words = skeleton(Some(&block)).unwrap_or_default();
    (passage.level(), passage.is_chart(), words)
}
