//! Numbers in Chinese characters (中文数字) and amounts with their unit.

/// A number below 10,000 in Chinese characters (`二十三`, `一百零五`, `二〇二三`); nothing for anything else.
pub(super) fn han_number(text: &str) -> Option<u32> {
    let count = text.chars().count();
    if count == 0 || count > 9 {
        return None;
    }
    if count > 1 && text.chars().all(|sign| han_digit(sign).is_some()) {
        return (count <= 4).then(|| {
            text.chars()
                .filter_map(han_digit)
                .fold(0, |sum, digit| sum * 10 + digit)
        });
    }
    let (mut sum, mut digit) = (0, None);
    for sign in text.chars() {
        let unit = match sign {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                digit = Some(han_digit(sign)?);
                continue;
            }
        };
        sum += digit.take().unwrap_or(1) * unit;
    }
    Some(sum + digit.unwrap_or(0))
}

fn han_digit(sign: char) -> Option<u32> {
    "〇一二三四五六七八九"
        .chars()
        .position(|digit| digit == sign)
        .or_else(|| matches!(sign, '零' | '○').then_some(0))
        .or_else(|| (sign == '两').then_some(2))
        .map(|digit| digit as u32)
}

/// Is this a character of Chinese numbers?
pub(super) fn is_numeral(sign: char) -> bool {
    han_digit(sign).is_some() || matches!(sign, '十' | '百' | '千')
}

/// The number that a text of ASCII digits, thousands commas and one point says, times 万 or 亿.
pub(super) fn amount(digits: &str, scale: &str) -> Option<f64> {
    let value: f64 = digits.replace([',', '，'], "").parse().ok()?;
    let times = match scale {
        "" => 1.0,
        "千" => 1e3,
        "万" => 1e4,
        "百万" => 1e6,
        "千万" => 1e7,
        "亿" => 1e8,
        "万亿" => 1e12,
        _ => return None,
    };
    Some(value * times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_are_read() {
        let read = ["一", "十", "十二", "二十", "三十一", "一百零五", "二〇二三", "千"].map(han_number);
        assert_eq!(read, [1, 10, 12, 20, 31, 105, 2023, 1000].map(Some));
        assert_eq!(["", "年", "一二三四五"].map(han_number), [None; 3]);
    }

    #[test]
    fn amounts_are_scaled() {
        assert_eq!(amount("1,234.5", "万"), Some(12_345_000.0));
        assert_eq!(amount("1.2.3", ""), None);
    }
}
