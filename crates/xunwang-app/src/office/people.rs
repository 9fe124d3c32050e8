//! The people of the office (人员): who may log in, and what each may do where.

use std::collections::BTreeSet;

use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::{AccountState, Grant, Lockout, Permission, Role, User, UserId, parse_account};
use xunwang_ports::{StoreError, Tx};

use super::caller::value;
use super::links::make_link;
use super::{App, AppError, Caller};

/// Somebody new (新用户).
#[derive(Clone, Debug)]
pub struct NewUser {
    /// 登录名
    pub account: String,
    /// Everything else.
    pub change: UserChange,
}

/// What may be changed of a user (用户信息).
#[derive(Clone, Debug)]
pub struct UserChange {
    /// 姓名
    pub name: String,
    /// 所在单位
    pub organization: OrganizationId,
    /// 职责
    pub grants: BTreeSet<Grant>,
}

/// A user with what the list of people shows (人员).
#[derive(Clone, Debug)]
pub struct Person {
    /// The user.
    pub user: User,
    /// How the account stands.
    pub state: AccountState,
}

/// The people whom the caller may see, by account.
///
/// # Errors
/// The store could not.
pub async fn people(app: &App, caller: &Caller) -> Result<Vec<Person>, AppError> {
    let mut tx = app.store.read().await?;
    let states = tx.account_states().await?;
    let mut people = Vec::new();
    for user in tx.users().await? {
        if caller.may(Permission::ViewPeople, user.organization) {
            let state = states.get(&user.id).copied().unwrap_or_default();
            people.push(Person { user, state });
        }
    }
    Ok(people)
}

/// One of them.
///
/// # Errors
/// There is none, or the caller may not see the person: which, is not said.
pub async fn person(app: &App, caller: &Caller, id: UserId) -> Result<Person, AppError> {
    let mut tx = app.store.read().await?;
    let user = tx.user(id).await?;
    let user = user.filter(|user| caller.may(Permission::ViewPeople, user.organization));
    let state = tx.account_states().await?.get(&id).copied().unwrap_or_default();
    Ok(Person {
        user: user.ok_or(AppError::NotFound)?,
        state,
    })
}

/// Adds a user, and gives the link by which the password is set: it is shown once.
///
/// # Errors
/// The caller may not, the account is taken, or a field is refused.
pub async fn add_user(app: &App, caller: &Caller, new: &NewUser) -> Result<(UserId, String), AppError> {
    let account = parse_account(&new.account).map_err(AppError::refused)?;
    let user = User {
        id: UserId(app.new_id()),
        account,
        name: check_name(&new.change.name)?,
        organization: new.change.organization,
        grants: new.change.grants.clone(),
        disabled: false,
    };
    check_reach(caller, &user)?;
    let mut tx = app.store.begin().await?;
    let taken = || AppError::Refused(format!("登录名“{}”已有人使用，请换一个", user.account));
    if tx.user_of_account(&user.account).await?.is_some() {
        return Err(taken());
    }
    tx.put_user(&user).await.map_err(|error| match error {
        StoreError::Conflict(_) => taken(),
        other => other.into(),
    })?;
    let link = make_link(app, &mut *tx, user.id).await?;
    let object = ("user", user.id.0.to_string(), user.name.as_str());
    tx.record(&caller.event(app, "新建用户", object, (None, value(&user))))
        .await?;
    tx.commit().await?;
    Ok((user.id, link))
}

/// Changes name, body and grants. Sessions go on, with the new rights from the next request on.
///
/// # Errors
/// The caller may not, a field is refused, or no administrator of the whole would be left.
pub async fn change_user(
    app: &App,
    caller: &Caller,
    id: UserId,
    change: &UserChange,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let before = managed(&mut *tx, caller, id).await?;
    let after = User {
        name: check_name(&change.name)?,
        organization: change.organization,
        grants: change.grants.clone(),
        ..before.clone()
    };
    check_reach(caller, &after)?;
    if after == before {
        return Ok(());
    }
    put(app, &mut *tx, caller, "修改用户", (&before, &after)).await?;
    tx.commit().await?;
    Ok(())
}

