//! Rounds (检查轮次): opened with a frozen roster, collected, put to the bodies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use xunwang_domain::circular::Quarter;
use xunwang_domain::judgement::{JudgedSite, Judgement};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_domain::registry::{SiteCode, SiteStatus};
use xunwang_domain::round::{
    ObjectionTerm, RosterChange, RosterReason, RosterSite, Round, RoundDates, RoundId, RoundScope,
    RoundStage, draw_roster, end_of_day,
};
use xunwang_domain::standard::{Standard, StandardVersion};
use xunwang_ports::{RosterRow, Tx};

use super::caller::value;
use super::standards::{standard_in_force, standards_for_rounds};
use super::summary::{SiteSummary, summary};
use super::{App, AppError, Caller};

/// A new round.
#[derive(Clone, Debug)]
pub struct NewRound {
    /// 季度
    pub quarter: Quarter,
    /// The branch whose sites are inspected.
    pub organization: OrganizationId,
    /// Its dates.
    pub dates: RoundDates,
    /// 检查范围
    pub scope: RoundScope,
    /// 检查指标: the number of a version in force; `None`: the one that counts today.
    pub standard: Option<u32>,
}

/// A round with what stands in it.
#[derive(Clone, Debug)]
pub struct RoundView {
    /// The round.
    pub round: Round,
    /// What its standard is called.
    pub standard: String,
    /// Sites of the roster that the caller may see.
    pub sites: Vec<Arc<SiteSummary>>,
    /// How far the collection is, while one is going on here.
    pub progress: Option<CollectionProgress>,
    /// May the caller manage it?
    pub may_manage: bool,
}

/// How far a collection is (采集进度).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CollectionProgress {
    /// Sites concluded.
    pub done: u64,
    /// All sites.
    pub sites: u64,
    /// Pages read.
    pub pages: u64,
    /// Requests made.
    pub requests: u64,
    /// Sites that only wait for the second look.
    pub waiting: u64,
    /// What it will still take, in seconds, by what it took until now.
    pub seconds_left: Option<u64>,
}

/// Opens a round: the roster is drawn and frozen.
///
/// # Errors
/// The caller may not; the dates contradict themselves; the register had no running site on that day; or there is a round of
/// that quarter for that branch already.
pub async fn open_round(app: &App, caller: &Caller, new: NewRound) -> Result<RoundId, AppError> {
    caller.must(Permission::ManageRounds, new.organization)?;
    let faults = new.dates.faults();
    if !faults.is_empty() {
        return Err(AppError::refused(faults.join("；")));
    }
    if let RoundScope::Sample { percent, .. } = new.scope
        && !(1..=100).contains(&percent)
    {
        return Err(AppError::refused("抽查比例应为1到100的整数"));
    }
    let standard = standard_for(app, &new).await?;
    let mut tx = app.store.begin().await?;
    let earlier = tx.rounds().await?;
    let same_branch = |round: &&Round| round.organization == new.organization;
    if earlier
        .iter()
        .filter(same_branch)
        .any(|round| round.quarter == new.quarter)
    {
        return Err(AppError::refused(format!(
            "已有{}的检查轮次；请在那一轮继续，或另选季度",
            new.quarter.in_full()
        )));
    }
    let previous = earlier
        .iter()
        .filter(same_branch)
        .filter(|round| round.quarter < new.quarter)
        .max_by_key(|round| round.quarter)
        .map(|round| round.id);
    let failed = match previous {
        Some(previous) => failures(&mut *tx, previous).await?,
        None => BTreeSet::new(),
    };
    let Some(end) = end_of_day(new.dates.roster_day) else {
        return Err(AppError::refused("统计口径日写法不对"));
    };
    let mut sites = tx.sites_at(end).await?;
    sites.retain(|one| caller.tree.holds(new.organization, one.organization));
    let roster = draw_roster(sites, new.scope, &failed);
    if roster.is_empty() {
        return Err(AppError::refused(format!(
            "统计口径日 {} 的台账里没有正常运行的网站；请先导入台账，或选导入之后的日期",
            new.dates.roster_day
        )));
    }
    let round = Round {
        id: RoundId(app.new_id()),
        quarter: new.quarter,
        organization: new.organization,
        dates: new.dates,
        scope: new.scope,
        standard: standard.number,
        previous,
        stage: RoundStage::Planned,
        made_at: app.now(),
        made_by: caller.user.name.clone(),
        as_of: None,
        collected_at: None,
        objections: None,
        accepted: Vec::new(),
        judged: None,
    };
    tx.put_round(&round).await?;
    tx.put_roster(round.id, &roster).await?;
    record(app, &mut *tx, caller, "新建检查轮次", (None, &round)).await?;
    tx.commit().await?;
    Ok(round.id)
}

