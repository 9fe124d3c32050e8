//! Lists of articles (信息列表): repeated elements that each hold one title with a link, with the date printed beside it,
//! the heading over the block and its “更多”.

mod heading;
mod item;

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use chrono::NaiveDate;
use xunwang_domain::facts::PageRegion;
use xunwang_domain::links::LinkKind;
use xunwang_domain::strings::Strings;

use crate::dates::Found;
use crate::html::outline::{Gap, Outline, Reference};
use crate::html::tag::Tag;
use crate::regions::{Regions, each_word};
use crate::stamp::holds_entry;
pub(crate) use heading::is_pager;
use item::{Kid, MOST_REFERENCES, Title};
/// A list while it is read off the outline; indices are those of nodes and references.
pub(crate) struct List<'a> {
    pub(crate) node: u32,
    pub(crate) heading: Option<String>,
    pub(crate) more: Option<u32>,
    pub(crate) items: Vec<Item<'a>>,
}

impl List<'_> {
    /// The texts that are the list's, an index range: what stands beside the items in the same box is none of it, as an
    /// article's date and text before links to related ones.
    pub(crate) fn text_range(&self, outline: &Outline<'_>) -> (u32, u32) {
        let own = outline.node(self.node);
        let start = self.items.first().map_or(own.text_start, |item| item.texts.0);
        let end = self.items.last().map_or(own.text_end, |item| item.texts.1);
        // An element that can hold nothing but items is the list's whole.
        if matches!(own.tag, Tag::Ul | Tag::Ol | Tag::Dl) {
            (own.text_start.min(start), own.text_end.max(end))
        } else {
            (start, end)
        }
    }
}

/// An item of a list.
pub(crate) struct Item<'a> {
    pub(crate) node: u32,
    pub(crate) reference: u32,
    /// Its texts, those of a date beside its element included; an index range.
    pub(crate) texts: (u32, u32),
    pub(crate) date: Option<(Found, Cow<'a, str>)>,
}

/// What lists are read from.
pub(crate) struct ListReader<'p, 'a> {
    outline: &'p Outline<'a>,
    regions: &'p Regions,
    /// The text of each reference.
    texts: &'p Strings,
    /// What each reference is to a list, once that was asked.
    titles: Vec<Cell<Option<Title>>>,
    as_of: NaiveDate,
}

/// Lists of one page beyond this number are not kept.
const MOST_LISTS: usize = 400;
/// Items of one list beyond this number are not kept.
const MOST_ITEMS: usize = 2000;

impl<'p, 'a> ListReader<'p, 'a> {
    /// Reads the lists of a page whose references have these texts.
    pub(crate) fn new(
        outline: &'p Outline<'a>,
        regions: &'p Regions,
        texts: &'p Strings,
        as_of: NaiveDate,
    ) -> Self {
        Self {
            outline,
            regions,
            texts,
            titles: vec![Cell::new(None); outline.references.len()],
            as_of,
        }
    }

