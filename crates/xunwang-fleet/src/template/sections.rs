//! Second fleet: a component-built site with hashed class names, `<section>` and `<time datetime>`,
//! the whole card of a list item inside the link.

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
            let _ = write!(out, r#"<section class="css-1m8k2q"><h1>{}</h1>"#, view.title);
            parts::plain_text(view, out);
            out.push_str("</section>");
        }
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    out.push_str("<!DOCTYPE html><html lang=\"zh-Hans\"><head>");
    if let Some(charset) = view.site.charset.meta() {
        let _ = write!(out, "<meta charset={charset}>");
    }
    let _ = write!(out, "<title>{}</title>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let mut pictures = String::new();
    parts::pictures(view, false, &mut pictures);
    let _ = write!(
        out,
        "<style>{STYLE}{}</style><script>{}</script></head><body><div id=\"app\"><header class=\"css-9x0\"><div class=\"css-w\"><a class=\"css-lg\" href=\"/\"><svg width=\"48\" height=\"48\"><circle cx=\"24\" cy=\"24\" r=\"20\" fill=\"#fff\"/></svg><span>{name}</span></a>{pictures}</div><nav class=\"css-nv\"><a href=\"/\">首页</a>",
        bulk::style(),
        bulk::script(),
    );
    for (href, name, own) in view.nav_entries() {
        let _ = write!(
            out,
            "<a href=\"{href}\"{}>{name}</a>",
            if own { " aria-current=\"page\"" } else { "" }
        );
    }
    out.push_str("</nav></header>");
    for (href, image) in view.planted_banners() {
        let _ = write!(
            out,
            "<a class=\"css-hb\" href=\"{href}\" style=\"display:block\"><img src=\"{image}\" alt=\"\" loading=\"lazy\"></a>"
        );
    }
    if view.kind != PageKind::Home {
        out.push_str("<div class=\"css-w css-bc\">");
        parts::crumbs(view, "<i>›</i>", out);
        out.push_str("</div>");
    }
}

fn card(view: &View<'_>, number: u32, out: &mut String) {
    let article = view.article_of(number);
    let _ = write!(out, "<li class=\"css-it\"><a href=\"{}\">", article.path);
    if view.site.channels[usize::from(article.channel)].list_dates {
        let _ = write!(out, "<time datetime=\"{}\">", article.date);
        view.date(article.date, DateForm::Iso, out);
        out.push_str("</time>");
    }
    let pinned = if article.pinned { "<b>置顶</b>" } else { "" };
    let _ = writeln!(out, "{pinned}<span>{}</span></a></li>", view.site.title(number));
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<main class=\"css-w\"><div class=\"css-car\" data-role=\"carousel\">");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<figure><a href=\"{href}\"><img src=\"{image}\" alt=\"\"></a><figcaption>{caption}</figcaption></figure>"
        );
    }
    out.push_str("</div>\n<div class=\"css-grid\">");
    for (_, channel) in parts::home_channels(view) {
        let _ = write!(
            out,
            "<section class=\"css-sc\"><header><h2>{}</h2><a href=\"{}\">全部</a></header><ul>",
            channel.name, channel.path
        );
        for number in channel.articles.iter().take(6) {
            card(view, *number, out);
        }
        out.push_str("</ul></section>\n");
    }
    out.push_str("</div><div class=\"css-tp\">");
    for topic in parts::topics(view) {
        let _ = write!(out, "<a href=\"{}\">{}</a>", topic.path, topic.name);
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
    out.push_str("</div></main>");
}

