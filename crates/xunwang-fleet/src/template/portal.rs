//! A large city portal: picture header, tabbed modules in lists with `<time>`-less spans before the title,
//! quick services, side column with dated latest news, marks in a footer of definition lists.

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
                r#"<div class="page-main"><div class="article"><h2>{}</h2>"#,
                view.title
            );
            parts::plain_text(view, out);
            out.push_str("</div></div>");
        }
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    out.push_str("<!DOCTYPE html>\n<html lang=\"zh\">\n<head>\n");
    if let Some(charset) = view.site.charset.meta() {
        let _ = writeln!(
            out,
            "<meta http-equiv=\"Content-Type\" content=\"text/html;charset={charset}\">"
        );
    }
    let _ = writeln!(out, "<title>{}</title>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let _ = write!(
        out,
        "<link rel=\"stylesheet\" href=\"/css/main.css?v=20230101\"/>\n<style>\n{STYLE}{}</style>\n<script type=\"text/javascript\">{}</script>\n</head>\n<body class=\"portal\">\n\
         <!--[if lt IE 9]><div class=\"tip\"><a href=\"/script-only/upgrade.html\">您的浏览器版本过低</a></div><![endif]-->\n\
         <div id=\"head\" style=\"background-image:url(/images/head.jpg)\"><div class=\"inner\"><p class=\"emblem\"><img src=\"/images/logo.png\" alt=\"\"></p><p class=\"name\">{name}</p><div class=\"today\"><script>showToday()</script></div></div></div>\n\
         <div id=\"nav\"><ul class=\"inner\"><li><a href=\"/\">首 页</a></li>",
        bulk::style(),
        bulk::script(),
    );
    for (href, name, _) in view.nav_entries() {
        let _ = writeln!(
            out,
            "<li><a href=\"{href}\" target=\"_self\"><span>{name}</span></a></li>"
        );
    }
    out.push_str("</ul></div>\n");
    for (href, image) in view.planted_banners() {
        let _ = writeln!(
            out,
            "<div id=\"topbanner\" class=\"inner\"><a href=\"{href}\"><img src=\"{image}\" alt=\"专题横幅\"></a></div>"
        );
    }
    if view.kind != PageKind::Home {
        out.push_str("<div class=\"inner crumbs\"><span>当前位置:</span>");
        parts::crumbs(view, " <i>&gt;</i> ", out);
        out.push_str("</div>\n");
    }
}

fn entry(view: &View<'_>, number: u32, form: DateForm, out: &mut String) {
    let article = view.article_of(number);
    let title = view.site.title(number);
    out.push_str("<li>");
    view.list_date(number, form, "<span class=\"time\">", "</span>", out);
    let pinned = if article.pinned { "<sup>置顶</sup>" } else { "" };
    let _ = writeln!(
        out,
        "<a href=\"{}\" title='{title}'>{title}</a>{pinned}</li>",
        view.site.url(&article.path)
    );
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<div class=\"inner\"><div class=\"focus-pic\" id=\"focus\"><ol>");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<li><a href=\"{href}\" target=\"_blank\"><img src=\"{image}\" alt=\"{caption}\"><b>{caption}</b></a></li>"
        );
    }
    out.push_str("</ol></div>\n<div class=\"tabs\">");
    for (_, channel) in parts::home_channels(view) {
        let _ = writeln!(
            out,
            "<div class=\"tab\"><h3><a href=\"{}\">{}</a></h3><ul>",
            channel.path, channel.name
        );
        for number in channel.articles.iter().take(6) {
            entry(view, *number, DateForm::Iso, out);
        }
        let _ = writeln!(
            out,
            "</ul><p class=\"more\"><a href=\"{}\">查看更多 &gt;</a></p></div>",
            channel.path
        );
    }
    out.push_str("</div>\n<div class=\"special\">");
    for topic in parts::topics(view) {
        let _ = write!(
            out,
            "<a href=\"{}\" title=\"{}\"><img src=\"/images/zt.png\" srcset=\"/images/zt.png 1x, /images/head.jpg 2x\" alt=\"\"></a>",
            topic.path, topic.name
        );
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
    out.push_str("</div></div>\n");
}

