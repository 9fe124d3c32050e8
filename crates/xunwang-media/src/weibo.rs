//! Sina Weibo by the owner's authorisation (微博开放接口): `2/statuses/user_timeline.json`, pages of at most a hundred, the latest
//! first. Errors come with an `error_code`; times as `Tue May 31 17:46:55 +0800 2011`.

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;
use xunwang_domain::account::{AccountCode, AccountLook, IdentitySeen, ObservationOutcome, Post, post_id};
use xunwang_ports::{PlatformClient, PlatformQuestion};

use crate::failed;

/// Posts of a page, as many as the platform gives.
const PAGE: u64 = 100;
/// Most pages that are asked for.
const MOST_PAGES: u64 = 20;

/// The authorisation of an account (微博授权). Its token is shown nowhere.
pub struct WeiboSettings {
    /// Where the interface is: `https://api.weibo.com/`.
    pub base: Url,
    /// The token that the owner has granted.
    pub token: String,
}

/// An account of Weibo that may be asked (微博接口).
pub struct Weibo<'a> {
    client: &'a dyn PlatformClient,
    settings: &'a WeiboSettings,
}

impl<'a> Weibo<'a> {
    /// An account over this client.
    pub fn new(client: &'a dyn PlatformClient, settings: &'a WeiboSettings) -> Self {
        Self { client, settings }
    }

    /// Looks at the account of the token (查看微博): posts back to `since`. Since 2014 the interface shows an owner's own posts only, and
    /// all of them but those that the platform hides: `total_number` tells whether some are missing.
    pub async fn look(
        &self,
        account: &AccountCode,
        source: &str,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> AccountLook {
        let mut look = AccountLook::begun(account, source, now);
        match self.read(&mut look, since).await {
            Ok(is_whole) => {
                look.observation.sees_all &= is_whole;
                look
            }
            Err(outcome) => look.ended(outcome),
        }
    }

    async fn read(&self, look: &mut AccountLook, since: DateTime<Utc>) -> Result<bool, ObservationOutcome> {
        look.observation.sees_all = true;
        let mut listed = 0;
        for page in 1..=MOST_PAGES {
            let answer = self.page(look, page).await?;
            let statuses = answer["statuses"].as_array().ok_or_else(|| strange("statuses"))?;
            let total = answer["total_number"].as_u64();
            let mut oldest: Option<DateTime<Utc>> = None;
            for status in statuses {
                let at = take_status(look, status).ok_or_else(|| strange("created_at"))?;
                // A post that is pinned stands first, however old it is: the oldest of the others ends the reading.
                if status["isTop"].as_i64() != Some(1) {
                    oldest = Some(oldest.map_or(at, |oldest| oldest.min(at)));
                }
            }
            listed += statuses.len() as u64;
            if oldest.is_some_and(|oldest| oldest < since) {
                return Ok(true);
            }
            match total {
                Some(total) if listed >= total => return Ok(true),
                Some(total) if statuses.is_empty() => {
                    look.remark(&format!("只列出{listed}条，共{total}条，其余平台没有给出"));
                    return Ok(false);
                }
                None if statuses.is_empty() => return Ok(false),
                _ => {}
            }
        }
        look.remark(&format!("内容太多，只看到最近{listed}条"));
        Ok(false)
    }

    async fn page(&self, look: &mut AccountLook, page: u64) -> Result<Value, ObservationOutcome> {
        let joined = self.settings.base.join("2/statuses/user_timeline.json");
        let mut address = joined.map_err(|_| strange("接口地址"))?;
        address
            .query_pairs_mut()
            .append_pair("access_token", &self.settings.token)
            .append_pair("count", &PAGE.to_string())
            .append_pair("page", &page.to_string());
        let question = PlatformQuestion { address, json: None };
        let answer = self
            .client
            .ask(&question)
            .await
            .map_err(|failure| failed(&failure))?;
        if !look.compare_clock(answer.date) {
            look.observation.sees_all = false;
        }
        let value: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let code = value.as_ref().and_then(|value| {
            let code = &value["error_code"];
            code.as_i64().or_else(|| code.as_str()?.parse().ok())
        });
        match (code, value) {
            (Some(code), _) => Err(refused(code)),
            (None, Some(value)) if answer.status == 200 => Ok(value),
            (None, None) if answer.status == 200 => Err(strange("JSON")),
            _ => Err(ObservationOutcome::Failed {
                reason: format!("接口返回{}", answer.status),
            }),
        }
    }
}

/// Codes of the platform's table of errors.
fn refused(code: i64) -> ObservationOutcome {
    let failed = |reason: String| ObservationOutcome::Failed { reason };
    match code {
        21_314..=21_319 | 21_327 | 21_332 | 10_006 | 10_013 => ObservationOutcome::Unauthorised,
        10_022..=10_024 => failed("接口调用次数已达上限，须过一小时".to_owned()),
        10_001 | 10_002 | 10_010 => failed("平台繁忙".to_owned()),
        _ => failed(format!("接口返回错误{code}")),
    }
}

fn strange(what: &str) -> ObservationOutcome {
    ObservationOutcome::Failed {
        reason: format!("接口的答复看不懂（{what}）"),
    }
}

fn take_status(look: &mut AccountLook, status: &Value) -> Option<DateTime<Utc>> {
    let written = status["created_at"].as_str()?;
    let published_at = DateTime::parse_from_str(written, "%a %b %d %H:%M:%S %z %Y")
        .ok()?
        .to_utc();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let user = &status["user"];
    if look.observation.seen == IdentitySeen::default() && user.is_object() {
        let some = |value: &Value| Some(text(value)).filter(|text| !text.is_empty());
        look.observation.seen = IdentitySeen {
            permanent: some(&user["idstr"]),
            handle: some(&user["domain"]),
            name: some(&user["screen_name"]),
            // The words of the verification are no name of a body.
            certified: None,
        };
    }
    // What was deleted is still listed, without a user.
    let deleted = status["deleted"].as_str() == Some("1") || status["deleted"].as_i64() == Some(1);
    let id = text(&status["idstr"]);
    let words = text(&status["text"]);
    let owner = text(&user["idstr"]);
    let address = match id.is_empty() || owner.is_empty() {
        true => String::new(),
        false => format!("https://weibo.com/{owner}/{id}"),
    };
    look.show(Post {
        id: post_id(&id, &address, &words, published_at),
        title: words.chars().take(40).collect(),
        address,
        published_at,
        text: words,
        deleted,
        flaws: Vec::new(),
    });
    Some(published_at)
}
