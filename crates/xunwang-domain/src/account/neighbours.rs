//! Accounts that should not stand beside one another (重复账号): one body, one platform, one account (NM-03), and no account
//! twice in the register.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{AccountCode, MediaAccount, MediaStatus, Platform};
use crate::finding::normal_text;

/// How two accounts overlap (重复情形).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OverlapKind {
    /// 同一账号登记两次: the same permanent id on the same platform.
    Twice,
    /// 同一单位在同一平台有多个账号
    SeveralOfBody,
}

/// An account and those that it overlaps with (重复账号).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap<'a> {
    /// How.
    pub kind: OverlapKind,
    /// The account.
    pub account: &'a MediaAccount,
    /// The others, by code.
    pub others: Vec<&'a MediaAccount>,
}

/// All overlaps of running accounts on a day, by code. What a permit allows is left out, on both sides: of three accounts with one
/// permit two still overlap.
pub fn overlaps(accounts: &[MediaAccount], on: NaiveDate) -> Vec<Overlap<'_>> {
    let running = || accounts.iter().filter(|one| one.status == MediaStatus::Running);
    let is_permitted = |one: &&MediaAccount| one.permit.as_ref().is_some_and(|permit| on <= permit.until);
    let mut twice: HashMap<(Platform, &str), Vec<&MediaAccount>> = HashMap::new();
    for one in running().filter(|one| !one.permanent.is_empty()) {
        twice
            .entry((one.platform.family(), one.permanent.as_str()))
            .or_default()
            .push(one);
    }
    let mut several: HashMap<(Platform, String, String), Vec<&MediaAccount>> = HashMap::new();
    for one in running().filter(|one| !one.sponsor.is_empty() && !is_permitted(one)) {
        let body = (normal_text(&one.area), normal_text(&one.sponsor));
        several
            .entry((one.platform.family(), body.0, body.1))
            .or_default()
            .push(one);
    }
    let mut found = Vec::new();
    let groups = twice.into_values().map(|group| (OverlapKind::Twice, group));
    let groups = groups.chain(
        several
            .into_values()
            .map(|group| (OverlapKind::SeveralOfBody, group)),
    );
    for (kind, mut group) in groups.filter(|(_, group)| group.len() > 1) {
        group.sort_by(|a, b| a.code.cmp(&b.code));
        for &account in &group {
            let others = group.iter().filter(|other| other.code != account.code).copied();
            found.push(Overlap {
                kind,
                account,
                others: others.collect(),
            });
        }
    }
    // One account that is registered twice is not also two accounts of one body.
    let registered_twice: Vec<(AccountCode, Vec<AccountCode>)> = found
        .iter()
        .filter(|overlap| overlap.kind == OverlapKind::Twice)
        .map(|overlap| {
            let others = overlap.others.iter().map(|other| other.code.clone());
            (overlap.account.code.clone(), others.collect())
        })
        .collect();
    found.retain_mut(|overlap| {
        if overlap.kind == OverlapKind::SeveralOfBody {
            let own = registered_twice
                .iter()
                .find(|(code, _)| *code == overlap.account.code);
            if let Some((_, same)) = own {
                overlap.others.retain(|other| !same.contains(&other.code));
            }
        }
        !overlap.others.is_empty()
    });
    found.sort_by(|a, b| (&a.account.code, a.kind).cmp(&(&b.account.code, b.kind)));
    found
}
