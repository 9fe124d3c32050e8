//! Screenshots from a telephone (手机上传截图): whoever looks at an account on his telephone sends the picture from there, by a link that
//! is good for one account, one person and a quarter of an hour.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use xunwang_domain::account::AccountCode;
use xunwang_domain::login::SecretDigest;
use xunwang_domain::people::UserId;

use super::filings::check_file;
use super::secret::digest_of;
use super::{App, AppError, Caller};

/// So long a link is good.
const GOOD: TimeDelta = TimeDelta::minutes(15);
/// Links at the same time: each may hold a picture.
const MOST: usize = 200;

/// Links that were given out, with what came by them.
#[derive(Default)]
pub(super) struct Shots(HashMap<SecretDigest, Shot>);

struct Shot {
    user: UserId,
    account: AccountCode,
    name: String,
    until: DateTime<Utc>,
    file: Option<(String, Vec<u8>)>,
}

impl Shots {
    /// The picture that came for an account, once.
    pub(super) fn take(
        &mut self,
        user: UserId,
        account: &AccountCode,
        now: DateTime<Utc>,
    ) -> Option<(String, Vec<u8>)> {
        let mut own = self
            .0
            .values_mut()
            .filter(|shot| shot.user == user && shot.account == *account);
        own.find_map(|shot| shot.file.take().filter(|_| now < shot.until))
    }
}

/// A link for the account that is before the caller (手机上传链接): its secret part.
pub fn shot_link(app: &App, caller: &Caller, account: &AccountCode, name: &str) -> String {
    let now = app.now();
    let secret = app.new_secret();
    if let Ok(mut shots) = app.shots.lock() {
        shots.0.retain(|_, shot| now < shot.until);
        // The same page again: the picture that came stays with it.
        let kept = shots.take(caller.user.id, account, now);
        shots.0.retain(|_, shot| shot.user != caller.user.id);
        if shots.0.len() < MOST {
            let shot = Shot {
                user: caller.user.id,
                account: account.clone(),
                name: name.to_owned(),
                until: now + GOOD,
                file: kept,
            };
            shots.0.insert(secret.digest, shot);
        }
    }
    secret.text
}

/// What came by the caller's link: name and length.
pub fn shot_there(app: &App, caller: &Caller, account: &AccountCode) -> Option<(String, usize)> {
    let now = app.now();
    let shots = app.shots.lock().ok()?;
    let mut own = shots
        .0
        .values()
        .filter(|shot| shot.user == caller.user.id && shot.account == *account && now < shot.until);
    own.find_map(|shot| {
        shot.file
            .as_ref()
            .map(|(name, bytes)| (name.clone(), bytes.len()))
    })
}

/// The name of the account that a link is for.
///
/// # Errors
/// There is no such link, or it is no longer good.
pub fn shot_account(app: &App, secret: &str) -> Result<String, AppError> {
    let shots = app.shots.lock().map_err(|_| AppError::NotFound)?;
    let shot = shots
        .0
        .get(&digest_of(secret))
        .filter(|shot| app.now() < shot.until);
    shot.map(|shot| shot.name.clone()).ok_or(AppError::NotFound)
}

/// Takes a picture that was sent by a link; another one stands in its place.
///
/// # Errors
/// The link is no longer good, or it is no picture.
pub fn take_shot(app: &App, secret: &str, file: Option<(String, Vec<u8>)>) -> Result<(), AppError> {
    let (name, bytes) = file.ok_or_else(|| AppError::refused("请先选择截图"))?;
    let (proof, bytes) = check_file(&name, bytes)?;
    let is_picture = bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8");
    if !is_picture {
        return Err(AppError::refused("截图应为 PNG 或 JPG 图片"));
    }
    let mut shots = app.shots.lock().map_err(|_| AppError::NotFound)?;
    let now = app.now();
    let shot = shots
        .0
        .get_mut(&digest_of(secret))
        .filter(|shot| now < shot.until);
    shot.ok_or(AppError::NotFound)?.file = Some((proof.name, bytes));
    Ok(())
}
