//! A second visit: what has not changed is not read again, what has changed is told, and nothing else differs from a
//! visit that knows of no earlier one.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use xunwang_app::inspection::InspectEnd;
use xunwang_app::visit::Stop;
use xunwang_fleet::{Fleet, FleetOptions, evaluate, read_findings};

use super::harness::{
    Served, changes, differences, findings, for_a_while, judgements, pages, serve, serve_fleet,
};

fn small() -> FleetOptions {
    FleetOptions {
        sites: 9,
        ..FleetOptions::demo("2026-09-15".parse().unwrap())
    }
}

/// Inspects into a new folder, after an earlier round or without one.
async fn visit(served: &Served, previous: Option<&TempDir>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let end = served
        .inspect_after(folder.path(), previous.map(TempDir::path), Arc::default())
        .await
        .unwrap();
    assert_eq!(end, InspectEnd::Complete);
    folder
}

/// The findings without the time of the first round that found them.
async fn plain_findings(folder: &Path) -> BTreeSet<String> {
    let without = |line: &String| {
        let mut finding: serde_json::Value = serde_json::from_str(line).unwrap();
        finding.as_object_mut().unwrap().remove("first_found");
        finding.to_string()
    };
    findings(folder).await.iter().map(without).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unchanged_fleet_is_found_alike_without_reading_it_again() {
    for options in [
        FleetOptions::demo("2026-09-15".parse().unwrap()),
        FleetOptions::second("2026-09-15".parse().unwrap()),
    ] {
        let served = serve(options).await;
        let first = visit(&served, None).await;
        let second = visit(&served, Some(&first)).await;
        assert_eq!(
            plain_findings(second.path()).await,
            plain_findings(first.path()).await
        );
        assert_eq!(judgements(second.path()).await, judgements(first.path()).await);
        let ([read, none], [again, unchanged]) = (pages(first.path()).await, pages(second.path()).await);
        assert_eq!((again, none), (read, 0));
        // Of each site the home page is read.
        let sites = options.sites as u64;
        assert!(unchanged + sites >= read, "{unchanged} of {read} unchanged");
        let (rows, counts) = changes(second.path()).await;
        let known = rows.iter().filter(|(change, ..)| change == "open").count();
        assert_eq!((known, counts.open), (rows.len(), rows.len() as u64));
        assert_eq!(rows.len(), findings(first.path()).await.len());
        let has_date = |line: &String| line.contains("\"first_found\"");
        assert!(findings(second.path()).await.iter().all(has_date));
        assert_eq!(differences(second.path()).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_changed_is_read_and_told() {
    let options = FleetOptions::demo("2026-09-15".parse().unwrap());
    let first = visit(&serve(options).await, None).await;
    let (fleet, later) = Fleet::later(options);
    let served = serve_fleet(fleet).await;
    let alone = visit(&served, None).await;
    let second = visit(&served, Some(&first)).await;

    // Beside what any visit sees, only the dates that the first round contradicts.
    let (seen_alone, seen) = (
        plain_findings(alone.path()).await,
        plain_findings(second.path()).await,
    );
    assert_eq!(seen_alone.difference(&seen).next(), None);
    let more: BTreeSet<String> = seen
        .difference(&seen_alone)
        .map(|line| {
            let finding: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(finding["rule"], "article-redated");
            finding["url"].as_str().unwrap().to_owned()
        })
        .collect();
    let contradicted: BTreeSet<String> = later.redated.iter().chain(&later.slipped_in).cloned().collect();
    assert!(contradicted.len() > 5 && later.slipped_in.len() == 1, "{later:?}");
    assert_eq!(more, contradicted);

    let (rows, counts) = changes(second.path()).await;
    let told = |change: &str, rule: &str, place: &str| {
        rows.contains(&(change.to_owned(), rule.to_owned(), place.to_owned()))
    };
    assert!(later.mended.len() > 5 && later.broken.len() > 5, "{later:?}");
    for mended in &later.mended {
        let target = mended.target.as_deref().unwrap();
        assert!(told("mended", "link-dead", target), "{target}");
    }
    for broken in &later.broken {
        assert!(told("new", "link-dead", broken), "{broken}");
    }
    for url in &contradicted {
        assert!(told("new", "article-redated", url), "{url}");
    }
    assert_eq!(counts.mended as usize, later.mended.len(), "{rows:#?}");
    assert_eq!(counts.not_measured, 0);
    assert_eq!(counts.new as usize, later.broken.len() + contradicted.len());

    let [read, unchanged] = pages(second.path()).await;
    assert!(
        unchanged * 10 > read * 7 && unchanged < read,
        "{unchanged} of {read}"
    );
    let lines: Vec<String> = findings(second.path()).await.into_iter().collect();
    let evaluation = evaluate(
        served.fleet.manifest(),
        read_findings(&lines.join("\n")).unwrap().into_iter(),
    );
    for (rule, score) in evaluation.rules {
        assert!(
            xunwang_rules::rule(&rule).is_none() || score.reaches_goal(),
            "{rule}: {score:#?}"
        );
    }
    assert_eq!(differences(second.path()).await, Vec::<String>::new());

    // Of an earlier one's folder nothing is needed: the third visit knows what the second learned of the first.
    drop(first);
    let third = visit(&served, Some(&second)).await;
    assert_eq!(plain_findings(third.path()).await, seen);
    let (rows, counts) = changes(third.path()).await;
    assert_eq!(counts.open as usize, rows.len());
    assert_eq!(differences(third.path()).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_off_and_gone_on_with_it_ends_like_an_undisturbed_one() {
    let first = visit(&serve(small()).await, None).await;
    let served = Arc::new(serve_fleet(Fleet::later(small()).0).await);
    let undisturbed = visit(&served, Some(&first)).await;
    let broken_off = tempfile::tempdir().unwrap();
    let mut breaks = 0;
    for pause in [30, 150, 60, 300, 900] {
        let (served, folder) = (Arc::clone(&served), broken_off.path().to_owned());
        let previous = first.path().to_owned();
        let whole = tokio::task::spawn_blocking(move || {
            for_a_while(&served, &folder, Some(&previous), Duration::from_millis(pause))
        });
        if whole.await.unwrap() {
            break;
        }
        breaks += 1;
    }
    assert!(breaks >= 2, "broken off only {breaks} times");
    let stop = Arc::new(Stop::default());
    let end = served.inspect_after(broken_off.path(), Some(first.path()), stop);
    assert_eq!(end.await.unwrap(), InspectEnd::Complete);
    assert_eq!(
        findings(broken_off.path()).await,
        findings(undisturbed.path()).await
    );
    assert_eq!(
        changes(broken_off.path()).await,
        changes(undisturbed.path()).await
    );
    assert_eq!(pages(broken_off.path()).await, pages(undisturbed.path()).await);
    assert_eq!(differences(broken_off.path()).await, Vec::<String>::new());
    // What it remembers is as good as what the other one remembers.
    let after = visit(&served, Some(&broken_off)).await;
    let expected = visit(&served, Some(&undisturbed)).await;
    assert_eq!(
        findings(after.path()).await.len(),
        findings(expected.path()).await.len()
    );
    assert_eq!(pages(after.path()).await, pages(expected.path()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_or_missing_memory_costs_time_and_changes_nothing() {
    let served = serve(small()).await;
    let first = visit(&served, None).await;
    let expected = plain_findings(first.path()).await;
    let files: Vec<_> = std::fs::read_dir(first.path().join("memory"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    for path in &files {
        let mut bytes = std::fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 0x10;
        }
        std::fs::write(path, bytes).unwrap();
    }
    let second = visit(&served, Some(&first)).await;
    let [read, unchanged] = pages(second.path()).await;
    assert!(unchanged > 0 && unchanged < read, "{unchanged} of {read}");
    assert_eq!(plain_findings(second.path()).await, expected);

    for path in &files {
        std::fs::remove_file(path).unwrap();
    }
    std::fs::remove_dir_all(second.path().join("evidence")).unwrap();
    let third = visit(&served, Some(&first)).await;
    assert_eq!(pages(third.path()).await, [read, 0]);
    assert_eq!(plain_findings(third.path()).await, expected);

    // The evidence of the earlier round is gone, its memory is not: pages are fetched whole and written anew.
    let fourth = visit(&served, Some(&second)).await;
    let [_, unchanged] = pages(fourth.path()).await;
    assert!(unchanged * 10 > read * 8, "{unchanged} of {read}");
    assert_eq!(plain_findings(fourth.path()).await, expected);
    assert_eq!(differences(fourth.path()).await, Vec::<String>::new());
}
