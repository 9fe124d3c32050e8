//! A newer portal with HTML5 elements and English class names: lists in `<dl>`, dates as `2023年9月15日`.

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
            let _ = write!(
                out,
                r#"<main class="container"><article class="article-content"><h1>{}</h1>"#,
                view.title
            );
            parts::plain_text(view, out);
            out.push_str("</article></main>");
        }
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    out.push_str("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n");
    if let Some(charset) = view.site.charset.meta() {
        let _ = writeln!(out, "<meta charset=\"{charset}\">");
    }
    let _ = writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\">\n<title>{}</title>",
        view.head_title()
    );
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let mut pictures = String::new();
    parts::pictures(view, false, &mut pictures);
    let label = if name.is_empty() {
        String::new()
    } else {
        format!(r#" aria-label="{name}""#)
    };
    let _ = write!(
        out,
        "<link rel=\"stylesheet\" href=\"/css/main.css\">\n<link rel=\"icon\" href=\"/images/logo.png\">\n<style>{STYLE}{}</style>\n<script>{}</script>\n</head>\n<body>\n\
         <header class=\"site-header\"><div class=\"container\"><a class=\"logo\" href=\"/\"{label}><img src=\"/images/logo.png\" alt=\"{name}\"><strong>{name}</strong></a>{pictures}\
         <a class=\"tool\" href=\"javascript:void(0);\" onclick=\"toggleWza()\">无障碍</a><a class=\"tool\" href=\"#\">繁體</a></div></header>\n<nav class=\"main-nav\"><div class=\"container\"><a href=\"/\">首页</a>",
        bulk::style(),
        bulk::script(),
    );
    for (href, name, own) in view.nav_entries() {
        let _ = write!(
            out,
            "<a{} href=\"{href}\">{name}</a>",
            if own { " class=\"active\"" } else { "" }
        );
    }
    out.push_str("</div></nav>\n");
    for (href, image) in view.planted_banners() {
        let _ = writeln!(
            out,
            "<div class=\"top-banner container\"><a href=\"{href}\"><img src=\"{image}\" alt=\"banner\"></a></div>"
        );
    }
    if view.kind != PageKind::Home {
        out.push_str("<div class=\"container breadcrumb\">首页位置:");
        parts::crumbs(view, " / ", out);
        out.push_str("</div>\n");
    }
}

fn entry(view: &View<'_>, number: u32, form: DateForm, out: &mut String) {
    let article = view.article_of(number);
    let title = view.site.title(number);
    let pinned = if article.pinned {
        "<i class=\"top\">置顶</i>"
    } else {
        ""
    };
    let _ = write!(
        out,
        "<dl class=\"news-item\"><dt>{pinned}<a href=\"{}\" title=\"{title}\">{title}</a></dt>",
        article.path
    );
    view.list_date(number, form, "<dd>", "</dd>", out);
    out.push_str("</dl>\n");
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<main class=\"container home\">\n<div class=\"swiper-container carousel\"><div class=\"swiper-wrapper\">");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<div class=\"swiper-slide\"><a href=\"{href}\"><img src=\"{image}\" alt=\"{caption}\"></a><span>{caption}</span></div>"
        );
    }
    out.push_str("</div></div>\n<div class=\"modules\">\n");
    for (_, channel) in parts::home_channels(view) {
        let _ = writeln!(
            out,
            "<section class=\"module\"><h2><a href=\"{0}\">{1}</a> <small><a href=\"{0}\">更多</a></small></h2>",
            channel.path, channel.name
        );
        for number in channel.articles.iter().take(7) {
            entry(view, *number, DateForm::Han, out);
        }
        out.push_str("</section>\n");
    }
    out.push_str("</div>\n<div class=\"topics\">");
    for topic in parts::topics(view) {
        let _ = write!(
            out,
            "<a href=\"{}\"><img src=\"/images/zt.png\" alt=\"{}\"></a>",
            topic.path, topic.name
        );
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
    out.push_str("</div></main>\n");
}

