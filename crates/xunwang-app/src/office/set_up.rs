//! The first run (首次使用): whoever holds the address that was printed makes the first administrator.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use xunwang_domain::login::{Credentials, LinkPurpose, OneTimeLink};
use xunwang_domain::organization::{Organization, OrganizationId, OrganizationKind, Organizations};
use xunwang_domain::people::{Actor, Grant, Role, User, UserId, check_password, parse_account};

use super::caller::{event, value};
use super::people::{check_body_name, check_name};
use super::{App, AppError, digest_of};

/// What the first administrator says (首次设置).
#[derive(Clone, Debug)]
pub struct SetUp {
    /// 单位名称, the top of the tree: 示例省人民政府办公厅.
    pub office: String,
    /// 姓名
    pub name: String,
    /// 登录名
    pub account: String,
    /// 密码
    pub password: String,
    /// Network address of the request.
    pub address: String,
}

/// Has nobody been set up yet?
///
/// # Errors
/// The store could not say.
pub async fn needs_set_up(app: &App) -> Result<bool, AppError> {
    // Every page asks first; whoever is there does not go away again, so the store is asked until somebody is.
    if app.is_set_up.load(Ordering::Relaxed) {
        return Ok(false);
    }
    let has_users = app.store.read().await?.has_users().await?;
    app.is_set_up.store(has_users, Ordering::Relaxed);
    Ok(!has_users)
}

/// The secret of a set-up address that works once, for a week; `None` where somebody is there already.
///
/// # Errors
/// The store could not keep it.
pub async fn offer_set_up(app: &App) -> Result<Option<String>, AppError> {
    let mut tx = app.store.begin().await?;
    if tx.has_users().await? {
        return Ok(None);
    }
    let secret = app.new_secret();
    tx.put_link(&OneTimeLink {
        digest: secret.digest,
        purpose: LinkPurpose::SetUp,
        until: app.now() + TimeDelta::days(7),
    })
    .await?;
    tx.commit().await?;
    Ok(Some(secret.text))
}

/// The top of the tree before anybody has said what the office is called.
pub(super) fn provisional_top(app: &App) -> Organization {
    Organization {
        id: OrganizationId(app.new_id()),
        parent: None,
        name: "（尚未设置）".to_owned(),
        kind: OrganizationKind::Office,
    }
}

/// Makes the office and its first administrator.
///
/// # Errors
/// The address has been used or is another one; or a field is refused.
pub async fn set_up(app: &App, secret: &str, given: &SetUp) -> Result<(), AppError> {
    let office = check_body_name(&given.office)?;
    let name = check_name(&given.name)?;
    let account = parse_account(&given.account).map_err(AppError::refused)?;
    check_password(&given.password, &account).map_err(AppError::refused)?;
    let password = app.hash_password(&given.password).await?;
    let mut tx = app.store.begin().await?;
    let digest = digest_of(secret);
    let link = tx.link(&digest).await?;
    let is_good = link.is_some_and(|link| link.purpose == LinkPurpose::SetUp && app.now() < link.until);
    if tx.has_users().await? || !is_good {
        return Err(AppError::refused(
            "设置地址无效或已用过；请用启动时打印的最新地址",
        ));
    }
    // What the command line imported before stands below a top that had no name yet.
    let present = Organizations::new(tx.organizations().await?)
        .root()
        .map(|top| top.id);
    let top = Organization {
        id: present.unwrap_or_else(|| OrganizationId(app.new_id())),
        name: office,
        ..provisional_top(app)
    };
    let user = User {
        id: UserId(app.new_id()),
        account,
        name,
        organization: top.id,
        grants: BTreeSet::from([Grant {
            role: Role::Administrator,
            organization: top.id,
        }]),
        disabled: false,
    };
    tx.put_organizations(std::slice::from_ref(&top)).await?;
    tx.put_user(&user).await?;
    let credentials = Credentials {
        password: Some(password),
        ..Credentials::default()
    };
    tx.put_credentials(user.id, &credentials).await?;
    tx.use_link(&digest).await?;
    let actor = Actor {
        user: Some(user.id),
        name: user.name.clone(),
        address: given.address.clone(),
    };
    let object = ("organization", top.id.0.to_string(), top.name.as_str());
    tx.record(&event(
        app,
        actor.clone(),
        "首次设置",
        object,
        (None, value(&top)),
    ))
    .await?;
    let object = ("user", user.id.0.to_string(), user.name.as_str());
    tx.record(&event(app, actor, "新建用户", object, (None, value(&user))))
        .await?;
    tx.commit().await?;
    Ok(())
}
