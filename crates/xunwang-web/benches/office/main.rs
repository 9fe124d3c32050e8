//! How fast the pages are on a full database under many officers at once: `cargo bench --workspace --bench office`.
//!
//! 529 sites with 20 channels each, three quarters with 200,000 findings, 10 million probes, 100,000 error reports, 3,177 accounts with 317,700 posts; 100 officers who each look at a page
//! about once a second. The database is made once, below `target/`; `PROBES` and `SECONDS` change the number of probes and how
//! long the officers work.
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod accounts;
mod decide;
mod messages;
mod pages;
mod paper;
mod patrol;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::ConnectOptions as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use uuid::Uuid;
use xunwang_app::office::{App, digest_of, provide_standard};
use xunwang_domain::circular::Quarter;
use xunwang_domain::login::{Session, SessionStage};
use xunwang_domain::organization::{Organization, OrganizationId, OrganizationKind};
use xunwang_domain::people::{Grant, Role, User, UserId};
use xunwang_domain::register::RegisteredSite;
use xunwang_domain::registry::{ChannelKind, DeclaredChannel, Site, SiteCategory, SiteCode, SiteStatus};
use xunwang_domain::review::{FindingId, FindingLine, Review, RoundFinding, Verdict};
use xunwang_domain::round::{RosterReason, RosterSite, Round, RoundDates, RoundId, RoundScope, RoundStage};
use xunwang_ports::{Clock as _, Store, SystemChance, SystemClock};
use xunwang_report::press::OwnPress;
use xunwang_store::{DataFolders, SqliteStore};
use xunwang_web::{Web, WebSettings, router};

const SITES: u32 = 529;
const CITIES: u32 = 21;
const FINDINGS_A_ROUND: u64 = 66_700;
const OFFICERS: u32 = 100;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

fn main() {
    // `cargo test --benches` only asks whether it runs.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(run());
}

async fn run() {
    let probes = number("PROBES", 10_000_000);
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("office-{probes}"));
    if !folder.join("done").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let begun = Instant::now();
        fill(&folder, probes).await;
        std::fs::write(folder.join("done"), "").unwrap();
        println!("database made in {:.0} s", begun.elapsed().as_secs_f64());
    }
    let size = std::fs::metadata(folder.join("xunwang.db")).unwrap().len();
    println!("{} MB", size >> 20);
    let store = Arc::new(opened(&folder).await);
    let app = App::new(
        Arc::clone(&store) as _,
        Arc::new(DataFolders::new(&folder)),
        Arc::new(SystemClock),
        Arc::new(SystemChance),
    )
    .with_press(Arc::new(OwnPress));
    provide_standard(&app).await.unwrap();
    let standard = Arc::new(xunwang_rules::guobanmihan_2019_19());
    let service = router(Web::new(app.clone(), WebSettings::default(), standard));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    renew_sessions(&*store).await;
    patrol::put(&*store).await;
    let papers = paper::put(&*store, &app, round_id(0), round_id(1)).await;
    let pages = pages::all(&app, &*store, papers).await;

    let mut alone: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut stream = connect(address, 0).await;
    for page in &pages {
        for _ in 0..20 {
            let (millis, status, _) = get(&mut stream, page.1.as_str(), 0).await;
            assert_eq!(status, 200, "{}", page.1);
            alone.entry(page.0).or_default().push(millis);
        }
    }
    print("one officer", alone, &BTreeMap::new());

    let seconds = number("SECONDS", 60);
    let until = Instant::now() + Duration::from_secs(seconds);
    let pages = Arc::new(pages);
    let officers: Vec<_> = (0..OFFICERS)
        .map(|officer| tokio::spawn(at_work(address, officer, Arc::clone(&pages), until)))
        .collect();
    let mut together: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut errors: BTreeMap<&str, u64> = BTreeMap::new();
    for officer in officers {
        for (page, millis, status) in officer.await.unwrap() {
            together.entry(page).or_default().push(millis);
            *errors.entry(page).or_default() += u64::from(status != 200);
        }
    }
    let asked: usize = together.values().map(Vec::len).sum();
    println!("{:.0} pages a second", asked as f64 / seconds as f64);
    print(&format!("{OFFICERS} officers at once"), together, &errors);
    let round = round_id(2).0.to_string();
    decide::run(&mut stream, &round, number("DECISIONS", 200) as usize).await;
}

