//! Opening and closing of elements: nodes get their number among siblings and their extent.

use super::super::outline::{Gap, Node, Placement};
use super::super::tag::Tag;
use super::{Builder, DEEPEST, Open};
use crate::attributes::{Attribute, Attributes};

impl<'a> Builder<'a> {
    /// Records an element without opening it.
    pub(super) fn leaf(&mut self, tag: Tag, name: &'a str, attributes: &Attributes<'a>) {
        let index = self.outline.nodes.len() as u32;
        let parent = self.stack.last().map_or(0, |open| open.node);
        let nth = self.count(tag);
        let text = self.outline.texts.len() as u32;
        let reference = self.outline.references.len() as u32;
        self.outline.nodes.push(Node {
            parent,
            end: index + 1,
            text_start: text,
            text_end: text,
            reference_start: reference,
            reference_end: reference,
            nth,
            tag,
            style: attributes
                .get(Attribute::Style)
                .map_or(Placement::Flow, placement),
            name,
            id: attributes.get(Attribute::Id).unwrap_or_default(),
            class: attributes.get(Attribute::Class).unwrap_or_default(),
        });
    }

    pub(super) fn push(&mut self, tag: Tag, name: &'a str, attributes: &Attributes<'a>) {
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
    pub(super) fn count(&mut self, tag: Tag) -> u16 {
        let from = self.stack.last().map_or(0, |open| open.counters);
        let own = self.counters.get_mut(from..).unwrap_or_default();
        if let Some((_, count)) = own.iter_mut().find(|(counted, _)| *counted == tag) {
            *count = count.saturating_add(1);
            return *count;
        }
        self.counters.push((tag, 1));
        1
    }

    pub(super) fn pop(&mut self) {
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
    pub(super) fn pop_to(&mut self, at: usize) {
        self.too_deep = 0;
        while self.stack.len() > at {
            self.pop();
        }
    }

    /// Takes one element off the stack and leaves those in it open.
    pub(super) fn remove(&mut self, at: usize) {
        if at + 1 == self.stack.len() {
            self.pop();
        } else if at < self.stack.len() {
            let open = self.stack.remove(at);
            self.finish(open.node, open.tag);
        }
    }

    pub(super) fn finish(&mut self, node: u32, tag: Tag) {
        let end = self.outline.nodes.len() as u32;
        let text_end = self.outline.texts.len() as u32;
        let reference_end = self.outline.references.len() as u32;
        if let Some(node) = self.outline.nodes.get_mut(node as usize) {
            node.end = end;
            node.text_end = text_end;
            node.reference_end = reference_end;
        }
        if !tag.is_inline() {
            self.gap = Gap::Line;
        }
    }
}

/// Reads `position` and `display` from a style attribute.
fn placement(style: &str) -> Placement {
    let mut found = Placement::Flow;
    // Most styles set fonts and margins: look for the first letters of what is meant before parsing, sixteen at a time.
    let mut is_meant = 0;
    for (&byte, &next) in style
        .as_bytes()
        .iter()
        .zip(style.as_bytes().get(1..).unwrap_or_default())
    {
        let (byte, next) = (byte | 0x20, next | 0x20);
        let position = (byte == b'p') & (next == b'o') | (byte == b'd') & (next == b'i');
        is_meant |= u8::from(position | (byte == b'-') & (next == b'9'));
    }
    if is_meant == 0 {
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