    /// All lists of the page's content, in document order.
    pub(crate) fn read(&self) -> Vec<List<'a>> {
        let mut lists: Vec<List<'a>> = Vec::new();
        let body = self.outline.body;
        let end = self.outline.node(body).end;
        let mut index = body;
        while index < end && lists.len() < MOST_LISTS {
            let node = self.outline.node(index);
            let inline = node.tag.is_inline() && node.tag != Tag::Span;
            let chrome = self.is_chrome(index);
            if inline || node.end - index < 2 || chrome && node.end > index + 1 {
                // Chrome is passed over whole only where all of it is chrome: `fill` leaves wrappers out.
                index = if chrome {
                    node.end.max(index + 1)
                } else {
                    index + 1
                };
                continue;
            }
            match self.list_at(index) {
                Some(list) => {
                    index = node.end.max(index + 1);
                    join_or_push(self.outline, &mut lists, list);
                }
                None => index += 1,
            }
        }
        for list in &mut lists {
            self.add_heading(list);
        }
        lists
    }

    /// Reads the element as a list, where its children are items.
    fn list_at(&self, node: u32) -> Option<List<'a>> {
        let range = self.outline.references_in(node);
        let first = range.start;
        let anchors = self
            .outline
            .references
            .get(range)?
            .iter()
            .filter(|r| r.kind == LinkKind::Anchor)
            .count();
        if anchors == 0 {
            return None;
        }
        let mut kids = Vec::with_capacity(8);
        let mut with_links = 0usize;
        let mut others = 0usize;
        let mut links_in_items = 0usize;
        let mut links_outside = 0usize;
        let mut cursor = first;
        for child in self.outline.children(node) {
            let child_end = self.outline.node(child).end;
            let begin = cursor;
            while self
                .outline
                .references
                .get(cursor)
                .is_some_and(|r| r.node < child_end)
            {
                cursor += 1;
            }
            let references = begin..cursor;
            if self.is_chrome(child)
                || self.is_trail(child)
                || !references.clone().any(|r| self.may_be_title(r))
            {
                continue;
            }
            let links = references.len();
            // The short links of a menu or of crumbs beside the list do not speak against it.
            let titles = references
                .clone()
                .filter(|&r| self.title_length(r as u32) >= 6)
                .count();
            let kid = if titles >= 2 && self.holds_items(child, references.clone()) {
                None
            } else {
                self.kid(child, references)
            };
            match kid {
                Some(kid) if kids.len() < MOST_ITEMS => {
                    with_links += 1;
                    kids.push(kid);
                    links_in_items += links;
                }
                _ => {
                    others += 1;
                    with_links += usize::from(titles > 0);
                    links_outside += titles;
                }
            }
            // Boxes with many links each are no items; a page's wrapper need not be read to its end.
            if others > 8 && others > kids.len() {
                return None;
            }
        }
        let tag = most_frequent_tag(self.outline, &kids)?;
        kids.retain(|kid: &Kid| self.outline.node(kid.node).tag == tag);
        let container = self.outline.node(node).tag;
        if kids.len() * 10 < with_links * 6 || links_outside > links_in_items {
            return None;
        }
        let items = self.items(node, &kids);
        let dated = items.iter().filter(|item| item.date.is_some()).count();
        let count = items.len();
        let titles: usize = items.iter().map(|item| self.title_length(item.reference)).sum();
        let real_list = matches!(container, Tag::Ul | Tag::Ol | Tag::Dl | Tag::Tbody | Tag::Table);
        let long_enough = |average: usize| titles >= average * count;
        let accepted = match count {
            0 => false,
            1 => {
                let like_list = self.stands_alone(tag, container) || self.is_named_list(&items);
                like_list
                    && !items.iter().any(is_today)
                    && !items.iter().any(|item| holds_entry(self.outline, item.node))
                    && self.has_little_beside(&items, if self.has_own_texts(&items) { 600 } else { 150 })
                    && long_enough(if dated == 1 { 5 } else { 8 })
                    && (dated == 1 || self.is_named_list(&items))
            }
            // A box with an article in it is no item, though its date makes it look like one.
            2 if dated > 0 && !self.has_little_beside(&items, 900) => false,
            _ if dated * 2 >= count => long_enough(3),
            _ if tag == Tag::A => {
                (count >= 3 || self.in_lines(&items)) && long_enough(9) && !self.is_row_of_links(node)
            }
            _ if tag == Tag::P || tag == Tag::Span => {
                (count >= 3 || count == 2 && self.has_little_beside(&items, 6))
                    && long_enough(8)
                    && self.mostly_titles(&items, node)
                    && !self.all_files(&items)
            }
            2 => (real_list || self.is_named_list(&items)) && long_enough(8) && !self.all_files(&items),
            _ => long_enough(if real_list { 5 } else { 7 }) && !self.all_files(&items),
        };
        accepted.then_some(List {
            node,
            heading: None,
            more: None,
            items,
        })
    }

    fn is_chrome(&self, node: u32) -> bool {
        matches!(
            self.regions.of(node),
            Some(
                PageRegion::Header
                    | PageRegion::Banner
                    | PageRegion::Nav
                    | PageRegion::Footer
                    | PageRegion::Floating
            )
        )
    }

    /// May an element with a single dated item be a list: list structure, not a paragraph that names a file.
    fn stands_alone(&self, tag: Tag, container: Tag) -> bool {
        matches!(
            (tag, container),
            (Tag::Li, Tag::Ul | Tag::Ol) | (Tag::Dd | Tag::Dt, Tag::Dl) | (Tag::Tr, Tag::Tbody | Tag::Table)
        )
    }

    /// Is the element of the first item, or the one that holds it, named as (part of) a list?
    fn is_named_list(&self, items: &[Item<'_>]) -> bool {
        let Some(item) = items.first() else { return false };
        let node = self.outline.node(item.node);
        let parent = self.outline.node(node.parent);
        let mut named = false;
        for name in [node.class, parent.class, parent.id] {
            each_word(name, |word| {
                named |= word.starts_with(b"list")
                    || word.ends_with(b"list")
                    || word.starts_with(b"item")
                    || matches!(word, b"news" | b"story" | b"stories" | b"post" | b"posts");
            });
        }
        named
    }

    /// Does every title stand in a line of its own?
    fn in_lines(&self, items: &[Item<'_>]) -> bool {
        items.iter().all(|item| {
            let start = self.outline.node(item.node).text_start;
            let own = self.outline.texts.get(start as usize).map(|text| text.gap);
            let bullet = start
                .checked_sub(1)
                .and_then(|before| self.outline.texts.get(before as usize));
            own == Some(Gap::Line)
                || bullet.is_some_and(|text| text.gap == Gap::Line && text.raw.trim().chars().count() <= 6)
        })
    }

    /// Is an element the way to the page (`您的位置：首页 > 政务公开 > 正文`)?
    fn is_trail(&self, node: u32) -> bool {
        let texts = self.outline.texts_in(node);
        self.outline.bytes_in(node) <= 300
            && texts
                .iter()
                .take(2)
                .any(|text| text.raw.len() <= 60 && says_position(text.raw))
    }

    /// Links in one line with bars between them (`首页 | 联系我们 | …`).
    fn is_row_of_links(&self, node: u32) -> bool {
        let bars = self
            .outline
            .texts_in(node)
            .iter()
            .filter(|text| matches!(text.raw.trim(), "|" | "｜" | ">" | "&gt;" | "»" | "/"));
        bars.count() >= 2
    }

    /// Do two titles in an element stand in rows of a table, entries of a list or boxes made alike? Then it is no item, long
    /// as one of them is.
    fn holds_items(&self, node: u32, references: Range<usize>) -> bool {
        if references.len() > MOST_REFERENCES {
            return false;
        }
        let mut last: Option<&Reference<'_>> = None;
        for index in references {
            let Some(title) = self.outline.references.get(index) else {
                continue;
            };
            if !self.may_be_title(index) || self.title_length(index as u32) < 8 {
                continue;
            }
            if last.is_some_and(|last| last.href != title.href && self.are_rows(node, last.node, title.node))
            {
                return true;
            }
            last = Some(title);
        }
        false
    }

    /// Do two elements stand in two children of one list, table's body or box, the children of a box being made alike?
    fn are_rows(&self, within: u32, first: u32, second: u32) -> bool {
        let (mut one, mut other) = (first, second);
        let parent_of = |node: u32| self.outline.node(node).parent;
        while !self.outline.contains(parent_of(one), second) {
            one = parent_of(one);
        }
        let parent = parent_of(one);
        if one == parent || !self.outline.contains(within, parent) {
            return false;
        }
        while parent_of(other) > parent {
            other = parent_of(other);
        }
        let (one, other) = (self.outline.node(one), self.outline.node(other));
        match self.outline.node(parent).tag {
            Tag::Tbody | Tag::Ul | Tag::Ol => true,
            _ => {
                one.tag == Tag::Div
                    && other.tag == Tag::Div
                    && !one.class.is_empty()
                    && one.class == other.class
            }
        }
    }

    /// Does every item hold at most so many bytes of text beside its title?
    fn has_little_beside(&self, items: &[Item<'_>], most: u32) -> bool {
        items.iter().all(|item| {
            let title = self.outline.references.get(item.reference as usize);
            let linked = title.map_or(0, |title| self.outline.bytes_in(title.node));
            self.outline.bytes_in(item.node) <= linked + most
        })
    }

    /// Does no date of an item stand outside its element?
    fn has_own_texts(&self, items: &[Item<'_>]) -> bool {
        items.iter().all(|item| {
            let node = self.outline.node(item.node);
            item.texts == (node.text_start, node.text_end)
        })
    }

    fn mostly_titles(&self, items: &[Item<'_>], node: u32) -> bool {
        let linked: u32 = items
            .iter()
            .filter_map(|item| self.outline.references.get(item.reference as usize))
            .map(|reference| self.outline.bytes_in(reference.node))
            .sum();
        linked * 10 >= self.outline.bytes_in(node) * 5
    }

    fn all_files(&self, items: &[Item<'_>]) -> bool {
        items.iter().all(|item| {
            self.outline
                .references
                .get(item.reference as usize)
                .is_some_and(|reference| {
                    let path = reference
                        .href
                        .split(['?', '#'])
                        .next()
                        .unwrap_or_default()
                        .to_ascii_lowercase();
                    [
                        ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".rar", ".ofd", ".wps",
                    ]
                    .iter()
                    .any(|ending| path.ends_with(ending))
                })
        })
    }
}

/// Does a short text say “位置”? Asked of every child of a list: most have no such byte as the word's last one.
fn says_position(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| found | (byte == 0xae)) && text.contains("位置")
}

/// Does a date carry the day of the week, as the visitor's today does in the head of a page?
fn is_today(item: &Item<'_>) -> bool {
    item.date
        .as_ref()
        .is_some_and(|(_, line)| line.contains("星期") || line.contains("今天"))
}

fn most_frequent_tag(outline: &Outline<'_>, kids: &[Kid]) -> Option<Tag> {
    let mut counts: Vec<(Tag, usize)> = Vec::new();
    for kid in kids {
        let tag = outline.node(kid.node).tag;
        match counts.iter_mut().find(|(counted, _)| *counted == tag) {
            Some((_, count)) => *count += 1,
            None => counts.push((tag, 1)),
        }
    }
    // Of equal numbers the first counts.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map(|(tag, _)| *tag)
}

/// A list in several pieces (a group of five, a line, the next five; cells of a row) is one.
fn join_or_push<'a>(outline: &Outline<'_>, lists: &mut Vec<List<'a>>, list: List<'a>) {
    if let Some(last) = lists.last_mut() {
        let (old, new) = (outline.node(last.node), outline.node(list.node));
        let adjacent = {
            let between = outline.text_range(old.text_end, new.text_start);
            between.is_empty() && outline.reference_range(old.end, list.node).is_empty()
        };
        let cousins = || {
            let (a, b) = (outline.node(old.parent), outline.node(new.parent));
            a.parent == b.parent
                && a.tag == b.tag
                && a.class == b.class
                && (!a.class.is_empty() || a.tag == Tag::Table)
        };
        if adjacent
            && (old.parent == new.parent || cousins())
            && old.tag == new.tag
            && old.class == new.class
            && last.items.len() + list.items.len() <= MOST_ITEMS
        {
            last.items.extend(list.items);
            return;
        }
    }
    lists.push(list);
}
