//! kill -9 of the office at any moment, while people import, decide and judge, sites are probed and a round is collected: what was
//! said to be done is done, once, and the trail holds together. `KILLS=50` kills as often.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use xunwang_app::office::{App, SetUp, digest_of, offer_set_up, set_up};
use xunwang_domain::audit::AuditWalk;
use xunwang_domain::login::{Session, SessionStage};
use xunwang_domain::people::{Grant, Role};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, RoundFinding};
use xunwang_domain::round::{RosterReason, RosterSite, Round, RoundDates, RoundId, RoundScope, RoundStage};
use xunwang_ports::{Clock as _, CountBy, FindingQuery, Store, SystemChance, SystemClock};
use xunwang_store::{DataFolders, SqliteStore};

use super::harness::{command, word};
use super::small_site::{Pages, SmallSite};

const FINDINGS: u64 = 4000;
const SECRET: &str = "KILLSECRET";

#[test]
fn killed_again_and_again_the_office_loses_and_doubles_nothing() {
    let kills: u64 = std::env::var("KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(6);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("数据");
    let site = SmallSite::serve(site_pages());
    let hosts = folder.path().join("hosts.txt");
    let lines: String = (1..=3)
        .map(|n| format!("s{n}.example {}\n", site.address))
        .collect();
    std::fs::write(&hosts, lines).unwrap();
    let runtime = Runtime::new().unwrap();
    runtime.block_on(prepare(&data));

    let done = Done::default();
    let mut next = Work::default();
    // Until it was killed as often, and people got something done between; a slow machine needs more lives for that.
    for kill in 0..kills * 10 {
        if kill >= kills && done.keys.lock().unwrap().len() > 20 {
            break;
        }
        let listen = format!("127.0.0.1:{}", free_port());
        let mut child = serve(&data, &hosts, &listen);
        let begun = Instant::now();
        while TcpStream::connect(&listen).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "the office opens");
            std::thread::sleep(Duration::from_millis(5));
        }
        let life = Duration::from_millis(60 + kill * 137 % 700);
        let until = Instant::now() + life;
        std::thread::scope(|scope| {
            // Everybody works until the connection breaks.
            scope.spawn(|| decide(&listen, &done, &mut next.findings));
            scope.spawn(|| import(&listen, &done, &mut next.sites));
            scope.spawn(|| judge_and_take_back(&listen));
            std::thread::sleep(until.saturating_duration_since(Instant::now()));
            child.kill().unwrap();
        });
        child.wait().unwrap();
    }
    // Once more without a kill, until the round is collected.
    let mut child = serve(&data, &hosts, &format!("127.0.0.1:{}", free_port()));
    let collected = runtime.block_on(wait_until_collected(&data));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(collected, "the round is collected in the end");
    runtime.block_on(check(&data, &done));
}

