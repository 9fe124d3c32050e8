//! What inputs are made of (样本): bundled texts, fixtures of the crates, and files of other programs in `xtask/corpus`.

use std::fs;
use std::io::Write;
use std::path::Path;

use chrono::DateTime;
use flate2::Compression;
use flate2::write::GzEncoder;
use xunwang_text::form::CHECKS;
use xunwang_text::lexicon::{Lexicon, clean_text, seed_lexicons};
use xunwang_text::names::{national_bodies, sample};

use super::targets::PARTING;
use crate::command::root;
use crate::tidy::files_below;

/// Official prose in pieces, the examples of every check, and what the lexicons know to be wrong.
pub(super) fn texts() -> Vec<Vec<u8>> {
    let mut texts: Vec<String> = pieces(clean_text(), 900).take(120).collect();
    texts.extend(CHECKS.iter().map(|check| check.document.to_owned()));
    for lexicon in seed_lexicons() {
        let wrong: Vec<&str> = lexicon
            .entries
            .iter()
            .flat_map(|entry| entry.wrong.iter().map(String::as_str))
            .collect();
        let step = (wrong.len() / 400).max(1);
        let some: Vec<&str> = wrong.into_iter().step_by(step).collect();
        texts.extend(some.chunks(40).map(|some| some.join("。")));
    }
    texts.push(
        "序号\t姓名\t身份证号码\t联系电话\t银行账号\n1\t王小明\t11010519491231002X\t13800138000\t6222020200112233445\n2\t李大山\t110105194912310021\t010-12345678\t\n"
            .to_owned(),
    );
    texts.push(
        "示例省省长云岭松、副省长江砚出席会议。甘青川省长讲话。国土资源部、环境保护部发布通知。".to_owned(),
    );
    texts.push(String::new());
    texts.into_iter().map(String::into_bytes).collect()
}

/// A source and its reprint, equal but for some lines; further texts may follow.
pub(super) fn pairs() -> Vec<Vec<u8>> {
    let pieces: Vec<String> = pieces(clean_text(), 2_500).take(60).collect();
    pieces
        .windows(2)
        .map(|two| {
            let lines = two[0].lines().count();
            let fewer: Vec<&str> = two[0]
                .lines()
                .enumerate()
                .filter(|(number, _)| number * 3 != lines)
                .map(|(_, line)| line)
                .collect();
            let chrome = "首页 > 政务公开\n【字体：大 中 小】 打印 分享\n";
            format!(
                "{}{PARTING}{chrome}{}{PARTING}{}",
                two[0],
                fewer.join("\n"),
                two[1]
            )
            .into_bytes()
        })
        .collect()
}

/// A text in pieces of about so many bytes, cut at ends of lines.
fn pieces(text: &str, size: usize) -> impl Iterator<Item = String> {
    let mut lines = text.lines();
    std::iter::from_fn(move || {
        let mut piece = String::new();
        for line in lines.by_ref() {
            piece.push_str(line);
            piece.push('\n');
            if piece.len() >= size {
                break;
            }
        }
        (!piece.is_empty()).then_some(piece)
    })
}

/// Lexicons as JSON and as a table.
pub(super) fn lexicons() -> Vec<Vec<u8>> {
    let small = |lexicon: &Lexicon| Lexicon {
        entries: lexicon.entries.iter().take(12).cloned().collect(),
        ..lexicon.clone()
    };
    let mut made = Vec::new();
    for lexicon in seed_lexicons().iter().map(|lexicon| small(lexicon)) {
        made.push(lexicon.to_json().into_bytes());
        made.push(csv_of(&lexicon.to_rows()));
    }
    made.extend(files(
        &root().join("crates/xunwang-text/tests/lexicon_files"),
        "json",
    ));
    made
}

/// Dictionaries of names as JSON.
pub(super) fn names() -> Vec<Vec<u8>> {
    let mut bodies = national_bodies().as_ref().clone();
    bodies.bodies.truncate(10);
    let both = xunwang_text::names::NameBook {
        bodies: bodies.bodies.clone(),
        ..sample()
    };
    [sample(), bodies, both]
        .map(|book| book.to_json().into_bytes())
        .to_vec()
}

fn csv_of(rows: &[Vec<String>]) -> Vec<u8> {
    let cell = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n";
    rows.iter().map(line).collect::<String>().into_bytes()
}

/// Pages of many content systems.
pub(super) fn pages() -> Vec<Vec<u8>> {
    let mut pages = files(&root().join("crates/xunwang-extract/tests/it/fixtures"), "html");
    pages.extend(files(&root().join("xtask/corpus"), "html"));
    pages
}

pub(super) fn docx() -> Vec<Vec<u8>> {
    files(&root().join("xtask/corpus"), "docx")
}

pub(super) fn xlsx() -> Vec<Vec<u8>> {
    files(&root().join("xtask/corpus"), "xlsx")
}

pub(super) fn pdf() -> Vec<Vec<u8>> {
    files(&root().join("xtask/corpus"), "pdf")
}

pub(super) fn xls() -> Vec<Vec<u8>> {
    let mut files_of_both = files(&root().join("xtask/corpus"), "xls");
    files_of_both.extend(files(&root().join("crates/xunwang-sheet/fixtures"), "xls"));
    files_of_both
}

pub(super) fn csv() -> Vec<Vec<u8>> {
    let mut tables = files(&root().join("docs"), "csv");
    tables.extend(
        lexicons()
            .into_iter()
            .filter(|bytes| bytes.first() == Some(&b'"')),
    );
    tables
}

/// The files with that ending below a folder, by name.
fn files(folder: &Path, ending: &str) -> Vec<Vec<u8>> {
    let mut found = files_below(folder).unwrap_or_default();
    found.retain(|file| file.extension().is_some_and(|extension| extension == ending));
    found.sort();
    found.iter().filter_map(|file| fs::read(file).ok()).collect()
}

/// A file of evidence: an opening record, pages with their requests, what was read in an attachment.
pub(super) fn warc() -> Vec<Vec<u8>> {
    let at = DateTime::from_timestamp(1_695_168_000, 0).unwrap_or_default();
    let mut made = Vec::new();
    for page in pages() {
        let mut file = Vec::new();
        xunwang_warc::append_warcinfo("Xunwang/0", "示例", at, 0, &mut file);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
        file.extend(record("response", &[head.as_bytes(), &page].concat()));
        file.extend(record(
            "request",
            b"GET / HTTP/1.1\r\nHost: www.qingchuan.example\r\n\r\n",
        ));
        let offset = file.len() as u64;
        xunwang_warc::append_reading(
            "http://www.qingchuan.example/a.pdf",
            "{\"text\":\"附件\"}",
            at,
            offset,
            &mut file,
        );
        made.push(file);
    }
    made
}

fn record(kind: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://www.qingchuan.example/\r\nWARC-Date: 2023-09-20T00:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let _ = encoder.write_all(&[head.as_bytes(), block, b"\r\n\r\n"].concat());
    encoder.finish().unwrap_or_default()
}
