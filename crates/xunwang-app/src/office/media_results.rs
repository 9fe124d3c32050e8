//! The results of a round's accounts (新媒体检查结果): the list, what waits for people first, and deciding on dozens at once.

use xunwang_domain::account::{
    AccountCode, AccountFound, AccountRemark, AccountResult, AccountStanding, AccountWord, MediaAcceptance,
    MediaRun,
};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_domain::round::{Round, RoundId};
use xunwang_domain::standard::{Indicator, Standard};
use xunwang_ports::{MediaResultQuery, Tx};
use xunwang_rules::account_vetoes;

use super::bulk::Bulk;
use super::caller::value;
use super::filings::check_file;
use super::media_round::must_be_open;
use super::rounds::{managed, standard_of, visible};
use super::{App, AppError, Caller};

/// As many are handled with one form.
const MOST_AT_ONCE: usize = 500;
/// Rows of a page.
pub const MEDIA_PAGE: u64 = 50;

/// What a list of results is narrowed to (筛选).
#[derive(Clone, Debug, Default)]
pub struct MediaResultFilter {
    /// 结果
    pub standing: Option<AccountStanding>,
    /// 平台
    pub platform: String,
    /// Number, name or unit.
    pub text: String,
    /// From 1.
    pub page: u64,
}

/// The accounts of a round, as the caller may see them (新媒体检查结果).
#[derive(Clone, Debug)]
pub struct MediaResults {
    /// The round.
    pub round: Round,
    /// What was asked for.
    pub run: Option<MediaRun>,
    /// How many stand how, of all that the caller may see.
    pub counts: Vec<(AccountStanding, u64)>,
    /// The platforms that have accounts, with how many.
    pub platforms: Vec<(String, u64)>,
    /// How many there are, as far as the list is narrowed.
    pub total: u64,
    /// Those of the page.
    pub rows: Vec<AccountResult>,
    /// The vetoes of accounts.
    pub vetoes: Vec<Indicator>,
    /// May the caller ask for the inspection?
    pub may_manage: bool,
}

/// The results of a round's accounts.
///
/// # Errors
/// There is no such round, or the caller may not see it.
pub async fn media_results(
    app: &App,
    caller: &Caller,
    id: RoundId,
    filter: &MediaResultFilter,
) -> Result<MediaResults, AppError> {
    let mut tx = app.store.read().await?;
    let round = visible(&mut *tx, caller, id).await?;
    let all = MediaResultQuery {
        bodies: reach(caller, &round),
        ..MediaResultQuery::of(id)
    };
    let query = MediaResultQuery {
        standing: filter.standing,
        platform: filter.platform.clone(),
        text: filter.text.trim().to_owned(),
        ..all.clone()
    };
    let (mut counts, mut platforms) = (Vec::new(), Vec::new());
    for standing in AccountStanding::ALL {
        counts.push((standing, 0));
    }
    for (standing, platform, count) in tx.count_media_results(&all).await? {
        if let Some(own) = counts.iter_mut().find(|(one, _)| *one == standing) {
            own.1 += count;
        }
        match platforms.iter_mut().find(|(one, _)| *one == platform) {
            Some((_, own)) => *own += count,
            None => platforms.push((platform, count)),
        }
    }
    platforms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let found = tx.count_media_results(&query).await?;
    let skip = filter.page.saturating_sub(1).saturating_mul(MEDIA_PAGE);
    let standard = standard_of(&mut *tx, round.standard).await?;
    Ok(MediaResults {
        run: tx.media_run(id).await?,
        counts,
        platforms,
        total: found.iter().map(|(.., count)| count).sum(),
        rows: tx.media_results(&query, (skip, MEDIA_PAGE)).await?,
        vetoes: by_hand(&standard),
        may_manage: caller.may(Permission::ManageRounds, round.organization),
        round,
    })
}

/// The vetoes of accounts that a person may find: all that can be counted.
fn by_hand(standard: &Standard) -> Vec<Indicator> {
    let vetoes = account_vetoes(standard, xunwang_domain::score::Rows::All);
    vetoes.cloned().collect()
}

