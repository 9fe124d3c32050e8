//! What was seen on pages and on a site as a whole (事实): values between bytes and rules.
//!
//! [`PageFacts`] is what one page shows; [`SiteFacts`] is what the fold over a site's pages concludes;
//! [`crate::targets::TargetFact`] is a target that is broken or unclear, with the places where it stands.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::articles::{ArticleRepeat, DateContradiction, LateArticle, SpokenDate, TextSketch};
use crate::elements::Elements;
use crate::exchange::Certificate;
use crate::links::Links;
use crate::registry::ChannelKind;
use crate::tags::TagFacts;
use crate::targets::{LinkFacts, TargetFact};
use crate::texts::TextFacts;

/// The region of a page in which something stands (页面区域).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageRegion {
    /// 头部标识区
    Header,
    /// 头部横幅
    Banner,
    /// 滚动图片
    Carousel,
    /// 导航
    Nav,
    /// 飘窗
    Floating,
    /// 栏目列表
    Channel,
    /// 正文
    Body,
    /// 底部功能区
    Footer,
}

impl PageRegion {
    /// The Chinese name, as findings say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Header => "头部标识区",
            Self::Banner => "头部横幅",
            Self::Carousel => "滚动图片",
            Self::Nav => "导航",
            Self::Floating => "飘窗",
            Self::Channel => "栏目列表",
            Self::Body => "正文",
            Self::Footer => "底部功能区",
        }
    }
}

/// What one page shows (网页事实). Extraction never fails: a page that is not HTML has no links.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageFacts {
    /// The address that links are resolved against: the page's own, or that of `<base href>`.
    pub base: Url,
    /// How the bytes became characters.
    pub charset: CharsetFact,
    /// `<title>`, white space folded.
    pub title: String,
    /// Meta tags of the national scheme (rulebook L-14), in document order, names as in the scheme.
    pub metas: Vec<(String, String)>,
    /// What the page seems to be.
    pub kind: PageKind,
    /// The publishing date of the page itself; lists have none.
    pub published: Option<PublishedDate>,
    /// Disagreements worth knowing, e.g. that `PubDate` differs from the printed date (rulebook L-06a).
    pub notes: Vec<String>,
    /// Every reference to another address, in document order.
    pub links: Links,
    /// The elements that `links` and `lists` point to.
    pub elements: Elements,
    /// Blocks that look like lists of articles, in document order.
    pub lists: Vec<ListFact>,
    /// The main text: paragraphs separated by a line end, chrome left out. Who keeps facts decides how much of it is kept.
    #[serde(skip)]
    pub text: String,
    /// The main text of an article in a few bytes; `None` for other pages and for short texts.
    pub sketch: Option<TextSketch>,
    /// The day or year that the main text of an article says is now.
    pub spoken: Option<SpokenDate>,
    /// Number of characters of visible text outside header, navigation and footer.
    pub body_characters: u32,
    /// Marks in header and footer.
    pub marks: PageMarks,
    /// Signature of the page's frame (header and footer): pages of one template share it. 0: the page has no frame.
    pub frame: u64,
    /// A sign that contents come by script or in a frame, e.g. `数据加载中`, an empty list container that a script
    /// fills, an `<iframe>` as the only content: blank is then not measured.
    pub needs_script: bool,
}

/// What a page seems to be (页面类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// A list of articles (栏目页).
    List,
    /// One article (文章页).
    Article,
    /// Anything else.
    Other,
}

/// How bytes became characters (字符编码).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharsetFact {
    /// Name of the encoding, e.g. `UTF-8`, `gb18030`.
    pub name: Cow<'static, str>,
    /// What decided.
    pub signal: CharsetSignal,
    /// Number of malformed sequences that were replaced.
    pub replaced: u32,
}

/// What decided the charset, strongest first (编码依据).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CharsetSignal {
    /// A byte order mark.
    Bom,
    /// The `Content-Type` header, where the bytes agree with it.
    Header,
    /// A meta tag, where the bytes agree with it.
    Meta,
    /// The bytes are valid UTF-8 and no label fits.
    Valid,
    /// The detector.
    Detected,
}

/// A publishing date (发布日期), with the signal it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedDate {
    /// The day, Chinese time.
    #[serde(with = "crate::days")]
    pub date: NaiveDate,
    /// Where it was read.
    pub signal: DateSignal,
    /// Was the year missing and inferred from the monitoring point?
    pub year_inferred: bool,
    /// The text it was read from.
    pub text: String,
}

/// Where a date was read (日期出处); the words of channels.csv in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateSignal {
    /// Printed beside the title on the list page.
    List,
    /// Printed on the article's own page.
    Article,
    /// A meta tag.
    Meta,
    /// The address.
    Url,
}

