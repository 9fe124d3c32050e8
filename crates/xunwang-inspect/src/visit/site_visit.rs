//! The visit of one site (巡查): level by level, then the second look at what failed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use url::Url;
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::facts::PageFacts;
use xunwang_domain::registry::Site;
use xunwang_domain::targets::TargetLook;
use xunwang_domain::visit::{Look, RecordPlace, Visit, VisitNumber};
use xunwang_extract::SiteFold;
use xunwang_warc::{SeenBodies, append_reading, append_warcinfo};

use super::archive::{Archive, answered_url};
use super::context::Context;
use super::fleet_targets::{FleetTargets, record_place};
use super::focus::Focus;
use super::frontier::{Frontier, Next, TargetNumber};
use super::gathered::{Gathered, Trouble};
use super::intake::LinkIntake;
use super::look::{Seen, look};
use super::memory::{MemoryWriter, SiteMemory};
use super::page_links::PageLinks;
use super::probe::Probe;
use super::recall::{SeenArticles, SeenPage, append_evidence};
use super::recorder::Interrupted;
use super::scope::Scope;
use super::texts::{PageTexts, TextIntake};
use super::traps::Cut;
use crate::inspection::{AskedFinding, Reach};

/// Looks outside the site that wait at the same time; the fetcher decides when each gets its turn.
const OUTSIDE_LOOKS: usize = 8;
/// As many silent answers of the site in a row end its crawl: the host has gone, and its pages are not to blame.
const SILENT_IN_A_ROW: usize = 30;

/// A visit under way.
pub(crate) struct SiteVisit<'a> {
    pub(super) context: &'a Context,
    fleet: &'a FleetTargets,
    pub(super) number: VisitNumber,
    pub(super) file: String,
    offset: u64,
    pub(super) archive: Archive,
    /// What an earlier round knew of the site.
    pub(super) memory: Option<Arc<SiteMemory>>,
    /// What the next one will know; `None` where none is to know anything.
    pub(super) writer: Option<MemoryWriter>,
    pub(super) articles: SeenArticles,
    seen_bodies: SeenBodies,
    outside: FuturesUnordered<BoxFuture<'a, Result<(TargetNumber, Look), Interrupted>>>,
    outside_queue: Vec<Next>,
    silent: Vec<TargetNumber>,
    /// The home page, until the site was asked for a page that cannot exist.
    pub(super) home: Option<(Url, Box<PageFacts>)>,
    pub(super) probe: Probe,
    /// What the visit has gathered.
    pub(crate) gathered: Gathered,
}

impl<'a> SiteVisit<'a> {
    pub(crate) fn new(
        context: &'a Context,
        fleet: &'a FleetTargets,
        visit: &Visit,
        site: &Site,
        scope: Scope,
        archive: Archive,
        memory: Option<Arc<SiteMemory>>,
    ) -> Self {
        let settings = &context.settings;
        let max_targets = settings.max_pages.saturating_mul(10);
        Self {
            context,
            fleet,
            number: visit.number,
            file: visit.file.clone(),
            offset: visit.evidence_length,
            seen_bodies: archive.seen_bodies(),
            archive,
            writer: settings.remembers_pages().then(MemoryWriter::new),
            articles: SeenArticles::default(),
            outside: FuturesUnordered::new(),
            outside_queue: Vec::new(),
            silent: Vec::new(),
            home: None,
            probe: Probe::default(),
            gathered: Gathered {
                frontier: Frontier::new(scope, &site.home, settings.max_pages, max_targets),
                intake: LinkIntake::new(&site.home, settings, memory.as_deref()),
                texts: TextIntake::default(),
                fold: SiteFold::new(site, settings.as_of),
                pages: HashSet::new(),
                unchanged: 0,
                troubles: BTreeMap::new(),
                flapping: BTreeMap::new(),
                records: BTreeMap::new(),
                titles: HashMap::new(),
                certificate: None,
                home_read: false,
                host_silent: false,
                ended_at: context.clock.now(),
            },
            memory,
        }
    }

    /// The same, which only looks at these findings again (复查), as far as it must go for it.
    pub(crate) fn looking_again(mut self, asked: &[AskedFinding], reach: Reach) -> Self {
        self.gathered.frontier.set_focus(Focus::of(asked, reach));
        self
    }

