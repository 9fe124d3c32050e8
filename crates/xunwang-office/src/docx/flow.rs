//! The paragraphs of a story, with the places of their characters in the XML, so that marks can be set between them.

use std::ops::Range;

use quick_xml::events::BytesStart;

use super::fields::{Fields, FlowLink};
use crate::Refusal;
use crate::xml::{Step, Steps, Vocabulary, attribute, local};

/// A paragraph (段落) as it reads: deletions left out, insertions kept.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) text: String,
    /// What stands between it and the next.
    pub(super) separator: char,
    /// The characters, in order.
    pub(super) pieces: Vec<Piece>,
    pub(super) runs: Vec<Run>,
    pub(super) links: Vec<FlowLink>,
    /// The number of the note that it belongs to.
    pub(super) note: Option<u32>,
    /// Of a text box: the paragraph that it is anchored in, by id, and the run there.
    pub(super) holder: Option<(usize, usize)>,
    pub(super) id: usize,
    /// The notes that are called from here: is it an endnote, its number, the run.
    pub(super) calls: Vec<(bool, u32, usize)>,
}

/// Characters of one make (字符片段).
#[derive(Debug)]
pub(super) struct Piece {
    /// Bytes of the paragraph's text.
    pub(super) text: Range<usize>,
    /// Bytes of the part: the characters themselves, or the element or entity that stands for them.
    pub(super) xml: Range<usize>,
    /// The run it belongs to.
    pub(super) run: usize,
    /// The text element around it; `None` where an element stands for the characters.
    pub(super) element: Option<Range<usize>>,
    /// Bytes of text and XML are the same, so it can be cut at every character.
    pub(super) is_plain: bool,
}

/// A run (文字块): characters of one format.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) span: Range<usize>,
    /// The tag that opens it, and its properties.
    pub(super) open: Range<usize>,
    pub(super) properties: Option<Range<usize>>,
    /// It may be taken apart; formulas may not.
    pub(super) is_divisible: bool,
}

/// Reads the paragraphs of a story, text boxes behind the paragraph that holds them.
pub(super) fn read(xml: &str) -> Result<Vec<Paragraph>, Refusal> {
    if xml.is_empty() {
        return Ok(Vec::new());
    }
    let mut flow = Flow::default();
    let mut steps = Steps::new(xml);
    loop {
        let step = steps.next()?;
        let span = steps.span();
        match step {
            Step::Open(vocabulary, element, closes) => flow.open(vocabulary, &element, closes, &span),
            Step::Close(vocabulary, name) => flow.close(vocabulary, &name, &span),
            Step::Text(text) => flow.characters(text, &span, true),
            Step::Character(character) => {
                flow.characters(character.encode_utf8(&mut [0; 4]), &span, false);
            }
            Step::Block(text) => flow.characters(&text, &span, false),
            Step::End => return Ok(flow.finish()),
        }
    }
}

#[derive(Default)]
struct Flow {
    finished: Vec<Paragraph>,
    /// Paragraphs that are open, a text box's above the one that holds it, each with what waits for its end.
    open: Vec<Opened>,
    next_id: usize,
    fields: Fields,
    /// How many open elements there are whose content is not shown.
    unseen: usize,
    note: Option<u32>,
    is_text: Option<Range<usize>>,
    formula: usize,
}

#[derive(Default)]
struct Opened {
    paragraph: Paragraph,
    waiting: Vec<Paragraph>,
    run: Option<usize>,
    links: Vec<Option<FlowLink>>,
}

/// Elements whose content is deleted, moved away, a duplicate or a reading aid.
fn is_unseen(vocabulary: Vocabulary, name: &str) -> bool {
    match vocabulary {
        Vocabulary::Word => matches!(name, "del" | "moveFrom" | "rt" | "instrText" | "delText"),
        Vocabulary::Compatibility => name == "Fallback",
        _ => false,
    }
}

