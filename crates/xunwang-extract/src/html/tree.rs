//! The stack of open elements (打开元素栈): from tokens to the outline, with the implied end tags of the HTML standard as far
//! as they decide where links, lists and regions begin and end. Formatting elements are not re-opened.

mod ends;
mod stack;

use super::attribute::is_space;
use super::outline::{Gap, Outline, Text};
use super::tag::Tag;
use super::token::{Token, Tokenizer};
use crate::attributes::{Attribute, Attributes};
use crate::links::{collect, collect_style};

/// Elements beyond this depth become leaves, as in browsers; nesting costs no more then.
const DEEPEST: usize = 512;
/// A page with more elements is cut: 70 bytes each.
const MOST_NODES: usize = 400_000;

struct Open {
    node: u32,
    tag: Tag,
    /// Inside SVG or MathML; the tag is then [`Tag::Unknown`], so that no rule for HTML mistakes it.
    foreign: bool,
    /// Inside MathML.
    math: bool,
    /// Foreign, but its content is HTML again.
    integration: bool,
    /// Where its counters of children begin.
    counters: usize,
}

struct Builder<'a> {
    outline: Outline<'a>,
    stack: Vec<Open>,
    /// Number of children by tag, for the open elements; the innermost's are last.
    counters: Vec<(Tag, u16)>,
    gap: Gap,
    /// Open elements that were too deep to stand on the stack.
    too_deep: usize,
    has_body: bool,
    frames: bool,
}

/// Reads a decoded page.
pub(crate) fn outline(source: &str) -> Outline<'_> {
    let mut builder = Builder {
        outline: Outline::default(),
        stack: Vec::with_capacity(32),
        counters: Vec::with_capacity(64),
        gap: Gap::Line,
        too_deep: 0,
        has_body: false,
        frames: false,
    };
    builder.outline.nodes.reserve(source.len() / 40);
    builder.outline.texts.reserve(source.len() / 80);
    builder.outline.references.reserve(source.len() / 200);
    builder.push(Tag::Html, "html", &Attributes::NONE);
    let mut attributes = Attributes::NONE;
    let mut tokens = Tokenizer::new(source);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(raw) => builder.text(raw),
            Token::Start {
                tag,
                name,
                self_closing,
            } => {
                attributes.read(&tokens);
                builder.start(&mut tokens, tag, name, self_closing, &attributes);
            }
            Token::End { tag, name } => builder.end(tag, name),
        }
        tokens.foreign = builder.in_foreign();
        if builder.outline.nodes.len() > MOST_NODES {
            builder.outline.cut = true;
            break;
        }
    }
    builder.pop_to(0);
    let last = builder.outline.nodes.len() as u32;
    let texts = builder.outline.texts.len() as u32;
    let references = builder.outline.references.len() as u32;
    if let Some(root) = builder.outline.nodes.first_mut() {
        root.end = last;
        root.text_end = texts;
        root.reference_end = references;
    }
    builder.outline
}

impl<'a> Builder<'a> {
    fn in_foreign(&self) -> bool {
        self.stack
            .last()
            .is_some_and(|open| open.foreign && !open.integration)
    }

    fn text(&mut self, raw: &'a str) {
        if is_blank(raw) {
            self.gap = self.gap.max(Gap::Space);
            return;
        }
        if self.frames {
            return;
        }
        self.ensure_body();
        let leading = raw.as_bytes().first().is_some_and(|&b| is_space(b));
        let gap = if leading {
            self.gap.max(Gap::Space)
        } else {
            self.gap
        };
        let node = self.stack.last().map_or(0, |open| open.node);
        let before = self.outline.text_bytes;
        self.outline.texts.push(Text {
            node,
            gap,
            before,
            raw,
        });
        self.outline.text_bytes = before.saturating_add(raw.len() as u32);
        let trailing = raw.as_bytes().last().is_some_and(|&b| is_space(b));
        self.gap = if trailing { Gap::Space } else { Gap::None };
    }

    fn ensure_body(&mut self) {
        if self.has_body {
            return;
        }
        self.has_body = true;
        self.pop_to(1);
        self.outline.body = self.outline.nodes.len() as u32;
        self.push(Tag::Body, "body", &Attributes::NONE);
    }

