//! What an answer shows instead of what was asked for (应答判别): a page that says it does not exist, a page that has
//! fallen into other hands, a file that is none.

use std::sync::LazyLock;

use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::facts::PageFacts;

/// A page with more characters than this is one, whatever it says.
pub(crate) const MOST_OF_A_NOTICE: u32 = 400;
/// A page with no more says nothing else.
const NOTHING_ELSE: u32 = 90;
/// As much of a page's text is looked at, in bytes.
const LOOKED_AT: usize = 8 * 1024;

/// The phrases of `data/appearances.tsv`, by kind.
static PHRASES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    include_str!("../data/appearances.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            Some((fields.next()?, fields.next()?))
        })
        .collect()
});

fn phrases(kind: &'static str) -> impl Iterator<Item = &'static str> {
    PHRASES
        .iter()
        .filter(move |(other, _)| *other == kind)
        .map(|(_, phrase)| *phrase)
}

/// A site's answer to an address that cannot exist (探测应答), where it is a notice and no refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPage {
    title: String,
    text: String,
}

impl MissingPage {
    /// What the answer shows; `None` where it tells nothing: it is as long as any page, blank, or the home page itself,
    /// as where a script makes every page.
    pub fn of(answer: &PageFacts, home: Option<&PageFacts>) -> Option<Self> {
        let page = Self::read(answer);
        let is_home = home.is_some_and(|home| Self::read(home) == page);
        let tells = answer.body_characters <= MOST_OF_A_NOTICE && page.text.chars().count() >= 4;
        // Whoever asks to log in, or turns machines away, says nothing about what is there.
        let guards = ["登录", "登陆", "验证", "拦截", "权限", "频繁"]
            .iter()
            .any(|word| page.text.contains(word));
        (tells && !answer.needs_script && !is_home && !guards).then_some(page)
    }

    /// What a page says, without what differs from one address to the next: addresses, numbers, times.
    fn read(facts: &PageFacts) -> Self {
        let plain = |text: &str| {
            text.chars()
                .filter(|letter| !letter.is_ascii() && letter.is_alphanumeric())
                .collect()
        };
        Self {
            title: plain(&facts.title),
            text: plain(beginning(&facts.text)),
        }
    }
}

/// Does a page say that it does not exist, although its answer was well (软404)? Certain (`Broken`) with two signs:
/// the title says so, the text says so and nothing else, it is the answer to an address that cannot exist. With one of
/// them it is unclear (`Caution`). Home pages, pages that search, long pages and dated articles are none.
/// `truncated`: only the beginning of the page is known.
pub fn soft_404(
    url: &Url,
    facts: &PageFacts,
    truncated: bool,
    missing: Option<&MissingPage>,
) -> Option<TargetState> {
    if facts.body_characters > MOST_OF_A_NOTICE || is_entrance(url) || is_search(url) {
        return None;
    }
    let same = missing.is_some_and(|missing| *missing == MissingPage::read(facts));
    if facts.published.is_some() && !same {
        return None;
    }
    let title = facts.title.to_lowercase();
    let in_title = !asks(&title) && (is_404(&title) || title.chars().count() <= 40 && says_missing(&title));
    let text = beginning(&facts.text).to_lowercase();
    let in_text = !truncated && !asks(&text) && (says_missing(&text) || is_404(&text));
    let alone = in_text && facts.body_characters <= NOTHING_ELSE;
    let signs = [in_title, in_text, same, alone].into_iter().filter(|sign| *sign);
    let class = match signs.count() {
        0 => return None,
        1 => TargetClass::Caution,
        _ => TargetClass::Broken,
    };
    Some(state("soft-404", class))
}

fn state(status: &str, class: TargetClass) -> TargetState {
    TargetState {
        status: status.to_owned(),
        class,
    }
}

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LOOKED_AT)]
}

/// Is a phrase said, and not quoted as the defect of other pages?
fn says_missing(text: &str) -> bool {
    phrases("missing").any(|phrase| {
        text.match_indices(phrase)
            .any(|(at, _)| !text[..at].ends_with(['“', '"', '「', '『', '《']))
    })
}

