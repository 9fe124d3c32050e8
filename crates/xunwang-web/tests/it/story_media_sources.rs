//! Accounts that are looked at by themselves: credentials go in and never come out, an authorisation that ends is said, and what was
//! reported is read again by its link.

use chrono::TimeDelta;
use http::StatusCode;
use xunwang_app::office::{MediaFiles, import_media_files};
use xunwang_domain::account::{AccountCode, ObservationOutcome};
use xunwang_domain::people::Role;
use xunwang_ports::{ARTICLE_PAGE, Clock as _};

use super::harness::Office;
use super::platforms::{Hosted, Hosting};
use super::story_paper::{staffed, strip};

const ACCOUNTS: &str = "\
账号编号,账号名称,平台,平台ID,主办单位,地区或部门,状态
JK-1,江口发布,微信公众号,gh_1,江口市人民政府办公室,江口市,正常运行
JK-2,江口教育,新浪微博,2002,江口市教育局,江口市,正常运行
YL-1,云岭发布,抖音,3003,云岭市人民政府办公室,云岭市,正常运行
";
const APP: &str = "wx0123456789abcdef";

async fn office() -> Office {
    let office = staffed().await;
    let files = MediaFiles {
        accounts: Some(("账号.csv".to_owned(), ACCOUNTS.as_bytes().to_vec())),
        ..MediaFiles::default()
    };
    import_media_files(&office.app, files).await.unwrap();
    let area = office.body("江口市").await;
    office.person("jiang", Role::Operator, area).await;
    office
}

fn hosted(office: &Office, number: &str, name: &str) -> Hosted {
    let now = office.clock.now();
    let posts = (1..=30).map(|day| (now - TimeDelta::days(day), format!("第{day}天的要闻\n庆祝活动")));
    Hosted {
        secret: "S3cret-of-the-owner".to_owned(),
        number: number.to_owned(),
        name: name.to_owned(),
        posts: posts.collect(),
        ..Hosted::default()
    }
}

async fn looks(office: &Office, code: &str) -> Vec<(String, ObservationOutcome, bool)> {
    let code = AccountCode::parse(code).unwrap();
    let mut tx = office.store.read().await.unwrap();
    let looks = tx.observations_of(&code, 100).await.unwrap();
    looks
        .into_iter()
        .map(|look| (look.source, look.outcome, look.sees_all))
        .collect()
}

