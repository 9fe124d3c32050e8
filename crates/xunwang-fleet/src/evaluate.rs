//! Findings against the manifest (评测): what was found, missed and wrongly reported, rule by rule.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::{
    Expected, Judgement, Manifest,
    goals::{self, Matching, RULES, RuleClass},
};

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
    /// What is wrong, in words.
    pub message: String,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleScore {
    /// Whether it decides or helps a person to decide.
    pub class: RuleClass,
    /// Expected findings that were reported.
    pub true_positives: usize,
    /// How many of them were only suspected.
    pub suspected: usize,
    /// Reported findings that were not expected: rule, site, address, and the bait if it is one.
    pub false_positives: Vec<String>,
    /// Expected findings that were not reported: kind, site, address.
    pub false_negatives: Vec<String>,
    /// True positives ÷ reported; 1 where nothing was reported.
    pub precision: f64,
    /// True positives ÷ expected; 1 where nothing was expected.
    pub recall: f64,
}

impl RuleScore {
    fn new(class: RuleClass) -> Self {
        Self {
            class,
            true_positives: 0,
            suspected: 0,
            false_positives: Vec::new(),
            false_negatives: Vec::new(),
            precision: 1.0,
            recall: 1.0,
        }
    }

    /// Number of findings that were planted.
    pub fn planted(&self) -> usize {
        self.true_positives + self.false_negatives.len()
    }

    /// Whether it reaches what is asked of its class.
    pub fn reaches_goal(&self) -> bool {
        let (recall, precision) = self.class.goal();
        self.recall >= recall && self.precision >= precision
    }
}

/// The comparison of all rules (评测结果).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// One score a rule, by its code.
    pub rules: BTreeMap<String, RuleScore>,
    /// Places whose region was compared.
    pub places: usize,
    /// Places whose region is another than the planted one: planted and reported region, page, target.
    pub wrong_regions: Vec<String>,
}

impl Evaluation {
    /// Whether every rule reaches this precision and recall (0…1).
    pub fn reaches(&self, precision: f64, recall: f64) -> bool {
        self.rules
            .values()
            .all(|score| score.precision >= precision && score.recall >= recall)
    }

