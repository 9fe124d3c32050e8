//! Contradictions in what an office adds (可选内容的矛盾): charts without their figures, quarters out of order, tiles.

use std::collections::BTreeSet;

use super::super::{AreaKind, ChartKind, CircularFacts};
use super::Found;

pub(super) fn look(facts: &CircularFacts, found: &mut Found) {
    charts(facts, found);
    history(facts, found);
    tiles(facts, found);
    let columns: BTreeSet<_> = facts.columns.iter().map(|column| *column as u8).collect();
    found.when(
        columns.len() < facts.columns.len(),
        "columns",
        "有的列写了两次，请只留一个",
    );
    let Some(imprint) = &facts.imprint else { return };
    // The imprint stands at the foot of one page, whole.
    const MOST_LETTERS: usize = 600;
    const MOST_OF_A_NAME: usize = 60;
    let letters: usize = imprint.copies_to.iter().map(|name| name.chars().count()).sum();
    found.when(
        letters > MOST_LETTERS,
        "imprint.copies_to",
        format!("抄送机关共{letters}字，超过{MOST_LETTERS}字，版记放不下，请归并"),
    );
    found.when(
        imprint.printed_by.chars().count() > MOST_OF_A_NAME,
        "imprint.printed_by",
        format!("印发机关超过{MOST_OF_A_NAME}字，请检查是否填错"),
    );
    found.when(
        imprint.copies_to.iter().any(|name| name.trim().is_empty()),
        "imprint.copies_to",
        "抄送机关中有空的名称，请删去",
    );
    found.when(
        imprint.printed_on.is_some_and(|day| day < facts.issued_on),
        "imprint.printed_on",
        format!("印发日期早于成文日期{}", facts.issued_on),
    );
}

fn charts(facts: &CircularFacts, found: &mut Found) {
    let asked: BTreeSet<_> = facts.charts.iter().map(|chart| *chart as u8).collect();
    found.when(
        asked.len() < facts.charts.len(),
        "charts",
        "有的图写了两次，请只留一个",
    );
    let wants = |chart| facts.charts.contains(&chart);
    found.when(
        wants(ChartKind::PassRate) && facts.history.is_empty(),
        "charts",
        "要画合格率走势图，请在history中给出至少一个既往季度",
    );
    let reported = facts.history.iter().any(|quarter| quarter.feedback.is_some());
    found.when(
        wants(ChartKind::OnTime) && (facts.feedback.is_none() || !reported),
        "charts",
        "要画按期办结率走势图，请给出本季度的feedback，并在history中给出至少一个既往季度的feedback",
    );
    found.when(
        wants(ChartKind::Cities) && !facts.areas.iter().any(|area| area.kind == AreaKind::City),
        "charts",
        "要画各市方格图，areas中至少应有一个city",
    );
}

fn history(facts: &CircularFacts, found: &mut Found) {
    const MOST: usize = 40;
    found.when(
        facts.history.len() > MOST,
        "history",
        format!("既往季度最多{MOST}个，再多图上看不清，请删去较早的"),
    );
    for (index, past) in facts.history.iter().enumerate() {
        let place = |field: &str| format!("history[{index}].{field}");
        let next = facts
            .history
            .get(index + 1)
            .map_or(facts.quarter, |next| next.quarter);
        found.when(
            past.quarter >= next,
            place("quarter"),
            format!(
                "{}不早于其后的{}，请按时间先后排列",
                past.quarter.in_full(),
                next.in_full()
            ),
        );
        for (field, word, checked, failed) in [
            ("sites_failed", "网站", past.sites_checked, past.sites_failed),
            (
                "accounts_failed",
                "政务新媒体",
                past.accounts_checked,
                past.accounts_failed,
            ),
        ] {
            found.when(
                failed > checked,
                place(field),
                format!(
                    "{}不合格的{word}{failed}个多于检查的{checked}个",
                    past.quarter.in_full()
                ),
            );
        }
        if let Some(feedback) = past.feedback {
            super::outcomes(&feedback, &place("feedback"), found);
        }
    }
}

/// A map that leaves out a city would hide it; one that shows it twice would count it twice.
fn tiles(facts: &CircularFacts, found: &mut Found) {
    const MOST: usize = 40;
    if facts.tiles.is_empty() {
        return;
    }
    let widest = facts.tiles.iter().map(Vec::len).max().unwrap_or_default();
    found.when(
        facts.tiles.len() > MOST || widest > MOST,
        "tiles",
        format!("方格图最多{MOST}行、{MOST}列，请检查是否填错"),
    );
    let mut seen = BTreeSet::new();
    for (row, names) in facts.tiles.iter().enumerate() {
        for name in names.iter().filter(|name| !name.is_empty()) {
            let is_city = |area: &&super::AreaFacts| area.name == *name && area.kind == AreaKind::City;
            found.when(
                !facts.areas.iter().any(|area| is_city(&area)),
                format!("tiles[{row}]"),
                format!("“{name}”不是areas所列的city，请改成一致的名称"),
            );
            found.when(
                !seen.insert(name.as_str()),
                format!("tiles[{row}]"),
                format!("“{name}”在方格图中出现两次，请只留一个"),
            );
        }
    }
    let missing: Vec<&str> = facts
        .areas
        .iter()
        .filter(|area| area.kind == AreaKind::City && !seen.contains(area.name.as_str()))
        .map(|area| area.name.as_str())
        .take(10)
        .collect();
    found.when(
        !missing.is_empty(),
        "tiles",
        format!("方格图中没有{}，请补上", missing.join("、")),
    );
}
