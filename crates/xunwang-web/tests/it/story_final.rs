//! The signed final of an issued circular: registered, compared number by number, settled by name; never changed.

use std::io::{Cursor, Write as _};

use http::StatusCode;
use xunwang_report::document::Document;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::harness::{Answer, Office};
use super::judged::judged_round;
use super::story_paper::{Sheet, begin, issue, staffed, strip};
use super::story_return::rewritten;

const WHOLE: (&str, &str) = ("示例省人民政府办公厅", "2026Q3");

async fn upload(office: &Office, path: &str, name: &str, bytes: &[u8]) -> Answer {
    let mut wang = office.session("wang").await;
    wang.get(path).await;
    wang.upload(&format!("{path}/final"), name, bytes).await
}

/// An OFD that says this, a line a text object.
pub(crate) fn ofd(text: &str) -> Vec<u8> {
    let name = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
    let mut objects = String::new();
    for (number, line) in text.lines().enumerate() {
        for (column, words) in line.split('｜').enumerate() {
            let words = words.replace('&', "&amp;").replace('<', "&lt;");
            objects.push_str(&format!(
                "<ofd:TextObject ID=\"1\" Boundary=\"{} {} 20 5\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"4\">{words}</ofd:TextCode></ofd:TextObject>",
                10 + column * 30,
                10 + number * 8
            ));
        }
    }
    let parts = [
        (
            "OFD.xml",
            format!(
                "<ofd:OFD {name}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
            ),
        ),
        (
            "Doc_0/Document.xml",
            format!(
                "<ofd:Document {name}><ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/></ofd:Pages></ofd:Document>"
            ),
        ),
        (
            "Doc_0/Pages/Page_0/Content.xml",
            format!(
                "<ofd:Page {name}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
            ),
        ),
    ];
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (part, xml) in parts {
        package.start_file(part, SimpleFileOptions::default()).unwrap();
        package.write_all(xml.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_signed_final_is_compared_with_what_was_sealed_and_settled_by_name() {
    let office = staffed().await;
    let round = judged_round(&office, 301, WHOLE, &["9901000001"]).await;
    let path = begin(&office, round).await;
    let early = upload(&office, &path, "签发.pdf", b"%PDF-1.7").await;
    assert!(early.text.contains("签发以后才能登记"), "{}", strip(&early.text));
    issue(&office, &path, "示办函〔2026〕15号").await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    let pdf = sheet.get("/files/circular.pdf").await.bytes;
    let docx = sheet.get("/files/circular.docx").await.bytes;
    let document: Document = serde_json::from_slice(&sheet.get("/files/document.json").await.bytes).unwrap();

    // As it was sealed, in all three forms.
    let whole = ofd(&document.plain_text());
    for (name, bytes) in [("签发.pdf", &pdf), ("签发.docx", &docx), ("签发.ofd", &whole)] {
        let done = upload(&office, &path, name, bytes).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{name} {}", strip(&done.text));
        let page = strip(&sheet.get("/final").await.text);
        let own = page.split("签发件 ").nth(1).unwrap();
        assert!(own.contains(name) && own.contains("全部一致"), "{own}");
    }
    assert_eq!(sheet.get("/files/final-1.pdf").await.bytes, pdf);
    assert_eq!(sheet.get("/files/final-3.ofd").await.bytes, whole);
    let twice = upload(&office, &path, "又一次.pdf", &pdf).await;
    assert!(twice.text.contains("已经登记过"), "{}", strip(&twice.text));

    // Numbers and names typed over at the signer's desk.
    let typed = rewritten(&docx, |xml| {
        let table = xml.find(">附件1<").unwrap();
        let (text, annexes) = xml.split_at(table);
        let text = text.replacen("66.7%", "99.9%", 1);
        text + &annexes.replacen(">江口市人民政府门户网站<", ">云岭市水务局网站<", 1)
    });
    let done = upload(&office, &path, "盖章.docx", &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    let page = strip(&sheet.get("/final").await.text);
    let own = page.split("签发件 ").nth(1).unwrap().to_owned();
    assert!(own.contains("有差异，待办理"), "{own}");
    for says in ["不一致", "66.7%", "99.9%", "江口市人民政府门户网站", "正文第"] {
        assert!(own.contains(says), "没有“{says}”：{own}");
    }
    // Settled once, by name, with a reason.
    let mut wang = office.session("wang").await;
    wang.get(&path).await;
    let settle = format!("{path}/final/4");
    let silent = wang.post(&settle, &[("do", "accept"), ("reason", " ")]).await;
    assert!(silent.text.contains("请写明理由"), "{}", strip(&silent.text));
    let back = [("do", "back"), ("reason", "数字被改动")];
    let done = wang.post(&settle, &back).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    let page = strip(&sheet.get("/final").await.text);
    assert!(
        page.contains("已退回") && page.contains("wang某退回　数字被改动"),
        "{page}"
    );
    let again = wang.post(&settle, &[("do", "accept"), ("reason", "算了")]).await;
    assert!(again.text.contains("已由wang某办理"), "{}", strip(&again.text));
    let agreed = wang
        .post(&format!("{path}/final/1"), &[("do", "accept"), ("reason", "")])
        .await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER);

    // A scan has no text: kept, and not said to agree.
    let scan = ofd("");
    let scan = upload(&office, &path, "扫描.ofd", &scan).await;
    assert_eq!(scan.status, StatusCode::SEE_OTHER);
    let page = strip(&sheet.get("/final").await.text);
    let own = page.split("签发件 ").nth(1).unwrap();
    assert!(own.contains("未核对") && !own.contains("一致。"), "{own}");
    for (name, bytes) in [
        ("a.docx", b"PK\x03\x04".to_vec()),
        ("a.txt", "通报".as_bytes().to_vec()),
    ] {
        let refused = upload(&office, &path, name, &bytes).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains("应为 DOCX、PDF 或 OFD"),
            "{}",
            strip(&refused.text)
        );
    }
    // The trail has who, and the database keeps what was settled.
    let mut auditor = office.session("shenji").await;
    let trail = auditor.get("/audit").await.text;
    assert!(
        trail.contains("登记签发件") && trail.contains("退回签发件"),
        "{}",
        strip(&trail)
    );
    let id = xunwang_domain::paper::PaperId(path.rsplit('/').next().unwrap().parse().unwrap());
    let mut tx = office.store.begin().await.unwrap();
    let mut settled = tx.finals(id).await.unwrap()[3].clone();
    settled.settled = None;
    assert!(tx.put_final(id, &settled).await.is_err());
}
