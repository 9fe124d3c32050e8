//! Watching whether sites open (可用性监测): probes spread over the day, and what a week of them says.
//!
//! Rulebook WV2: a week, more than twenty visits a day at intervals, a visit fails that does not open within 15 seconds; 5 %
//! and more of failures are the veto. What we could not measure, and what was our own fault, is in neither number.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::exchange::{Exchange, Phases, TargetClass, TargetState};
use crate::registry::SiteCode;
use crate::standard::Threshold;

/// Probes a day, one an hour.
pub const PER_DAY: u32 = 24;
/// A day with fewer measured ones does not reach what the indicator asks for.
pub const LEAST_PER_DAY: u64 = 20;
/// Days that are looked at.
pub const DAYS: u32 = 7;
/// Seconds of a day.
const DAY: u32 = 24 * 3600;
/// An answer that takes longer to begin is slow.
const SLOW: u32 = 5_000_000;

/// What one probe showed (探测结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeState {
    /// 打开
    Up,
    /// 打开慢: it opened, and took more than five seconds to begin.
    Slow,
    /// 打不开
    Down,
    /// 未能检测: something stands between the site and us, a challenge or a handshake that we cannot speak.
    NotMeasured,
    /// 本方故障: nothing else answered either.
    OurOutage,
}

/// One visit of a home page (探测).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The site.
    pub site: SiteCode,
    /// When it began.
    pub at: DateTime<Utc>,
    /// What it showed.
    pub state: ProbeState,
    /// HTTP code, or a word of [`TargetState::status`].
    pub status: String,
    /// How long each phase took.
    pub phases: Phases,
}

/// When a probe was, and what it showed (探测标记): all that a week is counted from.
pub type ProbeMark = (DateTime<Utc>, ProbeState);

impl Probe {
    /// Its mark.
    pub fn mark(&self) -> ProbeMark {
        (self.at, self.state)
    }
}

impl ProbeState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Up,
        Self::Slow,
        Self::Down,
        Self::NotMeasured,
        Self::OurOutage,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Up => "打开",
            Self::Slow => "打开慢",
            Self::Down => "打不开",
            Self::NotMeasured => "未能检测",
            Self::OurOutage => "本方故障",
        }
    }

    /// Its shape in a strip: states are told apart without colour.
    pub fn shape(self) -> &'static str {
        match self {
            Self::Up => "●",
            Self::Slow => "◐",
            Self::Down => "✕",
            Self::NotMeasured => "○",
            Self::OurOutage => "–",
        }
    }

    /// What the visit of a home page showed. A page that says 404 or 500 has not opened; one that asks us who we are was
    /// not measured.
    pub fn of(exchange: &Exchange) -> (Self, String) {
        let target = TargetState::of(exchange);
        let came = exchange.last().status.is_some_and(|code| code < 400);
        let begins = exchange.last().phases.first_byte.unwrap_or_default();
        let state = match target.class {
            TargetClass::Broken => Self::Down,
            TargetClass::Ok | TargetClass::Caution | TargetClass::Danger if came && begins >= SLOW => {
                Self::Slow
            }
            TargetClass::Ok | TargetClass::Caution | TargetClass::Danger if came => Self::Up,
            _ => Self::NotMeasured,
        };
        (state, target.status)
    }
}

/// When a site is to be probed in an hour of a day (探测时刻), Chinese time: within its first three quarters, at a minute
/// that follows from site, day and hour, so that sites do not all come at once and nobody can wait for it.
///
/// Two probes of a site are at least a quarter of an hour apart.
pub fn probe_time(site: &SiteCode, day: NaiveDate, hour: u32) -> DateTime<Utc> {
    const OFFSET: TimeDelta = TimeDelta::hours(8);
    let begin = day.and_time(NaiveTime::MIN).and_utc() - OFFSET + TimeDelta::hours(i64::from(hour));
    begin + TimeDelta::seconds(i64::from(spread(site, day, hour) % 2700))
}

