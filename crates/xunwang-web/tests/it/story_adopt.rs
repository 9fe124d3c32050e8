//! An inspection that was made on the command line becomes the collection of a round, where it is the round's.

use uuid::Uuid;
use xunwang_app::inspection::Plan;
use xunwang_app::office::{adopt_inspection, round_view};
use xunwang_domain::people::Role;
use xunwang_domain::registry::Site;
use xunwang_domain::round::{RoundId, RoundStage};
use xunwang_domain::visit::Run;
use xunwang_ports::{Clock as _, Folders as _};
use xunwang_store::DataFolders;

use super::harness::Office;
use super::quarter::open_round;
use super::story_register::REGISTER;

/// Leaves an inspection of these sites in the folder of the round.
async fn leave(office: &Office, round: RoundId, sites: Vec<Site>, standard: &str, is_finished: bool) {
    let now = office.clock.now();
    let plan = Plan {
        sites,
        outside_roster: Vec::new(),
        exceptions: Vec::new(),
        notes: Vec::new(),
        as_of: Some("2026-11-15T15:59:59Z".parse().unwrap()),
        window: [None, None],
        standard: standard.to_owned(),
        only: None,
        texts: None,
        max_pages: 20_000,
        obey_robots: false,
        given: None,
        previous: None,
        retest: None,
    };
    let folder = DataFolders::new(office.folder.path())
        .store(round.into())
        .await
        .unwrap();
    let mut tx = folder.begin().await.unwrap();
    let run = Run {
        fingerprint: plan.fingerprint(),
        plan: plan.to_json(),
        started_at: now,
        finished_at: is_finished.then_some(now),
    };
    tx.put_run(&run).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn only_a_finished_inspection_of_the_whole_roster_by_the_same_standard_is_taken() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.person("lin", Role::Reviewer, root).await;
    office.import("wang", REGISTER).await;
    let mut browser = office.session("wang").await;
    let round = RoundId(Uuid::parse_str(&open_round(&office, &mut browser).await).unwrap());
    let wang = office.caller("wang").await;
    let view = round_view(&office.app, &wang, round).await.unwrap();
    let sites: Vec<Site> = view
        .sites
        .iter()
        .map(|one| one.roster.site.site.clone())
        .collect();
    let standard = xunwang_rules::guobanmihan_2019_19().id;

    let refused = async |told: &str| {
        let error = adopt_inspection(&office.app, &wang, round).await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    };
    refused("没有已完成的检查").await;
    leave(&office, round, sites.clone(), &standard, false).await;
    refused("没有已完成的检查").await;
    leave(&office, round, sites.clone(), "another", true).await;
    refused("指标（another）").await;
    leave(&office, round, sites[1..].to_vec(), &standard, true).await;
    refused("有1个网站没有检查过").await;
    leave(&office, round, sites, &standard, true).await;
    let reviewer = office.caller("lin").await;
    assert!(adopt_inspection(&office.app, &reviewer, round).await.is_err());

    adopt_inspection(&office.app, &wang, round).await.unwrap();
    let taken = round_view(&office.app, &wang, round).await.unwrap().round;
    assert_eq!(taken.stage, RoundStage::Collecting);
    assert_eq!(taken.as_of, Some("2026-11-15T15:59:59Z".parse().unwrap()));
    refused("已经开始采集").await;
}
