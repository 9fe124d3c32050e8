//! All accounts inspected at a monitoring point (新媒体检查): what was seen of each goes through the rules, what was not stays unmeasured.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt as _;
use url::Url;
use xunwang_domain::account::{
    AccountCase, AccountCode, AccountFinding, AccountJudgement, MediaAccount, MediaStatus, MenuEntry,
    Observation, SourceNewest, overlaps,
};
use xunwang_domain::exchange::{FetchRequest, TargetClass, TargetState, Want};
use xunwang_domain::standard::{Standard, monitoring_day};
use xunwang_ports::Fetcher;
use xunwang_rules::{NotMeasured, check_account, judge_account};

use super::{App, AppError};

/// Looks older than that say nothing of a monitoring point, not even whose account it was.
const LOOKED_BACK: TimeDelta = TimeDelta::days(92);
/// Menu addresses that are visited at the same time; the fetcher keeps the limits of each host.
const AT_ONCE: usize = 64;

/// How menus are visited (菜单访问).
pub struct MenuVisit<'a> {
    /// The way out.
    pub fetcher: &'a dyn Fetcher,
    /// What failed is looked at again after so long.
    pub second_look: Duration,
}

/// What an inspection of accounts showed (新媒体检查结果).
#[derive(Clone, Debug, Default)]
pub struct MediaInspection {
    /// The running accounts with what each comes to, by code.
    pub judged: Vec<(MediaAccount, AccountJudgement)>,
    /// The findings of all accounts, by account and rule.
    pub findings: Vec<AccountFinding>,
    /// What could not be measured, by account.
    pub not_measured: Vec<(AccountCode, NotMeasured)>,
}

/// Inspects the accounts of the register, or only these of them.
///
/// # Errors
/// The store could not.
pub async fn inspect_media(
    app: &App,
    as_of: DateTime<Utc>,
    standard: &Standard,
    only: Option<&BTreeSet<AccountCode>>,
    menus: Option<MenuVisit<'_>>,
) -> Result<MediaInspection, AppError> {
    let is_asked = |code: &AccountCode| only.is_none_or(|only| only.contains(code));
    let mut tx = app.store.read().await?;
    let accounts: Vec<MediaAccount> = tx
        .media_accounts()
        .await?
        .into_iter()
        .map(|one| one.account)
        .collect();
    let observations = tx.observations(as_of - LOOKED_BACK).await?;
    let sources = tx.newest_posts_at(None, as_of).await?;
    let mut entries = tx.menus().await?;
    drop(tx);
    if let Some(visit) = menus {
        let is_running: BTreeSet<&AccountCode> = accounts
            .iter()
            .filter(|one| one.status == MediaStatus::Running && is_asked(&one.code))
            .map(|one| &one.code)
            .collect();
        entries.retain(|code, _| is_running.contains(code));
        visit_menus(&visit, &mut entries).await;
    }
    let found = overlaps(&accounts, monitoring_day(as_of));
    let mut by_code: HashMap<&AccountCode, Vec<_>> = HashMap::new();
    for overlap in &found {
        by_code
            .entry(&overlap.account.code)
            .or_default()
            .push(overlap.clone());
    }
    let mut done = MediaInspection::default();
    let (no_looks, no_sources): (Vec<Observation>, Vec<SourceNewest>) = (Vec::new(), Vec::new());
    for account in accounts.iter().filter(|one| is_asked(&one.code)) {
        let case = AccountCase {
            account,
            as_of,
            observations: observations.get(&account.code).unwrap_or(&no_looks),
            sources: sources.get(&account.code).unwrap_or(&no_sources),
            menu: entries.get(&account.code).map(Vec::as_slice),
            overlaps: by_code.get(&account.code).map_or(&[], Vec::as_slice),
        };
        let report = check_account(&case, standard);
        if account.status == MediaStatus::Running {
            let judgement = judge_account(&case, &report, standard);
            done.judged.push((account.clone(), judgement));
        }
        done.findings.extend(report.findings);
        let open = report.not_measured.into_iter();
        done.not_measured
            .extend(open.map(|open| (account.code.clone(), open)));
    }
    Ok(done)
}

/// Visits every address once, whatever the number of menus that lead there, and what failed once more.
async fn visit_menus(visit: &MenuVisit<'_>, menus: &mut HashMap<AccountCode, Vec<MenuEntry>>) {
    let entries = menus.values().flatten();
    let addresses: BTreeSet<Url> = entries
        .filter_map(|entry| Url::parse(&entry.address).ok())
        .collect();
    let mut states = looked(visit, addresses).await;
    let failed: BTreeSet<Url> = states
        .iter()
        .filter(|(_, state)| state.class == TargetClass::Broken)
        .map(|(url, _)| url.clone())
        .collect();
    if !failed.is_empty() {
        tokio::time::sleep(visit.second_look).await;
        // What answers the second time is not dead.
        states.extend(looked(visit, failed).await);
    }
    for entry in menus.values_mut().flatten() {
        let url = Url::parse(&entry.address).ok();
        entry.state = url.and_then(|url| states.get(&url).cloned());
    }
}

async fn looked(visit: &MenuVisit<'_>, addresses: BTreeSet<Url>) -> HashMap<Url, TargetState> {
    let looks = addresses.into_iter().map(|url| async move {
        let request = FetchRequest {
            url: url.clone(),
            want: Want::Status,
            known: None,
        };
        let exchange = visit.fetcher.fetch(&request).await;
        (url, TargetState::of(&exchange))
    });
    futures_util::stream::iter(looks)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await
}
