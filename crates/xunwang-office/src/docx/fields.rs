//! Fields (域): a code that is not shown and a result that is; links are often written so.

use std::ops::Range;

/// A link as it stands in a paragraph.
#[derive(Debug)]
pub(super) struct FlowLink {
    /// Bytes of the paragraph's text that a reader clicks on.
    pub(super) range: Range<usize>,
    /// The id of the relationship that names the target …
    pub(super) relation: Option<String>,
    /// … or the target itself.
    pub(super) target: String,
    pub(super) anchor: Option<String>,
}

impl FlowLink {
    /// The link that a field's code makes, if it makes one.
    pub(super) fn of_field(code: &str, range: Range<usize>) -> Option<Self> {
        let code = code.trim_start();
        let rest = code
            .get(..9)
            .filter(|word| word.eq_ignore_ascii_case("HYPERLINK"))
            .map(|_| &code[9..])?;
        let mut words = words(rest).into_iter();
        let (mut target, mut anchor) = (None, None);
        while let Some(word) = words.next() {
            match word.as_str() {
                "\\l" => anchor = words.next(),
                "\\o" | "\\t" => drop(words.next()),
                _ if word.starts_with('\\') => {}
                _ => target = target.or(Some(word)),
            }
        }
        Some(Self {
            range,
            relation: None,
            target: target?,
            anchor,
        })
    }
}

/// The words of a code, quoted ones whole.
fn words(code: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = code.trim_start();
    while !rest.is_empty() && words.len() < 16 {
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.replace("\\\\", "\\"));
        rest = after.trim_start();
    }
    words
}

/// The fields that are open at a point of a story.
#[derive(Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    is_code: bool,
}

#[derive(Default)]
struct Field {
    code: String,
    has_result: bool,
    /// The paragraph and the byte at which the result begins.
    start: Option<(usize, usize)>,
}

/// Deeper fields are not told apart; their results are shown all the same.
const DEPTH: usize = 64;
const CODE_BYTES: usize = 4_096;

impl Fields {
    pub(super) fn begin_code(&mut self) {
        self.is_code = true;
    }

    pub(super) fn end_code(&mut self) {
        self.is_code = false;
    }

    /// Takes text that belongs to a code; says whether it did.
    pub(super) fn take_code(&mut self, text: &str) -> bool {
        if self.is_code
            && let Some(field) = self.open.last_mut()
            && field.code.len() + text.len() < CODE_BYTES
        {
            field.code.push_str(text);
        }
        self.is_code
    }

    /// Is text at this point part of a code, so that a reader does not see it?
    pub(super) fn is_in_code(&self) -> bool {
        self.open.iter().any(|field| !field.has_result)
    }

    /// A mark of a field: it begins, its result begins, it ends. Gives the link that ended.
    pub(super) fn mark(&mut self, kind: &str, position: Option<(usize, usize)>) -> Option<FlowLink> {
        match kind {
            "begin" if self.open.len() < DEPTH => self.open.push(Field::default()),
            "separate" => {
                let field = self.open.last_mut()?;
                field.has_result = true;
                field.start = position;
            }
            "end" => {
                let field = self.open.pop()?;
                let (paragraph, end) = position?;
                let start = match field.start {
                    Some((begun_in, start)) if begun_in == paragraph => start.min(end),
                    _ => 0,
                };
                return FlowLink::of_field(&field.code, start..end);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_names_its_target() {
        let target = |code: &str| FlowLink::of_field(code, 0..0).map(|link| (link.target, link.anchor));
        assert_eq!(
            target(r#" HYPERLINK "http://a.example.cn/x y.html" \l "top" \o "提示" "#),
            Some(("http://a.example.cn/x y.html".into(), Some("top".into())))
        );
        assert_eq!(
            target(" HYPERLINK http://a.example.cn "),
            Some(("http://a.example.cn".into(), None))
        );
        assert_eq!(target(r#" HYPERLINK \l "_Toc1" "#), None);
        assert_eq!(target(" PAGE "), None);
    }
}
