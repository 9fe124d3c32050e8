//! How an account is looked at by the program itself (自动来源): by the owner's authorisation, a feed, a public page; and when next.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::AccountCode;

/// The way to an account (来源方式). No secret is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "way")]
pub enum SourceWay {
    /// 微信授权接口
    Wechat {
        /// AppID
        app: String,
        /// Does the account publish in no other way than the one that the interface lists?
        is_complete: bool,
    },
    /// 微博授权接口
    Weibo,
    /// 订阅源
    Feed {
        /// Where it is.
        address: Url,
        /// Does it show all posts of the account?
        is_complete: bool,
    },
    /// 公开页面: of Weibo, by the account's number. It never shows that all was seen.
    WeiboPage {
        /// The number of the account.
        number: String,
    },
}

impl SourceWay {
    /// The words of all ways.
    pub const WORDS: [&'static str; 4] = ["wechat", "weibo", "feed", "weibo-page"];

    /// Its word in addresses and in the database: an account has one source of each.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Wechat { .. } => "wechat",
            Self::Weibo => "weibo",
            Self::Feed { .. } => "feed",
            Self::WeiboPage { .. } => "weibo-page",
        }
    }

    /// The name of the source, as observations carry it.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Wechat { .. } => "微信授权接口",
            Self::Weibo => "微博授权接口",
            Self::Feed { .. } => "订阅源",
            Self::WeiboPage { .. } => "微博公开页面",
        }
    }

    /// Is a secret of the owner needed?
    pub fn needs_secret(&self) -> bool {
        matches!(self, Self::Wechat { .. } | Self::Weibo)
    }
}

/// A source that was set up for an account (账号自动来源). Its secret is kept apart, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSource {
    /// The account.
    pub account: AccountCode,
    /// The way.
    #[serde(flatten)]
    pub way: SourceWay,
    /// Who set it up.
    pub set_by: String,
    /// When.
    pub set_at: DateTime<Utc>,
    /// 授权到期日: the last day of the authorisation, where the owner has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// When somebody asked for a look before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<DateTime<Utc>>,
    /// The last look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<SourceLook>,
}

/// How the last look by a source ended (最近一次查看).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLook {
    /// When.
    pub at: DateTime<Utc>,
    /// When one last ended well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub well_at: Option<DateTime<Utc>>,
    /// Why it ended badly, a Chinese phrase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Has the authorisation ended?
    #[serde(default)]
    pub is_unauthorised: bool,
    /// How many ended badly in a row.
    #[serde(default)]
    pub failures: u32,
}

/// From one look that ended well to the next (查看间隔).
const EVERY: TimeDelta = TimeDelta::hours(12);
/// After an authorisation has ended: the owner may renew it on the platform without telling us.
const UNAUTHORISED: TimeDelta = TimeDelta::hours(24);
/// After the first failure; doubled with each in a row.
const AGAIN: TimeDelta = TimeDelta::hours(1);
/// A warning is shown so many days before an authorisation ends.
const WARNED: i64 = 14;

impl AccountSource {
    /// When it is looked at next.
    pub fn next_at(&self) -> DateTime<Utc> {
        let Some(last) = &self.last else {
            return self.set_at;
        };
        if let Some(asked) = self.asked_at.filter(|asked| *asked > last.at) {
            return asked;
        }
        let pause = match last.failures {
            _ if last.is_unauthorised => UNAUTHORISED,
            0 => EVERY,
            failures => (AGAIN * 2_i32.pow(failures.min(5) - 1)).min(EVERY),
        };
        last.at + pause
    }

    /// Is it time?
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.next_at() <= now
    }

    /// What the owner should know, a Chinese sentence: the authorisation ends soon, has ended, or the looks fail.
    pub fn warning(&self, today: NaiveDate) -> Option<String> {
        let label = self.way.label();
        let last = self.last.as_ref();
        if last.is_some_and(|last| last.is_unauthorised) {
            return Some(format!("{label}：授权已过期或被收回，请重新授权后填写新的凭据"));
        }
        if let Some(until) = self.until {
            let left = (until - today).num_days();
            if left < 0 {
                return Some(format!("{label}：授权已于{until}到期，请续期"));
            }
            if left <= WARNED {
                return Some(format!("{label}：授权将于{until}到期，还剩{left}天，请提前续期"));
            }
        }
        let last = last.filter(|last| last.failures >= 3)?;
        let problem = last.problem.as_deref().unwrap_or("原因不明");
        Some(format!("{label}：连续{}次没有看到（{problem}）", last.failures))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn source(failures: u32, is_unauthorised: bool) -> AccountSource {
        AccountSource {
            account: AccountCode::parse("A1").unwrap(),
            way: SourceWay::Weibo,
            set_by: String::new(),
            set_at: at("2023-09-01T00:00:00Z"),
            until: None,
            asked_at: None,
            last: Some(SourceLook {
                at: at("2023-09-10T00:00:00Z"),
                well_at: None,
                problem: (failures > 0).then(|| "观测失败：平台繁忙".to_owned()),
                is_unauthorised,
                failures,
            }),
        }
    }

    #[test]
    fn a_platform_that_fails_is_asked_less_and_less_often_and_never_more_than_twice_a_day() {
        let pauses: Vec<i64> = (0..8)
            .map(|failures| (source(failures, false).next_at() - at("2023-09-10T00:00:00Z")).num_hours())
            .collect();
        assert_eq!(pauses, [12, 1, 2, 4, 8, 12, 12, 12]);
        let ended = source(1, true);
        assert_eq!(ended.next_at(), at("2023-09-11T00:00:00Z"));
    }

    #[test]
    fn one_that_is_new_or_asked_for_is_looked_at_at_once() {
        let mut one = source(0, false);
        one.asked_at = Some(at("2023-09-10T01:00:00Z"));
        assert!(one.is_due(at("2023-09-10T01:00:00Z")) && !one.is_due(at("2023-09-10T00:59:00Z")));
        one.last = None;
        assert_eq!(one.next_at(), one.set_at);
    }

    #[test]
    fn the_owner_is_warned_before_the_authorisation_ends() {
        let mut one = source(0, false);
        one.until = "2023-09-30".parse().ok();
        let warned = |day: &str| one.warning(day.parse().unwrap());
        assert_eq!(warned("2023-09-15"), None);
        assert!(warned("2023-09-16").unwrap().contains("还剩14天"));
        assert!(warned("2023-10-01").unwrap().contains("已于2023-09-30到期"));
        assert!(
            source(1, true)
                .warning(at("2023-09-15T00:00:00Z").date_naive())
                .unwrap()
                .contains("重新授权")
        );
        assert_eq!(
            source(2, false).warning(at("2023-09-15T00:00:00Z").date_naive()),
            None
        );
        assert!(
            source(3, false)
                .warning(at("2023-09-15T00:00:00Z").date_naive())
                .unwrap()
                .contains("平台繁忙")
        );
    }
}
