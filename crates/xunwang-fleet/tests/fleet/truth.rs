//! The manifest says the truth: what it lists is dead or absent, and nothing else is.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use xunwang_fleet::{
    Fleet, FleetOptions, Judgement, Manifest, Place, ReportedFinding, RuleClass, SiteTruth, evaluate,
};

use crate::checker::{Reading, decode, read};

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 9, 15).expect("a date")
}

fn second_small() -> FleetOptions {
    FleetOptions {
        pages_per_site: 44,
        ..FleetOptions::second(as_of())
    }
}

/// Reads all measurable sites on all cores.
fn read_all(fleet: &Fleet) -> Vec<(&SiteTruth, Reading)> {
    let sites: Vec<&SiteTruth> = fleet
        .manifest()
        .sites
        .iter()
        .filter(|site| site.judgement != Judgement::NotMeasured)
        .collect();
    let half = sites.len() / 2;
    std::thread::scope(|scope| {
        let (left, right) = sites.split_at(half);
        let other = scope.spawn(|| {
            right
                .iter()
                .map(|site| (*site, read(fleet, &site.home)))
                .collect::<Vec<_>>()
        });
        let mut all: Vec<_> = left.iter().map(|site| (*site, read(fleet, &site.home))).collect();
        all.extend(other.join().expect("the other half"));
        all
    })
}

fn check(fleet: &Fleet) {
    let manifest = fleet.manifest();
    for (site, reading) in read_all(fleet) {
        dead_targets_are_those_of_the_manifest(manifest, site, &reading);
        every_page_is_reached(fleet, site, &reading);
        marks_are_absent_where_the_manifest_says_so(manifest, site, &reading);
        pages_look_real(site, &reading);
    }
}

#[test]
fn demo_fleet_is_what_its_manifest_says() {
    let fleet = Fleet::generate(FleetOptions::demo(as_of()));
    assert!(fleet.page_count() >= 2000, "{} pages", fleet.page_count());
    assert_eq!(fleet.manifest().sites.len(), 40);
    check(&fleet);
}

#[test]
fn second_fleet_is_what_its_manifest_says() {
    check(&Fleet::generate(second_small()));
}

fn dead_targets_are_those_of_the_manifest(manifest: &Manifest, site: &SiteTruth, reading: &Reading) {
    // A name that the hosts file does not hold is a bait: nobody can say that it is dead.
    let named = |target: &&str| !target.contains(".invalid/");
    let found: BTreeSet<&str> = reading.dead.keys().map(String::as_str).filter(named).collect();
    let planted: Vec<_> = manifest
        .expected
        .iter()
        // Links in documents are not seen by who reads pages only.
        .filter(|wanted| wanted.site_code == site.site_code && wanted.kind != "in-file")
        .filter_map(|wanted| Some((wanted, wanted.target.as_deref()?)))
        .collect();
    let wanted: BTreeSet<&str> = planted.iter().map(|(_, target)| *target).collect();
    assert_eq!(found, wanted, "dead targets of {}", site.home);
    for (wanted, target) in planted {
        let (pages, picture) = &reading.dead[target];
        assert_eq!(*picture, wanted.rule == "image-dead", "{target}");
        for place in &wanted.places {
            match place.strip_suffix('*') {
                Some(_) => assert!(
                    pages.len() * 10 > reading.pages.len() * 9,
                    "{target} stands on few pages"
                ),
                None => assert!(
                    pages.contains(place),
                    "{target} is not on {place}, but on {pages:?}"
                ),
            }
        }
    }
}

fn every_page_is_reached(fleet: &Fleet, site: &SiteTruth, reading: &Reading) {
    let host = url::Url::parse(&site.home)
        .expect("an address")
        .host_str()
        .unwrap_or_default()
        .to_owned();
    for page in fleet.pages(&host) {
        assert!(reading.pages.contains_key(&page), "no way leads to {page}");
    }
}

