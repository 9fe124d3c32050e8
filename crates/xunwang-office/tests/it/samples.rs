//! Packages made for the tests.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package of these parts.
pub(crate) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A part of a package as text.
pub(crate) fn part(bytes: &[u8], name: &str) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).ok()?.read_to_string(&mut text).unwrap();
    Some(text)
}

/// A DOCX with this body, and further parts with the relationships that lead to them (sort, target).
pub(crate) fn docx(body: &str, relations: &[(&str, &str)], parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}<w:sectPr/></w:body></w:document>"#
    );
    let mut rels = String::new();
    for (index, (sort, target)) in relations.iter().enumerate() {
        let mode = if *sort == "hyperlink" {
            " TargetMode=\"External\""
        } else {
            ""
        };
        rels.push_str(&format!(
            "<Relationship Id=\"rId{}\" Type=\"{R}/{sort}\" Target=\"{target}\"{mode}/>",
            index + 1
        ));
    }
    let rels = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>"#
    );
    let mut types = String::new();
    for (name, text) in parts {
        let kind = ["footnotes", "endnotes", "header", "footer", "comments"]
            .into_iter()
            .find(|kind| name.contains(kind));
        if let (Some(kind), true) = (kind, text.contains("<w:")) {
            types.push_str(&format!(
                r#"<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>"#
            ));
        }
    }
    let types = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{types}</Types>"#
    );
    let root = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let mut all = vec![
        ("[Content_Types].xml", types.as_str()),
        ("_rels/.rels", root.as_str()),
        ("word/document.xml", document.as_str()),
        ("word/_rels/document.xml.rels", rels.as_str()),
    ];
    all.extend(parts.iter().copied());
    package(&all)
}

/// A story of notes or a header with this content.
pub(crate) fn story(root: &str, content: &str) -> String {
    format!(r#"<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{W}">{content}</w:{root}>"#)
}

/// A paragraph of one run.
pub(crate) fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A document with everything that matters in one.
pub(crate) fn rich() -> Vec<u8> {
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", p(text));
    let table = format!(
        "<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("姓名"),
        cell("电话"),
        cell("王某某"),
        cell("1380000")
    );
    let body = [
        r#"<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>关于做好</w:t></w:r><w:r><w:rPr><w:b/><w:color w:val="FF0000"/></w:rPr><w:t>公开&amp;解读</w:t></w:r><w:r><w:t xml:space="preserve">工作的 通知</w:t></w:r></w:p>"#.to_owned(),
        r#"<w:p><w:del w:id="90" w:author="甲"><w:r><w:delText>旧话</w:delText></w:r></w:del><w:ins w:id="91" w:author="甲"><w:r><w:t>新话</w:t></w:r></w:ins><w:moveFrom w:id="92" w:author="甲"><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:r><w:t>在此</w:t><w:tab/><w:t>见注</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>"#.to_owned(),
        r#"<w:p><w:r><w:t>详见</w:t></w:r><w:hyperlink r:id="rId1" w:anchor="a"><w:r><w:t>青川市门户</w:t></w:r></w:hyperlink><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> HYPERLINK "http://field.example.cn/x" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>域链接</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"#.to_owned(),
        table,
        r#"<w:p><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>完</w:t></w:r></w:p>"#.to_owned(),
        p("印出 http://www.printed.example.cn/a.html。"),
    ]
    .concat();
    docx(
        &body,
        &[
            ("hyperlink", "http://www.qingchuan.example.cn/"),
            ("footnotes", "footnotes.xml"),
            ("header", "header1.xml"),
            ("settings", "settings.xml"),
        ],
        &[
            (
                "word/footnotes.xml",
                &story(
                    "footnotes",
                    &format!("<w:footnote w:id=\"2\">{}</w:footnote>", p("脚注内容")),
                ),
            ),
            ("word/header1.xml", &story("hdr", &p("页眉文字"))),
            ("word/settings.xml", &story("settings", "")),
        ],
    )
}
