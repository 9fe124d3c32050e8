//! Known findings are looked at again by the rules that found them: where nothing was mended, nothing is called mended; where
//! everything was, nothing is called broken; and what cannot be seen is neither.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use xunwang_app::inspection::{AskedFinding, AskedSite, Plan, RetestRow};
use xunwang_app::visit::Stop;
use xunwang_domain::rectification::RetestOutcome;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::FindingLine;
use xunwang_domain::visit::RowKind;
use xunwang_fetch::{FetchSettings, Hosts};
use xunwang_fleet::FleetOptions;
use xunwang_ports::Store as _;
use xunwang_store::SqliteStore;

use super::answers::{Answer, serve as serve_answers};
use super::harness::{inspect_into, one_site, serve};

use RetestOutcome::{Fixed, NotFixed, NotRetested};

fn small(defects: bool) -> FleetOptions {
    FleetOptions {
        sites: 10,
        defects,
        ..FleetOptions::demo("2026-09-15".parse().unwrap())
    }
}

/// The findings of a folder, by site.
async fn found(folder: &Path) -> BTreeMap<SiteCode, Vec<FindingLine>> {
    let store = SqliteStore::open(&folder.join("xunwang.db")).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let mut all: BTreeMap<SiteCode, Vec<FindingLine>> = BTreeMap::new();
    for visit in tx.visits().await.unwrap() {
        for row in tx.rows(visit.number, RowKind::Finding).await.unwrap() {
            let line: FindingLine = serde_json::from_str(&row).unwrap();
            all.entry(line.site_code.clone()).or_default().push(line);
        }
    }
    all
}

/// What a folder of a re-test says, by key.
async fn retested(folder: &Path) -> BTreeMap<String, RetestRow> {
    let store = SqliteStore::open(&folder.join("xunwang.db")).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let mut all = BTreeMap::new();
    for visit in tx.visits().await.unwrap() {
        for row in tx.rows(visit.number, RowKind::Retest).await.unwrap() {
            let row: RetestRow = serde_json::from_str(&row).unwrap();
            all.insert(row.key.clone(), row);
        }
    }
    all
}

