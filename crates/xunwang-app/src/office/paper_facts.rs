//! From a judged round to the facts of its circular (通报数据): what was judged and confirmed, and what officers entered.

use std::collections::{BTreeMap, BTreeSet};

use xunwang_domain::circular::{
    CircularFacts, HistoryFacts, NamedObject, ProblemFacts, ProblemObject, Quarter, RecheckFacts,
};
use xunwang_domain::feedback::CountedMessages;
use xunwang_domain::finding::Finding;
use xunwang_domain::judgement::Judgement;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::paper::{Paper, PaperStage};
use xunwang_domain::registry::{Site, SiteCode};
use xunwang_domain::review::Verdict;
use xunwang_domain::round::Round;
use xunwang_ports::{FindingQuery, StoreError, Tx};
use xunwang_rules::{ProblemText, is_confidential, problem_texts, rule_code};

use super::media_unknown::confirmed_unregistered;
use super::paper_accounts::{inspected_accounts, put_accounts, put_unregistered};
use super::paper_feedback::told_feedback;
use super::paper_praise::put_praise;
use super::paper_repeats::EarlierCirculars;
use super::rectify_facts::put_rectified;
use super::review::blank;
use super::summary::{RoundSummary, SiteSummary, VisitState, summary};
use super::{App, AppError};
use crate::inspection::{CircularInput, SiteOutcome, SiteProblem, circular_facts};

/// Confirmed findings that are read of a site: enough for every phrase of the circular.
const READ: u32 = 300;
/// The rule of what people found without any finding of the machine.
pub(super) const BY_HAND: &str = "reported";

/// The facts as they are now.
///
/// # Errors
/// The round is gone, or the store could not.
pub(super) async fn facts_of(
    app: &App,
    tx: &mut dyn Tx,
    paper: &Paper,
    messages: &CountedMessages,
) -> Result<CircularFacts, AppError> {
    let round = tx.round(paper.round).await?.ok_or(AppError::NotFound)?;
    let summary = summary(app, tx, paper.round).await?;
    let earlier = EarlierCirculars::read(tx, paper).await?;
    let mut sites = Vec::new();
    let mut outcomes = Vec::new();
    let mut texts = Vec::new();
    for one in summary.sites.iter().filter(|one| one.roster.counts()) {
        let site = one.roster.site.site.clone();
        let told = problems_of(tx, &round, one).await?;
        outcomes.push(outcome_of(&summary, one, &told, &earlier));
        sites.push(site);
        texts.push(told);
    }
    let input = CircularInput {
        issued_on: paper.head.issued_on,
        sampling_window: round.dates.window,
        given: paper.given.as_ref(),
    };
    let mut facts = circular_facts(&sites, &outcomes, &input);
    put_head(&mut facts, paper, messages);
    if let Some((run, results)) = inspected_accounts(tx, paper.round).await? {
        put_accounts(&run, &results, &mut facts);
    }
    put_unregistered(confirmed_unregistered(tx, round.organization).await?, &mut facts);
    let failing: BTreeSet<&SiteCode> = outcomes
        .iter()
        .filter(|outcome| outcome.judgement.judgement == Judgement::Unqualified)
        .map(|outcome| &outcome.judgement.site_code)
        .collect();
    let by_name: BTreeMap<(&str, &str), &Site> = sites
        .iter()
        .map(|site| ((site.area.as_str(), site.name.as_str()), site))
        .collect();
    for problem in facts
        .problems
        .iter_mut()
        .filter(|it| it.object == ProblemObject::Site)
    {
        if let Some(site) = by_name.get(&(problem.area.as_str(), problem.name.as_str())) {
            let said = paper.naming_of(&site.code, &problem.rule);
            problem.named = said.is_none_or(|said| said.named);
        }
    }
    for (site, told) in sites.iter().zip(&texts) {
        if !failing.contains(&site.code) {
            facts
                .problems
                .extend(told.iter().map(|text| lesser(paper, site, text, &earlier)));
        }
    }
    compare_with_last(&earlier, &sites, &outcomes, &mut facts);
    put_rectified(app, tx, paper, &summary, &mut facts).await?;
    let past = earlier_facts(tx, paper).await?;
    if facts.history.is_empty() {
        facts.history = past.iter().map(printed).collect();
    }
    put_praise(&mut facts, &past, paper.head.form.praise_after);
    Ok(facts)
}