fn marks_are_absent_where_the_manifest_says_so(manifest: &Manifest, site: &SiteTruth, reading: &Reading) {
    let signs: [(&str, &[&str]); 4] = [
        (
            "report-entry-missing",
            &["jiucuo.html", "jcInfo", "_jiucuo_", "jiucuo.js"],
        ),
        ("site-code-missing", &["标识码"]),
        ("icp-missing", &["ICP备"]),
        ("police-record-missing", &["公网安备"]),
    ];
    for (rule, signs) in signs {
        let wanted = manifest
            .expected
            .iter()
            .find(|wanted| wanted.rule == rule && wanted.site_code == site.site_code);
        for (page, text) in &reading.pages {
            let body = text
                .split_once("<body")
                .or_else(|| text.split_once("<BODY"))
                .map_or("", |(_, body)| body);
            let has = signs.iter().any(|sign| body.contains(sign));
            let absent = wanted.is_some_and(|wanted| {
                wanted.places.iter().any(|place| match place.strip_suffix('*') {
                    Some(prefix) => page.starts_with(prefix),
                    None => place == page,
                })
            });
            assert_eq!(has, !absent, "{rule} on {page}");
        }
    }
}

fn pages_look_real(site: &SiteTruth, reading: &Reading) {
    let sizes: Vec<usize> = reading.pages.values().map(String::len).collect();
    let average = sizes.iter().sum::<usize>() / sizes.len();
    assert!(
        (8_000..60_000).contains(&average),
        "{}: pages of {average} bytes",
        site.home
    );
    assert!(
        reading.pages.len() >= 30,
        "{}: {} pages",
        site.home,
        reading.pages.len()
    );
    assert!(
        reading.pages.values().all(|text| !text.contains('\u{fffd}')),
        "{}: undecodable characters",
        site.home
    );
}

#[test]
fn the_same_seed_gives_the_same_fleet_and_another_seed_another() {
    let (one, two) = (Fleet::generate(second_small()), Fleet::generate(second_small()));
    assert_eq!(one.manifest(), two.manifest());
    for host in one.host_names().step_by(7) {
        for page in one.pages(host).into_iter().step_by(5) {
            let path = url::Url::parse(&page).expect("an address");
            let path = &path[url::Position::BeforePath..url::Position::AfterQuery];
            assert_eq!(
                one.respond(host, path, false),
                two.respond(host, path, false),
                "{page}"
            );
        }
    }
    let other = Fleet::generate(FleetOptions {
        seed: 78,
        ..second_small()
    });
    assert_ne!(one.manifest().expected, other.manifest().expected);
}

#[test]
fn both_fleets_hold_every_rule_veto_and_kind() {
    for options in [FleetOptions::demo(as_of()), FleetOptions::second(as_of())] {
        let fleet = Fleet::generate(options);
        let manifest = fleet.manifest();
        let perfect = evaluate(manifest, perfect_findings(manifest).into_iter());
        assert!(perfect.reaches(1.0, 1.0), "{perfect:?}");
        let planted = perfect.rules.values().filter(|score| score.planted() > 0);
        assert!(planted.count() >= 16, "{:?}", options.style);
        let vetoes: BTreeSet<&str> = manifest
            .sites
            .iter()
            .flat_map(|site| &site.vetoes)
            .map(String::as_str)
            .collect();
        assert_eq!(vetoes, BTreeSet::from(["WV3", "WV4-1", "WV4-3"]));
        let judged = |judgement| {
            manifest
                .sites
                .iter()
                .filter(|site| site.judgement == judgement)
                .count()
        };
        assert_eq!(
            (judged(Judgement::NotMeasured), judged(Judgement::Unqualified)),
            (2, 4)
        );
        let baits: BTreeSet<&str> = manifest.baits.iter().map(|bait| bait.kind.as_str()).collect();
        for kind in [
            "on-limit-day",
            "list-without-dates",
            "in-comment",
            "head-405",
            "old-special-topic",
            "pinned-on-top",
        ] {
            assert!(baits.contains(kind), "no bait {kind}");
        }
    }
}

#[test]
fn three_seeds_of_the_evaluation_hold_a_hundred_defects_for_each_automatic_rule() {
    let mut planted: std::collections::BTreeMap<String, (RuleClass, usize)> =
        std::collections::BTreeMap::new();
    for seed in [5, 6, 7] {
        let fleet = Fleet::generate(FleetOptions::evaluation(as_of(), seed));
        let manifest = fleet.manifest();
        let perfect = evaluate(manifest, perfect_findings(manifest).into_iter());
        for (rule, score) in &perfect.rules {
            assert!(score.reaches_goal(), "{rule}: {score:?}");
            planted.entry(rule.clone()).or_insert((score.class, 0)).1 += score.planted();
        }
        assert_eq!((perfect.region_share(), perfect.places > 300), (1.0, true));
        let templates: BTreeSet<&str> = manifest.sites.iter().map(|site| site.template.as_str()).collect();
        assert_eq!(templates.len(), 6);
        assert!(
            manifest.baits.len() * 10 >= manifest.expected.len() * 8,
            "{} baits, {} defects",
            manifest.baits.len(),
            manifest.expected.len()
        );
    }
    for (rule, (class, count)) in planted {
        let least = if class == RuleClass::Automatic { 100 } else { 30 };
        assert!(count >= least, "{rule}: {count}");
    }
}

