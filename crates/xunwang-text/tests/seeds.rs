//! What the seed lexicons call certain: only forms that no correct text can hold.

use xunwang_domain::finding::Certainty;
use xunwang_text::lexicon::{clean_text, seed_lexicons};
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
