//! The draft goes out as DOCX and comes back edited: shown change by change, taken over as one version, or refused whole.

use std::io::{Cursor, Read as _, Write as _};
use std::process::Command;

use http::StatusCode;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::harness::{Answer, Browser, Office};
use super::judged::judged_round;
use super::story_paper::{Sheet, begin, staffed, strip};

const WHOLE: (&str, &str) = ("示例省人民政府办公厅", "2026Q3");

async fn drafted() -> (Office, String) {
    let office = staffed().await;
    let round = judged_round(&office, 301, WHOLE, &["9901000001"]).await;
    let path = begin(&office, round).await;
    (office, path)
}

async fn sent_out(browser: &mut Browser, path: &str) -> Vec<u8> {
    let file = browser.get(&format!("{path}/files/circular.docx")).await;
    assert_eq!(file.status, StatusCode::OK);
    file.bytes
}

async fn upload(browser: &mut Browser, path: &str, bytes: &[u8]) -> Answer {
    browser.get(path).await;
    browser
        .upload(&format!("{path}/return"), "改稿.docx", bytes)
        .await
}

/// The package with its running text changed.
pub(crate) fn rewritten(bytes: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut part = package.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name == "word/document.xml" {
            content = change(String::from_utf8(content).unwrap()).into_bytes();
        }
        written.start_file(name, SimpleFileOptions::default()).unwrap();
        written.write_all(&content).unwrap();
    }
    written.finish().unwrap().into_inner()
}

/// Where the paragraph that says this begins and ends.
fn paragraph(xml: &str, words: &str) -> std::ops::Range<usize> {
    let at = xml.find(words).unwrap_or_else(|| panic!("没有“{words}”"));
    let start = xml[..at].rfind("<w:p>").unwrap();
    start..at + xml[at..].find("</w:p>").unwrap() + "</w:p>".len()
}

/// What an officer does in WPS, with tracked changes on.
fn edited(xml: String) -> String {
    let run = |text: &str| format!("<w:r><w:rPr><w:color w:val=\"FF0000\"/></w:rPr><w:t>{text}</w:t></w:r>");
    let mut xml = xml;
    let whole = paragraph(&xml, "总体合格率");
    let mark = "<w:bookmarkStart w:id=\"9\" w:name=\"_GoBack\"/><w:bookmarkEnd w:id=\"9\"/>";
    let inserted = format!(
        "{mark}<w:ins w:id=\"1\" w:author=\"李\">{}</w:ins><w:del w:id=\"2\" w:author=\"李\"><w:r><w:delText>删去的话</w:delText></w:r></w:del></w:p>\
         <w:p><w:pPr><w:pStyle w:val=\"a3\"/></w:pPr>{}</w:p>",
        run("限15日内报送整改情况。"),
        run("检查期间，各地积极配合。")
    );
    xml.replace_range(whole.end - "</w:p>".len()..whole.end, &inserted);
    // A section that nobody wants, and a cell that was typed over.
    let last = paragraph(&xml, "附件：");
    let gone = xml[..last.start].rfind("<w:pStyle w:val=\"BodyText\"").unwrap();
    let gone =
        xml[..gone].rfind("<w:p>").unwrap()..gone + xml[gone..].find("</w:p>").unwrap() + "</w:p>".len();
    xml.replace_range(gone, "");
    let table = xml.find("江口市</w:t>").unwrap();
    let cell = table + xml[table..].find(">1</w:t>").unwrap();
    xml.replace_range(cell..cell + ">1<".len(), ">7<");
    xml
}

