//! Accounts with every state they had, and posts that are kept once, edited, deleted, summed up.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use xunwang_domain::account::{
    AccountCode, IdentitySeen, MediaAccount, MediaStatus, MenuEntry, Observation, ObservationOutcome,
    Platform, Post, RegisteredAccount, post_id,
};
use xunwang_domain::filing::{Filing, FilingId, FilingKind, FilingObject, FilingState, Wanted};
use xunwang_domain::organization::{Organization, OrganizationId, OrganizationKind};
use xunwang_ports::{PostsPut, SourcePost, Store as _};
use xunwang_store::SqliteStore;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn code(text: &str) -> AccountCode {
    AccountCode::parse(text).unwrap()
}

fn account(number: &str, name: &str) -> RegisteredAccount {
    RegisteredAccount {
        account: MediaAccount {
            code: code(number),
            name: name.to_owned(),
            platform: Platform::Weibo,
            permanent: "1001".to_owned(),
            handle: String::new(),
            certified: String::new(),
            sponsor: "江口市教育局".to_owned(),
            supervisor: String::new(),
            area: "江口市".to_owned(),
            address: None,
            opened_on: None,
            status: MediaStatus::Running,
            removal_proof: String::new(),
            permit: None,
        },
        organization: OrganizationId(Uuid::from_u128(1)),
    }
}

async fn opened(folder: &tempfile::TempDir) -> SqliteStore {
    let store = SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap();
    let mut tx = store.begin().await.unwrap();
    let top = Organization {
        id: OrganizationId(Uuid::from_u128(1)),
        parent: None,
        name: "示例省人民政府办公厅".to_owned(),
        kind: OrganizationKind::Office,
    };
    tx.put_organizations(&[top]).await.unwrap();
    tx.commit().await.unwrap();
    store
}

fn post(source: &str, title: &str, address: &str, published: &str) -> SourcePost {
    let published_at = at(published);
    SourcePost {
        account: code("A1"),
        source: source.to_owned(),
        post: Post {
            id: post_id("", address, title, published_at),
            title: title.to_owned(),
            address: address.to_owned(),
            published_at,
            text: String::new(),
            deleted: false,
            flaws: Vec::new(),
        },
    }
}

#[tokio::test]
async fn what_an_account_was_at_any_moment_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    for (moment, name) in [
        ("2026-01-01T00:00:00Z", "江口教育"),
        ("2026-03-01T00:00:00Z", "江口教体"),
    ] {
        let mut tx = store.begin().await.unwrap();
        tx.put_media_accounts(
            &[account("A1", name), account("A2", "江口水利")],
            at(moment),
            "王某",
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = store.read().await.unwrap();
    assert_eq!(
        tx.media_account(&code("A1")).await.unwrap().unwrap().account.name,
        "江口教体"
    );
    let then = tx.media_accounts_at(at("2026-02-01T00:00:00Z")).await.unwrap();
    assert_eq!((then.len(), then[0].account.name.as_str()), (2, "江口教育"));
    assert!(
        tx.media_accounts_at(at("2025-12-31T00:00:00Z"))
            .await
            .unwrap()
            .is_empty()
    );
    let versions = tx.media_account_versions(&code("A1")).await.unwrap();
    assert_eq!(
        (versions.len(), versions[0].entry.account.name.as_str()),
        (2, "江口教体")
    );
    drop(tx);
    // What reads again sees what was written meanwhile.
    let mut tx = store.begin().await.unwrap();
    tx.put_media_accounts(&[account("A3", "江口发布")], at("2026-04-01T00:00:00Z"), "")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        store.read().await.unwrap().media_accounts().await.unwrap().len(),
        3
    );
}

