//! Rounds (检查轮次): a quarter with its dates, whom it inspects, by which standard, and how far it has come.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::circular::Quarter;
use crate::organization::OrganizationId;
use crate::people::UserId;
use crate::register::RegisteredSite;
use crate::registry::{SiteCode, SiteStatus};

/// The number of a round (轮次编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoundId(pub Uuid);

/// The dates of a round, which the circular keeps apart (轮次日期).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundDates {
    /// The day whose register is the roster (统计口径日).
    pub roster_day: NaiveDate,
    /// First and last day of the sampling window (检查采样时间).
    pub window: [NaiveDate; 2],
    /// First and last day of the message window (留言统计时间).
    pub message_window: [NaiveDate; 2],
    /// The day on which the circular is to be issued (通报印发日期).
    pub issue_on: NaiveDate,
}

/// Which sites of the register are inspected (检查范围).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundScope {
    /// 全覆盖
    Full,
    /// 抽查: a part of them, and all that failed last time.
    Sample {
        /// Of a hundred running sites so many, rounded up.
        percent: u32,
        /// From which the sample follows, so that anybody can draw it again (随机种子).
        seed: u64,
    },
}

/// How far a round has come (轮次阶段).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundStage {
    /// 待采集: the roster stands, nothing has been fetched.
    Planned,
    /// 采集中
    Collecting,
    /// 复核中
    Reviewing,
    /// 已判定
    Judged,
}

/// A round of inspection (检查轮次).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// 轮次编号
    pub id: RoundId,
    /// 季度
    pub quarter: Quarter,
    /// The branch of bodies whose sites are inspected.
    pub organization: OrganizationId,
    /// Its dates.
    pub dates: RoundDates,
    /// 检查范围
    pub scope: RoundScope,
    /// Number of the version of the standard (指标版本).
    pub standard: u32,
    /// The round before, whose failures are inspected again whatever the sample says.
    pub previous: Option<RoundId>,
    /// How far it has come.
    pub stage: RoundStage,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who made it.
    pub made_by: String,
    /// The monitoring point (监测时间点): when the collection began.
    pub as_of: Option<DateTime<Utc>>,
    /// When everything was fetched.
    pub collected_at: Option<DateTime<Utc>>,
    /// Until when the bodies may object, once they were asked.
    pub objections: Option<ObjectionTerm>,
    /// What was left unmeasured or undecided, and accepted as such by name.
    #[serde(default)]
    pub accepted: Vec<Acceptance>,
    /// When and by whom it was judged.
    pub judged: Option<Judged>,
}

/// The time in which bodies may object (异议反馈期限).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionTerm {
    /// When they were asked.
    pub from: DateTime<Utc>,
    /// The last day, Chinese time.
    pub until: NaiveDate,
    /// Who asked them.
    pub by: String,
}

/// Something open that somebody answers for by name (未决事项处理).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// The item of the gate.
    pub item: String,
    /// What is made of it.
    pub settled: Settled,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is made of something open (处理方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// 人工核实无问题: a person has looked, and it does not count.
    LookedAt,
    /// 确认从缺: it stays unmeasured, and is printed with its reason.
    LeftOpen,
}

/// A judgement of the whole round (判定).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
}

/// A site of the roster (检查名单中的网站).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterSite {
    /// Its place in the roster, from 1.
    pub place: u32,
    /// The site as the register had it on the roster's day.
    pub site: RegisteredSite,
    /// Why it is inspected.
    pub why: RosterReason,
    /// Put into the roster after it was frozen (增补).
    #[serde(default)]
    pub addition: Option<RosterChange>,
    /// Taken out of the roster after it was frozen (核减).
    #[serde(default)]
    pub removal: Option<RosterChange>,
}

/// Why a site stands in the roster (列入原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterReason {
    /// 全覆盖
    Full,
    /// 抽中
    Drawn,
    /// 上一轮不合格
    FailedBefore,
    /// 增补
    Added,
}

/// A site that is to enter or to leave a frozen roster (名单增减): asked for by one person, granted by another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterChange {
    /// Why, with the proof named.
    pub reason: String,
    /// Who asked.
    pub asked_by: (UserId, String),
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Who granted it, and when.
    pub granted: Option<(String, DateTime<Utc>)>,
}

