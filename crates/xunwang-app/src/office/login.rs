//! Logging in and out (登录、退出).

use chrono::TimeDelta;
use totp_rs::{Algorithm, TOTP};
use xunwang_domain::login::{Credentials, Session, SessionStage};
use xunwang_domain::people::{Actor, User};
use xunwang_ports::Tx;

use super::caller::event;
use super::{App, AppError, Caller, digest_of};

/// An attempt to log in (登录尝试).
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// 登录名
    pub account: String,
    /// 密码
    pub password: String,
    /// Network address of the request.
    pub address: String,
    /// The browser, as it calls itself.
    pub agent: String,
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum LoginRefusal {
    /// Account or password is wrong, the account is locked, stopped, or has no password yet: which, is not said.
    #[error(
        "登录名或密码不对，或者账号已锁定、停用。连续输错5次锁定15分钟，之后逐次加倍；请核对后再试，或联系管理员。"
    )]
    Wrong,
    /// Too many wrong passwords from this network address.
    #[error("您所在的网络输错密码的次数太多，请15分钟后再试。")]
    TooMany,
    /// The code of the second factor is wrong, used, or came too late.
    #[error("动态码不对或已用过。请等下一个动态码再试；超过5分钟需重新登录。")]
    WrongCode,
    /// The store could not.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<xunwang_ports::StoreError> for LoginRefusal {
    fn from(error: xunwang_ports::StoreError) -> Self {
        Self::App(error.into())
    }
}

/// A session that was just begun.
pub struct Entered {
    /// The secret for the cookie.
    pub secret: String,
    /// Is a code still asked for?
    pub awaits_code: bool,
}

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// The session.
    pub session: Session,
    /// Who it is, and all bodies.
    pub caller: Caller,
}

/// Lets somebody in, with a new session whatever cookie was brought.
///
/// # Errors
/// Nobody is let in.
pub async fn log_in(app: &App, attempt: &Attempt) -> Result<Entered, LoginRefusal> {
    let now = app.now();
    let lock = || {
        app.guesses
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    };
    if lock().are_too_many(&attempt.address, now) {
        return Err(LoginRefusal::TooMany);
    }
    let account = attempt.account.trim().to_ascii_lowercase();
    let mut tx = app.store.read().await?;
    let user = tx.user_of_account(&account).await?;
    let mut known = (Credentials::default(), false);
    if let Some(user) = &user {
        let lockout = tx.lockout(user.id).await?;
        known = (tx.credentials(user.id).await?, lockout.is_locked(now));
    }
    drop(tx);
    let (credentials, is_locked) = known;
    let is_right = app
        .is_password(&attempt.password, credentials.password.as_deref())
        .await?;
    let Some(user) = user else {
        lock().note(&attempt.address, now);
        return Err(LoginRefusal::Wrong);
    };
    let mut tx = app.store.begin().await?;
    let actor = Actor {
        user: Some(user.id),
        name: user.name.clone(),
        address: attempt.address.clone(),
    };
    let object = ("session", user.id.0.to_string(), user.account.as_str());
    if !is_right || is_locked || user.disabled {
        lock().note(&attempt.address, now);
        if !is_locked {
            // Read again: two guesses at once are two.
            let lockout = tx.lockout(user.id).await?.failed(now);
            tx.put_lockout(user.id, lockout).await?;
            let action = if lockout.is_locked(now) {
                "登录失败，账号锁定"
            } else {
                "登录失败"
            };
            tx.record(&event(app, actor, action, object, (None, None)))
                .await?;
            tx.commit().await?;
        }
        return Err(LoginRefusal::Wrong);
    }
    tx.put_lockout(user.id, Default::default()).await?;
    tx.forget_ended(now).await?;
    let stage = match credentials.totp {
        Some(_) => SessionStage::AwaitsCode,
        None => SessionStage::Full,
    };
    let secret = begin_session(app, &mut *tx, &user, stage, &attempt.address, &attempt.agent).await?;
    if stage == SessionStage::Full {
        tx.record(&event(app, actor, "登录", object, (None, None)))
            .await?;
    }
    tx.commit().await?;
    Ok(Entered {
        secret,
        awaits_code: stage == SessionStage::AwaitsCode,
    })
}