#[test]
fn channels_of_every_state_are_planted_and_a_wrong_state_is_told() {
    let mut states: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for seed in [5, 6, 7] {
        let fleet = Fleet::generate(FleetOptions::evaluation(as_of(), seed));
        let manifest = fleet.manifest();
        for channel in &manifest.channels {
            *states.entry(channel.state.clone()).or_default() += 1;
        }
        let told: Vec<String> = manifest
            .channels
            .iter()
            .map(|channel| format!("{}：缘由", channel.state))
            .collect();
        let rows = || {
            let channels = manifest.channels.iter().zip(&told);
            channels.map(|(channel, told)| (channel.site_code.as_str(), channel.url.as_str(), told.as_str()))
        };
        assert_eq!(manifest.differing_channels(rows()), Vec::<String>::new());
        let mut wrong: Vec<_> = rows().collect();
        wrong[3].2 = "猜测";
        wrong.pop();
        assert_eq!(manifest.differing_channels(wrong.into_iter()).len(), 2);
        // None of those states is a defect of the channel.
        let quiet = ["已迁移", "访问被拦截", "条目链接均打不开"];
        for channel in manifest
            .channels
            .iter()
            .filter(|channel| quiet.contains(&channel.state.as_str()))
        {
            let named = |one: &&xunwang_fleet::Expected| one.channel.as_deref() == Some(&channel.url);
            assert!(manifest.expected.iter().find(named).is_none(), "{channel:?}");
            assert!(
                manifest.baits.iter().any(|bait| bait.url == channel.url),
                "{channel:?}"
            );
        }
    }
    for state in [
        "已迁移",
        "访问被拦截",
        "条目链接均打不开",
        "内容由脚本加载",
        "空白",
        "以一篇文章代替列表",
    ] {
        let count = states.get(state).copied().unwrap_or_default();
        assert!(count >= 10, "{state}: {count}");
    }
}

#[test]
fn reprints_lack_what_is_planted_and_whole_ones_lack_nothing() {
    let fleet = Fleet::generate(FleetOptions::evaluation(as_of(), 5));
    let originals = fleet.originals();
    assert!(
        originals
            .iter()
            .all(|original| original.text.chars().count() > 300)
    );
    let page = |address: &str| {
        let url = url::Url::parse(address).expect("an address");
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        decode(&fleet.respond(url.host_str().unwrap_or_default(), path, false))
    };
    // How many lines of the one original that it names a page does not have.
    let absent = |address: &str| {
        let text = page(address);
        let named = |original: &&xunwang_fleet::Original| {
            text.split_once("<title>")
                .or(text.split_once("<TITLE>"))
                .is_some_and(|(_, rest)| rest.starts_with(&original.title))
        };
        let original = originals.iter().find(named).expect("an original of that title");
        let lines = original.text.lines();
        lines.filter(|line| !text.contains(line)).count()
    };
    let manifest = fleet.manifest();
    let mut kinds = BTreeSet::new();
    for lacking in manifest
        .expected
        .iter()
        .filter(|one| one.rule == "reprint-incomplete")
    {
        kinds.insert(lacking.kind.as_str());
        assert_ne!(absent(&lacking.places[0]), 0, "{lacking:?}");
    }
    let whole = [
        "reprint-complete",
        "reprint-with-contents",
        "reprint-with-chrome",
        "reprint-with-note",
    ];
    for bait in &manifest.baits {
        if whole.contains(&bait.kind.as_str()) {
            kinds.insert(bait.kind.as_str());
            assert_eq!(absent(&bait.url), 0, "{bait:?}");
        }
    }
    assert_eq!(kinds.len(), 6 + whole.len(), "{kinds:?}");
}