    /// Share of places whose region is right (区域正确率); 1 where none was compared.
    pub fn region_share(&self) -> f64 {
        share(self.places - self.wrong_regions.len(), self.wrong_regions.len())
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
/// Links, pictures and attachments are matched by rule, site and target; channels by the channel's address;
/// marks by the pages, most of which must be pages without the mark; the home page and the certificate by
/// the site. A finding that is only tolerated counts on neither side.
pub fn evaluate(manifest: &Manifest, findings: impl Iterator<Item = ReportedFinding>) -> Evaluation {
    let expected = by_rule_and_site(&manifest.expected);
    let tolerated = by_rule_and_site(&manifest.tolerated);
    let baits: FxHashMap<(&str, String), &str> = manifest
        .baits
        .iter()
        .map(|bait| ((bait.site_code.as_str(), normal(&bait.url)), bait.kind.as_str()))
        .collect();
    let mut evaluation = Evaluation {
        rules: RULES
            .iter()
            .map(|(code, class, _)| ((*code).to_owned(), RuleScore::new(*class)))
            .collect(),
        ..Evaluation::default()
    };
    let mut met = FxHashSet::default();
    let mut wrong = FxHashSet::default();
    for finding in findings {
        let Some((class, matching)) = goals::rule(&finding.rule) else {
            continue;
        };
        let of = |planted: &FxHashMap<(&str, &str), Vec<usize>>, all: &[Expected]| {
            let candidates = planted.get(&(finding.rule.as_str(), finding.site_code.as_str()))?;
            let all = candidates
                .iter()
                .copied()
                .filter(|index| matches(&all[*index], &finding, matching));
            Some(all.collect::<Vec<_>>()).filter(|found| !found.is_empty())
        };
        let score = evaluation
            .rules
            .entry(finding.rule.clone())
            .or_insert_with(|| RuleScore::new(class));
        if let Some(found) = of(&expected, &manifest.expected) {
            for index in found {
                if met.insert(index) {
                    score.true_positives += 1;
                    score.suspected += usize::from(finding.status.as_deref() == Some("suspected"));
                    let wanted = &manifest.expected[index];
                    let compared = wrong_regions(wanted, &finding, &mut evaluation.wrong_regions);
                    evaluation.places += compared;
                }
            }
        } else if of(&tolerated, &manifest.tolerated).is_none() {
            let address = address_of(&finding);
            let bait = baits.get(&(finding.site_code.as_str(), normal(&address)));
            let note = bait.map(|kind| format!(" (bait: {kind})")).unwrap_or_default();
            let page = finding.url.as_deref().unwrap_or_default();
            let status = finding.status.as_deref().unwrap_or_default();
            let line = format!(
                "{} {address}{note} on {page} {status} {}",
                finding.site_code, finding.message
            );
            if wrong.insert((finding.rule.clone(), line.clone())) {
                score.false_positives.push(line.trim_end().to_owned());
            }
        }
    }
    for (index, wanted) in manifest.expected.iter().enumerate() {
        let class = goals::rule(&wanted.rule).map_or(RuleClass::Assisted, |(class, _)| class);
        if !met.contains(&index) {
            let score = evaluation
                .rules
                .entry(wanted.rule.clone())
                .or_insert_with(|| RuleScore::new(class));
            let page = wanted.places.first().map_or("", String::as_str);
            let address = wanted.target.as_ref().or(wanted.channel.as_ref());
            score.false_negatives.push(format!(
                "[{}] {} {} on {page}",
                wanted.kind,
                wanted.site_code,
                address.map_or(page, String::as_str),
            ));
        }
    }
    for score in evaluation.rules.values_mut() {
        score.false_positives.sort_unstable();
        score.precision = share(score.true_positives, score.false_positives.len());
        score.recall = share(score.true_positives, score.false_negatives.len());
    }
    evaluation
}

fn by_rule_and_site(planted: &[Expected]) -> FxHashMap<(&str, &str), Vec<usize>> {
    let mut found: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
    for (index, wanted) in planted.iter().enumerate() {
        found
            .entry((&wanted.rule, &wanted.site_code))
            .or_default()
            .push(index);
    }
    found
}

/// Compares the regions of a finding's places with the planted one; returns how many there were.
fn wrong_regions(wanted: &Expected, finding: &ReportedFinding, wrong: &mut Vec<String>) -> usize {
    let Some(planted) = wanted.region.as_deref() else {
        return 0;
    };
    let mut compared = 0;
    for place in finding
        .places
        .iter()
        .filter(|place| on_wanted_page(wanted, &place.url))
    {
        let Some(region) = place.region.as_deref() else {
            continue;
        };
        compared += 1;
        if region != planted {
            let target = finding.target.as_deref().unwrap_or_default();
            wrong.push(format!(
                "{} [{}] {planted} expected, {region}: {target} on {}",
                finding.rule, wanted.kind, place.url
            ));
        }
    }
    compared
}

impl Manifest {
    /// Compares the states of channels, as (site code, address, column `reason` of `channels.csv`), with what their pages
    /// show; one line for each difference, and for each channel that is absent.
    pub fn differing_channels<'a>(
        &self,
        seen: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Vec<String> {
        let seen: FxHashMap<(&str, String), &str> = seen
            .map(|(code, url, reason)| ((code, normal(url)), reason))
            .collect();
        self.channels
            .iter()
            .filter_map(|channel| {
                let found = seen
                    .get(&(channel.site_code.as_str(), normal(&channel.url)))
                    .copied();
                let found = found.unwrap_or("absent");
                let word = found.split(['：', '；']).next().unwrap_or_default();
                (word != channel.state).then(|| {
                    format!(
                        "{} {}: {} expected, {found}",
                        channel.site_code, channel.url, channel.state
                    )
                })
            })
            .collect()
    }

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

fn matches(wanted: &Expected, finding: &ReportedFinding, matching: Matching) -> bool {
    let named = [&finding.target, &finding.url, &finding.channel];
    let names = |address: &str| {
        let address = normal(address);
        named.into_iter().flatten().any(|other| normal(other) == address)
    };
    match matching {
        Matching::Site => true,
        Matching::Target => {
            let target = finding.target.as_deref().map(normal);
            target.is_some() && target == wanted.target.as_deref().map(normal)
        }
        Matching::Fragment => {
            let on_page = |place: &Place| on_wanted_page(wanted, &place.url);
            let target = finding.target.as_deref().map(normal);
            target == wanted.target.as_deref().map(normal) && finding.places.iter().any(on_page)
        }
        Matching::Channel => wanted.channel.as_deref().is_some_and(names),
        Matching::AnyAddress => {
            let named_places = |place: &String| {
                let place = normal(place);
                finding.places.iter().any(|other| normal(&other.url) == place)
            };
            match &wanted.target {
                Some(target) => names(target),
                None => wanted
                    .places
                    .iter()
                    .any(|place| names(place) || named_places(place)),
            }
        }
        Matching::Pages => {
            let mut pages: Vec<&str> = finding.places.iter().map(|place| place.url.as_str()).collect();
            if pages.is_empty() {
                pages.extend(finding.url.as_deref());
            }
            let inside = pages.iter().filter(|page| on_wanted_page(wanted, page)).count();
            inside > 0 && inside * 2 >= pages.len()
        }
    }
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