impl RoundDates {
    /// What contradicts itself, in Chinese; empty where nothing does.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let spans = [
            ("检查采样时间", self.window),
            ("留言统计时间", self.message_window),
        ];
        for (name, [first, last]) in spans {
            if first > last {
                faults.push(format!("{name}的起始日 {first} 晚于截止日 {last}"));
            }
            if (last - first).num_days() > 366 {
                faults.push(format!("{name}超过一年，请检查年份"));
            }
        }
        if self.issue_on < self.window[1] {
            faults.push(format!(
                "通报印发日期 {} 早于检查采样截止日 {}",
                self.issue_on, self.window[1]
            ));
        }
        faults
    }
}

impl RoundScope {
    /// What it is called: `全覆盖`, `抽查30%（随机种子 42）`.
    pub fn label(self) -> String {
        match self {
            Self::Full => "全覆盖".to_owned(),
            Self::Sample { percent, seed } => format!("抽查{percent}%（随机种子 {seed}）"),
        }
    }
}

impl RoundStage {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Planned => "待采集",
            Self::Collecting => "采集中",
            Self::Reviewing => "复核中",
            Self::Judged => "已判定",
        }
    }
}

impl RosterReason {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Full => "全覆盖",
            Self::Drawn => "抽中",
            Self::FailedBefore => "上一轮不合格",
            Self::Added => "增补",
        }
    }
}

impl RosterSite {
    /// Does it count: was it put in by two people, if it was put in, and not taken out by two?
    pub fn counts(&self) -> bool {
        let is_in = self
            .addition
            .as_ref()
            .is_none_or(|change| change.granted.is_some());
        let is_out = self
            .removal
            .as_ref()
            .is_some_and(|change| change.granted.is_some());
        is_in && !is_out
    }

    /// What somebody else has to grant or refuse.
    pub fn pending(&self) -> Option<&RosterChange> {
        let changes = [&self.addition, &self.removal];
        changes
            .into_iter()
            .flatten()
            .find(|change| change.granted.is_none())
    }
}

impl Round {
    /// `2023年第三季度`
    pub fn title(&self) -> String {
        self.quarter.in_full()
    }

    /// Begins to collect; the moment is the monitoring point.
    ///
    /// # Errors
    /// It has begun before.
    pub fn collect(mut self, now: DateTime<Utc>) -> Result<Self, &'static str> {
        if self.stage != RoundStage::Planned {
            return Err("这一轮已经开始采集");
        }
        self.stage = RoundStage::Collecting;
        self.as_of = Some(now);
        Ok(self)
    }

    /// Everything has been fetched, and what was found is up for review.
    ///
    /// # Errors
    /// It is not collecting.
    pub fn collected(mut self, now: DateTime<Utc>) -> Result<Self, &'static str> {
        if self.stage != RoundStage::Collecting {
            return Err("这一轮不在采集中");
        }
        self.stage = RoundStage::Reviewing;
        self.collected_at = Some(now);
        Ok(self)
    }

    /// May findings and problems still be decided on?
    ///
    /// # Errors
    /// Why not.
    pub fn must_be_under_review(&self) -> Result<(), &'static str> {
        match self.stage {
            RoundStage::Reviewing => Ok(()),
            RoundStage::Planned | RoundStage::Collecting => Err("这一轮还没有采集完，不能复核"),
            RoundStage::Judged => Err("这一轮已经判定，不能再改复核结论"),
        }
    }
}

/// The last moment of a day, Chinese time.
pub fn end_of_day(day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.succ_opt()?.and_hms_opt(0, 0, 0)?.and_utc();
    Some(midnight - TimeDelta::hours(8) - TimeDelta::microseconds(1))
}

