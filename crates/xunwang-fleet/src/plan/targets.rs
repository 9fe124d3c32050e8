//! Dead links, pictures and attachments (失效链接、图片、附件), each really linked from somewhere and really dead.

use super::{Draft, missing, roles::Role};
use crate::{
    Bait, Expected, FleetOptions, Style,
    chance::Chance,
    site::{Content, Fault, Identity, ListForm, Missing, Planted, Resource, Site, Spot},
};

/// How a target is dead and where it stands. Every site takes the next ones of this list, so that a
/// fleet of some ten sites holds every kind.
const KINDS: [&str; 26] = [
    "404",
    "image-404",
    "attachment-pdf",
    "redirect-404",
    "banner-404",
    "410",
    "carousel-image-404",
    "500",
    "refused",
    "attachment-doc",
    "css-background-404",
    "redirect-loop",
    "404-relative",
    "image-404",
    "nav-404",
    "srcset-404",
    "attachment-xlsx",
    "other-site-404",
    "404-area",
    "banner-image-404",
    "carousel-link-404",
    "attachment-chinese",
    "friend-refused",
    "404-query",
    "table-background-404",
    "503",
];

/// Dead links in the regions that the first fleets do not plant, with more pictures and attachments.
const REGIONAL: [&str; 12] = [
    "float-404",
    "header-404",
    "row-404",
    "float-image-404",
    "header-image-404",
    "image-404",
    "attachment-pdf",
    "row-404",
    "attachment-doc",
    "attachment-chinese",
    "banner-404",
    "attachment-xlsx",
];

/// Kinds whose target is a page that the site does not have: where it says so with 200, the link is soft-dead.
const MISSING_PAGES: [&str; 12] = [
    "404",
    "404-relative",
    "404-query",
    "404-area",
    "redirect-404",
    "nav-404",
    "banner-404",
    "carousel-link-404",
    "float-404",
    "header-404",
    "row-404",
    "other-site-404",
];

/// Kind that needs a name that does not exist. Rare, as hosts files leave it to the reader whether
/// such a name counts as looked up.
const NO_SUCH_HOST: &str = "no-such-host";

/// Plants the dead targets of one site.
pub(super) fn plant(
    site: &mut Site,
    role: Role,
    options: &FleetOptions,
    identities: &[Identity],
    roles: &[Role],
    draft: &mut Draft,
) {
    let mut chance = Chance::new(&[site.seed, 31]);
    let evaluation = options.style == Style::Evaluation;
    let count = match role {
        Role::Clean | Role::Refused | Role::Challenge412 | Role::Challenge521 => 0,
        _ if evaluation => 8,
        Role::Minor => chance.between(3, 11),
        Role::ManyStale | Role::ManyBlank | Role::HomeStale => chance.between(2, 6),
        Role::SelfSigned | Role::Expired => chance.between(1, 4),
    };
    for step in 0..count {
        let kind = if evaluation {
            // By turns the kinds of the first fleets, and those of regions that they lack.
            let number = site.index * 8 + step;
            let regional = number % (KINDS.len() + REGIONAL.len());
            KINDS
                .get(regional)
                .copied()
                .unwrap_or_else(|| REGIONAL[regional - KINDS.len()])
        } else {
            KINDS[(site.index * 7 + step) % KINDS.len()]
        };
        plant_one(site, kind, step, identities, roles, &mut chance, draft);
    }
    if count > 0 && site.index % 16 == 3 {
        plant_one(site, NO_SUCH_HOST, count, identities, roles, &mut chance, draft);
    }
}

