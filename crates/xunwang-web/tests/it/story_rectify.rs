//! From the issued circular to the next one: five units, one of which mends, one says that it did, one is silent, one cannot be
//! reached when it is looked at again, one asks for more time. The next draft names exactly the right ones.

use chrono::TimeDelta;
use http::StatusCode;
use xunwang_app::office::{RectifyFilter, rectify_list};
use xunwang_domain::people::Role;
use xunwang_domain::rectification::{RectificationId, RectifyStage, RetestOutcome, Standing};

use super::harness::{Browser, Office};
use super::rectified::{Face, Sites, collected_round};
use super::story_paper::{Sheet, begin, issue, strip};

/// The units by the names of their sites.
const UNITS: [(&str, &str); 5] = [
    ("truth", "江口市人民政府办公室"),
    ("false", "江口市水务局"),
    ("silent", "江口市民政局"),
    ("away", "云岭市人民政府办公室"),
    ("later", "云岭市林业局"),
];

fn register() -> String {
    let mut register = "网站标识码,网站名称,首页网址,地区或部门,主办单位,网站类别,运行状态\n".to_owned();
    for (at, (name, unit)) in UNITS.into_iter().enumerate() {
        let area = &unit[..9];
        register.push_str(&format!(
            "990100000{},{unit}网站,http://{name}.example/,{area},{unit},部门网站,正常运行\n",
            at + 1
        ));
    }
    register
}

/// The office, with an operator for each unit; the first circular is issued.
async fn issued() -> (Office, Sites) {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    for (account, role) in [
        ("wang", Role::Supervisor),
        ("qian", Role::Supervisor),
        ("shen", Role::Approver),
        ("shenji", Role::Auditor),
    ] {
        office.person(account, role, root).await;
    }
    office.import("wang", &register()).await;
    for (name, unit) in UNITS {
        let body = office.body(&format!("{}／{unit}", &unit[..9])).await;
        office.person(&format!("op.{name}"), Role::Operator, body).await;
    }
    let sites = Sites::served(UNITS.map(|(name, _)| name.to_owned())).await;
    let round = collected_round(&office, &sites, 701, "2026Q3").await;
    let path = begin(&office, round).await;
    issue(&office, &path, "示办函〔2026〕71号").await;
    (office, sites)
}

