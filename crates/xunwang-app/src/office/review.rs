//! Review (复核): the queue, and one finding with what can be said of it.

use std::collections::HashMap;

use xunwang_domain::finding::{Level, RuleCode};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, RoundFinding, Verdict};
use xunwang_domain::round::{Round, RoundId};
use xunwang_ports::{CountBy, FindingQuery, QueuePlace, Tx};

use super::confidential::{all_shown, may_see, named, shown};
use super::decide::{Reach, others};
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
    /// About the same object, by the name of its group.
    pub object: Option<String>,
    /// In the same template, by the name of its group.
    pub template: Option<String>,
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
    /// Where its content is withheld from the caller: who may see it, by name.
    pub withheld: Option<Vec<String>>,
}

/// What a rule is called (规则名称); its code where nobody knows it.
pub fn rule_title(code: &str) -> &str {
    match xunwang_rules::rule(code) {
        Some(rule) => rule.title,
        None if code == "site-unreachable" => "站点无法访问",
        None if code == RuleCode::REPORTED.0 => "其他渠道反映的问题",
        None => code,
    }
}

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
    let base = FindingQuery {
        sites: sites_seen(app, &mut *tx, caller, Permission::ViewRounds, &round).await?,
        ..blank(round.id)
    };
    let verdicts = tx.count_findings(&base, CountBy::Verdict).await?;
    let query = filter.query(base);
    let without_rule = FindingQuery {
        rule: None,
        ..query.clone()
    };
    let findings = tx.findings(&query, limit).await?;
    Ok(Queue {
        rules: tx.count_findings(&without_rule, CountBy::Rule).await?,
        found: total(&mut *tx, &query).await?,
        findings: all_shown(app, &mut *tx, caller, round.id, findings).await?,
        verdicts,
        round,
    })
}

impl QueueFilter {
    pub(super) fn query(&self, base: FindingQuery) -> FindingQuery {
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
            object_group: self.object.clone(),
            template_group: self.template.clone(),
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

/// Those of them that lie in what the caller has chosen to look at, for lists.
pub(super) async fn sites_seen(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    permission: Permission,
    round: &Round,
) -> Result<Option<Vec<SiteCode>>, AppError> {
    if caller.looks_at(round.organization) {
        return sites_of(app, tx, caller, permission, round).await;
    }
    let summary = summary(app, tx, round.id).await?;
    let own = summary
        .sites
        .iter()
        .map(|one| &one.roster.site)
        .filter(|site| caller.sees(permission, site.organization));
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
    let Seen {
        round,
        finding,
        organization,
        may_decide,
        is_withheld,
    } = seen(&mut *tx, caller, id).await?;
    let mut reached = [0; 3];
    let reaches = [Reach::Object, Reach::Template, Reach::Site];
    for (count, reach) in reached.iter_mut().zip(reaches).filter(|_| !is_withheld) {
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
        .map(|one| {
            let title = titles.get(&one.round).cloned().unwrap_or_default();
            (title, shown(caller, one, organization))
        })
        .collect();
    let next = next_of(app, &mut *tx, caller, &round, &finding, filter).await?;
    let withheld = match is_withheld {
        true => Some(named(&mut *tx, &caller.tree, organization).await?),
        false => None,
    };
    Ok(FindingView {
        withheld,
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
        sites: sites_seen(app, tx, caller, Permission::ViewRounds, round).await?,
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

/// A finding as the caller may see it, with its round.
pub(super) struct Seen {
    pub(super) round: Round,
    pub(super) finding: RoundFinding,
    /// Whose site it is about.
    pub(super) organization: OrganizationId,
    /// May the caller decide on it? Nobody decides on what is withheld.
    pub(super) may_decide: bool,
    /// Is its content withheld?
    pub(super) is_withheld: bool,
}

/// A finding that the caller may decide on now, with its round.
pub(super) async fn decidable(
    tx: &mut dyn Tx,
    caller: &Caller,
    id: FindingId,
) -> Result<(Round, RoundFinding), AppError> {
    let seen = seen(tx, caller, id).await?;
    if !seen.may_decide {
        return Err(AppError::Forbidden);
    }
    seen.round.must_be_under_review().map_err(AppError::refused)?;
    Ok((seen.round, seen.finding))
}

pub(super) async fn seen(tx: &mut dyn Tx, caller: &Caller, id: FindingId) -> Result<Seen, AppError> {
    let finding = tx.finding(id).await?.ok_or(AppError::NotFound)?;
    let round = tx.round(finding.round).await?.ok_or(AppError::NotFound)?;
    let row = tx.roster_site(round.id, &finding.line.site_code).await?;
    let organization = row.ok_or(AppError::NotFound)?.site.site.organization;
    if !touches(caller, Permission::ViewRounds, &round) || !caller.may(Permission::ViewRounds, organization) {
        return Err(AppError::NotFound);
    }
    let is_withheld = !may_see(caller, &finding.line.rule, organization);
    Ok(Seen {
        round,
        finding: shown(caller, finding, organization),
        organization,
        may_decide: !is_withheld && caller.may(Permission::ReviewFindings, organization),
        is_withheld,
    })
}
