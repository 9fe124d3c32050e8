//! Review (复核): the queue, one finding with what can be said of it, and the decisions.

use std::collections::HashMap;

use uuid::Uuid;
use xunwang_domain::finding::Level;
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, Review, RoundFinding, Verdict};
use xunwang_domain::round::{Round, RoundId};
use xunwang_ports::{CountBy, FindingQuery, QueuePlace, Tx};

use super::caller::value;
use super::rounds::{touches, visible};
use super::summary::summary;
use super::{App, AppError, Caller};

/// What of a round is shown in the queue (队列筛选).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// With this verdict; `None`: what waits for one.
    pub verdict: Option<Verdict>,
    /// 规则
    pub rule: Option<String>,
    /// The site.
    pub site: Option<SiteCode>,
    /// How grave.
    pub level: Option<Level>,
}

/// The queue (复核队列).
#[derive(Clone, Debug)]
pub struct Queue {
    /// The round.
    pub round: Round,
    /// The first findings that answer the filter.
    pub findings: Vec<RoundFinding>,
    /// How many answer it.
    pub found: u64,
    /// How many there are of each rule, whatever rule the filter names.
    pub rules: Vec<(String, u64)>,
    /// How many there are of each verdict, `pending` included, whatever the filter says.
    pub verdicts: Vec<(String, u64)>,
}

/// A finding with what a decision about it reaches (线索详情).
#[derive(Clone, Debug)]
pub struct FindingView {
    /// The round.
    pub round: Round,
    /// The finding.
    pub finding: RoundFinding,
    /// How many others about the same object wait for a decision.
    pub same_object: u64,
    /// How many others in the same template do.
    pub same_template: u64,
    /// How many others of the same rule at the same site do.
    pub same_site: u64,
    /// The same problem in earlier rounds.
    pub earlier: Vec<(String, RoundFinding)>,
    /// The next one of the queue.
    pub next: Option<FindingId>,
    /// May the caller decide?
    pub may_decide: bool,
}

/// What a decision settles beside the finding itself (批量范围).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only this one.
    One,
    /// 同一对象: the same target or the same words, at all sites that the caller may decide on.
    Object,
    /// 同一模板
    Template,
    /// 同一网站、同一规则
    Site,
}

/// A decision as it is entered.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// 理由
    pub reason: String,
    /// 备注
    pub note: String,
    /// How many reviews of the finding its author has seen.
    pub version: u32,
    /// What else it settles.
    pub reach: Reach,
    /// How many others were shown to be reached.
    pub expected: u64,
}

/// What a decision did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Findings settled, the one itself included.
    pub count: u64,
    /// Their common number, where there are several.
    pub batch: Option<Uuid>,
}

/// What a rule is called (规则名称); its code where nobody knows it.
pub fn rule_title(code: &str) -> &str {
    match xunwang_rules::rule(code) {
        Some(rule) => rule.title,
        None if code == "site-unreachable" => "站点无法访问",
        None => code,
    }
}

/// Several findings at once are no more than this.
const MOST_AT_ONCE: u32 = 5000;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// The first `limit` findings that answer the filter, with the counts beside them.
///
/// # Errors
/// There is no such round, or the caller may not see it.
pub async fn queue(
    app: &App,
    caller: &Caller,
    round: RoundId,
    filter: &QueueFilter,
    limit: u32,
) -> Result<Queue, AppError> {
    let mut tx = app.store.read().await?;
    let round = visible(&mut *tx, caller, round).await?;
    let all = sites_of(app, &mut *tx, caller, Permission::ViewRounds, &round).await?;
    let base = FindingQuery {
        sites: all,
        ..blank(round.id)
    };
    let verdicts = tx.count_findings(&base, CountBy::Verdict).await?;
    let query = filter.query(base);
    let without_rule = FindingQuery {
        rule: None,
        ..query.clone()
    };
    Ok(Queue {
        rules: tx.count_findings(&without_rule, CountBy::Rule).await?,
        found: total(&mut *tx, &query).await?,
        findings: tx.findings(&query, limit).await?,
        verdicts,
        round,
    })
}

impl QueueFilter {
    fn query(&self, base: FindingQuery) -> FindingQuery {
        let sites = match (&self.site, base.sites) {
            (Some(site), Some(own)) => Some(own.into_iter().filter(|one| one == site).collect()),
            (Some(site), None) => Some(vec![site.clone()]),
            (None, own) => own,
        };
        FindingQuery {
            sites,
            verdict: Some(self.verdict),
            rule: self.rule.clone(),
            level: self.level,
            ..base
        }
    }
}

pub(super) fn blank(round: RoundId) -> FindingQuery {
    FindingQuery {
        round,
        sites: None,
        verdict: None,
        rule: None,
        indicator: None,
        level: None,
        object_group: None,
        template_group: None,
        after: None,
    }
}

