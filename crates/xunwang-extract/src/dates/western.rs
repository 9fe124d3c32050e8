//! Western dates (西文日期), as English versions print them: `September 9, 2026`, `Sep. 9, 2026`, `9 September 2026`.

use chrono::NaiveDate;

use super::{FIRST_YEAR, Found, LAST_YEAR};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words before a date, the longer before those that they end with.
const LABELS: [&str; 13] = [
    "last updated on",
    "last updated",
    "publication date",
    "release date",
    "release time",
    "published on",
    "published",
    "updated on",
    "updated",
    "posted on",
    "posted",
    "date",
    "time",
];

/// Days of the week before a date: `Thursday, July 28, 2011`.
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Reads the western date that ends with the year at `at` and begins at `from` or after.
pub(super) fn before_year(text: &str, from: usize, at: usize) -> Option<Found> {
    let end = at + 4;
    let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut after = text.get(end..)?.chars();
    match after.next() {
        Some(c) if goes_on(c) => return None,
        // `2026-001` is a number, `2026 - Xinhua` is none.
        Some('-' | '/' | '.') if after.next().is_some_and(|c| c.is_ascii_digit()) => return None,
        _ => {}
    }
    let year: i32 = text.get(at..end)?.parse().ok()?;
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return None;
    }
    let before = text.get(from..at)?;
    let parted = before.trim_end_matches([' ', ',']);
    if parted.len() == before.len() {
        return None;
    }
    let (start, month, day) = match day_at_end(parted) {
        // `September 9, 2026`, `Sept. 9th 2026`
        Some((rest, day)) => {
            let (rest, month) = month_at_end(rest.trim_end_matches(' '))?;
            (rest, month, day)
        }
        // `9 September 2026`, `9th of September, 2026`
        None => {
            let (rest, month) = month_at_end(parted)?;
            let rest = rest.trim_end_matches([' ', '-']);
            let rest = rest.strip_suffix(" of").unwrap_or(rest);
            let (rest, day) = day_at_end(rest)?;
            (rest, month, day)
        }
    };
    // A word or number that goes on to the left is neither month nor day.
    if start
        .chars()
        .next_back()
        .is_some_and(|c| goes_on(c) || matches!(c, '.' | '-' | '/' | '#'))
    {
        return None;
    }
    Some(Found {
        date: NaiveDate::from_ymd_opt(year, month, day)?,
        year_inferred: false,
        span: (from + start.len(), end),
    })
}

/// Takes `9` or `9th` off the end.
fn day_at_end(text: &str) -> Option<(&str, u32)> {
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| text.strip_suffix(ending))
        .unwrap_or(text);
    let rest = digits.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = digits.get(rest.len()..)?;
    (1..=2)
        .contains(&number.len())
        .then(|| number.parse().ok())
        .flatten()
        .map(|day| (rest, day))
}

/// Takes a month's name off the end, in full or of three or four letters, with a point or without.
fn month_at_end(text: &str) -> Option<(&str, u32)> {
    let named = text.strip_suffix('.').unwrap_or(text);
    let rest = named.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let name = named.get(rest.len()..)?;
    let letters = name.len();
    let position = MONTHS.iter().position(|month| {
        (letters == month.len() || letters == 3 || letters == 4 && *month == "september")
            && month
                .get(..letters)
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    Some((rest, position as u32 + 1))
}

/// Takes words such as `Updated:` and the day of the week off the beginning.
pub(super) fn without_label(text: &str) -> &str {
    without_first_of(&WEEKDAYS, without_first_of(&LABELS, text))
}

fn without_first_of<'a>(words: &[&str], text: &'a str) -> &'a str {
    const MARKS: [char; 3] = [':', ' ', ','];
    words
        .iter()
        .find_map(|word| {
            let start = text.get(..word.len())?;
            let rest = text.get(word.len()..)?;
            (start.eq_ignore_ascii_case(word) && rest.starts_with(MARKS)).then_some(rest)
        })
        .map_or(text, |rest| rest.trim_start_matches(MARKS))
}

/// How strongly the words at the end of `before` say that the date after them is one of publishing, as the Chinese ones
/// of an article do: 5 publishing, 4 updating, 3 a mere “date”; `Some(0)` another date (“closing date”).
pub(crate) fn label_strength(before: &str) -> Option<u8> {
    let end = before.trim_end_matches([' ', ':', '[', '(']);
    let ends = |word: &str| {
        end.len()
            .checked_sub(word.len())
            .and_then(|start| end.get(start..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    };
    let strengths: [(&[&str], u8); 3] = [
        (
            &[
                "published on",
                "published",
                "posted on",
                "posted",
                "release date",
                "release time",
                "publication date",
                "date of publication",
            ],
            5,
        ),
        (&["updated on", "updated", "update", "update time"], 4),
        (&["date", "time"], 3),
    ];
    let (word, strength) = strengths
        .iter()
        .find_map(|(words, strength)| words.iter().find(|word| ends(word)).map(|word| (word, *strength)))?;
    let head = end.get(..end.len() - word.len())?;
    let compound = strength == 3 && head.trim_end().ends_with(|c: char| c.is_ascii_alphabetic());
    let within = head.ends_with(|c: char| c.is_ascii_alphabetic());
    if compound || within {
        Some(0)
    } else {
        Some(strength)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::{beside_title, first, line, may_hold};
    use super::label_strength;

    fn day(text: &str) -> Option<String> {
        let text = line(text);
        may_hold(&text)
            .then(|| first(&text, 0))
            .flatten()
            .map(|found| found.date.to_string())
    }

    #[test]
    fn western_dates_are_read() {
        for text in [
            "September 9, 2026",
            "Sep. 9, 2026",
            "Sept 9, 2026",
            "SEP 09,2026",
            "9 September 2026",
            "9th of September, 2026",
            "9-Sep 2026",
            "Updated: September 9, 2026 | Source: this website",
            "(Xinhua) 10:08, September 9, 2026",
        ] {
            assert_eq!(day(text).as_deref(), Some("2026-09-09"), "{text}");
        }
    }

    #[test]
    fn what_goes_on_is_no_date() {
        for text in [
            "September 31, 2026",
            "Remarch 9, 2026",
            "September 9, 20261",
            "September 9, 2026-001",
            "No. 119 September 2026",
            "Room 9, 2026",
            "in September 2026",
            "Maybe 9, 2026",
            "September 9, 1026",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn a_western_date_beside_a_title_may_have_a_label() {
        let as_of = NaiveDate::MAX;
        for text in [
            "Updated: September 9, 2026",
            "[Sep. 9, 2026]",
            "Posted on 9 September 2026",
            "Wednesday, September 9, 2026",
        ] {
            assert!(beside_title(text, as_of).is_some(), "{text}");
        }
        assert_eq!(beside_title("The county met on September 9, 2026", as_of), None);
    }

    #[test]
    fn a_closing_date_is_none_of_publishing() {
        assert_eq!(label_strength("Published: "), Some(5));
        assert_eq!(label_strength("Last updated on "), Some(4));
        assert_eq!(label_strength("Date: "), Some(3));
        assert_eq!(label_strength("Closing date: "), Some(0));
        assert_eq!(label_strength("candidate: "), Some(0));
        assert_eq!(label_strength("Source "), None);
    }
}
