//! A portal from a jcms-like system: lists in tables with the date in a cell of its own, absolute paths,
//! dated addresses, footer in two columns.

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
                r#"<div id="barrierfree_container" class="main"><div class="tit">{}</div>"#,
                view.title
            );
            parts::plain_text(view, out);
            out.push_str("</div>");
        }
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    out.push_str("<!doctype html>\n<html>\n<head>\n");
    if let Some(charset) = view.site.charset.meta() {
        let _ = writeln!(
            out,
            "<meta http-equiv='Content-Type' content='text/html; charset={charset}'>"
        );
    }
    let _ = writeln!(out, "<title>{}</title>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let mut pictures = String::new();
    parts::pictures(view, false, &mut pictures);
    let _ = write!(
        out,
        "<link rel='stylesheet' href='/css/main.css'>\n<style>{STYLE}{}</style>\n<script src='/js/common.js'></script>\n<script>{}</script>\n</head>\n\
         <body>\n<!-- 网站头部 begin -->\n<div id='header' style='background:url(/images/head.jpg) repeat-x #b1141a'>\n<div class='wrap'><div class='logo'><a href='/' title='{name}'><span>{name}</span></a>{pictures}</div>\
         <div class='date'><script>showToday();</script></div></div>\n<div class='nav'><div class='wrap'><a href='/'>首&nbsp;页</a>",
        bulk::style(),
        bulk::script(),
    );
    for (href, name, _) in view.nav_entries() {
        let _ = write!(out, "<a href='{href}'>{name}</a>");
    }
    out.push_str("</div></div></div>\n<!-- 网站头部 end -->\n");
    for (href, image) in view.planted_banners() {
        let _ = write!(
            out,
            "<div class='wrap banner'><a href='{href}'><img src='{image}' width='1100' alt='横幅'></a></div>"
        );
    }
    if view.kind != PageKind::Home {
        out.push_str("<table class='wrap' border='0'><tr><td>您的位置:");
        parts::crumbs(view, " &raquo; ", out);
        out.push_str("</td></tr></table>\n");
    }
}

fn row(view: &View<'_>, number: u32, form: DateForm, out: &mut String) {
    let article = view.article_of(number);
    let title = view.site.title(number);
    let pinned = if article.pinned {
        "<font color='red'>置顶</font> "
    } else {
        ""
    };
    let _ = write!(
        out,
        "<tr><td width='12' align='center'>·</td><td class='bt_link'>{pinned}<a href='{}' title='{title}' target='_blank'>{title}</a></td>",
        article.path
    );
    view.list_date(
        number,
        form,
        "<td class='bt_time' width='110' align='right'>",
        "</td>",
        out,
    );
    out.push_str("</tr>\n");
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<div class='wrap'><div class='focus'>");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<div class='pic'><a href='{href}'><img src='{image}' width='540' height='320' alt=''></a><div class='txt'>{caption}</div></div>"
        );
    }
    out.push_str("</div>\n");
    for (_, channel) in parts::home_channels(view) {
        let _ = writeln!(
            out,
            "<div class='box'><div class='box_tit'><a href='{0}'>{1}</a><i><a href='{0}'>MORE+</a></i></div><table width='100%' cellspacing='0' cellpadding='0'>",
            channel.path, channel.name
        );
        for number in channel.articles.iter().take(6) {
            row(view, *number, DateForm::Short, out);
        }
        out.push_str("</table></div>\n");
    }
    out.push_str("<div class='clear'></div><div class='zt'>");
    for topic in parts::topics(view) {
        let _ = write!(
            out,
            "<a href='{}'><img src='/images/zt.png' alt='{}' width='350' height='80'></a>",
            topic.path, topic.name
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
        "<div class='wrap main'><div class='tit'>{}</div>\n<div class='default_pgContainer'><table width='100%' border='0' cellspacing='0' cellpadding='5'>",
        view.title
    );
    for number in parts::items(view) {
        row(view, *number, DateForm::Iso, out);
    }
    for (href, name) in view.planted_rows() {
        let _ = writeln!(
            out,
            "<tr><td>·</td><td class='bt_link'><a href='{href}'>{name}</a></td></tr>"
        );
    }
    out.push_str("</table>");
    if parts::items(view).is_empty() {
        let _ = write!(out, "<div class='empty'>{}</div>", parts::no_list(view));
    }
    out.push_str("<div class='pages'>");
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a href='{href}'>第{number}页</a> "),
            None => write!(out, "<b>第{number}页</b> "),
        };
    }
    out.push_str("</div></div></div>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<table id='c' class='wrap main' align='center' border='0'><tbody><tr><td class='title'>{}</td></tr>\n<tr><td><table width='100%' class='info'><tr>",
        view.title
    );
    if view.prints_date(number) {
        let (hour, minute) = view.time_of_day();
        out.push_str("<td align='center'>发布日期:");
        view.date(view.article_of(number).date, DateForm::Iso, out);
        let _ = write!(out, "&nbsp;{hour:02}:{minute:02}</td>");
    }
    out.push_str("<td align='center'>浏览次数:<script src='/js/common.js'></script></td><td align='center'>字号:[ 大 中 小 ]</td></tr></table></td></tr>\n<tr><td class='bt_content'><div id='zoom'><!--<$[信息内容]>begin-->\n");
    parts::article_text(
        view,
        "<p style='margin-top:0px;text-indent:37px;line-height:28pt'><span style=';font-family:仿宋;font-size:19px'>",
        "</span></p>\n",
        out,
    );
    out.push_str("<!--<$[信息内容]>end--></div></td></tr></tbody></table>\n<div class='wrap rel'><div class='box_tit'>相关信息</div><table width='100%'>");
    for number in view.related(8) {
        let _ = writeln!(
            out,
            "<tr><td>·<a href='{}'>{}</a></td></tr>",
            view.article_of(number).path,
            view.site.title(number)
        );
    }
    out.push_str("</table></div>\n");
}

