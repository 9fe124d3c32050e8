//! Praise for streaks: counted back over what was issued and sealed, never over a gap, and every number with its rows.

use chrono::TimeDelta;
use xunwang_domain::judgement::{JudgedSite, Judgement, SiteJudgement};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::{Judged, RoundId};
use xunwang_ports::Clock as _;

use super::harness::Office;
use super::judged::judged_round;
use super::story_paper::{Sheet, begin, head, issue, staffed, strip};

const WHOLE: &str = "示例省人民政府办公厅";

/// Circulars of four quarters, issued; 云岭市 has a failing site in the first of them.
async fn a_year_of_circulars() -> Office {
    let office = staffed().await;
    let quarters: [(u128, &str, &[&str]); 4] = [
        (301, "2025Q3", &["9902000001"]),
        (302, "2025Q4", &[]),
        (303, "2026Q1", &[]),
        (304, "2026Q2", &[]),
    ];
    for (number, quarter, failing) in quarters {
        let round = judged_round(&office, number, (WHOLE, quarter), failing).await;
        let path = begin(&office, round).await;
        issue(&office, &path, &format!("示办函〔{}〕{number}号", &quarter[..4])).await;
    }
    office
}

/// A site of a round could not be measured after all; the round is judged again.
async fn not_measured(office: &Office, round: RoundId, code: &str) {
    office.clock.forward(TimeDelta::minutes(5));
    let code = SiteCode::parse(code).unwrap();
    let judged = JudgedSite {
        site: SiteJudgement {
            site_code: code.clone(),
            judgement: Judgement::NotMeasured,
            vetoes: Vec::new(),
            not_measured_reason: Some("检测期内本单位网络中断".to_owned()),
        },
        counts: Vec::new(),
    };
    let mut tx = office.store.begin().await.unwrap();
    let mut again = tx.round(round).await.unwrap().unwrap();
    again.judged = Some(Judged {
        at: office.clock.now(),
        by: "王某".to_owned(),
    });
    tx.put_round(&again).await.unwrap();
    let kept = serde_json::to_string(&judged).unwrap();
    tx.put_judgement(round, &code, Some(&kept)).await.unwrap();
    tx.commit().await.unwrap();
}

/// The sentence of praise; none where there is none.
async fn praise(sheet: &mut Sheet) -> Option<String> {
    let html = sheet.get("/files/circular.html").await.text;
    let plain = strip(&html);
    let end = plain.find("，予以表扬")?;
    let start = plain[..end].rfind('。').map_or(0, |at| at + "。".len());
    Some(plain[start..end].to_owned())
}

#[tokio::test]
async fn a_city_is_praised_for_the_quarters_that_issued_circulars_prove() {
    let office = a_year_of_circulars().await;
    let round = judged_round(&office, 305, (WHOLE, "2026Q3"), &[]).await;
    let path = begin(&office, round).await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    assert_eq!(
        praise(&mut sheet).await.as_deref(),
        Some("江口市政府网站连续5个季度全部合格；云岭市政府网站连续4个季度全部合格")
    );
    // Each number leads to its quarters, and each quarter to its circular.
    let rows = sheet.get("/rows?figure=praise%5B0%5D.streak").await.text;
    for says in [
        "每个地区连续5个季度",
        "2025年第三季度",
        "示办函〔2025〕301号",
        "本次通报",
    ] {
        assert!(rows.contains(says), "没有“{says}”：{rows}");
    }
    assert_eq!(rows.matches("全部合格（").count(), 5, "{rows}");
    // Why one reaches no further back.
    let data = strip(&sheet.get("/data").await.text);
    assert!(data.contains("2025年第三季度有1个网站不合格"), "{data}");
    assert!(data.contains("2025年第二季度没有印发的通报"), "{data}");

    // The number of quarters is a field of the form.
    let after = |quarters: &'static str| {
        let mut all = head("12");
        all.push(("praise_after", quarters));
        all
    };
    sheet.done("/head", &after("5")).await;
    let told = praise(&mut sheet).await.unwrap();
    assert!(told.ends_with("江口市政府网站连续5个季度全部合格"), "{told}");
    sheet.done("/head", &after("0")).await;
    assert_eq!(praise(&mut sheet).await, None);
    let refused = sheet.post("/head", &after("1")).await.text;
    assert!(refused.contains("应为2至40"), "{refused}");
    sheet.done("/head", &after("4")).await;

    // What was not measured is not praised.
    not_measured(&office, round, "9902000001").await;
    sheet.done("/redraft", &[]).await;
    let told = praise(&mut sheet).await.unwrap();
    assert!(!told.contains("云岭市"), "{told}");
    let data = strip(&sheet.get("/data").await.text);
    assert!(data.contains("2026年第三季度有1个网站没有检测"), "{data}");
}

#[tokio::test]
async fn a_quarter_without_an_issued_circular_ends_every_streak() {
    let office = a_year_of_circulars().await;
    // Drafted, never issued.
    let round = judged_round(&office, 305, (WHOLE, "2026Q3"), &[]).await;
    begin(&office, round).await;
    let next = judged_round(&office, 306, (WHOLE, "2026Q4"), &[]).await;
    let path = begin(&office, next).await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    assert_eq!(praise(&mut sheet).await, None);
    let data = strip(&sheet.get("/data").await.text);
    assert!(data.contains("2026年第三季度没有印发的通报"), "{data}");
    assert!(data.contains("不表扬：不足4个季度"), "{data}");
}
