//! The documents other than the circular: each from a file of values to its four files, whatever the values.

#[path = "common/axe.rs"]
mod axe;
#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;
#[expect(dead_code, reason = "each test binary uses a part of the measuring module")]
#[path = "common/paper.rs"]
mod paper;

use common::{part, skipped};
use paper::{Sheet, catalogue, open, sheets};
use serde_json::{Value as Json, json};
use xunwang_report::document::{Block, Cell, Document, Edition, Span};
use xunwang_report::documents::{Kind, KindError};
use xunwang_report::figure::Figured;
use xunwang_report::render;

fn values(kind: Kind) -> Json {
    let path = format!(
        "{}/tests/fixtures/documents/{}.json",
        env!("CARGO_MANIFEST_DIR"),
        kind.word()
    );
    serde_json::from_slice(&std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))).unwrap()
}

fn composed(kind: Kind, values: &Json) -> Document {
    let json = serde_json::to_vec(values).unwrap();
    kind.compose(&json, Edition::Confirmed)
        .unwrap_or_else(|error| panic!("{}: {error}", kind.word()))
}

fn refused(kind: Kind, values: &Json) -> String {
    let json = serde_json::to_vec(values).unwrap();
    match kind.compose(&json, Edition::Confirmed) {
        Ok(_) => panic!("{} was composed", kind.word()),
        Err(error @ (KindError::Form(_) | KindError::Contradictions(_))) => error.to_string(),
    }
}

fn figures(document: &Document) -> Vec<&Figured> {
    let mut all = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(spans) => all.extend(spans.iter().filter_map(|span| match span {
                Span::Figure(figure) => Some(figure),
                Span::Text(_) => None,
            })),
            Block::Table(inset) => all.extend(inset.table.rows.iter().flatten().filter_map(of_cell)),
            Block::Heading { .. } | Block::Chart(_) => {}
        }
    }
    for attachment in &document.attachments {
        all.extend(attachment.table.rows.iter().flatten().filter_map(of_cell));
    }
    all
}

fn of_cell(cell: &Cell) -> Option<&Figured> {
    match cell {
        Cell::Figure(figure) => Some(figure),
        Cell::Text(_) | Cell::Ordinal(_) => None,
    }
}

/// What the documents say, word for word: whoever changes a sentence sees where it shows.
#[test]
fn each_document_says_what_its_values_say() {
    let all: String = Kind::ALL
        .map(|kind| {
            let document = composed(kind, &values(kind));
            let notes = document.notes.join("\n");
            format!(
                "==== {} ====\n{}提示：{notes}\n",
                kind.word(),
                document.plain_text()
            )
        })
        .concat();
    expect_test::expect_file!["fixtures/documents/text.txt"].assert_eq(&all);
}

/// The figures that a reader would work out by hand from the fixtures.
#[test]
fn the_numbers_are_those_of_the_values() {
    for (kind, sentences) in [
        (
            Kind::Site,
            &[
                "单项否决指标5项，触及1项，未触及3项，未能检测1项",
                "认定问题2类43个，涉及418处",
                "以下2项未能检测",
            ][..],
        ),
        (
            Kind::Area,
            &[
                "政府网站5家",
                "完成检测4家，合格2家，不合格2家，合格率为50.0%",
                "另有1家未能检测",
                "检查5家，不合格2家，合格率为60.0%",
                "上轮合格、本轮不合格的1家，上轮不合格、本轮合格的1家，两轮均不合格的1家",
            ],
        ),
        (
            Kind::Notice,
            &["2家网站存在3个问题，其中2个触及单项否决指标", "问题2个："],
        ),
        (Kind::Reminder, &["1家网站有2项", "疑似达到1项、7天内将达到1项"]),
        (
            Kind::Digest,
            &[
                "在运行网站57家，有效访问9233次，未能打开58次，可用率为99.4%",
                "新发现问题128个，消除问题96个",
            ],
        ),
        (
            Kind::Feedback,
            &[
                "留言63条，已办结59条（其中超期办结3条），办结率为93.7%，按期办结率为91.8%；在办未到期2条，逾期未办结2条",
            ],
        ),
        (
            Kind::Assessment,
            &["青川市｜0｜0｜1｜2｜0｜7｜是（加5分）", "合计｜1｜1｜1｜2｜4｜11"],
        ),
        (
            Kind::SupervisionYear,
            &["第四季度｜—｜—｜—｜—｜—", "合计｜｜1588｜｜15｜"],
        ),
        (
            Kind::WorkYear,
            &[
                "是否开展应急演练｜否",
                "媒体评论文章数量（篇）｜—",
                "平均办理时间（天）｜1.8",
            ],
        ),
    ] {
        let text = composed(kind, &values(kind)).plain_text();
        for sentence in sentences {
            assert!(text.contains(sentence), "{}: {sentence}\n{text}", kind.word());
        }
    }
}