/// Draws from what runs, in its order (抽取名单): all of it, or the sample and what failed before, each with why.
///
/// The sample: those whose SHA-256 of `seed:code` is smallest. Whoever has register and seed draws the same.
pub fn draw<T, C: Ord + std::fmt::Display>(
    running: Vec<T>,
    code_of: impl Fn(&T) -> &C,
    scope: RoundScope,
    failed_before: &BTreeSet<C>,
) -> Vec<(RosterReason, T)> {
    let drawn: Option<BTreeSet<usize>> = match scope {
        RoundScope::Full => None,
        RoundScope::Sample { percent, seed } => {
            let wanted = (running.len() * percent as usize).div_ceil(100);
            let mut ranked: Vec<_> = running
                .iter()
                .enumerate()
                .map(|(place, one)| {
                    let code = code_of(one);
                    (Sha256::digest(format!("{seed}:{code}")), code, place)
                })
                .collect();
            ranked.sort();
            Some(ranked.into_iter().take(wanted).map(|(.., place)| place).collect())
        }
    };
    let why = |place: usize, one: &T| match &drawn {
        None => Some(RosterReason::Full),
        Some(drawn) if drawn.contains(&place) => Some(RosterReason::Drawn),
        Some(_) => failed_before
            .contains(code_of(one))
            .then_some(RosterReason::FailedBefore),
    };
    let with_why = |(place, one)| Some((why(place, &one)?, one));
    running.into_iter().enumerate().filter_map(with_why).collect()
}

/// Draws the roster (检查名单) from the running sites of a register, as [`draw`] does.
pub fn draw_roster(
    sites: Vec<RegisteredSite>,
    scope: RoundScope,
    failed_before: &BTreeSet<SiteCode>,
) -> Vec<RosterSite> {
    let running: Vec<RegisteredSite> = sites
        .into_iter()
        .filter(|one| one.site.status == SiteStatus::Running)
        .collect();
    draw(running, |one| &one.site.code, scope, failed_before)
        .into_iter()
        .zip(1..)
        .map(|((why, site), place)| RosterSite {
            place,
            site,
            why,
            addition: None,
            removal: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{Site, SiteCategory};

    fn register(count: u32) -> Vec<RegisteredSite> {
        let site = |number: u32| RegisteredSite {
            site: Site {
                code: SiteCode::parse(&format!("99{number:08}")).unwrap(),
                name: format!("示例网站{number}"),
                home: format!("http://s{number}.example/").parse().unwrap(),
                area: "青川市".to_owned(),
                supervisor: String::new(),
                sponsor: String::new(),
                category: SiteCategory::Department,
                status: if number == 7 {
                    SiteStatus::Suspended
                } else {
                    SiteStatus::Running
                },
                public_service: false,
                channels: Vec::new(),
            },
            organization: OrganizationId(Uuid::nil()),
        };
        (1..=count).map(site).collect()
    }

    #[test]
    fn a_sample_can_be_drawn_again_and_holds_all_that_failed() {
        let failed: BTreeSet<_> = [
            SiteCode::parse("9900000040").unwrap(),
            SiteCode::parse("9900000007").unwrap(),
        ]
        .into();
        let draw = |seed| draw_roster(register(100), RoundScope::Sample { percent: 10, seed }, &failed);
        let roster = draw(42);
        assert_eq!(roster, draw(42));
        assert_ne!(roster, draw(43));
        let drawn = roster.iter().filter(|one| one.why == RosterReason::Drawn).count();
        assert_eq!(drawn, 10, "ten of a hundred, the suspended one not among them");
        let again = roster
            .iter()
            .find(|one| one.site.site.code.as_str() == "9900000040")
            .unwrap();
        assert!(again.why == RosterReason::FailedBefore || again.why == RosterReason::Drawn);
        assert!(
            roster
                .iter()
                .all(|one| one.site.site.code.as_str() != "9900000007")
        );
        assert!(roster.iter().zip(1..).all(|(one, place)| one.place == place));
        assert_eq!(draw_roster(register(100), RoundScope::Full, &failed).len(), 99);
    }

    #[test]
    fn dates_that_contradict_themselves_are_named() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut dates = RoundDates {
            roster_day: day("2023-09-01"),
            window: [day("2023-07-01"), day("2023-09-15")],
            message_window: [day("2023-07-01"), day("2023-09-19")],
            issue_on: day("2023-09-21"),
        };
        assert!(dates.faults().is_empty());
        dates.issue_on = day("2023-09-14");
        dates.message_window = [day("2024-09-19"), day("2023-09-19")];
        assert_eq!(dates.faults().len(), 2, "{:?}", dates.faults());
    }
}
