//! Being logged in (登录): sessions that end, links that work once.

use chrono::{DateTime, TimeDelta, Utc};

use crate::people::UserId;

/// The digest of a secret that its holder alone knows; the secret itself is never stored.
pub type SecretDigest = [u8; 32];

/// How far a login has come (登录进度).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStage {
    /// The password was right; the code of the second factor is still to come.
    AwaitsCode,
    /// Logged in.
    Full,
}

/// A session (会话).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Digest of the secret in the cookie.
    pub digest: SecretDigest,
    /// Whose it is.
    pub user: UserId,
    /// How far the login has come.
    pub stage: SessionStage,
    /// The secret that every form must bring back (防伪造令牌).
    pub csrf: String,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Network address at the beginning.
    pub address: String,
    /// The browser, as it calls itself, cut.
    pub agent: String,
}

/// A session that is not used for as long has ended.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// However it is used, a session ends after as long.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);
/// For the second factor there is less time.
pub const FOR_CODE: TimeDelta = TimeDelta::minutes(5);

impl Session {
    /// Has it ended by itself?
    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        let longest = match self.stage {
            SessionStage::AwaitsCode => FOR_CODE,
            SessionStage::Full => LONGEST,
        };
        now >= self.seen_at + IDLE || now >= self.began_at + longest
    }
}

/// What a link that works once is for (一次性链接).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Sets up the system: the first administrator.
    SetUp,
    /// Sets the password of a user.
    Password(UserId),
}

/// A link that works once (一次性链接).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Digest of the secret in the address.
    pub digest: SecretDigest,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// It works until then.
    pub until: DateTime<Utc>,
}

/// What proves who a user is (登录凭据).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// argon2id, as PHC string; `None`: no password yet.
    pub password: Option<String>,
    /// The secret of the second factor (动态码密钥).
    pub totp: Option<Vec<u8>>,
    /// The time step of the last code that was accepted: none works twice.
    pub last_step: u64,
}
