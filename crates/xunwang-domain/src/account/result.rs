//! What a round found of an account, and what people made of it (账号检查结果): what would make it fail is confirmed by one person
//! and approved by another; what was not measured is no result, and stands outside the denominator.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountFinding, AccountRemark, AccountStanding, AccountWord, MediaAccount};
use crate::filing::ProofFile;
use crate::finding::{Certainty, Level};
use crate::judgement::Judgement;
use crate::organization::OrganizationId;
use crate::people::UserId;
use crate::round::{RosterReason, RoundId, RoundScope};

/// The inspection of the accounts of a round (新媒体检查任务).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaRun {
    /// The round.
    pub round: RoundId,
    /// Which of its accounts are inspected.
    pub scope: RoundScope,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The monitoring point (监测时间点): when it was begun; nothing before that.
    pub as_of: Option<DateTime<Utc>>,
    /// When all results were there.
    pub finished_at: Option<DateTime<Utc>>,
    /// Accounts in operation on the roster's day, inspected or not: by area and platform (正常运行账号数).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub running: BTreeMap<String, BTreeMap<String, u64>>,
    /// That so many were not measured, and who answers for it; any other number has to be accepted anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<MediaAcceptance>,
}

/// Accounts that stay unmeasured, accepted by name (确认从缺).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaAcceptance {
    /// How many.
    pub count: u64,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A defect as the round keeps it (账号线索).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDefect {
    /// Code of the rule.
    pub rule: String,
    /// Id of the indicator; empty where it counts for none.
    pub indicator: String,
    /// How grave.
    pub level: Level,
    /// How sure.
    pub certainty: Certainty,
    /// The address that it concerns, where it concerns one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What is wrong, a Chinese sentence.
    pub message: String,
    /// What stands there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub excerpt: String,
    /// The source that showed it; empty where it follows from the register.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// When that source saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<DateTime<Utc>>,
}

impl From<&AccountFinding> for AccountDefect {
    fn from(finding: &AccountFinding) -> Self {
        Self {
            rule: finding.rule.to_string(),
            indicator: finding.indicator.clone(),
            level: finding.level,
            certainty: finding.certainty,
            target: finding.target.clone(),
            message: finding.message.clone(),
            excerpt: finding.excerpt.clone(),
            source: finding.source.clone(),
            observed_at: finding.observed_at,
        }
    }
}

/// A veto that a person found: what no rule can see, or what a rule only suspected (人工发现).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFound {
    /// Id of the indicator.
    pub indicator: String,
    /// What is wrong, a Chinese phrase.
    pub text: String,
    /// The rule that suspected it; empty where no rule did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// The screenshot; none is needed of what a rule has shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<ProofFile>,
    /// Who found it.
    pub by: UserId,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An account of a round (账号检查结果). The machine's judgement and the people's words stay apart, and all of them are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountResult {
    /// The round.
    pub round: RoundId,
    /// The account as the register had it on the roster's day.
    pub account: MediaAccount,
    /// The body that ran it then.
    pub organization: OrganizationId,
    /// Why it is inspected.
    pub why: RosterReason,
    /// 监测时间点
    pub as_of: DateTime<Utc>,
    /// What the machine comes to.
    pub machine: Judgement,
    /// Ids of the vetoes it saw, in the order of the standard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vetoes: Vec<String>,
    /// Why it could not be measured, a Chinese sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the rules saw.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<AccountDefect>,
    /// What people found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<AccountFound>,
    /// What was said of it, the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<AccountRemark>,
}

impl AccountResult {
    /// How it stands.
    pub fn standing(&self) -> AccountStanding {
        // Whom nobody finds fault with passes, if he was seen at all.
        let faultless = match self.machine {
            Judgement::NotMeasured => AccountStanding::NotMeasured,
            _ => AccountStanding::Passed,
        };
        let is_open = self.seen() == Judgement::Unqualified || self.doubts().next().is_some();
        match self.decided().map(|remark| remark.word) {
            _ if !is_open => faultless,
            None | Some(AccountWord::Return | AccountWord::Renew) => AccountStanding::Open,
            Some(AccountWord::Confirm) => AccountStanding::Unapproved,
            Some(AccountWord::Dismiss) => faultless,
            Some(_) => AccountStanding::Failed,
        }
    }

    /// What a rule holds for a veto without being sure (疑似单项否决).
    pub fn doubts(&self) -> impl Iterator<Item = &AccountDefect> {
        let doubtful = |it: &&AccountDefect| it.level == Level::Veto && it.certainty == Certainty::Suspected;
        self.defects.iter().filter(doubtful)
    }

    /// What was seen of it, by the rules or by a person.
    pub fn seen(&self) -> Judgement {
        match self.found.is_empty() {
            true => self.machine,
            false => Judgement::Unqualified,
        }
    }

    /// Ids of the vetoes that were seen, by the rules first.
    pub fn all_vetoes(&self) -> Vec<&str> {
        let found = self.found.iter().map(|found| found.indicator.as_str());
        let mut all: Vec<&str> = self.vetoes.iter().map(String::as_str).collect();
        for indicator in found {
            if !all.contains(&indicator) {
                all.push(indicator);
            }
        }
        all
    }

