//! Other people's programs open the files: LibreOffice without a complaint, a browser with axe-core, qpdf.

#[path = "common/axe.rs"]
mod axe;
#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;
#[expect(dead_code, reason = "each test binary uses a part of the measuring module")]
#[path = "common/paper.rs"]
mod paper;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{add_charts, changed, confirmed, skipped};
use paper::{Sheet, sheets};
use xunwang_domain::circular::CircularFacts;
use xunwang_report::documents::memo::{NamingReason, memo};
use xunwang_report::render;

/// LibreOffice's part for tables; without it a workbook cannot be opened.
const CALC: &str = "/usr/lib/libreoffice/program/libsclo.so";

/// Everything that a circular can hold at once: charts, a table on its side, an imprint.
fn everything() -> CircularFacts {
    changed(|facts| {
        add_charts(facts);
        for area in &mut facts.areas {
            for (name, share) in [
                ("微信公众号", area.accounts_running),
                ("新浪微博", 0),
                ("抖音", 0),
            ] {
                let failed = if share > 0 { area.accounts_failed } else { 0 };
                let split = serde_json::json!({"running": share, "checked": share, "failed": failed});
                area.platforms
                    .insert(name.to_owned(), serde_json::from_value(split).unwrap());
            }
        }
        let imprint = serde_json::json!({"copies_to": ["省委办公厅", "省人大常委会办公厅"]});
        facts.imprint = Some(serde_json::from_value(imprint).unwrap());
    })
}

fn office(folder: &Path, to: &str, file: &str) -> Option<Output> {
    let done = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}/profile",
            folder.display()
        ))
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(folder)
        .arg(folder.join(file))
        .output();
    let Ok(output) = done else {
        skipped("没有安装 LibreOffice（soffice）");
        return None;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(output)
}

fn printed(folder: &Path, name: &str, bytes: &[u8]) -> Option<Vec<Sheet>> {
    std::fs::write(folder.join(name), bytes).unwrap();
    office(folder, "pdf", name)?;
    let pdf: PathBuf = folder.join(name).with_extension("pdf");
    Some(sheets(
        &std::fs::read(pdf).unwrap_or_else(|error| panic!("{name} was not opened: {error}")),
    ))
}

#[test]
fn libreoffice_opens_the_docx_as_it_was_meant() {
    let document = confirmed(&everything());
    let folder = tempfile::tempdir().unwrap();
    let Some(pages) = printed(folder.path(), "circular.docx", &render::docx(&document).unwrap()) else {
        return;
    };
    let ours = sheets(&render::pdf(&document).unwrap());
    assert!(
        pages.len().abs_diff(ours.len()) <= 1,
        "{} pages, the PDF has {}",
        pages.len(),
        ours.len()
    );
    let all: String = pages
        .iter()
        .map(Sheet::text)
        .collect::<Vec<_>>()
        .join("\n")
        .replace([' ', '\n'], "");
    // Numbers that the list gives, words, figures, captions, the imprint.
    for words in [
        "一、总体情况",
        "（二）政务新媒体监督管理责任需进一步落实",
        "（三）夯实管理基础，优化服务功能",
        "总体合格率为99.1%",
        "图1全省检查合格率",
        "附件：1.各地、各部门政府网站检查情况",
        "抄送：省委办公厅，省人大常委会办公厅。",
        "2023年9月21日印发",
    ] {
        assert!(all.contains(words), "{words}");
    }
    let label = |number: usize| {
        pages
            .iter()
            .filter(|page| {
                page.text()
                    .replace(' ', "")
                    .starts_with(&format!("附件{number}\n"))
            })
            .count()
    };
    assert_eq!([1, 2, 3, 4].map(label), [1; 4], "each attachment begins a page");
    let wide = pages.iter().filter(|page| page.width > page.height);
    assert!(
        wide.map(Sheet::text).all(|text| text.contains("抖音")),
        "the wide table alone lies on its side"
    );
    for (index, page) in pages.iter().enumerate() {
        let text = page.text().replace(' ', "");
        assert!(
            text.contains(&format!("—{}—", index + 1)),
            "page {} has its number",
            index + 1
        );
    }
    let heads = pages
        .iter()
        .filter(|page| page.text().contains("不合格数"))
        .count();
    assert!(
        heads >= 4,
        "heads are repeated on the pages of a long table: {heads}"
    );
}

