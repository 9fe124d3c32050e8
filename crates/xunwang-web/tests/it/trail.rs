//! The trail shows what was done, and shows when somebody went round it.

use http::StatusCode;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use xunwang_app::office::check_trail;
use xunwang_domain::people::Role;

use super::harness::Office;

#[tokio::test]
async fn every_change_is_in_the_trail_with_before_and_after() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    let id = office.person("lin", Role::Reviewer, root).await;
    office.person("shen", Role::Auditor, root).await;
    let mut chen = office.logged_in("chen").await;
    let fields = [
        ("name", "李新名"),
        ("body", "示例省人民政府办公厅"),
        ("role", "approver"),
        ("branch", "示例省人民政府办公厅"),
    ];
    let saved = chen.post(&format!("/people/{}", id.0), &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let mut shen = office.logged_in("shen").await;
    let page = shen.get("/audit").await.text;
    for words in [
        "首次设置",
        "新建用户",
        "修改用户",
        "登录",
        "<del>lin某</del>",
        "<ins>李新名</ins>",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let check = shen.get("/audit/check").await.text;
    assert!(check.contains("核验通过"), "{check}");
    assert!(!page.contains("argon2") && !page.contains(super::harness::PASSWORD));
}

#[tokio::test]
async fn who_alters_the_database_is_seen() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("shen", Role::Auditor, root).await;
    let shen = office.caller("shen").await;
    let whole = check_trail(&office.app, &shen).await.unwrap();
    assert!(whole.is_sound() && whole.total >= 4, "{whole:?}");
    // The program itself cannot: the table refuses. Whoever takes the trigger away breaks the chain.
    let options = SqliteConnectOptions::new().filename(office.folder.path().join("xunwang.db"));
    let mut connection = options.connect().await.unwrap();
    let alter = "update audit set content = replace(content, '陈管理', '张某') where number = 2";
    assert!(sqlx::raw_sql(alter).execute(&mut connection).await.is_err());
    let remove = "delete from audit where number = 2";
    assert!(sqlx::raw_sql(remove).execute(&mut connection).await.is_err());
    sqlx::raw_sql("drop trigger audit_stays")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::raw_sql(alter).execute(&mut connection).await.unwrap();
    let check = check_trail(&office.app, &shen).await.unwrap();
    assert!(!check.is_sound() && check.sound == 1, "{check:?}");
}
