//! Tags of the national scheme (页面标签): which pages must carry which, and how many lack them.

use url::Url;

/// How the pages that must carry a group of tags carry it (页面标签情况; rulebook L-14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagFacts {
    /// The group.
    pub group: TagGroup,
    /// Number of pages that must carry it.
    pub pages: u64,
    /// Number of pages that lack any tag of it, or have it empty.
    pub lacking_pages: u64,
    /// The tags that are lacking with the number of pages, in the order of the scheme.
    pub lacking: Vec<(&'static str, u64)>,
    /// The first pages in address order that lack any, at most 100.
    pub first_pages: Vec<Url>,
}

/// A group of tags of the national scheme (页面标签类别), by the pages that must carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TagGroup {
    /// 网站标签: on all pages.
    Site,
    /// 栏目标签: on the pages of channels.
    Column,
    /// 内容页标签: on articles.
    Article,
}

impl TagGroup {
    /// The tags that its pages must carry, in the order of the scheme; optional ones are left out.
    pub fn tags(self) -> &'static [&'static str] {
        match self {
            Self::Site => &["SiteName", "SiteDomain", "SiteIDCode"],
            Self::Column => &["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"],
            Self::Article => &["ArticleTitle", "PubDate", "ContentSource"],
        }
    }
}
