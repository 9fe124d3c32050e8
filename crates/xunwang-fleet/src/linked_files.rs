//! Documents to download with links in them (带链接的附件): small, valid, each in the way its format writes links.

use std::{fmt::Write as _, io::Write as _};

use encoding_rs::GBK;

use crate::site::LinkedFile;

/// Form of a document with links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkedForm {
    Pdf,
    Docx,
    Xlsx,
}

impl LinkedForm {
    /// The forms by turns.
    pub(crate) fn by_turn(number: usize) -> Self {
        [Self::Pdf, Self::Docx, Self::Xlsx][number % 3]
    }

    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Bytes and Content-Type of a document.
pub(crate) fn linked_file(file: &LinkedFile) -> (Vec<u8>, &'static str) {
    match file.form {
        LinkedForm::Pdf => (pdf(file), "application/pdf"),
        LinkedForm::Docx => (
            docx(file),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        LinkedForm::Xlsx => (
            xlsx(file),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    }
}

/// A line for each link with its annotation, and one that only prints an address.
fn pdf(file: &LinkedFile) -> Vec<u8> {
    let mut text = String::from("BT /F1 12 Tf 72 770 Td 24 TL ");
    let mut notes = String::new();
    for (line, target) in file.links.iter().enumerate() {
        let _ = write!(text, "(Annex, see also {}) Tj T* ", line + 1);
        let bottom = 766 - 24 * line;
        let _ = write!(
            notes,
            "<< /Type /Annot /Subtype /Link /Rect [72 {bottom} 200 {}] /A << /S /URI /URI ({target}) >> >> ",
            bottom + 16
        );
    }
    let _ = write!(text, "(Formerly at {}) Tj T* /F2 12 Tf ", file.printed);
    for line in &file.lines {
        let (bytes, ..) = GBK.encode(line);
        let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let _ = write!(text, "<{hexadecimal}> Tj T* ");
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> /Annots [{notes}] >>"
        ),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        // The reader has to bring the font, as with most papers of offices.
        "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>] >>".to_owned(),
    ];
    crate::assets::pdf_of(&objects)
}

fn docx(file: &LinkedFile) -> Vec<u8> {
    let (mut body, mut relations) = (String::new(), String::new());
    for (number, target) in file.links.iter().enumerate() {
        let _ = write!(
            body,
            "<w:p><w:r><w:t>详见</w:t></w:r><w:hyperlink r:id=\"rId{number}\"><w:r><w:t>有关内容{number}</w:t></w:r></w:hyperlink></w:p>"
        );
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/hyperlink\" Target=\"{target}\" TargetMode=\"External\"/>"
        );
    }
    let _ = write!(body, "<w:p><w:r><w:t>原网址：{}</w:t></w:r></w:p>", file.printed);
    for line in &file.lines {
        let _ = write!(body, "<w:p><w:r><w:t>{line}</w:t></w:r></w:p>");
    }
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"{RELATIONS}\"><w:body>{body}</w:body></w:document>"
    );
    package(
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        &[
            ("word/document.xml", &document),
            ("word/_rels/document.xml.rels", &relationships(&relations)),
        ],
    )
}

fn xlsx(file: &LinkedFile) -> Vec<u8> {
    let (mut rows, mut links, mut relations) = (String::new(), String::new(), String::new());
    for (index, target) in file.links.iter().enumerate() {
        let row = index + 1;
        let _ = write!(
            rows,
            "<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>第{row}项</t></is></c></row>"
        );
        let _ = write!(links, "<hyperlink ref=\"A{row}\" r:id=\"rId{row}\"/>");
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{row}\" Type=\"{RELATIONS}/hyperlink\" Target=\"{target}\" TargetMode=\"External\"/>"
        );
    }
    let row = file.links.len() + 1;
    let _ = write!(
        rows,
        "<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>原网址：{}</t></is></c></row>",
        file.printed
    );
    for (row, line) in (row + 1..).zip(&file.lines) {
        let _ = write!(
            rows,
            "<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>{line}</t></is></c></row>"
        );
    }
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{RELATIONS}\"><sheetData>{rows}</sheetData><hyperlinks>{links}</hyperlinks></worksheet>"
    );
    let workbook = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"名单\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let to_sheet = format!(
        "<Relationship Id=\"rId1\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    );
    package(
        "xl/workbook.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        &[
            ("xl/workbook.xml", &workbook),
            ("xl/_rels/workbook.xml.rels", &relationships(&to_sheet)),
            ("xl/worksheets/sheet1.xml", &sheet),
            ("xl/worksheets/_rels/sheet1.xml.rels", &relationships(&relations)),
        ],
    )
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relationships(relations: &str) -> String {
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"
    )
}

fn package(main: &str, main_type: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/{main}\" ContentType=\"{main_type}\"/></Types>"
    );
    let root = relationships(&format!(
        "<Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"{main}\"/>"
    ));
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    // A fixed time keeps the bytes the same on every run.
    let options = zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let head = [
        ("[Content_Types].xml", types.as_str()),
        ("_rels/.rels", root.as_str()),
    ];
    for (name, content) in head.iter().chain(parts) {
        let _ = out.start_file(*name, options);
        let _ = out.write_all(content.as_bytes());
    }
    out.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}
