//! Government new-media accounts (政务新媒体账号): which there are, whose they are, by what each is recognised.
//!
//! Rulebook §4, NM-01 … NM-19. A platform's permanent id, the handle and the name are kept apart: handles are given up and
//! taken by strangers, names are changed at will, and only the permanent id stays.

mod case;
mod double_check;
mod finding;
mod flaw;
mod identity;
mod life;
mod look;
mod mapping;
mod mention;
mod neighbours;
mod observation;
mod platform;
mod result;
mod source;
#[cfg(test)]
mod tests;
mod unregistered;
mod word;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::organization::OrganizationId;
use crate::register::{FieldChange, Version, differences};
use crate::registry::half_width;

pub use case::{AccountCase, MenuEntry, PostMistake, REACH, RepeatedPost, Sighting};
pub use double_check::DoubleCheck;
pub use finding::{AccountFinding, AccountJudgement};
pub use flaw::PostFlaw;
pub use identity::{IdentityDifference, IdentitySeen, IdentityVerdict, compare_identity};
pub use life::must_be_gone;
pub use look::AccountLook;
pub use mapping::{ToolField, ToolMapping};
pub use mention::{AccountMention, MentionPlace, PlacedMention, mentions_in};
pub use neighbours::{Overlap, OverlapKind, overlaps};
pub use observation::{Observation, ObservationOutcome, Post, SKEW, SourceKind, SourceNewest, post_id};
pub use platform::Platform;
pub use result::{AccountDefect, AccountFound, AccountResult, MediaAcceptance, MediaRun};
pub use source::{AccountSource, SourceLook, SourceWay};
pub use unregistered::{Unregistered, UnregisteredDecision, UnregisteredWord, unregistered};
pub use word::{AccountRemark, AccountStanding, AccountWord};

/// Longest code, in characters.
const LONGEST_CODE: usize = 64;

/// The office's own number of an account (账号编号): letters, digits, `-`, `_` and `.`, in the spelling in which it was given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountCode(String);

/// Why a text is no [`AccountCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountCodeError {
    /// Nothing is there.
    #[error("没有填写；请补填，同一编号再次导入时更新原来的账号")]
    Missing,
    /// Too long; the number is its length.
    #[error("有{0}个字，超过{max}个；请缩短", max = LONGEST_CODE)]
    Long(usize),
    /// Other characters.
    #[error("只能用文字、数字和 - _ .；请改正")]
    Form,
}

impl AccountCode {
    /// Parses a code; surrounding white space is left out and full-width characters are accepted.
    ///
    /// # Errors
    /// Says whether it is missing, too long or holds other characters.
    pub fn parse(text: &str) -> Result<Self, AccountCodeError> {
        let code: String = text.trim().chars().map(half_width).collect();
        let length = code.chars().count();
        match length {
            0 => Err(AccountCodeError::Missing),
            _ if length > LONGEST_CODE => Err(AccountCodeError::Long(length)),
            // `.` and `..` are no names in an address.
            _ if code.chars().all(|c| c == '.') => Err(AccountCodeError::Form),
            _ if code.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c)) => Ok(Self(code)),
            _ => Err(AccountCodeError::Form),
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for AccountCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The state of an account (账号运行状态). Only [`MediaStatus::Running`] is inspected for its posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaStatus {
    /// 开设中
    Opening,
    /// 正常运行
    Running,
    /// 关停: the body runs it no longer; on the platform it may still be there.
    Retired,
    /// 注销: the platform has removed it, and that is proved.
    Cancelled,
}

impl MediaStatus {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Opening, Self::Running, Self::Retired, Self::Cancelled];

    /// The word of the contract (状态).
    pub fn label(self) -> &'static str {
        match self {
            Self::Opening => "开设中",
            Self::Running => "正常运行",
            Self::Retired => "关停",
            Self::Cancelled => "注销",
        }
    }

    /// The state that a word names, in the spellings that registers use.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "开设中" | "筹备中" | "待开通" => Self::Opening,
            // While a change is filed the account runs as before.
            "正常运行" | "正常" | "运行" | "运行中" | "在运行" | "变更中" => Self::Running,
            "关停" | "已关停" | "停用" | "停更" | "待注销" | "注销中" => Self::Retired,
            "注销" | "已注销" => Self::Cancelled,
            _ => return None,
        })
    }
}

/// Why a body may run more than one account on a platform (同平台多号理由), and how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// The reason, with who allowed it.
    pub reason: String,
    /// Its last day.
    pub until: NaiveDate,
}

/// An account of the register (政务新媒体账号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaAccount {
    /// 账号编号
    pub code: AccountCode,
    /// 账号名称
    pub name: String,
    /// 平台
    pub platform: Platform,
    /// 平台ID: what the platform itself never changes; empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub permanent: String,
    /// 平台账号: the handle, which may be given up and taken by somebody else; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub handle: String,
    /// 认证主体: the body that the platform has certified; empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub certified: String,
    /// 主办单位
    pub sponsor: String,
    /// 主管单位
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub supervisor: String,
    /// 地区或部门
    pub area: String,
    /// 账号链接
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Url>,
    /// 开设日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_on: Option<NaiveDate>,
    /// 状态
    pub status: MediaStatus,
    /// 注销凭证: what proves that the platform removed it; empty as long as nothing does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub removal_proof: String,
    /// 同平台多号理由
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<Permit>,
}

/// An account with the body that runs it (台账账号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredAccount {
    /// The account.
    pub account: MediaAccount,
    /// The body that runs it: the account lies in its branch.
    pub organization: OrganizationId,
}

/// What an account was from a moment on (账号历史).
pub type AccountVersion = Version<RegisteredAccount>;

impl MediaAccount {
    /// The columns of [`MediaAccount::fields`].
    pub const COLUMNS: [&'static str; 15] = [
        "账号编号",
        "账号名称",
        "平台",
        "平台ID",
        "平台账号",
        "认证主体",
        "主办单位",
        "主管单位",
        "地区或部门",
        "账号链接",
        "开设日期",
        "状态",
        "注销凭证",
        "同平台多号理由",
        "同平台多号期限",
    ];

    /// The account as the columns of the contract print it (账号各列), all of them as an import reads them.
    pub fn fields(&self) -> [(&'static str, String); 15] {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let permit = self.permit.as_ref();
        let values = [
            self.code.to_string(),
            self.name.clone(),
            self.platform.label().to_owned(),
            self.permanent.clone(),
            self.handle.clone(),
            self.certified.clone(),
            self.sponsor.clone(),
            self.supervisor.clone(),
            self.area.clone(),
            self.address.as_ref().map(Url::to_string).unwrap_or_default(),
            day(self.opened_on),
            self.status.label().to_owned(),
            self.removal_proof.clone(),
            permit.map(|it| it.reason.clone()).unwrap_or_default(),
            day(permit.map(|it| it.until)),
        ];
        let mut values = values.into_iter();
        Self::COLUMNS.map(|column| (column, values.next().unwrap_or_default()))
    }

    /// The fields that differ, in the order of the columns.
    pub fn changes(&self, after: &Self) -> Vec<FieldChange> {
        differences(self.fields(), after.fields())
    }
}
