//! An inspection that was made on the command line becomes the collection of a round (采用已完成的检查): nothing is fetched twice.

use std::collections::HashSet;

use xunwang_domain::round::RoundId;

use super::rounds::{managed, record, standard_of};
use super::{App, AppError, Caller};
use crate::inspection::Plan;

/// Takes the finished inspection that lies in the round's folder for the round's collection: its monitoring point is the
/// round's, and its findings are taken over next.
///
/// # Errors
/// The caller may not, the round has begun before, or the inspection is not finished, goes by another standard or leaves sites
/// of the roster out.
pub async fn adopt_inspection(app: &App, caller: &Caller, id: RoundId) -> Result<(), AppError> {
    let folder = app.folders.store(id.into()).await?;
    let run = folder.read().await?.run().await?;
    let run = run.filter(|run| run.finished_at.is_some());
    let run = run.ok_or_else(|| AppError::refused("这一轮的文件夹里没有已完成的检查；请先把检查做完"))?;
    let plan: Plan = serde_json::from_str(&run.plan)
        .map_err(|error| AppError::Refused(format!("检查计划不能读取：{error}")))?;
    let mut tx = app.store.begin().await?;
    let before = managed(&mut *tx, caller, id).await?;
    let standard = standard_of(&mut *tx, before.standard).await?;
    if plan.standard != standard.id {
        return Err(AppError::Refused(format!(
            "检查依据的指标（{}）与这一轮的（{}）不同，不能采用",
            plan.standard, standard.id
        )));
    }
    let seen: HashSet<_> = plan.sites.iter().map(|site| &site.code).collect();
    let roster = tx.roster(id).await?;
    let missing: Vec<_> = roster
        .iter()
        .filter(|row| row.site.counts() && !seen.contains(&row.site.site.site.code))
        .map(|row| row.site.site.site.name.as_str())
        .collect();
    if let Some(first) = missing.first() {
        return Err(AppError::Refused(format!(
            "名单中有{}个网站没有检查过（如{first}），不能采用；请核对台账，或重新采集",
            missing.len()
        )));
    }
    let as_of = plan.as_of.unwrap_or(run.started_at);
    let after = before.clone().collect(as_of).map_err(AppError::refused)?;
    tx.put_round(&after).await?;
    record(app, &mut *tx, caller, "采用已完成的检查", (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(())
}
