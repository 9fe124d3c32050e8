//! New-media accounts as they are looked at (新媒体台账): lists with filters, one account with its history, what overlaps.

use chrono::{DateTime, NaiveDate, Utc};
use xunwang_domain::account::{
    AccountCase, AccountCode, AccountSource, AccountVersion, IdentityDifference, IdentityVerdict,
    MediaAccount, MediaStatus, MenuEntry, Observation, OverlapKind, Platform, RegisteredAccount,
    compare_identity, overlaps,
};
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::register::{FieldChange, version_at};
use xunwang_domain::standard::Standard;
use xunwang_ports::KeptPost;

use super::{App, AppError, Caller};

/// What is asked of the register of accounts (筛选).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaFilter {
    /// In the name, the code, the handle, the permanent id, the certified body or a body's name.
    pub text: String,
    /// 平台
    pub platform: Option<Platform>,
    /// 状态
    pub status: Option<MediaStatus>,
    /// In the name of 主办单位 or 主管单位.
    pub unit: String,
    /// How long nothing has been seen.
    pub silence: Option<Silence>,
}

/// How long nothing was seen of an account (多久没有看到发布). It is a way of looking at the list, and no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The newest post that was seen is at least so many days old.
    Days(i64),
    /// No post has ever been seen.
    Unseen,
}

/// An account with the newest post that any source has shown (账号列表行).
#[derive(Clone, Debug)]
pub struct MediaLine {
    /// The account.
    pub one: RegisteredAccount,
    /// The newest post, and which source has shown it.
    pub newest: Option<(DateTime<Utc>, String)>,
    /// Days from then to today.
    pub days: Option<i64>,
}

/// Accounts that the caller may see (账号列表).
#[derive(Clone, Debug)]
pub struct MediaList {
    /// Those that answer the filter, by code.
    pub accounts: Vec<MediaLine>,
    /// How many there are without it.
    pub total: usize,
    /// The platforms of all of them, with how many of each, in the order of the list of platforms.
    pub platforms: Vec<(Platform, usize)>,
}

/// An account beside which another stands (重复账号).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// How.
    pub kind: OverlapKind,
    /// Code and name of the others, as far as the caller may see them.
    pub others: Vec<(AccountCode, String)>,
    /// How many there are that the caller may not see.
    pub hidden: usize,
}

/// One account (账号详情).
#[derive(Clone, Debug)]
pub struct MediaView {
    /// As it was at the moment asked for; as it is where none was.
    pub account: RegisteredAccount,
    /// Its states, the latest first, each with what changed by it.
    pub history: Vec<(AccountVersion, Vec<FieldChange>)>,
    /// What it overlaps with today.
    pub beside: Vec<Beside>,
    /// The latest looks at it, the latest first, each with whose account it turned out to be.
    pub looks: Vec<(Observation, IdentityVerdict, Vec<IdentityDifference>)>,
    /// The latest posts that were seen, the latest first.
    pub posts: Vec<KeptPost>,
    /// The last day on which it is in time if nothing is published; `None` where no post was seen, or there is no term.
    pub in_time_until: Option<NaiveDate>,
    /// The menu, with what was found behind each address last, and when.
    pub menu: Vec<(MenuEntry, Option<DateTime<Utc>>)>,
    /// The sources that the program looks at by itself.
    pub sources: Vec<AccountSource>,
    /// May the caller change it?
    pub may_edit: bool,
    /// May the caller report a post?
    pub may_report: bool,
    /// May the caller say what was seen?
    pub may_check: bool,
}

/// Looks and posts that a page shows.
const SHOWN: u32 = 50;

/// The accounts that the caller may see and that answer the filter.
///
/// # Errors
/// The store could not.
pub async fn media_list(app: &App, caller: &Caller, filter: &MediaFilter) -> Result<MediaList, AppError> {
    let mut tx = app.store.read().await?;
    let mut accounts = tx.media_accounts().await?;
    let newest = tx.newest_posts().await?;
    drop(tx);
    accounts.retain(|one| caller.may(Permission::ViewRegister, one.organization));
    let total = accounts.len();
    accounts.retain(|one| caller.looks_at(one.organization));
    let mut platforms: Vec<(Platform, usize)> = Vec::new();
    for one in &accounts {
        match platforms
            .iter_mut()
            .find(|(name, _)| *name == one.account.platform)
        {
            Some((_, count)) => *count += 1,
            None => platforms.push((one.account.platform.clone(), 1)),
        }
    }
    platforms.sort();
    let words: Vec<String> = filter.text.split_whitespace().map(str::to_lowercase).collect();
    let (today, _) = hour_of(app.now());
    let lines = accounts.into_iter().filter(|one| filter.holds(one, &words));
    let lines = lines.map(|one| {
        let own = newest.get(&one.account.code).map_or(&[][..], Vec::as_slice);
        let newest = own
            .iter()
            .filter_map(|it| Some((it.newest?, it.source.clone())))
            .max();
        MediaLine {
            days: newest.as_ref().map(|(at, _)| (today - hour_of(*at).0).num_days()),
            newest,
            one,
        }
    });
    Ok(MediaList {
        accounts: lines.filter(|line| filter.is_silent(line)).collect(),
        total,
        platforms,
    })
}

impl MediaFilter {
    fn is_silent(&self, line: &MediaLine) -> bool {
        match self.silence {
            None => true,
            Some(Silence::Unseen) => line.days.is_none(),
            Some(Silence::Days(days)) => line.days.is_some_and(|since| since >= days),
        }
    }

