//! `120万元，比去年的100万元增长30%`: two periods named with their numbers, and the change that is said (同期对比).

use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

use super::part::{is_vague, slack};
use super::passage::Passage;
use super::quantity::{Quantity, quantities};
use crate::Hit;

/// What is counted in these is freed of prices or put on another base before it is compared.
const OTHER_BASE: [&str; 12] = [
    "可比",
    "同口径",
    "不变价",
    "扣除",
    "剔除",
    "名义",
    "实际",
    "生产总值",
    "增加值",
    "GDP",
    "日均",
    "年均",
];

/// Looks at every `比` or `较` that an earlier period follows.
pub(super) fn changes_since(passage: &Passage<'_>, basis: &str, hits: &mut Vec<Hit>) {
    static EARLIER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"^(?:去年|上年|前年|上一年|上月|上季度|上半年|上期|去年同期|上年同期|上年末|\d{4}年(?:同期|末|底)?)(?:同期|全年)?的?(?:总数|总量|水平)?$",
        )
        .ok()
    });
    for sign in ["比", "较"] {
        for at in memmem::find_iter(passage.text.as_bytes(), sign.as_bytes()) {
            let end = at + sign.len();
            let sentence = passage.sentence(at);
            if !passage.has_digit(&(sentence.start..at)) || !passage.has_digit(&(end..sentence.end)) {
                continue;
            }
            let after = quantities(passage, &(end..sentence.end));
            let (Some(old), Some(said)) = (after.first(), after.get(1)) else {
                continue;
            };
            let period = &passage.text[end..old.span.start];
            if EARLIER.as_ref().is_some_and(|regex| regex.is_match(period)) {
                let place = Place {
                    start: sentence.start,
                    at,
                };
                compare(passage, basis, place, (old, said), hits);
            }
        }
    }
}

/// Where a comparison stands: the start of its sentence, and the word that compares.
struct Place {
    start: usize,
    at: usize,
}

fn compare(
    passage: &Passage<'_>,
    basis: &str,
    place: Place,
    (old, said): (&Quantity<'_>, &Quantity<'_>),
    hits: &mut Vec<Hit>,
) {
    let before = quantities(passage, &(place.start..place.at));
    let Some(new) = before.last() else { return };
    let gap = passage.text[new.span.end..place.at].trim_matches(['，', ',', ' ', '（', '(']);
    let sentence = &passage.text[place.start..said.span.end];
    if !gap.is_empty()
        || new.unit != old.unit
        || new.unit.is_empty()
        || old.value <= 0.0
        || OTHER_BASE.iter().any(|word| sentence.contains(word))
        || [new, old, said].into_iter().any(|one| is_vague(passage, one))
    {
        return;
    }
    let words = passage.text[old.span.end..said.span.start].trim_start_matches(['，', ',']);
    let up = match words.trim_end_matches('了') {
        "增长" | "增加" | "提高" | "上升" | "提升" | "多" => true,
        "下降" | "减少" | "降低" | "少" => false,
        _ => return,
    };
    let (old_slack, new_slack) = (slack(old), slack(new));
    let (least, most, real, unit) = if said.unit == "%" && new.unit != "%" {
        let rate = |new: f64, old: f64| (new / old.max(f64::MIN_POSITIVE) - 1.0) * 100.0;
        (
            rate(new.value - new_slack, old.value + old_slack),
            rate(new.value + new_slack, old.value - old_slack),
            rate(new.value, old.value),
            "%",
        )
    } else if said.unit == new.unit && new.unit != "%" || said.unit == "个百分点" && new.unit == "%" {
        let (real, slack) = (new.value - old.value, old_slack + new_slack);
        (real - slack, real + slack, real, said.unit)
    } else {
        // From 90 % to 95 % is a rise of 5 points or of 5.6 %: which of them is meant cannot be known.
        return;
    };
    let signed = if up { said.value } else { -said.value };
    let said_slack = said.rounding * 1.02 + 0.05;
    if least - said_slack <= signed && signed <= most + said_slack {
        return;
    }
    let word = if real >= 0.0 { "增加" } else { "减少" };
    let shown = &passage.text[said.span.clone()];
    let message = match unit {
        "%" | "个百分点" => format!(
            "按前后两个数算，应为{word}{:.1}{unit}，与“{words}{shown}”不符，请核对。",
            real.abs()
        ),
        _ => format!("按前后两个数算，变化与“{words}{shown}”不符，请核对。"),
    };
    hits.push(passage.suspect(basis, new.span.start..said.span.end, 0.65, message));
}
