//! What a visit takes from the memory of an earlier one, and what it keeps for the next (温故).

use std::hash::Hasher;

use chrono::{DateTime, Datelike, NaiveDate};
use rustc_hash::{FxHashSet, FxHasher};
use url::Url;
use xunwang_domain::articles::ArticleSight;
use xunwang_domain::exchange::{Exchange, FetchOutcome};
use xunwang_domain::facts::PageFacts;
use xunwang_domain::visit::Look;
use xunwang_extract::{SiteFold, days_of};
use xunwang_warc::{Recorded, SeenBodies, append_known};

use super::files::FileReading;
use super::look::{PageBody, Seen};
use super::memory::{BodyRecord, FileRow, PageRow, Remembered, Sight, SiteMemory};
use super::page_links::NumberedLink;
use super::recorder::Interrupted;
use super::site_visit::SiteVisit;
use super::texts::PageTexts;

/// The articles that a visit has seen, as address, text and date in one number each.
#[derive(Debug, Default)]
pub(super) struct SeenArticles(FxHashSet<u64>);

impl SeenArticles {
    fn number(address: &str, text: u64, date: Option<NaiveDate>) -> u64 {
        let mut hash = FxHasher::default();
        hash.write(address.as_bytes());
        hash.write_u64(text);
        hash.write_i32(date.map_or(0, |date| date.num_days_from_ce()));
        hash.finish()
    }

    fn number_of(address: &str, sight: &Sight) -> u64 {
        let date = sight.published.as_ref().map(|published| published.date);
        Self::number(address, sight.sketch.digest, date)
    }
}

/// Appends the evidence of an exchange; that of an unchanged page is the record of the earlier round as it was packed
/// then, and one that refers to it.
pub(super) async fn append_evidence(
    memory: Option<&SiteMemory>,
    seen: &mut Seen,
    exchange: &Exchange,
    bodies: &mut SeenBodies,
    offset: u64,
    out: &mut Vec<u8>,
) -> Recorded {
    let is_not_modified = exchange.outcome == FetchOutcome::Answered { status: 304 };
    // The first record of a file is written whole, with its request.
    let may_take_over = is_not_modified || !bodies.is_empty();
    let mut taken_over = None;
    if let (true, true, Some(body), Some(before)) =
        (seen.is_unchanged, may_take_over, &mut seen.body, &seen.before)
        && bodies.offset_of(&body.digest).is_none()
        && let Some(record) = before.row.record
    {
        let packed = match (body.taken_over.take(), memory) {
            (Some(packed), _) => Some(packed),
            (None, Some(memory)) => memory.evidence_of(&before.row).await,
            (None, None) => None,
        };
        if let Some(packed) = packed {
            bodies.remember(body.digest, offset);
            taken_over = Some(BodyRecord { offset, ..record });
            *out = packed;
        }
    }
    let digest = seen.body.as_ref().map(|body| body.digest);
    let recorded = append_known(exchange, digest, bodies, offset + out.len() as u64, out);
    if let Some(body) = &mut seen.body {
        let written = |length: u64| {
            let start = (recorded.body_offset - offset) as usize;
            BodyRecord {
                offset: recorded.body_offset,
                length,
                check: crc32fast::hash(&out[start..start + length as usize]),
            }
        };
        body.record = taken_over.or_else(|| recorded.body_length.map(written));
    }
    recorded
}

/// A page that was seen (所见网页).
pub(super) struct SeenPage<'seen> {
    pub(super) url: &'seen Url,
    pub(super) look: &'seen Look,
    pub(super) facts: &'seen mut PageFacts,
    pub(super) links: &'seen [NumberedLink],
    pub(super) body: PageBody,
    pub(super) before: Option<Box<Remembered>>,
    pub(super) is_unchanged: bool,
    pub(super) texts: Option<&'seen PageTexts>,
    /// Is it a page of the site, on which an article may stand?
    pub(super) is_own: bool,
}

