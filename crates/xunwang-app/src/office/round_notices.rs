//! From the reports on failing sites to the notices of rectification (整改通知书): one a unit, and one an area.

use chrono::NaiveDate;
use xunwang_domain::judgement::Judgement;
use xunwang_domain::report::{FindingGroup, Notice, NoticeProblem, SiteReport, VetoState};

use super::round_report::RoundReports;

/// Notices in the making (通知书汇总), by recipient.
#[derive(Default)]
pub struct Notices {
    units: Vec<(String, Vec<NoticeProblem>)>,
    areas: Vec<(String, Vec<NoticeProblem>)>,
}

impl Notices {
    /// Takes up a site: only one that failed has anything that must be put right by a day.
    pub fn add(&mut self, reports: &RoundReports, report: &SiteReport) {
        if report.judgement != Some(Judgement::Unqualified) {
            return;
        }
        let problems = problems(reports, report);
        let unit = first_of([&report.site.sponsor, &report.site.supervisor, &report.site.name]);
        let area = first_of([&report.site.area, &report.site.supervisor, &report.site.sponsor]);
        put(&mut self.units, unit, problems.clone());
        put(&mut self.areas, area, problems);
    }

    /// The notices: to the units, and to the areas that answer for them, each under its recipient.
    pub fn finish(self, reports: &RoundReports, deadline: NaiveDate) -> [Vec<Notice>; 2] {
        let notice = |(recipient, problems): (String, Vec<NoticeProblem>)| Notice {
            head: reports.head().clone(),
            round: reports.round().quarter.in_full(),
            recipient,
            deadline,
            problems,
        };
        [self.units, self.areas].map(|all| all.into_iter().map(notice).collect())
    }
}

fn first_of(names: [&String; 3]) -> String {
    let named = names.into_iter().find(|name| !name.trim().is_empty());
    named.cloned().unwrap_or_default()
}

fn put(all: &mut Vec<(String, Vec<NoticeProblem>)>, recipient: String, problems: Vec<NoticeProblem>) {
    match all.iter_mut().find(|(known, _)| *known == recipient) {
        Some((_, own)) => own.extend(problems),
        None => all.push((recipient, problems)),
    }
}

/// What made it fail first, then everything else that counts; a veto that is not told by a finding is told by its name.
fn problems(reports: &RoundReports, report: &SiteReport) -> Vec<NoticeProblem> {
    let is_hit = |indicator: &str| {
        let mut vetoes = report.vetoes.iter();
        vetoes.any(|veto| veto.indicator == indicator && veto.state == VetoState::Hit)
    };
    let problem = |what: String, url: String, indicator: &str, places: u64, evidence: String| NoticeProblem {
        code: report.site.code.clone(),
        site: report.site.name.clone(),
        sponsor: report.site.sponsor.clone(),
        url,
        what,
        basis: reports.wording(indicator),
        failing: is_hit(indicator),
        places,
        evidence,
    };
    let of_group = |group: &FindingGroup| {
        let first = group.first.first();
        let what = match first {
            Some(first) if group.count == 1 => first.what.clone(),
            Some(first) => format!("{}{}个，如：{}", group.title, group.count, first.what),
            None => group.title.clone(),
        };
        let url = first.map_or_else(String::new, |first| first.url.clone());
        let evidence = first.map_or_else(String::new, |first| first.evidence.clone());
        problem(what, url, &group.indicator, group.places.max(1), evidence)
    };
    let counted = report.findings.iter().filter(|group| !group.indicator.is_empty());
    let mut problems: Vec<NoticeProblem> = counted.map(of_group).collect();
    for veto in report.vetoes.iter().filter(|veto| veto.state == VetoState::Hit) {
        if report
            .findings
            .iter()
            .all(|group| group.indicator != veto.indicator)
        {
            problems.push(problem(
                veto.title.clone(),
                report.site.home.clone(),
                &veto.indicator,
                1,
                String::new(),
            ));
        }
    }
    if problems.is_empty() {
        let what = report
            .scored
            .as_ref()
            .map_or("检查结论为不合格", |_| "评分低于合格线");
        problems.push(problem(
            what.to_owned(),
            report.site.home.clone(),
            "",
            1,
            String::new(),
        ));
    }
    problems.sort_by_key(|problem| !problem.failing);
    problems
}
