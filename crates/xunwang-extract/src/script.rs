//! Signs that a page's content comes by script or in a frame (脚本加载), so that its blankness proves nothing.

use xunwang_domain::facts::PageRegion;
use xunwang_domain::links::LinkKind;

use crate::html::outline::Outline;
use crate::html::tag::Tag;
use crate::lists::List;
use crate::regions::Regions;

/// Words that stand where contents are still to come.
const LOADING: [&str; 6] = [
    "加载中",
    "正在加载",
    "数据加载",
    "载入中",
    "Loading...",
    "loading...",
];

/// Calls by which scripts fetch or fill in contents.
const CALLS: [&str; 14] = [
    "$.ajax",
    "$.get",
    "$.post",
    "getJSON",
    "XMLHttpRequest",
    "fetch(",
    "axios",
    "v-for",
    "new Vue",
    "createApp",
    "template(",
    "dataproxy",
    "jpage",
    "ActiveXObject",
];

/// Beyond this many characters of content a page is not waiting for a script.
const LITTLE: u32 = 400;

/// A page of fewer bytes of text has not even a header and a footer.
const STUB: u32 = 60;

/// Beyond this many, a word such as “加载中” is about something else.
const MUCH: u32 = 2000;

/// Does the content of the page seem to come by script or frame?
pub(crate) fn needs_script(
    outline: &Outline<'_>,
    regions: &Regions,
    lists: &[List<'_>],
    characters: u32,
) -> bool {
    let content = |node: u32| {
        !matches!(
            regions.of(node),
            Some(
                PageRegion::Header
                    | PageRegion::Banner
                    | PageRegion::Nav
                    | PageRegion::Footer
                    | PageRegion::Floating
            )
        )
    };
    // Asked of every text: most have neither the last byte of 载 nor the dots.
    let may_say = |raw: &str| {
        raw.bytes()
            .fold(false, |found, byte| found | matches!(byte, 0xbd | b'.'))
    };
    let says_loading = |raw: &str| may_say(raw) && LOADING.iter().any(|word| raw.contains(word));
    let loading = characters <= MUCH
        && outline
            .texts
            .iter()
            .any(|text| (6..60).contains(&text.raw.len()) && content(text.node) && says_loading(text.raw));
    if loading {
        return true;
    }
    let listed = lists
        .iter()
        .any(|list| list.heading.is_none() && list.items.len() >= 3);
    if listed || characters > LITTLE {
        return false;
    }
    let frames = outline
        .references
        .iter()
        .any(|r| r.kind == LinkKind::Frame && (content(r.node) || outline.node(r.node).tag == Tag::Frame));
    if frames {
        return true;
    }
    let calls = outline
        .scripts
        .iter()
        .any(|script| CALLS.iter().any(|call| script.contains(call)) || script.contains("<record>"))
        || outline
            .texts
            .iter()
            .any(|text| text.raw.contains("{{") && text.raw.contains("}}"));
    if calls {
        return true;
    }
    // A stub that only leads on to another page.
    let leads_on = || {
        let without_text = |node: u32| outline.texts_in(node).is_empty();
        outline.references.iter().any(|r| {
            r.kind == LinkKind::Anchor
                && r.label.is_empty()
                && outline.node(r.node).tag != Tag::A
                && without_text(r.node)
        }) || outline.scripts.iter().any(|script| script.contains("location"))
    };
    if outline.text_bytes < STUB && lists.is_empty() && leads_on() {
        return true;
    }
    // An application's empty root: nothing on the page but scripts.
    let has_scripts = outline
        .references
        .iter()
        .any(|r| r.kind == LinkKind::Resource && outline.node(r.node).tag == Tag::Script);
    let root = outline.nodes.iter().any(|node| {
        matches!(node.id, "app" | "root" | "__next" | "__nuxt") && node.end <= node.text_start.max(node.end)
    });
    has_scripts && root && outline.text_bytes < 300
}
