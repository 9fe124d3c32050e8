//! The desk at which people look at accounts that no source shows (人工核查台): one account a screen, the next one at once, and now and
//! then one that the program has seen as well, so that it is known how far both agree.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use xunwang_domain::account::{
    AccountCode, DoubleCheck, MediaAccount, MediaStatus, Observation, ObservationOutcome, Platform, REACH,
    RegisteredAccount, SourceKind, compare_identity,
};
use xunwang_domain::people::{Permission, UserId};
use xunwang_domain::probe::hour_of;
use xunwang_ports::Tx;

use super::media_look::{NewCheck, check_account};
use super::{App, AppError, Caller};

/// What stands at the desk (核查台).
#[derive(Clone, Debug)]
pub struct Desk {
    /// The account to be looked at; `None`: nothing is left.
    pub account: Option<MediaAccount>,
    /// How many are left, on this platform or on all.
    pub left: usize,
    /// The platforms with what is left of each.
    pub platforms: Vec<(Platform, usize)>,
    /// How many the caller has looked at in the last hour.
    pub in_hour: usize,
    /// And today.
    pub today: usize,
    /// Of the looks of people and the program at the same accounts in a quarter: how many there are, and how many agree.
    pub agreement: (usize, usize),
}

/// What is seen at one glance (核查所见).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Glance {
    /// The newest post is of that day, and nothing newer is there.
    Newest(NaiveDate),
    /// There is nothing at all.
    Empty,
    /// The platform does not show what there is.
    Hidden,
    /// The account cannot be opened.
    Failed,
}

/// Who has an account before him, and how long it is his.
pub(super) type Claims = HashMap<AccountCode, (UserId, DateTime<Utc>)>;

/// So long nobody else is shown the same account.
const CLAIMED: TimeDelta = TimeDelta::minutes(10);
/// Of a thousand accounts that the program has seen, so many a day are looked at by a person too.
const DOUBLE_CHECKED: u32 = 20;
/// Looks of the program and of people are compared over so long.
const COMPARED: TimeDelta = TimeDelta::days(92);

/// The desk of the caller: the next account after `after`, on one platform or on all.
///
/// # Errors
/// The store could not.
pub async fn media_desk(
    app: &App,
    caller: &Caller,
    platform: Option<&Platform>,
    after: Option<&AccountCode>,
) -> Result<Desk, AppError> {
    let now = app.now();
    let (today, _) = hour_of(now);
    let minute = u64::try_from(now.timestamp() / 60).unwrap_or_default();
    let unseen = app.unseen.get((), minute, unseen(app)).await?;
    let mut tx = app.store.read().await?;
    let people = tx.observations_by(SourceKind::Check.label(), now - REACH).await?;
    let checks = tx.double_checks(now - COMPARED).await?;
    drop(tx);
    let checked: HashSet<&AccountCode> = people.iter().map(|look| &look.account).collect();
    let check = Permission::CheckAccounts;
    let mut waiting: Vec<&MediaAccount> = unseen
        .iter()
        .filter(|one| !checked.contains(&one.account.code))
        .filter(|one| caller.looks_at(one.organization) && caller.may(check, one.organization))
        .map(|one| &one.account)
        .collect();
    let mut platforms: Vec<(Platform, usize)> = Vec::new();
    for one in &waiting {
        match platforms.last_mut().filter(|(name, _)| *name == one.platform) {
            Some((_, count)) => *count += 1,
            None => platforms.push((one.platform.clone(), 1)),
        }
    }
    if let Some(platform) = platform {
        waiting.retain(|one| one.platform == *platform);
    }
    let mine = || people.iter().filter(|look| look.by == caller.user.name);
    Ok(Desk {
        left: waiting.len(),
        account: claim(app, caller.user.id, waiting, after),
        platforms,
        in_hour: mine().filter(|look| look.at > now - TimeDelta::hours(1)).count(),
        today: mine().filter(|look| hour_of(look.at).0 == today).count(),
        agreement: (checks.len(), checks.iter().filter(|check| check.agrees()).count()),
    })
}

/// The running accounts that wait for a person, by platform and number; made once a minute, people's own looks aside.
async fn unseen(app: &App) -> Result<Vec<RegisteredAccount>, AppError> {
    let now = app.now();
    let (today, _) = hour_of(now);
    let mut tx = app.store.read().await?;
    let mut accounts = tx.media_accounts().await?;
    let looks = tx.observations(now - REACH).await?;
    drop(tx);
    accounts.retain(|one| {
        waits(
            one,
            looks.get(&one.account.code).map_or(&[], Vec::as_slice),
            today,
        )
    });
    accounts.sort_by(|a, b| {
        let (a, b) = (&a.account, &b.account);
        (&a.platform, &a.code).cmp(&(&b.platform, &b.code))
    });
    Ok(accounts)
}

/// Does an account wait for a person: no source has shown all of it within a day, or it is drawn to be looked at twice?
fn waits(one: &RegisteredAccount, looks: &[Observation], today: NaiveDate) -> bool {
    let account = &one.account;
    // By whatever name a file calls it, a person has looked.
    let is_checked = looks
        .iter()
        .any(|look| look.kind() == SourceKind::Check && look.source != SourceKind::Check.label());
    account.status == MediaStatus::Running
        && !is_checked
        && (whole_look(account, looks).is_none() || is_drawn(&account.code, today))
}