#[test]
fn libreoffice_opens_the_workbook_and_prints_each_table_in_its_width() {
    if !Path::new(CALC).exists() {
        skipped("没有安装 LibreOffice 的表格部分（libreoffice-calc-nogui）");
        return;
    }
    let document = confirmed(&everything());
    let folder = tempfile::tempdir().unwrap();
    let Some(pages) = printed(folder.path(), "annexes.xlsx", &render::xlsx(&document).unwrap()) else {
        return;
    };
    for attachment in &document.attachments {
        let first = &attachment.table.columns[0].head;
        let last = &attachment.table.columns[attachment.table.columns.len() - 1].head;
        let own: Vec<String> = pages
            .iter()
            .map(|page| page.text().replace([' ', '\n'], ""))
            .filter(|text| text.contains(&attachment.title))
            .collect();
        assert_eq!(own.len(), 1, "{}", attachment.title);
        assert!(
            own[0].contains(first) && own[0].contains(last),
            "all columns on one page: {}",
            own[0]
        );
    }
    office(
        folder.path(),
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
        "annexes.xlsx",
    );
    let table = std::fs::read_dir(folder.path())
        .unwrap()
        .filter_map(Result::ok)
        .map(|entry| entry.path());
    let csv = table
        .into_iter()
        .find(|path| path.extension().is_some_and(|end| end == "csv"))
        .unwrap();
    let csv = std::fs::read_to_string(csv).unwrap();
    assert!(
        csv.contains("6,韶关市,24,24,22,2,91.6666666666667%"),
        "numbers are numbers\n{csv}"
    );
    assert!(
        pages[0].text().contains("91.7%") && pages[0].text().contains("99.1%"),
        "shown with their format"
    );
}

#[test]
fn axe_finds_nothing_serious_in_the_public_page() {
    let html = String::from_utf8(render::html(&confirmed(&everything())).unwrap()).unwrap();
    let Some((violations, passes)) = axe::judged(&html) else {
        return;
    };
    assert_eq!(violations, "", "axe-core has found faults");
    assert!(passes > 10, "axe-core has looked: {passes}");
}

#[test]
fn qpdf_finds_nothing_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("circular.pdf");
    std::fs::write(&file, render::pdf(&confirmed(&everything())).unwrap()).unwrap();
    let Ok(said) = Command::new("qpdf").arg("--check").arg(&file).output() else {
        skipped("没有安装 qpdf");
        return;
    };
    let text = String::from_utf8_lossy(&said.stdout);
    assert!(
        said.status.success() && text.contains("No syntax or stream encoding errors"),
        "{said:?}"
    );
}

/// The reference facts with so many failing sites, with names as long as they come.
fn with_failing(count: usize, name: impl Fn(usize) -> String) -> CircularFacts {
    changed(|facts| {
        facts.problems.clear();
        for area in &mut facts.areas {
            (area.sites_failed, area.accounts_failed) = (0, 0);
        }
        facts.areas[0].sites_running += 100;
        facts.areas[0].sites_checked += 100;
        facts.areas[0].sites_failed = count as u64;
        let area = facts.areas[0].name.clone();
        facts.problems.extend((0..count).map(|number| {
            let problem = serde_json::json!({
                "object": "site", "area": area, "name": name(number), "unit": area, "platform": "", "failing": true, "named": true,
                "rule": "channel-stale", "text": "多个栏目长期未更新", "repeat_of": null
            });
            serde_json::from_value(problem).unwrap()
        }));
    })
}

#[test]
fn the_memo_is_one_page_whatever_fails() {
    let reasons = [NamingReason {
        name: "示例网站".to_owned(),
        named: false,
        reason: "已当场整改，主办单位作出书面说明并承诺按月自查".repeat(4),
    }];
    let ordinary = |number: usize| format!("青川市第{}单位网站", number + 1);
    for (count, reasons, name) in [
        (0, &[][..], &ordinary as &dyn Fn(usize) -> String),
        (1, &[], &ordinary),
        (7, &reasons, &ordinary),
        (60, &reasons, &ordinary),
        (60, &reasons, &|number| {
            format!("{number}{}", "很长的网站名称".repeat(28))
        }),
    ] {
        let facts = with_failing(count, name);
        assert_eq!(facts.contradictions(), []);
        let document = memo(&facts, reasons, 4);
        assert_eq!(document.check(&facts), []);
        let text = document.plain_text();
        let pages = sheets(&render::pdf(&document).unwrap());
        assert_eq!(pages.len(), 1, "{count}: {text}");
        match count {
            0 => assert!(text.contains("没有不合格的网站"), "{text}"),
            1 => assert!(text.contains("不合格的有1个：青川市第1单位网站。"), "{text}"),
            60 => assert!(
                text.contains("不合格的有60个") && text.contains("名单见"),
                "{text}"
            ),
            _ => assert!(
                text.contains("青川市第7单位网站。") && text.contains("不点名"),
                "{text}"
            ),
        }
        let folder = tempfile::tempdir().unwrap();
        if count == 60
            && let Some(pages) = printed(folder.path(), "memo.docx", &render::docx(&document).unwrap())
        {
            let told: Vec<String> = pages.iter().map(Sheet::text).collect();
            assert_eq!(pages.len(), 1, "DOCX: {told:#?}");
        }
    }
}