/// A figure that was changed after composing is named with what it should be, in text and in tables.
#[test]
fn a_figure_that_was_typed_over_is_found() {
    for kind in Kind::ALL {
        let values = values(kind);
        let mut document = composed(kind, &values);
        let change = |figure: &mut Figured| figure.shown.push('9');
        let mut changed = 0;
        for block in &mut document.blocks {
            match block {
                Block::Paragraph(spans) => {
                    for span in spans {
                        if let Span::Figure(figure) = span {
                            change(figure);
                            changed += 1;
                        }
                    }
                }
                Block::Table(inset) => {
                    for cell in inset.table.rows.iter_mut().flatten() {
                        if let Cell::Figure(figure) = cell {
                            change(figure);
                            changed += 1;
                        }
                    }
                }
                Block::Heading { .. } | Block::Chart(_) => {}
            }
        }
        assert!(changed > 0, "{}", kind.word());
        let found = document.check_values(&values);
        assert!(found.len() >= changed, "{}: {found:#?}", kind.word());
    }
}

/// Values that contradict themselves, or are not of the form, make no document and are named in Chinese.
#[test]
fn wrong_values_are_named() {
    type Change = fn(&mut Json);
    let cases: [(Kind, Change, &str); 14] = [
        (Kind::Site, |v| v["sitte"] = json!(1), "不认识的项“sitte”"),
        (
            Kind::Site,
            |v| v["head"]["issuer"] = json!(" "),
            "head.issuer：发文机关为空",
        ),
        (
            Kind::Site,
            |v| v["judgement"] = json!("qualified"),
            "触及单项否决指标的网站不能判为合格",
        ),
        (
            Kind::Site,
            |v| v["window"] = json!(["2026-09-20", "2026-09-15"]),
            "起始日2026-09-20晚于截止日",
        ),
        (
            Kind::Area,
            |v| v["sites"][1]["reasons"] = json!([]),
            "sites[1].reasons",
        ),
        (
            Kind::Area,
            |v| v["sites"][1]["code"] = json!("9902000001"),
            "写了两次",
        ),
        (
            Kind::Notice,
            |v| v["deadline"] = json!("2026-09-28"),
            "不晚于成文日期",
        ),
        (Kind::Notice, |v| v["problems"] = json!([]), "没有需要整改的问题"),
        (
            Kind::Reminder,
            |v| v["items"][0]["nearness"] = json!("met"),
            "与“达到否决线”不一致",
        ),
        (Kind::Digest, |v| v["kind"] = json!("day"), "日报不能有7天"),
        (
            Kind::Feedback,
            |v| v["areas"][0]["open"] = json!(5),
            "之和为45，收到41",
        ),
        (
            Kind::SupervisionYear,
            |v| v["quarters"][0]["failed"] = json!(900),
            "不合格数900多于检查数531",
        ),
        (
            Kind::WorkYear,
            |v| v["serving"]["online_items"] = json!(87),
            "可全程在线办理的事项87多于",
        ),
        (
            Kind::Assessment,
            |v| v["areas"][0]["deductions"][0]["points"] = json!(3),
            "分值只填在其他扣分",
        ),
    ];
    for (kind, change, message) in cases {
        let mut values = values(kind);
        change(&mut values);
        let said = refused(kind, &values);
        assert!(said.contains(message), "{}: {said}", kind.word());
    }
    let said = refused(
        Kind::Digest,
        &json!({"head": {"issuer": "甲", "issued_on": "2026-13-01"}}),
    );
    assert!(said.starts_with("日报、周报、月报数据第 1 行"), "{said}");
}

/// Every list empty, every name 200 characters of rare letters, text that looks like a formula or markup.
fn strange(kind: Kind) -> Vec<Json> {
    fn each(value: &mut Json, change: &impl Fn(&mut Json, &str), key: &str) {
        match value {
            Json::Array(all) => all.iter_mut().for_each(|one| each(one, change, key)),
            Json::Object(fields) => fields.iter_mut().for_each(|(key, one)| each(one, change, key)),
            _ => {}
        }
        change(value, key);
    }
    const NAMES: [&str; 12] = [
        "name",
        "site",
        "area",
        "sponsor",
        "what",
        "recipient",
        "note",
        "object",
        "reason",
        "title",
        "basis",
        "url",
    ];
    let renamed = |text: &'static str| {
        let mut changed = values(kind);
        let number = std::cell::Cell::new(0);
        each(
            &mut changed,
            &|value, key| {
                if NAMES.contains(&key) && value.is_string() {
                    number.set(number.get() + 1);
                    *value = json!(format!("{text}{}", number.get()));
                }
            },
            "",
        );
        changed
    };
    let long: &'static str = Box::leak("𠮷㙍䶮龘市".repeat(40).into_boxed_str());
    let mut empty = values(kind);
    each(
        &mut empty,
        &|value, key| {
            let needed = matches!(key, "window" | "problems" | "items");
            if let Json::Array(all) = value
                && !needed
            {
                all.clear();
            }
        },
        "",
    );
    if kind == Kind::Site {
        empty["judgement"] = json!("not_measured");
        empty["reason"] = json!("没有采集");
        empty["pages"] = Json::Null;
    }
    vec![
        empty,
        renamed(long),
        renamed("{count(areas)}]=<b>&\"*_#$[x]\u{7}=1+1"),
    ]
}

