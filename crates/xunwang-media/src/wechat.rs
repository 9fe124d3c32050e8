//! WeChat official accounts by the owner's authorisation (微信公众号接口): what was published, the menu, the reply switches.
//!
//! Protocol: `cgi-bin/token` (a token for two hours), `cgi-bin/freepublish/batchget` (pages of at most twenty, the latest first),
//! `cgi-bin/get_current_selfmenu_info`, `cgi-bin/get_current_autoreply_info`. Errors come with status 200 and an `errcode`.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use url::Url;
use xunwang_domain::account::{AccountCode, AccountLook, MenuEntry, ObservationOutcome, Post, post_id};
use xunwang_ports::{PlatformClient, PlatformFailure, PlatformQuestion};

use crate::failed;

/// Messages of a page, as many as the platform gives.
const PAGE: u64 = 20;
/// Most pages that are asked for: a daily quota is not ours to use up.
const MOST_PAGES: u64 = 50;
/// Entries of a menu that are read.
const MOST_ENTRIES: usize = 100;

/// The authorisation of an account (公众号授权). Its secret is shown nowhere.
pub struct WechatSettings {
    /// Where the interface is: `https://api.weixin.qq.com/`.
    pub base: Url,
    /// AppID
    pub app: String,
    /// AppSecret
    pub secret: String,
    /// Does the account publish in no other way than the one that the interface lists? Messages that are mass-sent from the
    /// platform's own pages may not be in it.
    pub is_complete: bool,
}

/// An account of WeChat that may be asked (公众号接口).
pub struct Wechat<'a> {
    client: &'a dyn PlatformClient,
    settings: &'a WechatSettings,
    token: Option<(String, DateTime<Utc>)>,
}

/// What an answer of the interface says instead of what was asked.
enum Refused {
    /// The authorisation has ended, or never was.
    Unauthorised,
    /// The token has, and another one may be had.
    Token,
    /// Nobody answered, or more than is read.
    Unheard(ObservationOutcome),
    /// Anything else.
    Failed(ObservationOutcome),
}

impl<'a> Wechat<'a> {
    /// An account over this client.
    pub fn new(client: &'a dyn PlatformClient, settings: &'a WechatSettings) -> Self {
        Self {
            client,
            settings,
            token: None,
        }
    }

