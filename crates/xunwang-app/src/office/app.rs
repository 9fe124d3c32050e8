//! The ports that every use case is handed, and what the program remembers between two requests.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Semaphore;
use uuid::Uuid;
use xunwang_domain::account::RegisteredAccount;
use xunwang_domain::organization::Organizations;
use xunwang_domain::paper::PaperId;
use xunwang_domain::patrol::{PatrolId, PatrolledSite};
use xunwang_domain::people::UserId;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::RoundId;
use xunwang_ports::{Chance, Clock, Fetcher, FindingGroup, Folders, Revised, Store, Tx, Vault};
use xunwang_report::press::Press;

use super::AppError;
use super::citizen::{CitizenGate, FormRules};
use super::feedback_clusters::{ClusterKey, FeedbackCluster};
use super::groups::GroupsOf;
use super::media_desk::Claims;
use super::media_shots::Shots;
use super::media_week::{AccountCares, MediaWeek};
use super::overview::Judged;
use super::paper_praise::AreaStreak;
use super::paper_written::Written;
use super::public_papers::Hosts;
use super::public_search::PublicTexts;
use super::remembered::Remembered;
use super::summary::RoundSummary;

use crate::visit::{Progress, Stop};

/// The application (应用): the outside, through ports.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    pub(super) folders: Arc<dyn Folders>,
    pub(super) guesses: Arc<Mutex<Guesses>>,
    pub(super) uploads: Arc<Mutex<Uploads>>,
    /// The same for registers of new-media accounts.
    pub(super) media_uploads: Arc<Mutex<Uploads>>,
    /// The rounds that are being collected now, for their pages.
    pub(super) collecting: Arc<Mutex<HashMap<RoundId, Collecting>>>,
    patrolling: Arc<Mutex<Option<Patrolling>>>,
    press: Option<Arc<dyn Press>>,
    fetcher: Option<Arc<dyn Fetcher>>,
    vault: Option<Arc<dyn Vault>>,
    /// Exports of tools that were looked into.
    pub(super) tools: Arc<Mutex<Uploads>>,
    /// The week of all accounts.
    pub(super) weeks: Arc<Remembered<(), MediaWeek>>,
    /// What is to be seen to on accounts, by body.
    pub(super) cares: Arc<Remembered<(), AccountCares>>,
    /// The accounts that no source has shown, or that are drawn to be looked at twice.
    pub(super) unseen: Arc<Remembered<(), Vec<RegisteredAccount>>>,
    /// Accounts that somebody has before him.
    pub(super) claims: Arc<Mutex<Claims>>,
    /// Pictures that come from telephones.
    pub(super) shots: Arc<Mutex<Shots>>,
    pub(super) groups: Arc<Remembered<GroupsOf, (Vec<FindingGroup>, u64)>>,
    pub(super) summaries: Arc<Remembered<RoundId, RoundSummary>>,
    pub(super) judged: Arc<Remembered<RoundId, Judged>>,
    pub(super) trees: Arc<Remembered<(), Organizations>>,
    /// What the last patrols showed, by site.
    pub(super) patrolled: Arc<Remembered<(), HashMap<SiteCode, PatrolledSite>>>,
    pub(super) public_texts: Arc<PublicTexts>,
    /// Registered sites by their names in the network.
    pub(super) hosts: Arc<Remembered<(), Hosts>>,
    /// Accounts that were shown and not yet made.
    pub(super) proposals: Arc<Mutex<Uploads>>,
    /// Edited drafts and replies that were shown and not yet taken over.
    pub(super) returns: Arc<Mutex<Uploads>>,
    /// Hashing a password takes 19 MiB and a core: two at a time, however many ask.
    pub(super) hashing: Arc<Semaphore>,
    /// Somebody has been set up; that is never undone.
    pub(super) is_set_up: Arc<AtomicBool>,
    /// What stands before the public form.
    pub(super) citizens: Arc<CitizenGate>,
    /// Places about which many messages came.
    pub(super) clusters: Arc<Remembered<ClusterKey, Vec<FeedbackCluster>>>,
    /// Papers as they were last composed, by version.
    pub(super) written: Arc<Remembered<PaperId, Written>>,
    /// The streaks of their cities.
    pub(super) streaks: Arc<Remembered<PaperId, Vec<AreaStreak>>>,
}

