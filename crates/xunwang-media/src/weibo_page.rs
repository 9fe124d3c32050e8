//! The public page of a Weibo account (微博公开页面), as the platform's own mobile pages read it: `api/container/getIndex`. Visitors are
//! shown what the platform likes: it never says that all was seen, and what it does not show says nothing.

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;
use xunwang_domain::account::{AccountCode, AccountLook, IdentitySeen, ObservationOutcome, Post, post_id};
use xunwang_ports::{PlatformClient, PlatformQuestion};

use crate::failed;

/// The list of an account's posts is this container of its number.
const CONTAINER: &str = "107603";

/// Looks at the public page of the account with this number (查看微博公开页面). `base`: `https://m.weibo.cn/`.
pub async fn look_at_weibo_page(
    client: &dyn PlatformClient,
    base: &Url,
    number: &str,
    (account, source): (&AccountCode, &str),
    now: DateTime<Utc>,
) -> AccountLook {
    let mut look = AccountLook::begun(account, source, now);
    let strange = |what: &str| ObservationOutcome::Failed {
        reason: format!("页面内容看不懂（{what}）"),
    };
    let Ok(mut address) = base.join("api/container/getIndex") else {
        return look.ended(strange("地址"));
    };
    address
        .query_pairs_mut()
        .append_pair("containerid", &format!("{CONTAINER}{number}"));
    let answer = match client.ask(&PlatformQuestion { address, json: None }).await {
        Ok(answer) => answer,
        Err(failure) => return look.ended(failed(&failure)),
    };
    match answer.status {
        200 => {}
        // The platform asks visitors to prove that they are people.
        403 | 418 | 432 => return look.ended(ObservationOutcome::Hidden),
        status => {
            let reason = format!("页面返回{status}");
            return look.ended(ObservationOutcome::Failed { reason });
        }
    }
    look.compare_clock(answer.date);
    let Ok(value) = serde_json::from_slice::<Value>(&answer.body) else {
        return look.ended(strange("JSON"));
    };
    match value["ok"].as_i64() {
        Some(1) => {}
        // Only who has logged in is shown it, or there is nothing for visitors.
        Some(-100 | 0) => return look.ended(ObservationOutcome::Hidden),
        _ => return look.ended(strange("ok")),
    }
    let Some(cards) = value["data"]["cards"].as_array() else {
        return look.ended(strange("cards"));
    };
    let mut is_all_read = true;
    for card in cards {
        let mblog = match card["mblog"].is_object() {
            true => &card["mblog"],
            false => continue,
        };
        is_all_read &= take_post(&mut look, mblog).is_some();
    }
    if !is_all_read {
        look.remark("有内容的发布时间看不懂，没有计入");
    }
    look.remark("公开页面可能不显示全部内容");
    look
}

fn take_post(look: &mut AccountLook, mblog: &Value) -> Option<()> {
    let written = mblog["created_at"].as_str()?;
    // “刚刚”, “5分钟前”: of a page that was kept by somebody on the way they would be wrong.
    let at = DateTime::parse_from_str(written, "%a %b %d %H:%M:%S %z %Y").ok()?;
    let published_at = at.to_utc();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| match value {
        Value::Number(number) => number.to_string(),
        value => text(value),
    };
    let user = &mblog["user"];
    if look.observation.seen == IdentitySeen::default() && user.is_object() {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        look.observation.seen = IdentitySeen {
            permanent: some(number(&user["id"])),
            handle: None,
            name: some(text(&user["screen_name"])),
            certified: None,
        };
    }
    let (id, owner, words) = (number(&mblog["id"]), number(&user["id"]), text(&mblog["text"]));
    let address = match id.is_empty() || owner.is_empty() {
        true => String::new(),
        false => format!("https://weibo.com/{owner}/{id}"),
    };
    look.show(Post {
        id: post_id(&id, &address, &words, published_at),
        title: String::new(),
        address,
        published_at,
        text: words,
        deleted: false,
        flaws: Vec::new(),
    });
    Some(())
}
