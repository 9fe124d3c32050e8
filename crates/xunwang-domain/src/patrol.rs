//! Patrols (巡查) between two rounds: every day a light crawl, every week a full one. They warn; only a round judges.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc, Weekday};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::probe::hour_of;
use crate::registry::SiteCode;
use crate::review::FindingLine;

/// How deep a patrol goes (巡查类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatrolKind {
    /// 每日巡查: home page, channels, and what lies next to them.
    Light,
    /// 每周巡查: all of a site.
    Full,
}

impl PatrolKind {
    /// Both, the smaller first.
    pub const ALL: [Self; 2] = [Self::Light, Self::Full];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Light => "每日巡查",
            Self::Full => "每周巡查",
        }
    }

    /// Its word in addresses and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Full => "full",
        }
    }
}

/// A patrol: one of its kind a day (巡查编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PatrolId {
    /// How deep.
    pub kind: PatrolKind,
    /// For which day, Chinese time.
    pub day: NaiveDate,
}

/// A patrol that was begun (巡查).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patrol {
    /// Which.
    pub id: PatrolId,
    /// When it began: its monitoring point.
    pub begun_at: DateTime<Utc>,
    /// When it had seen all sites.
    pub finished_at: Option<DateTime<Utc>>,
    /// Sites that were to be seen.
    pub sites: u64,
    /// Those that opened.
    pub opened: u64,
}

/// Patrols begin at this hour, Chinese time: at night a site has the fewest readers.
const HOUR: u32 = 1;
/// The day of the full one.
const FULL_ON: Weekday = Weekday::Sat;

/// The day whose patrol should have begun last (应巡查日).
fn last_day(kind: PatrolKind, now: DateTime<Utc>) -> NaiveDate {
    let (today, hour) = hour_of(now);
    let night = today - Days::new(u64::from(hour < HOUR));
    match kind {
        PatrolKind::Light => night,
        PatrolKind::Full => {
            let since = night.weekday().days_since(FULL_ON);
            night - Days::new(since.into())
        }
    }
}

/// The patrol that is to be made now, having made these (待巡查); one that was begun and not finished is.
///
/// The first light one is made at once. The first full one waits for its night, so that a fleet that was registered this
/// morning is not crawled in office hours. One that was missed is made up for once, not as often as it was missed.
pub fn due(made: &[Patrol], now: DateTime<Utc>) -> Option<PatrolId> {
    let of = |kind| made.iter().filter(move |patrol| patrol.id.kind == kind);
    if let Some(begun) = made.iter().find(|patrol| patrol.finished_at.is_none()) {
        return Some(begun.id);
    }
    let light = PatrolId {
        kind: PatrolKind::Light,
        day: last_day(PatrolKind::Light, now),
    };
    if of(PatrolKind::Light).all(|patrol| patrol.id.day < light.day) {
        return Some(light);
    }
    let full = PatrolId {
        kind: PatrolKind::Full,
        day: last_day(PatrolKind::Full, now),
    };
    let is_known = made.iter().any(|patrol| patrol.id.day <= full.day);
    (is_known && of(PatrolKind::Full).all(|patrol| patrol.id.day < full.day)).then_some(full)
}

/// So many days ahead is looked (预警提前天数).
pub const AHEAD: u64 = 7;

/// How near a site is to a veto (逼近程度).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// What the machine is certain of is enough for it.
    Met,
    /// It would be, if what is suspected is so.
    Suspected,
    /// It will be within [`AHEAD`] days if nothing changes.
    Soon,
    /// Three fifths of it, as 3 % of 5 % of failed visits.
    Near,
}

impl Nearness {
    /// All, the gravest first.
    pub const ALL: [Self; 4] = [Self::Met, Self::Suspected, Self::Soon, Self::Near];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Met => "达到否决线",
            Self::Suspected => "疑似达到，待核实",
            Self::Soon => "7天内将达到",
            Self::Near => "接近否决线",
        }
    }

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Suspected => "suspected",
            Self::Soon => "soon",
            Self::Near => "near",
        }
    }
}

