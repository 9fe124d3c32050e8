//! What is doubtful in a lexicon before it goes into force: contradictions, and entries that hit ordinary text.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::{Article, Entry, Lexicon, Matcher, State, clean_text};
use crate::normal::normal_chars;
use crate::words::words;

/// Something doubtful in an entry (词库警告): it can go into force, but somebody should look first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The lexicon's id.
    pub lexicon: String,
    /// The entry's id.
    pub entry: String,
    /// What sort of doubt.
    pub kind: WarningKind,
    /// One Chinese sentence: what is doubtful and what to do.
    pub message: String,
    /// The words or places that the entry would hit, or the forms of the other entry; at most ten.
    pub words: Vec<String>,
}

/// The sorts of doubt (警告类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// 重复: the same wrong form twice.
    Duplicate,
    /// 冲突: the same wrong form with another right form or class.
    Conflict,
    /// 互相矛盾: what one entry calls right another calls wrong.
    Contradiction,
    /// 命中正确写法: the wrong form stands in its own right form.
    InsideRight,
    /// 命中常用词: an ordinary word is hit.
    OrdinaryWord,
    /// 命中干净语料: correct official prose is hit.
    CleanText,
}

/// So many words are named in a warning.
const MOST_WORDS: usize = 10;

/// Looks through lexicons that are to be used together. Withdrawn entries are left out, drafts are not.
pub fn warnings(lexicons: &[Arc<Lexicon>]) -> Vec<Warning> {
    let entries: Vec<(&Lexicon, &Entry)> = lexicons
        .iter()
        .flat_map(|lexicon| lexicon.entries.iter().map(move |entry| (lexicon.as_ref(), entry)))
        .filter(|(_, entry)| entry.state != State::Withdrawn)
        .collect();
    let mut found = against_each_other(&entries);
    found.extend(
        entries
            .iter()
            .filter_map(|(lexicon, entry)| inside_right(lexicon, entry)),
    );
    found.extend(against_text(lexicons));
    found
}

fn warning(
    (lexicon, entry): (&Lexicon, &Entry),
    kind: WarningKind,
    mut words: Vec<String>,
    message: String,
) -> Warning {
    words.truncate(MOST_WORDS);
    Warning {
        lexicon: lexicon.id.clone(),
        entry: entry.id.clone(),
        kind,
        message,
        words,
    }
}

fn against_each_other(entries: &[(&Lexicon, &Entry)]) -> Vec<Warning> {
    let mut by_wrong: BTreeMap<Vec<char>, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (number, &(lexicon, entry)) in entries.iter().enumerate() {
        for wrong in &entry.wrong {
            let Some(first) = by_wrong.insert(normal_chars(wrong), number) else {
                continue;
            };
            let (other_lexicon, other) = entries[first];
            let place = format!("“{}”的词条“{}”", other_lexicon.title, other.id);
            let same = other.right == entry.right && other.class == entry.class;
            let (kind, message) = match same {
                true => (
                    WarningKind::Duplicate,
                    format!("“{wrong}”与{place}重复；请删去其中一条"),
                ),
                false => {
                    let message = format!("“{wrong}”在{place}中的正确写法或类别不同；请统一，后一词库优先");
                    (WarningKind::Conflict, message)
                }
            };
            found.push(warning((lexicon, entry), kind, vec![wrong.clone()], message));
        }
    }
    for &(lexicon, entry) in entries {
        for right in &entry.right {
            if let Some(other) = by_wrong.get(&normal_chars(right)) {
                let (other_lexicon, other) = entries[*other];
                let message = format!(
                    "正确写法“{right}”在“{}”的词条“{}”中是错误写法；请改正其中一条",
                    other_lexicon.title, other.id
                );
                found.push(warning(
                    (lexicon, entry),
                    WarningKind::Contradiction,
                    vec![right.clone()],
                    message,
                ));
            }
        }
    }
    found
}

fn inside_right(lexicon: &Lexicon, entry: &Entry) -> Option<Warning> {
    let article = Article::checked_on(chrono::NaiveDate::MIN);
    let alone = Lexicon {
        entries: vec![Entry {
            state: State::InForce,
            near: Vec::new(),
            ..entry.clone()
        }],
        ..bare(lexicon)
    };
    let holds = |right: &&String| {
        entry
            .wrong
            .iter()
            .any(|wrong| contains(&normal_chars(right), &normal_chars(wrong)))
    };
    let held: Vec<&String> = entry.right.iter().filter(holds).collect();
    if held.is_empty() {
        return None;
    }
    let matcher = Matcher::compile([Arc::new(alone)]);
    let hit: Vec<String> = held
        .into_iter()
        .filter(|right| !matcher.scan(right, &article).is_empty())
        .cloned()
        .collect();
    let right = hit.first()?;
    let message = format!("错误写法是正确写法“{right}”的一部分，写对了也会命中；请把它填入“除非出现在”");
    Some(warning((lexicon, entry), WarningKind::InsideRight, hit, message))
}

fn contains(text: &[char], part: &[char]) -> bool {
    !part.is_empty() && text.windows(part.len()).any(|there| there == part)
}

fn bare(lexicon: &Lexicon) -> Lexicon {
    Lexicon {
        id: lexicon.id.clone(),
        version: String::new(),
        title: String::new(),
        entries: Vec::new(),
    }
}

/// Runs the entries over all ordinary words and over clean official prose, as if each stood in force.
fn against_text(lexicons: &[Arc<Lexicon>]) -> Vec<Warning> {
    let matcher = Matcher::compile_with_drafts(lexicons.iter().cloned());
    let article = Article::checked_on(chrono::NaiveDate::MIN);
    let mut words_hit: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let list = words()
        .iter()
        .filter(|word| word.len() > 3)
        .collect::<Vec<_>>()
        .join("\n");
    for found in matcher.scan(&list, &article) {
        let start = list[..found.hit.span.start].rfind('\n').map_or(0, |at| at + 1);
        let word = list[start..].lines().next().unwrap_or_default();
        words_hit
            .entry(found.hit.basis)
            .or_default()
            .push(word.to_owned());
    }
    let mut places_hit: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for found in matcher.scan(clean_text(), &article) {
        places_hit
            .entry(found.hit.basis)
            .or_default()
            .push(around(clean_text(), &found.hit.span));
    }
    let mut all = Vec::new();
    for lexicon in lexicons {
        for entry in &lexicon.entries {
            let basis = format!("lexicon:{}/{}", lexicon.id, entry.id);
            if let Some(words) = words_hit.remove(&basis) {
                let message =
                    "会命中常用词；请改用更长的写法、加上下文条件，或把这些词填入“除非出现在”".to_owned();
                all.push(warning(
                    (lexicon, entry),
                    WarningKind::OrdinaryWord,
                    words,
                    message,
                ));
            }
            if let Some(places) = places_hit.remove(&basis) {
                let message = format!(
                    "会命中正确的公文（法律文本中{}处）；请加上下文条件或停用",
                    places.len()
                );
                all.push(warning((lexicon, entry), WarningKind::CleanText, places, message));
            }
        }
    }
    all
}

/// The hit with eight characters on each side.
fn around(text: &str, span: &std::ops::Range<usize>) -> String {
    let start = text[..span.start]
        .char_indices()
        .rev()
        .take(8)
        .last()
        .map_or(span.start, |(at, _)| at);
    let end = text[span.end..]
        .char_indices()
        .nth(8)
        .map_or(text.len(), |(at, _)| span.end + at);
    text[start..end].replace('\n', " ")
}
