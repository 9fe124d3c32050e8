//! What the patrols leave in the office's database.

use chrono::Days;
use xunwang_domain::patrol::{
    ChannelLook, Nearness, Patrol, PatrolId, PatrolKind, PatrolLook, PatrolledSite, Warning, week_of,
};
use xunwang_domain::standard::monitoring_day;
use xunwang_ports::{Clock as _, Store, SystemClock};

use super::{SITES, code_of};

/// What a patrol of all sites leaves, with half a year of channels; written over where it is there.
pub(super) async fn put(store: &dyn Store) {
    let now = SystemClock.now();
    let day = monitoring_day(now);
    let place = (
        "栏目“通知公告”最近一次更新为2026-03-01，已超过6个月".to_owned(),
        "http://www.example.gov.example/tzgg/".parse().unwrap(),
    );
    let warning = |near| Warning {
        indicator: "WV4-1".to_owned(),
        title: "栏目不更新".to_owned(),
        reached: 3,
        suspected: 0,
        soon: 2,
        limit: 5,
        nearness: near,
        places: vec![place.clone(); 12],
    };
    let id = PatrolId {
        kind: PatrolKind::Light,
        day,
    };
    let mut tx = store.begin().await.unwrap();
    let patrol = Patrol {
        id,
        begun_at: now,
        finished_at: Some(now),
        sites: u64::from(SITES),
        opened: u64::from(SITES),
    };
    tx.put_patrol(&patrol).await.unwrap();
    for number in 0..SITES {
        let site = code_of(number);
        let near = Nearness::ALL[number as usize % 4];
        let look = PatrolLook {
            at: now,
            not_opened: None,
            pages: 150,
            changes: Some((2, 1)),
            warnings: if number % 5 == 0 {
                Vec::new()
            } else {
                vec![warning(near)]
            },
            seen: vec!["WV4-1".to_owned()],
        };
        let seen = PatrolledSite {
            site: site.clone(),
            light: Some(look.clone()),
            full: Some(look),
        };
        tx.put_patrolled_site(&seen).await.unwrap();
        for back in 0..26u64 {
            let looks: Vec<ChannelLook> = (0..20)
                .map(|channel| ChannelLook {
                    name: format!("栏目{channel}"),
                    url: format!("http://www.example.gov.example/{channel}/"),
                    kind: "通知公告".to_owned(),
                    latest: Some(day - Days::new(channel)),
                    until: Some(day + Days::new(channel)),
                    verdict: "ok".to_owned(),
                })
                .collect();
            let week = week_of(day) - Days::new(7 * back);
            tx.put_channel_week(&site, week, &looks, week - Days::new(400))
                .await
                .unwrap();
        }
    }
    tx.commit().await.unwrap();
}
