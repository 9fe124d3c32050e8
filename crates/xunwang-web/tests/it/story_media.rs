//! Accounts are imported, looked at, reported on, checked, closed and removed; what they were at any day stays.

use chrono::TimeDelta;
use http::{StatusCode, header};
use xunwang_domain::account::{
    AccountCode, AccountMention, AccountSource, IdentitySeen, MentionPlace, Observation, ObservationOutcome,
    PlacedMention, Platform, SourceWay,
};
use xunwang_domain::filing::ProofFile;
use xunwang_domain::people::Role;

use super::harness::{Browser, Office};
use super::story_register::REGISTER;

const ACCOUNTS: &str = "\
账号编号,账号名称,平台,平台ID,平台账号,认证主体,主办单位,主管单位,地区或部门,开设日期,状态,注销凭证
JK-1,江口发布,微信公众号,gh_1,jkfb,江口市人民政府办公室,江口市人民政府办公室,,江口市,2019-03-01,正常运行,
JK-2,江口教育,新浪微博,2002,jkjy,江口市教育局,江口市教育局,,江口市,,正常运行,
YL-1,云岭发布,微信公众号,gh_9,ylfb,云岭市人民政府办公室,云岭市人民政府办公室,,云岭市,,正常运行,
";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nscreenshot";

