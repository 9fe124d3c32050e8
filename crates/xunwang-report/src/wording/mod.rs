//! The office's own language (行文用语): regions, dates, classes of defects, punctuation.

mod dates;
mod defects;
mod region;

pub(crate) use dates::{days, deadline, in_full, sampling_note, stood_before, window};
pub(crate) use defects::{Theme, is_delicate, standard_wording, standard_wordings};
pub(crate) use region::{Region, short_city};

/// Half-width punctuation beside Chinese becomes full-width, closing marks at the end go (标点规范).
pub(crate) fn clean(text: &str) -> String {
    let letters: Vec<char> = text
        .trim()
        .trim_end_matches(['。', '；', '，', '.', ';', ',', '！'])
        .chars()
        .collect();
    let is_chinese = |place: Option<&char>| {
        place.is_some_and(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{3000}'..='\u{303F}' | '“' | '”' | '\u{FF00}'..='\u{FFEF}'))
    };
    let full_width = |(index, letter): (usize, &char)| {
        let beside = is_chinese(index.checked_sub(1).and_then(|before| letters.get(before)))
            || is_chinese(letters.get(index + 1));
        match letter {
            '\n' | '\r' | '\t' => ' ',
            ',' if beside => '，',
            ';' if beside => '；',
            ':' if beside => '：',
            '(' if beside => '（',
            ')' if beside => '）',
            '?' if beside => '？',
            '!' if beside => '！',
            other => *other,
        }
    };
    letters.iter().enumerate().map(full_width).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn punctuation_beside_chinese_is_full_width() {
        assert_eq!(
            super::clean(" 栏目(动态)未更新，内容缺失。"),
            "栏目（动态）未更新，内容缺失"
        );
        assert_eq!(
            super::clean("首页 a.gov.cn:8080/x?y=1,2 无法打开;"),
            "首页 a.gov.cn:8080/x?y=1,2 无法打开"
        );
    }
}
