//! Checks by hand (人工检查): a list for the sites of a round, and what people saw.

use std::collections::HashMap;

use xunwang_domain::filing::ProofFile;
use xunwang_domain::manual::{ManualCheck, ManualOutcome, ManualResult, draw_checks};
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::{Round, RoundId};
use xunwang_domain::standard::{Hundredths, Indicator, IndicatorKind, Standard};
use xunwang_rules::rule;

use super::caller::value;
use super::filings::check_file;
use super::rounds::{managed, standard_of, visible};
use super::summary::summary;
use super::{App, AppError, Caller};

/// The checks of a round by hand (人工检查清单).
#[derive(Clone, Debug)]
pub struct ManualList {
    /// The round.
    pub round: Round,
    /// Its standard.
    pub standard: Standard,
    /// The checks at sites that the caller may see, with the name of the site.
    pub checks: Vec<(ManualCheck, String)>,
    /// May the caller draw the list?
    pub may_manage: bool,
}

/// What is entered of a check.
#[derive(Clone, Debug)]
pub struct NewResult {
    /// 结论
    pub outcome: ManualOutcome,
    /// The page on which it was seen.
    pub address: String,
    /// Points lost or earned, where the indicator is scored.
    pub points: Option<Hundredths>,
    /// 说明
    pub note: String,
    /// Name and bytes of a picture.
    pub picture: Option<(String, Vec<u8>)>,
}

/// The list.
///
/// # Errors
/// There is no such round, or the caller may not see it.
pub async fn manual_list(
    app: &App,
    caller: &Caller,
    id: RoundId,
    site: Option<&SiteCode>,
) -> Result<ManualList, AppError> {
    let mut tx = app.store.read().await?;
    let round = visible(&mut *tx, caller, id).await?;
    let standard = standard_of(&mut *tx, round.standard).await?;
    let summary = summary(app, &mut *tx, id).await?;
    let names: HashMap<&SiteCode, &str> = summary
        .sites
        .iter()
        .map(|one| &one.roster.site)
        .filter(|site| caller.sees(Permission::ViewRounds, site.organization))
        .map(|one| (&one.site.code, one.site.name.as_str()))
        .collect();
    let mut checks = Vec::new();
    for check in tx.manual_checks(id, site).await? {
        if let Some(name) = names.get(&check.site) {
            let name = (*name).to_owned();
            checks.push((check, name));
        }
    }
    Ok(ManualList {
        may_manage: caller.may(Permission::ManageRounds, round.organization),
        round,
        standard,
        checks,
    })
}

