//! A page outside the sites that has fallen into other hands (外链被劫持).

use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::facts::PageFacts;

use super::words::{MOST_OF_A_NOTICE, beginning, phrases, state};

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
pub(super) fn speaks_against(text: &str) -> bool {
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

pub(super) fn is_public(host: &str) -> bool {
    [".gov.cn", ".edu.cn"]
        .iter()
        .any(|suffix| host.ends_with(suffix) || host == &suffix[1..])
}
