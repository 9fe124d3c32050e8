//! Two weeks between the rounds: a patrol every night, a full one on Saturday, warnings before the veto line.

use chrono::{Days, TimeDelta};
use xunwang_app::office::patrol_view;
use xunwang_domain::patrol::{
    ChannelLook, Nearness, Patrol, PatrolId, PatrolKind, PatrolLook, PatrolledSite, Warning, week_of,
};
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::standard::monitoring_day;
use xunwang_ports::{Clock as _, Folder, Folders as _};
use xunwang_store::DataFolders;

use super::harness::Office;
use super::quarter::{Quarter, open_round};

/// A site of each area that comes near a veto, with twelve weeks of a channel.
pub(crate) async fn put_both(office: &Office) {
    let now = office.clock.now();
    let day = monitoring_day(now);
    let id = PatrolId {
        kind: PatrolKind::Light,
        day,
    };
    let mut tx = office.store.begin().await.unwrap();
    let patrol = Patrol {
        id,
        begun_at: now,
        finished_at: Some(now),
        sites: 2,
        opened: 2,
    };
    tx.put_patrol(&patrol).await.unwrap();
    for code in ["9901000001", "9902000001"] {
        let site = SiteCode::parse(code).unwrap();
        let warning = Warning {
            indicator: "WV4-1".to_owned(),
            title: "栏目不更新".to_owned(),
            reached: 3,
            suspected: 0,
            soon: 2,
            limit: 5,
            nearness: Nearness::Soon,
            places: vec![(
                "7天内：栏目“通知公告”最近一次更新为2026-06-01".to_owned(),
                "http://www.example.gov.example/tzgg/".parse().unwrap(),
            )],
        };
        let look = PatrolLook {
            at: now,
            not_opened: None,
            pages: 60,
            changes: Some((2, 1)),
            warnings: vec![warning],
            seen: vec!["WV4-1".to_owned()],
        };
        let seen = PatrolledSite {
            site: site.clone(),
            light: Some(look),
            full: None,
        };
        tx.put_patrolled_site(&seen).await.unwrap();
        for back in 0..12u64 {
            let monday = week_of(day) - Days::new(7 * back);
            let until = |days| Some(day + Days::new(days));
            let looks = [
                ("政务要闻", "ok", until(9)),
                ("通知公告", "ok", until(5)),
                ("政策解读", "blank", None),
            ];
            let looks = looks.map(|(name, verdict, until)| ChannelLook {
                name: name.to_owned(),
                url: format!("http://www.example.gov.example/{name}/"),
                kind: "动态要闻".to_owned(),
                latest: until.map(|_| monday - Days::new(back % 3 * 4)),
                until,
                verdict: verdict.to_owned(),
            });
            tx.put_channel_week(&site, monday, &looks, monday - Days::new(100))
                .await
                .unwrap();
        }
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn patrols_warn_before_the_veto_line_and_make_way_for_a_round() {
    let quarter = Quarter::begun(6).await;
    let office = &quarter.office;
    // To the Thursday for which the fleet was made.
    office.clock.forward(TimeDelta::days(7));
    let patrols = || async {
        let view = patrol_view(&office.app, &office.caller("wang").await)
            .await
            .unwrap();
        let kinds = view.last.iter().map(|one| one.id.kind).collect::<Vec<_>>();
        (view, kinds)
    };
    let mut wang = office.session("wang").await;
    let empty = wang.get("/patrols").await.text;
    assert!(empty.contains("还没有完成过巡查"), "{empty}");

    // A collector that does not patrol never begins by itself.
    assert_eq!(quarter.collector().patrol_due().await.unwrap(), 0);
    let patrolling = || quarter.collector().patrolling(12);
    // Thursday morning: the light one at once, once; the full one waits for its night.
    assert_eq!(patrolling().patrol_due().await.unwrap(), 1);
    assert_eq!(patrolling().patrol_due().await.unwrap(), 0);
    let (view, kinds) = patrols().await;
    assert_eq!(kinds, [PatrolKind::Light]);
    assert_eq!(view.unseen, 0);
    for (site, patrolled) in &view.sites {
        assert!(patrolled.light.as_ref().unwrap().pages <= 12, "{}", site.code);
    }

    // Saturday 02:00, Chinese time: both.
    office.clock.forward(TimeDelta::hours(24 + 17));
    assert_eq!(patrolling().patrol_due().await.unwrap(), 2);
    let (view, kinds) = patrols().await;
    assert_eq!(kinds, [PatrolKind::Light, PatrolKind::Full]);
    for (site, patrolled) in &view.sites {
        let full = patrolled.full.as_ref().unwrap();
        let light = patrolled.light.as_ref().unwrap();
        assert!(
            full.not_opened.is_some() || full.pages >= light.pages,
            "{}",
            site.code
        );
        assert!(light.changes.is_some(), "{}：与昨天的巡查比较", site.code);
    }
    // What the patrol calls met is what the same rules make a veto of; the fleet has such sites.
    let met: Vec<&str> = view
        .sites
        .iter()
        .filter(|(_, patrolled)| patrolled.nearness() == Some(Nearness::Met))
        .map(|(site, _)| site.code.as_str())
        .collect();
    assert!(!met.is_empty(), "{:#?}", view.sites);
    let mut wang = office.session("wang").await;
    let page = wang.get("/patrols").await.text;
    assert!(page.contains("达到否决线") && page.contains("项即否决"), "{page}");
    let desk = wang.get("/").await.text;
    assert!(desk.contains("网站达到或接近否决线"), "{desk}");
    let site = wang.get(&format!("/sites/{}", met[0])).await.text;
    assert!(
        site.contains("id=\"patrol\"") && site.contains("栏目更新（按周"),
        "{site}"
    );
    assert!(site.contains("距否决线") && site.contains("打开网页"), "{site}");

    // Nobody publishes any more. What was in time is warned of before it is late, and then late.
    let soon = |view: &xunwang_app::office::PatrolView| {
        let warned = view.sites.iter().flat_map(|(_, patrolled)| patrolled.warnings());
        warned.filter(|it| it.nearness == Nearness::Soon).count()
    };
    let mut warned = soon(&view);
    for _ in 0..3 {
        office.clock.forward(TimeDelta::days(5));
        patrolling().patrol_due().await.unwrap();
        warned += soon(&patrols().await.0);
    }
    assert!(warned > 0, "nothing was told beforehand");
    let (view, _) = patrols().await;
    // Each site that the fleet made to fail is told with the very indicators.
    for site in &quarter.fleet.manifest().sites {
        let Some((_, patrolled)) = view
            .sites
            .iter()
            .find(|(one, _)| one.code.as_str() == site.site_code)
        else {
            continue;
        };
        for veto in &site.vetoes {
            let is_met = |it: &&Warning| it.indicator == *veto && it.nearness == Nearness::Met;
            assert!(
                patrolled.warnings().iter().any(is_met),
                "{} {veto}",
                site.site_name
            );
        }
    }
    let late = view
        .sites
        .iter()
        .filter(|(_, it)| it.nearness() == Some(Nearness::Met));
    assert!(
        late.count() > met.len(),
        "home pages are older than two weeks now"
    );

    // Older folders go, the last two of a kind stay.
    let made = office.store.read().await.unwrap().patrols().await.unwrap();
    for kind in PatrolKind::ALL {
        assert!(made.iter().filter(|patrol| patrol.id.kind == kind).count() <= 2);
    }
    let folders = std::fs::read_dir(office.folder.path().join("patrols"))
        .unwrap()
        .count();
    assert_eq!(folders, made.len());

    // A round that waits comes first.
    let mut wang = office.session("wang").await;
    let round = open_round(office, &mut wang).await;
    wang.post(&format!("/rounds/{round}/collect"), &[]).await;
    office.clock.forward(TimeDelta::days(1));
    assert_eq!(patrolling().patrol_due().await.unwrap(), 0);
    assert_eq!(quarter.collector().collect_due().await.unwrap(), 1);
    assert_eq!(patrolling().patrol_due().await.unwrap(), 1);
}

#[tokio::test]
async fn a_patrol_that_was_broken_off_goes_on_and_is_counted_once() {
    let quarter = Quarter::begun(4).await;
    let office = &quarter.office;
    let broken = quarter.collector().patrolling(12);
    broken.stop();
    assert_eq!(broken.patrol_due().await.unwrap(), 0);
    let going = std::sync::Arc::new(quarter.collector().patrolling(12));
    let task = tokio::spawn({
        let going = std::sync::Arc::clone(&going);
        async move { going.patrol_due().await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    going.stop();
    task.await.unwrap().unwrap();
    // Two days later: the begun one is brought to its end with the monitoring point it began with, then today's is made.
    let begun = office.store.read().await.unwrap().patrols().await.unwrap();
    office.clock.forward(TimeDelta::days(2));
    let done = quarter.collector().patrolling(12).patrol_due().await.unwrap();
    let made = office.store.read().await.unwrap().patrols().await.unwrap();
    assert!(made.iter().all(|patrol| patrol.finished_at.is_some()), "{made:?}");
    if let Some(first) = begun.first() {
        let same = made.iter().find(|patrol| patrol.id == first.id).unwrap();
        assert_eq!(same.begun_at, first.begun_at);
        assert_eq!(same.sites, 4);
    }
    assert!(done >= 1);
    assert!(office.clock.now() > made[0].begun_at - TimeDelta::seconds(1));
    let folder = DataFolders::new(office.folder.path());
    let store = folder.store(Folder::Patrol(made[0].id)).await.unwrap();
    let visits = store.read().await.unwrap().visits().await.unwrap();
    assert_eq!(visits.len(), 5, "four sites and the fleet's targets, once each");
}

#[tokio::test]
async fn everybody_sees_the_warnings_of_their_own_sites_only() {
    let quarter = Quarter::begun(6).await;
    let office = &quarter.office;
    quarter.collector().patrolling(12).patrol_due().await.unwrap();
    let all = patrol_view(&office.app, &office.caller("wang").await)
        .await
        .unwrap();
    let mut tx = office.store.read().await.unwrap();
    let body = tx.sites().await.unwrap()[0].organization;
    drop(tx);
    office
        .person("zhuban", xunwang_domain::people::Role::Operator, body)
        .await;
    let caller = office.caller("zhuban").await;
    let own = patrol_view(&office.app, &caller).await.unwrap();
    assert!(own.sites.len() < all.sites.len());
    let mut tx = office.store.read().await.unwrap();
    for (site, _) in &own.sites {
        let known = tx.site(&site.code).await.unwrap().unwrap();
        assert!(caller.may(Permission::ViewRegister, known.organization));
    }
}
