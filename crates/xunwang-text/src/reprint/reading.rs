//! A text as it is compared (读法): the letters, ideographs and numbers in order, each with its place; no typography.

use std::ops::Range;

use xunwang_domain::registry::half_width;

use super::form::{LineKind, classify};
use super::numbers::number_at;

/// One thing that counts in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Atom {
    /// The character in lower case and half width, or the value of a number.
    pub(crate) code: u32,
    /// Bytes of the text.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// What separates it from the atom before.
    pub(crate) boundary: Boundary,
    /// Is it a heading, a note of adoption or a label such as 第一条, which may be lacking?
    pub(crate) form: bool,
}

/// What stands before an atom (断点), the stronger the later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Boundary {
    #[default]
    None,
    Clause,
    /// A label such as 第一条 ends.
    Label,
    Sentence,
    Line,
}

/// A text, read (已读文本).
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) atoms: Vec<Atom>,
    /// Every line with what it is.
    pub(crate) lines: Vec<(Range<usize>, LineKind)>,
}

impl<'t> Reading<'t> {
    /// Reads a text. What lies beyond 4 GiB is not read.
    pub(crate) fn of(text: &'t str) -> Self {
        let text = text
            .get(..text.floor_char_boundary(u32::MAX as usize - 8))
            .unwrap_or_default();
        let lines = classify(text);
        let mut reading = Self {
            text,
            atoms: Vec::with_capacity(text.len() / 3),
            lines: Vec::new(),
        };
        for (range, kind) in &lines {
            if !matches!(kind, LineKind::Contents | LineKind::Chrome) {
                reading.line(range.clone(), *kind != LineKind::Body);
            }
        }
        reading.lines = lines;
        reading
    }

    pub(crate) fn codes(&self) -> Vec<u32> {
        self.atoms.iter().map(|atom| atom.code).collect()
    }

    /// What separates atom `at` from the one before; the ends of the text are ends of lines.
    pub(crate) fn boundary(&self, at: usize) -> Boundary {
        match self.atoms.get(at) {
            Some(atom) if at > 0 => atom.boundary,
            _ => Boundary::Line,
        }
    }

    fn line(&mut self, range: Range<usize>, form: bool) {
        let Some(line) = self.text.get(range.clone()) else {
            return;
        };
        let cells = line.starts_with('|') || line.contains('\t');
        let mut boundary = Boundary::Line;
        // Bytes of the line up to which a label reaches.
        let mut label = 0;
        let mut at = 0;
        while let Some(character) = line.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = line.get(at..).unwrap_or_default();
            let normal = half_width(character);
            if boundary >= Boundary::Sentence && at >= label {
                label = at + label_length(rest, cells && boundary == Boundary::Line);
            }
            if let Some(length) = markup(rest) {
                at += length;
                continue;
            }
            let number = number_at(rest, half_width);
            let length = number.map_or(character.len_utf8(), |(_, length)| length);
            if at >= label && label > 0 {
                boundary = boundary.max(Boundary::Label);
            }
            if number.is_some() || counts(normal) {
                self.atoms.push(Atom {
                    code: number.map_or_else(|| lower(normal), |(code, _)| code),
                    start: (range.start + at) as u32,
                    end: (range.start + at + length) as u32,
                    boundary: std::mem::take(&mut boundary),
                    form: form || at < label,
                });
                label = if at < label { label } else { 0 };
            } else {
                boundary = boundary.max(match normal {
                    '。' | ';' | '!' | '?' | '\t' => Boundary::Sentence,
                    '|' if cells => Boundary::Sentence,
                    ',' | '、' | ':' | '(' => Boundary::Clause,
                    _ => Boundary::None,
                });
            }
            at += length;
        }
    }
}

fn lower(character: char) -> u32 {
    u32::from(character.to_ascii_lowercase())
}

/// Does a character carry meaning? Signs that change a figure do; other punctuation is typography.
fn counts(character: char) -> bool {
    character.is_alphanumeric() || "%‰℃±×÷≥≤".contains(character)
}

/// Bytes of a label at the beginning of a line, sentence or row: 第十二条, （一）, 1., 一、, ①, the first cell of a row that is a number.
fn label_length(rest: &str, row: bool) -> usize {
    let skipped = rest.len()
        - rest
            .trim_start_matches(['#', '>', '*', '-', '+', ' ', '\u{3000}', '\t', '|'])
            .len();
    let rest = rest.get(skipped..).unwrap_or_default();
    let length = numbered(rest, row).unwrap_or(0);
    if length == 0 { 0 } else { skipped + length }
}