/// A veto that a site has reached or comes near (预警).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The indicator, e.g. `WV4-1`.
    pub indicator: String,
    /// Its title, e.g. 栏目不更新.
    pub title: String,
    /// Defects of which the machine is certain.
    pub reached: u64,
    /// Defects that it suspects.
    pub suspected: u64,
    /// Defects that will be there within [`AHEAD`] days if nothing changes.
    pub soon: u64,
    /// So many make the veto.
    pub limit: u64,
    /// How near that is.
    pub nearness: Nearness,
    /// What is the matter, the first few: a phrase and the address.
    pub places: Vec<(String, Url)>,
}

/// Places that are told of a warning.
const PLACES: usize = 12;

impl Warning {
    /// The warning that these findings give for an indicator with so many to its veto; `None` where it is far off.
    ///
    /// `ahead` are the findings of the same rules [`AHEAD`] days later.
    pub fn of(
        (indicator, title, limit): (&str, &str, u64),
        certain: &[FindingLine],
        suspected: &[FindingLine],
        ahead: &[FindingLine],
    ) -> Option<Self> {
        let is_new = |line: &&FindingLine| {
            let is_known = |known: &FindingLine| known.key == line.key;
            !certain.iter().any(is_known) && !suspected.iter().any(is_known)
        };
        let coming: Vec<&FindingLine> = ahead.iter().filter(is_new).collect();
        let [reached, maybe, soon] =
            [certain.len(), suspected.len(), coming.len()].map(|number| number as u64);
        let nearness = match () {
            () if reached >= limit => Nearness::Met,
            () if reached + maybe >= limit => Nearness::Suspected,
            () if reached + soon >= limit => Nearness::Soon,
            () if reached * 5 >= limit * 3 => Nearness::Near,
            () => return None,
        };
        let told = |line: &FindingLine, when: &str| (format!("{when}{}", line.message), line.url.clone());
        let places = certain.iter().map(|line| told(line, ""));
        let places = places.chain(suspected.iter().map(|line| told(line, "疑似：")));
        let places = places.chain(coming.iter().map(|line| told(line, "7天内：")));
        Some(Self {
            indicator: indicator.to_owned(),
            title: title.to_owned(),
            reached,
            suspected: maybe,
            soon,
            limit,
            nearness,
            places: places.take(PLACES).collect(),
        })
    }
}

/// What a patrol found on a site (巡查结果).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatrolLook {
    /// The monitoring point.
    pub at: DateTime<Utc>,
    /// Why it could not be opened; `None` where it was.
    pub not_opened: Option<String>,
    /// Pages read.
    pub pages: u64,
    /// Defects that were not there at the last patrol of this kind, and those that are not there any more.
    pub changes: Option<(u64, u64)>,
    /// The vetoes it has reached or comes near.
    pub warnings: Vec<Warning>,
    /// The vetoes that this patrol could see wholly; on others it can warn, and not give the all-clear.
    pub seen: Vec<String>,
}

/// What the last patrols found on a site (巡查现状).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatrolledSite {
    /// The site.
    pub site: SiteCode,
    /// The last light patrol.
    pub light: Option<PatrolLook>,
    /// The last full one.
    pub full: Option<PatrolLook>,
}

impl PatrolledSite {
    /// What it is warned of now: by the later look, and by the earlier one where the later could not see it all.
    pub fn warnings(&self) -> Vec<&Warning> {
        let mut looks: Vec<&PatrolLook> = self.full.iter().chain(&self.light).collect();
        looks.sort_by_key(|look| std::cmp::Reverse(look.at));
        let mut warnings: Vec<&Warning> = Vec::new();
        let mut settled: Vec<&str> = Vec::new();
        for look in looks {
            let open = |warning: &&Warning| {
                !settled.contains(&warning.indicator.as_str())
                    && warnings.iter().all(|known| known.indicator != warning.indicator)
            };
            let more: Vec<&Warning> = look.warnings.iter().filter(open).collect();
            warnings.extend(more);
            settled.extend(look.seen.iter().map(String::as_str));
        }
        warnings.sort_by_key(|warning| warning.nearness);
        warnings
    }

    /// How near it is to the nearest veto.
    pub fn nearness(&self) -> Option<Nearness> {
        self.warnings().first().map(|warning| warning.nearness)
    }

    /// The later look.
    pub fn last(&self) -> Option<&PatrolLook> {
        self.light.iter().chain(&self.full).max_by_key(|look| look.at)
    }
}