impl Flow {
    fn open(&mut self, vocabulary: Vocabulary, element: &BytesStart<'_>, closes: bool, span: &Range<usize>) {
        let full_name = element.name();
        let name = local(full_name.as_ref());
        if vocabulary == Vocabulary::Word && name == "instrText" && !closes {
            self.fields.begin_code();
        }
        if !closes && (self.unseen > 0 || is_unseen(vocabulary, name)) {
            self.unseen += usize::from(is_unseen(vocabulary, name));
            return;
        }
        if self.unseen > 0 {
            return;
        }
        match vocabulary {
            Vocabulary::Word => self.open_word(element, name, closes, span),
            Vocabulary::Math => self.open_formula(name, closes, span),
            Vocabulary::Drawing if matches!(name, "hlinkClick") => self.picture_link(element),
            _ => {}
        }
    }

    fn open_word(&mut self, element: &BytesStart<'_>, name: &str, closes: bool, span: &Range<usize>) {
        match name {
            "p" => {
                self.begin_paragraph();
                if closes {
                    self.end_paragraph();
                }
            }
            "r" if !closes => self.begin_run(span, true),
            "rPr" => {
                if let Some(run) = self.run() {
                    run.properties.get_or_insert(span.clone());
                }
            }
            "t" if !closes => self.is_text = Some(span.clone()),
            "tab" | "ptab" if self.run().is_some() => self.stand_in("\t", span),
            "br" | "cr" => self.stand_in("\n", span),
            "noBreakHyphen" => self.stand_in("-", span),
            "fldChar" => {
                let position = self
                    .open
                    .last()
                    .map(|opened| (opened.paragraph.id, opened.paragraph.text.len()));
                let kind = attribute(element, "fldCharType").unwrap_or_default();
                if let (Some(link), Some(opened)) = (self.fields.mark(&kind, position), self.open.last_mut())
                {
                    opened.keep(link);
                }
            }
            "hyperlink" if !closes => {
                if let Some(opened) = self.open.last_mut() {
                    let start = opened.paragraph.text.len();
                    let relation = attribute(element, "id");
                    opened.links.push(relation.map(|id| FlowLink {
                        range: start..start,
                        relation: Some(id),
                        target: String::new(),
                        anchor: attribute(element, "anchor"),
                    }));
                }
            }
            "fldSimple" if !closes => {
                if let Some(opened) = self.open.last_mut() {
                    let start = opened.paragraph.text.len();
                    let code = attribute(element, "instr").unwrap_or_default();
                    opened.links.push(FlowLink::of_field(&code, start..start));
                }
            }
            "footnote" | "endnote" => {
                self.note = attribute(element, "id").and_then(|id| id.parse().ok());
            }
            "footnoteReference" | "endnoteReference" => {
                let number = attribute(element, "id").and_then(|id| id.parse().ok());
                if let (Some(number), Some(opened)) = (number, self.open.last_mut())
                    && let Some(run) = opened.run
                {
                    opened
                        .paragraph
                        .calls
                        .push((name == "endnoteReference", number, run));
                }
            }
            _ => {}
        }
    }

    fn open_formula(&mut self, name: &str, closes: bool, span: &Range<usize>) {
        if closes {
            return;
        }
        if name == "oMath" {
            self.formula += 1;
            if self.formula == 1 {
                self.begin_run(span, false);
            }
        } else if name == "t" {
            self.is_text = Some(span.clone());
        }
    }

    fn close(&mut self, vocabulary: Vocabulary, name: &str, span: &Range<usize>) {
        if vocabulary == Vocabulary::Word && name == "instrText" {
            self.fields.end_code();
        }
        if self.unseen > 0 {
            self.unseen -= usize::from(is_unseen(vocabulary, name));
            return;
        }
        match (vocabulary, name) {
            (Vocabulary::Word, "p") => self.end_paragraph(),
            (Vocabulary::Word, "r") if self.formula == 0 => self.end_run(span),
            (Vocabulary::Word, "rPr") => {
                if let Some(properties) = self.run().and_then(|run| run.properties.as_mut()) {
                    properties.end = properties.end.max(span.end);
                }
            }
            (Vocabulary::Word | Vocabulary::Math, "t") => self.is_text = None,
            (Vocabulary::Math, "oMath") => {
                self.formula = self.formula.saturating_sub(1);
                if self.formula == 0 {
                    self.end_run(span);
                }
            }
            (Vocabulary::Word, "hyperlink" | "fldSimple") => {
                if let Some(opened) = self.open.last_mut()
                    && let Some(Some(mut link)) = opened.links.pop()
                {
                    link.range.end = opened.paragraph.text.len();
                    opened.keep(link);
                }
            }
            (Vocabulary::Word, "tc") => self.separate('\t'),
            (Vocabulary::Word, "tr") => self.separate('\n'),
            (Vocabulary::Word, "footnote" | "endnote") => self.note = None,
            _ => {}
        }
    }

