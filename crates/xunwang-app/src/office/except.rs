//! The exception list (例外清单), grown out of the review: what one decision settles for later rounds too.

use chrono::NaiveDate;
use xunwang_domain::exceptions::{Exception, ExceptionObject};
use xunwang_domain::people::Permission;
use xunwang_domain::review::{FindingId, FindingLine, Review, Verdict};
use xunwang_domain::round::end_of_day;
use xunwang_ports::FindingQuery;

use super::caller::value;
use super::review::{blank, decidable};
use super::{App, AppError, Caller};

/// A new exception, made from a finding.
#[derive(Clone, Debug)]
pub struct NewException {
    /// Only at the finding's own site; otherwise at every site.
    pub own_site: bool,
    /// The whole folder of the address, not the address alone.
    pub folder: bool,
    /// Words that may stand, where it is about a text; empty: the wrong words themselves.
    pub words: String,
    /// The last day on which it holds.
    pub until: NaiveDate,
    /// 理由
    pub reason: String,
}

/// The exception list, the first first.
///
/// # Errors
/// The store could not.
pub async fn exception_list(app: &App) -> Result<Vec<Exception>, AppError> {
    Ok(app.store.read().await?.exceptions().await?)
}

/// Puts on the list what a finding is about, and dismisses by it every finding of the round that it covers and on which nobody
/// has decided. How many were dismissed.
///
/// # Errors
/// The caller may not; for all sites, the caller's right does not reach all of them; reason or day are wrong.
pub async fn except_finding(
    app: &App,
    caller: &Caller,
    id: FindingId,
    new: NewException,
) -> Result<u64, AppError> {
    let reason = new.reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(AppError::refused("请写明列入例外清单的理由（200字以内）"));
    }
    if end_of_day(new.until).is_none_or(|end| end <= app.now()) {
        return Err(AppError::refused("例外的截止日期应在今天以后；例外不能没有期限"));
    }
    let mut tx = app.store.begin().await?;
    let (round, finding) = decidable(&mut *tx, caller, id).await?;
    if !new.own_site && !caller.may(Permission::ReviewFindings, round.organization) {
        return Err(AppError::refused(
            "适用于全部网站的例外，须由负责全部网站的复核员列入",
        ));
    }
    let row = tx.exceptions().await?.last().map_or(1, |last| last.row + 1);
    let exception = Exception {
        row,
        site_code: new.own_site.then(|| finding.line.site_code.clone()),
        rule: finding.line.rule.clone(),
        object: object_of(&finding.line, &new)?,
        reason: reason.to_owned(),
        until: new.until,
        approved_by: caller.user.name.clone(),
    };
    if !exception.covers_line(&finding.line) {
        return Err(AppError::refused(
            "这样写的例外不包括这条线索本身；请检查范围和词语",
        ));
    }
    tx.add_exception(&exception).await?;
    let query = FindingQuery {
        rule: Some(exception.rule.clone()),
        sites: exception.site_code.clone().map(|site| vec![site]),
        ..blank(round.id)
    };
    let mut all = tx.findings(&query, u32::MAX).await?;
    all.retain(|one| (one.id == id || one.verdict().is_none()) && exception.covers_line(&one.line));
    let review = Review {
        verdict: Some(Verdict::Dismissed),
        reason: format!("例外清单第{row}行：{reason}（至{}）", new.until),
        note: String::new(),
        by: caller.user.id,
        name: caller.user.name.clone(),
        at: app.now(),
        batch: (all.len() > 1).then(|| app.new_id()),
    };
    for one in &mut all {
        let version = one.version();
        one.say(review.clone(), version).map_err(AppError::refused)?;
        tx.put_reviews(one).await?;
    }
    let object = ("exception", row.to_string(), finding.line.site_name.as_str());
    let action = format!("列入例外清单，排除{}条线索", all.len());
    tx.record(&caller.event(app, &action, object, (None, value(&exception))))
        .await?;
    tx.commit().await?;
    Ok(all.len() as u64)
}

fn object_of(line: &FindingLine, new: &NewException) -> Result<ExceptionObject, AppError> {
    if let Some(text) = &line.text {
        // Personal data is mended, not excepted.
        if line.rule == "privacy-leak" {
            return Err(AppError::refused("泄露个人信息不能列入例外清单"));
        }
        let words = new.words.trim();
        let words = if words.is_empty() { &text.wrong } else { words };
        return Ok(ExceptionObject::Text(words.to_owned()));
    }
    if let Some(channel) = &line.channel {
        return Ok(ExceptionObject::Channel(channel.clone()));
    }
    let address = line.target.as_ref().unwrap_or(&line.url);
    if new.folder {
        let folder = address
            .join(".")
            .map_err(|_| AppError::refused("这个网址没有上级目录"))?;
        return Ok(ExceptionObject::Folder(folder));
    }
    Ok(ExceptionObject::Address(address.clone()))
}