/// A template as an office makes it in WPS: a red head, ids of its own, margins of its own, a mark where the text goes.
fn template(place: &str, styles: &[(&str, &str)]) -> Vec<u8> {
    let word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let ours = render::docx(&confirmed(&common::reference())).unwrap();
    let section = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
                   <w:pgMar w:top=\"2000\" w:right=\"1500\" w:bottom=\"1900\" w:left=\"1600\" w:header=\"851\" w:footer=\"850\" w:gutter=\"0\"/></w:sectPr>";
    let line = |text: &str| format!("<w:p w:rsidR=\"1\"><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = format!(
        "{}{place}{}",
        line("示例省人民政府办公厅文件"),
        line("（此件公开发布）")
    );
    let styles: String = styles
        .iter()
        .map(|(id, name)| {
            format!("<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"a\"/></w:style>")
        })
        .collect();
    let default =
        "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>";
    let parts = [
        (
            "word/document.xml",
            format!("<w:document {word}><w:body>{body}{section}</w:body></w:document>"),
        ),
        (
            "word/styles.xml",
            format!("<w:styles {word}>{default}{styles}</w:styles>"),
        ),
        (
            "word/header1.xml",
            format!("<w:hdr {word}>{}</w:hdr>", line("本单位页眉")),
        ),
    ];
    parts.into_iter().fold(ours, |package, (name, xml)| {
        common::with_bytes(&package, name, xml.as_bytes())
    })
}

const WPS: [(&str, &str); 4] = [
    ("a4", "Title"),
    ("1", "heading 1"),
    ("2", "标题 2"),
    ("a5", "Body Text"),
];
/// Programs take what is typed apart.
const MARK: &str = "<w:p><w:r><w:t>{{正</w:t></w:r><w:r><w:t>文}}</w:t></w:r></w:p>";

#[test]
fn the_office_s_own_template_gives_head_styles_and_margins() {
    let document = confirmed(&everything());
    let template = render::Template::read(&template(MARK, &WPS)).unwrap();
    let bytes = template.docx(&document).unwrap();
    let xml = common::part(&bytes, "word/document.xml");
    let at = |words: &str| xml.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(at("办公厅文件") < at("一、总体情况") && at("附件4") < at("此件公开发布"));
    assert!(
        !xml.contains("正</w:t>") && xml.contains("<w:pStyle w:val=\"a5\"/>"),
        "{xml}"
    );
    assert!(!xml.contains("w:val=\"BodyText\"") && xml.contains("w:val=\"XunwangTableText\""));
    assert!(
        xml.contains("w:top=\"2000\"") && !xml.contains("w:top=\"2098\""),
        "margins are the template's"
    );
    let styles = common::part(&bytes, "word/styles.xml");
    assert!(
        styles.contains("w:styleId=\"XunwangTableText\"") && !styles.contains("w:styleId=\"XunwangTitle\"")
    );
    let folder = tempfile::tempdir().unwrap();
    let Some(pages) = printed(folder.path(), "office.docx", &bytes) else {
        return;
    };
    let all: String = pages
        .iter()
        .map(Sheet::text)
        .collect::<Vec<_>>()
        .join("\n")
        .replace([' ', '\n'], "");
    for words in [
        "示例省人民政府办公厅文件",
        "本单位页眉",
        "一、总体情况",
        "总体合格率为99.1%",
        "图1全省检查合格率",
        "此件公开发布",
    ] {
        assert!(all.contains(words), "{words}");
    }
    assert!(
        pages.iter().any(|page| page.width > page.height),
        "the wide table lies on its side"
    );
    // Without a mark the text stands at the end.
    let plain = render::Template::read(&self::template("", &WPS)).unwrap();
    let xml = common::part(&plain.docx(&document).unwrap(), "word/document.xml");
    assert!(xml.find("此件公开发布") < xml.find("一、总体情况"));
}

#[test]
fn a_template_that_does_not_do_says_what_is_missing() {
    let refused = |bytes: &[u8]| render::Template::read(bytes).unwrap_err();
    let lacking = refused(&template(MARK, &WPS[..2]));
    assert!(
        lacking.contains("标题 2（heading 2）、正文文本（Body Text）"),
        "{lacking}"
    );
    assert!(refused(b"%PDF-1.7").contains("不是 DOCX"));
    let linked = common::with_bytes(
        &template(MARK, &WPS),
        "word/_rels/document.xml.rels",
        b"<Relationships><Relationship Id=\"rId9\" Type=\"http://x/attachedTemplate\" Target=\"http://evil.example/t.dotm\" TargetMode=\"External\"/></Relationships>",
    );
    assert!(refused(&linked).contains("文件以外"));
}