#[tokio::test]
async fn an_edited_draft_comes_back_is_shown_and_taken_over_as_one_version() {
    let (office, path) = drafted().await;
    let mut wang = office.session("wang").await;
    let sent = sent_out(&mut wang, &path).await;
    let same = upload(&mut wang, &path, &sent).await;
    assert_eq!(same.status, StatusCode::OK, "{}", strip(&same.text));
    assert!(same.text.contains("没有变化"), "{}", strip(&same.text));
    assert!(!same.text.contains("name=\"mark\""));

    let back = rewritten(&sent, edited);
    let preview = upload(&mut wang, &path, &back).await;
    let told = strip(&preview.text);
    for says in [
        "接收 3 处",
        "修改",
        "增写",
        "删除",
        "不接收",
        "限15日内",
        "各地积极配合",
        "“15”没有数据出处",
        "附件由数据生成",
        "修订痕迹 2 处",
    ] {
        assert!(told.contains(says), "没有“{says}”：{told}");
    }
    assert!(!told.contains("删去的话"), "{told}");
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let before = Sheet::of(&office, "wang", &path).await.plain().await;
    assert!(
        before.contains("第 1 版") && !before.contains("积极配合"),
        "{before}"
    );
    // Nobody else takes it over, nor with another mark.
    for (account, mark) in [("qian", mark.as_str()), ("wang", "x")] {
        let mut other = office.session(account).await;
        let answer = other
            .post(&format!("{path}/return/take"), &[("mark", mark)])
            .await;
        assert!(answer.text.contains("预览已过期"), "{}", strip(&answer.text));
    }
    let taken = wang
        .post(&format!("{path}/return/take"), &[("mark", &mark)])
        .await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", strip(&taken.text));
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    let page = sheet.page().await;
    let plain = strip(&page);
    assert!(
        plain.contains("第 2 版") && plain.contains("各地积极配合"),
        "{plain}"
    );
    assert!(plain.contains("“15”是手工填写的"), "{plain}");
    // The rate beside it is still a number with its rows.
    let edited = page.split("<section class=\"passage edited").nth(1).unwrap();
    assert!(edited.contains("rows?figure=areas.sites.pass_rate"), "{edited}");
    let data = sheet.get("/data").await.text;
    assert!(
        data.contains("接收改稿“改稿.docx”（据第1版）：修改1段、增写1段、删除1段"),
        "{data}"
    );
    let again = wang
        .post(&format!("{path}/return/take"), &[("mark", &mark)])
        .await;
    assert!(again.text.contains("预览已过期"), "{}", strip(&again.text));
    // The same file once more brings nothing new but what is not taken.
    let again = upload(&mut wang, &path, &back).await;
    assert!(
        again.text.contains("没有可以接收的改动"),
        "{}",
        strip(&again.text)
    );
}

#[tokio::test]
async fn what_others_did_meanwhile_stays_and_other_files_are_refused_whole() {
    let (office, path) = drafted().await;
    let mut wang = office.session("wang").await;
    let sent = sent_out(&mut wang, &path).await;
    let mut qian = Sheet::of(&office, "qian", &path).await;
    let insert = [("do", "insert"), ("text", "钱某在网页上增写的一段。")];
    qian.done("/passages/0", &insert).await;
    let back = rewritten(&sent, edited);
    let preview = upload(&mut wang, &path, &back).await;
    let told = strip(&preview.text);
    assert!(
        told.contains("与第 1 版底稿逐段比对") && told.contains("现在是第 2 版"),
        "{told}"
    );
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    // Changed once more after it was shown: shown again, not taken.
    qian.done("/passages/0", &insert).await;
    let late = wang
        .post(&format!("{path}/return/take"), &[("mark", &mark)])
        .await;
    assert!(late.text.contains("刚被别人修改"), "{}", strip(&late.text));
    let preview = upload(&mut wang, &path, &back).await;
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let taken = wang
        .post(&format!("{path}/return/take"), &[("mark", &mark)])
        .await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", strip(&taken.text));
    let plain = qian.plain().await;
    assert!(
        plain.contains("钱某在网页上增写的一段") && plain.contains("各地积极配合"),
        "{plain}"
    );

    let bomb = rewritten(&sent, |_| {
        let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        let many = "<w:p><w:r><w:t>又一段</w:t></w:r></w:p>".repeat(5_000);
        format!("<w:document xmlns:w=\"{word}\"><w:body>{many}</w:body></w:document>")
    });
    let entity = rewritten(&sent, |xml| {
        xml.replacen("<w:document", "<!DOCTYPE x [<!ENTITY a \"b\">]><w:document", 1)
    });
    let foreign = rewritten(&sent, |_| {
        let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        format!(
            "<w:document xmlns:w=\"{word}\"><w:body><w:p><w:r><w:t>会议纪要</w:t></w:r></w:p></w:body></w:document>"
        )
    });
    for (bytes, says) in [
        (b"%PDF-1.7 not a paper".to_vec(), "不是 DOCX"),
        (sent[..sent.len() / 2].to_vec(), "不是 DOCX"),
        (bomb, "正文超过"),
        (entity, "自定义实体"),
        (foreign, "几乎没有相同的段落"),
    ] {
        let answer = upload(&mut wang, &path, &bytes).await;
        let told = strip(&answer.text);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(told.contains(says), "没有“{says}”：{told}");
    }
    let none = wang.entry(&format!("{path}/return"), &[], None).await;
    assert!(none.text.contains("请先选择"), "{}", strip(&none.text));
    // What is with the signer does not change.
    for (account, done) in [("wang", "submit"), ("qian", "pass")] {
        let mut sheet = Sheet::of(&office, account, &path).await;
        let faults = sheet.post("/move", &[("do", done)]).await;
        if faults.status != StatusCode::SEE_OTHER {
            assert!(strip(&faults.text).contains("15"), "{}", strip(&faults.text));
            return;
        }
    }
    panic!("a number without a reason went through");
}

