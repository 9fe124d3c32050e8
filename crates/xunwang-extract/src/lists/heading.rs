//! The heading over a list and its “更多” (栏目标题).

use xunwang_domain::links::LinkKind;

use super::{List, ListReader};
use crate::dates::{first, has_digit, normalise};
use crate::html::outline::{Text, line_of};
use crate::letters::{is_letter, is_word};

/// Levels that are climbed from a list to its heading.
const LEVELS: usize = 4;
/// A heading has at most this many characters.
const LONGEST: usize = 24;

impl ListReader<'_, '_> {
    /// Finds the heading and the “更多” of a list: in the elements just before it, on its level or up to four above.
    pub(super) fn add_heading(&self, list: &mut List<'_>) {
        let outline = self.outline;
        if let Some(first) = list.items.first() {
            // A list's own box may begin with its name.
            let inner = outline.text_range(
                outline.node(list.node).text_start,
                outline.node(first.node).text_start,
            );
            if let (Some(name), text) = self.name_of(inner, 0) {
                list.more = text
                    .and_then(|text| self.link_at(text))
                    .or_else(|| self.more_in(list.node, first.node));
                list.heading = Some(name);
                return;
            }
        }
        let mut current = list.node;
        for _ in 0..LEVELS {
            let parent = outline.node(current).parent;
            if parent == current || current == outline.body {
                return;
            }
            let before = outline
                .children(parent)
                .take_while(|&child| child < current)
                .filter(|&sibling| !outline.texts_in(sibling).is_empty())
                .last();
            // Text that stands in the parent itself, before the list.
            let own = outline.text_range(
                before.map_or(outline.node(parent).text_start, |before| {
                    outline.node(before).text_end
                }),
                outline.node(current).text_start,
            );
            if !own.is_empty() {
                list.heading = self.name_of(own, 0).0;
                list.more = self.more_beside(parent, current, before);
                return;
            }
            if let Some(before) = before {
                let texts = outline.texts_in(before);
                if outline.bytes_in(before) > 400 || texts.len() > 24 {
                    return;
                }
                let (name, text) = self.name_of(texts, self.tab_index(list.node, current));
                list.heading = name;
                list.more = text
                    .filter(|_| list.heading.is_some())
                    .and_then(|text| self.link_at(text))
                    .or_else(|| self.more_in(before, outline.node(before).end))
                    .or_else(|| self.more_beside(parent, current, Some(before)));
                return;
            }
            current = parent;
        }
    }

    /// Which of several tabs belongs to a list: its place among the like elements of the same box.
    fn tab_index(&self, list: u32, current: u32) -> usize {
        let mut node = list;
        while node != current {
            let this = self.outline.node(node);
            let alike = self
                .outline
                .children(this.parent)
                .filter(|&c| self.outline.node(c).tag == this.tag)
                .take(2)
                .count();
            if alike >= 2 {
                return usize::from(this.nth.saturating_sub(1));
            }
            if this.parent == node {
                break;
            }
            node = this.parent;
        }
        0
    }

    /// The name among some texts, and the node of the text it stands in; of several the one with this index.
    fn name_of(&self, texts: &[Text<'_>], index: usize) -> (Option<String>, Option<u32>) {
        let mut names: Vec<(String, u32)> = Vec::new();
        let mut crumbs = false;
        for text in texts {
            let line = line_of(std::slice::from_ref(text), 200);
            crumbs |= line.contains("位置");
            let name = line.trim_matches(|c| !is_word(c)).to_owned();
            let length = name.chars().count();
            // A line with a date tells of an article, it names no list.
            if has_digit(&line) && first(&normalise(&line), 0).is_some() {
                continue;
            }
            if length < 2 || is_more(&line) || length > LONGEST || !name.chars().any(is_letter) {
                continue;
            }
            names.push((name, text.node));
        }
        let chosen = if crumbs {
            // 当前位置：首页 > 政务公开 > 通知公告
            let is_place =
                |name: &str| !matches!(name, "正文" | "列表" | "内容" | "首页") && !name.contains("位置");
            names.iter().rev().find(|(name, _)| is_place(name))
        } else {
            names.get(index).or_else(|| names.first())
        };
        chosen.map_or((None, None), |(name, node)| {
            (Some(name.clone()), (!crumbs).then_some(*node))
        })
    }

    /// The link that a text is part of.
    fn link_at(&self, node: u32) -> Option<u32> {
        let mut current = node;
        for _ in 0..4 {
            let mut range = self.outline.reference_range(current, current + 1);
            let anchor = range.find(|&index| self.is_anchor(index));
            if let Some(index) = anchor {
                return Some(index as u32);
            }
            current = self.outline.node(current).parent;
        }
        None
    }

    fn is_anchor(&self, reference: usize) -> bool {
        self.outline
            .references
            .get(reference)
            .is_some_and(|reference| reference.kind == LinkKind::Anchor)
    }

    /// A “更多” between two nodes.
    fn more_in(&self, start: u32, end: u32) -> Option<u32> {
        self.outline
            .reference_range(start, end)
            .find(|&index| self.is_anchor(index) && self.texts.get(index).is_some_and(is_more))
            .map(|index| index as u32)
    }

    /// A “更多” in the same box: between heading and list, or just behind the list.
    fn more_beside(&self, parent: u32, current: u32, before: Option<u32>) -> Option<u32> {
        let start = before.map_or(parent, |before| self.outline.node(before).end);
        self.more_in(start, current).or_else(|| {
            let from = self.outline.node(current).end;
            let next = self.outline.children(parent).find(|&child| child >= from)?;
            (self.outline.bytes_in(next) <= 60)
                .then(|| self.more_in(next, self.outline.node(next).end))
                .flatten()
        })
    }
}

/// Is it the text of a link to the whole of a list (“更多”)?
pub(crate) fn is_more(text: &str) -> bool {
    if text.len() > 24 {
        return false;
    }
    const WORDS: [&str; 14] = [
        "更多",
        "查看更多",
        "更多内容",
        "更多信息",
        "详细",
        "详情",
        "查看",
        "查看详情",
        "查看全部",
        "全部",
        "阅读全文",
        "了解更多",
        "more",
        "readmore",
    ];
    let word = text
        .chars()
        .filter(|c| is_word(*c))
        .map(|c| c.to_ascii_lowercase());
    match word.clone().next() {
        None => text.contains(['>', '»', '+', '＞', '…']),
        // Asked of every link: most do not begin like any.
        Some('更' | '查' | '详' | '全' | '阅' | '了' | 'm' | 'r') => {
            WORDS.iter().any(|known| known.chars().eq(word.clone()))
        }
        Some(_) => false,
    }
}

/// Is it a number or a word of a pager?
pub(crate) fn is_pager(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "首页",
        "第一页",
        "上一页",
        "上页",
        "前一页",
        "下一页",
        "下页",
        "后一页",
        "尾页",
        "末页",
    ];
    if text.len() > 30 {
        return false;
    }
    let word = text.trim_matches(|c| !is_word(c));
    word.bytes().all(|b| b.is_ascii_digit()) || WORDS.contains(&word)
}
