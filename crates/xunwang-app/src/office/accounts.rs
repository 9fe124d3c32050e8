//! Accounts for many operators at once (批量开通): chosen by body or from a sheet, shown first, then made whole or not at all.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::{Grant, Permission, Role, User, UserId, parse_account};
use xunwang_domain::register::RegisteredSite;
use xunwang_domain::registry::SiteStatus;
use xunwang_ports::Tx;

use super::caller::value;
use super::links::make_link;
use super::people::{check_name, check_reach};
use super::{App, AppError, Caller};
use crate::registry::{AccountRow, RegisterErrors, read_accounts};

/// As many accounts at once: their links are handed out by people.
pub const MOST_ACCOUNTS: usize = 300;

/// An operator who is to get an account (待开通的账号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// 登录名
    pub account: String,
    /// 姓名
    pub name: String,
    /// The body that the operator works for and answers for.
    pub organization: OrganizationId,
}

/// What would be made (批量开通预览).
#[derive(Clone, Debug)]
pub struct AccountsPreview {
    /// Tells it from another; empty where nothing can be made.
    pub mark: String,
    /// Who would get an account.
    pub proposed: Vec<Proposed>,
    /// What is wrong; then nothing can be made.
    pub errors: Option<RegisterErrors>,
}

/// Somebody who has got an account (已开通的账号).
#[derive(Clone, Debug)]
pub struct Opened {
    /// The user.
    pub user: User,
    /// The secret of the link by which the password is set: shown once, stored as a digest only.
    pub secret: String,
}

/// The bodies that run a site and have no operator yet, by full name: in the caller's branches, and in `branch` where one is
/// named.
///
/// # Errors
/// The store could not.
pub async fn bodies_without_operator(
    app: &App,
    caller: &Caller,
    branch: Option<OrganizationId>,
) -> Result<BTreeMap<String, OrganizationId>, AppError> {
    let mut tx = app.store.read().await?;
    let mut bodies: BTreeSet<OrganizationId> = tx
        .sites()
        .await?
        .iter()
        .filter(|one| is_kept(one))
        .map(|one| one.organization)
        .collect();
    for user in tx.users().await?.iter().filter(|user| !user.disabled) {
        let operates = user.grants.iter().filter(|grant| grant.role == Role::Operator);
        operates.for_each(|grant| {
            bodies.remove(&grant.organization);
        });
    }
    bodies.retain(|&body| {
        caller.may(Permission::ManagePeople, body)
            && branch.is_none_or(|branch| caller.tree.holds(branch, body))
    });
    Ok(bodies
        .into_iter()
        .map(|body| (caller.tree.full_name(body), body))
        .collect())
}

fn is_kept(one: &RegisteredSite) -> bool {
    !matches!(one.site.status, SiteStatus::Retired | SiteStatus::Cancelled)
}

/// Proposes an account for each of these bodies, named after its site.
///
/// # Errors
/// None was chosen or too many, the caller may not, or the store could not.
pub async fn propose_accounts(
    app: &App,
    caller: &Caller,
    bodies: &[OrganizationId],
) -> Result<AccountsPreview, AppError> {
    check_number(bodies.len(), "请先选择单位")?;
    let mut rows = Vec::with_capacity(bodies.len());
    for &body in bodies {
        caller.must(Permission::ManagePeople, body)?;
        let name = &caller.tree.get(body).ok_or(AppError::NotFound)?.name;
        // A name has forty characters at most.
        let short: String = name.chars().take(37).collect();
        rows.push(AccountRow {
            row: 0,
            name: format!("{short}管理员"),
            account: String::new(),
            body: caller.tree.full_name(body),
        });
    }
    look(app, caller, rows).await
}

/// Proposes the accounts of a sheet.
///
/// # Errors
/// The caller may manage nobody, or the store could not; what is wrong with the sheet stands in the preview.
pub async fn propose_accounts_of_sheet(
    app: &App,
    caller: &Caller,
    file: &str,
    bytes: Vec<u8>,
) -> Result<AccountsPreview, AppError> {
    if !caller.user.may_somewhere(Permission::ManagePeople) {
        return Err(AppError::Forbidden);
    }
    let file = file.to_owned();
    let read = tokio::task::spawn_blocking(move || read_accounts(&file, &bytes)).await;
    let read = read.map_err(|_| AppError::refused("文件读不出来；请另存为 XLSX 或 CSV 再试"))?;
    match read {
        Ok(rows) => {
            check_number(rows.len(), "表中没有任何人员")?;
            look(app, caller, rows).await
        }
        Err(errors) => Ok(AccountsPreview {
            mark: String::new(),
            proposed: Vec::new(),
            errors: Some(errors),
        }),
    }
}

fn check_number(number: usize, none: &str) -> Result<(), AppError> {
    match number {
        0 => Err(AppError::refused(none)),
        1..=MOST_ACCOUNTS => Ok(()),
        _ => Err(AppError::Refused(format!(
            "一次最多开通{MOST_ACCOUNTS}个账号，现有{number}个；请分几次办理"
        ))),
    }
}

