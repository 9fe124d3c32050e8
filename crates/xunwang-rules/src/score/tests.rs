//! The worked examples of the rulebook, and what must never count silently.

use xunwang_domain::judgement::Judgement;
use xunwang_domain::registry::{SiteCategory, SiteCode};
use xunwang_domain::score::{
    BonusStage, Draw, LineStanding, ManualScore, Rows, ScoreInput, ScoreSheet, ScoredDefect,
};
use xunwang_domain::standard::{Hundredths, Standard, Trait};

use crate::testing::scene;
use crate::{guobanmihan_2019_19, parse_standard, score};

const HEAD: &str = r#"
id = "test"
title = "测试"
document = "示例"
effective_from = "2019-04-01"
[terms]
"首页" = "14天"
[scoring]
deduction = "100"
bonus = "30"
fails = "低于60"
bonus_from = "高于80"
without_service = { skips = "办事服务", deduction = "75" }
"#;

/// A row: id, 一级指标, kind, points, measure.
fn row((id, group, kind, points, measure): (&str, &str, &str, &str, &str)) -> String {
    let points = if points.is_empty() {
        String::new()
    } else {
        format!("points = \"{points}\"\n")
    };
    format!(
        "[[indicator]]\nid = \"{id}\"\ngroup = \"{group}\"\ntitle = \"{id}\"\nwording = \"{id}\"\nkind = \"{kind}\"\n\
         automation = \"S\"\nscope = \"portal\"\n{points}measure = {measure}\n\
         provenance = {{ source = \"示例\", confidence = \"A\", confirmed = true, confirmed_by = \"张三\" }}\n"
    )
}

fn standard(rows: &[(&str, &str, &str, &str, &str)]) -> Standard {
    let rows: Vec<String> = rows.iter().copied().map(row).collect();
    parse_standard(&(HEAD.to_owned() + &rows.join(""))).unwrap()
}

const MANUAL: &str = "{ by = \"manual\" }";

/// Parts of 75, 25 and 30 points that people decide.
fn by_hand() -> Standard {
    standard(&[
        ("P-1", "发布解读", "deduction", "75", MANUAL),
        ("P-2", "办事服务", "deduction", "25", MANUAL),
        ("B-1", "创新发展", "bonus", "30", MANUAL),
    ])
}

fn hundredths(points: &str) -> Hundredths {
    Hundredths::parse(points).unwrap()
}

fn decided(points: &[(&str, &str)]) -> ScoreInput {
    let manual = points.iter().map(|(id, points)| {
        let note = "李四".to_owned();
        (
            (*id).to_owned(),
            ManualScore {
                points: hundredths(points),
                note,
            },
        )
    });
    ScoreInput {
        manual: manual.collect(),
        ..ScoreInput::default()
    }
}

#[derive(Clone, Copy)]
enum Body {
    Local,
    /// A body of the State Council that serves nobody.
    Council,
}

fn scored(body: Body, input: &ScoreInput, standard: &Standard, rows: Rows) -> Option<ScoreSheet> {
    let mut site = scene().site.clone();
    site.category = SiteCategory::Portal;
    site.public_service = true;
    if matches!(body, Body::Council) {
        site.code = SiteCode::parse("bm07000001").unwrap();
        site.public_service = false;
    }
    score(&site, input, standard, rows)
}

fn local(input: &ScoreInput, standard: &Standard) -> ScoreSheet {
    scored(Body::Local, input, standard, Rows::Confirmed).unwrap()
}

/// `部分 加分 总分 结论`
fn result(sheet: &ScoreSheet) -> String {
    let total = sheet
        .total
        .map_or_else(|| "未定".to_owned(), |total| total.to_string());
    let stage = match sheet.bonus_stage {
        BonusStage::Open => "加分",
        BonusStage::Closed => "不加分",
        BonusStage::Undecided => "未定",
    };
    format!(
        "{} {stage}{} {total} {}",
        sheet.part_two,
        sheet.bonus,
        sheet.verdict.chinese()
    )
}

