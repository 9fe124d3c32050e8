//! Probable duplicates of a message (重复留言): proposed to who writes it, and to who merges.

use rustc_hash::FxHashSet;
use xunwang_text::answer::{problem, slips};
use xunwang_text::near::Brief;

use super::address::{AddressKey, complaint_address};

/// What tells one message from another (留言特征). Made once a message; nothing of who wrote it.
#[derive(Clone, Debug)]
pub struct MessageSketch {
    /// The message's number.
    pub id: String,
    /// The site, by its 标识码 or whatever the caller groups by.
    pub site: String,
    /// Code of the kind of problem, rulebook ZR-04.
    pub kind: u8,
    address: Option<AddressKey>,
    quoted: Vec<String>,
    words: Brief,
}

impl MessageSketch {
    /// Reads a message (取特征).
    pub fn of(id: &str, site: &str, kind: u8, address: &str, description: &str) -> Self {
        let address = complaint_address(address).or_else(|| complaint_address(description));
        let telling = slips(description).into_iter().filter(|slip| slip.is_telling());
        Self {
            id: id.to_owned(),
            site: site.to_owned(),
            kind,
            address: address.as_ref().map(AddressKey::of),
            quoted: telling.map(|slip| slip.wrong).collect(),
            words: Brief::of(description),
        }
    }
}

/// Why two messages may be the same (重复的理由), strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SimilarReason {
    /// 引用同一处错误文字
    SameQuote,
    /// 文字几乎相同
    SameWords,
    /// 同一网址、同类问题
    SameAddress,
    /// 同一网址，问题类型不同
    SamePage,
}

/// A probable duplicate (疑似重复).
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    /// The number of the other message.
    pub id: String,
    /// How likely, 0 to 1, for ordering.
    pub score: f32,
    /// The strongest reason.
    pub reason: SimilarReason,
    /// Share of the words that both have, 0 to 1 (相似度).
    pub likeness: f32,
    /// Do both name the same page (同一网页)?
    pub same_page: bool,
    /// The reasons as a Chinese sentence.
    pub message: String,
}

/// Duplicates that are proposed.
const MOST: usize = 10;
/// From this likeness on two descriptions are the same.
const SAME: f32 = 0.8;
/// Descriptions of fewer pairs of letters (“首页打不开”) say the same of different pages.
const LEAST_WORDS: usize = 11;
/// Likeness that makes two messages about a home page the same.
const ALIKE: f32 = 0.5;

/// Probable duplicates of a message among others, the best first (疑似重复留言). Messages of other sites, and the message
/// itself by its number, are passed over.
pub fn similar<'a>(
    new: &MessageSketch,
    candidates: impl IntoIterator<Item = &'a MessageSketch>,
) -> Vec<Similar> {
    let quoted: FxHashSet<&str> = new.quoted.iter().map(String::as_str).collect();
    let mut found: Vec<(f32, SimilarReason, f32, bool, &MessageSketch)> = Vec::new();
    for other in candidates {
        if other.site != new.site || other.id == new.id {
            continue;
        }
        if let Some((score, reason, likeness, same_page)) = compare(new, other, &quoted) {
            found.push((score, reason, likeness, same_page, other));
        }
    }
    found.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| two.4.id.cmp(&one.4.id)));
    found.truncate(MOST);
    found
        .into_iter()
        .map(|(score, reason, likeness, same_page, other)| Similar {
            id: other.id.clone(),
            score,
            reason,
            likeness,
            same_page,
            message: sentence(reason, likeness, same_page),
        })
        .collect()
}

fn compare(
    new: &MessageSketch,
    other: &MessageSketch,
    quoted: &FxHashSet<&str>,
) -> Option<(f32, SimilarReason, f32, bool)> {
    let same_page = new.address.is_some() && new.address == other.address;
    let deep = same_page && !new.address.as_ref().is_some_and(AddressKey::is_home);
    let same_quote = other.quoted.iter().any(|quote| quoted.contains(quote.as_str()));
    let telling = new.words.len().min(other.words.len()) >= LEAST_WORDS;
    // Only what may matter is compared letter by letter.
    let wanted = same_page || same_quote || telling && new.words.may_reach(&other.words, SAME);
    let likeness = if wanted {
        new.words.likeness(&other.words)
    } else {
        0.0
    };
    let same_kind = family(new.kind) == family(other.kind);
    // Two quotations on one page are two mistakes, however alike the sentences around them.
    let other_quote = !same_quote && !new.quoted.is_empty() && !other.quoted.is_empty();
    let score = |base: f32| (base + 0.1 * likeness).min(1.0);
    if same_quote {
        let base = if same_page { 0.9 } else { 0.7 };
        Some((score(base), SimilarReason::SameQuote, likeness, same_page))
    } else if other_quote {
        None
    } else if likeness >= SAME && (same_page || telling) {
        let base = if same_page { 0.85 } else { 0.65 };
        Some((score(base), SimilarReason::SameWords, likeness, same_page))
    } else if same_page && same_kind && (deep || likeness >= ALIKE) {
        Some((score(0.6), SimilarReason::SameAddress, likeness, true))
    } else if deep {
        Some((score(0.3), SimilarReason::SamePage, likeness, true))
    } else {
        None
    }
}

