//! One reviewer at work: a key decides on a finding and shows the next one.

use std::time::Instant;

use tokio::net::TcpStream;

use super::{ask, line};

/// Officers of even numbers review for the whole.
const REVIEWER: u32 = 6;

/// Decides on so many findings of a round, one after another; prints what each took, from the key to the next page.
pub(super) async fn run(stream: &mut TcpStream, round: &str, count: usize) {
    let cookie = format!("Host: xunwang.test\r\nCookie: xunwang=OFFICER{REVIEWER}\r\n");
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\n{cookie}\r\n");
    let first = ask(stream, &get(&format!("/rounds/{round}/review/first"))).await;
    let mut place = first.location;
    let mut millis = Vec::new();
    for _ in 0..count {
        let (finding, _) = place.split_once('?').unwrap_or((&place, ""));
        let form = "csrf=TOKEN&version=0&verdict=confirmed&reach=one";
        let decision = format!(
            "POST {finding} HTTP/1.1\r\n{cookie}Origin: http://xunwang.test\r\nContent-Type: \
             application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        let begun = Instant::now();
        let done = ask(stream, &decision).await;
        assert_eq!(done.status, 303, "{finding}");
        place = done.location;
        let next = ask(stream, &get(&place)).await;
        assert_eq!(next.status, 200, "{place}");
        millis.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    println!("one reviewer, from the key to the next finding");
    line("decision", &mut millis, 0);
}
