//! A register of new-media accounts is imported (导入新媒体台账): first shown, then taken over, whole or not at all.
//!
//! What the file does not say stays: columns that it lacks, accounts that it does not name, and a proof of removal that it leaves
//! empty.

use std::collections::{HashMap, HashSet};
use std::hash::Hasher as _;
use std::sync::Arc;

use rustc_hash::FxHasher;
use xunwang_domain::account::{AccountCode, MediaAccount, MediaStatus, RegisteredAccount};
use xunwang_domain::organization::{OrganizationId, Organizations};
use xunwang_domain::people::{Actor, Permission};
use xunwang_domain::register::FieldChange;
use xunwang_ports::Tx;

use super::bodies::Bodies;
use super::caller::{event, value};
use super::set_up::provisional_top;
use super::{App, AppError, Caller};
use crate::registry::{MediaImport, MediaRow, RegisterErrors, read_media_accounts};

/// What an import would do (新媒体台账导入预览).
#[derive(Clone, Debug, Default)]
pub struct MediaPreview {
    /// Tells the file from another that is uploaded later; empty where nothing can be taken over.
    pub mark: String,
    /// The name of the file.
    pub file: String,
    /// Accounts that are new.
    pub added: Vec<MediaAccount>,
    /// Accounts that change, with what changes.
    pub changed: Vec<(MediaAccount, Vec<FieldChange>)>,
    /// Number of accounts that stay as they are.
    pub unchanged: usize,
    /// Accounts of the caller's branches that the file does not name: they stay.
    pub absent: Vec<MediaAccount>,
    /// Bodies that are new: `地区或部门／主办单位`.
    pub bodies: Vec<String>,
    /// What was assumed or left out.
    pub notes: Vec<String>,
    /// What is wrong; then nothing can be taken over.
    pub errors: Option<RegisterErrors>,
    /// Accounts outside the caller's branches; then nothing can be taken over.
    pub foreign: Vec<MediaAccount>,
}

/// What an import did (新媒体台账导入情况).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaImported {
    /// 新增
    pub added: usize,
    /// 修改
    pub changed: usize,
    /// 未变
    pub unchanged: usize,
    /// What was assumed or left out.
    pub notes: Vec<String>,
}

impl MediaPreview {
    /// Is there something that can be taken over?
    pub fn is_ready(&self) -> bool {
        self.errors.is_none()
            && self.foreign.is_empty()
            && !(self.added.is_empty() && self.changed.is_empty())
    }
}

/// Reads a file and says what it would do. Nothing is taken over.
///
/// # Errors
/// The caller may change no register, or the store could not.
pub async fn preview_media(
    app: &App,
    caller: &Caller,
    file: &str,
    bytes: Vec<u8>,
) -> Result<MediaPreview, AppError> {
    if !caller.user.may_somewhere(Permission::EditRegister) {
        return Err(AppError::Forbidden);
    }
    let bytes: Arc<[u8]> = bytes.into();
    let mut preview = MediaPreview {
        file: file.to_owned(),
        ..MediaPreview::default()
    };
    let import = match parse(file, Arc::clone(&bytes)).await? {
        Ok(import) => import,
        Err(errors) => {
            preview.errors = Some(errors);
            return Ok(preview);
        }
    };
    let mut tx = app.store.read().await?;
    let known = known_accounts(&mut *tx).await?;
    drop(tx);
    let before = state_of(&import, &known);
    let mut bodies = Bodies::new(app, &caller.tree)?;
    let wanted = wanted(&import, &known, &mut bodies);
    let all = caller.tree.iter().chain(&bodies.fresh).cloned().collect();
    let tree = Organizations::new(all);
    let reaches = |organization| caller.user.may(Permission::EditRegister, organization, &tree);
    preview.bodies = bodies.fresh.iter().map(|body| tree.full_name(body.id)).collect();
    let named: HashSet<_> = wanted.iter().map(|one| one.account.code.clone()).collect();
    for one in wanted {
        let before = known.get(&one.account.code);
        if !reaches(one.organization) || before.is_some_and(|before| !reaches(before.organization)) {
            preview.foreign.push(one.account);
            continue;
        }
        match before {
            None => preview.added.push(one.account),
            Some(before) if *before == one => preview.unchanged += 1,
            Some(before) => {
                let fields = before.account.changes(&one.account);
                preview.changed.push((one.account, fields));
            }
        }
    }
    let absent = known.into_values();
    let absent = absent.filter(|one| reaches(one.organization) && !named.contains(&one.account.code));
    preview.absent = absent.map(|one| one.account).collect();
    preview.absent.sort_by(|a, b| a.code.cmp(&b.code));
    preview.notes = import.notes;
    if preview.is_ready() {
        let mark = app.new_secret().text;
        let mut uploads = app
            .media_uploads
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        uploads.put(caller.user.id, (file, bytes), (&mark, before), app.now());
        preview.mark = mark;
    }
    Ok(preview)
}

/// Takes over what was shown under this mark, unless the register has changed meanwhile so that it would do something else.
///
/// # Errors
/// The file is no longer there, or cannot be taken over as it was shown.
pub async fn import_media(app: &App, caller: &Caller, mark: &str) -> Result<MediaImported, AppError> {
    let upload = {
        let mut uploads = app
            .media_uploads
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        uploads.take(caller.user.id, mark, app.now())
    };
    let upload = upload.ok_or_else(|| AppError::refused("预览已过期或已导入；请重新上传文件"))?;
    let import = parse(&upload.name, Arc::clone(&upload.bytes)).await?;
    let import = import.map_err(|errors| AppError::Refused(errors.to_string()))?;
    let mut tx = app.store.begin().await?;
    let done = take(app, &mut *tx, Some((caller, upload.before)), import).await?;
    tx.commit().await?;
    Ok(done)
}