#[tokio::test]
async fn posts_are_kept_once_edited_and_summed_up_by_source() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let first = [
        post("接口", "第一篇", "http://a.example/1", "2026-09-01T00:00:00Z"),
        post(
            "接口",
            "第二篇",
            "http://a.example/2?utm_source=x",
            "2026-09-10T00:00:00Z",
        ),
        post("报送", "第二篇", "http://a.example/2", "2026-09-10T00:00:00Z"),
    ];
    let mut tx = store.begin().await.unwrap();
    let put = tx.put_posts(&first, at("2026-09-11T00:00:00Z")).await.unwrap();
    assert_eq!(
        put,
        PostsPut {
            new: 3,
            changed: 0,
            same: 0
        }
    );
    let again = tx.put_posts(&first, at("2026-09-12T00:00:00Z")).await.unwrap();
    assert_eq!(
        again,
        PostsPut {
            new: 0,
            changed: 0,
            same: 3
        }
    );
    let mut edited = first.clone();
    edited[0].post.title = "第一篇（更正）".to_owned();
    edited[1].post.deleted = true;
    let put = tx.put_posts(&edited, at("2026-09-13T00:00:00Z")).await.unwrap();
    assert_eq!(
        put,
        PostsPut {
            new: 0,
            changed: 2,
            same: 1
        }
    );
    tx.settle_posts(None, at("2026-09-13T00:00:00Z")).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.read().await.unwrap();
    let posts = tx.posts_of(&code("A1"), 10).await.unwrap();
    let corrected = posts
        .iter()
        .find(|kept| kept.post.title.contains("更正"))
        .unwrap();
    assert_eq!(corrected.earlier.as_deref(), Some("第一篇"));
    assert_eq!(corrected.edited_at, Some(at("2026-09-13T00:00:00Z")));
    assert_eq!(corrected.first_seen, at("2026-09-11T00:00:00Z"));
    let newest = tx.newest_posts().await.unwrap();
    let of = |source: &str| {
        newest[&code("A1")]
            .iter()
            .find(|it| it.source == source)
            .unwrap()
            .clone()
    };
    assert_eq!(of("接口").newest, Some(at("2026-09-01T00:00:00Z")));
    assert_eq!(of("接口").newest_deleted, Some(at("2026-09-10T00:00:00Z")));
    assert_eq!(of("报送").newest, Some(at("2026-09-10T00:00:00Z")));
    // What lies after a monitoring point is only counted.
    let then = tx
        .newest_posts_at(Some(&code("A1")), at("2026-08-31T00:00:00Z"))
        .await
        .unwrap();
    assert!(
        then[&code("A1")]
            .iter()
            .all(|it| it.newest.is_none() && it.posts > 0)
    );
}

#[tokio::test]
async fn looks_and_menus_come_back_and_the_same_moment_is_one_look() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let look = |moment: &str, outcome| Observation {
        account: code("A1"),
        source: "接口".to_owned(),
        at: at(moment),
        outcome,
        sees_all: true,
        seen: IdentitySeen {
            permanent: Some("1001".to_owned()),
            ..IdentitySeen::default()
        },
        interaction: Some(false),
        note: String::new(),
        proof: None,
        by: "王某".to_owned(),
    };
    let failed = ObservationOutcome::Failed {
        reason: "超时".to_owned(),
    };
    let mut tx = store.begin().await.unwrap();
    let looks = [
        look("2026-09-01T00:00:00Z", failed),
        look("2026-09-02T00:00:00Z", ObservationOutcome::Hidden),
    ];
    tx.put_observations(&looks).await.unwrap();
    tx.put_observations(&[look("2026-09-02T00:00:00Z", ObservationOutcome::Seen)])
        .await
        .unwrap();
    let entry = |name: &str| MenuEntry {
        name: name.to_owned(),
        address: "http://a.example/".to_owned(),
        state: None,
    };
    tx.put_menus(&[(code("A1"), vec![entry("旧"), entry("旧二")])])
        .await
        .unwrap();
    tx.put_menus(&[(code("A1"), vec![entry("首页")])]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.read().await.unwrap();
    let all = tx.observations_of(&code("A1"), 10).await.unwrap();
    assert_eq!(
        all,
        [
            look("2026-09-02T00:00:00Z", ObservationOutcome::Seen),
            looks[0].clone()
        ]
    );
    assert_eq!(
        tx.observations(at("2026-09-02T00:00:00Z")).await.unwrap()[&code("A1")].len(),
        1
    );
    assert_eq!(tx.menus().await.unwrap()[&code("A1")], [entry("首页")]);
}

#[tokio::test]
async fn filings_of_accounts_and_of_sites_of_the_same_code_are_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let site = FilingObject::Site(xunwang_domain::registry::SiteCode::parse("9901000001").unwrap());
    let own = FilingObject::Account(code("9901000001"));
    let mut tx = store.begin().await.unwrap();
    for (number, object) in [&site, &own].into_iter().enumerate() {
        let filing = Filing {
            id: FilingId(Uuid::from_u128(number as u128)),
            object: object.clone(),
            kind: FilingKind::Retirement,
            reason: "机构改革".to_owned(),
            wanted: Wanted::default(),
            state: FilingState::Open,
            done: Vec::new(),
            begun_at: at("2026-09-01T00:00:00Z"),
            begun_by: "王某".to_owned(),
            ended_at: None,
        };
        tx.put_filing(&filing).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.filings_of(&own).await.unwrap()[0].object, own);
    assert_eq!(tx.filings_of(&site).await.unwrap().len(), 1);
    assert_eq!(tx.filings().await.unwrap().len(), 2);
}