/// Each officer has a network of its own: the public pages have limits by network.
async fn connect(address: SocketAddr, officer: u32) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    let own = Ipv4Addr::new(127, 1, (officer % 250) as u8 + 1, 1);
    socket.bind((own, 0).into()).unwrap();
    socket.connect(address).await.unwrap()
}

/// Looks at one page after another, about once a second.
async fn at_work(
    address: SocketAddr,
    officer: u32,
    pages: Arc<Vec<(&'static str, String)>>,
    until: Instant,
) -> Vec<(&'static str, f64, u16)> {
    let mut seen = Vec::new();
    let mut chance = fastrand::Rng::with_seed(u64::from(officer));
    let mut stream = connect(address, officer).await;
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(chance.u64(500..1500))).await;
        let (name, path) = &pages[chance.usize(..pages.len())];
        let (millis, status, _) = get(&mut stream, path, officer).await;
        seen.push((*name, millis, status));
    }
    seen
}

/// Asks for a page over a connection that stays open; milliseconds, status and bytes.
async fn get(stream: &mut TcpStream, path: &str, officer: u32) -> (f64, u16, usize) {
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: xunwang.test\r\nCookie: xunwang=OFFICER{officer}\r\n\r\n");
    let begun = Instant::now();
    let answer = ask(stream, &request).await;
    let millis = begun.elapsed().as_secs_f64() * 1000.0;
    (millis, answer.status, answer.length)
}

/// What came of a request.
struct Answer {
    status: u16,
    location: String,
    length: usize,
}

async fn ask(stream: &mut TcpStream, request: &str) -> Answer {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let (mut head, mut length) = (0_usize, usize::MAX);
    let mut location = String::new();
    while bytes.len() < head.saturating_add(length) {
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "{request}: closed");
        if head == 0
            && let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n")
        {
            head = at + 4;
            let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
            let field = |name: &str| {
                let mut lines = text.lines().filter_map(|line| line.split_once(": "));
                lines
                    .find(|(own, _)| own.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.trim().to_owned())
            };
            length = field("content-length")
                .and_then(|it| it.parse().ok())
                .unwrap_or(0);
            location = field("location").unwrap_or_default();
        }
    }
    Answer {
        status: String::from_utf8_lossy(&bytes[9..12]).parse().unwrap(),
        location,
        length: bytes.len(),
    }
}

fn print(title: &str, figures: BTreeMap<&str, Vec<f64>>, errors: &BTreeMap<&str, u64>) {
    println!(
        "{title}\n{:<26} {:>6} {:>7} {:>7} {:>7} {:>7}",
        "page", "n", "p50", "p95", "p99", "errors"
    );
    let mut all: Vec<f64> = Vec::new();
    for (page, mut millis) in figures {
        all.extend(&millis);
        line(page, &mut millis, errors.get(page).copied().unwrap_or_default());
    }
    line("all", &mut all, errors.values().sum());
}

fn line(page: &str, millis: &mut [f64], errors: u64) {
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| millis[((millis.len() as f64 * share) as usize).min(millis.len() - 1)];
    println!(
        "{page:<26} {:>6} {:>7.1} {:>7.1} {:>7.1} {errors:>7}",
        millis.len(),
        at(0.50),
        at(0.95),
        at(0.99)
    );
}

fn round_id(quarter: usize) -> RoundId {
    RoundId(Uuid::from_u128(7000 + quarter as u128))
}

fn code_of(number: u32) -> SiteCode {
    SiteCode::parse(&format!("99{:02}{number:06}", number % CITIES + 1)).unwrap()
}

