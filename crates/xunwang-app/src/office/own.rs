//! What a person changes of the own account (我的账号).

use xunwang_domain::login::Session;
use xunwang_domain::people::{Lockout, check_password};
use xunwang_warc::base32;

use super::login::accepted_step;
use super::{App, AppError, LoggedIn};

/// The own sessions, the latest first, and whether a second factor is asked for.
///
/// # Errors
/// The store could not.
pub async fn own_sessions(app: &App, login: &LoggedIn) -> Result<(Vec<Session>, bool), AppError> {
    let (user, now) = (login.caller.user.id, app.now());
    let mut tx = app.store.read().await?;
    let mut sessions = tx.sessions_of(user).await?;
    sessions.retain(|session| !session.has_ended(now));
    Ok((sessions, tx.credentials(user).await?.totp.is_some()))
}

/// A key of the second factor in the letters that authenticator programs take (base32).
pub fn key_letters(key: &[u8]) -> String {
    let mut letters = String::new();
    base32(key, &mut letters);
    letters.trim_end_matches('=').to_owned()
}

/// Changes the own password; all other sessions end.
///
/// # Errors
/// The present password is wrong, which counts as a guess, or the new one is refused.
pub async fn change_password(app: &App, login: &LoggedIn, present: &str, new: &str) -> Result<(), AppError> {
    let user = &login.caller.user;
    prove(app, login, present).await?;
    check_password(new, &user.account).map_err(AppError::refused)?;
    if present == new {
        return Err(AppError::refused("新密码和现在的密码相同，请换一个"));
    }
    let hash = app.hash_password(new).await?;
    let mut tx = app.store.begin().await?;
    let mut credentials = tx.credentials(user.id).await?;
    credentials.password = Some(hash);
    tx.put_credentials(user.id, &credentials).await?;
    tx.end_sessions(user.id, Some(&login.session.digest)).await?;
    let object = ("user", user.id.0.to_string(), user.name.as_str());
    tx.record(&login.caller.event(app, "修改密码", object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Is it really the person who sits there? A wrong password counts as a guess.
async fn prove(app: &App, login: &LoggedIn, password: &str) -> Result<(), AppError> {
    let (user, now) = (&login.caller.user, app.now());
    let mut tx = app.store.read().await?;
    let credentials = tx.credentials(user.id).await?;
    let is_locked = tx.lockout(user.id).await?.is_locked(now);
    drop(tx);
    let is_right = app.is_password(password, credentials.password.as_deref()).await?;
    let mut tx = app.store.begin().await?;
    if is_right && !is_locked {
        tx.put_lockout(user.id, Lockout::default()).await?;
        tx.commit().await?;
        return Ok(());
    }
    let lockout = tx.lockout(user.id).await?.failed(now);
    tx.put_lockout(user.id, lockout).await?;
    if lockout.is_locked(now) {
        tx.end_sessions(user.id, None).await?;
    }
    tx.commit().await?;
    Err(AppError::refused("现在的密码不对，没有修改"))
}

/// Offers a second factor: a new key, not in force before a code of it was entered.
pub fn begin_totp(app: &App) -> Vec<u8> {
    app.chance::<20>().to_vec()
}

/// Puts the second factor in force.
///
/// # Errors
/// The code is not one of this key, or the password is wrong.
pub async fn confirm_totp(
    app: &App,
    login: &LoggedIn,
    key: &[u8],
    code: &str,
    password: &str,
) -> Result<(), AppError> {
    prove(app, login, password).await?;
    let step = accepted_step(key, code, app.now().timestamp())
        .ok_or_else(|| AppError::refused("动态码不对；请确认手机时间准确，输入新出现的6位数字"))?;
    change_totp(app, login, Some(key), step, "启用动态码").await
}

/// Takes the second factor away.
///
/// # Errors
/// The password is wrong.
pub async fn remove_totp(app: &App, login: &LoggedIn, password: &str) -> Result<(), AppError> {
    prove(app, login, password).await?;
    change_totp(app, login, None, 0, "停用动态码").await
}

async fn change_totp(
    app: &App,
    login: &LoggedIn,
    key: Option<&[u8]>,
    step: u64,
    action: &str,
) -> Result<(), AppError> {
    let user = &login.caller.user;
    let mut tx = app.store.begin().await?;
    let mut credentials = tx.credentials(user.id).await?;
    credentials.totp = key.map(<[u8]>::to_vec);
    credentials.last_step = credentials.last_step.max(step);
    tx.put_credentials(user.id, &credentials).await?;
    tx.end_sessions(user.id, Some(&login.session.digest)).await?;
    let object = ("user", user.id.0.to_string(), user.name.as_str());
    tx.record(&login.caller.event(app, action, object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Ends all other sessions of the person.
///
/// # Errors
/// The store could not.
pub async fn end_other_sessions(app: &App, login: &LoggedIn) -> Result<(), AppError> {
    let user = &login.caller.user;
    let mut tx = app.store.begin().await?;
    tx.end_sessions(user.id, Some(&login.session.digest)).await?;
    let object = ("session", user.id.0.to_string(), user.account.as_str());
    tx.record(&login.caller.event(app, "结束其他登录", object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(())
}