#[test]
fn the_worked_examples_of_the_rulebook() {
    let standard = by_hand();
    let of_100 = |lost: &str, bonus: &str| {
        local(
            &decided(&[("P-1", lost), ("P-2", "0"), ("B-1", bonus)]),
            &standard,
        )
    };
    assert_eq!(result(&of_100("15", "12")), "85 加分12 97 合格");
    assert_eq!(
        result(&of_100("20", "30")),
        "80 不加分0 80 合格",
        "80 is not above 80"
    );
    assert_eq!(result(&of_100("19.99", "30")), "80.01 加分30 110.01 合格");
    assert_eq!(result(&of_100("40", "0")), "60 不加分0 60 合格", "60 passes");
    assert_eq!(result(&of_100("40.01", "0")), "59.99 不加分0 59.99 不合格");
    let of_75 = |lost: &str| {
        let input = decided(&[("P-1", lost), ("P-2", "25"), ("B-1", "10")]);
        scored(Body::Council, &input, &standard, Rows::Confirmed).unwrap()
    };
    assert_eq!(result(&of_75("15")), "80 不加分0 80 合格", "60/75");
    assert_eq!(result(&of_75("14")), "81.33 加分10 91.33 合格", "61/75");
    assert_eq!(result(&of_75("31")), "58.67 不加分0 58.67 不合格", "44/75");
    let sheet = of_75("14");
    assert_eq!(
        (sheet.full, sheet.deducted.to_string().as_str()),
        (Hundredths::whole(75), "61")
    );
    assert_eq!(sheet.lines[1].standing, LineStanding::Skipped);
    assert!(sheet.bonus_reason.contains("高于80"), "{}", sheet.bonus_reason);
}

#[test]
fn only_bodies_of_the_state_council_that_serve_nobody_skip_service() {
    let standard = by_hand();
    let input = decided(&[("P-1", "0"), ("P-2", "25"), ("B-1", "0")]);
    assert_eq!(result(&local(&input, &standard)), "75 不加分0 75 合格");
    let mut site = scene().site.clone();
    site.category = SiteCategory::Portal;
    site.public_service = false;
    let sheet = score(&site, &input, &standard, Rows::Confirmed).unwrap();
    assert_eq!(sheet.part_two.to_string(), "75", "a local portal skips nothing");
    site.code = SiteCode::parse("bm07000001").unwrap();
    site.public_service = true;
    let sheet = score(&site, &input, &standard, Rows::Confirmed).unwrap();
    assert_eq!(
        sheet.part_two.to_string(),
        "75",
        "a ministry that serves the public skips nothing"
    );
}

#[test]
fn nothing_is_scored_but_portals_without_a_veto() {
    let standard = by_hand();
    let input = decided(&[("P-1", "0"), ("P-2", "0"), ("B-1", "0")]);
    let mut site = scene().site.clone();
    site.category = SiteCategory::Department;
    assert_eq!(score(&site, &input, &standard, Rows::Confirmed), None);
    let vetoed = ScoreInput {
        vetoes: vec!["WV3".to_owned()],
        ..input.clone()
    };
    assert_eq!(scored(Body::Local, &vetoed, &standard, Rows::All), None);
    let mut vetoes_only = standard.clone();
    vetoes_only.scoring = None;
    assert_eq!(scored(Body::Local, &input, &vetoes_only, Rows::All), None);
}

#[test]
fn a_row_never_costs_more_than_its_points_and_a_bonus_never_earns_more_than_thirty() {
    let standard = standard(&[
        ("P-1", "功能设计", "deduction", "95", MANUAL),
        (
            "P-2",
            "功能设计",
            "deduction",
            "5",
            "{ by = \"each\", of = [{ rule = \"link-dead\", home = true, points = \"0.1\" }, { rule = \"link-dead\", home = false, points = \"0.01\" }] }",
        ),
        ("B-1", "创新发展", "bonus", "20", MANUAL),
        ("B-2", "创新发展", "bonus", "20", MANUAL),
    ]);
    let dead = |home: usize, others: usize| {
        let mut input = decided(&[("P-1", "0"), ("B-1", "25"), ("B-2", "15")]);
        let defect = |number: usize| ScoredDefect {
            rule: "link-dead".to_owned(),
            seen: Trait {
                home: number < home,
                ..Trait::default()
            },
            key: format!("k{number}"),
        };
        input
            .defects
            .insert("P-2".to_owned(), (0..home + others).map(defect).collect());
        local(&input, &standard)
    };
    let sheet = dead(3, 7);
    assert_eq!(sheet.lines[1].amount, hundredths("0.37"));
    assert_eq!((sheet.lines[1].defects.len(), sheet.lines[1].capped), (10, false));
    assert_eq!(result(&sheet), "99.63 加分30 129.63 合格");
    assert_eq!(
        sheet.lines[2].amount,
        hundredths("20"),
        "a bonus row is held to its points"
    );
    assert!(sheet.lines[2].capped);
    let sheet = dead(60, 0);
    assert_eq!(
        (sheet.lines[1].amount, sheet.lines[1].capped),
        (hundredths("5"), true)
    );
    assert_eq!(sheet.lines[1].explanation, "问题60个，合计6分，按本项分值扣5分");
    assert_eq!(result(&sheet), "95 加分30 125 合格");
}

