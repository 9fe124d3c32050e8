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
