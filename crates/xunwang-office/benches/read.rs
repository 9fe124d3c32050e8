//! How fast files are read: a DOCX of 2,000 paragraphs and a PDF of 200 pages, in bytes of the file.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use divan::Bencher;
use divan::counter::BytesCount;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SENTENCE: &str =
    "为进一步做好政府信息公开工作，提升公开质量和实效，方便企业和群众办事，现将有关事项通知如下。";

fn main() {
    divan::main();
}

#[divan::bench]
fn docx(bencher: Bencher<'_, '_>) {
    let paragraphs = format!("<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>").repeat(2_000);
    let xml = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{paragraphs}</w:body></w:document>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(xml.as_bytes()).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let text = xunwang_office::read(&bytes).unwrap().text.len();
    bencher
        .counter(BytesCount::new(text))
        .bench(|| xunwang_office::read(divan::black_box(&bytes)));
}

#[divan::bench]
fn pdf(bencher: Bencher<'_, '_>) {
    let bytes = pdf_of_pages(200);
    let text = xunwang_office::read(&bytes).unwrap().text.len();
    bencher
        .counter(BytesCount::new(text))
        .bench(|| xunwang_office::read(divan::black_box(&bytes)));
}

/// Pages of thirty lines in a font that Chinese programs name without bringing it along.
fn pdf_of_pages(pages: usize) -> Vec<u8> {
    let mut description = String::from("BT /F1 12 Tf 18 TL 72 780 Td ");
    let line: String = SENTENCE
        .encode_utf16()
        .map(|unit| format!("{unit:04X}"))
        .collect();
    for _ in 0..30 {
        let _ = write!(description, "<{line}> Tj T* ");
    }
    description.push_str("ET");
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 4)).collect();
    let mut file = format!(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [{kids}] /Count {pages} \
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H \
         /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo \
         << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>] >> >> >> >>\nendobj\n3 0 obj\n<< /Length {} >>\nstream\n\
         {description}\nendstream\nendobj\n",
        description.len()
    );
    for page in 0..pages {
        let _ = write!(
            file,
            "{} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R >>\nendobj\n",
            page + 4
        );
    }
    file.push_str("trailer\n<< /Root 1 0 R >>\n%%EOF\n");
    file.into_bytes()
}
