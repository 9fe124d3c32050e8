//! An old site (老式网站): upper-case tags, nested tables, FONT, unquoted attributes, missing end tags,
//! lists as lines that end in `<BR>`, pictures as table backgrounds.

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
                "<TR><TD class=content><CENTER><B>{}</B></CENTER><BR>",
                view.title
            );
            parts::plain_text(view, out);
            out.push_str("</TD></TR>");
        }
    }
    foot(view, out);
}

fn head(view: &View<'_>, out: &mut String) {
    out.push_str("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n<HTML><HEAD>");
    if let Some(charset) = view.site.charset.meta() {
        let _ = writeln!(
            out,
            "<META content=\"text/html; charset={charset}\" http-equiv=Content-Type>"
        );
    }
    let _ = writeln!(out, "<TITLE>{}</TITLE>", view.head_title());
    view.meta_tags(out);
    let name = marks::site_name_text(view);
    let mut pictures = String::new();
    parts::pictures(view, false, &mut pictures);
    let _ = write!(
        out,
        "<STYLE type=text/css>{STYLE}{}</STYLE>\n<SCRIPT language=javascript>\n<!--\n{}//-->\n</SCRIPT>\n</HEAD>\n\
         <BODY leftMargin=0 topMargin=0 bgColor=#ffffff>\n<TABLE width=960 align=center border=0 cellSpacing=0 cellPadding=0>\n\
         <TR><TD height=110 background={} class=top><FONT class=sitename>{name}</FONT>{pictures}</TD></TR>\n<TR><TD class=menu>\n<A HREF={}>网站首页</A>",
        bulk::style(),
        bulk::script(),
        view.href("/images/head.jpg"),
        view.href("/index.asp"),
    );
    for (href, name, _) in view.nav_entries() {
        let _ = write!(out, "&nbsp;|&nbsp;<A HREF=\"{href}\">{name}</A>");
    }
    out.push_str("\n<TR><TD>");
    for (href, image) in view.planted_banners() {
        let _ = write!(
            out,
            "<A HREF=\"{href}\"><IMG SRC=\"{image}\" width=960 height=70 border=0></A><BR>"
        );
    }
    if view.kind != PageKind::Home {
        out.push_str("<FONT color=#666666>当前位置:</FONT>");
        parts::crumbs(view, " → ", out);
    }
    out.push_str("\n</TABLE>\n<TABLE width=960 align=center border=0 cellSpacing=0 cellPadding=4>\n");
}

fn line(view: &View<'_>, number: u32, form: DateForm, out: &mut String) {
    let article = view.article_of(number);
    let pinned = if article.pinned {
        "<FONT color=red>【置顶】</FONT>"
    } else {
        ""
    };
    let _ = write!(
        out,
        "·{pinned}<A HREF=\"{}\" target=_blank>{}</A>",
        view.href(&article.path),
        view.site.title(number)
    );
    view.list_date(number, form, "&nbsp;<FONT color=#999999>[", "]</FONT>", out);
    out.push_str("<BR>\n");
}

