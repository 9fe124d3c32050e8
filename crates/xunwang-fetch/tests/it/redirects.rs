//! Redirects: followed to eight, chain kept, guard and limits on every hop.

use xunwang_domain::exchange::FetchOutcome::{Answered, Forbidden, OursFailed, RedirectLoop};

use crate::servers::{Reply, Server, fetcher, page, settings, status};

#[tokio::test]
async fn the_chain_is_kept() {
    let server = Server::http(|path, _| match path {
        "/1" => Reply::to(301, "2"),
        "/2" => Reply::to(302, "http://b.test/3"),
        "/3" => Reply::to(303, "/4?x"),
        "/4?x" => Reply::to(307, "//a.test/政策"),
        "/%E6%94%BF%E7%AD%96" => Reply::to(308, "./5#top"),
        "/5" => Reply::html("end"),
        _ => Reply::new("404 Not Found", "", ""),
    })
    .await;
    let fetcher = fetcher(settings(&[
        ("a.test", server.address),
        ("b.test", server.address),
    ]));
    let exchange = status(&fetcher, "http://a.test/1").await;
    assert_eq!(exchange.outcome, Answered { status: 200 });
    let urls: Vec<&str> = exchange.hops.iter().map(|hop| hop.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "http://a.test/1",
            "http://a.test/2",
            "http://b.test/3",
            "http://b.test/4?x",
            "http://a.test/%E6%94%BF%E7%AD%96",
            "http://a.test/5"
        ]
    );
    let statuses: Vec<_> = exchange.hops.iter().map(|hop| hop.status.unwrap()).collect();
    assert_eq!(statuses, [301, 302, 303, 307, 308, 200]);
    assert_eq!(&*exchange.body, b"end");
    assert_eq!(exchange.attempts, 1);
    assert_eq!(fetcher.statistics().hosts["b.test"].requests, 2);
}

#[tokio::test]
async fn circles_and_endless_chains_end() {
    let server = Server::http(|path, number| match path {
        "/self" => Reply::to(302, "/self"),
        "/a" => Reply::to(302, "/b"),
        "/b" => Reply::to(302, "/a"),
        _ => Reply::to(302, &format!("/n{number}")),
    })
    .await;
    for (path, hops) in [("/self", 1), ("/a", 2), ("/n", 9)] {
        let exchange = page(&server, path).await;
        assert_eq!(exchange.outcome, RedirectLoop, "{path}");
        assert_eq!(exchange.hops.len(), hops, "{path}");
    }
}

#[tokio::test]
async fn eight_redirects_are_followed() {
    let server = Server::http(|path, _| match path[1..].parse::<u32>().unwrap() {
        8 => Reply::html("end"),
        number => Reply::to(302, &format!("/{}", number + 1)),
    })
    .await;
    let exchange = status(
        &fetcher(settings(&[("a.test", server.address)])),
        "http://a.test/0",
    )
    .await;
    assert_eq!(exchange.outcome, Answered { status: 200 });
    assert_eq!(exchange.hops.len(), 9);
}

#[tokio::test]
async fn a_server_that_sets_a_cookie_and_sends_us_back_is_no_circle() {
    let server = Server::raw(|mut stream, seen| async move {
        while crate::servers::read_request(&mut stream, &seen).await.is_some() {
            let head = seen.requests.lock().unwrap().last().unwrap().head.clone();
            let reply = if head.contains("Cookie: seen=yes") {
                Reply::html("welcome")
            } else {
                Reply::new("302 Found", "Location: /\r\nSet-Cookie: seen=yes; Path=/\r\n", "")
            };
            tokio::io::AsyncWriteExt::write_all(&mut stream, &reply.bytes)
                .await
                .unwrap();
        }
    })
    .await;
    let fetcher = fetcher(settings(&[("a.test", server.address)]));
    for _ in 0..2 {
        let exchange = status(&fetcher, "http://a.test/").await;
        assert_eq!(&*exchange.body, b"welcome");
        assert_eq!(exchange.hops.len(), 2, "each exchange begins without cookies");
    }
}

#[tokio::test]
async fn a_redirect_does_not_lead_into_our_own_house() {
    let server = Server::http(|path, _| match path {
        "/meta" => Reply::to(302, "http://169.254.169.254/latest/meta-data/"),
        "/loopback" => Reply::to(301, "http://127.0.0.1:22/"),
        "/decimal" => Reply::to(301, "http://2130706433/"),
        "/mapped" => Reply::to(301, "http://[::ffff:10.0.0.1]/"),
        "/file" => Reply::to(302, "file:///etc/passwd"),
        "/unlisted" => Reply::to(302, "http://unlisted.test/"),
        _ => Reply::new("404 Not Found", "", ""),
    })
    .await;
    for path in ["/meta", "/loopback", "/decimal", "/mapped", "/file"] {
        let exchange = page(&server, path).await;
        assert_eq!(exchange.outcome, Forbidden, "{path}");
        assert_eq!(exchange.hops.len(), 2, "{path}");
        assert_eq!(exchange.last().remote, None, "{path}");
        assert!(exchange.last().request_head.is_empty(), "{path}");
    }
    let exchange = page(&server, "/unlisted").await;
    assert!(
        matches!(exchange.outcome, OursFailed { .. }),
        "{:?}",
        exchange.outcome
    );
}

#[tokio::test]
async fn what_leads_nowhere_is_an_answer() {
    let server = Server::http(|path, _| match path {
        "/none" => Reply::new("302 Found", "", "where?"),
        "/empty" => Reply::to(302, ""),
        "/bad" => Reply::to(302, "http://"),
        "/304" => Reply::raw("HTTP/1.1 304 Not Modified\r\nLocation: /x\r\n\r\n"),
        _ => Reply::new("300 Multiple Choices", "Location: /x\r\n", ""),
    })
    .await;
    for (path, status) in [
        ("/none", 302),
        ("/empty", 302),
        ("/bad", 302),
        ("/304", 304),
        ("/300", 300),
    ] {
        let exchange = page(&server, path).await;
        assert_eq!(exchange.outcome, Answered { status }, "{path}");
        assert_eq!(exchange.hops.len(), 1);
    }
}

#[tokio::test]
async fn the_body_of_a_redirect_does_not_matter() {
    let server = Server::http(|path, _| match path {
        "/short" => Reply::raw(
            "HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 9\r\nConnection: close\r\n\r\nabc",
        ),
        _ => Reply::html("end"),
    })
    .await;
    let exchange = page(&server, "/short").await;
    // The server keeps the connection open without sending the rest.
    assert_eq!(exchange.outcome, Answered { status: 200 });
    assert_eq!(exchange.hops.len(), 2);
    assert!(exchange.hops[0].phases.body.is_some());
}
