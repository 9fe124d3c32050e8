//! What the words of an answer give reason to doubt (答复文字检查), rulebook ZH-09 and ZH-11.

use super::copied::{EarlierAnswer, copied};
use super::doubt::{AnswerDoubt, DoubtKind, Outcome, Weight, problem};
use super::phrases::{
    addresses, assurance, has_reason, has_result, names_deadline, promise, says_mended, substance,
};
use super::slips::slips;
use crate::form::slice::is_han;
use crate::privacy::mask;

/// An answer with what it answers (待审答复).
#[derive(Clone, Copy, Debug)]
pub struct AnswerCase<'a> {
    /// The code of the kind of problem, rulebook ZR-04 ([`problem`]).
    pub kind: u8,
    /// What the citizen wrote.
    pub description: &'a str,
    /// The address complained about.
    pub address: Option<&'a str>,
    /// The answer.
    pub answer: &'a str,
    /// How the message is to be closed.
    pub outcome: Outcome,
    /// Earlier answers of the same unit, the oldest first.
    pub earlier: &'a [EarlierAnswer<'a>],
}

/// Characters of a quoted place that are shown.
const SHOWN: usize = 40;

/// Doubts about the words of an answer, in a fixed order (答复文字检查).
pub fn check(case: &AnswerCase<'_>) -> Vec<AnswerDoubt> {
    use DoubtKind::{Copied, Empty, EmptyPhrase, NoReason, NoReference, ThanksOnly, TooShort};
    use Weight::{Notice, Return};
    let answer = case.answer.trim();
    if !answer.chars().any(char::is_alphanumeric) {
        return vec![AnswerDoubt::new(
            Empty,
            Return,
            "没有答复内容，请写明核实情况和处理结果。",
        )];
    }
    let parts = substance(answer);
    let letters: usize = parts
        .iter()
        .map(|part| part.chars().filter(|sign| sign.is_alphanumeric()).count())
        .sum();
    if letters == 0 {
        let message = format!(
            "答复只有客套话（“{}”），没有说明核实情况和处理结果。",
            shown(answer)
        );
        return vec![AnswerDoubt::new(ThanksOnly, Return, message)];
    }
    let mut doubts = Vec::new();
    doubts.extend(contradiction(case, answer));
    if case.outcome != Outcome::Fixed && !has_reason(answer) {
        let outcome = match case.outcome {
            Outcome::NotAccepted => "不予受理",
            _ => "不属于问题",
        };
        let message = format!(
            "按“{outcome}”办结，但答复没有说明理由（“{}”），请写明依据或核实经过。",
            shown(answer)
        );
        doubts.push(AnswerDoubt::new(NoReason, Return, message));
    }
    doubts.extend(
        empty_phrase(answer, &parts).map(|(weight, message)| AnswerDoubt::new(EmptyPhrase, weight, message)),
    );
    if let Some(other) = copied(case.description, case.address, answer, case.earlier) {
        let mut doubt = AnswerDoubt::new(
            Copied,
            Return,
            format!(
                "与留言{}的答复文字相同，而两条留言反映的不是同一问题，请针对本条留言作答。",
                other.id
            ),
        );
        doubt.before = Some(mask(&shown_of(other.answer, 200)));
        doubts.push(doubt);
    }
    let least = least_length(case, answer);
    if letters < least {
        let message = format!(
            "答复除客套外只有{letters}字（“{}”），一般不少于{least}字才能说明核实了什么、怎样处理。",
            shown(answer)
        );
        doubts.push(AnswerDoubt::new(TooShort, Notice, message));
    }
    if case.outcome != Outcome::NotAccepted && !refers(case, answer) {
        let message = format!(
            "答复没有指明是哪个页面、哪处内容（“{}”），请写明网址或引用原文。",
            shown(answer)
        );
        doubts.push(AnswerDoubt::new(NoReference, Notice, message));
    }
    doubts.sort_by_key(|doubt| doubt.kind);
    doubts
}

fn contradiction(case: &AnswerCase<'_>, answer: &str) -> Option<AnswerDoubt> {
    let denies = [
        "不属于错误",
        "不存在您反映",
        "不存在该问题",
        "不存在此问题",
        "并无错误",
        "没有错误",
        "不是错别字",
        "不属于本网站",
    ]
    .iter()
    .find(|word| answer.contains(**word));
    let message = match case.outcome {
        Outcome::Fixed if denies.is_some() && !says_mended(answer) => {
            format!("按“属实已改”办结，但答复说“{}”，请核对办理结论。", denies?)
        }
        Outcome::NotDefect if says_mended(answer) => {
            let place = answer
                .split(['。', '；', '\n', '，'])
                .find(|part| says_mended(part))
                .unwrap_or(answer);
            format!(
                "按“不属于问题”办结，但答复说已作修改（“{}”），请核对办理结论。",
                shown(place)
            )
        }
        _ => return None,
    };
    Some(AnswerDoubt::new(
        DoubtKind::Contradiction,
        Weight::Return,
        message,
    ))
}

