//! A server that answers as badly as servers can: the inspection ends, and each answer is a recorded fact.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use url::Url;
use xunwang_app::inspection::{InspectEnd, LinkRow, read_outcomes, write_links};
use xunwang_app::visit::{Cut, Stop};
use xunwang_fetch::{FetchSettings, Hosts};
use xunwang_fleet::HostileServer;
use xunwang_store::SqliteStore;

use super::harness::{inspect_into, one_site};

/// The whole story must be over long before: no limit of the server or of the fetcher adds up to it.
const PATIENCE: Duration = Duration::from_secs(100);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_hangs_and_every_answer_is_a_fact() {
    let server = HostileServer::start(Duration::from_secs(20)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut plan = one_site("http://www.ejie.example/");
    plan.max_pages = 200;
    let fetch = FetchSettings {
        rate_per_host: f64::INFINITY,
        in_flight_per_host: 8,
        in_flight_per_address: 8,
        head_limit: Duration::from_secs(1),
        total_limit: Duration::from_secs(3),
        retries: 0,
        retry_after_limit: Duration::from_secs(1),
        hosts: Some(Hosts::parse(&server.hosts_line("www.ejie.example")).unwrap()),
        ..FetchSettings::default()
    };
    let running = inspect_into(folder.path(), &plan, fetch, Arc::new(Stop::default()));
    let end = tokio::time::timeout(PATIENCE, running)
        .await
        .expect("nothing hangs")
        .unwrap();
    assert_eq!(end, InspectEnd::Complete);

    let store = SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap();
    let mut rows = Vec::new();
    write_links(&store, &mut rows).await.unwrap();
    let states: BTreeMap<String, (String, String)> = csv::Reader::from_reader(&rows[..])
        .deserialize::<LinkRow>()
        .map(|row| row.unwrap())
        .map(|row| {
            (
                Url::parse(&row.target).map_or(row.target, |url| url.path().to_owned()),
                (row.status, row.class),
            )
        })
        .collect();
    let expected = [
        ("/slow-head", "timeout", "broken"),
        ("/slow", "timeout", "caution"),
        ("/loop", "loop", "broken"),
        ("/hop/20", "loop", "broken"),
        ("/412", "412", "not_measured"),
        ("/521", "521", "not_measured"),
        ("/403-challenge", "403", "not_measured"),
        ("/503", "503", "broken"),
        ("/429", "429", "caution"),
        ("/reset", "broken-off", "caution"),
        ("/to-private/0", "forbidden", "not_measured"),
        ("/latest/meta-data/", "forbidden", "not_measured"),
    ];
    for (path, status, class) in expected {
        let found = states
            .get(path)
            .map(|(status, class)| (status.as_str(), class.as_str()));
        assert_eq!(found, Some((status, class)), "{path} of {states:#?}");
    }
    for path in ["/ok", "/bomb", "/endless", "/nul", "/charset", "/nest", "/links"] {
        assert!(
            states.get(path).is_none_or(|(_, class)| class != "broken"),
            "{path} is not dead"
        );
    }
    let outcome = read_outcomes(&store).await.unwrap().remove(0);
    assert!(outcome.cuts.contains_key(&Cut::PageBudget), "{:?}", outcome.cuts);
}