/// Takes a read file over; the caller may be the command line, which stands for the whole office. Nothing lasts before the commit.
pub(super) async fn take(
    app: &App,
    tx: &mut dyn Tx,
    asked: Option<(&Caller, u64)>,
    import: MediaImport,
) -> Result<MediaImported, AppError> {
    let mut tree = Organizations::new(tx.organizations().await?);
    if tree.root().is_none() && asked.is_none() {
        // Nobody has been set up yet: the tree begins here.
        let top = provisional_top(app);
        tx.put_organizations(std::slice::from_ref(&top)).await?;
        tree = Organizations::new(vec![top]);
    }
    let known = known_accounts(tx).await?;
    if asked.is_some_and(|(_, before)| before != state_of(&import, &known)) {
        return Err(AppError::refused(
            "预览之后，文件中的账号在台账里有了变化，没有导入；请重新上传并核对预览",
        ));
    }
    let mut bodies = Bodies::new(app, &tree)?;
    let wanted = wanted(&import, &known, &mut bodies);
    let fresh = std::mem::take(&mut bodies.fresh);
    let tree = Organizations::new(tree.iter().chain(&fresh).cloned().collect());
    let reaches = |organization: OrganizationId| {
        asked.is_none_or(|(caller, _)| caller.user.may(Permission::EditRegister, organization, &tree))
    };
    let mut done = MediaImported {
        notes: import.notes,
        ..MediaImported::default()
    };
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for one in wanted {
        let before = known.get(&one.account.code);
        if !reaches(one.organization) || before.is_some_and(|before| !reaches(before.organization)) {
            return Err(AppError::Forbidden);
        }
        match before {
            Some(before) if *before == one => done.unchanged += 1,
            Some(_) => changed.push(one),
            None => added.push(one),
        }
    }
    tx.put_organizations(&fresh).await?;
    (done.added, done.changed) = (added.len(), changed.len());
    let actor = asked.map_or_else(command_line, |(caller, _)| caller.actor());
    let now = app.now();
    for (action, accounts) in [
        ("导入新媒体台账：新增账号", &added),
        ("导入新媒体台账：修改账号", &changed),
    ] {
        tx.put_media_accounts(accounts, now, &actor.name).await?;
        for one in accounts {
            let account = &one.account;
            let object = ("media_account", account.code.to_string(), account.name.as_str());
            let before = known.get(&account.code).and_then(value);
            tx.record(&event(app, actor.clone(), action, object, (before, value(one))))
                .await?;
        }
    }
    Ok(done)
}

/// Who it is where no person is.
pub(super) const BY: &str = "命令行导入";

pub(super) fn command_line() -> Actor {
    Actor {
        user: None,
        name: BY.to_owned(),
        address: String::new(),
    }
}

/// Spreadsheets take a while: not on a thread that answers others.
async fn parse(file: &str, bytes: Arc<[u8]>) -> Result<Result<MediaImport, RegisterErrors>, AppError> {
    let file = file.to_owned();
    let read = tokio::task::spawn_blocking(move || read_media_accounts(&file, &bytes));
    read.await
        .map_err(|_| AppError::refused("文件读不出来，没有导入；请另存为 XLSX 或 CSV 再试"))
}

type Known = HashMap<AccountCode, RegisteredAccount>;

async fn known_accounts(tx: &mut dyn Tx) -> Result<Known, AppError> {
    let accounts = tx.media_accounts().await?;
    Ok(accounts
        .into_iter()
        .map(|one| (one.account.code.clone(), one))
        .collect())
}

/// The accounts as they shall be.
fn wanted(import: &MediaImport, known: &Known, bodies: &mut Bodies<'_>) -> Vec<RegisteredAccount> {
    let rows = import.rows.iter();
    rows.map(|row| {
        let before = known.get(&row.account.code).map(|one| &one.account);
        let account = merged(row, before, &import.absent);
        RegisteredAccount {
            organization: bodies.of(&account.area, &account.sponsor),
            account,
        }
    })
    .collect()
}

/// A row over what the register says already.
fn merged(row: &MediaRow, before: Option<&MediaAccount>, absent: &[&str]) -> MediaAccount {
    let mut account = row.account.clone();
    let Some(before) = before else { return account };
    // A proof that was handed in does not go by an empty cell.
    let says_gone = row.is_unproved || account.status == MediaStatus::Cancelled;
    if says_gone && account.removal_proof.is_empty() && before.status == MediaStatus::Cancelled {
        account.status = MediaStatus::Cancelled;
        account.removal_proof.clone_from(&before.removal_proof);
    }
    for column in absent {
        match *column {
            "平台ID" => account.permanent.clone_from(&before.permanent),
            "平台账号" => account.handle.clone_from(&before.handle),
            "认证主体" => account.certified.clone_from(&before.certified),
            "主办单位" => account.sponsor.clone_from(&before.sponsor),
            "主管单位" => account.supervisor.clone_from(&before.supervisor),
            "账号链接" => account.address.clone_from(&before.address),
            "开设日期" => account.opened_on = before.opened_on,
            "状态" => {
                account.status = before.status;
                account.removal_proof.clone_from(&before.removal_proof);
            }
            "同平台多号理由" => account.permit.clone_from(&before.permit),
            _ => {}
        }
    }
    account
}

/// A number that follows from what the register says of the accounts of a file.
fn state_of(import: &MediaImport, known: &Known) -> u64 {
    let mut hash = FxHasher::default();
    for row in &import.rows {
        let now = known.get(&row.account.code).and_then(value);
        hash.write(format!("{} {now:?}", row.account.code).as_bytes());
    }
    hash.finish()
}
