//! Writes the memory file of a visit (写入网页记忆).

use std::collections::HashMap;

use url::Url;
use xunwang_domain::facts::{PageFacts, PageKind};
use xunwang_extract::{article_to_bytes, facts_to_bytes, facts_version};

use super::links::KeptPage;
use super::reader::Remembered;
use super::row::{FileRow, PageRow, Row, append_head};
use crate::visit::intake::LinkIntake;
use crate::visit::link_table::LinkRows;
use crate::visit::page_links::{NumberedLink, SeenLink};

/// Facts are handed on once so many bytes are together.
const HANDED_ON: usize = 64 << 10;
/// Templates of a site: beyond that, facts are packed by themselves.
const MOST_TEMPLATES: u32 = 16;
/// The longest template; every active visit keeps its own.
const LONGEST_TEMPLATE: usize = 32 << 10;
/// Articles that are no more and are still remembered.
const MOST_GONE: u32 = 50_000;

/// The memory file of a visit, as far as it was not handed on yet.
#[derive(Debug)]
pub(crate) struct MemoryWriter {
    /// What the file begins with, until it is handed on.
    head: Vec<u8>,
    bytes: Vec<u8>,
    templates: Vec<Vec<u8>>,
    /// The template of the pages with one frame and of one kind.
    by_frame: HashMap<(u64, PageKind, bool), u32>,
    /// The numbers that templates of the earlier round have here.
    taken_over: HashMap<u32, u32>,
    /// How many words are written: links and selectors.
    words: (usize, usize),
    gone: u32,
}

impl MemoryWriter {
    pub(crate) fn new() -> Self {
        let mut head = Vec::new();
        append_head(facts_version(), &mut head);
        Self {
            head,
            bytes: Vec::new(),
            templates: Vec::new(),
            by_frame: HashMap::new(),
            taken_over: HashMap::new(),
            words: (0, 0),
            gone: 0,
        }
    }

    /// Keeps a page that was read at `url`, with its links as numbered.
    pub(crate) fn add(
        &mut self,
        mut row: PageRow,
        url: &Url,
        facts: &mut PageFacts,
        links: Vec<NumberedLink>,
    ) {
        // Of an article that answered at its own address nothing else needs its links and lists.
        row.links_apart = facts.kind == PageKind::Article && row.answered.is_none();
        let plain = if row.links_apart {
            let mut own = LinkRows::default();
            for (numbered, link) in links.iter().zip(facts.links.iter()) {
                if numbered.link().is_none() {
                    own.add(&SeenLink::of(&link), "");
                }
            }
            let kept = KeptPage { links, own };
            postcard::to_extend(&kept, article_to_bytes(facts, url))
                .expect("plain values are written to memory")
        } else {
            facts_to_bytes(facts)
        };
        row.plain = plain.len() as u32;
        let key = (facts.frame, facts.kind, row.links_apart);
        row.template = match self.by_frame.get(&key) {
            Some(&number) => number,
            None => {
                // The page itself follows, and packs to nothing.
                let number = self.add_template(&plain);
                self.by_frame.insert(key, number);
                number
            }
        };
        let template = self.template(row.template);
        let packed = lz4_flex::block::compress_with_dict(&plain, template);
        Row::Page(Box::new(row), &packed).append(&mut self.bytes);
    }

    /// Keeps a page that was not read, as it was remembered; `row` says what is new about it.
    pub(crate) fn add_again(&mut self, mut row: PageRow, remembered: &Remembered) {
        row.links_apart = remembered.row.links_apart;
        let number = remembered.row.template;
        row.plain = remembered.row.plain;
        row.template = match (number, self.taken_over.get(&number)) {
            (0, _) => 0,
            (_, Some(&known)) => known,
            (_, None) => {
                let known = self.add_template(remembered.template());
                // Without its template a page cannot be unpacked: it is forgotten, and read next time.
                if known == 0 {
                    return;
                }
                self.taken_over.insert(number, known);
                known
            }
        };
        Row::Page(Box::new(row), remembered.packed()).append(&mut self.bytes);
    }

    /// Keeps what was read in a file to download.
    pub(crate) fn add_file(&mut self, row: FileRow) {
        Row::File(Box::new(row)).append(&mut self.bytes);
    }

    /// Keeps an article that is no more.
    pub(crate) fn add_gone(&mut self, row: PageRow) {
        if self.gone < MOST_GONE {
            self.gone += 1;
            Row::Gone(Box::new(row)).append(&mut self.bytes);
        }
    }

    /// What is together so far, once it is worth writing; all of it at the end. What the numbers of links stand for
    /// comes before the pages that have them: of a damaged file all before the damage is of use.
    pub(crate) fn take(&mut self, at_the_end: bool, intake: &LinkIntake) -> Option<Vec<u8>> {
        let is_new = !self.head.is_empty();
        let is_worth_it = at_the_end && (is_new || !self.bytes.is_empty()) || self.bytes.len() >= HANDED_ON;
        if !is_worth_it {
            return None;
        }
        let words = intake.words(self.words.0, self.words.1);
        self.words.0 += words.links.len();
        self.words.1 += words.selectors.len();
        let mut written = std::mem::take(&mut self.head);
        Row::Words(Box::new(words)).append(&mut written);
        written.append(&mut self.bytes);
        Some(written)
    }

    /// The number of a new template; 0 where no more are kept.
    fn add_template(&mut self, plain: &[u8]) -> u32 {
        let number = self.templates.len() as u32 + 1;
        if number > MOST_TEMPLATES || plain.len() > LONGEST_TEMPLATE {
            return 0;
        }
        Row::Template(plain).append(&mut self.bytes);
        self.templates.push(plain.to_vec());
        number
    }

    fn template(&self, number: u32) -> &[u8] {
        let index = (number as usize).checked_sub(1);
        index
            .and_then(|index| self.templates.get(index))
            .map_or(&[], Vec::as_slice)
    }
}