/// The latest look of the program that has shown all posts of this account.
fn whole_look<'a>(account: &MediaAccount, looks: &'a [Observation]) -> Option<&'a Observation> {
    let whole = looks.iter().filter(|look| {
        let is_program = matches!(
            look.kind(),
            SourceKind::Authorised | SourceKind::Export | SourceKind::Feed
        );
        is_program
            && look.outcome == ObservationOutcome::Seen
            && look.sees_all
            && compare_identity(account, &look.seen).0.counts()
    });
    whole.max_by_key(|look| look.at)
}

/// Is it drawn today? Nobody can foretell it from the account's number, and whoever asks again is told the same.
fn is_drawn(code: &AccountCode, today: NaiveDate) -> bool {
    let digest = Sha256::digest(format!("double:{today}:{code}"));
    let number = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    number % 1_000 < DOUBLE_CHECKED
}

/// The first after `after` that nobody else has before him; from the beginning where there is none.
fn claim(
    app: &App,
    user: UserId,
    mut waiting: Vec<&MediaAccount>,
    after: Option<&AccountCode>,
) -> Option<MediaAccount> {
    let now = app.now();
    let Ok(mut claims) = app.claims.lock() else {
        return waiting.first().map(|one| (*one).clone());
    };
    claims.retain(|_, (_, until)| now < *until);
    if let Some(place) = after.and_then(|after| waiting.iter().position(|one| one.code == *after)) {
        waiting.rotate_left(place + 1);
    }
    let is_free = |one: &&MediaAccount| claims.get(&one.code).is_none_or(|(by, _)| *by == user);
    let next = waiting.into_iter().find(is_free)?;
    claims.retain(|_, (by, _)| *by != user);
    claims.insert(next.code.clone(), (user, now + CLAIMED));
    Some(next.clone())
}

/// Keeps what the caller saw at a glance, with its screenshot.
///
/// # Errors
/// The caller may not, or the screenshot is missing.
pub async fn keep_glance(
    app: &App,
    caller: &Caller,
    code: &AccountCode,
    glance: Glance,
    interaction: Option<bool>,
    file: Option<(String, Vec<u8>)>,
) -> Result<(), AppError> {
    let now = app.now();
    let (today, _) = hour_of(now);
    let person = match &glance {
        Glance::Newest(day) if *day > today => {
            return Err(AppError::refused("最近一篇的日期晚于今天，请核对"));
        }
        Glance::Newest(day) => Some(*day),
        _ => None,
    };
    // A picture from a telephone is taken once, and only for what is kept.
    let file = match file {
        Some(file) => Some(file),
        None => app
            .shots
            .lock()
            .ok()
            .and_then(|mut shots| shots.take(caller.user.id, code, now)),
    };
    if file.is_none() {
        return Err(AppError::refused(
            "请先把截图粘贴到页面上（Ctrl+V），或者用手机扫码上传，再按日期键",
        ));
    }
    let outcome = match glance {
        Glance::Newest(_) | Glance::Empty => ObservationOutcome::Seen,
        Glance::Hidden => ObservationOutcome::Hidden,
        Glance::Failed => ObservationOutcome::Failed {
            reason: "打不开账号主页".to_owned(),
        },
    };
    let is_seen = outcome == ObservationOutcome::Seen;
    let double = match person {
        Some(person) => double_check(app, caller, code, person).await?,
        None => None,
    };
    let new = NewCheck {
        outcome,
        newest: person.and_then(|day| Some(("人工核查所见最近一篇".to_owned(), noon_of(day)?.min(now)))),
        sees_all: is_seen,
        seen: xunwang_domain::account::IdentitySeen::default(),
        interaction: interaction.filter(|_| is_seen),
        note: match glance {
            Glance::Empty => "主页没有任何内容".to_owned(),
            _ => String::new(),
        },
        file,
    };
    check_account(app, caller, code, new).await?;
    if let Some(double) = double {
        let mut tx = app.store.begin().await?;
        tx.put_double_check(&double).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Noon of a day, Chinese time: only the day was read off.
fn noon_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    Some(day.and_hms_opt(4, 0, 0)?.and_utc())
}

/// What the program has said of the same account within a day.
async fn double_check(
    app: &App,
    caller: &Caller,
    code: &AccountCode,
    person: NaiveDate,
) -> Result<Option<DoubleCheck>, AppError> {
    let now = app.now();
    let mut tx = app.store.read().await?;
    let Some(one) = tx.media_account(code).await? else {
        return Ok(None);
    };
    let mut looks = tx.observations_of(code, 100).await?;
    looks.retain(|look| look.at >= now - REACH);
    let Some(look) = whole_look(&one.account, &looks) else {
        return Ok(None);
    };
    let newest = newest_by(&mut *tx, code, &look.source, now).await?;
    Ok(newest.map(|machine| DoubleCheck {
        account: code.clone(),
        at: now,
        by: caller.user.name.clone(),
        source: look.source.clone(),
        seen_on: hour_of(look.at).0,
        machine: hour_of(machine).0,
        person,
    }))
}

async fn newest_by(
    tx: &mut dyn Tx,
    code: &AccountCode,
    source: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, AppError> {
    let sources = tx.newest_posts_at(Some(code), now).await?;
    let own = sources.get(code).map_or(&[][..], Vec::as_slice);
    Ok(own.iter().find(|it| it.source == source).and_then(|it| it.newest))
}
