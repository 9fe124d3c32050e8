//! Numbers as values (数字): 第一条 and 第1条, 二〇二三年 and 2023年 are one number in two styles.

/// Codes of numbers are this or more: above all characters.
pub(crate) const NUMBERS: u32 = 1 << 31;
/// The longest run of numerals that is read as one number; the rest is read as the next.
const LONGEST: usize = 64;

/// A number at the beginning of a text (数字): a code that equal numbers share whatever their style, and the bytes it takes.
/// `normal` gives the half-width form of a character.
pub(crate) fn number_at(text: &str, normal: impl Fn(char) -> char + Copy) -> Option<(u32, usize)> {
    let first = normal(text.chars().next()?);
    if first.is_ascii_digit() {
        return Some(arabic(text, normal));
    }
    if let Some(value) = enclosed(first) {
        return Some((code(&value.to_string()), first.len_utf8()));
    }
    digit(first).is_some().then(|| chinese(text)).flatten()
}

fn arabic(text: &str, normal: impl Fn(char) -> char + Copy) -> (u32, usize) {
    let mut digits = String::new();
    let mut length = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let character = normal(character);
        let rest = || text.get(at..).unwrap_or_default().chars().skip(1).map(normal);
        if digits.len() >= LONGEST {
            break;
        } else if character.is_ascii_digit() {
            digits.push(character);
        } else if character == '.' && rest().next().is_some_and(|next| next.is_ascii_digit()) {
            digits.push('.');
        } else if character != ',' || rest().take_while(char::is_ascii_digit).take(4).count() != 3 {
            break;
        }
        length = characters.peek().map_or(text.len(), |(next, _)| *next);
    }
    // 05月 is 5月; 020 is an area code.
    let value = match digits.strip_prefix('0') {
        Some(rest) if rest.len() == 1 => rest,
        _ => &digits,
    };
    (code(value), length)
}

/// Chinese numerals up to 9999; 万 and 亿 stay words, so that 三万 and 3万 are the same.
fn chinese(text: &str) -> Option<(u32, usize)> {
    let mut values = Vec::new();
    let mut length = 0;
    for character in text.chars().take(LONGEST) {
        let Some(value) = digit(character) else { break };
        values.push(value);
        length += character.len_utf8();
    }
    if values.iter().all(|value| *value < 10) {
        let digits: String = values
            .iter()
            .filter_map(|value| char::from_digit(*value, 10))
            .collect();
        return Some((code(&digits), length));
    }
    Some((code(&positional(&values)?.to_string()), length))
}

/// 一百零三: digits and units in falling order; `None` where it is no number (三五百, 百十).
fn positional(values: &[u32]) -> Option<u32> {
    let (mut total, mut pending, mut unit) = (0, None, 10_000);
    for (at, value) in values.iter().enumerate() {
        match (*value, pending) {
            (0, None) => {}
            (digit @ 1..10, None) => pending = Some(digit),
            (10.., _) if *value >= unit => return None,
            (10, None) if at == 0 => (total, unit) = (10, 10),
            (10.., Some(digit)) => {
                total += digit * value;
                (pending, unit) = (None, *value);
            }
            _ => return None,
        }
    }
    Some(total + pending.unwrap_or(0))
}

fn digit(character: char) -> Option<u32> {
    Some(match character {
        '〇' | '零' | '○' | '◯' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// ① ⑴ ⒈ ㈠
fn enclosed(character: char) -> Option<u32> {
    let code = u32::from(character);
    [
        (0x2460, 20),
        (0x2474, 20),
        (0x2488, 20),
        (0x3220, 10),
        (0x3280, 10),
    ]
    .into_iter()
    .find_map(|(first, count)| (first..first + count).contains(&code).then(|| code - first + 1))
}

fn code(digits: &str) -> u32 {
    let hash = digits.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    NUMBERS | hash
}

#[cfg(test)]
mod tests {
    use xunwang_domain::registry::half_width;

    use super::*;

    #[test]
    fn styles_of_one_number_are_one_number() {
        let value = |text| number_at(text, half_width);
        for (one, other) in [
            ("一百二十三条", "123条"),
            ("二〇二三年", "２０２３年"),
            ("二○二三年", "2023年"),
            ("十", "10"),
            ("二千零五", "2005"),
            ("1,200元", "1200元"),
            ("05月", "5月"),
            ("（", "("),
            ("㈢", "3"),
            ("⑫", "十二"),
        ] {
            assert_eq!(
                value(one).map(|n| n.0),
                value(other).map(|n| n.0),
                "{one} {other}"
            );
        }
        for (one, other) in [
            ("3.5", "35"),
            ("1,2", "12"),
            ("020", "20"),
            ("十", "一"),
            ("三十", "三百"),
        ] {
            assert_ne!(
                value(one).map(|n| n.0),
                value(other).map(|n| n.0),
                "{one} {other}"
            );
        }
        assert_eq!(value("三五百"), None);
        assert_eq!(value("12.5%").map(|n| n.1), Some(4));
        assert_eq!(value("12。").map(|n| n.1), Some(2));
    }
}
