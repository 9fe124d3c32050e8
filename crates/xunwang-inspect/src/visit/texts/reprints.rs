//! Articles of a site that reprint a known document, compared with it (转载比对).

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};
use url::Url;
use xunwang_domain::facts::{PageFacts, PageKind, PageRegion};
use xunwang_domain::finding::normal_address;
use xunwang_domain::texts::{HitClass, TextDetail, TextHit};
use xunwang_text::reprint::{Comparison, Difference, DifferenceKind, Order, Source, Sources, Verdict};

use super::BasisPart;
use super::excerpt::{hidden, shortened};

/// Shorter documents are no reprints worth a word, in characters.
const SHORTEST: usize = 200;
/// Documents and bytes beyond these are not taken.
const MOST_DOCUMENTS: usize = 50_000;
const MOST_BYTES: usize = 512 << 20;
/// A text that holds less of a document cites it.
const LEAST_SHARE: f32 = 0.5;

/// Documents that others reprint (原文), with their texts.
#[derive(Debug, Default)]
pub struct Originals {
    sources: Sources,
    texts: HashMap<String, String>,
    /// Where they stand, so that none is compared with itself.
    addresses: HashMap<String, String>,
    bytes: usize,
    digest: Sha256,
}

impl Originals {
    /// Adds a document (收入原文); `address` is where it was published, if that is known. False where it is too short, or
    /// where there are too many.
    pub fn add(&mut self, title: &str, address: &str, date: Option<chrono::NaiveDate>, text: &str) -> bool {
        let is_long = text.chars().nth(SHORTEST).is_some();
        if !is_long || self.texts.len() >= MOST_DOCUMENTS || self.bytes + text.len() > MOST_BYTES {
            return false;
        }
        self.digest.update(format!("{title}\n{address}\n{text}\n"));
        let id = self.texts.len().to_string();
        if let Ok(url) = Url::parse(address)
            && url.has_host()
        {
            self.addresses.insert(normal_address(&url), id.clone());
        }
        let source = Source {
            id: id.clone(),
            title: title.to_owned(),
            address: address.to_owned(),
            file: String::new(),
            date,
            edition: String::new(),
        };
        self.sources.insert(source, text);
        self.bytes += text.len();
        self.texts.insert(id, text.to_owned());
        true
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// What they are, for the plan.
    pub fn part(&self) -> BasisPart {
        BasisPart {
            id: "originals".to_owned(),
            title: format!("原文{}篇", self.len()),
            version: String::new(),
            sha256: self
                .digest
                .clone()
                .finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        }
    }

    /// What an article lacks of the document that it reprints; `None` where it reprints none, or all of it.
    pub(super) fn compared(&self, url: &Url, facts: &PageFacts) -> Option<TextHit> {
        let text = &facts.text;
        if facts.kind != PageKind::Article || text.chars().nth(SHORTEST).is_none() {
            return None;
        }
        let found = self.sources.recognise(&facts.title, text)?;
        let is_itself = self.addresses.get(&normal_address(url)) == Some(&found.source.id);
        if is_itself || found.of_source < LEAST_SHARE && found.of_article < LEAST_SHARE {
            return None;
        }
        let original = self.texts.get(&found.source.id)?;
        let comparison = Comparison::of(original, text);
        let said = said(&comparison)?;
        let first = comparison.differences.iter().find(|it| is_lack(it));
        let from = match found.source.address.as_str() {
            "" => String::new(),
            address => format!("（{address}）"),
        };
        Some(TextHit {
            mark: mark(url, &found.source.title),
            detail: TextDetail {
                class: HitClass::Reprint,
                wrong: first.map_or_else(String::new, |it| shortened(&hidden(&text[it.local.clone()]))),
                right: first
                    .map(|it| shortened(&hidden(&original[it.source.clone()])))
                    .into_iter()
                    .collect(),
                basis: format!("reprint:{}", found.source.title),
                source: format!("原文《{}》{from}", found.source.title),
            },
            message: format!("转载的《{}》{said}", found.source.title),
            excerpt: first.map_or_else(String::new, |it| {
                hidden(&format!("【{}】{}", it.kind.label(), it.text))
            }),
            region: PageRegion::Body,
            place: String::new(),
        })
    }
}

fn is_lack(difference: &Difference) -> bool {
    matches!(
        difference.kind,
        DifferenceKind::Missing | DifferenceKind::Altered | DifferenceKind::Moved
    )
}

/// What is wrong with a reprint; `None` where nothing is.
fn said(comparison: &Comparison) -> Option<String> {
    match comparison.verdict {
        Verdict::OtherEdition {
            order: Order::Older, ..
        } => Some("是旧版，原文已经修改，请更新".to_owned()),
        Verdict::Incomplete => {
            let count = |kind| comparison.differences.iter().filter(|it| it.kind == kind).count();
            let kinds = [
                DifferenceKind::Missing,
                DifferenceKind::Altered,
                DifferenceKind::Moved,
            ];
            let counts: Vec<String> = kinds
                .into_iter()
                .map(|kind| (kind, count(kind)))
                .filter(|(_, count)| *count > 0)
                .map(|(kind, count)| format!("{}{count}处", kind.label()))
                .collect();
            let first = comparison.differences.iter().find(|it| is_lack(it))?;
            let first = hidden(first.message.trim_end_matches('。'));
            Some(format!("与原文不一致：{}；第一处：{first}", counts.join("、")))
        }
        _ => None,
    }
}

/// An article and a document are one mistake, however much of it is missing.
fn mark(url: &Url, title: &str) -> u64 {
    let digest = Sha256::digest(format!("reprint\n{}\n{title}", normal_address(url)));
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(first)
}