    /// Looks at the account (查看公众号): posts back to `since`, menu, reply switches.
    pub async fn look(
        &mut self,
        account: &AccountCode,
        source: &str,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> AccountLook {
        let mut look = AccountLook::begun(account, source, now);
        let is_whole = match self.read_posts(&mut look, since).await {
            Ok(is_whole) => is_whole,
            Err(refused) => return look.ended(refused.outcome()),
        };
        look.observation.sees_all &= is_whole && self.settings.is_complete;
        match self
            .ask(&mut look, "cgi-bin/get_current_selfmenu_info", None)
            .await
        {
            Ok(answer) => look.menu = Some(menu_of(&answer)),
            Err(refused) => look.remark(&format!("菜单没有看到：{}", refused.reason())),
        }
        match self
            .ask(&mut look, "cgi-bin/get_current_autoreply_info", None)
            .await
        {
            // Comments may be open all the same: that no answer is sent by itself does not say that nobody answers.
            Ok(answer) if replies(&answer) => look.observation.interaction = Some(true),
            Ok(_) => look.remark("自动回复未开启，留言、评论是否开启须由人查看"),
            Err(refused) => look.remark(&format!("自动回复没有看到：{}", refused.reason())),
        }
        look
    }

    /// Are all posts back to `since` there?
    async fn read_posts(&mut self, look: &mut AccountLook, since: DateTime<Utc>) -> Result<bool, Refused> {
        look.observation.sees_all = true;
        let (mut offset, mut with_texts) = (0, true);
        for _ in 0..MOST_PAGES {
            let asked = json!({ "offset": offset, "count": PAGE, "no_content": u8::from(!with_texts) });
            let answer = self.ask(look, "cgi-bin/freepublish/batchget", Some(asked)).await;
            let answer = match answer {
                // Twenty messages of eight articles each may be more than is read: when each was published fits in any case.
                Err(Refused::Unheard(_)) if with_texts => {
                    with_texts = false;
                    look.remark("正文没有取到，只看到标题和时间");
                    continue;
                }
                answer => answer?,
            };
            let items = answer["item"].as_array().map(Vec::as_slice).unwrap_or_default();
            let total = answer["total_count"]
                .as_u64()
                .ok_or_else(|| strange("total_count"))?;
            let mut oldest = None;
            for item in items {
                oldest = Some(take_message(look, item).ok_or_else(|| strange("item"))?);
            }
            offset += items.len() as u64;
            if offset >= total || oldest.is_some_and(|oldest| oldest < since) {
                return Ok(true);
            }
            // Fewer than there should be: what is missing is not known.
            if items.is_empty() {
                look.remark(&format!("只列出{offset}条，共{total}条"));
                return Ok(false);
            }
        }
        look.remark(&format!("内容太多，只看到最近{offset}条"));
        Ok(false)
    }

    async fn ask(
        &mut self,
        look: &mut AccountLook,
        path: &str,
        json: Option<Value>,
    ) -> Result<Value, Refused> {
        let first = self.ask_once(look, path, json.as_ref()).await;
        match first {
            // A token that somebody else has renewed is worth another one, once.
            Err(Refused::Token) => {
                self.token = None;
                match self.ask_once(look, path, json.as_ref()).await {
                    Err(Refused::Token) => Err(Refused::Unauthorised),
                    answer => answer,
                }
            }
            answer => answer,
        }
    }

    async fn ask_once(
        &mut self,
        look: &mut AccountLook,
        path: &str,
        json: Option<&Value>,
    ) -> Result<Value, Refused> {
        let token = self.token(look).await?;
        let address = self.address(path, &[("access_token", &token)])?;
        self.send(look, address, json.map(Value::to_string)).await
    }

    async fn token(&mut self, look: &mut AccountLook) -> Result<String, Refused> {
        let now = look.observation.at;
        if let Some((token, until)) = &self.token
            && now < *until
        {
            return Ok(token.clone());
        }
        let asked = [
            ("grant_type", "client_credential"),
            ("appid", self.settings.app.as_str()),
            ("secret", self.settings.secret.as_str()),
        ];
        let address = self.address("cgi-bin/token", &asked)?;
        let answer = match self.send(look, address, None).await {
            // What is wrong with the first question is no token that could be renewed.
            Err(Refused::Token) => return Err(Refused::Unauthorised),
            answer => answer?,
        };
        let token = answer["access_token"]
            .as_str()
            .ok_or_else(|| strange("access_token"))?;
        let seconds = answer["expires_in"].as_i64().unwrap_or(7_200).clamp(0, 86_400);
        // A little earlier than it ends: clocks differ, and a look takes a while.
        let until = now + TimeDelta::seconds(seconds) - TimeDelta::minutes(5);
        self.token = Some((token.to_owned(), until));
        Ok(token.to_owned())
    }

    fn address(&self, path: &str, pairs: &[(&str, &str)]) -> Result<Url, Refused> {
        let joined = self.settings.base.join(path);
        let mut address = joined.map_err(|_| strange("接口地址"))?;
        address.query_pairs_mut().extend_pairs(pairs);
        Ok(address)
    }

    async fn send(
        &self,
        look: &mut AccountLook,
        address: Url,
        json: Option<String>,
    ) -> Result<Value, Refused> {
        let answer = self.client.ask(&PlatformQuestion { address, json }).await;
        let answer = answer.map_err(|failure| Refused::Unheard(failed(&failure)))?;
        if answer.status != 200 {
            let failure = PlatformFailure(format!("接口返回{}", answer.status));
            return Err(Refused::Failed(failed(&failure)));
        }
        if !look.compare_clock(answer.date) {
            look.observation.sees_all = false;
        }
        let value: Value = serde_json::from_slice(&answer.body).map_err(|_| strange("JSON"))?;
        match value["errcode"].as_i64() {
            None | Some(0) => Ok(value),
            Some(code) => Err(refused(code, value["errmsg"].as_str().unwrap_or_default())),
        }
    }
}

impl Refused {
    fn outcome(self) -> ObservationOutcome {
        match self {
            Self::Unauthorised | Self::Token => ObservationOutcome::Unauthorised,
            Self::Unheard(outcome) | Self::Failed(outcome) => outcome,
        }
    }