/// The version by which a new round is inspected: one in force whose days hold some of the sampling window.
async fn standard_for(app: &App, new: &NewRound) -> Result<StandardVersion, AppError> {
    let Some(number) = new.standard else {
        return standard_in_force(app)
            .await?
            .ok_or_else(|| AppError::refused("没有已启用、在有效期内的检查指标；请先在“指标”栏启用一版"));
    };
    let mut versions = standards_for_rounds(app).await?.into_iter();
    let version = versions
        .find(|version| version.number == number)
        .ok_or_else(|| AppError::Refused(format!("检查指标第{number}版没有启用；请选已启用的一版")))?;
    let (standard, [first, last]) = (&version.standard, new.dates.window);
    if standard.effective_from > last || standard.effective_to.is_some_and(|end| end < first) {
        let end = standard
            .effective_to
            .map_or("今".to_owned(), |end| end.to_string());
        return Err(AppError::Refused(format!(
            "检查指标第{number}版的有效期（{} 至{end}）与检查采样时间（{first} 至 {last}）没有重合；请另选一版",
            standard.effective_from
        )));
    }
    Ok(version)
}

/// The sites that failed in a round.
async fn failures(tx: &mut dyn Tx, round: RoundId) -> Result<BTreeSet<SiteCode>, AppError> {
    let failed = |row: RosterRow| {
        let judged: JudgedSite = serde_json::from_str(row.judgement.as_deref()?).ok()?;
        (judged.site.judgement == Judgement::Unqualified).then_some(row.site.site.site.code)
    };
    Ok(tx.roster(round).await?.into_iter().filter_map(failed).collect())
}

/// The rounds in which the caller may see some site, the latest first.
///
/// # Errors
/// The store could not.
pub async fn rounds(app: &App, caller: &Caller) -> Result<Vec<Round>, AppError> {
    let mut rounds = app.store.read().await?.rounds().await?;
    rounds.retain(|round| touches(caller, Permission::ViewRounds, round));
    Ok(rounds)
}

/// Does a right of the caller reach into the round, or the round into the caller's branch?
pub(super) fn touches(caller: &Caller, permission: Permission, round: &Round) -> bool {
    caller.may(permission, round.organization)
        || caller
            .user
            .branches(permission)
            .into_iter()
            .any(|branch| caller.tree.holds(round.organization, branch))
}

/// A round with the sites that the caller may see.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn round_view(app: &App, caller: &Caller, id: RoundId) -> Result<RoundView, AppError> {
    let mut tx = app.store.read().await?;
    let round = visible(&mut *tx, caller, id).await?;
    let summary = summary(app, &mut *tx, id).await?;
    let mut sites = summary.sites.clone();
    sites.retain(|one| caller.sees(Permission::ViewRounds, one.roster.site.organization));
    Ok(RoundView {
        may_manage: caller.may(Permission::ManageRounds, round.organization),
        progress: app.collection_progress(id),
        standard: summary.standard.title.clone(),
        round,
        sites,
    })
}

/// A round that the caller may see.
pub(super) async fn visible(tx: &mut dyn Tx, caller: &Caller, id: RoundId) -> Result<Round, AppError> {
    let round = tx.round(id).await?.ok_or(AppError::NotFound)?;
    if !touches(caller, Permission::ViewRounds, &round) {
        return Err(AppError::NotFound);
    }
    Ok(round)
}