    /// A person has found a veto: that confirms it, and another person approves.
    ///
    /// # Errors
    /// A Chinese sentence: it was approved before, or nothing is said of what is wrong.
    pub fn find(&mut self, found: AccountFound) -> Result<(), &'static str> {
        if !(2..=LONGEST_REASON).contains(&found.text.chars().count()) {
            return Err("请写明发现的问题（2至500字）");
        }
        if self.standing() == AccountStanding::Failed {
            return Err("已经审定；要改请先由审定人退回复核");
        }
        self.remarks.push(AccountRemark {
            word: AccountWord::Confirm,
            reason: found.text.clone(),
            by: Some(found.by),
            name: found.name.clone(),
            at: found.at,
        });
        self.found.push(found);
        Ok(())
    }

    /// A person takes for true what a rule only suspects, beside what it saw for certain (采纳疑似线索).
    ///
    /// # Errors
    /// A Chinese sentence: it is not suspected, was adopted before, or the account was approved before.
    pub fn adopt(
        &mut self,
        (rule, message): (&str, &str),
        (by, name): (UserId, &str),
        at: DateTime<Utc>,
    ) -> Result<(), &'static str> {
        let is_meant = |it: &&AccountDefect| it.rule == rule && it.message == message;
        let Some(doubt) = self.doubts().find(is_meant) else {
            return Err("没有这条疑似线索；请刷新页面");
        };
        if self
            .found
            .iter()
            .any(|found| found.rule == rule && found.text == message)
        {
            return Err("这条疑似线索已经采纳");
        }
        let found = AccountFound {
            indicator: doubt.indicator.clone(),
            text: doubt.message.clone(),
            rule: doubt.rule.clone(),
            proof: None,
            by,
            name: name.to_owned(),
            at,
        };
        self.find(found)
    }

    /// Does the text of the circular name it, where it fails (点名)?
    pub fn is_named(&self) -> bool {
        let naming = |remark: &&AccountRemark| matches!(remark.word, AccountWord::Name | AccountWord::Unname);
        let last = self.remarks.iter().rev().find(naming);
        last.is_none_or(|remark| remark.word == AccountWord::Name)
    }

    /// Says something of it.
    ///
    /// # Errors
    /// A Chinese sentence: it does not stand so, the same person would do both, or a reason is missing.
    pub fn say(&mut self, remark: AccountRemark) -> Result<(), &'static str> {
        let is_doubt = self.seen() != Judgement::Unqualified;
        if is_doubt && self.doubts().next().is_none() {
            return Err(match self.machine {
                Judgement::NotMeasured => "这个账号未能检测，不能认定；请在账号页登记人工核查，再重新检查",
                _ => "这个账号没有发现单项否决问题，不用认定",
            });
        }
        let length = remark.reason.chars().count();
        if (remark.word.needs_reason() && length < 2) || length > LONGEST_REASON {
            return Err("请写明理由（2至500字）");
        }
        match (remark.word, self.standing()) {
            (AccountWord::Renew, _) => return Err("只有程序可以重新检查"),
            (AccountWord::Approve | AccountWord::Return, AccountStanding::Unapproved)
                if self.decided().is_some_and(|last| last.by == remark.by) =>
            {
                return Err("须由认定人以外的人审定");
            }
            (AccountWord::Approve | AccountWord::Return, AccountStanding::Unapproved) => {}
            (AccountWord::Return, AccountStanding::Failed) => {}
            (AccountWord::Approve | AccountWord::Return, _) => {
                return Err("还没有认定不合格，不用审定");
            }
            (AccountWord::Confirm | AccountWord::Dismiss, AccountStanding::Failed) => {
                return Err("已经审定；要改请先由审定人退回复核");
            }
            (AccountWord::Confirm, AccountStanding::Unapproved) => {
                return Err("已经认定不合格，等另一人审定");
            }
            _ => {}
        }
        // What was only suspected is now somebody's word.
        if let (AccountWord::Confirm, true, Some(by)) = (remark.word, is_doubt, remark.by) {
            let found = self.doubts().map(|doubt| AccountFound {
                indicator: doubt.indicator.clone(),
                text: doubt.message.clone(),
                rule: doubt.rule.clone(),
                proof: None,
                by,
                name: remark.name.clone(),
                at: remark.at,
            });
            self.found = found.collect();
        }
        self.remarks.push(remark);
        Ok(())
    }

    /// The same account looked at again: what was said stays, and stands as long as the same vetoes are seen.
    #[must_use]
    pub fn renewed(self, mut newer: Self, machine: &str) -> Self {
        let is_same = self.machine == newer.machine
            && self.vetoes == newer.vetoes
            && self
                .doubts()
                .map(|it| (&it.rule, &it.message))
                .eq(newer.doubts().map(|it| (&it.rule, &it.message)));
        newer.remarks = self.remarks;
        newer.found = self.found;
        if !is_same && !newer.remarks.is_empty() {
            newer.remarks.push(AccountRemark {
                word: AccountWord::Renew,
                reason: "看到的与原来认定的不同，须重新认定".to_owned(),
                by: None,
                name: machine.to_owned(),
                at: newer.as_of,
            });
        }
        newer
    }

    /// The last word that decides.
    fn decided(&self) -> Option<&AccountRemark> {
        let decides =
            |remark: &&AccountRemark| !matches!(remark.word, AccountWord::Name | AccountWord::Unname);
        self.remarks.iter().rev().find(decides)
    }
}

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

#[cfg(test)]
mod tests;