/// Starts the office.
fn serve(data: &Path, hosts: &Path, listen: &str) -> Child {
    let words = [
        "serve",
        "--data",
        word(data),
        "--hosts",
        word(hosts),
        "--listen",
        listen,
        "--rate",
        "inf",
        "--second-look",
        "0",
    ];
    command(&words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the office said to be done.
#[derive(Default)]
struct Done {
    decisions: AtomicU32,
    keys: std::sync::Mutex<BTreeSet<u64>>,
    codes: std::sync::Mutex<BTreeSet<String>>,
}

/// What is to be done next: nothing is asked for twice.
#[derive(Default)]
struct Work {
    findings: u64,
    sites: u32,
}

fn site_pages() -> Pages {
    let mut pages = BTreeMap::new();
    let home = "<html><head><title>示例网站</title></head><body><a href=\"/a.html\">甲</a><a href=\"/gone.html\">乙</a></body></html>";
    pages.insert("/", ("text/html; charset=utf-8", home.as_bytes().to_vec()));
    pages.insert(
        "/a.html",
        (
            "text/html; charset=utf-8",
            "<html><title>甲</title><body><p>示例</p></body></html>"
                .as_bytes()
                .to_vec(),
        ),
    );
    pages
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

async fn open(data: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(&data.join("xunwang.db")).await.unwrap())
}

const REVIEWED: u128 = 1;
const COLLECTED: u128 = 2;

/// An office with one person who may do everything, a register of three sites, a round under review and one to be collected.
async fn prepare(data: &Path) {
    std::fs::create_dir_all(data).unwrap();
    let store = open(data).await;
    let app = App::new(
        Arc::clone(&store),
        Arc::new(DataFolders::new(data)),
        Arc::new(SystemClock),
        Arc::new(SystemChance),
    );
    let token = offer_set_up(&app).await.unwrap().unwrap();
    let given = SetUp {
        office: "示例省".to_owned(),
        name: "陈某".to_owned(),
        account: "chen".to_owned(),
        password: "River7Stone!".to_owned(),
        address: String::new(),
    };
    set_up(&app, &token, &given).await.unwrap();
    let now = SystemClock.now();
    let mut tx = store.begin().await.unwrap();
    let mut user = tx.user_of_account("chen").await.unwrap().unwrap();
    let organization = user.organization;
    for role in [Role::Supervisor, Role::Reviewer] {
        user.grants.insert(Grant { role, organization });
    }
    tx.put_user(&user).await.unwrap();
    tx.put_session(&Session {
        digest: digest_of(SECRET),
        user: user.id,
        stage: SessionStage::Full,
        csrf: "TOKEN".to_owned(),
        began_at: now,
        seen_at: now,
        address: String::new(),
        agent: String::new(),
    })
    .await
    .unwrap();
    let register = xunwang_app::registry::read_register("台账.csv", rows(1..=3).as_bytes(), None).unwrap();
    let sites: Vec<_> = register
        .sites
        .into_iter()
        .map(|site| xunwang_domain::register::RegisteredSite { site, organization })
        .collect();
    tx.put_sites(&sites, now, "陈某").await.unwrap();
    let day = now.date_naive();
    for (number, quarter, stage) in [
        (REVIEWED, "2026Q2", RoundStage::Reviewing),
        (COLLECTED, "2026Q3", RoundStage::Collecting),
    ] {
        let round = Round {
            id: RoundId(uuid_of(number)),
            quarter: quarter.parse().unwrap(),
            organization,
            dates: RoundDates {
                roster_day: day,
                window: [day, day],
                message_window: [day, day],
                issue_on: day,
            },
            scope: RoundScope::Full,
            standard: 1,
            previous: None,
            stage,
            made_at: now,
            made_by: "陈某".to_owned(),
            as_of: Some(now),
            collected_at: None,
            objections: None,
            accepted: Vec::new(),
            judged: None,
        };
        tx.put_round(&round).await.unwrap();
        let roster: Vec<_> = (1..)
            .zip(&sites)
            .map(|(place, site)| RosterSite {
                place,
                site: site.clone(),
                why: RosterReason::Full,
                addition: None,
                removal: None,
            })
            .collect();
        tx.put_roster(round.id, &roster).await.unwrap();
    }
    let reviewed = RoundId(uuid_of(REVIEWED));
    for one in &sites {
        let code = &one.site.code;
        let outcome = format!(
            r#"{{"site_name":"示例","area":"示例","judgement":{{"site_code":"{code}","judgement":"qualified","vetoes":[],
            "not_measured_reason":null}},"pages":10,"links":20,"cuts":{{}},"findings":{{}},"not_measured_items":0,"problems":[]}}"#
        );
        tx.put_outcome(reviewed, code, &outcome, "[]").await.unwrap();
    }
    let findings: Vec<RoundFinding> = (0..FINDINGS)
        .map(|place| {
            let key = format!("k{place}");
            let line = format!(
                r#"{{"key":"{key}","rule":"typo","indicator":"","level":"advice","status":"suspected","site_code":"9900000001",
                "site_name":"示例","channel":null,"url":"http://s1.example/{place}","target":null,"region":"body","places":[],
                "places_total":1,"excerpt":"","message":"错","observed_at":"2026-09-15T00:00:00Z","evidence":null}}"#
            );
            RoundFinding {
                id: FindingId::new(reviewed, &key),
                round: reviewed,
                place,
                line: serde_json::from_str(&line).unwrap(),
                reviews: Vec::new(),
            }
        })
        .collect();
    tx.add_findings(&findings).await.unwrap();
    tx.commit().await.unwrap();
}

fn uuid_of(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn rows(numbers: std::ops::RangeInclusive<u32>) -> String {
    let mut text = "网站标识码,网站名称,首页网址,地区或部门,主办单位,网站类别,运行状态\n".to_owned();
    for number in numbers {
        text.push_str(&format!(
            "99{number:08},示例网站{number},http://s{number}.example/,示例市,示例{number}局,部门网站,正常运行\n"
        ));
    }
    text
}

/// Sends a form; the status and the body, or nothing where the office is gone.
fn post(listen: &str, path: &str, kind: &str, body: &[u8]) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(listen).ok()?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {listen}\r\nOrigin: http://{listen}\r\nCookie: xunwang={SECRET}\r\nContent-Type: {kind}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.get(9..12)?.parse().ok()?;
    Some((status, text))
}

const FORM: &str = "application/x-www-form-urlencoded";

