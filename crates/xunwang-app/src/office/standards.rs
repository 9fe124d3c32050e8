//! Versions of the standard (检查指标): read, drafted, changed row by row, confirmed by a second person, put in force.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::{Actor, Permission};
use xunwang_domain::probe::hour_of;
use xunwang_domain::standard::{Hand, Head, Indicator, StandardVersion, VersionState};

use super::caller::{Change, event};
use super::{App, AppError, Caller};

/// A version, as somebody sees it (检查指标版本).
#[derive(Clone, Debug)]
pub struct VersionView {
    /// The version.
    pub version: StandardVersion,
    /// May the caller change standards?
    pub may_edit: bool,
}

/// What is done to a version (修改检查指标). `seen` is the number of changes of the row, or of the head, when it was shown.
#[derive(Clone, Debug)]
pub enum StandardChange {
    /// 修改指标
    EditRow {
        /// The row as it shall be.
        row: Box<Indicator>,
        /// Changes seen.
        seen: u32,
    },
    /// 新增指标
    AddRow(Box<Indicator>),
    /// 删除指标
    RemoveRow {
        /// Which.
        id: String,
        /// Changes seen.
        seen: u32,
    },
    /// 核对确认指标
    ConfirmRow {
        /// Which.
        id: String,
        /// Changes seen.
        seen: u32,
        /// By which document.
        document: String,
    },
    /// 撤销确认
    UnconfirmRow {
        /// Which.
        id: String,
        /// Changes seen.
        seen: u32,
    },
    /// 修改基本信息
    EditHead {
        /// The head as it shall be.
        head: Box<Head>,
        /// Changes seen.
        seen: u32,
    },
    /// 启用
    PutInForce,
    /// 撤回草案
    Withdraw,
}

/// Drafts that are worked on at one time, at most.
const MOST_DRAFTS: usize = 20;

/// Puts the standard that the program brings as version 1, in force, where there is no version yet. Called at every start.
///
/// # Errors
/// The store could not.
pub async fn provide_standard(app: &App) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    if tx.standard_version(1).await?.is_some() {
        return Ok(());
    }
    let version = StandardVersion::seed(xunwang_rules::guobanmihan_2019_19(), app.now());
    tx.put_standard_version(&version).await?;
    let actor = Actor {
        user: None,
        name: version.made_by.name.clone(),
        address: String::new(),
    };
    let title = title(&version);
    let object = ("standard", version.number.to_string(), title.as_str());
    let change = (None, Some(summary(&version)));
    tx.record(&event(app, actor, "启用检查指标", object, change))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// All versions, the latest first.
///
/// # Errors
/// The caller may not see standards.
pub async fn standard_versions(app: &App, caller: &Caller) -> Result<Vec<StandardVersion>, AppError> {
    must_see(caller)?;
    Ok(app.store.read().await?.standard_versions().await?)
}

/// One version.
///
/// # Errors
/// The caller may not see standards, or there is none of that number.
pub async fn standard_version(app: &App, caller: &Caller, number: u32) -> Result<VersionView, AppError> {
    must_see(caller)?;
    let version = app.store.read().await?.standard_version(number).await?;
    Ok(VersionView {
        version: version.ok_or(AppError::NotFound)?,
        may_edit: may_edit_standards(caller),
    })
}

/// The version that counts today (现行检查指标): the latest that is in force and whose days hold today; `None` where there
/// is none.
///
/// # Errors
/// The store could not.
pub async fn standard_in_force(app: &App) -> Result<Option<StandardVersion>, AppError> {
    let (today, _) = hour_of(app.now());
    let versions = app.store.read().await?.standard_versions().await?;
    Ok(versions.into_iter().find(|version| {
        let standard = &version.standard;
        version.state == VersionState::InForce
            && standard.effective_from <= today
            && standard.effective_to.is_none_or(|last| today <= last)
    }))
}

/// The versions by which a round may be inspected (可选的检查指标), the latest first: a draft and what was withdrawn are none.
///
/// # Errors
/// The store could not.
pub async fn standards_for_rounds(app: &App) -> Result<Vec<StandardVersion>, AppError> {
    let mut versions = app.store.read().await?.standard_versions().await?;
    versions.retain(|version| version.state == VersionState::InForce);
    Ok(versions)
}

/// May the caller change standards? They are the whole office's, so the right must reach the top.
pub fn may_edit_standards(caller: &Caller) -> bool {
    top(caller).is_ok_and(|top| caller.may(Permission::EditStandards, top))
}

/// Makes a draft from a version; gives its number.
///
/// # Errors
/// The caller may not, there is no such version, it says nothing of why, or too many drafts are open.
pub async fn new_draft(app: &App, caller: &Caller, from: u32, note: &str) -> Result<u32, AppError> {
    must_edit(caller)?;
    let note = note.trim();
    if note.is_empty() || note.chars().count() > 200 {
        return Err(AppError::refused("请写明为什么新建草案（200字以内）"));
    }
    let mut tx = app.store.begin().await?;
    let versions = tx.standard_versions().await?;
    let from = versions.iter().find(|version| version.number == from);
    let from = from.ok_or(AppError::NotFound)?;
    let drafts = versions
        .iter()
        .filter(|version| version.state == VersionState::Draft);
    if drafts.count() >= MOST_DRAFTS {
        return Err(AppError::refused("草案太多，请先启用或撤回已有的草案"));
    }
    let number = versions.first().map_or(1, |latest| latest.number + 1);
    let draft = from.draft(number, note.to_owned(), hand(caller), app.now());
    tx.put_standard_version(&draft).await?;
    let title = title(&draft);
    let object = ("standard", number.to_string(), title.as_str());
    let change = (None, Some(summary(&draft)));
    tx.record(&caller.event(app, "新建检查指标草案", object, change))
        .await?;
    tx.commit().await?;
    Ok(number)
}

