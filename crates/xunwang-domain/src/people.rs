//! People and what they may do (人员与权限): a role, held for a branch of the tree of bodies.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::organization::{OrganizationId, Organizations};

/// The number of a user (用户编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub Uuid);

/// A role (角色).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 管理员: people, bodies, settings; decides nothing about a site.
    Administrator,
    /// 监管员: register, rounds, circular.
    Supervisor,
    /// 复核员: decides on findings.
    Reviewer,
    /// 审定人: the second person of a veto, signs the circular.
    Approver,
    /// 主办单位: sees what concerns its own sites, answers.
    Operator,
    /// 审计员: sees everything, the trail included, and changes nothing.
    Auditor,
    /// 敏感线索知悉人: named to see what leaked and what was tampered with; held beside a role that sees findings.
    Confidant,
}

/// Something that may be allowed (权限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// 查看台账
    ViewRegister,
    /// 修改台账
    EditRegister,
    /// 查看人员和单位
    ViewPeople,
    /// 管理人员和单位
    ManagePeople,
    /// 查看操作留痕
    ViewAudit,
    /// 查看检查指标
    ViewStandards,
    /// 查看检查轮次、线索和判定
    ViewRounds,
    /// 管理检查轮次: open, collect, ask the bodies, judge.
    ManageRounds,
    /// 复核线索
    ReviewFindings,
    /// 审定单项否决
    ApproveVetoes,
    /// 查看问题: what was confirmed of one's own sites.
    ViewProblems,
    /// 提出异议
    RaiseObjections,
    /// 查看通报文稿
    ViewPapers,
    /// 拟稿、核稿
    DraftPapers,
    /// 修改文稿模板: of the whole office, as the standard.
    EditTemplates,
    /// 修改系统设置: of the whole office, as the standard.
    EditSettings,
    /// 签发
    SignPapers,
    /// 修改检查指标: of the whole office, so the right must reach the top of the tree.
    EditStandards,
    /// 查看网民留言
    ViewFeedback,
    /// 转办、审核、终审网民留言: as far as the branch reaches; at the top of the tree as the province.
    ManageFeedback,
    /// 办理网民留言: answer them, and whatever else the table of moves gives to who has them.
    HandleFeedback,
    /// 查看整改台账
    ViewRectifications,
    /// 管理整改: open the ledger, accept, send back, close; as far as the branch reaches, at the office's own body as the office.
    ManageRectifications,
    /// 办理整改: sign and answer for one's own sites.
    HandleRectifications,
    /// 把留言转为线索、与线索关联: both must lie in the branch.
    LinkFeedback,
    /// 导入留言、录入放假安排: of the whole office.
    ImportFeedback,
    /// 报送账号动态: with the link of a post, of one's own accounts.
    ReportPosts,
    /// 核查账号: somebody looked at it and says what was there.
    CheckAccounts,
    /// 查看敏感线索的内容: of findings that are seen by named persons only. No other role brings it, whatever it reaches.
    ViewConfidential,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Administrator,
        Self::Supervisor,
        Self::Reviewer,
        Self::Approver,
        Self::Operator,
        Self::Auditor,
        Self::Confidant,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Administrator => "管理员",
            Self::Supervisor => "监管员",
            Self::Reviewer => "复核员",
            Self::Approver => "审定人",
            Self::Operator => "主办单位",
            Self::Auditor => "审计员",
            Self::Confidant => "敏感线索知悉人",
        }
    }

    /// One line that says what it is for.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Administrator => "管理人员、单位和设置，不作任何检查结论",
            Self::Supervisor => "管理台账、检查轮次、检查指标和通报",
            Self::Reviewer => "复核检查发现的线索",
            Self::Approver => "审定单项否决，签发通报",
            Self::Operator => "只看本单位的网站和问题，反馈、整改",
            Self::Auditor => "查看全部内容和操作留痕，不能修改",
            Self::Confidant => {
                "看个人信息泄露、网页被篡改等敏感线索的内容和证据；只对指定的人开放，与复核员等角色同时担任"
            }
        }
    }

    /// The word under which it is written in addresses and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Supervisor => "supervisor",
            Self::Reviewer => "reviewer",
            Self::Approver => "approver",
            Self::Operator => "operator",
            Self::Auditor => "auditor",
            Self::Confidant => "confidant",
        }
    }

    /// The role of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Is it allowed?
    pub fn may(self, permission: Permission) -> bool {
        use Permission::{
            ApproveVetoes, CheckAccounts, DraftPapers, EditRegister, EditSettings, EditStandards,
            EditTemplates, HandleFeedback, HandleRectifications, ImportFeedback, LinkFeedback,
            ManageFeedback, ManagePeople, ManageRectifications, ManageRounds, RaiseObjections, ReportPosts,
            ReviewFindings, SignPapers, ViewAudit, ViewConfidential, ViewFeedback, ViewPapers, ViewPeople,
            ViewProblems, ViewRectifications, ViewRegister, ViewRounds, ViewStandards,
        };
        let allowed: &[Permission] = match self {
            Self::Administrator => &[ViewRegister, ViewPeople, ManagePeople, ViewStandards],
            Self::Supervisor => &[
                ViewRegister,
                EditRegister,
                ViewStandards,
                EditStandards,
                ViewRounds,
                ManageRounds,
                ViewProblems,
                ViewPapers,
                DraftPapers,
                EditTemplates,
                ViewFeedback,
                HandleFeedback,
                ManageFeedback,
                LinkFeedback,
                ImportFeedback,
                ViewRectifications,
                ManageRectifications,
                HandleRectifications,
                EditSettings,
                ReportPosts,
                CheckAccounts,
            ],
            Self::Reviewer => &[
                ViewRegister,
                ViewStandards,
                ViewRounds,
                ViewProblems,
                ReviewFindings,
                ViewFeedback,
                ViewRectifications,
                LinkFeedback,
                CheckAccounts,
            ],
            Self::Approver => &[
                ViewRegister,
                ViewStandards,
                ViewRounds,
                ViewProblems,
                ApproveVetoes,
                ViewPapers,
                SignPapers,
                ViewFeedback,
                ViewRectifications,
            ],
            Self::Operator => &[
                ViewRegister,
                ViewProblems,
                RaiseObjections,
                ViewFeedback,
                HandleFeedback,
                ViewRectifications,
                HandleRectifications,
                ReportPosts,
            ],
            Self::Auditor => &[
                ViewRegister,
                ViewPeople,
                ViewAudit,
                ViewStandards,
                ViewRounds,
                ViewProblems,
                ViewPapers,
                ViewFeedback,
                ViewRectifications,
            ],
            Self::Confidant => &[ViewConfidential],
        };
        allowed.contains(&permission)
    }
}

