//! The likeliest way to cut a short stretch into words.

use super::dictionary::{UNKNOWN, Words};

/// The characters round a place, cut into words (邻近分词).
pub(crate) struct Neighbourhood<'a> {
    words: &'a Words,
    chars: &'a [u32],
}

impl<'a> Neighbourhood<'a> {
    pub(crate) fn new(words: &'a Words, chars: &'a [u32]) -> Self {
        Self { words, chars }
    }

    /// Does `start..end` begin and end where words do?
    pub(crate) fn stands_alone(&self, start: usize, end: usize) -> bool {
        let (_, cuts) = self.cut();
        cuts.contains(&start) && cuts.contains(&end)
    }

    /// What the likeliest cut costs: less is more ordinary.
    pub(crate) fn cost(&self) -> u32 {
        self.cut().0
    }

    /// The cost of the likeliest cut and where it cuts, both ends included.
    fn cut(&self) -> (u32, Vec<usize>) {
        let length = self.chars.len();
        let mut best = vec![(u32::MAX, 0_usize); length + 1];
        best[0] = (0, 0);
        for start in 0..length {
            let so_far = best[start].0;
            let mut single = false;
            for (taken, cost) in self.words.beginning(&self.chars[start..]) {
                single |= taken == 1;
                let there = &mut best[start + taken];
                if so_far + cost < there.0 {
                    *there = (so_far + cost, start);
                }
            }
            if !single && so_far + UNKNOWN < best[start + 1].0 {
                best[start + 1] = (so_far + UNKNOWN, start);
            }
        }
        let mut cuts = vec![length];
        let mut at = length;
        while at > 0 {
            at = best[at].1;
            cuts.push(at);
        }
        (best[length].0, cuts)
    }
}

#[cfg(test)]
mod tests {
    use super::Neighbourhood;
    use crate::words::words;

    #[test]
    fn words_are_cut_as_people_read_them() {
        let cuts = |text: &str| {
            let chars: Vec<u32> = text.chars().map(u32::from).collect();
            let mut cuts = Neighbourhood::new(words(), &chars).cut().1;
            cuts.reverse();
            cuts
        };
        assert_eq!(cuts("路口交通"), [0, 2, 4]);
        assert_eq!(cuts("英烈土地"), [0, 2, 4]);
        assert_eq!(cuts(""), [0]);
    }
}
