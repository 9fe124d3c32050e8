//! The stack of open elements (打开元素栈): from tokens to the outline, with the implied end tags of the HTML standard as far
//! as they decide where links, lists and regions begin and end. Formatting elements are not re-opened.

use super::attribute::is_space;
use super::outline::{Gap, Node, Outline, Placement, Text};
use super::tag::Tag;
use super::token::{Token, Tokenizer};
use crate::links::{Attributes, collect, collect_style};

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
    builder.push(Tag::Html, "html", &Attributes::default());
    let mut tokens = Tokenizer::new(source);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(raw) => builder.text(raw),
            Token::Start {
                tag,
                name,
                self_closing,
            } => builder.start(&mut tokens, tag, name, self_closing),
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
    if let Some(root) = builder.outline.nodes.first_mut() {
        root.end = last;
        root.text_end = texts;
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
        self.push(Tag::Body, "body", &Attributes::default());
    }

    fn start(&mut self, tokens: &mut Tokenizer<'a>, tag: Tag, name: &'a str, self_closing: bool) {
        let attributes = Attributes::read(tokens);
        if self.in_foreign() {
            let breaks = tag.breaks_out_of_foreign() || tag == Tag::Font && attributes.has_font_attribute;
            if !breaks {
                self.start_foreign(tag, name, self_closing, &attributes);
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
                self.push(tag, name, &attributes);
                collect(&mut self.outline, tag, &attributes);
                return;
            }
            Tag::Frameset | Tag::Frame => {
                if tag == Tag::Frameset && !self.has_body {
                    self.frames = true;
                    self.pop_to_frameset();
                    self.push(tag, name, &attributes);
                } else if tag == Tag::Frame && self.frames {
                    self.leaf(tag, name, &attributes);
                    collect(&mut self.outline, tag, &attributes);
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
            self.leaf(tag, name, &attributes);
            collect(&mut self.outline, tag, &attributes);
            return;
        }
        self.push(tag, name, &attributes);
        collect(&mut self.outline, tag, &attributes);
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

    /// Closes what this start tag closes; `false` where the tag itself is ignored.
    fn imply_ends(&mut self, tag: Tag) -> bool {
        match tag {
            Tag::Tr
            | Tag::Td
            | Tag::Th
            | Tag::Tbody
            | Tag::Thead
            | Tag::Tfoot
            | Tag::Caption
            | Tag::Colgroup
            | Tag::Col => return self.open_table_part(tag),
            Tag::Li => self.close_item(&[Tag::Li]),
            Tag::Dd | Tag::Dt => self.close_item(&[Tag::Dd, Tag::Dt]),
            Tag::Option if self.top_is(Tag::Option) => self.pop(),
            Tag::Optgroup => {
                for inner in [Tag::Option, Tag::Optgroup] {
                    if self.top_is(inner) {
                        self.pop();
                    }
                }
            }
            Tag::A => self.close_formatting(Tag::A, true),
            Tag::Nobr => self.close_formatting(Tag::Nobr, true),
            Tag::Button => {
                if let Some(at) = self.find_in_scope(Tag::Button, &[]) {
                    self.pop_to(at);
                }
            }
            Tag::Select => {
                if let Some(at) = self.find_in_scope(Tag::Select, &[]) {
                    self.pop_to(at);
                    return false;
                }
            }
            Tag::Table
                if self.stack.last().is_some_and(|open| {
                    matches!(
                        open.tag,
                        Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr
                    )
                }) =>
            {
                if let Some(at) = self.stack.iter().rposition(|open| open.tag == Tag::Table) {
                    self.pop_to(at);
                }
            }
            _ => {}
        }
        if tag.closes_paragraph() {
            if let Some(at) = self.find_in_scope(Tag::P, &[Tag::Button]) {
                self.pop_to(at);
            }
            if tag.is_heading() && self.stack.last().is_some_and(|open| open.tag.is_heading()) {
                self.pop();
            }
        }
        true
    }

    fn open_table_part(&mut self, tag: Tag) -> bool {
        let Some(table) = self.stack.iter().rposition(|open| open.tag == Tag::Table) else {
            return false;
        };
        let parents: &[Tag] = match tag {
            Tag::Td | Tag::Th => &[Tag::Tr],
            Tag::Tr => &[Tag::Tbody, Tag::Thead, Tag::Tfoot],
            Tag::Col => &[Tag::Colgroup],
            _ => &[],
        };
        let inner = self
            .stack
            .iter()
            .skip(table)
            .position(|open| parents.contains(&open.tag));
        self.pop_to(inner.map_or(table, |at| table + at) + 1);
        if inner.is_none() {
            match tag {
                Tag::Tr => self.push(Tag::Tbody, "tbody", &Attributes::default()),
                Tag::Td | Tag::Th => {
                    let row_group = self.outline.nodes.len();
                    self.push(Tag::Tbody, "tbody", &Attributes::default());
                    debug_assert!(self.outline.nodes.len() > row_group);
                    self.push(Tag::Tr, "tr", &Attributes::default());
                }
                _ => {}
            }
        }
        true
    }

    fn close_item(&mut self, tags: &[Tag]) {
        for at in (0..self.stack.len()).rev() {
            let Some(open) = self.stack.get(at) else { return };
            if tags.contains(&open.tag) {
                self.pop_to(at);
                return;
            }
            if open.tag.is_special() && !matches!(open.tag, Tag::Address | Tag::Div | Tag::P) {
                return;
            }
        }
    }

    fn end(&mut self, tag: Tag, name: &'a str) {
        if self.too_deep > 0 {
            self.too_deep -= usize::from(!tag.is_void());
            return;
        }
        if !tag.is_inline() {
            self.gap = Gap::Line;
        }
        if self.in_foreign() && matches!(tag, Tag::P | Tag::Br) {
            while self.in_foreign() {
                self.pop();
            }
        }
        if self.in_foreign() {
            for at in (1..self.stack.len()).rev() {
                let Some(open) = self.stack.get(at) else { return };
                if !open.foreign {
                    break;
                }
                if self.outline.node(open.node).name.eq_ignore_ascii_case(name) {
                    self.pop_to(at);
                    return;
                }
            }
        }
        match tag {
            Tag::Html | Tag::Body => {}
            Tag::Head => {
                if let Some(at) = self.stack.iter().rposition(|open| open.tag == Tag::Head) {
                    self.pop_to(at);
                }
            }
            Tag::P => self.close_in_scope(Tag::P, &[Tag::Button]),
            Tag::Li => self.close_in_scope(Tag::Li, &[Tag::Ol, Tag::Ul]),
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                for at in (0..self.stack.len()).rev() {
                    let Some(open) = self.stack.get(at) else { return };
                    if open.tag.is_heading() {
                        self.pop_to(at);
                        return;
                    }
                    if open.tag.bounds_scope() {
                        return;
                    }
                }
            }
            Tag::Td
            | Tag::Th
            | Tag::Tr
            | Tag::Tbody
            | Tag::Thead
            | Tag::Tfoot
            | Tag::Table
            | Tag::Caption => {
                for at in (0..self.stack.len()).rev() {
                    let Some(open) = self.stack.get(at) else { return };
                    if open.tag == tag {
                        self.pop_to(at);
                        return;
                    }
                    if matches!(open.tag, Tag::Table | Tag::Html | Tag::Template) {
                        return;
                    }
                }
            }
            Tag::Form => {
                if let Some(at) = self.find_in_scope(Tag::Form, &[]) {
                    self.remove(at);
                }
            }
            Tag::Frameset => {
                if self.top_is(Tag::Frameset) {
                    self.pop();
                }
            }
            _ if tag.is_formatting() => self.close_formatting(tag, false),
            _ if tag.closes_paragraph()
                || matches!(
                    tag,
                    Tag::Button | Tag::Select | Tag::Object | Tag::Marquee | Tag::Applet
                ) =>
            {
                self.close_in_scope(tag, &[]);
            }
            _ => {
                for at in (0..self.stack.len()).rev() {
                    let Some(open) = self.stack.get(at) else { return };
                    let same = open.tag == tag
                        && !open.foreign
                        && (tag != Tag::Unknown
                            || self.outline.node(open.node).name.eq_ignore_ascii_case(name));
                    if same {
                        self.pop_to(at);
                        return;
                    }
                    if open.tag.is_special() || open.integration {
                        return;
                    }
                }
            }
        }
    }

    /// Closes a formatting element: with what stands in it where that is formatting too, alone where a block is open in it.
    fn close_formatting(&mut self, tag: Tag, by_start: bool) {
        let mut block_between = false;
        for at in (0..self.stack.len()).rev() {
            let Some(open) = self.stack.get(at) else { return };
            if open.tag == tag {
                if block_between {
                    self.remove(at);
                } else {
                    self.pop_to(at);
                }
                return;
            }
            if open.tag.bounds_scope() || open.integration && !by_start || by_start && open.tag == Tag::Button
            {
                return;
            }
            block_between |= open.tag.is_special() || open.integration;
        }
    }

    fn close_in_scope(&mut self, tag: Tag, more_bounds: &[Tag]) {
        if let Some(at) = self.find_in_scope(tag, more_bounds) {
            self.pop_to(at);
        }
    }

    fn find_in_scope(&self, tag: Tag, more_bounds: &[Tag]) -> Option<usize> {
        for (at, open) in self.stack.iter().enumerate().rev() {
            if open.tag == tag && !open.foreign {
                return Some(at);
            }
            if open.tag.bounds_scope() || more_bounds.contains(&open.tag) || open.integration {
                return None;
            }
        }
        None
    }

    fn in_table_structure(&self) -> bool {
        self.stack.iter().rev().nth(1).is_some_and(|open| {
            matches!(
                open.tag,
                Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr
            )
        })
    }

    fn top_is(&self, tag: Tag) -> bool {
        self.stack.last().is_some_and(|open| open.tag == tag)
    }

    fn pop_to_frameset(&mut self) {
        while self.stack.len() > 1 && !self.top_is(Tag::Frameset) {
            self.pop();
        }
    }

    /// Records an element without opening it.
    fn leaf(&mut self, tag: Tag, name: &'a str, attributes: &Attributes<'a>) {
        let index = self.outline.nodes.len() as u32;
        let parent = self.stack.last().map_or(0, |open| open.node);
        let nth = self.count(tag);
        let text = self.outline.texts.len() as u32;
        self.outline.nodes.push(Node {
            parent,
            end: index + 1,
            text_start: text,
            text_end: text,
            nth,
            tag,
            style: attributes.style.map_or(Placement::Flow, placement),
            name,
            id: attributes.id.unwrap_or_default(),
            class: attributes.class.unwrap_or_default(),
        });
    }

    fn push(&mut self, tag: Tag, name: &'a str, attributes: &Attributes<'a>) {
        let node = self.outline.nodes.len() as u32;
        self.leaf(tag, name, attributes);
        if self.stack.len() >= DEEPEST {
            self.too_deep += 1;
            return;
        }
        self.stack.push(Open {
            node,
            tag,
            foreign: false,
            math: false,
            integration: false,
            counters: self.counters.len(),
        });
    }

    /// The number of a new child among the open element's children of the same tag.
    fn count(&mut self, tag: Tag) -> u16 {
        let from = self.stack.last().map_or(0, |open| open.counters);
        let own = self.counters.get_mut(from..).unwrap_or_default();
        if let Some((_, count)) = own.iter_mut().find(|(counted, _)| *counted == tag) {
            *count = count.saturating_add(1);
            return *count;
        }
        self.counters.push((tag, 1));
        1
    }

    fn pop(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if let Some(open) = self.stack.pop() {
            self.counters.truncate(open.counters);
            self.finish(open.node, open.tag);
        }
    }

    /// Closes all open elements from the stack position `at` on.
    fn pop_to(&mut self, at: usize) {
        self.too_deep = 0;
        while self.stack.len() > at {
            self.pop();
        }
    }

    /// Takes one element off the stack and leaves those in it open.
    fn remove(&mut self, at: usize) {
        if at + 1 == self.stack.len() {
            self.pop();
        } else if at < self.stack.len() {
            let open = self.stack.remove(at);
            self.finish(open.node, open.tag);
        }
    }

    fn finish(&mut self, node: u32, tag: Tag) {
        let end = self.outline.nodes.len() as u32;
        let text_end = self.outline.texts.len() as u32;
        if let Some(node) = self.outline.nodes.get_mut(node as usize) {
            node.end = end;
            node.text_end = text_end;
        }
        if !tag.is_inline() {
            self.gap = Gap::Line;
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

/// Reads `position` and `display` from a style attribute.
fn placement(style: &str) -> Placement {
    let mut found = Placement::Flow;
    // Most styles set fonts and margins: look for the first letters of what is meant before parsing.
    let mut letters = style.as_bytes().windows(3);
    if !letters.any(|w| w.eq_ignore_ascii_case(b"pos") || w.eq_ignore_ascii_case(b"dis") || w == b"-99") {
        return found;
    }
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let property = property.trim();
        let value = value.trim();
        let is = |word: &str| {
            value
                .get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        if property.eq_ignore_ascii_case("display") && is("none")
            || (property.eq_ignore_ascii_case("left") || property.eq_ignore_ascii_case("top")) && is("-999")
        {
            return Placement::Hidden;
        }
        if property.eq_ignore_ascii_case("position") {
            if is("fixed") {
                found = Placement::Fixed;
            } else if is("absolute") {
                found = Placement::Absolute;
            }
        }
    }
    found
}
