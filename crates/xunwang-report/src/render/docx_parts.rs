//! The fixed parts of the DOCX package (DOCX部件): styles, fonts with fallbacks, settings, header and footers.

use std::fmt::Write as _;

use super::docx::xml;
use crate::document::Document;

pub(super) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

pub(super) const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

pub(super) const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId6" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>"#;

pub(super) const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:balanceSingleByteDoubleByteWidth/><w:adjustLineHeightInTable/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#;

const NAMESPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The office fonts (rulebook §6).
const SONG: &str = "方正小标宋简体";
const FANGSONG: &str = "仿宋_GB2312";
const KAI: &str = "楷体_GB2312";
const HEI: &str = "黑体";

/// Title, author and date: the date of issue, never the clock.
pub(super) fn core(document: &Document) -> String {
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:modified><dc:language>zh-CN</dc:language></cp:coreProperties>",
        xml(&document.title),
        xml(&document.signature),
        date = document.issued_on
    )
}

/// The office fonts, each with the face that stands in for it where it is not installed.
pub(super) fn fonts() -> String {
    let mut out = format!("{HEAD}<w:fonts {NAMESPACE}>");
    for (name, instead, family) in [
        (
            SONG,
            "小标宋,FZXiaoBiaoSong-B05S,华文中宋,SimSun,Noto Serif CJK SC",
            "roman",
        ),
        (FANGSONG, "仿宋,FangSong,Noto Serif CJK SC", "modern"),
        (KAI, "楷体,KaiTi,Noto Serif CJK SC", "modern"),
        (HEI, "SimHei,Noto Sans CJK SC", "modern"),
        ("宋体", "SimSun,Noto Serif CJK SC", "roman"),
    ] {
        let _ = write!(
            out,
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{instead}\"/><w:charset w:val=\"86\"/>\
             <w:family w:val=\"{family}\"/><w:pitch w:val=\"default\"/></w:font>"
        );
    }
    out.push_str("</w:fonts>");
    out
}

/// The mark of a provisional document on every page; otherwise an empty header.
pub(super) fn header(mark: Option<&str>) -> String {
    let run = mark.map_or_else(String::new, |mark| format!("<w:r><w:t>{}</w:t></w:r>", xml(mark)));
    format!("{HEAD}<w:hdr {NAMESPACE}><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>{run}</w:p></w:hdr>")
}

/// “— 1 —”, to the right on odd and to the left on even pages, one character in (GW-11).
pub(super) fn footer(side: &str) -> String {
    format!(
        "{HEAD}<w:ftr {NAMESPACE}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:ind w:left=\"280\" w:right=\"280\"/>\
         <w:jc w:val=\"{side}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">— </w:t></w:r>\
         <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
         <w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"
    )
}

/// id, name, paragraph properties, font, size in half points.
type Style = (&'static str, &'static str, &'static str, &'static str, u8);

/// 3号 is 16 pt, 2号 22 pt, 4号 14 pt; 579 twips are 225 mm ÷ 22 lines, 16 − 0.25 pt are 156 mm ÷ 28 characters.
/// The sections declare the line grid; the characters keep to theirs by spacing, since LibreOffice narrows the page
/// where Word would snap them.
const STYLES: &[Style] = &[
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
        r#"<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="630"/><w:outlineLvl w:val="0"/>"#,
        HEI,
        32,
    ),
    (
        "Heading2",
        "heading 2",
        r#"<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="630"/><w:outlineLvl w:val="1"/>"#,
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
        r#"<w:keepNext/><w:spacing w:line="680" w:lineRule="exact"/><w:jc w:val="center"/>"#,
        SONG,
        44,
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