/// The ledger is opened by 王 with this last day.
async fn opened(office: &Office, due: &str) {
    let mut wang = office.session("wang").await;
    let page = wang.get("/rectifications").await;
    assert!(page.text.contains("建立整改台账"), "{}", strip(&page.text));
    let paper = page.between("name=\"paper\" value=\"", "\"").to_owned();
    let done = wang
        .post("/rectifications/open", &[("paper", &paper), ("due", due)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    // Opened twice, it is one.
    let again = wang
        .post("/rectifications/open", &[("paper", &paper), ("due", due)])
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let list = rectify_list(
        &office.app,
        &office.caller("wang").await,
        &RectifyFilter::default(),
    )
    .await
    .unwrap();
    assert_eq!(list.figures.all, 5);
}

/// The one rectification that an operator sees: nobody else's.
async fn own(office: &Office, name: &str) -> (Browser, String, RectificationId) {
    let account = format!("op.{name}");
    let list = rectify_list(
        &office.app,
        &office.caller(&account).await,
        &RectifyFilter::default(),
    )
    .await
    .unwrap();
    assert_eq!(list.rows.len(), 1, "{name} sees its own only");
    let id = list.rows[0].one.id;
    let browser = office.session(&account).await;
    (browser, format!("/rectifications/{}", id.0), id)
}

async fn standing(office: &Office, name: &str) -> (RectifyStage, Standing, Option<RetestOutcome>) {
    let account = format!("op.{name}");
    let filter = RectifyFilter::default();
    let list = rectify_list(&office.app, &office.caller(&account).await, &filter)
        .await
        .unwrap();
    let row = &list.rows[0];
    let outcome = row.one.last_retest().map(|retest| retest.outcome);
    (row.one.stage, row.standing, outcome)
}

async fn answered(office: &Office, name: &str) {
    let (mut unit, path, _) = own(office, name).await;
    let signed = unit.post(&format!("{path}/steps/sign"), &[]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", strip(&signed.text));
    unit.get(&path).await;
    let done = unit
        .entry(
            &format!("{path}/answer"),
            &[("text", "失效链接已经去除"), ("person", "江某")],
            Some(("截图.png", b"\x89PNG\r\n\x1a\n")),
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
}

async fn does(office: &Office, account: &str, path: &str, action: &str, fields: &[(&str, &str)]) -> String {
    let mut browser = office.session(account).await;
    browser.get(path).await;
    let done = browser.post(&format!("{path}/steps/{action}"), fields).await;
    if done.status == StatusCode::SEE_OTHER {
        return String::new();
    }
    assert_eq!(
        done.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        strip(&done.text)
    );
    strip(&done.text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_one_circular_to_the_next_the_right_ones_are_named() {
    let (office, sites) = issued().await;
    // The 20th is a Sunday: the term ends on the Monday.
    opened(&office, "2026-12-20").await;
    let (mut unit, path, _) = own(&office, "truth").await;
    let page = strip(&unit.get(&path).await.text);
    assert!(
        page.contains("2026-12-21 24时") && page.contains("示办函〔2026〕71号"),
        "{page}"
    );
    assert!(page.contains("gone.html") || page.contains("链接失效"), "{page}");
    // Another's is as if it were not there.
    let (_, foreign, _) = own(&office, "false").await;
    assert_eq!(unit.get(&foreign).await.status, StatusCode::NOT_FOUND);

    office.clock.forward(TimeDelta::days(5));
    sites.put("truth", Face::Mended);
    sites.put("away", Face::Down);
    for name in ["truth", "false", "away"] {
        answered(&office, name).await;
    }
    let (_, later, _) = own(&office, "later").await;
    let asked = [("until", "2027-01-15"), ("reason", "须更换建站系统")];
    assert_eq!(does(&office, "op.later", &later, "extend", &asked).await, "");
    // Who asked does not grant; the office does.
    assert!(
        does(&office, "op.later", &later, "grant", &[])
            .await
            .contains("不能")
    );
    assert_eq!(does(&office, "wang", &later, "grant", &[]).await, "");

    sites.requests();
    let collector = sites.collector(office.app.clone());
    assert_eq!(collector.retest_due().await.unwrap(), 3);
    assert_eq!(
        collector.retest_due().await.unwrap(),
        0,
        "nothing is looked at twice without need"
    );
    assert_eq!(sites.asked("silent", "/"), 0, "nobody asked for it");
    let seen = |stage, standing, outcome| (stage, standing, Some(outcome));
    use RetestOutcome::{Fixed, NotFixed, NotRetested};
    let retested = RectifyStage::Retested;
    assert_eq!(
        standing(&office, "truth").await,
        seen(retested, Standing::Unsettled, Fixed)
    );
    assert_eq!(
        standing(&office, "false").await,
        seen(retested, Standing::Unsettled, NotFixed),
        "in time still"
    );
    assert_eq!(
        standing(&office, "away").await,
        seen(retested, Standing::Unsettled, NotRetested)
    );
    let (_, truth, _) = own(&office, "truth").await;
    let (_, wrong, _) = own(&office, "false").await;
    let (_, away, _) = own(&office, "away").await;
    let page = strip(&office.session("wang").await.get(&away).await.text);
    assert!(
        page.contains("未能复查") && page.contains("首页返回503"),
        "{page}"
    );
    let page = strip(&office.session("wang").await.get(&wrong).await.text);
    assert!(page.contains("链接失效（404，2次查看均如此）"), "{page}");
    // What was not seen to be mended is not accepted.
    assert_eq!(does(&office, "wang", &truth, "accept", &[]).await, "");
    assert_eq!(does(&office, "wang", &truth, "close", &[]).await, "");
    assert!(
        does(&office, "wang", &wrong, "accept", &[])
            .await
            .contains("未整改")
    );
    assert!(
        does(&office, "wang", &away, "accept", &[])
            .await
            .contains("未能复查")
    );
    let reason = [("reason", "失效链接仍在首页导航")];
    assert_eq!(does(&office, "wang", &wrong, "return", &reason).await, "");
    let rung = [("rung", "talk"), ("reason", "逾期未反馈，12月23日约谈")];
    let (_, silent, _) = own(&office, "silent").await;
    assert_eq!(does(&office, "qian", &silent, "escalate", &rung).await, "");

    // The term ends; the next round sees all of them again.
    office.clock.forward(TimeDelta::days(25));
    let mut wang = office.session("wang").await;
    let page = strip(&wang.get("/rectifications?due=1").await.text);
    assert!(page.contains("逾期") && page.contains("约谈"), "{page}");
    let round = collected_round(&office, &sites, 702, "2026Q4").await;
    let path = begin(&office, round).await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    let plain = sheet.plain().await;
    let named =
        "已完成整改1个，仍有2个未完成整改，分别为江口市“江口市水务局网站”、江口市“江口市民政局网站”。";
    assert!(plain.contains(named), "没有“{named}”：{plain}");
    let rate = "通报的问题中整改期限已到的4个，已完成整改1个，整改率为25.0%。";
    assert!(plain.contains(rate), "没有“{rate}”：{plain}");
    let rows = strip(&sheet.get("/rows?figure=recheck.problems").await.text);
    assert!(rows.contains("江口市水务局网站"), "{rows}");
    assert_eq!(standing(&office, "later").await.1, Standing::Running);

    // The trail tells who did what.
    let trail = strip(&office.session("shenji").await.get("/audit").await.text);
    for says in ["整改审核通过", "整改销号", "整改退回整改", "整改同意延期"] {
        assert!(trail.contains(says), "没有“{says}”：{trail}");
    }
}
