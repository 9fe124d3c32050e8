//! All accounts inspected at a monitoring point (新媒体检查): what was seen of each goes through the rules, what was not stays unmeasured.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt as _;
use url::Url;
use xunwang_domain::account::{
    AccountCase, AccountCode, AccountFinding, AccountJudgement, MediaAccount, MediaStatus, MenuEntry,
    Observation, Platform, Post, PostMistake, RepeatedPost, SourceNewest, overlaps,
};
use xunwang_domain::exchange::{FetchRequest, TargetClass, TargetState, Want};
use xunwang_domain::feedback::day_of;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::{Standard, monitoring_day};
use xunwang_domain::texts::TextHit;
use xunwang_ports::{Fetcher, SourcePost, Tx};
use xunwang_rules::{NotMeasured, check_account, judge_account};

use super::crawl::TextSupply;
use super::{App, AppError};
use crate::visit::TextChecks;

/// Posts that are read at a time, and how many of them by one thread.
const READ_AT_ONCE: u32 = 4_000;
const PART: usize = 250;
/// Threads.
const PARTS: usize = 4;

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

/// What is asked of the accounts (检查要求).
pub struct MediaQuestion<'a> {
    /// 监测时间点
    pub as_of: DateTime<Utc>,
    /// What was published from then on is read.
    pub since: DateTime<Utc>,
    /// The standard.
    pub standard: &'a Standard,
    /// Only these accounts.
    pub only: Option<&'a BTreeSet<AccountCode>>,
    /// How menus and downloads are visited; `None`: they are not.
    pub visit: Option<MenuVisit<'a>>,
    /// By what posts are read; `None`: they are not.
    pub texts: Option<&'a TextSupply>,
}