/// A role for a branch of the tree (职责): it reaches the body and all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// 角色
    pub role: Role,
    /// The top of the branch (负责范围).
    pub organization: OrganizationId,
}

/// A person who may log in (用户).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// 用户编号
    pub id: UserId,
    /// 登录名: lower-case letters, digits, `.`, `-`, `_`.
    pub account: String,
    /// 姓名
    pub name: String,
    /// The body that the person works for (所在单位).
    pub organization: OrganizationId,
    /// What the person may do, and where.
    pub grants: BTreeSet<Grant>,
    /// Stopped: cannot log in, and keeps name and trail (停用).
    pub disabled: bool,
}

impl User {
    /// May the person do it to what belongs to `object`?
    pub fn may(&self, permission: Permission, object: OrganizationId, tree: &Organizations) -> bool {
        let mut grants = self.grants.iter();
        !self.disabled && grants.any(|it| it.role.may(permission) && tree.holds(it.organization, object))
    }

    /// May the person do it anywhere?
    pub fn may_somewhere(&self, permission: Permission) -> bool {
        !self.disabled && self.grants.iter().any(|grant| grant.role.may(permission))
    }

    /// The branches in which the person may do it.
    pub fn branches(&self, permission: Permission) -> Vec<OrganizationId> {
        let grants = self.grants.iter().filter(|grant| grant.role.may(permission));
        grants.map(|grant| grant.organization).collect()
    }

