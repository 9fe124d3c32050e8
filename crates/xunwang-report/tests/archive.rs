//! The PDF as an archive keeps it: PDF/A-2a, tags, bookmarks, embedded fonts, the day of issue.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;
#[expect(dead_code, reason = "each test binary uses a part of the measuring module")]
#[path = "common/paper.rs"]
mod paper;

use chrono::Datelike as _;
use common::{changed, confirmed, reference};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use paper::{bookmarks, catalogue, open, words};
use xunwang_report::document::{Block, Document, Edition, Table};
use xunwang_report::documents::Kind;
use xunwang_report::render;

#[test]
fn it_says_that_it_is_pdf_a_2a_of_the_day_of_issue() {
    let document = confirmed(&reference());
    assert!(
        document
            .title
            .starts_with("广东省人民政府办公厅关于2023年第三季度")
    );
    assert_eq!(document.issued_on.to_string(), "2023-09-21");
    is_for_the_archive(&document);
}

/// A document of each of the other kinds, as its sample makes it.
#[test]
fn every_other_kind_of_document_is_for_the_archive_too() {
    for kind in Kind::ALL {
        let word = kind.word();
        let path = format!(
            "{}/tests/fixtures/documents/{word}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let document = kind
            .compose(&std::fs::read(&path).unwrap(), Edition::Confirmed)
            .unwrap_or_else(|error| panic!("{word}: {error}"));
        is_for_the_archive(&document);
        has_its_fonts(&document, 1);
        let mut found = Vec::new();
        let pdf = open(&render::pdf(&document).unwrap());
        walk(
            &catalogue(&pdf).get::<Dict<'_>>("StructTreeRoot").unwrap(),
            "",
            &mut found,
        );
        let count = |ending: &str| found.iter().filter(|(path, _)| path.ends_with(ending)).count();
        let headings: Vec<(u8, &str)> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading { level, text } => Some((*level, text.as_str())),
                _ => None,
            })
            .collect();
        let sections = headings.iter().filter(|(level, _)| *level == 1).count();
        assert_eq!(count("/H1"), sections + document.attachments.len(), "{word}");
        let paragraphs = document
            .blocks
            .iter()
            .filter(|block| matches!(block, Block::Paragraph(_)))
            .count();
        assert!(count("/P") >= paragraphs, "{word}");
        let tables = printed_tables(&document);
        assert_eq!(count("/Table"), tables.len(), "{word}");
        let columns: usize = tables.iter().map(|table| table.columns.len()).sum();
        assert_eq!(count("/TH"), columns, "{word}: one head cell a column");
        let cells: usize = tables
            .iter()
            .map(|table| table.rows.len() * table.columns.len())
            .sum();
        assert!(count("/TD") >= cells, "{word}: {} of {cells}", count("/TD"));
        // Sections first, then each attachment with its title.
        let mut wanted: Vec<&str> = headings.iter().map(|(_, text)| *text).collect();
        let labels: Vec<String> = document.attachments.iter().map(|one| one.label()).collect();
        for (label, attachment) in labels.iter().zip(&document.attachments) {
            wanted.extend([label.as_str(), attachment.title.as_str()]);
        }
        let marks = bookmarks(&pdf);
        let marks: Vec<&str> = marks.iter().map(|mark| mark.trim()).collect();
        assert_eq!(marks, wanted, "{word}");
    }
}

/// The tables that are printed: an attachment without rows says （无）.
fn printed_tables(document: &Document) -> Vec<&Table> {
    let insets = document.blocks.iter().filter_map(|block| match block {
        Block::Table(inset) => Some(&inset.table),
        _ => None,
    });
    let attached = document.attachments.iter().map(|attachment| &attachment.table);
    insets
        .chain(attached.filter(|table| !table.rows.is_empty()))
        .collect()
}

/// PDF/A-2a with the title, the language and the day of the document, marked, with its colours defined.
#[track_caller]
fn is_for_the_archive(document: &Document) {
    let pdf = open(&render::pdf(document).unwrap());
    let root = catalogue(&pdf);
    let metadata = root.get::<Stream<'_>>("Metadata").unwrap();
    let metadata = String::from_utf8(metadata.decoded().unwrap().into_owned()).unwrap();
    for needed in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        &document.title.replace('&', "&amp;").replace('<', "&lt;"),
        &document.issued_on.to_string(),
    ] {
        assert!(metadata.contains(needed), "{needed}\n{metadata}");
    }
    assert!(
        words(&root.get::<PdfString<'_>>("Lang").unwrap())
            .to_lowercase()
            .starts_with("zh-cn")
    );
    assert!(
        root.get::<Dict<'_>>("MarkInfo")
            .is_some_and(|mark| mark.get::<bool>("Marked") == Some(true))
    );
    let day = pdf.metadata().creation_date.unwrap();
    let issued = document.issued_on;
    assert_eq!(
        (i32::from(day.year), u32::from(day.month), u32::from(day.day)),
        (issued.year(), issued.month(), issued.day())
    );
    let intent = root.get::<Array<'_>>("OutputIntents").unwrap();
    assert!(
        intent
            .iter::<Dict<'_>>()
            .any(|intent| intent.contains_key("DestOutputProfile"))
    );
}

