//! `form:mojibake`: text that was read in the wrong charset.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use xunwang_domain::finding::Certainty;

use super::check::Check;
use super::passage::Passage;
use crate::Hit;

const BASIS: &str = "form:mojibake";

pub(super) static CHECK: Check = Check {
    name: "mojibake",
    title: "乱码",
    document: "\
## 检查什么

按错误编码读出来的文字：锟斤拷、烫烫烫、�，把UTF-8当作GBK读的（锛、銆、鈥一类字扎堆），把UTF-8或GBK当作西文读的（ä¸\u{ad}æ、ÖÐ¹ú），\
没有解开的\\u4e2d\\u56fd。

## 为什么

公众看不懂，属于页面显示错误。

## 怎样认定

锟斤拷、烫烫烫、屯屯屯为确定；其余为疑似。一行只报一次；�在全文只报一次，因为整篇都是的时候，问题在整篇的编码。

## 示例

- 报告：公告锟斤拷锟斤拷
- 报告：通知�关于
- 报告：鍏充簬鍗板彂锛岀殑閫氱煡銆
- 报告：ä¸\u{ad}å›½ 政府
- 报告：ÖÐ¹úÕþ¸®
- 报告：\\u4e2d\\u56fd
- 不报告：水很烫，边疆屯田，Café、São Paulo、±5℃、3×4÷2。
- 不报告：C:\\users\\unit
",
    run,
};

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    const CERTAIN: usize = 3;
    const SIGNS: [&str; 10] = [
        "锟斤拷",
        "烫烫烫",
        "屯屯屯",
        "\u{fffd}",
        "锛",
        "銆",
        "鈥",
        "鐨",
        "\\u",
        "鍏",
    ];
    static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let dfa = Some(aho_corasick::AhoCorasickKind::DFA);
        AhoCorasick::builder().kind(dfa).build(SIGNS).ok()
    });
    let Some(finder) = FINDER.as_ref() else { return };
    let (mut told, mut lost) = (usize::MAX, false);
    for found in finder.find_iter(passage.text) {
        let line = passage.line_of(found.start()).unwrap_or(0);
        let replacement = found.pattern().as_usize() == 3;
        if told == line || replacement && lost {
            continue;
        }
        lost |= replacement;
        let near = passage.head(found.start(), 24);
        let (score, certain) = match found.pattern().as_usize() {
            sign if sign < CERTAIN => (1.0, true),
            3 => (0.8, false),
            8 if escapes(near) => (0.8, false),
            8 => continue,
            // One such character may be a name; two of them beside each other are no Chinese.
            _ if near
                .chars()
                .filter(|sign| "锛銆鈥鐨鍏鍙鍦涓鏄閫鏈".contains(*sign))
                .count()
                >= 2 =>
            {
                (0.95, false)
            }
            _ => continue,
        };
        told = line;
        let message = "这里是乱码（编码读错），请从原稿重新录入。".to_owned();
        let mut hit = passage.suspect(BASIS, found.range(), score, message);
        if certain {
            hit.certainty = Certainty::Certain;
        }
        hits.push(hit);
    }
    latin(passage, hits);
}

/// `\u4e2d\u56fd`: two escapes that follow each other.
fn escapes(text: &str) -> bool {
    let escape = |text: &str| {
        text.starts_with("\\u") && text.len() >= 6 && text.as_bytes()[2..6].iter().all(u8::is_ascii_hexdigit)
    };
    escape(text) && text.is_char_boundary(6) && escape(&text[6..])
}

/// Four characters of Latin-1 or its Windows neighbours in a row, two of which are no letters of a word.
fn latin(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    // All of them begin with the byte C2 or C3, which begins nothing else.
    let bytes = passage.text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(0xc3, 0xc2, &bytes[at..]) {
        let start = at + found;
        let rest = &passage.text[start..];
        let run = rest.len()
            - rest
                .trim_start_matches(|sign: char| {
                    matches!(
                        sign,
                        '\u{80}'
                            ..='\u{ff}'
                                | '€'
                                | '‚'
                                | 'ƒ'
                                | '„'
                                | '…'
                                | '†'
                                | '‡'
                                | 'ˆ'
                                | '‰'
                                | 'Š'
                                | '‹'
                                | 'Œ'
                                | 'Ž'
                                | '‘'
                                | '’'
                                | '“'
                                | '”'
                                | '•'
                                | '–'
                                | '—'
                                | '˜'
                                | '™'
                                | 'š'
                                | '›'
                                | 'œ'
                                | 'ž'
                                | 'Ÿ'
                    ) && !matches!(sign, '×' | '÷' | '·')
                })
                .len();
        let signs = &rest[..run];
        let letters = signs.chars().filter(|sign| matches!(sign, 'À'..='ÿ')).count();
        if signs.chars().count() >= 5 && letters >= 2 {
            let message = "这里是乱码（中文被当作西文读），请从原稿重新录入。".to_owned();
            hits.push(passage.suspect(BASIS, start..start + run, 0.9, message));
        }
        at = start + run.max(2);
    }
}
