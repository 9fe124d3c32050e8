//! Dangerous finds: what leaked and what was tampered with is seen by persons named for it, and by nobody else, whatever the role.

use http::StatusCode;
use xunwang_domain::people::{Role, UserId};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, Review, RoundFinding, Verdict};
use xunwang_domain::round::{RosterReason, RosterSite, RoundId};
use xunwang_ports::Clock as _;

use super::harness::Office;
use super::rounds::{line, outcome, round};
use super::story_register::REGISTER;

const ROUND: u128 = 901;
const ROOT: &str = "示例省人民政府办公厅";
/// What must not be read: the page, the words, the place, and what a colleague noted.
const SECRETS: [&str; 4] = ["mingdan.html", "35*************123", "救助名单", "已电话告知"];

fn address(key: &str) -> String {
    let round = RoundId(uuid::Uuid::from_u128(ROUND));
    format!("/findings/{}", FindingId::new(round, key).0)
}

/// A round of all sites: at 江口市 two pages leak, one of them confirmed, at 云岭市 one; and one link is dead.
async fn with_a_leak() -> Office {
    let office = Office::set_up().await;
    let root = office.body(ROOT).await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let id = RoundId(uuid::Uuid::from_u128(ROUND));
    let now = office.clock.now();
    let mut tx = office.store.begin().await.unwrap();
    tx.put_round(&round(id, root, now)).await.unwrap();
    for (place, site) in (1..).zip(["9901000001", "9902000001"]) {
        let code = SiteCode::parse(site).unwrap();
        let one = RosterSite {
            place,
            site: tx.site(&code).await.unwrap().unwrap(),
            why: RosterReason::Full,
            addition: None,
            removal: None,
        };
        tx.put_roster(id, &[one]).await.unwrap();
        tx.put_outcome(id, &code, &outcome(site), "[]").await.unwrap();
    }
    let said = Review {
        verdict: Some(Verdict::Confirmed),
        reason: String::new(),
        note: "已电话告知".to_owned(),
        by: UserId(uuid::Uuid::nil()),
        name: "某".to_owned(),
        at: now,
        batch: None,
    };
    let leaks = [
        ("leak1", "9901000001", Vec::new()),
        ("leak2", "9901000001", vec![said]),
        ("leak3", "9902000001", Vec::new()),
    ];
    let mut findings: Vec<RoundFinding> = (1..)
        .zip(leaks)
        .map(|(place, (key, site, reviews))| {
            let mut line = line(key, "privacy-leak", ("WV3", "veto"), site, "");
            line.url = format!("http://{site}.example/gs/mingdan.html").parse().unwrap();
            line.excerpt = "救助名单【35*************123】".to_owned();
            line.message = "公开了身份证号（35*************123）".to_owned();
            line.text = serde_json::from_str(
                r#"{"class":"privacy","wrong":"35*************123","right":[],"basis":"","source":""}"#,
            )
            .unwrap();
            RoundFinding {
                id: FindingId::new(id, key),
                round: id,
                place,
                line,
                reviews,
            }
        })
        .collect();
    findings.push(RoundFinding {
        id: FindingId::new(id, "dead"),
        round: id,
        place: 9,
        line: line(
            "dead",
            "link-dead",
            ("P-24", "deduct"),
            "9901000001",
            "http://gone.example/",
        ),
        reviews: Vec::new(),
    });
    tx.add_findings(&findings).await.unwrap();
    tx.commit().await.unwrap();
    office
}

fn no_secret_in(page: &str, whose: &str) {
    for secret in SECRETS {
        assert!(!page.contains(secret), "{whose} reads {secret}: {page}");
    }
}

