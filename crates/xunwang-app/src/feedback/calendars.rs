//! The State Council's notices that the program carries (放假安排), one file a year with the notice's address.

use xunwang_domain::feedback::calendar::CalendarYear;

const FILES: [&str; 8] = [
    include_str!("../../data/holidays/2019.json"),
    include_str!("../../data/holidays/2020.json"),
    include_str!("../../data/holidays/2021.json"),
    include_str!("../../data/holidays/2022.json"),
    include_str!("../../data/holidays/2023.json"),
    include_str!("../../data/holidays/2024.json"),
    include_str!("../../data/holidays/2025.json"),
    include_str!("../../data/holidays/2026.json"),
];

/// The notices that were published when this version was made (内置放假安排).
pub fn published_years() -> Vec<CalendarYear> {
    FILES
        .iter()
        .filter_map(|file| serde_json::from_str(file).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_year_that_is_carried_is_published_and_sound() {
        let years = published_years();
        assert_eq!(years.len(), FILES.len());
        for year in years {
            assert!(year.is_published() && year.check().is_ok(), "{}", year.year);
        }
    }
}