/// A channel as a patrol saw it (栏目状况).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelLook {
    /// 栏目名称
    pub name: String,
    /// 栏目网址
    pub url: String,
    /// 栏目类别
    pub kind: String,
    /// Its latest date that counts.
    pub latest: Option<NaiveDate>,
    /// The last day on which it is still in time; none where it has no term or no date.
    pub until: Option<NaiveDate>,
    /// `ok`, `stale`, `blank`, `undated` or `not_measured`.
    pub verdict: String,
}

/// The Monday of a day's week (周一).
pub fn week_of(day: NaiveDate) -> NaiveDate {
    day - Days::new(day.weekday().num_days_from_monday().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn made(kind: PatrolKind, day: &str) -> Patrol {
        let begun_at = at(&format!("{day}T00:00:00Z"));
        Patrol {
            id: PatrolId {
                kind,
                day: day.parse().unwrap(),
            },
            begun_at,
            finished_at: Some(begun_at),
            sites: 1,
            opened: 1,
        }
    }

    fn due_at(made: &[Patrol], now: &str) -> Option<String> {
        due(made, at(now)).map(|id| format!("{} {}", id.kind.word(), id.day))
    }

    #[test]
    fn every_night_a_light_one_every_saturday_a_full_one() {
        use PatrolKind::{Full, Light};
        // 2026-11-26 is a Thursday; 17:00 of world time is 01:00 of the next day in China.
        assert_eq!(
            due_at(&[], "2026-11-26T02:00:00Z").as_deref(),
            Some("light 2026-11-26")
        );
        let thursday = [made(Light, "2026-11-26")];
        assert_eq!(due_at(&thursday, "2026-11-26T16:59:00Z"), None);
        assert_eq!(
            due_at(&thursday, "2026-11-26T17:00:00Z").as_deref(),
            Some("light 2026-11-27")
        );
        let saturday = [made(Light, "2026-11-26"), made(Light, "2026-11-28")];
        assert_eq!(
            due_at(&saturday, "2026-11-27T18:00:00Z").as_deref(),
            Some("full 2026-11-28")
        );
        let both = [made(Light, "2026-11-28"), made(Full, "2026-11-28")];
        assert_eq!(due_at(&both, "2026-11-28T10:00:00Z"), None);
        // The machine was off for two weeks: one of each, not fourteen.
        let late = due_at(&both, "2026-12-14T02:00:00Z");
        assert_eq!(late.as_deref(), Some("light 2026-12-14"));
        let after = [both[0], both[1], made(Light, "2026-12-14")];
        assert_eq!(
            due_at(&after, "2026-12-14T02:00:00Z").as_deref(),
            Some("full 2026-12-12")
        );
    }

    #[test]
    fn what_was_begun_is_finished_first() {
        let mut begun = made(PatrolKind::Light, "2026-11-26");
        begun.finished_at = None;
        assert_eq!(
            due_at(&[begun], "2026-11-28T02:00:00Z").as_deref(),
            Some("light 2026-11-26")
        );
    }

    #[test]
    fn a_light_look_clears_only_what_it_saw() {
        let warning = |indicator: &str| Warning {
            indicator: indicator.to_owned(),
            title: String::new(),
            reached: 1,
            suspected: 0,
            soon: 0,
            limit: 1,
            nearness: Nearness::Met,
            places: Vec::new(),
        };
        let look = |day: &str, warned: &[&str], seen: &[&str]| PatrolLook {
            at: at(&format!("{day}T00:00:00Z")),
            not_opened: None,
            pages: 1,
            changes: None,
            warnings: warned.iter().map(|indicator| warning(indicator)).collect(),
            seen: seen.iter().map(|&indicator| indicator.to_owned()).collect(),
        };
        let site = PatrolledSite {
            site: SiteCode::parse("9901000001").unwrap(),
            light: Some(look("2026-11-30", &["text"], &["stale"])),
            full: Some(look(
                "2026-11-28",
                &["stale", "text", "links"],
                &["stale", "text", "links"],
            )),
        };
        let names: Vec<&str> = site.warnings().iter().map(|it| it.indicator.as_str()).collect();
        assert_eq!(
            names,
            ["text", "links"],
            "the channels were updated, the links not looked at"
        );
    }
}