/// A promise without a day, or an assurance, and no result anywhere.
fn empty_phrase(answer: &str, parts: &[&str]) -> Option<(Weight, String)> {
    if has_result(answer) {
        return None;
    }
    let promised = parts.iter().find_map(|part| Some((*part, promise(part)?)));
    if let Some((sentence, phrase)) = promised {
        return Some(if names_deadline(answer) {
            (
                Weight::Notice,
                format!(
                    "答复只承诺处理（“{}”），还没有结果，请在所说日期后复核。",
                    shown(sentence)
                ),
            )
        } else {
            let phrase = shown(phrase);
            (
                Weight::Return,
                format!("答复说“{phrase}”，没有写明完成日期，也没有处理结果。"),
            )
        });
    }
    let phrase = parts.iter().find_map(|part| assurance(part))?;
    Some((
        Weight::Return,
        format!("答复只表态（“{}”），没有写明核实情况和处理结果。", shown(phrase)),
    ))
}

/// Letters that an answer needs at least: 20 (rulebook ZH-11); a consultation and a refusal need more, a mended word
/// that is quoted needs less, several points need as much each.
fn least_length(case: &AnswerCase<'_>, answer: &str) -> usize {
    let quoted = !slips(answer).is_empty() || answer.contains('“') && says_mended(answer);
    let base = match (case.kind, case.outcome) {
        (problem::TYPO, Outcome::Fixed) if quoted => 8,
        (problem::UNANSWERED, _) => 40,
        (_, Outcome::NotDefect) => 25,
        _ => 20,
    };
    base * points(case.description).clamp(1, 5)
}

/// Numbered points of a message.
fn points(description: &str) -> usize {
    let begins = |number: usize| {
        let chinese = ["一", "二", "三", "四", "五"][number - 1];
        [
            format!("{number}."),
            format!("{number}、"),
            format!("{number}．"),
            format!("（{number}）"),
            format!("{chinese}、"),
        ]
        .iter()
        .any(|mark| description.contains(mark.as_str()))
    };
    (1..=5).take_while(|number| begins(*number)).count()
}

/// Does the answer name the page, the words, or anything that the message speaks of?
fn refers(case: &AnswerCase<'_>, answer: &str) -> bool {
    let named = !addresses(answer).is_empty() || answer.contains("www.") || answer.contains('《');
    let quotes = slips(case.description).iter().any(|slip| {
        answer.contains(&slip.wrong) || slip.right.as_ref().is_some_and(|right| answer.contains(right))
    });
    named || quotes || answer.contains(['“', '「']) || shares_words(case.description, answer)
}

/// Three characters in a row in common that are not said of every page.
fn shares_words(description: &str, answer: &str) -> bool {
    const COMMON: [&str; 30] = [
        "网站",
        "页面",
        "网页",
        "打不开",
        "无法",
        "访问",
        "问题",
        "您好",
        "反映",
        "不能",
        "内容",
        "错误",
        "链接",
        "显示",
        "更新",
        "处理",
        "回复",
        "答复",
        "请",
        "尽快",
        "已经",
        "修改",
        "正常",
        "感谢",
        "功能",
        "使用",
        "没有",
        "打开",
        "错别字",
        "核实",
    ];
    let plain = |text: &str| {
        COMMON
            .iter()
            .fold(text.to_owned(), |text, word| text.replace(word, "\u{1}"))
    };
    let (own, answer) = (plain(description), plain(answer));
    let letters: Vec<char> = own.chars().collect();
    letters.windows(3).any(|run| {
        let run: String = run.iter().collect();
        run.chars().all(|sign| is_han(sign) || sign.is_alphanumeric()) && answer.contains(&run)
    })
}

fn shown(text: &str) -> String {
    mask(&shown_of(text, SHOWN))
}

fn shown_of(text: &str, count: usize) -> String {
    let mut part: String = text.trim().chars().take(count).collect();
    if text.trim().chars().count() > count {
        part.push('…');
    }
    part
}
