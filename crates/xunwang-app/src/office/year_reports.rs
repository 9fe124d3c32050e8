//! What an office reports of a year (年度报表、考核台账), as far as the circulars it has issued say it; the rest is left open for
//! the office to fill in, never printed as nothing.

use std::collections::{BTreeMap, BTreeSet};

use xunwang_domain::circular::{CircularFacts, ProblemFacts, ProblemObject};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::report::{
    Accountability, Assessment, AssessmentArea, Cause, Deduction, Head, QuarterInspection, SupervisionYear,
};
use xunwang_report::document::Edition;
use xunwang_report::documents::{Form, compose};
use xunwang_report::press::FileKind;

use super::paper_facts::{issued_circulars, sealed_facts};
use super::paper_issue::print;
use super::year_messages::YearMessages;
use super::{App, AppError, Caller};

/// A report of a year (年度文稿).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearReport {
    /// 监管年度报表
    Supervision,
    /// 年度考核台账
    Assessment,
}

/// A year of which an office has issued circulars (有通报的年度).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedYear {
    /// The year.
    pub year: u16,
    /// Its quarters with an issued circular, 1 to 4.
    pub quarters: Vec<u32>,
}

/// The years of which an office has issued circulars, the latest first, with the office's name.
///
/// # Errors
/// The caller may not see its papers.
pub async fn issued_years(
    app: &App,
    caller: &Caller,
    office: OrganizationId,
) -> Result<(String, Vec<IssuedYear>), AppError> {
    let name = name_of(caller, office)?;
    let mut tx = app.store.read().await?;
    let mut years: BTreeMap<u16, Vec<u32>> = BTreeMap::new();
    for paper in issued_circulars(&mut *tx, office).await? {
        let year = u16::try_from(paper.quarter.year()).unwrap_or_default();
        years.entry(year).or_default().push(paper.quarter.number());
    }
    let years = years
        .into_iter()
        .rev()
        .map(|(year, quarters)| IssuedYear { year, quarters });
    Ok((name, years.collect()))
}

/// A report of a year as a file; without a kind, the values behind it as JSON, to be filled in and composed again.
///
/// # Errors
/// The caller may not see the papers, no circular of that year was issued, or the program has no typesetting.
pub async fn year_report(
    app: &App,
    caller: &Caller,
    office: OrganizationId,
    (what, year): (YearReport, u16),
    kind: Option<FileKind>,
) -> Result<Vec<u8>, AppError> {
    let issuer = name_of(caller, office)?;
    let mut tx = app.store.read().await?;
    let mut issued = issued_circulars(&mut *tx, office).await?;
    issued.retain(|paper| paper.quarter.year() == i32::from(year));
    let circulars = sealed_facts(&mut *tx, &issued).await?;
    let messages = YearMessages::read(app, &mut *tx, (&caller.tree, office), year).await?;
    drop(tx);
    let Some(last) = circulars.last() else {
        return Err(AppError::refused(format!(
            "{year}年没有印发的通报，年度报表没有可用的数据；通报签发以后再来"
        )));
    };
    let head = Head {
        title: None,
        issuer,
        number: None,
        issued_on: hour_of(app.now()).0,
        rate_decimals: last.rate_decimals,
    };
    match what {
        YearReport::Supervision => {
            file(app, &supervision(head, year, &circulars, messages.as_ref()), kind).await
        }
        YearReport::Assessment => file(app, &assessment(head, year, &circulars, messages), kind).await,
    }
}

fn name_of(caller: &Caller, office: OrganizationId) -> Result<String, AppError> {
    let body = caller.tree.get(office).ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewPapers, office) {
        return Err(AppError::NotFound);
    }
    Ok(body.name.clone())
}

/// The document of these values as a file, or the values themselves as JSON.
pub(super) async fn file<F: Form>(
    app: &App,
    values: &F,
    kind: Option<FileKind>,
) -> Result<Vec<u8>, AppError> {
    let document = compose(values, Edition::Confirmed).map_err(|found| {
        let list: Vec<String> = found.iter().map(ToString::to_string).collect();
        AppError::refused(format!("{}自相矛盾：{}", F::NAME, list.join("；")))
    })?;
    match kind {
        Some(kind) => print(app, &document, kind).await,
        None => Ok(serde_json::to_vec_pretty(values).expect("plain values serialize")),
    }
}