/// A page about missing pages: a question, an instruction, a notice.
fn asks(text: &str) -> bool {
    [
        "怎么",
        "如何",
        "为什么",
        "？",
        "关于",
        "办法",
        "整改",
        "整治",
        "检查",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// `404` as a number of its own that begins the text, or beside a word for error.
fn is_404(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = text.strip_prefix("404").is_some_and(|rest| {
        let next = rest.trim_start().chars().next();
        next.is_none_or(|next| !next.is_alphanumeric())
            || ["错误", "页面", "not found", "error"]
                .iter()
                .any(|word| rest.trim_start().starts_with(word))
    });
    begins
        || [
            "错误404",
            "404错误",
            "404页面",
            "error 404",
            "http 404",
            "404 error",
        ]
        .iter()
        .any(|form| text.contains(form))
}

/// The home page of a host, whatever is told it about the way there (`/?from=…`).
fn is_entrance(url: &Url) -> bool {
    let path = url.path();
    (path == "/" || path.matches('/').count() == 1 && is_entrance_name(&path[1..])) && !selects(url)
}

/// The name of a file or folder that stands for a whole site or leads into one: home pages, log-ins.
fn is_entrance_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["index", "default", "home", "main", "login", "logout", "portal"]
        .iter()
        .any(|known| name.starts_with(known))
}

/// Does the query choose one of many pages, as `?id=12`?
fn selects(url: &Url) -> bool {
    url.query_pairs().any(|(name, _)| {
        let name = name.to_ascii_lowercase();
        name.ends_with("id")
            || matches!(
                name.as_str(),
                "p" | "m" | "c" | "a" | "r" | "s" | "mod" | "page" | "action"
            )
    })
}

/// An address as articles have it (文章网址): a file with a number, which no one sets up as another way to the home page.
pub fn is_one_of_many(url: &Url) -> bool {
    let file = url.path().rsplit('/').next().unwrap_or_default();
    file.contains('.') && file.bytes().filter(u8::is_ascii_digit).count() >= 2
}

/// Was an address deep in a site answered by the home page of its host (深层网址转到首页)? `home`: the site's home page,
/// where known. Other ways to the home page – folders, log-ins, `/web/index.html` – are not meant.
pub fn leads_home(asked: &Url, answered: &Url, home: Option<&Url>) -> bool {
    let host = |url: &Url| {
        url.host_str()
            .map(|host| host.trim_start_matches("www.").to_owned())
    };
    let is_home =
        home.is_some_and(|home| home == answered) || is_entrance(answered) && host(asked) == host(answered);
    if !is_home || home.is_some_and(|home| home == asked) {
        return false;
    }
    let mut parts = asked.path().split('/').filter(|part| !part.is_empty());
    let (depth, last) = (parts.clone().count(), parts.next_back().unwrap_or_default());
    let has_number = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let is_deep = depth >= 2 && (last.contains('.') || has_number(asked.path()))
        || is_one_of_many(asked)
        || selects(asked) && asked.query().is_some_and(has_number);
    let enters = is_entrance_name(last) && !selects(asked) && !has_number(asked.path());
    is_deep && !enters
}

/// A page that shows what a search found.
fn is_search(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    let asked = url.query_pairs().any(|(name, _)| {
        matches!(
            &*name,
            "q" | "wd" | "kw" | "keyword" | "keywords" | "searchword" | "query"
        )
    });
    let one_of_many = url.query_pairs().any(|(name, _)| name.eq_ignore_ascii_case("id"));
    asked
        || !one_of_many
            && ["search", "jiansuo", "sousuo", "/ss/", "/jsearch"]
                .iter()
                .any(|word| path.contains(word))
}

/// Does a page outside the sites show gambling, pornography or a domain for sale (外链被劫持)? Certain (`Danger`) with two
/// independent signs, that is in two of title, keywords or description, and text; with one in the title, or two
/// different phrases in a short text, unclear (`Caution`) — but not for hosts of government and education. A page that
/// speaks against such things is none.
pub fn hijacked(url: &Url, facts: &PageFacts) -> Option<TargetState> {
    let title = facts.title.to_lowercase();
    let metas: String = facts
        .metas
        .iter()
        .filter(|(name, _)| matches!(name.as_str(), "Keywords" | "Description"))
        .map(|(_, content)| content.to_lowercase())
        .collect::<Vec<_>>()
        .join("\n");
    let text = beginning(&facts.text).to_lowercase();
    let host = url.host_str().unwrap_or_default();
    ["gambling", "pornography", "parked"]
        .into_iter()
        .find_map(|kind| {
            if kind != "parked" && (speaks_against(&title) || speaks_against(&text)) {
                return None;
            }
            let found = |text: &str| phrases(kind).filter(|phrase| text.contains(phrase)).count();
            let (in_title, in_metas, in_text) = (found(&title), found(&metas), found(&text));
            let places = [in_title, in_metas, in_text]
                .iter()
                .filter(|count| **count > 0)
                .count();
            // A page that offers a domain mostly names the one at which it stands.
            let own = kind == "parked" && in_title + in_text > 0 && names_host(&[&title, &text], host);
            let short = facts.body_characters <= 2 * MOST_OF_A_NOTICE;
            let class = if kind == "parked" && !short {
                return None;
            } else if places >= 2 || own {
                TargetClass::Danger
            } else if !is_public(host) && (in_title > 0 || in_text >= 2 && short) {
                TargetClass::Caution
            } else {
                return None;
            };
            Some(state(kind, class))
        })
}

/// Words of those who act against gambling and fraud, or report on it.
fn speaks_against(text: &str) -> bool {
    [
        "打击", "整治", "查处", "查获", "警方", "公安", "反诈", "诈骗", "防范", "抵制", "法院", "判处",
        "扫黄", "治理", "案件", "违法", "犯罪",
    ]
    .iter()
    .any(|word| text.contains(word))
}

fn names_host(texts: &[&str], host: &str) -> bool {
    let bare = host.trim_start_matches("www.");
    bare.contains('.') && texts.iter().any(|text| text.contains(bare))
}

fn is_public(host: &str) -> bool {
    [".gov.cn", ".edu.cn"]
        .iter()
        .any(|suffix| host.ends_with(suffix) || host == &suffix[1..])
}

/// Endings of the older formats of offices.
const DOCUMENTS: [&str; 7] = ["doc", "xls", "ppt", "pps", "wps", "et", "dps"];

/// Is what was sent for a file to download none, or only a part of one (附件名不副实、附件不完整)? Told by the address's
/// ending and the bytes. `html`: the answer calls itself a page. Word and spreadsheet programs open pages too: those
/// are unclear. `whole`: the answer was read to its end.
pub fn file_problem(url: &Url, body: &[u8], html: bool, whole: bool) -> Option<TargetState> {
    let ending = url.path().rsplit_once('.')?.1.to_ascii_lowercase();
    if body.is_empty() {
        return Some(state("empty", TargetClass::Broken));
    }
    let first = body.get(..1024.min(body.len())).unwrap_or_default();
    let starts = |signs: &[&[u8]]| signs.iter().any(|sign| first.starts_with(sign));
    let page = || {
        let text = first
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(first)
            .trim_ascii_start();
        let begins = |sign: &[u8]| {
            text.get(..sign.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(sign))
        };
        begins(b"<!doctype html") || begins(b"<html") || html && begins(b"<")
    };
    // No program that opens documents or archives opens these.
    const FOREIGN: [&[u8]; 5] = [b"GIF87a", b"GIF89a", b"\x89PNG\r\n", b"\xff\xd8\xff", b"MZ\x90\0"];
    const ZIP: &[u8] = b"PK\x03\x04";
    const OLE: &[u8] = b"\xd0\xcf\x11\xe0";
    let (is_it, lenient) = match ending.as_str() {
        // Readers look for the mark in the first 1,024 bytes (ISO 32000-1, annex H.3).
        "pdf" => (memchr::memmem::find(first, b"%PDF").is_some(), false),
        "docx" | "docm" | "xlsx" | "xlsm" | "pptx" | "ppsx" | "odt" | "ods" => (starts(&[ZIP, OLE]), false),
        "zip" => (starts(&[ZIP, b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf"]), false),
        "ofd" | "epub" => (starts(&[ZIP]), false),
        "rar" => (starts(&[b"Rar!", ZIP, b"7z\xbc\xaf"]), false),
        "7z" => (starts(&[b"7z\xbc\xaf", ZIP, b"Rar!"]), false),
        ending if DOCUMENTS.contains(&ending) => {
            (starts(&[OLE, ZIP, b"{\\rtf", b"\xdb\xa5", b"\x09\x08"]), true)
        }
        _ => (!page(), true),
    };
    if is_it {
        // Archives end with their directory (APPNOTE.TXT 4.3.16): without it no program opens them.
        let is_cut = whole && first.starts_with(ZIP) && memchr::memmem::rfind(body, b"PK\x05\x06").is_none();
        return is_cut.then(|| state("cut-off", TargetClass::Broken));
    }
    let other_kind = starts(&FOREIGN) && DOCUMENTS.contains(&ending.as_str());
    if other_kind {
        return Some(state("not-a-file", TargetClass::Broken));
    }
    match (page(), lenient) {
        (true, true) => Some(state("not-a-file", TargetClass::Caution)),
        (_, false) => Some(state("not-a-file", TargetClass::Broken)),
        // Old formats of offices have many beginnings: text, XML, mail.
        (false, true) => None,
    }
}

/// Does an address lead to a host that only delivers or counts advertisements (广告链接)?
pub fn is_advert(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    ADVERT_HOSTS.iter().any(|advert| {
        host.strip_suffix(advert)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Hosts of advertising networks and of commissions for sales (广告联盟、推广返佣): nothing else stands there.
const ADVERT_HOSTS: [&str; 30] = [
    "pos.baidu.com",
    "cpro.baidu.com",
    "cpro.baidustatic.com",
    "union.baidu.com",
    "eclick.baidu.com",
    "cb.baidu.com",
    "googleads.g.doubleclick.net",
    "ad.doubleclick.net",
    "pagead2.googlesyndication.com",
    "adservice.google.com",
    "www.googleadservices.com",
    "s.click.taobao.com",
    "s.click.tmall.com",
    "click.mmstat.com",
    "click.tanx.com",
    "afpeng.alimama.com",
    "pub.alimama.com",
    "union-click.jd.com",
    "union.click.jd.com",
    "u.jd.com",
    "p.yiqifa.com",
    "c.duomai.com",
    "click.linktech.cn",
    "c.l.qq.com",
    "gdt.qq.com",
    "e.qq.com",
    "union.sogou.com",
    "ad.toutiao.com",
    "c.admaster.com.cn",
    "e.cn.miaozhen.com",
];

/// Which of these names no element of a page bears, as `id` or as the `name` of a link (页内锚点). A name that stands in
/// quotation marks anywhere in the page may be made by a script, and is not missing; nor is one that a script or a
/// switch of the page handles: `href="#甲"` beside a handler, `data-…`, `role`, or in the folds of a widget.
pub fn missing_fragments(body: &[u8], content_type: Option<&str>, names: &[String]) -> Vec<bool> {
    use crate::html::token::{Token, Tokenizer};
    let (source, ..) = crate::charset::decode(body, content_type);
    let quoted = |text: &str| {
        ['"', '\'']
            .iter()
            .map(|quote| {
                memchr::memmem::find_iter(source.as_bytes(), &format!("{quote}{text}{quote}")).count()
            })
            .sum::<usize>()
    };
    let mut missing: Vec<bool> = names.iter().map(|name| quoted(name) == 0).collect();
    // A script that reads the fragment shows what it names.
    if source.contains("location.hash") {
        missing.fill(false);
    }
    if !missing.contains(&true) {
        return missing;
    }
    // How often a script, not a link, says `'#name'`.
    let mut said: Vec<usize> = names.iter().map(|name| quoted(&format!("#{name}"))).collect();
    let mut tokens = Tokenizer::new(&source);
    while let Some(token) = tokens.next() {
        if !matches!(token, Token::Start { .. }) {
            continue;
        }
        let (mut own, mut is_switch) = (None, false);
        for (attribute, value) in tokens.attributes() {
            let attribute = attribute.to_ascii_lowercase();
            if attribute == "id" || attribute == "name" {
                let value = crate::html::entity::decode_attribute(value);
                for (name, missing) in names.iter().zip(&mut missing) {
                    *missing &= *name != value.trim();
                }
            } else if attribute == "href" {
                own = value.trim().strip_prefix('#');
            }
            is_switch |= is_switch_attribute(&attribute, value);
        }
        let asked = own.and_then(|own| names.iter().position(|name| name == own));
        if let Some(index) = asked {
            said[index] = said[index].saturating_sub(1);
            missing[index] &= !is_switch;
        }
    }
    for (missing, said) in missing.iter_mut().zip(said) {
        *missing &= said == 0;
    }
    missing
}

/// Is a link with this attribute handled by a script of the page rather than followed?
fn is_switch_attribute(name: &str, value: &str) -> bool {
    let words = [
        "tab",
        "toggle",
        "collapse",
        "accordion",
        "slide",
        "carousel",
        "modal",
        "popup",
        "btn",
        "menu",
    ];
    name.starts_with("on")
        || name.starts_with("data-")
        || name.starts_with("aria-")
        || name.starts_with("ng-")
        || name.starts_with("v-")
        || name.starts_with(['@', ':'])
        || name == "role"
        || name == "class" && words.iter().any(|word| value.to_ascii_lowercase().contains(word))
}
