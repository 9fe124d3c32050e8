//! Exports of platform tools (平台工具导出): uploaded, each column assigned once, and taken over; what was assigned is kept under a name and
//! used again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use xunwang_domain::account::{
    AccountCode, IdentitySeen, MediaStatus, Observation, ObservationOutcome, RegisteredAccount, SKEW,
    ToolField, ToolMapping,
};
use xunwang_domain::finding::normal_text;
use xunwang_domain::people::Permission;
use xunwang_ports::{PostsPut, SourcePost};

use super::caller::{event, value};
use super::media_import::command_line;
use super::media_unknown::keep_mentions;
use super::{App, AppError, Caller};
use crate::registry::{ToolRow, ToolTable, read_tool_rows, read_tool_table};

/// An export before it is taken over (导出预览).
#[derive(Clone, Debug)]
pub struct ToolPreview {
    /// The file.
    pub file: String,
    /// Tells it from another one that is uploaded later.
    pub mark: String,
    /// The columns, each with what stands in it first.
    pub head: Vec<(String, String)>,
    /// Rows.
    pub rows: usize,
    /// What each column is, as the chosen mapping says, or as the head suggests.
    pub mapping: ToolMapping,
}

/// What taking over an export did (导入情况).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolTaken {
    /// Accounts of which it tells.
    pub accounts: usize,
    /// Posts.
    pub posts: PostsPut,
    /// What stands in no register: the first names.
    pub unknown: Vec<String>,
    /// How many there are.
    pub unknown_total: usize,
    /// Accounts that are not the caller's.
    pub foreign: usize,
}

/// Names of unknown accounts that are told.
const TOLD: usize = 20;
/// Posts at a time.
const AT_ONCE: usize = 5_000;

/// The mappings that are kept, by name.
///
/// # Errors
/// The store could not.
pub async fn tool_mappings(app: &App) -> Result<Vec<ToolMapping>, AppError> {
    Ok(app.store.read().await?.tool_mappings().await?)
}

/// Looks into an export (预览平台工具导出), and keeps it for half an hour.
///
/// # Errors
/// The caller may not, or it cannot be read.
pub async fn preview_tool(
    app: &App,
    caller: &Caller,
    (name, bytes): (&str, Vec<u8>),
    chosen: &str,
) -> Result<ToolPreview, AppError> {
    must_somewhere(caller)?;
    let bytes: Arc<[u8]> = bytes.into();
    let table = parse(name, Arc::clone(&bytes)).await?;
    let saved = tool_mappings(app).await?;
    let mapping = saved.into_iter().find(|mapping| mapping.name == chosen);
    let mark = app.new_secret().text;
    if let Ok(mut uploads) = app.tools.lock() {
        uploads.put(caller.user.id, (name, bytes), (&mark, 0), app.now());
    }
    let mapping = mapping.unwrap_or_else(|| ToolMapping {
        name: String::new(),
        platform: None,
        sees_all: false,
        columns: ToolMapping::guessed(&table.head),
    });
    Ok(preview_of(name, mark, &table, mapping))
}

/// The export that was looked into, once more, with what was chosen: for whoever has to choose otherwise. `None`: it is gone.
///
/// # Errors
/// The caller may not.
pub async fn tool_again(
    app: &App,
    caller: &Caller,
    mark: &str,
    mapping: ToolMapping,
) -> Result<Option<ToolPreview>, AppError> {
    must_somewhere(caller)?;
    let (user, now) = (caller.user.id, app.now());
    let upload = {
        let mut uploads = app.tools.lock().map_err(|_| AppError::NotFound)?;
        let upload = uploads.take(user, mark, now);
        if let Some(upload) = &upload {
            uploads.put(user, (&upload.name, Arc::clone(&upload.bytes)), (mark, 0), now);
        }
        upload
    };
    let Some(upload) = upload else {
        return Ok(None);
    };
    let table = parse(&upload.name, upload.bytes).await?;
    Ok(Some(preview_of(&upload.name, mark.to_owned(), &table, mapping)))
}

fn preview_of(file: &str, mark: String, table: &ToolTable, mapping: ToolMapping) -> ToolPreview {
    let first = |place: usize| -> String {
        let mut cells = table.rows.iter().map(|(_, row)| row[place].as_str());
        let text = cells.find(|text| !text.is_empty()).unwrap_or_default();
        text.chars().take(40).collect()
    };
    let head = table.head.iter().enumerate();
    let named = head.filter(|(_, name)| !name.is_empty());
    ToolPreview {
        file: file.to_owned(),
        mark,
        head: named.map(|(place, name)| (name.clone(), first(place))).collect(),
        rows: table.rows.len(),
        mapping,
    }
}