/// The inspections are known from the circulars; messages where the database has them: the windows of the circulars leave out days
/// between them.
fn supervision(
    head: Head,
    year: u16,
    circulars: &[CircularFacts],
    messages: Option<&YearMessages>,
) -> SupervisionYear {
    let counted = messages.map(|messages| messages.tally.facts());
    let quarter = |facts: &CircularFacts| QuarterInspection {
        quarter: u64::from(facts.quarter.number()),
        running: Some(facts.total(|area| area.sites_running)),
        checked: Some(facts.total(|area| area.sites_checked)),
        failed: Some(facts.total(|area| area.sites_failed)),
    };
    SupervisionYear {
        head,
        year,
        running: None,
        opened: None,
        merged: None,
        closed: None,
        quarters: circulars.iter().map(quarter).collect(),
        safety_checks: None,
        safety_faults: None,
        safety_mended: None,
        messages_received: counted.map(|it| it.received),
        messages_closed: counted.map(|it| it.closed()),
        messages_on_time: counted.map(|it| it.closed_on_time),
        fakes_found: None,
        fakes_handled: None,
        trainings: None,
        trained: None,
        accountability: Accountability::default(),
    }
}

/// Areas as the last circular orders them, then those that only earlier ones have; each with what failed, quarter by quarter.
fn assessment(
    head: Head,
    year: u16,
    circulars: &[CircularFacts],
    messages: Option<YearMessages>,
) -> Assessment {
    let mut areas: Vec<AssessmentArea> = Vec::new();
    let names = circulars.iter().rev().flat_map(|facts| &facts.areas);
    let mut known = BTreeSet::new();
    for area in names.filter(|area| known.insert(area.name.clone())) {
        areas.push(AssessmentArea {
            name: area.name.clone(),
            one_platform: None,
            deductions: circulars
                .iter()
                .flat_map(|facts| deductions(facts, &area.name))
                .collect(),
        });
    }
    let messages_counted = messages.is_some();
    if let Some(messages) = messages {
        messages.put(&mut areas);
    }
    Assessment {
        head,
        year,
        messages_counted,
        areas,
    }
}

/// What failed in an area in one quarter: each object once, for its gravest cause. Accounts count for misstatements alone (AK-03).
fn deductions(facts: &CircularFacts, area: &str) -> Vec<Deduction> {
    let mut objects: BTreeMap<(ProblemObject, &str, &str), (bool, Vec<String>)> = BTreeMap::new();
    let failing = facts
        .problems
        .iter()
        .filter(|one| one.failing && one.area == area);
    for problem in failing {
        let key = (problem.object, problem.name.as_str(), problem.platform.as_str());
        let (is_severe, told) = objects.entry(key).or_default();
        *is_severe |= is_severe_error(problem);
        let text = problem.text.trim();
        let text = if text.is_empty() {
            problem.rule.as_str()
        } else {
            text
        };
        told.push(text.to_owned());
    }
    let counted = objects
        .into_iter()
        .filter(|((object, ..), (is_severe, _))| *object == ProblemObject::Site || *is_severe);
    counted
        .map(|((_, name, platform), (is_severe, told))| Deduction {
            cause: if is_severe {
                Cause::SevereError
            } else {
                Cause::SiteFailed
            },
            what: format!(
                "{}通报：{name}{platform}{}",
                facts.quarter.in_full(),
                told.join("，")
            ),
            points: None,
        })
        .collect()
}

/// By its rule, or, where a site's problems stand together in one line, by the wording that the standard has for it.
fn is_severe_error(problem: &ProblemFacts) -> bool {
    ["misstatement-severe", "account-misstatement"].contains(&problem.rule.as_str())
        || problem.text.contains("严重表述错误")
}
