//! What the seed lexicons call certain, and what they leave alone.

use chrono::NaiveDate;
use xunwang_domain::finding::Certainty;
use xunwang_text::lexicon::{Article, Matcher, clean_text, seed_lexicons};
use xunwang_text::names::{Names, national_bodies};
use xunwang_text::words::words;

/// A form is certain by construction when it is a fixed name of six characters or more with exactly one character
/// exchanged, that character belongs to no word in the form, stands inside it (or the name has eight characters), and
/// official prose nowhere holds the form.
fn is_impossible(wrong: &str, right: &str) -> bool {
    let (wrong_chars, right_chars): (Vec<char>, Vec<char>) =
        (wrong.chars().collect(), right.chars().collect());
    let length = wrong_chars.len();
    let changed: Vec<usize> = (0..length)
        .filter(|&at| right_chars.get(at) != Some(&wrong_chars[at]))
        .collect();
    let [at] = changed[..] else { return false };
    let inside = at > 0 && at + 1 < length || length >= 8;
    let in_a_word = (0..=at).any(|start| {
        (at + 1..=length)
            .filter(|end| end - start >= 2)
            .any(|end| words().contains(&wrong_chars[start..end].iter().collect::<String>()))
    });
    length == right_chars.len() && length >= 6 && inside && !in_a_word && !clean_text().contains(wrong)
}

#[test]
fn nothing_is_called_certain_that_correct_text_could_hold() {
    let (mut certain, mut suspected) = (0, 0);
    for entry in seed_lexicons().iter().flat_map(|lexicon| &lexicon.entries) {
        if entry.certainty == Certainty::Suspected {
            suspected += entry.wrong.len();
            continue;
        }
        for wrong in &entry.wrong {
            certain += 1;
            assert!(
                entry.right.iter().any(|right| is_impossible(wrong, right)),
                "{wrong} → {:?}",
                entry.right
            );
        }
    }
    assert!(certain > 1_000 && suspected > certain, "{certain} / {suspected}");
}

#[test]
fn the_test_itself_tells_them_apart() {
    assert!(is_impossible("中华人民共合国", "中华人民共和国"));
    assert!(
        !is_impossible("一国二制", "一国两制"),
        "four characters are too few"
    );
    assert!(
        !is_impossible("国务院国资有产", "国务院国有资产"),
        "two characters exchanged"
    );
    assert!(!is_impossible("中国人民民", "中国人民"), "中国人民民主");
}

/// One line with thousands of wrong forms must not take the square of its length: the fuzzer's find took a minute.
#[test]
fn a_long_line_of_wrong_forms_ends() {
    let forms: Vec<&str> = seed_lexicons()
        .iter()
        .flat_map(|lexicon| &lexicon.entries)
        .flat_map(|entry| entry.wrong.iter().map(String::as_str))
        .collect();
    let matcher = Matcher::compile(seed_lexicons().iter().cloned());
    let hits = |forms: &[&str], times| {
        let text = forms.join("。").repeat(times);
        matcher.scan(&text, &Article::checked_on(NaiveDate::MIN)).len()
    };
    // The first 10,000 places are looked at, and a form within another is none of its own.
    let (half, most) = (hits(&forms[..forms.len() / 2], 1), hits(&forms, 2));
    assert!(half < most && most <= 10_000, "{half}, {most}");
    assert_eq!(hits(&forms, 6), most, "more text gives no more hits");
}

/// Lexicons and dictionary find nothing in these.
fn nothing_is_accused_in(texts: &[&str]) {
    let matcher = Matcher::compile(seed_lexicons().iter().cloned());
    let names = Names::compile([national_bodies()]);
    for text in texts {
        let found = matcher.scan(text, &Article::checked_on(NaiveDate::MAX));
        assert!(found.is_empty(), "{found:?}");
        let found = names.check(text, NaiveDate::from_ymd_opt(2026, 11, 26));
        assert!(found.is_empty(), "{found:?}");
    }
}

/// What a look through three million characters of laws in force showed to be right.
#[test]
fn wording_of_the_laws_is_not_accused() {
    nothing_is_accused_in(&[
        "香港特别行政区除悬挂中华人民共和国国旗和国徽外，还可使用香港特别行政区区旗和区徽。",
        "在香港特别行政区区内或区外被判犯有刑事罪行。",
        "原澳门政府所签订的有效期超过一九九九年十二月十九日的契约继续有效。",
        "香港特别行政区成立前在香港政府各部门任职的公务人员均可留用。",
        "（二）携带或者使用考试作弊器材、资料的；",
        "（二）通过提供考试作弊器材等方式为作弊提供帮助或者便利的；",
        "军队生态环境保护部门负责军事船舶污染海洋环境的监督管理。",
        "信息产业部门应当与气象主管机构密切配合。",
    ]);
}

/// What a million characters of reports of governments and of news of 2025 and 2026 showed to be right.
#[test]
fn wording_of_reports_and_news_is_not_accused() {
    nothing_is_accused_in(&[
        "深入学习贯彻党的二十届三中全会精神。",
        "从党的十八届三中全会到党的二十届三中全会《决定》。",
        "党的十届三中全会于1977年召开。",
        "发展票根经济、悦己经济等新业态。",
        "中央党校（国家行政学院）分管日常工作的副校长出席。",
        "热烈祝贺老挝建国50周年。",
    ]);
    let matcher = Matcher::compile(seed_lexicons().iter().cloned());
    let found = matcher.scan("庆祝建国70周年", &Article::checked_on(NaiveDate::MAX));
    assert_eq!(found[0].hit.right[0], "新中国成立70周年");
}

/// Sessions and congresses, each number with each: none is a slip of another.
#[test]
fn numbers_of_meetings_are_not_cut() {
    let numbers = "一二三四五六七八九十".chars().map(String::from);
    let numbers: Vec<String> = numbers
        .clone()
        .chain(numbers.clone().map(|unit| format!("十{unit}")))
        .chain(["二十".to_owned(), "二十一".to_owned()])
        .filter(|number| number != "十十")
        .collect();
    let matcher = Matcher::compile(seed_lexicons().iter().cloned());
    for of in &numbers {
        for session in &numbers[..8] {
            let text = format!(
                "党的{of}大以来，党的{of}届{session}中全会、中国共产党第{of}次全国代表大会、省委{of}届{session}次全会、\
                 第{of}届全国人民代表大会第{session}次会议、全国政协{of}届{session}次会议"
            );
            let found = matcher.scan(&text, &Article::checked_on(NaiveDate::MAX));
            assert!(found.is_empty(), "{found:?}");
        }
    }
}
