//! Judged rounds and their papers as they stand in the database, for tests that are about what comes of them.

use chrono::{Days, TimeDelta};
use uuid::Uuid;
use xunwang_app::office::{begin_paper, papers};
use xunwang_domain::judgement::{IndicatorCount, JudgedSite, Judgement, SiteJudgement};
use xunwang_domain::paper::PaperId;
use xunwang_domain::people::UserId;
use xunwang_domain::registry::{SiteCode, SiteStatus};
use xunwang_domain::review::{FindingId, Review, RoundFinding, Verdict};
use xunwang_domain::round::{Judged, RosterReason, RosterSite, RoundDates, RoundId, RoundStage};
use xunwang_ports::{Clock as _, Tx};

use super::harness::Office;
use super::rounds::{line, outcome, round};

/// A judged round of a branch: `failing` of its running sites have an old home page, the others are well.
pub(crate) async fn judged_round(
    office: &Office,
    number: u128,
    (area, quarter): (&str, &str),
    failing: &[&str],
) -> RoundId {
    let now = office.clock.now();
    let id = RoundId(Uuid::from_u128(number));
    let branch = office.body(area).await;
    let tree = office.caller("chen").await.tree;
    let mut round = round(id, branch, now - TimeDelta::days(30));
    round.quarter = quarter.parse().unwrap();
    let last = round.quarter.last_day();
    round.dates = RoundDates {
        roster_day: last,
        window: [round.quarter.first_day(), last],
        message_window: [round.quarter.first_day(), last],
        issue_on: last + Days::new(6),
    };
    round.stage = RoundStage::Judged;
    round.judged = Some(Judged {
        at: now,
        by: "王某".to_owned(),
    });
    let mut tx = office.store.begin().await.unwrap();
    tx.put_round(&round).await.unwrap();
    let sites = tx.sites().await.unwrap();
    let own = sites
        .into_iter()
        .filter(|one| one.site.status == SiteStatus::Running && tree.holds(branch, one.organization));
    for (place, site) in (1..).zip(own) {
        let code = site.site.code.clone();
        let roster = RosterSite {
            place,
            site,
            why: RosterReason::Full,
            addition: None,
            removal: None,
        };
        tx.put_roster(id, &[roster]).await.unwrap();
        tx.put_outcome(id, &code, &outcome(code.as_str()), "[]")
            .await
            .unwrap();
        let fails = failing.contains(&code.as_str());
        if fails {
            let review = Review {
                verdict: Some(Verdict::Confirmed),
                reason: String::new(),
                note: String::new(),
                by: UserId(Uuid::nil()),
                name: "某".to_owned(),
                at: now,
                batch: None,
            };
            let found = RoundFinding {
                id: FindingId::new(id, code.as_str()),
                round: id,
                place: u64::from(place),
                line: line(
                    code.as_str(),
                    "homepage-stale",
                    ("WV3", "veto"),
                    code.as_str(),
                    "",
                ),
                reviews: vec![review],
            };
            tx.add_findings(&[found]).await.unwrap();
        }
        put_judgement(&mut *tx, id, &code, fails).await;
    }
    tx.commit().await.unwrap();
    id
}

pub(crate) async fn put_judgement(tx: &mut dyn Tx, id: RoundId, code: &SiteCode, fails: bool) {
    let count = IndicatorCount {
        indicator: "WV3".to_owned(),
        confirmed: 1,
        is_met: true,
        approved: true,
        open: 0,
    };
    let judged = JudgedSite {
        site: SiteJudgement {
            site_code: code.clone(),
            judgement: if fails {
                Judgement::Unqualified
            } else {
                Judgement::Qualified
            },
            vetoes: fails.then(|| "WV3".to_owned()).into_iter().collect(),
            not_measured_reason: None,
        },
        counts: fails.then_some(count).into_iter().collect(),
    };
    let kept = serde_json::to_string(&judged).unwrap();
    tx.put_judgement(id, code, Some(&kept)).await.unwrap();
}

/// A paper of each of the two cities.
pub(crate) async fn put_both(office: &Office) {
    let wang = office.caller("wang").await;
    for (number, area) in [(201, "江口市"), (202, "云岭市")] {
        let round = judged_round(office, number, (area, "2026Q3"), &["9901000001"]).await;
        begin_paper(&office.app, &wang, round).await.unwrap();
    }
}

/// The paper of a city.
pub(crate) async fn of_area(office: &Office, area: &str) -> PaperId {
    let body = office.body(area).await;
    let all = papers(&office.app, &office.caller("wang").await).await.unwrap();
    all.iter().find(|paper| paper.organization == body).unwrap().id
}