/// A number that follows from all three (FNV-1a, then mixed).
fn spread(site: &SiteCode, day: NaiveDate, hour: u32) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in format!("{site} {day} {hour}").bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 29;
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) as u32
}

/// The hour of a moment, Chinese time.
pub fn hour_of(at: DateTime<Utc>) -> (NaiveDate, u32) {
    use chrono::Timelike as _;
    let there = at + TimeDelta::hours(8);
    (there.date_naive(), there.hour())
}

/// Is a site to be probed now, having last been probed at `last`? An hour that was missed is not made up for: a visit stands
/// for its own hour.
pub fn is_due(site: &SiteCode, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let (day, hour) = hour_of(now);
    now >= probe_time(site, day, hour) && last.is_none_or(|last| hour_of(last) != (day, hour))
}

/// What the probes of some days say (可用性).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    /// Visits that opened or did not.
    pub measured: u64,
    /// Visits that did not open.
    pub down: u64,
    /// Visits that could not be measured.
    pub not_measured: u64,
    /// Visits taken out as our own outage.
    pub our_outage: u64,
    /// Days with fewer measured visits than the indicator asks for.
    pub thin_days: u32,
}

/// What it means for the veto (可用性评定).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// 达到否决线
    Veto,
    /// 预警: 3 % and more.
    Warning,
    /// 正常
    Good,
    /// 监测不足: some day has too few measured visits to judge by.
    Thin,
}

impl Standing {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Veto => "达到否决线",
            Self::Warning => "预警",
            Self::Good => "正常",
            Self::Thin => "监测不足",
        }
    }
}

impl Availability {
    /// Counts the probes of a site in the `days` of 24 hours that end at `end`.
    pub fn of(marks: impl IntoIterator<Item = ProbeMark>, end: DateTime<Utc>, days: u32) -> Self {
        let mut counted = Self::default();
        let mut by_day = vec![0_u64; days as usize];
        for (at, state) in marks {
            let back = usize::try_from((end - at).num_seconds()).ok();
            let Some(measured) = back.and_then(|back| by_day.get_mut(back / DAY as usize)) else {
                continue;
            };
            match state {
                ProbeState::Up | ProbeState::Slow | ProbeState::Down => {
                    *measured += 1;
                    counted.measured += 1;
                    counted.down += u64::from(state == ProbeState::Down);
                }
                ProbeState::NotMeasured => counted.not_measured += 1,
                ProbeState::OurOutage => counted.our_outage += 1,
            }
        }
        counted.thin_days = by_day
            .iter()
            .filter(|measured| **measured < LEAST_PER_DAY)
            .count() as u32;
        counted
    }

    /// The share of failures in hundredths of a percent, rounded half up; none where nothing was measured.
    pub fn share(&self) -> Option<u64> {
        (self.measured > 0).then(|| (self.down * 20_000 + self.measured) / (self.measured * 2))
    }

    /// `4.76%`
    pub fn percent(&self) -> String {
        self.share().map_or_else(
            || "—".to_owned(),
            |share| format!("{}.{:02}%", share / 100, share % 100),
        )
    }