    /// The roles, each once.
    pub fn roles(&self) -> BTreeSet<Role> {
        self.grants.iter().map(|grant| grant.role).collect()
    }
}

/// Why an account name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("登录名应为3到32个小写字母、数字或 . - _，并以字母开头")]
pub struct AccountError;

/// A login name in its one spelling (登录名).
///
/// # Errors
/// It is too short, too long, or holds other characters.
pub fn parse_account(text: &str) -> Result<String, AccountError> {
    let account = text.trim().to_ascii_lowercase();
    let begins = account
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_lowercase());
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
    if begins && (3..=32).contains(&account.len()) && account.bytes().all(plain) {
        Ok(account)
    } else {
        Err(AccountError)
    }
}

/// Shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;
/// Longer ones are refused: hashing them would cost.
pub const LONGEST_PASSWORD: usize = 128;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("密码太短：至少10个字符")]
    Short,
    /// Too long.
    #[error("密码太长：最多128个字符")]
    Long,
    /// Too few kinds of characters.
    #[error("密码应包含大写字母、小写字母、数字、其他字符中的至少三种，或者不少于16个字符")]
    Plain,
    /// It holds the name of the account.
    #[error("密码不能包含登录名")]
    Account,
    /// It is one of those that everybody tries first.
    #[error("这个密码太常见，请换一个")]
    Common,
}

/// Is the password good enough (密码要求)?
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check_password(password: &str, account: &str) -> Result<(), PasswordError> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Err(PasswordError::Short);
    }
    if length > LONGEST_PASSWORD {
        return Err(PasswordError::Long);
    }
    let lower = password.to_lowercase();
    if !account.is_empty() && lower.contains(account) {
        return Err(PasswordError::Account);
    }
    let distinct: BTreeSet<char> = lower.chars().collect();
    if distinct.len() < 5 || COMMON.iter().any(|common| lower.contains(common)) {
        return Err(PasswordError::Common);
    }
    let kinds = [
        password.chars().any(char::is_uppercase),
        password.chars().any(char::is_lowercase),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_alphanumeric() || !c.is_ascii()),
    ];
    if length < 16 && kinds.iter().filter(|kind| **kind).count() < 3 {
        return Err(PasswordError::Plain);
    }
    Ok(())
}

/// What lists of stolen passwords begin with; longer ones that hold them are no better.
const COMMON: [&str; 12] = [
    "123456", "password", "qwerty", "admin123", "abc123", "111111", "iloveyou", "1qaz2wsx", "woaini",
    "a1b2c3", "letmein", "5201314",
];

/// How an account stands (账号状态).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountState {
    /// How often it was guessed at.
    pub lockout: Lockout,
    /// Has a password been set?
    pub has_password: bool,
    /// Is a second factor asked for?
    pub has_totp: bool,
    /// When a session that has not ended was last used.
    pub seen_at: Option<DateTime<Utc>>,
}

/// How often an account was guessed at (登录失败).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lockout {
    /// Wrong passwords in a row.
    pub failed: u32,
    /// Until when nobody gets in, whatever the password.
    pub until: Option<DateTime<Utc>>,
}

/// As many wrong passwords in a row lock an account.
pub const GUESSES: u32 = 5;

impl Lockout {
    /// Is the account locked?
    pub fn is_locked(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| now < until)
    }

    /// After one more wrong password: from the fifth on a quarter of an hour, then twice as long each time, at most a day.
    #[must_use]
    pub fn failed(self, now: DateTime<Utc>) -> Self {
        let failed = self.failed.saturating_add(1);
        let until = failed.checked_sub(GUESSES).map(|more| {
            let minutes = 15_i64.saturating_mul(1 << more.min(10));
            now + TimeDelta::minutes(minutes.min(24 * 60))
        });
        Self { failed, until }
    }
}

/// Who does something (操作人), as the trail names them: the name of then, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// `None`: the program itself, or somebody who had not logged in.
    pub user: Option<UserId>,
    /// 姓名
    pub name: String,
    /// Network address that the request came from; empty for the program itself.
    pub address: String,
}

#[cfg(test)]
mod tests;
