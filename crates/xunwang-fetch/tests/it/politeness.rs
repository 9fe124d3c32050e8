//! The pace as the servers see it, slowing down, and repetitions by cause.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use xunwang_domain::exchange::FetchOutcome::{Answered, BrokenOff, Refused, TimedOut};

use crate::servers::{Reply, Request, Server, fetcher, page, settings, status};

fn most_in_a_second(requests: &[Request]) -> usize {
    let mut times: Vec<Instant> = requests.iter().map(|request| request.at).collect();
    times.sort_unstable();
    (0..times.len())
        .map(|from| {
            times[from..]
                .iter()
                .take_while(|&&at| at - times[from] < Duration::from_secs(1))
                .count()
        })
        .max()
        .unwrap_or_default()
}

#[tokio::test]
async fn a_host_sees_no_more_than_its_rate_and_two_at_a_time() {
    let server = Server::http(|_, _| Reply::html("x").after(Duration::from_millis(60))).await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.rate_per_host = 20.0;
    wanted.in_flight_per_host = 2;
    let fetcher = fetcher(wanted);
    let begun = Instant::now();
    join_all((0..30).map(|_| status(&fetcher, "http://a.test/"))).await;
    assert!(begun.elapsed() >= Duration::from_millis(29 * 50));
    assert!(
        begun.elapsed() < Duration::from_millis(4_000),
        "{:?}",
        begun.elapsed()
    );
    let most = most_in_a_second(&server.requests());
    assert!(most <= 21, "{most}");
    assert_eq!(server.seen.most_in_flight.load(Ordering::SeqCst), 2);
    let seen = fetcher.statistics();
    assert_eq!(seen.hosts["a.test"].requests, 30);
    assert_eq!(seen.hosts["a.test"].bytes, 30);
    assert_eq!(seen.hosts["a.test"].max_in_flight, 2);
    assert!(seen.hosts["a.test"].max_in_one_second <= 21);
}

#[tokio::test]
async fn an_address_sees_six_at_a_time_whatever_the_number_of_hosts() {
    let server = Server::http(|_, _| Reply::html("x").after(Duration::from_millis(20))).await;
    let names: Vec<String> = (0..8).map(|host| format!("h{host}.test")).collect();
    let hosts: Vec<_> = names.iter().map(|name| (name.as_str(), server.address)).collect();
    let mut wanted = settings(&hosts);
    wanted.in_flight_per_host = 2;
    wanted.in_flight_per_address = 6;
    wanted.rate_per_host = 60.0;
    let fetcher = fetcher(wanted);
    let urls: Vec<String> = (0..120)
        .map(|number| format!("http://h{}.test/", number % 8))
        .collect();
    join_all(urls.iter().map(|url| status(&fetcher, url))).await;
    assert!(server.seen.most_in_flight.load(Ordering::SeqCst) <= 6);
    let statistics = fetcher.statistics();
    assert!(statistics.most_in_flight_per_address <= 6);
    assert!(statistics.total.max_in_flight <= 2);
    assert!(most_in_a_second(&server.requests()) <= 181);
    assert!(statistics.hosts.values().all(|host| host.requests == 15));
}

#[tokio::test]
async fn an_overloaded_server_is_asked_less_and_left_alone_as_long_as_it_wishes() {
    let server = Server::http(|_, number| match number {
        0 => Reply::new("503 Service Unavailable", "Retry-After: 3600\r\n", ""),
        _ => Reply::html("x"),
    })
    .await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.retries = 2;
    wanted.retry_after_limit = Duration::from_millis(400);
    let fetcher = fetcher(wanted);
    let exchange = status(&fetcher, "http://a.test/").await;
    assert_eq!(exchange.outcome, Answered { status: 200 });
    assert_eq!((exchange.attempts, exchange.hops.len()), (2, 1));
    let requests = server.requests();
    let pause = requests[1].at - requests[0].at;
    assert!((390..2_000).contains(&pause.as_millis()), "{pause:?}");
    assert_eq!(fetcher.statistics().hosts["a.test"].halvings, 1);
}

#[tokio::test]
async fn waiting_for_our_turn_is_not_the_servers_time() {
    let server = Server::http(|_, _| Reply::html("x").after(Duration::from_millis(100))).await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.in_flight_per_host = 1;
    wanted.head_limit = Duration::from_millis(500);
    wanted.total_limit = Duration::from_millis(700);
    let fetcher = fetcher(wanted);
    // The last one waits for 900 ms, longer than any limit.
    let exchanges = join_all((0..10).map(|_| status(&fetcher, "http://a.test/"))).await;
    assert!(
        exchanges
            .iter()
            .all(|exchange| exchange.outcome == Answered { status: 200 })
    );
}

#[tokio::test]
async fn a_cause_decides_how_often_it_is_tried() {
    let server = Server::http(|path, number| match path {
        "/passes" if number < 2 => Reply::new("502 Bad Gateway", "", ""),
        "/breaks" => Reply::raw("HTTP/1.1 200 OK\r\nContent-Le"),
        "/dead" => Reply::new("404 Not Found", "", ""),
        "/slow" => Reply::html("").after(Duration::from_secs(9)),
        _ => Reply::html("x"),
    })
    .await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let mut wanted = settings(&[
        ("a.test", server.address),
        ("b.test", server.address),
        ("closed.test", closed),
    ]);
    wanted.retries = 2;
    wanted.head_limit = Duration::from_millis(200);
    let fetcher = fetcher(wanted);
    for (url, outcome, attempts) in [
        ("http://a.test/passes", Answered { status: 200 }, 3),
        ("http://a.test/dead", Answered { status: 404 }, 1),
        ("http://b.test/slow", TimedOut, 3),
        ("http://closed.test/", Refused, 2),
        ("http://a.test/breaks", TimedOut, 3),
    ] {
        let exchange = status(&fetcher, url).await;
        assert_eq!(exchange.outcome, outcome, "{url}");
        assert_eq!((exchange.attempts, exchange.hops.len()), (attempts, 1), "{url}");
    }
    let broken = page(&Server::says("").await, "/").await;
    assert_eq!(
        (broken.outcome, broken.attempts),
        (BrokenOff, 1),
        "no repetitions where none are allowed"
    );
}

#[tokio::test]
async fn a_host_that_gives_only_trouble_is_not_asked_three_times_for_everything() {
    let server = Server::http(|_, _| Reply::new("500 Internal Server Error", "", "")).await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.retries = 2;
    let fetcher = fetcher(wanted);
    let mut attempts = Vec::new();
    for _ in 0..4 {
        attempts.push(status(&fetcher, "http://a.test/").await.attempts);
    }
    assert_eq!(attempts, [3, 1, 1, 1]);
}