    /// Goes through the whole site.
    pub(crate) async fn run(mut self, site: &Site) -> Result<Gathered, Interrupted> {
        if self.offset == 0 {
            self.open_file(site).await?;
        }
        loop {
            self.gathered.settle_mentions();
            let level = self.gathered.frontier.next_level();
            if !level.is_empty() {
                self.look_at_level(level).await?;
                self.meet_home(&site.code).await?;
                continue;
            }
            self.finish_outside().await?;
            self.look_again().await?;
            self.meet_home(&site.code).await?;
            if !self.gathered.frontier.has_waiting() {
                break;
            }
        }
        self.gathered.settle_mentions();
        self.check_fragments().await?;
        self.recall_articles().await?;
        if self.gathered.host_silent {
            for number in &self.silent {
                if let Some(trouble) = self.gathered.troubles.get_mut(number) {
                    trouble.state.class = TargetClass::NotMeasured;
                }
            }
        }
        self.gathered.ended_at = self.context.clock.now();
        Ok(self.gathered)
    }

    async fn open_file(&mut self, site: &Site) -> Result<(), Interrupted> {
        let mut evidence = Vec::new();
        let description = format!("{} {} {}", site.code, site.name, site.home);
        append_warcinfo(
            &self.context.settings.software,
            &description,
            self.context.clock.now(),
            0,
            &mut evidence,
        );
        self.offset = evidence.len() as u64;
        self.context.recorder.evidence(self.number, evidence).await
    }

