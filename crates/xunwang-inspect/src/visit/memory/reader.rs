//! Reads the memory file that an earlier round left of a site (读取网页记忆).

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;
use xunwang_domain::exchange::Validators;
use xunwang_domain::facts::{PageFacts, PageKind};
use xunwang_extract::{facts_from_bytes, facts_version, is_same_page};
use xunwang_ports::EvidenceStore;

use super::ahead::ReadAhead;
use super::links::{KeptPage, Words};
use super::row::{FileRow, HEAD, PageRow, Row, is_cut, number_of, read, version_of};
use crate::visit::link_table::MOST_LINKS;
use crate::visit::texts::PageTexts;

/// As much of the file is read at a time.
const WINDOW: u64 = 1 << 20;
/// As long is the record that refers to one taken over, and is written behind it.
const REFERENCE: usize = 1 << 10;
/// As many selectors are taken over; where there are more, all is read and numbered anew.
const MOST_SELECTORS: usize = 1 << 16;
/// The longest that facts may be once unpacked.
const LONGEST_FACTS: u32 = 64 << 20;

/// What an earlier round kept of a site (网站记忆): an index in memory, some 30 bytes a page; the rest stays in the file.
pub(crate) struct SiteMemory {
    evidence: Arc<dyn EvidenceStore>,
    file: String,
    home: Url,
    rows: ReadAhead,
    /// The evidence file of that round.
    records: ReadAhead,
    /// Are its facts those that this version of the extractor would give, for the same origin?
    is_of_this_version: bool,
    templates: Vec<Arc<Vec<u8>>>,
    /// What the numbers of links stand for.
    words: Words,
    /// Where the rows of the pages stand, by the number of the address as linked.
    pages: FxHashMap<u64, (u64, u32)>,
    /// Where the rows of the files to download stand, likewise.
    files: FxHashMap<u64, (u64, u32)>,
    /// Numbers of the addresses that answered, where others than those.
    answered: FxHashSet<u64>,
    /// Digests of the articles' texts.
    texts: FxHashSet<u64>,
    /// The day of that round where it saw the whole site.
    saw_all_on: Option<NaiveDate>,
}

/// A page as an earlier round knew it (记忆中的网页).
pub(crate) struct Remembered {
    pub(crate) row: PageRow,
    bytes: Vec<u8>,
    packed_from: usize,
    template: Arc<Vec<u8>>,
}

impl SiteMemory {
    /// Reads the index; what cannot be read is not remembered.
    pub(crate) async fn load(
        evidence: Arc<dyn EvidenceStore>,
        file: String,
        evidence_file: String,
        home: Url,
        saw_all_on: Option<NaiveDate>,
    ) -> Self {
        let mut memory = Self {
            home,
            is_of_this_version: false,
            templates: Vec::new(),
            words: Words::default(),
            pages: FxHashMap::default(),
            files: FxHashMap::default(),
            answered: FxHashSet::default(),
            texts: FxHashSet::default(),
            saw_all_on,
            rows: ReadAhead::new(Arc::clone(&evidence), file.clone()),
            records: ReadAhead::new(Arc::clone(&evidence), evidence_file),
            evidence,
            file,
        };
        let (evidence, file) = (Arc::clone(&memory.evidence), memory.file.clone());
        let version = scan(&*evidence, &file, |offset, length, row| {
            memory.index(offset, length, row)
        })
        .await;
        let words = &memory.words;
        memory.is_of_this_version = version == Some(facts_version())
            && words.origin == memory.home.origin().ascii_serialization()
            && words.links.len() <= MOST_LINKS
            && words.selectors.len() <= MOST_SELECTORS;
        if version.is_none() {
            memory.saw_all_on = None;
        }
        memory
    }

    fn index(&mut self, offset: u64, length: usize, row: Row<'_>) {
        let (row, is_page) = match row {
            Row::Template(plain) => return self.templates.push(Arc::new(plain.to_vec())),
            Row::Page(row, _) => (row, true),
            Row::Gone(row) => (row, false),
            Row::Words(words) => return self.words.extend(&words),
            Row::File(row) => {
                self.files.insert(number_of(&row.url), (offset, length as u32));
                return;
            }
        };
        if is_page {
            self.pages.insert(number_of(&row.url), (offset, length as u32));
            self.answered.extend(row.answered.as_deref().map(number_of));
        }
        self.texts
            .extend(row.sight.as_ref().map(|sight| sight.sketch.digest));
    }

    /// What is remembered of an address. The home page is always read: the whole visit begins with it, and what is
    /// remembered of an article would not do for it.
    pub(crate) async fn page(&self, url: &Url) -> Option<Remembered> {
        let &(offset, length) = self.pages.get(&number_of(url.as_str()))?;
        if is_same_page(url, &self.home) {
            return None;
        }
        let bytes = self.rows.read(offset, u64::from(length), 0).await?;
        let (row, packed_from) = match read(&bytes)? {
            (Row::Page(row, packed), end) => (row, end - packed.len()),
            _ => return None,
        };
        let template = match (row.template as usize).checked_sub(1) {
            Some(index) => Arc::clone(self.templates.get(index)?),
            None => Arc::default(),
        };
        (row.url == url.as_str()).then_some(Remembered {
            row: *row,
            bytes,
            packed_from,
            template,
        })
    }