impl SiteVisit<'_> {
    /// Compares a page with what the earlier round knew, and keeps it for the next one.
    pub(super) async fn remember(&mut self, page: SeenPage<'_>) -> Result<(), Interrupted> {
        if self.memory.is_none() && self.writer.is_none() {
            return Ok(());
        }
        let SeenPage { url, look, facts, .. } = page;
        let before = page.before.as_deref();
        let answered = look.final_url.as_deref().unwrap_or(url.as_str());
        let known = before.and_then(|before| before.row.sight.as_ref());
        let absent_on = || {
            let digest = facts.sketch.as_ref()?.digest;
            let memory = self.memory.as_ref()?;
            memory.absent_on([url.as_str(), answered], digest)
        };
        let sight = page
            .is_own
            .then(|| sight(&self.gathered.fold, look, facts, known, absent_on))
            .flatten();
        if let Some(sight) = &sight {
            let date = facts.published.as_ref().map(|published| published.date);
            let number = SeenArticles::number(url.as_str(), sight.sketch.digest, date);
            self.articles.0.insert(number);
            if let Some(day) = sight.absent_on
                && let Ok(answered) = Url::parse(answered)
            {
                self.gathered.fold.observe_new(&answered, facts, day);
            }
        }
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        let unchanged = before.filter(|_| page.is_unchanged);
        let days = match unchanged {
            Some(before) => before.row.days,
            None => {
                let days = days_of(facts, self.context.settings.as_of);
                (days.start().num_days_from_ce(), days.end().num_days_from_ce())
            }
        };
        let row = PageRow {
            url: url.as_str().to_owned(),
            answered: look.final_url.clone(),
            digest: page.body.digest.0,
            seal: page.body.seal,
            days,
            record: page.body.record,
            validators: page.body.validators,
            sight,
            texts: page.texts.cloned(),
            ..PageRow::default()
        };
        match unchanged {
            Some(before) => writer.add_again(row, before),
            None => writer.add(row, url, facts, page.links.to_vec()),
        }
        self.hand_on_memory(false).await
    }

    /// Keeps what was read in a file to download for the next round.
    pub(super) async fn remember_file(
        &mut self,
        url: &str,
        reading: &FileReading,
    ) -> Result<(), Interrupted> {
        let Some(writer) = self.writer.as_mut().filter(|_| reading.is_read()) else {
            return Ok(());
        };
        writer.add_file(FileRow {
            url: url.to_owned(),
            reader: xunwang_office::reader_version(),
            reading: reading.clone(),
        });
        self.hand_on_memory(false).await
    }

    /// At the end of a visit: what the earlier round saw and this one did not, articles that were changed since included.
    pub(super) async fn recall_articles(&mut self) -> Result<(), Interrupted> {
        if let Some(memory) = self.memory.clone() {
            let (fold, seen, writer) = (&mut self.gathered.fold, &self.articles, &mut self.writer);
            memory
                .for_each_article(|row| {
                    let Some(sight) = row.sight.as_ref() else { return };
                    if seen.0.contains(&SeenArticles::number_of(&row.url, sight)) {
                        return;
                    }
                    let address = row.answered.as_deref().unwrap_or(&row.url);
                    if let (Ok(url), Some(first_seen)) = (
                        Url::parse(address),
                        DateTime::from_timestamp_micros(sight.first_seen),
                    ) {
                        fold.recall(&ArticleSight {
                            url,
                            title: sight.title.clone(),
                            published: sight.published.clone(),
                            sketch: sight.sketch,
                            first_seen,
                        });
                    }
                    if let Some(writer) = writer {
                        writer.add_gone(row);
                    }
                })
                .await;
        }
        self.hand_on_memory(true).await
    }

    async fn hand_on_memory(&mut self, at_the_end: bool) -> Result<(), Interrupted> {
        let intake = &self.gathered.intake;
        let writer = self.writer.as_mut();
        let taken = writer.and_then(|writer| writer.take(at_the_end, intake));
        match taken {
            Some(memory) => self.context.recorder.memory(self.number, memory).await,
            None => Ok(()),
        }
    }
}

/// The article on a page; what the earlier round knew of it by the same text stays: when it was first seen, the earliest
/// date that it printed, and that it appeared later than that. `absent_on` tells the latter of one that is new.
fn sight(
    fold: &SiteFold,
    look: &Look,
    facts: &PageFacts,
    known: Option<&Sight>,
    absent_on: impl FnOnce() -> Option<NaiveDate>,
) -> Option<Sight> {
    let sketch = facts.sketch?;
    let mut sight = Sight {
        title: fold.title_of(facts).unwrap_or_default().to_owned(),
        published: facts.published.clone(),
        sketch,
        first_seen: look.at.timestamp_micros(),
        absent_on: None,
    };
    let Some(known) = known else {
        sight.absent_on = absent_on();
        return Some(sight);
    };
    sight.first_seen = known.first_seen;
    if known.sketch.digest == sketch.digest {
        let date = |sight: &Sight| sight.published.as_ref().map(|published| published.date);
        if date(known).is_some_and(|before| date(&sight).is_some_and(|now| before < now)) {
            sight.published.clone_from(&known.published);
        }
        sight.absent_on = known.absent_on;
    }
    Some(sight)
}