fn foot(view: &View<'_>, out: &mut String) {
    parts::pictures(view, true, out);
    out.push_str("<div class='wrap links'>友情链接 ");
    for (href, name) in view.friends() {
        let _ = write!(out, "<a href='{href}'>{name}</a>");
    }
    out.push_str("</div>\n<div id='footer'><table class='wrap' border='0'><tr><td width='140'>");
    marks::party_mark(view, "", out);
    out.push_str("</td><td>");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<a href='{href}'>{name}</a>&nbsp;|&nbsp;");
    }
    out.push_str("<a href='mailto:webmaster@shili.gov.example'>站长信箱</a><br>");
    marks::sponsor(view, "&nbsp;&nbsp;", out);
    out.push_str("建议使用1366*768以上分辨率<br>");
    marks::site_code(view, "&nbsp;&nbsp;", out);
    marks::icp(view, "<br>", out);
    marks::police(view, "", out);
    out.push_str("</td><td width='140'>");
    marks::report_entry(view, "", out);
    out.push_str("</td></tr></table></div>\n</body>\n</html>");
}

const STYLE: &str = "body{margin:0;font:14px/26px 宋体,Arial;color:#222;background:#fff}a{color:#222;text-decoration:none}.wrap{width:1100px;margin:0 auto}#header{color:#fff}.logo{height:130px;line-height:130px;font-size:38px;font-weight:bold;font-family:楷体}.logo a{color:#ffe9a8}.date{text-align:right;margin-top:-40px;height:40px}.nav{background:#8c0d12}.nav a{display:inline-block;color:#fff;padding:8px 12px;font-size:15px}.banner{margin-top:6px}.focus{float:left;width:540px;height:350px;overflow:hidden;margin:10px 5px}.box{float:left;width:540px;margin:10px 5px;height:230px;overflow:hidden}.box_tit{border-left:4px solid #b1141a;background:#faf1f1;padding:4px 10px;font-size:17px}.box_tit i{float:right;font-size:12px}.bt_link{border-bottom:1px dotted #ccc}.bt_time{color:#999}.clear{clear:both}.tit{font-size:20px;border-bottom:2px solid #b1141a;color:#b1141a;padding:10px}.main{min-height:300px}.title{font-size:26px;text-align:center;padding:24px;font-weight:bold}.info{background:#f7f7f7;color:#777}.bt_content{padding:20px 60px}.pages{text-align:center;padding:16px}.links{background:#f7f7f7;padding:10px;margin-top:10px}.links a{margin-left:12px}#footer{background:#eee;border-top:3px solid #b1141a;margin-top:10px;padding:14px 0;text-align:center}";
