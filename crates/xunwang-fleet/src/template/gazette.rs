//! Second fleet: an open-government catalogue (政府信息公开目录): lists as tables with a header row and
//! columns 序号, 标题, 文号, 发文日期; articles open with a table of their particulars.

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
            let _ = write!(out, r#"<div class="gk-box"><h2>{}</h2>"#, view.title);
            parts::plain_text(view, out);
            out.push_str("</div>");
        }
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    out.push_str("<!DOCTYPE html>\n<html>\n<head>\n");
    if let Some(charset) = view.site.charset.meta() {
        let _ = writeln!(
            out,
            "<meta http-equiv=content-type content=\"text/html; charset={charset}\"/>"
        );
    }
    let _ = writeln!(out, "<title>{}</title>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let _ = write!(
        out,
        "<style>{STYLE}{}</style>\n<script>{}</script>\n</head>\n<body>\n<div class=\"gk-top\"><table class=\"gk-w\"><tr><td><img src=\"{}\" alt=\"国徽\" width=\"70\"></td><td class=\"gk-name\">{name}</td><td align=\"right\">政府信息公开</td></tr></table></div>\n<div class=\"gk-nav\"><dl class=\"gk-w\"><dd><a href=\"{}\">首页</a></dd>",
        bulk::style(),
        bulk::script(),
        view.href("/images/logo.png"),
        view.href("/"),
    );
    for (href, name, _) in view.nav_entries() {
        let _ = writeln!(out, "<dd><a href=\"{href}\">{name}</a></dd>");
    }
    out.push_str("</dl></div>\n");
    for (href, image) in view.planted_banners() {
        let _ = writeln!(
            out,
            "<p class=\"gk-w gk-banner\"><a href=\"{href}\"><img src=\"{image}\" width=\"1140\"></a></p>"
        );
    }
    if view.kind != PageKind::Home {
        out.push_str("<p class=\"gk-w\">您现在的位置:");
        parts::crumbs(view, " >> ", out);
        out.push_str("</p>\n");
    }
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"gk-w\"><div class=\"gk-flash\">");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<span class=\"lunhuan\"><a href=\"{href}\" title=\"{caption}\"><img src=\"{image}\" width=\"370\" height=\"220\"></a></span>"
        );
    }
    out.push_str("</div>\n");
    for (_, channel) in parts::home_channels(view) {
        let href = view.href(&channel.path);
        let _ = writeln!(
            out,
            "<table class=\"gk-mod\"><caption><a href=\"{href}\">{}</a></caption>",
            channel.name
        );
        for number in channel.articles.iter().take(6) {
            let article = view.article_of(*number);
            let _ = write!(
                out,
                "<tr><td><a href=\"{}\">{}</a></td>",
                view.href(&article.path),
                view.site.title(*number)
            );
            view.list_date(*number, DateForm::Short, "<td class=\"rq\">", "</td>", out);
            out.push_str("</tr>\n");
        }
        let _ = writeln!(
            out,
            "<tr><td colspan=\"2\" align=\"right\"><a href=\"{href}\">更多»</a></td></tr></table>"
        );
    }
    out.push_str("<div style=\"clear:both\">");
    for topic in parts::topics(view) {
        let _ = write!(
            out,
            "<a class=\"gk-zt\" href=\"{}\">{}</a>",
            view.href(&topic.path),
            topic.name
        );
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
    out.push_str("</div></div>\n");
}

