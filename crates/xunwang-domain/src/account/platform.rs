//! Platforms (平台) on which government bodies run accounts, in the words of the circulars.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::registry::half_width;

/// A platform (新媒体平台): those that circulars name; any other keeps the name that the register gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// 微信公众号, of which it is not said whether it is a subscription or a service account.
    WechatOfficial,
    /// 微信订阅号
    WechatSubscription,
    /// 微信服务号
    WechatService,
    /// 微信视频号
    WechatChannels,
    /// 小程序
    MiniProgram,
    /// 新浪微博
    Weibo,
    /// 今日头条
    Toutiao,
    /// 抖音
    Douyin,
    /// 快手
    Kuaishou,
    /// 触电号
    Chudian,
    /// 南方号
    Nanfang,
    /// 百家号
    Baijia,
    /// 人民号
    Renmin,
    /// 移动客户端(APP)
    App,
    /// Any other, by its name.
    Other(String),
}

/// Name in files, and how else it is written; compared in small letters, half width, without spaces.
static NAMES: [(Platform, &str, &[&str]); 14] = [
    (
        Platform::WechatOfficial,
        "微信公众号",
        &["微信", "公众号", "微信公众平台", "wechat", "weixin"],
    ),
    (
        Platform::WechatSubscription,
        "微信订阅号",
        &[
            "订阅号",
            "微信公众号(订阅号)",
            "公众号(订阅号)",
            "微信公众号-订阅号",
        ],
    ),
    (
        Platform::WechatService,
        "微信服务号",
        &[
            "服务号",
            "微信公众号(服务号)",
            "公众号(服务号)",
            "微信公众号-服务号",
        ],
    ),
    (Platform::WechatChannels, "微信视频号", &["视频号"]),
    (Platform::MiniProgram, "小程序", &["微信小程序"]),
    (Platform::Weibo, "新浪微博", &["微博", "政务微博", "weibo"]),
    (Platform::Toutiao, "今日头条", &["头条", "头条号", "今日头条号"]),
    (Platform::Douyin, "抖音", &["抖音号", "抖音短视频", "douyin"]),
    (Platform::Kuaishou, "快手", &["快手号"]),
    (Platform::Chudian, "触电号", &["触电", "触电新闻", "触电新闻号"]),
    (Platform::Nanfang, "南方号", &["南方+", "南方+号", "南方加"]),
    (Platform::Baijia, "百家号", &["百度百家号"]),
    (Platform::Renmin, "人民号", &["人民日报客户端人民号"]),
    (
        Platform::App,
        "移动客户端(APP)",
        &["app", "移动客户端", "客户端", "手机客户端", "移动客户端app"],
    ),
];

impl Platform {
    /// Those that have a name of their own (平台清单).
    pub fn known() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(platform, ..)| platform.clone())
    }

    /// The platform that a text names; `None` where it names none at all.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .map(half_width)
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        let found = NAMES
            .iter()
            .find(|(_, name, also)| name.to_lowercase() == plain || also.contains(&plain.as_str()));
        match found {
            Some((platform, ..)) => Some(platform.clone()),
            None if plain.is_empty() => None,
            None => Some(Self::Other(text.split_whitespace().collect::<Vec<_>>().join(" "))),
        }
    }

    /// What it is called.
    pub fn label(&self) -> &str {
        match self {
            Self::Other(name) => name,
            known => NAMES
                .iter()
                .find(|(platform, ..)| platform == known)
                .map_or("", |(_, name, _)| *name),
        }
    }

    /// Is it a name that the list does not have?
    pub fn is_other(&self) -> bool {
        matches!(self, Self::Other(_))
    }

    /// What counts as one platform where a body may have one account (NM-03): subscription and service accounts are both
    /// official accounts of WeChat.
    #[must_use]
    pub fn family(&self) -> Self {
        match self {
            Self::WechatSubscription | Self::WechatService => Self::WechatOfficial,
            other => other.clone(),
        }
    }
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.label())
    }
}

impl Serialize for Platform {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.label())
    }
}

impl<'de> Deserialize<'de> for Platform {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| serde::de::Error::custom("没有写明平台"))
    }
}
