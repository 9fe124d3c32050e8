//! Fictional figures of messages and accounts (示范通报数据) for the demo's circular, in the form of FACTS.json.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use crate::{Fleet, chance::Chance};

const PLATFORMS: [&str; 4] = ["微信公众号", "新浪微博", "今日头条", "抖音"];
const TEXTS: [(&str, &str); 4] = [
    ("account-stale", "监测时间点前2周内无更新"),
    ("account-menu-dead", "菜单栏互动交流链接不可用"),
    ("account-stale", "长期未更新，且未按要求注销"),
    ("account-duplicate", "重复发布内容相同的稿件"),
];

/// Facts for the quarter of the fleet's monitoring point: `feedback`, `areas` with accounts, and the
/// account and feedback `problems`. Sums, failing accounts and dates agree with each other; figures of
/// sites are left out, as they come from the inspection.
pub fn fictional_facts(fleet: &Fleet) -> Value {
    let mut chance = Chance::new(&[fleet.options.seed, 61]);
    let as_of = fleet.options.as_of;
    let quarter_start = NaiveDate::from_ymd_opt(as_of.year(), as_of.month0() / 3 * 3 + 1, 1).unwrap_or(as_of);
    let mut names: Vec<(String, bool)> = Vec::new();
    for site in &fleet.sites {
        if !names.iter().any(|(name, _)| *name == site.identity.area) {
            names.push((site.identity.area.clone(), site.identity.area_is_city));
        }
    }
    let failing_areas = names.len().min(3);
    let mut areas = Vec::new();
    let mut problems = Vec::new();
    for (index, (name, is_city)) in names.iter().enumerate() {
        let running = if *is_city {
            chance.between(60, 190)
        } else {
            chance.between(3, 12)
        };
        // A few areas, spread over the list, have one or two accounts that fail.
        let failed = if index % names.len().div_ceil(failing_areas) == 1 % names.len() {
            chance.between(1, 2)
        } else {
            0
        };
        for number in 0..failed {
            let (rule, text) = TEXTS[(index + number) % TEXTS.len()];
            let short = name.trim_end_matches('市');
            problems.push(json!({
                "object": "account",
                "area": name,
                "name": format!("{short}{}", ["发布", "政务"][number % 2]),
                "unit": format!("{name}{}", if *is_city { "人民政府办公室" } else { "" }),
                "platform": PLATFORMS[(index + number) % PLATFORMS.len()],
                "failing": true,
                "named": true,
                "rule": rule,
                "text": text,
                "repeat_of": null,
            }));
        }
        areas.push(json!({
            "name": name,
            "kind": if *is_city { "city" } else { "department" },
            "accounts_running": running,
            "accounts_checked": running,
            "accounts_failed": failed,
        }));
    }
    let received = 280 + chance.below(120);
    if let Some((area, _)) = names.first() {
        problems.push(json!({
            "object": "feedback",
            "area": area,
            "name": format!("{area}人民政府门户网站"),
            "unit": format!("{area}人民政府办公室"),
            "platform": null,
            "failing": false,
            "named": true,
            "rule": "feedback-returned",
            "text": "对找错留言的答复质量把关不严，在终审环节被驳回重办",
            "repeat_of": null,
        }));
    }
    json!({
        "quarter": format!("{}Q{}", as_of.year(), as_of.month0() / 3 + 1),
        "message_window": [quarter_start, as_of],
        "areas": areas,
        "feedback": { "received": received, "closed_on_time": received, "closed_late": 0, "open": 0, "overdue": 0 },
        "problems": problems,
    })
}