/// A round that the caller may manage.
pub(super) async fn managed(tx: &mut dyn Tx, caller: &Caller, id: RoundId) -> Result<Round, AppError> {
    let round = visible(tx, caller, id).await?;
    caller.must(Permission::ManageRounds, round.organization)?;
    Ok(round)
}

/// Begins to collect: the moment is the monitoring point.
///
/// # Errors
/// The caller may not, or it has begun before.
pub async fn begin_collection(app: &App, caller: &Caller, id: RoundId) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let before = managed(&mut *tx, caller, id).await?;
    let after = before.clone().collect(app.now()).map_err(AppError::refused)?;
    tx.put_round(&after).await?;
    record(app, &mut *tx, caller, "开始采集", (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks the bodies what they say to the problems found, until a day.
///
/// # Errors
/// The caller may not, the round is not under review, or the day lies in the past.
pub async fn ask_objections(
    app: &App,
    caller: &Caller,
    id: RoundId,
    until: NaiveDate,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let before = managed(&mut *tx, caller, id).await?;
    before.must_be_under_review().map_err(AppError::refused)?;
    if end_of_day(until).is_none_or(|end| end <= app.now()) {
        return Err(AppError::refused(format!(
            "反馈截止日 {until} 已过；请选今天或以后的日期"
        )));
    }
    let mut after = before.clone();
    after.objections = Some(ObjectionTerm {
        from: app.now(),
        until,
        by: caller.user.name.clone(),
    });
    tx.put_round(&after).await?;
    record(app, &mut *tx, caller, "请主办单位核实", (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks that a site leave the frozen roster; somebody else grants it.
///
/// # Errors
/// The caller may not, nothing is given as a reason, or the round has been judged.
pub async fn ask_removal(
    app: &App,
    caller: &Caller,
    id: RoundId,
    site: &SiteCode,
    reason: &str,
) -> Result<(), AppError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(AppError::refused("请写明核减的理由和凭证（500字以内）"));
    }
    change_roster(app, caller, id, site, "申请核减", |one| {
        if one.removal.is_some() || one.pending().is_some() {
            return Err(AppError::refused("这个网站已有名单增减申请"));
        }
        one.removal = Some(RosterChange {
            reason: reason.to_owned(),
            asked_by: (caller.user.id, caller.user.name.clone()),
            asked_at: app.now(),
            granted: None,
        });
        Ok(())
    })
    .await
}

/// Asks that a site of the register enter the frozen roster; somebody else grants it.
///
/// # Errors
/// The caller may not, nothing is given as a reason, the site is not running or stands there already, or the round has been
/// judged.
pub async fn ask_addition(
    app: &App,
    caller: &Caller,
    id: RoundId,
    code: &SiteCode,
    reason: &str,
) -> Result<(), AppError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(AppError::refused("请写明增补的理由和凭证（500字以内）"));
    }
    let mut tx = app.store.begin().await?;
    let round = managed(&mut *tx, caller, id).await?;
    if round.stage == RoundStage::Judged {
        return Err(AppError::refused("这一轮已经判定，名单不能再改"));
    }
    let site = tx.site(code).await?;
    let site = site.filter(|one| caller.tree.holds(round.organization, one.organization));
    let Some(site) = site.filter(|one| one.site.status == SiteStatus::Running) else {
        return Err(AppError::refused(format!(
            "台账中没有正常运行的网站 {code}；请核对标识码"
        )));
    };
    let roster = tx.roster(id).await?;
    if roster.iter().any(|row| row.site.site.site.code == *code) {
        return Err(AppError::refused(format!("{code} 已在名单中")));
    }
    let place = roster.iter().map(|row| row.site.place).max().unwrap_or_default() + 1;
    let added = RosterSite {
        place,
        why: RosterReason::Added,
        addition: Some(RosterChange {
            reason: reason.to_owned(),
            asked_by: (caller.user.id, caller.user.name.clone()),
            asked_at: app.now(),
            granted: None,
        }),
        removal: None,
        site,
    };
    tx.put_roster(id, std::slice::from_ref(&added)).await?;
    let object = (
        "roster",
        format!("{} {code}", id.0),
        added.site.site.name.as_str(),
    );
    tx.record(&caller.event(app, "申请增补", object, (None, value(&added.addition))))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Grants or refuses what somebody else has asked for; who asked may only take it back.
///
/// # Errors
/// The caller may not, or has asked for it.
pub async fn settle_change(
    app: &App,
    caller: &Caller,
    id: RoundId,
    site: &SiteCode,
    granted: bool,
) -> Result<(), AppError> {
    let action = if granted {
        "同意名单增减"
    } else {
        "不同意名单增减"
    };
    change_roster(app, caller, id, site, action, |one| {
        let Some(pending) = one.pending().cloned() else {
            return Err(AppError::refused("这个网站没有待审的名单增减申请"));
        };
        if granted && pending.asked_by.0 == caller.user.id {
            return Err(AppError::refused("名单增减须由另一名监管员审核；您是申请人"));
        }
        let settled = RosterChange {
            granted: Some((caller.user.name.clone(), app.now())),
            ..pending
        };
        let is_addition = one
            .addition
            .as_ref()
            .is_some_and(|change| change.granted.is_none());
        match (is_addition, granted) {
            (true, true) => one.addition = Some(settled),
            // It stays in the list as one that does not count, with who asked and who refused.
            (true, false) => one.removal = Some(settled),
            (false, true) => one.removal = Some(settled),
            (false, false) => one.removal = None,
        }
        Ok(())
    })
    .await
}

async fn change_roster(
    app: &App,
    caller: &Caller,
    id: RoundId,
    site: &SiteCode,
    action: &str,
    change: impl FnOnce(&mut RosterSite) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let round = managed(&mut *tx, caller, id).await?;
    if round.stage == RoundStage::Judged {
        return Err(AppError::refused("这一轮已经判定，名单不能再改"));
    }
    let row = tx.roster_site(id, site).await?.ok_or(AppError::NotFound)?;
    let mut after = row.site.clone();
    change(&mut after)?;
    tx.put_roster(id, std::slice::from_ref(&after)).await?;
    let object = (
        "roster",
        format!("{} {site}", id.0),
        after.site.site.name.as_str(),
    );
    let of = |one: &RosterSite| value(&(&one.addition, &one.removal));
    let change = (of(&row.site), of(&after));
    tx.record(&caller.event(app, action, object, change)).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn record(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    action: &str,
    (before, after): (Option<&Round>, &Round),
) -> Result<(), AppError> {
    let title = after.title();
    let object = ("round", after.id.0.to_string(), title.as_str());
    let change = (before.and_then(value), value(after));
    tx.record(&caller.event(app, action, object, change)).await?;
    Ok(())
}

/// The standard of a version (检查指标).
pub(super) async fn standard_of(tx: &mut dyn Tx, version: u32) -> Result<Standard, AppError> {
    let version = tx.standard_version(version).await?;
    Ok(version.ok_or(AppError::NotFound)?.standard)
}

impl App {
    /// How far the collection of a round is, where this process makes one.
    pub(super) fn collection_progress(&self, id: RoundId) -> Option<CollectionProgress> {
        let going = self.collecting.lock().ok()?.get(&id).cloned()?;
        let done = going.progress.sites_done().min(going.sites);
        let here = done.saturating_sub(going.before);
        let spent = (self.now() - going.begun_at).num_seconds().max(0).unsigned_abs();
        let rest = going.sites - done;
        Some(CollectionProgress {
            done,
            sites: going.sites,
            pages: going.progress.pages(),
            requests: going.progress.requests(),
            waiting: going.progress.sites_waiting(),
            seconds_left: (here > 0 && rest > 0).then(|| spent * rest / here),
        })
    }
}

/// How many sites of a roster were read, were not, and are not yet visited (检查进展).
pub fn standing_of(sites: &[Arc<SiteSummary>]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for one in sites.iter().filter(|one| one.roster.counts()) {
        *counts.entry(one.visit.label()).or_default() += 1;
    }
    counts
}