/// The sites of a round that a right of the caller reaches; `None` where it reaches all.
pub(super) async fn sites_of(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    permission: Permission,
    round: &Round,
) -> Result<Option<Vec<SiteCode>>, AppError> {
    if caller.may(permission, round.organization) {
        return Ok(None);
    }
    let summary = summary(app, tx, round.id).await?;
    let own = summary
        .sites
        .iter()
        .map(|one| &one.roster.site)
        .filter(|site| caller.may(permission, site.organization));
    Ok(Some(own.map(|site| site.site.code.clone()).collect()))
}

async fn total(tx: &mut dyn Tx, query: &FindingQuery) -> Result<u64, AppError> {
    let counted = tx.count_findings(query, CountBy::Nothing).await?;
    Ok(counted.first().map_or(0, |(_, count)| *count))
}

/// One finding.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn finding_view(
    app: &App,
    caller: &Caller,
    id: FindingId,
    filter: &QueueFilter,
) -> Result<FindingView, AppError> {
    let mut tx = app.store.read().await?;
    let (round, finding, may_decide) = seen(&mut *tx, caller, id).await?;
    let mut reached = [0; 3];
    for (count, reach) in reached
        .iter_mut()
        .zip([Reach::Object, Reach::Template, Reach::Site])
    {
        if let Some(query) = others(app, &mut *tx, caller, &round, &finding, reach).await? {
            *count = total(&mut *tx, &query)
                .await?
                .saturating_sub(u64::from(finding.verdict().is_none()));
        }
    }
    let [same_object, same_template, same_site] = reached;
    let titles: HashMap<RoundId, String> = tx
        .rounds()
        .await?
        .into_iter()
        .map(|round| (round.id, round.title()))
        .collect();
    let earlier = tx.findings_of_key(&finding.line.key, round.id).await?;
    let earlier = earlier
        .into_iter()
        .map(|one| (titles.get(&one.round).cloned().unwrap_or_default(), one))
        .collect();
    let next = next_of(app, &mut *tx, caller, &round, &finding, filter).await?;
    Ok(FindingView {
        same_object,
        same_template,
        same_site,
        earlier,
        next,
        may_decide: may_decide && round.must_be_under_review().is_ok(),
        round,
        finding,
    })
}

/// The finding behind this one in the queue that the filter shows; the first of it where none is behind.
async fn next_of(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    round: &Round,
    finding: &RoundFinding,
    filter: &QueueFilter,
) -> Result<Option<FindingId>, AppError> {
    let base = FindingQuery {
        sites: sites_of(app, tx, caller, Permission::ViewRounds, round).await?,
        ..blank(round.id)
    };
    let query = filter.query(base);
    let behind = FindingQuery {
        after: Some(QueuePlace {
            level: finding.line.level,
            rule: finding.line.rule.clone(),
            place: finding.place,
        }),
        ..query.clone()
    };
    for query in [behind, query] {
        let found = tx.findings(&query, 2).await?;
        if let Some(next) = found.into_iter().find(|one| one.id != finding.id) {
            return Ok(Some(next.id));
        }
    }
    Ok(None)
}

/// A finding that the caller may see, with its round, and whether the caller may decide on findings of its site.
pub(super) async fn seen(
    tx: &mut dyn Tx,
    caller: &Caller,
    id: FindingId,
) -> Result<(Round, RoundFinding, bool), AppError> {
    let finding = tx.finding(id).await?.ok_or(AppError::NotFound)?;
    let round = tx.round(finding.round).await?.ok_or(AppError::NotFound)?;
    let row = tx.roster_site(round.id, &finding.line.site_code).await?;
    let organization = row.ok_or(AppError::NotFound)?.site.site.organization;
    if !touches(caller, Permission::ViewRounds, &round) || !caller.may(Permission::ViewRounds, organization) {
        return Err(AppError::NotFound);
    }
    Ok((
        round,
        finding,
        caller.may(Permission::ReviewFindings, organization),
    ))
}

/// What a decision of this reach would settle: only what waits for one. `None` where it reaches nothing else.
async fn others(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    round: &Round,
    finding: &RoundFinding,
    reach: Reach,
) -> Result<Option<FindingQuery>, AppError> {
    let line = &finding.line;
    let mut query = FindingQuery {
        sites: sites_of(app, tx, caller, Permission::ReviewFindings, round).await?,
        verdict: Some(None),
        rule: Some(line.rule.clone()),
        ..blank(round.id)
    };
    match reach {
        Reach::One => return Ok(None),
        Reach::Object => {
            let group = line.object_group();
            if group.is_empty() {
                return Ok(None);
            }
            query.object_group = Some(group);
        }
        Reach::Template => query.template_group = Some(line.template_group()),
        Reach::Site => {
            let own = query.sites.is_none_or(|sites| sites.contains(&line.site_code));
            query.sites = Some(own.then(|| line.site_code.clone()).into_iter().collect());
        }
    }
    Ok(Some(query))
}

