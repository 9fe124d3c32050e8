//! What a page costs (采集开销): fetches from a server in a process of its own and prints CPU time per page of ours.
//!
//! `cargo run --release -p xunwang-fetch --example fetch_cost -- [PAGES] [HOSTS] [IN FLIGHT] [BYTES]`

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;
use xunwang_domain::exchange::{FetchOutcome, FetchRequest, Want};
use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher};
use xunwang_ports::Fetcher;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let number = |index: usize, default: usize| {
        arguments
            .get(index)
            .map_or(default, |text| text.parse().expect("a number"))
    };
    if arguments.first().is_some_and(|first| first == "serve") {
        return runtime.block_on(serve(number(1, 26_600)));
    }
    let (pages, hosts, in_flight, bytes) = (
        number(0, 200_000),
        number(1, 20),
        number(2, 64),
        number(3, 26_600),
    );
    let mut server = Command::new(std::env::current_exe().expect("our own path"))
        .args(["serve", &bytes.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut address = String::new();
    let out = server.stdout.take().expect("a pipe");
    BufReader::new(out).read_line(&mut address).expect("an address");
    runtime.block_on(measure(address.trim(), pages, hosts, in_flight));
    server.kill().expect("the server can be ended");
    server.wait().expect("the server ends");
}

/// Answers every request on every connection with one page.
async fn serve(bytes: usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    report(&listener.local_addr().expect("an address").to_string());
    let mut reply =
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {bytes}\r\n\r\n").into_bytes();
    reply.resize(reply.len() + bytes, b'x');
    let reply: Arc<[u8]> = reply.into();
    while let Ok((mut stream, _)) = listener.accept().await {
        let reply = Arc::clone(&reply);
        tokio::spawn(async move {
            stream.set_nodelay(true).ok();
            let mut head = [0; 4096];
            // Our requests are small: one read is one request.
            while stream.read(&mut head).await.is_ok_and(|read| read > 0) {
                if stream.write_all(&reply).await.is_err() {
                    return;
                }
            }
        });
    }
}

async fn measure(address: &str, pages: usize, hosts: usize, in_flight: usize) {
    let mut lines = String::new();
    for host in 0..hosts {
        writeln!(lines, "h{host}.test {address}").expect("a string takes all");
    }
    let fetcher = Arc::new(
        PoliteFetcher::new(FetchSettings {
            rate_per_host: f64::INFINITY,
            in_flight_per_host: in_flight,
            in_flight_per_address: in_flight,
            concurrency: in_flight,
            hosts: Some(Hosts::parse(&lines).expect("a hosts file")),
            ..FetchSettings::default()
        })
        .expect("settings"),
    );
    let next = Arc::new(AtomicUsize::new(0));
    let (started, cpu_before) = (Instant::now(), cpu_seconds());
    let workers: Vec<_> = (0..in_flight)
        .map(|_| {
            let (fetcher, next) = (Arc::clone(&fetcher), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= pages {
                        return;
                    }
                    let url = format!("http://h{}.test/page/{number}.html", number % hosts);
                    let url = Url::parse(&url).expect("an address");
                    let exchange = fetcher
                        .fetch(&FetchRequest {
                            url,
                            want: Want::Page,
                            known: None,
                        })
                        .await;
                    assert_eq!(exchange.outcome, FetchOutcome::Answered { status: 200 });
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("a worker ends");
    }
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu_before);
    let requests = fetcher.statistics().total.requests;
    report(&format!(
        "{pages} pages, {hosts} hosts, {in_flight} in flight: {:.0} pages/s, {:.1} µs CPU a page, {requests} requests, {} MiB peak",
        pages as f64 / wall,
        cpu * 1e6 / pages as f64,
        peak_memory()
    ));
}

/// User and system time of this process.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let after_name = stat.rsplit(')').next().expect("a name");
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |index: usize| fields[index].parse::<f64>().expect("a number");
    (ticks(11) + ticks(12)) / 100.0
}

fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .expect("a peak");
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<u64>().ok())
        .expect("a number")
        / 1024
}

#[expect(clippy::print_stdout, reason = "an example that reports")]
fn report(line: &str) {
    println!("{line}");
}
