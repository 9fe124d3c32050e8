//! An answer checked by machine before a person reviews it (答复核查, F-72).

use chrono::{DateTime, NaiveDate, Utc};
use xunwang_domain::exchange::TargetClass;
use xunwang_text::answer::{
    AnswerCase, AnswerDoubt, DoubtKind, Outcome, Weight, check, problem, says_alive, says_gone,
};
use xunwang_text::privacy::mask;

use super::look_again::{PageLook, chinese_day};
use super::page_words::page_words;

/// What is known of the pages (页面证据).
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// When the message was received.
    pub received: DateTime<Utc>,
    /// The page at receipt, where it was kept.
    pub before: Option<&'a PageLook>,
    /// The page now; `None` where the message names no address that could be looked at.
    pub now: Option<&'a PageLook>,
    /// Looks at addresses that the answer names.
    pub named: &'a [PageLook],
}

/// Something that was verified (已核实), with the page before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// A Chinese sentence.
    pub message: String,
    /// The page at receipt.
    pub before: Option<String>,
    /// The page now.
    pub after: Option<String>,
}

/// What the machine says of an answer (答复核查结果). Texts are masked; a person decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerCheck {
    /// Reasons to look twice, in the order of their kinds.
    pub doubts: Vec<AnswerDoubt>,
    /// What was verified.
    pub verified: Vec<Note>,
    /// What could not be verified, each with its reason (未能核实): never held against the unit.
    pub unverified: Vec<String>,
}

/// Checks the words of an answer, and the pages it speaks of (答复核查).
pub fn check_answer(case: &AnswerCase<'_>, evidence: &Evidence<'_>) -> AnswerCheck {
    let mut result = AnswerCheck {
        doubts: check(case),
        ..AnswerCheck::default()
    };
    match evidence.now {
        None => result
            .unverified
            .push("留言没有可以再次访问的网址，页面未核实。".to_owned()),
        Some(now) => look(case, evidence, now, &mut result),
    }
    for named in evidence
        .named
        .iter()
        .filter(|named| named.state.class == TargetClass::Broken)
    {
        let message = format!("答复给出的网址{}打不开（{}）。", named.asked, said(named));
        result
            .doubts
            .push(AnswerDoubt::new(DoubtKind::NamedDead, Weight::Return, message));
    }
    result.doubts.sort_by_key(|doubt| doubt.kind);
    result
}

fn look(case: &AnswerCase<'_>, evidence: &Evidence<'_>, now: &PageLook, result: &mut AnswerCheck) {
    match now.state.class {
        TargetClass::NotMeasured => {
            let reason = unmeasured_reason(now);
            result
                .unverified
                .push(format!("再次访问时{reason}，未能核实，不作为疑点。"));
        }
        TargetClass::Broken => dead(case, evidence, now, result),
        TargetClass::Danger => {
            let message = format!(
                "页面现在显示的是别的内容（{}），疑似被劫持，请立即核实。",
                said(now)
            );
            result
                .doubts
                .push(AnswerDoubt::new(DoubtKind::StillDead, Weight::Return, message));
        }
        TargetClass::Caution if now.text.is_none() => {
            result.unverified.push(format!(
                "再次访问时页面返回{}，可能限制了访问，未能核实。",
                said(now)
            ));
        }
        TargetClass::Ok | TargetClass::Caution => alive(case, evidence, now, result),
    }
}

fn dead(case: &AnswerCase<'_>, evidence: &Evidence<'_>, now: &PageLook, result: &mut AnswerCheck) {
    let is_about =
        matches!(case.kind, problem::INACCESSIBLE | problem::BROKEN) && case.outcome != Outcome::NotAccepted;
    let before = evidence
        .before
        .map(|before| format!("{} {}", moment(before.at), said(before)));
    let after = Some(format!("{} {}", moment(now.at), said(now)));
    if says_gone(case.answer) {
        let message = format!("页面已不能访问（{}），与答复所说已撤下、迁移相符。", said(now));
        result.verified.push(Note {
            message,
            before,
            after,
        });
    } else if now.looks.len() < 2 {
        result
            .unverified
            .push(format!("页面打不开（{}），只访问了一次，未能核实。", said(now)));
    } else if is_about || says_alive(case.answer) {
        let message = if says_alive(case.answer) {
            format!(
                "答复称可以访问，先后访问{}次都打不开（{}）。",
                now.looks.len(),
                said(now)
            )
        } else {
            format!(
                "所反映的页面仍打不开，先后访问{}次（{}）。",
                now.looks.len(),
                said(now)
            )
        };
        let doubt = AnswerDoubt::new(DoubtKind::StillDead, Weight::Return, message);
        result.doubts.push(AnswerDoubt {
            before,
            after,
            ..doubt
        });
    } else {
        result
            .unverified
            .push(format!("页面现在打不开（{}），文字未能核对。", said(now)));
    }
}