/// Changes a version, and leaves the trail of it.
///
/// # Errors
/// The caller may not, there is no such version, or the version refuses.
pub async fn change_standard(
    app: &App,
    caller: &Caller,
    number: u32,
    change: StandardChange,
) -> Result<(), AppError> {
    must_edit(caller)?;
    let mut tx = app.store.begin().await?;
    let before = tx.standard_version(number).await?.ok_or(AppError::NotFound)?;
    let (by, at) = (hand(caller), app.now());
    let version = before.clone();
    let row = match &change {
        StandardChange::EditRow { row, .. } | StandardChange::AddRow(row) => Some(row.id.clone()),
        StandardChange::RemoveRow { id, .. }
        | StandardChange::ConfirmRow { id, .. }
        | StandardChange::UnconfirmRow { id, .. } => Some(id.clone()),
        StandardChange::EditHead { .. } | StandardChange::PutInForce | StandardChange::Withdraw => None,
    };
    let (action, after) = match change {
        StandardChange::EditRow { row, seen } => ("修改指标", version.edit_row(*row, seen, by, at)),
        StandardChange::AddRow(row) => ("新增指标", version.add_row(*row, by, at)),
        StandardChange::RemoveRow { id, seen } => ("删除指标", version.remove_row(&id, seen, by, at)),
        StandardChange::ConfirmRow { id, seen, document } => {
            let (today, _) = hour_of(at);
            (
                "核对确认指标",
                version.confirm_row(&id, seen, &document, &by, today),
            )
        }
        StandardChange::UnconfirmRow { id, seen } => ("撤销确认指标", version.unconfirm_row(&id, seen, &by)),
        StandardChange::EditHead { head, seen } => {
            ("修改检查指标基本信息", version.edit_head(*head, seen, by, at))
        }
        StandardChange::PutInForce => ("启用检查指标", version.put_in_force(by, at)),
        StandardChange::Withdraw => ("撤回检查指标草案", version.withdraw(by, at)),
    };
    let after = after.map_err(AppError::refused)?;
    tx.put_standard_version(&after).await?;
    let (object, title, change) = trace(&before, &after, row.as_deref());
    tx.record(&caller.event(app, action, ("standard", object, &title), change))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// What the trail keeps of a change: of a row the row, of the head the head, else what became of the version.
fn trace(before: &StandardVersion, after: &StandardVersion, row: Option<&str>) -> (String, String, Change) {
    let number = after.number;
    let version = title(after);
    if let Some(id) = row {
        let [old, new] = [before, after].map(|version| version.standard.indicator(id));
        let name = new.or(old).map_or("", |row| row.title.as_str());
        let words = |row: Option<&Indicator>| row.map(|row| in_words(row.fields()));
        let change = (words(old), words(new));
        return (format!("{number}/{id}"), format!("{version} {id} {name}"), change);
    }
    let change = if before.state == after.state {
        let words = |version: &StandardVersion| Some(in_words(version.standard.head_fields()));
        (words(before), words(after))
    } else {
        (Some(summary(before)), Some(summary(after)))
    };
    (number.to_string(), version, change)
}

/// With the digest of what it says: so the trail proves which table was in force.
fn summary(version: &StandardVersion) -> Value {
    let content = serde_json::to_vec(&version.standard).expect("plain values serialize");
    let digest = Sha256::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    json!({
        "状态": version.state.label(),
        "底版": version.based_on,
        "说明": version.note,
        "指标行数": version.standard.indicators.len(),
        "内容摘要": digest,
    })
}

/// As the pages call it: the trail is read by people, and the version keeps the values.
fn in_words(fields: Vec<(&'static str, String)>) -> Value {
    let fields = fields.into_iter().filter(|(_, text)| !text.is_empty());
    fields
        .map(|(name, text)| (name.to_owned(), Value::String(text)))
        .collect()
}

fn title(version: &StandardVersion) -> String {
    format!("{}第{}版", version.standard.title, version.number)
}

fn hand(caller: &Caller) -> Hand {
    Hand {
        user: Some(caller.user.id),
        name: caller.user.name.clone(),
    }
}

fn top(caller: &Caller) -> Result<OrganizationId, AppError> {
    caller.tree.root().map(|root| root.id).ok_or(AppError::NotFound)
}

fn must_see(caller: &Caller) -> Result<(), AppError> {
    if caller.user.may_somewhere(Permission::ViewStandards) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

fn must_edit(caller: &Caller) -> Result<(), AppError> {
    caller.must(Permission::EditStandards, top(caller)?)
}