    fn holds(&self, one: &RegisteredAccount, words: &[String]) -> bool {
        let account = &one.account;
        let has = |word: &String| {
            [
                account.name.as_str(),
                account.code.as_str(),
                &account.handle,
                &account.permanent,
                &account.certified,
                &account.area,
                &account.sponsor,
                &account.supervisor,
            ]
            .iter()
            .any(|text| text.to_lowercase().contains(word.as_str()))
        };
        // Whoever asks for official accounts means subscription and service accounts too.
        let is_of =
            |platform: &Platform| *platform == account.platform || *platform == account.platform.family();
        self.platform.as_ref().is_none_or(is_of)
            && self.status.is_none_or(|status| status == account.status)
            && (account.sponsor.contains(&self.unit) || account.supervisor.contains(&self.unit))
            && words.iter().all(has)
    }
}

/// An account as it was at a moment, with all its states.
///
/// # Errors
/// There is none, or the caller may not see it: which, is not said.
pub async fn media_view(
    app: &App,
    caller: &Caller,
    code: &AccountCode,
    at: Option<DateTime<Utc>>,
    standard: &Standard,
) -> Result<MediaView, AppError> {
    let mut tx = app.store.read().await?;
    let present = tx.media_account(code).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewRegister, present.organization) {
        return Err(AppError::NotFound);
    }
    let versions = tx.media_account_versions(code).await?;
    let account = match at {
        Some(at) => version_at(&versions, at)
            .map(|version| version.entry.clone())
            .ok_or_else(|| AppError::refused("那一天台账里还没有这个账号；请选较晚的日期"))?,
        None => present.clone(),
    };
    let all = tx.media_accounts().await?;
    let looks = tx.observations_of(code, SHOWN).await?;
    let posts = tx.posts_of(code, SHOWN).await?;
    let shown = tx.newest_posts_at(Some(code), app.now()).await?;
    let sources = tx.account_sources_of(code).await?;
    let menu = tx.menu_of(code).await?;
    let own = shown.get(code).map_or(&[][..], Vec::as_slice);
    let case = AccountCase {
        account: &present.account,
        as_of: app.now(),
        observations: &looks,
        sources: own,
        menu: None,
        overlaps: &[],
        mistakes: None,
        flawed: &[],
        repeated: &[],
        download: None,
    };
    let term = standard.terms.account;
    let is_running = present.account.status == MediaStatus::Running;
    let newest = case.newest().filter(|_| is_running);
    let in_time_until = term
        .zip(newest)
        .map(|(term, (at, _))| term.last_day(hour_of(at).0));
    let before = versions.iter().skip(1).map(Some).chain([None]);
    let changed: Vec<_> = versions
        .iter()
        .zip(before)
        .map(|(version, before)| {
            before.map_or_else(Vec::new, |it| it.entry.account.changes(&version.entry.account))
        })
        .collect();
    Ok(MediaView {
        may_edit: caller.may(Permission::EditRegister, present.organization),
        may_report: caller.may(Permission::ReportPosts, present.organization),
        may_check: caller.may(Permission::CheckAccounts, present.organization),
        beside: beside(app, caller, &present, &all),
        in_time_until,
        posts,
        menu,
        sources,
        looks: looks
            .into_iter()
            .map(|look| {
                let (verdict, differences) = compare_identity(&present.account, &look.seen);
                (look, verdict, differences)
            })
            .collect(),
        account,
        history: versions.into_iter().zip(changed).collect(),
    })
}

/// What an account overlaps with. Others outside the caller's branches are counted, not named.
fn beside(app: &App, caller: &Caller, present: &RegisteredAccount, all: &[RegisteredAccount]) -> Vec<Beside> {
    let (today, _) = hour_of(app.now());
    let family = present.account.platform.family();
    let near: Vec<MediaAccount> = all
        .iter()
        .filter(|one| one.account.platform.family() == family)
        .map(|one| one.account.clone())
        .collect();
    let found = overlaps(&near, today);
    let own = found.iter().filter(|it| it.account.code == present.account.code);
    let is_seen = |code: &AccountCode| {
        let other = all.iter().find(|one| one.account.code == *code);
        other.is_some_and(|one| caller.may(Permission::ViewRegister, one.organization))
    };
    own.map(|overlap| {
        let (seen, hidden): (Vec<&MediaAccount>, Vec<_>) =
            overlap.others.iter().partition(|other| is_seen(&other.code));
        Beside {
            kind: overlap.kind,
            others: seen.iter().map(|it| (it.code.clone(), it.name.clone())).collect(),
            hidden: hidden.len(),
        }
    })
    .collect()
}

/// What speaks against opening an account (NM-03): the body has one on that platform.
///
/// # Errors
/// The store could not.
pub async fn media_hints(app: &App, one: &RegisteredAccount) -> Result<Vec<String>, AppError> {
    if one.account.status != MediaStatus::Opening {
        return Ok(Vec::new());
    }
    let all = app.store.read().await?.media_accounts().await?;
    let family = one.account.platform.family();
    let others = all.iter().filter(|other| {
        other.organization == one.organization
            && other.account.code != one.account.code
            && other.account.status == MediaStatus::Running
            && other.account.platform.family() == family
    });
    Ok(others
        .map(|other| {
            let account = &other.account;
            format!(
                "{}在{}已有账号“{}”（{}）；一个单位在一个平台上原则上只开设一个账号",
                account.sponsor, family, account.name, account.code
            )
        })
        .collect())
}

/// The whole register of accounts as an import reads it, the head first; of the command line, which stands for the whole office.
///
/// # Errors
/// The store could not.
pub async fn media_rows(app: &App) -> Result<Vec<Vec<String>>, AppError> {
    let accounts = app.store.read().await?.media_accounts().await?;
    let rows = accounts
        .iter()
        .map(|one| one.account.fields().map(|(_, text)| text).to_vec());
    let head = MediaAccount::COLUMNS.map(str::to_owned).to_vec();
    Ok(std::iter::once(head).chain(rows).collect())
}
