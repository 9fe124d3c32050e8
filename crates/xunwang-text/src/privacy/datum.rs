//! A piece of personal data (个人信息项) and how it looks when it is masked.

use std::ops::Range;

use xunwang_domain::finding::Certainty;

/// What sort of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// 居民身份证号
    Identity,
    /// 手机号
    Mobile,
    /// 固定电话
    Landline,
    /// 银行卡号
    Card,
    /// 护照号
    Passport,
    /// 军官证号等
    Officer,
    /// 住址
    Address,
    /// 姓名
    Name,
    /// 电子邮箱
    Email,
    /// QQ、微信号
    Account,
    /// 车牌号
    Plate,
}

impl Kind {
    /// The end of the basis and the Chinese name.
    pub(super) fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Identity => ("identity", "居民身份证号"),
            Self::Mobile => ("mobile", "个人手机号"),
            Self::Landline => ("landline", "电话号码"),
            Self::Card => ("card", "银行卡号"),
            Self::Passport => ("passport", "护照号"),
            Self::Officer => ("officer", "军官证号"),
            Self::Address => ("address", "家庭住址"),
            Self::Name => ("name", "姓名"),
            Self::Email => ("email", "电子邮箱"),
            Self::Account => ("account", "QQ或微信号"),
            Self::Plate => ("plate", "车牌号"),
        }
    }
}

/// One piece of personal data of a text.
#[derive(Clone, Debug)]
pub(super) struct Datum {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    /// Why it should not be published, as a score and a certainty; nothing where it may be legal.
    pub(super) leak: Option<(f32, Certainty)>,
}

impl Datum {
    pub(super) fn new(kind: Kind, span: Range<usize>, leak: Option<f32>) -> Self {
        let leak = leak.map(|score| (score, Certainty::Suspected));
        Self { kind, span, leak }
    }
}

/// The text with everything hidden that identifies: `138****1234`, `35*************123` (遮盖).
pub(super) fn masked(kind: Kind, text: &str) -> String {
    let signs: Vec<char> = text
        .chars()
        .filter(|sign| !" -－—–－_.．•·()（）\u{a0}\u{3000}\u{200b}".contains(*sign))
        .map(|sign| narrow(sign).to_ascii_uppercase())
        .collect();
    let (front, back) = match kind {
        // The last digits alone, or the number of a birthday.
        Kind::Identity if signs.len() < 15 => (0, 0),
        Kind::Identity => (2, 3),
        Kind::Mobile => (3, 4),
        Kind::Card => (4, 4),
        Kind::Passport | Kind::Officer => (1, 1),
        Kind::Landline => (if signs.first() == Some(&'0') { 3 } else { 0 }, 0),
        Kind::Name => (1, 0),
        Kind::Account | Kind::Plate => (2, 0),
        Kind::Email => {
            let at = text.find(['@', '＠']).unwrap_or(text.len());
            let first = text.chars().next().filter(|_| at > 0);
            return format!(
                "{}***{}",
                first.map(String::from).unwrap_or_default(),
                &text[at..]
            );
        }
        Kind::Address => return masked_address(text),
    };
    let back = back.min(signs.len().saturating_sub(front));
    let stars = signs.len().saturating_sub(front + back);
    let shown = |part: &[char]| part.iter().collect::<String>();
    format!(
        "{}{}{}",
        shown(&signs[..front.min(signs.len())]),
        "*".repeat(stars),
        shown(&signs[signs.len() - back..])
    )
}

/// The part up to the county stays: it is said in public anyway.
fn masked_address(text: &str) -> String {
    let region = text
        .char_indices()
        .take(14)
        .filter(|(_, sign)| matches!(sign, '省' | '市' | '县' | '区'))
        .last();
    let keep = region.map_or(0, |(at, sign)| at + sign.len_utf8());
    // A number in front of the county would be shown.
    let keep = if text[..keep].chars().any(|sign| narrow(sign).is_ascii_digit()) {
        0
    } else {
        keep
    };
    format!("{}******", &text[..keep])
}

/// A full-width digit or letter as its ASCII twin.
pub(super) fn narrow(sign: char) -> char {
    match sign {
        '！'..='～' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_shows_as_little_as_the_office_shows() {
        assert_eq!(masked(Kind::Mobile, "138 1234-5678"), "138****5678");
        assert_eq!(
            masked(Kind::Identity, "３50102199003071２3X"),
            "35*************23X"
        );
        assert_eq!(
            masked(Kind::Card, "6222 0212 3456 7890 123"),
            "6222***********0123"
        );
        assert_eq!(
            masked(Kind::Address, "青川市云岭区示例路8号2栋301室"),
            "青川市云岭区******"
        );
        assert_eq!(masked(Kind::Name, "张三丰"), "张**");
        assert_eq!(masked(Kind::Email, "zhang.san@example.cn"), "z***@example.cn");
    }
}
