//! The list of checks (检查项) and the one entry that runs them all.

use chrono::NaiveDate;

use super::passage::Passage;
use crate::Hit;

/// One check of the form of a text (格式检查项).
pub struct Check {
    /// Its name, the end of [`Hit::basis`], e.g. `date` in `form:date`.
    pub name: &'static str,
    /// What it is called in lists.
    pub title: &'static str,
    /// What it looks for, why, and how it decides, for the office. The lines of 示例 are run by the tests:
    /// `- 报告：` must be reported by this check, `- 不报告：` by no check at all.
    pub document: &'static str,
    pub(super) run: fn(&Passage<'_>, &mut Vec<Hit>),
}

/// Every check, in the order of the documents.
pub static CHECKS: [&Check; 16] = [
    &super::date::CHECK,
    &super::weekday::CHECK,
    &super::listing::CHECK,
    &super::amount::CHECK,
    &super::trend::CHECK,
    &super::share::CHECK,
    &super::bracket::CHECK,
    &super::punctuation::CHECK,
    &super::half_width::CHECK,
    &super::repeat::CHECK,
    &super::repeated_text::CHECK,
    &super::placeholder::CHECK,
    &super::mojibake::CHECK,
    &super::document_number::CHECK,
    &super::number::CHECK,
    &super::heading::CHECK,
];

/// Hits of the class 格式错误 in `text`, by their place (检查格式).
///
/// A line is a paragraph; cells of a table are parted by tabs. `date` is the day of the article where it is known: it
/// decides which years lie in the future and which year a date without one means.
pub fn check(text: &str, date: Option<NaiveDate>) -> Vec<Hit> {
    let passage = Passage::scan(text, date);
    let mut hits = Vec::new();
    for check in CHECKS {
        (check.run)(&passage, &mut hits);
    }
    hits.sort_by(|a, b| (a.span.start, a.span.end, &a.basis).cmp(&(b.span.start, b.span.end, &b.basis)));
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bases(text: &str) -> Vec<String> {
        check(text, NaiveDate::from_ymd_opt(2023, 9, 20))
            .into_iter()
            .map(|hit| hit.basis)
            .collect()
    }

    /// `\n` and `\t` stand for themselves in an example.
    fn examples(check: &'static Check, mark: &str) -> Vec<String> {
        let lines = check.document.lines().filter_map(|line| line.strip_prefix(mark));
        lines
            .map(|line| line.replace("\\n", "\n").replace("\\t", "\t"))
            .collect()
    }

    #[test]
    fn every_document_says_what_why_and_how_and_its_examples_hold() {
        let mut wrong = Vec::new();
        for check in CHECKS {
            for part in ["## 检查什么", "## 为什么", "## 怎样认定", "## 示例"] {
                assert!(check.document.contains(part), "{}：缺少{part}", check.name);
            }
            let (bad, good) = (examples(check, "- 报告："), examples(check, "- 不报告："));
            assert!(
                bad.len() >= 2 && good.len() >= 2,
                "{}：正反例各至少两个",
                check.name
            );
            for text in bad {
                if !bases(&text).contains(&format!("form:{}", check.name)) {
                    wrong.push(format!("{} 漏报：{text} {:?}", check.name, bases(&text)));
                }
            }
            for text in good {
                if !bases(&text).is_empty() {
                    wrong.push(format!("{} 误报：{text} {:?}", check.name, bases(&text)));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn names_are_unique() {
        for (place, check) in CHECKS.iter().enumerate() {
            assert!(CHECKS[..place].iter().all(|other| other.name != check.name));
        }
    }
}
