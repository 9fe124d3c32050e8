//! What is said, and what is left unsaid because it is not sure.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::*;
use crate::registry::SiteCategory;

fn now() -> DateTime<Utc> {
    "2026-11-26T04:00:00Z".parse().unwrap()
}

fn site(code: &str, name: &str, home: &str, status: SiteStatus) -> RegisteredSite {
    let sponsor = name.trim_end_matches("网站").to_owned();
    RegisteredSite {
        organization: OrganizationId(Uuid::from_u128(u128::from(sponsor.len() as u64))),
        site: Site {
            code: SiteCode::parse(code).unwrap(),
            name: name.to_owned(),
            home: home.parse().unwrap(),
            area: "江口市".to_owned(),
            supervisor: String::new(),
            sponsor,
            category: SiteCategory::Department,
            status,
            public_service: true,
            channels: Vec::new(),
        },
    }
}

fn look(of: &RegisteredSite, days_ago: i64, url: &str, title: &str) -> HomeLook {
    HomeLook {
        site: of.site.code.clone(),
        at: now() - TimeDelta::days(days_ago),
        state: ProbeState::Up,
        url: url.parse().unwrap(),
        title: title.to_owned(),
        site_name: String::new(),
        codes: Vec::new(),
        links: 100,
        is_notice: false,
        accounts: Vec::new(),
    }
}

fn kinds(sites: &[RegisteredSite], looks: Vec<HomeLook>, marks: Vec<ProbeMark>) -> Vec<MismatchKind> {
    let mut by_site: HashMap<SiteCode, Vec<HomeLook>> = HashMap::new();
    for look in looks {
        by_site.entry(look.site.clone()).or_default().push(look);
    }
    let marks = HashMap::from([(sites[0].site.code.clone(), marks)]);
    let reality = Reality {
        marks: &marks,
        looks: &by_site,
    };
    let found = mismatches(sites, reality, now());
    found.into_iter().map(|one| one.kind).collect()
}

#[test]
fn a_site_is_unreachable_when_three_days_of_visits_fail_and_not_before() {
    let one = site(
        "9901000002",
        "江口市教育局网站",
        "http://jyj.example/",
        SiteStatus::Running,
    );
    let marks = |state: fn(i64) -> ProbeState| {
        let hours = (0..72)
            .rev()
            .map(|hour| (now() - TimeDelta::hours(hour), state(hour)));
        hours.collect::<Vec<_>>()
    };
    let of = |marks| kinds(std::slice::from_ref(&one), Vec::new(), marks);
    assert_eq!(of(marks(|_| ProbeState::Down)), [MismatchKind::Unreachable]);
    let ours = |hour| {
        if hour % 3 == 0 {
            ProbeState::OurOutage
        } else {
            ProbeState::Down
        }
    };
    assert_eq!(of(marks(ours)), [MismatchKind::Unreachable]);
    let once = |hour| {
        if hour == 50 {
            ProbeState::Slow
        } else {
            ProbeState::Down
        }
    };
    assert_eq!(of(marks(once)), []);
    assert_eq!(of(marks(|_| ProbeState::NotMeasured)), []);
    assert_eq!(
        of(marks(|_| ProbeState::Down)[40..].to_vec()),
        [],
        "a day is not days"
    );
}

#[test]
fn one_look_proves_nothing_and_two_must_say_the_same() {
    let one = site(
        "9901000002",
        "江口市教育局网站",
        "http://jyj.example/",
        SiteStatus::Running,
    );
    let sites = std::slice::from_ref(&one);
    let at = |days, url: &str| look(&one, days, url, "江口市教育局");
    assert_eq!(kinds(sites, vec![at(0, "http://new.example/")], Vec::new()), []);
    let differs = vec![at(0, "http://new.example/"), at(1, "http://other.example/")];
    assert_eq!(kinds(sites, differs, Vec::new()), []);
    let moved = vec![at(0, "https://new.example/a"), at(1, "http://www.new.example/")];
    assert_eq!(kinds(sites, moved, Vec::new()), [MismatchKind::Moved]);
    let own = vec![at(0, "https://www.jyj.example/x"), at(1, "http://jyj.example/")];
    assert_eq!(kinds(sites, own, Vec::new()), []);
    let mut challenged = vec![at(0, "http://new.example/"), at(1, "http://new.example/")];
    challenged[0].state = ProbeState::NotMeasured;
    assert_eq!(kinds(sites, challenged, Vec::new()), []);
    let mut coded = vec![at(0, "http://jyj.example/"), at(1, "http://jyj.example/")];
    for look in &mut coded {
        look.codes = vec![SiteCode::parse("9901000099").unwrap()];
    }
    assert_eq!(kinds(sites, coded.clone(), Vec::new()), [MismatchKind::OtherCode]);
    coded[0].codes.push(one.site.code.clone());
    assert_eq!(kinds(sites, coded, Vec::new()), []);
}

