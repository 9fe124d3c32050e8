//! What contradicts itself in given values (矛盾), gathered with its place.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Head;
use crate::circular::Contradiction;

/// Contradictions in the making (矛盾清单).
#[derive(Default)]
pub(super) struct Doubts(pub(super) Vec<Contradiction>);

impl Doubts {
    pub(super) fn of_head(head: &Head) -> Self {
        let mut doubts = Self::default();
        doubts.when(
            head.issuer.trim().is_empty(),
            "head.issuer",
            "发文机关为空，请填写",
        );
        for (place, text) in [
            ("head.issuer", &head.issuer),
            ("head.title", head.title.as_ref().unwrap_or(&head.issuer)),
        ] {
            let is_long = text.chars().nth(200).is_some();
            doubts.when(is_long, place, "超过200字，请检查是否填错");
        }
        doubts.when(head.rate_decimals > 4, "head.rate_decimals", "小数位数应为0到4");
        doubts
    }

    /// Of a document about a year.
    pub(super) fn of_year(head: &Head, year: u16) -> Self {
        let mut doubts = Self::of_head(head);
        let is_year = (2000..=2100).contains(&year);
        doubts.when(!is_year, "year", "年度应为四位年份，如2026");
        doubts
    }

    /// Of a document that goes to somebody.
    pub(super) fn of_letter(head: &Head, recipient: &str) -> Self {
        let mut doubts = Self::of_head(head);
        let is_empty = recipient.trim().is_empty();
        doubts.when(is_empty, "recipient", "主送单位为空，请填写");
        doubts
    }

    pub(super) fn when(&mut self, wrong: bool, place: impl Into<String>, message: impl Into<String>) {
        if wrong {
            self.0.push(Contradiction {
                place: place.into(),
                message: message.into(),
            });
        }
    }

    /// A first and a last day in order, neither after the day of issue.
    pub(super) fn window(&mut self, place: &str, [first, last]: [NaiveDate; 2], head: &Head) {
        self.when(first > last, place, format!("起始日{first}晚于截止日{last}"));
        self.when(
            last > head.issued_on,
            place,
            format!("截止日{last}晚于成文日期{}", head.issued_on),
        );
    }

    /// A part that cannot be more than its whole; nothing is said of what is not known.
    pub(super) fn within(
        &mut self,
        place: impl Into<String>,
        (part, part_name): (Option<u64>, &str),
        (whole, whole_name): (Option<u64>, &str),
    ) {
        if let (Some(part), Some(whole)) = (part, whole) {
            let message = format!("{part_name}{part}多于{whole_name}{whole}");
            self.when(part > whole, place, message);
        }
    }

    /// Names that may stand once only, and not be empty.
    pub(super) fn unique<'a>(&mut self, place: &str, field: &str, names: impl IntoIterator<Item = &'a str>) {
        let mut known = BTreeSet::new();
        for (index, name) in names.into_iter().enumerate() {
            let place = format!("{place}[{index}].{field}");
            self.when(name.trim().is_empty(), place.as_str(), "名称为空，请填写");
            let is_new = known.insert(name.trim());
            self.when(
                !is_new && !name.trim().is_empty(),
                place,
                format!("“{name}”写了两次"),
            );
        }
    }
}
