//! Forms of addresses that content management systems give to channels and articles (网址形式).

use chrono::{Datelike, NaiveDate};

/// How a site builds its paths. No form tells a date but `Trs` and `Jcms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AddressForm {
    /// `/zwgk/tzgg/202309/t20230915_1234.html`, lists `index_1.html`.
    Trs,
    /// `/col/col1003/index.html`, `/art/2023/9/15/art_1003_1234.html`.
    Jcms,
    /// `/list.asp?id=3`, `/show.asp?id=1234`.
    Query,
    /// `/zwgk/tzgg/index.html`, `/zwgk/tzgg/content/post_1234.html`.
    Post,
    /// `/channel/tzgg.shtml`, `/a/1234.shtml`.
    Shtml,
    /// `/lm/tzgg/`, `/lm/tzgg/content_1234`.
    Bare,
}

impl AddressForm {
    pub(crate) fn home(self) -> &'static str {
        match self {
            Self::Query => "/index.asp",
            Self::Jcms | Self::Shtml => "/",
            _ => "/",
        }
    }

    /// Path of a channel's page, counted from 0.
    pub(crate) fn list(self, label: &str, channel: usize, page: usize) -> String {
        match (self, page) {
            (Self::Trs, 0) => format!("/{label}/"),
            (Self::Trs, _) => format!("/{label}/index_{page}.html"),
            (Self::Jcms, 0) => format!("/col/col{}/index.html", 1001 + channel),
            (Self::Jcms, _) => format!(
                "/col/col{}/index.html?uid=47&pageNum={}",
                1001 + channel,
                page + 1
            ),
            (Self::Query, 0) => format!("/list.asp?id={}", channel + 1),
            (Self::Query, _) => format!("/list.asp?id={}&page={}", channel + 1, page + 1),
            (Self::Post, 0) => format!("/{label}/index.html"),
            (Self::Post, _) => format!("/{label}/index_{}.html", page + 1),
            (Self::Shtml, 0) => format!("/channel/{label}.shtml"),
            (Self::Shtml, _) => format!("/channel/{label}_{}.shtml", page + 1),
            (Self::Bare, 0) => format!("/lm/{label}/"),
            (Self::Bare, _) => format!("/lm/{label}/p{}", page + 1),
        }
    }

    /// Path of an article. `dated` = the address may tell the date.
    pub(crate) fn article(
        self,
        label: &str,
        channel: usize,
        date: NaiveDate,
        number: u32,
        dated: bool,
    ) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self {
            Self::Trs if dated => {
                format!(
                    "/{label}/{year}{month:02}/t{year}{month:02}{day:02}_{}.html",
                    300_000 + number
                )
            }
            Self::Jcms if dated => {
                format!(
                    "/art/{year}/{month}/{day}/art_{}_{}.html",
                    1001 + channel,
                    50_000 + number
                )
            }
            Self::Trs => format!("/{label}/content_{}.html", 300_000 + number),
            Self::Jcms => format!("/art/art_{}_{}.html", 1001 + channel, 50_000 + number),
            Self::Query => format!("/show.asp?id={}", 4000 + number),
            Self::Post => format!("/{label}/content/post_{}.html", 4_100_000 + number),
            Self::Shtml => format!("/a/{}.shtml", 7000 + number),
            Self::Bare => format!("/lm/{label}/content_{}", 9000 + number),
        }
    }

    /// Paths of the pages about the site.
    pub(crate) fn about(self, number: usize) -> String {
        let stem = ["gywm", "lxwm", "wzsm"][number % 3];
        match self {
            Self::Query => format!("/about.asp?page={stem}"),
            Self::Shtml => format!("/about/{stem}.shtml"),
            Self::Bare => format!("/about/{stem}"),
            _ => format!("/about/{stem}.html"),
        }
    }

    pub(crate) fn site_map(self) -> &'static str {
        match self {
            Self::Query => "/map.asp",
            Self::Shtml => "/map.shtml",
            _ => "/wzdt/index.html",
        }
    }
}

/// A relative reference from one path to another of the same site (`../` as content systems write it).
pub(crate) fn relative(from: &str, to: &str) -> String {
    let from_folder = &from.split('?').next().unwrap_or(from);
    let from_folder = &from_folder[..=from_folder.rfind('/').unwrap_or(0)];
    let shared = from_folder
        .char_indices()
        .zip(to.chars())
        .take_while(|((_, left), right)| left == right)
        .filter(|((_, left), _)| *left == '/')
        .last()
        .map_or(0, |((at, _), _)| at + 1);
    let climbs = from_folder[shared..].matches('/').count();
    let rest = &to[shared..];
    if climbs == 0 {
        format!("./{rest}")
    } else {
        format!("{}{rest}", "../".repeat(climbs))
    }
}
