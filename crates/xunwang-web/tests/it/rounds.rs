//! Rounds as they stand in the database, for tests that are about what people do with them.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use xunwang_domain::filing::ProofFile;
use xunwang_domain::manual::{ManualCheck, ManualOutcome, ManualResult};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::UserId;
use xunwang_domain::problem::{Objection, ObjectionKind, Problem, ProblemKey};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, FindingLine, Review, RoundFinding, Verdict};
use xunwang_domain::round::{
    ObjectionTerm, RosterReason, RosterSite, Round, RoundDates, RoundId, RoundScope, RoundStage,
};
use xunwang_ports::Clock as _;

use super::harness::Office;

const SITES: [&str; 2] = ["9901000001", "9902000001"];

/// The round of 江口市, and that of 云岭市.
pub(crate) fn id(number: usize) -> RoundId {
    RoundId(Uuid::from_u128(100 + number as u128))
}

/// A finding of it that waits for a decision.
pub(crate) fn finding(number: usize) -> FindingId {
    FindingId::new(id(number), "waiting")
}

/// A round under review of all sites of a branch.
pub(crate) fn round(id: RoundId, organization: OrganizationId, now: DateTime<Utc>) -> Round {
    let day = |text: &str| text.parse().unwrap();
    Round {
        id,
        quarter: "2026Q4".parse().unwrap(),
        organization,
        dates: RoundDates {
            roster_day: day("2026-11-26"),
            window: [day("2026-10-01"), day("2026-12-15")],
            message_window: [day("2026-10-01"), day("2026-12-15")],
            issue_on: day("2026-12-21"),
        },
        scope: RoundScope::Full,
        standard: 1,
        previous: None,
        stage: RoundStage::Reviewing,
        made_at: now,
        made_by: "王某".to_owned(),
        as_of: Some(now),
        collected_at: Some(now),
        objections: Some(ObjectionTerm {
            from: now,
            until: day("2026-12-10"),
            by: "王某".to_owned(),
        }),
        accepted: Vec::new(),
        judged: None,
    }
}

/// A line of findings.jsonl.
pub(crate) fn line(
    key: &str,
    rule: &str,
    (indicator, level): (&str, &str),
    site: &str,
    target: &str,
) -> FindingLine {
    let target = if target.is_empty() {
        "null".to_owned()
    } else {
        format!("\"{target}\"")
    };
    let json = format!(
        r#"{{"key":"{key}","rule":"{rule}","indicator":"{indicator}","level":"{level}","status":"certain","site_code":"{site}",
        "site_name":"示例网站{site}","channel":null,"url":"http://{site}.example/xw/","target":{target},"region":"nav","places":[],
        "places_total":1,"excerpt":"","message":"{rule}：{key}","observed_at":"2026-11-26T00:00:00Z","evidence":null}}"#
    );
    serde_json::from_str(&json).unwrap()
}

/// What one visit leaves of a site that was read.
pub(crate) fn outcome(site: &str) -> String {
    format!(
        r#"{{"site_name":"示例","area":"示例","judgement":{{"site_code":"{site}","judgement":"qualified","vetoes":[],
        "not_measured_reason":null}},"pages":10,"links":20,"cuts":{{}},"findings":{{}},"not_measured_items":0,"problems":[]}}"#
    )
}

/// A round for each of the two cities: one site, one finding that waits, one confirmed veto, an objection with its proof, a check
/// by hand with its picture.
pub(crate) async fn put_both(office: &Office) {
    let now = office.clock.now();
    for (number, site) in SITES.into_iter().enumerate() {
        let code = SiteCode::parse(site).unwrap();
        let branch = office.body(["江口市", "云岭市"][number]).await;
        let round = round(id(number), branch, now);
        let file = ProofFile {
            name: "说明.pdf".to_owned(),
            sha256: "00".repeat(32),
            length: 8,
        };
        let by = UserId(Uuid::nil());
        let review = Review {
            verdict: Some(Verdict::Confirmed),
            reason: String::new(),
            note: String::new(),
            by,
            name: "某".to_owned(),
            at: now,
            batch: None,
        };
        let stand = |place: u64, key: &str, reviews: Vec<Review>| RoundFinding {
            id: FindingId::new(round.id, key),
            round: round.id,
            place,
            line: line(key, "homepage-stale", ("WV3", "veto"), site, ""),
            reviews,
        };
        let mut tx = office.store.begin().await.unwrap();
        let registered = tx.site(&code).await.unwrap().unwrap();
        tx.put_round(&round).await.unwrap();
        tx.put_roster(
            round.id,
            &[RosterSite {
                place: 1,
                site: registered,
                why: RosterReason::Full,
                addition: None,
                removal: None,
            }],
        )
        .await
        .unwrap();
        tx.put_outcome(round.id, &code, &outcome(site), "[]")
            .await
            .unwrap();
        tx.add_findings(&[
            stand(1, "waiting", Vec::new()),
            stand(2, "confirmed", vec![review]),
        ])
        .await
        .unwrap();
        tx.put_proof(&file.sha256, b"%PDF-1.7").await.unwrap();
        let mut problem = Problem::new(ProblemKey {
            round: round.id,
            site: code.clone(),
            indicator: "WV3".to_owned(),
        });
        problem.objections.push(Objection {
            kind: ObjectionKind::Appeal,
            text: "首页当日更新".to_owned(),
            proof: Some(file.clone()),
            by,
            name: "某".to_owned(),
            at: now,
            answer: None,
        });
        tx.put_problem(&problem).await.unwrap();
        tx.put_manual_checks(&[ManualCheck {
            round: round.id,
            site: code,
            indicator: "WV3".to_owned(),
            results: vec![ManualResult {
                outcome: ManualOutcome::Unclear,
                address: String::new(),
                points: None,
                note: "看不清".to_owned(),
                picture: Some(file),
                by,
                name: "某".to_owned(),
                at: now,
            }],
        }])
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
}