    fn start(
        &mut self,
        tokens: &mut Tokenizer<'a>,
        tag: Tag,
        name: &'a str,
        self_closing: bool,
        attributes: &Attributes<'a>,
    ) {
        if self.in_foreign() {
            let breaks = tag.breaks_out_of_foreign() || tag == Tag::Font && attributes.has(Attribute::Font);
            if !breaks {
                self.start_foreign(tag, name, self_closing, attributes);
                return;
            }
            while self.in_foreign() {
                self.pop();
            }
        }
        match tag {
            Tag::Html | Tag::Head if self.has_body || tag == Tag::Html => return,
            Tag::Body => {
                if self.has_body {
                    return;
                }
                self.has_body = true;
                self.pop_to(1);
                self.outline.body = self.outline.nodes.len() as u32;
                self.push(tag, name, attributes);
                collect(&mut self.outline, tag, attributes);
                return;
            }
            Tag::Frameset | Tag::Frame => {
                if tag == Tag::Frameset && !self.has_body {
                    self.frames = true;
                    self.pop_to_frameset();
                    self.push(tag, name, attributes);
                } else if tag == Tag::Frame && self.frames {
                    self.leaf(tag, name, attributes);
                    collect(&mut self.outline, tag, attributes);
                }
                return;
            }
            _ => {}
        }
        let of_head = matches!(
            tag,
            Tag::Head
                | Tag::Title
                | Tag::Meta
                | Tag::Link
                | Tag::Base
                | Tag::Script
                | Tag::Style
                | Tag::Noscript
                | Tag::Template
                | Tag::Noframes
        );
        if self.frames && tag != Tag::Noframes {
            return;
        }
        if !of_head {
            self.ensure_body();
        }
        let tag = if tag == Tag::Image { Tag::Img } else { tag };
        if !self.imply_ends(tag) {
            return;
        }
        if !tag.is_inline() || tag == Tag::Br {
            self.gap = Gap::Line;
        }
        if tag.is_void() {
            self.leaf(tag, name, attributes);
            collect(&mut self.outline, tag, attributes);
            return;
        }
        self.push(tag, name, attributes);
        collect(&mut self.outline, tag, attributes);
        match tag {
            Tag::Script => {
                let text = tokens.raw_text(tag);
                if !text.is_empty() {
                    self.outline.scripts.push(text);
                }
                self.pop();
            }
            Tag::Style => {
                let text = tokens.raw_text(tag);
                let node = self.stack.last().map_or(0, |open| open.node);
                collect_style(&mut self.outline, node, text, true);
                self.pop();
            }
            Tag::Title => {
                let text = tokens.raw_text(tag);
                if self.outline.title.is_empty() {
                    self.outline.title = text;
                }
                self.pop();
            }
            Tag::Template => {
                self.skip_template(tokens);
                self.pop();
            }
            Tag::Textarea | Tag::Xmp | Tag::Iframe | Tag::Noembed | Tag::Noframes | Tag::Plaintext => {
                let text = tokens.raw_text(tag);
                if matches!(tag, Tag::Textarea | Tag::Xmp | Tag::Plaintext) {
                    self.text(text);
                }
                self.pop();
            }
            Tag::Form if self.in_table_structure() => self.pop(),
            Tag::Svg | Tag::Math => {
                if let Some(open) = self.stack.last_mut() {
                    open.foreign = true;
                    open.math = tag == Tag::Math;
                    open.tag = Tag::Unknown;
                }
                if self_closing {
                    self.pop();
                }
            }
            _ => {}
        }
    }

    fn start_foreign(&mut self, tag: Tag, name: &'a str, self_closing: bool, attributes: &Attributes<'a>) {
        self.push(tag, name, attributes);
        if tag == Tag::Image {
            collect(&mut self.outline, tag, attributes);
        }
        let math = self.stack.iter().rev().nth(1).is_some_and(|parent| parent.math);
        if let Some(open) = self.stack.last_mut() {
            open.foreign = true;
            open.math = math;
            open.tag = Tag::Unknown;
            open.integration = if math {
                matches!(tag, Tag::Mi | Tag::Mo | Tag::Mn | Tag::Ms | Tag::Mtext)
            } else {
                matches!(tag, Tag::ForeignObject | Tag::Desc | Tag::Title)
            };
        }
        if self_closing {
            self.pop();
        }
    }

    /// The content of a template is inert, like a script's: nothing in it is a link.
    fn skip_template(&mut self, tokens: &mut Tokenizer<'a>) {
        let mut depth = 1usize;
        while let Some(token) = tokens.next() {
            match token {
                Token::Start {
                    tag: Tag::Template, ..
                } => depth += 1,
                Token::Start { tag, .. }
                    if matches!(
                        tag,
                        Tag::Script
                            | Tag::Style
                            | Tag::Title
                            | Tag::Textarea
                            | Tag::Xmp
                            | Tag::Iframe
                            | Tag::Noembed
                            | Tag::Noframes
                            | Tag::Plaintext
                    ) =>
                {
                    tokens.raw_text(tag);
                }
                Token::End {
                    tag: Tag::Template, ..
                } => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }
}

/// Only white space, or the blanks that editors write?
fn is_blank(raw: &str) -> bool {
    let mut rest = raw.as_bytes();
    loop {
        match rest {
            [] => return true,
            [b, tail @ ..] if is_space(*b) || *b == 0 => rest = tail,
            [b'&', b'n', b'b', b's', b'p', b';', tail @ ..] => rest = tail,
            [0xc2, 0xa0, tail @ ..] | [0xe3, 0x80, 0x80, tail @ ..] => rest = tail,
            _ => return false,
        }
    }
}