/// The file as LibreOffice saves it, or nothing where there is no LibreOffice.
#[expect(clippy::print_stderr, reason = "whoever runs the tests is to see it")]
pub(crate) fn saved_by_libreoffice(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join(name), folder.path().join("saved"));
    std::fs::write(&from, bytes).unwrap();
    let ending = name.rsplit('.').next().unwrap();
    let done = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}/profile",
            folder.path().display()
        ))
        .args(["--headless", "--convert-to", ending, "--outdir"])
        .arg(&to)
        .arg(&from)
        .output();
    let Ok(output) = done else {
        eprintln!("跳过：没有安装 LibreOffice（soffice）");
        return None;
    };
    let Ok(saved) = std::fs::read(to.join(name)) else {
        eprintln!(
            "跳过：LibreOffice 没有这种文件的部件（{}）",
            String::from_utf8_lossy(&output.stderr)
        );
        return None;
    };
    Some(saved)
}

#[tokio::test]
async fn a_draft_saved_by_libreoffice_is_the_same_draft() {
    let (office, path) = drafted().await;
    let mut wang = office.session("wang").await;
    let sent = sent_out(&mut wang, &path).await;
    let Some(saved) = saved_by_libreoffice("circular.docx", &sent) else {
        return;
    };
    assert_ne!(saved, sent);
    let same = upload(&mut wang, &path, &saved).await;
    assert!(same.text.contains("没有变化"), "{}", strip(&same.text));
    let Some(saved) = saved_by_libreoffice("circular.docx", &rewritten(&sent, edited)) else {
        return;
    };
    let told = strip(&upload(&mut wang, &path, &saved).await.text);
    for says in ["接收 3 处", "修订痕迹", "“15”没有数据出处", "附件由数据生成"] {
        assert!(told.contains(says), "没有“{says}”：{told}");
    }
}

#[tokio::test]
async fn drafts_go_out_in_the_office_s_own_template_and_come_back() {
    let (office, path) = drafted().await;
    let mut wang = office.session("wang").await;
    let sent = sent_out(&mut wang, &path).await;
    // A template made of our own styles: its names are those that Word gives.
    let template = rewritten(&sent, |xml| {
        let start = xml.find("<w:body>").unwrap() + "<w:body>".len();
        let end = xml.rfind("<w:sectPr>").unwrap();
        let head = "<w:p><w:r><w:t>示例省人民政府办公厅文件</w:t></w:r></w:p><w:p><w:r><w:t>{{正文}}</w:t></w:r></w:p>";
        format!("{}{head}{}", &xml[..start], &xml[end..])
    });
    wang.get(&path).await;
    let wrong = wang
        .upload(&format!("{path}/template"), "模板.docx", b"%PDF-1.7")
        .await;
    assert!(wrong.text.contains("模板不是 DOCX"), "{}", strip(&wrong.text));
    let none = wang.get(&format!("{path}/files/office.docx")).await;
    assert!(
        none.text.contains("还没有上传本单位模板"),
        "{}",
        strip(&none.text)
    );
    wang.get(&path).await;
    let kept = wang
        .upload(&format!("{path}/template"), "模板.docx", &template)
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", strip(&kept.text));
    assert!(wang.get(&path).await.text.contains("套用本单位模板"));
    let dressed = wang.get(&format!("{path}/files/office.docx")).await.bytes;
    let same = upload(&mut wang, &path, &dressed).await;
    assert!(same.text.contains("没有变化"), "{}", strip(&same.text));
    wang.get(&path).await;
    let gone = wang.post(&format!("{path}/template/remove"), &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", strip(&gone.text));
    let twice = wang.post(&format!("{path}/template/remove"), &[]).await;
    assert!(
        twice.text.contains("现在没有本单位模板"),
        "{}",
        strip(&twice.text)
    );
}
