//! What templates share: the text of an article, the items of a list page, the pager.

use std::fmt::Write as _;

use crate::{
    ChannelKind,
    site::{ListForm, Resource, Twist},
    view::{PageKind, View},
    words,
};

/// Items on a list page.
pub(crate) const PAGE_SIZE: usize = 10;

/// Articles of this list page.
pub(super) fn items<'a>(view: &View<'a>) -> &'a [u32] {
    let Resource::List { channel, page } = view.resource else {
        return &[];
    };
    let site = view.site;
    let held = &site.channels[usize::from(*channel)];
    if !held.form.prints_items() {
        return &[];
    }
    let articles = &held.articles;
    articles.chunks(PAGE_SIZE).nth(usize::from(*page)).unwrap_or(&[])
}

/// Numbers and references of the pager; the current page without reference. Empty where one page is enough.
pub(super) fn pager(view: &View<'_>) -> Vec<(usize, Option<String>)> {
    let Resource::List { channel, page } = view.resource else {
        return Vec::new();
    };
    let channel = usize::from(*channel);
    let held = &view.site.channels[channel];
    let count = held.articles.len().div_ceil(PAGE_SIZE);
    if count < 2 {
        return Vec::new();
    }
    (0..count)
        .map(|number| {
            let path = view.site.address_form.list(held.label, channel, number);
            (
                number + 1,
                (number != usize::from(*page)).then(|| view.href(&path).replace('&', "&amp;")),
            )
        })
        .collect()
}

/// What stands in the place of the list: a script that fetches it, a frame that holds it, an article, or
/// what a blank channel says: nothing, or one of the usual phrases.
pub(super) fn no_list(view: &View<'_>) -> String {
    match view.list_form() {
        ListForm::Script => "<ul id=\"list\"></ul><div class=\"loading\">数据加载中...</div>\n<script>$.getJSON('/api/list.json',{page:1},function(d){$.each(d.rows,function(i,r){$('#list').append('<li><a href=\"'+r.url+'\">'+r.title+'</a></li>');});});</script>".to_owned(),
        ListForm::Frame => {
            let source = format!("/frame/{}.html", view.channel.unwrap_or_default());
            format!("<iframe src=\"{source}\" width=\"100%\" height=\"600\" frameborder=\"0\"></iframe>")
        }
        ListForm::OneArticle => {
            let mut text = String::new();
            for number in 0..3 {
                text.push_str("<p>");
                words::paragraph(&view.site.identity.body, &mut view.chance(20 + number), &mut text);
                text.push_str("</p>\n");
            }
            text
        }
        ListForm::Moved => {
            let seed = view.site.index + view.channel.unwrap_or_default();
            [
                "<p>本栏目已迁移至“政府信息公开”专栏，请移步查看。</p>",
                "<p>本栏目已停止更新，内容已并入“政务公开”栏目。</p>",
                "<p>本栏目已整合至省政府网站统一发布。</p>",
            ][seed % 3]
                .to_owned()
        }
        // Never rendered: something else answers.
        ListForm::MovedAway | ListForm::Blocked => String::new(),
        ListForm::Markup | ListForm::DeadItems => blank_notice(view).to_owned(),
    }
}

/// Picture links of the header (not floating) or of the floating box over the page.
pub(super) fn pictures(view: &View<'_>, floating: bool, out: &mut String) {
    for (href, image) in view.planted_pictures(floating) {
        let _ = if floating {
            write!(
                out,
                "<div id=\"piaochuang\" style=\"position:absolute;left:20px;top:80px;z-index:999\"><a href=\"{href}\"><img src=\"{image}\" width=\"160\" height=\"120\" alt=\"专题\"></a></div>"
            )
        } else {
            write!(
                out,
                "<a href=\"{href}\"><img src=\"{image}\" width=\"120\" height=\"60\" alt=\"标识\"></a>"
            )
        };
    }
}

