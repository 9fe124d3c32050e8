//! The facts of a quarterly circular (通报): FACTS.json as a value, before any sentence is written.
//!
//! Counts and dates only. Every figure that the circular prints is computed from them, so a document and its
//! attachments cannot disagree; facts that disagree with themselves are named by [`CircularFacts::contradictions`].

mod contradiction;
mod extras;
pub(crate) mod parse;
mod quarter;
mod rate;
mod repeat;
mod streak;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use contradiction::Contradiction;
pub use extras::{ChartKind, CountColumn, HistoryFacts, ImprintFacts};
pub use parse::FactsError;
pub use quarter::Quarter;
pub use rate::Rate;
pub use repeat::Repeat;
pub use streak::{Streak, StreakQuarter};

/// The facts behind one circular (通报数据), the whole of FACTS.json.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircularFacts {
    /// Title (标题), printed as it stands.
    pub title: String,
    /// The office that issues it, in full (发文机关署名).
    pub issuer: String,
    /// Document number (发文字号); a draft has none yet.
    #[serde(default)]
    pub number: Option<String>,
    /// The quarter inspected (检查季度).
    pub quarter: Quarter,
    /// Date of issue (成文日期).
    #[serde(deserialize_with = "parse::date")]
    pub issued_on: NaiveDate,
    /// Last day for the report on rectification (整改报送期限).
    #[serde(default, deserialize_with = "parse::optional_date")]
    pub rectify_by: Option<NaiveDate>,
    /// First and last day of the inspection sampling (检查采样时间).
    #[serde(deserialize_with = "parse::window")]
    pub sampling_window: [NaiveDate; 2],
    /// First and last day of receipt of the error reports counted (留言统计时间).
    #[serde(default, deserialize_with = "parse::optional_window")]
    pub message_window: Option<[NaiveDate; 2]>,
    /// Decimals of every printed rate (合格率小数位数), 0 to 4.
    #[serde(default = "one_decimal")]
    pub rate_decimals: u8,
    /// How the cities without a failing site are listed (城市列举方式).
    #[serde(default)]
    pub city_list_style: CityListStyle,
    /// Areas and departments in the official order (各地、各部门).
    pub areas: Vec<AreaFacts>,
    /// The error reports of the public (“我为政府网站找错”留言).
    #[serde(default)]
    pub feedback: Option<FeedbackFacts>,
    /// Confirmed problems, failing objects first of all (问题).
    pub problems: Vec<ProblemFacts>,
    /// What became of the objects of an earlier circular (复查).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recheck: Option<RecheckFacts>,
    /// Reminders sent between two circulars (提示单).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminders: Option<ReminderFacts>,
    /// Accounts that run without being registered (未备案账号).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unregistered: Vec<UnregisteredFacts>,
    /// Areas to be praised (表扬).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub praise: Vec<PraiseFacts>,
    /// Whether only a sample of the sites was to be inspected (网站抽查): what was not is then not called unmeasured.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sites_sampled: bool,
    /// Charts to draw (图示), in order; none unless the office asks for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charts: Vec<ChartKind>,
    /// Earlier quarters, the oldest first (既往季度), for the charts over time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryFacts>,
    /// Where the cities lie (方格图位置): rows of names from north to south, each from west to east, `""` where there is
    /// none. Left out, the tiles follow the order of `areas`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiles: Vec<Vec<String>>,
    /// Columns of the tables of counts (检查情况表的列); the usual ones where it is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<CountColumn>,
    /// The imprint (版记); a circular that is only published on a website has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imprint: Option<ImprintFacts>,
}

fn one_decimal() -> u8 {
    1
}

/// How the text lists the cities where every site passed (城市列举方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CityListStyle {
    /// The first three and the number: “广州、深圳、珠海等17个…”.
    #[default]
    Leading,
    /// All of them by name.
    All,
    /// Those that did not, and “其余17个…”.
    Except,
}

/// City or department (地区或部门).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AreaKind {
    /// A city, prefecture, county or district below the issuer (市、州、县、区).
    City,
    /// A department of the issuer's own government (省直部门).
    Department,
}

/// The counts of one area or department (一个地区或部门的数量).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaFacts {
    /// Its name as the attachments print it.
    pub name: String,
    /// City or department.
    pub kind: AreaKind,
    /// Sites in operation (在运行网站).
    #[serde(default)]
    pub sites_running: u64,
    /// Sites really inspected; the rest could not be measured (检查数).
    #[serde(default)]
    pub sites_checked: u64,
    /// Inspected sites that failed (不合格数).
    #[serde(default)]
    pub sites_failed: u64,
    /// Accounts in operation (正常运行账号).
    #[serde(default)]
    pub accounts_running: u64,
    /// Accounts really inspected.
    #[serde(default)]
    pub accounts_checked: u64,
    /// Inspected accounts that failed.
    #[serde(default)]
    pub accounts_failed: u64,
    /// The account counts once more, split by platform (分平台).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub platforms: BTreeMap<String, PlatformFacts>,
}

