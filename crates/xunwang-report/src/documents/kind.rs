//! The kinds of documents by name (文种名称), each composed from the JSON of its values.

use std::fmt;

use xunwang_domain::circular::{Contradiction, FactsError};
use xunwang_domain::report::{
    AreaReport, Assessment, Digest, FeedbackSummary, Notice, Reminder, SiteReport, SupervisionYear, WorkYear,
    read_values,
};

use super::form::{Form, compose};
use crate::document::{Document, Edition};

/// A kind of document other than the circular (文种).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 网站检查报告
    Site,
    /// 地区检查报告
    Area,
    /// 整改通知书
    Notice,
    /// 提示单
    Reminder,
    /// 日报、周报、月报
    Digest,
    /// 找错办理情况
    Feedback,
    /// 监管年度报表
    SupervisionYear,
    /// 工作年度报表
    WorkYear,
    /// 年度考核台账
    Assessment,
}

/// Values that make no document (数据有误).
#[derive(Debug)]
pub enum KindError {
    /// They are not of the form.
    Form(FactsError),
    /// They contradict themselves.
    Contradictions(Vec<Contradiction>),
}

impl fmt::Display for KindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(error) => error.fmt(f),
            Self::Contradictions(found) => {
                f.write_str("数据自相矛盾，未写入任何内容：")?;
                found.iter().try_for_each(|one| write!(f, "\n  {one}"))
            }
        }
    }
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Site,
        Self::Area,
        Self::Notice,
        Self::Reminder,
        Self::Digest,
        Self::Feedback,
        Self::SupervisionYear,
        Self::WorkYear,
        Self::Assessment,
    ];

    /// Its word on the command line, and the name of its files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Area => "area",
            Self::Notice => "notice",
            Self::Reminder => "reminder",
            Self::Digest => "digest",
            Self::Feedback => "feedback",
            Self::SupervisionYear => "supervision-year",
            Self::WorkYear => "work-year",
            Self::Assessment => "assessment",
        }
    }

    /// The kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Composes the document from the JSON of its values (由数据成文).
    ///
    /// # Errors
    /// [`KindError`] names every place in Chinese.
    pub fn compose(self, json: &[u8], edition: Edition) -> Result<Document, KindError> {
        fn of<F: Form>(json: &[u8], edition: Edition) -> Result<Document, KindError> {
            let values: F = read_values(json).map_err(KindError::Form)?;
            compose(&values, edition).map_err(KindError::Contradictions)
        }
        let compose = match self {
            Self::Site => of::<SiteReport>,
            Self::Area => of::<AreaReport>,
            Self::Notice => of::<Notice>,
            Self::Reminder => of::<Reminder>,
            Self::Digest => of::<Digest>,
            Self::Feedback => of::<FeedbackSummary>,
            Self::SupervisionYear => of::<SupervisionYear>,
            Self::WorkYear => of::<WorkYear>,
            Self::Assessment => of::<Assessment>,
        };
        compose(json, edition)
    }
}
