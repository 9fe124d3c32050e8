//! Short texts (短文本): messages and answers of some dozen characters, for which marks are too few.

use crate::normal::normal_chars;

/// The pairs of neighbouring letters of a short text (短文本特征). Punctuation, spaces and spelling variants do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brief {
    /// Ascending; a pair that stands twice is here twice.
    pairs: Vec<u64>,
}

/// Letters of a text beyond this number are not read.
const MOST: usize = 4_000;

impl Brief {
    /// The pairs of a text (取特征).
    pub fn of(text: &str) -> Self {
        let letters: Vec<char> = normal_chars(text)
            .into_iter()
            .filter(|letter| letter.is_alphanumeric())
            .take(MOST)
            .collect();
        let mut pairs: Vec<u64> = letters
            .windows(2)
            .map(|pair| u64::from(u32::from(pair[0])) << 32 | u64::from(u32::from(pair[1])))
            .collect();
        pairs.sort_unstable();
        Self { pairs }
    }

    /// Number of pairs: one less than letters.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Fewer than two letters?
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Share of the pairs of both that both have, 0 to 1 (相似度; Dice). Two empty texts have nothing in common.
    pub fn likeness(&self, other: &Self) -> f32 {
        let all = self.len() + other.len();
        if all == 0 {
            return 0.0;
        }
        2.0 * self.common(other) as f32 / all as f32
    }

    /// Could the likeness reach `least`, by the lengths alone? Saves the comparison of most.
    pub fn may_reach(&self, other: &Self, least: f32) -> bool {
        let (short, all) = (self.len().min(other.len()), self.len() + other.len());
        2.0 * short as f32 >= least * all as f32
    }

    fn common(&self, other: &Self) -> usize {
        let (mut one, mut two, mut common) = (self.pairs.iter().peekable(), other.pairs.iter().peekable(), 0);
        while let (Some(left), Some(right)) = (one.peek(), two.peek()) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => {
                    one.next();
                }
                std::cmp::Ordering::Greater => {
                    two.next();
                }
                std::cmp::Ordering::Equal => {
                    common += 1;
                    one.next();
                    two.next();
                }
            }
        }
        common
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_that_of_the_letters() {
        let of = |one: &str, two: &str| Brief::of(one).likeness(&Brief::of(two));
        assert_eq!(of("首页打不开！", "首页 打不开"), 1.0);
        assert!(of("政策文件栏目附件下载不了", "政策文件栏目的附件下载不了") > 0.85);
        assert!(of("首页打不开", "标题写错了") < 0.1);
        assert_eq!(of("", ""), 0.0);
    }
}
