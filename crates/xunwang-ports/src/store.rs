//! The database (存储) and the evidence files (证据库).

use std::sync::Arc;

use async_trait::async_trait;
use xunwang_domain::patrol::PatrolId;
use xunwang_domain::rectification::RetestId;
use xunwang_domain::round::RoundId;
use xunwang_domain::visit::{Conclusion, Look, RowKind, Run, Visit, VisitNumber};

use crate::feedback::FeedbackRepo;
use crate::feedback_behind::{FeedbackLinkRepo, FeedbackLookRepo};
use crate::media::{MediaRepo, MenuRepo, ObservationRepo};
use crate::media_result::MediaResultRepo;
use crate::media_source::{MentionRepo, SourceRepo};
use crate::office::{
    AuditRepo, FilingRepo, HomeRepo, OrganizationRepo, PatrolRepo, PeopleRepo, ProbeRepo, RegisterRepo,
    SessionRepo, StandardRepo, TemplateRepo, ViewRepo,
};
use crate::public_feedback::{PublicFeedbackRepo, SettingRepo};
use crate::rectification::RectifyRepo;
use crate::round::{CheckRepo, FindingRepo, PaperRepo, ProblemRepo, RevisionRepo, RoundRepo};

/// Why the store could not do it: only the cases that someone branches on.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room is left on the disk.
    #[error("磁盘空间不足：{0}")]
    Full(String),
    /// Something of this name is there already, or somebody else has changed it meanwhile.
    #[error("已有相同的内容：{0}")]
    Conflict(String),
    /// What is stored does not fit together.
    #[error("存储内容不一致：{0}")]
    Inconsistent(String),
    /// The store cannot be reached or does not answer.
    #[error("存储不可用：{0}")]
    Unavailable(String),
}

/// The database (存储). One [`Tx`] is one unit of work.
#[async_trait]
pub trait Store: Send + Sync {
    /// To write. On SQLite this takes the write lock at once.
    async fn begin(&self) -> Result<Box<dyn Tx>, StoreError>;
    /// To read, from one moment; never waits for a writer.
    async fn read(&self) -> Result<Box<dyn Tx>, StoreError>;
}

/// A transaction (事务): every repository, and the commit. Dropped without commit, nothing happened.
#[async_trait]
pub trait Tx:
    RunRepo
    + VisitRepo
    + OrganizationRepo
    + PeopleRepo
    + SessionRepo
    + RegisterRepo
    + MediaRepo
    + MediaResultRepo
    + ObservationRepo
    + MenuRepo
    + SourceRepo
    + MentionRepo
    + ProbeRepo
    + FilingRepo
    + RoundRepo
    + FindingRepo
    + ProblemRepo
    + RectifyRepo
    + CheckRepo
    + PaperRepo
    + RevisionRepo
    + StandardRepo
    + TemplateRepo
    + ViewRepo
    + HomeRepo
    + PatrolRepo
    + FeedbackRepo
    + FeedbackLookRepo
    + FeedbackLinkRepo
    + PublicFeedbackRepo
    + SettingRepo
    + AuditRepo
    + Send
{
    /// Makes it last.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// The run of a result folder.
#[async_trait]
pub trait RunRepo {
    /// The run that was begun, if any.
    async fn run(&mut self) -> Result<Option<Run>, StoreError>;
    /// Begins or changes it.
    async fn put_run(&mut self, run: &Run) -> Result<(), StoreError>;
}

/// Visits, their looks, and what they concluded.
#[async_trait]
pub trait VisitRepo {
    /// All visits, by number.
    async fn visits(&mut self) -> Result<Vec<Visit>, StoreError>;
    /// Puts visits that are not there yet.
    async fn add_visits(&mut self, visits: &[Visit]) -> Result<(), StoreError>;
    /// The looks of a visit, in no order.
    async fn looks(&mut self, visit: VisitNumber) -> Result<Vec<Look>, StoreError>;
    /// Adds looks; one that is there already is replaced.
    async fn add_looks(&mut self, looks: &[(VisitNumber, Look)]) -> Result<(), StoreError>;
    /// Says up to where a visit's evidence file is committed.
    async fn set_evidence_length(&mut self, visit: VisitNumber, length: u64) -> Result<(), StoreError>;
    /// Keeps what a visit concluded, instead of what it had concluded before.
    async fn conclude(&mut self, visit: VisitNumber, conclusion: &Conclusion) -> Result<(), StoreError>;
    /// The rows of one kind that a visit concluded, in order.
    async fn rows(&mut self, visit: VisitNumber, kind: RowKind) -> Result<Vec<String>, StoreError>;
}

/// The evidence files (证据库): they only grow.
#[async_trait]
pub trait EvidenceStore: Send + Sync {
    /// Appends these bytes, one after another, to a file, which is made when it is not there.
    async fn append(&self, file: &str, parts: &[Vec<u8>]) -> Result<(), StoreError>;
    /// Reads up to `length` bytes from `offset`; fewer at the end of the file.
    async fn read(&self, file: &str, offset: u64, length: u64) -> Result<Vec<u8>, StoreError>;
    /// Cuts a file to `length`; returns its length, which is smaller where the file was shorter (0: not there).
    async fn cut(&self, file: &str, length: u64) -> Result<u64, StoreError>;
}

/// What a folder belongs to (文件夹归属).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    /// A round.
    Round(RoundId),
    /// A patrol.
    Patrol(PatrolId),
    /// A run of re-tests.
    Retest(RetestId),
    /// The pages that messages complain about.
    Feedback,
}

impl From<RoundId> for Folder {
    fn from(round: RoundId) -> Self {
        Self::Round(round)
    }
}

impl From<PatrolId> for Folder {
    fn from(patrol: PatrolId) -> Self {
        Self::Patrol(patrol)
    }
}

impl From<RetestId> for Folder {
    fn from(run: RetestId) -> Self {
        Self::Retest(run)
    }
}

/// The folders of rounds, patrols and re-tests (采集文件夹): each keeps what was fetched for it, with a database of its own, as
/// `inspect` leaves it.
#[async_trait]
pub trait Folders: Send + Sync {
    /// The database of a folder, made where it is not there.
    async fn store(&self, folder: Folder) -> Result<Arc<dyn Store>, StoreError>;
    /// Its evidence files.
    fn evidence(&self, folder: Folder) -> Arc<dyn EvidenceStore>;
    /// Removes a folder with all that is in it; nothing where it is not there.
    async fn remove(&self, folder: Folder) -> Result<(), StoreError>;
}
