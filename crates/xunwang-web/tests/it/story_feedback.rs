//! Error reports: records taken over, handed over, answered by two people, reviewed, sent back, closed, taken up again.

use http::StatusCode;
use uuid::Uuid;
use xunwang_app::office::Watch;
use xunwang_domain::feedback::{
    Attachment, Feedback, FeedbackId, FeedbackSource, FeedbackStage, PendingLook, Terms,
};
use xunwang_domain::filing::ProofFile;
use xunwang_domain::people::Role;
use xunwang_ports::Clock as _;

use super::harness::{Browser, Office, fetcher_of};
use super::story_register::REGISTER;

/// Digest of the picture of the messages of [`put_both`].
pub(crate) const PICTURE: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// The message of an area.
pub(crate) fn of_area(number: usize) -> FeedbackId {
    FeedbackId(Uuid::from_u128(0xFEED_0000 + number as u128))
}

/// What was kept of the page of that message.
pub(crate) async fn look_of(office: &Office, number: usize) -> Uuid {
    let mut tx = office.store.read().await.unwrap();
    tx.kept_looks(of_area(number)).await.unwrap()[0].id.0
}

/// A message that is being handled in 江口市, and one in 云岭市; their pages could not be measured.
pub(crate) async fn put_both(office: &Office) {
    let mut tx = office.store.begin().await.unwrap();
    tx.put_proof(PICTURE, b"\xff\xd8\xff").await.unwrap();
    for (number, code) in ["9901000001", "9902000001"].into_iter().enumerate() {
        let site = tx.site(&code.parse_code()).await.unwrap().unwrap();
        let number_of = format!("20261125{number:08x}");
        let mut one = Feedback::blank(of_area(number), number_of, FeedbackSource::Form);
        one.site_code = code.to_owned();
        one.site_name = site.site.name.clone();
        one.address = format!("{}a.html", site.site.home);
        one.text = "页面打不开，联系人张*".to_owned();
        one.received_at = Some("2026-11-25T02:00:00Z".parse().unwrap());
        one.stage = FeedbackStage::Handling;
        one.holder = Some(site.organization);
        one.pictures.push(Attachment {
            file: ProofFile {
                name: "截图.jpg".to_owned(),
                sha256: PICTURE.to_owned(),
                length: 3,
            },
            note: String::new(),
        });
        one.set_clocks(
            Terms::default(),
            &xunwang_domain::feedback::calendar::Calendar::new(xunwang_app::feedback::published_years()),
        );
        tx.put_private(one.id, "页面打不开，联系人张三").await.unwrap();
        let pending = PendingLook {
            tries: 1,
            ..PendingLook::first(one.id, office.clock.now())
        };
        tx.put_pending_looks(&[pending]).await.unwrap();
        tx.put_feedback(&[(one, Some(site.organization))]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let nobody = fetcher_of(&[], ([127, 0, 0, 1], 9).into());
    let watch = Watch::new(office.app.clone(), nobody, Vec::new());
    assert_eq!(watch.look_at_complaints().await.unwrap(), 2);
}

/// How often the trail says that this was done.
pub(crate) async fn count_in_trail(office: &Office, action: &str) -> usize {
    let mut tx = office.store.read().await.unwrap();
    let length = tx.trail_length().await.unwrap();
    let trail = tx.trail(0, u32::try_from(length).unwrap() + 1).await.unwrap();
    let events = trail.iter().map(|entry| entry.event().unwrap());
    events.filter(|event| event.action == action).count()
}

trait ParseCode {
    fn parse_code(&self) -> xunwang_domain::registry::SiteCode;
}

impl ParseCode for str {
    fn parse_code(&self) -> xunwang_domain::registry::SiteCode {
        xunwang_domain::registry::SiteCode::parse(self).unwrap()
    }
}

/// A province with one officer more, an area with its own, a unit with two.
pub(crate) async fn office() -> Office {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.person("zhao", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let area = office.body("江口市").await;
    office.person("fang", Role::Supervisor, area).await;
    office.person("anna", Role::Operator, area).await;
    office.person("boyu", Role::Operator, area).await;
    office
}

const LIST: &str = r#"{"body":[
 {"id":"20261124aaaa0001","sitecode":"9901000001","wzmc":"江口市人民政府门户网站","problem_id":"4","blzt":"1","bgdate":"2026-11-25"},
 {"id":"20261124aaaa0002","sitecode":"9902000001","wzmc":"云岭市人民政府门户网站","problem_id":0,"blzt":12,"bgdate":"2026-11-25"}]}"#;
const DETAIL: &str = r#"{"body":{"id":"20261124aaaa0001","wzmc":"江口市人民政府门户网站","errorUrl":"http://www.jiangkou.example/a.html","problem_id":"4","description":"我叫张三，电话13812345678，“截止”应为“截至”","createtime":"2026-11-20 09:00:00","status":"1","transactUnit":"江口市","transactTime":"2026-11-25","transactResult":"经核实，已修改。联系人李四先生13912345678"}}"#;

#[tokio::test]
async fn records_of_the_platform_are_mirrored_once_and_without_personal_data() {
    let office = office().await;
    let mut wang = office.session("wang").await;
    let first = wang
        .upload("/feedback/import", "列表.json", LIST.as_bytes())
        .await;
    assert!(
        first.text.contains("读入 2 条：新增 2 条，更新 0 条，未变 0 条"),
        "{}",
        first.text
    );
    let second = wang
        .upload("/feedback/import", "明细.jsonl", DETAIL.as_bytes())
        .await;
    assert!(second.text.contains("新增 0 条，更新 1 条，未变 0 条"));
    for (name, file) in [("列表.json", LIST), ("明细.jsonl", DETAIL)] {
        let again = wang.upload("/feedback/import", name, file.as_bytes()).await;
        assert!(again.text.contains("新增 0 条，更新 0 条"), "{name}");
    }
    let list = wang.get("/feedback?order=latest").await.text;
    assert!(list.contains("20261124aaaa0001") && list.contains("20261124aaaa0002"));
    let address = list.between("/feedback/", "\">20261124aaaa0001");
    let page = wang.get(&format!("/feedback/{address}")).await.text;
    let export = wang.get("/feedback.csv").await.text;
    for text in [&list, &page, &export] {
        assert!(!text.contains("13812345678") && !text.contains("张三") && !text.contains("13912345678"));
    }
    // Received on Friday the 20th, due on Wednesday the 25th, closed that day: on time, by the platform's own dates.
    assert!(page.contains("2026-11-25 24时") && page.contains("按期办结"));
    assert!(
        export.contains("错别字,办结（已处理）,办结,2026-11-20,2026-11-23,2026-11-25,否"),
        "{export}"
    );
    // The text as it was written: for those who handle it, and each look in the trail.
    let seen = wang.post(&format!("/feedback/{address}/private"), &[]).await.text;
    assert!(seen.contains("我叫张三，电话13812345678"));
    let chen = office.caller("chen").await;
    let _ = chen;
    let mut tx = office.store.read().await.unwrap();
    let length = tx.trail_length().await.unwrap();
    let trail = tx.trail(0, u32::try_from(length).unwrap() + 1).await.unwrap();
    assert!(
        trail
            .iter()
            .any(|entry| entry.event().unwrap().action == "查看留言原文")
    );
    // A file with a mistake changes nothing.
    let wrong = wang
        .upload(
            "/feedback/import",
            "留言.csv",
            "编号,问题类型,办理状态\nX1,错字,1\n,4,\n".as_bytes(),
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("第2行“问题类型”") && wrong.text.contains("第3行“编号”"),
        "{}",
        wrong.text
    );
    assert!(!wang.get("/feedback?words=X1").await.text.contains(">X1<"));
}

trait Between {
    fn between(&self, from: &str, to: &str) -> String;
}

impl Between for String {
    /// What stands between the last `from` before `to`, and `to`.
    fn between(&self, from: &str, to: &str) -> String {
        let end = self.find(to).unwrap_or_else(|| panic!("没有 {to}"));
        let start = self[..end].rfind(from).unwrap() + from.len();
        self[start..end].to_owned()
    }
}

/// Enters a message and gives its address.
async fn entered(browser: &mut Browser, code: &str) -> String {
    let fields = [
        ("site_code", code),
        ("kind", "4"),
        ("address", "http://www.jiangkou.example/a.html"),
        ("text", "“截止”应为“截至”，请改正"),
        ("on", "2026-11-26"),
    ];
    let saved = browser.post("/feedback/new", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    saved.location().split('?').next().unwrap().to_owned()
}

pub(crate) async fn step(
    browser: &mut Browser,
    message: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> String {
    let done = browser.post(&format!("{message}/steps/{action}"), fields).await;
    if done.status == StatusCode::SEE_OTHER {
        return String::new();
    }
    done.text
}

#[tokio::test]
async fn an_answer_goes_up_by_four_people_comes_back_and_is_closed() {
    let office = office().await;
    let mut people = Vec::new();
    for account in ["wang", "zhao", "fang", "anna", "boyu"] {
        people.push(office.session(account).await);
    }
    let [wang, zhao, fang, an, bo] = people.get_disjoint_mut([0, 1, 2, 3, 4]).unwrap();
    let message = entered(wang, "9901000001").await;
    assert_eq!(an.get(&message).await.status, StatusCode::OK);
    let not_his = step(an, &message, "hand_over", &[]).await;
    assert!(not_his.contains("主办单位不能“转办”"), "{not_his}");
    assert_eq!(step(wang, &message, "hand_over", &[]).await, "");
    // No defect: not without a reason and something that shows it.
    let draft = format!("{message}/draft");
    let fields = [
        ("outcome", "not_defect"),
        ("text", "经核实，原文引用法规原文，用字正确。"),
        ("reason", "法规原文如此"),
    ];
    an.entry(&draft, &fields, None).await;
    let own = an.post(&format!("{message}/send"), &[]).await;
    assert!(
        own.text.contains("答复须由本单位另一人审核后提交"),
        "{}",
        own.text
    );
    let bare = bo.post(&format!("{message}/send"), &[]).await;
    assert!(bare.text.contains("附佐证材料"), "{}", bare.text);
    an.entry(&draft, &fields, Some(("法规.pdf", b"%PDF-1.7"))).await;
    let sent = bo.post(&format!("{message}/send"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert!(step(wang, &message, "close", &[]).await.contains("待审核"));
    assert_eq!(step(fang, &message, "approve", &[]).await, "");
    assert!(
        step(fang, &message, "close", &[])
            .await
            .contains("不能“终审通过，办结”")
    );
    // Sent back from the final review: not without a reason; the first version stays.
    assert!(
        step(zhao, &message, "send_back", &[("reason", "")])
            .await
            .contains("请写明理由")
    );
    assert_eq!(
        step(zhao, &message, "send_back", &[("reason", "请附页面截图")]).await,
        ""
    );
    an.entry(
        &draft,
        &[("outcome", "mended"), ("text", "已于11月26日改正为“截至”。")],
        None,
    )
    .await;
    bo.post(&format!("{message}/send"), &[]).await;
    step(fang, &message, "approve", &[]).await;
    assert_eq!(step(zhao, &message, "close", &[]).await, "");
    let page = wang.get(&message).await.text;
    for part in [
        "答复（2 版）",
        "第1版：经核实不属于问题",
        "第2版：已整改",
        "驳回重办",
        "请附页面截图",
        "按期办结",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // Others' areas see nothing of it.
    let root = office.body("云岭市").await;
    office.person("yun", Role::Operator, root).await;
    let mut yun = office.session("yun").await;
    assert_eq!(yun.get(&message).await.status, StatusCode::NOT_FOUND);
    assert!(!yun.get("/feedback").await.text.contains("江口市"));
    // The province takes it up again: a new term, and the record of both.
    assert_eq!(
        step(wang, &message, "reopen", &[("reason", "抽查发现仍未改正")]).await,
        ""
    );
    assert!(
        wang.get("/feedback?stage=handling")
            .await
            .text
            .contains(message.rsplit('/').next().unwrap())
    );
}

#[tokio::test]
async fn dozens_are_handled_at_once_and_what_cannot_be_is_named() {
    let office = office().await;
    let mut wang = office.session("wang").await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        let message = entered(&mut wang, "9901000002").await;
        ids.push(message.rsplit('/').next().unwrap().to_owned());
    }
    let unknown = entered(&mut wang, "").await;
    ids.push(unknown.rsplit('/').next().unwrap().to_owned());
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
    fields.push(("action", "hand_over"));
    let done = wang.post("/feedback/bulk", &fields).await.text;
    assert!(
        done.contains("已办理 12 条。有 1 条没有办理") && done.contains("请选择办理单位"),
        "{done}"
    );
    let none = wang.post("/feedback/bulk", &[("action", "close")]).await;
    assert!(none.text.contains("没有选中任何留言"));
    let figures = wang.get("/feedback/figures").await.text;
    assert!(figures.contains("江口市教育局") && figures.contains("13"));
}

#[tokio::test]
async fn a_clock_stops_only_with_a_reason_and_another_persons_leave() {
    let office = office().await;
    let mut people = Vec::new();
    for account in ["wang", "zhao", "anna"] {
        people.push(office.session(account).await);
    }
    let [wang, zhao, an] = people.get_disjoint_mut([0, 1, 2]).unwrap();
    let message = entered(wang, "9901000001").await;
    step(wang, &message, "hand_over", &[]).await;
    assert!(wang.get(&message).await.text.contains("2026-12-01 24时"));
    assert!(
        step(an, &message, "pause", &[("until", "2026-12-04"), ("reason", "")])
            .await
            .contains("请写明理由")
    );
    assert_eq!(
        step(
            an,
            &message,
            "pause",
            &[("until", "2026-12-04"), ("reason", "等待上级部门核实数据")]
        )
        .await,
        ""
    );
    // Asked for is not granted.
    assert!(wang.get(&message).await.text.contains("2026-12-01 24时"));
    assert_eq!(step(zhao, &message, "approve", &[]).await, "");
    // 26 and 27 November, 30 November to 4 December stand still: the third working day is the 9th.
    assert!(wang.get(&message).await.text.contains("2026-12-09 24时"));
}

#[tokio::test]
async fn a_notice_of_the_state_council_moves_the_terms_and_says_so() {
    let office = office().await;
    office.clock.forward(chrono::TimeDelta::days(34));
    let mut wang = office.session("wang").await;
    let fields = [
        ("site_code", "9901000001"),
        ("kind", "4"),
        ("text", "“截止”应为“截至”，请改正"),
        ("on", "2026-12-30"),
    ];
    let saved = wang.post("/feedback/new", &fields).await;
    let message = saved.location().split('?').next().unwrap().to_owned();
    let before = wang.get(&message).await.text;
    assert!(before.contains("2027-01-05 24时（期限暂定）"), "{before}");
    assert!(
        wang.get("/feedback")
            .await
            .text
            .contains("2027年的放假安排还没有公布或录入")
    );
    let wrong = wang
        .post(
            "/feedback/calendar",
            &[
                ("year", "2027"),
                ("paper", "https://www.example.gov.cn/1.htm"),
                ("days", "2027-01-01 放假"),
            ],
        )
        .await;
    assert!(wrong.text.contains("第1行“2027-01-01 放假”写法不对"));
    let notice = "2027-01-01 休 元旦\n2027-01-02 休 元旦\n2027-01-03 班 元旦\n";
    let done = wang
        .post(
            "/feedback/calendar",
            &[
                ("year", "2027"),
                ("paper", "https://www.example.gov.cn/1.htm"),
                ("days", notice),
            ],
        )
        .await;
    assert!(done.text.contains("重算了 1 条留言的期限"), "{}", done.text);
    let after = wang.get(&message).await.text;
    assert!(after.contains("2027-01-04 24时") && !after.contains("期限暂定"));
    assert!(after.contains("2027年放假安排公布，期限重算"));
}
