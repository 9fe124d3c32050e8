//! What the index proposes, settled by alignment (核对).

use crate::reprint::Comparison;

/// How two texts stand to each other (重合关系).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// No difference in substance (相同).
    Same,
    /// Each holds nearly all of the other (近似).
    NearlySame,
    /// The first stands in the second, which has more (被包含).
    Within,
    /// The first holds the second and more (包含).
    Holds,
    /// They have parts in common, or nothing (不同).
    Other,
}

/// The share that two texts have in common, by alignment (重合度).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// What they are to each other.
    pub relation: Relation,
    /// Share of the first that stands in the second, 0 to 1.
    pub of_first: f32,
    /// Share of the second that stands in the first.
    pub of_second: f32,
}

/// From this share on a text stands in the other.
const NEARLY_ALL: f32 = 0.9;

impl Overlap {
    /// Aligns two texts (比对).
    pub fn of(first: &str, second: &str) -> Self {
        let comparison = Comparison::of(first, second);
        let (of_first, of_second) = (comparison.source_share, comparison.local_share);
        let relation = match (of_first >= NEARLY_ALL, of_second >= NEARLY_ALL) {
            (true, true) if comparison.differences.is_empty() => Relation::Same,
            (true, true) => Relation::NearlySame,
            (true, false) => Relation::Within,
            (false, true) => Relation::Holds,
            (false, false) => Relation::Other,
        };
        Self {
            relation,
            of_first,
            of_second,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containment_is_told_from_likeness() {
        let report = |from: u32, to: u32| -> String {
            (from..to)
                .map(|n| format!("第{n}项任务由青川市第{n}工作组负责，{n}日内完成。\n"))
                .collect()
        };
        let relation = |first: &str, second: &str| Overlap::of(first, second).relation;
        let (part, whole) = (report(10, 20), report(0, 60));
        assert_eq!(relation(&part, &whole), Relation::Within);
        assert_eq!(relation(&whole, &part), Relation::Holds);
        assert_eq!(relation(&part, &format!("{part}\n打印　关闭")), Relation::Same);
        assert_eq!(
            relation(&whole, &whole.replacen("负责", "牵头", 1)),
            Relation::NearlySame
        );
        assert_eq!(relation(&report(0, 30), &report(60, 90)), Relation::Other);
    }
}
