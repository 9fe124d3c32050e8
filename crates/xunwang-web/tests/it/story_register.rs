//! A register is uploaded, looked at, taken over, changed; every past day shows what it was then.

use chrono::TimeDelta;
use http::StatusCode;
use xunwang_domain::people::Role;

use super::harness::Office;

pub(crate) const REGISTER: &str = "\
网站标识码,网站名称,首页网址,地区或部门,主办单位,网站类别,运行状态
9901000001,江口市人民政府门户网站,http://www.jiangkou.example/,江口市,江口市人民政府办公室,门户网站,正常运行
9901000002,江口市教育局网站,http://jyj.jiangkou.example/,江口市,江口市教育局,部门网站,正常运行
9902000001,云岭市人民政府门户网站,http://www.yunling.example/,云岭市,云岭市人民政府办公室,门户网站,正常运行
";

async fn import(office: &Office, account: &str, csv: &str) -> String {
    let mut browser = office.logged_in(account).await;
    let preview = browser.upload("/import", "台账.csv", csv.as_bytes()).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let done = browser.post("/import/confirm", &[("mark", &mark)]).await;
    let again = browser.post("/import/confirm", &[("mark", &mark)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    done.location().to_owned()
}

async fn office() -> Office {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office
}

#[tokio::test]
async fn a_register_is_shown_first_and_past_days_are_kept() {
    let office = office().await;
    assert_eq!(
        import(&office, "wang", REGISTER).await,
        "/import/done?added=3&changed=0"
    );
    office.clock.forward(TimeDelta::days(30));
    let later = REGISTER.replace("江口市教育局网站", "江口市教育体育局网站");
    assert_eq!(
        import(&office, "wang", &later).await,
        "/import/done?added=0&changed=1"
    );

    let mut wang = office.logged_in("wang").await;
    let now = wang.get("/sites/9901000002").await;
    assert!(
        now.text.contains("<h1>江口市教育体育局网站</h1>")
            && now.text.contains("<del>江口市教育局网站</del>")
    );
    let then = wang.get("/sites/9901000002?on=2026-11-30").await;
    assert!(then.text.contains("<h1>江口市教育局网站</h1>") && then.text.contains("不是现在的"));
    let before = wang.get("/sites/9901000002?on=2026-11-01").await;
    assert_eq!(before.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wang.get("/sites/9901000002?on=昨天").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    let found = wang.get("/sites?q=教育").await;
    assert!(found.text.contains("符合条件的 1 个") && found.text.contains("9901000002"));
    let table = wang.get("/sites.csv?q=教育").await.text;
    assert!(
        table.starts_with('\u{feff}') && table.lines().count() == 2 && table.contains("江口市教育体育局")
    );
    let workbook = wang.get("/sites.xlsx").await;
    assert!(workbook.bytes.starts_with(b"PK"));
    let read = xunwang_app::registry::read_register("a.xlsx", &workbook.bytes, None).unwrap();
    assert_eq!(read.sites.len(), 3);
}

#[tokio::test]
async fn what_changed_after_the_preview_is_not_overwritten() {
    let office = office().await;
    import(&office, "wang", REGISTER).await;
    let mut wang = office.session("wang").await;
    let renamed = |name: &str| REGISTER.replace("江口市教育局网站", name);
    let preview = wang
        .upload("/import", "台账.csv", renamed("旧名").as_bytes())
        .await;
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let root = office.body("示例省人民政府办公厅").await;
    office.person("zhao", Role::Supervisor, root).await;
    office.clock.forward(TimeDelta::minutes(1));
    office.import("zhao", &renamed("江口市教育体育局网站")).await;
    let late = wang.post("/import/confirm", &[("mark", &mark)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("在台账里有了变化"), "{}", late.text);
    assert!(
        wang.get("/sites/9901000002")
            .await
            .text
            .contains("<h1>江口市教育体育局网站</h1>")
    );
}

#[tokio::test]
async fn one_wrong_row_and_nothing_is_written() {
    let office = office().await;
    let mut wang = office.logged_in("wang").await;
    let wrong = REGISTER
        .replace("9902000001", "99X")
        .replace("http://jyj.", "htp:/jyj.");
    let preview = wang.upload("/import", "台账.csv", wrong.as_bytes()).await;
    assert_eq!(preview.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(preview.text.contains("共有 2 处错误") && preview.text.contains("首页网址"));
    assert!(!preview.text.contains("name=\"mark\""));
    assert!(wang.get("/sites").await.text.contains("还没有您可以查看的网站"));
}

#[tokio::test]
async fn nobody_imports_sites_of_another_area_nor_sees_them() {
    let office = office().await;
    import(&office, "wang", REGISTER).await;
    let jiangkou = office.body("江口市").await;
    office.person("jiang", Role::Supervisor, jiangkou).await;
    let mut jiang = office.logged_in("jiang").await;
    let list = jiang.get("/sites").await;
    assert!(list.text.contains("9901000001") && !list.text.contains("9902000001"));
    assert!(!jiang.get("/sites.csv").await.text.contains("9902000001"));
    assert_eq!(jiang.get("/sites/9902000001").await.status, StatusCode::NOT_FOUND);
    let grab = REGISTER.replace(
        "9902000001,云岭市人民政府门户网站,http://www.yunling.example/,云岭市",
        "9902000001,云岭市人民政府门户网站,http://www.yunling.example/,江口市",
    );
    let preview = jiang.upload("/import", "台账.csv", grab.as_bytes()).await;
    assert_eq!(preview.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(preview.text.contains("有 1 个网站不在您的负责范围内"));
    let stranger = REGISTER.lines().next().unwrap().to_owned()
        + "\n9903000001,青川市网站,http://www.qc.example/,青川市,,其他,正常运行\n";
    assert!(
        jiang
            .upload("/import", "台账.csv", stranger.as_bytes())
            .await
            .text
            .contains("不在您的负责范围内")
    );
}

#[tokio::test]
async fn what_is_no_spreadsheet_is_refused_in_words() {
    let office = office().await;
    let mut wang = office.logged_in("wang").await;
    for (name, bytes) in [
        ("a.xlsx", b"\x7fELF\x02\x01\x01\0\0\0".as_slice()),
        ("../../etc/passwd", b"root:x:0:0".as_slice()),
        ("a.csv", b"".as_slice()),
        ("", b"x".as_slice()),
        (
            "a.csv",
            "网站标识码\n=HYPERLINK(\"http://evil.example\")\n".as_bytes(),
        ),
    ] {
        let answer = wang.upload("/import", name, bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(!answer.text.contains("name=\"mark\""), "{name}");
    }
    let huge = vec![b','; 21 * 1024 * 1024];
    let answer = wang.upload("/import", "a.csv", &huge).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("20 MB"), "{}", answer.text);
}
