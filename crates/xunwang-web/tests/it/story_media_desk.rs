//! The desk for looking at accounts: the next one at once, one key, a screenshot by paste or from a telephone; and now and then one that
//! the program has seen as well.

use std::fmt::Write as _;

use chrono::TimeDelta;
use http::StatusCode;
use xunwang_app::office::{Glance, MediaFiles, import_media_files, keep_glance, media_desk};
use xunwang_domain::account::{AccountCode, Platform};
use xunwang_domain::people::Role;

use super::harness::{Browser, Office};
use super::story_paper::{staffed, strip};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nscreenshot";
const ACCOUNTS: &str = "\
账号编号,账号名称,平台,平台ID,主办单位,地区或部门,账号链接,状态
JK-1,江口发布,微信公众号,gh_1,江口市人民政府办公室,江口市,,正常运行
JK-2,江口教育,新浪微博,2002,江口市教育局,江口市,https://weibo.com/u/2002,正常运行
JK-3,江口公安,新浪微博,2003,江口市公安局,江口市,https://weibo.com/u/2003,正常运行
JK-4,江口档案,新浪微博,2004,江口市档案局,江口市,,关停
YL-1,云岭发布,抖音,3003,云岭市人民政府办公室,云岭市,https://www.douyin.com/user/3003,正常运行
";
const LOOKS: &str = "\
账号编号,来源,观测时间,结果,全量,平台ID,账号名称,认证主体,互动功能
JK-1,平台授权接口,2026-11-26 08:30,成功,是,gh_1,江口发布,,有
JK-2,公开页面,2026-11-26 08:30,隐藏,否,,,,
";

async fn take(office: &Office, accounts: &str, looks: &str, posts: &str) {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let some = |name: &str, text: &str| Vec::from_iter((!text.is_empty()).then(|| file(name, text)));
    let files = MediaFiles {
        accounts: (!accounts.is_empty()).then(|| file("账号.csv", accounts)),
        observations: some("观测.csv", looks),
        posts: some("发布.csv", posts),
        menus: Vec::new(),
    };
    import_media_files(&office.app, files).await.unwrap();
}

async fn office() -> Office {
    let office = staffed().await;
    take(&office, ACCOUNTS, LOOKS, "").await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("liwei", Role::Reviewer, root).await;
    office.person("zhaoqi", Role::Reviewer, root).await;
    office
}

/// The code of the account that the desk shows.
async fn shown(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", strip(&page.text));
    page.between("action=\"/media/desk/", "?csrf").to_owned()
}

#[tokio::test]
async fn one_key_and_a_pasted_screenshot_and_the_next_account_is_there() {
    let office = office().await;
    let mut li = office.session("liwei").await;
    // What a source has seen wholly waits for nobody; nor what is closed.
    let first = shown(&mut li, "/media/desk").await;
    assert_eq!(first, "JK-2");
    let page = li.get("/media/desk").await.text;
    assert!(page.contains("<svg") && page.contains("data-hot=\"3\"") && page.contains("data-paste"));
    let told = strip(&page);
    assert!(
        told.contains("新浪微博（2）") && told.contains("抖音（1）") && told.contains("还有 3 个"),
        "{told}"
    );
    // Two readers are not given the same account.
    let mut zhao = office.session("zhaoqi").await;
    assert_eq!(shown(&mut zhao, "/media/desk").await, "JK-3");
    assert_eq!(shown(&mut li, "/media/desk").await, "JK-2", "it stays his");
    assert_eq!(
        shown(&mut li, "/media/desk?after=JK-2").await,
        "YL-1",
        "passed over"
    );
    assert_eq!(shown(&mut li, "/media/desk?platform=抖音").await, "YL-1");

    // Without a screenshot nothing is kept.
    assert_eq!(shown(&mut li, "/media/desk").await, "JK-2");
    let refused = li.entry("/media/desk/JK-2", &[("seen", "3")], None).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        strip(&refused.text).contains("请先把截图粘贴到页面上"),
        "{}",
        strip(&refused.text)
    );
    let fields = [("seen", "3"), ("interaction", "yes"), ("platform", "")];
    let kept = li
        .entry("/media/desk/JK-2", &fields, Some(("截图.png", PNG)))
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", strip(&kept.text));
    let next = kept.location().to_owned();
    assert_eq!(shown(&mut li, &next).await, "YL-1");
    let told = strip(&li.get(&next).await.text);
    assert!(told.contains("近一小时您核查了 1 个，今天 1 个"), "{told}");
    let account = strip(&li.get("/media/JK-2").await.text);
    assert!(
        account.contains("人工核查") && account.contains("2026-11-23 12:00"),
        "{account}"
    );
    for (seen, on, why) in [
        ("on", "前天", "请填写最近一篇的日期"),
        ("on", "2026-12-01", "晚于今天"),
        ("99", "", "请按键选择"),
    ] {
        let fields = [("seen", seen), ("on", on)];
        let refused = li
            .entry("/media/desk/YL-1", &fields, Some(("截图.png", PNG)))
            .await;
        assert!(strip(&refused.text).contains(why), "{}", strip(&refused.text));
    }
    let kept = li
        .entry("/media/desk/YL-1", &[("seen", "hidden")], Some(("截图.png", PNG)))
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let kept = zhao
        .entry(
            "/media/desk/JK-3",
            &[("seen", "on"), ("on", "2026-10-01")],
            Some(("a.jpg", b"\xff\xd8\xff\xe0")),
        )
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", strip(&kept.text));
    assert!(strip(&li.get("/media/desk").await.text).contains("没有等待核查的账号"));
    // The next day they wait again.
    office.clock.forward(TimeDelta::hours(25));
    let mut li = office.session("liwei").await;
    assert!(strip(&li.get("/media/desk").await.text).contains("还有 4 个"));
}

