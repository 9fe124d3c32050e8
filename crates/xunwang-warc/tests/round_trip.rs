//! Exchanges → records → exchanges again; and what a damaged file gives.

use std::io::Read;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;
use xunwang_domain::exchange::{Exchange, FetchOutcome, Hop, Phases};
use xunwang_warc::{
    BodyDigest, SeenBodies, WarcError, append_exchange, append_known, append_reading, append_warcinfo,
    read_record, records,
};

fn answered(url: &str, head: &str, body: &[u8]) -> Exchange {
    Exchange {
        started_at: "2023-09-15T01:02:03.000004Z".parse::<DateTime<Utc>>().unwrap(),
        hops: vec![Hop {
            url: Url::parse(url).unwrap(),
            remote: Some("192.0.2.7:80".parse().unwrap()),
            request_head: Arc::new(b"GET /a HTTP/1.1\r\nHost: www.qc.example\r\n\r\n".to_vec()),
            response_head: Arc::new(head.as_bytes().to_vec()),
            status: Some(200),
            phases: Phases {
                first_byte: Some(1200),
                ..Phases::default()
            },
            certificate: None,
        }],
        outcome: FetchOutcome::Answered { status: 200 },
        raw_body: Arc::new(body.to_vec()),
        body: Arc::new(body.to_vec()),
        truncated: false,
        attempts: 1,
    }
}

const PLAIN: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";

fn page() -> Vec<u8> {
    "<p>青川市人民政府关于做好秋收工作的通知</p>"
        .repeat(400)
        .into_bytes()
}

#[test]
fn a_page_comes_back_as_it_was_and_an_equal_body_is_kept_once() {
    let mut file = Vec::new();
    append_warcinfo(
        "Xunwang/0",
        "示例",
        "2023-09-15T00:00:00Z".parse().unwrap(),
        0,
        &mut file,
    );
    let mut seen = SeenBodies::default();
    let offset = file.len() as u64;
    let first = append_exchange(
        &answered("http://www.qc.example/a", PLAIN, &page()),
        &mut seen,
        offset,
        &mut file,
    );
    let offset = file.len() as u64;
    let second = append_exchange(
        &answered("http://www.qc.example/b", PLAIN, &page()),
        &mut seen,
        offset,
        &mut file,
    );

    let record = read_record(&file[first.offset as usize..]).unwrap();
    assert_eq!(
        (record.kind(), record.uri(), record.body()),
        ("response", "http://www.qc.example/a", &page()[..])
    );
    assert_eq!(record.field("WARC-IP-Address"), Some("192.0.2.7"));
    assert_eq!(
        record.field("warc-payload-digest"),
        Some(&*BodyDigest::of(&page()).label())
    );
    let head = String::from_utf8(record.http_head().to_vec()).unwrap();
    assert!(
        head.contains("\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\n"),
        "{head}"
    );
    assert_eq!(record.check_digest(), Ok(()));

    assert_eq!((second.body_offset, second.digest), (first.offset, first.digest));
    let again = read_record(&file[second.offset as usize..]).unwrap();
    assert_eq!((again.kind(), again.body()), ("revisit", &b""[..]));
    let kinds: Vec<_> = records(&file)
        .map(|(_, record)| record.unwrap().kind().to_owned())
        .collect();
    assert_eq!(kinds, ["warcinfo", "response", "request", "revisit"]);
}

#[test]
fn what_did_not_answer_is_kept_with_its_outcome() {
    let mut exchange = answered("http://www.qc.example/a", "", b"");
    exchange.hops[0].status = None;
    exchange.outcome = FetchOutcome::TimedOut;
    let mut file = Vec::new();
    let recorded = append_exchange(&exchange, &mut SeenBodies::default(), 0, &mut file);
    let record = read_record(&file).unwrap();
    assert_eq!((recorded.digest, record.kind()), (None, "metadata"));
    let told = String::from_utf8(record.http_head().to_vec()).unwrap();
    assert!(told.contains("timed_out"), "{told}");
}

#[test]
fn what_was_read_in_a_file_comes_back_as_it_was_written() {
    let json = "[{\"target\":\"http://www.qc.example/\",\"place\":\"第3页\"}]\r\n\r\n";
    let mut file = Vec::new();
    let at = "2026-09-01T00:00:00Z".parse().unwrap();
    let recorded = append_reading("http://www.qc.example/a.pdf", json, at, 0, &mut file);
    let record = read_record(&file).unwrap();
    assert_eq!(
        (recorded.offset, recorded.digest, record.kind()),
        (0, None, "metadata")
    );
    assert_eq!(
        (record.uri(), record.block()),
        ("http://www.qc.example/a.pdf", json.as_bytes())
    );
}