/// Finds the body of each row and a free account, and says everything that is wrong.
async fn look(app: &App, caller: &Caller, rows: Vec<AccountRow>) -> Result<AccountsPreview, AppError> {
    let mut tx = app.store.read().await?;
    let mut taken: HashMap<String, String> = tx
        .users()
        .await?
        .into_iter()
        .map(|user| (user.account, user.name))
        .collect();
    let codes = codes_of(&mut *tx).await?;
    drop(tx);
    // What is written in the sheet goes before what is made up.
    let mut errors = RegisterErrors::default();
    let mut accounts = vec![None; rows.len()];
    for (row, account) in rows
        .iter()
        .zip(&mut accounts)
        .filter(|(row, _)| !row.account.is_empty())
    {
        match parse_account(&row.account) {
            Err(error) => errors.add_field(row.row, "登录名", error.to_string()),
            Ok(name) => match taken.insert(name.clone(), row.name.clone()) {
                Some(who) => {
                    let message = format!("“{name}”已由{who}使用；请换一个，或留空由系统拟定");
                    errors.add_field(row.row, "登录名", message);
                }
                None => *account = Some(name),
            },
        }
    }
    let names = Names::new(caller);
    let mut proposed = Vec::with_capacity(rows.len());
    for (row, account) in rows.into_iter().zip(accounts) {
        let name = check_name(&row.name)
            .map_err(|error| errors.add_field(row.row, "姓名", error.to_string()))
            .ok();
        let body = names
            .find(&row.body)
            .map_err(|message| errors.add_field(row.row, "单位", message))
            .ok();
        let (Some(name), Some(organization)) = (name, body) else {
            continue;
        };
        let account = account.unwrap_or_else(|| {
            let stem = codes.get(&organization).map_or("unit", String::as_str);
            let free = made_up(stem, |account| taken.contains_key(account));
            taken.insert(free.clone(), name.clone());
            free
        });
        proposed.push(Proposed {
            account,
            name,
            organization,
        });
    }
    if errors.total > 0 {
        return Ok(AccountsPreview {
            mark: String::new(),
            proposed,
            errors: Some(errors),
        });
    }
    let mark = app.new_secret().text;
    let kept = serde_json::to_vec(&proposed).map_err(AppError::refused)?;
    let mut proposals = app.proposals.lock().unwrap_or_else(PoisonError::into_inner);
    proposals.put(caller.user.id, ("", Arc::from(kept)), (&mark, 0), app.now());
    Ok(AccountsPreview {
        mark,
        proposed,
        errors: None,
    })
}

/// The code of a site that each body runs, as the beginning of an account.
async fn codes_of(tx: &mut dyn Tx) -> Result<HashMap<OrganizationId, String>, AppError> {
    let mut codes = HashMap::new();
    for one in tx.sites().await?.iter().filter(|one| is_kept(one)) {
        let code = format!("w{}", one.site.code.as_str().to_ascii_lowercase());
        codes.entry(one.organization).or_insert(code);
    }
    Ok(codes)
}

/// `w9901000001`, or `w9901000001-2` where that is taken.
fn made_up(stem: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let more = (2..).map(|number| format!("{stem}-{number}"));
    std::iter::once(stem.to_owned())
        .chain(more)
        .find(|account| !is_taken(account))
        .unwrap_or_default()
}

/// The bodies that the caller manages, by full name and by own name.
struct Names(HashMap<String, Vec<OrganizationId>>);

impl Names {
    fn new(caller: &Caller) -> Self {
        let mut names: HashMap<String, Vec<OrganizationId>> = HashMap::new();
        let managed = caller
            .tree
            .iter()
            .filter(|one| caller.may(Permission::ManagePeople, one.id));
        for one in managed {
            let spellings = HashSet::from([plain(&caller.tree.full_name(one.id)), plain(&one.name)]);
            for name in spellings {
                names.entry(name).or_default().push(one.id);
            }
        }
        Self(names)
    }

    fn find(&self, written: &str) -> Result<OrganizationId, String> {
        match self.0.get(&plain(written)).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some(_) => Err(format!("有几个单位叫“{written}”；请写全称，如“江口市／教育局”")),
            None => Err(format!("没有名为“{written}”的单位，或不在您的管理范围内")),
        }
    }
}

/// One spelling of a name: strokes of either width, no spaces.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace());
    kept.map(|c| if c == '/' { '／' } else { c }).collect()
}

/// Makes the accounts that were shown under this mark, all in one transaction, each with its link and its entry of the trail.
///
/// # Errors
/// The preview is gone, the caller may not, or an account was taken meanwhile: then none is made.
pub async fn open_accounts(app: &App, caller: &Caller, mark: &str) -> Result<Vec<Opened>, AppError> {
    let kept = {
        let mut proposals = app.proposals.lock().unwrap_or_else(PoisonError::into_inner);
        proposals.take(caller.user.id, mark, app.now())
    };
    let kept = kept.ok_or_else(|| AppError::refused("预览已过期或已办理；请重新选择单位或上传表格"))?;
    let proposed: Vec<Proposed> = serde_json::from_slice(&kept.bytes).map_err(AppError::refused)?;
    let mut tx = app.store.begin().await?;
    let mut opened = Vec::with_capacity(proposed.len());
    for one in proposed {
        if tx.user_of_account(&one.account).await?.is_some() {
            return Err(AppError::Refused(format!(
                "登录名“{}”在预览之后已有人使用，一个账号也没有开通；请重新办理",
                one.account
            )));
        }
        let grant = Grant {
            role: Role::Operator,
            organization: one.organization,
        };
        let user = User {
            id: UserId(app.new_id()),
            account: one.account,
            name: one.name,
            organization: one.organization,
            grants: BTreeSet::from([grant]),
            disabled: false,
        };
        check_reach(caller, &user)?;
        tx.put_user(&user).await?;
        let secret = make_link(app, &mut *tx, user.id).await?;
        let object = ("user", user.id.0.to_string(), user.name.as_str());
        tx.record(&caller.event(app, "批量开通：新建用户", object, (None, value(&user))))
            .await?;
        opened.push(Opened { user, secret });
    }
    tx.commit().await?;
    Ok(opened)
}
