//! What was seen of an account (账号观测): by which source, when, which posts, and whether that source sees all of them. Platforms
//! are closed: what was not seen says nothing.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountCode, IdentitySeen, PostFlaw};
use crate::filing::ProofFile;

/// How it was seen (观测来源), the most reliable first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// 平台授权接口: with the owner's authorisation.
    Authorised,
    /// 平台工具导出
    Export,
    /// 主办单位报送: a link, with a screenshot where it is disputed.
    Filing,
    /// 人工核查: a reviewer looked, with a screenshot.
    Check,
    /// 订阅源: RSS, Atom, JSON Feed.
    Feed,
    /// 公开页面
    PublicPage,
    /// 其他来源
    Other,
}

/// Words by which sources are known in files; the first that is contained counts.
const WORDS: [(&str, SourceKind); 24] = [
    ("授权", SourceKind::Authorised),
    ("接口", SourceKind::Authorised),
    ("api", SourceKind::Authorised),
    ("authorised", SourceKind::Authorised),
    ("导出", SourceKind::Export),
    ("平台工具", SourceKind::Export),
    ("export", SourceKind::Export),
    ("报送", SourceKind::Filing),
    ("填报", SourceKind::Filing),
    ("自报", SourceKind::Filing),
    ("filing", SourceKind::Filing),
    ("人工", SourceKind::Check),
    ("核查", SourceKind::Check),
    ("复核", SourceKind::Check),
    ("截图", SourceKind::Check),
    ("check", SourceKind::Check),
    ("订阅", SourceKind::Feed),
    ("rss", SourceKind::Feed),
    ("atom", SourceKind::Feed),
    ("feed", SourceKind::Feed),
    ("公开", SourceKind::PublicPage),
    ("网页", SourceKind::PublicPage),
    ("页面", SourceKind::PublicPage),
    ("public", SourceKind::PublicPage),
];

impl SourceKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Authorised,
        Self::Export,
        Self::Filing,
        Self::Check,
        Self::Feed,
        Self::PublicPage,
        Self::Other,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Authorised => "平台授权接口",
            Self::Export => "平台工具导出",
            Self::Filing => "主办单位报送",
            Self::Check => "人工核查",
            Self::Feed => "订阅源",
            Self::PublicPage => "公开页面",
            Self::Other => "其他来源",
        }
    }

    /// The kind that the name of a source in a file tells.
    pub fn of_name(name: &str) -> Self {
        let name = name.to_lowercase();
        let found = WORDS.iter().find(|(word, _)| name.contains(word));
        found.map_or(Self::Other, |(_, kind)| *kind)
    }
}

/// How an observation ended (观测结果). None of them but [`ObservationOutcome::Seen`] says anything about the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ObservationOutcome {
    /// 成功
    Seen,
    /// 失败
    Failed {
        /// Why, a Chinese phrase.
        reason: String,
    },
    /// 授权过期
    Unauthorised,
    /// 隐藏: the platform does not show what there is.
    Hidden,
}

impl ObservationOutcome {
    /// The word of the contract (结果).
    pub fn label(&self) -> &'static str {
        match self {
            Self::Seen => "成功",
            Self::Failed { .. } => "失败",
            Self::Unauthorised => "授权过期",
            Self::Hidden => "隐藏",
        }
    }

    /// The outcome that a word of the contract names.
    pub fn of_label(label: &str) -> Option<Self> {
        Some(match label {
            "成功" => Self::Seen,
            "失败" => Self::Failed {
                reason: String::new(),
            },
            "授权过期" | "授权失效" | "未授权" => Self::Unauthorised,
            "隐藏" => Self::Hidden,
            _ => return None,
        })
    }

    /// Why it says nothing, a Chinese phrase; `None` where it does.
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Seen => None,
            Self::Failed { reason } if reason.is_empty() => Some("观测失败".to_owned()),
            Self::Failed { reason } => Some(format!("观测失败：{reason}")),
            Self::Unauthorised => Some("账号授权已过期".to_owned()),
            Self::Hidden => Some("平台隐藏了发布内容".to_owned()),
        }
    }
}

/// One look at an account (账号观测). Its posts are kept beside it, by account and source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The account.
    pub account: AccountCode,
    /// The source, as it is called where it was set up or in the file.
    pub source: String,
    /// When it was seen.
    pub at: DateTime<Utc>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: ObservationOutcome,
    /// 全量: does the source see all posts of the account, as far back as a term goes?
    pub sees_all: bool,
    /// Who the source says the account is.
    #[serde(default)]
    pub seen: IdentitySeen,
    /// 互动功能: is interaction offered? `None` where nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interaction: Option<bool>,
    /// What the observer remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The screenshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<ProofFile>,
    /// Who supplied it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

impl Observation {
    /// What kind of source it is.
    pub fn kind(&self) -> SourceKind {
        SourceKind::of_name(&self.source)
    }
}

/// A post as a source shows it (账号发布内容).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// What the platform, or else the post itself, is told apart by: see [`post_id`].
    pub id: String,
    /// 标题
    pub title: String,
    /// 链接; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// 发布时间
    pub published_at: DateTime<Utc>,
    /// 正文; empty where the source does not show it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The source says that it has been deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// 排版问题
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flaws: Vec<PostFlaw>,
}

/// What a source has of an account, as far as it counts at a monitoring point (来源所见).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceNewest {
    /// The source.
    pub source: String,
    /// Newest post that stands, not after the monitoring point.
    pub newest: Option<DateTime<Utc>>,
    /// Newest deleted post, likewise.
    pub newest_deleted: Option<DateTime<Utc>>,
    /// How many posts the source has shown, whenever they were published.
    pub posts: u64,
}

/// A clock that goes wrong by less is none that does (时钟误差).
pub const SKEW: TimeDelta = TimeDelta::minutes(10);

/// The number of a post (内容编号): that of the platform where it gives one; else the address without what only follows visitors;
/// else title and moment.
pub fn post_id(given: &str, address: &str, title: &str, published_at: DateTime<Utc>) -> String {
    let given = given.trim();
    if !given.is_empty() {
        return format!("id {given}");
    }
    if let Ok(url) = url::Url::parse(address.trim()) {
        return format!(
            "url {}",
            wechat_article(&url).unwrap_or_else(|| crate::finding::normal_address(&url))
        );
    }
    let title = crate::finding::normal_text(title);
    format!("at {} {title}", published_at.timestamp())
}

/// An article of WeChat in its long form is told by account, message and place; scene, key and ticket follow the reader.
fn wechat_article(url: &url::Url) -> Option<String> {
    if url.host_str() != Some("mp.weixin.qq.com") {
        return None;
    }
    let value = |name: &str| {
        let pair = url.query_pairs().find(|(own, _)| own == name)?;
        Some(pair.1.into_owned())
    };
    Some(format!(
        "wechat {} {} {}",
        value("__biz")?,
        value("mid")?,
        value("idx")?
    ))
}
