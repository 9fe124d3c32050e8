//! Accounts are looked at by themselves (账号值守): every source in its time, beside whatever else goes on. What a look shows is kept
//! as it was seen; a look that fails is kept too, and says nothing of the account.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt as _, stream};
use url::Url;
use xunwang_domain::account::{
    AccountLook, AccountSource, MediaStatus, MenuEntry, ObservationOutcome, SourceKind, SourceLook,
    SourceWay, compare_identity,
};
use xunwang_extract::read_post;
use xunwang_ports::{ARTICLE_HOST, AccountLooker, SourcePost, Tx};

use super::media_inspect::{MenuVisit, visit_addresses};
use super::media_sources::about;
use super::media_unknown::keep_mentions;
use super::{App, AppError};

/// Looks at the same time: each is of another account, and asks one question after another.
const AT_ONCE: usize = 8;
/// A first look reaches so far back.
const FIRST: TimeDelta = TimeDelta::days(92);
/// A later one so far before the last that ended well: what was changed or deleted meanwhile is seen.
const OVERLAP: TimeDelta = TimeDelta::days(15);
/// Articles that were reported longer ago are not read any more.
const REPORTED: TimeDelta = TimeDelta::days(7);
/// The addresses of menus are visited so often, and so many at a time.
const MENU: TimeDelta = TimeDelta::days(7);
const MOST_MENUS: usize = 500;
/// What failed is looked at again after so long.
const SECOND_LOOK: Duration = Duration::from_secs(60);
/// Sources whose time has come are sought so often.
const EVERY: Duration = Duration::from_secs(30);

/// Looks at accounts (账号值守).
pub struct MediaWatch {
    app: App,
    looker: Arc<dyn AccountLooker>,
}

impl MediaWatch {
    /// A watch that looks by this looker.
    pub fn new(app: App, looker: Arc<dyn AccountLooker>) -> Self {
        Self { app, looker }
    }

