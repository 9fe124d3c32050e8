//! Contradictions in praise (表扬的矛盾): a streak must be one, and say of this quarter what the counts say.

use super::super::CircularFacts;
use super::Found;

pub(super) fn look(facts: &CircularFacts, found: &mut Found) {
    for (index, praise) in facts.praise.iter().enumerate() {
        let place = |field: &str| format!("praise[{index}].{field}");
        let has_text = !praise.text.trim().is_empty();
        found.when(
            has_text != praise.streak.is_empty(),
            place("text"),
            "text（表扬的话）和streak（连续合格的季度）请填一项，只填一项",
        );
        let Some(last) = praise.streak.last() else {
            continue;
        };
        let are_running = |pair: &[super::super::StreakQuarter]| match pair {
            [before, after] => before.quarter.next() == after.quarter,
            _ => true,
        };
        found.when(
            !praise.streak.windows(2).all(are_running) || last.quarter != facts.quarter,
            place("streak"),
            format!(
                "各季度应一个接一个，最后一个为本次检查的{}",
                facts.quarter.in_full()
            ),
        );
        found.when(
            praise.streak.iter().any(|quarter| quarter.sites == 0),
            place("streak"),
            "有的季度没有检查网站，不能算连续合格",
        );
        match facts.all_passed(&praise.area) {
            Err(reason) => found.when(
                true,
                place("streak"),
                format!("{}{reason}，不能算连续合格", praise.area),
            ),
            Ok(now) => found.when(
                (now.sites, now.accounts) != (last.sites, last.accounts),
                place("streak"),
                format!(
                    "{}本季度检查网站{}个、政务新媒体{}个，与areas的{}个、{}个不一致",
                    praise.area, last.sites, last.accounts, now.sites, now.accounts
                ),
            ),
        }
        for quarter in &praise.streak {
            let past = facts.history.iter().find(|past| past.quarter == quarter.quarter);
            found.when(
                past.is_some_and(|past| {
                    quarter.sites > past.sites_checked || quarter.accounts > past.accounts_checked
                }),
                place("streak"),
                format!(
                    "{}{}检查的对象多于history中该季度的合计",
                    praise.area,
                    quarter.quarter.in_full()
                ),
            );
        }
    }
}
