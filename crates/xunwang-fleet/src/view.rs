//! What a template sees of the page that it renders (视图).

use std::fmt::Write as _;

use chrono::{Datelike, Days, NaiveDate};

use crate::{
    address::relative,
    chance::Chance,
    marks::{Mark, MetaForm},
    site::{Article, Channel, Content, ListForm, Resource, Site, Spot, Twist},
    template::Template,
    words,
};

/// Kind of a page, as templates differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageKind {
    Home,
    List,
    Article,
    /// A special topic's page or one of its articles.
    Topic,
    Plain,
}

/// A page about to be rendered.
pub(crate) struct View<'a> {
    pub(crate) site: &'a Site,
    pub(crate) path: &'a str,
    pub(crate) kind: PageKind,
    pub(crate) resource: &'a Resource,
    /// Channel to which the page belongs.
    pub(crate) channel: Option<usize>,
    pub(crate) article: Option<u32>,
    pub(crate) title: String,
}

/// A form of printed dates (日期形式).
#[derive(Debug, Clone, Copy)]
pub(crate) enum DateForm {
    /// `2023-09-15`
    Iso,
    /// `2023/09/15`
    Slash,
    /// `2023.09.15`
    Dot,
    /// `2023年9月15日`
    Han,
    /// `2023-09-15` in full-width digits
    FullWidth,
    /// `September 15, 2023`
    Western,
    /// `09-15`, where the year is beyond doubt; otherwise `2023-09-15`
    Short,
}

impl<'a> View<'a> {
    pub(crate) fn new(site: &'a Site, path: &'a str, resource: &'a Resource) -> Self {
        let (kind, channel, article, title) = match resource {
            Resource::Home => (PageKind::Home, None, None, String::new()),
            Resource::List { channel, .. } => {
                let held = &site.channels[usize::from(*channel)];
                let kind = if held.topic {
                    PageKind::Topic
                } else {
                    PageKind::List
                };
                (kind, Some(usize::from(*channel)), None, held.name.clone())
            }
            Resource::Article(number) => {
                let article = &site.articles[*number as usize];
                let held = &site.channels[usize::from(article.channel)];
                let kind = if held.topic {
                    PageKind::Topic
                } else {
                    PageKind::Article
                };
                (
                    kind,
                    Some(usize::from(article.channel)),
                    Some(*number),
                    site.title(*number),
                )
            }
            Resource::About(page) => {
                let name = ["关于我们", "联系我们", "网站声明"][usize::from(*page) % 3];
                (PageKind::Plain, None, None, name.to_owned())
            }
            Resource::SiteMap => (PageKind::Plain, None, None, "网站地图".to_owned()),
            Resource::Gone(_) => (PageKind::Plain, None, None, "信息详情".to_owned()),
            _ => (PageKind::Plain, None, None, "网站说明".to_owned()),
        };
        Self {
            site,
            path,
            kind,
            resource,
            channel,
            article,
            title,
        }
    }

    pub(crate) fn shows(&self, mark: Mark) -> bool {
        self.site.marks.shows(mark, self.kind)
    }

    /// A reference to a path of this site, in the template's habit.
    pub(crate) fn href(&self, to: &str) -> String {
        if self.site.template.relative_links() {
            relative(self.path, to)
        } else {
            to.to_owned()
        }
    }

    /// Title for the head: page, then site.
    pub(crate) fn head_title(&self) -> String {
        let name = &self.site.identity.name;
        if self.title.is_empty() {
            name.clone()
        } else {
            format!("{}_{name}", self.title)
        }
    }

    /// Chance that belongs to this page and purpose.
    pub(crate) fn chance(&self, purpose: u64) -> Chance {
        let page = match self.resource {
            Resource::Article(number) => 1_000 + u64::from(*number),
            Resource::List { channel, page } => 500_000 + u64::from(*channel) * 1_000 + u64::from(*page),
            Resource::About(page) => 900 + u64::from(*page),
            Resource::Flapping
            | Resource::Slow
            | Resource::NoHead
            | Resource::WrongCharset
            | Resource::Utf16 => self
                .path
                .bytes()
                .fold(2_000_000, |sum, byte| sum * 31 % 1_000_000_007 + u64::from(byte)),
            _ => 1,
        };
        Chance::new(&[self.site.seed, page, purpose])
    }

    /// Chance that belongs to an article and purpose.
    pub(crate) fn chance_of_article(&self, number: u32, purpose: u64) -> Chance {
        Chance::new(&[self.site.seed, 1_000 + u64::from(number), purpose])
    }