/// A block that looks like a list of articles (信息列表).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFact {
    /// The element that holds the items, a number of [`PageFacts::elements`].
    pub element: u32,
    /// Where on the page.
    pub region: PageRegion,
    /// The heading that stands over the block, where it has one (e.g. the channel's name on a home page).
    pub heading: Option<String>,
    /// Index into [`PageFacts::links`] of the heading's own link or of the block's “更多”.
    pub more: Option<u32>,
    /// The items, in document order.
    pub items: Vec<ListItem>,
}

/// An item of a list (列表条目).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// Index into [`PageFacts::links`].
    pub link: u32,
    /// The date printed beside it. One after the monitoring point is kept, so that it can be counted, and does not count as
    /// the latest.
    pub date: Option<PublishedDate>,
}

/// Marks that the header and the footer of a page carry (网站标识; 国办发〔2017〕47号, rulebook L-01 … L-03).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageMarks {
    /// Text of the header: its words, alternative texts and titles of its pictures; at most 1,000 characters.
    pub header_text: String,
    /// Has the header a picture (in it the name may stand unreadable for us)?
    pub header_picture: bool,
    /// “我为政府网站找错” entries.
    pub report_entries: Vec<ReportEntry>,
    /// 网站标识码 printed on the page, as written.
    pub site_codes: Vec<String>,
    /// ICP备案编号 printed on the page.
    pub icp: Vec<String>,
    /// 公安机关备案号 printed on the page.
    pub police: Vec<String>,
    /// Is the 党政机关网站标识 there?
    pub party_mark: bool,
    /// 主办单位 named on the page.
    pub sponsor: Option<String>,
    /// Has the footer pictures without alternative text (in which marks may stand unreadable for us)?
    pub footer_picture: bool,
    /// Where the printed ICP number leads to, where it is a link; without fragment.
    pub icp_links: Vec<String>,
    /// Where the printed police number leads to, where it is a link; without fragment.
    pub police_links: Vec<String>,
    /// Does the header come by script or in a frame, so that what it lacks proves nothing?
    pub header_by_script: bool,
    /// Does the footer come by script or in a frame, so that what it lacks proves nothing?
    pub footer_by_script: bool,
}

/// One entry to “我为政府网站找错” (找错入口; rulebook ZE-01 … ZE-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportEntry {
    /// The address it leads to, where it is a link; empty for a script or a handler.
    pub href: String,
    /// The 标识码 it carries, as written.
    pub site_code: Option<String>,
    /// Host of the page that it says it stands on (parameter `url`), in lower case; `None` where it names none.
    pub page_host: Option<String>,
}

/// What the fold over a site's pages concludes (站点事实).
#[derive(Clone, Debug, PartialEq)]
pub struct SiteFacts {
    /// The home page.
    pub home: HomeFacts,
    /// The channels, declared or discovered, by address.
    pub channels: Vec<ChannelFacts>,
    /// One entry a page frame (template), by its first page's address.
    pub frames: Vec<FrameFacts>,
    /// How the pages carry the tags of the national scheme, one entry a group of tags, where any page was to carry them.
    pub tags: Vec<TagFacts>,
    /// Number of HTML pages seen.
    pub pages: u64,
    /// Texts that appear more than once, by the address of the first copy; at most 1,000.
    pub repeats: Vec<ArticleRepeat>,
    /// Articles whose own words contradict their date, by address; at most 1,000.
    pub contradictions: Vec<DateContradiction>,
    /// Articles dated well before an earlier round that did not see them, by address; at most 1,000. None where no
    /// earlier round saw the whole site.
    pub late: Vec<LateArticle>,
}

/// The home page (首页事实).
#[derive(Clone, Debug, PartialEq)]
pub struct HomeFacts {
    /// Its address after redirects.
    pub url: Url,
    /// Its title.
    pub title: String,
    /// The latest date of any item on it, not after the monitoring point; where the home page is only an entrance
    /// (仅为导航入口), the latest over the pages of the second level (rulebook WV3).
    pub latest: Option<PublishedDate>,
    /// The address of the page or item that `latest` was read from.
    pub latest_url: Option<Url>,
    /// Is it only an entrance?
    pub entrance_only: bool,
    /// Why its freshness cannot be measured, in Chinese; `None` where it can.
    pub not_measured: Option<String>,
}

