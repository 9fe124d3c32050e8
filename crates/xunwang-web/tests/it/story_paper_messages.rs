//! The error reports of the database in the circular, in its summary, in the reports of the year and on the desk: one count everywhere.

use http::StatusCode;
use serde_json::Value as Json;
use xunwang_app::office::feedback_summary;
use xunwang_domain::people::Role;

use super::harness::Office;
use super::judged::judged_round;
use super::story_paper::{Sheet, begin, head, issue, staffed, strip};

const WHOLE: &str = "示例省人民政府办公厅";
/// Two in time, one closed within the month but late, one later than a month, one never closed, one outside the window; one of
/// no registered site; one of the year before.
const MESSAGES: &str = "\
编号,网站标识码,网站名称,问题类型,办理状态,提交时间,办理日期
M1,9901000001,江口市人民政府门户网站,4,1,2026-08-03 09:00:00,2026-08-05
M2,9902000001,云岭市人民政府门户网站,0,1,2026-09-30 23:59:00,2026-10-03
M3,9901000001,江口市人民政府门户网站,2,1,2026-07-06 10:00:00,2026-07-20
M4,9901000002,江口市教育局网站,2,1,2026-07-06 10:00:00,2026-08-07
M5,9901000002,江口市教育局网站,10,办理中,2026-08-10 10:00:00,
M6,9902000001,云岭市人民政府门户网站,4,1,2026-10-10 10:00:00,2026-10-12
M7,,某网站,6,12,2026-09-01 10:00:00,2026-09-01
M8,9901000001,江口市人民政府门户网站,4,办理中,2025-12-31 10:00:00,
";

async fn with_messages() -> Office {
    let office = staffed().await;
    let mut wang = office.session("wang").await;
    let done = wang
        .upload("/feedback/import", "留言.csv", MESSAGES.as_bytes())
        .await;
    assert!(done.text.contains("新增 8 条"), "{}", strip(&done.text));
    office
}