/// Takes over the export that was looked into, by this mapping, and keeps the mapping under its name.
///
/// # Errors
/// The caller may not, it is no longer kept, or it is wrong: everything that is, and nothing has been written.
pub async fn take_tool(
    app: &App,
    caller: &Caller,
    mark: &str,
    mapping: ToolMapping,
) -> Result<ToolTaken, AppError> {
    must_somewhere(caller)?;
    mapping.check().map_err(AppError::refused)?;
    let now = app.now();
    let upload = {
        let mut uploads = app.tools.lock().map_err(|_| AppError::NotFound)?;
        uploads.take(caller.user.id, mark, now)
    };
    let gone = || AppError::refused("上传的文件已过期（保留半小时）或者已经导入，请重新上传");
    let upload = upload.ok_or_else(gone)?;
    let taken = take_over(
        app,
        Some(caller),
        (&upload.name, Arc::clone(&upload.bytes)),
        mapping,
    )
    .await;
    if taken.is_err()
        && let Ok(mut uploads) = app.tools.lock()
    {
        // Another column, and once more: nobody uploads it again.
        uploads.put(caller.user.id, (&upload.name, upload.bytes), (mark, 0), now);
    }
    taken
}

/// Takes over an export on the command line, which stands for the whole office, by a mapping that is kept.
///
/// # Errors
/// There is no such mapping, or it is wrong.
pub async fn import_tool(
    app: &App,
    (name, bytes): (&str, Vec<u8>),
    mapping: &str,
) -> Result<ToolTaken, AppError> {
    let saved = tool_mappings(app).await?;
    let names: Vec<&str> = saved.iter().map(|one| one.name.as_str()).collect();
    let Some(mapping) = saved.iter().find(|one| one.name == mapping) else {
        return Err(AppError::refused(format!(
            "没有叫“{mapping}”的对应关系；已保存的有：{}。请先在网页“新媒体—导入平台工具导出”中设置一次",
            if names.is_empty() {
                "（无）".to_owned()
            } else {
                names.join("、")
            }
        )));
    };
    take_over(app, None, (name, bytes.into()), mapping.clone()).await
}

fn must_somewhere(caller: &Caller) -> Result<(), AppError> {
    match caller.user.may_somewhere(Permission::EditRegister) {
        true => Ok(()),
        false => Err(AppError::Forbidden),
    }
}

async fn parse(name: &str, bytes: Arc<[u8]>) -> Result<ToolTable, AppError> {
    let name = name.to_owned();
    let read = tokio::task::spawn_blocking(move || read_tool_table(&name, &bytes)).await;
    let read = read.map_err(|error| AppError::Refused(format!("读取中断：{error}")))?;
    read.map_err(|errors| AppError::Refused(errors.to_string()))
}

