//! Versions of a standard in the office (检查指标版本): a draft is worked on row by row, put in force, and then stays as it is.

mod moves;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Scoring, Standard, Terms};
use crate::people::UserId;

/// Who did it (经手人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    /// `None`: the program itself.
    pub user: Option<UserId>,
    /// 姓名
    pub name: String,
}

/// How far a version is (版本状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// 草案: may be changed.
    Draft,
    /// 已启用: never changes again.
    InForce,
    /// 已撤回: was never used.
    Withdrawn,
}

/// What happened to a row, or to the head, of a version (修改记录).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowTrace {
    /// Number of changes, confirmations included: who changes it says which of them was last seen.
    pub edits: u32,
    /// Who did the last of them.
    pub last: Option<Hand>,
    /// Who last changed what it says, and when; `None`: it is as the program brought it.
    pub edited: Option<(Hand, DateTime<Utc>)>,
}

/// What a standard says besides its rows (基本信息).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// 标题
    pub title: String,
    /// 依据文件
    pub document: String,
    /// 生效日期
    pub effective_from: NaiveDate,
    /// 失效日期
    pub effective_to: Option<NaiveDate>,
    /// 更新期限
    pub terms: Terms,
    /// 计分办法
    pub scoring: Option<Scoring>,
}

/// A version of a standard (检查指标版本).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardVersion {
    /// Its number in the office, from 1.
    pub number: u32,
    /// The standard as this version has it.
    pub standard: Standard,
    /// The version that it was made from.
    pub based_on: Option<u32>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who made it.
    pub made_by: Hand,
    /// Why (说明).
    pub note: String,
    /// How far it is.
    pub state: VersionState,
    /// Who put it in force or withdrew it, and when.
    pub ended: Option<(Hand, DateTime<Utc>)>,
    /// What happened to its rows, by their ids; those that went included.
    pub rows: BTreeMap<String, RowTrace>,
    /// What happened to its head.
    pub head: RowTrace,
}

/// Why a version is not changed (不予修改的原因).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// It is no draft.
    #[error("第{0}版{1}，不能再修改；请在它的基础上新建草案")]
    Fixed(u32, &'static str),
    /// Somebody else was quicker.
    #[error("您打开以后，{0}已改过这一处；您的修改没有保存，请对照现在的内容重新填写")]
    Changed(String),
    /// There is no such row.
    #[error("没有指标“{0}”，可能已被删除")]
    NoRow(String),
    /// There is such a row.
    #[error("已有指标“{0}”，请换一个编号")]
    Taken(String),
    /// It says what it said.
    #[error("没有变化，未作修改")]
    Nothing,
    /// Who wrote a row does not confirm it.
    #[error("这一行最后由您修改，须由另一人核对确认")]
    SamePerson,
    /// It is confirmed already.
    #[error("这一行已经确认")]
    Confirmed,
    /// It is not confirmed.
    #[error("这一行还没有确认")]
    Unconfirmed,
    /// The document is missing.
    #[error("请写明核对所依据的文件（文号、名称、页码，200字以内）")]
    NoDocument,
    /// The table contradicts itself.
    #[error("{}", .0.join("；"))]
    Faults(Vec<String>),
    /// There are too many rows.
    #[error("指标不能超过300行")]
    TooMany,
}

impl VersionState {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "草案",
            Self::InForce => "已启用",
            Self::Withdrawn => "已撤回",
        }
    }
}

impl StandardVersion {
    /// The standard that the program brings: number 1, in force at once.
    pub fn seed(standard: Standard, at: DateTime<Utc>) -> Self {
        let program = Hand {
            user: None,
            name: "系统".to_owned(),
        };
        Self {
            number: 1,
            standard,
            based_on: None,
            made_at: at,
            made_by: program.clone(),
            note: "随程序提供".to_owned(),
            state: VersionState::InForce,
            ended: Some((program, at)),
            rows: BTreeMap::new(),
            head: RowTrace::default(),
        }
    }

    /// A draft that begins as this version is (新建草案); what was confirmed stays so until the row is changed. Its number
    /// stands in the standard's id, so that files tell versions apart.
    pub fn draft(&self, number: u32, note: String, by: Hand, at: DateTime<Utc>) -> Self {
        let mut standard = self.standard.clone();
        let name = standard.id.rsplit_once("-v");
        let name = name.filter(|(_, version)| version.bytes().all(|byte| byte.is_ascii_digit()));
        let name = name.map_or(standard.id.as_str(), |(name, _)| name);
        standard.id = format!("{name}-v{number}");
        Self {
            number,
            standard,
            based_on: Some(self.number),
            made_at: at,
            made_by: by,
            note,
            state: VersionState::Draft,
            ended: None,
            ..self.clone()
        }
    }

    /// How often the row was changed: what a form brings back.
    pub fn edits(&self, id: &str) -> u32 {
        self.rows.get(id).map_or(0, |trace| trace.edits)
    }

    /// What it says besides its rows.
    pub fn head_of(&self) -> Head {
        let standard = &self.standard;
        Head {
            title: standard.title.clone(),
            document: standard.document.clone(),
            effective_from: standard.effective_from,
            effective_to: standard.effective_to,
            terms: standard.terms.clone(),
            scoring: standard.scoring.clone(),
        }
    }
}
