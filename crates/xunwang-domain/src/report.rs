//! The values behind the office's documents other than the circular (文稿数据): each a plain value that can be read from a
//! file. What is not known is absent, never a zero; every figure that is printed is computed from these.

mod area;
mod assessment;
mod digest;
mod doubts;
mod feedback;
mod head;
mod notice;
mod reminder;
mod site;
mod supervision;
mod work;

pub use area::{AreaReport, AreaSite, EarlierRound, ProblemClass};
pub use assessment::{Assessment, AssessmentArea, Cause, Deduction};
pub use digest::{AreaProbes, Digest, DigestKind, DueMessage, RiskLine};
pub use feedback::{FeedbackArea, FeedbackCluster, FeedbackSummary};
pub use head::{Head, Values, read_values};
pub use notice::{Notice, NoticeProblem};
pub use reminder::{Reminder, ReminderItem};
pub use site::{
    ChannelDays, EvidencePlace, FindingGroup, Mark, ReportedSite, ScoreRow, Scored, SiteReport, Unmeasured,
    VetoResult, VetoState,
};
pub use supervision::{Accountability, QuarterInspection, SupervisionYear};
pub use work::{
    Announcing, Answering, Consulting, Innovating, Interviewing, Messaging, MobileAccount, Protecting,
    Serving, Topics, WorkYear,
};
