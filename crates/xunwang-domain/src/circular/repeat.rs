//! Problems that stood in an issued circular and are there again (再次出现): the same object and the same indicator.

use serde::{Deserialize, Serialize};

use super::Quarter;

/// In which issued circulars a problem stood before (既往通报).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// The quarter of the last of them.
    pub last: Quarter,
    /// The quarters in a row that end just before this one, the oldest first; empty where there are fewer than two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub streak: Vec<Quarter>,
}

impl Repeat {
    /// Counts back from `now` over the quarters in whose circulars it stood, the newest first (倒推).
    ///
    /// A quarter in which it did not stand, or without a circular, ends the row; it stays a repeat of the last one.
    pub fn of(now: Quarter, stood: &[Quarter]) -> Option<Self> {
        let last = *stood.first()?;
        let wanted = std::iter::successors(Some(now.previous()), |quarter| Some(quarter.previous()));
        let mut streak: Vec<Quarter> = stood
            .iter()
            .zip(wanted)
            .take_while(|(stood, wanted)| *stood == wanted)
            .map(|(stood, _)| *stood)
            .collect();
        streak.reverse();
        if streak.len() < 2 {
            streak.clear();
        }
        Some(Self { last, streak })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeat(now: &str, stood: &[&str]) -> Option<(String, usize)> {
        let stood: Vec<Quarter> = stood.iter().map(|one| one.parse().unwrap()).collect();
        let repeat = Repeat::of(now.parse().unwrap(), &stood)?;
        Some((repeat.last.to_string(), repeat.streak.len()))
    }

    #[test]
    fn a_row_ends_at_the_first_gap() {
        let told = |last: &str, row| Some((last.to_owned(), row));
        assert_eq!(repeat("2024Q2", &[]), None);
        assert_eq!(repeat("2024Q2", &["2024Q1"]), told("2024Q1", 0));
        assert_eq!(
            repeat("2024Q2", &["2024Q1", "2023Q4", "2023Q3"]),
            told("2024Q1", 3)
        );
        assert_eq!(
            repeat("2024Q2", &["2024Q1", "2023Q4", "2023Q2"]),
            told("2024Q1", 2)
        );
        assert_eq!(repeat("2024Q2", &["2023Q4", "2023Q3"]), told("2023Q4", 0));
    }
}
