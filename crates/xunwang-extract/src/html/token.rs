//! The tokenizer (词法分析): tags and text of a page, by the state machine of the HTML standard 13.2.5 as far as it decides
//! what is a tag. Comments and declarations are passed over; whether text is raw is told by the tree.

use memchr::{memchr, memchr_iter, memchr2};

use super::attribute::{AttributeSpan, is_space, scan};
use super::names::name_end;
use super::tag::Tag;

/// A token; the attributes of a start tag stay in the tokenizer until the next one.
#[derive(Debug)]
pub(crate) enum Token<'a> {
    /// Characters between tags, references not decoded.
    Text(&'a str),
    /// `<name …>`.
    Start {
        /// The element.
        tag: Tag,
        /// The name as written.
        name: &'a str,
        /// Ended with `/>`.
        self_closing: bool,
    },
    /// `</name>`.
    End {
        /// The element.
        tag: Tag,
        /// The name as written.
        name: &'a str,
    },
}

/// Reads tokens from a decoded page.
pub(crate) struct Tokenizer<'a> {
    source: &'a str,
    at: usize,
    attributes: Vec<AttributeSpan>,
    /// Inside SVG or MathML, where `<![CDATA[` is text.
    pub(crate) foreign: bool,
}

impl<'a> Tokenizer<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        Self {
            source,
            at: 0,
            attributes: Vec::with_capacity(16),
            foreign: false,
        }
    }

    /// The attributes of the last start tag, name as written and raw value; of doubled ones the first counts.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + '_ {
        let source = self.source;
        self.attributes.iter().map(move |span| {
            (
                slice(source, span.name.start, span.name.end),
                slice(source, span.value.start, span.value.end),
            )
        })
    }

    /// The places of the same in the page.
    pub(crate) fn attribute_spans(&self) -> &[AttributeSpan] {
        &self.attributes
    }

    /// The page.
    pub(crate) fn source(&self) -> &'a str {
        self.source
    }

    /// The next token; `None` at the end of the page.
    pub(crate) fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.source.as_bytes();
        loop {
            let start = self.at;
            let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
            let tag_at = markup_at(rest);
            if tag_at > 0 {
                self.at = start + tag_at;
                return Some(Token::Text(slice(self.source, start, self.at)));
            }
            if let Some(token) = self.markup(bytes, start) {
                return Some(token);
            }
        }
    }

    /// Reads what begins with `<` at `start`; `None` for what is passed over.
    fn markup(&mut self, bytes: &'a [u8], start: usize) -> Option<Token<'a>> {
        let first = bytes.get(start + 1).copied().unwrap_or(0);
        match first {
            b'!' => {
                let rest = bytes.get(start + 2..).unwrap_or_default();
                if rest.starts_with(b"--") {
                    self.at = comment_end(bytes, start + 4);
                } else if self.foreign && rest.starts_with(b"[CDATA[") {
                    let text = start + 9;
                    let end = find(bytes, text, b"]]>");
                    self.at = end.map_or(bytes.len(), |end| end + 3);
                    return Some(Token::Text(slice(self.source, text, end.unwrap_or(bytes.len()))));
                } else {
                    // A declaration or a bogus comment: to the next “>”, quotes or not.
                    self.at = find(bytes, start + 2, b">").map_or(bytes.len(), |end| end + 1);
                }
                None
            }
            b'?' => {
                self.at = find(bytes, start + 1, b">").map_or(bytes.len(), |end| end + 1);
                None
            }
            b'/' => {
                match bytes.get(start + 2) {
                    // `</>` is nothing; `</` at the very end is text that nobody needs.
                    Some(b'>') => {
                        self.at = start + 3;
                        return None;
                    }
                    None => {
                        self.at = bytes.len();
                        return None;
                    }
                    Some(b) if !b.is_ascii_alphabetic() => {
                        self.at = find(bytes, start + 2, b">").map_or(bytes.len(), |end| end + 1);
                        return None;
                    }
                    Some(_) => {}
                }
                let (tag, name, _) = self.tag(bytes, start + 2)?;
                Some(Token::End { tag, name })
            }
            _ => {
                let (tag, name, self_closing) = self.tag(bytes, start + 1)?;
                Some(Token::Start {
                    tag,
                    name,
                    self_closing,
                })
            }
        }
    }

    /// Reads a tag whose name begins at `start`; `None` where the page ends inside it.
    fn tag(&mut self, bytes: &[u8], start: usize) -> Option<(Tag, &'a str, bool)> {
        let end = name_end(bytes, start, false);
        let scanned = scan(bytes, end, &mut self.attributes);
        let Some(after) = scanned.after else {
            self.at = bytes.len();
            return None;
        };
        self.at = after;
        let name = slice(self.source, start, end);
        Some((Tag::at(bytes, start, end - start), name, scanned.self_closing))
    }

    /// Takes the raw content of an element whose start tag was the last token, up to its end tag, which is taken too.
    pub(crate) fn raw_text(&mut self, tag: Tag) -> &'a str {
        let bytes = self.source.as_bytes();
        let start = self.at;
        let end = match tag {
            Tag::Plaintext => bytes.len(),
            Tag::Script => script_end(bytes, start),
            _ => end_tag_from(bytes, start, tag.name()).unwrap_or(bytes.len()),
        };
        self.at = end;
        if end < bytes.len() {
            // The end tag, with attributes it should not have.
            let name_end = end + 2 + tag.name().len();
            self.at = scan(bytes, name_end, &mut self.attributes)
                .after
                .unwrap_or(bytes.len());
        }
        slice(self.source, start, end)
    }
}

