//! Weibo's interface: pages, pinned, edited and deleted posts, hidden ones, quotas.

use serde_json::{Value, json};
use xunwang_domain::account::{AccountCode, AccountLook, ObservationOutcome};
use xunwang_media::{Weibo, WeiboSettings};

use super::server::{Platform, at, now, platform};

fn status(id: u64, created: &str, more: &Value) -> Value {
    let mut status = json!({
        "idstr": id.to_string(), "created_at": created, "text": format!("第{id}条"),
        "user": { "idstr": "1001", "screen_name": "江口发布", "domain": "jiangkoufabu" }
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        status[name] = value.clone();
    }
    status
}

async fn weibo(pages: Vec<(u16, Value)>) -> Platform {
    platform(now(), move |asked| {
        let (_, query) = asked.0.split_once("page=").unwrap();
        let page: usize = query.split('&').next().unwrap().parse().unwrap();
        let empty = (200, json!({ "statuses": [], "total_number": 900 }));
        let (status, body) = pages.get(page - 1).unwrap_or(&empty);
        (*status, body.to_string())
    })
    .await
}

async fn look(platform: &Platform) -> AccountLook {
    let settings = WeiboSettings {
        base: platform.base.clone(),
        token: "SECRET".to_owned(),
    };
    let account = AccountCode::parse("A1").unwrap();
    Weibo::new(&platform.client, &settings)
        .look(&account, "微博授权接口", at("2023-08-20T00:00:00Z"), now())
        .await
}

#[tokio::test]
async fn a_pinned_old_post_does_not_end_the_reading_and_one_told_twice_is_one() {
    let platform = weibo(vec![
        (
            200,
            json!({ "total_number": 300, "statuses": [
                status(1, "Mon Jan 02 08:00:00 +0800 2023", &json!({ "isTop": 1 })),
                status(9, "Thu Sep 14 23:30:00 +0800 2023", &json!({})),
                status(8, "Wed Sep 13 02:00:00 -0700 2023", &json!({ "deleted": "1" })),
            ] }),
        ),
        (
            200,
            json!({ "total_number": 300, "statuses": [
                status(9, "Thu Sep 14 23:30:00 +0800 2023", &json!({ "text": "第9条（更正）" })),
                status(2, "Tue Aug 01 08:00:00 +0800 2023", &json!({})),
            ] }),
        ),
    ])
    .await;
    let look = look(&platform).await;
    assert!(look.observation.sees_all, "{}", look.observation.note);
    assert_eq!(platform.asked().len(), 2);
    assert_eq!(look.observation.seen.permanent.as_deref(), Some("1001"));
    let newest = look.posts.iter().find(|post| post.id == "id 9").unwrap();
    assert_eq!(
        (newest.published_at, newest.text.as_str()),
        (at("2023-09-14T15:30:00Z"), "第9条（更正）")
    );
    let deleted = look.posts.iter().find(|post| post.deleted).unwrap();
    assert_eq!(deleted.published_at, at("2023-09-13T09:00:00Z"));
    assert_eq!(look.posts.len(), 4);
}

#[tokio::test]
async fn what_the_platform_keeps_back_is_not_taken_for_nothing() {
    let hidden = weibo(vec![(200, json!({ "statuses": [], "total_number": 900 }))]).await;
    let look = look(&hidden).await;
    assert!(!look.observation.sees_all && look.posts.is_empty());
    assert!(
        look.observation.note.contains("共900条"),
        "{}",
        look.observation.note
    );
}

#[tokio::test]
async fn an_ended_token_and_a_quota_are_told_apart() {
    for (status, code, is_ended) in [
        (400, json!(21_327), true),
        (403, json!("21332"), true),
        (403, json!(10_023), false),
    ] {
        let body = json!({ "error": "expired_token", "error_code": code });
        let look = look(&weibo(vec![(status, body)]).await).await;
        assert_eq!(
            look.observation.outcome == ObservationOutcome::Unauthorised,
            is_ended,
            "{code}"
        );
        assert!(look.observation.outcome.reason().is_some() && !look.observation.sees_all);
    }
    let broken = look(&weibo(vec![(200, json!("nothing"))]).await).await;
    assert!(broken.observation.outcome.reason().unwrap().contains("statuses"));
}
