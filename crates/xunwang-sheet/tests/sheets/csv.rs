//! Delimited text in every charset and with every delimiter that occurs.

use expect_test::{Expect, expect};
use xunwang_sheet::read;

use super::{refusal, shown};

fn check(bytes: &[u8], expected: Expect) {
    expected.assert_eq(&shown(&read("台账.csv", bytes).unwrap()));
}

fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(|unit| {
            if big_endian {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

#[test]
fn every_charset_reads_the_same() {
    let text = "名称,地区\n滘头镇,䓣塘村\n";
    let plain = "1: 名称 | 地区\n2: 滘头镇 | 䓣塘村\n";
    let (gb18030, _, lost) = encoding_rs::GB18030.encode(text);
    assert!(!lost);
    let with_mark = format!("\u{feff}{text}");
    for (bytes, note) in [
        (text.as_bytes().to_vec(), ""),
        (with_mark.into_bytes(), ""),
        (gb18030.into_owned(), "注：文件按 GB18030 编码读取\n"),
        (utf16(text, false), "注：文件按 UTF-16 编码读取\n"),
        (utf16(text, true), "注：文件按 UTF-16 编码读取\n"),
    ] {
        assert_eq!(shown(&read("a.csv", &bytes).unwrap()), format!("{plain}{note}"));
    }
}

#[test]
fn rows_are_counted_as_a_spreadsheet_shows_them() {
    check(
        "甲,乙\r\n\r\n\"一行\r\n两行\",x\r\n , \r\n\"说\"\"好\"\"的\",\"a,b\"\r\n末行,".as_bytes(),
        expect![[r#"
            1: 甲 | 乙
            3: 一行⏎两行 | x
            5: 说"好"的 | a,b
            6: 末行
        "#]],
    );
}

#[test]
fn the_delimiter_is_sensed() {
    check(
        "甲;乙;丙\n1,5;2;3\n".as_bytes(),
        expect![[r#"
        1: 甲 | 乙 | 丙
        2: 1,5 | 2 | 3
    "#]],
    );
    check(
        "\"甲,x\"\t乙\n1\t2\n".as_bytes(),
        expect![[r#"
        1: 甲,x | 乙
        2: 1 | 2
    "#]],
    );
    check(
        "sep=;\n甲;乙\n".as_bytes(),
        expect![[r#"
        2: 甲 | 乙
    "#]],
    );
}

#[test]
fn what_looks_like_a_formula_stays_text() {
    check(
        "=cmd|'/c calc'!A0,+1,-2,@SUM(A1)\n".as_bytes(),
        expect![[r#"
            1: =cmd|'/c calc'!A0 | +1 | -2 | @SUM(A1)
        "#]],
    );
}

#[test]
fn white_space_around_a_cell_is_dropped() {
    check(
        "\u{3000}甲\u{a0},\u{200b}乙 \n".as_bytes(),
        expect![[r#"
        1: 甲 | 乙
    "#]],
    );
}

#[test]
fn text_that_cannot_be_told_apart_is_refused_with_its_row() {
    assert_eq!(
        refusal("a.csv", "甲,乙\n1,\"没有关上\n2,3\n".as_bytes()),
        "第2行有引号没有成对，无法分清单元格；请补上或删去这个引号"
    );
    assert!(refusal("a.csv", b"a,b\n\xff\xff\xff,1\n").contains("编码认不出"));
    assert!(refusal("a.csv", b"a,b\n\0,1\n").contains("空字节"));
}
