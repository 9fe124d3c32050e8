//! Numbers as people write them (随手写的号码): full width, in Chinese numerals, with any signs between the digits.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::datum::{Datum, Kind, narrow};
use super::{card, identity};
use crate::form::slice::{head, tail};

/// A digit of the text, as ASCII; an X may close an identity number.
struct Digit {
    span: Range<usize>,
    sign: char,
    is_han: bool,
}

/// Digits without anything between them: a range of all digits.
type Group = Range<usize>;

/// A number has no more digits.
const LONGEST: usize = 19;
/// Signs between two groups of one number.
const MOST_BETWEEN: usize = 3;

/// All numbers that may be a person's, with overlaps.
pub(super) fn loose(text: &str) -> Vec<Datum> {
    let (digits, groups) = read(text);
    let addresses = addresses(text);
    let mut data = Vec::new();
    for first in 0..groups.len() {
        for last in first..groups.len() {
            let whole = groups[first].start..groups[last].end;
            if last > first && !is_joint(text, &digits, &groups[last - 1], &groups[last])
                || whole.len() > LONGEST
            {
                break;
            }
            let joined = first > 0 && is_joint(text, &digits, &groups[first - 1], &groups[first])
                || groups
                    .get(last + 1)
                    .is_some_and(|next| is_joint(text, &digits, &groups[last], next));
            let lengths: Vec<usize> = groups[first..=last].iter().map(ExactSizeIterator::len).collect();
            let place = digits[whole.start].span.start;
            let in_address = addresses
                .get(addresses.partition_point(|address| address.end <= place))
                .is_some_and(|address| address.start <= place);
            let found = trims(&digits[whole.clone()]).find_map(|(front, back)| {
                let mut lengths = lengths.clone();
                lengths[0] -= front;
                lengths[last - first] -= back;
                lengths.retain(|length| *length > 0);
                Loose {
                    text,
                    digits: &digits[whole.start + front..whole.end - back],
                    groups: lengths,
                    joined,
                }
                .kind()
            });
            if let Some((kind, span)) = found
                && (!in_address || last == first)
            {
                data.push(Datum::new(kind, span, None));
            }
        }
    }
    data
}

/// What may be left out at either end: 一 of 一直 and 两 of 两次 are no digits of the number beside them.
fn trims(digits: &[Digit]) -> impl Iterator<Item = (usize, usize)> {
    let is_word =
        |digit: Option<&Digit>| digit.is_some_and(|digit| digit.is_han && matches!(digit.sign, '1' | '2'));
    let (front, back) = (is_word(digits.first()), is_word(digits.last()));
    [(0, 0), (0, 1), (1, 0), (1, 1)]
        .into_iter()
        .filter(move |(first, last)| (*first == 0 || front) && (*last == 0 || back))
        .filter(move |(first, last)| first + last < digits.len())
}

struct Loose<'t> {
    text: &'t str,
    digits: &'t [Digit],
    /// Lengths of its groups.
    groups: Vec<usize>,
    /// Is it part of something longer?
    joined: bool,
}

impl Loose<'_> {
    fn kind(&self) -> Option<(Kind, Range<usize>)> {
        let value: String = self.digits.iter().map(|digit| digit.sign).collect();
        let span = |skip: usize| self.digits[skip].span.start..self.digits[self.digits.len() - 1].span.end;
        let plain = !value.ends_with('X');
        if plain && let Some(skip) = mobile(&value, self.groups.len()).filter(|_| !self.is_other()) {
            return Some((Kind::Mobile, span(skip)));
        }
        if self.is_identity(&value) {
            return Some((Kind::Identity, span(0)));
        }
        if plain
            && (card::is_known(&value) && (card::luhn(&value) || is_union_pay(&value))
                || value.len() >= 12 && self.says(&ACCOUNT))
        {
            return Some((Kind::Card, span(0)));
        }
        if plain && self.is_landline(&value) {
            return Some((Kind::Landline, self.with_extension(span(0))));
        }
        let local = (7..=8).contains(&value.len()) && !value.starts_with(['0', '1']) && !self.joined;
        let in_groups = self.groups.len() == 1 || matches!(self.groups[..], [3 | 4, 4]);
        (plain && local && in_groups && self.says(&TELEPHONE))
            .then(|| (Kind::Landline, self.with_extension(span(0))))
    }

    fn is_identity(&self, value: &str) -> bool {
        let said = self.says(&["身份证", "证件号", "身份号"]);
        let born = value.get(6..14).and_then(identity::year_of_birth).is_some();
        let other = self.says(&["编号", "单号", "流水", "订单", "办件", "受理号", "案号", "代码"]);
        match value.len() {
            18 => said || born && identity::is_of_region(value) && !other,
            15 | 17 => said && !value.ends_with('X'),
            _ => false,
        }
    }

    /// `0755-12345678`, `（0755）1234 5678`, `010 12345678`.
    fn is_landline(&self, value: &str) -> bool {
        let area = if value.starts_with("010") || value.starts_with("02") {
            3
        } else {
            4
        };
        let known = value.starts_with('0') && !value.starts_with("00") && value.len() >= area + 7;
        let first = self.groups[0];
        known
            && value.len() <= area + 8
            && matches!(value.as_bytes()[area], b'1'..=b'9')
            && (self.groups.len() == 1 || first == area)
    }

    /// `-8012`, `转8012` belong to the number.
    fn with_extension(&self, span: Range<usize>) -> Range<usize> {
        static EXTENSION: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"^\s?(?:[\-－—]|转|分机)\s?[0-9]{1,5}").ok());
        let rest = head(self.text, span.end, 12);
        let more = EXTENSION.as_ref().and_then(|extension| extension.find(rest));
        span.start..span.end + more.map_or(0, |more| more.end())
    }

    /// `13 2023 09 15 1`: a year and a month or day among the groups; `192.168.10.100`.
    fn is_other(&self) -> bool {
        let span = self.digits[0].span.start..self.digits[self.digits.len() - 1].span.end;
        let dotted = self.text[span].contains('.') && self.groups.len() != 3;
        let mut at = 0;
        let dated = self.groups.windows(2).any(|pair| {
            let year: String = self.digits[at..at + pair[0]]
                .iter()
                .map(|digit| digit.sign)
                .collect();
            at += pair[0];
            year.len() == 4 && (year.starts_with("20") || year.starts_with("19")) && pair[1] <= 2
        });
        dotted || dated
    }

    /// Do the words in front say so?
    fn says(&self, words: &[&str]) -> bool {
        let lead = tail(self.text, self.digits[0].span.start, 10);
        let lead = lead.rsplit(['\n', '。', '；', '，']).next().unwrap_or(lead);
        words.iter().any(|word| lead.contains(word))
    }
}