/// What stands above and below the text.
pub(super) fn put_head(facts: &mut CircularFacts, paper: &Paper, messages: &CountedMessages) {
    let head = &paper.head;
    facts.title.clone_from(&head.title);
    facts.issuer.clone_from(&head.issuer);
    facts.number.clone_from(&head.number);
    facts.quarter = paper.quarter;
    facts.issued_on = head.issued_on;
    facts.rectify_by = head.rectify_by;
    facts.rate_decimals = head.rate_decimals;
    facts.city_list_style = head.city_list_style;
    facts.feedback = told_feedback(paper, messages);
    facts.message_window = Some(head.message_window);
    let given = paper.given.as_ref();
    let form = &head.form;
    facts.columns = own_or(&form.columns, given.map(|it| &it.columns));
    facts.charts = own_or(&form.charts, given.map(|it| &it.charts));
    facts.tiles = own_or(&form.tiles, given.map(|it| &it.tiles));
    facts.imprint = form
        .imprint
        .clone()
        .or_else(|| given.and_then(|it| it.imprint.clone()));
}

/// What officers chose; what the data file says where they chose nothing.
fn own_or<T: Clone>(own: &[T], given: Option<&Vec<T>>) -> Vec<T> {
    match given {
        Some(given) if own.is_empty() => given.clone(),
        _ => own.to_vec(),
    }
}

async fn problems_of(
    tx: &mut dyn Tx,
    round: &Round,
    one: &SiteSummary,
) -> Result<Vec<ProblemText>, AppError> {
    let site = &one.roster.site.site;
    if one.judged.counts.iter().all(|count| count.confirmed == 0) {
        return Ok(Vec::new());
    }
    let query = FindingQuery {
        sites: Some(vec![site.code.clone()]),
        verdict: Some(Some(Verdict::Confirmed)),
        ..blank(round.id)
    };
    let counted = |indicator: &str| {
        let mut counts = one.judged.counts.iter();
        counts.any(|count| count.indicator == indicator && count.confirmed > 0)
    };
    let findings: Vec<Finding> = tx
        .findings(&query, READ)
        .await?
        .into_iter()
        // Dangerous finds are told by the name of their indicator alone (product.md, settled questions).
        .filter(|finding| counted(&finding.line.indicator) && !is_confidential(&finding.line.rule))
        .filter_map(|finding| {
            let rule = rule_code(&finding.line.rule)?;
            Some(finding.line.confirmed(rule))
        })
        .collect();
    Ok(problem_texts(site, &findings, &one.judged.site.vetoes))
}

fn outcome_of(
    summary: &RoundSummary,
    one: &SiteSummary,
    told: &[ProblemText],
    earlier: &EarlierCirculars,
) -> SiteOutcome {
    let judgement = one.judged.site.clone();
    let code = &judgement.site_code;
    let mut problems: Vec<SiteProblem> = told
        .iter()
        .map(|text| SiteProblem {
            rule: text.rule.to_owned(),
            failing: text.failing,
            text: text.text.clone(),
            repeat: earlier.repeat_of(code, &text.indicator, text.rule),
        })
        .collect();
    // What people found by hand has no finding: the indicator's own name says it.
    for veto in &judgement.vetoes {
        let is_told = told.iter().any(|text| text.failing && text.indicator == *veto);
        let title = summary.standard.indicator(veto).map(|it| it.title.clone());
        if let Some(text) = title.filter(|_| !is_told) {
            problems.push(SiteProblem {
                rule: BY_HAND.to_owned(),
                failing: true,
                text,
                repeat: earlier.repeat_of(code, veto, BY_HAND),
            });
        }
    }
    SiteOutcome {
        site_name: one.roster.site.site.name.clone(),
        area: one.roster.site.site.area.clone(),
        not_opened: match &one.visit {
            VisitState::NotOpened(why) => Some(why.clone()),
            _ => None,
        },
        judgement,
        pages: 0,
        pages_unchanged: 0,
        links: 0,
        cuts: BTreeMap::new(),
        findings: BTreeMap::new(),
        exceptions: BTreeMap::new(),
        not_measured_items: 0,
        problems,
        changes: None,
    }
}

