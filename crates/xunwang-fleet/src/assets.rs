//! Pictures, attachments, style sheet and script of the sites: small, valid, the same for all sites.

use std::{fmt::Write as _, io::Write as _};

use flate2::{Compression, Crc, write::ZlibEncoder};

use crate::{
    chance::Chance,
    site::{AttachmentForm, ImageForm, OddFile},
};

const SCENES: [&[u8]; 3] = [
    include_bytes!("../assets/scene_0.jpg"),
    include_bytes!("../assets/scene_1.jpg"),
    include_bytes!("../assets/scene_2.jpg"),
];
const HEAD: &[u8] = include_bytes!("../assets/head.jpg");

/// Bytes and Content-Type of a picture.
pub(crate) fn image(form: ImageForm, number: u16) -> (Vec<u8>, &'static str) {
    match form {
        ImageForm::Jpeg if number >= 100 => (HEAD.to_vec(), "image/jpeg"),
        ImageForm::Jpeg => (SCENES[usize::from(number) % SCENES.len()].to_vec(), "image/jpeg"),
        ImageForm::Png => (png(number), "image/png"),
        ImageForm::Gif => (GIF.to_vec(), "image/gif"),
    }
}

/// A transparent picture of one pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x99\x22\x11\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

fn png(number: u16) -> Vec<u8> {
    let (width, height) = (64_u32, 48_u32);
    let mut chance = Chance::new(&[u64::from(number), 71]);
    let (red, green, blue) = (chance.below(200), chance.below(200), chance.below(200));
    let mut raw = Vec::with_capacity((width * height * 3 + height) as usize);
    for row in 0..height {
        raw.push(0);
        for column in 0..width {
            let light = (row + column) as usize / 2;
            raw.extend([(red + light) as u8, (green + light) as u8, (blue + light) as u8]);
        }
    }
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut out, b"IHDR", &header);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = packed.write_all(&raw);
    chunk(&mut out, b"IDAT", &packed.finish().unwrap_or_default());
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    out.extend(kind);
    out.extend(data);
    out.extend(crc.sum().to_be_bytes());
}

/// Bytes and Content-Type of an attachment.
pub(crate) fn attachment(form: AttachmentForm, number: u16) -> (Vec<u8>, &'static str) {
    match form {
        AttachmentForm::Pdf => (pdf(number), "application/pdf"),
        // Word opens rich text under the ending .doc, and offices publish it so.
        AttachmentForm::Doc => (rtf(number), "application/msword"),
        AttachmentForm::Xlsx => (
            xlsx(number),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    }
}

/// Bytes and Content-Type of a file that is not what its name says, or only seems so.
pub(crate) fn odd_file(file: OddFile) -> (Vec<u8>, &'static str) {
    const WORD: &str = "application/msword";
    match file {
        OddFile::ErrorPage => (
            "<html><head><meta charset=\"utf-8\"><title>提示</title></head><body>文件不存在或已被删除，请与管理员联系。</body></html>".into(),
            "text/html; charset=utf-8",
        ),
        OddFile::Empty => (Vec::new(), "application/pdf"),
        OddFile::Picture => (GIF.to_vec(), WORD),
        OddFile::Truncated => {
            let mut whole = xlsx(3);
            whole.truncate(whole.len() / 3);
            (whole, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        OddFile::WordHtml => (
            "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:w=\"urn:schemas-microsoft-com:office:word\"><head><meta name=ProgId content=Word.Document><meta charset=\"utf-8\"></head><body><p class=MsoNormal>申报表</p></body></html>".into(),
            WORD,
        ),
        OddFile::LatePdf => ([b"\r\n\r\n".as_slice(), &pdf(2)].concat(), "application/pdf"),
        OddFile::PlainType => (xlsx(5), "application/octet-stream"),
    }
}

fn pdf(number: u16) -> Vec<u8> {
    let text = format!("BT /F1 18 Tf 72 770 Td (Annex {}) Tj ET", number + 1);
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    pdf_of(&objects)
}

/// A PDF of these objects, numbered from 1; the first is the catalog.
pub(crate) fn pdf_of(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        let _ = writeln!(out, "{} 0 obj\n{object}\nendobj", index + 1);
    }
    let start = out.len();
    let _ = writeln!(out, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let _ = writeln!(
        out,
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF",
        objects.len() + 1
    );
    out.into_bytes()
}

fn rtf(number: u16) -> Vec<u8> {
    // 附件 and 申报表 as escapes, as rich text is ASCII.
    format!(
        "{{\\rtf1\\ansi\\ansicpg936\\deff0 \\u-26884?\\u20214?{} \\u30003?\\u25253?\\u-30664?\\par}}\n",
        number + 1
    )
    .into_bytes()
}

fn xlsx(number: u16) -> Vec<u8> {
    let sheet = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\"><v>{number}</v></c></row></sheetData></worksheet>"
    );
    let parts = [
        (
            "[Content_Types].xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ];
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    // A fixed time keeps the bytes the same on every run.
    let options = zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, content) in parts {
        let _ = out.start_file(name, options);
        let _ = out.write_all(content.as_bytes());
    }
    out.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}

/// The linked style sheet.
pub(crate) const STYLE_SHEET: &str = "/* 公共样式 */\n.hide{display:none}\n.bg{background:url(/images/zt.png)}\n@media print{.nav{display:none}}\n";

/// The linked script; the address inside is text.
pub(crate) const SCRIPT: &str =
    "function addFavorite(){}function doZoom(size){}var more='<a href=\"/script-only/more.html\">';\n";
