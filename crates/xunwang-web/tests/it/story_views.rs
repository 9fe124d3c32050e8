//! A filter of the register is kept under a name: for oneself, or by a supervisor for everybody.

use http::StatusCode;
use xunwang_domain::people::Role;

use super::harness::Office;
use super::story_register::REGISTER;

#[tokio::test]
async fn filters_are_kept_for_oneself_and_shared_by_supervisors() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let jiangkou = office.body("江口市").await;
    office.person("lin", Role::Reviewer, jiangkou).await;
    let (mut wang, mut lin) = (office.session("wang").await, office.session("lin").await);

    let own = [("q", "教育"), ("category", "部门网站"), ("name", "教育网站")];
    let saved = wang.post("/sites/views", &own).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = wang.get(saved.location()).await;
    assert!(page.text.contains("符合条件的 1 个") && page.text.contains("已保存"));
    assert_eq!(
        page.between("保存的筛选：</li><li><a href=\"/sites?", "\""),
        "q=%E6%95%99%E8%82%B2&#38;category=%E9%83%A8%E9%97%A8%E7%BD%91%E7%AB%99"
    );
    let twice = wang.post("/sites/views", &own).await;
    assert!(
        twice.text.contains("您已有名为“教育网站”的筛选"),
        "{}",
        twice.text
    );
    let shared = [("status", "正常运行"), ("name", "在运行"), ("shared", "1")];
    assert_eq!(
        wang.post("/sites/views", &shared).await.status,
        StatusCode::SEE_OTHER
    );

    // Others see what is shared, with what they may see, and can neither remove it nor share.
    let list = lin
        .get("/sites?status=%E6%AD%A3%E5%B8%B8%E8%BF%90%E8%A1%8C")
        .await
        .text;
    assert!(
        list.contains("在运行（共用）") && !list.contains("教育网站"),
        "{list}"
    );
    assert!(!list.contains("9902000001") && !list.contains("/sites/views/remove"));
    let refused = lin
        .post("/sites/views", &[("q", "局"), ("name", "各局"), ("shared", "1")])
        .await;
    assert!(refused.text.contains("只有监管员"), "{}", refused.text);
    let page = wang
        .get("/sites?status=%E6%AD%A3%E5%B8%B8%E8%BF%90%E8%A1%8C")
        .await;
    let id = page.between("name=\"view\" value=\"", "\"").to_owned();
    assert_eq!(
        lin.post("/sites/views/remove", &[("view", &id)]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let gone = wang.post("/sites/views/remove", &[("view", &id)]).await;
    assert_eq!(gone.location(), "/sites?note=view-gone");
    assert!(!lin.get("/sites").await.text.contains("在运行（共用）"));

    for (fields, words) in [
        ([("q", ""), ("name", "空")], "没有筛选条件"),
        ([("q", "局"), ("name", " ")], "起个名称"),
    ] {
        let refused = wang.post("/sites/views", &fields).await;
        assert!(refused.text.contains(words), "{}", refused.text);
    }
}
