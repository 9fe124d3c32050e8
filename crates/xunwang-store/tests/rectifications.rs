//! The ledger as the database keeps it: what was written of a rectification is never taken out of it, whoever asks.

use uuid::Uuid;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::paper::PaperId;
use xunwang_domain::people::UserId;
use xunwang_domain::problem::ProblemKey;
use xunwang_domain::rectification::{
    Ledger, Rectification, RectificationId, RectifyRole, RectifyStage, RectifyStep, Reply, RetestId,
    RetestRun,
};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::RoundId;
use xunwang_ports::{RectifyQuery, Revised, Store as _};
use xunwang_store::SqliteStore;

fn ledger() -> Ledger {
    let at = "2026-11-26T01:00:00Z".parse().unwrap();
    Ledger {
        paper: PaperId(Uuid::from_u128(1)),
        round: RoundId(Uuid::from_u128(2)),
        office: OrganizationId(Uuid::from_u128(3)),
        quarter: "2026Q3".parse().unwrap(),
        number: None,
        issued_on: "2026-11-20".parse().unwrap(),
        due: "2026-12-21".parse().unwrap(),
        opened_at: at,
        opened_by: "王某".to_owned(),
    }
}

fn rectification(site: &str) -> Rectification {
    let ledger = ledger();
    let problem = ProblemKey {
        round: ledger.round,
        site: SiteCode::parse(site).unwrap(),
        indicator: "WV3".to_owned(),
    };
    let step = RectifyStep {
        action: None,
        role: RectifyRole::Office,
        to: RectifyStage::Issued,
        note: String::new(),
        by: None,
        name: "王某".to_owned(),
        at: ledger.opened_at,
    };
    Rectification {
        id: RectificationId::new(&problem),
        problem,
        paper: ledger.paper,
        office: ledger.office,
        body: ledger.office,
        quarter: ledger.quarter,
        area: "江口市".to_owned(),
        site_name: "江口市人民政府门户网站".to_owned(),
        sponsor: String::new(),
        title: "首页不更新".to_owned(),
        basis: String::new(),
        is_veto: true,
        what: "首页不更新".to_owned(),
        places: Vec::new(),
        findings: 1,
        stage: RectifyStage::Issued,
        due: ledger.due,
        first_due: ledger.due,
        replies: Vec::new(),
        retests: Vec::new(),
        retest_asked: None,
        extensions: Vec::new(),
        rungs: Vec::new(),
        elsewhere: Vec::new(),
        steps: vec![step],
    }
}

#[tokio::test]
async fn what_was_written_of_a_rectification_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap();
    let mut one = rectification("9901000001");
    let mut tx = store.begin().await.unwrap();
    tx.put_ledger(&ledger()).await.unwrap();
    tx.put_rectifications(&[one.clone(), rectification("9901000002")])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let waiting = RectifyQuery {
        waits_for_retest: true,
        ..RectifyQuery::default()
    };
    let mut tx = store.begin().await.unwrap();
    assert!(tx.rectifications(&waiting).await.unwrap().is_empty());
    let before = tx.revision(Revised::Rectification).await.unwrap();
    one.stage = RectifyStage::Answered;
    one.replies.push(Reply {
        text: "已整改".to_owned(),
        done_on: None,
        person: String::new(),
        proof: Vec::new(),
        named_proof: String::new(),
        by: UserId(Uuid::nil()),
        name: "江某".to_owned(),
        at: ledger().opened_at,
    });
    tx.put_rectifications(std::slice::from_ref(&one)).await.unwrap();
    assert_eq!(tx.rectifications(&waiting).await.unwrap(), [one.clone()]);
    assert!(tx.revision(Revised::Rectification).await.unwrap() > before);
    // A ledger that is opened once more stays as it is.
    let mut other = ledger();
    other.due = "2027-01-01".parse().unwrap();
    tx.put_ledger(&other).await.unwrap();
    assert_eq!(tx.ledgers().await.unwrap(), [ledger()]);
    tx.commit().await.unwrap();

    for lose in [
        (|one: &mut Rectification| one.replies.clear()) as fn(&mut Rectification),
        |one| one.steps.clear(),
    ] {
        let mut less = one.clone();
        lose(&mut less);
        let mut tx = store.begin().await.unwrap();
        assert!(
            tx.put_rectifications(&[less]).await.is_err(),
            "something was lost"
        );
    }
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.rectification(one.id).await.unwrap(), Some(one.clone()));
    let of_site = RectifyQuery {
        site: Some(one.problem.site.clone()),
        round: Some(one.problem.round),
        paper: Some(one.paper),
        is_open: true,
        ..RectifyQuery::default()
    };
    assert_eq!(tx.rectifications(&of_site).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_run_is_open_until_it_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap();
    let mut run = RetestRun {
        id: RetestId(Uuid::from_u128(9)),
        round: ledger().round,
        of: vec![rectification("9901000001").id],
        begun_at: ledger().opened_at,
        finished_at: None,
    };
    let mut tx = store.begin().await.unwrap();
    tx.put_retest_run(&run).await.unwrap();
    assert_eq!(tx.open_retests().await.unwrap(), [run.clone()]);
    run.finished_at = Some(ledger().opened_at);
    tx.put_retest_run(&run).await.unwrap();
    assert!(tx.open_retests().await.unwrap().is_empty());
    assert_eq!(tx.retest_run(run.id).await.unwrap(), Some(run));
}
