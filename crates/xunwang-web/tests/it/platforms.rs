//! Platforms on loopback that speak their documented protocols, for accounts that a test describes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use xunwang_app::office::{App, MediaWatch};
use xunwang_fetch::{Hosts, PlatformAsker, PlatformSettings};
use xunwang_media::{Places, Platforms};
use xunwang_ports::Clock as _;

use super::harness::{Office, SetClock};

/// An account as the platform has it.
#[derive(Clone, Default)]
pub(crate) struct Hosted {
    /// What it must be asked with: AppSecret, or token.
    pub(crate) secret: String,
    /// The platform's number and the name that it has now.
    pub(crate) number: String,
    pub(crate) name: String,
    /// When it published, and what.
    pub(crate) posts: Vec<(DateTime<Utc>, String)>,
    /// Has its owner withdrawn the authorisation?
    pub(crate) is_withdrawn: bool,
    /// Does the platform hide it from visitors?
    pub(crate) is_hidden: bool,
}

#[derive(Default)]
struct Town {
    /// Of WeChat by AppID, of Weibo by token and by number.
    wechat: BTreeMap<String, Hosted>,
    weibo: BTreeMap<String, Hosted>,
    /// Pages of articles, by path.
    articles: BTreeMap<String, String>,
    asked: Vec<String>,
    clock: Option<SetClock>,
}

/// Platforms on loopback.
pub(crate) struct Hosting {
    town: Arc<Mutex<Town>>,
    hosts: String,
}

impl Hosting {
    /// Platforms whose clocks go with the office's.
    pub(crate) async fn beside(office: &Office) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let names = [
            "api.weixin.qq.com",
            "api.weibo.com",
            "m.weibo.cn",
            "mp.weixin.qq.com",
            "feed.jiangkou.example",
            "www.jiangkou.example",
        ];
        let town = Arc::new(Mutex::new(Town {
            clock: Some(office.clock.clone()),
            ..Town::default()
        }));
        let service = Router::new().fallback(answer).with_state(Arc::clone(&town));
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self {
            town,
            hosts: names.iter().map(|name| format!("{name} {address}\n")).collect(),
        }
    }

    /// An account of WeChat stands so from now on.
    pub(crate) fn wechat(&self, app: &str, account: Hosted) {
        self.town.lock().unwrap().wechat.insert(app.to_owned(), account);
    }

    /// An account of Weibo.
    pub(crate) fn weibo(&self, account: Hosted) {
        let mut town = self.town.lock().unwrap();
        town.weibo.insert(account.number.clone(), account);
    }

    /// The page of an article.
    pub(crate) fn article(&self, path: &str, html: &str) {
        let mut town = self.town.lock().unwrap();
        town.articles.insert(path.to_owned(), html.to_owned());
    }

    /// What was asked since the last time: paths without queries.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.town.lock().unwrap().asked)
    }

    /// Where they are: the lines of a hosts file.
    pub(crate) fn hosts(&self) -> &str {
        &self.hosts
    }

    /// A watch that finds the platforms here.
    pub(crate) fn watch(&self, office: &Office) -> MediaWatch {
        self.watch_of(office.app.clone())
    }

    /// The same, of this application.
    pub(crate) fn watch_of(&self, app: App) -> MediaWatch {
        let hosts = Hosts::parse(&self.hosts).unwrap();
        let settings = PlatformSettings {
            hosts: Some(hosts),
            time: Duration::from_secs(10),
            ..PlatformSettings::default()
        };
        let places = Places {
            wechat: "http://api.weixin.qq.com/".parse().unwrap(),
            weibo: "http://api.weibo.com/".parse().unwrap(),
            weibo_page: "http://m.weibo.cn/".parse().unwrap(),
        };
        let client = Arc::new(PlatformAsker::new(settings).unwrap());
        let looker = Platforms::new(client, super::harness::fetcher_at(&self.hosts), places);
        MediaWatch::new(app, Arc::new(looker))
    }
}

