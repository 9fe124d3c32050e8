//! A file to download that is none, or only a part of one (附件实况).

use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState};

use super::words::state;

/// Is what was sent for a file to download none, or only a part of one (附件名不副实、附件不完整)? Told by the address's
/// ending and the bytes. `html`: the answer calls itself a page. Word and spreadsheet programs open pages too: those
/// are unclear. `whole`: the answer was read to its end.
pub fn file_problem(url: &Url, body: &[u8], html: bool, whole: bool) -> Option<TargetState> {
    let ending = url.path().rsplit_once('.')?.1.to_ascii_lowercase();
    if body.is_empty() {
        return Some(state("empty", TargetClass::Broken));
    }
    let first = body.get(..1024.min(body.len())).unwrap_or_default();
    let starts = |signs: &[&[u8]]| signs.iter().any(|sign| first.starts_with(sign));
    let page = || {
        let text = first
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(first)
            .trim_ascii_start();
        let begins = |sign: &[u8]| {
            text.get(..sign.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(sign))
        };
        begins(b"<!doctype html") || begins(b"<html") || html && begins(b"<")
    };
    // No program that opens documents or archives opens these.
    const FOREIGN: [&[u8]; 5] = [b"GIF87a", b"GIF89a", b"\x89PNG\r\n", b"\xff\xd8\xff", b"MZ\x90\0"];
    const ZIP: &[u8] = b"PK\x03\x04";
    const OLE: &[u8] = b"\xd0\xcf\x11\xe0";
    let (is_it, lenient) = match ending.as_str() {
        // Readers look for the mark in the first 1,024 bytes (ISO 32000-1, annex H.3).
        "pdf" => (memchr::memmem::find(first, b"%PDF").is_some(), false),
        "docx" | "docm" | "xlsx" | "xlsm" | "pptx" | "ppsx" | "odt" | "ods" => (starts(&[ZIP, OLE]), false),
        "zip" => (starts(&[ZIP, b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf"]), false),
        "ofd" | "epub" => (starts(&[ZIP]), false),
        "rar" => (starts(&[b"Rar!", ZIP, b"7z\xbc\xaf"]), false),
        "7z" => (starts(&[b"7z\xbc\xaf", ZIP, b"Rar!"]), false),
        ending if DOCUMENTS.contains(&ending) => {
            (starts(&[OLE, ZIP, b"{\\rtf", b"\xdb\xa5", b"\x09\x08"]), true)
        }
        _ => (!page(), true),
    };
    if is_it {
        // Archives end with their directory (APPNOTE.TXT 4.3.16): without it no program opens them.
        let is_cut = whole && first.starts_with(ZIP) && memchr::memmem::rfind(body, b"PK\x05\x06").is_none();
        return is_cut.then(|| state("cut-off", TargetClass::Broken));
    }
    let other_kind = starts(&FOREIGN) && DOCUMENTS.contains(&ending.as_str());
    if other_kind {
        return Some(state("not-a-file", TargetClass::Broken));
    }
    match (page(), lenient) {
        (true, true) => Some(state("not-a-file", TargetClass::Caution)),
        (_, false) => Some(state("not-a-file", TargetClass::Broken)),
        // Old formats of offices have many beginnings: text, XML, mail.
        (false, true) => None,
    }
}

/// Endings of the older formats of offices.
const DOCUMENTS: [&str; 7] = ["doc", "xls", "ppt", "pps", "wps", "et", "dps"];
