//! PDF: Chinese text in the ways it is written, links, pictures without text, what LibreOffice makes.

use std::process::Command;

use encoding_rs::GBK;
use xunwang_office::{Kind, Why, read};

use crate::pdf_sample::{Sample, chinese, hex, packed, page};

const LATIN: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

fn utf16(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

#[test]
fn chinese_is_read_however_it_is_encoded() {
    let to_unicode = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <9752> <0002> <5DDD> endbfchar 1 beginbfrange <0003> <0004> <5E02> endbfrange endcmap end";
    let identity = "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Song /Encoding /Identity-H /ToUnicode 4 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W [1 [1000 1000]] >>] >>";
    let numbered = chinese("Identity-H");
    let (gbk, _, _) = GBK.encode("身份证号44x：王某");
    let description = format!(
        "BT /F1 12 Tf 72 700 Td <{}> Tj ET BT /F2 12 Tf 72 670 Td <{}> Tj ET BT /F3 12 Tf 72 640 Td <00010002000300040005> Tj ET BT /F4 12 Tf 72 610 Td <04E70AC8> Tj ET",
        hex(&gbk),
        utf16("通知公告")
    );
    let bytes = page(
        description.as_bytes(),
        &[
            &chinese("GBK-EUC-H"),
            &chinese("UniGB-UCS2-H"),
            identity,
            &numbered,
        ],
        "",
        &[("", Some(to_unicode))],
    );
    let paper = read(&bytes).unwrap();
    assert_eq!(paper.kind, Kind::Pdf);
    let lines: Vec<&str> = paper.text.lines().collect();
    assert_eq!(&lines[..3], ["身份证号44x：王某", "通知公告", "青川市布"]);
    // Numbers of the collection Adobe-GB1 mean characters whatever the font brings along.
    assert!(
        lines[3].chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
        "{}",
        lines[3]
    );
    assert_eq!(paper.place_of(0).unwrap().to_string(), "第1页");
}

#[test]
fn links_are_found_with_their_words() {
    let description = "BT /F1 12 Tf 72 700 Td (See the portal here.) Tj ET BT /F1 12 Tf 72 600 Td (print http://p.example.cn/a.html end) Tj ET";
    let annotation = "<< /Type /Annot /Subtype /Link /Rect [96 695 130 715] /A << /S /URI /URI (http://www.qingchuan.example.cn/zwgk/) >> >> << /Type /Annot /Subtype /Text /Rect [0 0 9 9] >> << /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Dest /Top >>";
    let widths = format!("/FirstChar 32 /Widths [{}]", "500 ".repeat(95));
    let font = LATIN.replace(" >>", &format!(" {widths} >>"));
    let paper = read(&page(description.as_bytes(), &[&font], annotation, &[])).unwrap();
    assert_eq!(
        paper.text,
        "See the portal here.\nprint http://p.example.cn/a.html end\n"
    );
    let links: Vec<_> = paper
        .links
        .iter()
        .map(|link| (link.target.as_str(), link.text.as_str(), link.printed))
        .collect();
    assert_eq!(
        links,
        [
            ("http://www.qingchuan.example.cn/zwgk/", "the po", false),
            ("http://p.example.cn/a.html", "http://p.example.cn/a.html", true),
        ]
    );
}

#[test]
fn lines_of_a_paragraph_are_joined_and_addresses_at_the_seam_are_not_guessed() {
    let long = "x".repeat(70);
    let description = format!(
        "BT /F1 10 Tf 14 TL 72 700 Td ({long} http://a.example.cn/one-) Tj T* (two.html and more words that are here to fill the line well and truly up http://b.example.cn/) Tj T* (end) Tj T* 0 -40 Td (Next paragraph) Tj ET"
    );
    let paper = read(&page(description.as_bytes(), &[LATIN], "", &[])).unwrap();
    let lines: Vec<&str> = paper.text.lines().collect();
    assert_eq!(lines.len(), 2, "{:?}", paper.text);
    assert!(paper.links.is_empty(), "{:?}", paper.links);
}

#[test]
fn cells_and_words_are_kept_apart() {
    let description =
        "BT /F1 10 Tf 72 700 Td [(Na) -50 (me) -400 (of)] TJ ET BT /F1 10 Tf 300 700 Td (Phone) Tj ET";
    let paper = read(&page(description.as_bytes(), &[LATIN], "", &[])).unwrap();
    assert_eq!(paper.text, "Name of\tPhone\n");
}

#[test]
fn a_scan_is_said_to_be_one() {
    let image = (
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
        Some(&b"\0"[..]),
    );
    let paper = read(&page(
        b"q 500 0 0 800 0 0 cm /Im1 Do Q BT /F1 9 Tf 300 20 Td (1) Tj ET",
        &[LATIN],
        "",
        &[image],
    ))
    .unwrap();
    assert_eq!(paper.unread, ["第1页是图像（多为扫描件），没有文字可读"]);
    // A font that does not tell what its characters mean.
    let mute = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X >>] >>";
    let paper = read(&page(
        b"BT /F1 9 Tf 30 20 Td <000100020003000400050006> Tj ET",
        &[mute],
        "",
        &[],
    ))
    .unwrap();
    assert_eq!(paper.unread, ["第1页的字体没有说明对应的文字，读不出来"]);
    // A page with a picture and text is no scan.
    let paper = read(&page(
        b"/Im1 Do BT /F1 9 Tf 30 20 Td (a page with words on it) Tj ET",
        &[LATIN],
        "",
        &[image],
    ))
    .unwrap();
    assert!(paper.unread.is_empty());
}

