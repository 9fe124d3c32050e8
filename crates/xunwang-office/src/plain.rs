//! Plain text (纯文本) in the encodings that offices use.

use encoding_rs::{GB18030, UTF_8};

use crate::draft::Draft;
use crate::{Kind, Paper, Place};

/// Reads a text, line by line.
pub(crate) fn read(bytes: &[u8]) -> Paper {
    let mut draft = Draft::new(Kind::Text);
    for (index, line) in decode(bytes, &mut draft).lines().enumerate() {
        if !draft.add(line, '\n', Place::Line(index as u32 + 1)) {
            break;
        }
    }
    draft.finish(&[])
}

/// By the byte order mark; else UTF-8 where it is valid, else GB 18030.
fn decode(bytes: &[u8], draft: &mut Draft) -> String {
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or_else(
        || {
            if std::str::from_utf8(bytes).is_ok() {
                UTF_8
            } else {
                GB18030
            }
        },
        |(encoding, _)| encoding,
    );
    let (text, _, had_errors) = encoding.decode(bytes);
    if had_errors {
        draft.unread("文件的编码有误，部分文字没有读出");
    }
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_its_encoding() {
        let (gbk, _, _) = GB18030.encode("关于公开的通知\r\n网址 www.a.example.cn");
        let paper = read(&gbk);
        assert_eq!(paper.text, "关于公开的通知\n网址 www.a.example.cn\n");
        assert_eq!(paper.links[0].place, Place::Line(2));
        assert_eq!(paper.place_of(0).unwrap().to_string(), "第1行");
    }
}