#[test]
fn no_defect_costs_points_twice() {
    let each = "{ by = \"each\", of = [{ rule = \"channel-blank\", points = \"2\" }] }";
    let standard = standard(&[
        ("P-1", "发布解读", "deduction", "50", each),
        ("P-2", "发布解读", "deduction", "50", each),
    ]);
    let blank = |key: &str| ScoredDefect {
        rule: "channel-blank".to_owned(),
        seen: Trait::default(),
        key: key.to_owned(),
    };
    let mut input = ScoreInput::default();
    let other = ScoredDefect {
        rule: "typo".to_owned(),
        ..blank("c")
    };
    input
        .defects
        .insert("P-1".to_owned(), vec![blank("a"), blank("a"), other]);
    input
        .defects
        .insert("P-2".to_owned(), vec![blank("a"), blank("b")]);
    let sheet = local(&input, &standard);
    let amounts: Vec<_> = sheet.lines.iter().map(|line| line.amount.to_string()).collect();
    assert_eq!(amounts, ["2", "2"]);
    assert_eq!(
        sheet.lines[0].explanation,
        "问题1个，另有1个不属于本项的计数对象，未计，扣2分"
    );
    assert_eq!(sheet.lines[1].defects, ["b"]);
    assert_eq!(
        sheet.lines[1].explanation,
        "问题1个，另有1个已按其他指标计分，不重复计，扣2分"
    );
}

