//! The four files: their form, and that an edited figure is found in each.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use common::{changed, confirmed, part, reference, with_part};
use xunwang_report::document::{Cell, Edition};
use xunwang_report::documents::circular::compose;
use xunwang_report::render;
use xunwang_report::verify::{Files, verify};

/// Characters of place and personal names that smaller fonts lack.
const RARE: &str = "滘埗墘榃浛洸漖簕菉磜輋赟堃珺喆";

#[test]
fn docx_has_the_form_of_the_standard() {
    let docx = render::docx(&confirmed(&reference())).unwrap();
    let body = part(&docx, "word/document.xml");
    for needed in [
        // 210 × 297 mm; 37, 26, 35, 28 mm in twips; 22 lines.
        r#"<w:pgSz w:w="11906" w:h="16838"/>"#,
        r#"w:top="2098" w:right="1474" w:bottom="1984" w:left="1587""#,
        r#"w:type="lines" w:linePitch="579""#,
        r#"<w:pStyle w:val="Heading1"/>"#,
        r#"<w:pStyle w:val="Heading2"/>"#,
        r#"<w:footerReference w:type="even" r:id="rId6"/>"#,
    ] {
        assert!(body.contains(needed), "{needed}");
    }
    assert_eq!(
        body.matches("<w:tblHeader/>").count(),
        4,
        "each table repeats its head"
    );
    assert_eq!(
        body.matches("<w:sectPr>").count(),
        5,
        "each attachment begins on a new page"
    );
    let styles = part(&docx, "word/styles.xml");
    for font in ["方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"] {
        assert!(styles.contains(&format!("w:eastAsia=\"{font}\"")), "{font}");
        assert!(
            part(&docx, "word/fontTable.xml").contains(&format!("<w:font w:name=\"{font}\"><w:altName")),
            "{font}"
        );
    }
    assert!(part(&docx, "word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    assert!(part(&docx, "word/footer1.xml").contains(r#"<w:jc w:val="right"/>"#));
    assert!(part(&docx, "word/footer2.xml").contains(r#"<w:jc w:val="left"/>"#));
    assert!(part(&docx, "docProps/core.xml").contains("2023-09-21T00:00:00Z"));
}

/// What Word refuses to open without a repair: parts and styles that are named but missing, properties out of order.
#[test]
fn docx_is_a_whole_package_in_the_order_of_the_schema() {
    const ORDER: [&str; 9] = [
        "pStyle",
        "keepNext",
        "keepLines",
        "numPr",
        "tabs",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
    ];
    let facts = changed(|facts| {
        common::add_charts(facts);
        facts.imprint =
            Some(serde_json::from_value(serde_json::json!({"copies_to": ["省委办公厅"]})).unwrap());
    });
    let docx = render::docx(&confirmed(&facts)).unwrap();
    let (body, styles) = (part(&docx, "word/document.xml"), part(&docx, "word/styles.xml"));
    let relations = part(&docx, "word/_rels/document.xml.rels");
    let values = |text: &str, before: &str| -> Vec<String> {
        text.split(before)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    for style in values(&body, "<w:pStyle w:val=\"")
        .iter()
        .chain(&values(&body, "<w:tblStyle w:val=\""))
    {
        assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style}");
    }
    for id in values(&body, "r:id=\"")
        .iter()
        .chain(&values(&body, "r:embed=\""))
    {
        assert!(relations.contains(&format!("Id=\"{id}\"")), "{id}");
    }
    let mut names: Vec<String> = Vec::new();
    let mut package = zip::ZipArchive::new(Cursor::new(docx.clone())).unwrap();
    for index in 0..package.len() {
        names.push(package.by_index(index).unwrap().name().unwrap().into_owned());
    }
    for target in values(&relations, "Target=\"") {
        assert!(names.contains(&format!("word/{target}")), "{target}");
    }
    let types = part(&docx, "[Content_Types].xml");
    for name in names.iter().filter(|name| *name != "[Content_Types].xml") {
        let ending = name.rsplit('.').next().unwrap();
        let by_name = types.contains(&format!("PartName=\"/{name}\""));
        assert!(
            by_name || types.contains(&format!("Extension=\"{ending}\"")),
            "{name}"
        );
        if name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with(".svg") {
            let text = part(&docx, name);
            let mut reader = quick_xml::Reader::from_str(&text);
            while reader
                .read_event()
                .unwrap_or_else(|error| panic!("{name}: {error}"))
                != quick_xml::events::Event::Eof
            {}
        }
    }
    for text in [&body, &styles] {
        for properties in text
            .split("<w:pPr>")
            .skip(1)
            .filter_map(|rest| rest.split("</w:pPr>").next())
        {
            let plain = properties.split("<w:sectPr>").next().unwrap();
            let places: Vec<usize> = plain
                .split("<w:")
                .skip(1)
                .filter_map(|tag| {
                    ORDER
                        .iter()
                        .position(|known| tag.split([' ', '/', '>']).next() == Some(*known))
                })
                .collect();
            assert!(places.is_sorted(), "{properties}");
        }
    }
}

#[test]
fn pdf_is_tagged_archival_with_bookmarks_and_embedded_fonts() {
    let document = confirmed(&reference());
    let pdf = render::pdf(&document).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.starts_with("%PDF-1.7"));
    for needed in [
        "/MarkInfo",
        "/StructTreeRoot",
        "/Outlines",
        "/Lang",
        "pdfaid:part>2<",
        "pdfaid:conformance>A<",
        "/GTS_PDFA1",
    ] {
        assert!(text.contains(needed), "{needed}");
    }
    assert_eq!(
        text.matches("/MediaBox[0 0 595.2756 841.8898").count(),
        10,
        "ten pages of A4"
    );
    for font in ["NotoSerifCJKsc-Regular", "NotoSansCJKsc-Regular"] {
        assert!(text.contains(font), "{font}");
    }
    assert_eq!(render::pdf(&document).unwrap(), pdf, "same document, same bytes");
}

#[test]
fn every_file_is_repeatable_and_provisional_ones_are_marked() {
    let document = compose(&reference(), Edition::Provisional).unwrap();
    let docx = render::docx(&document).unwrap();
    let html = render::html(&document).unwrap();
    let xlsx = render::xlsx(&document).unwrap();
    assert_eq!(docx, render::docx(&document).unwrap());
    assert_eq!(html, render::html(&document).unwrap());
    assert_eq!(xlsx, render::xlsx(&document).unwrap());
    let mark = "机器检查初稿，未经人工复核";
    assert!(part(&docx, "word/header1.xml").contains(mark));
    assert!(
        String::from_utf8(html)
            .unwrap()
            .contains(&format!("<p class=\"mark\" role=\"note\">{mark}</p>"))
    );
    assert!(part(&xlsx, "xl/worksheets/sheet1.xml").contains(mark));
    let confirmed = confirmed(&reference());
    assert!(!part(&render::docx(&confirmed).unwrap(), "word/header1.xml").contains(mark));
    assert!(render::pdf(&document).unwrap() != render::pdf(&confirmed).unwrap());
}

#[test]
fn html_traces_every_figure_and_has_no_script() {
    let html = String::from_utf8(render::html(&confirmed(&reference())).unwrap()).unwrap();
    for needed in [
        "<html lang=\"zh-CN\">",
        "data-ref=\"areas.sites.pass_rate\">99.1%</span>",
        "data-ref=\"feedback.received\">712</span>",
        "data-ref=\"areas.cities_all_passed\">17</span>",
        "data-ref=\"areas[5].sites.failed\">2</span>",
        "<th scope=\"col\">合格率</th>",
        "<th scope=\"row\">韶关市</th>",
        "<caption>",
        "@media print",
    ] {
        assert!(html.contains(needed), "{needed}");
    }
    assert!(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"));
}

#[test]
fn xlsx_has_numbers_and_texts_never_become_formulas() {
    let facts = changed(|facts| {
        let names = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"x\")"];
        let sites = facts
            .problems
            .iter_mut()
            .filter(|problem| problem.failing && problem.platform.is_empty());
        sites
            .zip(names)
            .for_each(|(problem, name)| problem.name = name.to_owned());
    });
    let xlsx = render::xlsx(&confirmed(&facts)).unwrap();
    for sheet in 1..=4 {
        assert!(
            !part(&xlsx, &format!("xl/worksheets/sheet{sheet}.xml")).contains("<f>"),
            "no formula"
        );
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.clone())).unwrap();
    let names: Vec<String> = {
        let list = book.worksheet_range("附件2").unwrap();
        list.rows()
            .skip(4)
            .filter_map(|row| row.get(2))
            .map(ToString::to_string)
            .collect()
    };
    assert!(
        names.contains(&"=1+1".to_owned()) && names.contains(&"@SUM(A1)".to_owned()),
        "{names:?}"
    );
    let counts = book.worksheet_range("附件1").unwrap();
    let total = counts
        .rows()
        .find(|row| row[1] == Data::String("合计".to_owned()))
        .unwrap();
    assert_eq!(total[2..6], [529.0, 529.0, 524.0, 5.0].map(Data::Float));
    assert_eq!(total[6], Data::Float(524.0 / 529.0));
    let sheet = part(&xlsx, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<autoFilter") && sheet.contains("state=\"frozen\""));
    assert!(part(&xlsx, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
    assert!(part(&xlsx, "xl/workbook.xml").contains("_xlnm.Print_Area"));
}

#[test]
fn rare_characters_names_and_long_names_are_typeset() {
    let facts = changed(|facts| {
        let mut sites = facts.problems.iter_mut().filter(|problem| problem.failing);
        sites.next().unwrap().name = RARE.to_owned();
        sites.next().unwrap().name = "青川市云岭镇".repeat(34);
        sites.next().unwrap().name = "<b>&\"'\u{0}#set page(width: 1pt) $x$ [".to_owned();
    });
    let document = confirmed(&facts);
    let html = String::from_utf8(render::html(&document).unwrap()).unwrap();
    assert!(html.contains(RARE) && !html.contains("<b>"));
    assert!(part(&render::docx(&document).unwrap(), "word/document.xml").contains("&lt;b&gt;"));
    // PDF/A-2a refuses a character without a glyph, so a document that renders shows all of them.
    render::pdf(&document).unwrap();
    render::xlsx(&document).unwrap();
    assert!(render::missing_characters(&document).is_empty());
    let all =
        changed(|facts| facts.problems[1].text = "\u{3400}\u{4DB5}\u{4E00}\u{9FA5}〔〕①—…·℃".to_owned());
    assert!(render::missing_characters(&confirmed(&all)).is_empty());
    let unknown = confirmed(&changed(|facts| {
        facts.problems[1].name.push_str("\u{13000}\u{200B}")
    }));
    assert_eq!(
        render::missing_characters(&unknown),
        ['\u{13000}'],
        "a missing glyph is never silent"
    );
    render::pdf(&unknown).unwrap();
}

/// GB 18030-2022 level 1: the unified ideographs of GBK and extension A.
#[test]
fn the_embedded_faces_have_every_character_of_gb_18030_level_1() {
    let all: String = ('\u{4E00}'..='\u{9FA5}').chain('\u{3400}'..='\u{4DB5}').collect();
    assert_eq!(all.chars().count(), 20_902 + 6_582);
    let facts = changed(|facts| facts.problems[1].text = all.clone());
    let document = confirmed(&facts);
    assert!(
        document.plain_text().contains(&all),
        "all of them stand in the document"
    );
    assert_eq!(render::missing_characters(&document), Vec::<char>::new());
}

#[test]
fn platforms_turn_the_table_to_landscape() {
    let facts = changed(|facts| {
        for area in &mut facts.areas {
            let platforms = ["微信公众号", "新浪微博", "抖音"];
            for (index, name) in platforms.into_iter().enumerate() {
                let split = if index == 0 {
                    (area.accounts_running, area.accounts_checked, area.accounts_failed)
                } else {
                    (0, 0, 0)
                };
                let split = serde_json::json!({"running": split.0, "checked": split.1, "failed": split.2});
                area.platforms
                    .insert(name.to_owned(), serde_json::from_value(split).unwrap());
            }
        }
    });
    let document = confirmed(&facts);
    assert!(document.attachments[2].table.landscape && !document.attachments[0].table.landscape);
    let body = part(&render::docx(&document).unwrap(), "word/document.xml");
    assert_eq!(body.matches("w:orient=\"landscape\"").count(), 1);
    let pdf = render::pdf(&document).unwrap();
    assert!(
        String::from_utf8_lossy(&pdf).contains("/MediaBox[0 0 841.8898"),
        "one sheet lies on its side"
    );
    assert!(
        document.attachments[2].table.rows[0]
            .iter()
            .any(|cell| cell.shown() == "420" && matches!(cell, Cell::Figure(_)))
    );
}

struct Made {
    html: Vec<u8>,
    docx: Vec<u8>,
    xlsx: Vec<u8>,
    pdf: Vec<u8>,
}

impl Made {
    fn files(&self) -> Files<'_> {
        Files {
            html: &self.html,
            docx: &self.docx,
            xlsx: &self.xlsx,
            pdf: &self.pdf,
        }
    }
}

fn made() -> Made {
    let document = confirmed(&reference());
    Made {
        html: render::html(&document).unwrap(),
        docx: render::docx(&document).unwrap(),
        xlsx: render::xlsx(&document).unwrap(),
        pdf: render::pdf(&document).unwrap(),
    }
}

fn differences(made: &Made) -> Vec<String> {
    verify(&reference(), Edition::Confirmed, made.files())
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_figure_edited_by_hand_is_found_in_each_file() {
    let good = made();
    assert_eq!(differences(&good), Vec::<String>::new());

    let html = String::from_utf8(good.html.clone())
        .unwrap()
        .replacen(">99.1%<", ">99.5%<", 1)
        .into_bytes();
    let found = differences(&Made { html, ..made() });
    assert_eq!(
        found,
        ["HTML数字areas.sites.pass_rate：按数据应为“99.1%”，文件中为“99.5%”"]
    );

    let docx = with_part(&good.docx, "word/document.xml", |xml| {
        xml.replacen(">712<", ">721<", 1)
    });
    let found = differences(&Made { docx, ..made() });
    assert!(
        found.len() == 1 && found[0].starts_with("DOCX") && found[0].contains("留言721条"),
        "{found:?}"
    );

    let xlsx = with_part(&good.xlsx, "xl/worksheets/sheet1.xml", |xml| {
        xml.replacen("<v>529</v>", "<v>530</v>", 1)
    });
    let found = differences(&Made { xlsx, ..made() });
    assert_eq!(
        found,
        ["XLSX附件1第32行第3列：按数据应为“529.000000000000”，文件中为“530.000000000000”"]
    );

    let mut pdf = good.pdf.clone();
    let middle = pdf.len() / 2;
    pdf[middle] ^= 1;
    let found = differences(&Made { pdf, ..made() });
    assert!(found.len() == 1 && found[0].starts_with("PDF全文"), "{found:?}");
}

#[test]
fn a_file_packed_again_without_a_change_is_not_accused() {
    let good = made();
    let docx = with_part(&good.docx, "word/styles.xml", |xml| {
        xml.replace("居中", "居中对齐")
    });
    assert_ne!(docx, good.docx);
    assert_eq!(differences(&Made { docx, ..made() }), Vec::<String>::new());
}

#[test]
fn added_rows_formulas_and_wrong_files_are_found() {
    let good = made();
    let row = "<w:p><w:r><w:t>另有3家</w:t></w:r></w:p><w:sectPr>";
    let docx = with_part(&good.docx, "word/document.xml", |xml| {
        xml.replacen("<w:sectPr>", row, 1)
    });
    assert!(
        differences(&Made { docx, ..made() })
            .iter()
            .any(|found| found.contains("另有3家"))
    );
    let formula = |xml: String| xml.replacen("<v>529</v>", "<f>SUM(C5:C31)</f><v>529</v>", 1);
    let xlsx = with_part(&good.xlsx, "xl/worksheets/sheet1.xml", formula);
    assert!(
        differences(&Made { xlsx, ..made() })
            .iter()
            .any(|found| found.contains("SUM"))
    );
    let found = differences(&Made {
        docx: b"PK\x03\x04".to_vec(),
        xlsx: Vec::new(),
        html: vec![0xFF],
        pdf: Vec::new(),
    });
    assert_eq!(found.len(), 4, "{found:?}");
}