/// Inspects the accounts of the register.
///
/// # Errors
/// The store could not.
pub async fn inspect_media(app: &App, asked: MediaQuestion<'_>) -> Result<MediaInspection, AppError> {
    let (as_of, standard) = (asked.as_of, asked.standard);
    let is_asked = |code: &AccountCode| asked.only.is_none_or(|only| only.contains(code));
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
    let span = (asked.since, as_of);
    let flawed = by_account(tx.flawed_posts(span).await?);
    let mut repeated: HashMap<AccountCode, Vec<RepeatedPost>> = HashMap::new();
    for (one, times) in tx.repeated_posts(span).await? {
        repeated.entry(one.account).or_default().push(RepeatedPost {
            source: one.source,
            post: one.post,
            times,
        });
    }
    let mistakes = match asked.texts {
        Some(supply) => Some(mistakes(&mut *tx, supply, span, is_asked).await?),
        None => None,
    };
    drop(tx);
    let mut downloads = HashMap::new();
    if let Some(visit) = &asked.visit {
        let running = || {
            let all = accounts.iter();
            all.filter(|one| one.status == MediaStatus::Running && is_asked(&one.code))
        };
        let is_running: BTreeSet<&AccountCode> = running().map(|one| &one.code).collect();
        entries.retain(|code, _| is_running.contains(code));
        let downloaded = running().filter(|one| one.platform == Platform::App);
        let downloaded: Vec<&Url> = downloaded.filter_map(|one| one.address.as_ref()).collect();
        downloads = visit_all(visit, &mut entries, &downloaded).await;
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
        let own = mistakes.as_ref().map(|all| all.get(&account.code));
        let case = AccountCase {
            account,
            as_of,
            observations: observations.get(&account.code).unwrap_or(&no_looks),
            sources: sources.get(&account.code).unwrap_or(&no_sources),
            menu: entries.get(&account.code).map(Vec::as_slice),
            overlaps: by_code.get(&account.code).map_or(&[], Vec::as_slice),
            mistakes: own.map(|own| own.map_or(&[][..], Vec::as_slice)),
            flawed: flawed.get(&account.code).map_or(&[], Vec::as_slice),
            repeated: repeated.get(&account.code).map_or(&[], Vec::as_slice),
            download: account.address.as_ref().and_then(|url| downloads.get(url)),
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

fn by_account(posts: Vec<SourcePost>) -> HashMap<AccountCode, Vec<Post>> {
    let mut found: HashMap<AccountCode, Vec<Post>> = HashMap::new();
    for one in posts {
        let own = found.entry(one.account).or_default();
        // Two sources may have shown the same.
        if !own.iter().any(|post| post.id == one.post.id) {
            own.push(one.post);
        }
    }
    found
}

/// Reads what was published in a time, some thousand posts after the others: nothing holds a quarter's texts.
async fn mistakes(
    tx: &mut dyn Tx,
    supply: &TextSupply,
    span: (DateTime<Utc>, DateTime<Utc>),
    is_asked: impl Fn(&AccountCode) -> bool,
) -> Result<HashMap<AccountCode, Vec<PostMistake>>, AppError> {
    let (checks, originals) = (Arc::clone(&supply.checks), Arc::clone(&supply.originals));
    let only = [RuleCode("misstatement-severe")];
    let checks = TextChecks::new(
        checks,
        originals,
        &supply.basis,
        monitoring_day(span.1),
        Some(&only),
    );
    let mut found: HashMap<AccountCode, Vec<PostMistake>> = HashMap::new();
    let Some(checks) = checks.map(Arc::new) else {
        return Ok(found);
    };
    let mut after = None;
    loop {
        let posts = tx.posts_between(span, after.as_ref(), READ_AT_ONCE).await?;
        let Some(last) = posts.last() else { break };
        after = Some(last.clone());
        let wanted: Vec<SourcePost> = posts.into_iter().filter(|one| is_asked(&one.account)).collect();
        let parts: Vec<Vec<SourcePost>> = wanted.chunks(PART).map(<[SourcePost]>::to_vec).collect();
        let read = parts.into_iter().map(|part| {
            let checks = Arc::clone(&checks);
            tokio::task::spawn_blocking(move || {
                part.iter()
                    .flat_map(|one| mistakes_of(&checks, one))
                    .collect::<Vec<_>>()
            })
        });
        let read: Vec<_> = futures_util::stream::iter(read).buffered(PARTS).collect().await;
        for part in read {
            let part = part.map_err(|error| AppError::Refused(format!("文字检查中断：{error}")))?;
            for (account, mistake) in part {
                found.entry(account).or_default().push(mistake);
            }
        }
    }
    found
        .values_mut()
        .for_each(|own| own.sort_by(|a, b| (a.published_at, &a.title).cmp(&(b.published_at, &b.title))));
    Ok(found)
}

fn mistakes_of(checks: &TextChecks, one: &SourcePost) -> Vec<(AccountCode, PostMistake)> {
    let post = &one.post;
    let text = match post.text.starts_with(&post.title) {
        true => post.text.clone(),
        false => format!("{}\n{}", post.title, post.text),
    };
    let hits = checks.of_post(&text, day_of(post.published_at)).into_iter();
    let mistake = |hit: TextHit| PostMistake {
        source: one.source.clone(),
        title: post.title.clone(),
        address: post.address.clone(),
        published_at: post.published_at,
        mark: hit.mark,
        excerpt: hit.excerpt,
        message: hit.message,
    };
    hits.map(|hit| (one.account.clone(), mistake(hit))).collect()
}

/// Visits every address once, whatever the number of menus that lead there, and what failed once more; gives the states of
/// `others`.
async fn visit_all(
    visit: &MenuVisit<'_>,
    menus: &mut HashMap<AccountCode, Vec<MenuEntry>>,
    others: &[&Url],
) -> HashMap<Url, TargetState> {
    let entries = menus.values().flatten();
    let addresses: BTreeSet<Url> = entries
        .filter_map(|entry| Url::parse(&entry.address).ok())
        .chain(others.iter().map(|url| (*url).clone()))
        .collect();
    let states = visit_addresses(visit, addresses).await;
    for entry in menus.values_mut().flatten() {
        let url = Url::parse(&entry.address).ok();
        entry.state = url.and_then(|url| states.get(&url).cloned());
    }
    states
}

/// Visits addresses, and what failed once more.
pub(super) async fn visit_addresses(
    visit: &MenuVisit<'_>,
    addresses: BTreeSet<Url>,
) -> HashMap<Url, TargetState> {
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
    states
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
