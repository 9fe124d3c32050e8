//! Operators get their accounts in bulk: shown first, made whole or not at all, each with a link that is shown once.

use http::{StatusCode, header};
use xunwang_domain::people::Role;

use super::harness::{Answer, Browser, Office, PASSWORD};
use super::story_register::REGISTER;

async fn office() -> (Office, Browser) {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let chen = office.session("chen").await;
    (office, chen)
}

fn mark(preview: &Answer) -> String {
    preview.between("name=\"mark\" value=\"", "\"").to_owned()
}

/// The links of a page, in its order.
fn links(page: &Answer) -> Vec<String> {
    let parts = page.text.split("http://xunwang.test").skip(1);
    parts
        .map(|part| part[..part.find('<').unwrap()].to_owned())
        .collect()
}

#[tokio::test]
async fn chosen_bodies_get_accounts_whose_links_are_shown_once_and_stored_nowhere() {
    let (office, mut chen) = office().await;
    let page = chen.get("/people/accounts").await;
    let parts = page.text.split("name=\"body\" value=\"").skip(1);
    let ids: Vec<_> = parts.map(|part| part[..36].to_owned()).collect();
    assert_eq!(ids.len(), 3, "{}", page.text);
    let fields: Vec<_> = ids.iter().map(|id| ("body", id.as_str())).collect();
    let preview = chen.post("/people/accounts/preview", &fields[1..]).await;
    assert!(
        preview.text.contains("w9901000001") && preview.text.contains("江口市教育局管理员"),
        "{}",
        preview.text
    );
    let mark = mark(&preview);
    let opened = chen.post("/people/accounts", &[("mark", &mark)]).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert_eq!(opened.headers[header::CACHE_CONTROL], "no-store");
    assert!(
        opened
            .text
            .contains("download=\"设密码链接.xlsx\" href=\"data:application/")
    );
    let links = links(&opened);
    assert_eq!(links.len(), 2);
    let again = chen.post("/people/accounts", &[("mark", &mark)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut operator = office.browser();
    let set = [("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(operator.post(&links[1], &set).await.location(), "/login?note=set");
    let mut operator = office.logged_in("w9901000002").await;
    let sites = operator.get("/sites").await.text;
    assert!(
        sites.contains("9901000002") && !sites.contains("9901000001"),
        "{sites}"
    );
    // Who has an account is not proposed again.
    let left = chen.get("/people/accounts").await.text;
    assert_eq!(left.matches("name=\"body\"").count(), 1);
    for file in std::fs::read_dir(office.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let secret = links[0].rsplit('/').next().unwrap().as_bytes();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
    let root = office.body("示例省人民政府办公厅").await;
    office.person("shen", Role::Auditor, root).await;
    let trail = office.session("shen").await.get("/audit").await.text;
    assert_eq!(trail.matches("批量开通：新建用户").count(), 2);
}

#[tokio::test]
async fn a_sheet_is_taken_whole_or_not_at_all() {
    let (office, mut chen) = office().await;
    let wrong = "人员一览\n姓名,账号,单位\n李某,,江口市教育局\n,bad,江口市教育局\n王某,CHEN,没有的局\n赵某,x,江口市/江口市教育局\n";
    let preview = chen
        .upload("/people/accounts/sheet", "人员.csv", wrong.as_bytes())
        .await;
    assert_eq!(preview.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(preview.text.contains("共有 1 处错误"), "{}", preview.text);
    let wrong = wrong.replace(",bad", "钱某,bad");
    let preview = chen
        .upload("/people/accounts/sheet", "人员.csv", wrong.as_bytes())
        .await;
    assert_eq!(preview.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "共有 3 处错误",
        "已由陈管理使用",
        "没有名为“没有的局”的单位",
        "3到32个",
    ] {
        assert!(preview.text.contains(words), "{words}：{}", preview.text);
    }
    assert!(!preview.text.contains("name=\"mark\""));

    let right =
        "姓名,登录名,单位\n李某,,江口市教育局\n钱某,qian.mou,江口市/江口市教育局\n孙某,,江口市教育局\n";
    let preview = chen
        .upload("/people/accounts/sheet", "人员.csv", right.as_bytes())
        .await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    for account in ["w9901000002<", "w9901000002-2<", "qian.mou<"] {
        assert!(preview.text.contains(account), "{account}");
    }
    // Meanwhile somebody takes one of the names: not one of the accounts is made.
    let body = office.body("江口市").await;
    office.person("qian.mou", Role::Reviewer, body).await;
    let late = chen.post("/people/accounts", &[("mark", &mark(&preview))]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("一个账号也没有开通"), "{}", late.text);
    assert!(!chen.get("/people").await.text.contains("w9901000002"));
}

#[tokio::test]
async fn an_administrator_of_a_city_opens_accounts_of_that_city_only() {
    let (office, mut chen) = office().await;
    let jiangkou = office.body("江口市").await;
    office.person("jiang", Role::Administrator, jiangkou).await;
    let mut jiang = office.session("jiang").await;
    let page = jiang.get("/people/accounts").await;
    assert_eq!(page.text.matches("name=\"body\"").count(), 2);
    let all = chen.get("/people/accounts").await.text;
    let at = all.find("云岭市／").unwrap();
    let foreign = &all[all[..at].rfind("value=\"").unwrap() + 7..][..36];
    let refused = jiang.post("/people/accounts/preview", &[("body", foreign)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let sheet = "姓名,单位\n李某,云岭市人民政府办公室\n";
    let refused = jiang
        .upload("/people/accounts/sheet", "a.csv", sheet.as_bytes())
        .await;
    assert!(refused.text.contains("不在您的管理范围内"), "{}", refused.text);
    // What one has looked at, another cannot make.
    let own = "姓名,单位\n李某,江口市教育局\n";
    let preview = jiang
        .upload("/people/accounts/sheet", "a.csv", own.as_bytes())
        .await;
    let stolen = chen.post("/people/accounts", &[("mark", &mark(&preview))]).await;
    assert_eq!(stolen.status, StatusCode::UNPROCESSABLE_ENTITY);
}
