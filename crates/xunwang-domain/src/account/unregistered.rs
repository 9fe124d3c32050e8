//! Accounts that are named and stand in no register (疑似未备案账号): proposals, on which a person decides.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountMention, MediaAccount, MentionPlace, PlacedMention};
use crate::finding::normal_text;
use crate::organization::OrganizationId;

/// What a person says of a proposal (处理).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnregisteredWord {
    /// 认定未备案: it is a body's of ours, and should be registered.
    Confirmed,
    /// 不是: somebody else's, or none at all.
    Dismissed,
}

/// A decision on a proposal (处理记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnregisteredDecision {
    /// Of which: [`AccountMention::key`].
    pub key: String,
    /// What.
    pub word: UnregisteredWord,
    /// 理由
    pub reason: String,
    /// 地区或部门, where it is confirmed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub area: String,
    /// 姓名
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An account that is named and stands in no register (疑似未备案账号).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unregistered {
    /// The account, with whatever any place tells of it.
    pub mention: AccountMention,
    /// Where it is named, and the body whose place it is.
    pub places: Vec<(MentionPlace, OrganizationId)>,
    /// When it was seen last.
    pub seen_at: DateTime<Utc>,
    /// What was decided.
    pub decision: Option<UnregisteredDecision>,
}

/// The proposals among what is named (疑似未备案账号), what nobody has decided on first, what is named most first.
///
/// Whatever is registered, in whatever state, is none: that an account which was removed is named still is another rule's.
pub fn unregistered(
    mentions: &[PlacedMention],
    accounts: &[MediaAccount],
    decisions: &[UnregisteredDecision],
) -> Vec<Unregistered> {
    let mut names = HashSet::new();
    let mut numbers = HashSet::new();
    for account in accounts {
        let family = account.platform.family();
        for name in [&account.name, &account.handle]
            .into_iter()
            .filter(|name| !name.is_empty())
        {
            names.insert((family.clone(), normal_text(name)));
        }
        if !account.permanent.is_empty() {
            numbers.insert((family, account.permanent.as_str()));
        }
    }
    let mut found: BTreeMap<String, Unregistered> = BTreeMap::new();
    for placed in mentions {
        let mention = &placed.mention;
        let family = mention.platform.family();
        let is_known = names.contains(&(family.clone(), normal_text(&mention.name)))
            || (!mention.permanent.is_empty() && numbers.contains(&(family, mention.permanent.as_str())));
        if is_known {
            continue;
        }
        let key = mention.key();
        let one = found.entry(key.clone()).or_insert_with(|| Unregistered {
            mention: mention.clone(),
            places: Vec::new(),
            seen_at: placed.at,
            decision: decisions.iter().find(|decision| decision.key == key).cloned(),
        });
        one.places.push((placed.place.clone(), placed.organization));
        one.seen_at = one.seen_at.max(placed.at);
        let fields = [
            (&mut one.mention.permanent, &mention.permanent),
            (&mut one.mention.certified, &mention.certified),
            (&mut one.mention.address, &mention.address),
        ];
        for (own, told) in fields {
            if own.is_empty() {
                own.clone_from(told);
            }
        }
    }
    let mut found: Vec<Unregistered> = found.into_values().collect();
    found.iter_mut().for_each(|one| one.places.sort());
    found.sort_by_key(|one| {
        (
            one.decision.is_some(),
            std::cmp::Reverse(one.places.len()),
            one.mention.key(),
        )
    });
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::account::tests::account;
    use crate::account::{AccountCode, MediaStatus, Platform};

    fn placed(platform: Platform, name: &str, permanent: &str, account: &str) -> PlacedMention {
        PlacedMention {
            mention: AccountMention {
                permanent: permanent.to_owned(),
                ..AccountMention::named(platform, name)
            },
            place: MentionPlace::Post {
                account: AccountCode::parse(account).unwrap(),
                title: String::new(),
            },
            organization: OrganizationId(Uuid::nil()),
            at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_no_register_has_is_proposed_once_with_all_its_places() {
        let mut known = account("A-1");
        known.platform = Platform::WechatSubscription;
        known.name = "江口发布".to_owned();
        known.permanent = "gh_1".to_owned();
        let mut gone = account("A-2");
        gone.platform = Platform::Weibo;
        gone.name = "江口旧闻".to_owned();
        gone.status = MediaStatus::Cancelled;
        let mentions = [
            placed(Platform::WechatOfficial, "江口 发布", "", "A-1"),
            placed(Platform::WechatOfficial, "江口政务", "gh_1", "A-1"),
            placed(Platform::Weibo, "江口旧闻", "", "A-1"),
            placed(Platform::Weibo, "江口发布", "", "A-1"),
            placed(Platform::Douyin, "江口在线", "", "A-1"),
            placed(Platform::Douyin, "江口在线", "77", "A-2"),
        ];
        let decision = UnregisteredDecision {
            key: AccountMention::named(Platform::Weibo, "江口发布").key(),
            word: UnregisteredWord::Dismissed,
            reason: "企业账号".to_owned(),
            area: String::new(),
            by: "王某".to_owned(),
            at: DateTime::UNIX_EPOCH,
        };
        let found = unregistered(&mentions, &[known, gone], &[decision]);
        let told: Vec<_> = found
            .iter()
            .map(|one| {
                (
                    one.mention.name.as_str(),
                    one.mention.permanent.as_str(),
                    one.places.len(),
                    one.decision.is_some(),
                )
            })
            .collect();
        assert_eq!(told, [("江口在线", "77", 2, false), ("江口发布", "", 1, true)]);
    }
}
