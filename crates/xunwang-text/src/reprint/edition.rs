//! Editions (版本): when a document was last adopted or amended, by the notes under its title.

use chrono::NaiveDate;

use xunwang_domain::registry::half_width;

use super::form::LineKind;
use super::reading::Reading;

/// When a text was last adopted or amended (版本日期), as its notes or its title say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The day; the first of January where only the year is known.
    pub date: NaiveDate,
    /// Is the day known?
    pub exact: bool,
}

impl Edition {
    /// The edition of a text: the last date of its notes, else the year in its title (2018年修正).
    pub(crate) fn of(reading: &Reading) -> Option<Self> {
        let lines = |wanted: LineKind| {
            reading
                .lines
                .iter()
                .take(80)
                .filter(move |(_, kind)| *kind == wanted)
                .filter_map(|(range, _)| reading.text.get(range.clone()))
        };
        let noted = lines(LineKind::Note)
            .filter(|line| AMENDED.iter().any(|word| line.contains(word)))
            .flat_map(dates)
            .max()
            .map(|date| Self { date, exact: true });
        let titled = || {
            let year = lines(LineKind::Heading).find_map(title_year)?;
            NaiveDate::from_ymd_opt(year, 1, 1).map(|date| Self { date, exact: false })
        };
        noted.or_else(titled)
    }

    /// Is it certain that two are not the same edition?
    pub(crate) fn differs(&self, other: &Self) -> bool {
        use chrono::Datelike;
        self.date.year() != other.date.year() || self.exact && other.exact && self.date != other.date
    }

    /// The date as messages say it.
    pub(crate) fn words(&self) -> String {
        use chrono::Datelike;
        let (year, month, day) = (self.date.year(), self.date.month(), self.date.day());
        if self.exact {
            format!("{year}年{month}月{day}日")
        } else {
            format!("{year}年")
        }
    }
}

const AMENDED: [&str; 4] = ["通过", "修正", "修订", "公布"];

/// The dates of a note, but for those of coming into force.
fn dates(line: &str) -> impl Iterator<Item = NaiveDate> + '_ {
    line.match_indices('年').filter_map(|(at, _)| {
        let digits = |text: &str| -> String {
            text.chars()
                .map(half_width)
                .take_while(char::is_ascii_digit)
                .take(4)
                .collect()
        };
        let before: String = line
            .get(..at)?
            .trim_end()
            .chars()
            .rev()
            .map(half_width)
            .take_while(char::is_ascii_digit)
            .take(4)
            .collect();
        let year: String = before.chars().rev().collect();
        let after = line.get(at + '年'.len_utf8()..)?.trim_start();
        let month = digits(after);
        let after = after.split_once('月')?.1.trim_start();
        let day = digits(after);
        let (head, after) = after.split_once('日')?;
        let in_force = after.trim_start().starts_with("起") || after.trim_start().starts_with("施行");
        (!in_force && head.chars().count() <= 2)
            .then(|| NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
            .flatten()
    })
}

/// 某条例（2018年修正）, 某办法(2020修订版)
fn title_year(title: &str) -> Option<i32> {
    let at = title.rfind(['（', '('])?;
    let inner: String = title.get(at..)?.chars().skip(1).map(half_width).collect();
    let year: i32 = inner.get(..4)?.parse().ok()?;
    let rest = inner.get(4..)?.trim_start_matches('年');
    ["修正", "修订", "版", "本"]
        .iter()
        .any(|word| rest.starts_with(word))
        .then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_amendment_is_the_edition() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).map(|date| (date, true));
        let edition =
            |text: &str| Edition::of(&Reading::of(text)).map(|edition| (edition.date, edition.exact));
        let law = "示例省河道条例\n（2015年1月8日示例省人民代表大会通过　根据2020年3月2日《关于修改的决定》修正　自2020年5月1日起施行）\n第一条　为了保护河道。";
        assert_eq!(edition(law), day(2020, 3, 2));
        let titled = "示例省河道条例（2018年修正）\n第一条　为了保护河道。";
        assert_eq!(
            edition(titled),
            NaiveDate::from_ymd_opt(2018, 1, 1).map(|date| (date, false))
        );
        assert_eq!(edition("青川市通知\n2020年3月2日起施行本办法。"), None);
        assert_eq!(edition("某文\n2020年99月2日通过\n正文。"), None);
    }
}