const ACCOUNT: [&str; 8] = ["卡号", "账号", "帐号", "银行", "账户", "存折", "一卡通", "工资卡"];
const TELEPHONE: [&str; 10] = [
    "电话", "座机", "固话", "拨打", "致电", "来电", "号码", "Tel", "TEL", "tel",
];

/// The commonest cards, with a slip in them too.
fn is_union_pay(value: &str) -> bool {
    value.starts_with("62") && matches!(value.len(), 16 | 19)
}

/// Digits in front of a mobile number (`86`, `0`); `None` where it is none.
fn mobile(value: &str, groups: usize) -> Option<usize> {
    let skip = match value.len() {
        11 => 0,
        12 if value.starts_with("01") => 1,
        13 if value.starts_with("86") && groups == 1 => 2,
        15 if value.starts_with("0086") && groups == 1 => 4,
        _ => return None,
    };
    let number = &value.as_bytes()[skip..];
    (number[0] == b'1' && (b'3'..=b'9').contains(&number[1])).then_some(skip)
}

fn read(text: &str) -> (Vec<Digit>, Vec<Group>) {
    let (mut digits, mut groups): (Vec<Digit>, Vec<Group>) = (Vec::new(), Vec::new());
    let mut open = false;
    for (at, sign) in text.char_indices() {
        let span = at..at + sign.len_utf8();
        let is_han = crate::form::slice::is_han(sign);
        let group = groups.last_mut();
        match (digit(sign), group) {
            (Some(sign), Some(group)) if open => {
                digits.push(Digit { span, sign, is_han });
                group.end += 1;
            }
            (Some(sign), _) => {
                groups.push(digits.len()..digits.len() + 1);
                digits.push(Digit { span, sign, is_han });
                open = true;
            }
            // Of 17 digits in groups only the last is short.
            (None, Some(group)) if open && matches!(sign, 'X' | 'x' | 'Ｘ' | 'ｘ') => {
                digits.push(Digit {
                    span,
                    sign: 'X',
                    is_han,
                });
                group.end += 1;
                open = false;
            }
            (None, _) => open = false,
        }
    }
    (digits, groups)
}

fn digit(sign: char) -> Option<char> {
    match narrow(sign) {
        plain @ '0'..='9' => Some(plain),
        '〇' | '零' | '○' => Some('0'),
        '一' | '幺' | '壹' => Some('1'),
        '二' | '贰' | '两' => Some('2'),
        '三' | '叁' => Some('3'),
        '四' | '肆' => Some('4'),
        '五' | '伍' => Some('5'),
        '六' | '陆' => Some('6'),
        '七' | '柒' => Some('7'),
        '八' | '捌' => Some('8'),
        '九' | '玖' => Some('9'),
        _ => None,
    }
}

/// Only signs that people put between the groups of one number.
fn is_joint(text: &str, digits: &[Digit], left: &Group, right: &Group) -> bool {
    let (before, after) = (&digits[left.end - 1], &digits[right.start]);
    let between = &text[before.span.end..after.span.start];
    before.sign != 'X'
        && between.chars().count() <= MOST_BETWEEN
        && between
            .chars()
            .all(|sign| " \u{3000}\u{a0}\u{200b}-－—–－_·•.．)）".contains(sign))
}

/// Addresses of the web: what stands in them in groups is a path.
fn addresses(text: &str) -> Vec<Range<usize>> {
    static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+/[!-~]*").ok()
    });
    let found = ADDRESS.iter().flat_map(|address| address.find_iter(text));
    found.map(|found| found.range()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, &str)> {
        loose(text)
            .into_iter()
            .map(|datum| (datum.kind, &text[datum.span]))
            .collect()
    }

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for written in [
            "13812345678",
            "138 1234 5678",
            "138.1234.5678",
            "1 3 8 1 2 3 4 5 6 7 8",
            "１３８－１２３４－５６７８",
            "一三八一二三四五六七八",
            "幺三八 一二三四 五六七八",
            "138一二三四5678",
        ] {
            assert_eq!(found(&format!("请打{written}谢谢")), [(Kind::Mobile, written)]);
        }
        assert_eq!(found("8613812345678"), [(Kind::Mobile, "13812345678")]);
        assert_eq!(
            found("电话：（0755）8234-5678转801"),
            [(Kind::Landline, "0755）8234-5678转801")]
        );
    }

    #[test]
    fn other_numbers_stay() {
        for harmless in [
            "192.168.10.100",
            "2023-09-15 10:30",
            "示府办〔2023〕19号",
            "http://www.qingchuan.example/art/art_1588_1234567.html",
            "400-823-4567",
            "二〇二三年九月十五日",
            "网站标识码9901000001",
        ] {
            assert_eq!(found(harmless), [], "{harmless}");
        }
    }
}
