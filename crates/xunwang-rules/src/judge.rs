//! From findings to the judgement of a site: only vetoes decide (rulebook §0.3, SC-05).

use std::collections::{BTreeMap, BTreeSet};

use xunwang_domain::finding::{Certainty, Level};
use xunwang_domain::judgement::{Judgement, SiteJudgement};
use xunwang_domain::registry::Site;
use xunwang_domain::score::Rows;
use xunwang_domain::standard::{Hundredths, Indicator, IndicatorKind, Measure, Standard};

use crate::report::RuleReport;

/// What became of the visit of a site (巡查结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitResult<'a> {
    /// Its pages were read.
    Read {
        /// Number of HTML pages seen.
        pages: u64,
    },
    /// It could not be opened, or must not be measured.
    NotOpened {
        /// Why, a Chinese phrase.
        reason: &'a str,
    },
}

/// What counts for the indicators of a site, and what could count and is open (计数).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    hits: BTreeMap<String, BTreeSet<String>>,
    open: BTreeMap<String, BTreeSet<(String, String)>>,
}

impl Tally {
    /// Counts a defect for an indicator, once whatever how often it is named.
    pub fn hit(&mut self, indicator: &str, key: &str) {
        self.hits
            .entry(indicator.to_owned())
            .or_default()
            .insert(key.to_owned());
    }

    /// Notes what would count for an indicator if it were so, and why nobody knows.
    pub fn leave_open(&mut self, indicator: &str, object: &str, reason: &str) {
        self.open
            .entry(indicator.to_owned())
            .or_default()
            .insert((object.to_owned(), reason.to_owned()));
    }

    /// Number of defects that count for an indicator.
    pub fn hits(&self, indicator: &str) -> usize {
        self.hits.get(indicator).map_or(0, BTreeSet::len)
    }

    /// What the machine is certain of, and what it could not measure: a finding carries the one indicator it counts for, so
    /// none counts twice.
    fn of(report: &RuleReport) -> Self {
        let mut tally = Self::default();
        let certain = report
            .findings
            .iter()
            .filter(|finding| finding.certainty == Certainty::Certain && finding.level == Level::Veto);
        for finding in certain {
            tally.hit(&finding.indicator, finding.key.as_str());
        }
        for open in &report.not_measured {
            tally.leave_open(&open.indicator, &open.object, &open.reason);
        }
        tally
    }
}

/// Judges a site provisionally (判定): `certain` findings count, `suspected` ones wait for a person.
///
/// A site that could not be opened is not measured, whatever was found on it.
pub fn judge(site: &Site, visit: VisitResult<'_>, report: &RuleReport, standard: &Standard) -> SiteJudgement {
    let tally = match visit {
        VisitResult::Read { pages } if pages > 0 => Tally::of(report),
        _ => Tally::default(),
    };
    judge_tally(site, visit, &tally, standard, Rows::Confirmed)
}

/// Judges a site by what counts (判定).
///
/// A veto that is hit makes the site unqualified, whatever else could not be seen. Without one, a site is qualified only
/// if nothing that went unmeasured could have made a veto: else it is not measured and stands outside the denominator,
/// as does a site that could not be opened. Rows of the standard that are unconfirmed decide nothing but in a preview.
pub fn judge_tally(
    site: &Site,
    visit: VisitResult<'_>,
    tally: &Tally,
    standard: &Standard,
    rows: Rows,
) -> SiteJudgement {
    let unseen = match visit {
        VisitResult::NotOpened { reason } => Some(reason.to_owned()),
        VisitResult::Read { pages: 0 } => Some("没有采集到任何网页".to_owned()),
        VisitResult::Read { .. } => None,
    };
    let (judgement, vetoes, not_measured_reason) = decide(vetoes_of(site, standard, rows), tally, unseen);
    SiteJudgement {
        site_code: site.code.clone(),
        judgement,
        vetoes,
        not_measured_reason,
    }
}

/// What these vetoes come to, with the ids of those that are hit and the reason why nothing can be said: `unseen` where nothing was
/// seen at all.
pub(crate) fn decide<'a>(
    indicators: impl Iterator<Item = &'a Indicator>,
    tally: &Tally,
    unseen: Option<String>,
) -> (Judgement, Vec<String>, Option<String>) {
    let mut vetoes = Vec::new();
    let mut open = None;
    for indicator in indicators {
        let hits = tally.hits(&indicator.id);
        let unmeasured = tally.open.get(&indicator.id);
        if is_met(indicator, hits) {
            vetoes.push(indicator.id.clone());
        } else if let Some(unmeasured) = unmeasured
            && is_met(indicator, hits + unmeasured.len())
            && open.is_none()
        {
            open = Some(open_reason(indicator, unmeasured));
        }
    }
    if !vetoes.is_empty() {
        return (Judgement::Unqualified, vetoes, None);
    }
    match unseen.or(open) {
        Some(reason) => (Judgement::NotMeasured, Vec::new(), Some(reason)),
        None => (Judgement::Qualified, Vec::new(), None),
    }
}

