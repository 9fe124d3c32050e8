//! What a site answers where nothing is (探测), and what its pages lack that links ask for (页内位置).

use std::collections::{HashMap, HashSet};

use sha2::{Digest as _, Sha256};
use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState, Want};
use xunwang_domain::facts::PageFacts;
use xunwang_domain::registry::SiteCode;
use xunwang_extract::{MissingPage, is_one_of_many, leads_home, missing_fragments, soft_404};

use super::archive::read_page;
use super::frontier::{Next, Stage, TargetNumber};
use super::look::look;
use super::recorder::Interrupted;
use super::site_visit::SiteVisit;

/// As many pages of a site are read once more for the places that links ask for.
const MOST_PAGES_FOR_FRAGMENTS: usize = 300;

/// How a site answers where nothing is.
#[derive(Debug, Default)]
pub(crate) struct Probe {
    /// The notice that it shows with a good code.
    missing: Option<MissingPage>,
    /// The home page, as it answered.
    home: Option<Url>,
}

/// What the site says of an address before it is asked (网址身份).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    /// A channel, or an entry of the home page's navigation: empty it looks like an empty notice, and is none.
    pub(crate) is_entry: bool,
    /// A link calls it the home page.
    pub(crate) is_home: bool,
}

impl Probe {
    /// The state of a page that says, or of which the site's other answers say, that it does not exist.
    pub(crate) fn judge(
        &self,
        asked: &Url,
        answered: &Url,
        facts: &PageFacts,
        named: Named,
    ) -> Option<TargetState> {
        if !named.is_home && leads_home(asked, answered, self.home.as_ref()) {
            return Some(TargetState {
                status: "to-home".to_owned(),
                class: TargetClass::Caution,
            });
        }
        let alike = self
            .missing
            .as_ref()
            .filter(|_| !named.is_entry || is_one_of_many(asked));
        soft_404(asked, facts, false, alike)
    }
}

/// A name that no page of the site has, always the same for the site so that a resumed visit asks for it once.
fn no_page(home: &Url, code: &SiteCode) -> Option<Url> {
    let digest = Sha256::digest(format!("no such page\n{code}"));
    let name: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let mut url = home.join(&format!("{name}.html")).ok()?;
    url.set_query(None);
    Some(url)
}

impl SiteVisit<'_> {
    /// Once the home page was read: what the site answers where nothing is, and what is to be looked at again.
    pub(super) async fn meet_home(&mut self, code: &SiteCode) -> Result<(), Interrupted> {
        if let Some((home, facts)) = self.home.take() {
            self.probe(code, &home, &facts).await?;
            self.gathered.frontier.add_asked_pages();
        }
        Ok(())
    }

    /// Asks once for a page that cannot exist; `home`: the address and the facts of the home page.
    async fn probe(&mut self, code: &SiteCode, home: &Url, facts: &PageFacts) -> Result<(), Interrupted> {
        self.probe.home = Some(home.clone());
        let Some(url) = no_page(home, code) else {
            return Ok(());
        };
        let next = Next {
            number: TargetNumber::MAX,
            url,
            want: Want::Page,
            inside: true,
        };
        let archived = self.archive.take(next.url.as_str(), 1);
        let file = self.file.clone();
        let mut seen = look(self.context, &file, None, next, 1, archived).await?;
        self.record(&mut seen).await?;
        // A page that was read is an answer, even over a connection whose certificate is not in order.
        let Some(answer) = seen.facts else {
            return Ok(());
        };
        self.probe.missing = MissingPage::of(&answer, Some(facts));
        Ok(())
    }

    /// Reads the pages once more of which links ask for a place, and keeps only those places that they lack.
    pub(crate) async fn check_fragments(&mut self) -> Result<(), Interrupted> {
        let asked = std::mem::take(&mut self.gathered.intake.asking.fragments);
        if asked.is_empty() {
            return Ok(());
        }
        let context = self.context;
        context.recorder.flush().await?;
        let mut pages: Vec<_> = asked
            .into_iter()
            .filter(|(number, _)| {
                let is_read = self.gathered.frontier.entry(*number).stage == Stage::Fine;
                is_read && self.gathered.frontier.is_page(*number)
            })
            .filter_map(|(number, names)| Some((number, names, *self.gathered.records.get(&number)?)))
            .collect();
        let frontier = &self.gathered.frontier;
        let address = |number: TargetNumber| &*frontier.entry(number).url;
        pages.sort_by(|left, right| address(left.0).cmp(address(right.0)));
        let mut lacking: HashMap<String, HashSet<Box<str>>> = HashMap::new();
        for (number, mut names, place) in pages.into_iter().take(MOST_PAGES_FOR_FRAGMENTS) {
            context.go_on()?;
            let Ok(page) = read_page(&*context.evidence, &self.file, place).await else {
                continue;
            };
            let Ok(body) = page.body() else { continue };
            let texts: Vec<String> = names.keys().map(|name| name.to_string()).collect();
            let missing = missing_fragments(&body, page.content_type(), &texts);
            let mut missing = missing.iter();
            names.retain(|_, _| missing.next() == Some(&true));
            // Pages come in the order of their addresses: the page before its copy for printing.
            let address = &*self.gathered.frontier.entry(number).url;
            names.retain(|name, _| {
                let mut originals = originals(address).filter_map(|original| lacking.get(original));
                !originals.any(|lacked| lacked.contains(name))
            });
            if !names.is_empty() {
                lacking.insert(address.to_owned(), names.keys().cloned().collect());
                self.gathered.intake.asking.fragments.insert(number, names);
            }
        }
        Ok(())
    }
}

/// The addresses of which this one may be another form (打印版等): a copy for printing, a later part of a list. What they
/// lack together is one defect.
fn originals(address: &str) -> impl Iterator<Item = &str> {
    address
        .match_indices(['?', '&'])
        .filter_map(|(at, _)| address.get(..at))
}
