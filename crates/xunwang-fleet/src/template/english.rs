//! The English version of a site (英文版): ISO 8859-1, western dates, other words for everything.

use std::fmt::Write as _;

use super::{bulk, parts};
use crate::{
    marks,
    view::{DateForm, PageKind, View},
};

pub(super) fn page(view: &View<'_>, out: &mut String) {
    out.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    if let Some(charset) = view.site.charset.meta() {
        let _ = writeln!(out, "<meta charset=\"{charset}\">");
    }
    let _ = writeln!(out, "<title>{}</title>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let _ = write!(
        out,
        "<style>{STYLE}{}</style>\n<script src=\"/js/common.js\"></script>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to content</a>\n\
         <div id=\"masthead\"><h1><a href=\"/\">{name}</a></h1>",
        bulk::style(),
    );
    parts::pictures(view, false, out);
    out.push_str("</div>\n<ul id=\"menu\"><li><a href=\"/\">Home</a></li>");
    for (href, name, own) in view.nav_entries() {
        let _ = write!(
            out,
            "<li{}><a href=\"{href}\">{name}</a></li>",
            if own { " class=\"on\"" } else { "" }
        );
    }
    out.push_str("</ul>\n");
    for (href, image) in view.planted_banners() {
        let _ = writeln!(
            out,
            "<div class=\"banner\"><a href=\"{href}\"><img src=\"{image}\" alt=\"Banner\"></a></div>"
        );
    }
    out.push_str("<div id=\"content\">\n");
    match view.kind {
        PageKind::Home => home(view, out),
        _ if view.article.is_some() => article(view, out),
        PageKind::List | PageKind::Topic => list(view, out),
        _ => {
            let _ = writeln!(out, "<h2>{}</h2>", view.title);
            parts::plain_text(view, out);
        }
    }
    out.push_str("</div>\n");
    foot(view, out);
}

fn story(view: &View<'_>, number: u32, out: &mut String) {
    let _ = write!(
        out,
        "<div class=\"story\"><h4><a href=\"{}\">{}</a></h4>",
        view.article_of(number).path,
        view.site.title(number)
    );
    view.list_date(number, DateForm::Western, "<p class=\"when\">", "</p>", out);
    out.push_str("</div>\n");
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"carousel\">");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<div class=\"item\"><a href=\"{href}\"><img src=\"{image}\" alt=\"{caption}\"></a></div>"
        );
    }
    out.push_str("</div>\n");
    for (_, channel) in parts::home_channels(view) {
        let _ = writeln!(
            out,
            "<div class=\"block\"><h3>{}</h3><a class=\"more\" href=\"{}\">More</a>",
            channel.name, channel.path
        );
        for number in channel.articles.iter().take(5) {
            story(view, *number, out);
        }
        out.push_str("</div>\n");
    }
    for topic in parts::topics(view) {
        let _ = writeln!(out, "<p><a href=\"{}\">{}</a></p>", topic.path, topic.name);
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
}

fn list(view: &View<'_>, out: &mut String) {
    let _ = writeln!(out, "<h2>{}</h2>\n<div class=\"stories\">", view.title);
    for number in parts::items(view) {
        story(view, *number, out);
    }
    for (href, name) in view.planted_rows() {
        let _ = writeln!(
            out,
            "<div class=\"story\"><h4><a href=\"{href}\">{name}</a></h4></div>"
        );
    }
    out.push_str("</div>\n");
    if parts::items(view).is_empty() {
        out.push_str("<p>No information yet.</p>");
    }
    out.push_str("<div class=\"pager\">");
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a href=\"{href}\">{number}</a> "),
            None => write!(out, "<b>{number}</b> "),
        };
    }
    out.push_str("</div>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<h2 class=\"headline\">{}</h2>\n<p class=\"byline\">",
        view.title
    );
    if view.prints_date(number) {
        out.push_str("Updated: ");
        view.date(view.article_of(number).date, DateForm::Western, out);
        out.push_str(" | ");
    }
    out.push_str("Source: this website</p>\n<div class=\"text\">\n");
    parts::article_text(view, "<p>", "</p>\n", out);
    out.push_str("</div>\n<div class=\"related\"><h3>Related</h3><ul>");
    for number in view.related(6) {
        let _ = writeln!(
            out,
            "<li><a href=\"{}\">{}</a></li>",
            view.article_of(number).path,
            view.site.title(number)
        );
    }
    out.push_str("</ul></div>\n");
}

fn foot(view: &View<'_>, out: &mut String) {
    parts::pictures(view, true, out);
    out.push_str("<div id=\"footer\"><p class=\"friends\">");
    for (href, name) in view.friends() {
        let _ = write!(out, "<a href=\"{href}\">{name}</a> ");
    }
    out.push_str("</p><p>");
    for (href, name) in parts::footer_links(view) {
        let name = match name {
            "关于我们" => "About us",
            "联系我们" => "Contact us",
            "网站声明" => "Terms of use",
            _ => "Site map",
        };
        let _ = write!(out, "<a href=\"{href}\">{name}</a> | ");
    }
    let _ = write!(
        out,
        "</p><p>Copyright &copy; {}. All rights reserved.</p><p>",
        view.site.identity.body
    );
    marks::sponsor(view, "<br>", out);
    marks::icp(view, " ", out);
    marks::police(view, "<br>", out);
    marks::site_code(view, "<br>", out);
    marks::party_mark(view, " ", out);
    marks::report_entry(view, "", out);
    out.push_str("</p></div>\n</body>\n</html>\n");
}

const STYLE: &str = "body{margin:0;font:14px/1.6 Arial,sans-serif}#masthead{background:#1d3557;color:#fff;padding:20px}#masthead a{color:#fff}#menu{list-style:none;margin:0;padding:8px;background:#457b9d}#menu li{display:inline-block;margin-right:14px}#menu a{color:#fff}.block{width:46%;float:left;margin:1%}.story{border-bottom:1px solid #ddd}.when{color:#888}#footer{clear:both;background:#eee;padding:16px}";
