//! The PDF as an archive keeps it: PDF/A-2a, tags, bookmarks, embedded fonts, the day of issue.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;
#[expect(dead_code, reason = "each test binary uses a part of the measuring module")]
#[path = "common/paper.rs"]
mod paper;

use common::{changed, confirmed, reference};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use paper::{bookmarks, catalogue, open, words};
use xunwang_report::render;

#[test]
fn it_says_that_it_is_pdf_a_2a_of_the_day_of_issue() {
    let pdf = open(&render::pdf(&confirmed(&reference())).unwrap());
    let root = catalogue(&pdf);
    let metadata = root.get::<Stream<'_>>("Metadata").unwrap();
    let metadata = String::from_utf8(metadata.decoded().unwrap().into_owned()).unwrap();
    for needed in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "广东省人民政府办公厅关于2023年第三季度",
        "2023-09-21",
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
    assert_eq!((day.year, day.month, day.day), (2023, 9, 21));
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
    let pdf = open(&render::pdf(&confirmed(&with_charts())).unwrap());
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
    assert!(descriptors >= 2, "serif and sans");
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
