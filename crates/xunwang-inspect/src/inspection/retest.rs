//! Known findings looked at again (复查): which are to be looked at, how far the visit goes for it, and what was seen of each.
//!
//! The same rules decide that found them. A finding is mended where its rule finds it no more *and* every place where it
//! stood was seen clearly; whatever could not be seen is not re-tested, with the reason, and never “not mended”.

use serde::{Deserialize, Serialize};
use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::facts::SiteFacts;
use xunwang_domain::finding::{Finding, normal_address, normal_text};
use xunwang_domain::rectification::RetestOutcome;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::FindingLine;
use xunwang_domain::texts::TextDetail;
use xunwang_rules::{RuleReport, is_about_frameless, rule_code};

use super::conclude::failure_reason;
use crate::visit::{Gathered, Known, Stage, TargetNumber, TextChecks};

/// How far a visit goes to look at findings again (复查深度).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The home page, the pages where they stood, and their targets.
    Places,
    /// The home page and the channels, as the daily patrol sees them, and those pages.
    Channels,
    /// The whole site: what shows only in many pages together, or stood at more places than are known.
    Whole,
}

/// Pages that a visit for channels reads of a site, beside those where something stood: as many as a daily patrol.
pub(crate) const CHANNEL_PAGES: u64 = 300;

/// Rules whose findings can be judged by the pages where they stood.
const BY_PLACES: [&str; 26] = [
    "link-dead",
    "image-dead",
    "attachment-dead",
    "link-soft-404",
    "link-hijacked",
    "link-mismatch",
    "link-advert",
    "fragment-dead",
    "misstatement-severe",
    "wording-irregular",
    "typo",
    "privacy-leak",
    "text-injected",
    "form-irregular",
    "reprint-incomplete",
    "site-name-missing",
    "party-mark-missing",
    "report-entry-missing",
    "report-entry-wrong",
    "site-code-missing",
    "site-code-wrong",
    "icp-missing",
    "police-record-missing",
    "sponsor-missing",
    "domain-irregular",
    "certificate-invalid",
];
/// Rules whose findings show on the first pages of channels and on the home page.
const BY_CHANNELS: [&str; 4] = ["homepage-stale", "channel-stale", "channel-blank", "date-missing"];

/// A finding that is to be looked at again (复查线索): what its rule said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskedFinding {
    /// 问题键
    pub key: String,
    /// 规则编号
    pub rule: String,
    /// 栏目, where it concerns one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The page where it stood.
    pub url: Url,
    /// The target, where it concerns one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Url>,
    /// Further pages where it stood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Url>,
    /// How many more places there were than are known.
    #[serde(default)]
    pub more_places: u64,
    /// What stood there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub excerpt: String,
    /// Where it concerns a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextDetail>,
}

/// The findings of a site that are looked at again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskedSite {
    /// 网站标识码
    pub code: SiteCode,
    /// Its findings.
    pub findings: Vec<AskedFinding>,
}

/// What was seen of a finding (复查所见), a row of the visit's conclusion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetestRow {
    /// 问题键
    pub key: String,
    /// 复查结果
    pub outcome: RetestOutcome,
    /// What is still wrong, or why it could not be seen; a Chinese phrase.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl AskedFinding {
    /// A confirmed finding, as it is looked at again.
    pub fn of(line: &FindingLine) -> Self {
        let known = line.places.len().max(1) as u64;
        // Several places of one page are one page to be read.
        let mut places: Vec<Url> = line.places.iter().map(|place| place.url.clone()).collect();
        places.retain(|place| *place != line.url);
        places.dedup();
        Self {
            key: line.key.clone(),
            rule: line.rule.clone(),
            channel: line.channel.clone(),
            url: line.url.clone(),
            target: line.target.clone(),
            more_places: line.places_total.saturating_sub(known),
            excerpt: line.excerpt.clone(),
            text: line.text.clone(),
            places,
        }
    }

    /// The pages where it stood.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &Url> {
        std::iter::once(&self.url).chain(&self.places)
    }

    /// How far a visit must go for it.
    fn reach(&self) -> Reach {
        let is_of = |rules: &[&str]| rules.contains(&self.rule.as_str());
        match (self.more_places, is_of(&BY_PLACES), is_of(&BY_CHANNELS)) {
            (0, true, _) => Reach::Places,
            (0, _, true) => Reach::Channels,
            _ => Reach::Whole,
        }
    }
}

