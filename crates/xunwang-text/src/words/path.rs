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
        let (_, mut cuts) = self.cut();
        // Cuts come from the end.
        cuts.any(|at| at == end) && (start == end || cuts.any(|at| at == start))
    }

    /// What the likeliest cut costs: less is more ordinary.
    pub(crate) fn cost(&self) -> u32 {
        self.cut().0
    }

    /// The cost of the likeliest cut and where it cuts, the end first and the start last.
    fn cut(&self) -> (u32, impl Iterator<Item = usize> + Clone) {
        let chars = &self.chars[..self.chars.len().min(MOST)];
        let length = chars.len();
        let mut best = [(u32::MAX, 0_u8); MOST + 1];
        best[0].0 = 0;
        for start in 0..length {
            let so_far = best[start].0;
            let mut reach = |taken: usize, cost: u32| {
                let there = &mut best[start + taken];
                if so_far + cost < there.0 {
                    *there = (so_far + cost, start as u8);
                }
            };
            reach(1, self.words.single(chars[start]).unwrap_or(UNKNOWN));
            self.words.beginning(&chars[start..], reach);
        }
        let cuts = std::iter::successors(Some(length), move |at| {
            (*at > 0).then(|| usize::from(best[*at].1))
        });
        (best[length].0, cuts)
    }
}

/// A neighbourhood is no longer; what is behind is not looked at.
const MOST: usize = 80;

#[cfg(test)]
mod tests {
    use super::Neighbourhood;
    use crate::words::words;

    #[test]
    fn words_are_cut_as_people_read_them() {
        let cuts = |text: &str| {
            let chars: Vec<u32> = text.chars().map(u32::from).collect();
            let mut cuts: Vec<usize> = Neighbourhood::new(words(), &chars).cut().1.collect();
            cuts.reverse();
            cuts
        };
        assert_eq!(cuts("路口交通"), [0, 2, 4]);
        assert_eq!(cuts("英烈土地"), [0, 2, 4]);
        assert_eq!(cuts(""), [0]);
    }
}