    /// Looks at what is due, again and again, and never ends by itself.
    pub async fn run(self) {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.look_due().await {
                tracing::error!(%error, "looking at accounts was interrupted");
            }
            if let Err(error) = self.read_reports().await {
                tracing::error!(%error, "reading reported articles was interrupted");
            }
            if let Err(error) = self.visit_menus(SECOND_LOOK).await {
                tracing::error!(%error, "visiting menus was interrupted");
            }
        }
    }

    /// Looks by every source whose time has come; how many.
    ///
    /// # Errors
    /// The store could not. What was seen until then is kept.
    pub async fn look_due(&self) -> Result<usize, AppError> {
        let now = self.app.now();
        let mut tx = self.app.store.read().await?;
        let accounts = tx.media_accounts().await?;
        let mut due = tx.account_sources().await?;
        // What is closed or was removed is looked at as well: it may be there still, or come back.
        due.retain(|source| {
            let account = accounts.iter().find(|one| one.account.code == source.account);
            let status = account.map(|one| one.account.status);
            source.is_due(now) && status.is_some_and(|status| status != MediaStatus::Opening)
        });
        // All secrets first: a look that waits for its turn must hold no connection to the store.
        let mut ready = Vec::with_capacity(due.len());
        for source in due {
            let sealed = match source.way.needs_secret() {
                true => tx.source_secret(&source.account, source.way.word()).await?,
                false => None,
            };
            let secret = self.secret(&source, sealed);
            ready.push((source, secret));
        }
        drop(tx);
        let mut looks = stream::iter(ready)
            .map(|(source, secret)| async move {
                let look = match secret {
                    Ok(secret) => self.looker.look(&source, &secret, since(&source, now), now).await,
                    Err(reason) => {
                        let begun = AccountLook::begun(&source.account, source.way.label(), now);
                        begun.ended(ObservationOutcome::Failed { reason })
                    }
                };
                (source, read(look))
            })
            .buffer_unordered(AT_ONCE);
        let mut done = 0;
        while let Some((source, look)) = looks.next().await {
            self.keep(source, look).await?;
            done += 1;
        }
        Ok(done)
    }

    /// Visits the addresses in the menus of running accounts, each once a week; how many.
    ///
    /// # Errors
    /// The store could not.
    pub async fn visit_menus(&self, second_look: Duration) -> Result<usize, AppError> {
        let Some(fetcher) = self.app.fetcher() else {
            return Ok(0);
        };
        let now = self.app.now();
        let mut tx = self.app.store.read().await?;
        let accounts = tx.media_accounts().await?;
        let menus = tx.menus().await?;
        let states = tx.menu_states().await?;
        drop(tx);
        let running = accounts
            .iter()
            .filter(|one| one.account.status == MediaStatus::Running);
        let entries = running.filter_map(|one| menus.get(&one.account.code)).flatten();
        let is_due = |entry: &&MenuEntry| {
            let known = states.get(&entry.address);
            known.is_none_or(|(at, _)| *at + MENU <= now)
        };
        // By the address as it is written: so it is found again.
        let due: BTreeMap<Url, &str> = entries
            .filter(is_due)
            .filter_map(|entry| Some((Url::parse(&entry.address).ok()?, entry.address.as_str())))
            .take(MOST_MENUS)
            .collect();
        if due.is_empty() {
            return Ok(0);
        }
        let visit = MenuVisit {
            fetcher: &*fetcher,
            second_look,
        };
        let found = visit_addresses(&visit, due.keys().cloned().collect()).await;
        let found: Vec<_> = found
            .into_iter()
            .filter_map(|(url, state)| Some(((*due.get(&url)?).to_owned(), state)))
            .collect();
        let mut tx = self.app.store.begin().await?;
        tx.put_menu_states(&found, now).await?;
        tx.commit().await?;
        Ok(found.len())
    }

    /// Reads the pages of articles that bodies have reported, once each: whether they are this account's, and of when; how many.
    ///
    /// # Errors
    /// The store could not.
    pub async fn read_reports(&self) -> Result<usize, AppError> {
        let now = self.app.now();
        let source = SourceKind::Filing.label();
        let mut tx = self.app.store.read().await?;
        let reports = tx.unread_reports((source, ARTICLE_HOST), now - REPORTED).await?;
        drop(tx);
        let mut done = 0;
        for (place, report) in (0_i64..).zip(reports) {
            // Two articles of an account are two looks.
            let at = now + TimeDelta::microseconds(place);
            let Ok(address) = report.post.address.parse() else {
                continue;
            };
            let Some(look) = self.looker.look_at_article(&report.account, &address, at).await else {
                continue;
            };
            let mut tx = self.app.store.begin().await?;
            keep_look(&self.app, &mut *tx, read(look)).await?;
            tx.commit().await?;
            done += 1;
        }
        Ok(done)
    }

    /// The secret of a source, or why there is none.
    fn secret(&self, source: &AccountSource, sealed: Option<Vec<u8>>) -> Result<String, String> {
        if !source.way.needs_secret() {
            return Ok(String::new());
        }
        let lost = || "凭据打不开（密钥文件不在或已更换），请重新填写".to_owned();
        let sealed = sealed.ok_or_else(lost)?;
        let vault = self.app.vault().map_err(|_| lost())?;
        vault
            .open(&sealed, &about(&source.account, &source.way))
            .ok_or_else(lost)
    }

    /// Keeps what was seen, unless the source was set up anew or taken out meanwhile.
    async fn keep(&self, source: AccountSource, look: AccountLook) -> Result<(), AppError> {
        let mut tx = self.app.store.begin().await?;
        let current = tx.account_sources_of(&source.account).await?;
        let is_same = |one: &&AccountSource| one.way == source.way && one.set_at == source.set_at;
        let Some(current) = current.iter().find(is_same).cloned() else {
            return Ok(());
        };
        let last = Some(looked(&current, &look));
        tx.put_account_source(&AccountSource { last, ..current }, None)
            .await?;
        keep_look(&self.app, &mut *tx, look).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// How far back a look reaches.
fn since(source: &AccountSource, now: DateTime<Utc>) -> DateTime<Utc> {
    let well = source.last.as_ref().and_then(|last| last.well_at);
    // Of a feed nothing is asked: it shows what it shows.
    match well.filter(|_| !matches!(source.way, SourceWay::Feed { .. })) {
        Some(well) => well - OVERLAP,
        None => now - FIRST,
    }
}

/// How a source stands after a look.
fn looked(source: &AccountSource, look: &AccountLook) -> SourceLook {
    let seen = &look.observation;
    let before = source.last.as_ref();
    let is_well = seen.outcome == ObservationOutcome::Seen;
    SourceLook {
        at: seen.at,
        well_at: if is_well {
            Some(seen.at)
        } else {
            before.and_then(|last| last.well_at)
        },
        problem: seen.outcome.reason(),
        is_unauthorised: seen.outcome == ObservationOutcome::Unauthorised,
        failures: match is_well {
            true => 0,
            false => before.map_or(0, |last| last.failures) + 1,
        },
    }
}

/// Takes the words out of what is HTML, and notes what does not look right.
fn read(mut look: AccountLook) -> AccountLook {
    for post in &mut look.posts {
        let reading = read_post(&post.text);
        if post.title.is_empty() {
            post.title = reading
                .text
                .split_whitespace()
                .flat_map(str::chars)
                .take(40)
                .collect();
        }
        post.text = reading.text;
        post.flaws = reading.flaws;
    }
    look
}

/// Keeps a look, with its posts and its menu where it is this account that was seen: what a stranger published is nobody's here.
pub(super) async fn keep_look(app: &App, tx: &mut dyn Tx, look: AccountLook) -> Result<(), AppError> {
    let AccountLook {
        observation,
        posts,
        menu,
    } = look;
    let account = observation.account.clone();
    let shown: Vec<SourcePost> = posts
        .into_iter()
        .map(|post| SourcePost {
            account: account.clone(),
            source: observation.source.clone(),
            post,
        })
        .collect();
    tx.put_observations(std::slice::from_ref(&observation)).await?;
    let Some(one) = tx.media_account(&account).await? else {
        return Ok(());
    };
    if !compare_identity(&one.account, &observation.seen).0.counts() {
        return Ok(());
    }
    if let Some(menu) = menu {
        tx.put_menus(&[(account.clone(), menu)]).await?;
    }
    if !shown.is_empty() {
        tx.put_posts(&shown, observation.at).await?;
        let bodies = HashMap::from([(account.clone(), one.organization)]);
        keep_mentions(app, tx, &shown, &bodies).await?;
        tx.settle_posts(Some(&account), app.now()).await?;
    }
    Ok(())
}
