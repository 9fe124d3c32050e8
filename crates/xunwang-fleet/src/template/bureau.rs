//! A department's site: lists as `<div>` rows with dates in `2023.09.15`, a side column of the latest
//! articles with their own dates, footer with pictures that carry the marks as text.

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
                r#"<div class="con_left"><div class="con_title">{}</div>"#,
                view.title
            );
            parts::plain_text(view, out);
            out.push_str("</div>");
        }
    }
    if view.kind != PageKind::Home {
        side(view, out);
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    out.push_str("<!DOCTYPE html>\n<html>\n<head>\n");
    if let Some(charset) = view.site.charset.meta() {
        let _ = writeln!(
            out,
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset={charset}\" />"
        );
    }
    let _ = writeln!(out, "<title>{}</title>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let _ = write!(
        out,
        "<style type=\"text/css\">\n{STYLE}{}</style>\n<script src=\"/js/common.js\" type=\"text/javascript\"></script>\n<script>{}</script>\n</head>\n\
         <body>\n<div class=\"top_bg\"><div class=\"top\"><img src=\"/images/head.jpg\" alt=\"{name}\" /></div></div>\n<div class=\"menu\"><ul><li><a href=\"/\">首页</a></li>",
        bulk::style(),
        bulk::script(),
    );
    for (href, name, own) in view.nav_entries() {
        let _ = write!(
            out,
            "<li{}><a href=\"{href}\">{name}</a></li>",
            if own { " class=\"hover\"" } else { "" }
        );
    }
    out.push_str("</ul></div>\n");
    for (href, image) in view.planted_banners() {
        let _ = write!(
            out,
            "<div class=\"ad_banner\"><a href=\"{href}\" target=\"_blank\"><img src=\"{image}\" /></a></div>"
        );
    }
    out.push_str("<div class=\"con\">\n");
    if view.kind != PageKind::Home {
        out.push_str("<div class=\"place\">当前位置:");
        parts::crumbs(view, "&nbsp;&gt;&nbsp;", out);
        out.push_str("</div>\n");
    }
}

fn entry(view: &View<'_>, number: u32, form: DateForm, out: &mut String) {
    let article = view.article_of(number);
    let title = view.site.title(number);
    let pinned = if article.pinned {
        "<b style=\"color:red\">[置顶]</b>"
    } else {
        ""
    };
    let _ = write!(
        out,
        "<div class=\"list_item\">{pinned}<a href=\"{}\" target=\"_blank\">{title}</a>",
        article.path
    );
    view.list_date(number, form, "<span class=\"rq\">", "</span>", out);
    out.push_str("</div>\n");
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<div id=\"slideBox\" class=\"slideBox\"><div class=\"bd\"><ul>");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<li><a href=\"{href}\"><img src=\"{image}\" title=\"{caption}\" /></a></li>"
        );
    }
    out.push_str("</ul></div></div>\n");
    for (_, channel) in parts::home_channels(view) {
        let _ = writeln!(
            out,
            "<div class=\"k\"><div class=\"k_title\"><span>{}</span><a href=\"{}\">更多</a></div>",
            channel.name, channel.path
        );
        for number in channel.articles.iter().take(6) {
            entry(view, *number, DateForm::Short, out);
        }
        out.push_str("</div>\n");
    }
    out.push_str("<div class=\"k_zt\">");
    for topic in parts::topics(view) {
        let _ = write!(
            out,
            "<a href=\"{}\" style=\"background-image:url('/images/zt.png')\">{}</a>",
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
        "<div class=\"con_left\"><div class=\"con_title\">{}</div>",
        view.title
    );
    for number in parts::items(view) {
        entry(view, *number, DateForm::Dot, out);
    }
    if parts::items(view).is_empty() {
        let _ = write!(out, "<div class=\"nodata\">{}</div>", parts::no_list(view));
    }
    out.push_str("<div class=\"page\">");
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a href=\"{href}\">{number}</a>"),
            None => write!(out, "<em>{number}</em>"),
        };
    }
    out.push_str("</div></div>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<div class=\"con_left\"><div class=\"d_title\">{}</div>\n<div class=\"d_info\">",
        view.title
    );
    if view.prints_date(number) {
        out.push_str("日期:");
        view.date(view.article_of(number).date, DateForm::FullWidth, out);
        out.push_str("&nbsp;&nbsp;");
    }
    out.push_str("作者:办公室&nbsp;&nbsp;来源:本局</div>\n<div class=\"d_con\">\n");
    parts::article_text(view, "<div>&nbsp;&nbsp;&nbsp;&nbsp;", "<br /></div>\n", out);
    out.push_str("</div></div>\n");
}

