//! Files that want to do harm, and files that only lie about what they are.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{refusal, shown};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

/// A workbook of one sheet with the given rows, and further parts.
fn package(rows: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let standard: [(&str, &[u8]); 5] = [
        ("_rels/.rels", ROOT.as_bytes()),
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    let replaced = |name: &str| parts.iter().any(|(part, _)| *part == name);
    zipped(
        standard
            .into_iter()
            .filter(|(name, _)| !replaced(name))
            .chain(parts.iter().copied()),
    )
}

fn zipped<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A compound file with streams of those names.
fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut container = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        container.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    container.flush().unwrap();
    container.into_inner().into_inner()
}

fn record(number: u16, data: &[u8]) -> Vec<u8> {
    [&number.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
}

/// An XLS workbook of one sheet with the given records in it, further ones before.
fn old_workbook(global: &[u8], sheet: &[u8]) -> Vec<u8> {
    let start = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000a, &[]);
    let bound = |place: u32| record(0x0085, &[&place.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
    let place = start.len() + global.len() + bound(0).len() + end.len();
    let stream = [&start, global, &bound(place as u32), &end, &start, sheet, &end].concat();
    compound(&[("/Workbook", &stream)])
}

#[test]
fn the_handmade_workbooks_are_readable_when_nothing_is_wrong_with_them() {
    let rows = r#"<row r="2"><c r="B2" t="inlineStr"><is><t>甲</t></is></c></row>"#;
    let read = xunwang_sheet::read("a.xlsx", &package(rows, &[])).unwrap();
    assert_eq!(shown(&read), "[S]\n2:  | 甲\n");
    let number = record(
        0x0203,
        &[&[1, 0, 0, 0, 0, 0], &7.0_f64.to_le_bytes()[..]].concat(),
    );
    let read = xunwang_sheet::read("a.xls", &old_workbook(&[], &number)).unwrap();
    assert_eq!(shown(&read), "[S]\n2: 7\n");
}

#[test]
fn bombs_are_not_unpacked() {
    let zeros = vec![b' '; 40 << 20];
    let bomb = package("", &[("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    assert!(refusal("a.xlsx", &bomb).contains("压缩炸弹"));
    // The sizes that the directory states are lies; what comes out counts.
    let mut lying = bomb.clone();
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let claimed = 1_000_u32.to_le_bytes();
    let mut places = 0;
    for place in 0..lying.len() - 4 {
        if lying[place..place + 4] == size {
            lying[place..place + 4].copy_from_slice(&claimed);
            places += 1;
        }
    }
    assert!(places >= 1);
    let refused = refusal("a.xlsx", &lying);
    assert!(
        refused.contains("压缩炸弹") || refused.contains("损坏"),
        "{refused}"
    );
}

#[test]
fn a_sheet_that_claims_a_billion_cells_costs_nothing() {
    let far =
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    assert!(refusal("a.xlsx", &package(far, &[])).contains("超过1000列"));
    let deep =
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>"#;
    let read = xunwang_sheet::read("a.xlsx", &package(deep, &[])).unwrap();
    assert_eq!(read.sheets[0].rows.len(), 2);
}

#[test]
fn a_shared_string_shown_by_every_cell_is_not_copied_without_limit() {
    let long = "长".repeat(32_000);
    let strings = format!(
        r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{long}</t></si></sst>"#
    );
    let relations = RELATIONS.replace(
        "</Relationships>",
        r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#,
    );
    let rows: String = (1..=5_000)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#))
        .collect();
    let bytes = package(
        &rows,
        &[
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ],
    );
    assert!(refusal("a.xlsx", &bytes).contains("文字总量"));
}

#[test]
fn macros_links_and_passwords_are_refused() {
    assert!(refusal("a.xlsx", &package("", &[("xl/vbaProject.bin", b"x")])).contains("含有宏"));
    assert!(refusal("a.xlsm", &package("", &[])).contains("含有宏"));
    assert!(refusal("a.xlsx", &package("", &[("xl/macrosheets/sheet1.xml", b"x")])).contains("含有宏"));
    let types = TYPES.replace(
        "</Types>",
        r#"<Override PartName="/xl/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>"#,
    );
    let renamed = package("", &[("[Content_Types].xml", types.as_bytes())]);
    assert!(refusal("a.xlsx", &renamed).contains("含有宏"));
    let linked = package("", &[("xl/externalLinks/externalLink1.xml", b"x")]);
    assert!(refusal("a.xlsx", &linked).contains("外部链接"));
    assert!(refusal("a.xlsx", &compound(&[("/EncryptedPackage", b"x")])).contains("已加密"));
    assert!(
        refusal(
            "a.xls",
            &compound(&[("/Workbook", b"x"), ("/_VBA_PROJECT_CUR", b"x")])
        )
        .contains("含有宏")
    );
    let password = record(0x002f, &[0, 0, 1, 2, 3, 4]);
    assert!(refusal("a.xls", &old_workbook(&password, &[])).contains("已加密"));
    let link = record(0x01ae, &[1, 0, 4, 0, 0, b'a', b'.', b'x']);
    assert!(refusal("a.xls", &old_workbook(&link, &[])).contains("外部链接"));
}

#[test]
fn a_formula_without_a_stored_result_is_a_fault_of_its_cell() {
    let rows = r#"<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><f>A1</f><v></v></c></row>"#;
    let read = xunwang_sheet::read("a.xlsx", &package(rows, &[])).unwrap();
    let cells = &read.sheets[0].rows[0].cells;
    assert!(cells[0].fault.as_deref().unwrap().contains("没有保存计算结果"));
    assert_eq!(cells[1].text, "2");
    assert!(cells[2].fault.is_some());
    assert_eq!(
        read.notes,
        ["工作表“S”有1个单元格是公式，按文件中保存的计算结果读取：B1"]
    );
}

#[test]
fn other_documents_are_called_by_their_names() {
    for (name, parts, said) in [
        ("a.xlsx", vec!["word/document.xml"], "Word 文档"),
        ("a.xlsx", vec!["OFD.xml"], "OFD"),
        ("a.xlsx", vec!["xl/workbook.bin"], "xlsb"),
        ("a.xlsx", vec!["mimetype", "content.xml"], "OpenDocument"),
        ("a.csv", vec!["台账.csv"], "压缩包"),
    ] {
        let bytes = zipped(parts.iter().map(|part| (*part, &b"x"[..])));
        assert!(refusal(name, &bytes).contains(said), "{said}");
    }
    assert!(refusal("a.xls", &compound(&[("/WordDocument", b"x")])).contains("Word 文档"));
    assert!(refusal("a.xls", b"<html><table><tr><td>1</td></tr></table>").contains("网页"));
}

#[test]
fn a_small_old_workbook_cannot_ask_for_much_memory() {
    // Claims four thousand million rows of room.
    let room = record(
        0x0200,
        &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0],
    );
    assert!(refusal("a.xls", &old_workbook(&[], &room)).contains("损坏"));
    // Two cells in opposite corners make a dense sheet of 4,294,967,296.
    let corner = |row: u16, column: u16| {
        let place = [row.to_le_bytes(), column.to_le_bytes()].concat();
        record(0x0203, &[&place[..], &[0; 10]].concat())
    };
    let corners = [corner(0, 0), corner(0xffff, 0xffff)].concat();
    assert!(refusal("a.xls", &old_workbook(&[], &corners)).contains("单元格"));
    // One string of 65,000 characters, shown by 5,000 cells.
    let string = [&[1, 0, 0, 0, 1, 0, 0, 0][..], &[0xd8, 0x1f, 0], &[b'a'; 8_152]].concat();
    let shown_often: Vec<u8> = (0..20_000_u16)
        .flat_map(|row| record(0x00fd, &[&row.to_le_bytes()[..], &[0; 8]].concat()))
        .collect();
    let refused = refusal("a.xls", &old_workbook(&record(0x00fc, &string), &shown_often));
    assert!(refused.contains("文字总量"), "{refused}");
}

#[test]
fn damaged_workbooks_of_every_length_are_refused_or_read_but_never_panic() {
    let old = include_bytes!("../../fixtures/register.xls");
    let new = package(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>"#,
        &[],
    );
    for (name, whole) in [("a.xls", &old[..]), ("a.xlsx", &new[..])] {
        for cut in (0..whole.len()).step_by(whole.len() / 50 + 1) {
            let _ = xunwang_sheet::read(name, &whole[..cut]);
            let mut flipped = whole.to_vec();
            flipped[cut] ^= 0xff;
            let _ = xunwang_sheet::read(name, &flipped);
        }
    }
}
