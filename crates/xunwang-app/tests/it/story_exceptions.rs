//! An exception list: what it covers does not count and is listed, what has ended counts, and everything is said.

use std::collections::BTreeMap;
use std::sync::Arc;

use xunwang_app::inspection::{
    ExceptionState, Plan, SiteOutcome, exception_outcomes, read_outcomes, verify_evidence, verify_outcomes,
    write_exempted,
};
use xunwang_app::registry::read_exceptions;
use xunwang_app::visit::Stop;
use xunwang_domain::judgement::Judgement;
use xunwang_fleet::FleetOptions;
use xunwang_store::{EvidenceFolder, SqliteStore};

use super::harness::{Served, findings, inspect_into, serve};

/// What an inspection by a plan leaves: findings, lines of exempted.jsonl, outcomes.
async fn inspected(
    served: &Served,
    plan: &Plan,
) -> (Vec<serde_json::Value>, Vec<serde_json::Value>, Vec<SiteOutcome>) {
    let folder = tempfile::tempdir().unwrap();
    inspect_into(folder.path(), plan, served.fetch(), Arc::new(Stop::default()))
        .await
        .unwrap();
    let store = SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap();
    let outcomes = read_outcomes(&store).await.unwrap();
    let mut lines = Vec::new();
    write_exempted(&store, &mut lines).await.unwrap();
    let parsed = |line: &str| serde_json::from_str(line).unwrap();
    let exempted = String::from_utf8(lines).unwrap().lines().map(parsed).collect();
    let found = findings(folder.path()).await;
    let evidence = EvidenceFolder::new(folder.path());
    assert_eq!(
        verify_outcomes(&store, &outcomes).await.unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(
        verify_evidence(&store, &evidence).await.unwrap(),
        Vec::<String>::new()
    );
    (
        found.iter().map(|line| parsed(line)).collect(),
        exempted,
        outcomes,
    )
}

fn text<'a>(finding: &'a serde_json::Value, name: &str) -> &'a str {
    finding[name].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_excepted_does_not_count_and_is_listed() {
    let served = serve(FleetOptions::demo("2026-09-15".parse().unwrap())).await;
    let mut plan = served.plan();
    let (found, none, outcomes) = inspected(&served, &plan).await;
    assert_eq!(none.len(), 0);

    // A site that fails by stale channels only, one of its channels, and a dead target of another site.
    let failing = outcomes
        .iter()
        .find(|outcome| outcome.judgement.vetoes == ["WV4-1"])
        .expect("one fails by stale channels");
    let code = failing.judgement.site_code.to_string();
    let stale = |finding: &&serde_json::Value| {
        text(finding, "site_code") == code && text(finding, "rule") == "channel-stale"
    };
    let dead = found
        .iter()
        .find(|finding| text(finding, "rule") == "link-dead" && text(finding, "site_code") != code)
        .unwrap();
    let running_out = found
        .iter()
        .find(|finding| text(finding, "rule") == "image-dead")
        .unwrap();
    // Words with a mistake in them, and what follows it.
    let mistake = found
        .iter()
        .find(|finding| text(finding, "rule") == "misstatement-severe" && text(finding, "site_code") != code)
        .unwrap();
    let (_, marked) = text(mistake, "excerpt").split_once('【').unwrap();
    let (own, behind) = marked.split_once('】').unwrap();
    let words: String = own.chars().chain(behind.chars().take(1)).collect();
    let list = format!(
        "网站标识码,规则,对象,理由,截止日期,批准人\n\
         {code},栏目更新不及时,,机构改革，栏目合并,2026-09-15,周若溪\n\
         全部,link-dead,{},对方网站改版,2026/12/31,周若溪\n\
         {},image-dead,{},已列入改版,2026-06-30,周若溪\n\
         {code},link-dead,http://nowhere.example/*,旧站归档,2027-01-01,周若溪\n\
         {},misstatement-severe,“{words}”,陈列品的原文,2027-01-01,周若溪\n\
         全部,typo,“{words}”,陈列品的原文,2027-01-01,周若溪\n",
        text(dead, "target"),
        text(running_out, "site_code"),
        text(running_out, "target"),
        text(mistake, "site_code"),
    );
    // A comma in full width is none.
    plan.exceptions = read_exceptions("例外.csv", list.as_bytes(), &plan.sites)
        .unwrap()
        .exceptions;
    let (left, exempted, after) = inspected(&served, &plan).await;

    let hit = |finding: &&serde_json::Value| {
        stale(finding)
            || text(finding, "rule") == "link-dead" && finding["target"] == dead["target"]
            || finding["key"] == mistake["key"]
    };
    let expected = found.iter().filter(hit).count();
    assert!(
        expected > 5 && exempted.len() == expected,
        "{} for {expected}",
        exempted.len()
    );
    let keys = |findings: &[serde_json::Value]| -> BTreeMap<String, u64> {
        let mut keys = BTreeMap::new();
        for finding in findings {
            *keys.entry(text(finding, "key").to_owned()).or_default() += 1;
        }
        keys
    };
    assert_eq!(
        keys(&[left, exempted.clone()].concat()),
        keys(&found),
        "nothing is swallowed"
    );
    assert!(
        exempted
            .iter()
            .any(|line| line["text"]["wrong"] == mistake["text"]["wrong"])
    );
    assert!(exempted.iter().all(|line| {
        let grounds = &line["exception"];
        line["status"].is_string() && grounds["reason"].is_string() && grounds["until"].is_string()
    }));

    let judged = |outcomes: &[SiteOutcome]| {
        let own = outcomes
            .iter()
            .find(|one| one.judgement.site_code.as_str() == code);
        own.unwrap().judgement.judgement
    };
    assert_eq!(judged(&outcomes), Judgement::Unqualified);
    assert_eq!(judged(&after), Judgement::Qualified);
    let said: Vec<_> = exception_outcomes(&plan, plan.as_of.unwrap(), &after)
        .into_iter()
        .map(|one| (one.state, one.findings > 0, one.note))
        .collect();
    let states: Vec<_> = said.iter().map(|(state, some, _)| (*state, *some)).collect();
    assert_eq!(
        states,
        [
            (ExceptionState::Held, true),
            (ExceptionState::Held, true),
            (ExceptionState::Ended, true),
            (ExceptionState::Unmatched, false),
            (ExceptionState::Held, true),
            (ExceptionState::Unmatched, false)
        ]
    );
    assert_eq!(said[2].2, "已于2026-06-30到期，对应的1条问题照常计入");
}
