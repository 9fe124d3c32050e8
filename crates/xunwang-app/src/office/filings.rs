//! Opening, changing and closing sites and accounts (办件): each step with its proof, the register changed at the end and not
//! before.

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};
use xunwang_domain::account::{AccountCode, ObservationOutcome, compare_identity, must_be_gone};
use xunwang_domain::filing::{
    Filing, FilingId, FilingKind, FilingObject, FilingState, ProofFile, StepDone, Wanted,
};
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::register::RegisteredSite;
use xunwang_domain::registry::SiteStatus;
use xunwang_ports::Tx;

use super::caller::value;
use super::filed::FiledEntry;
use super::{App, AppError, Caller};

/// A filing with what it is about (办件).
#[derive(Clone, Debug)]
pub struct FilingView {
    /// The filing.
    pub filing: Filing,
    /// What it is about, as it is now.
    pub entry: FiledEntry,
    /// May the caller go on with it?
    pub may_edit: bool,
}

/// A new filing.
#[derive(Clone, Debug)]
pub struct NewFiling {
    /// The site or account.
    pub object: FilingObject,
    /// What is filed.
    pub kind: FilingKind,
    /// 事由
    pub reason: String,
    /// What it makes of it.
    pub wanted: Wanted,
}

/// What is entered of a step.
#[derive(Clone, Debug)]
pub struct StepEntry {
    /// Which step.
    pub word: String,
    /// 文号、编号、网址或说明
    pub text: String,
    /// The day on which it was done.
    pub on: chrono::NaiveDate,
    /// Name and bytes of a file.
    pub file: Option<(String, Vec<u8>)>,
}

/// A file that proves a step is no longer than this, in bytes.
pub const LONGEST_PROOF: usize = 10 << 20;

/// Begins a filing. What speaks against it without forbidding it, [`filing_hints`] has said before.
///
/// # Errors
/// The caller may not, or the rules of such filings forbid it.
pub async fn begin_filing(app: &App, caller: &Caller, new: NewFiling) -> Result<FilingId, AppError> {
    let reason = new.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(AppError::refused("请填写事由（500字以内）"));
    }
    let mut tx = app.store.begin().await?;
    let entry = editable(&mut *tx, caller, &new.object).await?;
    let earlier = tx.filings_of(&new.object).await?;
    let filing = Filing {
        id: FilingId(app.new_id()),
        object: new.object,
        kind: new.kind,
        reason,
        wanted: new.wanted,
        state: FilingState::Open,
        done: Vec::new(),
        begun_at: app.now(),
        begun_by: caller.user.name.clone(),
        ended_at: None,
    };
    let filing = entry.begin(filing, &earlier).map_err(AppError::refused)?;
    tx.put_filing(&filing).await?;
    record(app, &mut *tx, caller, "发起", (None, &filing), &entry).await?;
    tx.commit().await?;
    Ok(filing.id)
}

/// Enters a step as done, with its proof.
///
/// # Errors
/// The caller may not, the file is of no kind that is taken, or the step is refused.
pub async fn enter_step(app: &App, caller: &Caller, id: FilingId, step: StepEntry) -> Result<(), AppError> {
    let file = step
        .file
        .map(|(name, bytes)| check_file(&name, bytes))
        .transpose()?;
    let mut tx = app.store.begin().await?;
    let (before, entry) = open(&mut *tx, caller, id).await?;
    let done = StepDone {
        word: step.word,
        text: step.text,
        on: step.on,
        file: file.as_ref().map(|(file, _)| file.clone()),
        at: app.now(),
        by: caller.user.name.clone(),
    };
    let (today, _) = hour_of(app.now());
    let after = before.clone().enter(done, today).map_err(AppError::refused)?;
    if let Some((file, bytes)) = file {
        tx.put_proof(&file.sha256, &bytes).await?;
    }
    tx.put_filing(&after).await?;
    record(app, &mut *tx, caller, "登记步骤", (Some(&before), &after), &entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Completes a filing: the register says so from now on, and keeps what it said before.
///
/// # Errors
/// The caller may not, or steps, days or proofs are missing.
pub async fn complete_filing(app: &App, caller: &Caller, id: FilingId) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (before, entry) = open(&mut *tx, caller, id).await?;
    if let FilingObject::Account(code) = &before.object {
        let seen_on = last_seen_on(&mut *tx, &entry, code).await?;
        must_be_gone(&before, seen_on).map_err(AppError::refused)?;
    }
    let (after, changed) = entry.complete(app, before.clone()).map_err(AppError::refused)?;
    tx.put_filing(&after).await?;
    changed.put(&mut *tx, app, caller).await?;
    record(app, &mut *tx, caller, "办结", (Some(&before), &after), &entry).await?;
    let action = format!("{}办结，修改台账", after.kind.label());
    let change = (entry.value(), changed.value());
    tx.record(&caller.event(app, &action, changed.traced(), change))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The last day on which the account was seen for certain.
async fn last_seen_on(
    tx: &mut dyn Tx,
    entry: &FiledEntry,
    code: &AccountCode,
) -> Result<Option<NaiveDate>, AppError> {
    let FiledEntry::Account(one) = entry else {
        return Ok(None);
    };
    let looks = tx.observations_of(code, 200).await?;
    let own = looks.iter().filter(|look| {
        let (verdict, _) = compare_identity(&one.account, &look.seen);
        look.outcome == ObservationOutcome::Seen && verdict.counts()
    });
    Ok(own.map(|look| hour_of(look.at).0).max())
}

/// Withdraws a filing.
///
/// # Errors
/// The caller may not, or it has ended.
pub async fn withdraw_filing(app: &App, caller: &Caller, id: FilingId) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (before, entry) = open(&mut *tx, caller, id).await?;
    let after = before.clone().withdraw(app.now()).map_err(AppError::refused)?;
    tx.put_filing(&after).await?;
    record(app, &mut *tx, caller, "撤回", (Some(&before), &after), &entry).await?;
    tx.commit().await?;
    Ok(())
}

/// The filings that the caller may see, the latest first; of one site or account only, where one is named.
///
/// # Errors
/// The store could not.
pub async fn filings(
    app: &App,
    caller: &Caller,
    wanted: Option<&FilingObject>,
) -> Result<Vec<FilingView>, AppError> {
    let mut tx = app.store.read().await?;
    let all = match wanted {
        Some(object) => tx.filings_of(object).await?,
        None => tx.filings().await?,
    };
    let mut seen = Vec::new();
    for filing in all {
        let Some(entry) = FiledEntry::find(&mut *tx, &filing.object).await? else {
            continue;
        };
        let organization = entry.organization();
        let is_listed = wanted.is_some() || caller.looks_at(organization);
        if is_listed && caller.may(Permission::ViewRegister, organization) {
            seen.push(FilingView {
                may_edit: caller.may(Permission::EditRegister, organization),
                filing,
                entry,
            });
        }
    }
    Ok(seen)
}

/// One filing.
///
/// # Errors
/// There is none, or the caller may not see it: which, is not said.
pub async fn filing(app: &App, caller: &Caller, id: FilingId) -> Result<FilingView, AppError> {
    let mut tx = app.store.read().await?;
    let filing = tx.filing(id).await?.ok_or(AppError::NotFound)?;
    let entry = FiledEntry::find(&mut *tx, &filing.object).await?;
    let entry = entry.ok_or(AppError::NotFound)?;
    let organization = entry.organization();
    if !caller.may(Permission::ViewRegister, organization) {
        return Err(AppError::NotFound);
    }
    Ok(FilingView {
        may_edit: caller.may(Permission::EditRegister, organization),
        filing,
        entry,
    })
}

/// The file that proves a step.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn proof_of(
    app: &App,
    caller: &Caller,
    id: FilingId,
    step: &str,
) -> Result<(ProofFile, Vec<u8>), AppError> {
    let filing = filing(app, caller, id).await?.filing;
    let file = filing
        .done(step)
        .and_then(|done| done.file.clone())
        .ok_or(AppError::NotFound)?;
    let bytes = app.store.read().await?.proof(&file.sha256).await?;
    bytes.map(|bytes| (file, bytes)).ok_or(AppError::NotFound)
}

