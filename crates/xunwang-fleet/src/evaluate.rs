//! Findings against the manifest (评测): what was found, missed and wrongly reported, rule by rule.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::{Expected, Judgement, Manifest};

/// The automatic rules that a fleet can test. Findings of other rules are left out of account.
const RULES: [&str; 16] = [
    "homepage-stale",
    "channel-stale",
    "channel-blank",
    "date-missing",
    "link-dead",
    "image-dead",
    "attachment-dead",
    "site-name-missing",
    "report-entry-missing",
    "report-entry-wrong",
    "site-code-missing",
    "site-code-wrong",
    "icp-missing",
    "police-record-missing",
    "sponsor-missing",
    "certificate-invalid",
];

/// A line of `findings.jsonl` as far as the comparison needs it (线索).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportedFinding {
    /// Rule code.
    pub rule: String,
    /// `suspected` or `certain`; both are compared.
    pub status: Option<String>,
    /// 网站标识码.
    pub site_code: String,
    /// Name or address of the channel.
    pub channel: Option<String>,
    /// The page; for rules of channels the channel's address.
    pub url: Option<String>,
    /// The broken address.
    pub target: Option<String>,
    /// Where it stands.
    pub places: Vec<Place>,
}

/// One place of a finding (位置).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Address of the page.
    pub url: String,
    /// Region of the page.
    pub region: Option<String>,
}

/// The comparison of one rule (规则得分).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleScore {
    /// Expected findings that were reported.
    pub true_positives: usize,
    /// Reported findings that were not expected: rule, site, address, and the bait if it is one.
    pub false_positives: Vec<String>,
    /// Expected findings that were not reported: kind, site, address.
    pub false_negatives: Vec<String>,
    /// True positives ÷ reported; 1 where nothing was reported.
    pub precision: f64,
    /// True positives ÷ expected; 1 where nothing was expected.
    pub recall: f64,
}

/// The comparison of all rules, and of the judgements (评测结果).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// One score a rule, by its code.
    pub rules: BTreeMap<String, RuleScore>,
}

impl Evaluation {
    /// Whether every rule reaches this precision and recall (0…1).
    pub fn reaches(&self, precision: f64, recall: f64) -> bool {
        self.rules
            .values()
            .all(|score| score.precision >= precision && score.recall >= recall)
    }
}

/// Reads the lines of a `findings.jsonl`; lines that are no finding are returned by their number from 1.
///
/// # Errors
/// The number of the first line that is not valid, with the cause.
pub fn read_findings(text: &str) -> Result<Vec<ReportedFinding>, (usize, serde_json::Error)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| serde_json::from_str(line).map_err(|error| (number + 1, error)))
        .collect()
}

/// Compares reported findings with the manifest.
///
/// Links, pictures and attachments are matched by rule, site and target; channels by rule, site and the
/// channel's address; marks by rule and site, and most of the places must lie on pages without the mark;
/// the home page and the certificate by rule and site.
pub fn evaluate(manifest: &Manifest, findings: impl Iterator<Item = ReportedFinding>) -> Evaluation {
    let mut expected: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
    for (index, wanted) in manifest.expected.iter().enumerate() {
        expected
            .entry((&wanted.rule, &wanted.site_code))
            .or_default()
            .push(index);
    }
    let baits: FxHashMap<(&str, String), &str> = manifest
        .baits
        .iter()
        .map(|bait| ((bait.site_code.as_str(), normal(&bait.url)), bait.kind.as_str()))
        .collect();
    let mut rules: BTreeMap<String, RuleScore> = RULES
        .iter()
        .map(|rule| ((*rule).to_owned(), RuleScore::default()))
        .collect();
    let mut met = FxHashSet::default();
    let mut wrong = BTreeSet::new();
    for finding in findings.filter(|finding| RULES.contains(&finding.rule.as_str())) {
        let candidates = expected.get(&(finding.rule.as_str(), finding.site_code.as_str()));
        let hit = candidates.and_then(|all| {
            all.iter()
                .find(|index| matches(&manifest.expected[**index], &finding))
        });
        match hit {
            Some(index) => {
                met.insert(*index);
            }
            None => {
                let address = address_of(&finding);
                let bait = baits.get(&(finding.site_code.as_str(), normal(&address)));
                let note = bait.map(|kind| format!(" (bait: {kind})")).unwrap_or_default();
                wrong.insert((finding.rule, format!("{} {address}{note}", finding.site_code)));
            }
        }
    }
    for (rule, text) in wrong {
        rules.entry(rule).or_default().false_positives.push(text);
    }
    for (index, wanted) in manifest.expected.iter().enumerate() {
        let score = rules.entry(wanted.rule.clone()).or_default();
        if met.contains(&index) {
            score.true_positives += 1;
        } else {
            let address = wanted
                .target
                .as_ref()
                .or(wanted.channel.as_ref())
                .or(wanted.places.first());
            score.false_negatives.push(format!(
                "[{}] {} {} on {}",
                wanted.kind,
                wanted.site_code,
                address.map_or("", String::as_str),
                wanted.places.first().map_or("", String::as_str)
            ));
        }
    }
    for score in rules.values_mut() {
        score.precision = share(score.true_positives, score.false_positives.len());
        score.recall = share(score.true_positives, score.false_negatives.len());
    }
    Evaluation { rules }
}

