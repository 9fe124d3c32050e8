//! What a file is (文件类型), told from its bytes alone.

use crate::{Refusal, package};

/// The kinds of files that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A PDF file.
    Pdf,
    /// An OFD file, the national format of finished pages.
    Ofd,
    /// A Word document of the new format, WPS documents included.
    Docx,
    /// A workbook of the new format.
    Xlsx,
    /// A workbook of the old format.
    Xls,
    /// Plain text.
    Text,
    /// A web page; `xunwang-extract` reads it.
    Html,
}

/// Beginnings of files that hold no text for us.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"II*\0", "图片（TIFF）"),
    (b"MM\0*", "图片（TIFF）"),
    (b"RIFF", "图片或音像文件"),
    (b"Rar!", "压缩包（RAR）"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包（7z）"),
    (b"\x1f\x8b", "压缩包（gzip）"),
    (b"BZh", "压缩包（bzip2）"),
    (b"\xfd7zXZ", "压缩包（xz）"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
];

/// Tells what the file is (辨认文件).
///
/// # Errors
/// Says what it is where it is of a kind that is not read.
pub fn tell(bytes: &[u8]) -> Result<Kind, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::damaged("文件是空的"));
    }
    // Real files have stray bytes before the mark; readers look for it in the first kilobyte.
    let opening = &bytes[..bytes.len().min(1_024)];
    if bytes.starts_with(b"%PDF-") || (!is_text(opening) && memchr::memmem::find(opening, b"%PDF-").is_some())
    {
        return Ok(Kind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return package::tell(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return crate::xls::tell(bytes);
    }
    for (mark, what) in FOREIGN {
        let is_readable = mark.iter().all(u8::is_ascii_graphic) && is_text(opening);
        if bytes.starts_with(mark) && (!is_readable || *what == "RTF 文档") {
            return Err(Refusal::not_such(what));
        }
    }
    if !is_text(opening) {
        return Err(Refusal::not_such("不认识的二进制文件"));
    }
    let start: String = opening
        .iter()
        .filter(|byte| byte.is_ascii() && **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let start = start.trim_start();
    let is_page = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<table",
        "<div",
    ]
    .iter()
    .any(|mark| start.starts_with(mark))
        || (start.starts_with("<?xml") && start.contains("<html"));
    Ok(if is_page { Kind::Html } else { Kind::Text })
}

/// Does it read as text in one of the usual encodings?
fn is_text(opening: &[u8]) -> bool {
    if opening.starts_with(&[0xff, 0xfe]) || opening.starts_with(&[0xfe, 0xff]) {
        return true;
    }
    !opening
        .iter()
        .any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Why;

    #[test]
    fn files_are_told_by_their_bytes() {
        assert_eq!(tell(b"%PDF-1.7\n%\xe2\xe3"), Ok(Kind::Pdf));
        assert_eq!(tell(b"\0\0junk\n%PDF-1.4"), Ok(Kind::Pdf));
        assert_eq!(tell("关于%PDF-的说明".as_bytes()), Ok(Kind::Text));
        assert_eq!(tell("\u{feff}<!DOCTYPE html><p>".as_bytes()), Ok(Kind::Html));
        assert_eq!(tell("MZ区".as_bytes()), Ok(Kind::Text));
        assert_eq!(tell(b"MZ\x90\0\x03").unwrap_err().why, Why::NotSuch);
        assert_eq!(tell(b"\x89PNG\r\n\x1a\n").unwrap_err().why, Why::NotSuch);
        assert_eq!(tell(b"").unwrap_err().why, Why::Damaged);
    }
}