/// Bytes of `第N条` or of an item's number, with what ends it.
pub(crate) fn numbered(rest: &str, row: bool) -> Option<usize> {
    if let Some(after) = rest.strip_prefix('第') {
        let after = after.trim_start_matches(' ');
        let (_, length) = number_at(after, half_width)?;
        let after = after.get(length..)?.trim_start_matches(' ');
        let unit = after
            .chars()
            .next()
            .filter(|unit| "编章节条款项篇目".contains(*unit))?;
        let after = after.strip_prefix(unit)?;
        // 第十二条规定的, 第十二条第二款, 第五条之一: words of a sentence, or the number of an inserted article.
        let goes_on = after.starts_with(['第', '规', '的', '所', '至', '和', '或', '、', '，', '中']);
        return (!goes_on).then_some(rest.len() - after.len());
    }
    let opened = rest.trim_start_matches(['（', '(', '【', '[']);
    let (_, length) = number_at(opened, half_width)?;
    let after = opened.get(length..)?;
    let is_enclosed = opened
        .chars()
        .next()
        .is_some_and(|first| !first.is_ascii_digit() && first.is_numeric())
        && opened.chars().next().is_some_and(
            |first| matches!(u32::from(first), 0x2460..0x24a0 | 0x3220..0x3230 | 0x3280..0x3290),
        );
    let closer = after.chars().next().map(half_width);
    let closed = match closer {
        Some(')' | ']' | '】') => opened.len() < rest.len() || closer == Some(')'),
        Some('、' | '.') => true,
        Some('\t' | '|') | None => row,
        Some(' ') => row && after.trim_start_matches(' ').starts_with('|'),
        _ => false,
    };
    (closed || is_enclosed).then_some(rest.len() - after.len())
}

/// Bytes of what is markup and no text: a tag, a comment, an entity, the address of a link.
fn markup(rest: &str) -> Option<usize> {
    const LONGEST: usize = 300;
    let near = rest.get(..rest.floor_char_boundary(LONGEST)).unwrap_or(rest);
    match near.as_bytes() {
        [b'<', b'!', b'-', b'-', ..] => near.find("-->").map(|end| end + 3),
        [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/', ..] => near.find('>').map(|end| end + 1),
        [b'&', b'a'..=b'z' | b'#', ..] => near
            .get(..near.floor_char_boundary(10))?
            .find(';')
            .map(|end| end + 1),
        [b']', b'(', ..] => {
            let end = near.find(')')?;
            let address = near.get(2..end)?;
            (address.is_ascii() && address.contains(['/', '.', '#'])).then_some(end + 1)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<u32> {
        Reading::of(text).codes()
    }

    #[test]
    fn typography_does_not_count() {
        let plain = "第一条　为了规范管理，制定本办法。\n第二条　２０２３年起施行，费率为３．５％。";
        for other in [
            "## 第1条 为了规范管理，制定本办法。\n\n**第2条** 2023年起施行；费率为3.5%。",
            "第一条 为了规范\n管理,制定本办法。第二条 二〇二三年起施行，费率为3.5%。",
            "> 第一条 为了[规范管理](https://a.example/b.html)，<b>制定</b>本办法。&nbsp;\n> 第二条 2023年起施行，费率为3.5％",
        ] {
            assert_eq!(words(plain), words(other), "{other}");
        }
        assert_ne!(words("费率为3.5%。"), words("费率为35%。"));
    }

    #[test]
    fn labels_are_form_and_references_are_not() {
        let form = |text: &str| Reading::of(text).atoms.iter().filter(|atom| atom.form).count();
        assert_eq!(form("各单位按规定执行。\n第十二条　应当依照第三条规定执行。"), 3);
        assert_eq!(form("各单位按规定执行。\n第十二条规定的情形，应当处理。"), 0);
        assert_eq!(
            form("按下列规定执行：\n（一）依照规定；\n2.依照办法；\n三、依照标准。"),
            3
        );
        assert_eq!(form("名单如下：\n1\t青川市\t合格\n2\t云岭市\t合格。"), 2);
    }

    #[test]
    fn any_text_is_read() {
        for text in [
            "", "\n", "<", "&", "](", "第", "第十", "（", "\u{feff}", "<!--", "1,", "1.", "|",
        ] {
            Reading::of(text);
        }
    }
}
