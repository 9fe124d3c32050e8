//! Review (复核): what people say of the findings of a round, one after another, with author and time.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;
use uuid::Uuid;

use crate::facts::PageRegion;
use crate::finding::{Certainty, EvidenceRef, Finding, FindingKey, Level, RuleCode, normal_address};
use crate::people::UserId;
use crate::registry::SiteCode;
use crate::round::RoundId;
use crate::standard::Trait;
use crate::targets::Place;
use crate::texts::TextDetail;

/// The number of a finding in a round (线索编号): it follows from both, so that a finding that is taken over twice is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(pub Uuid);

impl FindingId {
    /// The number of the finding of this key.
    pub fn new(round: RoundId, key: &str) -> Self {
        let digest = Sha256::digest(format!("{}\n{key}", round.0));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

/// A line of findings.jsonl, read back (线索).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingLine {
    /// 问题键
    pub key: String,
    /// 规则编号
    pub rule: String,
    /// The indicator it counts for; empty where none.
    pub indicator: String,
    /// What the filters of an indicator look at.
    #[serde(default)]
    pub seen: Trait,
    /// How grave.
    pub level: Level,
    /// How sure the machine is.
    #[serde(rename = "status")]
    pub certainty: Certainty,
    /// 网站标识码
    pub site_code: SiteCode,
    /// 网站名称
    pub site_name: String,
    /// 栏目
    pub channel: Option<String>,
    /// The page where it stands.
    pub url: Url,
    /// The broken target, where it concerns one.
    pub target: Option<Url>,
    /// Region of the first place.
    pub region: Option<PageRegion>,
    /// The first places in address order.
    #[serde(default)]
    pub places: Vec<Place>,
    /// Number of all places.
    #[serde(default)]
    pub places_total: u64,
    /// What stands there.
    pub excerpt: String,
    /// What is wrong.
    pub message: String,
    /// When it was observed.
    pub observed_at: DateTime<Utc>,
    /// The record that shows it.
    pub evidence: Option<EvidenceRef>,
    /// What is wrong in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextDetail>,
    /// When an earlier round first found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_found: Option<DateTime<Utc>>,
}

impl FindingLine {
    /// Findings of one rule that one decision settles wherever they stand: the same broken target, or the same wrong words
    /// (同一对象). Empty where it concerns neither.
    pub fn object_group(&self) -> String {
        match (&self.target, &self.text) {
            (Some(target), _) => format!("{} {}", self.rule, normal_address(target)),
            (None, Some(text)) => format!("{} {}", self.rule, text.wrong),
            (None, None) => String::new(),
        }
    }

    /// The finding as a person has confirmed it (认定的线索): there is no doubt left.
    pub fn confirmed(self, rule: RuleCode) -> Finding {
        Finding {
            key: FindingKey::stored(self.key),
            rule,
            indicator: self.indicator,
            seen: self.seen,
            level: self.level,
            certainty: Certainty::Certain,
            site_code: self.site_code,
            site_name: self.site_name,
            channel: self.channel,
            url: self.url,
            target: self.target,
            region: self.region,
            places: self.places,
            places_total: self.places_total,
            excerpt: self.excerpt,
            message: self.message,
            observed_at: self.observed_at,
            evidence: self.evidence,
            text: self.text,
            first_found: self.first_found,
        }
    }

    /// Findings of one rule that stand in the same part of a site, as a template or a channel prints them (同一模板).
    pub fn template_group(&self) -> String {
        let folder = self
            .url
            .path()
            .split('/')
            .nth(1)
            .filter(|_| self.url.path().matches('/').count() > 1);
        let region = self
            .region
            .map_or_else(String::new, |region| format!("{region:?}"));
        format!(
            "{} {} /{} {region}",
            self.rule,
            self.site_code,
            folder.unwrap_or_default()
        )
    }
}

/// Rule and object of the name that [`FindingLine::object_group`] gives a group.
pub fn object_of_group(name: &str) -> Option<(&str, &str)> {
    name.split_once(' ')
}

/// The part of a site in which findings of a rule stand (模板).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplatePart<'a> {
    /// 规则编号
    pub rule: &'a str,
    /// 网站标识码
    pub site: &'a str,
    /// The first folder of the addresses: `/xw`; `/` where they stand in none.
    pub folder: &'a str,
    /// The region of the pages.
    pub region: Option<PageRegion>,
}

impl<'a> TemplatePart<'a> {
    /// What the name says that [`FindingLine::template_group`] gives a group.
    pub fn of_group(name: &'a str) -> Option<Self> {
        let mut words = name.split(' ');
        let (rule, site, folder) = (words.next()?, words.next()?, words.next()?);
        let region = words.next().map(str::to_ascii_lowercase);
        Some(Self {
            rule,
            site,
            folder,
            region: region.and_then(|word| serde_json::from_value(word.into()).ok()),
        })
    }
}

/// What a person says of a finding (认定结论).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 认定: it is as the machine says.
    Confirmed,
    /// 排除: it is not, or does not count.
    Dismissed,
    /// 存疑: not to be decided by what is there.
    Doubtful,
    /// 转人工: somebody has to look at the site.
    Referred,
}

impl Verdict {
    /// In the order of their keys.
    pub const ALL: [Self; 4] = [Self::Confirmed, Self::Dismissed, Self::Doubtful, Self::Referred];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Confirmed => "认定",
            Self::Dismissed => "排除",
            Self::Doubtful => "存疑",
            Self::Referred => "转人工",
        }
    }

    /// The word under which it is written in addresses and rows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Dismissed => "dismissed",
            Self::Doubtful => "doubtful",
            Self::Referred => "referred",
        }
    }

    /// The verdict of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Reasons to choose from (理由); a text may stand beside them.