async fn renew_sessions(store: &dyn Store) {
    let mut tx = store.begin().await.unwrap();
    for officer in 0..OFFICERS {
        let session = Session {
            digest: digest_of(&format!("OFFICER{officer}")),
            user: UserId(Uuid::from_u128(500 + u128::from(officer))),
            stage: SessionStage::Full,
            csrf: "TOKEN".to_owned(),
            began_at: SystemClock.now(),
            seen_at: SystemClock.now(),
            address: String::new(),
            agent: String::new(),
        };
        tx.put_session(&session).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn opened(folder: &Path) -> SqliteStore {
    let store = SqliteStore::open_office(&folder.join("xunwang.db")).await;
    store.unwrap()
}

async fn fill(folder: &Path, probes: u64) {
    let store = opened(folder).await;
    let now = SystemClock.now();
    let organization = |number: u128, parent: Option<u128>, name: String, kind| Organization {
        id: OrganizationId(Uuid::from_u128(number)),
        parent: parent.map(|parent| OrganizationId(Uuid::from_u128(parent))),
        name,
        kind,
    };
    let mut bodies = vec![organization(
        1,
        None,
        "示例省人民政府办公厅".to_owned(),
        OrganizationKind::Office,
    )];
    for city in 0..CITIES {
        bodies.push(organization(
            10 + u128::from(city),
            Some(1),
            format!("示例{city}市"),
            OrganizationKind::Area,
        ));
    }
    let mut sites = Vec::new();
    for number in 0..SITES {
        let city = number % CITIES;
        let unit = 10_000 + u128::from(number);
        bodies.push(organization(
            unit,
            Some(10 + u128::from(city)),
            format!("示例{city}市第{number}局"),
            OrganizationKind::Unit,
        ));
        let kinds = [
            ChannelKind::News,
            ChannelKind::Notice,
            ChannelKind::Policy,
            ChannelKind::Other,
        ];
        let channels = (0..20_usize).map(|channel| DeclaredChannel {
            name: format!("栏目{channel}"),
            url: format!("http://s{number}.example/c{channel}/").parse().unwrap(),
            kind: kinds[channel % 4],
            term_days: None,
        });
        sites.push(RegisteredSite {
            site: Site {
                code: code_of(number),
                name: format!("示例{city}市第{number}局网站"),
                home: format!("http://s{number}.example/").parse().unwrap(),
                area: format!("示例{city}市"),
                supervisor: "示例省人民政府办公厅".to_owned(),
                sponsor: format!("示例{city}市第{number}局"),
                category: if number < CITIES {
                    SiteCategory::Portal
                } else {
                    SiteCategory::Department
                },
                status: SiteStatus::Running,
                public_service: true,
                channels: channels.collect(),
            },
            organization: OrganizationId(Uuid::from_u128(unit)),
        });
    }
    let mut tx = store.begin().await.unwrap();
    tx.put_organizations(&bodies).await.unwrap();
    tx.put_sites(&sites, now - TimeDelta::days(300), "王某")
        .await
        .unwrap();
    for officer in 0..OFFICERS {
        let root = OrganizationId(Uuid::from_u128(1));
        let city = OrganizationId(Uuid::from_u128(10 + u128::from(officer % CITIES)));
        // Every other officer is responsible for the whole, with all roles that see anything; the others for a city.
        let branch = if officer % 2 == 0 { root } else { city };
        let roles = [Role::Supervisor, Role::Reviewer, Role::Approver, Role::Auditor];
        let everywhere = [Role::Auditor, Role::Administrator].map(|role| Grant {
            role,
            organization: root,
        });
        let own = roles.map(|role| Grant {
            role,
            organization: branch,
        });
        tx.put_user(&User {
            id: UserId(Uuid::from_u128(500 + u128::from(officer))),
            account: format!("officer{officer}"),
            name: format!("示例{officer}"),
            organization: root,
            grants: own.into_iter().chain(everywhere).collect::<BTreeSet<_>>(),
            disabled: false,
        })
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    for quarter in 0..3 {
        fill_round(&store, quarter, &sites, now).await;
    }
    fill_probes(folder, probes, now).await;
    drop(store);
    // What counts probes counts these when the database is opened as one of an earlier version.
    opened(folder).await.close().await;
}

const RULES: [(&str, &str, &str); 6] = [
    ("link-dead", "P-24", "deduct"),
    ("channel-stale", "WV4-1", "veto"),
    ("image-dead", "P-24", "deduct"),
    ("typo", "", "advice"),
    ("icp-missing", "P-21", "deduct"),
    ("channel-blank", "WV4-3", "veto"),
];

async fn fill_round(store: &SqliteStore, quarter: usize, sites: &[RegisteredSite], now: DateTime<Utc>) {
    let id = round_id(quarter);
    let made_at = now - TimeDelta::days(200 - 92 * quarter as i64);
    let day = made_at.date_naive();
    let round = Round {
        id,
        quarter: Quarter::of(day),
        organization: OrganizationId(Uuid::from_u128(1)),
        dates: RoundDates {
            roster_day: day,
            window: [day, day],
            message_window: [day, day],
            issue_on: day,
        },
        scope: RoundScope::Full,
        standard: 1,
        previous: (quarter > 0).then(|| round_id(quarter - 1)),
        stage: RoundStage::Reviewing,
        made_at,
        made_by: "王某".to_owned(),
        as_of: Some(made_at),
        collected_at: Some(made_at),
        objections: None,
        accepted: Vec::new(),
        judged: None,
    };
    let mut tx = store.begin().await.unwrap();
    tx.put_round(&round).await.unwrap();
    let roster: Vec<RosterSite> = (1..)
        .zip(sites)
        .map(|(place, site)| RosterSite {
            place,
            site: site.clone(),
            why: RosterReason::Full,
            addition: None,
            removal: None,
        })
        .collect();
    tx.put_roster(id, &roster).await.unwrap();
    for site in sites {
        let code = &site.site.code;
        let outcome = format!(
            r#"{{"site_name":"示例","area":"示例","judgement":{{"site_code":"{code}","judgement":"qualified","vetoes":[],
            "not_measured_reason":null}},"pages":500,"links":3000,"cuts":{{}},"findings":{{"link-dead":[40,2],"typo":[0,30]}},
            "not_measured_items":3,"problems":[]}}"#
        );
        let open = r#"[{"rule":"channel-stale","object":"http://a.example/","reason":"栏目页未打开（超时）","indicator":"WV4-1"}]"#;
        tx.put_outcome(id, code, &outcome, open).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut chance = fastrand::Rng::with_seed(quarter as u64);
    let mut batch = Vec::new();
    for place in 0..FINDINGS_A_ROUND {
        // Vetoes are rare.
        let (rule, indicator, level) = match chance.u32(..40) {
            0 => RULES[1],
            1 => RULES[5],
            other => RULES[[0, 2, 3, 4][(other % 4) as usize]],
        };
        let site = &sites[chance.usize(..sites.len())].site;
        let key = format!("k{place}");
        let target = if indicator == "P-24" {
            format!("\"http://gone{}.example/\"", chance.u32(..2000))
        } else {
            "null".to_owned()
        };
        let line: FindingLine = serde_json::from_str(&format!(
            r#"{{"key":"{key}","rule":"{rule}","indicator":"{indicator}","level":"{level}","status":"certain","site_code":"{}",
            "site_name":"{}","channel":"栏目{}","url":"{}x/{place}.html","target":{target},"region":"nav",
            "places":[{{"url":"{}x/{place}.html","region":"nav","selector":"body > div:nth-child(3) > ul > li:nth-child(7) > a"}}],
            "places_total":1,"excerpt":"示例摘录","message":"目标网页打不开（404），两次查看结果相同","observed_at":"2026-09-15T00:00:00Z",
            "evidence":null}}"#,
            site.code, site.name, place % 20, site.home, site.home
        ))
        .unwrap();
        let verdict = match chance.u32(..10) {
            0..6 => Some(Verdict::Confirmed),
            6..8 => Some(Verdict::Dismissed),
            _ => None,
        };
        let review = |verdict| Review {
            verdict: Some(verdict),
            reason: String::new(),
            note: String::new(),
            by: UserId(Uuid::from_u128(500)),
            name: "示例0".to_owned(),
            at: made_at,
            batch: None,
        };
        batch.push(RoundFinding {
            id: FindingId::new(id, &key),
            round: id,
            place,
            line,
            reviews: verdict.map(review).into_iter().collect(),
        });
        if batch.len() == 5000 || place + 1 == FINDINGS_A_ROUND {
            let mut tx = store.begin().await.unwrap();
            tx.add_findings(&batch).await.unwrap();
            tx.commit().await.unwrap();
            batch.clear();
        }
    }
}

/// An hour apart at every site, the latest now; one in fifty did not open.
async fn fill_probes(folder: &Path, probes: u64, now: DateTime<Utc>) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("xunwang.db"));
    let mut connection = options.connect().await.unwrap();
    let each = probes / u64::from(SITES);
    let fill = "insert or ignore into probe (site, at, state, status, dns, connect, tls, first_byte, body) \
                with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < $1) \
                select code, $2 - i * $3, case when abs(random() % 50) = 0 then 2 else 0 end, '200', 1000, 8000, null, 90000, 20000 \
                from site, n";
    // Three quarters are 273 days of 24 hours; more of them stand closer together.
    let step = 273 * 24 * 3_600_000_000_i64 / (each.max(1) as i64);
    sqlx::query(fill)
        .bind(each.cast_signed())
        .bind(now.timestamp_micros())
        .bind(step.min(3_600_000_000))
        .execute(&mut connection)
        .await
        .unwrap();
    let earlier = sqlx::raw_sql("pragma user_version = 0");
    earlier.execute(&mut connection).await.unwrap();
}
