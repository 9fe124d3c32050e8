//! The links in files to download: read from old workbooks, not lost by a kill, and no more files than the budget allows.

use std::process::Stdio;
use std::time::Duration;

use super::harness::{command, findings, run_expecting, word};
use super::workbook_site::{Site, addresses};

/// File and dead target of every finding that stands in a file.
fn dead_links_in_files(out: &std::path::Path) -> Vec<[String; 2]> {
    let mut found: Vec<[String; 2]> = findings(out)
        .iter()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|finding| finding["rule"] == "link-dead")
        .map(|finding| ["url", "target"].map(|name| finding[name].as_str().unwrap().to_owned()))
        .collect();
    found.sort();
    found
}

fn inspect(site: &Site, folder: &std::path::Path, out: &std::path::Path) {
    let words = site.words(folder, out);
    run_expecting(0, &words.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn killed_while_files_are_read_it_keeps_their_links_and_fetches_none_twice() {
    const FILES: usize = 40;
    let site = Site::serve(FILES);
    let folder = tempfile::tempdir().unwrap();
    let undisturbed = folder.path().join("一");
    inspect(&site, folder.path(), &undisturbed);
    let all: Vec<_> = (0..FILES).map(addresses).collect();
    assert_eq!(dead_links_in_files(&undisturbed), all);

    let killed = folder.path().join("二");
    let mut asked = 0;
    for allowed in [10, 15] {
        site.allow(allowed);
        let mut child = command(
            &site
                .words(folder.path(), &killed)
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        )
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
        site.wait_until_held();
        // What was answered is committed within a second.
        std::thread::sleep(Duration::from_millis(1500));
        assert!(child.try_wait().unwrap().is_none(), "it waits for the files");
        child.kill().unwrap();
        child.wait().unwrap();
        asked += site.asked();
    }
    site.allow(usize::MAX);
    inspect(&site, folder.path(), &killed);
    asked += site.asked();
    // Two requests a host may be in flight when it is killed.
    assert!(asked <= FILES + 2 * 2, "asked for {asked} files");
    assert_eq!(findings(&killed), findings(&undisturbed));
    let links = |out: &std::path::Path| std::fs::read_to_string(out.join("links.csv")).unwrap();
    assert_eq!(
        links(&killed).lines().count(),
        links(&undisturbed).lines().count()
    );
    run_expecting(0, &["verify", word(&killed)]);
}

#[test]
fn more_files_than_the_budget_are_looked_at_and_said_to_be_unread() {
    const BUDGET: usize = 500;
    let site = Site::serve(BUDGET + 7);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("结果");
    inspect(&site, folder.path(), &out);
    // Dealt in the order of the crawl, so that no answer that comes first decides.
    assert_eq!(
        dead_links_in_files(&out),
        (0..BUDGET).map(addresses).collect::<Vec<_>>()
    );
    assert_eq!(site.asked(), BUDGET + 7, "each file is looked at");
    let run: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("run.json")).unwrap()).unwrap();
    assert_eq!(
        run["completeness"]["cuts"]["9901000001"]["file_budget"], 7,
        "{run:#}"
    );
}