fn blank_notice(view: &View<'_>) -> &'static str {
    let seed = view.site.index + view.channel.unwrap_or_default();
    ["", "暂无信息!", "栏目正在建设中……", "没有找到相关记录"][seed % 4]
}

/// The text of an article: paragraphs between `open` and `close`, pictures, attachments, planted markup.
pub(super) fn article_text(view: &View<'_>, open: &str, close: &str, out: &mut String) {
    let twist = view.article.map(|number| &view.article_of(number).twist);
    // A copy has the text of its original, a form letter the text of its like.
    let mut chance = match twist {
        Some(Twist::Copy { of, .. }) => view.chance_of_article(*of, 7),
        Some(Twist::Form { .. }) => view.chance_of_article(900_000, 7),
        _ => view.chance(7),
    };
    let edited = matches!(twist, Some(Twist::Copy { edited: true, .. }));
    let body = &view.site.identity.body;
    let planted: Vec<&str> = view.planted_body().collect();
    let mut planted = planted.into_iter();
    let count = match twist {
        Some(Twist::Reprint { lines, .. }) => {
            for line in lines {
                let _ = write!(out, "{open}{line}{close}");
            }
            0
        }
        _ => chance.between(4, 14),
    };
    if let Some(Twist::Own { lead, .. }) = twist
        && !lead.is_empty()
    {
        let _ = write!(out, "{open}{lead}{close}");
    }
    for number in 0..count {
        out.push_str(open);
        match twist {
            _ if view.english() => words::english_paragraph(&mut chance, out),
            Some(Twist::Form { name }) if number == 0 => {
                let _ = write!(
                    out,
                    "根据干部选拔任用工作有关规定，现将拟任职人选{name}同志的有关情况予以公示，"
                );
                words::paragraph(body, &mut chance, out);
            }
            _ => words::paragraph(body, &mut chance, out),
        }
        if edited && number == 1 {
            words::sentence(body, &mut view.chance(8), out);
        }
        out.push_str(close);
        if number == 1 && chance.percent(45) {
            picture(view, chance.below(24), out);
        }
        if number % 2 == 0
            && let Some(markup) = planted.next()
        {
            out.push_str(markup);
            out.push('\n');
        }
    }
    for markup in planted {
        out.push_str(markup);
        out.push('\n');
    }
    if is_guide(view) {
        guide(view, open, close, out);
    }
    if chance.percent(25) {
        attachment(view, chance.below(12), open, close, out);
    }
}

fn is_guide(view: &View<'_>) -> bool {
    view.channel.is_some_and(|channel| {
        let channel = &view.site.channels[channel];
        channel.kind == ChannelKind::Other && channel.name.contains("服务")
    })
}

fn guide(view: &View<'_>, open: &str, close: &str, out: &mut String) {
    let place = view.site.identity.place;
    for element in [
        "事项名称:见标题",
        "设定依据:国家和省有关规定",
        "申请条件:符合本事项规定条件的公民、法人和其他组织",
        "办理材料:申请表一份、身份证明复印件一份",
        "办理时间:工作日上午9:00—12:00,下午1:30—5:00",
        "办理流程:申请、受理、审核、决定、送达",
    ] {
        let _ = writeln!(out, "{open}{element}{close}");
    }
    let _ = writeln!(
        out,
        "{open}办理地点:{place}市行政服务中心二楼综合窗口 联系电话:0999-8000000{close}"
    );
}

fn picture(view: &View<'_>, number: usize, out: &mut String) {
    let ending = ["jpg", "png", "gif"][number % 3];
    let source = view.href(&format!("/images/pic_{}.{ending}", number / 3));
    let _ = writeln!(
        out,
        r#"<p style="text-align: center;"><img src="{source}" alt="活动现场" width="560" height="320" oldsrc="W0201809.{ending}"></p>"#
    );
}

fn attachment(view: &View<'_>, number: usize, open: &str, close: &str, out: &mut String) {
    let ending = ["pdf", "doc", "xlsx"][number % 3];
    let source = view.href(&format!("/attach/fj_{}.{ending}", number / 3));
    let _ = writeln!(
        out,
        r#"{open}附件:<a href="{source}" title="附件">附件{}.{ending}</a>{close}"#,
        number / 3 + 1
    );
}

/// The text of a page about the site, or the list of channels on the site map.
pub(super) fn plain_text(view: &View<'_>, out: &mut String) {
    if matches!(view.resource, Resource::SiteMap) {
        for (_, channel) in view.nav() {
            let _ = writeln!(
                out,
                r#"<p><a href="{}">{}</a></p>"#,
                view.href(&channel.path),
                channel.name
            );
        }
        for channel in view.site.channels.iter().filter(|channel| channel.topic) {
            let _ = writeln!(
                out,
                r#"<p><a href="{}">{}</a></p>"#,
                view.href(&channel.path),
                channel.name
            );
        }
        for (path, name) in extra_pages(view) {
            let _ = writeln!(out, r#"<p><a href="{}">{name}</a></p>"#, view.href(path));
        }
        return;
    }
    if matches!(view.resource, Resource::Gone(_)) {
        out.push_str("<p>&nbsp;</p>");
        return;
    }
    let mut chance = view.chance(7);
    for _ in 0..6 {
        out.push_str("<p>");
        if view.english() {
            words::english_paragraph(&mut chance, out);
        } else {
            words::paragraph(&view.site.identity.body, &mut chance, out);
        }
        out.push_str("</p>\n");
    }
    for markup in view.planted_body() {
        out.push_str(markup);
    }
}

/// Pages of odd charsets and the page without HEAD, which only the site map links.
fn extra_pages<'a>(view: &View<'a>) -> Vec<(&'a str, &'static str)> {
    let mut pages: Vec<(&str, &str)> = view
        .site
        .resources
        .iter()
        .filter_map(|(path, resource)| match resource {
            Resource::WrongCharset => Some((path.as_ref(), "历史资料")),
            Resource::Utf16 => Some((path.as_ref(), "公报电子版")),
            _ => None,
        })
        .collect();
    pages.sort_unstable();
    pages
}

/// References of the footer's inner pages: about, contact, site map.
pub(super) fn footer_links(view: &View<'_>) -> Vec<(String, &'static str)> {
    let form = view.site.address_form;
    vec![
        (view.href(&form.about(0)), "关于我们"),
        (view.href(&form.about(1)), "联系我们"),
        (view.href(&form.about(2)), "网站声明"),
        (view.href(form.site_map()), "网站地图"),
    ]
}

/// The path of links above the text: home, channel, page.
pub(super) fn crumbs(view: &View<'_>, separator: &str, out: &mut String) {
    let home = view.href(view.site.address_form.home());
    let _ = write!(out, r#"<a href="{home}">首页</a>"#);
    if let Some(channel) = view.channel {
        let channel = &view.site.channels[channel];
        let _ = write!(
            out,
            r#"{separator}<a href="{}">{}</a>"#,
            view.href(&channel.path),
            channel.name
        );
    }
    if matches!(view.kind, PageKind::Article) || view.article.is_some() {
        let _ = write!(out, "{separator}正文");
    }
}

/// The channels that the home page shows as modules: those with articles, first six of the navigation kinds.
pub(super) fn home_channels<'a>(view: &View<'a>) -> Vec<(usize, &'a crate::site::Channel)> {
    view.nav()
        .filter(|(_, channel)| !channel.articles.is_empty() && channel.kind != ChannelKind::Other)
        .take(9)
        .collect()
}

/// Special topics, for pictures that lead to them.
pub(super) fn topics<'a>(view: &View<'a>) -> impl Iterator<Item = &'a crate::site::Channel> {
    view.site.channels.iter().filter(|channel| channel.topic)
}
