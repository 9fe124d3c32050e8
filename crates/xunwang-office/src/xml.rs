//! The XML of packages, read as a stream: namespaces resolved, entities never expanded, depth bounded.

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use crate::{Refusal, limits};

/// The vocabularies that matter; both editions of the standard name them differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    Word,
    Sheet,
    Drawing,
    Math,
    Compatibility,
    Other,
}

/// One step through a part.
pub(crate) enum Step<'x> {
    /// An element opens; the flag says that it closes at once.
    Open(Vocabulary, BytesStart<'x>, bool),
    /// An element closes.
    Close(Vocabulary, String),
    /// Text as written; entities come as steps of their own.
    Text(&'x str),
    /// A character that was written as an entity.
    Character(char),
    /// Text in a section that cannot be split.
    Block(String),
    /// Nothing is left.
    End,
}

/// Reads a part step by step.
pub(crate) struct Steps<'x> {
    reader: NsReader<&'x [u8]>,
    source: &'x str,
    depth: usize,
    start: usize,
}

impl<'x> Steps<'x> {
    pub(crate) fn new(source: &'x str) -> Self {
        let mut reader = NsReader::from_str(source);
        reader.config_mut().check_end_names = true;
        Self {
            reader,
            source,
            depth: 0,
            start: 0,
        }
    }

    /// Where the last step stands in the part, in bytes.
    pub(crate) fn span(&self) -> std::ops::Range<usize> {
        self.start..self.position()
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The next step.
    ///
    /// # Errors
    /// The part is no well-formed XML, nests too deeply or brings definitions of its own.
    pub(crate) fn next(&mut self) -> Result<Step<'x>, Refusal> {
        loop {
            self.start = self.position();
            let (namespace, event) = self.reader.read_resolved_event().map_err(Refusal::damaged)?;
            let vocabulary = match &event {
                Event::Start(_) | Event::Empty(_) | Event::End(_) => vocabulary(&namespace),
                _ => Vocabulary::Other,
            };
            return Ok(match event {
                Event::Start(element) => {
                    self.depth += 1;
                    if self.depth > limits::XML_DEPTH {
                        return Err(Refusal::damaged("元素嵌套过深"));
                    }
                    Step::Open(vocabulary, element, false)
                }
                Event::Empty(element) => Step::Open(vocabulary, element, true),
                Event::End(element) => {
                    self.depth = self.depth.saturating_sub(1);
                    Step::Close(vocabulary, local(element.name().as_ref()).to_owned())
                }
                Event::Text(_) => {
                    let span = self.span();
                    Step::Text(self.source.get(span).unwrap_or_default())
                }
                Event::CData(text) => Step::Block(text.into_inner().into_owned()),
                Event::GeneralRef(entity) => Step::Character(character(&entity)?),
                Event::DocType(_) => return Err(Refusal::damaged("内含自定义实体")),
                Event::Eof if self.depth == 0 => Step::End,
                Event::Eof => return Err(Refusal::damaged("内容不完整")),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }
}

fn character(entity: &quick_xml::events::BytesRef<'_>) -> Result<char, Refusal> {
    if let Some(character) = entity.resolve_char_ref().map_err(Refusal::damaged)? {
        return Ok(character);
    }
    let name: &str = entity;
    match name {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(Refusal::damaged("内含未知实体")),
    }
}

fn vocabulary(namespace: &ResolveResult<'_>) -> Vocabulary {
    let ResolveResult::Bound(namespace) = namespace else {
        return Vocabulary::Other;
    };
    let address: &str = namespace.as_ref();
    match address {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Vocabulary::Word,
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        | "http://purl.oclc.org/ooxml/spreadsheetml/main" => Vocabulary::Sheet,
        "http://schemas.openxmlformats.org/drawingml/2006/main"
        | "http://purl.oclc.org/ooxml/drawingml/main" => Vocabulary::Drawing,
        "http://schemas.openxmlformats.org/officeDocument/2006/math"
        | "http://purl.oclc.org/ooxml/officeDocument/math" => Vocabulary::Math,
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => Vocabulary::Compatibility,
        _ => Vocabulary::Other,
    }
}

/// The value of an attribute by its local name.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .flatten()
        .find_map(|attribute| (local(attribute.key.as_ref()) == name).then(|| unescaped(&attribute.value)))
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Text of an attribute; what is no known entity stays as it is written.
fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}
