//! Weibo's pages for visitors: they never prove that all was seen, and what they hide is hidden.

use serde_json::json;
use xunwang_domain::account::{AccountCode, AccountLook, ObservationOutcome};
use xunwang_media::look_at_weibo_page;

use super::server::{now, platform};

async fn look(status: u16, body: String) -> AccountLook {
    let platform = platform(now(), move |_| (status, body.clone())).await;
    let account = AccountCode::parse("A1").unwrap();
    let look = look_at_weibo_page(
        &platform.client,
        &platform.base,
        "1001",
        (&account, "微博公开页面"),
        now(),
    )
    .await;
    assert_eq!(
        platform.asked(),
        ["/api/container/getIndex?containerid=1076031001"]
    );
    look
}

fn mblog(id: u64, created: &str) -> serde_json::Value {
    json!({ "card_type": 9, "mblog": { "created_at": created, "id": id.to_string(), "text": "<a>#政务公开#</a>今日开放日",
        "user": { "id": 1001, "screen_name": "江口发布" } } })
}

#[tokio::test]
async fn posts_are_seen_with_whose_they_are_and_never_all_of_them() {
    let cards = json!([
        { "card_type": 11, "card_group": [] },
        mblog(1, "Thu Sep 14 09:40:00 +0800 2023"),
        mblog(2, "刚刚"),
        mblog(1, "Thu Sep 14 09:40:00 +0800 2023"),
    ]);
    let look = look(200, json!({ "ok": 1, "data": { "cards": cards } }).to_string()).await;
    assert_eq!(look.posts.len(), 1);
    assert_eq!(look.posts[0].published_at.to_string(), "2023-09-14 01:40:00 UTC");
    let seen = &look.observation;
    assert_eq!(
        (seen.seen.permanent.as_deref(), seen.seen.name.as_deref()),
        (Some("1001"), Some("江口发布"))
    );
    assert!(seen.outcome == ObservationOutcome::Seen && !seen.sees_all);
    assert!(seen.note.contains("发布时间看不懂"), "{}", seen.note);
}

#[tokio::test]
async fn what_is_hidden_from_visitors_is_hidden_and_what_fails_has_failed() {
    for (status, body) in [
        (
            200,
            json!({ "ok": -100, "url": "https://passport.weibo.example/" }).to_string(),
        ),
        (200, json!({ "ok": 0, "msg": "这里还没有内容" }).to_string()),
        (418, String::new()),
    ] {
        let look = look(status, body).await;
        assert_eq!(look.observation.outcome, ObservationOutcome::Hidden);
        assert!(look.posts.is_empty() && !look.observation.sees_all);
    }
    for (status, body, why) in [
        (200, "<html>".to_owned(), "看不懂（JSON）"),
        (200, json!({ "ok": 1, "data": {} }).to_string(), "看不懂（cards）"),
        (502, String::new(), "页面返回502"),
    ] {
        let reason = look(status, body).await.observation.outcome.reason().unwrap();
        assert!(reason.contains(why), "{reason}");
    }
}