fn side(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"con_right\"><div class=\"r_title\">最新信息</div>");
    for number in view.latest(15) {
        let _ = writeln!(
            out,
            "<div class=\"r_item\"><a href=\"{}\">{}</a></div>",
            view.article_of(number).path,
            view.site.title(number)
        );
    }
    out.push_str("</div>\n");
}

fn foot(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"clear\"></div></div>\n<div class=\"link\"><span>相关链接</span>");
    for (href, name) in view.friends() {
        let _ = write!(out, "<a href=\"{href}\" target=\"_blank\">{name}</a>");
    }
    out.push_str("</div>\n<div class=\"bottom\"><div class=\"b_l\">");
    marks::party_mark(view, "", out);
    out.push_str("</div><div class=\"b_m\">");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<a href=\"{href}\">{name}</a>-");
    }
    out.push_str("<a href=\"javascript:;\">手机版</a><br />");
    marks::icp(view, " ", out);
    marks::site_code(view, "<br />", out);
    marks::police(view, "<br />", out);
    marks::sponsor(view, "", out);
    out.push_str("</div><div class=\"b_r\">");
    marks::report_entry(view, "", out);
    out.push_str("</div><div class=\"clear\"></div></div>\n</body></html>");
}

const STYLE: &str = "body,ul{margin:0;padding:0}body{font:14px/28px 微软雅黑;background:#eaf3f7}li{list-style:none}a{color:#333;text-decoration:none}.top_bg{background:#0e7c86}.top{width:1000px;margin:0 auto}.top img{width:1000px;height:140px;color:#fff;font-size:34px}.menu{background:#0a5b63;overflow:hidden}.menu ul{width:1000px;margin:0 auto}.menu li{float:left;line-height:42px;padding:0 12px}.menu a{color:#fff}.con{width:1000px;margin:10px auto;background:#fff;padding:10px}.place{border-bottom:1px solid #ddd}.slideBox{height:280px;overflow:hidden;background:#cfe8ec}.slideBox li{float:left}.slideBox img{width:500px;height:280px}.k{width:480px;float:left;margin:8px;height:226px;overflow:hidden}.k_title{background:#e3f1f3;border-left:5px solid #0e7c86;padding-left:10px;height:34px}.k_title span{font-weight:bold;color:#0a5b63}.k_title a{float:right;margin-right:10px}.list_item{border-bottom:1px dotted #ccc;height:31px;overflow:hidden}.rq{float:right;color:#888}.con_left{float:left;width:720px;min-height:420px}.con_right{float:right;width:250px;background:#f4fafb}.con_title,.r_title{font-size:18px;color:#0a5b63;border-bottom:2px solid #0e7c86}.d_title{text-align:center;font-size:24px;padding:16px}.d_info{text-align:center;background:#f2f2f2}.d_con{padding:16px}.clear{clear:both}.k_zt{clear:both}.k_zt a{display:inline-block;width:300px;height:70px;line-height:70px;text-align:center;background:#0e7c86;color:#fff;margin:8px}.link{width:1000px;margin:0 auto}.link a{margin-left:12px}.bottom{background:#0a5b63;color:#fff;text-align:center;padding:16px}.bottom a{color:#fff}.page{text-align:center}.page a,.page em{border:1px solid #ccc;padding:2px 8px;margin:2px}.nodata{color:#888;text-align:center}\n";