fn list(view: &View<'_>, out: &mut String) {
    let _ = writeln!(
        out,
        "<div class=\"gk-w\"><h2 class=\"gk-h\">{}</h2>\n<table class=\"gk-list\" border=\"1\">\n<thead><tr><th width=\"60\">序号</th><th>标题</th><th width=\"160\">文号</th><th width=\"120\">发文日期</th></tr></thead>\n<tbody>",
        view.title
    );
    for (place, number) in parts::items(view).iter().enumerate() {
        let article = view.article_of(*number);
        let pinned = if article.pinned { "(置顶)" } else { "" };
        let _ = write!(
            out,
            "<tr><td>{}</td><td class=\"l\">{pinned}<a href=\"{}\">{}</a></td><td>公开〔{}〕{}号</td><td>",
            place + 1,
            view.href(&article.path),
            view.site.title(*number),
            article.number % 9 + 1,
            article.number % 300 + 1
        );
        view.list_date(*number, DateForm::Iso, "", "", out);
        out.push_str("</td></tr>\n");
    }
    if parts::items(view).is_empty() && !parts::no_list(view).is_empty() {
        let _ = write!(out, "<tr><td colspan=\"4\">{}</td></tr>", parts::no_list(view));
    }
    out.push_str("</tbody></table>\n<div class=\"gk-page\">");
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a href=\"{href}\">{number}</a>&nbsp;"),
            None => write!(out, "{number}&nbsp;"),
        };
    }
    out.push_str("</div></div>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let channel = view
        .channel
        .map(|channel| view.site.channels[channel].name.as_str())
        .unwrap_or_default();
    let _ = write!(
        out,
        "<div class=\"gk-w gk-box\"><table class=\"gk-card\" border=\"1\"><tr><th>名  称</th><td colspan=\"3\">{}</td></tr><tr><th>发布机构</th><td>{}</td><th>主题分类</th><td>{channel}</td></tr>",
        view.title, view.site.identity.sponsor
    );
    if view.prints_date(number) {
        out.push_str("<tr><th>发布日期</th><td colspan=\"3\">");
        view.date(view.article_of(number).date, DateForm::Iso, out);
        out.push_str("</td></tr>");
    }
    let _ = write!(out, "</table>\n<h1>{}</h1>\n<div class=\"gk-text\">", view.title);
    parts::article_text(
        view,
        "<p class=\"MsoNormal\" style=\"text-indent:32.0pt;mso-char-indent-count:2.0\"><span lang=\"ZH-CN\">",
        "<o:p></o:p></span></p>\n",
        out,
    );
    out.push_str("</div></div>\n<div class=\"gk-w\"><h3>相关公开信息</h3>");
    for number in view.related(8) {
        let _ = writeln!(
            out,
            "<p><a href=\"{}\">{}</a></p>",
            view.href(&view.article_of(number).path),
            view.site.title(number)
        );
    }
    out.push_str("</div>\n");
}

fn foot(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"gk-w gk-links\"><table><tr><th>链接导航</th><td>");
    for (href, name) in view.friends() {
        let _ = write!(out, "<a href=\"{href}\">{name}</a>  ");
    }
    out.push_str(
        "</td></tr></table></div>\n<div class=\"gk-foot\"><table class=\"gk-w\"><tr><td align=\"center\">",
    );
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "[<a href=\"{href}\">{name}</a>] ");
    }
    out.push_str("</td></tr><tr><td align=\"center\">");
    marks::icp(view, "  ", out);
    marks::sponsor(view, "  ", out);
    marks::site_code(view, "", out);
    out.push_str("</td></tr><tr><td align=\"center\">");
    marks::police(view, "  ", out);
    marks::party_mark(view, "  ", out);
    marks::report_entry(view, "", out);
    out.push_str("</td></tr></table></div>\n</body>\n</html>\n");
}

const STYLE: &str = "body{margin:0;font:14px/1.9 SimSun,宋体;color:#222}a{color:#134f8f;text-decoration:none}.gk-w{width:1140px;margin:0 auto}.gk-top{background:linear-gradient(#fff,#dbe8f7);padding:14px 0;border-bottom:4px solid #c7000b}.gk-name{font-size:34px;color:#c7000b;font-weight:bold}.gk-nav{background:#c7000b;overflow:hidden}.gk-nav dl{margin:0 auto}.gk-nav dd{float:left;margin:0;padding:6px 12px}.gk-nav a{color:#fff}.gk-flash{height:230px;overflow:hidden;padding:6px 0}.gk-flash img{background:#cfdcec;margin-right:6px}.gk-mod{width:560px;float:left;margin:6px 5px;height:230px;border-top:2px solid #c7000b}.gk-mod caption{text-align:left;font-size:17px;font-weight:bold}.rq{color:#888;text-align:right}.gk-list{width:100%;border-collapse:collapse;text-align:center;border-color:#ccc}.gk-list th{background:#f3e3e3}.gk-list .l{text-align:left;padding-left:8px}.gk-h{color:#c7000b;border-bottom:2px solid #c7000b}.gk-card{width:100%;border-collapse:collapse;border-color:#ddd}.gk-card th{background:#f6f6f6;width:110px}.gk-box h1{text-align:center;font-size:24px}.gk-text{padding:10px 60px;font-size:16px}.gk-page{text-align:center;padding:14px}.gk-zt{display:inline-block;background:#134f8f;color:#fff;padding:16px 40px;margin:8px}.gk-links{background:#f7f7f7;margin-top:14px}.gk-foot{background:#eef2f7;border-top:3px solid #134f8f;padding:12px 0}\n";
