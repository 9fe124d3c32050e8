//! Addresses that lead nowhere but to more of themselves (爬行陷阱).
//!
//! Ordered rules on the address alone, so that the same address is always decided alike, whenever it is met.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use url::Url;

/// Why an address was not taken up (未采原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// The budget of pages of the site was used up.
    PageBudget,
    /// The budget of targets of the site was used up.
    TargetBudget,
    /// Longer than any address that a person wrote.
    TooLong,
    /// The same folder again and again.
    RepeatedSegments,
    /// Too deep a folder.
    TooDeep,
    /// Too many parameters, or one given several times.
    Parameters,
    /// Too many addresses that differ only in numbers or values, as of a calendar or a search.
    SameShape,
    /// The host stopped answering during the visit.
    HostSilent,
    /// Not among what is looked at again.
    NotAsked,
    /// More files than are read whole: this one was looked at, the links in it were not.
    FileBudget,
}

/// The longest address that is visited, in bytes.
const LONGEST: usize = 2000;
/// The deepest folder that is visited.
const DEEPEST: usize = 20;
/// As many parameters as an address may carry.
const MOST_PARAMETERS: usize = 12;
/// As many addresses with parameters may share one shape.
const MOST_OF_ONE_SHAPE: u32 = 2000;
/// As many calendar-like addresses may share one shape: ten years of days are no archive but a calendar.
const MOST_CALENDAR_PAGES: u32 = 400;

/// Judges an address by itself.
pub(crate) fn trap(url: &Url) -> Option<Cut> {
    if url.as_str().len() > LONGEST {
        return Some(Cut::TooLong);
    }
    let segments: Vec<&str> = url
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    if segments.len() > DEEPEST {
        return Some(Cut::TooDeep);
    }
    if repeats(&segments) {
        return Some(Cut::RepeatedSegments);
    }
    let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    let doubled = (1..names.len()).any(|index| names[..index].contains(&names[index]));
    (names.len() > MOST_PARAMETERS || doubled && names.len() > 4).then_some(Cut::Parameters)
}

/// A segment that stands four times, or a run of two or more that stands three times in a row.
fn repeats(segments: &[&str]) -> bool {
    let often = segments.iter().any(|segment| {
        !segment.bytes().all(|byte| byte.is_ascii_digit())
            && segments.iter().filter(|other| *other == segment).count() >= 4
    });
    let in_a_row = (1..=segments.len() / 3).any(|length| {
        segments.windows(length * 3).any(|window| {
            let (first, rest) = window.split_at(length);
            let plain_number = length == 1 && first[0].bytes().all(|byte| byte.is_ascii_digit());
            !plain_number && rest.chunks(length).all(|chunk| chunk == first)
        })
    });
    often || in_a_row
}

/// Counts addresses of one shape; to be asked once an address, in an order that does not depend on chance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shapes(HashMap<String, u32>);

impl Shapes {
    /// Is this one too many of its shape? Addresses without parameters and without a calendar's look are free.
    pub(crate) fn too_many(&mut self, url: &Url) -> bool {
        let calendar = ["calendar", "rili", "schedule"]
            .iter()
            .any(|word| url.path().contains(word));
        if url.query().is_none() && !calendar {
            return false;
        }
        let mut shape: String = url
            .path()
            .chars()
            .filter(|character| !character.is_ascii_digit())
            .collect();
        for (name, _) in url.query_pairs() {
            shape.push('&');
            shape.push_str(&name);
        }
        let count = self.0.entry(shape).or_default();
        *count += 1;
        *count
            > if calendar {
                MOST_CALENDAR_PAGES
            } else {
                MOST_OF_ONE_SHAPE
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(address: &str) -> Option<Cut> {
        trap(&Url::parse(address).unwrap())
    }

    #[test]
    fn loops_of_folders_are_traps_and_dates_are_not() {
        assert_eq!(
            judged("http://a.example/a/b/a/b/a/b/x.html"),
            Some(Cut::RepeatedSegments)
        );
        assert_eq!(
            judged("http://a.example/zwgk/zwgk/zwgk/index.html"),
            Some(Cut::RepeatedSegments)
        );
        assert_eq!(judged("http://a.example/art/2023/9/9/9/art_1.html"), None);
        assert_eq!(judged("http://a.example/zwgk/zwgk/index.html"), None);
        assert_eq!(
            judged(&format!("http://a.example/{}", "x/".repeat(30))),
            Some(Cut::TooDeep)
        );
        assert_eq!(
            judged(&format!("http://a.example/?q={}", "x".repeat(3000))),
            Some(Cut::TooLong)
        );
        let parameters: String = (0..20).map(|index| format!("p{index}=1&")).collect();
        assert_eq!(
            judged(&format!("http://a.example/?{parameters}")),
            Some(Cut::Parameters)
        );
    }

    #[test]
    fn a_calendar_ends() {
        let mut shapes = Shapes::default();
        let pages = (0..1000).map(|day| Url::parse(&format!("http://a.example/rili/{day}.html")).unwrap());
        assert_eq!(pages.filter(|url| !shapes.too_many(url)).count(), 400);
        let archive = (0..5000).map(|page| Url::parse(&format!("http://a.example/art_{page}.html")).unwrap());
        assert_eq!(archive.filter(|url| shapes.too_many(url)).count(), 0);
    }
}