    /// Channels of the navigation.
    pub(crate) fn nav(&self) -> impl Iterator<Item = (usize, &'a Channel)> {
        self.site
            .channels
            .iter()
            .enumerate()
            .filter(|(_, channel)| !channel.topic)
    }

    /// Everything planted on this page.
    pub(crate) fn planted(&self) -> impl Iterator<Item = &'a Content> {
        let spots = [
            Some(Spot::Everywhere),
            (self.kind == PageKind::Home).then_some(Spot::Home),
            self.article.map(Spot::Article),
            self.channel.map(|channel| Spot::Channel(channel as u16)),
        ];
        self.site
            .planted
            .iter()
            .filter(move |planted| spots.contains(&Some(planted.on)))
            .map(|planted| &planted.content)
    }

    /// Planted markup for the text.
    pub(crate) fn planted_body(&self) -> impl Iterator<Item = &'a str> {
        self.planted().filter_map(|content| match content {
            Content::Body(markup) => Some(markup.as_str()),
            _ => None,
        })
    }

    /// Planted banners: link and picture.
    pub(crate) fn planted_banners(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.planted().filter_map(|content| match content {
            Content::Banner { href, image } => Some((href.as_str(), image.as_str())),
            _ => None,
        })
    }

    /// Slides of the carousel: link, picture, caption. Three healthy ones, then the planted.
    pub(crate) fn slides(&self) -> Vec<(String, String, String)> {
        let mut slides = Vec::new();
        for number in self.latest(3) {
            let article = &self.site.articles[number as usize];
            let picture = format!("/images/pic_{}.jpg", number % 8);
            slides.push((
                self.href(&article.path),
                self.href(&picture),
                self.site.title(number),
            ));
        }
        for content in self.planted() {
            if let Content::Slide { href, image } = content {
                slides.push((href.clone(), image.clone(), "图片新闻".to_owned()));
            }
        }
        slides
    }

    /// Planted picture links of the header and of the floating box: link and picture.
    pub(crate) fn planted_pictures(&self, floating: bool) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.planted().filter_map(move |content| match content {
            Content::Header { href, image } if !floating => Some((href.as_str(), image.as_str())),
            Content::Float { href, image } if floating => Some((href.as_str(), image.as_str())),
            _ => None,
        })
    }

    /// Planted rows of the list: link and name.
    pub(crate) fn planted_rows(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let on_list = self.article.is_none();
        self.planted().filter_map(move |content| match content {
            Content::Row { href, name } if on_list => Some((href.as_str(), name.as_str())),
            _ => None,
        })
    }

    /// How this page shows its list.
    pub(crate) fn list_form(&self) -> ListForm {
        self.channel
            .map_or(ListForm::Markup, |channel| self.site.channels[channel].form)
    }

    /// Whether the page is written in English.
    pub(crate) fn english(&self) -> bool {
        self.site.template == Template::English
    }

    /// Links of the footer's friendly links, planted ones last.
    pub(crate) fn friends(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let planted = self.planted().filter_map(|content| match content {
            Content::Friend { href, name } => Some((href.as_str(), name.as_str())),
            _ => None,
        });
        self.site
            .friends
            .iter()
            .map(|(href, name)| (href.as_str(), name.as_str()))
            .chain(planted)
    }

    /// Entries of the navigation: link, name, whether it is the page's own channel.
    pub(crate) fn nav_entries(&self) -> Vec<(String, String, bool)> {
        let mut entries: Vec<_> = self
            .nav()
            .map(|(index, channel)| {
                (
                    self.href(&channel.path),
                    channel.name.clone(),
                    self.channel == Some(index),
                )
            })
            .collect();
        for content in self.planted() {
            if let Content::Nav { href, name } = content {
                entries.push((href.clone(), name.clone(), false));
            }
        }
        entries
    }

    /// The newest articles of the channels in the navigation, one channel after the other.
    pub(crate) fn latest(&self, count: usize) -> Vec<u32> {
        let mut found = Vec::with_capacity(count);
        for depth in 0..6 {
            for (_, channel) in self.nav() {
                if let Some(number) = channel.articles.get(depth)
                    && found.len() < count
                {
                    found.push(*number);
                }
            }
        }
        found
    }

    /// Articles of the same site for “related articles”.
    pub(crate) fn related(&self, count: usize) -> Vec<u32> {
        let mut chance = self.chance(3);
        let all = self.site.articles.len();
        if all == 0 {
            return Vec::new();
        }
        (0..count.min(all)).map(|_| chance.below(all) as u32).collect()
    }

    pub(crate) fn article_of(&self, number: u32) -> &'a Article {
        &self.site.articles[number as usize]
    }

    /// A date in a form.
    pub(crate) fn date(&self, date: NaiveDate, form: DateForm, out: &mut String) {
        let (year, month, day) = (date.year(), date.month(), date.day());
        let near = date <= self.site.as_of && self.site.as_of - date < chrono::TimeDelta::days(300);
        let _ = match form {
            DateForm::Short if near => write!(out, "{month:02}-{day:02}"),
            DateForm::Iso | DateForm::Short => write!(out, "{year}-{month:02}-{day:02}"),
            DateForm::Slash => write!(out, "{year}/{month:02}/{day:02}"),
            DateForm::Dot => write!(out, "{year}.{month:02}.{day:02}"),
            DateForm::Western => write!(out, "{}", date.format("%B %-d, %Y")),
            DateForm::Han => write!(out, "{year}年{month}月{day}日"),
            DateForm::FullWidth => {
                let plain = format!("{year}-{month:02}-{day:02}");
                for character in plain.chars() {
                    out.push(char::from_u32(character as u32 + 0xfee0).unwrap_or(character));
                }
                Ok(())
            }
        };
    }

    /// The date beside an article in a list, wrapped; nothing where its channel's lists print none.
    pub(crate) fn list_date(&self, number: u32, form: DateForm, before: &str, after: &str, out: &mut String) {
        let article = self.article_of(number);
        if self.site.channels[usize::from(article.channel)].list_dates {
            out.push_str(before);
            self.date(article.date, form, out);
            out.push_str(after);
        }
    }

    /// Whether the article prints its date.
    pub(crate) fn prints_date(&self, number: u32) -> bool {
        self.site.channels[usize::from(self.article_of(number).channel)].article_dates
    }

    /// Hour and minute of publication.
    pub(crate) fn time_of_day(&self) -> (usize, usize) {
        let mut chance = self.chance(5);
        (chance.between(8, 17), chance.below(60))
    }

    /// Meta tags of the national scheme (rulebook L-14), if the site has them.
    pub(crate) fn meta_tags(&self, out: &mut String) {
        let site = self.site;
        let form = site.marks.meta;
        if form == MetaForm::None {
            return;
        }
        let _ = write!(
            out,
            "<meta name=\"SiteName\" content=\"{}\">\n<meta name=\"SiteDomain\" content=\"{}\">\n",
            site.identity.name, site.identity.host
        );
        if form != MetaForm::NoCode {
            let _ = writeln!(
                out,
                "<meta name=\"SiteIDCode\" content=\"{}\">",
                site.marks.shown_code
            );
        }
        if form == MetaForm::SiteOnly {
            return;
        }
        if let Some(channel) = self.channel {
            let channel = &site.channels[channel];
            let (name, kind) = (&channel.name, channel.kind.word());
            let _ = writeln!(
                out,
                "<meta name=\"ColumnName\" content=\"{name}\">\n<meta name=\"ColumnDescription\" content=\"{name}\">\n<meta name=\"ColumnKeywords\" content=\"{name}\">\n<meta name=\"ColumnType\" content=\"{kind}\">"
            );
        }
        if let Some(number) = self.article {
            let _ = writeln!(out, "<meta name=\"ArticleTitle\" content=\"{}\">", self.title);
            let article = self.article_of(number);
            if self.prints_date(number) {
                let date = if article.migrated {
                    site.as_of.checked_sub_days(Days::new(3)).unwrap_or(article.date)
                } else {
                    article.date
                };
                let (hour, minute) = self.time_of_day();
                let _ = writeln!(
                    out,
                    "<meta name=\"PubDate\" content=\"{date} {hour:02}:{minute:02}\">"
                );
            }
            out.push_str("<meta name=\"ContentSource\" content=\"本网\">\n");
        }
    }
}

impl Site {
    /// Title of an article.
    pub(crate) fn title(&self, number: u32) -> String {
        let article = &self.articles[number as usize];
        let kind = self.channels[usize::from(article.channel)].filled_with;
        match &article.twist {
            Twist::Copy { of, .. } => return self.title(*of),
            Twist::Own { title, .. } | Twist::Reprint { title, .. } => return title.clone(),
            Twist::Form { name } => return format!("关于{name}同志任前公示的公告"),
            Twist::None => {}
        }
        let mut chance = Chance::new(&[self.seed, 11, u64::from(number)]);
        if self.template == Template::English {
            return words::english_title(&mut chance);
        }
        words::title(kind, &self.identity.body, article.date.year(), &mut chance)
    }
}
