//! The styles (DOCX样式): one a kind of paragraph, with the faces and sizes of the standard and the levels of the document map.

use std::fmt::Write as _;

use super::numbering::LIST;
use super::parts::{FANGSONG, HEAD, HEI, KAI, NAMESPACE, SONG};

/// id, name, paragraph properties, font, size in half points.
pub(super) type Style = (&'static str, &'static str, &'static str, &'static str, u8);

/// 3号 is 16 pt, 2号 22 pt, 4号 14 pt; 579 twips are 225 mm ÷ 22 lines, 16 − 0.25 pt are 156 mm ÷ 28 characters.
/// The sections declare the line grid; the characters keep to theirs by spacing, since LibreOffice narrows the page
/// where Word would snap them.
pub(super) const STYLES: &[Style] = &[
    (
        "BodyText",
        "Body Text",
        r#"<w:ind w:firstLineChars="200" w:firstLine="630"/><w:jc w:val="both"/>"#,
        FANGSONG,
        32,
    ),
    ("Flush", "顶格", r#"<w:jc w:val="both"/>"#, FANGSONG, 32),
    ("Centred", "居中", r#"<w:jc w:val="center"/>"#, FANGSONG, 32),
    (
        "Title",
        "Title",
        r#"<w:spacing w:line="680" w:lineRule="exact"/><w:jc w:val="center"/>"#,
        SONG,
        44,
    ),
    (
        "Heading1",
        "heading 1",
        r#"<w:keepNext/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{LIST}"/></w:numPr><w:ind w:firstLineChars="200" w:firstLine="630"/><w:outlineLvl w:val="0"/>"#,
        HEI,
        32,
    ),
    (
        "Heading2",
        "heading 2",
        r#"<w:keepNext/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="{LIST}"/></w:numPr><w:ind w:firstLineChars="200" w:firstLine="630"/><w:outlineLvl w:val="1"/>"#,
        KAI,
        32,
    ),
    (
        "AttachmentLabel",
        "附件标识",
        r#"<w:keepNext/><w:outlineLvl w:val="0"/>"#,
        HEI,
        32,
    ),
    (
        "AttachmentTitle",
        "附件标题",
        r#"<w:keepNext/><w:spacing w:line="680" w:lineRule="exact"/><w:jc w:val="center"/><w:outlineLvl w:val="1"/>"#,
        SONG,
        44,
    ),
    (
        "Picture",
        "图",
        r#"<w:keepNext/><w:spacing w:before="120" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>"#,
        FANGSONG,
        24,
    ),
    (
        "Caption",
        "caption",
        r#"<w:spacing w:after="120" w:line="360" w:lineRule="exact"/><w:jc w:val="center"/>"#,
        HEI,
        24,
    ),
    (
        "Imprint",
        "版记",
        r#"<w:spacing w:before="60" w:after="60" w:line="400" w:lineRule="exact"/><w:ind w:left="200" w:right="200"/>"#,
        FANGSONG,
        28,
    ),
    (
        "TableHead",
        "表头",
        r#"<w:spacing w:before="60" w:after="60" w:line="320" w:lineRule="exact"/>"#,
        HEI,
        24,
    ),
    (
        "TableText",
        "表格文字",
        r#"<w:spacing w:before="60" w:after="60" w:line="320" w:lineRule="exact"/>"#,
        FANGSONG,
        24,
    ),
    (
        "TableNote",
        "表注",
        r#"<w:spacing w:before="120" w:line="360" w:lineRule="exact"/>"#,
        FANGSONG,
        24,
    ),
    (
        "SectionEnd",
        "分节",
        r#"<w:spacing w:line="20" w:lineRule="exact"/>"#,
        FANGSONG,
        2,
    ),
    (
        "Header",
        "header",
        r#"<w:spacing w:line="360" w:lineRule="exact"/><w:jc w:val="center"/>"#,
        HEI,
        28,
    ),
    (
        "Footer",
        "footer",
        r#"<w:spacing w:line="360" w:lineRule="exact"/>"#,
        "宋体",
        28,
    ),
];

pub(super) fn styles() -> String {
    let font = |name: &str| {
        format!(
            "<w:rFonts w:ascii=\"{name}\" w:hAnsi=\"{name}\" w:eastAsia=\"{name}\" w:cs=\"{name}\" w:hint=\"eastAsia\"/>"
        )
    };
    let mut out = format!(
        "{HEAD}<w:styles {NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>{}<w:kern w:val=\"0\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>\
         <w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr>\
         <w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/><w:snapToGrid w:val=\"0\"/>\
         <w:spacing w:before=\"0\" w:after=\"0\" w:line=\"579\" w:lineRule=\"exact\"/></w:pPr><w:rPr><w:spacing w:val=\"-5\"/></w:rPr></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>\
         <w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
        font(FANGSONG)
    );
    for (id, name, paragraph, face, size) in STYLES {
        let paragraph = paragraph.replace("{LIST}", &LIST.to_string());
        let next = if id.starts_with("Heading") {
            "<w:next w:val=\"BodyText\"/>"
        } else {
            ""
        };
        let spacing = if *size == 32 {
            ""
        } else {
            "<w:spacing w:val=\"0\"/>"
        };
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>{next}<w:qFormat/>\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{}{spacing}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>",
            font(face)
        );
    }
    out.push_str(
        "<w:style w:type=\"table\" w:styleId=\"Grid\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>",
    );
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(
            out,
            "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"
        );
    }
    out.push_str("</w:tblBorders></w:tblPr></w:style></w:styles>");
    out
}