fn list(view: &View<'_>, out: &mut String) {
    let _ = write!(
        out,
        "<div class=\"inner columns\"><div class=\"left-menu\"><h4>{}</h4><ul>",
        view.title
    );
    for (_, channel) in view.nav() {
        let _ = write!(out, "<li><a href=\"{}\">{}</a></li>", channel.path, channel.name);
    }
    out.push_str("</ul></div>\n<div class=\"right-list\"><ul class=\"info-list\">\n");
    for number in parts::items(view) {
        entry(view, *number, DateForm::Iso, out);
    }
    let _ = write!(
        out,
        "</ul>{}<div class=\"pager\">",
        if parts::items(view).is_empty() {
            parts::no_list(view)
        } else {
            String::new()
        }
    );
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a href='{href}'>{number}</a>"),
            None => write!(out, "<strong>{number}</strong>"),
        };
    }
    out.push_str("</div></div></div>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<div class=\"inner columns\"><div class=\"article\"><h2>{}</h2>\n<div class=\"explain\">",
        view.title
    );
    if view.prints_date(number) {
        let (hour, minute) = view.time_of_day();
        out.push_str("<span class=\"pub\">");
        view.date(view.article_of(number).date, DateForm::Iso, out);
        let _ = write!(out, " {hour:02}:{minute:02}</span>");
    }
    out.push_str("<span>信息来源:市政府办公室</span><span>【字体:大 中 小】</span></div>\n<div class=\"view TRS_UEDITOR\">\n");
    parts::article_text(
        view,
        "<p style=\"text-align:justify;text-indent:2em\">",
        "</p>\n",
        out,
    );
    out.push_str("</div></div>\n<div class=\"latest\"><h4>最新发布</h4><ul>");
    for number in view.latest(14) {
        entry(view, number, DateForm::Short, out);
    }
    out.push_str("</ul></div></div>\n");
}

fn foot(view: &View<'_>, out: &mut String) {
    out.push_str("<div id=\"friend\" class=\"inner\"><select onchange=\"window.open(this.value)\"><option value=\"\">—友情链接—</option></select>");
    for (href, name) in view.friends() {
        let _ = write!(out, "<a href=\"{href}\" target=\"_blank\">{name}</a>");
    }
    out.push_str("</div>\n<div id=\"foot\"><div class=\"inner\"><dl><dt>");
    marks::party_mark(view, "", out);
    out.push_str("</dt><dd>");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<a href=\"{href}\">{name}</a><i>|</i>");
    }
    out.push_str("<a href=\"javascript:setHome()\">设为首页</a></dd><dd>");
    marks::sponsor(view, "</dd><dd>", out);
    marks::police(view, "<i>&nbsp;</i>", out);
    marks::icp(view, "<i>&nbsp;</i>", out);
    marks::site_code(view, "", out);
    out.push_str("</dd></dl><div class=\"correct\">");
    marks::report_entry(view, "", out);
    out.push_str("</div></div></div>\n</body>\n</html>\n");
}

const STYLE: &str = "body{margin:0;background:#f6f6f6;font:15px/30px 微软雅黑,sans-serif;color:#333}a{color:#333;text-decoration:none}ul,ol,dl,dd,p,h2,h3,h4{margin:0;padding:0;list-style:none}.inner{width:1200px;margin:0 auto;overflow:hidden}#head{height:180px;background-color:#a40000;background-size:cover}.emblem{float:left;margin:45px 20px 0 0}.emblem img{width:90px;height:90px}.name{float:left;font-size:44px;line-height:180px;color:#fff;text-shadow:1px 1px 3px #600;letter-spacing:4px}.today{float:right;color:#fff;margin-top:20px}#nav{background:#8b0000}#nav li{float:left;padding:0 12px;line-height:48px}#nav a{color:#fff}#topbanner img{width:1200px;height:90px}.crumbs{padding:8px 0;color:#888}.focus-pic{height:400px;overflow:hidden;background:#ddd;margin-top:12px}.focus-pic img{width:1200px;height:370px}.tabs{display:grid;grid-template-columns:repeat(3,1fr);gap:16px;margin-top:16px}.tab{background:#fff;border-top:3px solid #a40000;padding:10px}.tab h3 a{color:#a40000;font-size:18px}.tab li{overflow:hidden;height:30px}.time{float:right;color:#999;font-size:13px}.more{text-align:right;font-size:13px}.special{padding:12px 0}.special img{width:380px;height:80px;margin-right:10px}.columns{background:#fff;padding:16px}.left-menu{float:left;width:200px;background:#fbf2f2;padding:10px}.right-list{float:right;width:920px}.info-list li{border-bottom:1px dashed #ddd}.pager{text-align:center;padding:20px}.pager a,.pager strong{padding:3px 10px;border:1px solid #ddd;margin:2px}.article{float:left;width:820px}.article h2{text-align:center;font-size:26px;line-height:46px}.explain{text-align:center;color:#888;border-bottom:1px solid #eee}.explain span{margin:0 8px}.view{padding:16px 30px}.latest{float:right;width:320px}.latest li{height:30px;overflow:hidden}#friend{padding:10px 0}#friend a{margin-left:14px}#foot{background:#5b0000;color:#eecccc;padding:18px 0;text-align:center}#foot a{color:#eecccc}.page-main{width:1200px;margin:0 auto;background:#fff;overflow:hidden}\n";
