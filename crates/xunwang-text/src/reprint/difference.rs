//! What a comparison finds (差异).

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::edition::Edition;

/// How a local text differs from its source (差异种类); the words of `kind` in the lines of `xunwang proof --source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// The source has it, the local text has not (缺失).
    Missing,
    /// Words within a sentence are others (改动).
    Altered,
    /// It stands at another place (移位).
    Moved,
    /// The local text has it, the source has not (多出).
    Added,
    /// The local text is another edition of the source (版本不同); the only difference of such a pair.
    Edition,
}

impl DifferenceKind {
    /// The Chinese name, as messages and pages say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Missing => "缺失",
            Self::Altered => "改动",
            Self::Moved => "移位",
            Self::Added => "多出",
            Self::Edition => "版本不同",
        }
    }
}

/// One difference between a source and a local text (差异).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What sort of difference.
    pub kind: DifferenceKind,
    /// Bytes of the source, on character boundaries; empty, at the place concerned, where the source has nothing.
    pub source: Range<usize>,
    /// Bytes of the local text, likewise.
    pub local: Range<usize>,
    /// The words of the source; of the local text where only that has them.
    pub text: String,
    /// What differs, one Chinese sentence.
    pub message: String,
}

/// Which of two editions a local text is (版本先后).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The local text is older than the source (旧版).
    Older,
    /// It is newer (新版).
    Newer,
}

/// What a local text is to a source (比对结论).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A complete reprint (完整); it may have more than the source.
    Complete,
    /// A reprint in which something is missing, altered or moved (不完整).
    Incomplete,
    /// Another edition of the same document (版本不同): its text differs and its notes say when it was amended.
    OtherEdition {
        /// Is the local text the older or the newer one?
        order: Order,
        /// When the source was last adopted or amended.
        source: Edition,
        /// When the local text was.
        local: Edition,
    },
    /// No reprint of this source (无关): neither holds half of the other.
    Unrelated,
}

/// Two texts side by side (比对结果).
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What the local text is to the source.
    pub verdict: Verdict,
    /// Every difference in substance, in the order of the source; none where the texts are unrelated. Of another edition all
    /// are given here, while [`compare()`](super::compare()) gives one line.
    pub differences: Vec<Difference>,
    /// Share of the source that stands in the local text, 0 to 1.
    pub source_share: f32,
    /// Share of the local text that stands in the source, 0 to 1.
    pub local_share: f32,
}