impl AskedSite {
    /// How far its visit must go.
    pub(crate) fn reach(&self) -> Reach {
        let reaches = self.findings.iter().map(AskedFinding::reach);
        reaches.max().unwrap_or(Reach::Places)
    }
}

/// What a visit has seen, as findings are looked up in it.
pub(crate) struct Sight<'a> {
    pub(crate) gathered: &'a Gathered,
    pub(crate) facts: &'a SiteFacts,
    pub(crate) report: &'a RuleReport,
    pub(crate) texts: Option<&'a TextChecks>,
    /// Why the site as a whole could not be seen.
    pub(crate) not_opened: Option<&'a str>,
}

impl Sight<'_> {
    /// What was seen of each finding, in their order.
    pub(crate) fn rows(&self, asked: &[AskedFinding]) -> Vec<RetestRow> {
        let known = Known::of(&self.gathered.frontier, asked);
        asked
            .iter()
            .map(|one| {
                let (outcome, reason) = self.of(one, &known);
                RetestRow {
                    key: one.key.clone(),
                    outcome,
                    reason,
                }
            })
            .collect()
    }

    fn of(&self, asked: &AskedFinding, known: &Known) -> (RetestOutcome, String) {
        let unseen = |reason: String| (RetestOutcome::NotRetested, reason);
        if let Some(reason) = self.not_opened {
            return unseen(reason.to_owned());
        }
        if rule_code(&asked.rule).is_none() {
            return unseen("人工认定的线索，须人工复查".to_owned());
        }
        if let Some(text) = &asked.text {
            let would_find = |checks: &TextChecks| checks.would_find(text.class, &text.basis, &asked.excerpt);
            if !self.texts.is_some_and(would_find) {
                return unseen("现用的词库不再检查这一表述，须人工复查".to_owned());
            }
        }
        if let Some(found) = self.report.findings.iter().find(|found| is_same(asked, found)) {
            return (RetestOutcome::NotFixed, found.message.clone());
        }
        match self.why_unseen(asked, known) {
            Some(reason) => unseen(reason),
            None => (RetestOutcome::Fixed, String::new()),
        }
    }

    /// Why it cannot be said that a finding that was not found again is mended; `None` where it can.
    fn why_unseen(&self, asked: &AskedFinding, known: &Known) -> Option<String> {
        let of_rule = || {
            self.report
                .findings
                .iter()
                .filter(|found| found.rule.0 == asked.rule)
        };
        let concerns_site = asked.target.is_none() && asked.text.is_none() && asked.channel.is_none();
        if concerns_site && is_mark(&asked.rule) && of_rule().next().is_some() {
            return Some("同一标识问题仍见于其他页面，须人工核对是不是同一模板".to_owned());
        }
        let undecided = self.report.not_measured.iter().find(|item| {
            item.rule.0 == asked.rule && !is_about_frameless(item) && concerns(asked, &item.object)
        });
        if let Some(item) = undecided {
            return Some(item.reason.clone());
        }
        if let Some(reason) = asked
            .target
            .as_ref()
            .and_then(|target| self.of_target(target, known))
        {
            return Some(reason);
        }
        if let Some(name) = asked.channel.as_deref().filter(|_| is_of_channel(asked)) {
            let is_there = self.facts.channels.iter().any(|channel| {
                channel.name == name || normal_address(&channel.url) == normal_address(&asked.url)
            });
            if !is_there {
                return Some(format!("栏目“{name}”已不在网站上，须核对是否按程序归并或者下线"));
            }
        }
        asked.pages().find_map(|page| self.of_page(page, known))
    }

    /// Why it is not clear how a target is; `None` also where nothing leads to it any more.
    fn of_target(&self, target: &Url, known: &Known) -> Option<String> {
        let numbers = known.numbers(target).iter();
        numbers.copied().find_map(|number| match self.stage(number) {
            Stage::Fine if self.gathered.flapping.contains_key(&number) => {
                Some("链接两次查看结果不同，时好时坏".to_owned())
            }
            Stage::Fine => None,
            Stage::Trouble(state) if state.class == TargetClass::Broken => None,
            Stage::Trouble(state) => Some(format!("链接{}", failure_reason(state))),
            Stage::Waiting | Stage::Taken | Stage::Cut => Some("链接没有查看".to_owned()),
        })
    }

    /// Why it is not clear what a page shows; `None` also where the page is gone.
    fn of_page(&self, page: &Url, known: &Known) -> Option<String> {
        let mut why = Some("所在网页没有采集".to_owned());
        for &number in known.numbers(page) {
            match self.stage(number) {
                Stage::Fine => return None,
                Stage::Trouble(state) if is_gone(state) => why = None,
                Stage::Trouble(state) => why = Some(format!("所在网页{}", failure_reason(state))),
                Stage::Waiting | Stage::Taken | Stage::Cut => {}
            }
        }
        why
    }

    fn stage(&self, number: TargetNumber) -> &Stage {
        &self.gathered.frontier.entry(number).stage
    }
}