fn plant_one(
    site: &mut Site,
    kind: &str,
    step: usize,
    identities: &[Identity],
    roles: &[Role],
    chance: &mut Chance,
    draft: &mut Draft,
) {
    let tag = format!("{:04}", 1000 + (site.seed as usize ^ (step * 97)) % 9000);
    let link = |href: &str| {
        Content::Body(format!(
            "<p>详见:<a href=\"{href}\" target=\"_blank\">相关链接</a></p>"
        ))
    };
    let picture = |source: &str| {
        Content::Body(format!(
            "<p style=\"text-align:center\"><img src=\"{source}\" alt=\"图片\" width=\"500\"></p>"
        ))
    };
    let attached =
        |href: &str, name: &str| Content::Body(format!("<p>附件:<a href=\"{href}\">{name}</a></p>"));
    let mut on_body = vec![];
    for _ in 0..chance.between(1, 3) {
        on_body.push(Spot::Article(chance.below(site.articles.len()) as u32));
    }
    on_body.sort_unstable_by_key(|spot| format!("{spot:?}"));
    on_body.dedup();

    let (rule, target, content, spots) = match kind {
        "404" => {
            let path = format!("/old/2019/gone_{tag}.html");
            ("link-dead", path.clone(), link(&path), on_body)
        }
        "404-relative" => {
            let path = format!("/wzgd/t2018_{tag}.html");
            (
                "link-dead",
                path.clone(),
                link(&format!("../../../../../..{path}")),
                on_body,
            )
        }
        "404-query" => {
            let path = format!("/search/old.jsp?id={tag}&type=2");
            (
                "link-dead",
                path.clone(),
                link(&path.replace('&', "&amp;")),
                on_body,
            )
        }
        "404-area" => {
            let path = format!("/map/area_{tag}.html");
            let markup = format!(
                "<p><img src=\"/images/pic_1.jpg\" usemap=\"#qy{tag}\" alt=\"区域图\"><map name=\"qy{tag}\"><area shape=\"rect\" coords=\"0,0,90,90\" href=\"{path}\" alt=\"\"></map></p>"
            );
            ("link-dead", path, Content::Body(markup), on_body)
        }
        "410" | "500" | "503" => {
            let path = format!("/ywxt/{kind}/query_{tag}.do");
            put(site, &path, Resource::Status(kind.parse().unwrap_or(500)));
            ("link-dead", path.clone(), link(&path), on_body)
        }
        "redirect-404" => {
            let path = format!("/go/{tag}.html");
            put(
                site,
                &path,
                Resource::Redirect {
                    status: 302,
                    to: format!("/go/none_{tag}.html").into(),
                },
            );
            ("link-dead", path.clone(), link(&path), on_body)
        }
        "redirect-loop" => {
            let (path, second) = (format!("/login/{tag}"), format!("/login/{tag}/check"));
            put(
                site,
                &path,
                Resource::Redirect {
                    status: 302,
                    to: second.clone().into(),
                },
            );
            put(
                site,
                &second,
                Resource::Redirect {
                    status: 302,
                    to: path.clone().into(),
                },
            );
            ("link-dead", path.clone(), link(&path), on_body)
        }
        "refused" | "friend-refused" => {
            let label = if kind == "refused" { "jiu" } else { "hezuo" };
            let host = format!("{label}.{}.gov.example", bare(&site.identity.host));
            let address = format!("http://{host}/");
            draft.refused_hosts.insert(host);
            if kind == "refused" {
                ("link-dead", address.clone(), link(&address), on_body)
            } else {
                let friend = Content::Friend {
                    href: address.clone(),
                    name: "合作单位".to_owned(),
                };
                ("link-dead", address, friend, vec![Spot::Everywhere])
            }
        }
        NO_SUCH_HOST => {
            let address = format!(
                "http://www.{}.invalid/",
                bare(&site.identity.host).replace('.', "-")
            );
            ("link-dead", address.clone(), link(&address), on_body)
        }
        "other-site-404" => match healthy_neighbour(site.index, identities, roles) {
            Some(other) => {
                let address = format!("http://{}/removed/{tag}.html", identities[other].host);
                ("link-dead", address.clone(), link(&address), on_body)
            }
            None => return,
        },
        "nav-404" => {
            let path = format!("/bmpd/{tag}/");
            let entry = Content::Nav {
                href: path.clone(),
                name: "部门频道".to_owned(),
            };
            ("link-dead", path, entry, vec![Spot::Home])
        }
        "banner-404" => {
            let path = format!("/hengfu/hd_{tag}.html");
            let banner = Content::Banner {
                href: path.clone(),
                image: "/images/head.jpg".to_owned(),
            };
            (
                "link-dead",
                path,
                banner,
                vec![Spot::Channel(chance.below(site.channels.len() - 2) as u16)],
            )
        }
        "float-404" | "header-404" => {
            let path = format!("/ztgz/{kind}_{tag}.html");
            let image = "/images/pic_3.png".to_owned();
            let content = if kind == "float-404" {
                Content::Float {
                    href: path.clone(),
                    image,
                }
            } else {
                Content::Header {
                    href: path.clone(),
                    image,
                }
            };
            ("link-dead", path, content, vec![Spot::Home])
        }
        "float-image-404" | "header-image-404" => {
            let path = format!("/images/{kind}_{tag}.png");
            let (href, image) = ("/".to_owned(), path.clone());
            let content = if kind == "float-image-404" {
                Content::Float { href, image }
            } else {
                Content::Header { href, image }
            };
            ("image-dead", path, content, vec![Spot::Home])
        }
        "row-404" => {
            let path = format!("/yijiu/wz_{tag}.html");
            let Some(channel) = site.channels.iter().position(|channel| {
                channel.form == ListForm::Markup && channel.articles.len() > 1 && !channel.topic
            }) else {
                return;
            };
            let row = Content::Row {
                href: path.clone(),
                name: "关于做好有关工作的情况通报".to_owned(),
            };
            ("link-dead", path, row, vec![Spot::Channel(channel as u16)])
        }
        "carousel-link-404" => {
            let path = format!("/lunbo/xw_{tag}.html");
            let slide = Content::Slide {
                href: path.clone(),
                image: "/images/pic_2.jpg".to_owned(),
            };
            ("link-dead", path, slide, vec![Spot::Home])
        }
        "image-404" => {
            let path = format!("/images/W0201805_{tag}_{step}.jpg");
            ("image-dead", path.clone(), picture(&path), on_body)
        }
        "srcset-404" => {
            let path = format!("/images/lost_{tag}_2x.png");
            let markup = format!(
                "<p><img src=\"/images/pic_1.png\" srcset=\"/images/pic_2.png 1x, {path} 2x\" alt=\"\"></p>"
            );
            ("image-dead", path, Content::Body(markup), on_body)
        }
        "css-background-404" => {
            let path = format!("/images/bg_{tag}.png");
            let markup =
                format!("<div style=\"height:30px;background:url('{path}') no-repeat\">&nbsp;</div>");
            ("image-dead", path, Content::Body(markup), on_body)
        }
        "table-background-404" => {
            let path = format!("/images/tiao_{tag}.gif");
            let markup = format!(
                "<table width=\"100%\"><tr><td background=\"{path}\" height=\"20\">&nbsp;</td></tr></table>"
            );
            ("image-dead", path, Content::Body(markup), on_body)
        }
        "carousel-image-404" => {
            let path = format!("/images/gd_{tag}.jpg");
            let slide = Content::Slide {
                href: "/".to_owned(),
                image: path.clone(),
            };
            ("image-dead", path, slide, vec![Spot::Home])
        }
        "banner-image-404" => {
            let path = format!("/images/hf_{tag}.jpg");
            let banner = Content::Banner {
                href: "/".to_owned(),
                image: path.clone(),
            };
            (
                "image-dead",
                path,
                banner,
                vec![Spot::Channel(chance.below(site.channels.len() - 2) as u16)],
            )
        }
        "attachment-chinese" => {
            let path = format!("/attach/申报表{tag}.doc");
            (
                "attachment-dead",
                path.clone(),
                attached(&path, "申报表.doc"),
                on_body,
            )
        }
        other => {
            let ending = other.strip_prefix("attachment-").unwrap_or("pdf");
            let path = format!("/attach/lost_{tag}.{ending}");
            (
                "attachment-dead",
                path.clone(),
                attached(&path, &format!("附件.{ending}")),
                on_body,
            )
        }
    };
    let missing = match kind {
        _ if !MISSING_PAGES.contains(&kind) => Missing::NotFound,
        "other-site-404" => healthy_neighbour(site.index, identities, roles)
            .map_or(Missing::NotFound, |other| missing(&draft.manifest.options, other)),
        _ => site.missing,
    };
    let rule = if missing == Missing::NotFound {
        rule
    } else {
        "link-soft-404"
    };
    let target = absolute(site, &target);
    let places = spots.iter().flat_map(|spot| places(site, *spot)).collect();
    let (site_code, kind) = (site.identity.code.clone(), kind.to_owned());
    if kind == NO_SUCH_HOST {
        // The hosts file replaces every resolver: what it does not name cannot be measured, whatever it is.
        draft.manifest.baits.push(Bait {
            site_code,
            kind,
            url: target,
            places,
        });
    } else {
        let rule = rule.to_owned();
        draft.manifest.expected.push(Expected {
            rule,
            site_code,
            target: Some(target),
            places,
            region: Some(content.region().to_owned()),
            kind,
            ..Expected::default()
        });
    }
    plant_content(site, content, &spots);
}

