//! DOCX: text, links, places, and comments at the right words.

use std::path::Path;
use std::process::Command;

use xunwang_office::{Comment, Commented, Kind, Paper, Why, comment, read};

use crate::samples::{docx, p, package, part, rich, story};

fn about(paper: &Paper, words: &str, text: &str) -> Comment {
    let start = paper.text.find(words).unwrap();
    Comment {
        span: start..start + words.len(),
        author: "巡网".into(),
        date: "2026-11-26T08:00:00Z".into(),
        text: text.into(),
    }
}

/// The XML without the marks of comments, and runs that were taken apart joined again where nothing is between them.
fn written(bytes: &[u8], comments: &[Comment]) -> (Commented, String) {
    let commented = comment(bytes, comments).unwrap();
    let xml = part(&commented.bytes, "word/document.xml").unwrap();
    (commented, xml)
}

/// The text between the marks of the comment with that number, deleted text and tags left out.
fn marked(xml: &str, id: u32) -> String {
    let (_, rest) = xml
        .split_once(&format!("<w:commentRangeStart w:id=\"{id}\"/>"))
        .unwrap();
    let (inner, _) = rest
        .split_once(&format!("<w:commentRangeEnd w:id=\"{id}\"/>"))
        .unwrap();
    let mut text = String::new();
    let mut is_tag = false;
    for character in inner.chars() {
        match character {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if !is_tag => text.push(character),
            _ => {}
        }
    }
    text
}

#[test]
fn a_document_reads_as_a_person_reads_it() {
    let paper = read(&rich()).unwrap();
    assert_eq!(paper.kind, Kind::Docx);
    assert_eq!(
        paper.text,
        "关于做好公开&解读工作的 通知\n新话在此\t见注\n详见青川市门户域链接\n姓名\t电话\n王某某\t1380000\n框外完\n框内文字\n\
         印出 http://www.printed.example.cn/a.html。\n脚注内容\n页眉文字\n"
    );
    let links: Vec<_> = paper
        .links
        .iter()
        .map(|link| {
            (
                link.target.as_str(),
                link.text.as_str(),
                link.place.to_string(),
                link.printed,
            )
        })
        .collect();
    assert_eq!(
        links,
        [
            (
                "http://www.qingchuan.example.cn/#a",
                "青川市门户",
                "正文第3段".to_owned(),
                false
            ),
            (
                "http://field.example.cn/x",
                "域链接",
                "正文第3段".to_owned(),
                false
            ),
            (
                "http://www.printed.example.cn/a.html",
                "http://www.printed.example.cn/a.html",
                "正文第9段".to_owned(),
                true
            ),
        ]
    );
    let place = |words: &str| {
        paper
            .place_of(paper.text.find(words).unwrap())
            .unwrap()
            .to_string()
    };
    assert_eq!(place("框内"), "文本框第1段");
    assert_eq!(place("脚注内"), "脚注2");
    assert_eq!(place("页眉"), "页眉第1段");
    assert!(paper.unread.is_empty());
}

#[test]
fn comments_stand_at_their_words_and_nothing_else_changes() {
    let bytes = rich();
    let paper = read(&bytes).unwrap();
    let comments = [
        about(&paper, "好公开&解", "跨两块"),
        about(&paper, "公开", "一块之内"),
        about(&paper, "新话", "修订之内"),
        about(&paper, "在此\t见", "跨制表符"),
        about(&paper, "川市", "链接之内"),
        about(&paper, "王某某", "表格之内"),
        about(&paper, "电话\n王", "跨单元格"),
        about(&paper, "框内文字", "文本框"),
        about(&paper, "脚注内容", "脚注<&>\n第二段"),
        about(&paper, "页眉文字", "页眉"),
    ];
    let (commented, xml) = written(&bytes, &comments);
    assert_eq!(commented.unplaced, [9]);
    for (id, words) in [
        "好公开&amp;解",
        "公开",
        "新话",
        "在此见",
        "川市",
        "王某某",
        "电话王",
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(marked(&xml, id as u32), *words, "{id}");
    }
    assert!(marked(&xml, 7).contains("框内文字"));
    let said = part(&commented.bytes, "word/comments.xml").unwrap();
    assert!(said.contains("文本框第1段“框内文字”：文本框"), "{said}");
    assert!(said.contains("脚注2“脚注内容”：脚注&lt;&amp;&gt;"));
    // What the runs look like is kept where they were taken apart.
    assert!(
        xml.contains(
            "<w:r><w:rPr><w:b/><w:color w:val=\"FF0000\"/></w:rPr><w:t xml:space=\"preserve\">开</w:t></w:r>"
        ) || xml.contains("公开</w:t></w:r>")
    );
    assert_eq!(xml.matches("FF0000").count(), 3);
    for untouched in [
        "word/settings.xml",
        "word/footnotes.xml",
        "word/header1.xml",
        "_rels/.rels",
    ] {
        assert_eq!(part(&commented.bytes, untouched), part(&bytes, untouched));
    }
    let types = part(&commented.bytes, "[Content_Types].xml").unwrap();
    assert!(types.contains("/word/comments.xml"));
    assert_eq!(read(&commented.bytes).unwrap().text, paper.text);
}