/// The same plan, to look at these again only.
fn again(plan: &Plan, found: &BTreeMap<SiteCode, Vec<FindingLine>>) -> Plan {
    let sites = found.iter().map(|(code, lines)| AskedSite {
        code: code.clone(),
        findings: lines.iter().map(AskedFinding::of).collect(),
    });
    let mut rules: Vec<String> = found.values().flatten().map(|line| line.rule.clone()).collect();
    rules.sort();
    rules.dedup();
    Plan {
        retest: Some(sites.collect()),
        only: Some(rules),
        ..plan.clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_called_mended_that_is_not_and_nothing_broken_that_is_mended() {
    let served = serve(small(true)).await;
    let (first, second, third) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let plan = served.plan();
    inspect_into(first.path(), &plan, served.fetch(), Arc::new(Stop::default()))
        .await
        .unwrap();
    let whole = served.requests();
    let found = found(first.path()).await;
    let lines: BTreeMap<&str, &FindingLine> = found
        .values()
        .flatten()
        .map(|line| (line.key.as_str(), line))
        .collect();
    assert!(lines.len() > 50, "{}", lines.len());
    let retest = again(&plan, &found);

    // Nothing was mended.
    served.server.reset_statistics();
    inspect_into(second.path(), &retest, served.fetch(), Arc::new(Stop::default()))
        .await
        .unwrap();
    let same = retested(second.path()).await;
    assert_eq!(same.len(), lines.len());
    let wrong: Vec<_> = same
        .values()
        .filter(|row| row.outcome != NotFixed)
        .map(|row| (row.outcome, &lines[row.key.as_str()].rule, &row.reason))
        .collect();
    assert!(
        wrong.iter().all(|(outcome, ..)| *outcome == NotRetested),
        "{wrong:#?}"
    );
    assert!(
        wrong.len() * 20 <= same.len(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        same.len()
    );
    assert!(
        served.requests() <= whole,
        "a re-test asks for no more than an inspection"
    );

    // The same sites without any defect.
    let mended = serve(small(false)).await;
    inspect_into(third.path(), &retest, mended.fetch(), Arc::new(Stop::default()))
        .await
        .unwrap();
    let after = retested(third.path()).await;
    // An inspection of the same sites is the judge of what is still there.
    let fourth = tempfile::tempdir().unwrap();
    inspect_into(fourth.path(), &plan, mended.fetch(), Arc::new(Stop::default()))
        .await
        .unwrap();
    let still: BTreeSet<String> = self::found(fourth.path())
        .await
        .into_values()
        .flatten()
        .map(|line| line.key.to_string())
        .collect();
    let broken: Vec<_> = after
        .values()
        .filter(|row| row.outcome == NotFixed && !still.contains(&row.key))
        .map(|row| (&lines[row.key.as_str()].rule, &row.reason))
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
    let fixed = after.values().filter(|row| row.outcome == Fixed).count();
    let open: Vec<_> = after
        .values()
        .filter(|row| row.outcome == NotRetested)
        .map(|row| (&lines[row.key.as_str()].rule, &row.reason))
        .collect();
    // Of the sites that opened: without its defects one of them speaks another protocol at the same address.
    let not_opened = open
        .iter()
        .filter(|(_, reason)| reason.starts_with("首页"))
        .count();
    let seen = after.len() - not_opened;
    assert!(
        not_opened * 2 < after.len() && fixed * 10 >= seen * 7,
        "{fixed} of {seen}: {open:#?}"
    );
}

const HOME: &str = "<html><head><title>青川市</title></head><body><div class=\"main\"><a href=\"/a.html\">甲</a>\
<a href=\"/b.html\">乙</a><a href=\"/c.html\">丙</a><a href=\"/d.html\">丁</a></div></body></html>";

/// Each page links to a target of its own that is not there; later each is another case.
fn answer(path: &str, later: bool) -> Answer {
    const HTML: &str = "text/html; charset=utf-8";
    let page = |links: &str| format!("<html><body><p>办事窗口周一至周五开放</p>{links}</body></html>");
    let gone = |name: &str| page(&format!("<a href=\"/gone-{name}.html\">旧文</a>"));
    let (status, body) = match (path, later) {
        ("/", _) => (200, HOME.to_owned()),
        // The link was taken out.
        ("/a.html", true) => (200, page("")),
        // The page itself was taken down.
        ("/b.html", true) => (404, page("")),
        // The page cannot be seen now.
        ("/c.html", true) => (503, page("")),
        ("/a.html", false) => (200, gone("a")),
        ("/b.html", false) => (200, gone("b")),
        ("/c.html", false) => (200, gone("c")),
        ("/d.html", _) => (200, gone("d")),
        // The target is kept from machines now.
        ("/gone-d.html", true) => (403, page("")),
        _ => (404, page("")),
    };
    (status, HTML, body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_way_to_mend_and_each_way_not_to_see_is_told_apart() {
    let before = serve_answers(|_, path| answer(path, false)).await;
    let after = serve_answers(|_, path| answer(path, true)).await;
    let down = serve_answers(|_, _| (503, "text/html", String::new())).await;
    let fetch = |address: &str| FetchSettings {
        hosts: Some(Hosts::parse(&format!("www.qingchuan.example {address}\n")).unwrap()),
        rate_per_host: f64::INFINITY,
        retries: 0,
        ..FetchSettings::default()
    };
    let plan = one_site("http://www.qingchuan.example/");
    let folders: [tempfile::TempDir; 4] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let stop = || Arc::new(Stop::default());
    inspect_into(folders[0].path(), &plan, fetch(&before), stop())
        .await
        .unwrap();
    let mut found = found(folders[0].path()).await;
    for lines in found.values_mut() {
        lines.retain(|line| line.rule == "link-dead");
    }
    let lines: Vec<FindingLine> = found.values().flatten().cloned().collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    let retest = again(&plan, &found);

    let says = async |folder: &Path| {
        let rows = retested(folder).await;
        let of = |name: &str| {
            let target = format!("/gone-{name}.html");
            let own = |line: &&FindingLine| line.target.as_ref().is_some_and(|url| url.path() == target);
            let row = &rows[&lines.iter().find(own).unwrap().key];
            (row.outcome, row.reason.clone())
        };
        ["a", "b", "c", "d"].map(of)
    };
    inspect_into(folders[1].path(), &retest, fetch(&before), stop())
        .await
        .unwrap();
    assert!(
        says(folders[1].path())
            .await
            .iter()
            .all(|(outcome, _)| *outcome == NotFixed)
    );
    inspect_into(folders[2].path(), &retest, fetch(&after), stop())
        .await
        .unwrap();
    let [a, b, c, d] = says(folders[2].path()).await;
    assert_eq!((a.0, b.0), (Fixed, Fixed), "{a:?} {b:?}");
    assert_eq!(c, (NotRetested, "所在网页返回503".to_owned()));
    assert_eq!(d, (NotRetested, "链接返回403".to_owned()));
    inspect_into(folders[3].path(), &retest, fetch(&down), stop())
        .await
        .unwrap();
    for (outcome, reason) in says(folders[3].path()).await {
        assert_eq!((outcome, reason.as_str()), (NotRetested, "首页返回503"));
    }
}
