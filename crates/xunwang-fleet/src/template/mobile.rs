//! A page for telephones (手机版): XHTML Mobile Profile, no tables, no script, one line an item.

use std::fmt::Write as _;

use super::parts;
use crate::{
    marks,
    view::{DateForm, PageKind, View},
};

pub(super) fn page(view: &View<'_>, out: &mut String) {
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html PUBLIC \"-//WAPFORUM//DTD XHTML Mobile 1.0//EN\" \"http://www.wapforum.org/DTD/xhtml-mobile10.dtd\">\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head>");
    if let Some(charset) = view.site.charset.meta() {
        let _ = write!(
            out,
            "<meta http-equiv=\"Content-Type\" content=\"application/xhtml+xml; charset={charset}\" />"
        );
    }
    let _ = write!(out, "<title>{}</title>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let _ = write!(
        out,
        "<style type=\"text/css\">{STYLE}</style></head>\n<body>\n<div class=\"h\"><b>{name}</b>"
    );
    parts::pictures(view, false, out);
    out.push_str("</div>\n<div class=\"n\"><a href=\"/\" accesskey=\"0\">首页</a>");
    for (href, name, _) in view.nav_entries() {
        let _ = write!(out, "|<a href=\"{href}\">{name}</a>");
    }
    out.push_str("</div>\n");
    for (href, image) in view.planted_banners() {
        let _ = writeln!(
            out,
            "<div class=\"banner\"><a href=\"{href}\"><img src=\"{image}\" alt=\"横幅\" width=\"320\" /></a></div>"
        );
    }
    match view.kind {
        PageKind::Home => home(view, out),
        _ if view.article.is_some() => article(view, out),
        PageKind::List | PageKind::Topic => list(view, out),
        _ => {
            let _ = write!(out, "<div class=\"t\">{}</div><div class=\"c\">", view.title);
            parts::plain_text(view, out);
            out.push_str("</div>\n");
        }
    }
    foot(view, out);
}

fn item(view: &View<'_>, rank: usize, number: u32, out: &mut String) {
    let article = view.article_of(number);
    let _ = write!(
        out,
        "<p>{rank}.<a href=\"{}\">{}</a>",
        article.path,
        view.site.title(number)
    );
    view.list_date(number, DateForm::Iso, "<small>(", ")</small>", out);
    out.push_str("</p>\n");
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"slider\">");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<a href=\"{href}\"><img src=\"{image}\" alt=\"{caption}\" width=\"320\" /></a>"
        );
    }
    out.push_str("</div>\n");
    for (_, channel) in parts::home_channels(view) {
        let _ = writeln!(
            out,
            "<div class=\"t\"><a href=\"{}\">{}</a></div>\n<div class=\"l\">",
            channel.path, channel.name
        );
        for (rank, number) in (1..).zip(channel.articles.iter().take(5)) {
            item(view, rank, *number, out);
        }
        out.push_str("</div>\n");
    }
    out.push_str("<div class=\"c\">");
    for topic in parts::topics(view) {
        let _ = write!(out, "<p><a href=\"{}\">{}</a></p>", topic.path, topic.name);
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
    out.push_str("</div>\n");
}

fn list(view: &View<'_>, out: &mut String) {
    let _ = writeln!(out, "<div class=\"t\">{}</div>\n<div class=\"l\">", view.title);
    for (rank, number) in (1..).zip(parts::items(view)) {
        item(view, rank, *number, out);
    }
    for (href, name) in view.planted_rows() {
        let _ = writeln!(out, "<p>·<a href=\"{href}\">{name}</a></p>");
    }
    if parts::items(view).is_empty() {
        out.push_str(&parts::no_list(view));
    }
    out.push_str("</div>\n<div class=\"p\">");
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a href=\"{href}\">{number}</a> "),
            None => write!(out, "{number} "),
        };
    }
    out.push_str("</div>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<div class=\"t\"><b>{}</b></div>\n<div class=\"d\">",
        view.title
    );
    if view.prints_date(number) {
        view.date(view.article_of(number).date, DateForm::Iso, out);
    }
    out.push_str(" 来源:本网</div>\n<div class=\"c\">");
    parts::article_text(view, "<p>", "</p>\n", out);
    out.push_str("</div>\n<div class=\"l\">");
    for number in view.related(6) {
        let _ = writeln!(
            out,
            "<p>·<a href=\"{}\">{}</a></p>",
            view.article_of(number).path,
            view.site.title(number)
        );
    }
    out.push_str("</div>\n");
}

fn foot(view: &View<'_>, out: &mut String) {
    parts::pictures(view, true, out);
    out.push_str("<div class=\"f\"><p>");
    for (href, name) in view.friends() {
        let _ = write!(out, "<a href=\"{href}\">{name}</a> ");
    }
    out.push_str("</p><p>");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<a href=\"{href}\">{name}</a> ");
    }
    out.push_str("</p><p>");
    marks::sponsor(view, "<br />", out);
    marks::icp(view, "<br />", out);
    marks::police(view, "<br />", out);
    marks::site_code(view, "<br />", out);
    marks::party_mark(view, " ", out);
    marks::report_entry(view, "", out);
    out.push_str("</p></div>\n</body></html>\n");
}

const STYLE: &str = "body{font-size:medium;margin:0}.h{background:#c00;color:#fff}.n{background:#eee}.t{background:#fde}.f{background:#ddd;font-size:small}p{margin:2px}";
