//! How good the check is (评测): sentences with known answers, counted as others count them.

/// Sentences counted by what was proposed for them (计数).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Wrong sentences that came out entirely right.
    pub right: usize,
    /// Wrong sentences in which something was changed, and that did not come out right.
    pub amiss: usize,
    /// Wrong sentences that stayed as they were.
    pub missed: usize,
    /// Right sentences in which something was changed.
    pub accused: usize,
    /// Right sentences that stayed as they were.
    pub clean: usize,
}

/// Precision, recall and their harmonic mean, 0 to 1 (准确率、召回率、F1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Of what was proposed, how much is right.
    pub precision: f64,
    /// Of what is wrong, how much was found.
    pub recall: f64,
    /// Both in one number.
    pub f1: f64,
}

impl Tally {
    /// Correction (纠正): was the sentence as it should be after the proposals were taken?
    pub fn correction(&mut self, given: &str, wanted: &str, proposed: &str) {
        self.count(given != wanted, given != proposed, wanted == proposed);
    }

    /// Detection (检出): are the changed characters exactly the wrong ones?
    pub fn detection(&mut self, given: &str, wanted: &str, proposed: &str) {
        self.count(
            given != wanted,
            given != proposed,
            changed(given, wanted) == changed(given, proposed),
        );
    }

    fn count(&mut self, is_wrong: bool, is_changed: bool, agrees: bool) {
        let case = match (is_wrong, is_changed) {
            (true, true) if agrees => &mut self.right,
            (true, true) => &mut self.amiss,
            (true, false) => &mut self.missed,
            (false, true) => &mut self.accused,
            (false, false) => &mut self.clean,
        };
        *case += 1;
    }

    /// The loose convention (宽口径), that of pycorrector's published figures: a wrong sentence that was changed amiss counts as
    /// missed only; precision knows right sentences that were accused.
    pub fn loose(&self) -> Figures {
        self.figures(self.right + self.accused)
    }

    /// The strict convention (严口径): every changed sentence counts in the precision.
    pub fn strict(&self) -> Figures {
        self.figures(self.right + self.accused + self.amiss)
    }

    fn figures(&self, proposed: usize) -> Figures {
        let share = |part: usize, whole: usize| {
            if whole == 0 {
                0.0
            } else {
                part as f64 / whole as f64
            }
        };
        let precision = share(self.right, proposed);
        let recall = share(self.right, self.right + self.amiss + self.missed);
        let sum = precision + recall;
        Figures {
            precision,
            recall,
            f1: if sum > 0.0 {
                2.0 * precision * recall / sum
            } else {
                0.0
            },
        }
    }
}

/// The places at which two texts of one length differ, in characters; nothing where their lengths differ.
fn changed(one: &str, other: &str) -> Option<Vec<usize>> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let places = one
        .iter()
        .zip(&other)
        .enumerate()
        .filter(|(_, (left, right))| left != right);
    (one.len() == other.len()).then(|| places.map(|(place, _)| place).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four wrong sentences (mended, changed amiss, left alone, half mended) and two right ones, one of them accused.
    #[test]
    fn a_wrong_change_of_a_wrong_sentence_counts_in_the_strict_precision_only() {
        let mut tally = Tally::default();
        for (given, wanted, proposed) in [
            ("甲已丙", "甲乙丙", "甲乙丙"),
            ("甲已丙", "甲乙丙", "甲己丙"),
            ("甲已丙", "甲乙丙", "甲已丙"),
            ("甲已内", "甲乙丙", "甲乙内"),
            ("甲乙丙", "甲乙丙", "甲乙丙"),
            ("甲乙丙", "甲乙丙", "甲乙内"),
        ] {
            tally.correction(given, wanted, proposed);
        }
        assert_eq!(
            tally,
            Tally {
                right: 1,
                amiss: 2,
                missed: 1,
                accused: 1,
                clean: 1
            }
        );
        assert_eq!((tally.loose().precision, tally.loose().recall), (0.5, 0.25));
        assert_eq!((tally.strict().precision, tally.strict().recall), (0.25, 0.25));
    }

    #[test]
    fn a_place_found_with_the_wrong_proposal_is_detected_but_not_corrected() {
        let (mut found, mut mended) = (Tally::default(), Tally::default());
        found.detection("甲已丙", "甲乙丙", "甲己丙");
        mended.correction("甲已丙", "甲乙丙", "甲己丙");
        assert_eq!((found.right, mended.right, mended.amiss), (1, 0, 1));
    }
}
