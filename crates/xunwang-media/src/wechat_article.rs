//! The public page of an article of WeChat (微信文章页): who published it, and when. Whoever has its link may read it; it shows one
//! article, never whether there are others.

use chrono::{DateTime, Utc};
use url::Url;
use xunwang_domain::account::{AccountCode, AccountLook, IdentitySeen, ObservationOutcome, Post, post_id};
use xunwang_domain::exchange::{FetchOutcome, FetchRequest, Want};
use xunwang_ports::{ARTICLE_HOST, ARTICLE_PAGE, Fetcher};

/// An article as its page shows it (文章).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The platform's number of the account: `gh_…`.
    pub account: String,
    /// The account's name.
    pub name: String,
    /// 标题
    pub title: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Its body, as HTML.
    pub body: String,
}

/// What the page of an article shows (文章页状态).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArticleState {
    /// The article.
    Published(Box<Article>),
    /// 已删除: by whoever published it.
    Deleted,
    /// The account is no more, or may not be seen: in the platform's words.
    Gone(String),
    /// The platform shows this visitor nothing.
    Hidden,
    /// It is no page of an article.
    Strange,
}

/// Words with which the platform says that an article was deleted.
const DELETED: [&str; 2] = ["该内容已被发布者删除", "内容已被发布者删除"];
/// Words with which it says that the account is no more, or is blocked.
const GONE: [&str; 6] = [
    "已自主注销",
    "账号已注销",
    "帐号已注销",
    "此账号已被屏蔽",
    "此帐号已被屏蔽",
    "该公众号已迁移",
];
/// Words with which it asks visitors to prove that they are people, or shows them nothing.
const HIDDEN: [&str; 4] = [
    "环境异常",
    "访问过于频繁",
    "此内容因违规无法查看",
    "此内容发送失败无法查看",
];
/// A page with an article is longer than those that say why there is none.
const CONTENT: &str = "id=\"js_content\"";

/// Reads the page of an article (读取微信文章页).
pub fn read_article(html: &str) -> ArticleState {
    // An article may quote any of the words below: they count only where there is none.
    if html.contains(CONTENT) {
        let article = article_of(html).map(Box::new);
        return article.map_or(ArticleState::Strange, ArticleState::Published);
    }
    if DELETED.iter().any(|word| html.contains(word)) {
        return ArticleState::Deleted;
    }
    if let Some(word) = GONE.iter().find(|word| html.contains(*word)) {
        return ArticleState::Gone((*word).to_owned());
    }
    match HIDDEN.iter().any(|word| html.contains(word)) {
        true => ArticleState::Hidden,
        false => ArticleState::Strange,
    }
}

/// Fetches the page of an article and reads it (查看微信文章页); `None`: it is not WeChat's.
pub(crate) async fn look_at_article(
    fetcher: &dyn Fetcher,
    account: &AccountCode,
    address: &Url,
    now: DateTime<Utc>,
) -> Option<AccountLook> {
    if address.host_str() != Some(ARTICLE_HOST) {
        return None;
    }
    let mut look = AccountLook::begun(account, ARTICLE_PAGE, now);
    look.remark(address.as_str());
    let request = FetchRequest {
        url: address.clone(),
        want: Want::File,
        known: None,
    };
    let exchange = fetcher.fetch(&request).await;
    let failed = |reason: &str| ObservationOutcome::Failed {
        reason: reason.to_owned(),
    };
    if !matches!(exchange.outcome, FetchOutcome::Answered { status: 200 }) {
        return Some(look.ended(failed("文章页打不开")));
    }
    let state = read_article(&String::from_utf8_lossy(&exchange.body));
    Some(match state {
        ArticleState::Published(article) => {
            look.observation.seen = IdentitySeen {
                permanent: Some(article.account),
                name: Some(article.name).filter(|name| !name.is_empty()),
                ..IdentitySeen::default()
            };
            look.show(Post {
                id: post_id("", address.as_str(), &article.title, article.published_at),
                title: article.title,
                address: address.to_string(),
                published_at: article.published_at,
                text: article.body,
                deleted: false,
                flaws: Vec::new(),
            });
            look
        }
        ArticleState::Deleted => look.ended(failed("文章已被发布者删除")),
        ArticleState::Gone(words) => look.ended(failed(&format!("平台提示“{words}”"))),
        ArticleState::Hidden => look.ended(ObservationOutcome::Hidden),
        ArticleState::Strange => look.ended(failed("文章页的内容看不懂")),
    })
}

fn article_of(html: &str) -> Option<Article> {
    let start = html.find(CONTENT)?;
    let body = html[start..].split_once('>')?.1;
    // The body is a `div`; the script that follows it is where it has ended for certain.
    let body = body.split("<script").next().unwrap_or_default();
    let seconds: i64 = variable(html, "ct")?.parse().ok()?;
    let title = meta(html, "og:title").or_else(|| variable(html, "msg_title"))?;
    Some(Article {
        account: variable(html, "user_name")?,
        name: variable(html, "nickname").unwrap_or_default(),
        title: decoded(&title),
        published_at: DateTime::from_timestamp(seconds, 0)?,
        body: body.to_owned(),
    })
}

/// The text that a script of the page gives a variable: `var ct = "1694742000";`, `var nickname = htmlDecode("江口发布");`
fn variable(html: &str, name: &str) -> Option<String> {
    let mut rest = html;
    while let Some(place) = rest.find("var ") {
        rest = &rest[place + 4..];
        let Some(value) = rest.trim_start().strip_prefix(name) else {
            continue;
        };
        let Some(value) = value.trim_start().strip_prefix('=') else {
            continue;
        };
        let value = value.trim_start();
        let value = value.strip_prefix("htmlDecode(").unwrap_or(value).trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else { continue };
        let text = value[1..].split(quote).next()?;
        return Some(decoded(text)).filter(|text| !text.is_empty());
    }
    None
}

fn meta(html: &str, property: &str) -> Option<String> {
    let place = html.find(&format!("property=\"{property}\""))?;
    let tag = html[place..].split('>').next()?;
    let value = tag.split_once("content=\"")?.1.split('"').next()?;
    Some(value.to_owned()).filter(|value| !value.is_empty())
}

fn decoded(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}
