//! Sites are renamed, taken away for a while, closed: each step with its proof, the register changed at the end.

use chrono::TimeDelta;
use http::{StatusCode, header};
use xunwang_domain::people::Role;

use super::harness::{Browser, Office};
use super::story_register::REGISTER;

/// Begins a closing, and gives its address.
pub(crate) async fn begin(wang: &mut Browser, code: &str) -> String {
    file(wang, code, &[("kind", "retirement"), ("reason", "机构改革")]).await
}

async fn file(wang: &mut Browser, code: &str, fields: &[(&str, &str)]) -> String {
    let begun = wang.post(&format!("/sites/{code}/filings"), fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.location().split('?').next().unwrap().to_owned()
}

async fn office() -> (Office, Browser) {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let wang = office.session("wang").await;
    (office, wang)
}

async fn enter(wang: &mut Browser, filing: &str, step: &str, on: &str) {
    let fields = [("text", "示例办函〔2026〕3号"), ("on", on)];
    let file = Some(("批复.pdf", b"%PDF-1.7 approval".as_slice()));
    let entered = wang.entry(&format!("{filing}/steps/{step}"), &fields, file).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{step}：{}", entered.text);
}

#[tokio::test]
async fn a_site_closes_thirty_days_after_its_notice_and_the_register_keeps_what_it_was() {
    let (office, mut wang) = office().await;
    let filing = begin(&mut wang, "9901000002").await;
    let steps = [
        "approval",
        "notice",
        "migration",
        "domain",
        "icp",
        "police",
        "party-mark",
        "code",
    ];
    let early = wang.post(&format!("{filing}/complete"), &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text.contains("还有步骤没有办：审批、公告内容去向"));
    for step in steps {
        enter(&mut wang, &filing, step, "2026-11-20").await;
    }
    let early = wang.post(&format!("{filing}/complete"), &[]).await;
    assert!(
        early.text.contains("须满30天，最早2026-12-20可以办结"),
        "{}",
        early.text
    );
    assert!(
        wang.get("/sites/9901000002")
            .await
            .text
            .contains("<dd>正常运行</dd>")
    );
    office.clock.forward(TimeDelta::days(24));
    let mut wang = office.session("wang").await;
    let done = wang.post(&format!("{filing}/complete"), &[]).await;
    assert!(
        done.location().ends_with("note=filing-completed"),
        "{}",
        done.text
    );
    let site = wang.get("/sites/9901000002").await.text;
    assert!(
        site.contains("<dd>关停</dd>") && site.contains("<del>正常运行</del>") && site.contains("已办结")
    );
    let then = wang.get("/sites/9901000002?on=2026-12-01").await.text;
    assert!(then.contains("<dd>正常运行</dd>"));
    assert!(
        !wang.get("/watch").await.text.contains("江口市教育局网站"),
        "what is closed is not watched"
    );
    let again = wang.post(&format!("{filing}/withdraw"), &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    office
        .person("shen", Role::Auditor, office.body("示例省人民政府办公厅").await)
        .await;
    let trail = office.session("shen").await.get("/audit").await.text;
    for words in ["发起关停", "登记步骤关停", "办结关停", "关停办结，修改台账"] {
        assert!(trail.contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_site_is_away_for_thirty_days_once_a_year_and_comes_back() {
    let (office, mut wang) = office().await;
    let away = |from: &'static str, to: &'static str| {
        [
            ("kind", "suspension"),
            ("reason", "改版"),
            ("from", from),
            ("to", to),
        ]
    };
    let long = wang
        .post("/sites/9901000001/filings", &away("2026-12-01", "2026-12-31"))
        .await;
    assert!(long.text.contains("最多30天，现为31天"), "{}", long.text);
    let filing = file(&mut wang, "9901000001", &away("2026-12-01", "2026-12-10")).await;
    let busy = wang
        .post("/sites/9901000001/filings", &away("2026-12-01", "2026-12-10"))
        .await;
    assert!(busy.text.contains("还有未办结的办件"));
    for step in ["approval", "own-notice", "portal-notice"] {
        enter(&mut wang, &filing, step, "2026-11-25").await;
    }
    wang.post(&format!("{filing}/complete"), &[]).await;
    assert!(
        wang.get("/sites/9901000001")
            .await
            .text
            .contains("<dd>临时下线</dd>")
    );
    office.clock.forward(TimeDelta::days(10));
    let mut wang = office.session("wang").await;
    let back = file(
        &mut wang,
        "9901000001",
        &[("kind", "resumption"), ("reason", "改版完成")],
    )
    .await;
    enter(&mut wang, &back, "check", "2026-12-05").await;
    wang.post(&format!("{back}/complete"), &[]).await;
    assert!(
        wang.get("/sites/9901000001")
            .await
            .text
            .contains("<dd>正常运行</dd>")
    );
    let twice = wang
        .post("/sites/9901000001/filings", &away("2026-12-20", "2026-12-21"))
        .await;
    assert!(twice.text.contains("2026年已临时下线过一次"), "{}", twice.text);
}

#[tokio::test]
async fn a_site_is_renamed_and_a_wrong_address_is_refused() {
    let (_office, mut wang) = office().await;
    let change = |name: &'static str, home: &'static str| {
        [
            ("kind", "change"),
            ("reason", "更名"),
            ("name", name),
            ("home", home),
        ]
    };
    let wrong = wang
        .post("/sites/9901000002/filings", &change("", "javascript:alert(1)"))
        .await;
    assert!(wrong.text.contains("不是网页地址"), "{}", wrong.text);
    let nothing = wang
        .post("/sites/9901000002/filings", &change("江口市教育局网站", ""))
        .await;
    assert!(nothing.text.contains("并与现在的不同"));
    let filing = file(&mut wang, "9901000002", &change("江口市教育体育局网站", "")).await;
    for step in ["report", "notice"] {
        enter(&mut wang, &filing, step, "2026-11-25").await;
    }
    wang.post(&format!("{filing}/complete"), &[]).await;
    assert!(
        wang.get("/sites/9901000002")
            .await
            .text
            .contains("<h1>江口市教育体育局网站</h1>")
    );
}

#[tokio::test]
async fn forged_proofs_are_refused_and_true_ones_are_never_shown_as_pages() {
    let (office, mut wang) = office().await;
    let filing = begin(&mut wang, "9901000002").await;
    let path = format!("{filing}/steps/approval");
    let fields = [("text", "示例办函〔2026〕3号"), ("on", "2026-11-20")];
    for (name, bytes) in [
        ("批复.pdf", b"<html><script>alert(1)</script>".as_slice()),
        ("批复.html", b"<html></html>".as_slice()),
        ("批复.svg", b"<svg onload=alert(1)>".as_slice()),
        ("批复.exe", b"MZ\x90\0".as_slice()),
        ("批复.png", b"%PDF-1.7".as_slice()),
        ("批复", b"%PDF-1.7".as_slice()),
    ] {
        let refused = wang.entry(&path, &fields, Some((name, bytes))).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.text.contains("凭证应为"), "{name}");
    }
    let none = wang.entry(&path, &fields, None).await;
    assert!(none.text.contains("需要上传凭证"), "{}", none.text);
    let future = wang
        .entry(
            &path,
            &[("text", "x"), ("on", "2027-01-01")],
            Some(("a.pdf", b"%PDF-")),
        )
        .await;
    assert!(future.text.contains("不能晚于今天"));
    let large = vec![b'%'; 11 << 20];
    let large = wang.entry(&path, &fields, Some(("a.pdf", &large))).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sly = "..\\..\\批复 <b>.pdf";
    assert_eq!(
        wang.entry(&path, &fields, Some((sly, b"%PDF-1.7 true")))
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    let page = wang.get(&filing).await.text;
    assert!(
        page.contains("批复 &#60;b&#62;.pdf") && !page.contains("<b>"),
        "{page}"
    );
    let proof = wang.get(&format!("{filing}/proofs/approval")).await;
    assert_eq!(proof.bytes, b"%PDF-1.7 true");
    assert_eq!(proof.headers[header::CONTENT_TYPE], "application/octet-stream");
    assert!(
        proof.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    office
        .person("yun", Role::Supervisor, office.body("云岭市").await)
        .await;
    let mut yun = office.session("yun").await;
    assert_eq!(
        yun.get(&format!("{filing}/proofs/approval")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(yun.get(&filing).await.status, StatusCode::NOT_FOUND);
    assert!(!yun.get("/filings").await.text.contains("江口市"));
}

#[tokio::test]
async fn one_body_with_one_site_is_said_before_another_opens() {
    let (office, _) = office().await;
    let mut wang = office.session("wang").await;
    let more = REGISTER.to_owned()
        + "9901000009,江口市教育局新站,http://new.jiangkou.example/,江口市,江口市教育局,部门网站,开设中\n";
    office.import("wang", &more).await;
    let page = wang.get("/sites/9901000009/filings/new").await.text;
    assert!(
        page.contains("一个单位最多开设一个网站")
            && page.contains("value=\"opening\"")
            && !page.contains("value=\"change\"")
    );
}