    /// What the numbers of links stand for; `None` where they are of no use.
    pub(crate) fn words(&self) -> Option<&Words> {
        self.is_of_this_version.then_some(&self.words)
    }

    /// What that round read in the file to download at an address.
    pub(crate) async fn file(&self, url: &str) -> Option<FileRow> {
        let &(offset, length) = self.files.get(&number_of(url))?;
        let bytes = self.rows.read(offset, u64::from(length), 0).await?;
        match read(&bytes)? {
            (Row::File(row), _) if row.url == url => Some(*row),
            _ => None,
        }
    }

    /// Are facts of that round as good as those of this one?
    pub(crate) fn is_of_this_version(&self) -> bool {
        self.is_of_this_version
    }

    /// The day on which that round saw the whole site and neither these addresses nor this text; `None` where it saw one
    /// of them, or may have missed it.
    pub(crate) fn absent_on(&self, addresses: [&str; 2], text: u64) -> Option<NaiveDate> {
        let day = self.saw_all_on.filter(|_| self.is_of_this_version)?;
        let is_known = addresses.iter().any(|address| {
            let number = number_of(address);
            self.pages.contains_key(&number) || self.answered.contains(&number)
        });
        (!is_known && !self.texts.contains(&text)).then_some(day)
    }

    /// The packed record of evidence of a page, as that round wrote it.
    pub(crate) async fn evidence_of(&self, row: &PageRow) -> Option<Vec<u8>> {
        let record = row.record?;
        let read = self.records.read(record.offset, record.length, REFERENCE);
        let bytes = read.await?;
        let is_whole = bytes.len() as u64 == record.length && crc32fast::hash(&bytes) == record.check;
        is_whole.then_some(bytes)
    }

    /// Goes through the articles of that round, those that were gone by then included.
    pub(crate) async fn for_each_article(&self, mut each: impl FnMut(PageRow) + Send) {
        if self.texts.is_empty() {
            return;
        }
        let articles = |_, _, row: Row<'_>| match row {
            Row::Page(row, _) | Row::Gone(row) if row.sight.is_some() => each(*row),
            _ => {}
        };
        scan(&*self.evidence, &self.file, articles).await;
    }
}

impl Remembered {
    /// Is it this body, under the same circumstances, and do its facts hold for this monitoring point?
    pub(crate) fn is_same(&self, digest: &[u8; 32], seal: u64, as_of: DateTime<Utc>) -> bool {
        self.row.digest == *digest && self.row.seal == seal && self.holds_for(as_of)
    }

    /// Do its facts hold for this monitoring point?
    pub(crate) fn holds_for(&self, as_of: DateTime<Utc>) -> bool {
        let china = chrono::FixedOffset::east_opt(8 * 3600).expect("a fixed offset within a day");
        let day = as_of.with_timezone(&china).date_naive().num_days_from_ce();
        (self.row.days.0..=self.row.days.1).contains(&day)
    }

    /// The facts of the page at `url`, and its links where these stand apart, in these words; `None` where they cannot be unpacked.
    pub(crate) fn facts(&self, url: &Url, words: &Words) -> Option<(PageFacts, Option<KeptPage>)> {
        if self.row.plain > LONGEST_FACTS {
            return None;
        }
        let length = self.row.plain as usize;
        let plain = lz4_flex::block::decompress_with_dict(self.packed(), length, &self.template).ok()?;
        let (facts, rest) = facts_from_bytes(&plain, url)?;
        if !self.row.links_apart {
            return Some((facts, None));
        }
        let kept: KeptPage = postcard::from_bytes(rest).ok()?;
        kept.is_in(words).then_some((facts, Some(kept)))
    }

    /// What stood wrong in its text, by checks of this version.
    pub(crate) fn texts(&self, version: u64) -> Option<PageTexts> {
        self.row.texts.clone().filter(|texts| texts.version == version)
    }

    /// Its facts as packed.
    pub(super) fn packed(&self) -> &[u8] {
        &self.bytes[self.packed_from..]
    }

    /// What they are packed against.
    pub(super) fn template(&self) -> &[u8] {
        &self.template
    }

    /// By what the server may say that nothing has changed. Only of an article that answered at its own address: on lists
    /// the freshness of a channel hangs, and a server that is wrong about them would fail the site.
    pub(crate) fn validators(&self, facts: &PageFacts) -> Option<Validators> {
        let may_be_asked = facts.kind == PageKind::Article && self.row.answered.is_none();
        self.row.validators.clone().filter(|_| may_be_asked)
    }
}

/// Goes through the rows of a file, each with its offset and length, until its end or the first damage; gives the version
/// that the file begins with.
async fn scan(
    evidence: &dyn EvidenceStore,
    file: &str,
    mut each: impl FnMut(u64, usize, Row<'_>) + Send,
) -> Option<u64> {
    let mut offset = HEAD as u64;
    let mut window = WINDOW;
    let version = version_of(&evidence.read(file, 0, HEAD as u64).await.ok()?)?;
    while let Ok(bytes) = evidence.read(file, offset, window).await {
        let mut used = 0;
        while let Some((row, length)) = read(&bytes[used..]) {
            each(offset + used as u64, length, row);
            used += length;
        }
        let is_end = (bytes.len() as u64) < window;
        if is_end || !is_cut(&bytes[used..]) {
            break;
        }
        // A row longer than the window is read in one.
        window = if used == 0 { window * 4 } else { WINDOW };
        offset += used as u64;
    }
    Some(version)
}
