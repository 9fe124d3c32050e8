//! The exception list (例外清单): what an office has decided not to count, why, and until when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::finding::{Finding, normal_address, normal_text};
use crate::registry::{SiteCode, half_width};
use crate::review::FindingLine;

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
    /// Words in quotation marks that may stand (词语): the mistakes inside them, wherever they are.
    Text(String),
}

impl Exception {
    /// Does it still hold on that day?
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        day <= self.until
    }

    /// Is this finding meant, whatever the day?
    pub fn covers(&self, finding: &Finding) -> bool {
        self.means(finding.rule.0, &finding.site_code)
            && self.is_about(&Parts {
                address: finding.target.as_ref().unwrap_or(&finding.url),
                channel: finding.channel.as_deref(),
                excerpt: &finding.excerpt,
                wrong: finding.text.as_ref().map(|text| text.wrong.as_str()),
            })
    }

    /// The same of a finding that was kept.
    pub fn covers_line(&self, line: &FindingLine) -> bool {
        self.means(&line.rule, &line.site_code)
            && self.is_about(&Parts {
                address: line.target.as_ref().unwrap_or(&line.url),
                channel: line.channel.as_deref(),
                excerpt: &line.excerpt,
                wrong: line.text.as_ref().map(|text| text.wrong.as_str()),
            })
    }

    fn is_about(&self, parts: &Parts<'_>) -> bool {
        match (&self.object, parts.wrong) {
            (ExceptionObject::Text(words), Some(wrong)) => stands_inside(parts.excerpt, wrong, words),
            (ExceptionObject::Text(_), None) => false,
            _ => self.names(Some(parts.address), parts.channel),
        }
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
            // Words stand in a mistake, which is neither.
            ExceptionObject::Text(_) => false,
        }
    }
}

/// What of a finding an exception looks at.
struct Parts<'a> {
    address: &'a Url,
    channel: Option<&'a str>,
    excerpt: &'a str,
    wrong: Option<&'a str>,
}

/// Does the mistake that an excerpt shows between 【 and 】 lie wholly in an occurrence of these words? Where the excerpt
/// does not show which of its brackets are the mark's, no.
fn stands_inside(excerpt: &str, wrong: &str, words: &str) -> bool {
    let marked: Vec<(&str, &str, &str)> = excerpt
        .match_indices('【')
        .filter_map(|(at, bracket)| {
            let (own, behind) = excerpt[at + bracket.len()..].split_once('】')?;
            Some((&excerpt[..at], own, behind))
        })
        .collect();
    let (before, own, behind) = match marked.as_slice() {
        [only] => *only,
        several => {
            let mut as_told = several.iter().filter(|(_, own, _)| *own == wrong);
            match (as_told.next(), as_told.next()) {
                (Some(one), None) => *one,
                _ => return false,
            }
        }
    };
    let [before, own, behind, words] = [before, own, behind, words].map(plain);
    let (start, end) = (before.len(), before.len() + own.len());
    let whole = [before, own, behind].concat();
    let may_begin = (0..=start).filter(|at| whole.is_char_boundary(*at));
    !words.is_empty()
        && end > start
        && may_begin
            .filter(|at| at + words.len() >= end)
            .any(|at| whole[at..].starts_with(&words))
}

/// Without white space and invisible characters, half-width, small letters.
fn plain(text: &str) -> String {
    let is_shown =
        |c: &char| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    text.chars()
        .map(half_width)
        .filter(is_shown)
        .flat_map(char::to_lowercase)
        .collect()
}

impl ExceptionObject {
    /// As the list writes it; empty for everything.
    pub fn label(&self) -> String {
        match self {
            Self::All => String::new(),
            Self::Address(url) => url.to_string(),
            Self::Folder(url) => format!("{url}*"),
            Self::Channel(name) => name.clone(),
            Self::Text(words) => format!("“{words}”"),
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
    fn words_cover_the_mistakes_that_stand_inside_them() {
        let inside = |excerpt: &str, words: &str| stands_inside(excerpt, "北塘", words);
        assert!(inside("走进【北塘】人民公园", "北塘人民公园"));
        assert!(inside("走进【北塘】人民公园", "走进北塘"));
        assert!(inside("走进【北塘】人民公园", "北塘"));
        assert!(inside("走进【北 塘】人民\u{200b}公园", "北塘人民公园"));
        assert!(inside("北塘人民，【北塘】人民", "北塘人民"));
        // Beside the mistake, only a part of it, or elsewhere in the excerpt.
        assert!(!inside("走进【北塘】人民公园", "人民公园"));
        assert!(!inside("走进【北塘】人民公园", "塘人民"));
        assert!(!inside("北塘人民公园在【北塘】镇", "北塘人民公园"));
        assert!(!inside("走进【北塘】人民公园", ""));
        // The page's own brackets.
        assert!(inside("【置顶】走进【北塘】人民", "北塘人民"));
        assert!(!inside("【北塘】走进【北塘】人民", "北塘人民"));
        assert!(!inside("没有标记的北塘人民", "北塘人民"));
        assert!(!inside("【北塘", "北塘"));
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
