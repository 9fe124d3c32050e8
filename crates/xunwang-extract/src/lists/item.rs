//! Items of a list (列表条目): the title among an element's links, and the date beside it.

use std::borrow::Cow;
use std::ops::Range;

use chrono::Datelike;
use xunwang_domain::links::LinkKind;

use super::{Item, ListReader};
use crate::dates::{Found, beside_title, first, in_two_parts, line, may_hold, year_in_address};
use crate::html::outline::Reference;
use crate::letters::is_letter;
use crate::lists::heading::{is_more, is_pager};

/// A child of a list that may be an item.
pub(super) struct Kid {
    pub(super) node: u32,
    /// The reference that is the title.
    pub(super) title: u32,
}

/// More links than this in one element are a box, not an item.
const MOST_LINKS: usize = 12;
/// The same, with pictures and calls of scripts.
pub(super) const MOST_REFERENCES: usize = 30;
/// More bytes of text than this in one element are an article, not a title with a summary.
const MOST_TEXT: u32 = 3000;
/// A text of more bytes than this between a date and the first item parts them.
const LONGEST_BESIDE: usize = 90;

/// What a reference is to a list: asked of each once for every element around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Title {
    /// Is it a link that a reader could follow to an article?
    is_link: bool,
    /// Does its text say so much as “更多” or “下一页”?
    is_way_on: bool,
    /// Characters of its text.
    length: u16,
    /// Digits of its text.
    digits: u16,
}

impl Title {
    pub(super) fn of(reference: &Reference<'_>, text: &str) -> Self {
        let most = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        let is_link = reference.kind == LinkKind::Anchor
            && !reference.href.starts_with('#')
            && !is_call(&reference.href);
        Self {
            is_link,
            is_way_on: is_link && (is_more(text) || is_pager(text)),
            length: most(count(text, |byte| (byte & 0xc0) != 0x80)),
            digits: most(count(text, |byte| byte.is_ascii_digit())),
        }
    }
}

