//! Numbers and names of a final that are as sealed, and that are not.

use xunwang_domain::circular::CircularFacts;

use super::*;
use crate::document::Edition;
use crate::documents::circular::compose;

fn document() -> Document {
    let area = |name: &str, running: u64, failed: u64| serde_json::json!({"name": name, "kind": "city", "sites_running": running, "sites_checked": running, "sites_failed": failed});
    let problem = |area: &str, name: &str| {
        serde_json::json!({
            "object": "site", "area": area, "name": name, "unit": format!("{area}人民政府"), "failing": true, "named": true,
            "rule": "channel-stale", "text": "多个栏目更新不及时"
        })
    };
    let facts = serde_json::json!({
        "title": "关于2026年第三季度检查情况的通报", "issuer": "示例省人民政府办公厅", "number": "示办函〔2026〕15号", "quarter": "2026Q3",
        "issued_on": "2026-09-21", "rectify_by": "2026-10-20", "sampling_window": ["2026-07-01", "2026-09-15"],
        "areas": [area("青川市", 126, 8), area("云岭市", 45, 1), area("江口市", 31, 0)],
        "problems": (0..8).map(|number| problem("青川市", &format!("青川市第{}示例网", ["一", "二", "三", "四", "五", "六", "七", "八"][number])))
            .chain([problem("云岭市", "云岭市卫生健康局网站")]).collect::<Vec<_>>()
    });
    let facts = CircularFacts::from_json(facts.to_string().as_bytes()).unwrap();
    compose(&facts, Edition::Confirmed).unwrap()
}

fn names() -> Vec<String> {
    let numerals = ["一", "二", "三", "四", "五", "六", "七", "八"];
    let sites = numerals.iter().map(|number| format!("青川市第{number}示例网"));
    let others = [
        "青川市",
        "云岭市",
        "江口市",
        "云岭市卫生健康局网站",
        "江口市水务局网站",
        "青川市人民政府",
    ];
    sites.chain(others.map(str::to_owned)).collect()
}

/// As a finished page gives it: broken lines, page numbers, nothing between cells but white space.
fn printed(document: &Document) -> String {
    let mut text = String::from("示例省人民政府办公厅文件\n");
    for (number, line) in document.plain_text().lines().enumerate() {
        let line = line.replace('｜', "\t");
        let letters: Vec<char> = line.chars().collect();
        let mut width = 0;
        for letter in letters {
            width += 1;
            if width > 27 && !letter.is_ascii_digit() && !"%.号".contains(letter) {
                text.push('\n');
                width = 0;
            }
            text.push(letter);
        }
        text.push('\n');
        if number % 9 == 8 {
            text.push_str(&format!("— {} —\n", number / 9 + 1));
        }
    }
    text
}

fn told(check: &SignedCheck) -> Vec<(SignedKind, &str, &str)> {
    check
        .differences
        .iter()
        .map(|it| (it.kind, it.expected.as_str(), it.found.as_str()))
        .collect()
}

#[test]
fn a_final_that_says_what_was_sealed_has_no_difference() {
    let document = document();
    let check = check_signed(&document, &names(), &printed(&document));
    assert_eq!(told(&check), []);
    assert!(check.compared > 80, "{}", check.compared);
}

#[test]
fn changed_missing_and_added_numbers_and_names_are_named_with_their_place() {
    let document = document();
    let text = printed(&document);
    let changed = text.replacen("126\t", "134\t", 1);
    assert_ne!(changed, text);
    let check = check_signed(&document, &names(), &changed);
    assert_eq!(told(&check), [(SignedKind::Changed, "126", "134")]);
    assert!(changed[check.differences[0].at..].starts_with("134"));

    let swapped = text.replacen("云岭市卫生健康局网站", "江口市水务局网站", 1);
    let check = check_signed(&document, &names(), &swapped);
    assert_eq!(
        told(&check),
        [(SignedKind::Changed, "云岭市卫生健康局网站", "江口市水务局网站")]
    );

    let row = text.lines().find(|line| line.contains("31\t")).unwrap();
    let without = text.replacen(row, "", 1);
    let check = check_signed(&document, &names(), &without);
    assert!(
        check.differences.iter().all(|it| it.kind == SignedKind::Missing),
        "{:?}",
        told(&check)
    );
    assert!(told(&check).iter().any(|(_, expected, _)| *expected == "31"));

    let more = text.replacen("特此通报", "另有7个单位受到约谈。特此通报", 1);
    let more = if more == text {
        format!("{text}\n印发份数 350份")
    } else {
        more
    };
    let check = check_signed(&document, &names(), &more);
    assert_eq!(check.differences.len(), 1, "{:?}", told(&check));
    assert_eq!(check.differences[0].kind, SignedKind::Added);
}

#[test]
fn rows_read_in_another_order_and_names_broken_over_cells_are_no_differences() {
    let document = document();
    let text = printed(&document);
    // A narrow cell: the name goes on below, after the rest of its row.
    let broken = text.replacen("云岭市卫生健康局网站", "云岭市卫生健\t康局网站", 1);
    let broken = broken.replacen("云岭市卫生健康局网站", "云岭市卫生健\t不更新\n康局网站", 1);
    let check = check_signed(&document, &names(), &broken);
    assert_eq!(told(&check), []);
    // The attachment before the text.
    let at = text.rfind("附件").unwrap();
    let turned = format!("{}\n{}", &text[at..], &text[..at]);
    let check = check_signed(&document, &names(), &turned);
    assert!(check.differences.len() <= 2, "{:?}", told(&check));
}

#[test]
fn an_empty_text_misses_everything_and_an_endless_one_ends() {
    let document = document();
    let check = check_signed(&document, &names(), "");
    assert_eq!(check.differences.len(), check.compared);
    let noise = "1 2 3 4 5 6 7 8 9 ".repeat(2_000);
    check_signed(&document, &names(), &noise);
}
