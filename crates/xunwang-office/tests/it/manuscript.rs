//! A DOCX as a person left it: tracked changes accepted, styles renamed, numbers typed or given by a list.

use xunwang_office::{Item, Manuscript, manuscript};

use crate::samples::{docx, p, story};

fn lines(read: &Manuscript) -> Vec<(&str, u8)> {
    let mut lines = Vec::new();
    for item in &read.items {
        if let Item::Paragraph { text, level } = item {
            lines.push((text.as_str(), *level));
        }
    }
    lines
}

#[test]
fn tracked_changes_are_read_as_accepted_and_counted() {
    let body = "<w:p><w:r><w:t>甲</w:t></w:r><w:ins w:id=\"1\"><w:r><w:t>乙</w:t></w:r></w:ins><w:del w:id=\"2\"><w:r><w:delText>丙</w:delText></w:r></w:del></w:p>\
        <w:p><w:pPr><w:rPr><w:del w:id=\"3\"/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>后半</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pPrChange w:id=\"5\"><w:pPr><w:numPr><w:numId w:val=\"7\"/></w:numPr></w:pPr></w:pPrChange></w:pPr><w:moveTo w:id=\"6\"><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>一</w:t></w:r></w:p><w:p><w:r><w:t>二</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>\
        <w:tr><w:trPr><w:del w:id=\"4\"/></w:trPr><w:tc><w:p><w:del><w:r><w:delText>没</w:delText></w:r></w:del></w:p></w:tc></w:tr></w:tbl>";
    let comments = story(
        "comments",
        "<w:comment w:id=\"0\" w:author=\"李\"><w:p><w:r><w:t>再核</w:t></w:r></w:p></w:comment>",
    );
    let file = docx(
        body,
        &[("comments", "comments.xml")],
        &[("word/comments.xml", &comments)],
    );
    let read = manuscript(&file).unwrap();
    assert_eq!(lines(&read), [("甲乙", 0), ("前半后半", 0), ("移来", 0)]);
    assert_eq!(
        read.items.last(),
        Some(&Item::Table(vec![vec!["一二".to_owned(), String::new()]]))
    );
    assert_eq!(read.tracked, 6);
    assert_eq!(read.comments, [("李".to_owned(), "再核".to_owned())]);
}

#[test]
fn headings_are_told_by_the_names_of_styles_and_lists_give_their_numbers() {
    let styles = story(
        "styles",
        "<w:style w:styleId=\"2\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
         <w:style w:styleId=\"3\"><w:name w:val=\"标题 2\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
         <w:style w:styleId=\"a9\"><w:name w:val=\"自拟\"/><w:basedOn w:val=\"2\"/></w:style>",
    );
    let numbering = story(
        "numbering",
        "<w:abstractNum w:abstractNumId=\"4\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:pStyle w:val=\"2\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
         <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"（%2）\"/></w:lvl></w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"5\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"4\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"5\"/></w:num>",
    );
    let of = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = [
        of("2", "总体"),
        of("3", "网站"),
        of("3", "新媒体"),
        of("a9", "问题"),
        "<w:p><w:pPr><w:pStyle w:val=\"2\"/></w:pPr></w:p>".to_owned(),
        of("3", "又一"),
        "<w:p><w:pPr><w:pStyle w:val=\"2\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>三、手写</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:pPr><w:numPr><w:numId w:val=\"2\"/></w:numPr></w:pPr><w:r><w:t>点</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> SEQ 图 </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
         <w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t>　图题</w:t></w:r></w:p>".to_owned(),
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p></w:sdtContent></w:sdt>".to_owned(),
    ]
    .concat();
    let file = docx(
        &body,
        &[("styles", "styles.xml"), ("numbering", "numbering.xml")],
        &[("word/styles.xml", &styles), ("word/numbering.xml", &numbering)],
    );
    let read = manuscript(&file).unwrap();
    assert_eq!(
        lines(&read),
        [
            ("一、总体", 1),
            ("（一）网站", 2),
            ("（二）新媒体", 2),
            ("二、问题", 1),
            ("（一）又一", 2),
            ("三、手写", 1),
            ("点", 0),
            ("1　图题", 0),
            ("控件", 0),
        ]
    );
    assert_eq!(read.boxes, 1);
}

#[test]
fn what_is_no_docx_is_refused_and_tells_what_to_do() {
    for bytes in [
        b"%PDF-1.7".to_vec(),
        Vec::new(),
        b"PK\x03\x04".to_vec(),
        "文字".as_bytes().to_vec(),
    ] {
        let refusal = manuscript(&bytes).unwrap_err().to_string();
        assert!(refusal.contains("另存为 .docx"), "{refusal}");
    }
    let endless = p("段").repeat(3_000);
    assert!(
        manuscript(&docx(&endless, &[], &[]))
            .unwrap_err()
            .to_string()
            .contains("正文超过")
    );
}
