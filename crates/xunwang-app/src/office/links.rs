//! Links by which a person sets a password (设密码链接): a new account has none, a forgotten one is not told.

use chrono::TimeDelta;
use xunwang_domain::login::{Credentials, LinkPurpose, OneTimeLink};
use xunwang_domain::people::{Actor, Lockout, User, UserId, check_password};
use xunwang_ports::Tx;

use super::caller::event;
use super::{App, AppError, digest_of};

/// Makes a link for a user; it works once, for three days, and ends the one before.
pub(super) async fn make_link(app: &App, tx: &mut dyn Tx, user: UserId) -> Result<String, AppError> {
    let secret = app.new_secret();
    tx.put_link(&OneTimeLink {
        digest: secret.digest,
        purpose: LinkPurpose::Password(user),
        until: app.now() + TimeDelta::days(3),
    })
    .await?;
    Ok(secret.text)
}

/// Whose password a link sets; `None` where it works no more.
///
/// # Errors
/// The store could not say.
pub async fn link_user(app: &App, secret: &str) -> Result<Option<User>, AppError> {
    let mut tx = app.store.read().await?;
    user_of(app, &mut *tx, secret).await
}

async fn user_of(app: &App, tx: &mut dyn Tx, secret: &str) -> Result<Option<User>, AppError> {
    let link = tx
        .link(&digest_of(secret))
        .await?
        .filter(|link| app.now() < link.until);
    match link.map(|link| link.purpose) {
        Some(LinkPurpose::Password(id)) => Ok(tx.user(id).await?.filter(|user| !user.disabled)),
        _ => Ok(None),
    }
}

/// Sets the password by a link. Every session of the user ends, a lock opens; the second factor stays.
///
/// # Errors
/// The link works no more, or the password is refused.
pub async fn set_password(app: &App, secret: &str, password: &str, address: &str) -> Result<(), AppError> {
    let gone = || AppError::refused("这个链接已用过或已过期；请联系管理员重新生成");
    let user = link_user(app, secret).await?.ok_or_else(gone)?;
    check_password(password, &user.account).map_err(AppError::refused)?;
    let hash = app.hash_password(password).await?;
    let mut tx = app.store.begin().await?;
    let user = user_of(app, &mut *tx, secret).await?.ok_or_else(gone)?;
    let credentials = Credentials {
        password: Some(hash),
        ..tx.credentials(user.id).await?
    };
    tx.put_credentials(user.id, &credentials).await?;
    tx.put_lockout(user.id, Lockout::default()).await?;
    tx.end_sessions(user.id, None).await?;
    tx.use_link(&digest_of(secret)).await?;
    let actor = Actor {
        user: Some(user.id),
        name: user.name.clone(),
        address: address.to_owned(),
    };
    let object = ("user", user.id.0.to_string(), user.name.as_str());
    tx.record(&event(app, actor, "以链接设置密码", object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(())
}