#[tokio::test]
async fn the_circular_counts_the_messages_of_its_window_and_leads_to_each() {
    let office = with_messages().await;
    let round = judged_round(&office, 301, (WHOLE, "2026Q3"), &["9901000001"]).await;
    let path = begin(&office, round).await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    let told = sheet.plain().await;
    assert!(
        told.contains("收到网民留言6条") && told.contains("逾期未办结1条"),
        "{told}"
    );
    let received = strip(&sheet.get("/rows?figure=feedback.received").await.text);
    for number in ["M1", "M2", "M3", "M4", "M5", "M7"] {
        assert!(received.contains(number), "没有 {number}：{received}");
    }
    assert!(!received.contains("M6") && !received.contains("M8"), "{received}");
    let overdue = sheet.get("/rows?figure=feedback.overdue").await;
    let link = overdue.between("<td class=\"wide\"><a href=\"", "\"").to_owned();
    let page = sheet.browser.get(&link).await.text;
    assert!(page.contains("M5"), "{page}");

    // Another window counts again; a saved form does not turn counted figures into typed ones.
    let mut fields: Vec<(&str, &str)> = head("")
        .into_iter()
        .filter(|(name, _)| !COUNTS.contains(name))
        .collect();
    fields.retain(|(name, _)| *name != "message_to");
    fields.push(("message_to", "2026-08-31"));
    sheet.done("/head", &fields).await;
    assert!(sheet.plain().await.contains("收到网民留言4条"));
    let data = sheet.get("/data").await.text;
    assert!(
        data.contains("收到4条，按期办结1条，超期办结2条"),
        "{}",
        strip(&data)
    );
    assert!(
        data.contains("name=\"received\" inputmode=\"numeric\" value=\"\""),
        "{data}"
    );

    // Figures by hand that are not those of the messages need a reason.
    sheet.done("/head", &head("12")).await;
    let told = sheet.plain().await;
    assert!(
        told.contains("收到网民留言12条") && told.contains("系统中这段时间收到6条"),
        "{told}"
    );
    let refused = sheet.post("/move", &[("do", "submit")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut explained = head("12");
    explained.push(("feedback_reason", "7月上旬由国家平台代办的没有导入"));
    sheet.done("/head", &explained).await;
    assert!(!sheet.plain().await.contains("系统中这段时间收到6条"));
}

const COUNTS: [&str; 5] = ["received", "closed_on_time", "closed_late", "open", "overdue"];

#[tokio::test]
async fn an_issued_circular_keeps_the_messages_as_they_were_counted() {
    let office = with_messages().await;
    let round = judged_round(&office, 301, (WHOLE, "2026Q3"), &["9901000001"]).await;
    let path = begin(&office, round).await;
    let later = MESSAGES.replace(
        "M5,9901000002,江口市教育局网站,10,办理中,2026-08-10 10:00:00,\n",
        "M5,9901000002,江口市教育局网站,10,1,2026-08-10 10:00:00,2026-11-20\n",
    );
    let mut wang = office.session("wang").await;
    let done = wang
        .upload("/feedback/import", "留言.csv", later.as_bytes())
        .await;
    assert!(done.text.contains("更新 1 条"), "{}", strip(&done.text));
    issue(&office, &path, "示办函〔2026〕15号").await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    assert!(sheet.plain().await.contains("逾期未办结1条"));
    let kept = sheet.get("/files/messages.jsonl").await.text;
    let bins: Vec<Json> = kept
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |bin: &str| bins.iter().filter(|one| one["bin"] == bin).count();
    assert_eq!(
        [bins.len(), of("closed_on_time"), of("closed_late"), of("overdue")],
        [6, 3, 2, 1],
        "{kept}"
    );
}

#[tokio::test]
async fn the_year_and_the_summary_count_the_same_messages() {
    let office = with_messages().await;
    let round = judged_round(&office, 301, (WHOLE, "2026Q3"), &["9901000001"]).await;
    let path = begin(&office, round).await;
    issue(&office, &path, "示办函〔2026〕15号").await;
    let mut wang = office.session("wang").await;
    let body = office.body(WHOLE).await;
    let yearly = |report: &str| {
        format!(
            "/papers/yearly/{}/file?report={report}&year=2026&format=json",
            body.0
        )
    };
    let values: Json = serde_json::from_str(&wang.get(&yearly("supervision")).await.text).unwrap();
    assert_eq!(
        [
            &values["messages_received"],
            &values["messages_closed"],
            &values["messages_on_time"]
        ],
        [7, 6, 4],
        "{values}"
    );
    let values: Json = serde_json::from_str(&wang.get(&yearly("assessment")).await.text).unwrap();
    assert_eq!(values["messages_counted"], true);
    let areas = values["areas"].as_array().unwrap();
    let deductions = |name: &str| -> Vec<(String, String)> {
        let area = areas.iter().find(|area| area["name"] == name).unwrap();
        let all = area["deductions"].as_array().unwrap().iter();
        let text = |one: &Json, field: &str| one[field].as_str().unwrap().to_owned();
        all.map(|one| (text(one, "cause"), text(one, "what"))).collect()
    };
    let of_jiangkou = deductions("江口市");
    assert_eq!(of_jiangkou.len(), 3, "{of_jiangkou:?}");
    assert!(of_jiangkou.iter().any(|(cause, what)| cause == "message-late"
        && what.contains("M4")
        && what.contains("2026-08-07办结")));
    assert!(
        of_jiangkou
            .iter()
            .any(|(cause, what)| cause == "message-open" && what.contains("M5"))
    );
    assert!(deductions("云岭市").is_empty());

    let days = "from=2026-07-01&to=2026-09-30";
    let summary = wang
        .get(&format!("/feedback/summary?{days}&format=html"))
        .await
        .text;
    let summary = strip(&summary);
    for says in ["共收到网民留言6条", "江口市412", "云岭市110", "不在台账的网站110"] {
        assert!(summary.contains(says), "没有“{says}”：{summary}");
    }
    assert!(
        wang.get(&format!("/feedback/summary?{days}&format=docx"))
            .await
            .bytes
            .starts_with(b"PK")
    );
    let wrong = wang.get("/feedback/summary?from=2026-09-30&to=2026-07-01").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("起始日应不晚于截止日"));
    // An area's own officer counts the area's own.
    let area = office.body("江口市").await;
    office.person("fang", Role::Supervisor, area).await;
    let fang = office.caller("fang").await;
    let day = |text: &str| text.parse().unwrap();
    let own = feedback_summary(&office.app, Some(&fang), [day("2026-07-01"), day("2026-09-30")])
        .await
        .unwrap();
    assert_eq!(own.head.issuer, "江口市");
    let names: Vec<_> = own
        .areas
        .iter()
        .map(|one| (one.name.as_str(), one.received))
        .collect();
    assert_eq!(names, [("江口市", 4)]);
}

#[tokio::test]
async fn the_desk_says_which_messages_wait_for_whom_and_which_are_late() {
    let office = with_messages().await;
    let area = office.body("江口市").await;
    office.person("anna", Role::Operator, area).await;
    let mut wang = office.session("wang").await;
    let desk = strip(&wang.get("/").await.text);
    assert!(desk.contains("留言逾期未办结　2"), "{desk}");
    let mut anna = office.session("anna").await;
    let desk = strip(&anna.get("/").await.text);
    assert!(
        desk.contains("留言逾期未办结　2") && desk.contains("已到期"),
        "{desk}"
    );
}