fn home(view: &View<'_>, out: &mut String) {
    out.push_str("<TR><TD vAlign=top width=330>\n<MARQUEE height=240 direction=left>");
    for (href, image, caption) in view.slides() {
        let _ = write!(
            out,
            "<A HREF=\"{href}\"><IMG SRC=\"{image}\" width=320 height=230 border=0 alt=\"{caption}\"></A>"
        );
    }
    out.push_str("</MARQUEE>");
    for (column, (_, channel)) in (1..).zip(parts::home_channels(view)) {
        if column % 2 == 0 {
            out.push_str("\n<TR>");
        }
        let href = view.href(&channel.path);
        let _ = writeln!(
            out,
            "<TD vAlign=top class=box><TABLE width=\"100%\"><TR><TD class=boxtitle><B>{}</B><TD align=right><A HREF=\"{href}\">更多...</A></TABLE>",
            channel.name
        );
        for number in channel.articles.iter().take(6) {
            line(view, *number, DateForm::Short, out);
        }
    }
    out.push_str("<TR><TD colSpan=3>");
    for topic in parts::topics(view) {
        let _ = write!(
            out,
            "<A HREF=\"{}\"><IMG SRC={} border=0 alt=\"{}\"></A>&nbsp;",
            view.href(&topic.path),
            view.href("/images/zt.png"),
            topic.name
        );
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
}

fn list(view: &View<'_>, out: &mut String) {
    let _ = writeln!(
        out,
        "<TR><TD width=180 vAlign=top bgColor=#eef2e6><B>栏目列表</B><BR>"
    );
    for (_, channel) in view.nav() {
        let _ = writeln!(
            out,
            "<A HREF=\"{}\">{}</A><BR>",
            view.href(&channel.path),
            channel.name
        );
    }
    let _ = writeln!(
        out,
        "<TD vAlign=top class=content><FONT class=boxtitle><B>{}</B></FONT><HR size=1>",
        view.title
    );
    for number in parts::items(view) {
        line(view, *number, DateForm::Slash, out);
    }
    if parts::items(view).is_empty() {
        let _ = write!(out, "<P>{}", parts::no_list(view));
    }
    for (href, name) in view.planted_rows() {
        let _ = writeln!(out, "·<A HREF=\"{href}\" target=_blank>{name}</A><BR>");
    }
    out.push_str("<P align=center>");
    for (number, href) in parts::pager(view) {
        let _ = match href {
            Some(href) => write!(out, "<A HREF=\"{href}\">[{number}]</A> "),
            None => write!(out, "{number} "),
        };
    }
    out.push('\n');
}

fn article(view: &View<'_>, out: &mut String) {
    let Some(number) = view.article else { return };
    let _ = write!(
        out,
        "<TR><TD class=content><P align=center><FONT size=5><B>{}</B></FONT>\n<P align=center><FONT color=#888888>",
        view.title
    );
    if view.prints_date(number) {
        let (hour, minute) = view.time_of_day();
        out.push_str("发布时间:");
        view.date(view.article_of(number).date, DateForm::Iso, out);
        let _ = write!(out, " {hour:02}∶{minute:02} &nbsp;");
    }
    let _ = writeln!(
        out,
        "文章来源:本站 &nbsp;点击数:{}</FONT><HR size=1>",
        37 + number
    );
    parts::article_text(view, "<P style=\"TEXT-INDENT: 2em\">  ", "\n", out);
    out.push_str(
        "<P align=right><A HREF=\"javascript:window.close()\">【关闭窗口】</A>\n<P><B>相关文章</B><BR>\n",
    );
    for number in view.related(8) {
        let _ = writeln!(
            out,
            "<IMG SRC={} width=5>&nbsp;<A HREF=\"{}\">{}</A><BR>",
            view.href("/images/dot.gif"),
            view.href(&view.article_of(number).path),
            view.site.title(number)
        );
    }
}

fn foot(view: &View<'_>, out: &mut String) {
    out.push_str("</TABLE>\n");
    parts::pictures(view, true, out);
    out.push_str(
        "\
        <TABLE width=960 align=center border=0 bgColor=#f2f2f2><TR><TD>友情链接:\n",
    );
    for (href, name) in view.friends() {
        let _ = writeln!(out, "<A HREF=\"{href}\" target=_blank>{name}</A>");
    }
    out.push_str("</TD></TR></TABLE>\n<TABLE width=960 align=center class=foot><TR><TD align=middle>");
    for (href, name) in parts::footer_links(view) {
        let _ = write!(out, "<A HREF=\"{href}\">{name}</A>&nbsp;&nbsp;");
    }
    out.push_str("<BR>\n");
    marks::sponsor(view, "<BR>\n", out);
    marks::icp(view, "&nbsp;", out);
    marks::site_code(view, "&nbsp;", out);
    marks::police(view, "<BR>\n", out);
    out.push_str("地址:市政府大院 邮编:999000 Email:<A HREF=mailto:web@shili.gov.example>web@shili.gov.example</A><BR>\n");
    marks::party_mark(view, "", out);
    marks::report_entry(view, "", out);
    out.push_str("</TD></TR></TABLE>\n</BODY></HTML>\n");
}

const STYLE: &str = "BODY,TD{FONT-SIZE:13px;LINE-HEIGHT:24px;FONT-FAMILY:宋体}A{COLOR:#00427a;TEXT-DECORATION:none}.top{BACKGROUND-COLOR:#2f7d32}.sitename{FONT-SIZE:36px;COLOR:#fff;FONT-FAMILY:隶书,黑体;PADDING-LEFT:30px}.menu{BACKGROUND:#1b5e20;COLOR:#fff;PADDING:8px}.menu A{COLOR:#fff}.box{BORDER:#cfe3cf 1px solid;WIDTH:310px}.boxtitle{COLOR:#1b5e20;FONT-SIZE:15px}.content{PADDING:16px;BORDER:#ddd 1px solid}.foot{BORDER-TOP:#1b5e20 3px solid;MARGIN-TOP:8px}\n";