/// Stops a user, whose sessions end at once, or lets the user in again.
///
/// # Errors
/// The caller may not, or no administrator of the whole would be left.
pub async fn set_disabled(app: &App, caller: &Caller, id: UserId, disabled: bool) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let before = managed(&mut *tx, caller, id).await?;
    if before.id == caller.user.id {
        return Err(AppError::refused("不能停用自己；请由另一位管理员办理"));
    }
    if before.disabled == disabled {
        return Ok(());
    }
    let after = User {
        disabled,
        ..before.clone()
    };
    let action = if disabled { "停用用户" } else { "恢复用户" };
    put(app, &mut *tx, caller, action, (&before, &after)).await?;
    if disabled {
        tx.end_sessions(id, None).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Gives a new link for setting the password; the old password works until it is used.
///
/// # Errors
/// The caller may not.
pub async fn give_link(app: &App, caller: &Caller, id: UserId) -> Result<String, AppError> {
    let mut tx = app.store.begin().await?;
    let user = managed(&mut *tx, caller, id).await?;
    if user.disabled {
        return Err(AppError::refused("用户已停用；请先恢复"));
    }
    let link = make_link(app, &mut *tx, id).await?;
    let object = ("user", id.0.to_string(), user.name.as_str());
    tx.record(&caller.event(app, "生成设密码链接", object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(link)
}

/// Opens a locked account, and takes the second factor away where the device is lost.
///
/// # Errors
/// The caller may not.
pub async fn unlock(app: &App, caller: &Caller, id: UserId, without_totp: bool) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let user = managed(&mut *tx, caller, id).await?;
    tx.put_lockout(id, Lockout::default()).await?;
    let mut action = "解除锁定";
    if without_totp {
        let mut credentials = tx.credentials(id).await?;
        credentials.totp = None;
        tx.put_credentials(id, &credentials).await?;
        tx.end_sessions(id, None).await?;
        action = "解除锁定并撤销动态码";
    }
    let object = ("user", id.0.to_string(), user.name.as_str());
    tx.record(&caller.event(app, action, object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn put(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    action: &str,
    (before, after): (&User, &User),
) -> Result<(), AppError> {
    tx.put_user(after).await?;
    let root = caller.tree.root().map(|root| root.id);
    let is_chief =
        |user: &User| root.is_some_and(|root| user.may(Permission::ManagePeople, root, &caller.tree));
    if is_chief(before) && !is_chief(after) && !tx.users().await?.iter().any(is_chief) {
        return Err(AppError::refused(
            "这是最后一位可管理全部单位的管理员；请先指定另一位，再作修改",
        ));
    }
    let object = ("user", after.id.0.to_string(), after.name.as_str());
    tx.record(&caller.event(app, action, object, (value(before), value(after))))
        .await?;
    Ok(())
}

/// The user, where the caller manages all that the user reaches: nobody changes somebody who stands higher.
async fn managed(tx: &mut dyn Tx, caller: &Caller, id: UserId) -> Result<User, AppError> {
    let user = tx.user(id).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ManagePeople, user.organization) {
        return Err(AppError::NotFound);
    }
    let reaches = user
        .grants
        .iter()
        .all(|it| caller.may(Permission::ManagePeople, it.organization));
    if reaches {
        Ok(user)
    } else {
        Err(AppError::Forbidden)
    }
}

/// Does all that the user would be and do lie in the caller's branches?
pub(super) fn check_reach(caller: &Caller, user: &User) -> Result<(), AppError> {
    caller.must(Permission::ManagePeople, user.organization)?;
    for grant in &user.grants {
        caller.must(Permission::ManagePeople, grant.organization)?;
    }
    let holds = |role| user.grants.iter().any(|grant| grant.role == role);
    // Who keeps the accounts does not judge, and who audits changes nothing.
    let judges = holds(Role::Supervisor) || holds(Role::Reviewer) || holds(Role::Approver);
    let others = user.roles().into_iter().filter(|role| *role != Role::Confidant);
    if holds(Role::Auditor) && others.count() > 1 {
        return Err(AppError::refused("审计员不能兼任其他角色：审计的人不参与办理"));
    }
    if holds(Role::Operator) && judges {
        return Err(AppError::refused(
            "主办单位人员不能兼任监管员、复核员或审定人：不能检查自己的网站",
        ));
    }
    Ok(())
}

/// 姓名
pub(super) fn check_name(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let plain = !name.is_empty() && name.chars().count() <= 40 && !name.chars().any(char::is_control);
    if plain {
        Ok(name.to_owned())
    } else {
        Err(AppError::refused("请填写姓名（40字以内）"))
    }
}

/// 单位名称
pub(super) fn check_body_name(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let plain = !name.is_empty() && name.chars().count() <= 80 && !name.chars().any(char::is_control);
    if plain {
        Ok(name.to_owned())
    } else {
        Err(AppError::refused("请填写单位名称（80字以内）"))
    }
}
