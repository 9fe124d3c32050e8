//! The register against reality (台账核对): what probes and home pages show, compared with what is registered.
//!
//! Precision before recall: a home page is believed only where its last two looks, of two days, say the same; what we could
//! not measure says nothing.

mod names;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::account::AccountMention;
use crate::organization::OrganizationId;
use crate::probe::{ProbeMark, ProbeState};
use crate::register::RegisteredSite;
use crate::registry::{Site, SiteCategory, SiteCode, SiteStatus};

/// What a home page showed on a day (首页所见).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeLook {
    /// The site.
    pub site: SiteCode,
    /// When.
    pub at: DateTime<Utc>,
    /// Did it open?
    pub state: ProbeState,
    /// The address that answered, after redirects.
    pub url: Url,
    /// `<title>`
    pub title: String,
    /// The tag `SiteName`; empty where there is none.
    pub site_name: String,
    /// 网站标识码 as the page prints them, those that are codes by their form.
    pub codes: Vec<SiteCode>,
    /// Number of links: a notice has few, a site many.
    pub links: usize,
    /// Does it say that the site is closed, moved or under repair?
    pub is_notice: bool,
    /// The accounts that it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountMention>,
}

/// How register and reality disagree (不一致类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MismatchKind {
    /// 长期打不开: registered as running, and not opened for days.
    Unreachable,
    /// 停而未停: suspended, closed or cancelled, and goes on as before.
    StillAnswers,
    /// 已迁移: the home page leads to another host.
    Moved,
    /// 已更名: the home page bears another name.
    Renamed,
    /// 标识码不符: the home page prints another code.
    OtherCode,
    /// 一单位多网站: its body runs another site.
    SeveralOfBody,
    /// 首页相同: another site has the same home page.
    SameHome,
}

impl MismatchKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Unreachable,
        Self::StillAnswers,
        Self::Moved,
        Self::Renamed,
        Self::OtherCode,
        Self::SeveralOfBody,
        Self::SameHome,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Unreachable => "长期打不开",
            Self::StillAnswers => "停而未停",
            Self::Moved => "首页转到别处",
            Self::Renamed => "名称不符",
            Self::OtherCode => "标识码不符",
            Self::SeveralOfBody => "一单位多网站",
            Self::SameHome => "首页相同",
        }
    }

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::StillAnswers => "still-answers",
            Self::Moved => "moved",
            Self::Renamed => "renamed",
            Self::OtherCode => "other-code",
            Self::SeveralOfBody => "several-of-body",
            Self::SameHome => "same-home",
        }
    }

    /// The kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One disagreement (不一致).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The site.
    pub site: SiteCode,
    /// Which kind.
    pub kind: MismatchKind,
    /// What the register says.
    pub registered: String,
    /// What was seen; explanations hold as long as it stays the same.
    pub seen: String,
    /// When it was seen first and last; `None` where the register disagrees with itself.
    pub between: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Why the register is right all the same (核对说明).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MismatchNote {
    /// The site.
    pub site: SiteCode,
    /// Of which kind.
    pub kind: MismatchKind,
    /// What was seen when it was explained.
    pub seen: String,
    /// 理由
    pub reason: String,
    /// The last day on which it holds.
    pub until: NaiveDate,
    /// Who explained.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl MismatchNote {
    /// Does it explain this on that day?
    pub fn explains(&self, mismatch: &Mismatch, today: NaiveDate) -> bool {
        self.site == mismatch.site
            && self.kind == mismatch.kind
            && self.seen == mismatch.seen
            && today <= self.until
    }
}

/// Hours without a single success after which a running site counts as unreachable.
pub const SILENT_HOURS: i64 = 72;
/// Measured visits in those hours, at least.
const LEAST_VISITS: usize = 40;
/// Links of a page that is no mere notice.
const LEAST_LINKS: usize = 20;

/// What is known of each site: marks of the last days and looks at its home page, the latest first.
#[derive(Clone, Copy, Debug)]
pub struct Reality<'a> {
    /// By site, by time.
    pub marks: &'a HashMap<SiteCode, Vec<ProbeMark>>,
    /// By site, the latest first.
    pub looks: &'a HashMap<SiteCode, Vec<HomeLook>>,
}

/// Every disagreement, in the order of the sites.
pub fn mismatches(sites: &[RegisteredSite], reality: Reality<'_>, now: DateTime<Utc>) -> Vec<Mismatch> {
    let is_running = |one: &&RegisteredSite| one.site.status == SiteStatus::Running;
    let mut of_body: HashMap<(OrganizationId, &str), Vec<&Site>> = HashMap::new();
    let mut of_home: HashMap<String, Vec<&Site>> = HashMap::new();
    for one in sites.iter().filter(is_running) {
        let site = &one.site;
        of_home.entry(home_of(&site.home)).or_default().push(site);
        // A portal is its government's, whichever office runs it.
        if !site.sponsor.is_empty() && site.category != SiteCategory::Portal {
            of_body
                .entry((one.organization, &site.sponsor))
                .or_default()
                .push(site);
        }
    }
    let mut found = Vec::new();
    for one in sites {
        let site = &one.site;
        let looks = reality.looks.get(&site.code).map_or(&[][..], Vec::as_slice);
        let marks = reality.marks.get(&site.code).map_or(&[][..], Vec::as_slice);
        found.extend(unreachable(site, marks, now));
        if let [last, before, ..] = looks {
            found.extend(seen_twice(site, last, before));
        }
        if site.status == SiteStatus::Running {
            let group = of_body.get(&(one.organization, site.sponsor.as_str()));
            let others = group.filter(|_| site.category != SiteCategory::Portal);
            found.extend(shared(site, MismatchKind::SeveralOfBody, &site.sponsor, others));
            let others = of_home.get(&home_of(&site.home));
            found.extend(shared(site, MismatchKind::SameHome, site.home.as_str(), others));
        }
    }
    found
}