/// Draws the list: of the sites to which each such indicator applies so many in a hundred.
///
/// # Errors
/// The caller may not, or there is a list already.
pub async fn plan_checks(
    app: &App,
    caller: &Caller,
    id: RoundId,
    (percent, seed): (u32, u64),
) -> Result<usize, AppError> {
    if !(1..=100).contains(&percent) {
        return Err(AppError::refused("抽查比例应为1到100的整数"));
    }
    let mut tx = app.store.begin().await?;
    let round = managed(&mut *tx, caller, id).await?;
    if !tx.manual_checks(id, None).await?.is_empty() {
        return Err(AppError::refused("这一轮已经生成人工检查清单"));
    }
    let standard = standard_of(&mut *tx, round.standard).await?;
    let roster = tx.roster(id).await?;
    let sites: Vec<_> = roster
        .iter()
        .filter(|row| row.site.counts())
        .map(|row| &row.site.site.site)
        .collect();
    let checks = draw_checks(
        id,
        sites.iter().copied(),
        &standard,
        |code| rule(code).is_some(),
        (percent, seed),
    );
    tx.put_manual_checks(&checks).await?;
    let title = round.title();
    let object = ("round", id.0.to_string(), title.as_str());
    let action = format!(
        "生成人工检查清单（{percent}%，随机种子 {seed}，{}项）",
        checks.len()
    );
    tx.record(&caller.event(app, &action, object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(checks.len())
}

/// Enters what somebody saw of an indicator at a site, whether it stood on the list or not.
///
/// # Errors
/// The caller may not; a problem is named without a note; or the file is no picture that is taken.
pub async fn enter_check(
    app: &App,
    caller: &Caller,
    id: RoundId,
    (site, indicator): (&SiteCode, &str),
    new: NewResult,
) -> Result<(), AppError> {
    let note = new.note.trim();
    if new.outcome != ManualOutcome::Good && note.is_empty() {
        return Err(AppError::refused("请写明看到了什么（哪个页面、什么问题）"));
    }
    if note.chars().count() > 1000 || new.address.chars().count() > 2000 {
        return Err(AppError::refused("说明不能超过1000字"));
    }
    let picture = new
        .picture
        .map(|(name, bytes)| check_file(&name, bytes))
        .transpose()?;
    let mut tx = app.store.begin().await?;
    let round = visible(&mut *tx, caller, id).await?;
    round.must_be_under_review().map_err(AppError::refused)?;
    let row = tx.roster_site(id, site).await?.ok_or(AppError::NotFound)?;
    let organization = row.site.site.organization;
    if !caller.may(Permission::ViewRounds, organization) {
        return Err(AppError::NotFound);
    }
    caller.must(Permission::ReviewFindings, organization)?;
    let standard = standard_of(&mut *tx, round.standard).await?;
    let indicator: &Indicator = standard.indicator(indicator).ok_or(AppError::NotFound)?;
    match (indicator.kind, new.points) {
        (IndicatorKind::Veto, Some(_)) => {
            return Err(AppError::refused("单项否决指标不计分，分值请留空"));
        }
        (IndicatorKind::Deduction, None) if new.outcome == ManualOutcome::Bad => {
            return Err(AppError::refused("扣分指标发现问题的，请填写扣几分"));
        }
        (_, Some(points)) if points.0 < 0 || indicator.points.is_some_and(|most| points > most) => {
            return Err(AppError::refused("分值应在0和本项分值之间"));
        }
        _ => {}
    }
    let known = tx.manual_checks(id, Some(site)).await?;
    let mut check = known
        .into_iter()
        .find(|check| check.indicator == indicator.id)
        .unwrap_or_else(|| ManualCheck {
            round: id,
            site: site.clone(),
            indicator: indicator.id.clone(),
            results: Vec::new(),
        });
    let before = check.last().and_then(value);
    check.results.push(ManualResult {
        outcome: new.outcome,
        address: new.address.trim().to_owned(),
        points: new.points,
        note: note.to_owned(),
        picture: picture.as_ref().map(|(file, _)| file.clone()),
        by: caller.user.id,
        name: caller.user.name.clone(),
        at: app.now(),
    });
    if let Some((file, bytes)) = picture {
        tx.put_proof(&file.sha256, &bytes).await?;
    }
    tx.put_manual_checks(std::slice::from_ref(&check)).await?;
    let action = format!("登记人工检查：{}（{}）", indicator.title, new.outcome.label());
    let object = ("manual", site.to_string(), row.site.site.site.name.as_str());
    let after = check.last().and_then(value);
    tx.record(&caller.event(app, &action, object, (before, after)))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The picture of a check.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn picture_of(
    app: &App,
    caller: &Caller,
    id: RoundId,
    site: &SiteCode,
    indicator: &str,
) -> Result<(ProofFile, Vec<u8>), AppError> {
    let list = manual_list(app, caller, id, Some(site)).await?;
    let check = list.checks.iter().find(|(check, _)| check.indicator == indicator);
    let file = check
        .and_then(|(check, _)| check.picture().cloned())
        .ok_or(AppError::NotFound)?;
    let bytes = app.store.read().await?.proof(&file.sha256).await?;
    bytes.map(|bytes| (file, bytes)).ok_or(AppError::NotFound)
}