async fn begin_session(
    app: &App,
    tx: &mut dyn Tx,
    user: &User,
    stage: SessionStage,
    address: &str,
    agent: &str,
) -> Result<String, AppError> {
    let (secret, now) = (app.new_secret(), app.now());
    tx.put_session(&Session {
        digest: secret.digest,
        user: user.id,
        stage,
        csrf: app.new_secret().text,
        began_at: now,
        seen_at: now,
        address: address.to_owned(),
        agent: agent.chars().take(200).collect(),
    })
    .await?;
    Ok(secret.text)
}

/// Takes the code of the second factor. The session gets another secret: what was in the cookie before works no more.
///
/// # Errors
/// The code is wrong or was used; each counts as a guess.
pub async fn enter_code(app: &App, secret: &str, code: &str) -> Result<Entered, LoginRefusal> {
    let now = app.now();
    let mut tx = app.store.begin().await?;
    let digest = digest_of(secret);
    let session = tx
        .session(&digest)
        .await?
        .filter(|session| !session.has_ended(now));
    let Some(session) = session.filter(|session| session.stage == SessionStage::AwaitsCode) else {
        return Err(LoginRefusal::WrongCode);
    };
    let Some(user) = tx.user(session.user).await?.filter(|user| !user.disabled) else {
        return Err(LoginRefusal::WrongCode);
    };
    let mut credentials = tx.credentials(user.id).await?;
    let lockout = tx.lockout(user.id).await?;
    let accepted = credentials
        .totp
        .as_deref()
        .and_then(|key| accepted_step(key, code, now.timestamp()));
    let fresh = accepted.filter(|step| *step > credentials.last_step && !lockout.is_locked(now));
    let actor = Actor {
        user: Some(user.id),
        name: user.name.clone(),
        address: session.address.clone(),
    };
    let object = ("session", user.id.0.to_string(), user.account.as_str());
    let Some(step) = fresh else {
        let lockout = lockout.failed(now);
        tx.put_lockout(user.id, lockout).await?;
        if lockout.is_locked(now) {
            tx.end_session(&digest).await?;
        }
        tx.record(&event(app, actor, "动态码错误", object, (None, None)))
            .await?;
        tx.commit().await?;
        return Err(LoginRefusal::WrongCode);
    };
    credentials.last_step = step;
    tx.put_credentials(user.id, &credentials).await?;
    tx.put_lockout(user.id, Default::default()).await?;
    tx.end_session(&digest).await?;
    let secret = begin_session(
        app,
        &mut *tx,
        &user,
        SessionStage::Full,
        &session.address,
        &session.agent,
    )
    .await?;
    tx.record(&event(app, actor, "登录", object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(Entered {
        secret,
        awaits_code: false,
    })
}

/// The time step whose code this is (RFC 6238: six digits, half a minute, SHA-1), one step early or late allowed.
pub(super) fn accepted_step(key: &[u8], code: &str, now: i64) -> Option<u64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, key.to_vec()).ok()?;
    let present = u64::try_from(now).ok()? / 30;
    (present.saturating_sub(1)..=present + 1).find(|step| totp.generate(step * 30) == code)
}

/// Ends a session.
///
/// # Errors
/// The store could not.
pub async fn log_out(app: &App, login: &LoggedIn) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    tx.end_session(&login.session.digest).await?;
    let user = &login.caller.user;
    let object = ("session", user.id.0.to_string(), user.account.as_str());
    tx.record(&login.caller.event(app, "退出", object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Who holds this secret; `None` where it opens nothing (any more).
///
/// # Errors
/// The store could not say.
pub async fn session_of(app: &App, secret: &str, address: &str) -> Result<Option<LoggedIn>, AppError> {
    let now = app.now();
    let mut tx = app.store.read().await?;
    let Some(mut session) = tx.session(&digest_of(secret)).await? else {
        return Ok(None);
    };
    if session.has_ended(now) {
        return Ok(None);
    }
    let Some(user) = tx.user(session.user).await?.filter(|user| !user.disabled) else {
        return Ok(None);
    };
    let tree = app.tree(&mut *tx).await?;
    drop(tx);
    // Written once a minute: a page must not wait for the writer each time.
    if now - session.seen_at >= TimeDelta::minutes(1) {
        session.seen_at = now;
        let mut tx = app.store.begin().await?;
        if tx.session(&session.digest).await?.is_some() {
            tx.put_session(&session).await?;
            tx.commit().await?;
        }
    }
    let caller = Caller {
        user,
        tree,
        address: address.to_owned(),
        area: None,
    };
    Ok(Some(LoggedIn { session, caller }))
}
