//! A whole inspection of a fleet with planted defects: each is found, nothing else is, and every finding has evidence.

use std::sync::Arc;

use xunwang_app::inspection::{InspectEnd, verify_evidence, verify_outcomes};
use xunwang_app::visit::Stop;
use xunwang_fleet::{FleetOptions, evaluate, read_findings};
use xunwang_store::{EvidenceFolder, SqliteStore};

use super::harness::{findings, judgements, serve};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_fleet_is_seen_as_it_is() {
    measure(FleetOptions::demo("2026-09-15".parse().unwrap())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fleet_with_unseen_templates_is_seen_as_it_is() {
    measure(FleetOptions::second("2026-09-15".parse().unwrap())).await;
}

async fn measure(options: FleetOptions) {
    let served = serve(options).await;
    let folder = tempfile::tempdir().unwrap();
    let end = served
        .inspect(folder.path(), Arc::new(Stop::default()))
        .await
        .unwrap();
    assert_eq!(end, InspectEnd::Complete);

    let lines: Vec<String> = findings(folder.path()).await.into_iter().collect();
    let evaluation = evaluate(
        served.fleet.manifest(),
        read_findings(&lines.join("\n")).unwrap().into_iter(),
    );
    let weak = evaluation
        .rules
        .iter()
        .filter(|(rule, score)| xunwang_rules::rule(rule).is_some() && !score.reaches_goal());
    let weak: Vec<String> = weak
        .map(|(rule, score)| {
            format!(
                "{rule}: wrong {:#?}, missed {:#?}",
                score.false_positives, score.false_negatives
            )
        })
        .collect();
    assert!(weak.is_empty(), "{}", weak.join("\n"));
    let judged = judgements(folder.path()).await;
    let judged = judged.iter().map(|(code, word)| (code.as_str(), *word));
    assert_eq!(
        served.fleet.manifest().differing_judgements(judged),
        Vec::<String>::new()
    );

    let store = SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap();
    let evidence = EvidenceFolder::new(folder.path());
    assert_eq!(
        verify_evidence(&store, &evidence).await.unwrap(),
        Vec::<String>::new()
    );
    let outcomes = xunwang_app::inspection::read_outcomes(&store).await.unwrap();
    assert_eq!(
        verify_outcomes(&store, &outcomes).await.unwrap(),
        Vec::<String>::new()
    );

    damage_a_body(folder.path());
    assert_ne!(
        verify_evidence(&store, &evidence).await.unwrap(),
        Vec::<String>::new()
    );
}

/// Changes one byte in the middle of the largest evidence file.
fn damage_a_body(folder: &std::path::Path) {
    let files = std::fs::read_dir(folder.join("evidence"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let largest = files.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let mut bytes = std::fs::read(&largest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    std::fs::write(&largest, bytes).unwrap();
}