/// The vetoes that apply to a site (单项否决指标).
pub fn vetoes_of<'a>(
    site: &'a Site,
    standard: &'a Standard,
    rows: Rows,
) -> impl Iterator<Item = &'a Indicator> {
    standard.indicators.iter().filter(move |indicator| {
        indicator.kind == IndicatorKind::Veto
            && (rows == Rows::All || indicator.provenance.confirmed)
            && indicator.applies_to(site)
    })
}

/// Do so many defects make a veto? Where the measure is no number of defects, one says that its condition holds.
pub fn is_met(indicator: &Indicator, hits: usize) -> bool {
    match &indicator.measure {
        Measure::Count { threshold, .. } => {
            threshold.is_met_by(Hundredths::whole(u32::try_from(hits).unwrap_or(u32::MAX)))
        }
        Measure::Share { .. }
        | Measure::Every { .. }
        | Measure::Each { .. }
        | Measure::Sampled { .. }
        | Measure::Manual => hits > 0,
    }
}

/// How many defects make a veto (否决所需数); `None` where their number does not decide it.
pub fn hits_to_veto(indicator: &Indicator) -> Option<u64> {
    let is_counted = matches!(indicator.measure, Measure::Count { .. });
    let enough = (1..=1000).find(|&hits| is_counted && is_met(indicator, hits));
    enough.map(|hits| hits as u64)
}

fn open_reason(indicator: &Indicator, unmeasured: &BTreeSet<(String, String)>) -> String {
    let why = unmeasured.first().map_or("", |(_, reason)| reason);
    match unmeasured.len() {
        1 => format!("“{}”未能检测：{why}", indicator.title),
        several => {
            // What the machine could not see are channels; what waits for people may be anything.
            let are_channels = unmeasured.iter().all(|(object, _)| object.contains("://"));
            let unit = if are_channels { "个栏目" } else { "项" };
            format!("“{}”未能检测：{several}{unit}未能检测，如{why}", indicator.title)
        }
    }
}

#[cfg(test)]
mod tests {
    use xunwang_domain::exchange::TargetClass;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::registry::ChannelKind;
    use xunwang_domain::targets::TargetRole;

    use super::*;
    use crate::guobanmihan_2019_19;
    use crate::testing::{Scene, scene};

    const LATE: &str = "2022-08-31";

    fn judged(scene: &Scene) -> String {
        let visit = VisitResult::Read { pages: 10 };
        let judged = judge(&scene.site, visit, &scene.report(), &guobanmihan_2019_19());
        let reason = judged.not_measured_reason.unwrap_or_default();
        [judged.judgement.label(), &judged.vetoes.join(";"), &reason]
            .join(" ")
            .trim_end()
            .to_owned()
    }

    #[test]
    fn thresholds_hold_at_the_boundary() {
        for (count, kind, result) in [
            (4, ChannelKind::News, "qualified"),
            (5, ChannelKind::News, "unqualified WV4-1"),
            (9, ChannelKind::Interpretation, "qualified"),
            (10, ChannelKind::Interpretation, "unqualified WV4-2"),
            (20, ChannelKind::Personnel, "qualified"),
            (20, ChannelKind::Other, "qualified"),
        ] {
            assert_eq!(
                judged(&scene().channels(count, kind, LATE)),
                result,
                "{count} {kind:?}"
            );
        }
        let blank = |count| (0..count).fold(scene(), |s, _| s.channel("空", ChannelKind::Other).blank());
        assert_eq!(judged(&blank(4)), "qualified");
        assert_eq!(judged(&blank(5)), "unqualified WV4-3");
        assert_eq!(
            judged(&scene().home_latest(Some("2023-08-31"))),
            "unqualified WV3"
        );
        assert_eq!(judged(&scene().home_latest(Some("2023-09-01"))), "qualified");
    }

    #[test]
    fn news_and_first_level_notices_count_together() {
        let news = scene().channels(3, ChannelKind::News, LATE);
        let below = (0..2).fold(news, |s, _| s.channel("公告", ChannelKind::Notice).latest(LATE));
        assert_eq!(
            judged(&below),
            "qualified",
            "channels of lower levels count for WV4-2"
        );
        let news = scene().channels(3, ChannelKind::News, LATE);
        let first = (0..2).fold(news, |s, _| {
            s.channel("公告", ChannelKind::Notice).latest(LATE).first_level()
        });
        assert_eq!(judged(&first), "unqualified WV4-1");
    }

