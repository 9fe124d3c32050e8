//! The signed final of an issued circular (签发件): the file as it was signed elsewhere, what was compared, and who settled it.
//! Signing is recorded here, never performed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::paper::SealedFile;
use crate::people::UserId;

/// A signed final (签发件).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedFinal {
    /// From 1 within its paper.
    pub number: u32,
    /// The name under which it was handed in.
    pub name: String,
    /// The file as it is kept beside what was sealed.
    pub file: SealedFile,
    /// Who handed it in.
    pub by: UserId,
    /// 姓名
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why it could not be compared wholly (未核对): a scan has no text.
    #[serde(default)]
    pub unmeasured: Vec<String>,
    /// Numbers and names that were sealed and looked for; 0 where nothing could be.
    pub compared: u64,
    /// What is otherwise.
    #[serde(default)]
    pub differences: Vec<FinalDifference>,
    /// What was decided about it.
    #[serde(default)]
    pub settled: Option<Settlement>,
}

/// A number or a name that is not as it was sealed (签发件差异).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalDifference {
    /// 不一致, 没有找到 or 多出.
    pub kind: String,
    /// Where in the final, e.g. `第2页`.
    pub place: String,
    /// The words around it.
    pub context: String,
    /// As sealed; empty where it was not.
    pub expected: String,
    /// As found; empty where it was not.
    pub found: String,
}

/// What was decided about a final (处理).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// 认可; otherwise 退回: another file has to come.
    pub accepted: bool,
    /// 理由
    pub reason: String,
    /// 姓名
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl SignedFinal {
    /// Was everything read, compared and found as it was sealed?
    pub fn agrees(&self) -> bool {
        self.compared > 0 && self.unmeasured.is_empty() && self.differences.is_empty()
    }
}