async fn import(office: &Office, csv: &str) -> String {
    let mut wang = office.session("wang").await;
    let preview = wang.upload("/media/import", "账号.csv", csv.as_bytes()).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let done = wang.post("/media/import/confirm", &[("mark", &mark)]).await;
    let again = wang.post("/media/import/confirm", &[("mark", &mark)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    done.location().to_owned()
}

/// An account in both areas, each with a look that has a screenshot.
pub(crate) async fn put_both(office: &Office) {
    import(office, ACCOUNTS).await;
    let mut tx = office.store.begin().await.unwrap();
    let looks = ["JK-1", "YL-1"].map(|code| Observation {
        account: AccountCode::parse(code).unwrap(),
        source: "人工核查".to_owned(),
        at: office.app.now(),
        outcome: ObservationOutcome::Hidden,
        sees_all: false,
        seen: IdentitySeen::default(),
        interaction: None,
        note: String::new(),
        proof: Some(ProofFile {
            name: "截图.png".to_owned(),
            sha256: super::story_feedback::PICTURE.to_owned(),
            length: 1,
        }),
        by: String::new(),
    });
    tx.put_observations(&looks).await.unwrap();
    for code in ["JK-1", "YL-1"] {
        let code = AccountCode::parse(code).unwrap();
        let one = tx.media_account(&code).await.unwrap().unwrap();
        let source = AccountSource {
            account: code.clone(),
            way: SourceWay::Feed {
                address: "https://feed.jiangkou.example/rss.xml".parse().unwrap(),
                is_complete: true,
            },
            set_by: "江某".to_owned(),
            set_at: office.app.now(),
            until: None,
            asked_at: None,
            last: None,
        };
        tx.put_account_source(&source, None).await.unwrap();
        let mention = PlacedMention {
            mention: AccountMention::named(Platform::Douyin, &format!("{}在线", one.account.area)),
            place: MentionPlace::Post {
                account: code,
                title: "便民提示".to_owned(),
            },
            organization: one.organization,
            at: office.app.now(),
        };
        tx.put_mentions(&[mention]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn office() -> (Office, Browser) {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    assert_eq!(
        import(&office, ACCOUNTS).await,
        "/media/import?added=3&changed=0&unchanged=0"
    );
    let wang = office.session("wang").await;
    (office, wang)
}

#[tokio::test]
async fn accounts_are_shown_first_filtered_exported_and_past_days_are_kept() {
    let (office, mut wang) = office().await;
    office.clock.forward(TimeDelta::days(30));
    let later = ACCOUNTS.replace("江口教育", "江口教体");
    assert_eq!(
        import(&office, &later).await,
        "/media/import?added=0&changed=1&unchanged=2"
    );
    let mut late = office.session("wang").await;
    let now = late.get("/media/JK-2").await.text;
    assert!(now.contains("<h1>江口教体</h1>") && now.contains("<del>江口教育</del>"));
    let then = late.get("/media/JK-2?on=2026-11-30").await.text;
    assert!(then.contains("<h1>江口教育</h1>") && then.contains("不是现在的"));
    let found = late.get("/media?platform=微信公众号&unit=江口").await.text;
    assert!(found.contains("符合条件的 1 个") && found.contains("JK-1") && !found.contains("JK-2"));
    let unseen = late.get("/media?silence=unseen").await.text;
    assert!(unseen.contains("从未看到发布内容 ✕") && unseen.contains("YL-1"));
    let exported = late.get("/media.csv?platform=新浪微博").await.text;
    assert!(
        exported.starts_with("\u{feff}账号编号,账号名称,平台,平台ID") && exported.contains("JK-2,江口教体")
    );
    // What is exported is imported again, and changes nothing.
    let again = wang
        .upload("/media/import", "账号.csv", exported.as_bytes())
        .await;
    assert!(!again.text.contains("name=\"mark\""));
    let wrong = late
        .upload(
            "/media/import",
            "账号.csv",
            "账号编号,账号名称,平台,地区或部门\n,,抖音,江口市\n".as_bytes(),
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("共有 2 处错误，没有写入任何内容"));
}

#[tokio::test]
async fn nobody_imports_or_sees_what_lies_outside_the_own_branch() {
    let (office, _) = office().await;
    office
        .person("yun", Role::Supervisor, office.body("云岭市").await)
        .await;
    let mut yun = office.session("yun").await;
    let list = yun.get("/media").await.text;
    assert!(list.contains("YL-1") && !list.contains("JK-1"));
    assert_eq!(yun.get("/media/JK-1").await.status, StatusCode::NOT_FOUND);
    let foreign = yun.upload("/media/import", "账号.csv", ACCOUNTS.as_bytes()).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        foreign.text.contains("有 2 个账号不在您的负责范围内") && !foreign.text.contains("name=\"mark\"")
    );
}

#[tokio::test]
async fn a_body_reports_a_post_by_its_link_and_a_reviewer_needs_a_screenshot() {
    let (office, _) = office().await;
    let jiangkou = office.body("江口市").await;
    office.person("jin", Role::Operator, jiangkou).await;
    office.person("fuhe", Role::Reviewer, jiangkou).await;
    let mut jin = office.session("jin").await;
    let before = jin.get("/media/JK-1").await.text;
    assert!(before.contains("还没有看到过发布内容，更新情况未能检测"));
    let report = [
        ("title", "防汛通知"),
        ("address", "http://mp.weixin.qq.com/s/1"),
        ("at", "2026-11-20T08:30"),
    ];
    let done = jin.entry("/media/JK-1/posts", &report, None).await;
    assert!(done.location().ends_with("note=post-reported"), "{}", done.text);
    let after = jin.get("/media/JK-1").await.text;
    assert!(
        after.contains("2026-11-20 08:30") && after.contains("更新期限到2026-12-04"),
        "{after}"
    );
    let future = [
        ("title", "明天"),
        ("address", "http://a.example/1"),
        ("at", "2026-12-20T08:30"),
    ];
    assert!(
        jin.entry("/media/JK-1/posts", &future, None)
            .await
            .text
            .contains("发布时间晚于现在")
    );
    let script = [
        ("title", "x"),
        ("address", "javascript:alert(1)"),
        ("at", "2026-11-20T08:30"),
    ];
    assert!(
        jin.entry("/media/JK-1/posts", &script, None)
            .await
            .text
            .contains("请填写文章的完整网址")
    );
    assert_eq!(
        jin.entry("/media/JK-1/checks", &[], None).await.status,
        StatusCode::FORBIDDEN
    );

    let mut fu = office.session("fuhe").await;
    let check = [
        ("outcome", "seen"),
        ("at", "2026-11-10T08:30"),
        ("title", "旧闻"),
        ("all", "1"),
        ("name", "江口美食"),
    ];
    let without = fu.entry("/media/JK-2/checks", &check, None).await;
    assert!(without.text.contains("请上传核查时的截图"));
    let done = fu
        .entry("/media/JK-2/checks", &check, Some(("截图.png", PNG)))
        .await;
    assert!(done.location().ends_with("note=account-checked"), "{}", done.text);
    let page = fu.get("/media/JK-2").await;
    assert!(page.text.contains("不能确定") && page.text.contains("看到“江口美食”"));
    let file = page.between("/media/JK-2/files/", "\"").to_owned();
    let shot = fu.get(&format!("/media/JK-2/files/{file}")).await;
    assert_eq!(
        (shot.bytes.as_slice(), &shot.headers[header::CONTENT_TYPE]),
        (PNG, &"application/octet-stream".parse().unwrap())
    );
    assert_eq!(
        fu.get(&format!("/media/JK-1/files/{file}")).await.status,
        StatusCode::NOT_FOUND
    );
    let hidden = [
        ("outcome", "hidden"),
        ("at", "2026-11-10T08:30"),
        ("title", "旧闻"),
    ];
    let contradiction = fu
        .entry("/media/JK-2/checks", &hidden, Some(("截图.png", PNG)))
        .await;
    assert!(contradiction.text.contains("没有看到账号内容的"));
}

async fn step(wang: &mut Browser, filing: &str, word: &str, on: &str) {
    let fields = [("text", "示例办函〔2026〕3号"), ("on", on)];
    let done = wang
        .entry(
            &format!("{filing}/steps/{word}"),
            &fields,
            Some(("凭证.png", PNG)),
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{word}：{}", done.text);
}

async fn file(wang: &mut Browser, kind: &str) -> String {
    let begun = wang
        .post("/media/JK-2/filings", &[("kind", kind), ("reason", "机构改革")])
        .await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.location().split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_account_is_removed_only_with_proof_and_not_while_it_is_seen() {
    let (office, mut wang) = office().await;
    let early = wang
        .post(
            "/media/JK-2/filings",
            &[("kind", "cancellation"), ("reason", "机构改革")],
        )
        .await;
    assert!(
        early.text.contains("账号现为“正常运行”，不能办理注销"),
        "{}",
        early.text
    );
    let closing = file(&mut wang, "retirement").await;
    step(&mut wang, &closing, "approval", "2026-11-20").await;
    step(&mut wang, &closing, "notice", "2026-11-20").await;
    let done = wang.post(&format!("{closing}/complete"), &[]).await;
    assert!(
        done.location().ends_with("note=filing-completed"),
        "{}",
        done.text
    );
    assert!(wang.get("/media/JK-2").await.text.contains("<dd>关停</dd>"));

    let removal = file(&mut wang, "cancellation").await;
    let early = wang.post(&format!("{removal}/complete"), &[]).await;
    assert!(
        early
            .text
            .contains("还有步骤没有办：向平台提交注销申请、平台已完成注销")
    );
    step(&mut wang, &removal, "request", "2026-11-21").await;
    step(&mut wang, &removal, "removed", "2026-11-24").await;
    step(&mut wang, &removal, "report", "2026-11-25").await;
    // Somebody sees it the day after it is said to be gone.
    let check = [("outcome", "seen"), ("permanent", "2002")];
    wang.entry("/media/JK-2/checks", &check, Some(("截图.png", PNG)))
        .await;
    let seen = wang.post(&format!("{removal}/complete"), &[]).await;
    assert!(
        seen.text.contains("2026-11-26还看到了这个账号，不能办结"),
        "{}",
        seen.text
    );
    office.clock.forward(TimeDelta::days(10));
    let mut wang = office.session("wang").await;
    step(&mut wang, &removal, "removed", "2026-12-05").await;
    wang.post(&format!("{removal}/complete"), &[]).await;
    let gone = wang.get("/media/JK-2").await.text;
    assert!(
        gone.contains("<dd>注销</dd>") && gone.contains("2026-12-05 示例办函〔2026〕3号"),
        "{gone}"
    );
    assert!(
        wang.get("/media/JK-2?on=2026-12-01")
            .await
            .text
            .contains("<dd>关停</dd>")
    );
    assert!(wang.get("/filings?all=1").await.text.contains("/media/JK-2"));
}