#[test]
fn thresholds_samples_and_shares_cost_what_they_say() {
    let standard = standard(&[
        (
            "COUNT",
            "g",
            "deduction",
            "10",
            "{ by = \"count\", threshold = \"超过(含)2\", of = [{ rule = \"channel-stale\" }] }",
        ),
        (
            "SHARE",
            "g",
            "deduction",
            "10",
            "{ by = \"share\", threshold = \"超过(含)5%\", of = [{ rule = \"link-dead\" }] }",
        ),
        (
            "EVERY",
            "g",
            "deduction",
            "10",
            "{ by = \"every\", total = \"少于5\", of = [{ rule = \"link-dead\" }] }",
        ),
        (
            "SAMPLE",
            "g",
            "deduction",
            "10",
            "{ by = \"sampled\", sample = 5, of = [{ rule = \"meta-missing\", points = \"1\" }] }",
        ),
        ("REST", "g", "deduction", "60", MANUAL),
    ]);
    let lines = |stale: usize, share: (u32, u32), every: (u32, u32), sample: (u32, u32)| {
        let mut input = decided(&[("REST", "0")]);
        let defect = |number: usize| ScoredDefect {
            rule: "channel-stale".to_owned(),
            seen: Trait::default(),
            key: format!("{number}"),
        };
        input
            .defects
            .insert("COUNT".to_owned(), (0..stale).map(defect).collect());
        for (id, (drawn, defective)) in [("SHARE", share), ("EVERY", every), ("SAMPLE", sample)] {
            input.draws.insert(id.to_owned(), Draw { drawn, defective });
        }
        let sheet = local(&input, &standard);
        sheet.lines[..4]
            .iter()
            .map(|line| line.amount.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(1, (100, 4), (4, 3), (5, 0)), ["0", "0", "0", "0"]);
    assert_eq!(lines(2, (100, 5), (4, 4), (5, 3)), ["10", "10", "10", "3"]);
    assert_eq!(
        lines(0, (0, 0), (0, 0), (0, 0)),
        ["0", "0", "0", "0"],
        "nothing of nothing"
    );
    assert_eq!(
        lines(0, (0, 0), (5, 5), (3, 3)),
        ["0", "0", "0", "3"],
        "five are not fewer than five"
    );
    let sheet = local(&decided(&[("REST", "0")]), &standard);
    let open: Vec<_> = sheet
        .lines
        .iter()
        .filter(|line| line.standing == LineStanding::NotMeasured)
        .collect();
    assert_eq!(open.len(), 3, "no numbers, no judgement: {:?}", sheet.lines);
}

#[test]
fn what_nobody_measured_leaves_open_only_what_it_could_change() {
    let standard = standard(&[
        ("P-1", "发布解读", "deduction", "90", MANUAL),
        ("P-2", "功能设计", "deduction", "10", MANUAL),
    ]);
    let lost = |points: &str| result(&local(&decided(&[("P-1", points)]), &standard));
    assert_eq!(lost("0"), "100 加分0 未定 合格", "90 at least");
    assert_eq!(lost("15"), "85 未定0 未定 合格", "75 to 85");
    assert_eq!(lost("35"), "65 不加分0 未定 未能检测", "55 to 65");
    assert_eq!(lost("41"), "59 不加分0 未定 不合格", "59 at most");
    let mut input = decided(&[("P-1", "35")]);
    input
        .not_measured
        .insert("P-2".to_owned(), "页面由脚本生成".to_owned());
    let sheet = local(&input, &standard);
    assert_eq!(sheet.lines[1].explanation, "未评：页面由脚本生成");
    assert!(sheet.reason.contains("在55到65之间"), "{}", sheet.reason);
    assert!(
        sheet
            .reservations
            .iter()
            .any(|one| one.contains("未评，未计入：P-2"))
    );
}

#[test]
fn rows_that_are_unconfirmed_or_without_points_never_count_silently() {
    let mut standard = standard(&[
        ("P-1", "发布解读", "deduction", "60", MANUAL),
        ("P-2", "功能设计", "deduction", "40", MANUAL),
    ]);
    standard.indicators[1].provenance.confirmed = false;
    let input = decided(&[("P-1", "0"), ("P-2", "30")]);
    let official = local(&input, &standard);
    assert_eq!(official.lines.len(), 1);
    assert_eq!(
        result(&official),
        "100 未定0 未定 合格",
        "the other 40 points are open: 60 at least"
    );
    assert!(
        official
            .reservations
            .iter()
            .any(|one| one.contains("还有40分没有对应的指标"))
    );
    let preview = scored(Body::Local, &input, &standard, Rows::All).unwrap();
    assert_eq!(result(&preview), "70 不加分0 70 合格");
    assert!(preview.reservations[0].contains("未经确认，不得用于正式评定：P-2"));
    standard.indicators[1].points = None;
    let preview = scored(Body::Local, &input, &standard, Rows::All).unwrap();
    assert_eq!(preview.lines[1].standing, LineStanding::NoPoints);
    assert_eq!(preview.lines[1].amount, Hundredths(0));
    assert!(
        preview
            .reservations
            .iter()
            .any(|one| one.contains("没有分值，一律不计：P-2"))
    );
}

#[test]
fn the_seed_gives_a_preview_and_no_official_score() {
    let standard = guobanmihan_2019_19();
    let mut input = decided(&[("P-01", "5"), ("P-18", "2")]);
    let defect = ScoredDefect {
        rule: "link-dead".to_owned(),
        seen: Trait::default(),
        key: "k".to_owned(),
    };
    input.defects.insert("P-22".to_owned(), vec![defect]);
    let preview = scored(Body::Local, &input, &standard, Rows::All).unwrap();
    assert_eq!(preview.part_two.to_string(), "93");
    let line = |id: &str| preview.lines.iter().find(|line| line.indicator == id).unwrap();
    assert_eq!(line("P-22").standing, LineStanding::NoPoints);
    assert!(preview.lines.iter().all(|line| !line.confirmed));
    let official = local(&input, &standard);
    assert_eq!(
        (official.lines.len(), official.total, official.verdict),
        (0, None, Judgement::NotMeasured)
    );
    let council = scored(Body::Council, &input, &standard, Rows::All).unwrap();
    assert_eq!(council.part_two.to_string(), "90.67", "68 of 75 × 4/3");
    assert!(
        council
            .lines
            .iter()
            .any(|line| line.standing == LineStanding::Skipped)
    );
    let json = serde_json::to_string(&preview).unwrap();
    assert_eq!(serde_json::from_str::<ScoreSheet>(&json).unwrap(), preview);
}

#[test]
fn what_people_reported_costs_what_a_person_says_and_nothing_of_itself() {
    let each = "{ by = \"each\", of = [{ rule = \"typo\", points = \"1\" }] }";
    let standard = standard(&[("P-1", "发布解读", "deduction", "100", each)]);
    let defect = |rule: &str| ScoredDefect {
        rule: rule.to_owned(),
        seen: Trait::default(),
        key: rule.to_owned(),
    };
    let with = |rules: &[&str]| ScoreInput {
        defects: [("P-1".to_owned(), rules.iter().map(|rule| defect(rule)).collect())].into(),
        ..ScoreInput::default()
    };
    let found = local(&with(&["typo"]), &standard);
    assert_eq!(
        (found.lines[0].amount, found.lines[0].standing),
        (hundredths("1"), LineStanding::Counted)
    );
    let reported = local(&with(&["typo", "reported"]), &standard);
    assert_eq!(reported.lines[0].standing, LineStanding::NotMeasured);
    assert!(
        reported.lines[0].explanation.contains("1个，扣几分须由人评定"),
        "{}",
        reported.lines[0].explanation
    );
    // Said by a person, that is what it costs.
    let mut settled = with(&["typo", "reported"]);
    settled.manual = decided(&[("P-1", "3")]).manual;
    assert_eq!(local(&settled, &standard).lines[0].amount, hundredths("3"));
}