/// The accounts of an area on one platform (分平台数量).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformFacts {
    /// Accounts in operation.
    pub running: u64,
    /// Accounts inspected.
    pub checked: u64,
    /// Inspected accounts that failed.
    pub failed: u64,
}

/// Error reports received in the message window, by outcome (留言办理情况).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackFacts {
    /// All that were received (收到).
    pub received: u64,
    /// Closed within the term (按期办结).
    pub closed_on_time: u64,
    /// Closed after the term (超期办结).
    pub closed_late: u64,
    /// Not closed, not yet due (在办未到期).
    pub open: u64,
    /// Not closed and past the term (逾期未办结).
    pub overdue: u64,
}

/// What a problem is about (问题对象).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemObject {
    /// A website (政府网站).
    Site,
    /// A new-media account (政务新媒体).
    Account,
    /// A business system (业务系统).
    System,
    /// The handling of error reports (留言办理).
    Feedback,
}

/// One confirmed problem of one object (问题).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemFacts {
    /// What it is about.
    pub object: ProblemObject,
    /// The area that answers for it: a name of `areas`, or empty where none does.
    #[serde(default, deserialize_with = "parse::text_or_null")]
    pub area: String,
    /// The object's name.
    #[serde(default, deserialize_with = "parse::text_or_null")]
    pub name: String,
    /// The unit that runs it (主办单位).
    #[serde(default, deserialize_with = "parse::text_or_null")]
    pub unit: String,
    /// The platform of an account.
    #[serde(default, deserialize_with = "parse::text_or_null")]
    pub platform: String,
    /// Whether it makes the object fail (单项否决 or below the pass mark).
    pub failing: bool,
    /// Whether the text names the object.
    pub named: bool,
    /// Rule code of the contract, e.g. `channel-stale`.
    #[serde(default, deserialize_with = "parse::text_or_null")]
    pub rule: String,
    /// What is wrong, as a predicate to the object's name, without a full stop.
    #[serde(default, deserialize_with = "parse::text_or_null")]
    pub text: String,
    /// The quarter in whose circular the same problem of the same object stood (再次出现).
    #[serde(default)]
    pub repeat_of: Option<Quarter>,
    /// The quarters in a row before this one in whose circulars it stood, the oldest first (连续出现); empty where there are
    /// fewer than two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub streak: Vec<Quarter>,
}

/// The re-check of an earlier circular's objects (复查情况).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecheckFacts {
    /// The quarter of that circular.
    pub of: Quarter,
    /// Objects re-checked.
    pub objects: u64,
    /// Objects found mended.
    pub mended: u64,
    /// Objects that are not, by name.
    #[serde(default)]
    pub not_mended: Vec<NamedObject>,
    /// Problems on the ledger of that circular whose term is over (到期整改问题); 0 where there is no ledger.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub problems: u64,
    /// Those that were accepted as mended.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub problems_mended: u64,
}

/// An object by area and name (对象).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedObject {
    /// A name of `areas`.
    pub area: String,
    /// The object's name.
    pub name: String,
}

/// Reminders sent and their effect (提示单).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReminderFacts {
    /// Reminders sent.
    pub sent: u64,
    /// Those whose problem is mended.
    pub mended: u64,
}

/// An account that runs without being registered (未备案账号).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnregisteredFacts {
    /// A name of `areas`.
    pub area: String,
    /// The account's name.
    pub name: String,
    /// Its platform.
    pub platform: String,
}

/// A sentence of praise (表扬).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PraiseFacts {
    /// A name of `areas`.
    pub area: String,
    /// What it did well, as a predicate to the area's name; empty where a streak says it.
    #[serde(
        default,
        skip_serializing_if = "String::is_empty",
        deserialize_with = "parse::text_or_null"
    )]
    pub text: String,
    /// The quarters running in which all its objects passed, this one the last (连续合格的季度); its number is printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub streak: Vec<StreakQuarter>,
}

impl CircularFacts {
    /// Reads FACTS.json (读取通报数据).
    ///
    /// Only the form is judged here; what contradicts itself is found by [`CircularFacts::contradictions`].
    ///
    /// # Errors
    /// [`FactsError`] names line, column and field in Chinese and says what to do.
    pub fn from_json(json: &[u8]) -> Result<Self, FactsError> {
        parse::values("通报数据", json)
    }

    /// Everything in which the facts contradict themselves (矛盾之处), empty when there is nothing.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        contradiction::all(self)
    }

    /// Sum of one count over all areas (合计); saturates instead of overflowing.
    pub fn total(&self, count: impl Fn(&AreaFacts) -> u64) -> u64 {
        self.areas
            .iter()
            .fold(0, |sum, area| sum.saturating_add(count(area)))
    }

    /// Pass rate of the inspected sites (网站合格率).
    pub fn site_rate(&self) -> Rate {
        Rate::passed(
            self.total(|area| area.sites_checked),
            self.total(|area| area.sites_failed),
        )
    }

    /// Pass rate of the inspected accounts (政务新媒体合格率).
    pub fn account_rate(&self) -> Rate {
        Rate::passed(
            self.total(|area| area.accounts_checked),
            self.total(|area| area.accounts_failed),
        )
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