#[test]
fn another_name_is_told_from_another_way_of_writing_it() {
    let renamed = |registered: &str, title: &str| {
        let one = site("9901000002", registered, "http://a.example/", SiteStatus::Running);
        let looks = [0, 1].map(|days| look(&one, days, "http://a.example/", title));
        let sites = std::slice::from_ref(&one);
        kinds(sites, looks.to_vec(), Vec::new()) == [MismatchKind::Renamed]
    };
    for (registered, title) in [
        ("江口市教育局网站", "江口市教育体育局"),
        ("江口市农业局网站", "首页 - 江口市农业农村局门户网站"),
        ("江口市机械工业局网站", "江口市科技局"),
    ] {
        assert!(renamed(registered, title), "{registered} {title}");
    }
    for (registered, title) in [
        ("江口市教育局网站", "江口市教育局"),
        ("江口市教育局网站", "欢迎访问 江口市 教育局（官网）首页"),
        ("江口市教育局", "教育局"),
        ("江口市教育局", "示例省江口市教育局 | 政务公开"),
        ("江口市发改委", "江口市发展和改革委员会"),
        ("江口市发展和改革委员会", "江口市发改委"),
        ("江口市人社局", "江口市人力资源和社会保障局"),
        ("江口市住建局", "江口市住房和城乡建设局"),
        ("江口市教育局", "江口市人民政府"),
        ("江口市教育局", "江口市人民政府-教育局"),
        ("江口市人民政府门户网站", "江口市政府网"),
        ("江口市教育局", "系统维护中"),
        ("江口市教育局", ""),
        ("江口市水文中心", "江口市水利局"),
    ] {
        assert!(!renamed(registered, title), "{registered} {title}");
    }
}

#[test]
fn what_is_closed_must_go_on_as_before_to_be_named() {
    let goes_on = |status, change: fn(&mut HomeLook)| {
        let one = site("9901000002", "江口市教育局网站", "http://a.example/", status);
        let mut looks = [0, 1].map(|days| look(&one, days, "http://a.example/", "江口市教育局"));
        looks.iter_mut().for_each(change);
        let sites = std::slice::from_ref(&one);
        kinds(sites, looks.to_vec(), Vec::new()) == [MismatchKind::StillAnswers]
    };
    assert!(goes_on(SiteStatus::Retired, |_| ()) && goes_on(SiteStatus::Suspended, |_| ()));
    assert!(!goes_on(SiteStatus::Opening, |_| ()) && !goes_on(SiteStatus::Running, |_| ()));
    assert!(!goes_on(SiteStatus::Retired, |look| look.is_notice = true));
    assert!(!goes_on(SiteStatus::Retired, |look| look.links = 3));
    assert!(!goes_on(SiteStatus::Retired, |look| look.state = ProbeState::Down));
    assert!(!goes_on(SiteStatus::Retired, |look| look.url =
        "http://parked.example/".parse().unwrap()));
}

#[test]
fn one_body_runs_one_site_and_one_home_page_is_of_one_site() {
    let mut sites = vec![
        site(
            "9901000002",
            "江口市教育局网站",
            "http://a.example/",
            SiteStatus::Running,
        ),
        site(
            "9901000003",
            "江口市教育局网站",
            "http://www.a.example/index.html",
            SiteStatus::Running,
        ),
    ];
    let found = |sites: &[RegisteredSite]| kinds(sites, Vec::new(), Vec::new());
    use MismatchKind::{SameHome, SeveralOfBody};
    assert_eq!(found(&sites), [SeveralOfBody, SameHome, SeveralOfBody, SameHome]);
    sites[1].site.home = "http://b.example/".parse().unwrap();
    sites[0].site.category = SiteCategory::Portal;
    assert_eq!(found(&sites), []);
    sites[0].site.category = SiteCategory::Department;
    sites[1].site.status = SiteStatus::Retired;
    assert_eq!(found(&sites), []);
}