/// The bodies whose accounts the caller may see; `None`: all of the round.
fn reach(caller: &Caller, round: &Round) -> Option<Vec<OrganizationId>> {
    let view = Permission::ViewRounds;
    if caller.area.is_none() && caller.may(view, round.organization) {
        return None;
    }
    let bodies = caller.tree.iter().map(|body| body.id);
    Some(bodies.filter(|body| caller.sees(view, *body)).collect())
}

/// A result that the caller may see.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn media_result(
    app: &App,
    caller: &Caller,
    id: RoundId,
    code: &AccountCode,
) -> Result<(Round, AccountResult, Vec<Indicator>), AppError> {
    let mut tx = app.store.read().await?;
    let (round, one) = seen(&mut *tx, caller, id, code).await?;
    let standard = standard_of(&mut *tx, round.standard).await?;
    Ok((round, one, by_hand(&standard)))
}

/// Says something of results, of all of them or as many as can be: how many, and why the others not.
///
/// # Errors
/// None could be decided on, or the store could not.
pub async fn decide_media(
    app: &App,
    caller: &Caller,
    id: RoundId,
    codes: &[AccountCode],
    word: AccountWord,
    reason: &str,
) -> Result<(u64, Vec<String>), AppError> {
    let mut bulk = Bulk::of(codes.len(), MOST_AT_ONCE, ["个", "账号"])?;
    let mut tx = app.store.begin().await?;
    for code in codes {
        let Some((round, one)) = bulk.found(seen(&mut *tx, caller, id, code).await)? else {
            continue;
        };
        let name = format!("“{}”", one.account.name);
        let became = say(app, &mut *tx, caller, (&round, one), word, reason.trim()).await;
        bulk.tell(&name, became)?;
    }
    let ended = bulk.end()?;
    tx.commit().await?;
    Ok(ended)
}

async fn say(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    (round, before): (&Round, AccountResult),
    word: AccountWord,
    reason: &str,
) -> Result<(), AppError> {
    let permission = match word {
        AccountWord::Confirm | AccountWord::Dismiss => Permission::ReviewFindings,
        AccountWord::Approve | AccountWord::Return => Permission::ApproveVetoes,
        AccountWord::Name | AccountWord::Unname => Permission::ManageRounds,
        AccountWord::Renew => return Err(AppError::Forbidden),
    };
    caller.must(permission, before.organization)?;
    must_be_open(round)?;
    let mut after = before.clone();
    after
        .say(AccountRemark {
            word,
            reason: reason.to_owned(),
            by: Some(caller.user.id),
            name: caller.user.name.clone(),
            at: app.now(),
        })
        .map_err(AppError::refused)?;
    keep(
        app,
        tx,
        caller,
        (&before, &after),
        &format!("新媒体{}", word.label()),
    )
    .await
}