/// Role, words and children of the structure, depth first.
fn walk(element: &Dict<'_>, path: &str, found: &mut Vec<(String, Option<String>)>) {
    let role = element
        .get::<Name<'_>>("S")
        .map(|name| String::from_utf8_lossy(name.as_ref()).into_owned());
    let path = role.map_or_else(|| path.to_owned(), |role| format!("{path}/{role}"));
    let alternative = element.get::<PdfString<'_>>("Alt").map(|text| words(&text));
    found.push((path.clone(), alternative));
    match element.get::<Object<'_>>("K") {
        Some(Object::Dict(child)) => walk(&child, &path, found),
        Some(Object::Array(children)) => {
            for child in children.iter::<Object<'_>>() {
                if let Object::Dict(child) = child {
                    walk(&child, &path, found);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn it_is_tagged_with_headings_paragraphs_and_tables_with_heads() {
    let document = confirmed(&reference());
    let pdf = open(&render::pdf(&document).unwrap());
    let mut found = Vec::new();
    walk(
        &catalogue(&pdf).get::<Dict<'_>>("StructTreeRoot").unwrap(),
        "",
        &mut found,
    );
    let count = |ending: &str| found.iter().filter(|(path, _)| path.ends_with(ending)).count();
    assert_eq!(count("/H1"), 3 + 4, "sections and attachments");
    assert_eq!(count("/H2"), 5 + 4, "parts and titles of attachments");
    assert!(count("/P") > 10);
    assert_eq!(count("/Table"), 4);
    let columns: usize = document
        .attachments
        .iter()
        .map(|attachment| attachment.table.columns.len())
        .sum();
    assert_eq!(
        count("/TH"),
        columns,
        "one head cell a column, though heads are printed again"
    );
    let cells: usize = document
        .attachments
        .iter()
        .map(|a| a.table.rows.len() * a.table.columns.len())
        .sum();
    let totals = document.attachments.iter().filter(|a| a.table.has_total).count();
    assert_eq!(
        count("/TD"),
        cells + totals,
        "and an empty one beside each total, which keeps it with the row above"
    );
}

#[test]
fn bookmarks_lead_to_sections_and_attachments() {
    let pdf = open(&render::pdf(&confirmed(&reference())).unwrap());
    let titles = bookmarks(&pdf);
    assert_eq!(
        titles,
        [
            "一、总体情况",
            "二、发现的主要问题",
            "  （一）政府网站建设管理水平有待提升",
            "  （二）政务新媒体监督管理责任需进一步落实",
            "三、下一步工作要求",
            "  （一）强化政治引领，筑牢安全防线",
            "  （二）压实管理责任，提高办网水平",
            "  （三）夯实管理基础，优化服务功能",
            "附件1",
            "  各地、各部门政府网站检查情况",
            "附件2",
            "  检查发现存在突出问题的政府网站名单",
            "附件3",
            "  各地、各部门政务新媒体检查情况",
            "附件4",
            "  检查发现存在突出问题的政务新媒体名单",
        ]
    );
}

/// With charts: their letters must be embedded too.
#[test]
fn every_font_is_embedded() {
    has_its_fonts(&confirmed(&with_charts()), 2);
}

/// All fonts are embedded, at least so many.
#[track_caller]
fn has_its_fonts(document: &Document, least: usize) {
    let pdf = open(&render::pdf(document).unwrap());
    let mut descriptors = 0;
    for object in pdf.objects() {
        let Object::Dict(dict) = object else { continue };
        let kind = |key| dict.get::<Name<'_>>(key).map(|name| name.as_ref().to_vec());
        if kind("Type").as_deref() == Some(b"FontDescriptor") {
            descriptors += 1;
            assert!(
                ["FontFile", "FontFile2", "FontFile3"]
                    .iter()
                    .any(|key| dict.contains_key(key))
            );
        }
        if kind("Type").as_deref() == Some(b"Font") && kind("Subtype").as_deref() != Some(b"Type0") {
            assert!(dict.contains_key("FontDescriptor") || kind("Subtype").as_deref() == Some(b"Type3"));
        }
    }
    assert!(descriptors >= least, "{descriptors} fonts");
}

fn with_charts() -> xunwang_domain::circular::CircularFacts {
    changed(common::add_charts)
}

#[test]
fn a_chart_is_a_figure_with_its_words() {
    let document = confirmed(&with_charts());
    let pdf = open(&render::pdf(&document).unwrap());
    let mut found = Vec::new();
    walk(
        &catalogue(&pdf).get::<Dict<'_>>("StructTreeRoot").unwrap(),
        "",
        &mut found,
    );
    let told: Vec<&String> = found
        .iter()
        .filter(|(path, _)| path.ends_with("/Figure"))
        .filter_map(|(_, words)| words.as_ref())
        .collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(
        told.iter().any(|words| words.contains("2023年第三季度99.1%")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|words| words.contains("韶关91.7%（不合格2家）")),
        "{told:?}"
    );
}