fn alive(case: &AnswerCase<'_>, evidence: &Evidence<'_>, now: &PageLook, result: &mut AnswerCheck) {
    match case.kind {
        problem::INACCESSIBLE | problem::BROKEN => {
            let before = evidence
                .before
                .map(|before| format!("{} {}", moment(before.at), said(before)));
            let after = Some(format!("{} {} {}", moment(now.at), said(now), mask(&now.title)));
            let message = match evidence.before {
                Some(before) if before.is_dead() => {
                    format!(
                        "受理时打不开（{}），现在可以访问（{}）。",
                        said(before),
                        said(now)
                    )
                }
                Some(before) if !before.is_unmeasured() => {
                    format!(
                        "受理时可以访问（{}），现在也可以访问（{}）。",
                        said(before),
                        said(now)
                    )
                }
                _ => format!("页面可以访问（{}）。", said(now)),
            };
            result.verified.push(Note {
                message,
                before,
                after,
            });
            if case.kind == problem::BROKEN {
                result
                    .unverified
                    .push("页面可以打开；功能是否可用须人工试用。".to_owned());
            }
        }
        problem::NOT_UPDATED => freshness(case, evidence, now, result),
        problem::UNANSWERED => {
            result
                .unverified
                .push("咨询留言是否已答复，须到网站的留言公开页人工核对。".to_owned());
        }
        _ => page_words(case, evidence, now, result),
    }
}

fn freshness(case: &AnswerCase<'_>, evidence: &Evidence<'_>, now: &PageLook, result: &mut AnswerCheck) {
    let received = chinese_day(evidence.received);
    let was = evidence
        .before
        .and_then(|before| before.latest)
        .map(|day| format!("受理时最新日期{}", date(day)));
    let Some(latest) = now.latest else {
        let reason = if now.needs_script {
            "页面内容由脚本生成"
        } else {
            "页面上没有认出日期"
        };
        result.unverified.push(format!("{reason}，是否更新未能核实。"));
        return;
    };
    let after = Some(format!("现在最新日期{}", date(latest)));
    if latest >= received {
        let message = format!(
            "页面最新日期{}，不早于受理日{}，已有更新。",
            date(latest),
            date(received)
        );
        result.verified.push(Note {
            message,
            before: was,
            after,
        });
    } else if case.outcome != Outcome::Fixed {
        let message = format!("页面最新日期{}，请对照更新期限判断。", date(latest));
        result.verified.push(Note {
            message,
            before: was,
            after,
        });
    } else if evidence
        .before
        .and_then(|before| before.latest)
        .is_some_and(|before| latest > before)
    {
        let message = format!("受理以后页面有新增内容，最新日期{}。", date(latest));
        result.verified.push(Note {
            message,
            before: was,
            after,
        });
    } else if now.needs_script {
        result
            .unverified
            .push("页面内容由脚本生成，是否更新未能核实。".to_owned());
    } else {
        let message = format!(
            "按“属实已改”办结，但页面最新日期仍是{}，早于受理日{}。",
            date(latest),
            date(received)
        );
        let doubt = AnswerDoubt::new(DoubtKind::NotUpdated, Weight::Return, message);
        result.doubts.push(AnswerDoubt {
            before: was,
            after,
            ..doubt
        });
    }
}

/// What the looks at a page said (访问结果), in words.
pub fn said(look: &PageLook) -> String {
    let name = |status: &str| match status {
        "timeout" => "超时".to_owned(),
        "refused" => "连接被拒绝".to_owned(),
        "no-address" => "域名不存在".to_owned(),
        "loop" => "跳转循环".to_owned(),
        "broken-off" => "连接中断".to_owned(),
        "soft-404" => "页面显示内容不存在".to_owned(),
        other => other.to_owned(),
    };
    look.looks
        .iter()
        .map(|status| name(status))
        .collect::<Vec<_>>()
        .join("、")
}

/// Why nothing could be found out of a page (未能检测的原因).
pub fn unmeasured_reason(look: &PageLook) -> &'static str {
    match look.state.status.as_str() {
        "ours" => "本单位的网络或域名解析有故障",
        "forbidden" => "网址指向内部网络，不予访问",
        "robots" => "网站不允许程序访问",
        "tls" => "加密方式不能识别",
        _ => "网站要求用浏览器验证",
    }
}

fn moment(at: DateTime<Utc>) -> String {
    (at + chrono::TimeDelta::hours(8))
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

fn date(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}