    fn characters(&mut self, text: &str, span: &Range<usize>, is_plain: bool) {
        if self.fields.take_code(text) || self.unseen > 0 || self.fields.is_in_code() {
            return;
        }
        let (Some(element), Some(opened)) = (self.is_text.clone(), self.open.last_mut()) else {
            return;
        };
        let Some(run) = opened.run else { return };
        let start = opened.paragraph.text.len();
        opened.paragraph.text.push_str(text);
        let is_divisible = opened.paragraph.runs[run].is_divisible;
        opened.paragraph.pieces.push(Piece {
            text: start..opened.paragraph.text.len(),
            xml: span.clone(),
            run,
            element: is_divisible.then_some(element),
            is_plain: is_plain && is_divisible,
        });
    }

    /// An element stands for characters.
    fn stand_in(&mut self, text: &str, span: &Range<usize>) {
        if self.fields.is_in_code() {
            return;
        }
        let Some(opened) = self.open.last_mut() else {
            return;
        };
        let Some(run) = opened.run else { return };
        let start = opened.paragraph.text.len();
        opened.paragraph.text.push_str(text);
        opened.paragraph.pieces.push(Piece {
            text: start..start + text.len(),
            xml: span.clone(),
            run,
            element: None,
            is_plain: false,
        });
    }

    fn picture_link(&mut self, element: &BytesStart<'_>) {
        if let (Some(id), Some(opened)) = (attribute(element, "id"), self.open.last_mut()) {
            let end = opened.paragraph.text.len();
            opened.keep(FlowLink {
                range: end..end,
                relation: Some(id),
                target: String::new(),
                anchor: None,
            });
        }
    }

    fn begin_paragraph(&mut self) {
        let holder = self
            .open
            .last()
            .map(|opened| (opened.paragraph.id, opened.run.unwrap_or_default()));
        self.open.push(Opened {
            paragraph: Paragraph {
                separator: '\n',
                note: self.note,
                holder,
                id: self.next_id,
                ..Paragraph::default()
            },
            ..Opened::default()
        });
        self.next_id += 1;
    }

    fn end_paragraph(&mut self) {
        let Some(opened) = self.open.pop() else { return };
        let target = match self.open.last_mut() {
            Some(holder) => &mut holder.waiting,
            None => &mut self.finished,
        };
        target.push(opened.paragraph);
        target.extend(opened.waiting);
    }

    fn separate(&mut self, separator: char) {
        let last = match self.open.last_mut() {
            Some(holder) => holder.waiting.last_mut(),
            None => self.finished.last_mut(),
        };
        if let Some(paragraph) = last {
            paragraph.separator = separator;
        }
    }

    fn begin_run(&mut self, span: &Range<usize>, is_divisible: bool) {
        if self.formula > usize::from(!is_divisible) {
            return;
        }
        if let Some(opened) = self.open.last_mut() {
            opened.paragraph.runs.push(Run {
                span: span.clone(),
                open: span.clone(),
                properties: None,
                is_divisible,
            });
            opened.run = Some(opened.paragraph.runs.len() - 1);
        }
    }

    fn end_run(&mut self, span: &Range<usize>) {
        if let Some(opened) = self.open.last_mut()
            && let Some(run) = opened.run.take()
        {
            opened.paragraph.runs[run].span.end = span.end;
        }
    }

    fn run(&mut self) -> Option<&mut Run> {
        let opened = self.open.last_mut()?;
        opened.paragraph.runs.get_mut(opened.run?)
    }

    fn finish(mut self) -> Vec<Paragraph> {
        while !self.open.is_empty() {
            self.end_paragraph();
        }
        self.finished
    }
}

impl Opened {
    fn keep(&mut self, link: FlowLink) {
        self.paragraph.links.push(link);
    }
}