    #[test]
    fn no_channel_counts_twice() {
        let both = |news, others| {
            scene().channels(news, ChannelKind::News, LATE).channels(
                others,
                ChannelKind::Interpretation,
                LATE,
            )
        };
        assert_eq!(judged(&both(4, 9)), "qualified");
        assert_eq!(judged(&both(5, 9)), "unqualified WV4-1");
        assert_eq!(judged(&both(5, 10)), "unqualified WV4-1;WV4-2");
        let blank = (0..4).fold(scene().channels(4, ChannelKind::News, LATE), |s, _| {
            s.channel("空", ChannelKind::News).blank()
        });
        assert_eq!(judged(&blank), "qualified", "a blank channel is not also stale");
    }

    #[test]
    fn suspected_findings_do_not_count_and_leave_open_what_a_person_has_to_decide() {
        let undated = |late, undated| {
            (0..undated).fold(scene().channels(late, ChannelKind::News, LATE), |s, _| {
                s.channel("动态", ChannelKind::News).undated()
            })
        };
        assert_eq!(judged(&undated(2, 2)), "qualified");
        assert_eq!(undated(0, 12).report().findings.len(), 12);
        assert_eq!(
            judged(&undated(0, 12)),
            "not_measured  “栏目不更新”未能检测：12个栏目未能检测，如条目没有可辨认的发布日期，是否更新及时需人工认定"
        );
        let mixed = undated(3, 1)
            .channel("要闻", ChannelKind::News)
            .unreadable("栏目页未打开（超时）");
        assert_eq!(
            judged(&mixed),
            "not_measured  “栏目不更新”未能检测：2个栏目未能检测，如条目没有可辨认的发布日期，是否更新及时需人工认定"
        );
        assert_eq!(judged(&undated(5, 12)), "unqualified WV4-1");
    }

    #[test]
    fn what_could_have_been_a_veto_and_was_not_seen_leaves_the_site_open() {
        let unseen = |late, unseen| {
            (0..unseen).fold(scene().channels(late, ChannelKind::News, LATE), |s, _| {
                s.channel("动态", ChannelKind::News)
                    .unreadable("栏目页未打开（超时）")
            })
        };
        assert_eq!(judged(&unseen(3, 1)), "qualified");
        assert_eq!(
            judged(&unseen(4, 1)),
            "not_measured  “栏目不更新”未能检测：栏目页未打开（超时）"
        );
        assert_eq!(
            judged(&unseen(0, 5)),
            "not_measured  “栏目不更新”未能检测：5个栏目未能检测，如栏目页未打开（超时）"
        );
        assert_eq!(
            judged(&unseen(5, 5)),
            "unqualified WV4-1",
            "a veto that was seen stands"
        );
        let home = scene().home_unreadable("内容由脚本生成");
        assert_eq!(
            judged(&home),
            "not_measured  “首页不更新”未能检测：内容由脚本生成"
        );
    }

    #[test]
    fn dead_channel_pages_are_dead_links_and_leave_nothing_open() {
        let home = ("http://www.qingchuan.gov.cn/", PageRegion::Nav);
        let dead = (0..5).fold(scene(), |s, number| {
            let page = format!("http://www.qingchuan.gov.cn/c{number:02}/");
            s.channel("动态", ChannelKind::News)
                .unreadable("栏目页未打开（404）")
                .target(&page, TargetRole::Link, ("404", TargetClass::Broken), home, 1)
        });
        assert_eq!(judged(&dead), "qualified");
        assert_eq!(dead.check("link-dead").lines().count(), 5);
    }

    #[test]
    fn a_site_that_was_not_opened_is_not_judged() {
        let stale = scene().channels(9, ChannelKind::News, LATE);
        let not_opened = VisitResult::NotOpened {
            reason: "连接超时"
        };
        let judged = |visit| judge(&stale.site, visit, &stale.report(), &guobanmihan_2019_19());
        assert_eq!(judged(not_opened).judgement, Judgement::NotMeasured);
        assert_eq!(
            judged(not_opened).not_measured_reason.as_deref(),
            Some("连接超时")
        );
        assert_eq!(
            judged(VisitResult::Read { pages: 0 }).judgement,
            Judgement::NotMeasured
        );
    }

    #[test]
    fn an_unconfirmed_row_decides_nothing() {
        let mut standard = guobanmihan_2019_19();
        for row in &mut standard.indicators {
            row.provenance.confirmed = false;
        }
        let stale = scene().channels(9, ChannelKind::News, LATE);
        let judged = judge(
            &stale.site,
            VisitResult::Read { pages: 10 },
            &stale.report(),
            &standard,
        );
        assert_eq!(judged.judgement, Judgement::Qualified);
    }
}
