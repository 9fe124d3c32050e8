//! Ordinary answers: what is recorded of them, and how much of them is read.

use std::sync::atomic::Ordering;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use xunwang_domain::exchange::FetchOutcome::{Answered, Forbidden, OursFailed, Refused};

use crate::servers::{Reply, Server, fetcher, file, get, page, settings, status};

#[tokio::test]
async fn a_page_is_recorded_with_heads_and_phases() {
    let server = Server::http(|_, _| {
        Reply::new(
            "200 Fine",
            "content-TYPE: text/html; charset=gb2312\r\nX-Odd: \u{e9}\r\n",
            "<p>青川</p>",
        )
    })
    .await;
    let exchange = page(&server, "/a b?q=1#top").await;
    assert_eq!(exchange.outcome, Answered { status: 200 });
    assert_eq!(&*exchange.body, "<p>青川</p>".as_bytes());
    assert!(std::sync::Arc::ptr_eq(&exchange.body, &exchange.raw_body));
    assert!(!exchange.truncated);
    assert_eq!(exchange.attempts, 1);
    let hop = exchange.last();
    assert_eq!(hop.url.as_str(), "http://a.test/a%20b?q=1");
    assert_eq!(hop.remote, Some(server.address));
    let request = String::from_utf8_lossy(&hop.request_head);
    assert!(
        request.starts_with("GET /a%20b?q=1 HTTP/1.1\r\nHost: a.test\r\n"),
        "{request}"
    );
    assert!(
        request.contains("User-Agent: Xunwang/") && request.ends_with("\r\n\r\n"),
        "{request}"
    );
    assert_eq!(request, server.requests()[0].head);
    // As it went over the wire: reason, spelling and odd bytes included.
    assert_eq!(
        String::from_utf8_lossy(&hop.response_head),
        "HTTP/1.1 200 Fine\r\nContent-Length: 13\r\ncontent-TYPE: text/html; charset=gb2312\r\nX-Odd: \u{e9}\r\n\r\n"
    );
    assert_eq!(exchange.media_type().as_deref(), Some("text/html"));
    let phases = hop.phases;
    assert_eq!((phases.dns, phases.tls), (None, None));
    assert!(
        phases.connect.is_some() && phases.first_byte.is_some() && phases.body.is_some(),
        "{phases:?}"
    );
}