#[test]
fn damage_is_named() {
    let mut file = Vec::new();
    append_exchange(
        &answered("http://www.qc.example/a", PLAIN, &page()),
        &mut SeenBodies::default(),
        0,
        &mut file,
    );
    assert_eq!(read_record(&file[..file.len() / 2]), Err(WarcError::Gzip));
    assert_eq!(read_record(b"no gzip at all"), Err(WarcError::Gzip));
    let mut changed = file.clone();
    let middle = changed.len() / 3;
    changed[middle] ^= 0x40;
    assert!(records(&changed).any(|(_, record)| record.is_err()));
}

#[test]
fn a_gzipped_body_is_decoded_and_a_bomb_is_not() {
    use std::io::Write;
    let pack = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    assert_eq!(
        xunwang_warc::decoded(Some("gzip"), &pack(&page()), 1 << 20),
        Ok(page())
    );
    assert_eq!(
        xunwang_warc::decoded(Some("gzip"), &pack(&vec![0; 5 << 20]), 1 << 20),
        Err(WarcError::TooLarge)
    );
    assert_eq!(xunwang_warc::decoded(None, b"abc", 10), Ok(b"abc".to_vec()));
    assert_eq!(
        xunwang_warc::decoded(Some("gzip"), b"abc", 10),
        Err(WarcError::Coding)
    );
}

#[test]
fn a_body_that_the_server_says_is_still_the_same_is_referred_to() {
    let mut earlier = Vec::new();
    let url = "http://www.qc.example/a";
    let first = append_exchange(
        &answered(url, PLAIN, &page()),
        &mut SeenBodies::default(),
        0,
        &mut earlier,
    );
    // The record of the earlier file is taken over as it was packed; then comes what the server said now.
    let length = first.body_length.unwrap() as usize;
    let mut file = earlier[..length].to_vec();
    let mut seen = SeenBodies::default();
    let digest = first.digest.unwrap();
    seen.remember(digest, 0);
    let mut now = answered(url, "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n", &[]);
    now.outcome = FetchOutcome::Answered { status: 304 };
    let offset = file.len() as u64;
    let recorded = append_known(&now, Some(digest), &mut seen, offset, &mut file);
    assert_eq!(
        (recorded.offset, recorded.body_offset, recorded.digest),
        (offset, 0, Some(digest))
    );
    let kept: Vec<_> = records(&file).map(|(_, record)| record.unwrap()).collect();
    let kinds: Vec<_> = kept.iter().map(|record| record.kind()).collect();
    assert_eq!(kinds, ["response", "revisit"]);
    assert_eq!(kept[0].body(), page());
    let profile = kept[1].field("WARC-Profile").unwrap();
    assert!(profile.ends_with("/revisit/server-not-modified"), "{profile}");
    assert_eq!(
        kept[1].field("WARC-Payload-Digest"),
        kept[0].field("WARC-Payload-Digest")
    );
}

#[test]
fn what_shares_codes_comes_back_one_by_one_and_small_records_are_packed_too() {
    let (mut file, mut seen) = (Vec::new(), SeenBodies::default());
    let mut bodies = Vec::new();
    let mut lengths = Vec::new();
    for number in 0..80 {
        let url = format!("http://www.qc.example/tzgg/{number}.html");
        // Every other page is one that came before, and is referred to.
        let body = format!(
            "<p>第{}号通知</p>{}",
            number / 2,
            String::from_utf8(page()).unwrap()
        );
        let (exchange, offset) = (answered(&url, PLAIN, body.as_bytes()), file.len());
        append_exchange(&exchange, &mut seen, offset as u64, &mut file);
        lengths.push(file.len() - offset);
        bodies.push(body);
    }
    let kept: Vec<_> = records(&file).map(|(_, record)| record.unwrap()).collect();
    let kept: Vec<_> = kept.iter().filter(|record| record.kind() != "request").collect();
    assert_eq!(kept.len(), bodies.len());
    for (number, record) in kept.iter().enumerate() {
        let is_reference = number % 2 == 1;
        assert_eq!(record.kind() == "revisit", is_reference, "{number}");
        if !is_reference {
            assert_eq!(record.body(), bodies[number].as_bytes());
        }
    }
    // Stored as it is, a record would be longer than what it holds; this head saves a sixth.
    let mut offset = 0;
    for (number, &length) in lengths.iter().enumerate() {
        let packed = &file[offset..offset + length];
        let mut contents = Vec::new();
        flate2::read::GzDecoder::new(packed)
            .read_to_end(&mut contents)
            .unwrap();
        assert!(
            packed.len() * 10 < contents.len() * 9,
            "{number}: {} of {}",
            packed.len(),
            contents.len()
        );
        offset += length;
    }
}