/// Puts the same content on several spots.
pub(super) fn plant_content(site: &mut Site, content: Content, spots: &[Spot]) {
    for spot in spots {
        let content = content.clone();
        site.planted.push(Planted { on: *spot, content });
    }
}

/// The pages that a spot stands for.
pub(super) fn places(site: &Site, spot: Spot) -> Vec<String> {
    match spot {
        Spot::Home => vec![site.url(site.address_form.home())],
        Spot::Article(number) => vec![site.url(&site.articles[number as usize].path)],
        Spot::Everywhere => vec![format!("{}*", site.url("/"))],
        Spot::Channel(channel) => {
            let held = &site.channels[usize::from(channel)];
            std::iter::once(site.url(&held.path))
                .chain(
                    held.articles
                        .iter()
                        .map(|number| site.url(&site.articles[*number as usize].path)),
                )
                .collect()
        }
    }
}

pub(super) fn put(site: &mut Site, path: &str, resource: Resource) {
    site.resources.insert(path.into(), resource);
}

/// The address as a browser sends it.
pub(super) fn absolute(site: &Site, target: &str) -> String {
    let address = if target.starts_with('/') {
        site.url(target)
    } else {
        target.to_owned()
    };
    url::Url::parse(&address).map_or(address, String::from)
}

pub(super) fn bare(host: &str) -> &str {
    host.strip_prefix("www.")
        .unwrap_or(host)
        .trim_end_matches(".gov.example")
        .trim_end_matches(".xuni.gov.cn")
        .trim_end_matches(".xuni-zhengfu.com")
}

/// The next site that answers over plain HTTP.
pub(super) fn healthy_neighbour(index: usize, identities: &[Identity], roles: &[Role]) -> Option<usize> {
    (1..identities.len())
        .map(|step| (index + step) % identities.len())
        .find(|other| roles[*other].fault() == Fault::None)
}
