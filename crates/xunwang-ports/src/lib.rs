//! The outside, as we wish it were: the traits that adapters fulfil. No decision is made here.

mod chance;
mod clock;
mod feedback;
mod feedback_behind;
mod fetcher;
mod media;
mod media_result;
mod media_source;
mod office;
mod platform;
mod public_feedback;
mod rectification;
mod round;
mod store;

pub use chance::{Chance, SystemChance};
pub use clock::{Clock, SystemClock};
pub use feedback::{DueSpan, FeedbackBy, FeedbackEntry, FeedbackOrder, FeedbackQuery, FeedbackRepo};
pub use feedback_behind::{FeedbackLinkRepo, FeedbackLookRepo};
pub use fetcher::Fetcher;
pub use media::{KeptPost, MediaRepo, MenuRepo, ObservationRepo, PostsPut, SourcePost, SourcesOf};
pub use media_result::{MediaResultQuery, MediaResultRepo};
pub use media_source::{ARTICLE_HOST, ARTICLE_PAGE, AccountLooker, MentionRepo, SourceRepo, Vault};
pub use office::{
    AuditRepo, FilingRepo, HomeRepo, OrganizationRepo, PatrolRepo, PeopleRepo, ProbeMarks, ProbeRepo,
    RegisterRepo, SessionRepo, StandardRepo, TemplateRepo, ViewRepo,
};
pub use platform::{PlatformAnswer, PlatformClient, PlatformFailure, PlatformQuestion};
pub use public_feedback::{PublicFeedbackRepo, ResultQuery, SettingRepo};
pub use rectification::{RectifyQuery, RectifyRepo};
pub use round::{
    CheckRepo, CountBy, FindingCount, FindingGroup, FindingQuery, FindingRepo, GroupBy, PaperRepo,
    ProblemRepo, QueuePlace, Revised, RevisionRepo, RosterRow, RoundRepo, SeenCount,
};
pub use store::{EvidenceStore, Folder, Folders, RunRepo, Store, StoreError, Tx, VisitRepo};