impl App {
    /// An application over these ports.
    pub fn new(
        store: Arc<dyn Store>,
        folders: Arc<dyn Folders>,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Self {
        Self {
            folders,
            store,
            clock,
            chance,
            guesses: Arc::default(),
            uploads: Arc::default(),
            media_uploads: Arc::default(),
            collecting: Arc::default(),
            patrolling: Arc::default(),
            press: None,
            fetcher: None,
            vault: None,
            tools: Arc::default(),
            weeks: Arc::default(),
            cares: Arc::default(),
            unseen: Arc::default(),
            claims: Arc::default(),
            shots: Arc::default(),
            groups: Arc::default(),
            summaries: Arc::default(),
            judged: Arc::default(),
            trees: Arc::default(),
            patrolled: Arc::default(),
            public_texts: Arc::default(),
            hosts: Arc::default(),
            proposals: Arc::default(),
            returns: Arc::default(),
            hashing: Arc::new(Semaphore::new(2)),
            is_set_up: Arc::default(),
            citizens: Arc::default(),
            clusters: Arc::default(),
            written: Arc::default(),
            streaks: Arc::default(),
        }
    }

    /// The same, which can make files of documents.
    #[must_use]
    pub fn with_press(self, press: Arc<dyn Press>) -> Self {
        Self {
            press: Some(press),
            ..self
        }
    }

    /// The same, which can look at a page again when somebody asks for it.
    #[must_use]
    pub fn with_fetcher(self, fetcher: Arc<dyn Fetcher>) -> Self {
        Self {
            fetcher: Some(fetcher),
            ..self
        }
    }

    /// The same, which can keep the secrets of others.
    #[must_use]
    pub fn with_vault(self, vault: Arc<dyn Vault>) -> Self {
        Self {
            vault: Some(vault),
            ..self
        }
    }

    /// The same, with other limits for the public.
    #[must_use]
    pub fn with_form_rules(self, rules: FormRules) -> Self {
        Self {
            citizens: Arc::new(CitizenGate::new(rules)),
            ..self
        }
    }

    /// The way out, where there is one.
    pub(super) fn fetcher(&self) -> Option<Arc<dyn Fetcher>> {
        self.fetcher.clone()
    }

    /// What keeps secrets.
    pub(super) fn vault(&self) -> Result<Arc<dyn Vault>, AppError> {
        let vault = self.vault.clone();
        vault.ok_or_else(|| AppError::refused("这个程序没有密钥文件，不能保存凭据"))
    }

    /// What makes files of documents, where there is one.
    pub(super) fn press(&self) -> Option<Arc<dyn Press>> {
        self.press.clone()
    }

    /// The present moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A number for something new, which sorts by the time of its making.
    pub(super) fn new_id(&self) -> Uuid {
        let mut chance = [0; 10];
        self.chance.fill(&mut chance);
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid()
    }

    /// All bodies.
    pub(super) async fn tree(&self, tx: &mut dyn Tx) -> Result<Arc<Organizations>, AppError> {
        let revision = tx.revision(Revised::Organizations).await?;
        let make = async { Ok(Organizations::new(tx.organizations().await?)) };
        self.trees.get((), revision, make).await
    }

    /// The patrol that this process is making.
    pub(super) fn patrolling(&self) -> Option<Patrolling> {
        self.patrolling.lock().ok()?.clone()
    }

    pub(super) fn set_patrolling(&self, going: Option<Patrolling>) {
        if let Ok(mut patrolling) = self.patrolling.lock() {
            *patrolling = going;
        }
    }

    /// Bytes that nobody can foretell.
    pub(super) fn chance<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes);
        bytes
    }
}

/// A collection that is going on (采集进度).
#[derive(Clone)]
pub(super) struct Collecting {
    pub(super) progress: Arc<Progress>,
    pub(super) stop: Arc<Stop>,
    pub(super) sites: u64,
    /// Sites that were concluded before this process took it up.
    pub(super) before: u64,
    pub(super) begun_at: DateTime<Utc>,
}

/// A patrol that is going on (巡查进度).
#[derive(Clone)]
pub(super) struct Patrolling {
    pub(super) id: PatrolId,
    pub(super) progress: Arc<Progress>,
    pub(super) stop: Arc<Stop>,
    pub(super) sites: u64,
}

/// Wrong passwords by network address (猜测次数), whatever the accounts.
#[derive(Default)]
pub(super) struct Guesses(HashMap<String, (u32, DateTime<Utc>)>);

/// As many wrong passwords from one address are let through in a quarter of an hour.
const GUESSES_FROM_ADDRESS: u32 = 30;
/// Addresses remembered.
const MOST_ADDRESSES: usize = 10_000;

impl Guesses {
    pub(super) fn are_too_many(&self, address: &str, now: DateTime<Utc>) -> bool {
        self.0
            .get(address)
            .is_some_and(|&(count, until)| now < until && count >= GUESSES_FROM_ADDRESS)
    }

    pub(super) fn note(&mut self, address: &str, now: DateTime<Utc>) {
        if self.0.len() >= MOST_ADDRESSES {
            self.0.retain(|_, (_, until)| now < *until);
        }
        if self.0.len() >= MOST_ADDRESSES && !self.0.contains_key(address) {
            return;
        }
        let entry = self.0.entry(address.to_owned()).or_insert((0, now));
        if now >= entry.1 {
            *entry = (0, now + TimeDelta::minutes(15));
        }
        entry.0 += 1;
    }
}

/// Files that were looked at and not yet taken over (待确认的上传文件): one a person, for half an hour.
#[derive(Default)]
pub(super) struct Uploads(HashMap<UserId, Upload>);

pub(super) struct Upload {
    pub(super) name: String,
    pub(super) bytes: Arc<[u8]>,
    /// Tells the file from another that was uploaded later in another window.
    pub(super) mark: String,
    /// What it was shown against: the register's words on its sites, or the version of a paper.
    pub(super) before: u64,
    until: DateTime<Utc>,
}

impl Uploads {
    /// Keeps a file for half an hour, instead of the one before.
    pub(super) fn put(
        &mut self,
        user: UserId,
        (name, bytes): (&str, Arc<[u8]>),
        (mark, before): (&str, u64),
        now: DateTime<Utc>,
    ) {
        self.0.retain(|_, upload| now < upload.until);
        let upload = Upload {
            name: name.to_owned(),
            bytes,
            mark: mark.to_owned(),
            before,
            until: now + TimeDelta::minutes(30),
        };
        self.0.insert(user, upload);
    }

    pub(super) fn take(&mut self, user: UserId, mark: &str, now: DateTime<Utc>) -> Option<Upload> {
        let is_there = self
            .0
            .get(&user)
            .is_some_and(|upload| upload.mark == mark && now < upload.until);
        is_there.then(|| self.0.remove(&user)).flatten()
    }
}
