//! What looks like a defect and is none (诱饵): every site carries some, the clean ones too.

use super::{Draft, targets};
use crate::{
    Bait,
    chance::Chance,
    site::{AttachmentForm, Content, Resource, Site, Spot},
};

/// Kind, address that must not be reported, markup, and what has to exist for it.
type Offer = (&'static str, String, String, Option<(String, Resource)>);

/// Plants the baits of one site.
pub(super) fn plant(site: &mut Site, draft: &mut Draft) {
    let mut chance = Chance::new(&[site.seed, 51]);
    let alive: String = site.articles[chance.below(site.articles.len())].path.to_string();
    let channel: String = site.channels[0].path.to_string();
    let tag = site.index;
    let a = |href: &str| format!("<p>参见:<a href=\"{href}\">有关内容</a></p>");

    let offered: [Offer; 20] = [
        (
            "in-comment",
            format!("/old/comment_{tag}.html"),
            format!("<!-- <a href=\"/old/comment_{tag}.html\">旧链接</a> -->"),
            None,
        ),
        (
            "in-script",
            format!("/old/script_{tag}.html"),
            format!("<script>var h='<a href=\"/old/script_{tag}.html\">x</a>';</script>"),
            None,
        ),
        (
            "head-405",
            "/tongji/nohead.html".into(),
            a("/tongji/nohead.html"),
            Some(("/tongji/nohead.html".into(), Resource::NoHead)),
        ),
        (
            "chinese-path",
            "/attach/办事指南.doc".into(),
            a("/attach/办事指南.doc"),
            Some((
                encoded("/attach/办事指南.doc"),
                Resource::Attachment {
                    form: AttachmentForm::Doc,
                    number: 9,
                },
            )),
        ),
        (
            "ampersand",
            "/search/?word=1&page=2".into(),
            a("/search/?word=1&amp;page=2"),
            Some(("/search/?word=1&page=2".into(), Resource::About(0))),
        ),
        (
            "unquoted",
            "/images/pic_3.png".into(),
            "<img src=/images/pic_3.png alt=x>".into(),
            None,
        ),
        (
            "redirect-ok",
            format!("/r/{tag}"),
            a(&format!("/r/{tag}")),
            Some((
                format!("/r/{tag}"),
                Resource::Redirect {
                    status: 301,
                    to: alive.clone().into(),
                },
            )),
        ),
        (
            "spaces-and-newline",
            channel.clone(),
            a(&format!("  {channel} \n")),
            None,
        ),
        (
            "javascript",
            "javascript:void(0)".into(),
            a("javascript:void(0)"),
            None,
        ),
        (
            "entity",
            "/attach/fj_1.pdf".into(),
            a("/attach/fj&#95;1.pdf"),
            None,
        ),
        (
            "mailto",
            "mailto:xxgk@yl.gov.example".into(),
            a("mailto:xxgk@yl.gov.example"),
            None,
        ),
        ("tel", "tel:12345".into(), a("tel:12345"), None),
        (
            "unauthorized-401",
            "/inner/index.do".into(),
            a("/inner/index.do"),
            Some(("/inner/index.do".into(), Resource::Status(401))),
        ),
        (
            "forbidden-403",
            "/inner/list.do".into(),
            a("/inner/list.do"),
            Some(("/inner/list.do".into(), Resource::Status(403))),
        ),
        (
            "challenge-403",
            "/ywxt/cx.do".into(),
            a("/ywxt/cx.do"),
            Some(("/ywxt/cx.do".into(), Resource::Challenge403)),
        ),
        (
            "protocol-relative",
            alive.clone(),
            a(&format!("//{}{alive}", site.identity.host)),
            None,
        ),
        (
            "upper-case-host",
            alive.clone(),
            a(&format!("{}{alive}", site.url("").to_uppercase())),
            None,
        ),
        (
            "backslash",
            "/attach/fj_2.doc".into(),
            a("\\attach\\fj_2.doc"),
            None,
        ),
        (
            "data-image",
            "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=".into(),
            "<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=\" alt=\"\">".into(),
            None,
        ),
        (
            "empty-reference",
            "/".into(),
            "<a href=\"\">本页</a><a name=\"top\"></a><a href=\"#top\">返回顶部</a>".into(),
            None,
        ),
    ];
    for (kind, url, markup, resource) in offered {
        // Each site carries about two thirds of the kinds.
        if !chance.percent(66) {
            continue;
        }
        if let Some((path, resource)) = resource {
            targets::put(site, &path, resource);
        }
        let spots: Vec<Spot> = (0..chance.between(1, 2))
            .map(|_| Spot::Article(chance.below(site.articles.len()) as u32))
            .collect();
        let places = spots
            .iter()
            .flat_map(|spot| targets::places(site, *spot))
            .collect();
        let address = if url.starts_with('/') { site.url(&url) } else { url };
        draft.manifest.baits.push(Bait {
            site_code: site.identity.code.clone(),
            kind: kind.to_owned(),
            url: url::Url::parse(&address).map_or(address, String::from),
            places,
        });
        targets::plant_content(site, Content::Body(markup), &spots);
    }
}

fn encoded(path: &str) -> String {
    url::Url::parse(&format!("http://a{path}")).map_or_else(|_| path.to_owned(), |url| url.path().to_owned())
}
