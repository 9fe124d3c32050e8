//! The new-media accounts of the bench: 3,177 with a quarter of posts, looks twice a day for a week, and a round of them.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use xunwang_domain::account::{
    AccountCode, AccountMention, AccountResult, IdentitySeen, MediaAccount, MediaRun, MediaStatus,
    MentionPlace, MenuEntry, Observation, ObservationOutcome, PlacedMention, Platform, Post,
    RegisteredAccount, post_id,
};
use xunwang_domain::judgement::Judgement;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::round::{RosterReason, RoundScope};
use xunwang_ports::{Clock as _, SourcePost, Store, SystemClock};

use super::{CITIES, SITES, round_id};

const ACCOUNTS: u32 = 3_177;
const POSTS: u32 = 100;
const SOURCE: &str = "平台授权接口";

/// Puts them in where they are not there; the pages that show them.
pub(super) async fn put(store: &dyn Store) -> Vec<(&'static str, String)> {
    let now = SystemClock.now();
    let mut tx = store.read().await.unwrap();
    let is_there = !tx.media_accounts().await.unwrap().is_empty();
    drop(tx);
    let all: Vec<RegisteredAccount> = (0..ACCOUNTS).map(account).collect();
    if !is_there {
        let mut tx = store.begin().await.unwrap();
        tx.put_media_accounts(&all, now - TimeDelta::days(100), "示例")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        for chunk in all.chunks(100) {
            let posts: Vec<SourcePost> = chunk.iter().flat_map(|one| posts_of(one, now)).collect();
            let mut tx = store.begin().await.unwrap();
            tx.put_posts(&posts, now).await.unwrap();
            tx.commit().await.unwrap();
        }
        put_round(store, &all, now).await;
    }
    // Every run is made on another day: a week of looks up to now.
    for half in 0..14 {
        let at = now - TimeDelta::hours(12 * half + 1);
        let looks: Vec<Observation> = all.iter().map(|one| look(one, at)).collect();
        let mut tx = store.begin().await.unwrap();
        tx.put_observations(&looks).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = store.begin().await.unwrap();
    tx.settle_posts(None, now).await.unwrap();
    tx.commit().await.unwrap();
    let round = round_id(2).0;
    let page = |name: &'static str, path: &str| (name, path.to_owned());
    vec![
        page("/media", "/media"),
        page("/media?platform", "/media?platform=%E6%8A%96%E9%9F%B3"),
        page("/media?silence", "/media?silence=14"),
        page("/media/A", "/media/N0017"),
        page("/media/desk", "/media/desk"),
        page("/media/week", "/media/week"),
        page("/media/unregistered", "/media/unregistered"),
        ("/rounds/R/media", format!("/rounds/{round}/media")),
        ("/rounds/R/media/A", format!("/rounds/{round}/media/N0017")),
    ]
}

fn account(number: u32) -> RegisteredAccount {
    let known: Vec<Platform> = Platform::known().collect();
    let city = number % CITIES;
    RegisteredAccount {
        account: MediaAccount {
            code: AccountCode::parse(&format!("N{number:04}")).unwrap(),
            name: format!("示例{city}市第{number}号"),
            platform: known[number as usize % known.len()].clone(),
            permanent: (100_000 + number).to_string(),
            handle: format!("h{number}"),
            certified: String::new(),
            sponsor: format!("示例{city}市第{number}局"),
            supervisor: String::new(),
            area: format!("示例{city}市"),
            address: format!("https://a.example/{number}").parse().ok(),
            opened_on: None,
            status: MediaStatus::Running,
            removal_proof: String::new(),
            permit: None,
        },
        organization: OrganizationId(Uuid::from_u128(10_000 + u128::from(number % SITES))),
    }
}

fn posts_of(one: &RegisteredAccount, now: DateTime<Utc>) -> impl Iterator<Item = SourcePost> {
    let code = one.account.code.clone();
    (0..POSTS).map(move |number| {
        let published_at = now - TimeDelta::hours(22 * i64::from(number) + 3);
        let address = format!("https://a.example/{code}/{number}");
        let title = format!("第{number}篇：全市召开政务公开工作会议");
        SourcePost {
            account: code.clone(),
            source: SOURCE.to_owned(),
            post: Post {
                id: post_id("", &address, &title, published_at),
                text: "会议强调，要坚持以公开为常态、不公开为例外，推进决策、执行、管理、服务、结果公开。"
                    .repeat(5),
                title,
                address,
                published_at,
                deleted: false,
                flaws: Vec::new(),
            },
        }
    })
}

/// One in ten is hidden by its platform.
fn look(one: &RegisteredAccount, at: DateTime<Utc>) -> Observation {
    let account = &one.account;
    let is_hidden = account.code.as_str().ends_with('3');
    Observation {
        account: account.code.clone(),
        source: SOURCE.to_owned(),
        at,
        outcome: match is_hidden {
            true => ObservationOutcome::Hidden,
            false => ObservationOutcome::Seen,
        },
        sees_all: !is_hidden,
        seen: IdentitySeen {
            permanent: Some(account.permanent.clone()),
            handle: None,
            name: Some(account.name.clone()),
            certified: None,
        },
        interaction: Some(true),
        note: String::new(),
        proof: None,
        by: String::new(),
    }
}

async fn put_round(store: &dyn Store, all: &[RegisteredAccount], now: DateTime<Utc>) {
    let results: Vec<AccountResult> = all
        .iter()
        .map(|one| {
            let is_hidden = one.account.code.as_str().ends_with('3');
            AccountResult {
                round: round_id(2),
                account: one.account.clone(),
                organization: one.organization,
                why: RosterReason::Full,
                as_of: now,
                machine: if is_hidden {
                    Judgement::NotMeasured
                } else {
                    Judgement::Qualified
                },
                vetoes: Vec::new(),
                reason: is_hidden.then(|| "平台隐藏了发布内容".to_owned()),
                defects: Vec::new(),
                found: Vec::new(),
                remarks: Vec::new(),
            }
        })
        .collect();
    let run = MediaRun {
        round: round_id(2),
        scope: RoundScope::Full,
        asked_by: "示例".to_owned(),
        asked_at: now,
        as_of: Some(now),
        finished_at: Some(now),
        running: std::collections::BTreeMap::new(),
        accepted: None,
    };
    let menus: Vec<_> = all
        .iter()
        .map(|one| {
            let entry = |number: u32| MenuEntry {
                name: format!("服务/第{number}项"),
                address: format!("https://a.example/{}/menu/{number}", one.account.code),
                state: None,
            };
            (one.account.code.clone(), (0..8).map(entry).collect())
        })
        .collect();
    let mentions: Vec<PlacedMention> = all
        .iter()
        .take(500)
        .map(|one| PlacedMention {
            mention: AccountMention::named(Platform::Douyin, &format!("未登记{}", one.account.code)),
            place: MentionPlace::Post {
                account: one.account.code.clone(),
                title: "便民提示".to_owned(),
            },
            organization: one.organization,
            at: now,
        })
        .collect();
    let mut tx = store.begin().await.unwrap();
    tx.put_media_results(&results).await.unwrap();
    tx.put_media_run(&run).await.unwrap();
    tx.put_menus(&menus).await.unwrap();
    tx.put_mentions(&mentions).await.unwrap();
    tx.commit().await.unwrap();
}