fn decide(listen: &str, done: &Done, next: &mut u64) {
    let round = RoundId(uuid_of(REVIEWED));
    while *next < FINDINGS {
        let key = *next;
        *next += 1;
        let id = FindingId::new(round, &format!("k{key}")).0;
        let body = b"csrf=TOKEN&verdict=confirmed&version=0&reach=one";
        match post(listen, &format!("/findings/{id}"), FORM, body) {
            Some((303, _)) => {
                done.decisions.fetch_add(1, Ordering::Relaxed);
                done.keys.lock().unwrap().insert(key);
            }
            // Judged just now by the other one: not decided.
            Some((422, text)) => assert!(text.contains("已经判定"), "{text}"),
            Some((status, text)) => panic!("{status} {text}"),
            None => return,
        }
    }
}

fn import(listen: &str, done: &Done, next: &mut u32) {
    loop {
        *next += 1;
        let number = 100 + *next;
        let file = rows(number..=number);
        let body = format!(
            "--xw\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{file}\r\n--xw--\r\n"
        );
        let kind = "multipart/form-data; boundary=xw";
        let Some((200, page)) = post(listen, "/import?csrf=TOKEN", kind, body.as_bytes()) else {
            return;
        };
        let mark = &page[page.find("name=\"mark\" value=\"").unwrap() + 19..];
        let mark = &mark[..mark.find('"').unwrap()];
        let body = format!("csrf=TOKEN&mark={mark}");
        match post(listen, "/import/confirm", FORM, body.as_bytes()) {
            Some((303, _)) => done.codes.lock().unwrap().insert(format!("99{number:08}")),
            Some((status, text)) => panic!("{status} {text}"),
            None => return,
        };
    }
}

fn judge_and_take_back(listen: &str) {
    let path = format!("/rounds/{}/judgement", uuid_of(REVIEWED));
    loop {
        if post(listen, &path, FORM, b"csrf=TOKEN").is_none() {
            return;
        }
        if post(listen, &format!("{path}/reopen"), FORM, b"csrf=TOKEN&reason=x").is_none() {
            return;
        }
        // While it is judged nothing can be decided.
        std::thread::sleep(Duration::from_millis(30));
    }
}

async fn wait_until_collected(data: &Path) -> bool {
    let store = open(data).await;
    for _ in 0..300 {
        let round = store
            .read()
            .await
            .unwrap()
            .round(RoundId(uuid_of(COLLECTED)))
            .await
            .unwrap();
        if round.unwrap().stage == RoundStage::Reviewing {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

async fn check(data: &Path, done: &Done) {
    let store = open(data).await;
    let mut tx = store.read().await.unwrap();
    let reviewed = RoundId(uuid_of(REVIEWED));
    let said = done.keys.lock().unwrap().clone();
    assert!(said.len() > 20, "people got something done: {}", said.len());
    let mut decided = 0;
    for key in 0..FINDINGS {
        let id = FindingId::new(reviewed, &format!("k{key}"));
        let finding = tx.finding(id).await.unwrap().unwrap();
        assert!(finding.reviews.len() <= 1, "k{key} was decided twice");
        assert!(
            !said.contains(&key) || finding.reviews.len() == 1,
            "k{key} was said to be decided"
        );
        decided += finding.reviews.len();
    }
    let codes = done.codes.lock().unwrap().clone();
    for code in codes {
        let site = tx.site(&SiteCode::parse(&code).unwrap()).await.unwrap();
        assert!(site.is_some(), "{code} was said to be imported");
    }
    // The trail holds together, and has one entry for each decision and each site.
    let mut walk = AuditWalk::default();
    let length = tx.trail_length().await.unwrap();
    let mut actions: BTreeMap<String, usize> = BTreeMap::new();
    for entry in tx.trail(1, u32::MAX).await.unwrap() {
        assert!(walk.step(&entry), "entry {} of the trail", entry.number);
        let event: serde_json::Value = serde_json::from_str(&entry.content).unwrap();
        *actions
            .entry(event["action"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    assert_eq!(walk.length(), length);
    assert_eq!(
        actions.get("复核线索：认定").copied().unwrap_or_default(),
        decided
    );
    // Judged means that every site has its judgement, and not judged that none has.
    let round = tx.round(reviewed).await.unwrap().unwrap();
    let judged = round.stage == RoundStage::Judged;
    for row in tx.roster(reviewed).await.unwrap() {
        assert_eq!(row.judgement.is_some(), judged);
    }
    // The collected round: both pages of each site were read, and each dead link stands once.
    let query = FindingQuery {
        round: RoundId(uuid_of(COLLECTED)),
        sites: None,
        verdict: None,
        rule: Some("link-dead".to_owned()),
        indicator: None,
        level: None,
        object_group: None,
        template_group: None,
        after: None,
    };
    let dead = tx.count_findings(&query, CountBy::Site).await.unwrap();
    let each: Vec<u64> = dead.iter().map(|(_, count)| *count).collect();
    assert_eq!(each, [1, 1, 1], "{dead:?}");
}