impl Manifest {
    /// Compares judgements, as (site code, word of `sites.csv`), with how the sites must be judged;
    /// one line for each difference, and for each site that is absent.
    pub fn differing_judgements<'a>(&self, judged: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
        let judged: FxHashMap<&str, &str> = judged.collect();
        let word = |judgement| match judgement {
            Judgement::Qualified => "qualified",
            Judgement::Unqualified => "unqualified",
            Judgement::NotMeasured => "not_measured",
        };
        self.sites
            .iter()
            .filter_map(|site| {
                let wanted = word(site.judgement);
                let found = judged.get(site.site_code.as_str()).copied().unwrap_or("absent");
                (found != wanted).then(|| {
                    format!(
                        "{} {}: {wanted} expected, {found}",
                        site.site_code, site.site_name
                    )
                })
            })
            .collect()
    }
}

fn matches(wanted: &Expected, finding: &ReportedFinding) -> bool {
    let same = |address: &str, other: &Option<String>| {
        other
            .as_deref()
            .is_some_and(|other| normal(other) == normal(address))
    };
    if let Some(target) = &wanted.target {
        return same(target, &finding.target);
    }
    if let Some(channel) = &wanted.channel {
        return same(channel, &finding.url)
            || same(channel, &finding.channel)
            || same(channel, &finding.target);
    }
    if matches!(wanted.rule.as_str(), "homepage-stale" | "certificate-invalid") {
        return true;
    }
    let mut pages: Vec<&str> = finding.places.iter().map(|place| place.url.as_str()).collect();
    if pages.is_empty() {
        pages.extend(finding.url.as_deref());
    }
    let inside = pages.iter().filter(|page| on_wanted_page(wanted, page)).count();
    inside > 0 && inside * 2 >= pages.len()
}

fn on_wanted_page(wanted: &Expected, page: &str) -> bool {
    let page = normal(page);
    wanted.places.iter().any(|place| match place.strip_suffix('*') {
        Some(prefix) => page.starts_with(prefix),
        None => normal(place) == page,
    })
}

/// The address as a browser writes it, without fragment.
fn normal(address: &str) -> String {
    match url::Url::parse(address.trim()) {
        Ok(mut parsed) => {
            parsed.set_fragment(None);
            parsed.into()
        }
        Err(_) => address.trim().to_owned(),
    }
}

fn address_of(finding: &ReportedFinding) -> String {
    finding
        .target
        .clone()
        .or_else(|| finding.url.clone())
        .or_else(|| finding.channel.clone())
        .unwrap_or_default()
}

fn share(hits: usize, others: usize) -> f64 {
    if hits + others == 0 {
        1.0
    } else {
        hits as f64 / (hits + others) as f64
    }
}
