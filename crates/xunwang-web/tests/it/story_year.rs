//! The reports of a year, drawn from the circulars that were issued in it; what they do not say is left open.

use http::StatusCode;
use serde_json::Value as Json;

use super::judged::judged_round;
use super::story_paper::{begin, issue, staffed, strip};

const WHOLE: &str = "示例省人民政府办公厅";

#[tokio::test]
async fn a_year_is_reported_as_far_as_issued_circulars_say_it() {
    let office = staffed().await;
    let mut wang = office.session("wang").await;
    let body = office.body(WHOLE).await;
    let page = format!("/papers/yearly/{}", body.0);
    let empty = wang.get(&page).await.text;
    assert!(empty.contains("还没有印发的通报"), "{empty}");
    let quarters: [(u128, &str, &[&str]); 3] = [
        (301, "2025Q4", &["9901000001", "9901000002"]),
        (302, "2026Q1", &["9901000001"]),
        (303, "2026Q2", &["9901000001", "9902000001"]),
    ];
    for (number, quarter, failing) in quarters {
        let round = judged_round(&office, number, (WHOLE, quarter), failing).await;
        let path = begin(&office, round).await;
        issue(&office, &path, &format!("示办函〔{}〕{number}号", &quarter[..4])).await;
    }
    // Judged, not issued: it is not of the year's report yet.
    let open = judged_round(&office, 304, (WHOLE, "2026Q3"), &["9901000002"]).await;
    begin(&office, open).await;
    assert!(wang.get("/papers").await.text.contains(&page));
    let shown = strip(&wang.get(&page).await.text);
    assert!(
        shown.contains("2026年已印发通报的季度：第1季度、第2季度") && shown.contains("2025年"),
        "{shown}"
    );

    let file = |report: &str, format: &str| format!("{page}/file?report={report}&year=2026&format={format}");
    let report = strip(&wang.get(&file("supervision", "html")).await.text);
    // In operation, inspected, share, failed, rate; then a quarter that has no circular yet.
    for row in ["第一季度33100%166.7%", "第二季度33100%233.3%", "第三季度—"] {
        assert!(report.contains(row), "没有“{row}”：{report}");
    }
    assert!(report.contains("收到留言（条）—"), "{report}");

    let json = wang.get(&file("assessment", "json")).await.text;
    let values: Json = serde_json::from_str(&json).unwrap();
    assert_eq!(values["messages_counted"], false, "{json}");
    let of_area = |name: &str| {
        let areas = values["areas"].as_array().unwrap();
        let area = areas.iter().find(|area| area["name"] == name).unwrap();
        area["deductions"].as_array().unwrap().clone()
    };
    let [first, second] = of_area("江口市").try_into().unwrap();
    for (one, says) in [
        (first, "2026年第一季度通报：江口市人民政府门户网站"),
        (second, "2026年第二季度通报"),
    ] {
        assert!(
            one["cause"] == "site-failed" && one["what"].as_str().unwrap().contains(says),
            "{one}"
        );
    }
    assert_eq!(of_area("云岭市").len(), 1, "{json}");
    let ledger = strip(&wang.get(&file("assessment", "html")).await.text);
    assert!(
        ledger.contains("留言办理情况未统计") && ledger.contains("江口市02——0——"),
        "{ledger}"
    );
    assert!(
        wang.get(&file("assessment", "docx"))
            .await
            .bytes
            .starts_with(b"PK")
    );

    let other = file("supervision", "html").replace("2026", "2024");
    let none = wang.get(&other).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text.contains("2024年没有印发的通报"), "{}", none.text);
}
