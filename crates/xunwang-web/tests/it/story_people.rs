//! From the first run to a city's own administrator: who may do what, and how somebody comes in.

use chrono::TimeDelta;
use http::StatusCode;
use xunwang_app::office::{AppError, UserChange};
use xunwang_app::office::{change_user, offer_set_up, set_disabled};
use xunwang_domain::people::{Grant, Role};

use super::harness::{Office, PASSWORD};

#[tokio::test]
async fn the_first_run_leads_to_set_up_and_its_address_works_once() {
    let office = Office::blank().await;
    let token = offer_set_up(&office.app).await.unwrap().unwrap();
    let mut browser = office.browser();
    for path in ["/", "/login", "/sites", "/nothing", "/people/new"] {
        assert_eq!(browser.get(path).await.location(), "/setup", "{path}");
    }
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
    let fields = |token: &'static str| {
        [
            ("token", token),
            ("office", "示例省人民政府办公厅"),
            ("name", "陈管理"),
            ("account", "chen"),
            ("password", PASSWORD),
            ("again", PASSWORD),
        ]
    };
    let guessed = browser.post("/setup", &fields("GUESSED")).await;
    assert_eq!(guessed.status, StatusCode::UNPROCESSABLE_ENTITY);
    let token: &'static str = token.leak();
    let done = browser.post("/setup", &fields(token)).await;
    assert_eq!(done.location(), "/login?note=ready", "{}", done.text);
    let again = browser.post("/setup", &fields(token)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        browser.get(&format!("/setup?token={token}")).await.location(),
        "/login"
    );
    assert_eq!(offer_set_up(&office.app).await.unwrap(), None);
}

#[tokio::test]
async fn somebody_new_sets_the_password_by_a_link_that_works_once() {
    let office = Office::set_up().await;
    let mut chen = office.logged_in("chen").await;
    let fields = [
        ("account", "lin"),
        ("name", "李复核"),
        ("body", "示例省人民政府办公厅"),
        ("role", "reviewer"),
        ("branch", "示例省人民政府办公厅"),
    ];
    let page = chen.post("/people", &fields).await;
    let link = page.between("http://xunwang.test", "<").to_owned();
    assert_eq!(
        chen.post("/people", &fields).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "登录名已有人使用"
    );
    let mut li = office.browser();
    assert!(li.get(&link).await.text.contains("李复核"));
    let weak = li
        .post(&link, &[("password", "1234567890"), ("again", "1234567890")])
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let differs = li
        .post(&link, &[("password", PASSWORD), ("again", "River7Stone?")])
        .await;
    assert_eq!(differs.status, StatusCode::UNPROCESSABLE_ENTITY);
    let set = li
        .post(&link, &[("password", PASSWORD), ("again", PASSWORD)])
        .await;
    assert_eq!(set.location(), "/login?note=set");
    assert_eq!(li.get(&link).await.status, StatusCode::GONE);
    let mut li = office.logged_in("lin").await;
    assert_eq!(li.get("/people").await.status, StatusCode::FORBIDDEN);
    assert!(li.get("/").await.text.contains("李复核"));
}

#[tokio::test]
async fn a_link_ends_after_three_days_and_when_another_is_made() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    let id = office.person("lin", Role::Reviewer, root).await;
    let mut chen = office.logged_in("chen").await;
    let path = format!("/people/{}/link", id.0);
    let first = chen
        .post(&path, &[])
        .await
        .between("http://xunwang.test", "<")
        .to_owned();
    let second = chen
        .post(&path, &[])
        .await
        .between("http://xunwang.test", "<")
        .to_owned();
    assert_eq!(chen.get(&first).await.status, StatusCode::GONE);
    assert_eq!(chen.get(&second).await.status, StatusCode::OK);
    office.clock.forward(TimeDelta::days(3));
    assert_eq!(office.browser().get(&second).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn an_administrator_of_a_city_reaches_no_further() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    let chief = office.caller("chen").await;
    for name in ["江口市", "云岭市"] {
        let kind = xunwang_domain::organization::OrganizationKind::Area;
        xunwang_app::office::add_organization(&office.app, &chief, root, kind, name)
            .await
            .unwrap();
    }
    let (jiangkou, yunling) = (office.body("江口市").await, office.body("云岭市").await);
    office.person("jiang", Role::Administrator, jiangkou).await;
    let outsider = office.person("yun", Role::Reviewer, yunling).await;
    let own = office.person("zhou", Role::Reviewer, jiangkou).await;
    let jiang = office.caller("jiang").await;
    let change = |role, organization| UserChange {
        name: "周某".to_owned(),
        organization: jiangkou,
        grants: [Grant { role, organization }].into(),
    };
    // Not over others, not beyond the branch, and nobody is raised above the one who does it.
    let refused = change_user(&office.app, &jiang, outsider, &change(Role::Reviewer, jiangkou)).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    let refused = change_user(&office.app, &jiang, own, &change(Role::Reviewer, root)).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    change_user(&office.app, &jiang, own, &change(Role::Supervisor, jiangkou))
        .await
        .unwrap();
    let refused = set_disabled(&office.app, &jiang, chief.user.id, true).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    assert_eq!(
        office.logged_in("jiang").await.get("/audit").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn the_last_administrator_stays_and_duties_that_exclude_each_other_are_refused() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    let chief = office.caller("chen").await;
    let change = |roles: &[Role]| UserChange {
        name: "陈管理".to_owned(),
        organization: root,
        grants: roles
            .iter()
            .map(|&role| Grant {
                role,
                organization: root,
            })
            .collect(),
    };
    let refused = change_user(&office.app, &chief, chief.user.id, &change(&[Role::Reviewer])).await;
    assert!(refused.unwrap_err().to_string().contains("最后一位"));
    let id = office.person("lin", Role::Reviewer, root).await;
    for pair in [
        [Role::Auditor, Role::Reviewer],
        [Role::Operator, Role::Supervisor],
    ] {
        let refused = change_user(&office.app, &chief, id, &change(&pair)).await;
        assert!(matches!(refused, Err(AppError::Refused(_))), "{pair:?}");
    }
    office.person("zhao", Role::Administrator, root).await;
    change_user(&office.app, &chief, chief.user.id, &change(&[Role::Reviewer]))
        .await
        .unwrap();
}

#[tokio::test]
async fn who_is_stopped_is_out_at_once() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    let id = office.person("lin", Role::Reviewer, root).await;
    let mut li = office.logged_in("lin").await;
    let mut chen = office.logged_in("chen").await;
    chen.post(&format!("/people/{}/disable", id.0), &[]).await;
    assert!(li.get("/sites").await.location().starts_with("/login"));
    let refused = office
        .browser()
        .post("/login", &[("account", "lin"), ("password", PASSWORD)])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    chen.post(&format!("/people/{}/enable", id.0), &[]).await;
    office.logged_in("lin").await;
}
