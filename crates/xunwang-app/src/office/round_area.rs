//! From the reports on sites to those on their areas (地区检查报告): gathered as the sites go by, so that no site is kept whole.

use std::collections::BTreeMap;

use xunwang_domain::judgement::Judgement;
use xunwang_domain::report::{AreaReport, AreaSite, EarlierRound, ProblemClass, SiteReport, VetoState};

use super::round_report::RoundReports;

/// Areas in the making (地区汇总).
#[derive(Default)]
pub struct AreaTally {
    areas: Vec<(String, Gathered)>,
}

#[derive(Default)]
struct Gathered {
    sites: Vec<AreaSite>,
    classes: BTreeMap<String, (u64, u64)>,
}

/// Classes of problems that are told of an area.
const CLASSES: usize = 20;

impl AreaTally {
    /// Takes up a site.
    pub fn add(&mut self, reports: &RoundReports, report: &SiteReport) {
        let known = self.areas.iter().position(|(name, _)| *name == report.site.area);
        let place = known.unwrap_or_else(|| {
            self.areas.push((report.site.area.clone(), Gathered::default()));
            self.areas.len() - 1
        });
        let Some((_, area)) = self.areas.get_mut(place) else {
            return;
        };
        let mut classes: BTreeMap<&str, u64> = BTreeMap::new();
        for group in &report.findings {
            *classes.entry(&group.title).or_default() += group.count;
        }
        for (name, count) in classes {
            let class = area.classes.entry(name.to_owned()).or_default();
            *class = (class.0 + count, class.1 + 1);
        }
        let is_measured = matches!(
            report.judgement,
            Some(Judgement::Qualified | Judgement::Unqualified)
        );
        let found = report.findings.iter().map(|group| group.count).sum();
        area.sites.push(AreaSite {
            code: report.site.code.clone(),
            name: report.site.name.clone(),
            sponsor: report.site.sponsor.clone(),
            judgement: report.judgement,
            reasons: reasons(report),
            findings: is_measured.then_some(found),
            earlier: reports.earlier_of(&report.site.code),
        });
    }

    /// The reports, in the order in which the areas came.
    pub fn reports(self, reports: &RoundReports) -> Vec<AreaReport> {
        let of_area = |(area, gathered): (String, Gathered)| {
            let mut classes: Vec<ProblemClass> = gathered
                .classes
                .into_iter()
                .map(|(name, (findings, sites))| ProblemClass {
                    name,
                    findings,
                    sites,
                })
                .collect();
            classes.sort_by_key(|class| std::cmp::Reverse(class.findings));
            classes.truncate(CLASSES);
            let earlier = reports.earlier().map(|round| {
                let judged = |wanted: Judgement| {
                    let of = gathered.sites.iter().filter(|site| site.earlier == Some(wanted));
                    of.count() as u64
                };
                let failed = judged(Judgement::Unqualified);
                EarlierRound {
                    round: round.quarter.in_full(),
                    checked: failed + judged(Judgement::Qualified),
                    failed,
                }
            });
            AreaReport {
                head: reports.head().clone(),
                round: reports.round().quarter.in_full(),
                window: reports.round().dates.window,
                area: if area.trim().is_empty() {
                    "未填地区".to_owned()
                } else {
                    area
                },
                sites: gathered.sites,
                classes,
                earlier: earlier.filter(|earlier| earlier.checked > 0),
            }
        };
        self.areas.into_iter().map(of_area).collect()
    }
}

/// Why it failed, or could not be measured.
fn reasons(report: &SiteReport) -> Vec<String> {
    match report.judgement {
        Some(Judgement::Unqualified) => {
            let hit = report.vetoes.iter().filter(|veto| veto.state == VetoState::Hit);
            let mut reasons: Vec<String> = hit.map(|veto| veto.title.clone()).collect();
            if reasons.is_empty() {
                let score = report.scored.as_ref().and_then(|scored| scored.total.as_deref());
                reasons.push(format!("得分{}，低于合格线", score.unwrap_or("—")));
            }
            reasons
        }
        Some(Judgement::NotMeasured) => vec![report.reason.clone().unwrap_or_else(|| "未能检测".to_owned())],
        _ => Vec::new(),
    }
}