/// Running, and in three days not one visit opened.
fn unreachable(site: &Site, marks: &[ProbeMark], now: DateTime<Utc>) -> Option<Mismatch> {
    let since = now - TimeDelta::hours(SILENT_HOURS);
    let measured: Vec<_> = marks
        .iter()
        .filter(|(at, _)| *at > since)
        .filter(|(_, state)| matches!(state, ProbeState::Up | ProbeState::Slow | ProbeState::Down))
        .collect();
    let first = measured.first()?.0;
    let is_silent = measured.iter().all(|(_, state)| *state == ProbeState::Down)
        && measured.len() >= LEAST_VISITS
        && first < now - TimeDelta::hours(SILENT_HOURS - 12);
    (site.status == SiteStatus::Running && is_silent).then(|| Mismatch {
        site: site.code.clone(),
        kind: MismatchKind::Unreachable,
        registered: site.status.label().to_owned(),
        seen: "三天内每次都打不开".to_owned(),
        between: Some((first, measured[measured.len() - 1].0)),
    })
}

/// What the home page shows, where two looks say the same.
fn seen_twice(site: &Site, last: &HomeLook, before: &HomeLook) -> Vec<Mismatch> {
    let opened = |look: &HomeLook| matches!(look.state, ProbeState::Up | ProbeState::Slow);
    if !opened(last) || !opened(before) {
        return Vec::new();
    }
    let mismatch = |kind, registered: &str, seen: String| Mismatch {
        site: site.code.clone(),
        kind,
        registered: registered.to_owned(),
        seen,
        between: Some((before.at, last.at)),
    };
    let same =
        |of: &dyn Fn(&HomeLook) -> Option<String>| of(last).filter(|seen| of(before).as_ref() == Some(seen));
    let mut found = Vec::new();
    if site.status != SiteStatus::Running {
        let is_stopped = site.status != SiteStatus::Opening;
        let goes_on = |look: &HomeLook| {
            let is_site =
                look.links >= LEAST_LINKS && !look.is_notice && host_of(&look.url) == host_of(&site.home);
            (is_site && names::is_same(&site.name, look) == Some(true)).then(String::new)
        };
        if is_stopped && same(&goes_on).is_some() {
            let seen = format!("照常打开，标题“{}”", last.title);
            found.push(mismatch(MismatchKind::StillAnswers, site.status.label(), seen));
        }
        return found;
    }
    let elsewhere =
        |look: &HomeLook| host_of(&look.url).filter(|host| Some(host) != host_of(&site.home).as_ref());
    if same(&elsewhere).is_some() {
        found.push(mismatch(
            MismatchKind::Moved,
            site.home.as_str(),
            last.url.to_string(),
        ));
    }
    let other_name = |look: &HomeLook| names::other(&site.name, look);
    if let Some(name) = same(&other_name) {
        found.push(mismatch(MismatchKind::Renamed, &site.name, name));
    }
    let other_code = |look: &HomeLook| {
        let code = look.codes.first()?;
        (!look.codes.contains(&site.code)).then(|| code.to_string())
    };
    if let Some(code) = same(&other_code) {
        found.push(mismatch(MismatchKind::OtherCode, site.code.as_str(), code));
    }
    found
}

/// Sites with which it shares what should be its own.
fn shared(site: &Site, kind: MismatchKind, registered: &str, group: Option<&Vec<&Site>>) -> Option<Mismatch> {
    let others = group?.iter().filter(|other| other.code != site.code);
    let others: Vec<_> = others
        .map(|other| format!("{}（{}）", other.name, other.code))
        .collect();
    (!others.is_empty()).then(|| Mismatch {
        site: site.code.clone(),
        kind,
        registered: registered.to_owned(),
        seen: format!("另有{}", others.join("、")),
        between: None,
    })
}

/// A host without `www.`: which of the two answers is the site's own affair.
fn host_of(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// A home page's address, however it is written.
fn home_of(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    let path = ["/index.html", "/index.htm", "/index.shtml"]
        .iter()
        .find_map(|end| path.strip_suffix(end))
        .unwrap_or(path);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!(
        "{}{port}{path}?{}",
        host_of(url).unwrap_or_default(),
        url.query().unwrap_or_default()
    )
}
