//! The checks of a round, ready for its pages and files (网页文字检查).

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;
use xunwang_domain::facts::{PageFacts, PageRegion};
use xunwang_domain::finding::RuleCode;
use xunwang_domain::reading::Reading;
use xunwang_domain::texts::{HitClass, TextDetail, TextHit};
use xunwang_extract::facts_version;
use xunwang_office::{Kind, Paper};
use xunwang_text::lexicon::Article;
use xunwang_text::typo::STATISTICAL;
use xunwang_text::{Checks, Hit, engine_version};

use super::excerpt::{excerpt, hidden, mark, shortened};
use super::{Originals, TextBasis};

/// Hits of a page or file that are kept.
const MOST_HITS: usize = 100;
/// Less certain hits are left to `xunwang proof`: an inspection must not bury an office in doubts.
const LEAST_SCORE: f32 = 0.5;
/// Checks of form that hold for a cut title as well as for a paragraph.
const ANYWHERE: [&str; 2] = ["form:placeholder", "form:mojibake"];

const CLASSES: [HitClass; 7] = [
    HitClass::Misstatement,
    HitClass::Wording,
    HitClass::Typo,
    HitClass::Form,
    HitClass::Privacy,
    HitClass::Spam,
    HitClass::Reprint,
];

/// The checks of a round (文字检查), made ready once for all its pages.
#[derive(Debug)]
pub struct TextChecks {
    checks: Arc<Checks>,
    today: NaiveDate,
    /// The classes whose rules are wanted.
    classes: Vec<HitClass>,
    /// The documents with which reprints are compared.
    originals: Arc<Originals>,
    /// What each lexicon is called, by its id.
    lexicons: HashMap<String, String>,
    version: u64,
}

/// What was found in the text of a page or a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageTexts {
    /// Of the checks that found it.
    pub(crate) version: u64,
    pub(crate) hits: Vec<TextHit>,
    /// How many more there are.
    pub(crate) more: u32,
}

impl TextChecks {
    /// Makes the checks ready; `None` where none of their rules is among those wanted, so that nothing is spent on texts.
    pub fn new(
        checks: Arc<Checks>,
        originals: Arc<Originals>,
        basis: &TextBasis,
        today: NaiveDate,
        only: Option<&[RuleCode]>,
    ) -> Option<Self> {
        let classes: Vec<HitClass> = wanted(only).collect();
        if classes.is_empty() {
            return None;
        }
        let lexicons = basis.lexicons.iter();
        Some(Self {
            lexicons: lexicons.map(|part| (part.id.clone(), part.called())).collect(),
            version: version(basis, &classes),
            checks,
            originals,
            today,
            classes,
        })
    }

    /// Is one of their rules among those wanted?
    pub fn are_wanted(only: Option<&[RuleCode]>) -> bool {
        wanted(only).next().is_some()
    }

    /// Would a mistake be found in these words, as an earlier round found it by this basis? Of other bases than lexicons and
    /// the statistical check, yes: they have not changed.
    pub(crate) fn would_find(&self, class: HitClass, basis: &str, excerpt: &str) -> bool {
        if !self.classes.contains(&class) {
            return false;
        }
        if basis.starts_with(STATISTICAL) {
            return self.checks.typos.is_some();
        }
        let words = excerpt.replace(['【', '】'], "");
        let in_words = || {
            let hits = self
                .checks
                .lexicons
                .scan(&words, &Article::checked_on(self.today));
            hits.iter().any(|found| found.hit.basis == basis)
        };
        !basis.starts_with("lexicon:") || in_words()
    }

    /// Tells apart what two rounds find in the same text.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Number of documents with which reprints are compared.
    pub(crate) fn originals(&self) -> u64 {
        self.originals.len() as u64
    }

    /// What stands wrong on a page.
    pub(crate) fn of_page(&self, url: &Url, facts: &PageFacts, reading: &Reading) -> PageTexts {
        let date = facts.published.as_ref().map(|published| published.date);
        let mut texts = self.of_text(&reading.text, date, false, |hit| {
            let (region, place) = reading.place_of(hit.span.start);
            let is_prose = region == PageRegion::Body || ANYWHERE.contains(&hit.basis.as_str());
            (hit.class != HitClass::Form || is_prose).then_some((region, place))
        });
        if self.classes.contains(&HitClass::Reprint) && !self.originals.is_empty() {
            texts.hits.extend(self.originals.compared(url, facts));
        }
        texts
    }