    /// Looks at every address of a level, a few at a time, and goes on when the last one is in.
    async fn look_at_level(&mut self, level: Vec<Next>) -> Result<(), Interrupted> {
        let (context, file, memory) = (self.context, self.file.clone(), self.memory.clone());
        let (mut inside, outside): (Vec<_>, Vec<_>) = level.into_iter().partition(|next| next.inside);
        self.outside_queue.extend(outside);
        inside.reverse();
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < context.settings.in_flight_per_site && !context.stop.is_asked() {
                let Some(next) = inside.pop() else { break };
                if self.gathered.host_silent {
                    self.gathered.frontier.cut(next.number, Cut::HostSilent);
                    continue;
                }
                let archived = self.archive.take(next.url.as_str(), 1);
                running.push(look(context, &file, memory.as_deref(), next, 1, archived));
            }
            self.start_outside();
            tokio::select! {
                biased;
                Some(seen) = running.next() => self.take_in(seen?).await?,
                Some(settled) = self.outside.next(), if !running.is_empty() => self.settle_outside(settled?),
                else => break,
            }
        }
        context.go_on()
    }

    fn start_outside(&mut self) {
        while self.outside.len() < OUTSIDE_LOOKS && !self.context.stop.is_asked() {
            let Some(next) = self.outside_queue.pop() else {
                break;
            };
            let (context, fleet) = (self.context, self.fleet);
            self.outside.push(Box::pin(async move {
                Ok((next.number, fleet.first_look(context, &next.url).await?))
            }));
        }
    }

    async fn finish_outside(&mut self) -> Result<(), Interrupted> {
        loop {
            self.start_outside();
            let Some(settled) = self.outside.next().await else {
                break;
            };
            self.settle_outside(settled?);
        }
        self.context.go_on()
    }

    fn settle_outside(&mut self, (number, look): (TargetNumber, Look)) {
        if !look.title.is_empty() {
            self.gathered.titles.insert(number, look.title.as_str().into());
        }
        self.settle(number, &look);
    }

    /// Takes in what a look inside the site has seen: judges it, records it, settles it, reads its page.
    async fn take_in(&mut self, mut seen: Seen) -> Result<(), Interrupted> {
        let answered = answered_url(&seen.look, &seen.next.url);
        let is_home = seen.next.number == Frontier::HOME;
        let soft = seen.facts.as_ref().filter(|_| !is_home).and_then(|facts| {
            let named = self.gathered.frontier.named(seen.next.number);
            self.probe.judge(&seen.next.url, &answered, facts, named)
        });
        let is_missing = soft
            .as_ref()
            .is_some_and(|state| state.class == TargetClass::Broken);
        let is_unclear = soft.is_some() && !is_missing;
        if let Some(state) = soft {
            seen.look.state = state;
        }
        self.record(&mut seen).await?;
        let Seen {
            next,
            look,
            mut facts,
            links,
            texts,
            reading,
            certificate,
            body,
            before,
            is_unchanged,
            ..
        } = seen;
        self.listen_for_silence(&next, &look);
        self.settle(next.number, &look);
        if is_home {
            self.gathered.certificate = certificate.or(self.gathered.certificate.take());
        }
        self.remember_file(&look.url, &reading).await?;
        if !reading.is_empty() {
            self.gathered.take_in_file(next.number, look.record, reading);
        }
        let numbered = match (&facts, &links) {
            (Some(facts), None) => self.gathered.intake.number(facts, self.writer.is_some()),
            _ => Vec::new(),
        };
        if let (Some(facts), Some(body), false) = (&mut facts, body, is_home) {
            let is_own = !is_missing && self.gathered.frontier.scope().contains(&answered);
            let page = SeenPage {
                url: &next.url,
                look: &look,
                facts,
                links: &numbered,
                body,
                before,
                is_unchanged,
                texts: texts.as_ref(),
                is_own,
            };
            self.remember(page).await?;
        }
        let Some(facts) = facts.filter(|_| !is_missing) else {
            return Ok(());
        };
        let known = self.gathered.pages.len();
        let links = links.as_ref().map_or(PageLinks::Read(&numbered), PageLinks::Kept);
        let sight = (&*facts, links, texts, look.record);
        self.read_page(&next, &answered, sight, is_unclear);
        // A page that several addresses lead to counts once.
        let is_new = self.gathered.pages.len() > known;
        self.gathered.unchanged += u64::from(is_unchanged && is_new);
        if is_home {
            self.home = Some((answered, facts));
        }
        Ok(())
    }

    /// Hands what a fetch has seen to the writer; what comes from the archive is there.
    pub(super) async fn record(&mut self, seen: &mut Seen) -> Result<(), Interrupted> {
        let Some(exchange) = seen.exchange.take() else {
            return Ok(());
        };
        let mut evidence = Vec::new();
        if seen.look.page || seen.look.state.class != TargetClass::Ok {
            let (memory, bodies) = (self.memory.as_deref(), &mut self.seen_bodies);
            let recorded = append_evidence(memory, seen, &exchange, bodies, self.offset, &mut evidence).await;
            self.offset += evidence.len() as u64;
            seen.look.record = Some(record_place(recorded));
        }
        if !seen.reading.is_empty() {
            let (look, reading) = (&mut seen.look, seen.reading.written());
            let before = evidence.len();
            let recorded = append_reading(&look.url, &reading, look.at, self.offset, &mut evidence);
            self.offset += (evidence.len() - before) as u64;
            look.record = Some(record_place(recorded));
        }
        let recorder = &self.context.recorder;
        recorder.look(self.number, evidence, seen.look.clone()).await
    }

    fn settle(&mut self, number: TargetNumber, look: &Look) {
        let gathered = &mut self.gathered;
        gathered.frontier.settle(number, &look.state);
        let said = TargetLook {
            at: look.at,
            status: look.state.status.clone(),
        };
        if look.state.class == TargetClass::Ok {
            gathered.records.remove(&number);
            if let Some(mut trouble) = gathered.troubles.remove(&number) {
                trouble.looks.push(said);
                gathered.flapping.insert(number, trouble);
            }
            return;
        }
        let trouble = gathered.troubles.entry(number).or_insert_with(|| Trouble {
            state: look.state.clone(),
            first_seen: look.at,
            looks: Vec::new(),
        });
        trouble.state = look.state.clone();
        trouble.looks.push(said);
        if let Some(place) = look.record {
            gathered.records.insert(number, place);
        }
    }

    /// Takes in a page that answered; `is_unclear`: it may be none, and its address stays among what is not in order.
    fn read_page(
        &mut self,
        next: &Next,
        answered: &Url,
        (facts, links, texts, record): (&PageFacts, PageLinks<'_>, Option<PageTexts>, Option<RecordPlace>),
        is_unclear: bool,
    ) {
        let gathered = &mut self.gathered;
        let is_home = next.number == Frontier::HOME;
        if is_home {
            gathered.frontier.add_host_of(answered);
            gathered.home_read = true;
        }
        if !gathered.frontier.scope().contains(answered) && !is_home {
            gathered.fold.observe_elsewhere(&next.url);
            return;
        }
        // An address that redirects has been answered by the page it leads to, which need not be fetched again.
        let page = if *answered == next.url {
            next.number
        } else {
            gathered.frontier.add_page(answered)
        };
        if !is_unclear || page != next.number {
            gathered.frontier.mark_fine(page);
        }
        if let Some(place) = record {
            gathered.records.insert(next.number, place);
            gathered.records.insert(page, place);
        }
        gathered.fold.observe(&next.url, answered, facts);
        if gathered.pages.insert(page) {
            let (intake, frontier) = (&mut gathered.intake, &mut gathered.frontier);
            match links {
                PageLinks::Read(links) => intake.take_in(frontier, page, facts, links),
                PageLinks::Kept(links) => intake.take_in_kept(frontier, page, &facts.base, links),
            }
            if let Some(texts) = texts {
                let selectors = &mut gathered.intake.selectors;
                gathered
                    .texts
                    .take_in(&gathered.frontier, selectors, page, texts, false);
            }
        }
        if is_home {
            gathered.frontier.put_first(&gathered.fold.channel_urls());
        }
    }

    /// Ends the crawl when the host has stopped answering, and takes back what that said about its pages.
    fn listen_for_silence(&mut self, next: &Next, look: &Look) {
        let silent = look.state.class == TargetClass::Broken
            && matches!(
                look.state.status.as_str(),
                "timeout" | "refused" | "no-address" | "broken-off" | "loop"
            );
        if !next.inside || !silent {
            self.silent.clear();
            return;
        }
        self.silent.push(next.number);
        if self.silent.len() >= SILENT_IN_A_ROW {
            self.gathered.host_silent = true;
        }
    }

    /// The second look at everything that failed the first (复查).
    async fn look_again(&mut self) -> Result<(), Interrupted> {
        let context = self.context;
        let numbers: Vec<(TargetNumber, DateTime<Utc>)> = self
            .gathered
            .troubles
            .iter()
            .filter(|(_, trouble)| trouble.looks.len() == 1 && trouble.state.class == TargetClass::Broken)
            .map(|(&number, trouble)| (number, trouble.first_seen))
            .collect();
        if numbers.is_empty() || self.gathered.host_silent {
            return Ok(());
        }
        context.progress.wait(true);
        let result = self.look_again_at(&numbers).await;
        context.progress.wait(false);
        result
    }

    async fn look_again_at(&mut self, numbers: &[(TargetNumber, DateTime<Utc>)]) -> Result<(), Interrupted> {
        let (context, fleet, file) = (self.context, self.fleet, self.file.clone());
        let memory = self.memory.clone();
        let mut running = FuturesUnordered::new();
        let mut outside = FuturesUnordered::new();
        let mut rest = numbers.iter();
        loop {
            while running.len() < context.settings.in_flight_per_site
                && outside.len() < OUTSIDE_LOOKS
                && !context.stop.is_asked()
            {
                let Some(&(number, first_seen)) = rest.next() else {
                    break;
                };
                let entry = self.gathered.frontier.entry(number);
                let url = Url::parse(&entry.url).expect("kept as it was parsed");
                let want = self.gathered.frontier.want(number);
                let next = Next {
                    number,
                    url,
                    want,
                    inside: entry.inside,
                };
                if !next.inside {
                    outside.push(async move { Ok((number, fleet.second_look(context, &next.url).await?)) });
                    continue;
                }
                let archived = self.archive.take(next.url.as_str(), 2);
                let (file, memory) = (&file, memory.as_deref());
                running.push(async move {
                    if archived.is_none() {
                        context.wait_for_second_look(first_seen).await?;
                    }
                    look(context, file, memory, next, 2, archived).await
                });
            }
            tokio::select! {
                Some(seen) = running.next() => self.take_in(seen?).await?,
                Some(settled) = outside.next() => self.settle_outside(settled?),
                else => break,
            }
        }
        context.go_on()
    }
}