/// Not opening and not working are told apart by nobody who complains (rulebook ZR-11).
pub(super) fn family(kind: u8) -> u8 {
    if kind == problem::BROKEN {
        problem::INACCESSIBLE
    } else {
        kind
    }
}

fn sentence(reason: SimilarReason, likeness: f32, same_page: bool) -> String {
    let page = if same_page { "同一网址，" } else { "" };
    match reason {
        SimilarReason::SameQuote => format!("{page}引用同一处错误文字。"),
        SimilarReason::SameWords => format!("{page}文字相同{:.0}%。", likeness * 100.0),
        SimilarReason::SameAddress => "同一网址、同类问题。".to_owned(),
        SimilarReason::SamePage => "同一网址，问题类型不同。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, kind: u8, address: &str, description: &str) -> MessageSketch {
        MessageSketch::of(id, "9901000001", kind, address, description)
    }

    #[test]
    fn the_best_reason_comes_first_and_a_set_phrase_is_none() {
        let all = [
            message(
                "同错字",
                4,
                "www.qingchuan.example/a.html",
                "第二段“帐号”应为“账号”，请改正",
            ),
            message("同网址", 4, "http://qingchuan.example/a.html", "最后一行少了句号"),
            message(
                "另一处错字",
                4,
                "http://qingchuan.example/a.html",
                "“登陆”应为“登录”",
            ),
            message("套话", 0, "www.qingchuan.example/c.html", "打不开"),
            message(
                "相同文字",
                10,
                "",
                "政策文件库里的检索功能输入关键字以后没有任何反应",
            ),
            MessageSketch::of(
                "别的网站",
                "9901000002",
                4,
                "www.qingchuan.example/a.html",
                "“帐号”应为“账号”",
            ),
        ];
        let ids = |new: &MessageSketch| -> Vec<String> {
            similar(new, &all).into_iter().map(|one| one.id).collect()
        };
        let new = message(
            "新",
            4,
            "https://www.qingchuan.example/a.html",
            "“帐号”应为“账号”",
        );
        assert_eq!(ids(&new), ["同错字", "同网址"]);
        assert_eq!(
            ids(&message("新", 0, "www.qingchuan.example/d.html", "打不开")),
            [""; 0]
        );
        let words = message(
            "新",
            10,
            "www.qingchuan.example/x",
            "政策文件库的检索功能输入关键字以后没有任何反应！",
        );
        assert_eq!(ids(&words), ["相同文字"]);
        assert_eq!(similar(&words, &all)[0].reason, SimilarReason::SameWords);
    }

    /// Whatever the messages: nothing twice, never itself, only its site, in order, and both ways alike.
    #[test]
    fn proposals_keep_their_promises_for_any_messages() {
        let mut random = fastrand::Rng::with_seed(7);
        let parts = [
            "“帐号”应为“账号”",
            "打不开",
            "第二页的附件下载以后是空白文件",
            "提示500错误",
            "查询不到",
            "www.a.example/x",
        ];
        for _ in 0..200 {
            let all: Vec<MessageSketch> = (0..30)
                .map(|number| {
                    let text: String = (0..random.usize(0..4))
                        .map(|_| parts[random.usize(..parts.len())])
                        .collect();
                    let address = ["", "www.a.example", "a.example/x?id=1", "b.example/y"][random.usize(..4)];
                    MessageSketch::of(
                        &number.to_string(),
                        ["甲", "乙"][random.usize(..2)],
                        random.u8(0..11),
                        address,
                        &text,
                    )
                })
                .collect();
            let new = &all[random.usize(..all.len())];
            let found = similar(new, &all);
            let ids: FxHashSet<&str> = found.iter().map(|one| one.id.as_str()).collect();
            assert!(ids.len() == found.len() && found.len() <= MOST && !ids.contains(new.id.as_str()));
            assert!(found.is_sorted_by(|one, two| one.score >= two.score));
            for one in &found {
                let other = all.iter().find(|other| other.id == one.id).unwrap();
                assert_eq!(other.site, new.site);
                let back = compare(other, new, &other.quoted.iter().map(String::as_str).collect());
                assert_eq!(back.map(|back| back.0), Some(one.score));
            }
        }
    }
}