#[test]
fn forms_are_followed_and_may_not_go_round() {
    let form = (
        "/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /Fm1 4 0 R >> /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
        Some(&b"BT /F1 9 Tf 30 20 Td (in a form) Tj ET /Fm1 Do"[..]),
    );
    let paper = read(&page(b"/Fm1 Do", &[], "", &[form])).unwrap();
    assert!(paper.text.starts_with("in a form"), "{}", paper.text);
    assert!(paper.text.len() < 1_000);
}

#[test]
fn an_encrypted_file_is_refused_as_such() {
    let mut sample = Sample::default();
    sample.object("<< /Type /Catalog /Pages 2 0 R >>");
    sample.object("<< /Type /Pages /Kids [] /Count 0 >>");
    sample.object("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <0000000000000000000000000000000000000000000000000000000000000000> /U <0000000000000000000000000000000000000000000000000000000000000000> >>");
    let bytes = String::from_utf8_lossy(&sample.bytes())
        .replace("/Root 1 0 R", "/Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>]");
    assert_eq!(read(bytes.as_bytes()).unwrap_err().why, Why::Encrypted);
}

#[test]
fn bombs_are_not_unpacked() {
    // A page description of 100 MiB is not read; the page beside it is.
    let giant = packed(&vec![b' '; 100 << 20]);
    let mut sample = Sample::default();
    sample.object("<< /Type /Catalog /Pages 2 0 R >>");
    sample.object("<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>");
    sample.object("<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>");
    sample.object(format!(
        "<< /Type /Page /Parent 2 0 R /Contents 6 0 R /Resources << /Font << /F1 {LATIN} >> >> >>"
    ));
    sample.stream("/Filter /FlateDecode", &giant);
    sample.stream("", b"BT /F1 9 Tf 30 20 Td (still here) Tj ET");
    let paper = read(&sample.bytes()).unwrap();
    assert_eq!(paper.text, "still here\n");
    assert_eq!(paper.unread.len(), 1);
    // Many streams that are large together.
    let large = packed(&vec![b' '; 31 << 20]);
    for _ in 0..20 {
        sample.stream("/Filter /FlateDecode", &large);
    }
    assert_eq!(read(&sample.bytes()).unwrap_err().why, Why::TooLarge);
    // A bomb in a bomb.
    let mut sample = Sample::default();
    sample.object("<< /Type /Catalog /Pages 2 0 R >>");
    sample.object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    sample.object("<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>");
    sample.stream("/Filter [/FlateDecode /FlateDecode]", &packed(&giant));
    assert_eq!(read(&sample.bytes()).unwrap().text, "");
}

/// What LibreOffice makes of a text, with its links.
#[test]
fn what_libreoffice_makes_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let html = "<html><head><meta charset='utf-8'></head><body><h1>关于青川市政府信息公开工作的通知</h1><p>各县（区）人民政府，市政府各部门：为进一步做好政府信息公开工作，提升公开质量和实效，方便企业和群众办事，根据有关规定，结合我市实际，现将有关事项通知如下，请认真贯彻执行。</p><p>详见<a href='http://www.qingchuan.example.cn/zwgk/1.html'>市政府门户网站</a>，或者访问 http://www.printed.example.cn/a.html。</p></body></html>";
    std::fs::write(folder.path().join("通知.html"), html).unwrap();
    let made = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}/profile",
            folder.path().display()
        ))
        .args([
            "--headless",
            "--convert-to",
            "pdf:writer_web_pdf_Export",
            "--outdir",
        ])
        .arg(folder.path())
        .arg(folder.path().join("通知.html"))
        .output();
    if made.is_err() {
        crate::skipped("没有安装 LibreOffice（soffice）");
        return;
    }
    let Ok(bytes) = std::fs::read(folder.path().join("通知.pdf")) else {
        crate::skipped("LibreOffice 没有生成 PDF（缺少网页组件）");
        return;
    };
    let paper = read(&bytes).unwrap();
    assert!(
        paper.text.contains("提升公开质量和实效，方便企业和群众办事"),
        "{}",
        paper.text
    );
    let followed: Vec<_> = paper.links.iter().filter(|link| !link.printed).collect();
    assert_eq!(followed.len(), 1);
    assert_eq!(followed[0].target, "http://www.qingchuan.example.cn/zwgk/1.html");
    assert!(followed[0].text.contains("市政府门户网站"), "{:?}", followed[0]);
    assert!(paper.unread.is_empty(), "{:?}", paper.unread);
}
