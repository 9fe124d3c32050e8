//! One site of the fleet: who it is, its channels and articles, its marks, and what was planted in it.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::{
    ChannelKind, address::AddressForm, charset::Charset, linked_files::LinkedForm, marks::Marks,
    template::Template,
};

/// A site (网站): everything its pages follow from.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) index: usize,
    /// Key of the site's chance.
    pub(crate) seed: u64,
    pub(crate) identity: Identity,
    pub(crate) template: Template,
    pub(crate) charset: Charset,
    pub(crate) address_form: AddressForm,
    pub(crate) fault: Fault,
    pub(crate) channels: Vec<Channel>,
    pub(crate) articles: Vec<Article>,
    pub(crate) marks: Marks,
    pub(crate) planted: Vec<Planted>,
    /// Path and query of everything this site answers.
    pub(crate) resources: FxHashMap<Box<str>, Resource>,
    /// Indices of sites to which the friendly links (友情链接) lead.
    pub(crate) friends: Vec<(String, String)>,
    pub(crate) as_of: NaiveDate,
    /// What an address answers that does not exist.
    pub(crate) missing: Missing,
}

/// How a site says that a page does not exist (页面不存在的说法).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// 404, as it should.
    NotFound,
    /// 200 with a phrase, in a bare page.
    Phrase,
    /// A redirect to the home page, which answers 200.
    ToHome,
    /// 200 in the site's own frame, without a word of what is wrong.
    Frame,
}

/// Who the site is, as the register says.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) code: String,
    /// 网站名称 of the register.
    pub(crate) name: String,
    /// The name that the header shows: often shorter than the registered one.
    pub(crate) shown_name: String,
    /// The body that speaks in the articles, e.g. 云岭市 or 示例省教育厅.
    pub(crate) body: String,
    /// The place's bare name, for channel names such as 云岭要闻.
    pub(crate) place: &'static str,
    pub(crate) area: String,
    pub(crate) area_is_city: bool,
    pub(crate) host: String,
    pub(crate) https: bool,
    pub(crate) supervisor: String,
    pub(crate) sponsor: String,
    pub(crate) category: &'static str,
}

impl ListForm {
    /// Whether the page prints the list of its articles.
    pub(crate) fn prints_items(self) -> bool {
        matches!(self, Self::Markup | Self::DeadItems)
    }

    /// Whether an inspection can say how fresh the channel is. The article that stands in place of a list prints no date.
    pub(crate) fn is_measured(self) -> bool {
        self.prints_items()
    }
}

impl Site {
    /// Absolute address of a path of this site.
    pub(crate) fn url(&self, path: &str) -> String {
        let scheme = if self.identity.https { "https" } else { "http" };
        format!("{scheme}://{}{path}", self.identity.host)
    }

    pub(crate) fn is_portal(&self) -> bool {
        self.identity.category == "门户网站"
    }

    /// Number of HTML pages, each counted once.
    pub(crate) fn page_count(&self) -> usize {
        self.resources
            .values()
            .filter(|resource| resource.is_page())
            .count()
    }
}

/// A trouble of the whole site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// Its address refuses connections.
    Refused,
    /// Every page answers 412 with a script.
    Challenge412,
    /// Every page answers 521 with a script.
    Challenge521,
    /// HTTPS with a certificate that nobody signed.
    SelfSigned,
    /// HTTPS with a certificate that ran out.
    Expired,
}

/// A channel (栏目), or a special topic (专题) that is built like one.
#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) name: String,
    pub(crate) label: &'static str,
    pub(crate) kind: ChannelKind,
    pub(crate) path: Box<str>,
    /// A special topic: not in the navigation.
    pub(crate) topic: bool,
    /// Whether the list prints dates.
    pub(crate) list_dates: bool,
    /// Whether the articles print dates (and carry PubDate).
    pub(crate) article_dates: bool,
    /// How its list is shown.
    pub(crate) form: ListForm,
    /// The kind of article that fills it, where that is another than its name says.
    pub(crate) filled_with: ChannelKind,
    /// Newest first, but for a pinned one on top.
    pub(crate) articles: Vec<u32>,
}

/// How a channel's page shows its list (栏目页形式).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListForm {
    /// As markup.
    Markup,
    /// A script fetches it.
    Script,
    /// A frame holds it.
    Frame,
    /// The page is one article instead of a list.
    OneArticle,
    /// The page says that the channel has moved.
    Moved,
    /// The address leads to another host.
    MovedAway,
    /// A guard against machines answers.
    Blocked,
    /// As markup, and none of its articles can be opened.
    DeadItems,
}

