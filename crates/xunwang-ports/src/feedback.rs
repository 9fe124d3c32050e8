//! What the database keeps of the public's error reports (留言存储).

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use xunwang_domain::feedback::calendar::CalendarYear;
use xunwang_domain::feedback::{Bin, Feedback, FeedbackId, FeedbackKind, FeedbackStage, Tally};
use xunwang_domain::organization::OrganizationId;

use crate::StoreError;

/// Which messages (留言筛选); what is not given narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedbackQuery {
    /// Whose site it is about, or who has it: one of these.
    pub bodies: Option<Vec<OrganizationId>>,
    /// In one of these states; empty: whatever the state.
    pub stages: Vec<FeedbackStage>,
    /// About what.
    pub kind: Option<FeedbackKind>,
    /// 网站标识码; an empty text: of no registered site.
    pub site: Option<String>,
    /// Short name of the province of the site's code.
    pub region: Option<String>,
    /// Counted on these days, both included.
    pub days: Option<[NaiveDate; 2]>,
    /// In this bin.
    pub bin: Option<Bin>,
    /// Beginning of the number, or part of the site's name.
    pub words: Option<String>,
    /// Merged into that one.
    pub merged_into: Option<FeedbackId>,
    /// The earliest pending clock ends in this span.
    pub due: Option<DueSpan>,
    /// Only those whose unit was urged.
    pub is_urged: bool,
}

/// When a clock ends (到期时段).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueSpan {
    /// Later than this; none: however long ago.
    pub after: Option<DateTime<Utc>>,
    /// Not later than this.
    pub until: DateTime<Utc>,
}

/// In which order (排序).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeedbackOrder {
    /// What is due first; what is closed last.
    #[default]
    Due,
    /// What was received last.
    Latest,
}

/// By what messages are counted (统计口径).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackBy {
    /// All in one.
    Nothing,
    /// The platform's status, or our state.
    Status,
    /// 问题类型
    Kind,
    /// 所属省份
    Region,
    /// 网站
    Site,
    /// The body that answers for the site.
    Body,
    /// Our state.
    Stage,
}

/// A message with the body that answers for its site (留言及责任单位).
pub type FeedbackEntry = (Feedback, Option<OrganizationId>);

/// Messages, what is hidden of them, and the holidays.
#[async_trait]
pub trait FeedbackRepo {
    /// Adds messages, or puts them in the place of those of the same number.
    async fn put_feedback(&mut self, entries: &[FeedbackEntry]) -> Result<(), StoreError>;
    /// One.
    async fn feedback(&mut self, id: FeedbackId) -> Result<Option<FeedbackEntry>, StoreError>;
    /// Those of these numbers.
    async fn feedback_of(&mut self, numbers: &[&str]) -> Result<HashMap<String, FeedbackEntry>, StoreError>;
    /// So many from the `skip`th on.
    async fn feedbacks(
        &mut self,
        query: &FeedbackQuery,
        order: FeedbackOrder,
        (skip, limit): (u64, u64),
        now: DateTime<Utc>,
    ) -> Result<Vec<FeedbackEntry>, StoreError>;
    /// How many are in each bin, by what is wanted.
    async fn count_feedback(
        &mut self,
        query: &FeedbackQuery,
        by: FeedbackBy,
        now: DateTime<Utc>,
    ) -> Result<Vec<(String, Tally)>, StoreError>;
    /// Keeps the text as it was written, with personal data.
    async fn put_private(&mut self, id: FeedbackId, text: &str) -> Result<(), StoreError>;
    /// That text, as long as it is kept.
    async fn private(&mut self, id: FeedbackId) -> Result<Option<String>, StoreError>;
    /// Forgets it of all that were closed before then; how many.
    async fn forget_private(&mut self, closed_before: DateTime<Utc>) -> Result<u64, StoreError>;
    /// The notices that the office has entered, by year.
    async fn calendar_years(&mut self) -> Result<Vec<CalendarYear>, StoreError>;
    /// Keeps one, instead of the one before.
    async fn put_calendar_year(&mut self, year: &CalendarYear) -> Result<(), StoreError>;
}
