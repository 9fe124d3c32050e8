//! What the two looks at a target said is kept, also when the inspection is broken off between them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use expect_test::expect;
use xunwang_app::inspection::{InspectEnd, LinkRow, write_links};
use xunwang_app::visit::Stop;
use xunwang_fetch::{FetchSettings, Hosts};
use xunwang_store::SqliteStore;

use super::answers::{Answer, serve};
use super::harness::{findings, inspect_patiently, one_site};

const HOME: &str = r#"<html><head><title>青川市人民政府</title></head><body><div class="main">
<a href="/back.html">窗口</a><a href="/worse.html">旧窗口</a><a href="/dead.html">旧文</a><a href="http://out.example/">协会</a>
</div></body></html>"#;
/// Long enough that everything is looked at once before it is over.
const SECOND_LOOK: Duration = Duration::from_millis(2500);

/// What stands at an address, before and after something happened to the server.
fn answer(path: &str, host: &str, later: bool) -> Answer {
    const HTML: &str = "text/html; charset=utf-8";
    let status = match (host, path) {
        ("out.example", _) if later => 200,
        ("out.example", _) => 502,
        (_, "/back.html") if !later => 503,
        (_, "/worse.html") => [500, 404][usize::from(later)],
        (_, "/dead.html") => 404,
        _ => 200,
    };
    let page = if path == "/" && host != "out.example" {
        HOME
    } else {
        "<html><body><p>办事窗口周一至周五开放</p></body></html>"
    };
    (status, HTML, page.to_owned())
}

/// The rows of links.csv and the messages of the findings on links.
async fn told(folder: &Path) -> String {
    let store = SqliteStore::open(&folder.join("xunwang.db")).await.unwrap();
    let mut rows = Vec::new();
    write_links(&store, &mut rows).await.unwrap();
    let mut lines: Vec<String> = csv::Reader::from_reader(&rows[..])
        .deserialize::<LinkRow>()
        .map(|row| row.unwrap())
        .map(|row| {
            let looks: Vec<&str> = row
                .timeline
                .split('；')
                .filter_map(|look| look.split(' ').nth(1))
                .collect();
            format!(
                "{} {} {} [{}] {}",
                row.target,
                row.status,
                row.class,
                looks.join(" "),
                row.note
            )
        })
        .collect();
    for line in findings(folder).await {
        let finding: serde_json::Value = serde_json::from_str(&line).unwrap();
        if finding["rule"] == "link-dead" {
            lines.push(finding["message"].as_str().unwrap().to_owned());
        }
    }
    lines.join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failed_then_answered_is_flapping_and_no_dead_link() {
    let later = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&later);
    let address = serve(move |host, path| answer(path, host, seen.load(Ordering::Relaxed))).await;
    let fetch = FetchSettings {
        rate_per_host: f64::INFINITY,
        retries: 0,
        hosts: Some(
            Hosts::parse(&format!(
                "www.qingchuan.example {address}\nout.example {address}\n"
            ))
            .unwrap(),
        ),
        ..FetchSettings::default()
    };
    let plan = one_site("http://www.qingchuan.example/");

    let undisturbed = tempfile::tempdir().unwrap();
    let happens = Arc::clone(&later);
    tokio::spawn(async move {
        tokio::time::sleep(SECOND_LOOK / 2).await;
        happens.store(true, Ordering::Relaxed);
    });
    let stop = Arc::new(Stop::default());
    let end = inspect_patiently(undisturbed.path(), &plan, fetch.clone(), SECOND_LOOK, stop).await;
    assert_eq!(end.unwrap(), InspectEnd::Complete);
    let whole = told(undisturbed.path()).await;
    expect![[r#"
        http://out.example/ 502 caution [502 200] 时好时坏
        http://www.qingchuan.example/back.html 503 caution [503 200] 时好时坏
        http://www.qingchuan.example/dead.html 404 broken [404 404] 
        http://www.qingchuan.example/worse.html 404 broken [500 404] 两次查看结果不同
        链接失效（404，2次查看均如此）：首页导航
        链接失效（500，复查为404）：首页导航"#]]
    .assert_eq(&whole);

    later.store(false, Ordering::Relaxed);
    let broken_off = tempfile::tempdir().unwrap();
    let stop = Arc::new(Stop::default());
    let asked = Arc::clone(&stop);
    tokio::spawn(async move {
        tokio::time::sleep(SECOND_LOOK / 2).await;
        asked.ask();
    });
    let end = inspect_patiently(broken_off.path(), &plan, fetch.clone(), SECOND_LOOK, stop).await;
    assert_eq!(end.unwrap(), InspectEnd::Stopped);
    later.store(true, Ordering::Relaxed);
    let stop = Arc::new(Stop::default());
    let end = inspect_patiently(broken_off.path(), &plan, fetch, SECOND_LOOK, stop).await;
    assert_eq!(end.unwrap(), InspectEnd::Complete);
    assert_eq!(told(broken_off.path()).await, whole);
}
