//! What an inspection costs without its circular: `visit_cost OUT PREVIOUS|- PAGES HOME…` inspects the sites of these home
//! pages, politeness off, and prints CPU time a page, peak memory and bytes on disk.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher};
use xunwang_inspect::inspection::{Counts, Earlier, Outside, Plan, inspect, read_outcomes};
use xunwang_inspect::registry::read_register;
use xunwang_inspect::visit::{InspectSettings, Progress, Stop};
use xunwang_ports::SystemClock;
use xunwang_store::{EvidenceFolder, SqliteStore};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Error = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [out, previous, pages, homes @ ..] = words.as_slice() else {
        return Err("visit_cost OUT PREVIOUS|- PAGES HOME…".into());
    };
    let max_pages: u64 = pages.parse()?;
    let mut register = "网站标识码,网站名称,首页网址,地区或部门\n".to_owned();
    let mut hosts = String::new();
    for (number, home) in (1..).zip(homes) {
        register.push_str(&format!(
            "99{number:02}000001,示例{number}市人民政府门户网站,{home},示例\n"
        ));
        let host = home.trim_start_matches("http://").trim_end_matches('/');
        hosts.push_str(&format!("{host} {host}\n"));
    }
    let sites = read_register("台账.csv", register.as_bytes(), None)
        .map_err(|errors| errors.to_string())?
        .sites;
    let as_of = "2023-11-20T15:59:59Z".parse()?;
    let plan = Plan {
        sites,
        outside_roster: Vec::new(),
        exceptions: Vec::new(),
        notes: Vec::new(),
        as_of: Some(as_of),
        window: [None, None],
        standard: "guobanmihan-2019-19".to_owned(),
        only: None,
        texts: None,
        max_pages,
        obey_robots: false,
        given: None,
        previous: None,
        retest: None,
    };
    let fetch = FetchSettings {
        rate_per_host: f64::INFINITY,
        retries: 0,
        hosts: Some(Hosts::parse(&hosts).map_err(|error| error.to_string())?),
        ..FetchSettings::default()
    };
    let per_site = fetch.in_flight_per_host;
    let settings = InspectSettings {
        as_of,
        second_look: Duration::ZERO,
        max_pages,
        in_flight_per_site: per_site,
        active_sites: (fetch.concurrency / per_site.max(1)).clamp(1, 64),
        only: None,
        ahead: None,
        texts: None,
        standard: xunwang_rules::guobanmihan_2019_19(),
        software: "Xunwang/visit_cost".to_owned(),
    };
    std::fs::create_dir_all(out)?;
    let store = Arc::new(SqliteStore::open(&Path::new(out).join("xunwang.db")).await?);
    let earlier = match previous.as_str() {
        "-" => None,
        folder => Some(Earlier {
            store: Arc::new(SqliteStore::open(&Path::new(folder).join("xunwang.db")).await?),
            evidence: Arc::new(EvidenceFolder::new(folder)),
        }),
    };
    let outside = Outside {
        store: Arc::clone(&store) as _,
        evidence: Arc::new(EvidenceFolder::new(out)),
        fetcher: Arc::new(PoliteFetcher::new(fetch)?),
        clock: Arc::new(SystemClock),
        previous: earlier,
    };
    let begun = Instant::now();
    inspect(
        &outside,
        &plan,
        settings,
        Arc::new(Progress::default()),
        Arc::new(Stop::default()),
    )
    .await?;
    let counts = Counts::of(&read_outcomes(&*store).await?);
    let findings: u64 = counts.findings.values().flatten().sum();
    println!(
        "pages {}, unchanged {}, findings {findings}, wall {:.2} s, CPU {} µs a page, peak {} MiB, evidence {} and memory {} bytes a page",
        counts.pages,
        counts.pages_unchanged,
        begun.elapsed().as_secs_f64(),
        cpu_micros().unwrap_or_default() / counts.pages.max(1),
        peak_kib().unwrap_or_default() / 1024,
        bytes_in(&Path::new(out).join("evidence")) / counts.pages.max(1),
        bytes_in(&Path::new(out).join("memory")) / counts.pages.max(1),
    );
    Ok(())
}

fn bytes_in(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let length = |entry: std::io::Result<std::fs::DirEntry>| Some(entry.ok()?.metadata().ok()?.len());
    entries.filter_map(length).sum()
}

/// User and system time of this process, in microseconds, to a hundredth of a second.
fn cpu_micros() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(ticks * 10_000)
}

fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}