fn list(view: &View<'_>, out: &mut String) {
    let _ = write!(
        out,
        "<main class=\"container\"><aside class=\"side\"><h3>{}</h3>",
        view.site.identity.shown_name
    );
    for (_, channel) in view.nav() {
        let _ = write!(out, "<a href=\"{}\">{}</a>", channel.path, channel.name);
    }
    let _ = writeln!(
        out,
        "</aside>\n<div class=\"list\"><h2 class=\"column-title\">{}</h2>",
        view.title
    );
    for number in parts::items(view) {
        entry(view, *number, DateForm::Han, out);
    }
    for (href, name) in view.planted_rows() {
        let _ = writeln!(
            out,
            "<dl class=\"news-item\"><dt><a href=\"{href}\">{name}</a></dt></dl>"
        );
    }
    if parts::items(view).is_empty() {
        let _ = write!(out, "<p class=\"none\">{}</p>", parts::no_list(view));
    }
    out.push_str("<div class=\"pagination\">");
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a class=\"page\" href=\"{href}\">{number}</a>"),
            None => write!(
                out,
                "<a class=\"page current\" href=\"javascript:;\">{number}</a>"
            ),
        };
    }
    out.push_str("</div></div></main>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<main class=\"container\"><article class=\"article-content\"><h1>{}</h1>\n<p class=\"meta\">",
        view.title
    );
    if view.prints_date(number) {
        let (hour, minute) = view.time_of_day();
        out.push_str("<span>发布日期:");
        view.date(view.article_of(number).date, DateForm::Han, out);
        let _ = write!(out, " {hour:02}:{minute:02}</span> ");
    }
    out.push_str("<span>来源:本网</span> <span>【打印】</span> <span>分享到:<a href=\"javascript:share('wx')\">微信</a></span></p>\n<div class=\"body\">\n");
    parts::article_text(view, "<p>  ", "</p>\n", out);
    out.push_str("</div></article>\n<aside class=\"recommend\"><h3>推荐阅读</h3><ul>");
    for number in view.latest(12) {
        let _ = writeln!(
            out,
            "<li><a href=\"{}\">{}</a></li>",
            view.article_of(number).path,
            view.site.title(number)
        );
    }
    out.push_str("</ul></aside></main>\n");
}

fn foot(view: &View<'_>, out: &mut String) {
    parts::pictures(view, true, out);
    out.push_str("<footer class=\"site-footer\"><div class=\"container\"><ul class=\"friend-links\">");
    for (href, name) in view.friends() {
        let _ = write!(
            out,
            "<li><a href=\"{href}\" target=\"_blank\" rel=\"noopener\">{name}</a></li>"
        );
    }
    out.push_str("</ul>\n<div class=\"copyright\"><ul><li>");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<a href=\"{href}\">{name}</a> ");
    }
    out.push_str("</li><li>");
    marks::sponsor(view, "</li><li>", out);
    marks::icp(view, "</li><li>", out);
    marks::police(view, "</li><li>", out);
    marks::site_code(view, "</li><li>", out);
    out.push_str("本网站支持IPv6</li></ul></div><div class=\"badges\">");
    marks::party_mark(view, "", out);
    marks::report_entry(view, "", out);
    out.push_str("</div></div></footer>\n</body>\n</html>\n");
}

const STYLE: &str = "body{margin:0;font:16px/1.75 \"Microsoft YaHei\",sans-serif;color:#2b2b2b;background:#fff}a{color:#1f3b63;text-decoration:none}.container{max-width:1180px;margin:0 auto;overflow:hidden}.site-header{padding:26px 0;background:#f4f7fc}.logo{float:left;font-size:32px;color:#14427d}.logo img{height:56px;vertical-align:middle;margin-right:14px}.tool{float:right;margin-left:12px}.main-nav{background:#14427d}.main-nav a{display:inline-block;color:#fff;padding:10px 13px;font-size:15px}.main-nav a.active{background:#0c2c57}.top-banner img{width:100%;height:90px}.breadcrumb{padding:12px 0;color:#888}.carousel{height:380px;overflow:hidden;background:#dde6f2}.swiper-slide img{width:100%;height:340px}.modules{display:grid;grid-template-columns:1fr 1fr;gap:22px;margin-top:22px}.module h2{border-bottom:2px solid #14427d;font-size:20px}.module small{float:right;font-size:13px}.news-item{display:flex;margin:0;border-bottom:1px solid #eef1f5}.news-item dt{flex:1;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.news-item dd{margin:0 0 0 16px;color:#888;font-size:14px}.top{color:#c00;font-style:normal;margin-right:6px}.side{float:left;width:220px;background:#f4f7fc;padding:14px}.side a{display:block}.list{margin-left:270px}.pagination{padding:24px;text-align:center}.page{border:1px solid #ccd;padding:4px 12px;margin:3px}.article-content{padding:10px 80px}.article-content h1{text-align:center;font-size:28px}.meta{text-align:center;color:#888}.recommend{padding:0 80px}.site-footer{background:#22304a;color:#cbd5e6;margin-top:30px;padding:22px 0;font-size:14px}.site-footer a{color:#cbd5e6}.friend-links,.copyright ul{list-style:none;padding:0}.friend-links li{display:inline-block;margin-right:14px}.badges{float:right}.none{color:#999}";
