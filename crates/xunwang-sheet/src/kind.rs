//! What a file really is (文件类型), told from its bytes; the name only helps where the bytes do not decide.

use crate::Refusal;

/// The kinds that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A ZIP package; `package` decides whether it is an XLSX workbook.
    Package,
    /// A compound file; `xls` decides whether it is an XLS workbook.
    Compound,
    /// Text with delimiters.
    Delimited,
}

const SAVE_AS: &str = "请在 Excel 或 WPS 中打开后另存为 .xlsx 或 .csv 再试";
const ASK_FOR_TABLE: &str = "请向提供者索取 .xlsx 或 .csv 格式的原表";
const DANGER: &str = "请勿打开它，并向提供者核实来源";

/// Marks at the very beginning of files that are no tables.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"MZ", "可执行程序（Windows）", DANGER),
    (b"\x7fELF", "可执行程序（Linux）", DANGER),
    (b"\xfe\xed\xfa\xce", "可执行程序（macOS）", DANGER),
    (b"\xfe\xed\xfa\xcf", "可执行程序（macOS）", DANGER),
    (b"\xce\xfa\xed\xfe", "可执行程序（macOS）", DANGER),
    (b"\xcf\xfa\xed\xfe", "可执行程序（macOS）", DANGER),
    (b"\xca\xfe\xba\xbe", "可执行程序（macOS 或 Java）", DANGER),
    (b"\0asm", "可执行程序（WebAssembly）", DANGER),
    (b"L\0\0\0\x01\x14\x02\0", "快捷方式", DANGER),
    (b"#!", "脚本程序", DANGER),
    (b"%PDF", "PDF 文件", ASK_FOR_TABLE),
    (b"\x89PNG", "图片（PNG）", ASK_FOR_TABLE),
    (b"\xff\xd8\xff", "图片（JPEG）", ASK_FOR_TABLE),
    (b"GIF8", "图片（GIF）", ASK_FOR_TABLE),
    (b"II*\0", "图片（TIFF）", ASK_FOR_TABLE),
    (b"MM\0*", "图片（TIFF）", ASK_FOR_TABLE),
    (b"RIFF", "图片或音像文件", ASK_FOR_TABLE),
    (b"Rar!", "压缩包（RAR）", "请解压后选择其中的表格"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包（7z）", "请解压后选择其中的表格"),
    (b"\x1f\x8b", "压缩包（gzip）", "请解压后选择其中的表格"),
    (b"BZh", "压缩包（bzip2）", "请解压后选择其中的表格"),
    (b"\xfd7zXZ", "压缩包（xz）", "请解压后选择其中的表格"),
    (b"{\\rtf", "RTF 文档", ASK_FOR_TABLE),
];

/// Openings of texts that are no tables; compared in lower case after leading white space.
const FOREIGN_TEXT: &[(&str, &str, &str)] = &[
    ("<!doctype html", "网页（HTML）", SAVE_AS),
    ("<html", "网页（HTML）", SAVE_AS),
    ("<table", "网页（HTML）", SAVE_AS),
    ("<head", "网页（HTML）", SAVE_AS),
    ("<meta", "网页（HTML）", SAVE_AS),
    ("mime-version:", "网页档案（MHTML）", SAVE_AS),
    ("<?php", "脚本程序", DANGER),
    ("<script", "脚本程序", DANGER),
    ("@echo off", "脚本程序（批处理）", DANGER),
    ("<?xml", "XML 文件", SAVE_AS),
    ("{\"", "JSON 数据", ASK_FOR_TABLE),
    ("[{", "JSON 数据", ASK_FOR_TABLE),
    ("id;p", "SYLK 文件", SAVE_AS),
];

/// Tells the kind.
///
/// # Errors
/// Says what the file is where it is of a kind that is not read.
pub(crate) fn tell(file_name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::new("文件是空的；请确认选对了文件"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Package);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Kind::Compound);
    }
    for (mark, what, cure) in FOREIGN {
        // Two letters may open an honest table ("MZ区,…"); a program has its binary header behind them.
        let is_text = mark == b"MZ" && !bytes.iter().take(256).any(|&byte| byte == 0);
        if bytes.starts_with(mark) && !is_text {
            return Err(Refusal::wrong_kind(what, cure));
        }
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Err(Refusal::wrong_kind("图片（BMP）", ASK_FOR_TABLE));
    }
    let opening = opening_text(bytes);
    for (mark, what, cure) in FOREIGN_TEXT {
        if opening.starts_with(mark) {
            return Err(Refusal::wrong_kind(what, cure));
        }
    }
    let extension = extension(file_name);
    if matches!(
        extension.as_str(),
        "xlsx" | "xls" | "xlsm" | "xlsb" | "et" | "ods"
    ) {
        return Err(Refusal::new(format!(
            "文件名以 .{extension} 结尾，内容却不是工作簿；若是文本表格，请把扩展名改为 .csv，否则请另存为 .xlsx"
        )));
    }
    Ok(Kind::Delimited)
}

/// The extension of a file name in lower case, without the dot.
pub(crate) fn extension(file_name: &str) -> String {
    file_name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default()
}

/// The first characters in lower case, whatever of the usual charsets they are in.
fn opening_text(bytes: &[u8]) -> String {
    bytes
        .iter()
        .take(512)
        .copied()
        .filter(|byte| byte.is_ascii() && *byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect::<String>()
        .trim_start()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_file_is_called_by_its_real_name() {
        let refusal = |bytes: &[u8]| tell("台账.csv", bytes).unwrap_err().to_string();
        assert!(refusal(b"MZ\x90\0\x03\0\0\0").contains("可执行程序（Windows）"));
        assert!(refusal(b"\x7fELF\x02\x01").contains("可执行程序（Linux）"));
        assert!(refusal(b"#!/bin/sh\nrm").contains("脚本程序"));
        assert!(refusal(b"%PDF-1.7").contains("PDF"));
        assert!(refusal("\u{feff} <HTML><table>".as_bytes()).contains("网页"));
        assert!(refusal(b"").contains("空"));
    }

    #[test]
    fn two_letters_do_not_make_a_program() {
        assert_eq!(tell("a.csv", b"MZ,b\n1,2\n"), Ok(Kind::Delimited));
        assert_eq!(tell("a.csv", b"BM07000001,x\n"), Ok(Kind::Delimited));
    }

    #[test]
    fn text_under_the_name_of_a_workbook_is_refused() {
        assert!(tell("a.xlsx", b"a,b\n").unwrap_err().to_string().contains(".csv"));
    }
}
