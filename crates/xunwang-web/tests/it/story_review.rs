//! Review by many at once: no decision is lost, batches reach what was shown and nothing else, exceptions settle what they cover.

use http::StatusCode;
use xunwang_domain::people::Role;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, RoundFinding};
use xunwang_domain::round::{RosterReason, RosterSite, RoundId};
use xunwang_ports::{Clock as _, CountBy, FindingQuery};

use super::harness::Office;
use super::rounds::{line, outcome, round};
use super::story_register::REGISTER;

pub(crate) const ROUND: u128 = 900;

/// An office with a round of so many findings at two sites: dead links, every tenth of them the same target at both.
pub(crate) async fn with_findings(count: u64) -> Office {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let id = RoundId(uuid::Uuid::from_u128(ROUND));
    let mut tx = office.store.begin().await.unwrap();
    tx.put_round(&round(id, root, office.clock.now())).await.unwrap();
    for (place, site) in (1..).zip(["9901000001", "9902000001"]) {
        let code = SiteCode::parse(site).unwrap();
        let registered = tx.site(&code).await.unwrap().unwrap();
        let one = RosterSite {
            place,
            site: registered,
            why: RosterReason::Full,
            addition: None,
            removal: None,
        };
        tx.put_roster(id, &[one]).await.unwrap();
        tx.put_outcome(id, &code, &outcome(site), "[]").await.unwrap();
    }
    let findings: Vec<RoundFinding> = (0..count)
        .map(|place| {
            let site = ["9901000001", "9902000001"][(place % 2) as usize];
            let key = format!("k{place:06}");
            let target = if place % 10 < 2 {
                "http://gone.example/shared.html".to_owned()
            } else {
                format!("http://gone.example/{place}.html")
            };
            RoundFinding {
                id: FindingId::new(id, &key),
                round: id,
                place,
                line: line(&key, "link-dead", ("P-24", "deduct"), site, &target),
                reviews: Vec::new(),
            }
        })
        .collect();
    tx.add_findings(&findings).await.unwrap();
    tx.commit().await.unwrap();
    office
}

fn address(key: &str) -> String {
    let round = RoundId(uuid::Uuid::from_u128(ROUND));
    format!("/findings/{}", FindingId::new(round, key).0)
}

