//! The words that a message complains about, on the page at receipt and now (引用文字核对).

use xunwang_text::answer::{AnswerCase, AnswerDoubt, DoubtKind, Outcome, Slip, Weight, says_mended, slips};
use xunwang_text::privacy::mask;
use xunwang_text::reprint::compare;
use xunwang_text::words::words;

use super::answer_check::{AnswerCheck, Evidence, Note};
use super::look_again::PageLook;

/// Characters of the page around a quoted text.
const AROUND: usize = 20;

/// Quoted mistakes, and else whether the page has changed at all.
pub(super) fn page_words(
    case: &AnswerCase<'_>,
    evidence: &Evidence<'_>,
    now: &PageLook,
    result: &mut AnswerCheck,
) {
    let Some(text) = now.text.as_deref() else {
        result
            .unverified
            .push("所反映的内容不是网页，或者过大没有读完，文字未能核对。".to_owned());
        return;
    };
    let before = evidence.before.and_then(|before| before.text.as_deref());
    let quoted: Vec<Slip> = slips(case.description)
        .into_iter()
        .filter(Slip::is_telling)
        .collect();
    if quoted.is_empty() {
        changed(case, before, text, result);
        return;
    }
    for slip in quoted {
        let Some(slip) = settled(slip, before) else {
            result
                .unverified
                .push("留言没有写明两种写法哪一种是错的，未能核对。".to_owned());
            continue;
        };
        quoted_slip(case, &slip, before, now, text, result);
    }
}

fn quoted_slip(
    case: &AnswerCase<'_>,
    slip: &Slip,
    before: Option<&str>,
    now: &PageLook,
    text: &str,
    result: &mut AnswerCheck,
) {
    let (there, was) = (slip.count_in(text), before.map(|before| slip.count_in(before)));
    let shown = mask(&slip.wrong);
    let excerpts = (
        before.and_then(|before| around(before, &slip.wrong)),
        around(text, &slip.wrong),
    );
    if there == 0 {
        if now.needs_script && was != Some(0) && was.is_none() {
            result
                .unverified
                .push(format!("页面内容由脚本生成，“{shown}”是否还在未能核实。"));
            return;
        }
        let right = slip.right.as_deref().filter(|_| slip.is_right_in(text));
        let message = match (was, right) {
            (Some(0), _) => format!("受理时和现在的页面上都没有“{shown}”。"),
            (_, Some(right)) => format!("引用的错误文字“{shown}”已不在页面，页面上写作“{}”。", mask(right)),
            (_, None) => format!("引用的错误文字“{shown}”已不在页面。"),
        };
        let after = slip.right.as_ref().and_then(|right| around(text, right));
        result.verified.push(Note {
            message,
            before: excerpts.0,
            after,
        });
        return;
    }
    if case.outcome != Outcome::Fixed {
        let message = format!("页面仍写作“{shown}”（{there}处），是否错误请对照答复的理由判断。");
        result.verified.push(Note {
            message,
            before: excerpts.0,
            after: excerpts.1,
        });
        return;
    }
    // A word that is right elsewhere may stand on the page with good reason.
    let ambiguous = was.is_none() && words().contains(&slip.wrong) || was.is_some_and(|was| there < was);
    let weight = if ambiguous { Weight::Notice } else { Weight::Return };
    let partly = was
        .filter(|was| there < *was)
        .map(|was| format!("，受理时{was}处"))
        .unwrap_or_default();
    let said = if says_mended(case.answer) {
        "答复称已修改，但"
    } else {
        ""
    };
    let message = format!("{said}引用的错误文字“{shown}”仍在页面上（{there}处{partly}）。");
    let doubt = AnswerDoubt::new(DoubtKind::StillThere, weight, message);
    result.doubts.push(AnswerDoubt {
        before: excerpts.0,
        after: excerpts.1,
        ..doubt
    });
}

/// A slip whose direction is known, by the page at receipt where the words leave it open.
fn settled(slip: Slip, before: Option<&str>) -> Option<Slip> {
    if slip.sure {
        return Some(slip);
    }
    let (before, right) = (before?, slip.right.clone()?);
    let turned = Slip {
        wrong: right,
        right: Some(slip.wrong.clone()),
        sure: true,
    };
    match (slip.count_in(before) > 0, turned.count_in(before) > 0) {
        (true, false) => Some(Slip { sure: true, ..slip }),
        (false, true) => Some(turned),
        _ => None,
    }
}

fn changed(case: &AnswerCase<'_>, before: Option<&str>, now: &str, result: &mut AnswerCheck) {
    let Some(before) = before else {
        result
            .unverified
            .push("留言没有引用可以查找的文字，受理时的页面也没有留存，未能核对。".to_owned());
        return;
    };
    let differences = compare(before, now);
    if let Some(first) = differences.first() {
        let part = |text: &str, span: &std::ops::Range<usize>| {
            text.get(span.clone())
                .map(|part| mask(&part.chars().take(80).collect::<String>()))
                .filter(|part| !part.is_empty())
        };
        let message = format!(
            "受理以后页面文字有改动（{}处），请对照留言核对。",
            differences.len()
        );
        result.verified.push(Note {
            message,
            before: part(before, &first.source),
            after: part(now, &first.local),
        });
    } else if case.outcome == Outcome::Fixed && says_mended(case.answer) {
        let message = "答复称已修改，但页面文字与受理时相同。";
        result
            .doubts
            .push(AnswerDoubt::new(DoubtKind::Unchanged, Weight::Notice, message));
    } else {
        result
            .unverified
            .push("页面文字与受理时相同，留言没有引用可以查找的文字，须人工核对。".to_owned());
    }
}

/// The first place of some words with what stands around it, masked.
fn around(text: &str, words: &str) -> Option<String> {
    let at = text.find(words)?;
    let end = at + words.len();
    let start = text[..at]
        .char_indices()
        .rev()
        .nth(AROUND - 1)
        .map_or(0, |(start, _)| start);
    let stop = text[end..]
        .char_indices()
        .nth(AROUND)
        .map_or(text.len(), |(stop, _)| end + stop);
    Some(mask(text[start..stop].trim()).replace('\n', " "))
}