pub const REASONS: [&str; 8] = [
    "页面正常，机器误报",
    "目标网站限制自动访问，人工打开正常",
    "已有新栏目替代，旧栏目不再对外",
    "引用原文，原文如此",
    "专有名称，写法无误",
    "证据不足，需再次查看",
    "需业务部门核实",
    "其他（见备注）",
];

/// One thing that was said of a finding (复核记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The verdict; `None` takes back the one before (撤销).
    pub verdict: Option<Verdict>,
    /// 理由, one of [`REASONS`] or of the exception list.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// 备注
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who.
    pub by: UserId,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Said of several at once: their common number (批量编号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
}

/// A finding under review (待复核线索).
#[derive(Clone, Debug, PartialEq)]
pub struct RoundFinding {
    /// 线索编号
    pub id: FindingId,
    /// The round.
    pub round: RoundId,
    /// Its place among the findings of the round.
    pub place: u64,
    /// What the machine says.
    pub line: FindingLine,
    /// What people have said, the first first.
    pub reviews: Vec<Review>,
}

/// Somebody else was faster (已有他人办理).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} 刚刚已作出结论“{said}”；没有覆盖，请先看一看再决定")]
pub struct Overtaken {
    /// Who.
    pub name: String,
    /// What was said.
    pub said: &'static str,
}

impl RoundFinding {
    /// The review in force: those that were taken back stand no more.
    pub fn current(&self) -> Option<&Review> {
        in_force(&self.reviews)
    }

    /// The verdict in force.
    pub fn verdict(&self) -> Option<Verdict> {
        self.current()?.verdict
    }

    /// How many things were said: whoever decides says how many of them were seen.
    pub fn version(&self) -> u32 {
        u32::try_from(self.reviews.len()).unwrap_or(u32::MAX)
    }

    /// Adds a review, whose author saw `version` of them.
    ///
    /// # Errors
    /// More was said meanwhile: nothing is added.
    pub fn say(&mut self, review: Review, version: u32) -> Result<(), Overtaken> {
        if version != self.version() {
            let last = self.reviews.last();
            return Err(Overtaken {
                name: last.map(|last| last.name.clone()).unwrap_or_default(),
                said: last.map_or("", |last| last.verdict.map_or("撤销", Verdict::label)),
            });
        }
        self.reviews.push(review);
        Ok(())
    }
}

fn in_force(reviews: &[Review]) -> Option<&Review> {
    let mut stack: Vec<&Review> = Vec::new();
    for review in reviews {
        match review.verdict {
            Some(_) => stack.push(review),
            None => {
                stack.pop();
            }
        }
    }
    stack.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(verdict: Option<Verdict>, name: &str) -> Review {
        Review {
            verdict,
            reason: String::new(),
            note: String::new(),
            by: UserId(Uuid::nil()),
            name: name.to_owned(),
            at: DateTime::UNIX_EPOCH,
            batch: None,
        }
    }

    fn finding() -> RoundFinding {
        let line = r#"{"key":"k1","rule":"link-dead","indicator":"P-19","level":"deduct","status":"certain","site_code":"9901000001",
            "site_name":"青川市教育局","channel":null,"url":"http://a.example/xw/1/","target":"http://b.example/index.html","region":"banner",
            "excerpt":"","message":"失效","observed_at":"2023-09-15T00:00:00Z","evidence":null}"#;
        let round = RoundId(Uuid::from_u128(1));
        RoundFinding {
            id: FindingId::new(round, "k1"),
            round,
            place: 1,
            line: serde_json::from_str(line).unwrap(),
            reviews: Vec::new(),
        }
    }

    #[test]
    fn the_last_word_counts_until_it_is_taken_back() {
        let mut one = finding();
        one.say(review(Some(Verdict::Dismissed), "甲"), 0).unwrap();
        one.say(review(Some(Verdict::Confirmed), "乙"), 1).unwrap();
        assert_eq!(one.verdict(), Some(Verdict::Confirmed));
        one.say(review(None, "乙"), 2).unwrap();
        assert_eq!((one.verdict(), one.reviews.len()), (Some(Verdict::Dismissed), 3));
        one.say(review(None, "甲"), 3).unwrap();
        assert_eq!(one.verdict(), None);
    }

    #[test]
    fn who_did_not_see_the_last_word_is_told_of_it() {
        let mut one = finding();
        one.say(review(Some(Verdict::Dismissed), "甲"), 0).unwrap();
        let overtaken = one.say(review(Some(Verdict::Confirmed), "乙"), 0).unwrap_err();
        assert_eq!((overtaken.name.as_str(), overtaken.said), ("甲", "排除"));
        assert_eq!(one.reviews.len(), 1);
    }

    #[test]
    fn one_target_is_one_object_in_its_spellings() {
        let mut other = finding();
        other.line.target = Some("https://www.b.example/".parse().unwrap());
        assert_eq!(other.line.object_group(), finding().line.object_group());
        let template = finding().line.template_group();
        assert_eq!(template, "link-dead 9901000001 /xw Banner");
        let part = TemplatePart {
            rule: "link-dead",
            site: "9901000001",
            folder: "/xw",
            region: Some(PageRegion::Banner),
        };
        assert_eq!(TemplatePart::of_group(&template), Some(part));
        let object = finding().line.object_group();
        let (rule, target) = object_of_group(&object).unwrap();
        assert!(rule == "link-dead" && target.contains("b.example"), "{object}");
        assert_ne!(
            FindingId::new(RoundId(Uuid::from_u128(1)), "a"),
            FindingId::new(RoundId(Uuid::from_u128(2)), "a")
        );
    }
}