async fn take_over(
    app: &App,
    caller: Option<&Caller>,
    (name, bytes): (&str, Arc<[u8]>),
    mapping: ToolMapping,
) -> Result<ToolTaken, AppError> {
    let now = app.now();
    let table = parse(name, bytes).await?;
    let rows = read_tool_rows(&table, &mapping).map_err(|errors| AppError::Refused(errors.to_string()))?;
    let late = rows.iter().find(|row| row.post.published_at > now + SKEW);
    if let Some(late) = late {
        return Err(AppError::refused(format!(
            "第{}行“发布时间”晚于现在；请核对发布时间是不是这一列",
            late.row
        )));
    }
    let mut tx = app.store.begin().await?;
    let accounts = tx.media_accounts().await?;
    let finder = Finder::new(&accounts, &mapping);
    let mut taken = ToolTaken::default();
    let (mut unknown, mut foreign) = (HashSet::new(), HashSet::new());
    let mut seen: BTreeMap<AccountCode, IdentitySeen> = BTreeMap::new();
    let mut posts: Vec<SourcePost> = Vec::new();
    for row in rows {
        let Some(one) = finder.find(&row) else {
            let told = row.account.iter().rev().find(|text| !text.is_empty());
            let told = told.cloned().unwrap_or_default();
            if unknown.insert(told.clone()) && taken.unknown.len() < TOLD {
                taken.unknown.push(told);
            }
            continue;
        };
        let code = &one.account.code;
        if caller.is_some_and(|caller| !caller.may(Permission::EditRegister, one.organization)) {
            foreign.insert(code.clone());
            continue;
        }
        seen.insert(code.clone(), identity_of(&row));
        posts.push(SourcePost {
            account: code.clone(),
            source: mapping.source(),
            post: row.post,
        });
    }
    if seen.is_empty() {
        return Err(AppError::refused(
            "文件里没有一个账号是台账里（您负责范围内）的，没有写入任何内容；请核对账号列和平台",
        ));
    }
    (taken.accounts, taken.unknown_total, taken.foreign) = (seen.len(), unknown.len(), foreign.len());
    let by = caller.map_or_else(|| command_line().name, |caller| caller.user.name.clone());
    let looks: Vec<Observation> = seen
        .into_iter()
        .map(|(account, seen)| Observation {
            account,
            source: mapping.source(),
            at: now,
            outcome: ObservationOutcome::Seen,
            sees_all: mapping.sees_all,
            seen,
            interaction: None,
            note: name.chars().take(100).collect(),
            proof: None,
            by: by.clone(),
        })
        .collect();
    tx.put_observations(&looks).await?;
    let bodies = accounts
        .iter()
        .map(|one| (one.account.code.clone(), one.organization))
        .collect();
    for part in posts.chunks(AT_ONCE) {
        let more = tx.put_posts(part, now).await?;
        keep_mentions(app, &mut *tx, part, &bodies).await?;
        taken.posts.new += more.new;
        taken.posts.changed += more.changed;
        taken.posts.same += more.same;
    }
    tx.settle_posts(None, now).await?;
    tx.put_tool_mapping(&mapping).await?;
    let told = serde_json::json!({ "file": name, "mapping": mapping, "accounts": taken.accounts,
        "posts_new": taken.posts.new, "posts_changed": taken.posts.changed, "unknown": taken.unknown_total });
    let object = ("media_observation", String::new(), "平台工具导出");
    let actor = caller.map_or_else(command_line, Caller::actor);
    tx.record(&event(
        app,
        actor,
        "导入平台工具导出",
        object,
        (None, value(&told)),
    ))
    .await?;
    tx.commit().await?;
    Ok(taken)
}

fn identity_of(row: &ToolRow) -> IdentitySeen {
    let [_, permanent, handle, name] = &row.account;
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    IdentitySeen {
        permanent: some(permanent),
        handle: some(handle),
        name: some(name),
        certified: None,
    }
}

/// Finds whose a row is: by our number, then by the platform's, then by handle and name, where these are one account's alone.
struct Finder<'a> {
    by_code: HashMap<&'a str, &'a RegisteredAccount>,
    by_permanent: HashMap<&'a str, &'a RegisteredAccount>,
    by_name: HashMap<String, Option<&'a RegisteredAccount>>,
    is_by_permanent: bool,
}

impl<'a> Finder<'a> {
    fn new(accounts: &'a [RegisteredAccount], mapping: &ToolMapping) -> Self {
        let family = mapping
            .platform
            .as_ref()
            .map(xunwang_domain::account::Platform::family);
        let fits = |one: &&RegisteredAccount| {
            let is_of = family
                .as_ref()
                .is_none_or(|family| one.account.platform.family() == *family);
            is_of && one.account.status != MediaStatus::Cancelled
        };
        let mut finder = Self {
            by_code: HashMap::new(),
            by_permanent: HashMap::new(),
            by_name: HashMap::new(),
            is_by_permanent: mapping.columns.contains_key(&ToolField::Permanent),
        };
        for one in accounts.iter().filter(fits) {
            let account = &one.account;
            finder.by_code.insert(account.code.as_str(), one);
            if !account.permanent.is_empty() {
                finder.by_permanent.insert(account.permanent.as_str(), one);
            }
            for text in [&account.handle, &account.name]
                .into_iter()
                .filter(|text| !text.is_empty())
            {
                let known = finder.by_name.entry(normal_text(text)).or_insert(Some(one));
                if known.is_some_and(|known| known.account.code != account.code) {
                    *known = None;
                }
            }
        }
        finder
    }

    fn find(&self, row: &ToolRow) -> Option<&'a RegisteredAccount> {
        let [code, permanent, handle, name] = &row.account;
        if !code.is_empty() {
            return self.by_code.get(code.as_str()).copied();
        }
        if let Some(one) = self.by_permanent.get(permanent.as_str()) {
            return Some(one);
        }
        let mut names = [handle, name].into_iter().filter(|text| !text.is_empty());
        let found = names.find_map(|text| self.by_name.get(&normal_text(text)).copied().flatten());
        // The platform's number is another than the one registered: of a stranger nothing is taken over as if it were ours.
        let is_other = |one: &&RegisteredAccount| {
            self.is_by_permanent
                && !permanent.is_empty()
                && !one.account.permanent.is_empty()
                && one.account.permanent != *permanent
        };
        found.filter(|one| !is_other(one))
    }
}