    /// What stands wrong in a post of an account.
    pub fn of_post(&self, text: &str, date: NaiveDate) -> Vec<TextHit> {
        let anywhere = |_: &Hit| Some((PageRegion::Body, String::new()));
        self.of_text(text, Some(date), false, anywhere).hits
    }

    /// What stands wrong in a file.
    pub(crate) fn of_paper(&self, paper: &Paper) -> PageTexts {
        self.of_text(&paper.text, None, true, |hit| {
            let place = paper.place_of(hit.span.start);
            let place = place.map(ToString::to_string).unwrap_or_default();
            // The lines of other files are those of the paper, not of the author.
            let is_prose = paper.kind == Kind::Docx;
            (hit.class != HitClass::Form || is_prose).then_some((PageRegion::Body, place))
        })
    }

    fn of_text(
        &self,
        text: &str,
        date: Option<NaiveDate>,
        in_file: bool,
        place_of: impl Fn(&Hit) -> Option<(PageRegion, String)>,
    ) -> PageTexts {
        let article = Article {
            date,
            ..Article::checked_on(self.today)
        };
        let mut texts = PageTexts {
            version: self.version,
            ..PageTexts::default()
        };
        let mut personal: HashMap<String, (usize, u32)> = HashMap::new();
        for found in self.checks.check(text, &article) {
            let hit = &found.hit;
            // Proposals of the statistical check have a scale of their own, and a threshold behind them.
            let is_sure = hit.score >= LEAST_SCORE || hit.basis.starts_with(STATISTICAL);
            if !is_sure || found.allowed.is_some() || !self.classes.contains(&hit.class) {
                continue;
            }
            let Some((region, place)) = place_of(hit) else {
                continue;
            };
            // A list of three hundred people is one mistake of each sort, not three hundred.
            if hit.class == HitClass::Privacy
                && let Some((_, count)) = personal.get_mut(&hit.basis)
            {
                *count += 1;
                continue;
            }
            if texts.hits.len() >= MOST_HITS {
                texts.more += 1;
                continue;
            }
            if hit.class == HitClass::Privacy {
                personal.insert(hit.basis.clone(), (texts.hits.len(), 1));
            }
            texts.hits.push(TextHit {
                mark: mark(text, hit, in_file),
                detail: self.detail(hit),
                message: message(hit),
                excerpt: excerpt(text, hit),
                region,
                place,
            });
        }
        for (index, count) in personal.into_values().filter(|(_, count)| *count > 1) {
            let message = &mut texts.hits[index].message;
            *message = message.replacen("），", &format!("）等{count}个，"), 1);
        }
        texts
    }

    fn detail(&self, hit: &Hit) -> TextDetail {
        let shown = |text: &String| match hit.class {
            HitClass::Privacy => text.clone(),
            _ => shortened(&hidden(text)),
        };
        TextDetail {
            class: hit.class,
            wrong: shown(&hit.wrong),
            right: hit.right.iter().map(shown).collect(),
            basis: hit.basis.clone(),
            source: self.source(&hit.basis),
        }
    }

    /// What a basis is in words.
    fn source(&self, basis: &str) -> String {
        let (kind, rest) = basis.split_once(':').unwrap_or((basis, ""));
        match kind {
            "lexicon" => {
                let id = rest.split('/').next().unwrap_or(rest);
                let called = self.lexicons.get(id).cloned().unwrap_or_else(|| id.to_owned());
                format!("词库{called}")
            }
            "form" => "格式检查".to_owned(),
            "privacy" => "个人信息检查".to_owned(),
            "typo" => "语言模型".to_owned(),
            _ => "姓名职务词典".to_owned(),
        }
    }
}

fn wanted(only: Option<&[RuleCode]>) -> impl Iterator<Item = HitClass> {
    let is_wanted =
        move |class: &HitClass| only.is_none_or(|codes| codes.iter().any(|code| code.0 == class.rule()));
    CLASSES.into_iter().filter(is_wanted)
}

/// Of a hit that spans much the message may quote much, personal data included.
fn message(hit: &Hit) -> String {
    let message = hit.message.trim_end_matches(['。', '.']);
    match hit.class {
        HitClass::Privacy => message.to_owned(),
        _ => hidden(message),
    }
}

fn version(basis: &TextBasis, classes: &[HitClass]) -> u64 {
    use std::hash::Hasher as _;
    let mut hash = rustc_hash::FxHasher::default();
    hash.write_u64(engine_version());
    hash.write_u64(facts_version());
    hash.write(serde_json::to_string(basis).unwrap_or_default().as_bytes());
    hash.write(format!("{classes:?}").as_bytes());
    hash.finish()
}