    fn reason(self) -> String {
        self.outcome().reason().unwrap_or_default()
    }
}

/// Codes of the platform's table of return codes.
fn refused(code: i64, message: &str) -> Refused {
    let failed = |reason: String| Refused::Failed(ObservationOutcome::Failed { reason });
    match code {
        40_001 | 40_014 | 42_001 => Refused::Token,
        // Wrong AppID or AppSecret, interface not granted, authorisation withdrawn, account frozen.
        40_013 | 40_125 | 48_001 | 48_004 | 61_003 | 61_007 | 61_023 | 50_002 => Refused::Unauthorised,
        45_009 | 45_011 => failed("接口调用次数已达上限，须等到次日".to_owned()),
        40_164 => failed("本机的公网 IP 不在公众号的 IP 白名单中".to_owned()),
        -1 => failed("平台繁忙".to_owned()),
        _ => {
            let message: String = message.chars().filter(|c| !c.is_control()).take(80).collect();
            failed(format!("接口返回错误{code} {message}").trim_end().to_owned())
        }
    }
}

fn strange(what: &str) -> Refused {
    Refused::Failed(ObservationOutcome::Failed {
        reason: format!("接口的答复看不懂（{what}）"),
    })
}

/// Takes a message, which holds one article or several; gives when it was published.
fn take_message(look: &mut AccountLook, item: &Value) -> Option<DateTime<Utc>> {
    let content = &item["content"];
    // `create_time` of the content is when the draft was made: the message was published at the item's time.
    let at = item["update_time"]
        .as_i64()
        .or_else(|| content["update_time"].as_i64())?;
    let published_at = DateTime::from_timestamp(at, 0)?;
    let message = item["article_id"].as_str().unwrap_or_default();
    for (number, article) in content["news_item"].as_array()?.iter().enumerate() {
        let text = |name: &str| article[name].as_str().unwrap_or_default().to_owned();
        let (title, address) = (text("title"), text("url"));
        let own = if message.is_empty() {
            String::new()
        } else {
            format!("{message}/{number}")
        };
        look.show(Post {
            id: post_id(&own, &address, &title, published_at),
            title,
            address,
            published_at,
            text: match text("content") {
                content if content.is_empty() => text("digest"),
                content => content,
            },
            deleted: article["is_deleted"].as_bool().unwrap_or(false),
            flaws: Vec::new(),
        });
    }
    Some(published_at)
}

/// The leaves of the menu. What leads into a mini-program or sends an answer has no address.
fn menu_of(answer: &Value) -> Vec<MenuEntry> {
    let mut entries = Vec::new();
    if answer["is_menu_open"].as_i64() == Some(0) {
        return entries;
    }
    let name_of = |button: &Value| button["name"].as_str().unwrap_or_default().trim().to_owned();
    let mut add = |name: String, button: &Value| {
        let is_view = button["type"].as_str() == Some("view");
        let address = button["url"].as_str().filter(|_| is_view).unwrap_or_default();
        if entries.len() < MOST_ENTRIES {
            entries.push(MenuEntry {
                name,
                address: address.to_owned(),
                state: None,
            });
        }
    };
    for button in answer["selfmenu_info"]["button"].as_array().into_iter().flatten() {
        match button["sub_button"]["list"].as_array() {
            Some(below) => {
                for leaf in below {
                    add(format!("{}/{}", name_of(button), name_of(leaf)), leaf);
                }
            }
            None => add(name_of(button), button),
        }
    }
    entries
}

fn replies(answer: &Value) -> bool {
    let keywords = answer["keyword_autoreply_info"]["list"].as_array();
    answer["is_autoreply_open"].as_i64() == Some(1) && !answer["message_default_autoreply_info"].is_null()
        || keywords.is_some_and(|list| !list.is_empty())
}