/// The site says itself that the page is not there, and said so twice.
fn is_gone(state: &TargetState) -> bool {
    state.class == TargetClass::Broken && matches!(state.status.as_str(), "404" | "410" | "soft-404")
}

/// Is it the same defect, though its key may have shifted with the words around it or with the pages of a template?
fn is_same(asked: &AskedFinding, found: &Finding) -> bool {
    if found.key.as_str() == asked.key {
        return true;
    }
    let shares_page = || {
        let places = found.places.iter().map(|place| &place.url);
        std::iter::once(&found.url).chain(places).any(|page| {
            asked
                .pages()
                .any(|own| normal_address(own) == normal_address(page))
        })
    };
    if let (Some(own), Some(other)) = (&asked.target, &found.target) {
        // A broken target is one, whichever of the rules on targets says so.
        return is_broken_target(&asked.rule)
            && is_broken_target(found.rule.0)
            && normal_address(own) == normal_address(other);
    }
    if found.rule.0 != asked.rule {
        return false;
    }
    match (&asked.text, &found.text) {
        (Some(own), Some(other)) => normal_text(&own.wrong) == normal_text(&other.wrong) && shares_page(),
        _ if is_of_channel(asked) => normal_address(&found.url) == normal_address(&asked.url),
        _ => is_mark(&asked.rule) && shares_page(),
    }
}

fn is_broken_target(rule: &str) -> bool {
    matches!(
        rule,
        "link-dead" | "image-dead" | "attachment-dead" | "link-soft-404" | "link-hijacked"
    )
}

fn is_of_channel(asked: &AskedFinding) -> bool {
    asked.channel.is_some() && asked.target.is_none() && asked.text.is_none()
}

fn is_mark(rule: &str) -> bool {
    rule.ends_with("-missing") && rule != "date-missing" || rule.ends_with("-wrong")
}

/// Is what a rule could not decide about this finding? Objects are addresses, mostly; of a channel its name.
fn concerns(asked: &AskedFinding, object: &str) -> bool {
    let is_address = |url: &Url| object == url.as_str();
    asked.pages().any(is_address)
        || asked.target.as_ref().is_some_and(is_address)
        || asked
            .channel
            .as_ref()
            .is_some_and(|channel| is_of_channel(asked) && object.contains(channel.as_str()))
}
