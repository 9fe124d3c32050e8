//! robots.txt: recorded by default, obeyed where the office chose so.

use xunwang_domain::exchange::FetchOutcome::{Answered, DisallowedByRobots};

use crate::servers::{Reply, Server, fetcher, get, obeying, settings, status};

async fn server() -> Server {
    Server::http(|path, _| match path {
        "/robots.txt" => Reply::new(
            "200 OK",
            "Content-Type: text/plain\r\n",
            "User-agent: *\nDisallow: /admin\n",
        ),
        "/to-admin" => Reply::to(302, "/admin/"),
        _ => Reply::html("x"),
    })
    .await
}

#[tokio::test]
async fn recorded_after_the_first_page_and_once() {
    let server = server().await;
    let fetcher = fetcher(settings(&[("a.test", server.address)]));
    status(&fetcher, "http://a.test/image").await;
    assert_eq!(
        fetcher.robots_of("a.test"),
        None,
        "a target's state needs no robots.txt"
    );
    for path in ["/", "/admin/login", "/b", "/admin/x"] {
        let exchange = get(&fetcher, &format!("http://a.test{path}")).await;
        assert_eq!(exchange.outcome, Answered { status: 200 });
    }
    assert_eq!(
        server.paths(),
        ["/image", "/", "/robots.txt", "/admin/login", "/b", "/admin/x"]
    );
    let robots = fetcher.robots_of("a.test").unwrap();
    assert_eq!(
        (robots.outcome, robots.rules, robots.forbidden),
        (Answered { status: 200 }, 1, 2)
    );
}

#[tokio::test]
async fn obeyed_on_every_hop_without_a_request() {
    let server = server().await;
    let fetcher = fetcher(obeying(settings(&[("a.test", server.address)])));
    let exchange = get(&fetcher, "http://a.test/admin/").await;
    assert_eq!(exchange.outcome, DisallowedByRobots);
    assert!(exchange.last().request_head.is_empty());
    assert_eq!(
        get(&fetcher, "http://a.test/").await.outcome,
        Answered { status: 200 }
    );
    let exchange = get(&fetcher, "http://a.test/to-admin").await;
    assert_eq!(exchange.outcome, DisallowedByRobots);
    assert_eq!(exchange.hops.len(), 2);
    assert_eq!(server.paths(), ["/robots.txt", "/", "/to-admin"]);
    assert_eq!(fetcher.robots_of("a.test").unwrap().forbidden, 2);
}

#[tokio::test]
async fn an_endless_or_missing_file_forbids_nothing() {
    let endless = Server::http(|path, _| match path {
        "/robots.txt" => Reply::raw(
            [
                b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /no\n".to_vec(),
                b"Disallow: /y\n".repeat(200_000),
            ]
            .concat(),
        ),
        _ => Reply::html("x"),
    })
    .await;
    let missing = Server::http(|path, _| match path {
        "/robots.txt" => Reply::new("500 Oh", "", "Disallow: /"),
        _ => Reply::html("x"),
    })
    .await;
    let fetcher = fetcher(obeying(settings(&[
        ("a.test", endless.address),
        ("b.test", missing.address),
    ])));
    assert_eq!(
        get(&fetcher, "http://a.test/").await.outcome,
        Answered { status: 200 }
    );
    assert_eq!(
        get(&fetcher, "http://a.test/no").await.outcome,
        DisallowedByRobots
    );
    assert_eq!(
        get(&fetcher, "http://b.test/").await.outcome,
        Answered { status: 200 }
    );
}