async fn answer(State(town): State<Arc<Mutex<Town>>>, uri: Uri, body: Bytes) -> impl IntoResponse {
    let query: BTreeMap<String, String> = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .into_owned()
        .collect();
    let value = |name: &str| query.get(name).cloned().unwrap_or_default();
    let mut town = town.lock().unwrap();
    town.asked.push(uri.path().to_owned());
    let now = town.clock.as_ref().map(|clock| clock.now()).unwrap_or_default();
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let error = |code: i64, words: &str| json!({ "errcode": code, "errmsg": words });
    let (kind, text) = match uri.path() {
        "/cgi-bin/token" => {
            let answer = match town.wechat.get(&value("appid")) {
                Some(one) if one.secret == value("secret") && !one.is_withdrawn => {
                    json!({ "access_token": format!("T-{}", value("appid")), "expires_in": 7200 })
                }
                _ => error(40_125, "invalid appsecret"),
            };
            ("application/json", answer.to_string())
        }
        "/2/statuses/user_timeline.json" => {
            let found = town
                .weibo
                .values()
                .find(|one| one.secret == value("access_token"));
            let answer = match found {
                Some(one) if !one.is_withdrawn => timeline(one, &value("page"), now),
                _ => json!({ "error_code": 21_327, "error": "expired_token" }),
            };
            ("application/json", answer.to_string())
        }
        "/api/container/getIndex" => {
            let container = value("containerid");
            let number = container.strip_prefix("107603").unwrap_or_default();
            let answer = match town.weibo.get(number) {
                Some(one) if !one.is_hidden => cards(one, now),
                _ => json!({ "ok": -100 }),
            };
            ("application/json", answer.to_string())
        }
        path if path.starts_with("/cgi-bin/") => {
            let token = value("access_token");
            let one = town.wechat.get(token.strip_prefix("T-").unwrap_or_default());
            let answer = match one {
                None => error(40_001, "invalid credential"),
                Some(_) if path.ends_with("selfmenu_info") => json!({ "is_menu_open": 0 }),
                Some(_) if path.ends_with("autoreply_info") => {
                    json!({ "is_autoreply_open": 1, "message_default_autoreply_info": { "type": "text" } })
                }
                Some(one) => published(one, &body, now),
            };
            ("application/json", answer.to_string())
        }
        path => match town.articles.get(path) {
            Some(html) => ("text/html; charset=utf-8", html.clone()),
            None => {
                return (
                    StatusCode::NOT_FOUND,
                    [
                        (header::DATE, date),
                        (header::CONTENT_TYPE, "text/html".to_owned()),
                    ],
                    String::new(),
                );
            }
        },
    };
    let headers = [(header::DATE, date), (header::CONTENT_TYPE, kind.to_owned())];
    (StatusCode::OK, headers, text)
}

/// What has been published by now, the latest first.
fn sorted(one: &Hosted, now: DateTime<Utc>) -> Vec<&(DateTime<Utc>, String)> {
    let mut posts: Vec<_> = one.posts.iter().filter(|(at, _)| *at <= now).collect();
    posts.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    posts
}

fn published(one: &Hosted, body: &Bytes, now: DateTime<Utc>) -> Value {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let offset = usize::try_from(asked["offset"].as_u64().unwrap_or_default()).unwrap();
    let posts = sorted(one, now);
    let items: Vec<Value> = posts
        .iter()
        .skip(offset)
        .take(20)
        .map(|(at, text)| {
            let title = text.lines().next().unwrap_or_default();
            json!({ "article_id": format!("{}-{}", one.number, at.timestamp()), "update_time": at.timestamp(),
                "content": { "news_item": [ { "title": title, "content": format!("<p>{text}</p>"),
                    "url": format!("https://mp.weixin.qq.com/s/{}-{}", one.number, at.timestamp()) } ] } })
        })
        .collect();
    json!({ "total_count": posts.len(), "item_count": items.len(), "item": items })
}

fn status(one: &Hosted, at: &DateTime<Utc>, text: &str) -> Value {
    let zone = chrono::FixedOffset::east_opt(8 * 3600).unwrap();
    let written = at.with_timezone(&zone).format("%a %b %d %H:%M:%S %z %Y");
    json!({ "idstr": at.timestamp().to_string(), "id": at.timestamp().to_string(), "created_at": written.to_string(), "text": text,
        "user": { "idstr": one.number, "id": one.number.parse::<u64>().unwrap_or(0), "screen_name": one.name } })
}

fn timeline(one: &Hosted, page: &str, now: DateTime<Utc>) -> Value {
    let skip = page.parse::<usize>().unwrap_or(1).saturating_sub(1) * 100;
    let posts = sorted(one, now);
    let shown = posts.iter().skip(skip).take(100);
    let statuses: Vec<Value> = shown.map(|(at, text)| status(one, at, text)).collect();
    json!({ "statuses": statuses, "total_number": posts.len() })
}

fn cards(one: &Hosted, now: DateTime<Utc>) -> Value {
    let shown = sorted(one, now).into_iter().take(10);
    let cards: Vec<Value> = shown
        .map(|(at, text)| json!({ "card_type": 9, "mblog": status(one, at, text) }))
        .collect();
    json!({ "ok": 1, "data": { "cards": cards } })
}
