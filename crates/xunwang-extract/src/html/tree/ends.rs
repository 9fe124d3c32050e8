//! What start and end tags close (隐含结束标签): the scopes of the HTML standard 13.2.4.2 and 13.2.6.4.7.

use super::super::outline::Gap;
use super::super::tag::Tag;
use super::Builder;
use crate::attributes::Attributes;

impl<'a> Builder<'a> {
    /// Closes what this start tag closes; `false` where the tag itself is ignored.
    pub(super) fn imply_ends(&mut self, tag: Tag) -> bool {
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

    pub(super) fn open_table_part(&mut self, tag: Tag) -> bool {
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
                Tag::Tr => self.push(Tag::Tbody, "tbody", &Attributes::NONE),
                Tag::Td | Tag::Th => {
                    let row_group = self.outline.nodes.len();
                    self.push(Tag::Tbody, "tbody", &Attributes::NONE);
                    debug_assert!(self.outline.nodes.len() > row_group);
                    self.push(Tag::Tr, "tr", &Attributes::NONE);
                }
                _ => {}
            }
        }
        true
    }

    pub(super) fn close_item(&mut self, tags: &[Tag]) {
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

    pub(super) fn end(&mut self, tag: Tag, name: &'a str) {
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
    pub(super) fn close_formatting(&mut self, tag: Tag, by_start: bool) {
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

    pub(super) fn close_in_scope(&mut self, tag: Tag, more_bounds: &[Tag]) {
        if let Some(at) = self.find_in_scope(tag, more_bounds) {
            self.pop_to(at);
        }
    }

    pub(super) fn find_in_scope(&self, tag: Tag, more_bounds: &[Tag]) -> Option<usize> {
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

    pub(super) fn in_table_structure(&self) -> bool {
        self.stack.iter().rev().nth(1).is_some_and(|open| {
            matches!(
                open.tag,
                Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr
            )
        })
    }

    pub(super) fn top_is(&self, tag: Tag) -> bool {
        self.stack.last().is_some_and(|open| open.tag == tag)
    }

    pub(super) fn pop_to_frameset(&mut self) {
        while self.stack.len() > 1 && !self.top_is(Tag::Frameset) {
            self.pop();
        }
    }
}