/// An article; title and text follow from the site's seed and the number.
#[derive(Debug)]
pub(crate) struct Article {
    pub(crate) channel: u16,
    pub(crate) date: NaiveDate,
    pub(crate) number: u32,
    pub(crate) pinned: bool,
    /// The PubDate meta tag tells the day of a migration instead.
    pub(crate) migrated: bool,
    pub(crate) path: Box<str>,
    /// What was planted in title and text.
    pub(crate) twist: Twist,
}

/// What is unusual about an article (稿件异常).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Twist {
    #[default]
    None,
    /// Title and text of another article; `edited` where a few words were changed.
    Copy { of: u32, edited: bool },
    /// A title of its own, and words that stand before the text.
    Own { title: String, lead: String },
    /// The same form letter as its like, with another name in title and text.
    Form { name: &'static str },
    /// A document that is reprinted, one line a paragraph.
    Reprint { title: String, lines: Box<[String]> },
}

/// What an address of a site answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resource {
    Home,
    /// A second address of a page, not counted as a page.
    Alias(Box<str>),
    List {
        channel: u16,
        page: u16,
    },
    Article(u32),
    About(u8),
    SiteMap,
    Image {
        form: ImageForm,
        number: u16,
    },
    Attachment {
        form: AttachmentForm,
        number: u16,
    },
    StyleSheet,
    Script,
    Robots,
    SiteMapXml,
    Redirect {
        status: u16,
        to: Box<str>,
    },
    Status(u16),
    /// A page that answers 405 to HEAD.
    NoHead,
    /// A page of the wrong declaration: header says UTF-8, meta and bytes GBK.
    WrongCharset,
    /// A page in UTF-16 with a byte order mark.
    Utf16,
    /// 403 with a script that wants to see a browser.
    Challenge403,
    /// A page outside the templates, with its own markup.
    Written(Box<str>),
    /// A file that is not what its name says, or only seems so.
    File(OddFile),
    /// A document with links in it.
    Linked(LinkedFile),
    /// 200, with what the site says of pages that do not exist.
    Gone(Missing),
    /// 503 on the first request, 200 afterwards.
    Flapping,
    /// 200 after a second.
    Slow,
}

/// A document to download with links in it (带链接的附件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkedFile {
    pub(crate) form: LinkedForm,
    /// Where its links lead, absolute.
    pub(crate) links: Box<[String]>,
    /// An address that is printed and no link.
    pub(crate) printed: Box<str>,
    /// Lines of its text.
    pub(crate) lines: Box<[Box<str>]>,
}

/// What an address holds whose name promises a document (附件实况).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OddFile {
    /// An error page in HTML.
    ErrorPage,
    /// Nothing.
    Empty,
    /// A picture.
    Picture,
    /// The first bytes of an Office package only.
    Truncated,
    /// No defect: HTML that Word saved under `.doc`.
    WordHtml,
    /// No defect: a PDF that begins with line ends.
    LatePdf,
    /// No defect: an Office package that is served as `application/octet-stream`.
    PlainType,
}

impl Resource {
    pub(crate) fn is_page(&self) -> bool {
        matches!(
            self,
            Self::Home
                | Self::List { .. }
                | Self::Article(_)
                | Self::About(_)
                | Self::SiteMap
                | Self::NoHead
                | Self::WrongCharset
                | Self::Utf16
        )
    }
}

/// Form of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageForm {
    Png,
    Jpeg,
    Gif,
}

/// Form of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttachmentForm {
    Pdf,
    Doc,
    Xlsx,
}

/// Something planted in pages: a defect or a bait.
#[derive(Debug)]
pub(crate) struct Planted {
    pub(crate) on: Spot,
    pub(crate) content: Content,
}

/// The pages that carry something planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spot {
    Home,
    Article(u32),
    /// The list page and all articles of a channel.
    Channel(u16),
    /// All pages with the site's frame.
    Everywhere,
}

/// What was planted; each kind has its region of the page.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// Markup inside the text of the page.
    Body(String),
    /// A picture of the carousel that links somewhere.
    Slide { href: String, image: String },
    /// A picture across the page below the header that links somewhere.
    Banner { href: String, image: String },
    /// An entry of the friendly links in the footer.
    Friend { href: String, name: String },
    /// An entry of the navigation.
    Nav { href: String, name: String },
    /// A picture link in the header, beside the site's name.
    Header { href: String, image: String },
    /// A picture that floats over the page (飘窗).
    Float { href: String, image: String },
    /// A row of the channel's list.
    Row { href: String, name: String },
}

impl Content {
    /// The region of the page in which the templates put it, in the words of the exchange format.
    pub(crate) fn region(&self) -> &'static str {
        match self {
            Self::Body(_) => "body",
            Self::Slide { .. } => "carousel",
            Self::Banner { .. } => "banner",
            Self::Friend { .. } => "footer",
            Self::Nav { .. } => "nav",
            Self::Header { .. } => "header",
            Self::Float { .. } => "floating",
            Self::Row { .. } => "channel",
        }
    }
}
