//! Second fleet: lower-case nested tables of the year 2005, spacer pictures, dates in brackets of their own,
//! `<p>` lists, a `<map>` in the header, entities in references.

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
            let _ = write!(out, "<tr><td><b>{}</b>", view.title);
            parts::plain_text(view, out);
        }
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    out.push_str("<html><head>");
    if let Some(charset) = view.site.charset.meta() {
        let _ = writeln!(
            out,
            "<meta http-equiv=Content-Type content='text/html;charset={charset}'>"
        );
    }
    let _ = writeln!(out, "<title>{}</title>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let _ = write!(
        out,
        "<style>{STYLE}{}</style><script>{}</script></head><body>\n<table width=1000 align=center cellpadding=0 cellspacing=0><tr><td><table width=100% id=header><tr><td rowspan=2><img src=/images/logo.png usemap=#m border=0><map name=m><area shape=rect coords=0,0,90,90 href=/index.asp></map><td class=n>{name}<tr><td class=e>{}\n</table>\n<tr><td class=d><a href=/index.asp>首页</a>",
        bulk::style(),
        bulk::script(),
        view.site.identity.host.to_uppercase(),
    );
    for (href, name, _) in view.nav_entries() {
        let _ = write!(out, "┊<a href={href}>{name}</a>");
    }
    for (href, image) in view.planted_banners() {
        let _ = write!(
            out,
            "\n<tr><td><a href={href}><img src={image} width=1000 height=60 border=0></a>"
        );
    }
    if view.kind != PageKind::Home {
        out.push_str("\n<tr><td>○ ");
        parts::crumbs(view, " - ", out);
    }
    out.push_str("\n</table>\n<table width=1000 align=center cellpadding=6>");
}

fn entry(view: &View<'_>, number: u32, form: DateForm, out: &mut String) {
    let article = view.article_of(number);
    let title = view.site.title(number);
    let pinned = if article.pinned {
        "<font color=#ff0000>[顶]</font>"
    } else {
        ""
    };
    let _ = write!(
        out,
        "<p class=i><img src=/images/dot.gif> {pinned}<a href='{}'>{title}</a>",
        article.path.replace("?id=", "?id&#61;")
    );
    view.list_date(number, form, " (", ")", out);
    out.push('\n');
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<tr><td colspan=2><table id=scrollpic><tr>");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<td><a href={href}><img src={image} width=240 height=160 border=1></a><br><font size=2>{caption}</font>"
        );
    }
    out.push_str("</table>\n");
    for (place, (_, channel)) in parts::home_channels(view).into_iter().enumerate() {
        if place % 2 == 0 {
            out.push_str("<tr>");
        }
        let _ = writeln!(
            out,
            "<td valign=top width=50%><table width=100% bgcolor=#fff3d6><tr><td><b><a href={0}>{1}</a></b><td align=right><a href={0}>&gt;&gt;&gt;</a></table>",
            channel.path, channel.name
        );
        for number in channel.articles.iter().take(6) {
            entry(view, *number, DateForm::Slash, out);
        }
    }
    out.push_str("<tr><td colspan=2>");
    for topic in parts::topics(view) {
        let _ = write!(
            out,
            "<a href={}><img src=/images/zt.png alt={} border=0></a> ",
            topic.path, topic.name
        );
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
}

fn list(view: &View<'_>, out: &mut String) {
    let _ = writeln!(out, "<tr><td valign=top><h3>{}</h3>", view.title);
    for number in parts::items(view) {
        entry(view, *number, DateForm::Slash, out);
    }
    if parts::items(view).is_empty() {
        out.push_str(&parts::no_list(view));
    }
    out.push_str("<center>");
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<a href=\"{href}\">{number}</a> "),
            None => write!(out, "<b>{number}</b> "),
        };
    }
    out.push_str("</center>\n");
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<tr><td><center><font size=5 color=#a05000>{}</font><br><br>",
        view.title
    );
    if view.prints_date(number) {
        out.push_str("<font size=2>(");
        view.date(view.article_of(number).date, DateForm::Han, out);
        out.push_str(") 本网讯</font>");
    }
    out.push_str("</center><hr>\n");
    parts::article_text(view, "  ", "<br><br>\n", out);
    out.push_str("<hr>\n");
    for number in view.related(8) {
        let _ = writeln!(
            out,
            "<a href='{}'>{}</a><br>",
            view.article_of(number).path,
            view.site.title(number)
        );
    }
}

fn foot(view: &View<'_>, out: &mut String) {
    out.push_str("</table>\n<table width=1000 align=center bgcolor=#fff3d6><tr><td>");
    for (href, name) in view.friends() {
        let _ = writeln!(out, "<a href={href} target=_blank>{name}</a>");
    }
    out.push_str("</table>\n<center class=foot>");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<a href={href}>{name}</a> ");
    }
    out.push_str("<br>");
    marks::sponsor(view, "<br>", out);
    marks::police(view, " ", out);
    marks::site_code(view, "<br>", out);
    marks::icp(view, "<br>", out);
    marks::report_entry(view, "", out);
    marks::party_mark(view, "", out);
    out.push_str("</center></body></html>");
}

const STYLE: &str = "body,td,p{font:13px/22px 宋体;margin:0}a{color:#7a3b00;text-decoration:none}#header{background:#e8a33d}.n{font:bold 32px 黑体;color:#7a1f00}.e{font:11px Arial;color:#7a1f00}.d{background:#a05000;color:#fff;padding:6px}.d a{color:#fff}.i{border-bottom:1px dotted #caa}.foot{border-top:2px solid #a05000;padding:10px}h3{color:#a05000}";
