//! Which known document an article reprints (识别转载).

use super::register::Source;
use crate::near::{NearIndex, Signature};

/// Known documents with their signatures (原文索引).
#[derive(Clone, Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
    titles: Vec<String>,
    index: NearIndex,
}

/// The document that an article reprints (转载来源). Shares are estimates; [`compare()`](super::compare()) settles the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recognised<'s> {
    /// The document.
    pub source: &'s Source,
    /// Share of the document that stands in the article, 0 to 1.
    pub of_source: f32,
    /// Share of the article that stands in the document.
    pub of_article: f32,
    /// Does the article's title name the document?
    pub titled: bool,
    /// A later edition of the same document, by title and date: the article should reprint that.
    pub newer: Option<&'s Source>,
}

/// A document of which half stands in an article is reprinted.
const HALF: f32 = 0.5;
/// An article that names it may hold less of it; one that has nearly nothing else holds a part.
const LEAST_TITLED: f32 = 0.15;
const NEARLY_ALL: f32 = 0.7;
/// Letters of a title that says which document is meant.
const LEAST_TITLE: usize = 6;

impl Sources {
    /// Adds a document with its text (收入原文).
    pub fn insert(&mut self, source: Source, text: &str) {
        self.index.insert(self.sources.len() as u64, &Signature::of(text));
        self.titles.push(bare(&source.title));
        self.sources.push(source);
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Is there no document?
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// The document that an article reprints (识别), if any: the one with most in common. An article that cites a sentence
    /// reprints nothing.
    pub fn recognise(&self, title: &str, text: &str) -> Option<Recognised<'_>> {
        let title = bare(title);
        let found = self
            .index
            .query(&Signature::of(text))
            .into_iter()
            .filter_map(|near| {
                let at = usize::try_from(near.id).ok()?;
                let source = self.sources.get(at)?;
                let own = self.titles.get(at)?;
                let titled = own.chars().count() >= LEAST_TITLE && title.contains(own.as_str());
                let (of_source, of_article) = (near.contains, near.contained);
                let is_reprint =
                    of_source >= HALF || titled && of_source >= LEAST_TITLED || of_article >= NEARLY_ALL;
                is_reprint.then_some(Recognised {
                    source,
                    of_source,
                    of_article,
                    titled,
                    newer: None,
                })
            });
        let weight =
            |found: &Recognised| found.of_source + found.of_article + if found.titled { 0.1 } else { 0.0 };
        let best = found.max_by(|one, other| {
            weight(one)
                .total_cmp(&weight(other))
                .then(one.source.date.cmp(&other.source.date))
        })?;
        Some(Recognised {
            newer: self.newer(best.source),
            ..best
        })
    }

    /// The latest document of the same title that is later.
    fn newer(&self, source: &Source) -> Option<&Source> {
        let title = bare(&source.title);
        let same = self
            .sources
            .iter()
            .zip(&self.titles)
            .filter(|(_, own)| **own == title)
            .map(|(source, _)| source);
        same.filter(|other| other.date > source.date && source.date.is_some())
            .max_by_key(|other| other.date)
    }
}

/// A title without marks and without 中华人民共和国, which is often left out.
fn bare(title: &str) -> String {
    let title = title.replace("中华人民共和国", "");
    let title = title.split(['（', '(']).next().unwrap_or_default();
    title.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(of: &str, articles: u32, term: u32) -> String {
        (1..=articles)
            .map(|n| {
                format!(
                    "第{n}条　{of}主管部门应当在{}日内办理第{}类事项，并向社会公布{of}名录第{n}号。\n",
                    n + term,
                    n * 7
                )
            })
            .collect()
    }

    fn source(id: &str, title: &str, year: i32) -> Source {
        let date = chrono::NaiveDate::from_ymd_opt(year, 1, 1);
        Source {
            id: id.to_string(),
            title: title.to_string(),
            address: String::new(),
            file: String::new(),
            date,
            edition: String::new(),
        }
    }

    #[test]
    fn the_document_is_recognised_whole_cut_and_in_an_older_edition() {
        let mut sources = Sources::default();
        sources.insert(source("old", "示例省河道保护条例", 2015), &text("河道", 40, 3));
        sources.insert(source("new", "示例省河道保护条例", 2020), &text("河道", 40, 5));
        sources.insert(source("air", "示例省气象设施条例", 2019), &text("气象", 40, 9));
        let ids = |title: &str, text: &str| {
            sources
                .recognise(title, text)
                .map(|found| (found.source.id.clone(), found.newer.map(|newer| newer.id.clone())))
        };
        let new = text("河道", 40, 5);
        assert_eq!(
            ids("转载：示例省河道保护条例（2020年修正）", &new),
            Some(("new".into(), None))
        );
        assert_eq!(
            ids("", &text("河道", 40, 3)),
            Some(("old".into(), Some("new".into())))
        );
        let cut: String = new.lines().take(25).map(|line| format!("{line}\n")).collect();
        assert_eq!(ids("河道保护条例", &cut), Some(("new".into(), None)));
        let around = format!("{}\n{}", text("教育", 30, 1), text("气象", 40, 9));
        assert_eq!(ids("法规汇编", &around), Some(("air".into(), None)));
        let cited = format!("{}{}", text("卫生", 40, 2), text("气象", 1, 9));
        assert_eq!(ids("卫生条例", &cited), None);
    }
}