    /// What it means. A veto, or a warning, can be said before the week is full: what is missing could only lower it if the
    /// site had opened each time, so a veto before the end is one that stands even then.
    pub fn standing(&self, veto: Threshold) -> Standing {
        let full = u64::from(PER_DAY * DAYS);
        if veto.is_met_by_share(self.down, self.measured.max(full)) {
            return Standing::Veto;
        }
        if self.thin_days == 0 && veto.is_met_by_share(self.down, self.measured) {
            return Standing::Veto;
        }
        if self.down * 100 >= self.measured * 3 && self.down > 0 {
            return Standing::Warning;
        }
        if self.thin_days > 0 {
            Standing::Thin
        } else {
            Standing::Good
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    fn code() -> SiteCode {
        SiteCode::parse("9901000001").unwrap()
    }

    fn day() -> NaiveDate {
        "2026-11-26".parse().unwrap()
    }

    /// The end of that day, Chinese time.
    fn end() -> DateTime<Utc> {
        "2026-11-26T16:00:00Z".parse().unwrap()
    }

    /// A week of hourly probes, of which `state` says what each showed.
    fn week(state: impl Fn(u32) -> ProbeState) -> Vec<Probe> {
        let first = day() - Days::new(6);
        (0..168)
            .map(|number| Probe {
                site: code(),
                at: probe_time(&code(), first + Days::new(u64::from(number / 24)), number % 24),
                state: state(number),
                status: String::new(),
                phases: Phases::default(),
            })
            .collect()
    }

    fn count(probes: &[Probe]) -> Availability {
        Availability::of(probes.iter().map(Probe::mark), end(), DAYS)
    }

    fn standing(probes: &[Probe]) -> Standing {
        let five = Threshold::parse("超过(含)5%").unwrap();
        count(probes).standing(five)
    }

    #[test]
    fn eight_failures_of_a_week_pass_and_nine_do_not() {
        let failing = |count| {
            week(move |number| {
                if number % 18 == 0 && number / 18 < count {
                    ProbeState::Down
                } else {
                    ProbeState::Up
                }
            })
        };
        assert_eq!(count(&failing(8)).percent(), "4.76%");
        assert_eq!(standing(&failing(8)), Standing::Warning);
        assert_eq!(count(&failing(9)).percent(), "5.36%");
        assert_eq!(standing(&failing(9)), Standing::Veto);
        assert_eq!(standing(&failing(5)), Standing::Good);
        assert_eq!(standing(&failing(6)), Standing::Warning);
    }

    #[test]
    fn exactly_five_percent_is_the_veto() {
        // Eight of 160: what could not be measured is in neither number.
        let probes = week(|number| match number {
            0..8 => ProbeState::NotMeasured,
            8..=15 => ProbeState::Down,
            _ => ProbeState::Up,
        });
        let counted = count(&probes);
        assert_eq!((counted.measured, counted.down, counted.thin_days), (160, 8, 1));
        // The first day has sixteen measured visits only: too few to say so.
        assert_eq!(standing(&probes), Standing::Warning);
        let spread = week(|number| match number % 21 {
            0 => ProbeState::NotMeasured,
            1 => ProbeState::Down,
            _ => ProbeState::Up,
        });
        let counted = count(&spread);
        assert_eq!((counted.measured, counted.down, counted.thin_days), (160, 8, 0));
        assert_eq!(counted.percent(), "5.00%");
        assert_eq!(standing(&spread), Standing::Veto);
    }

    #[test]
    fn our_own_outage_counts_against_nobody() {
        let probes = week(|number| {
            if number < 12 {
                ProbeState::OurOutage
            } else {
                ProbeState::Up
            }
        });
        assert_eq!(standing(&probes), Standing::Thin);
        let counted = count(&probes);
        assert_eq!((counted.our_outage, counted.down, counted.measured), (12, 0, 156));
        assert_eq!(standing(&[]), Standing::Thin);
        assert_eq!(Availability::default().percent(), "—");
    }

    #[test]
    fn probes_are_spread_and_never_close() {
        let mut minutes = std::collections::BTreeSet::new();
        let mut last: Option<DateTime<Utc>> = None;
        for number in 0..240 {
            let at = probe_time(&code(), day() + Days::new(number / 24), (number % 24) as u32);
            assert!(
                last.is_none_or(|last| at - last >= TimeDelta::minutes(15)),
                "{at}"
            );
            assert_eq!(
                hour_of(at),
                (day() + Days::new(number / 24), (number % 24) as u32)
            );
            minutes.insert(at.timestamp() / 60 % 60);
            last = Some(at);
        }
        assert!(minutes.len() > 30, "{minutes:?}");
        let at = |hour| probe_time(&code(), day(), hour);
        assert!(
            is_due(&code(), Some(at(3)), at(4))
                && !is_due(&code(), Some(at(4)), at(4) + TimeDelta::minutes(5))
        );
        assert!(!is_due(&code(), Some(at(3)), at(4) - TimeDelta::seconds(1)));
        assert!(is_due(&code(), None, at(4)));
    }
}
