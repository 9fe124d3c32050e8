//! The links of a page (链接).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::facts::PageRegion;
use crate::strings::Strings;

/// One reference from a page to another address (链接事实).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkFact<'page> {
    /// The address as written, entities decoded, surrounding white space and line ends removed as browsers do.
    pub href: &'page str,
    /// What kind of element refers.
    pub kind: LinkKind,
    /// Where on the page.
    pub region: PageRegion,
    /// The element, a number of [`crate::elements::Elements`].
    pub element: u32,
    /// The link's text, or the `alt` of the picture in it; white space folded, at most 200 characters.
    pub text: &'page str,
}

/// The kind of a reference (引用方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LinkKind {
    /// `<a href>`, `<area href>`, `<option value="http…">`, `<meta refresh>`, a script that only navigates.
    Anchor,
    /// `<img src|srcset>` and their lazy-loading forms, `<input type=image>`, `<picture><source srcset>`, `<video poster>`.
    Image,
    /// A picture named in CSS or in a `background` attribute.
    Background,
    /// `<iframe>`, `<frame>`.
    Frame,
    /// `<script src>`, `<link rel=stylesheet|icon>`.
    Resource,
    /// `<video>`, `<audio>`, `<source src>`, `<embed>`, `<object data>`.
    Media,
}

/// Every reference of a page to another address, in document order (网页链接).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    #[serde(serialize_with = "write_rows", deserialize_with = "read_rows")]
    rows: Vec<(LinkKind, PageRegion, u32)>,
    hrefs: Strings,
    /// One for each row, or more.
    texts: Strings,
}

impl Links {
    /// Begins with the texts of the links that will be added, in their order.
    pub fn with_texts(texts: Strings) -> Self {
        Self {
            rows: Vec::with_capacity(texts.len()),
            hrefs: Strings::with_capacity(texts.len(), texts.len() * 40),
            texts,
        }
    }

    /// Adds the next link; `element` is a number of [`crate::elements::Elements`].
    #[inline]
    pub fn add(&mut self, href: &str, kind: LinkKind, region: PageRegion, element: u32) {
        self.hrefs.push(href);
        self.rows.push((kind, region, element));
    }

    /// A link by its number.
    #[inline]
    pub fn get(&self, number: usize) -> Option<LinkFact<'_>> {
        let &(kind, region, element) = self.rows.get(number)?;
        Some(LinkFact {
            href: self.hrefs.get(number).unwrap_or_default(),
            kind,
            region,
            element,
            text: self.texts.get(number).unwrap_or_default(),
        })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = LinkFact<'_>> + Clone {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Elements are written as steps from the link before: pages of one template then differ in few bytes.
fn write_rows<S: Serializer>(rows: &[(LinkKind, PageRegion, u32)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut before = 0;
    serializer.collect_seq(rows.iter().map(|&(kind, region, element)| {
        let step = i64::from(element) - i64::from(before);
        before = element;
        (kind, region, step)
    }))
}

fn read_rows<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(LinkKind, PageRegion, u32)>, D::Error> {
    let steps = Vec::<(LinkKind, PageRegion, i64)>::deserialize(deserializer)?;
    let mut before = 0u32;
    let row = |(kind, region, step): (LinkKind, PageRegion, i64)| {
        before = i64::from(before)
            .checked_add(step)
            .and_then(|element| u32::try_from(element).ok())
            .ok_or_else(|| serde::de::Error::custom("an element outside the page"))?;
        Ok((kind, region, before))
    };
    steps.into_iter().map(row).collect()
}
