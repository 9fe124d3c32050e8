//! The reference facts, and ways to change them.

use std::io::{Cursor, Read, Write};

use xunwang_domain::circular::CircularFacts;
use xunwang_report::document::{Document, Edition};
use xunwang_report::documents::circular::compose;

pub(crate) const REFERENCE: &[u8] = include_bytes!("../fixtures/reference-facts.json");

pub(crate) fn reference() -> CircularFacts {
    CircularFacts::from_json(REFERENCE).unwrap()
}

/// The reference facts after a change.
pub(crate) fn changed(change: impl FnOnce(&mut CircularFacts)) -> CircularFacts {
    let mut facts = reference();
    change(&mut facts);
    facts
}

/// All four charts, with three earlier quarters (figures of circulars.md §1).
pub(crate) fn add_charts(facts: &mut CircularFacts) {
    let value = |json: serde_json::Value| serde_json::from_value(json).unwrap();
    facts.charts =
        serde_json::from_value(serde_json::json!(["pass-rate", "cities", "problems", "on-time"])).unwrap();
    let closed = |number: u64, late: u64| serde_json::json!({"received": number, "closed_on_time": number - late, "closed_late": late, "open": 0, "overdue": 0});
    facts.history = vec![
        value(
            serde_json::json!({"quarter": "2022Q4", "sites_checked": 547, "sites_failed": 6, "feedback": closed(798, 4)}),
        ),
        value(
            serde_json::json!({"quarter": "2023Q1", "sites_checked": 540, "sites_failed": 8, "accounts_checked": 3260, "accounts_failed": 15, "feedback": closed(655, 0)}),
        ),
        value(
            serde_json::json!({"quarter": "2023Q2", "sites_checked": 531, "sites_failed": 6, "accounts_checked": 3227, "accounts_failed": 6, "feedback": closed(690, 9)}),
        ),
    ];
}

pub(crate) fn confirmed(facts: &CircularFacts) -> Document {
    compose(facts, Edition::Confirmed).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// One part of an Office file.
pub(crate) fn part(package: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut text = String::new();
    package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// One part of an Office file, whatever it holds.
pub(crate) fn bytes(package: &[u8], name: &str) -> Vec<u8> {
    let mut package = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut bytes = Vec::new();
    package.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// An Office file with one text part changed, as an editor would leave it.
pub(crate) fn with_part(package: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let before = part(package, name);
    let after = change(before.clone());
    assert_ne!(before, after, "the change changed nothing");
    with_bytes(package, name, after.as_bytes())
}

/// An Office file with one part replaced.
pub(crate) fn with_bytes(package: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut entry = old.by_index(index).unwrap();
        let entry_name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if entry_name == name {
            bytes = content.to_vec();
        }
        new.start_file(entry_name, zip::write::SimpleFileOptions::default())
            .unwrap();
        new.write_all(&bytes).unwrap();
    }
    new.finish().unwrap().into_inner()
}

/// Says why a test has nothing to test here.
#[expect(clippy::print_stderr, reason = "whoever runs the tests is to see it")]
pub(crate) fn skipped(why: &str) {
    eprintln!("跳过：{why}");
}
