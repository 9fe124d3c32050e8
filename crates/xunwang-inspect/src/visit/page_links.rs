//! The links of a page as they are taken in (网页链接), wherever they come from.

use serde::{Deserialize, Serialize};
use xunwang_domain::facts::PageRegion;
use xunwang_domain::links::{LinkFact, LinkKind};

use super::link_table::LinkNumber;
use super::memory::KeptPage;

/// A link as it is taken in, without the element that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SeenLink<'page> {
    pub(crate) href: &'page str,
    pub(crate) kind: LinkKind,
    pub(crate) region: PageRegion,
    pub(crate) text: &'page str,
}

impl<'page> SeenLink<'page> {
    pub(crate) fn of(link: &LinkFact<'page>) -> Self {
        Self {
            href: link.href,
            kind: link.kind,
            region: link.region,
            text: link.text,
        }
    }

    /// The place on its target that it asks for (页内位置); none for what a script or a browser reads in a way of its
    /// own: routes, settings, text fragments, the top.
    pub(crate) fn fragment(&self) -> Option<&'page str> {
        let (_, fragment) = self.href.split_once('#')?;
        let plain = !fragment.is_empty()
            && !fragment.starts_with(['/', '!', ':'])
            && !fragment.contains(['%', '=', '&', '?', '/', '#', ' '])
            && !fragment.eq_ignore_ascii_case("top");
        plain.then_some(fragment)
    }

    /// The place on its own page that it asks for, where it stands in the text. What stands elsewhere mostly switches
    /// between parts of the page and leads nowhere; so does what has no text.
    pub(crate) fn own_fragment(&self) -> Option<&'page str> {
        let in_text =
            self.kind == LinkKind::Anchor && self.region == PageRegion::Body && !self.text.is_empty();
        (in_text && self.href.starts_with('#'))
            .then(|| self.fragment())
            .flatten()
    }
}

/// What an address as written is read against beside the host (相对网址的基准).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Against {
    /// Nothing: `/…`, `http://…`.
    Nothing,
    /// The folder of the page.
    Folder,
    /// The address of the page.
    Page,
}

impl Against {
    pub(crate) fn of(href: &str) -> Self {
        match href.as_bytes() {
            [b'/' | b'#', ..] => Self::Nothing,
            [] | [b'?', ..] => Self::Page,
            bytes
                if [&b"http://"[..], b"https://", b"javascript:"]
                    .iter()
                    .any(|start| bytes.starts_with(start)) =>
            {
                Self::Nothing
            }
            _ => Self::Folder,
        }
    }

    /// That part of the path of a page's base address.
    pub(crate) fn part(self, path: &str) -> &str {
        match self {
            Self::Nothing => "",
            Self::Folder => &path[..=path.rfind('/').unwrap_or(0)],
            Self::Page => path,
        }
    }
}

/// The links of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PageLinks<'page> {
    /// Those of its facts, numbered.
    Read(&'page [NumberedLink]),
    /// Those of an article as an earlier round kept them.
    Kept(&'page KeptPage),
}

/// A link of a page by numbers (编号链接); each one more than the number that it stands for, 0: none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NumberedLink {
    link: u32,
    selector: u32,
}

impl NumberedLink {
    pub(crate) fn new(link: Option<LinkNumber>, selector: Option<u32>) -> Self {
        let more = |number: Option<u32>| number.map_or(0, |number| number + 1);
        Self {
            link: more(link),
            selector: more(selector),
        }
    }

    /// Its number in the table of the site's links; none where it has its own text.
    pub(crate) fn link(self) -> Option<LinkNumber> {
        self.link.checked_sub(1)
    }

    /// The selector of its element, where it was worked out.
    pub(crate) fn selector(self) -> Option<u32> {
        self.selector.checked_sub(1)
    }
}