/// What may be filed of a site, and what speaks against opening it (G-01): one body, one site.
///
/// # Errors
/// The store could not.
pub async fn filing_hints(app: &App, site: &RegisteredSite) -> Result<Vec<String>, AppError> {
    if site.site.status != SiteStatus::Opening {
        return Ok(Vec::new());
    }
    let sites = app.store.read().await?.sites().await?;
    let others = sites.iter().filter(|other| {
        other.organization == site.organization
            && other.site.code != site.site.code
            && other.site.status == SiteStatus::Running
    });
    Ok(others
        .map(|other| {
            let (unit, name, code) = (&other.site.sponsor, &other.site.name, &other.site.code);
            format!("{unit}已有正常运行的网站“{name}”（{code}）；一个单位最多开设一个网站")
        })
        .collect())
}

async fn editable(tx: &mut dyn Tx, caller: &Caller, object: &FilingObject) -> Result<FiledEntry, AppError> {
    let entry = FiledEntry::find(tx, object).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewRegister, entry.organization()) {
        return Err(AppError::NotFound);
    }
    caller.must(Permission::EditRegister, entry.organization())?;
    Ok(entry)
}

async fn open(tx: &mut dyn Tx, caller: &Caller, id: FilingId) -> Result<(Filing, FiledEntry), AppError> {
    let filing = tx.filing(id).await?.ok_or(AppError::NotFound)?;
    let entry = editable(tx, caller, &filing.object).await?;
    Ok((filing, entry))
}

async fn record(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    action: &str,
    (before, after): (Option<&Filing>, &Filing),
    entry: &FiledEntry,
) -> Result<(), AppError> {
    let action = format!("{action}{}", after.kind.label());
    let object = ("filing", after.id.0.to_string(), entry.name());
    let change = (before.and_then(value), value(after));
    tx.record(&caller.event(app, &action, object, change)).await?;
    Ok(())
}

/// Files of these kinds are taken, known by how they begin, whatever they are called.
const KINDS: [(&[u8], &[&str]); 5] = [
    (b"%PDF-", &["pdf"]),
    (b"\xff\xd8\xff", &["jpg", "jpeg"]),
    (b"\x89PNG\r\n\x1a\n", &["png"]),
    (b"PK\x03\x04", &["docx", "xlsx", "ofd", "zip"]),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &["doc", "xls", "wps"]),
];

pub(super) fn check_file(name: &str, bytes: Vec<u8>) -> Result<(ProofFile, Vec<u8>), AppError> {
    // Browsers of old send whole paths.
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_known = KINDS
        .iter()
        .any(|(begin, endings)| bytes.starts_with(begin) && endings.contains(&ending.as_str()));
    if !is_known {
        return Err(AppError::refused(
            "凭证应为 PDF、JPG、PNG、OFD、DOCX、XLSX、DOC、XLS、WPS 或 ZIP 文件，内容须与扩展名相符",
        ));
    }
    if bytes.len() > LONGEST_PROOF {
        return Err(AppError::refused("凭证文件不能超过10 MB"));
    }
    let sha256 = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let length = bytes.len() as u64;
    Ok((ProofFile { name, sha256, length }, bytes))
}
