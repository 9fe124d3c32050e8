//! Second fleet: a plain district site whose lists print no dates at all (the articles do), headings in
//! `<h4>`, items in an `<ol>`, the day and the month printed apart on the articles' heads in words.

use std::fmt::Write as _;

use super::{bulk, parts};
use crate::{
    marks,
    view::{DateForm, PageKind, View},
};

pub(super) fn page(view: &View<'_>, out: &mut String) {
    head(view, out);
    match view.kind {
        PageKind::Home => home(view, out),
        _ if view.article.is_some() => article(view, out),
        PageKind::List | PageKind::Topic => list(view, out),
        _ => {
            let _ = write!(out, r#"<div class="nr"><h4>{}</h4>"#, view.title);
            parts::plain_text(view, out);
            out.push_str("</div>");
        }
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    out.push_str("<!DOCTYPE html>\n<html>\n<head>\n");
    if let Some(charset) = view.site.charset.meta() {
        let _ = writeln!(out, "<meta charset='{charset}'>");
    }
    let _ = writeln!(out, "<title>{}</title>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let _ = write!(
        out,
        "<style>{STYLE}{}</style>\n<script>{}</script>\n</head>\n<body>\n<div class=\"t\"><img src=\"/images/head.jpg\" width=\"1000\" height=\"120\" alt=\"\"><h1 class=\"wzmc\">{name}</h1></div>\n<div class=\"c\"><a href=\"/\">网站首页</a>",
        bulk::style(),
        bulk::script(),
    );
    for (href, name, _) in view.nav_entries() {
        let _ = write!(out, " <a href=\"{href}\">{name}</a>");
    }
    out.push_str("</div>\n");
    for (href, image) in view.planted_banners() {
        let _ = writeln!(
            out,
            "<div class=\"h\"><a href=\"{href}\"><img src=\"{image}\" width=\"1000\" height=\"70\"></a></div>"
        );
    }
    if view.kind != PageKind::Home {
        out.push_str("<div class=\"w\">位置:");
        parts::crumbs(view, " | ", out);
        out.push_str("</div>\n");
    }
}

fn entry(view: &View<'_>, number: u32, out: &mut String) {
    let article = view.article_of(number);
    let pinned = if article.pinned { "【置顶】" } else { "" };
    let _ = write!(
        out,
        "<li>{pinned}<a href=\"{}\">{}</a>",
        article.path,
        view.site.title(number)
    );
    view.list_date(number, DateForm::Short, " <i>", "</i>", out);
    out.push_str("</li>\n");
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"m\"><div class=\"gundong\">");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<a href=\"{href}\" title=\"{caption}\"><img src=\"{image}\" width=\"320\" height=\"200\"></a>"
        );
    }
    out.push_str("</div>\n");
    for (_, channel) in parts::home_channels(view) {
        let _ = writeln!(
            out,
            "<div class=\"z\"><h4><a href=\"{}\">{}</a></h4><ol>",
            channel.path, channel.name
        );
        for number in channel.articles.iter().take(6) {
            entry(view, *number, out);
        }
        out.push_str("</ol></div>\n");
    }
    for topic in parts::topics(view) {
        let _ = write!(
            out,
            "<p class=\"zt\"><a href=\"{}\">{}</a></p>",
            topic.path, topic.name
        );
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
    out.push_str("</div>\n");
}

fn list(view: &View<'_>, out: &mut String) {
    let _ = writeln!(
        out,
        "<div class=\"m\"><h4 class=\"lm\">{}</h4><ol class=\"lb\">",
        view.title
    );
    for number in parts::items(view) {
        entry(view, *number, out);
    }
    let _ = write!(
        out,
        "</ol>{}<div class=\"fy\">",
        if parts::items(view).is_empty() {
            parts::no_list(view)
        } else {
            String::new()
        }
    );
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a href=\"{href}\">{number}</a> "),
            None => write!(out, "{number} "),
        };
    }
    out.push_str("</div></div>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(out, "<div class=\"m nr\"><h2>{}</h2>\n<h5>", view.title);
    if view.prints_date(number) {
        out.push_str("发表于 ");
        view.date(view.article_of(number).date, DateForm::Dot, out);
        out.push(' ');
    }
    let _ = writeln!(out, "阅读 {} 次</h5>", 100 + number);
    parts::article_text(view, "<p align=\"justify\">", "</p>\n", out);
    out.push_str("<h4>其他文章</h4><ol>");
    for number in view.related(8) {
        let _ = writeln!(
            out,
            "<li><a href=\"{}\">{}</a></li>",
            view.article_of(number).path,
            view.site.title(number)
        );
    }
    out.push_str("</ol></div>\n");
}

fn foot(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"yl\">友好链接:");
    for (href, name) in view.friends() {
        let _ = write!(out, "<a href=\"{href}\">{name}</a> ");
    }
    out.push_str("</div>\n<address>");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<a href=\"{href}\">{name}</a> / ");
    }
    out.push_str("<br>");
    marks::site_code(view, " / ", out);
    marks::sponsor(view, " / ", out);
    marks::icp(view, " / ", out);
    marks::police(view, "<br>", out);
    marks::report_entry(view, "", out);
    marks::party_mark(view, "", out);
    out.push_str("</address>\n</body>\n</html>\n");
}

const STYLE: &str = "body{margin:0 auto;width:1000px;font:15px/28px 仿宋,SimSun;color:#222}a{color:#2a2a7c;text-decoration:none}.t{background:#33337f;position:relative}.wzmc{position:absolute;left:30px;top:20px;margin:0;color:#fff;font-size:38px}.c{background:#1f1f5c;padding:8px}.c a{color:#fff;margin-right:8px}.gundong{height:210px;overflow:hidden}.z{float:left;width:480px;margin:8px;height:240px}.z h4,.lm{margin:0;border-bottom:2px solid #33337f;font-size:17px}ol{margin:0;padding-left:22px}.lb li{border-bottom:1px dashed #bbb}.nr h2,.nr h5{text-align:center}.zt{clear:both;background:#eef;padding:10px}.fy{text-align:center}.yl{clear:both;background:#eef;padding:8px}address{background:#1f1f5c;color:#dde;text-align:center;padding:14px;font-style:normal}address a{color:#dde}\n";
