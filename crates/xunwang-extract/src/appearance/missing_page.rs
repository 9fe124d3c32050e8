//! A page that says it does not exist, although its answer was well (软404).

use crate::letters::is_word;
use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::facts::PageFacts;

use super::entrance::is_entrance;
use super::words::{MOST_OF_A_NOTICE, beginning, phrases, state};

/// A page with no more says nothing else.
const NOTHING_ELSE: u32 = 90;

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
                .filter(|letter| !letter.is_ascii() && is_word(*letter))
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
    let text = text.trim_start_matches(|c| !is_word(c));
    let begins = text.strip_prefix("404").is_some_and(|rest| {
        let next = rest.trim_start().chars().next();
        next.is_none_or(|next| !is_word(next))
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