#[tokio::test]
async fn a_screenshot_comes_from_a_telephone_by_a_link_that_is_good_for_one_account() {
    let office = office().await;
    let mut li = office.session("liwei").await;
    assert_eq!(shown(&mut li, "/media/desk").await, "JK-2");
    let caller = office.caller("liwei").await;
    let code = AccountCode::parse("JK-2").unwrap();
    let secret = xunwang_app::office::shot_link(&office.app, &caller, &code, "江口教育");
    let mut telephone = office.browser();
    let page = telephone.get(&format!("/shots/{secret}")).await;
    assert!(
        page.status == StatusCode::OK && page.text.contains("江口教育"),
        "{}",
        page.text
    );
    let wrong = telephone
        .entry(&format!("/shots/{secret}"), &[], Some(("a.pdf", b"%PDF-1.7")))
        .await;
    assert!(
        strip(&wrong.text).contains("PNG 或 JPG"),
        "{}",
        strip(&wrong.text)
    );
    let path = "/media/desk/JK-2/shot";
    assert!(li.get(path).await.text.contains("还没有收到"));
    let taken = telephone
        .entry(&format!("/shots/{secret}"), &[], Some(("截图.png", PNG)))
        .await;
    assert!(
        strip(&taken.text).contains("截图已上传"),
        "{}",
        strip(&taken.text)
    );
    assert!(li.get(path).await.text.contains("已收到手机上传的截图（1 KB）"));
    let mut zhao = office.session("zhaoqi").await;
    assert!(
        zhao.get(path).await.text.contains("还没有收到"),
        "another reader's"
    );
    // What is refused leaves the picture where it is.
    let late = [("seen", "on"), ("on", "2026-12-01")];
    let refused = li.entry("/media/desk/JK-2", &late, None).await;
    assert!(
        strip(&refused.text).contains("晚于今天"),
        "{}",
        strip(&refused.text)
    );
    let kept = li.entry("/media/desk/JK-2", &[("seen", "0")], None).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", strip(&kept.text));
    assert!(strip(&li.get("/media/JK-2").await.text).contains("截图.png"));
    // Used, guessed or old, it opens nothing.
    assert_eq!(telephone.get("/shots/GUESS").await.status, StatusCode::NOT_FOUND);
    office.clock.forward(TimeDelta::minutes(16));
    assert_eq!(
        telephone.get(&format!("/shots/{secret}")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn of_a_thousand_accounts_that_the_program_sees_some_are_looked_at_twice_and_compared() {
    let office = office().await;
    let (mut accounts, mut looks, mut posts) = (
        "账号编号,账号名称,平台,平台ID,主办单位,地区或部门,状态\n".to_owned(),
        "账号编号,来源,观测时间,结果,全量,平台ID,账号名称,认证主体,互动功能\n".to_owned(),
        "账号编号,来源,标题,发布时间,链接\n".to_owned(),
    );
    for number in 0..1_000 {
        let _ = writeln!(
            accounts,
            "Q{number},青川{number},快手,{number},青川单位{number},江口市,正常运行"
        );
        let _ = writeln!(
            looks,
            "Q{number},平台授权接口,2026-11-26 08:30,成功,是,{number},青川{number},,有"
        );
        let _ = writeln!(posts, "Q{number},平台授权接口,要闻,2026-11-20 09:00,");
    }
    take(&office, &accounts, &looks, &posts).await;
    let li = office.caller("liwei").await;
    let kuaishou = Platform::Kuaishou;
    let desk = media_desk(&office.app, &li, Some(&kuaishou), None).await.unwrap();
    assert!((8..=36).contains(&desk.left), "two of a hundred: {}", desk.left);
    let again = media_desk(&office.app, &li, Some(&kuaishou), None).await.unwrap();
    assert_eq!(desk.left, again.left, "the same ones whoever asks");
    let today = "2026-11-26".parse().unwrap();
    let mut all = 0;
    while let Some(account) = media_desk(&office.app, &li, Some(&kuaishou), None)
        .await
        .unwrap()
        .account
    {
        // Every fourth time the reader sees a post that the program did not.
        let day = if all % 4 == 3 { "2026-11-24" } else { "2026-11-20" };
        let glance = Glance::Newest(if all == 0 { today } else { day.parse().unwrap() });
        let file = Some(("截图.png".to_owned(), PNG.to_vec()));
        keep_glance(&office.app, &li, &account.code, glance, None, file)
            .await
            .unwrap();
        all += 1;
        office.clock.forward(TimeDelta::seconds(40));
    }
    assert_eq!(all, desk.left);
    let desk = media_desk(&office.app, &li, None, None).await.unwrap();
    let differ = (0..all).filter(|it| it % 4 == 3).count();
    assert_eq!(desk.agreement, (all, all - differ));
    let told = strip(&office.session("liwei").await.get("/media/desk").await.text);
    assert!(
        told.contains(&format!("与程序同时看过的 {all} 个，一致率")),
        "{told}"
    );
}
