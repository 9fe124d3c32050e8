//! The hostile server is as hostile as it says, and every answer ends.

use std::{
    io,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use xunwang_fleet::HostileServer;

/// Everything that comes for a path until the end, at most `most` bytes.
async fn take(server: &HostileServer, path: &str, most: usize) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(server.address()).await?;
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nHost: bad.example\r\n\r\n").as_bytes())
        .await?;
    let mut all = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    while all.len() < most {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        all.extend_from_slice(&buffer[..read]);
    }
    Ok(all)
}

fn parts(answer: &[u8]) -> (String, &[u8]) {
    let end = answer
        .windows(4)
        .position(|end| end == b"\r\n\r\n")
        .expect("a head");
    (
        String::from_utf8_lossy(&answer[..end]).into_owned(),
        &answer[end + 4..],
    )
}

#[tokio::test]
async fn lengths_headers_and_bodies_are_wrong_as_announced() {
    let server = HostileServer::start(Duration::from_secs(5))
        .await
        .expect("a server");
    let short = take(&server, "/short", usize::MAX).await.expect("an answer");
    assert!(parts(&short).1.len() > 10);
    let long = take(&server, "/long", usize::MAX).await.expect("an answer");
    assert!(parts(&long).1.len() < 5000);
    let bad = take(&server, "/bad-headers", usize::MAX)
        .await
        .expect("an answer");
    assert!(bad.contains(&0) && bad.contains(&0xff));
    let nul = take(&server, "/nul", usize::MAX).await.expect("an answer");
    assert!(parts(&nul).1.contains(&0));
    let charset = take(&server, "/charset", usize::MAX).await.expect("an answer");
    assert!(std::str::from_utf8(parts(&charset).1).is_err());
    let links = take(&server, "/links", usize::MAX).await.expect("an answer");
    assert_eq!(String::from_utf8_lossy(&links).matches("<a ").count(), 100_000);
    let nest = take(&server, "/nest", usize::MAX).await.expect("an answer");
    assert_eq!(String::from_utf8_lossy(&nest).matches("<div>").count(), 10_000);
    assert!(
        take(&server, "/reset", usize::MAX).await.is_err(),
        "the connection is reset"
    );
}

#[tokio::test]
async fn redirects_lead_in_circles_chains_and_to_private_addresses() {
    let server = HostileServer::start(Duration::from_secs(5))
        .await
        .expect("a server");
    let mut location = String::from("/hop/3");
    for _ in 0..3 {
        let answer = take(&server, &location, usize::MAX).await.expect("an answer");
        let (head, _) = parts(&answer);
        let to = head
            .split("Location: ")
            .nth(1)
            .expect("a redirect")
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        location = to.trim_start_matches("http://bad.example").to_owned();
    }
    assert_eq!(location, "/ok");
    let private = take(&server, "/to-private/0", usize::MAX)
        .await
        .expect("an answer");
    assert!(parts(&private).0.contains("169.254.169.254"));
    let loops = take(&server, "/loop", usize::MAX).await.expect("an answer");
    assert!(parts(&loops).0.contains("Location: /loop"));
    assert_eq!(server.asked().await.last().map(String::as_str), Some("/loop"));
}

#[tokio::test]
async fn the_flaky_page_fails_first_and_then_answers() {
    let server = HostileServer::start(Duration::from_secs(5))
        .await
        .expect("a server");
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let answer = take(&server, "/flaky", usize::MAX).await.expect("an answer");
        statuses.push(parts(&answer).0[9..12].to_owned());
    }
    assert_eq!(statuses, ["500", "200", "200", "500"]);
}

#[tokio::test]
async fn the_bomb_unpacks_to_far_more_than_it_weighs() {
    let server = HostileServer::start(Duration::from_secs(20))
        .await
        .expect("a server");
    let answer = take(&server, "/bomb", 200_000).await.expect("an answer");
    let (_, packed) = parts(&answer);
    let mut unpacked = 0_u64;
    let mut reader = flate2::read::GzDecoder::new(packed);
    let mut buffer = vec![0; 1 << 20];
    // The packed stream is cut, so reading ends with an error.
    while let Ok(read) = io::Read::read(&mut reader, &mut buffer) {
        if read == 0 {
            break;
        }
        unpacked += read as u64;
    }
    assert!(
        unpacked > 100 * packed.len() as u64,
        "{unpacked} bytes from {}",
        packed.len()
    );
}

#[tokio::test]
async fn what_would_never_end_ends_at_the_limit() {
    let server = HostileServer::start(Duration::from_millis(1500))
        .await
        .expect("a server");
    let started = Instant::now();
    let (slow, never, endless) = tokio::join!(
        take(&server, "/slow", usize::MAX),
        take(&server, "/never", usize::MAX),
        take(&server, "/endless", 8 << 20)
    );
    assert!(slow.is_ok_and(|answer| parts(&answer).1.len() < 20));
    assert!(never.is_ok_and(|answer| answer.is_empty()));
    assert!(endless.is_ok_and(|answer| answer.len() >= 8 << 20));
    assert!(started.elapsed() < Duration::from_secs(5));
}