#[test]
fn comments_that_are_there_stay() {
    let bytes = rich();
    let paper = read(&bytes).unwrap();
    let once = comment(&bytes, &[about(&paper, "做好", "第一次")]).unwrap().bytes;
    let twice = comment(
        &once,
        &[about(&paper, "做好", "第二次"), about(&paper, "通知", "第三次")],
    )
    .unwrap()
    .bytes;
    let said = part(&twice, "word/comments.xml").unwrap();
    for (id, words) in ["第一次", "第二次", "第三次"].iter().enumerate() {
        assert!(said.contains(words), "{said}");
        assert!(said.contains(&format!("w:id=\"{id}\"")));
    }
    let xml = part(&twice, "word/document.xml").unwrap();
    assert_eq!(marked(&xml, 0), "做好");
    assert_eq!(marked(&xml, 1), "做好");
    assert_eq!(marked(&xml, 2), "通知");
    assert_eq!(read(&twice).unwrap().text, paper.text);
}

#[test]
fn another_prefix_and_no_relationships_at_all_are_written_to() {
    let xml = "<x:document xmlns:x=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><x:body><x:p><x:r x:rsidR=\"1\"><x:t>一二三四</x:t></x:r></x:p></x:body></x:document>";
    let types = r#"<t:Types xmlns:t="http://schemas.openxmlformats.org/package/2006/content-types"><t:Default Extension="xml" ContentType="application/xml"/></t:Types>"#;
    let bytes = package(&[("[Content_Types].xml", types), ("word/document.xml", xml)]);
    let paper = read(&bytes).unwrap();
    let commented = comment(&bytes, &[about(&paper, "二三", "看")]).unwrap();
    let xml = part(&commented.bytes, "word/document.xml").unwrap();
    assert!(
        xml.contains("<x:t xml:space=\"preserve\">一</x:t></x:r><x:commentRangeStart x:id=\"0\"/><x:r x:rsidR=\"1\"><x:t xml:space=\"preserve\">二三</x:t></x:r><x:commentRangeEnd x:id=\"0\"/>"),
        "{xml}"
    );
    assert!(
        part(&commented.bytes, "[Content_Types].xml")
            .unwrap()
            .contains("<t:Override PartName=\"/word/comments.xml\"")
    );
    assert!(
        part(&commented.bytes, "word/_rels/document.xml.rels")
            .unwrap()
            .contains("/comments\"")
    );
}

#[test]
fn spans_outside_the_text_are_given_back() {
    let bytes = docx(&p("短文"), &[], &[]);
    let outside = |span: std::ops::Range<usize>| Comment {
        span,
        author: String::new(),
        date: "昨天".into(),
        text: "看".into(),
    };
    let commented = comment(
        &bytes,
        &[
            outside(1..3),
            outside(90..99),
            outside(0..0),
            outside(6..7),
            outside(0..6),
        ],
    )
    .unwrap();
    assert_eq!(commented.unplaced, [0, 1, 2, 3]);
    assert!(
        !part(&commented.bytes, "word/comments.xml")
            .unwrap()
            .contains("昨天")
    );
}

#[test]
fn hostile_documents_are_refused() {
    let bomb = "A".repeat(64 << 20);
    let why = |bytes: &[u8]| read(bytes).unwrap_err().why;
    assert_eq!(why(&docx(&p(&bomb), &[], &[])), Why::TooLarge);
    let entity = r#"<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:document>"#;
    assert_eq!(why(&package(&[("word/document.xml", entity)])), Why::Damaged);
    let deep = format!(
        "{}{}",
        "<w:p><w:r>".repeat(100_000),
        "</w:r></w:p>".repeat(100_000)
    );
    assert_eq!(why(&docx(&deep, &[], &[])), Why::Damaged);
    assert_eq!(why(&docx("<w:p>", &[], &[])), Why::Damaged);
    assert_eq!(why(&package(&[("readme.txt", "x")])), Why::NotSuch);
    assert!(comment(b"%PDF-1.7", &[]).is_err());
}

#[test]
fn broken_notes_do_not_hide_the_text() {
    let bytes = docx(
        &p("正文"),
        &[("footnotes", "footnotes.xml")],
        &[("word/footnotes.xml", &story("footnotes", "<w:p>"))],
    );
    let paper = read(&bytes).unwrap();
    assert_eq!(paper.text, "正文\n");
    assert_eq!(paper.unread.len(), 1);
}

/// LibreOffice opens the copy, finds the comments and keeps the text.
#[test]
fn libreoffice_reads_the_comments() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = rich();
    let paper = read(&bytes).unwrap();
    let comments = [
        about(&paper, "公开", "甲批注"),
        about(&paper, "川市", "乙批注"),
        about(&paper, "脚注内容", "丙批注"),
    ];
    let commented = comment(&bytes, &comments).unwrap();
    std::fs::write(folder.path().join("稿.docx"), &commented.bytes).unwrap();
    let Some(()) = convert(folder.path(), "fodt", "稿.docx") else {
        return;
    };
    let flat = std::fs::read_to_string(folder.path().join("稿.fodt")).unwrap();
    for words in ["甲批注", "乙批注", "丙批注"] {
        assert!(flat.contains(words), "LibreOffice 没有读到“{words}”");
    }
    assert_eq!(flat.matches("<office:annotation ").count(), 3);
    std::fs::create_dir(folder.path().join("again")).unwrap();
    convert(&folder.path().join("again"), "docx", "../稿.docx").unwrap();
    let again = read(&std::fs::read(folder.path().join("again/稿.docx")).unwrap()).unwrap();
    assert!(
        again
            .text
            .starts_with("关于做好公开&解读工作的 通知\n新话在此\t见注\n详见青川市门户域链接\n姓名\t电话\n"),
        "{}",
        again.text
    );
}

fn convert(folder: &Path, to: &str, file: &str) -> Option<()> {
    let done = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}/profile",
            folder.display()
        ))
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(folder)
        .arg(folder.join(file))
        .output();
    match done {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            Some(())
        }
        Err(_) => {
            crate::skipped("没有安装 LibreOffice（soffice）");
            None
        }
    }
}