/// A channel (栏目事实).
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelFacts {
    /// 栏目名称
    pub name: String,
    /// 栏目网址
    pub url: Url,
    /// 栏目类别
    pub kind: ChannelKind,
    /// Why it has this kind, in Chinese, e.g. `登记`, `名称含“公告”`, `标签ColumnType`.
    pub kind_reason: String,
    /// The channel's own term in days (更新期限), where the register gives one.
    pub term_days: Option<u32>,
    /// Is it reached from the navigation of the home page directly (一级栏目)?
    pub first_level: bool,
    /// Number of items on its first page.
    pub items: u32,
    /// The latest date among its items that is not after the monitoring point.
    pub latest: Option<PublishedDate>,
    /// The address of the item that `latest` belongs to.
    pub latest_url: Option<Url>,
    /// Number of items dated after the monitoring point, which do not count.
    pub future_items: u32,
    /// What the page showed.
    pub state: ChannelState,
    /// Number of items of each day, latest first, not after the monitoring point; of the first page and its further
    /// pages, at most 60 days.
    pub days: Vec<(NaiveDate, u32)>,
    /// Of what kind its items are by their titles.
    pub titles: TitleCounts,
    /// What more a reader should know, in Chinese, e.g. `页面称“暂无信息”`; empty where nothing.
    pub note: String,
    /// Why it cannot be measured (page not opened, contents by script, …), in Chinese; `None` where it can.
    pub not_measured: Option<String>,
}

/// What a channel's page showed (栏目页面状态).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelState {
    /// A list of articles.
    #[default]
    Listed,
    /// A list in a frame, on a plain page of the site.
    Framed,
    /// One article instead of a list.
    Article,
    /// A list all of whose entries cannot be opened.
    DeadItems,
    /// Nothing.
    Blank,
    /// Nothing yet: the contents come by script.
    Script,
    /// Nothing but a frame that was not read.
    Frame,
    /// Nothing on the first page, though further pages have items or a pager counts some.
    FurtherPages,
    /// It leads elsewhere or says that it was moved.
    Moved,
    /// A guard against machines answered.
    Blocked,
    /// It was not opened.
    Unopened,
    /// A page of another sort, without a list.
    NoList,
}

impl ChannelState {
    /// The Chinese name, as channels.csv says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Listed => "信息列表",
            Self::Framed => "内嵌网页的信息列表",
            Self::Article => "以一篇文章代替列表",
            Self::DeadItems => "条目链接均打不开",
            Self::Blank => "空白",
            Self::Script => "内容由脚本加载",
            Self::Frame => "内容在内嵌网页中",
            Self::FurtherPages => "首页未见条目而另有后续页",
            Self::Moved => "已迁移",
            Self::Blocked => "访问被拦截",
            Self::Unopened => "未打开",
            Self::NoList => "无信息列表",
        }
    }
}

/// Items of a channel by what their titles say they are (条目类别); what no word gives away is in `all` only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TitleCounts {
    /// All items.
    pub all: u32,
    /// News: someone held, visited, inspected, opened something.
    pub news: u32,
    /// Notices: 公告, 公示, 通知, 通告.
    pub notices: u32,
    /// Documents: 办法, 条例, 意见, 规定, 印发.
    pub documents: u32,
    /// About the body itself: guide, duties, people, address.
    pub profile: u32,
}

impl std::ops::AddAssign for TitleCounts {
    fn add_assign(&mut self, other: Self) {
        self.all += other.all;
        self.news += other.news;
        self.notices += other.notices;
        self.documents += other.documents;
        self.profile += other.profile;
    }
}

/// A page frame, that is a template's header and footer, with the marks on it (页面模板).
#[derive(Clone, Debug, PartialEq)]
pub struct FrameFacts {
    /// The signature.
    pub frame: u64,
    /// Number of pages with it.
    pub pages: u64,
    /// The first pages in address order, at most 100.
    pub first_pages: Vec<Url>,
    /// Does the home page carry it?
    pub home: bool,
    /// What most of its pages seem to be.
    pub kind: PageKind,
    /// The marks that are on its pages: a mark counts as missing when no page of the frame shows it.
    pub marks: PageMarks,
}

/// Everything a site rule may look at (一个网站的检查材料).
#[derive(Clone, Copy, Debug)]
pub struct SiteCase<'a> {
    /// The site as registered.
    pub site: &'a crate::registry::Site,
    /// The monitoring point (监测时间点).
    pub as_of: DateTime<Utc>,
    /// What its pages show.
    pub facts: &'a SiteFacts,
    /// Its broken and unclear targets, by address.
    pub targets: &'a [TargetFact],
    /// What else its links show.
    pub links: &'a LinkFacts,
    /// What its texts show; `None` where they were not checked.
    pub texts: Option<&'a TextFacts>,
    /// The certificate of its home page's host, where TLS was spoken.
    pub certificate: Option<&'a Certificate>,
    /// When the visit ended.
    pub observed_at: DateTime<Utc>,
}