/// Answers for the accounts that stay unmeasured, as many as there are now (确认从缺).
///
/// # Errors
/// The caller may not, there is no reason, or the number is not the one that was shown.
pub async fn accept_unmeasured(
    app: &App,
    caller: &Caller,
    id: RoundId,
    shown: u64,
    reason: &str,
) -> Result<(), AppError> {
    let reason = reason.trim();
    if !(2..=500).contains(&reason.chars().count()) {
        return Err(AppError::refused("请写明依据（2至500字），将与姓名一并留存"));
    }
    let mut tx = app.store.begin().await?;
    let round = managed(&mut *tx, caller, id).await?;
    must_be_open(&round)?;
    let before = tx.media_run(id).await?.ok_or(AppError::NotFound)?;
    let query = MediaResultQuery {
        standing: Some(AccountStanding::NotMeasured),
        ..MediaResultQuery::of(id)
    };
    let counts = tx.count_media_results(&query).await?;
    let now: u64 = counts.iter().map(|(.., count)| count).sum();
    if now != shown || now == 0 {
        return Err(AppError::Refused(format!(
            "未能检测的账号现在是{now}个，与页面显示的不同；请刷新后再确认"
        )));
    }
    let after = MediaRun {
        accepted: Some(MediaAcceptance {
            count: now,
            reason: reason.to_owned(),
            by: caller.user.name.clone(),
            at: app.now(),
        }),
        ..before.clone()
    };
    tx.put_media_run(&after).await?;
    let title = round.title();
    let object = ("round", id.0.to_string(), title.as_str());
    tx.record(&caller.event(app, "新媒体确认从缺", object, (value(&before), value(&after))))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// A veto that a person has found (登记人工发现).
#[derive(Clone, Debug)]
pub struct NewFound {
    /// Id of the indicator.
    pub indicator: String,
    /// What is wrong.
    pub text: String,
    /// Name and bytes of the screenshot.
    pub file: Option<(String, Vec<u8>)>,
}

/// Enters a veto that no rule can see, with its screenshot.
///
/// # Errors
/// The caller may not, the indicator is none of accounts, or there is no screenshot.
pub async fn find_media(
    app: &App,
    caller: &Caller,
    id: RoundId,
    code: &AccountCode,
    new: NewFound,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (round, before) = seen(&mut *tx, caller, id, code).await?;
    caller.must(Permission::ReviewFindings, before.organization)?;
    must_be_open(&round)?;
    let standard = standard_of(&mut *tx, round.standard).await?;
    if !by_hand(&standard).iter().any(|veto| veto.id == new.indicator) {
        return Err(AppError::refused("请选择所涉的单项否决指标"));
    }
    let Some((name, bytes)) = new.file else {
        return Err(AppError::refused("请上传截图"));
    };
    let (proof, bytes) = check_file(&name, bytes)?;
    tx.put_proof(&proof.sha256, &bytes).await?;
    let mut after = before.clone();
    after
        .find(AccountFound {
            indicator: new.indicator,
            text: new.text.trim().to_owned(),
            rule: String::new(),
            proof: Some(proof),
            by: caller.user.id,
            name: caller.user.name.clone(),
            at: app.now(),
        })
        .map_err(AppError::refused)?;
    keep(app, &mut *tx, caller, (&before, &after), "登记账号问题").await?;
    tx.commit().await?;
    Ok(())
}

/// Takes for true what a rule only suspects; who approves is somebody else.
///
/// # Errors
/// The caller may not, the round is judged, or it is not suspected.
pub async fn adopt_media(
    app: &App,
    caller: &Caller,
    id: RoundId,
    code: &AccountCode,
    doubt: (&str, &str),
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (round, before) = seen(&mut *tx, caller, id, code).await?;
    caller.must(Permission::ReviewFindings, before.organization)?;
    must_be_open(&round)?;
    let mut after = before.clone();
    after
        .adopt(doubt, (caller.user.id, &caller.user.name), app.now())
        .map_err(AppError::refused)?;
    keep(app, &mut *tx, caller, (&before, &after), "采纳账号疑似线索").await?;
    tx.commit().await?;
    Ok(())
}

/// The screenshot of what a person found.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn media_found_file(
    app: &App,
    caller: &Caller,
    id: RoundId,
    code: &AccountCode,
    sha256: &str,
) -> Result<(xunwang_domain::filing::ProofFile, Vec<u8>), AppError> {
    let mut tx = app.store.read().await?;
    let (_, one) = seen(&mut *tx, caller, id, code).await?;
    let mut files = one.found.into_iter().filter_map(|found| found.proof);
    let file = files
        .find(|file| file.sha256 == sha256)
        .ok_or(AppError::NotFound)?;
    let bytes = tx.proof(sha256).await?.ok_or(AppError::NotFound)?;
    Ok((file, bytes))
}

async fn seen(
    tx: &mut dyn Tx,
    caller: &Caller,
    id: RoundId,
    code: &AccountCode,
) -> Result<(Round, AccountResult), AppError> {
    let round = visible(tx, caller, id).await?;
    let one = tx.media_result(id, code).await?.ok_or(AppError::NotFound)?;
    match caller.may(Permission::ViewRounds, one.organization) {
        true => Ok((round, one)),
        false => Err(AppError::NotFound),
    }
}

async fn keep(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    (before, after): (&AccountResult, &AccountResult),
    action: &str,
) -> Result<(), AppError> {
    tx.put_media_results(std::slice::from_ref(after)).await?;
    let number = format!("{} {}", after.round.0, after.account.code);
    let object = ("media_result", number, after.account.name.as_str());
    let was = serde_json::json!({ "standing": before.standing().label() });
    let told = after.remarks.last().and_then(value);
    tx.record(&caller.event(app, action, object, (Some(was), told)))
        .await?;
    Ok(())
}
