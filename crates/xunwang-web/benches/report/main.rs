//! Whether the public form holds 200 messages a second for a minute, and whether a flood from one network delays the others:
//! `cargo bench --workspace --bench report`.
//!
//! Each citizen has a network of its own (127.x.y.0/24), opens the form, works, and sends it over a new connection, whether those
//! before are through or not. The second minute has a flood from one other network beside that: 64 connections
//! that send up to 2,000 requests a second, as fast as they are answered. The proof of
//! work is made short, for citizens do it on their own machines; to us it is one digest whatever its length. `SECONDS`, `RATE`
//! and `FLOOD` change the numbers.
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use xunwang_app::office::citizen::FormRules;
use xunwang_app::office::{App, SetUp, offer_set_up, provide_standard, set_up};
use xunwang_domain::register::RegisteredSite;
use xunwang_domain::registry::{Site, SiteCategory, SiteCode, SiteStatus};
use xunwang_ports::{Clock as _, FeedbackBy, FeedbackQuery, Store, SystemChance, SystemClock};
use xunwang_store::{DataFolders, SqliteStore};
use xunwang_web::{Web, WebSettings, router};

const SITES: u32 = 529;
const WORK_BITS: u32 = 4;

fn number(name: &str, usual: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
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
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let store = Arc::new(
        SqliteStore::open_office(&folder.path().join("xunwang.db"))
            .await
            .unwrap(),
    );
    let app = App::new(
        Arc::clone(&store) as _,
        Arc::new(DataFolders::new(folder.path())),
        Arc::new(SystemClock),
        Arc::new(SystemChance),
    )
    .with_form_rules(FormRules {
        work_bits: WORK_BITS,
        ..FormRules::default()
    });
    provide_standard(&app).await.unwrap();
    furnish(&app, &*store).await;
    let standard = Arc::new(xunwang_rules::guobanmihan_2019_19());
    let service = router(Web::new(app, WebSettings::default(), standard));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });

    let (seconds, rate) = (number("SECONDS", 60), number("RATE", 200));
    let mut codes = BTreeSet::new();
    let mut sent = minute(server, (seconds, rate), 0, &mut codes, "alone").await;
    let (stop, flood) = (Arc::new(AtomicBool::new(false)), Arc::new(Flood::default()));
    let pace = number("FLOOD", 2000);
    let floods: Vec<_> = (0..64_u8)
        .map(|one| {
            tokio::spawn(pour(
                server,
                one,
                pace / 64,
                Arc::clone(&stop),
                Arc::clone(&flood),
            ))
        })
        .collect();
    sent += minute(
        server,
        (seconds, rate),
        seconds * rate,
        &mut codes,
        "beside a flood",
    )
    .await;
    stop.store(true, Ordering::Relaxed);
    for one in floods {
        one.await.unwrap();
    }
    println!(
        "flood: {} requests from one network, {} turned away",
        flood.asked.load(Ordering::Relaxed),
        flood.refused.load(Ordering::Relaxed)
    );
    let mut tx = store.read().await.unwrap();
    let query = FeedbackQuery::default();
    let kept = tx
        .count_feedback(&query, FeedbackBy::Nothing, SystemClock.now())
        .await
        .unwrap();
    let kept = kept.first().map_or(0, |(_, tally)| tally.received);
    println!("{sent} sent, {} codes, {kept} in the database", codes.len());
    assert!(sent == kept && codes.len() as u64 == sent, "messages were lost");
}

/// An office with sites, and the form open.
async fn furnish(app: &App, store: &dyn Store) {
    let token = offer_set_up(app).await.unwrap().unwrap();
    let given = SetUp {
        office: "示例省人民政府办公厅".to_owned(),
        name: "陈管理".to_owned(),
        account: "chen".to_owned(),
        password: "River7Stone!".to_owned(),
        address: String::new(),
    };
    set_up(app, &token, &given).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let organization = tx.organizations().await.unwrap()[0].id;
    let site = |number: u32| RegisteredSite {
        site: Site {
            code: SiteCode::parse(&format!("99010{number:05}")).unwrap(),
            name: format!("示例省第{number}网站"),
            home: format!("http://s{number}.example/").parse().unwrap(),
            area: "示例省".to_owned(),
            supervisor: String::new(),
            sponsor: String::new(),
            category: SiteCategory::Department,
            status: SiteStatus::Running,
            public_service: true,
            channels: Vec::new(),
        },
        organization,
    };
    let sites: Vec<_> = (0..SITES).map(site).collect();
    tx.put_sites(&sites, SystemClock.now(), "").await.unwrap();
    tx.put_setting("public_form", "true").await.unwrap();
    tx.commit().await.unwrap();
}