pub(crate) async fn verdicts(office: &Office) -> Vec<(String, u64)> {
    let query = FindingQuery {
        round: RoundId(uuid::Uuid::from_u128(ROUND)),
        sites: None,
        verdict: None,
        rule: None,
        indicator: None,
        level: None,
        object_group: None,
        template_group: None,
        after: None,
    };
    let mut tx = office.store.read().await.unwrap();
    tx.count_findings(&query, CountBy::Verdict).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_reviewers_at_once_lose_no_decision_and_each_race_has_one_winner() {
    let office = with_findings(200).await;
    let root = office.body("示例省人民政府办公厅").await;
    let mut at_work = Vec::new();
    for number in 0..20 {
        let account = format!("reviewer{number:02}");
        office.person(&account, Role::Reviewer, root).await;
        let mut browser = office.session(&account).await;
        // Ten of one's own, and ten that everybody wants.
        at_work.push(tokio::spawn(async move {
            let (mut own, mut won) = (0, 0);
            for place in 0..10 {
                let keys = [100 + number * 5 + place / 2, place];
                for (is_own, key) in keys.into_iter().enumerate().map(|(at, key)| (at == 0, key)) {
                    if is_own && place % 2 == 1 {
                        continue;
                    }
                    let fields = [("verdict", "confirmed"), ("version", "0"), ("reach", "one")];
                    let answer = browser.post(&address(&format!("k{key:06}")), &fields).await;
                    match answer.status {
                        StatusCode::SEE_OTHER if is_own => own += 1,
                        StatusCode::SEE_OTHER => won += 1,
                        StatusCode::UNPROCESSABLE_ENTITY if !is_own => {
                            assert!(answer.text.contains("刚刚已作出结论"), "{}", answer.text);
                        }
                        other => panic!("{other} {}", answer.text),
                    }
                }
            }
            (own, won)
        }));
    }
    let (mut own, mut won) = (0, 0);
    for reviewer in at_work {
        let (of_own, of_race) = reviewer.await.unwrap();
        own += of_own;
        won += of_race;
    }
    assert_eq!((own, won), (100, 10));
    let confirmed = verdicts(&office)
        .await
        .into_iter()
        .find(|(word, _)| word == "confirmed");
    assert_eq!(confirmed, Some(("confirmed".to_owned(), 110)));
}

#[tokio::test]
async fn a_batch_reaches_what_was_shown_within_ones_branch_and_is_taken_back_as_one() {
    let office = with_findings(40).await;
    let root = office.body("示例省人民政府办公厅").await;
    let jiangkou = office.body("江口市").await;
    office.person("all", Role::Reviewer, root).await;
    office.person("jiang", Role::Reviewer, jiangkou).await;
    let mut jiang = office.session("jiang").await;
    // Four of the eight findings about the shared target stand at 江口's site: another three beside this one.
    let shared = address("k000000");
    let page = jiang.get(&shared).await.text;
    assert!(page.contains("同一对象，另 3 条"), "{page}");
    assert!(!jiang.get("/rounds").await.text.contains("新建检查轮次"));
    assert_eq!(jiang.get(&address("k000001")).await.status, StatusCode::NOT_FOUND);
    let fields = |count: &'static str| {
        [
            ("verdict", "dismissed"),
            ("version", "0"),
            ("reach", "object"),
            ("count_object", count),
        ]
    };
    let wrong = jiang.post(&shared, &fields("2")).await;
    assert!(wrong.text.contains("现在是3条"), "{}", wrong.text);
    assert_eq!(verdicts(&office).await, [("pending".to_owned(), 40)]);
    let done = jiang.post(&shared, &fields("3")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(
        verdicts(&office).await,
        [("dismissed".to_owned(), 4), ("pending".to_owned(), 36)]
    );
    let page = jiang.get(&shared).await.text;
    assert!(
        page.contains("页面正常，机器误报") && page.contains("jiang某"),
        "{page}"
    );
    let undone = jiang.post(&format!("{shared}/undo"), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
    assert_eq!(verdicts(&office).await, [("pending".to_owned(), 40)]);
    let page = jiang.get(&shared).await.text;
    assert!(
        page.contains("排除") && page.contains("撤销"),
        "what was said stays: {page}"
    );
    let mut all = office.session("all").await;
    assert!(all.get(&shared).await.text.contains("同一对象，另 7 条"));
}

#[tokio::test]
async fn an_exception_has_an_end_and_dismisses_what_it_covers() {
    let office = with_findings(40).await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("all", Role::Reviewer, root).await;
    let mut all = office.session("all").await;
    let path = format!("{}/exception", address("k000000"));
    let fields = |until: &'static str, reason: &'static str| {
        [("scope", "all"), ("until", until), ("exception_reason", reason)]
    };
    for (until, reason, told) in [
        ("", "旧站归档", "请填写例外的截止日期"),
        ("2026-11-25", "旧站归档", "应在今天以后"),
        ("2026-12-31", " ", "请写明列入例外清单的理由"),
    ] {
        let refused = all.post(&path, &fields(until, reason)).await;
        assert!(refused.text.contains(told), "{}", refused.text);
    }
    assert_eq!(verdicts(&office).await, [("pending".to_owned(), 40)]);
    let done = all.post(&path, &fields("2026-12-31", "旧站归档")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(
        verdicts(&office).await,
        [("dismissed".to_owned(), 8), ("pending".to_owned(), 32)]
    );
    let page = all.get(&address("k000011")).await.text;
    assert!(page.contains("例外清单第1行：旧站归档（至2026-12-31）"), "{page}");
    let kept = office.store.read().await.unwrap().exceptions().await.unwrap();
    assert_eq!((kept.len(), kept[0].rule.as_str()), (1, "link-dead"));
}

#[tokio::test]
async fn a_frozen_roster_is_changed_by_two_people_and_never_by_one() {
    let office = with_findings(2).await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("qian", Role::Supervisor, root).await;
    let (mut wang, mut qian) = (office.session("wang").await, office.session("qian").await);
    let path = format!("/rounds/{}", uuid::Uuid::from_u128(ROUND));
    let code = "9901000002";
    let ask = |code: &'static str| [("code", code), ("reason", "新开网站，批复〔2026〕9号")];
    for (wrong, told) in [
        ("99", "应为10位"),
        ("9909000009", "没有正常运行的网站"),
        ("9901000001", "已在名单中"),
    ] {
        let refused = wang.post(&format!("{path}/additions"), &ask(wrong)).await;
        assert!(refused.text.contains(told), "{}", refused.text);
    }
    let asked = wang.post(&format!("{path}/additions"), &ask(code)).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let settle = format!("{path}/removals/{code}/settle");
    let own = wang.post(&settle, &[("granted", "yes")]).await;
    assert!(own.text.contains("须由另一名监管员审核"), "{}", own.text);
    assert!(
        qian.get(&format!("{path}/gate"))
            .await
            .text
            .contains("名单增减待审核")
    );
    let granted = qian.post(&settle, &[("granted", "yes")]).await;
    assert_eq!(granted.status, StatusCode::SEE_OTHER, "{}", granted.text);
    // It counts now, and was never visited.
    let gate = qian.get(&format!("{path}/gate")).await.text;
    assert!(gate.contains("未检查（1）") && gate.contains(code), "{gate}");

    // Out again: asked for by one, taken back by the same, asked for again and granted by the other.
    let out = format!("{path}/removals/{code}");
    for (settler, granted) in [("wang", "no"), ("qian", "yes")] {
        let asked = wang.post(&out, &[("reason", "已迁移")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
        let mut browser = office.session(settler).await;
        let settled = browser.post(&settle, &[("granted", granted)]).await;
        assert_eq!(settled.status, StatusCode::SEE_OTHER, "{}", settled.text);
    }
    let gate = qian.get(&format!("{path}/gate")).await.text;
    assert!(!gate.contains(code), "{gate}");
    assert!(qian.get(&path).await.text.contains("不计入"));
}