/// A problem that does not make its site fail: counted, and named only where a person has decided so.
fn lesser(paper: &Paper, site: &Site, text: &ProblemText, earlier: &EarlierCirculars) -> ProblemFacts {
    let repeat = earlier.repeat_of(&site.code, &text.indicator, text.rule);
    ProblemFacts {
        object: ProblemObject::Site,
        area: site.area.clone(),
        name: site.name.clone(),
        unit: site.sponsor.clone(),
        platform: String::new(),
        failing: false,
        named: paper
            .naming_of(&site.code, text.rule)
            .is_some_and(|said| said.named),
        rule: text.rule.to_owned(),
        text: text.text.clone(),
        repeat_of: repeat.as_ref().map(|repeat| repeat.last),
        streak: repeat.map_or_else(Vec::new, |repeat| repeat.streak),
    }
}

/// The issued circulars of an office, the oldest quarter first; of one that was corrected, the correction (已印发的通报).
pub(super) async fn issued_circulars(
    tx: &mut dyn Tx,
    office: OrganizationId,
) -> Result<Vec<Paper>, AppError> {
    let mut issued: BTreeMap<Quarter, Paper> = BTreeMap::new();
    for other in tx.papers().await? {
        let is_own = other.stage == PaperStage::Issued && other.organization == office;
        let is_later_word = |known: &Paper| known.made_at < other.made_at;
        if is_own && issued.get(&other.quarter).is_none_or(is_later_word) {
            issued.insert(other.quarter, other);
        }
    }
    Ok(issued.into_values().collect())
}

/// Those of the same office about earlier quarters.
pub(super) async fn issued_before(tx: &mut dyn Tx, paper: &Paper) -> Result<Vec<Paper>, AppError> {
    let mut issued = issued_circulars(tx, paper.organization).await?;
    issued.retain(|other| other.quarter < paper.quarter);
    Ok(issued)
}

/// The facts of the circulars issued before, as they were sealed, the oldest first (既往通报的数据).
pub(super) async fn earlier_facts(tx: &mut dyn Tx, paper: &Paper) -> Result<Vec<CircularFacts>, AppError> {
    let issued = issued_before(tx, paper).await?;
    sealed_facts(tx, &issued).await
}

/// The facts of issued circulars as they were sealed (封存的通报数据).
pub(super) async fn sealed_facts(tx: &mut dyn Tx, issued: &[Paper]) -> Result<Vec<CircularFacts>, AppError> {
    let mut all = Vec::new();
    for paper in issued {
        let Some(sealed) = tx.paper_file(paper.id, "facts.json").await? else {
            continue;
        };
        let facts = CircularFacts::from_json(&sealed)
            .map_err(|error| StoreError::Inconsistent(format!("封存的数据不能读取：{error}")))?;
        all.push(facts);
    }
    Ok(all)
}

/// The figures that an earlier circular printed (既往季度).
fn printed(past: &CircularFacts) -> HistoryFacts {
    HistoryFacts {
        quarter: past.quarter,
        sites_checked: past.total(|area| area.sites_checked),
        sites_failed: past.total(|area| area.sites_failed),
        accounts_checked: past.total(|area| area.accounts_checked),
        accounts_failed: past.total(|area| area.accounts_failed),
        feedback: past.feedback,
    }
}

/// What the last circular of the same office said made a site fail: is it there again, or mended?
fn compare_with_last(
    earlier: &EarlierCirculars,
    sites: &[Site],
    outcomes: &[SiteOutcome],
    facts: &mut CircularFacts,
) {
    let (mut mended, mut not_mended) = (0, Vec::new());
    let mut of = None;
    for (site, outcome) in sites.iter().zip(outcomes) {
        let Some((quarter, before)) = earlier.last_vetoes(&site.code) else {
            continue;
        };
        of = Some(quarter);
        let now = &outcome.judgement;
        let again = now.vetoes.iter().any(|veto| before.contains(veto));
        match now.judgement {
            Judgement::NotMeasured => continue,
            _ if !again => mended += 1,
            _ => not_mended.push(NamedObject {
                area: site.area.clone(),
                name: site.name.clone(),
            }),
        }
    }
    let objects = mended + not_mended.len() as u64;
    if let Some(of) = of.filter(|_| objects > 0) {
        facts.recheck = Some(RecheckFacts {
            of,
            objects,
            mended,
            not_mended,
            problems: 0,
            problems_mended: 0,
        });
    }
}