/// So many seconds with so many citizens each; how many there were.
async fn minute(
    server: SocketAddr,
    (seconds, rate): (u64, u64),
    first: u64,
    codes: &mut BTreeSet<String>,
    title: &str,
) -> u64 {
    let begun = Instant::now();
    let mut citizens = Vec::new();
    for one in 0..seconds * rate {
        let at = begun + Duration::from_micros(one * 1_000_000 / rate);
        tokio::time::sleep_until(at.into()).await;
        citizens.push(tokio::spawn(citizen(server, first + one)));
    }
    let (mut opened, mut sent) = (Vec::new(), Vec::new());
    for one in citizens {
        let (open, send, code) = one.await.unwrap();
        opened.push(open);
        sent.push(send);
        codes.insert(code);
    }
    println!(
        "{title}: {:.0} messages a second",
        sent.len() as f64 / begun.elapsed().as_secs_f64()
    );
    for (what, mut millis) in [("open the form", opened), ("send it", sent.clone())] {
        millis.sort_by(f64::total_cmp);
        let at = |share: f64| millis[((millis.len() - 1) as f64 * share) as usize];
        println!(
            "  {what:<14} p50 {:>7.1} ms  p95 {:>7.1} ms  p99 {:>7.1} ms  most {:>7.1} ms",
            at(0.5),
            at(0.95),
            at(0.99),
            at(1.0)
        );
    }
    sent.len() as u64
}

async fn connected(server: SocketAddr, from: Ipv4Addr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddrV4::new(from, 0).into()).unwrap();
    socket.connect(server).await.unwrap()
}

/// A network of one's own for a few messages: 127.16.0.0 and up.
async fn citizen(server: SocketAddr, number: u64) -> (f64, f64, String) {
    let network = u32::try_from(number % 40_000).unwrap();
    let mut stream = connected(server, Ipv4Addr::from_bits(0x7f10_0001 + (network << 8))).await;
    let site = number % u64::from(SITES);
    let begun = Instant::now();
    let link = format!("/report?site_code=99010{site:05}&url=http%3A%2F%2Fs{site}.example%2F{number}.html");
    let page = ask(
        &mut stream,
        &format!("GET {link} HTTP/1.1\r\nHost: xunwang.test\r\n\r\n"),
    )
    .await;
    let open = begun.elapsed().as_secs_f64() * 1000.0;
    let ticket = page
        .split_once("name=\"ticket\" value=\"")
        .unwrap_or_else(|| panic!("{page}"))
        .1;
    let ticket = ticket.split('"').next().unwrap();
    let is_enough = |work: &u64| {
        let digest = Sha256::digest(format!("{ticket}:{work}"));
        u32::from(digest[0]) < 256 >> WORK_BITS
    };
    let work = (0_u64..).find(is_enough).unwrap().to_string();
    let body = form(&[
        ("ticket", ticket),
        ("work", &work),
        ("site_code", &format!("99010{site:05}")),
        ("kind", "4"),
        ("url", &format!("http://s{site}.example/{number}.html")),
        (
            "text",
            "正文第二段“截止”误写为“截至”，请改正；联系电话13812345678",
        ),
    ]);
    let begun = Instant::now();
    let done = ask(&mut stream, &post(&body)).await;
    let send = begun.elapsed().as_secs_f64() * 1000.0;
    let code = done
        .split_once("location: /report/")
        .unwrap_or_else(|| panic!("{done}"))
        .1;
    (open, send, code[..16].to_owned())
}

#[derive(Default)]
struct Flood {
    asked: AtomicU64,
    refused: AtomicU64,
}

/// So many requests a second from one of the addresses of one network.
async fn pour(server: SocketAddr, one: u8, rate: u64, stop: Arc<AtomicBool>, flood: Arc<Flood>) {
    let text = "灌水".repeat(200);
    let request = post(&form(&[
        ("ticket", "x"),
        ("kind", "4"),
        ("url", "http://s1.example/"),
        ("text", &text),
    ]));
    let mut stream = connected(server, Ipv4Addr::new(127, 8, 8, one + 1)).await;
    let mut next = Instant::now();
    while !stop.load(Ordering::Relaxed) {
        next += Duration::from_micros(1_000_000 / rate.max(1));
        tokio::time::sleep_until(next.into()).await;
        let answer = tried(&mut stream, &request).await;
        flood.asked.fetch_add(1, Ordering::Relaxed);
        match answer {
            Some(answer) if answer.starts_with("HTTP/1.1 429") => {
                flood.refused.fetch_add(1, Ordering::Relaxed);
            }
            Some(_) => {}
            None => stream = connected(server, Ipv4Addr::new(127, 8, 8, one + 1)).await,
        }
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--xw\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body + "--xw--\r\n"
}

fn post(body: &str) -> String {
    format!(
        "POST /report HTTP/1.1\r\nHost: xunwang.test\r\nOrigin: http://xunwang.test\r\n\
         Content-Type: multipart/form-data; boundary=xw\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn ask(stream: &mut TcpStream, request: &str) -> String {
    tried(stream, request)
        .await
        .unwrap_or_else(|| panic!("closed: {request}"))
}

/// Head and body of the answer; none where the connection was closed.
async fn tried(stream: &mut TcpStream, request: &str) -> Option<String> {
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes[..head]);
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        if bytes.len() >= head + 4 + length {
            return Some(String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}
