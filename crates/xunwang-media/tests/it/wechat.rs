//! WeChat's interface: tokens, pages, quotas, clocks, menus.

use expect_test::expect;
use serde_json::{Value, json};
use xunwang_domain::account::{AccountCode, AccountLook, ObservationOutcome};
use xunwang_media::{Wechat, WechatSettings};

use super::server::{Answered, Asked, Platform, at, now, platform, told};

const MENU: &str = r#"{"is_menu_open":1,"selfmenu_info":{"button":[
    {"type":"view","name":"首页","url":"http://www.jiangkou.example/"},
    {"name":"服务","sub_button":{"list":[
        {"type":"view","name":"在线咨询","url":"http://www.jiangkou.example/zx"},
        {"type":"miniprogram","name":"办事","url":"http://mp.weixin.qq.com/","appid":"wx1","pagepath":"a"},
        {"type":"click","name":"联系我们","key":"K1"}]}}]}}"#;
const REPLY: &str = r#"{"is_add_friend_reply_open":1,"is_autoreply_open":1,
    "message_default_autoreply_info":{"type":"text","content":"您好"}}"#;

/// So many messages of one article each, one a day, the latest on 2023-09-14, some of them told twice.
fn messages(offset: u64, count: u64, total: u64) -> Value {
    let items: Vec<Value> = (offset..total.min(offset + count))
        .map(|number| {
            let at = at("2023-09-14T08:00:00Z").timestamp() - i64::try_from(number).unwrap() * 86_400;
            json!({ "article_id": format!("m{number}"), "update_time": at, "content": { "news_item": [
                { "title": format!("第{number}篇"), "url": format!("http://mp.weixin.qq.com/s/{number}"), "is_deleted": number == 1 }
            ] } })
        })
        .collect();
    json!({ "total_count": total, "item_count": items.len(), "item": items })
}

fn offset_of(asked: &Asked) -> u64 {
    let body: Value = serde_json::from_str(&asked.1).unwrap();
    body["offset"].as_u64().unwrap()
}

/// A platform that is well, but for what `also` answers.
async fn wechat(also: impl Fn(&Asked) -> Option<Answered> + Send + Sync + 'static) -> Platform {
    platform(now(), move |asked| {
        if let Some(answer) = also(asked) {
            return answer;
        }
        let body = match asked.0.split('?').next().unwrap() {
            "/cgi-bin/token" => json!({ "access_token": "T1", "expires_in": 7200 }).to_string(),
            "/cgi-bin/freepublish/batchget" => messages(offset_of(asked), 20, 45).to_string(),
            "/cgi-bin/get_current_selfmenu_info" => MENU.to_owned(),
            "/cgi-bin/get_current_autoreply_info" => REPLY.to_owned(),
            other => panic!("{other} was asked"),
        };
        (200, body)
    })
    .await
}

async fn look(platform: &Platform) -> AccountLook {
    let settings = WechatSettings {
        base: platform.base.clone(),
        app: "wx0001".to_owned(),
        secret: "SECRET".to_owned(),
        is_complete: true,
    };
    let account = AccountCode::parse("A1").unwrap();
    let mut wechat = Wechat::new(&platform.client, &settings);
    wechat
        .look(&account, "微信授权接口", at("2023-08-20T00:00:00Z"), now())
        .await
}

#[tokio::test]
async fn pages_are_read_back_to_the_term_with_menu_and_switches() {
    let platform = wechat(|_| None).await;
    let look = look(&platform).await;
    assert!(look.observation.sees_all && look.observation.interaction == Some(true));
    assert_eq!(look.posts.len(), 40, "two pages reach beyond the term");
    assert_eq!(look.posts.iter().filter(|post| post.deleted).count(), 1);
    let menu: Vec<_> = look
        .menu
        .as_ref()
        .unwrap()
        .iter()
        .map(|it| (it.name.as_str(), it.address.as_str()))
        .collect();
    assert_eq!(
        menu,
        [
            ("首页", "http://www.jiangkou.example/"),
            ("服务/在线咨询", "http://www.jiangkou.example/zx"),
            ("服务/办事", ""),
            ("服务/联系我们", ""),
        ]
    );
    let tokens = platform
        .asked()
        .iter()
        .filter(|path| path.starts_with("/cgi-bin/token"))
        .count();
    assert_eq!(tokens, 1, "one token serves all questions");
}