fn list(view: &View<'_>, out: &mut String) {
    let _ = writeln!(
        out,
        "<main class=\"css-w\"><section class=\"css-ls\"><h1>{}</h1><ul>",
        view.title
    );
    for number in parts::items(view) {
        card(view, *number, out);
    }
    for (href, name) in view.planted_rows() {
        let _ = writeln!(
            out,
            "<li class=\"css-it\"><a href=\"{href}\"><span>{name}</span></a></li>"
        );
    }
    out.push_str("</ul>");
    if parts::items(view).is_empty() {
        let _ = write!(out, "<p class=\"css-em\">{}</p>", parts::no_list(view));
    }
    out.push_str("<div role=\"navigation\" class=\"css-pg\">");
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a href=\"{href}\">{number}</a>"),
            None => write!(out, "<span>{number}</span>"),
        };
    }
    out.push_str("</div></section></main>");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<main class=\"css-w\"><article class=\"css-ar\"><h1>{}</h1><div class=\"css-mt\">",
        view.title
    );
    if view.prints_date(number) {
        let (hour, minute) = view.time_of_day();
        let date = view.article_of(number).date;
        let _ = write!(out, "<time datetime=\"{date}T{hour:02}:{minute:02}:00+08:00\">");
        view.date(date, DateForm::Slash, out);
        let _ = write!(out, " {hour:02}:{minute:02}</time>");
    }
    out.push_str("<span>来源:本站</span></div>\n");
    parts::article_text(view, "<p>", "</p>\n", out);
    out.push_str("</article><aside class=\"css-rl\"><h2>延伸阅读</h2><ul>");
    for number in view.related(10) {
        let _ = writeln!(
            out,
            "<li><a href=\"{}\">{}</a></li>",
            view.article_of(number).path,
            view.site.title(number)
        );
    }
    out.push_str("</ul></aside></main>");
}

fn foot(view: &View<'_>, out: &mut String) {
    parts::pictures(view, true, out);
    out.push_str("<footer class=\"css-ft\"><div class=\"css-w\"><p>");
    for (href, name) in view.friends() {
        let _ = writeln!(out, "<a href=\"{href}\">{name}</a>");
    }
    out.push_str("</p><p>");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<a href=\"{href}\">{name}</a> · ");
    }
    out.push_str("<a href=\"tel:12345\">政务热线12345</a></p><div>");
    marks::sponsor(view, "</div><div>", out);
    marks::site_code(view, "</div><div>", out);
    marks::icp(view, "</div><div>", out);
    marks::police(view, "</div><div>", out);
    marks::report_entry(view, " ", out);
    marks::party_mark(view, "", out);
    out.push_str("</div></div></footer></div></body></html>");
}

const STYLE: &str = "body{margin:0;font:16px/1.8 system-ui,'PingFang SC',sans-serif;color:#1a2230}a{color:inherit;text-decoration:none}ul{list-style:none;margin:0;padding:0}.css-w{max-width:1120px;margin:0 auto;overflow:hidden}.css-9x0{background:#0b6e4f}.css-lg{display:flex;align-items:center;padding:24px 0;color:#fff;font-size:30px;gap:14px;min-height:48px}.css-nv{background:#08533b;padding:0 20px;text-align:center}.css-nv a{display:inline-block;color:#fff;padding:9px 12px}.css-hb img{width:100%;height:84px}.css-bc{padding:12px 0;color:#777}.css-car{display:flex;height:300px;overflow:hidden;background:#dcebe5}.css-car figure{margin:0;min-width:560px}.css-car img{width:560px;height:270px}.css-grid{display:grid;grid-template-columns:1fr 1fr;gap:24px;margin-top:20px}.css-sc header{display:flex;justify-content:space-between;border-bottom:2px solid #0b6e4f}.css-sc h2{margin:0;font-size:19px;color:#0b6e4f}.css-it{border-bottom:1px solid #eee;overflow:hidden;height:34px}.css-it time{float:right;color:#888;font-size:14px}.css-ls{min-height:400px}.css-pg a,.css-pg span{border:1px solid #ccc;padding:3px 10px;margin:3px}.css-ar h1{text-align:center}.css-mt{text-align:center;color:#888}.css-ft{background:#12251e;color:#c8d6d0;margin-top:30px;padding:20px 0;font-size:14px}.css-tp a{display:inline-block;background:#0b6e4f;color:#fff;padding:14px 30px;margin:10px 10px 0 0}.css-1m8k2q{max-width:1120px;margin:0 auto}";
