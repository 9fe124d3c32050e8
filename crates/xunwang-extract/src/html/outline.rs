//! The outline of a page (网页骨架): its elements in document order with parent and extent, its texts, and what refers to
//! other addresses. Everything borrows from the decoded page; regions, lists and marks are read off it.

use std::borrow::Cow;

use xunwang_domain::links::LinkKind;

use super::tag::Tag;

/// An element; its descendants are the nodes from its own index + 1 up to `end`.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    /// Index of the parent; the root's is itself.
    pub(crate) parent: u32,
    /// Index after the last descendant.
    pub(crate) end: u32,
    /// The first text at or after its start tag, an index into [`Outline::texts`].
    pub(crate) text_start: u32,
    /// The first text after its end tag.
    pub(crate) text_end: u32,
    /// The first reference at or after its start tag, an index into [`Outline::references`].
    pub(crate) reference_start: u32,
    /// The first reference after its end tag.
    pub(crate) reference_end: u32,
    /// Number among the siblings of the same tag, from 1.
    pub(crate) nth: u16,
    pub(crate) tag: Tag,
    pub(crate) style: Placement,
    /// The name as written; kept for unknown elements.
    pub(crate) name: &'a str,
    /// `id`, raw.
    pub(crate) id: &'a str,
    /// `class`, raw.
    pub(crate) class: &'a str,
}

/// What the `style` attribute says about the place of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// In the flow of the page.
    Flow,
    /// `display:none` or moved off the screen.
    Hidden,
    /// `position:absolute`.
    Absolute,
    /// `position:fixed`.
    Fixed,
}

/// A run of characters between two tags that is not blank.
#[derive(Clone, Debug)]
pub(crate) struct Text<'a> {
    /// The innermost element.
    pub(crate) node: u32,
    /// What separates it from the run before.
    pub(crate) gap: Gap,
    /// Bytes of all runs before it.
    pub(crate) before: u32,
    /// Raw characters.
    pub(crate) raw: &'a str,
}

/// What separates two runs of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing: they touch.
    None,
    /// White space.
    Space,
    /// The start or the end of a block.
    Line,
}

/// A reference to another address.
#[derive(Clone, Debug)]
pub(crate) struct Reference<'a> {
    pub(crate) node: u32,
    pub(crate) kind: LinkKind,
    /// Trimmed, references decoded.
    pub(crate) href: Cow<'a, str>,
    /// `alt`, or `title`, raw.
    pub(crate) label: &'a str,
    /// `width` in pixels, where given.
    pub(crate) width: u16,
}

/// A date written for programmes (机读日期), as microformats (hAtom, h-entry) and schema.org have it.
#[derive(Clone, Debug)]
pub(crate) struct Stamp<'a> {
    pub(crate) node: u32,
    /// When the entry was published; else when it was changed.
    pub(crate) published: bool,
    /// `datetime`, `title` or `content`, raw.
    pub(crate) raw: &'a str,
}

/// A handler, script or setting that may be an entry to 找错, with the code it carries.
#[derive(Clone, Debug)]
pub(crate) struct Handler<'a> {
    pub(crate) node: u32,
    /// `onclick`, `data-setting`, or the script's `sitecode`; raw.
    pub(crate) text: &'a str,
    /// The script's own address, raw.
    pub(crate) source: &'a str,
}

/// A page as far as extraction looks at it.
#[derive(Debug, Default)]
pub(crate) struct Outline<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) texts: Vec<Text<'a>>,
    pub(crate) references: Vec<Reference<'a>>,
    pub(crate) handlers: Vec<Handler<'a>>,
    pub(crate) stamps: Vec<Stamp<'a>>,
    /// Contents of `<script>` elements.
    pub(crate) scripts: Vec<&'a str>,
    pub(crate) metas: Vec<(&'a str, &'a str)>,
    /// Raw content of the first `<title>`.
    pub(crate) title: &'a str,
    /// `href` of the first `<base>` that has one.
    pub(crate) base: Option<Cow<'a, str>>,
    /// The node of `<body>`; the root where there is none.
    pub(crate) body: u32,
    /// Bytes of all texts.
    pub(crate) text_bytes: u32,
    /// Was the page cut because it has too many elements?
    pub(crate) cut: bool,
}

