//! Quantities (数量): a number with its scale and its unit, as sentences state them.

use std::ops::Range;

use super::numeral::amount;
use super::passage::Passage;

/// `1.2亿元`: 120,000,000 元 (数量).
#[derive(Clone, Debug)]
pub(super) struct Quantity<'t> {
    /// Number, scale and unit.
    pub(super) span: Range<usize>,
    pub(super) value: f64,
    /// The unit, `%` for both widths; empty where none follows.
    pub(super) unit: &'t str,
    /// Half of the last place that is written, in units: what rounding may hide.
    pub(super) rounding: f64,
}

/// Units of more than one character; the longest first.
const LONG_UNITS: [&str; 10] = [
    "个百分点",
    "平方公里",
    "立方米",
    "平方米",
    "个工作日",
    "公里",
    "公顷",
    "公斤",
    "人次",
    "美元",
];

/// The quantities that stand in `span`, by place; nothing that belongs to a year, a date, a rank or a list number.
pub(super) fn quantities<'t>(passage: &Passage<'t>, span: &Range<usize>) -> Vec<Quantity<'t>> {
    let text = passage.text;
    let mut found: Vec<Quantity<'t>> = Vec::new();
    let first = passage.numbers.partition_point(|number| number.end <= span.start);
    for number in &passage.numbers[first..] {
        if number.start >= span.end {
            break;
        }
        if found.last().is_some_and(|last| number.start < last.span.end) {
            continue;
        }
        let rest = &text[number.start..span.end.max(number.end)];
        let digits = rest.len()
            - rest
                .trim_start_matches(|sign: char| sign.is_ascii_digit() || ",.".contains(sign))
                .len();
        let digits = rest[..digits].trim_end_matches([',', '.']).len();
        let tail = &rest[digits..];
        let scale = tail.len() - tail.trim_start_matches(['千', '百', '万', '亿']).len();
        let unit = unit(tail[scale..].trim_start_matches(['多', '余']));
        let foreign = text[..number.start]
            .ends_with(|sign: char| sign.is_ascii_alphanumeric() || ".第-~～—－–∶/＋+".contains(sign));
        let dated = matches!(unit, "年" | "月" | "日" | "时" | "号" | "届" | "版");
        if let Some(value) = amount(&rest[..digits], &tail[..scale]).filter(|_| !foreign && !dated) {
            let places = rest[..digits]
                .split_once('.')
                .map_or(0, |(_, places)| places.len());
            let times = amount("1", &tail[..scale]).unwrap_or(1.0);
            let skipped = tail[scale..].len() - tail[scale..].trim_start_matches(['多', '余']).len();
            let end = number.start + digits + scale + skipped + unit.len();
            found.push(Quantity {
                span: number.start..end,
                value,
                unit: if unit == "％" { "%" } else { unit },
                rounding: times * 0.5 / 10f64.powi(places as i32),
            });
        }
    }
    found
}

fn unit(text: &str) -> &str {
    if let Some(unit) = LONG_UNITS.iter().find(|unit| text.starts_with(**unit)) {
        return &text[..unit.len()];
    }
    let sign = text.chars().next();
    let length = sign.filter(|sign| super::slice::is_han(*sign) || matches!(sign, '%' | '％'));
    &text[..length.map_or(0, char::len_utf8)]
}
