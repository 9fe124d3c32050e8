//! A round is made by the version of the standard that was chosen.

use http::StatusCode;
use xunwang_domain::people::Role;

use super::harness::Office;
use super::story_register::REGISTER;
use super::story_standards::draft;

#[tokio::test]
async fn a_round_goes_by_the_version_that_was_chosen_for_it() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let mut wang = office.session("wang").await;
    let version = draft(&mut wang, "1").await;
    let head = [
        ("seen", "0"),
        ("title", "示例省检查指标"),
        ("document", "示例函〔2026〕1号"),
        ("from", "2026-11-01"),
        ("to", ""),
        ("home", "10天"),
        ("term1", "2周"),
        ("deduction", "100"),
        ("bonus", "30"),
        ("fails", "低于60"),
        ("bonus_from", "高于80"),
    ];
    let saved = wang.post(&format!("{version}/head"), &head).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = wang.get("/rounds/new").await.text;
    assert!(
        page.contains("第1版") && !page.contains("第2版"),
        "a draft is no choice: {page}"
    );
    let enabled = wang.post(&format!("{version}/enable"), &[]).await;
    assert_eq!(enabled.status, StatusCode::SEE_OTHER, "{}", enabled.text);
    let page = wang.get("/rounds/new").await.text;
    assert!(
        page.contains("selected>第2版：示例省检查指标（2026-11-01起施行，现行）"),
        "{page}"
    );
    assert!(page.contains("<option value=\"1\">第1版"), "{page}");

    let root = root.0.to_string();
    let fields = |standard: &'static str, from: &'static str, to: &'static str| {
        [
            ("branch", root.as_str()),
            ("quarter", "2026Q4"),
            ("roster_day", "2026-11-26"),
            ("from", from),
            ("to", to),
            ("message_from", from),
            ("message_to", to),
            ("issue_on", "2026-12-21"),
            ("scope", "full"),
            ("standard", standard),
        ]
    };
    for (standard, from, to, told) in [
        ("9", "2026-10-01", "2026-12-15", "第9版没有启用"),
        ("甲", "2026-10-01", "2026-12-15", "请选择检查指标的版本"),
        ("2", "2026-07-01", "2026-09-15", "没有重合"),
    ] {
        let refused = wang.post("/rounds", &fields(standard, from, to)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(told), "{}", refused.text);
    }
    let made = wang
        .post("/rounds", &fields("1", "2026-10-01", "2026-12-15"))
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let page = wang.get(made.location()).await.text;
    assert!(
        page.contains("<dd>第1版：") && !page.contains("示例省检查指标"),
        "{page}"
    );
}
