//! Opening, changing and closing sites (办件): each step with its proof, the register changed at the end and not before.

use sha2::{Digest as _, Sha256};
use xunwang_domain::filing::{Filing, FilingId, FilingKind, FilingState, ProofFile, StepDone, Wanted};
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::register::RegisteredSite;
use xunwang_domain::registry::{SiteCode, SiteStatus};
use xunwang_ports::Tx;

use super::caller::value;
use super::{App, AppError, Caller};

/// A filing with its site (办件).
#[derive(Clone, Debug)]
pub struct SiteFiling {
    /// The filing.
    pub filing: Filing,
    /// The site as it is now.
    pub site: RegisteredSite,
    /// May the caller go on with it?
    pub may_edit: bool,
}

/// A new filing.
#[derive(Clone, Debug)]
pub struct NewFiling {
    /// The site.
    pub site: SiteCode,
    /// What is filed.
    pub kind: FilingKind,
    /// 事由
    pub reason: String,
    /// What it makes of the site.
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
    let site = editable(&mut *tx, caller, &new.site).await?;
    let earlier = tx.filings_of(&new.site).await?;
    let filing = Filing {
        id: FilingId(app.new_id()),
        site: new.site,
        kind: new.kind,
        reason,
        wanted: new.wanted,
        state: FilingState::Open,
        done: Vec::new(),
        begun_at: app.now(),
        begun_by: caller.user.name.clone(),
        ended_at: None,
    };
    let filing = filing.begin(&site.site, &earlier).map_err(AppError::refused)?;
    tx.put_filing(&filing).await?;
    record(app, &mut *tx, caller, "发起", (None, &filing), &site).await?;
    tx.commit().await?;
    Ok(filing.id)
}

/// Enters a step as done, with its proof.
///
/// # Errors
/// The caller may not, the file is of no kind that is taken, or the step is refused.
pub async fn enter_step(app: &App, caller: &Caller, id: FilingId, entry: StepEntry) -> Result<(), AppError> {
    let file = entry
        .file
        .map(|(name, bytes)| check_file(&name, bytes))
        .transpose()?;
    let mut tx = app.store.begin().await?;
    let (before, site) = open(&mut *tx, caller, id).await?;
    let done = StepDone {
        word: entry.word,
        text: entry.text,
        on: entry.on,
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
    record(app, &mut *tx, caller, "登记步骤", (Some(&before), &after), &site).await?;
    tx.commit().await?;
    Ok(())
}

/// Completes a filing: the register says so from now on, and keeps what it said before.
///
/// # Errors
/// The caller may not, or steps, days or proofs are missing.
pub async fn complete_filing(app: &App, caller: &Caller, id: FilingId) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (before, site) = open(&mut *tx, caller, id).await?;
    let (today, _) = hour_of(app.now());
    let (after, changed) = before
        .clone()
        .complete(&site.site, app.now(), today)
        .map_err(AppError::refused)?;
    let changed = RegisteredSite {
        site: changed,
        organization: site.organization,
    };
    tx.put_filing(&after).await?;
    tx.put_sites(std::slice::from_ref(&changed), app.now(), &caller.user.name)
        .await?;
    record(app, &mut *tx, caller, "办结", (Some(&before), &after), &site).await?;
    let action = format!("{}办结，修改台账", after.kind.label());
    let object = ("site", changed.site.code.to_string(), changed.site.name.as_str());
    tx.record(&caller.event(app, &action, object, (value(&site), value(&changed))))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Withdraws a filing.
///
/// # Errors
/// The caller may not, or it has ended.
pub async fn withdraw_filing(app: &App, caller: &Caller, id: FilingId) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (before, site) = open(&mut *tx, caller, id).await?;
    let after = before.clone().withdraw(app.now()).map_err(AppError::refused)?;
    tx.put_filing(&after).await?;
    record(app, &mut *tx, caller, "撤回", (Some(&before), &after), &site).await?;
    tx.commit().await?;
    Ok(())
}

/// The filings that the caller may see, the latest first; of one site only, where one is named.
///
/// # Errors
/// The store could not.
pub async fn filings(
    app: &App,
    caller: &Caller,
    wanted: Option<&SiteCode>,
) -> Result<Vec<SiteFiling>, AppError> {
    let mut tx = app.store.read().await?;
    let all = match wanted {
        Some(code) => tx.filings_of(code).await?,
        None => tx.filings().await?,
    };
    let mut seen = Vec::new();
    for filing in all {
        let Some(site) = tx.site(&filing.site).await? else {
            continue;
        };
        let is_listed = wanted.is_some() || caller.looks_at(site.organization);
        if is_listed && caller.may(Permission::ViewRegister, site.organization) {
            seen.push(SiteFiling {
                may_edit: caller.may(Permission::EditRegister, site.organization),
                filing,
                site,
            });
        }
    }
    Ok(seen)
}

/// One filing.
///
/// # Errors
/// There is none, or the caller may not see it: which, is not said.
pub async fn filing(app: &App, caller: &Caller, id: FilingId) -> Result<SiteFiling, AppError> {
    let mut tx = app.store.read().await?;
    let filing = tx.filing(id).await?.ok_or(AppError::NotFound)?;
    let site = tx.site(&filing.site).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewRegister, site.organization) {
        return Err(AppError::NotFound);
    }
    Ok(SiteFiling {
        may_edit: caller.may(Permission::EditRegister, site.organization),
        filing,
        site,
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

async fn editable(tx: &mut dyn Tx, caller: &Caller, code: &SiteCode) -> Result<RegisteredSite, AppError> {
    let site = tx.site(code).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewRegister, site.organization) {
        return Err(AppError::NotFound);
    }
    caller.must(Permission::EditRegister, site.organization)?;
    Ok(site)
}

async fn open(tx: &mut dyn Tx, caller: &Caller, id: FilingId) -> Result<(Filing, RegisteredSite), AppError> {
    let filing = tx.filing(id).await?.ok_or(AppError::NotFound)?;
    let site = editable(tx, caller, &filing.site).await?;
    Ok((filing, site))
}

async fn record(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    action: &str,
    (before, after): (Option<&Filing>, &Filing),
    site: &RegisteredSite,
) -> Result<(), AppError> {
    let action = format!("{action}{}", after.kind.label());
    let object = ("filing", after.id.0.to_string(), site.site.name.as_str());
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
