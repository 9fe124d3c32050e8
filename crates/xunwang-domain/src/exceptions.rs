//! The exception list (例外清单): what an office has decided not to count, why, and until when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::finding::{Finding, normal_address, normal_text};
use crate::registry::SiteCode;

/// A row of the exception list (例外): findings that it covers are listed with its reason, and do not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The row as its sheet shows it, from 1.
    pub row: u32,
    /// The site; `None`: every site of the register (全部).
    pub site_code: Option<SiteCode>,
    /// Code of the rule.
    pub rule: String,
    /// What of the rule's findings is meant.
    pub object: ExceptionObject,
    /// 理由
    pub reason: String,
    /// The last day on which it holds (截止日期), Chinese time.
    pub until: NaiveDate,
    /// 批准人
    pub approved_by: String,
}

/// What an exception is about (例外对象).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionObject {
    /// Every finding of the rule.
    All,
    /// One address: the target of a link, the page or the channel of any other finding.
    Address(Url),
    /// Every address that begins so (`…/*`).
    Folder(Url),
    /// A channel by its name.
    Channel(String),
}

impl Exception {
    /// Does it still hold on that day?
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        day <= self.until
    }

    /// Is this finding meant, whatever the day?
    pub fn covers(&self, finding: &Finding) -> bool {
        let address = finding.target.as_ref().unwrap_or(&finding.url);
        self.means(finding.rule.0, &finding.site_code)
            && self.names(Some(address), finding.channel.as_deref())
    }

    /// Does it speak of this rule at this site?
    pub fn means(&self, rule: &str, site: &SiteCode) -> bool {
        self.rule == rule && self.site_code.as_ref().is_none_or(|own| own == site)
    }

    /// Is this address or this channel meant?
    pub fn names(&self, address: Option<&Url>, channel: Option<&str>) -> bool {
        match &self.object {
            ExceptionObject::All => true,
            ExceptionObject::Address(own) => {
                // Two places of a page are two objects.
                let same_place = |other: &Url| own.fragment().is_none() || own.fragment() == other.fragment();
                address.is_some_and(|other| normal_address(own) == normal_address(other) && same_place(other))
            }
            ExceptionObject::Folder(own) => {
                let folder = normal_address(own);
                address.is_some_and(|other| {
                    let other = normal_address(other);
                    other
                        .strip_prefix(folder.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
                })
            }
            ExceptionObject::Channel(own) => {
                channel.is_some_and(|other| normal_text(own) == normal_text(other))
            }
        }
    }
}

impl ExceptionObject {
    /// As the list writes it; empty for everything.
    pub fn label(&self) -> String {
        match self {
            Self::All => String::new(),
            Self::Address(url) => url.to_string(),
            Self::Folder(url) => format!("{url}*"),
            Self::Channel(name) => name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(object: ExceptionObject, address: &str, channel: Option<&str>) -> bool {
        let exception = Exception {
            row: 2,
            site_code: None,
            rule: "link-dead".to_owned(),
            object,
            reason: "旧站归档".to_owned(),
            until: "2026-12-31".parse().unwrap(),
            approved_by: "张某".to_owned(),
        };
        exception.names(Some(&Url::parse(address).unwrap()), channel)
    }

    #[test]
    fn an_address_is_known_in_its_spellings_and_a_folder_holds_what_lies_in_it() {
        let at = |text: &str| Url::parse(text).unwrap();
        let one = ExceptionObject::Address(at("http://www.a.example/old/index.html"));
        assert!(names(one.clone(), "https://a.example/old/", None));
        assert!(!names(one, "https://a.example/old/b.html", None));
        let place = ExceptionObject::Address(at("http://a.example/b.html#jia"));
        assert!(names(place.clone(), "http://a.example/b.html#jia", None));
        assert!(!names(place, "http://a.example/b.html#yi", None));
        let folder = ExceptionObject::Folder(at("http://a.example/old/"));
        assert!(names(folder.clone(), "http://a.example/old/2019/b.html", None));
        assert!(!names(folder, "http://a.example/older/b.html", None));
        let channel = ExceptionObject::Channel("工作 动态".to_owned());
        assert!(names(channel.clone(), "http://a.example/", Some("工作动态")));
        assert!(!names(channel, "http://a.example/", None));
    }

    #[test]
    fn it_holds_to_the_end_of_its_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let exception = Exception {
            row: 2,
            site_code: SiteCode::parse("9901000001").ok(),
            rule: "channel-stale".to_owned(),
            object: ExceptionObject::All,
            reason: "机构改革".to_owned(),
            until: day("2026-09-15"),
            approved_by: "张某".to_owned(),
        };
        assert!(exception.holds_on(day("2026-09-15")) && !exception.holds_on(day("2026-09-16")));
        let other = SiteCode::parse("9901000002").unwrap();
        assert!(!exception.means("channel-stale", &other));
        assert!(!exception.means("channel-blank", exception.site_code.as_ref().unwrap()));
    }
}