impl<'a> ListReader<'_, 'a> {
    fn title(&self, reference: usize) -> Title {
        let Some(place) = self.titles.get(reference) else {
            return Title::default();
        };
        place.get().unwrap_or_else(|| {
            let reference_and_text = self
                .outline
                .references
                .get(reference)
                .zip(self.texts.get(reference));
            let title = reference_and_text
                .map_or_else(Title::default, |(reference, text)| Title::of(reference, text));
            place.set(Some(title));
            title
        })
    }

    /// Is the reference a link that a reader could follow to an article, and no pager's and no “更多”?
    pub(super) fn may_be_title(&self, reference: usize) -> bool {
        let title = self.title(reference);
        title.is_link && !title.is_way_on
    }

    /// Number of characters of a reference's text.
    pub(super) fn title_length(&self, reference: u32) -> usize {
        usize::from(self.title(reference as usize).length)
    }

    /// Reads an element as an item: one link is the title, other links are short (a category, “详细”) or go to the same page.
    pub(super) fn kid(&self, node: u32, references: Range<usize>) -> Option<Kid> {
        // Pictures and calls of scripts (sharing, printing) are no links of a box.
        if references.len() > MOST_REFERENCES || self.outline.bytes_in(node) > MOST_TEXT {
            return None;
        }
        let mut best: Option<(usize, usize)> = None;
        let mut lengths = [(0usize, 0usize); MOST_LINKS];
        let mut count = 0;
        for reference in references {
            let title = self.title(reference);
            if !title.is_link {
                continue;
            }
            let mut length = usize::from(title.length);
            if title.is_way_on {
                length = length.min(1);
            }
            // A number of comments or visits is no rival of a title.
            *lengths.get_mut(count)? = (reference, length.saturating_sub(usize::from(title.digits)));
            count += 1;
            if best.is_none_or(|(_, longest)| length > longest) {
                best = Some((reference, length));
            }
        }
        let (title, longest) = best?;
        let href = &self.outline.references.get(title)?.href;
        let mut rivals = lengths
            .get(..count)
            .unwrap_or_default()
            .iter()
            .filter(|(reference, length)| {
                *length >= 5
                    && *length * 2 > longest
                    && self
                        .outline
                        .references
                        .get(*reference)
                        .is_some_and(|other| other.href != *href)
            });
        if rivals.next().is_some() || longest < 2 {
            return None;
        }
        Some(Kid {
            node,
            title: title as u32,
        })
    }

    /// The items of a list with their dates. A date stands in the item, between it and the next one, or before it.
    pub(super) fn items(&self, container: u32, kids: &[Kid]) -> Vec<Item<'a>> {
        let list = self.outline.node(container);
        let mut items = Vec::with_capacity(kids.len());
        let mut dates_before = false;
        for (index, kid) in kids.iter().enumerate() {
            let node = self.outline.node(kid.node);
            let previous = index.checked_sub(1).and_then(|previous| kids.get(previous));
            let begin = previous.map_or(list.text_start, |previous| {
                self.outline.node(previous.node).text_end
            });
            let next = kids
                .get(index + 1)
                .map_or(list.text_end, |next| self.outline.node(next.node).text_start);
            let mut dated = self.date_in(node.text_start, node.text_end, kid);
            if dated.is_none() && index == 0 {
                let near = self.outline.text_range(begin, node.text_start).iter().rev();
                let near = near
                    .take(3)
                    .take_while(|text| text.raw.len() <= LONGEST_BESIDE)
                    .count();
                dated = self.date_in(node.text_start - near as u32, node.text_start, kid);
                dates_before = dated.is_some();
            } else if dated.is_none() && dates_before {
                dated = self.date_in(begin, node.text_start, kid);
            }
            if dated.is_none() && !dates_before {
                dated = self.date_in(node.text_end, next.min(node.text_end + 4), kid);
            }
            let mut texts = (node.text_start, node.text_end);
            if let Some(dated) = &dated {
                texts = (texts.0.min(dated.at), texts.1.max(dated.at + 1));
            }
            let mut date = dated.map(|dated| (dated.found, dated.line));
            if let Some((found, _)) = &mut date
                && found.year_inferred
                && let Some(reference) = self.outline.references.get(kid.title as usize)
                && let Some(year) = year_in_address(&reference.href, found.date.month(), self.as_of.year())
                && let Some(date) = found.date.with_year(year).filter(|date| *date <= self.as_of)
            {
                found.date = date;
            }
            items.push(Item {
                node: kid.node,
                reference: kid.title,
                texts,
                date,
            });
        }
        self.drop_strange_date(&mut items);
        items
    }

    /// A date beside one item of several, outside its element, is that of an article over or under its related links.
    fn drop_strange_date(&self, items: &mut [Item<'_>]) {
        let several = items.len() > 1;
        let mut dated = items.iter_mut().filter(|item| item.date.is_some());
        if let (true, Some(item), None) = (several, dated.next(), dated.next()) {
            let node = self.outline.node(item.node);
            let own = (node.text_start, node.text_end);
            if item.texts != own {
                item.texts = own;
                item.date = None;
            }
        }
    }

    /// The date that some texts print; in the title itself it counts only where it is set apart from the words.
    fn date_in(&self, start: u32, end: u32, kid: &Kid) -> Option<Dated<'a>> {
        let title = self.outline.references.get(kid.title as usize)?.node;
        let mut held: Option<Dated<'a>> = None;
        let mut previous: Option<Cow<'a, str>> = None;
        for (at, text) in (start..).zip(self.outline.text_range(start, end)) {
            if !may_hold(text.raw) {
                previous = None;
                continue;
            }
            if text.raw.len() > 400 {
                continue;
            }
            let line = line(text.raw);
            let in_title = self.outline.contains(title, text.node);
            let pair = previous
                .as_deref()
                .and_then(|previous| in_two_parts(previous, &line));
            if let Some(date) = pair {
                let found = Found {
                    date,
                    year_inferred: false,
                    span: (0, line.len()),
                };
                let line = Cow::Owned(format!("{} {line}", previous.unwrap_or_default()));
                return Some(Dated { found, line, at });
            }
            // Words of a title may begin with a date or hold one; only one that stands alone is the item's.
            let alone =
                beside_title(&line, self.as_of).filter(|found| !in_title || stands_alone(&line, found));
            let complete = alone.as_ref().is_some_and(|found| !found.year_inferred);
            if let Some(found) = alone.or_else(|| set_apart(&line, in_title)) {
                if complete {
                    return Some(Dated { found, line, at });
                }
                // A day and month may still get their year from the next text.
                held.get_or_insert_with(|| Dated {
                    found,
                    line: line.clone(),
                    at,
                });
            }
            previous = Some(line);
        }
        held
    }
}

/// A date as it was found.
struct Dated<'a> {
    found: Found,
    line: Cow<'a, str>,
    /// The text it was found in, the last of two.
    at: u32,
}

/// Is there no word beside the date in its text?
fn stands_alone(line: &str, found: &Found) -> bool {
    let around = [line.get(..found.span.0), line.get(found.span.1..)];
    !around.iter().flatten().any(|part| part.chars().any(is_letter))
}

/// A full date at the beginning or the end of a longer text, divided from it by a bracket or a space; outside the title
/// also one that a word such as “时间” introduces.
fn set_apart(line: &str, in_title: bool) -> Option<Found> {
    let mut from = 0;
    while let Some(found) = first(line, from) {
        let before = line.get(..found.span.0)?;
        let after = line.get(found.span.1..)?;
        let opens = before.is_empty() || before.ends_with(['[', '(', '【', ' ', '|', '<']);
        let closes = after.is_empty() || after.starts_with([']', ')', '】', ' ', '|', '>']);
        let at_edge = before.trim().len() <= 3 || after.chars().filter(|c| is_letter(*c)).count() == 0;
        let introduced = ["时间:", "日期:", "时间: ", "日期: "]
            .iter()
            .any(|label| before.ends_with(label));
        if opens && closes && at_edge || !in_title && introduced {
            return Some(found);
        }
        from = found.span.1;
    }
    None
}

/// A link that calls a script or another programme.
fn is_call(href: &str) -> bool {
    ["javascript:", "mailto:", "tel:"].iter().any(|scheme| {
        href.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Number of such bytes, counted in pieces that fit a byte, so that the compiler counts sixteen at a time.
fn count(text: &str, is_counted: impl Fn(u8) -> bool) -> usize {
    let pieces = text.as_bytes().chunks(255);
    pieces
        .map(|piece| usize::from(piece.iter().map(|&byte| u8::from(is_counted(byte))).sum::<u8>()))
        .sum()
}
