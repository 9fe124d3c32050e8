//! The judgement of a round (判定): site by site, once nothing is open that nobody answers for.

use std::sync::Arc;

use xunwang_domain::account::AccountStanding;
use xunwang_domain::judgement::{JudgedSite, Judgement};
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::{Judged, Round, RoundId, RoundStage};
use xunwang_domain::score::Rows;
use xunwang_domain::standard::Standard;
use xunwang_ports::{MediaResultQuery, Tx};

use super::rounds::{managed, record, visible};
use super::standing::Grounds;
use super::summary::{SiteSummary, summary};
use super::{App, AppError, Caller};

/// What a round comes to (判定结果).
#[derive(Clone, Debug)]
pub struct RoundResult {
    /// The round.
    pub round: Round,
    /// Its standard.
    pub standard: Standard,
    /// The sites that the caller may see.
    pub sites: Vec<Arc<SiteSummary>>,
    /// Is it only what it would come to now?
    pub is_preview: bool,
    /// Does the preview count rows of the standard that nobody has confirmed?
    pub with_unconfirmed: bool,
    /// May the caller judge?
    pub may_manage: bool,
}

/// What a round was judged, or what it would be judged now.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn round_result(
    app: &App,
    caller: &Caller,
    id: RoundId,
    with_unconfirmed: bool,
) -> Result<RoundResult, AppError> {
    let mut tx = app.store.read().await?;
    let round = visible(&mut *tx, caller, id).await?;
    let summary = summary(app, &mut *tx, id).await?;
    let own = summary.sites.iter().filter(|one| {
        one.roster.counts() && caller.sees(Permission::ViewRounds, one.roster.site.organization)
    });
    Ok(RoundResult {
        may_manage: caller.may(Permission::ManageRounds, round.organization),
        standard: summary.standard.clone(),
        is_preview: round.stage != RoundStage::Judged || with_unconfirmed,
        sites: own.cloned().collect(),
        with_unconfirmed,
        round,
    })
}

impl RoundResult {
    /// What a site of it was judged, or would be.
    pub fn judged<'a>(&self, site: &'a SiteSummary) -> &'a JudgedSite {
        if self.with_unconfirmed {
            &site.preview
        } else {
            &site.judged
        }
    }
}

/// What one site comes to, with its place in the roster.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn site_result(
    app: &App,
    caller: &Caller,
    id: RoundId,
    site: &SiteCode,
    with_unconfirmed: bool,
) -> Result<RoundResult, AppError> {
    let mut result = round_result(app, caller, id, with_unconfirmed).await?;
    result.sites.retain(|one| one.roster.site.site.code == *site);
    if result.sites.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok(result)
}

/// Judges the round: from now on its findings and judgements stand.
///
/// # Errors
/// The caller may not, or something is open: the gate names it.
pub async fn judge_round(app: &App, caller: &Caller, id: RoundId) -> Result<usize, AppError> {
    let mut tx = app.store.begin().await?;
    let before = managed(&mut *tx, caller, id).await?;
    before.must_be_under_review().map_err(AppError::refused)?;
    let grounds = Grounds::read(&mut *tx, id, None).await?;
    let open = grounds.gate()?;
    if !open.is_empty() {
        return Err(AppError::refused(format!(
            "还有{}项未决，不能判定；请先在“未决事项”中逐项处理",
            open.len()
        )));
    }
    accounts_are_decided(&mut *tx, id).await?;
    let mut failed = 0;
    for row in grounds.roster.iter().filter(|row| row.site.counts()) {
        let judged = grounds.judge(row, Rows::Confirmed)?;
        failed += usize::from(judged.site.judgement == Judgement::Unqualified);
        let kept = serde_json::to_string(&judged).expect("plain values serialize");
        tx.put_judgement(id, &row.site.site.site.code, Some(&kept))
            .await?;
    }
    let mut after = before.clone();
    after.stage = RoundStage::Judged;
    after.judged = Some(Judged {
        at: app.now(),
        by: caller.user.name.clone(),
    });
    tx.put_round(&after).await?;
    record(app, &mut *tx, caller, "判定", (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(failed)
}

/// Takes the judgement back, so that findings can be decided on again. Who does it, and why, stays.
///
/// # Errors
/// The caller may not, nothing is given as a reason, or the round was not judged.
pub async fn reopen_round(app: &App, caller: &Caller, id: RoundId, reason: &str) -> Result<(), AppError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::refused("请写明撤销判定的理由"));
    }
    let mut tx = app.store.begin().await?;
    let before = managed(&mut *tx, caller, id).await?;
    if before.stage != RoundStage::Judged {
        return Err(AppError::refused("这一轮还没有判定"));
    }
    for row in tx.roster(id).await? {
        tx.put_judgement(id, &row.site.site.site.code, None).await?;
    }
    let mut after = before.clone();
    after.stage = RoundStage::Reviewing;
    after.judged = None;
    tx.put_round(&after).await?;
    let action = format!("撤销判定（{reason}）");
    record(app, &mut *tx, caller, &action, (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(())
}

/// The accounts of the round, where they are inspected: each that seems to fail decided on by two people, and somebody answering
/// for how many were not measured.
async fn accounts_are_decided(tx: &mut dyn Tx, id: RoundId) -> Result<(), AppError> {
    let Some(run) = tx.media_run(id).await? else {
        return Ok(());
    };
    if run.finished_at.is_none() {
        return Err(AppError::refused("新媒体正在检查，请等它完成再判定"));
    }
    let (mut open, mut unmeasured) = (0, 0);
    for (standing, _, count) in tx.count_media_results(&MediaResultQuery::of(id)).await? {
        open += if standing.is_open() { count } else { 0 };
        unmeasured += if standing == AccountStanding::NotMeasured {
            count
        } else {
            0
        };
    }
    if open > 0 {
        return Err(AppError::Refused(format!(
            "新媒体还有{open}个账号待认定或待审定，不能判定；请先在“新媒体”中办理"
        )));
    }
    let accepted = run.accepted.map_or(0, |accepted| accepted.count);
    if unmeasured != accepted {
        return Err(AppError::Refused(format!(
            "新媒体有{unmeasured}个账号未能检测；请补充核查后重新检查，或者在“新媒体”中确认从缺并写明理由"
        )));
    }
    Ok(())
}