/// Where the next markup begins; the end where there is none. Any “<” but before these is text.
fn markup_at(bytes: &[u8]) -> usize {
    let is_markup = |at: usize| {
        bytes
            .get(at + 1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'/' | b'?'))
    };
    // Mostly one tag follows another.
    if bytes.first() == Some(&b'<') && is_markup(0) {
        return 0;
    }
    memchr_iter(b'<', bytes)
        .find(|&at| is_markup(at))
        .unwrap_or(bytes.len())
}

/// A slice at ASCII positions, which are always character boundaries.
fn slice(source: &str, start: usize, end: usize) -> &str {
    source.get(start..end).unwrap_or_default()
}

fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let found = if let [single] = needle {
        memchr(*single, rest)
    } else {
        // Needles are two or three bytes and near: a searcher would cost more to make than it saves.
        memchr_iter(*needle.first()?, rest)
            .find(|&at| rest.get(at..).is_some_and(|rest| rest.starts_with(needle)))
    };
    found.map(|at| from + at)
}

/// The position after a comment whose text begins at `from`, with all odd ends: `<!-->`, `<!--->`, `--!>`.
pub(crate) fn comment_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    if rest.starts_with(b">") {
        return from + 1;
    }
    if rest.starts_with(b"->") {
        return from + 2;
    }
    let mut at = from;
    while let Some(dashes) = find(bytes, at, b"--") {
        match bytes.get(dashes + 2) {
            Some(b'>') => return dashes + 3,
            Some(b'!') if bytes.get(dashes + 3) == Some(&b'>') => return dashes + 4,
            _ => at = dashes + 1,
        }
    }
    bytes.len()
}

/// Does an end tag (or, with `slash` false, a start tag) of this name stand at `at`, which points to `<`?
fn tag_at(bytes: &[u8], at: usize, slash: bool, name: &str) -> bool {
    let name_at = at + 1 + usize::from(slash);
    (!slash || bytes.get(at + 1) == Some(&b'/'))
        && bytes
            .get(name_at..name_at + name.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes()))
        && bytes
            .get(name_at + name.len())
            .is_some_and(|&b| is_space(b) || matches!(b, b'/' | b'>'))
}

/// The position of the next end tag of this name.
fn end_tag_from(bytes: &[u8], mut from: usize, name: &str) -> Option<usize> {
    loop {
        let at = find(bytes, from, b"</")?;
        if tag_at(bytes, at, true, name) {
            return Some(at);
        }
        from = at + 2;
    }
}

/// The position of the end tag of a script, by the escaped states: in `<!-- <script>`, `</script>` does not end it.
fn script_end(bytes: &[u8], from: usize) -> usize {
    #[derive(PartialEq)]
    enum State {
        Plain,
        Escaped,
        DoubleEscaped,
    }
    let mut state = State::Plain;
    let mut at = from;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let next = match state {
            State::Plain => memchr(b'<', rest),
            _ => memchr2(b'<', b'-', rest),
        };
        let Some(found) = next else { break };
        at += found;
        if bytes.get(at) == Some(&b'-') {
            // “-->” leaves the escaped states; the dashes may be those of “<!--”.
            if bytes.get(at..at + 3) == Some(b"-->".as_slice()) {
                state = State::Plain;
                at += 3;
            } else {
                at += 1;
            }
            continue;
        }
        match state {
            State::Plain if bytes.get(at..at + 4) == Some(b"<!--".as_slice()) => {
                state = State::Escaped;
                at += 2;
            }
            State::Plain | State::Escaped if tag_at(bytes, at, true, "script") => return at,
            State::Escaped if tag_at(bytes, at, false, "script") => {
                state = State::DoubleEscaped;
                at += 7;
            }
            State::DoubleEscaped if tag_at(bytes, at, true, "script") => {
                state = State::Escaped;
                at += 8;
            }
            _ => at += 1,
        }
    }
    bytes.len()
}
