//! Accounts that are named somewhere (提到的账号): in the foot of a home page, in a post, in what a platform's search gives. Whether such
//! an account is one of ours, and should be registered, a person says (NM-19).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountCode, Platform};
use crate::finding::normal_text;
use crate::organization::OrganizationId;
use crate::registry::SiteCode;

/// An account that is named somewhere (提到的账号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountMention {
    /// 平台
    pub platform: Platform,
    /// 账号名称
    pub name: String,
    /// 平台ID, where it is told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub permanent: String,
    /// 认证主体, where it is told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub certified: String,
    /// Its address, where it is told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

/// Where an account is named (出处).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum MentionPlace {
    /// The home page of a site.
    Site {
        /// The site.
        code: SiteCode,
    },
    /// A post of an account.
    Post {
        /// The account.
        account: AccountCode,
        /// The post's title.
        title: String,
    },
    /// A file with what a search gave.
    File {
        /// Its name.
        name: String,
    },
}

/// An account with the place where it is named (出处记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedMention {
    /// The account.
    pub mention: AccountMention,
    /// The place.
    pub place: MentionPlace,
    /// The body whose site, account or file it is.
    pub organization: OrganizationId,
    /// When it was seen there.
    pub at: DateTime<Utc>,
}

impl MentionPlace {
    /// Tells it from other places: of the posts of an account one is enough.
    pub fn key(&self) -> String {
        match self {
            Self::Site { code } => format!("site {code}"),
            Self::Post { account, .. } => format!("account {account}"),
            Self::File { name } => format!("file {name}"),
        }
    }
}

impl AccountMention {
    /// An account of which only platform and name are told.
    pub fn named(platform: Platform, name: &str) -> Self {
        Self {
            platform,
            name: name.to_owned(),
            permanent: String::new(),
            certified: String::new(),
            address: String::new(),
        }
    }

    /// What the same account is told by, wherever it is named: its name on its platform.
    pub fn key(&self) -> String {
        format!("{} {}", self.platform.family(), normal_text(&self.name))
    }
}

/// Words behind which the name of an account stands, with its platform; of two that fit the longer one counts.
const MARKERS: [(&str, Platform); 16] = [
    ("微信公众号名称", Platform::WechatOfficial),
    ("官方微信公众号", Platform::WechatOfficial),
    ("政务微信公众号", Platform::WechatOfficial),
    ("微信公众平台", Platform::WechatOfficial),
    ("微信公众号", Platform::WechatOfficial),
    ("官方微信", Platform::WechatOfficial),
    ("政务微信", Platform::WechatOfficial),
    ("微信视频号", Platform::WechatChannels),
    ("新浪微博", Platform::Weibo),
    ("官方微博", Platform::Weibo),
    ("政务微博", Platform::Weibo),
    ("今日头条号", Platform::Toutiao),
    ("官方抖音号", Platform::Douyin),
    ("抖音号", Platform::Douyin),
    ("快手号", Platform::Kuaishou),
    ("微信小程序", Platform::MiniProgram),
];
/// Every marker holds one of these.
const HINTS: [&str; 5] = ["微信", "微博", "抖音", "快手", "头条"];
/// Shortest and longest name, in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=24;
/// Accounts of a text that are read.
const MOST: usize = 50;

/// The accounts that a text names (识别提到的账号): a marker, a colon, a quotation mark or `@`, and the name. A marker with nothing
/// between it and what follows names none: “微信公众号建设” is about something else.
pub fn mentions_in(text: &str) -> Vec<AccountMention> {
    let mut found: Vec<AccountMention> = Vec::new();
    // Hundreds of thousands of posts are read, and few name any.
    if !HINTS.iter().any(|hint| text.contains(hint)) {
        return found;
    }
    let mut at = 0;
    while found.len() < MOST {
        let rest = &text[at..];
        let next = MARKERS
            .iter()
            .filter_map(|(word, platform)| Some((rest.find(word)?, word, platform)));
        // The first, and of several at one place the longest.
        let Some((start, word, platform)) =
            next.min_by_key(|(start, word, _)| (*start, std::cmp::Reverse(word.len())))
        else {
            break;
        };
        at += start + word.len();
        if let Some(name) = name_after(&text[at..]) {
            let mention = AccountMention::named(platform.clone(), name);
            if !found.iter().any(|one| one.key() == mention.key()) {
                found.push(mention);
            }
        }
    }
    found
}

/// The name at the beginning of a text, behind what sets it off.
fn name_after(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\u{3000}']);
    let opened = text.strip_prefix(['：', ':']).unwrap_or(text).trim_start();
    let close = match opened.chars().next()? {
        '“' => Some('”'),
        '「' => Some('」'),
        '《' => Some('》'),
        '【' => Some('】'),
        '"' => Some('"'),
        '\'' => Some('\''),
        _ => None,
    };
    let is_set_off = opened.len() != text.len() || close.is_some() || opened.starts_with(['@', '＠']);
    if !is_set_off {
        return None;
    }
    let name = match close {
        Some(close) => {
            let inside = &opened[opened.chars().next()?.len_utf8()..];
            inside.split_once(close)?.0
        }
        None => {
            let bare = opened.trim_start_matches(['@', '＠']);
            bare.split(|c: char| c.is_whitespace() || !(c.is_alphanumeric() || "_-·".contains(c)))
                .next()?
        }
    };
    let name = name.trim().trim_start_matches(['@', '＠']);
    let is_name = LENGTHS.contains(&name.chars().count())
        && name.chars().any(char::is_alphabetic)
        && !name.contains('\n');
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let all = mentions_in(text).into_iter();
        all.map(|one| format!("{} {}", one.platform, one.name)).collect()
    }

    #[test]
    fn a_marker_and_what_sets_the_name_off() {
        assert_eq!(
            told("官方微信公众号：江口发布　新浪微博：@江口发布\n抖音号“江口在线”，微信视频号「江口文旅」。"),
            [
                "微信公众号 江口发布",
                "新浪微博 江口发布",
                "抖音 江口在线",
                "微信视频号 江口文旅"
            ]
        );
        assert_eq!(
            told("请关注微信公众号“江口医保”办理，微信公众号：江口医保。"),
            ["微信公众号 江口医保"]
        );
    }

    #[test]
    fn every_marker_is_hinted_at() {
        assert!(
            MARKERS
                .iter()
                .all(|(word, _)| HINTS.iter().any(|hint| word.contains(hint)))
        );
    }

    #[test]
    fn talk_of_accounts_names_none() {
        for text in [
            "微信公众号建设情况",
            "关注官方微信，了解更多",
            "微信公众号：",
            "新浪微博：1",
            "微信公众号“",
            "全市政务微信公众号、新浪微博共12个",
        ] {
            assert_eq!(told(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn any_text_is_read() {
        let mut state = 5_u64;
        let mut random = |most: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % most
        };
        let parts = [
            "微信公众号",
            "：",
            "“",
            "”",
            "@",
            "江口",
            " ",
            "\n",
            "新浪微博",
            "a",
            "🙂",
        ];
        for _ in 0..5_000 {
            let length = random(30);
            let text: String = (0..length).map(|_| parts[random(parts.len())]).collect();
            for one in mentions_in(&text) {
                assert!(text.contains(&one.name) && LENGTHS.contains(&one.name.chars().count()));
            }
        }
    }
}