#[tokio::test]
async fn a_page_that_is_missing_leaves_the_rest_unknown() {
    let platform = wechat(|asked| {
        let is_later = asked.0.starts_with("/cgi-bin/freepublish") && offset_of(asked) > 0;
        is_later.then(|| {
            (
                200,
                json!({ "total_count": 45, "item_count": 0, "item": [] }).to_string(),
            )
        })
    })
    .await;
    let look = look(&platform).await;
    assert!(!look.observation.sees_all && look.posts.len() == 20);
    assert!(
        look.observation.note.contains("只列出20条，共45条"),
        "{}",
        look.observation.note
    );
}

#[tokio::test]
async fn an_account_without_posts_has_a_whole_look_and_no_post() {
    let platform = wechat(|asked| {
        let body = json!({ "total_count": 0, "item_count": 0, "item": [] }).to_string();
        asked.0.starts_with("/cgi-bin/freepublish").then_some((200, body))
    })
    .await;
    let look = look(&platform).await;
    assert!(look.posts.is_empty() && look.observation.outcome == ObservationOutcome::Seen);
}

#[tokio::test]
async fn a_token_that_somebody_renewed_is_fetched_once_more_and_an_ended_authorisation_is_said() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let platform = wechat(move |asked| {
        let is_posts = asked.0.starts_with("/cgi-bin/freepublish");
        (is_posts && first.swap(false, std::sync::atomic::Ordering::Relaxed)).then(|| {
            (
                200,
                r#"{"errcode":42001,"errmsg":"access_token expired"}"#.to_owned(),
            )
        })
    })
    .await;
    let renewed = look(&platform).await;
    assert!(renewed.observation.sees_all);
    assert_eq!(
        platform
            .asked()
            .iter()
            .filter(|path| path.contains("/token"))
            .count(),
        2
    );

    for error in [
        r#"{"errcode":40001,"errmsg":"invalid credential"}"#,
        r#"{"errcode":40125,"errmsg":"invalid appsecret"}"#,
    ] {
        let platform = wechat(move |asked| asked.0.contains("/token").then(|| (200, error.to_owned()))).await;
        let ended = look(&platform).await;
        assert_eq!(
            ended.observation.outcome,
            ObservationOutcome::Unauthorised,
            "{error}"
        );
        assert!(!ended.observation.sees_all && ended.posts.is_empty());
    }
}

#[tokio::test]
async fn quotas_white_lists_and_strange_answers_are_failures_and_no_secret_is_told() {
    for (body, expected) in [
        (
            r#"{"errcode":45009,"errmsg":"reach max api daily quota limit"}"#,
            "调用次数已达上限",
        ),
        (r#"{"errcode":40164,"errmsg":"invalid ip 1.2.3.4"}"#, "IP 白名单"),
        (r#"{"errcode":-1,"errmsg":"system error"}"#, "平台繁忙"),
        (r#"{"errcode":99999,"errmsg":"new"}"#, "接口返回错误99999 new"),
        ("<html>login</html>", "看不懂（JSON）"),
        (r#"{"item":[]}"#, "看不懂（total_count）"),
    ] {
        let platform =
            wechat(move |asked| asked.0.contains("/freepublish").then(|| (200, body.to_owned()))).await;
        let failed = look(&platform).await;
        let reason = failed.observation.outcome.reason().unwrap();
        assert!(reason.contains(expected), "{reason}");
        assert!(!reason.contains("SECRET") && !failed.observation.sees_all);
    }
    let down = wechat(|_| Some((502, String::new()))).await;
    expect![[r#"
        观测失败：接口返回502 非全量 
    "#]]
    .assert_eq(&told(&look(&down).await));
}

#[tokio::test]
async fn a_clock_that_goes_wrong_leaves_open_up_to_when_the_look_reaches() {
    let platform = platform(at("2023-09-15T05:00:00Z"), |asked| {
        let body = match asked.0.contains("/token") {
            true => json!({ "access_token": "T", "expires_in": 7200 }),
            false => messages(0, 20, 5),
        };
        (200, body.to_string())
    })
    .await;
    let look = look(&platform).await;
    assert!(!look.observation.sees_all && look.posts.len() == 5);
    assert!(
        look.observation.note.contains("平台时间与本机相差180分钟"),
        "{}",
        look.observation.note
    );
}