#[tokio::test]
async fn a_connection_is_used_again_and_replaced_when_the_server_has_closed_it() {
    let server = Server::raw(|stream, seen| async move {
        // Two requests on a connection, then it is closed without a word.
        let mut stream = stream;
        for _ in 0..2 {
            if crate::servers::read_request(&mut stream, &seen).await.is_none() {
                return;
            }
            let reply = Reply::new("404 Not Found", "", "none");
            tokio::io::AsyncWriteExt::write_all(&mut stream, &reply.bytes)
                .await
                .unwrap();
        }
    })
    .await;
    let fetcher = fetcher(settings(&[("a.test", server.address)]));
    let mut connects = Vec::new();
    for _ in 0..5 {
        let exchange = status(&fetcher, "http://a.test/x").await;
        assert_eq!(exchange.outcome, Answered { status: 404 });
        connects.push(exchange.last().phases.connect.is_some());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(connects, [true, false, true, false, true]);
    assert_eq!(server.seen.connections.load(Ordering::SeqCst), 3);
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn idle_connections_are_closed_in_time() {
    let server = Server::http(|_, _| Reply::html("x")).await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.idle_limit = Duration::from_millis(30);
    let fetcher = fetcher(wanted);
    status(&fetcher, "http://a.test/").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let exchange = status(&fetcher, "http://a.test/").await;
    assert!(exchange.last().phases.connect.is_some());
}

#[tokio::test]
async fn html_is_read_whole_files_where_wanted_and_of_anything_else_the_beginning() {
    let server = Server::http(|path, _| {
        let body = "甲".repeat(20_000);
        match path {
            "/page" => Reply::html(&body),
            "/pdf" => Reply::new("200 OK", "Content-Type: application/pdf\r\n", body),
            "/small" => Reply::new("200 OK", "Content-Type: image/png\r\n", "tiny"),
            "/untyped" => Reply::new("200 OK", "", format!("\r\n<!DOCTYPE HTML><html>{body}")),
            "/untyped-binary" => Reply::new("200 OK", "", format!("PK{body}")),
            "/huge-page" => Reply::html(&body.repeat(3)),
            "/huge-film" => Reply::raw(
                "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 999999999\r\n\r\nfilm",
            ),
            _ => Reply::new("404 Not Found", "", ""),
        }
    })
    .await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.peek = 1000;
    wanted.total_limit = Duration::from_millis(500);
    wanted.html_limit = 100_000;
    wanted.other_limit = 1_000_000;
    let fetcher = fetcher(wanted);
    let mut seen = String::new();
    for path in [
        "/page",
        "/pdf",
        "/small",
        "/untyped",
        "/untyped-binary",
        "/huge-page",
        "/huge-film",
    ] {
        for (want, exchange) in [
            ("page", get(&fetcher, &format!("http://a.test{path}")).await),
            ("status", status(&fetcher, &format!("http://a.test{path}")).await),
            ("file", file(&fetcher, &format!("http://a.test{path}")).await),
        ] {
            let kind = format!("{:?}", exchange.outcome)
                .split(' ')
                .next()
                .unwrap()
                .to_owned();
            seen += &format!(
                "{path} {want}: {kind} {} {}\n",
                exchange.body.len(),
                exchange.truncated
            );
        }
    }
    expect_test::expect![[r#"
        /page page: Answered 60000 false
        /page status: Answered 1000 true
        /page file: Answered 1000 true
        /pdf page: Answered 1000 true
        /pdf status: Answered 1000 true
        /pdf file: Answered 60000 false
        /small page: Answered 4 false
        /small status: Answered 4 false
        /small file: Answered 4 false
        /untyped page: Answered 60023 false
        /untyped status: Answered 1000 true
        /untyped file: Answered 60023 false
        /untyped-binary page: Answered 1000 true
        /untyped-binary status: Answered 1000 true
        /untyped-binary file: Answered 60002 false
        /huge-page page: TooLarge 1000 true
        /huge-page status: Answered 1000 true
        /huge-page file: Answered 1000 true
        /huge-film page: TimedOut 4 true
        /huge-film status: TimedOut 4 true
        /huge-film file: TimedOut 4 true
    "#]]
    .assert_eq(&seen);
}

#[tokio::test]
async fn a_compressed_page_is_kept_as_sent_and_as_meant() {
    let text = "青川市人民政府".repeat(1_000);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    let sent = encoder.finish().unwrap();
    let reply = sent.clone();
    let server = Server::http(move |_, _| {
        Reply::new(
            "200 OK",
            "Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
            &reply,
        )
    })
    .await;
    let exchange = page(&server, "/").await;
    assert_eq!(exchange.outcome, Answered { status: 200 });
    assert_eq!(&*exchange.body, text.as_bytes());
    assert_eq!(&*exchange.raw_body, &*sent);
    assert!(!exchange.truncated);
}

#[tokio::test]
async fn a_chunked_page_is_put_together() {
    let server = Server::http(|_, _| {
        Reply::raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ab\r\n3;x=y\r\ncde\r\n0\r\nX-Trailer: 1\r\n\r\n")
    })
    .await;
    let fetcher = fetcher(settings(&[("a.test", server.address)]));
    for _ in 0..2 {
        let exchange = status(&fetcher, "http://a.test/").await;
        assert_eq!(exchange.outcome, Answered { status: 200 });
        assert_eq!(&*exchange.body, b"<p>abcde");
    }
    assert_eq!(server.seen.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_page_that_ends_with_its_connection_is_complete() {
    let server = Server::says("HTTP/1.0 200 OK\nContent-Type: text/html\n\n<p>old").await;
    let exchange = page(&server, "/").await;
    assert_eq!(exchange.outcome, Answered { status: 200 });
    assert_eq!(&*exchange.body, b"<p>old");
    assert!(exchange.last().response_head.ends_with(b"\n\n"));
}

#[tokio::test]
async fn where_nobody_listens_and_where_we_do_not_go() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let fetcher = fetcher(settings(&[("a.test", closed)]));
    let exchange = get(&fetcher, "http://a.test/").await;
    assert_eq!(exchange.outcome, Refused);
    assert_eq!(exchange.last().remote, Some(closed));
    assert_eq!(exchange.last().status, None);
    for url in [
        "http://169.254.169.254/",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "ftp://a.test/",
        "mailto:x@a.test",
    ] {
        let exchange = get(&fetcher, url).await;
        assert_eq!(exchange.outcome, Forbidden, "{url}");
        assert_eq!(exchange.last().remote, None, "{url}");
    }
    let exchange = get(&fetcher, "http://elsewhere.test/").await;
    assert!(
        matches!(exchange.outcome, OursFailed { .. }),
        "{:?}",
        exchange.outcome
    );
}

#[tokio::test]
async fn a_fetch_that_is_given_up_leaves_its_place_free() {
    let server = Server::http(|path, _| {
        Reply::html("x").after(Duration::from_millis(if path == "/slow" { 250 } else { 0 }))
    })
    .await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.in_flight_per_host = 1;
    wanted.concurrency = 1;
    let fetcher = fetcher(wanted);
    for _ in 0..3 {
        let given_up =
            tokio::time::timeout(Duration::from_millis(20), status(&fetcher, "http://a.test/slow"));
        assert!(given_up.await.is_err());
    }
    let exchange = status(&fetcher, "http://a.test/").await;
    assert_eq!(exchange.outcome, Answered { status: 200 });
}
