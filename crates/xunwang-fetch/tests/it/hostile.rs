//! Servers that are broken or malicious: each ends as a recorded fact, in bounded time and memory.

use std::time::Duration;

use flate2::{Compress, Compression, FlushCompress};
use tokio::io::AsyncWriteExt;
use xunwang_domain::exchange::FetchOutcome::{self, Answered, BrokenOff, Malformed, TimedOut, TooLarge};

use crate::servers::{Reply, Server, fetcher, get, page, read_request, settings, status};

/// Sends `begin`, then `again` without end, with a pause between.
async fn endless(begin: &'static [u8], again: Vec<u8>, pause: Duration) -> Server {
    Server::raw(move |mut stream, seen| {
        let again = again.clone();
        async move {
            read_request(&mut stream, &seen).await;
            drop(stream.write_all(begin).await);
            while stream.write_all(&again).await.is_ok() {
                tokio::time::sleep(pause).await;
            }
        }
    })
    .await
}

const PAGE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
const FILM: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n";

#[tokio::test]
async fn a_body_without_end() {
    let server = endless(PAGE, vec![b'x'; 64 * 1024], Duration::ZERO).await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.html_limit = 1 << 20;
    let exchange = get(&fetcher(wanted), "http://a.test/").await;
    assert_eq!(exchange.outcome, TooLarge);
    assert!(exchange.truncated);
    assert_eq!(exchange.raw_body.len(), 64 * 1024);
    let server = endless(FILM, vec![b'x'; 64 * 1024], Duration::ZERO).await;
    let exchange = page(&server, "/").await;
    assert_eq!(exchange.outcome, Answered { status: 200 });
    assert!(exchange.truncated);
}

#[tokio::test]
async fn one_byte_at_a_time() {
    let server = endless(PAGE, vec![b'x'], Duration::from_millis(50)).await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.total_limit = Duration::from_millis(700);
    let exchange = get(&fetcher(wanted), "http://a.test/").await;
    assert_eq!(exchange.outcome, TimedOut);
    assert_eq!(exchange.last().status, Some(200));
    assert!(exchange.truncated && !exchange.body.is_empty());
}

#[tokio::test]
async fn ten_gigabytes_of_zeros() {
    // A deflate stream is a row of blocks: one megabyte of zeros, flushed, ten thousand times.
    let mut encoder = Compress::new(Compression::best(), false);
    let mut first = Vec::with_capacity(1 << 20);
    encoder
        .compress_vec(&vec![0; 1 << 20], &mut first, FlushCompress::Full)
        .unwrap();
    let mut block = Vec::with_capacity(1 << 20);
    encoder
        .compress_vec(&vec![0; 1 << 20], &mut block, FlushCompress::Full)
        .unwrap();
    let mut bomb = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
    bomb.extend([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    for _ in 0..10_240 {
        bomb.extend(&block);
    }
    let server = Server::says(bomb).await;
    let fetcher = fetcher(settings(&[("a.test", server.address)]));
    let exchange = get(&fetcher, "http://a.test/").await;
    assert_eq!(exchange.outcome, TooLarge);
    assert!(exchange.truncated);
    assert!(exchange.raw_body.len() <= 64 * 1024 && exchange.body.len() <= 64 * 1024);
    let exchange = status(&fetcher, "http://a.test/").await;
    assert_eq!(exchange.outcome, Answered { status: 200 });
    assert!(exchange.body.len() <= 64 * 1024);
}

#[tokio::test]
async fn heads_without_end() {
    for begin in [
        &b"HTTP/1.1 200 OK\r\nX: "[..],
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ] {
        let again = match begin {
            b"HTTP/1.1 200 OK\r\n" => b"X-Header: 1\r\n".repeat(100),
            b"HTTP/1.1 100 Continue\r\n\r\n" => begin.repeat(100),
            _ => vec![b'x'; 1024],
        };
        let server = endless(begin, again, Duration::ZERO).await;
        let exchange = page(&server, "/").await;
        assert_eq!(exchange.outcome, Malformed, "{}", String::from_utf8_lossy(begin));
        assert!(exchange.last().response_head.is_empty());
        assert!(!exchange.last().request_head.is_empty());
    }
}

#[tokio::test]
async fn silence() {
    let server = Server::http(|_, _| Reply::html("").after(Duration::from_secs(5))).await;
    let mut wanted = settings(&[("a.test", server.address)]);
    wanted.head_limit = Duration::from_millis(300);
    let started = std::time::Instant::now();
    let exchange = get(&fetcher(wanted), "http://a.test/").await;
    assert_eq!(exchange.outcome, TimedOut);
    assert_eq!(exchange.last().status, None);
    assert!(exchange.last().request_head.starts_with(b"GET / HTTP/1.1\r\n"));
    assert!(
        (280..1_500).contains(&started.elapsed().as_millis()),
        "{:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn answers_that_are_none_and_answers_with_warts() {
    let cases: &[(&str, FetchOutcome, &str)] = &[
        ("", BrokenOff, ""),
        ("HTTP/1.1 200 OK\r\nContent-", BrokenOff, ""),
        ("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", Malformed, ""),
        ("<html>no head at all</html>\r\n\r\n", Malformed, ""),
        ("HTTP/1.1 abc OK\r\n\r\n", Malformed, ""),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\nabc",
            Malformed,
            "",
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc", Malformed, ""),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
            BrokenOff,
            "short",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlong and longer",
            Answered { status: 200 },
            "long",
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
            Malformed,
            "",
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            BrokenOff,
            "ab",
        ),
        (
            // Browsers refuse this too.
            "HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\nX-Good: 1\r\n\r\nbody",
            Malformed,
            "",
        ),
        (
            "HTTP/1.1 200 OK\r\nX-Odd: a\u{1}b\u{7f}\r\n\r\nbody\0body",
            Answered { status: 200 },
            "body\0body",
        ),
        (
            "HTTP/1.1 200 OK\r\nno colon here\r\nBad Name: 1\r\n\r\nbody",
            Answered { status: 200 },
            "body",
        ),
        ("HTTP/1.1 200\r\n\r\nbody", Answered { status: 200 }, "body"),
        ("HTTP/1.1 999 Odd\r\n\r\nbody", Answered { status: 999 }, "body"),
        (
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip",
            Answered { status: 200 },
            "not gzip",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}",
            Malformed,
            "",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Encoding: martian\r\n\r\nx",
            Answered { status: 200 },
            "x",
        ),
        (
            "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
            Answered { status: 204 },
            "",
        ),
    ];
    for (sent, outcome, body) in cases {
        let server = Server::says(*sent).await;
        let exchange = page(&server, "/").await;
        assert_eq!(exchange.outcome, *outcome, "{sent:?}");
        assert_eq!(String::from_utf8_lossy(&exchange.body), *body, "{sent:?}");
        let has_head = !exchange.last().response_head.is_empty();
        assert_eq!(exchange.last().status.is_some(), has_head, "{sent:?}");
    }
}