#[test]
fn whatever_the_values_the_numbers_agree_and_the_files_are_made() {
    for kind in Kind::ALL {
        for values in strange(kind) {
            let document = composed(kind, &values);
            let html = String::from_utf8(render::html(&document).unwrap()).unwrap();
            for figure in figures(&document) {
                let shown = format!(">{}<", figure.shown);
                assert!(html.contains(&shown), "{}: {}", kind.word(), figure.source);
            }
            assert!(!html.contains("<b>"), "{}", kind.word());
            assert!(render::pdf(&document).unwrap().starts_with(b"%PDF-"));
            assert!(part(&render::docx(&document).unwrap(), "word/document.xml").contains("</w:document>"));
            assert!(part(&render::xlsx(&document).unwrap(), "xl/workbook.xml").contains("</workbook>"));
        }
    }
}

/// The PDF is of the archive's form, its tables stand within the page and have their heads on every page they go on to.
#[test]
fn the_pdf_is_for_the_archive_and_nothing_runs_off_the_page() {
    for kind in Kind::ALL {
        let pdf = render::pdf(&composed(kind, &values(kind))).unwrap();
        let opened = open(&pdf);
        let root = catalogue(&opened);
        assert!(root.contains_key("StructTreeRoot"), "{}", kind.word());
        for page in sheets(&pdf) {
            let right = page.letters.iter().map(|one| one.ink.x1).fold(0.0, f64::max);
            let width = page.width;
            assert!(
                right <= width - 25.0,
                "{}: {right} of {width}\n{}",
                kind.word(),
                page.text()
            );
        }
    }
}

#[test]
fn libreoffice_opens_every_docx() {
    let folder = tempfile::tempdir().unwrap();
    let mut names = Vec::new();
    for kind in Kind::ALL {
        let docx = render::docx(&composed(kind, &values(kind))).unwrap();
        let path = folder.path().join(format!("{}.docx", kind.word()));
        std::fs::write(&path, docx).unwrap();
        names.push(path);
    }
    let done = std::process::Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}/profile",
            folder.path().display()
        ))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .args(&names)
        .output();
    let Ok(done) = done else {
        skipped("没有安装 LibreOffice（soffice）");
        return;
    };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for kind in Kind::ALL {
        let path = folder.path().join(format!("{}.pdf", kind.word()));
        let pdf = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", kind.word()));
        let all: String = sheets(&pdf).iter().map(Sheet::text).collect();
        let title = composed(kind, &values(kind)).title;
        let start: String = title
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .take(6)
            .collect();
        let plain: String = all.chars().filter(|letter| letter.is_alphanumeric()).collect();
        assert!(plain.contains(&start), "{}: {start}\n{plain}", kind.word());
    }
}

#[test]
fn axe_finds_nothing_serious_in_the_pages() {
    // Between them they have all that a page can have: tables within, attachments, totals, empty cells.
    for kind in [Kind::Site, Kind::Notice] {
        let html = String::from_utf8(render::html(&composed(kind, &values(kind))).unwrap()).unwrap();
        let Some((violations, passes)) = axe::judged(&html) else {
            return;
        };
        assert_eq!(violations, "", "{}", kind.word());
        assert!(passes > 10, "{}: {passes}", kind.word());
    }
}

/// Leaves the PDF of each kind below `target/` for the eye.
#[test]
fn the_documents_can_be_looked_at() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    std::fs::create_dir_all(&folder).unwrap();
    for kind in Kind::ALL {
        let pdf = render::pdf(&composed(kind, &values(kind))).unwrap();
        std::fs::write(folder.join(format!("{}.pdf", kind.word())), pdf).unwrap();
    }
}

/// A total that would stand alone on a new page takes the row above along.
#[test]
fn a_total_never_stands_alone_on_a_page() {
    let mut turned = 0;
    for areas in 12..34 {
        let mut values = values(Kind::Feedback);
        values["clusters"] = json!([]);
        values["areas"] = (1..=areas)
            .map(|number| {
                json!({"name": format!("第{number}市"), "received": 1, "closed_on_time": 1, "closed_late": 0, "open": 0, "overdue": 0})
            })
            .collect();
        let pages = sheets(&render::pdf(&composed(Kind::Feedback, &values)).unwrap());
        let total = pages
            .iter()
            .position(|page| page.text().contains("合计"))
            .unwrap_or_else(|| panic!("no total of {areas}"));
        assert!(
            pages[total].text().contains(&format!("第{areas}市")),
            "of {areas} rows the total stands alone:\n{}",
            pages[total].text()
        );
        turned += usize::from(total > 0 && !pages[total].text().contains(&format!("第{}市", areas - 1)));
    }
    assert!(turned > 0, "some table has turned the page at its last rows");
}