#[tokio::test]
async fn the_owner_sets_a_source_up_and_it_is_looked_at_in_its_time_until_the_authorisation_ends() {
    let office = office().await;
    let platforms = Hosting::beside(&office).await;
    let watch = platforms.watch(&office);
    platforms.wechat(APP, hosted(&office, "gh_1", "江口发布"));
    let mut jiang = office.session("jiang").await;
    let way = "/media/JK-1/sources/wechat";

    // What cannot be used is said, and nothing is kept.
    for (fields, why) in [
        (
            [("app", "wx1"), ("secret", "S"), ("all", "1"), ("until", "")],
            "AppID 应为",
        ),
        (
            [("app", APP), ("secret", ""), ("all", "1"), ("until", "")],
            "请填写 AppSecret",
        ),
        (
            [("app", APP), ("secret", "S"), ("all", "1"), ("until", "年底")],
            "授权到期日应为",
        ),
    ] {
        let refused = jiang.post(way, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(strip(&refused.text).contains(why), "{}", strip(&refused.text));
    }
    let misfit = jiang
        .post("/media/JK-2/sources/wechat", &[("app", APP), ("secret", "S")])
        .await;
    assert!(
        strip(&misfit.text).contains("不能用这种来源"),
        "{}",
        strip(&misfit.text)
    );
    assert_eq!(
        jiang.post("/media/JK-1/sources/magic", &[]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        jiang
            .post("/media/YL-1/sources/feed", &[("address", "https://a.example/")])
            .await
            .status,
        StatusCode::NOT_FOUND,
        "another city's"
    );
    assert_eq!(watch.look_due().await.unwrap(), 0);

    let fields = [
        ("app", APP),
        ("secret", "S3cret-of-the-owner"),
        ("all", "1"),
        ("until", "2026-12-05"),
    ];
    let done = jiang.post(way, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    // Sealed on the disk, and nowhere else.
    let page = jiang.get("/media/JK-1").await.text;
    assert!(
        strip(&page).contains("马上") && page.contains("还剩9天") && !page.contains("S3cret"),
        "{}",
        strip(&page)
    );
    for file in std::fs::read_dir(office.folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(
                !bytes.windows(6).any(|part| part == b"S3cret"),
                "{}",
                path.display()
            );
        }
    }

    // At once, and then twice a day.
    assert_eq!(watch.look_due().await.unwrap(), 1);
    assert_eq!(watch.look_due().await.unwrap(), 0);
    assert_eq!(
        looks(&office, "JK-1").await,
        [("微信授权接口".to_owned(), ObservationOutcome::Seen, true)]
    );
    let page = strip(&jiang.get("/media/JK-1").await.text);
    assert!(page.contains("第1天的要闻") && page.contains("成功"), "{page}");
    platforms.asked();
    office.clock.forward(TimeDelta::hours(12));
    assert_eq!(watch.look_due().await.unwrap(), 1);
    assert!(
        platforms
            .asked()
            .iter()
            .any(|path| path == "/cgi-bin/freepublish/batchget")
    );
    // Somebody wants to know now.
    office.clock.forward(TimeDelta::minutes(1));
    let mut jiang = office.session("jiang").await;
    let asked = jiang.post(&format!("{way}/look"), &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert_eq!(watch.look_due().await.unwrap(), 1);

    // The owner withdraws it: that is said to him, and is no silence of the account.
    let mut withdrawn = hosted(&office, "gh_1", "江口发布");
    withdrawn.is_withdrawn = true;
    platforms.wechat(APP, withdrawn);
    office.clock.forward(TimeDelta::hours(12));
    assert_eq!(watch.look_due().await.unwrap(), 1);
    assert_eq!(
        looks(&office, "JK-1").await[0].1,
        ObservationOutcome::Unauthorised
    );
    let mut jiang = office.session("jiang").await;
    let page = strip(&jiang.get("/media/JK-1").await.text);
    assert!(
        page.contains("授权已过期或被收回") && page.contains("第1天的要闻"),
        "{page}"
    );
    office.clock.forward(TimeDelta::hours(12));
    assert_eq!(watch.look_due().await.unwrap(), 0, "once a day is enough then");
    // Authorised anew.
    platforms.wechat(
        APP,
        Hosted {
            secret: "another".to_owned(),
            ..hosted(&office, "gh_1", "江口发布")
        },
    );
    let mut jiang = office.session("jiang").await;
    let done = jiang
        .post(way, &[("app", APP), ("secret", "another"), ("all", "1")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    assert_eq!(watch.look_due().await.unwrap(), 1);
    assert_eq!(looks(&office, "JK-1").await[0].1, ObservationOutcome::Seen);

    // The key is lost with the disk it lay on: that is said, and nothing is asked.
    std::fs::remove_file(office.folder.path().join("secret.key")).unwrap();
    office.clock.forward(TimeDelta::hours(12));
    platforms.asked();
    assert_eq!(watch.look_due().await.unwrap(), 1);
    assert!(platforms.asked().is_empty());
    let reason = looks(&office, "JK-1").await[0].1.reason().unwrap();
    assert!(reason.contains("密钥文件不在"), "{reason}");
    let mut jiang = office.session("jiang").await;
    let dropped = jiang.post(&format!("{way}/drop"), &[]).await;
    assert_eq!(dropped.status, StatusCode::SEE_OTHER);
    office.clock.forward(TimeDelta::hours(24));
    assert_eq!(watch.look_due().await.unwrap(), 0);
    // Who did what is on record, the secret is not.
    let trail = office.session("shenji").await.get("/audit").await;
    assert_eq!(trail.status, StatusCode::OK);
    for done in ["设置自动来源", "删除自动来源"] {
        assert!(strip(&trail.text).contains(done), "{}", strip(&trail.text));
    }
    assert!(!trail.text.contains("S3cret") && !trail.text.contains("another"));
    let mut tx = office.store.read().await.unwrap();
    let code = AccountCode::parse("JK-1").unwrap();
    assert_eq!(tx.source_secret(&code, "wechat").await.unwrap(), None);
}

#[tokio::test]
async fn a_page_of_visitors_and_a_reported_article_are_seen_with_whose_they_are() {
    let office = office().await;
    let platforms = Hosting::beside(&office).await;
    let watch = platforms.watch(&office);
    platforms.weibo(hosted(&office, "2002", "江口教育发布"));
    let mut jiang = office.session("jiang").await;
    // The number is the register's where none is given.
    let done = jiang.post("/media/JK-2/sources/weibo-page", &[("app", "")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    assert_eq!(watch.look_due().await.unwrap(), 1);
    let page = strip(&jiang.get("/media/JK-2").await.text);
    assert!(
        page.contains("已改名") && page.contains("登记“江口教育”，看到“江口教育发布”"),
        "{page}"
    );
    let mut hidden = hosted(&office, "2002", "江口教育发布");
    hidden.is_hidden = true;
    platforms.weibo(hidden);
    office.clock.forward(TimeDelta::hours(12));
    assert_eq!(watch.look_due().await.unwrap(), 1);
    assert_eq!(looks(&office, "JK-2").await[0].1, ObservationOutcome::Hidden);

    // An article of somebody else is reported as one's own.
    let article = |account: &str, seconds: i64| {
        format!(
            "<meta property=\"og:title\" content=\"会议召开\"><div id=\"js_content\"><p>会议召开</p></div>\
             <script>var user_name = \"{account}\"; var nickname = htmlDecode(\"江口发布\"); var ct = \"{seconds}\";</script>"
        )
    };
    let published = office.clock.now() - TimeDelta::days(1);
    platforms.article("/s/own", &article("gh_1", published.timestamp()));
    platforms.article("/s/other", &article("gh_666", published.timestamp()));
    let mut jiang = office.session("jiang").await;
    for (address, at) in [
        ("http://mp.weixin.qq.com/s/own", "2026-11-25T20:00"),
        ("http://mp.weixin.qq.com/s/other", "2026-11-25T21:00"),
        ("http://feed.jiangkou.example/a.html", "2026-11-25T22:00"),
    ] {
        office.clock.forward(TimeDelta::seconds(1));
        let fields = [("title", "会议召开"), ("address", address), ("at", at)];
        let done = jiang.entry("/media/JK-1/posts", &fields, None).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    }
    assert_eq!(watch.read_reports().await.unwrap(), 2);
    assert_eq!(watch.read_reports().await.unwrap(), 0, "once each");
    let page = strip(&jiang.get("/media/JK-1").await.text);
    assert!(
        page.contains("文章公开页面") && page.contains("不是本账号"),
        "{page}"
    );
    assert!(page.contains("登记“gh_1”，看到“gh_666”"), "{page}");
    // What the stranger published is not kept as this account's.
    let code = AccountCode::parse("JK-1").unwrap();
    let posts = office
        .store
        .read()
        .await
        .unwrap()
        .posts_of(&code, 100)
        .await
        .unwrap();
    let read: Vec<_> = posts
        .iter()
        .filter(|kept| kept.source == ARTICLE_PAGE)
        .map(|kept| kept.post.address.as_str())
        .collect();
    assert_eq!(read, ["http://mp.weixin.qq.com/s/own"]);
}
