//! Everything that a rule may look at of one account (账号检查材料), and what follows from it before any rule: which sightings count.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    IdentityDifference, IdentityVerdict, MediaAccount, Observation, ObservationOutcome, Overlap, Post,
    SourceNewest, compare_identity,
};
use crate::exchange::TargetState;

/// An observation reaches so far: what is published in the rest of the day before the monitoring point, it has not seen, and
/// inspections are made within the day.
pub const REACH: TimeDelta = TimeDelta::hours(24);

/// Everything that a rule may look at of one account (账号检查材料).
#[derive(Clone, Copy, Debug)]
pub struct AccountCase<'a> {
    /// The account as registered.
    pub account: &'a MediaAccount,
    /// 监测时间点
    pub as_of: DateTime<Utc>,
    /// What was seen of it, in any order.
    pub observations: &'a [Observation],
    /// What each source has shown of its posts, as far as it counts at the monitoring point.
    pub sources: &'a [SourceNewest],
    /// The entries of its menu; `None` where nobody has seen the menu.
    pub menu: Option<&'a [MenuEntry]>,
    /// What it overlaps with.
    pub overlaps: &'a [Overlap<'a>],
    /// What stands wrong in its posts of the time that is looked at; `None`: nobody has read them.
    pub mistakes: Option<&'a [PostMistake]>,
    /// Its posts of that time whose layout does not look right.
    pub flawed: &'a [Post],
    /// What it published more than once.
    pub repeated: &'a [RepeatedPost],
    /// What was found where its application is to be had; `None` where nobody looked.
    pub download: Option<&'a TargetState>,
}

/// A post that was published more than once (重复发布).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedPost {
    /// The source that has shown it.
    pub source: String,
    /// The first time.
    pub post: Post,
    /// How often.
    pub times: u64,
}

/// A mistake in the words of a post (内容中的错误). Personal data is masked in every field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostMistake {
    /// The source that has shown the post.
    pub source: String,
    /// The post's title.
    pub title: String,
    /// Its address; empty where it has none.
    pub address: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Tells it from the others of the account: the same words are the same mistake, whatever the post.
    pub mark: u64,
    /// The words around it, with the wrong ones in 【】.
    pub excerpt: String,
    /// What is wrong and what is right.
    pub message: String,
}

/// An entry of an account's menu, and what stands behind it (菜单项).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// 菜单: its name, with that of the menu above it.
    pub name: String,
    /// 链接; empty where it is none, as a mini-program or an answer of the account.
    pub address: String,
    /// What was found behind the address; `None` where nobody looked.
    pub state: Option<TargetState>,
}

/// An observation with whose account it turned out to be (核身后的观测).
#[derive(Clone, Debug)]
pub struct Sighting<'a> {
    /// The observation.
    pub observation: &'a Observation,
    /// Whose account it is.
    pub verdict: IdentityVerdict,
    /// In what it differs from the register.
    pub differences: Vec<IdentityDifference>,
}

impl<'a> AccountCase<'a> {
    /// All observations that ended well, the latest first, with whose account it is.
    pub fn sightings(&self) -> Vec<Sighting<'a>> {
        let seen = self
            .observations
            .iter()
            .filter(|one| one.outcome == ObservationOutcome::Seen);
        let mut sightings: Vec<_> = seen
            .map(|observation| {
                let (verdict, differences) = compare_identity(self.account, &observation.seen);
                Sighting {
                    observation,
                    verdict,
                    differences,
                }
            })
            .collect();
        // Of two at the same moment the names decide, so that no order of arrival shows.
        sightings.sort_by(|a, b| {
            let key = |it: &Sighting<'_>| (it.observation.at, it.observation.source.clone());
            key(b).cmp(&key(a))
        });
        sightings
    }

    /// Whether an observation reaches to the monitoring point.
    pub fn reaches(&self, observation: &Observation) -> bool {
        observation.at >= self.as_of - REACH
    }

    /// Sources whose sightings all turned out to be somebody else's: nothing of theirs counts.
    pub fn is_foreign(&self, source: &str) -> bool {
        let mut own = self
            .sightings()
            .into_iter()
            .filter(|it| it.observation.source == source);
        own.next().is_some_and(|latest| !latest.verdict.counts())
    }

    /// The newest post that any source has shown of this account, not after the monitoring point.
    pub fn newest(&self) -> Option<(DateTime<Utc>, &'a str)> {
        let standing = self.sources.iter().filter(|it| !self.is_foreign(&it.source));
        standing
            .filter_map(|it| Some((it.newest?, it.source.as_str())))
            .max()
    }

    /// Why nothing can be said, in the words of the latest observation that failed; what is missing altogether, where none was
    /// made.
    pub fn unseen_reason(&self) -> String {
        let sightings = self.sightings();
        if let Some(other) = sightings.first().filter(|it| !it.verdict.counts()) {
            let told: Vec<_> = other
                .differences
                .iter()
                .map(|it| format!("{}登记为“{}”，看到的是“{}”", it.field, it.registered, it.seen))
                .collect();
            return format!("看到的账号{}（{}）", other.verdict.label(), told.join("；"));
        }
        let failed = self.observations.iter().filter(|one| self.reaches(one));
        let failed = failed.filter_map(|one| Some((one.at, &one.source, one.outcome.reason()?)));
        match failed.max() {
            Some((_, source, reason)) => format!("{reason}（{source}）"),
            None if self.observations.is_empty() => "没有任何观测".to_owned(),
            None => "监测时间点前后没有能看到全部发布内容的观测".to_owned(),
        }
    }
}