fn perfect_findings(manifest: &Manifest) -> Vec<ReportedFinding> {
    manifest
        .expected
        .iter()
        .map(|wanted| ReportedFinding {
            rule: wanted.rule.clone(),
            site_code: wanted.site_code.clone(),
            target: wanted.target.clone(),
            url: wanted.channel.clone(),
            places: wanted
                .places
                .iter()
                .map(|place| Place {
                    url: place.trim_end_matches('*').to_owned(),
                    region: wanted.region.clone(),
                })
                .collect(),
            ..ReportedFinding::default()
        })
        .collect()
}

#[test]
fn the_evaluation_counts_what_is_missed_and_what_is_wrong() {
    let fleet = Fleet::generate(second_small());
    let manifest = fleet.manifest();
    let mut findings = perfect_findings(manifest);
    let dead = manifest
        .expected
        .iter()
        .filter(|wanted| wanted.rule == "link-dead")
        .count();
    let missed = findings
        .iter()
        .position(|finding| finding.rule == "link-dead")
        .expect("a dead link");
    findings.remove(missed);
    let bait = manifest
        .baits
        .iter()
        .find(|bait| bait.kind == "in-comment")
        .expect("a bait");
    findings.push(ReportedFinding {
        rule: "link-dead".to_owned(),
        site_code: bait.site_code.clone(),
        target: Some(bait.url.clone()),
        ..ReportedFinding::default()
    });
    let mark = manifest
        .expected
        .iter()
        .find(|wanted| wanted.kind == "topic-pages")
        .expect("a mark of topics");
    let home = manifest
        .sites
        .iter()
        .find(|site| site.site_code == mark.site_code)
        .expect("its site");
    for finding in findings
        .iter_mut()
        .filter(|found| found.rule == mark.rule && found.site_code == mark.site_code)
    {
        finding.places = vec![Place {
            url: home.home.clone(),
            region: None,
        }];
    }
    let evaluation = evaluate(manifest, findings.into_iter());
    let links = &evaluation.rules["link-dead"];
    assert_eq!((links.true_positives, links.false_negatives.len()), (dead - 1, 1));
    assert!(
        links.false_positives[0].contains("bait: in-comment"),
        "{:?}",
        links.false_positives
    );
    let marks = &evaluation.rules[&mark.rule];
    assert_eq!((marks.false_positives.len(), marks.false_negatives.len()), (1, 1));
}

#[test]
fn register_rows_have_valid_codes_and_sit_in_21_cities() {
    let fleet = Fleet::generate(FleetOptions::demo(as_of()));
    let text = fleet.register_csv();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut codes = BTreeSet::new();
    let mut cities = BTreeSet::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let code = &row[0];
        let digits = code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_digit());
        let sub_form =
            code.len() == 10 && &code[2..4] == "BM" && code[4..].bytes().all(|byte| byte.is_ascii_digit());
        assert!(digits || sub_form, "{code}");
        assert!(codes.insert(code.to_owned()), "{code} twice");
        assert!(url::Url::parse(&row[2]).is_ok(), "{}", &row[2]);
        if &row[6] == "门户网站" {
            cities.insert(row[3].to_owned());
        }
    }
    assert_eq!((codes.len(), cities.len()), (40, 21));
    assert!(
        csv::Reader::from_reader(fleet.channels_csv().as_bytes())
            .records()
            .count()
            > 400
    );
}

#[test]
fn fictional_facts_agree_with_themselves() {
    let fleet = Fleet::generate(FleetOptions::demo(as_of()));
    let facts = xunwang_fleet::fictional_facts(&fleet);
    let number = |value: &serde_json::Value| value.as_u64().expect("a number");
    let areas = facts["areas"].as_array().expect("areas");
    assert!(areas.len() > 21);
    let problems = facts["problems"].as_array().expect("problems");
    for area in areas {
        let failing = problems
            .iter()
            .filter(|problem| {
                problem["object"] == "account"
                    && problem["area"] == area["name"]
                    && problem["failing"] == true
            })
            .count() as u64;
        assert_eq!(number(&area["accounts_failed"]), failing, "{}", area["name"]);
        assert!(number(&area["accounts_checked"]) <= number(&area["accounts_running"]));
    }
    assert!(problems.iter().any(|problem| problem["object"] == "account"));
    let feedback = &facts["feedback"];
    let parts = ["closed_on_time", "closed_late", "open", "overdue"].map(|part| number(&feedback[part]));
    assert_eq!(number(&feedback["received"]), parts.iter().sum::<u64>());
    assert_eq!(facts["quarter"], "2023Q3");
}