impl<'a> Outline<'a> {
    pub(crate) fn node(&self, index: u32) -> &Node<'a> {
        // The root always exists; a wrong index is a bug that must not bring the program down.
        self.nodes.get(index as usize).unwrap_or(&self.nodes[0])
    }

    /// The child elements of a node, in document order.
    pub(crate) fn children(&self, parent: u32) -> impl Iterator<Item = u32> + '_ {
        let end = self.node(parent).end;
        let mut next = parent + 1;
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let child = next;
            next = self.node(child).end.max(child + 1);
            Some(child)
        })
    }

    /// The texts inside a node.
    pub(crate) fn texts_in(&self, node: u32) -> &[Text<'a>] {
        let node = self.node(node);
        self.text_range(node.text_start, node.text_end)
    }

    pub(crate) fn text_range(&self, start: u32, end: u32) -> &[Text<'a>] {
        self.texts.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Bytes of text before the text with this index.
    pub(crate) fn bytes_before(&self, text: u32) -> u32 {
        self.texts
            .get(text as usize)
            .map_or(self.text_bytes, |text| text.before)
    }

    /// Bytes of text inside a node.
    pub(crate) fn bytes_in(&self, node: u32) -> u32 {
        let node = self.node(node);
        self.bytes_before(node.text_end)
            .saturating_sub(self.bytes_before(node.text_start))
    }

    /// The indices of references from node `start` up to node `end`.
    pub(crate) fn reference_range(&self, start: u32, end: u32) -> std::ops::Range<usize> {
        let first = self
            .references
            .partition_point(|reference| reference.node < start);
        let last = self.references.partition_point(|reference| reference.node < end);
        first..last.max(first)
    }

    /// The indices of references inside a node, its own included.
    pub(crate) fn references_in(&self, node: u32) -> std::ops::Range<usize> {
        let node = self.node(node);
        node.reference_start as usize..node.reference_end.max(node.reference_start) as usize
    }

    /// Is `inner` the node `outer` or one of its descendants?
    pub(crate) fn contains(&self, outer: u32, inner: u32) -> bool {
        inner >= outer && inner < self.node(outer).end
    }
}

/// Joins texts to one line: references decoded, white space folded, at most about `most` bytes.
pub(crate) fn line_of(texts: &[Text<'_>], most: usize) -> String {
    let mut line = String::new();
    push_line(&mut line, texts, most);
    line
}

/// Writes the line of [`line_of`] into an empty string.
pub(crate) fn push_line(line: &mut String, texts: &[Text<'_>], most: usize) {
    for text in texts {
        if text.gap != Gap::None && !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
        super::entity::push_folded(line, text.raw);
        if line.len() > most {
            line.truncate(line.floor_char_boundary(most));
            break;
        }
    }
    line.truncate(line.trim_end().len());
}

#[cfg(test)]
mod tests {
    use crate::html::tree::outline;

    #[test]
    fn each_element_knows_which_references_stand_in_it() {
        let deep = "<div><a href=/d>深</a>".repeat(600);
        for page in [
            "<body background=b.png><p><a href=1>一<img src=i.png></a><br><a href=2>二</p><ul><li><a href=3>三<li>\
             <input type=image src=s.png></ul><style>p{background:url(c.png)}</style><a href=4>四",
            "<b><p><a href=1>一</b><a href=2>二</a></p><table><a href=3>三<tr><td background=t.png><a href=4>四",
            "<frameset><frame src=f.htm><frame src=g.htm></frameset>",
            &deep,
        ] {
            let outline = outline(page);
            assert!(outline.references.len() >= 2, "{page}");
            for (index, node) in (0u32..).zip(&outline.nodes) {
                let found = outline.reference_range(index, node.end);
                let known = outline.references_in(index);
                assert_eq!(known.len(), found.len(), "{page}: {node:?}");
                assert!(found.is_empty() || known == found, "{page}: {node:?}");
            }
        }
    }
}