/// Decides on a finding, and on all that the decision reaches, in one transaction.
///
/// # Errors
/// The caller may not; somebody else was faster; or more or fewer than were shown would be settled.
pub async fn decide(
    app: &App,
    caller: &Caller,
    id: FindingId,
    decision: Decision,
) -> Result<Decided, AppError> {
    if decision.note.chars().count() > LONGEST_NOTE || decision.reason.chars().count() > LONGEST_NOTE {
        return Err(AppError::refused("备注不能超过500字"));
    }
    if decision.verdict == Verdict::Dismissed && decision.reason.trim().is_empty() {
        return Err(AppError::refused("排除须选择理由"));
    }
    let mut tx = app.store.begin().await?;
    let (round, mut finding, may_decide) = seen(&mut *tx, caller, id).await?;
    if !may_decide {
        return Err(AppError::Forbidden);
    }
    round.must_be_under_review().map_err(AppError::refused)?;
    let mut all = Vec::new();
    if let Some(query) = others(app, &mut *tx, caller, &round, &finding, decision.reach).await? {
        all = tx.findings(&query, MOST_AT_ONCE + 1).await?;
        all.retain(|one| one.id != finding.id);
        if all.len() as u64 != decision.expected {
            return Err(AppError::refused(format!(
                "待办数量已变：页面显示另有{}条，现在是{}条。没有办理，请刷新后再决定",
                decision.expected,
                all.len()
            )));
        }
        if all.len() > MOST_AT_ONCE as usize {
            return Err(AppError::refused(format!(
                "一次最多办理{MOST_AT_ONCE}条；请先按规则或网站筛选"
            )));
        }
    }
    let batch = (!all.is_empty()).then(|| app.new_id());
    let review = Review {
        verdict: Some(decision.verdict),
        reason: decision.reason.trim().to_owned(),
        note: decision.note.trim().to_owned(),
        by: caller.user.id,
        name: caller.user.name.clone(),
        at: app.now(),
        batch,
    };
    finding
        .say(review.clone(), decision.version)
        .map_err(AppError::refused)?;
    tx.put_reviews(&finding).await?;
    for other in &mut all {
        let version = other.version();
        other.say(review.clone(), version).map_err(AppError::refused)?;
        tx.put_reviews(other).await?;
    }
    let count = 1 + all.len() as u64;
    let action = match count {
        1 => format!("复核线索：{}", decision.verdict.label()),
        several => format!("批量复核{several}条线索：{}", decision.verdict.label()),
    };
    record(app, &mut *tx, caller, &action, &finding, value(&review)).await?;
    tx.commit().await?;
    Ok(Decided { count, batch })
}

/// Takes back the caller's own last decision on a finding, with all that it settled.
///
/// # Errors
/// The last word is not the caller's, or the round is no longer under review.
pub async fn undo(app: &App, caller: &Caller, id: FindingId) -> Result<u64, AppError> {
    let mut tx = app.store.begin().await?;
    let (round, finding, may_decide) = seen(&mut *tx, caller, id).await?;
    if !may_decide {
        return Err(AppError::Forbidden);
    }
    round.must_be_under_review().map_err(AppError::refused)?;
    let own = |one: &RoundFinding| one.current().is_some_and(|last| last.by == caller.user.id);
    if !own(&finding) {
        return Err(AppError::refused("最近的结论不是您作的，不能撤销；可以另作结论"));
    }
    let batch = finding.current().and_then(|last| last.batch);
    let mut all = vec![finding.clone()];
    if batch.is_some() {
        let query = FindingQuery {
            rule: Some(finding.line.rule.clone()),
            verdict: Some(finding.verdict()),
            ..blank(round.id)
        };
        let mut others = tx.findings(&query, u32::MAX).await?;
        others.retain(|one| {
            one.id != finding.id && own(one) && one.current().is_some_and(|last| last.batch == batch)
        });
        all.extend(others);
    }
    let review = Review {
        verdict: None,
        reason: String::new(),
        note: String::new(),
        by: caller.user.id,
        name: caller.user.name.clone(),
        at: app.now(),
        batch,
    };
    for one in &mut all {
        let version = one.version();
        one.say(review.clone(), version).map_err(AppError::refused)?;
        tx.put_reviews(one).await?;
    }
    let action = format!("撤销复核结论（{}条）", all.len());
    record(app, &mut *tx, caller, &action, &finding, None).await?;
    tx.commit().await?;
    Ok(all.len() as u64)
}

async fn record(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    action: &str,
    finding: &RoundFinding,
    after: Option<serde_json::Value>,
) -> Result<(), AppError> {
    let object = (
        "finding",
        finding.id.0.to_string(),
        finding.line.site_name.as_str(),
    );
    let before = finding.reviews.iter().rev().nth(1).and_then(value);
    tx.record(&caller.event(app, action, object, (before, after)))
        .await?;
    Ok(())
}
