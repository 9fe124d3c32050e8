//! Characters by the names that fonts give them, and characters that stand for others.

/// The text of a glyph's name, where the name tells it.
pub(super) fn text_of(name: &str) -> Option<String> {
    let name = name.split('.').next().unwrap_or_default();
    if let Some((_, text)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*text).to_owned());
    }
    let mut characters = name.chars();
    if let (Some(letter), None) = (characters.next(), characters.next())
        && letter.is_ascii_alphabetic()
    {
        return Some(letter.to_string());
    }
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    if !(4..=6).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let code = u32::from_str_radix(digits, 16).ok()?;
    char::from_u32(code).map(String::from)
}

/// Some programs write the forms of radicals where they mean the characters that look the same.
pub(super) fn unified(character: char) -> char {
    match u32::from(character) {
        code @ 0x2f00..=0x2fd5 => RADICALS
            .chars()
            .nth((code - 0x2f00) as usize)
            .unwrap_or(character),
        0x2e80..=0x2ef3 => {
            let mut pairs = FURTHER.chars();
            while let (Some(radical), Some(unified)) = (pairs.next(), pairs.next()) {
                if radical == character {
                    return unified;
                }
            }
            character
        }
        _ => character,
    }
}

const RADICALS: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

const FURTHER: &str = "⺎兀⺓幺⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻩黄⻬齐⻮齿⻰龙⻳龟";

const NAMES: &[(&str, &str)] = &[
    ("space", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("endash", "–"),
    ("emdash", "—"),
    ("bullet", "•"),
    ("ellipsis", "…"),
    ("periodcentered", "·"),
    ("middot", "·"),
    ("degree", "°"),
    ("copyright", "©"),
    ("registered", "®"),
    ("trademark", "™"),
    ("section", "§"),
    ("paragraph", "¶"),
    ("multiply", "×"),
    ("divide", "÷"),
    ("plusminus", "±"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("minus", "−"),
    ("nbspace", "\u{a0}"),
    ("nonbreakingspace", "\u{a0}"),
    ("sfthyphen", "-"),
    ("Euro", "€"),
    ("yen", "¥"),
    ("ff", "ff"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_radicals_tell_their_characters() {
        assert_eq!(text_of("uni4E2D").as_deref(), Some("中"));
        assert_eq!(text_of("seven.tab").as_deref(), Some("7"));
        assert_eq!(text_of("A").as_deref(), Some("A"));
        assert_eq!(text_of("g123"), None);
        assert_eq!("⼀⽂⻓龟".chars().map(unified).collect::<String>(), "一文长龟");
    }
}
