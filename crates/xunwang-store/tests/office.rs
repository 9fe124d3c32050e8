//! Probes with the short texts beside them, from which a week is counted; the register as it is read again and again.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use uuid::Uuid;
use xunwang_domain::exchange::Phases;
use xunwang_domain::organization::{Organization, OrganizationId, OrganizationKind};
use xunwang_domain::probe::{Probe, ProbeState};
use xunwang_domain::register::RegisteredSite;
use xunwang_domain::registry::{Site, SiteCategory, SiteCode, SiteStatus};
use xunwang_ports::Store as _;
use xunwang_store::SqliteStore;

fn code() -> SiteCode {
    SiteCode::parse("9901000001").unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn probe(at: DateTime<Utc>, state: ProbeState) -> Probe {
    Probe {
        site: code(),
        at,
        state,
        status: "200".to_owned(),
        phases: Phases::default(),
    }
}

async fn opened(folder: &tempfile::TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap()
}

/// A store whose register holds the site.
async fn with_site(folder: &tempfile::TempDir) -> SqliteStore {
    let store = opened(folder).await;
    let organization = OrganizationId(Uuid::from_u128(1));
    let root = Organization {
        id: organization,
        parent: None,
        name: "示例省人民政府办公厅".to_owned(),
        kind: OrganizationKind::Office,
    };
    let site = Site {
        code: code(),
        name: "江口市人民政府门户网站".to_owned(),
        home: "http://www.jiangkou.example/".parse().unwrap(),
        area: "江口市".to_owned(),
        supervisor: String::new(),
        sponsor: String::new(),
        category: SiteCategory::Portal,
        status: SiteStatus::Running,
        public_service: true,
        channels: Vec::new(),
    };
    let mut tx = store.begin().await.unwrap();
    tx.put_organizations(&[root]).await.unwrap();
    let site = RegisteredSite { site, organization };
    tx.put_sites(&[site], at("2026-01-01T00:00:00Z"), "")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store
}

async fn add(store: &SqliteStore, probes: &[Probe]) {
    let mut tx = store.begin().await.unwrap();
    tx.add_probes(probes).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn marks_tell_what_the_probes_tell_to_the_microsecond() {
    let folder = tempfile::tempdir().unwrap();
    let store = with_site(&folder).await;
    let end = at("2026-11-26T01:02:03.000004Z");
    let since = end - TimeDelta::days(7);
    let tick = TimeDelta::microseconds(1);
    let inside = [
        probe(since + tick, ProbeState::Down),
        probe(end - TimeDelta::days(3), ProbeState::OurOutage),
        probe(end, ProbeState::Slow),
    ];
    let outside = [
        probe(since, ProbeState::Up),
        probe(end + tick, ProbeState::NotMeasured),
    ];
    // In no order, and two of them twice: the second is not believed, whatever it says.
    let again = [
        probe(end, ProbeState::Down),
        probe(since + tick, ProbeState::Down),
    ];
    for probes in [&outside[..], &inside[1..], &inside[..1], &again[..]] {
        add(&store, probes).await;
    }
    let mut tx = store.read().await.unwrap();
    let marks = tx.probe_marks(since, end).await.unwrap();
    assert_eq!(marks[&code()], inside.clone().map(|probe| probe.mark()));
    assert_eq!(tx.probes(&code(), since).await.unwrap().len(), 5);
}

#[tokio::test]
async fn probes_of_an_earlier_version_are_counted_once_however_often_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let end = at("2026-11-26T01:02:03Z");
    let hours = (0..200).map(|hour| probe(end - TimeDelta::hours(hour), ProbeState::Up));
    let probes: Vec<_> = hours.collect();
    let store = with_site(&folder).await;
    add(&store, &probes).await;
    store.close().await;
    let options = SqliteConnectOptions::new().filename(folder.path().join("xunwang.db"));
    let mut earlier = options.connect().await.unwrap();
    sqlx::raw_sql("drop table probe_day; pragma user_version = 0")
        .execute(&mut earlier)
        .await
        .unwrap();
    sqlx::Connection::close(earlier).await.unwrap();
    for _ in 0..3 {
        let store = opened(&folder).await;
        add(&store, &probes[..1]).await;
        let mut tx = store.read().await.unwrap();
        let marks = tx.probe_marks(end - TimeDelta::days(7), end).await.unwrap();
        assert_eq!(marks[&code()].len(), 168);
        drop(tx);
        store.close().await;
    }
}

#[tokio::test]
async fn old_days_are_forgotten_by_and_by_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = with_site(&folder).await;
    let end = at("2026-11-26T12:00:00Z");
    let hours = (0..24 * 10).map(|hour| probe(end - TimeDelta::hours(hour), ProbeState::Up));
    add(&store, &hours.collect::<Vec<_>>()).await;
    let before = end - TimeDelta::days(4);
    let mut batches = Vec::new();
    loop {
        let mut tx = store.begin().await.unwrap();
        batches.push(tx.forget_probes(before, 3).await.unwrap());
        tx.commit().await.unwrap();
        if batches.last() == Some(&0) {
            break;
        }
    }
    // The sixteenth, of which twelve hours are there, to the twenty-first; the twenty-second has not ended before then.
    assert_eq!(batches, [3, 3, 0]);
    let mut tx = store.read().await.unwrap();
    let first = at("2026-11-22T00:00:00Z");
    let left = tx.probes(&code(), end - TimeDelta::days(30)).await.unwrap();
    assert_eq!((left[0].at, left.len()), (first, 4 * 24 + 13));
    let marks = tx.probe_marks(end - TimeDelta::days(30), end).await.unwrap();
    assert_eq!(marks[&code()].len(), left.len());
}

#[tokio::test]
async fn the_register_is_read_as_it_is_whoever_changed_it_and_whatever_was_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let store = with_site(&folder).await;
    let name = async || {
        let mut tx = store.read().await.unwrap();
        tx.sites().await.unwrap()[0].site.name.clone()
    };
    assert_eq!(name().await, name().await);
    let renamed = async |to: &str, commit: bool| {
        let mut tx = store.begin().await.unwrap();
        let mut site = tx.sites().await.unwrap().remove(0);
        site.site.name = to.to_owned();
        tx.put_sites(&[site], at("2026-02-01T00:00:00Z"), "")
            .await
            .unwrap();
        assert_eq!(
            tx.sites().await.unwrap()[0].site.name,
            to,
            "one sees what one writes"
        );
        if commit {
            tx.commit().await.unwrap();
        }
    };
    renamed("放弃的名称", false).await;
    assert_eq!(name().await, "江口市人民政府门户网站");
    renamed("新名称", true).await;
    assert_eq!(name().await, "新名称");
    // Somebody else, who goes round the program.
    let options = SqliteConnectOptions::new().filename(folder.path().join("xunwang.db"));
    let mut other = options.connect().await.unwrap();
    let change = "update site set content = replace(content, '新名称', '别人改的')";
    sqlx::raw_sql(change).execute(&mut other).await.unwrap();
    assert_eq!(name().await, "别人改的");
}
