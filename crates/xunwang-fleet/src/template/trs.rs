//! A city portal from a TRS content system: div layout, pinyin class names, lists in `<ul>` with `[date]`,
//! relative references, footer in one centred block.

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
            let _ = write!(out, r#"<div class="zhengwen"><h1>{}</h1>"#, view.title);
            parts::plain_text(view, out);
            out.push_str("</div>");
        }
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    let meta = view
        .site
        .charset
        .meta()
        .map(|charset| format!("<meta charset=\"{charset}\">\n"))
        .unwrap_or_default();
    let _ = write!(
        out,
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n{meta}<title>{}</title>\n",
        view.head_title()
    );
    view.meta_tags(out);
    let style = view.href("/css/main.css");
    let script = view.href("/js/common.js");
    let name = marks::site_name_text(view);
    let _ = write!(
        out,
        "<link href=\"{style}\" rel=\"stylesheet\" type=\"text/css\" />\n<style type=\"text/css\">\n{STYLE}{}</style>\n\
         <script type=\"text/javascript\" src=\"{script}\"></script>\n<script>\n//<![CDATA[\n{}//]]>\n</script>\n</head>\n<body>\n\
         <div class=\"toubu\"><div class=\"w1000\"><a href=\"{}\"><img class=\"biaozhi\" src=\"{}\" alt=\"{name}\" /></a><h1>{name}</h1>\
         <div class=\"sousuo\"><form action=\"#\"><input type=\"text\" name=\"q\" value=\"\" placeholder=\"请输入关键字\" /><input type=\"submit\" value=\"搜索\" /></form></div></div></div>\n",
        bulk::style(),
        bulk::script(),
        view.href("/"),
        view.href("/images/logo.png"),
    );
    let _ = write!(
        out,
        r#"<div class="daohang"><ul class="w1000"><li><a href="{}">首页</a></li>"#,
        view.href("/")
    );
    for (href, name, own) in view.nav_entries() {
        let on = if own { " class=\"dangqian\"" } else { "" };
        let _ = write!(out, "<li{on}><a href=\"{href}\" title=\"{name}\">{name}</a></li>");
    }
    out.push_str("</ul></div>\n");
    for (href, image) in view.planted_banners() {
        let _ = write!(
            out,
            r#"<div class="hengfu w1000"><a href="{href}" target="_blank"><img src="{image}" alt="" width="1000" height="80" /></a></div>"#
        );
    }
    if view.kind != PageKind::Home {
        out.push_str("<div class=\"w1000 weizhi\">当前位置:");
        parts::crumbs(view, " &gt; ", out);
        out.push_str("</div>\n");
    }
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"w1000 shouye\">\n<div class=\"lunbo\" id=\"lunbo\"><ul>");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<li><a href=\"{href}\" target=\"_blank\"><img src=\"{image}\" alt=\"{caption}\" width=\"480\" height=\"300\" /></a><p>{caption}</p></li>"
        );
    }
    out.push_str("</ul></div>\n");
    for (_, channel) in parts::home_channels(view) {
        let href = view.href(&channel.path);
        let _ = writeln!(
            out,
            "<div class=\"lanmu\"><div class=\"biaoti\"><h2><a href=\"{href}\">{}</a></h2><a class=\"gengduo\" href=\"{href}\">更多&gt;&gt;</a></div><ul class=\"xwlb\">",
            channel.name
        );
        for number in channel.articles.iter().take(7) {
            item(view, *number, DateForm::Short, out);
        }
        out.push_str("</ul></div>\n");
    }
    out.push_str("<div class=\"zhuanti\">");
    for topic in parts::topics(view) {
        let _ = write!(
            out,
            "<a href=\"{}\"><img src=\"{}\" alt=\"{}\" width=\"320\" height=\"70\" /></a>",
            view.href(&topic.path),
            view.href("/images/zt.png"),
            topic.name
        );
    }
    out.push_str("</div>");
    for markup in view.planted_body() {
        out.push_str(markup);
    }
    out.push_str("</div>\n");
}

fn item(view: &View<'_>, number: u32, form: DateForm, out: &mut String) {
    let article = view.article_of(number);
    let title = view.site.title(number);
    let pinned = if article.pinned {
        "<em class=\"zhiding\">[置顶]</em>"
    } else {
        ""
    };
    let _ = write!(
        out,
        "<li>{pinned}<a href=\"{}\" target=\"_blank\" title=\"{title}\">{title}</a>",
        view.href(&article.path)
    );
    view.list_date(number, form, "<span>[", "]</span>", out);
    out.push_str("</li>\n");
}

