//! Runs, visits and looks (采集任务、巡查、查看): what is kept so that a killed inspection goes on where it stood.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::exchange::TargetState;

/// One pass over a register (采集任务): what a result folder holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Digest of the register and of the settings that decide results: another one is another run.
    pub fingerprint: String,
    /// The frozen roster and everything that was decided before the run began, as JSON.
    pub plan: String,
    /// When it was begun.
    pub started_at: DateTime<Utc>,
    /// When its result files were written; `None` while it runs.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Number of a visit within its run; 0 gathers the targets outside the sites (站外链接).
pub type VisitNumber = u32;

/// The visit of one site in a run (巡查).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Its number: the site's place in the roster, from 1; 0 for the targets outside the sites.
    pub number: VisitNumber,
    /// Evidence file, relative to the result folder.
    pub file: String,
    /// Length of the evidence file up to which everything is committed; what is behind it is cut off on resuming.
    pub evidence_length: u64,
    /// The outcome as JSON once it is concluded.
    pub outcome: Option<String>,
}

/// One look at one target (一次查看).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The target, as linked.
    pub url: String,
    /// 1 for the first look, 2 for the second.
    pub number: u8,
    /// What was seen.
    pub state: TargetState,
    /// The address that answered, where redirects led elsewhere.
    pub final_url: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Was it read as a page?
    pub page: bool,
    /// The title that a page outside the sites shows, at most 100 characters; empty for anything else.
    pub title: String,
    /// Its record, where one was kept.
    pub record: Option<RecordPlace>,
}

/// Where the record of a look stands (存证位置).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPlace {
    /// Offset of the record in the visit's evidence file.
    pub offset: u64,
    /// Offset of the record with the body, which differs where an equal body stood there before.
    pub body_offset: u64,
    /// SHA-256 of the body; `None` where no answer came.
    pub digest: Option<[u8; 32]>,
}

/// What a concluded visit leaves (巡查结论): rows of the result files, as JSON, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conclusion {
    /// The outcome of the visit.
    pub outcome: String,
    /// Lines of findings.jsonl.
    pub findings: Vec<String>,
    /// Lines of exempted.jsonl.
    pub exempted: Vec<String>,
    /// Rows of channels.csv.
    pub channels: Vec<String>,
    /// Rows of links.csv.
    pub links: Vec<String>,
    /// What no rule could decide.
    pub unmeasured: Vec<String>,
    /// Rows of changes.csv; none where there is no earlier round to compare with.
    pub changes: Vec<String>,
    /// What will be found some days later if nothing changes, as findings; none where nobody asked.
    pub ahead: Vec<String>,
    /// What was seen of findings that were to be looked at again; none where nobody asked.
    pub retests: Vec<String>,
}

/// A result file whose rows the store keeps until it is written (结果类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// findings.jsonl
    Finding,
    /// exempted.jsonl
    Exempted,
    /// channels.csv
    Channel,
    /// links.csv
    Link,
    /// What no rule could decide, which keeps a judgement open; in no file.
    Unmeasured,
    /// changes.csv
    Change,
    /// What will be found some days later if nothing changes; in no file.
    Ahead,
    /// What was seen of findings that were to be looked at again (复查); in no file.
    Retest,
}
