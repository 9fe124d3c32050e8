//! Bytes to characters, and addresses as browsers understand them.

use encoding_rs::{BIG5, GB18030, UTF_16BE};
use expect_test::expect;
use url::Url;
use xunwang_extract::{is_attachment, resolve};

use crate::common::extract_bytes;

const TEXT: &str = "<title>青川市人民政府关于做好秋收工作的通知</title><p>各镇人民政府、街道办事处：请认真做好秋收工作。</p>";

fn read(content_type: Option<&str>, body: &[u8]) -> String {
    let facts = extract_bytes("http://www.qingchuan.gov.cn/", content_type, body);
    let charset = &facts.charset;
    format!(
        "{} {:?} {} {}",
        charset.name, charset.signal, charset.replaced, facts.title
    )
}

fn utf_16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

#[test]
fn the_charset_is_what_the_bytes_agree_with() {
    let gb = |text: &str| GB18030.encode(text).0.into_owned();
    let with_meta = |label: &str| {
        format!(
            "<!-- <meta charset=big5> --><META http-equiv=\"Content-Type\" content='text/html; CHARSET={label}'>{TEXT}"
        )
    };
    let mut marked = vec![0xfe, 0xff];
    marked.extend(utf_16(TEXT, true));
    let cases = [
        ("header", read(Some("text/html; charset=GB2312"), &gb(TEXT))),
        ("meta", read(Some("text/html"), &gb(&with_meta("gbk")))),
        ("nothing, UTF-8", read(None, TEXT.as_bytes())),
        ("nothing, GBK", read(None, &gb(TEXT))),
        (
            "header lies, GBK",
            read(Some("text/html; charset=utf-8"), &gb(TEXT)),
        ),
        (
            "header lies, UTF-8",
            read(Some("text/html;charset=gbk"), TEXT.as_bytes()),
        ),
        ("meta lies", read(None, &gb(&with_meta("utf-8")))),
        (
            "mark",
            read(
                Some("text/html; charset=gbk"),
                &[b"\xef\xbb\xbf", TEXT.as_bytes()].concat(),
            ),
        ),
        ("UTF-16 with mark", read(None, &marked)),
        (
            "UTF-16 by header",
            read(Some("text/html; charset=utf-16le"), &utf_16(TEXT, false)),
        ),
        ("meta says UTF-16", read(None, with_meta("utf-16").as_bytes())),
        (
            "Big5",
            read(
                Some("text/html; charset=big5"),
                &BIG5.encode("<title>縣政府公告</title>").0,
            ),
        ),
        (
            "rare character of GB18030",
            read(
                Some("text/html; charset=gb2312"),
                &gb("<title>㙍镇人民政府</title>"),
            ),
        ),
        (
            "short GBK like UTF-8",
            read(Some("text/html; charset=gbk"), b"<title>\xc1\xaa\xcd\xa8</title>"),
        ),
        (
            "cut in a character",
            read(
                Some("text/html; charset=utf-8"),
                &TEXT.as_bytes()[..TEXT.len() - 6],
            ),
        ),
        (
            "one bad byte",
            read(
                Some("text/html; charset=utf-8"),
                &[TEXT.as_bytes(), b"\xff"].concat(),
            ),
        ),
    ];
    assert_eq!(UTF_16BE.name(), "UTF-16BE");
    let seen: String = cases
        .iter()
        .map(|(name, seen)| format!("{name}: {seen}\n"))
        .collect();
    expect![[r#"
        header: gb18030 Header 0 青川市人民政府关于做好秋收工作的通知
        meta: gb18030 Meta 0 青川市人民政府关于做好秋收工作的通知
        nothing, UTF-8: UTF-8 Valid 0 青川市人民政府关于做好秋收工作的通知
        nothing, GBK: gb18030 Detected 0 青川市人民政府关于做好秋收工作的通知
        header lies, GBK: gb18030 Detected 0 青川市人民政府关于做好秋收工作的通知
        header lies, UTF-8: UTF-8 Valid 0 青川市人民政府关于做好秋收工作的通知
        meta lies: gb18030 Detected 0 青川市人民政府关于做好秋收工作的通知
        mark: UTF-8 Bom 0 青川市人民政府关于做好秋收工作的通知
        UTF-16 with mark: UTF-16BE Bom 0 青川市人民政府关于做好秋收工作的通知
        UTF-16 by header: UTF-16LE Header 0 青川市人民政府关于做好秋收工作的通知
        meta says UTF-16: UTF-8 Meta 0 青川市人民政府关于做好秋收工作的通知
        Big5: Big5 Header 0 縣政府公告
        rare character of GB18030: gb18030 Header 0 㙍镇人民政府
        short GBK like UTF-8: gb18030 Header 0 联通
        cut in a character: UTF-8 Header 1 青川市人民政府关于做好秋收工作的通知
        one bad byte: UTF-8 Header 1 青川市人民政府关于做好秋收工作的通知
    "#]]
    .assert_eq(&seen);
}

#[test]
fn a_query_is_sent_in_the_pages_encoding() {
    let body = GB18030
        .encode("<meta charset=gb2312><a href='/s?q=通知&amp;p=1'>x</a>")
        .0
        .into_owned();
    let facts = extract_bytes("http://www.qingchuan.gov.cn/", None, &body);
    assert_eq!(facts.links.get(0).unwrap().href, "/s?q=%CD%A8%D6%AA&p=1");
}

#[test]
fn addresses_are_joined_and_cleaned_as_browsers_do() {
    let base = Url::parse("http://www.qingchuan.gov.cn/a/b/c.html?x=1#y").unwrap();
    let cases = [
        "d.html",
        "/e",
        "../../../f/g.html",
        "?p=2",
        "//h.gov.cn/",
        "HTTP://H.gov.cn:80/%e4%bd%a0#top",
        " i j.html ",
        "#top",
        "",
        "javascript:void(0)",
        "JavaScript:x",
        "mailto:a@b.cn",
        "tel:12345",
        "data:text/html,x",
        "about:blank",
        "ftp://f.gov.cn/",
        "http://",
        "k;jsessionid=0A1B2C?x=1",
        "l?PHPSESSID=abc&x=1",
        "m?sid=12",
        "n?sid=0123456789abcdef0123",
        "o?",
        "https://user:pw@p.gov.cn/",
        "中文/附件 1.doc",
        "\\q\\r.html",
        "http://121.43.68.40:9080/x",
        "http://www.qingchuan.gov.cn",
        "s.html?a=1&b=#c",
    ];
    let seen: String = cases
        .iter()
        .map(|href| {
            format!(
                "{href} → {}\n",
                resolve(&base, href).map_or("-".to_owned(), |url| url.to_string())
            )
        })
        .collect();
    expect![[r#"
        d.html → http://www.qingchuan.gov.cn/a/b/d.html
        /e → http://www.qingchuan.gov.cn/e
        ../../../f/g.html → http://www.qingchuan.gov.cn/f/g.html
        ?p=2 → http://www.qingchuan.gov.cn/a/b/c.html?p=2
        //h.gov.cn/ → http://h.gov.cn/
        HTTP://H.gov.cn:80/%e4%bd%a0#top → http://h.gov.cn/%e4%bd%a0
         i j.html  → http://www.qingchuan.gov.cn/a/b/i%20j.html
        #top → -
         → -
        javascript:void(0) → -
        JavaScript:x → -
        mailto:a@b.cn → -
        tel:12345 → -
        data:text/html,x → -
        about:blank → -
        ftp://f.gov.cn/ → -
        http:// → -
        k;jsessionid=0A1B2C?x=1 → http://www.qingchuan.gov.cn/a/b/k?x=1
        l?PHPSESSID=abc&x=1 → http://www.qingchuan.gov.cn/a/b/l?x=1
        m?sid=12 → http://www.qingchuan.gov.cn/a/b/m?sid=12
        n?sid=0123456789abcdef0123 → http://www.qingchuan.gov.cn/a/b/n
        o? → http://www.qingchuan.gov.cn/a/b/o
        https://user:pw@p.gov.cn/ → https://p.gov.cn/
        中文/附件 1.doc → http://www.qingchuan.gov.cn/a/b/%E4%B8%AD%E6%96%87/%E9%99%84%E4%BB%B6%201.doc
        \q\r.html → http://www.qingchuan.gov.cn/q/r.html
        http://121.43.68.40:9080/x → http://121.43.68.40:9080/x
        http://www.qingchuan.gov.cn → http://www.qingchuan.gov.cn/
        s.html?a=1&b=#c → http://www.qingchuan.gov.cn/a/b/s.html?a=1&b=
    "#]]
    .assert_eq(&seen);
}

#[test]
fn attachments_are_known_by_their_ending() {
    let is = |path: &str| is_attachment(&Url::parse(&format!("http://www.qingchuan.gov.cn{path}")).unwrap());
    for path in [
        "/a.pdf",
        "/b/C.DOCX",
        "/d.wps?x=1",
        "/e.ofd",
        "/f.7z",
        "/g.et",
        "/h.tar.gz",
    ] {
        assert!(is(path), "{path}");
    }
    for path in ["/", "/a.html", "/pdf", "/b.jsp?f=x.pdf", "/c.pdf/d", "/e.jpg"] {
        assert!(!is(path), "{path}");
    }
}