fn list(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"w1000 liebiao\">\n<div class=\"zuolan\"><h3>栏目导航</h3><ul>");
    for (_, channel) in view.nav() {
        let _ = write!(
            out,
            "<li><a href=\"{}\">{}</a></li>",
            view.href(&channel.path),
            channel.name
        );
    }
    let _ = writeln!(
        out,
        "</ul></div>\n<div class=\"youlan\"><div class=\"biaoti\"><h2>{}</h2></div>\n<ul class=\"xwlb liebiaoye\">",
        view.title
    );
    for (place, number) in parts::items(view).iter().enumerate() {
        item(view, *number, DateForm::Iso, out);
        if place % 5 == 4 {
            out.push_str("<li class=\"fenge\"></li>\n");
        }
    }
    if parts::items(view).is_empty() {
        out.push_str(&parts::no_list(view));
    }
    out.push_str("</ul>\n<div class=\"fenye\">");
    for (number, href) in parts::pager(view) {
        match href {
            Some(href) => {
                let _ = write!(out, "<a href=\"{href}\">{number}</a>");
            }
            None => {
                let _ = write!(out, "<span>{number}</span>");
            }
        }
    }
    out.push_str("</div></div></div>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<div class=\"w1000 zhengwen\"><h1 class=\"wztit\">{}</h1>\n<div class=\"shuoming\">",
        view.title
    );
    if view.prints_date(number) {
        let (hour, minute) = view.time_of_day();
        out.push_str("时间 : ");
        view.date(view.article_of(number).date, DateForm::Iso, out);
        let _ = write!(out, " {hour:02}:{minute:02}:00 ");
    }
    out.push_str("来源 : 本网 【<a href=\"javascript:window.print()\">打印</a>】 【字体:<a href=\"javascript:doZoom(18)\">大</a> <a href=\"javascript:doZoom(16)\">中</a> <a href=\"javascript:;\">小</a>】</div>\n<div class=\"TRS_Editor\" id=\"zoom\">\n");
    parts::article_text(
        view,
        "<p style=\"text-indent: 2em; line-height: 2;\"><span style=\"font-family: 仿宋_GB2312; font-size: 16pt;\">",
        "</span></p>\n",
        out,
    );
    out.push_str("</div>\n<div class=\"xiangguan\"><h3>相关阅读</h3><ul>");
    for number in view.related(8) {
        let article = view.article_of(number);
        let _ = writeln!(
            out,
            "<li><a href=\"{}\">{}</a></li>",
            view.href(&article.path),
            view.site.title(number)
        );
    }
    out.push_str("</ul></div></div>\n");
}

fn foot(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"youqing w1000\"><b>友情链接:</b>");
    for (href, name) in view.friends() {
        let _ = write!(out, "<a href=\"{href}\" target=\"_blank\">{name}</a> ");
    }
    out.push_str("</div>\n<div class=\"dibu\"><p>");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<a href=\"{href}\">{name}</a> | ");
    }
    out.push_str("<a href=\"javascript:void(0)\" onclick=\"addFavorite()\">加入收藏</a></p>\n<p>");
    marks::sponsor(view, " &nbsp; ", out);
    out.push_str("技术支持:市信息中心 联系电话:<a href=\"tel:0999-8000000\">0999-8000000</a></p>\n<p>");
    marks::icp(view, " &nbsp; ", out);
    marks::police(view, " &nbsp; ", out);
    marks::site_code(view, "", out);
    out.push_str("</p>\n<p>");
    marks::party_mark(view, "", out);
    marks::report_entry(view, "", out);
    out.push_str("</p></div>\n</body>\n</html>\n");
}

const STYLE: &str = "*{margin:0;padding:0}body{font:14px/1.8 微软雅黑,SimSun;background:#f3f5f8;color:#333}a{color:#333;text-decoration:none}img{border:0}ul{list-style:none}.w1000{width:1000px;margin:0 auto;overflow:hidden}.toubu{background:#1d5fb0 linear-gradient(#2a74cf,#134a90);height:120px}.toubu h1{float:left;color:#fff;font-size:34px;line-height:120px;letter-spacing:3px}.biaozhi{float:left;width:80px;height:80px;margin:20px}.sousuo{float:right;margin-top:45px}.daohang{background:#0d3f7d}.daohang li{float:left;padding:0 14px;line-height:42px}.daohang a{color:#fff;font-size:15px}.hengfu{margin-top:8px}.weizhi{padding:10px 0}.shouye,.liebiao,.zhengwen{background:#fff;margin-top:10px;padding:10px 0}.lunbo{float:left;width:480px;height:330px;overflow:hidden;margin:10px}.lanmu{float:left;width:480px;margin:10px}.biaoti{border-bottom:2px solid #1d5fb0;height:36px}.biaoti h2{float:left;font-size:18px}.biaoti h2 a{color:#1d5fb0}.gengduo{float:right;color:#999}.xwlb li{line-height:32px;border-bottom:1px dashed #ddd;white-space:nowrap;overflow:hidden;position:relative;padding-right:100px}.xwlb span{position:absolute;right:0;color:#999;background:#fff}.zhiding{color:#c00}.zuolan{float:left;width:200px;margin-left:10px;background:#eef4fb;padding:10px}.youlan{float:right;width:740px;margin-right:10px}.fenye{text-align:center;padding:20px}.fenye a,.fenye span{border:1px solid #ccc;padding:2px 9px;margin:2px}.wztit{text-align:center;font-size:24px;padding:20px}.shuoming{text-align:center;color:#888;border-bottom:1px solid #ddd}.TRS_Editor{padding:20px 50px}.xiangguan{padding:10px 50px;clear:both}.youqing{padding:14px 0;clear:both}.dibu{clear:both;background:#134a90;color:#dfe9f7;text-align:center;padding:18px;margin-top:10px}.dibu a{color:#dfe9f7}.zhuanti{clear:both;padding:10px}.zhuanti img{margin:4px}\n";
