//! Duplicates and clusters of error reports (`cargo bench -p xunwang-app --bench feedback`).

use chrono::NaiveDate;
use divan::Bencher;
use xunwang_app::feedback::{ClusterMessage, ClusterRules, MessageSketch, clusters, similar};

fn main() {
    divan::main();
}

fn description(number: usize) -> String {
    format!(
        "第{}页的第{number}号附件下载以后打不开，提示文件损坏，请核实",
        number % 97
    )
}

fn sketches(count: usize) -> Vec<MessageSketch> {
    (0..count)
        .map(|number| {
            let address = format!(
                "http://www.qingchuan.example/art/{}/{}.html",
                number % 50,
                number % 7_000
            );
            MessageSketch::of(
                &number.to_string(),
                "9901000001",
                [0, 2, 4, 10][number % 4],
                &address,
                &description(number),
            )
        })
        .collect()
}

/// A message while it is typed, against all of one site.
#[divan::bench(args = [500, 100_000])]
fn similar_among(bencher: Bencher<'_, '_>, count: usize) {
    let all = sketches(count);
    let new = MessageSketch::of(
        "新",
        "9901000001",
        0,
        "www.qingchuan.example/art/7/77.html",
        &description(77),
    );
    bencher.bench(|| similar(&new, &all).len());
}

/// What is read of a message once.
#[divan::bench]
fn sketch(bencher: Bencher<'_, '_>) {
    let text = description(5);
    bencher.bench(|| MessageSketch::of("1", "9901000001", 4, "www.qingchuan.example/a.html", &text));
}

#[divan::bench(sample_count = 10)]
fn clusters_of_100_000(bencher: Bencher<'_, '_>) {
    let first = NaiveDate::from_ymd_opt(2023, 7, 1).unwrap();
    let rows: Vec<(String, String, String)> = (0..100_000)
        .map(|number| {
            let address = format!(
                "http://s{}.qingchuan.example/x{}/y{}/{number}.html",
                number % 500,
                number % 9,
                number % 31
            );
            (number.to_string(), format!("99{:08}", number % 500), address)
        })
        .collect();
    let messages: Vec<ClusterMessage<'_>> = rows
        .iter()
        .enumerate()
        .map(|(number, (id, site, address))| ClusterMessage {
            id,
            site,
            address,
            kind: [0, 2, 10][number % 3],
            received: first + chrono::Days::new(number as u64 % 81),
            closed: None,
        })
        .collect();
    let window = first..=first + chrono::Days::new(80);
    bencher.bench(|| clusters(&messages, window.clone(), &[], ClusterRules::default()).len());
}