#[tokio::test]
async fn what_leaked_is_shown_to_nobody_who_is_not_named_for_it() {
    let office = with_a_leak().await;
    let root = office.body(ROOT).await;
    let queue = format!("/rounds/{}/review", uuid::Uuid::from_u128(ROUND));
    for role in [Role::Supervisor, Role::Reviewer, Role::Approver, Role::Auditor] {
        office.person(role.word(), role, root).await;
        let mut browser = office.session(role.word()).await;
        // That it is there, of which rule, at which site, how much: that everybody sees.
        let list = browser.get(&queue).await.text;
        assert!(
            list.contains("泄露个人信息 2") && list.contains("敏感线索，内容只对指定人员显示"),
            "{list}"
        );
        no_secret_in(&list, role.word());
        for by in ["rule", "site", "object", "template"] {
            let groups = browser.get(&format!("{queue}?by={by}")).await.text;
            no_secret_in(&groups, role.word());
            assert!(groups.contains("泄露个人信息"), "{by}: {groups}");
        }
        for key in ["leak1", "leak2"] {
            let page = browser.get(&address(key)).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.text.contains("还没有指定人员"), "{}", page.text);
            no_secret_in(&page.text, role.word());
            let source = browser.get(&format!("{}/source", address(key))).await;
            assert_eq!(source.status, StatusCode::FORBIDDEN, "{}", source.text);
            no_secret_in(&source.text, role.word());
        }
        let problem = browser
            .get(&format!(
                "/rounds/{}/problems/9901000001/WV3",
                uuid::Uuid::from_u128(ROUND)
            ))
            .await;
        assert_eq!(problem.status, StatusCode::OK);
        no_secret_in(&problem.text, role.word());
        assert!(
            !problem.text.contains("单项否决成立"),
            "nobody approves what is not shown"
        );
        assert!(browser.get(&address("dead")).await.text.contains("gone.example"));
        // No report tells what stands there either, confirmed or not.
        let report = format!(
            "/rounds/{}/judgement/9901000001/report?format=html",
            uuid::Uuid::from_u128(ROUND)
        );
        let report = browser.get(&report).await;
        assert_eq!(report.status, StatusCode::OK, "{}", report.text);
        assert!(report.text.contains("9901000001"), "{}", report.text);
        no_secret_in(&report.text, role.word());
    }
    // The body that runs the site was asked, and learns that there is something, not what.
    let body = office.body("江口市／江口市人民政府办公室").await;
    office.person("operator", Role::Operator, body).await;
    let mut operator = office.session("operator").await;
    let problem = operator
        .get(&format!(
            "/rounds/{}/problems/9901000001/WV3",
            uuid::Uuid::from_u128(ROUND)
        ))
        .await;
    assert!(problem.text.contains("敏感线索"), "{}", problem.text);
    no_secret_in(&problem.text, "operator");
    assert_ne!(operator.get(&address("leak1")).await.status, StatusCode::OK);
    // Who does not see does not decide either.
    let mut reviewer = office.session("reviewer").await;
    reviewer.get(&address("dead")).await;
    let decision = [("verdict", "dismissed"), ("version", "0"), ("reach", "one")];
    let refused = reviewer.post(&address("leak1"), &decision).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = reviewer.post(&format!("{}/undo", address("leak2")), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_is_named_sees_and_decides_within_the_branch_and_the_trail_says_who_was_named() {
    let office = with_a_leak().await;
    let root = office.body(ROOT).await;
    let lin = office.person("lin", Role::Reviewer, root).await;
    office.person("shen", Role::Auditor, root).await;
    office.person("other", Role::Reviewer, root).await;
    let mut chen = office.session("chen").await;
    chen.get(&format!("/people/{}", lin.0)).await;
    let named = chen
        .post(
            &format!("/people/{}", lin.0),
            &[
                ("name", "林某"),
                ("body", ROOT),
                ("role", "reviewer"),
                ("branch", ROOT),
                ("role", "confidant"),
                ("branch", "江口市"),
            ],
        )
        .await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.text);
    let trail = office.session("shen").await.get("/audit").await.text;
    assert!(
        trail.contains("修改用户") && trail.contains("confidant"),
        "{trail}"
    );

    let mut lin = office.session("lin").await;
    // Such things do not wait: the desk names them first.
    assert!(lin.get("/").await.text.contains("敏感线索待复核（泄露个人信息）"));
    assert!(
        !office
            .session("other")
            .await
            .get("/")
            .await
            .text
            .contains("敏感线索待复核")
    );
    let page = lin.get(&address("leak1")).await.text;
    for secret in &SECRETS[..3] {
        assert!(page.contains(secret), "{secret}: {page}");
    }
    assert!(
        !page.contains("一并办理"),
        "the leak of 云岭市 is not within reach: {page}"
    );
    assert_eq!(
        lin.get(&format!("{}/source", address("leak1"))).await.status,
        StatusCode::OK
    );
    no_secret_in(&lin.get(&address("leak3")).await.text, "lin, beyond the branch");
    lin.get(&address("leak1")).await;
    let decision = [
        ("verdict", "confirmed"),
        ("version", "0"),
        ("reach", "one"),
        ("note", "已电话告知"),
    ];
    let done = lin.post(&address("leak1"), &decision).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let trail = office.session("shen").await.get("/audit").await.text;
    assert!(trail.contains("复核线索：认定"), "{trail}");
    no_secret_in(&trail, "the trail");
    // Others are told to whom to turn.
    let told = office.session("other").await.get(&address("leak1")).await.text;
    assert!(told.contains("指定人员：林某"), "{told}");
}
