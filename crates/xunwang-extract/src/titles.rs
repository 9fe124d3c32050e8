//! Titles (标题): that of an article without the names around it, and what an item's title says it is.

use std::hash::Hasher;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHasher};
use xunwang_domain::facts::{PageFacts, TitleCounts};

use crate::letters::is_word;

/// Titles of fewer characters (`公示`, `通知`) name no single article.
const SHORTEST: usize = 6;
const LONGEST: usize = 120;

/// The title of an article: the tag of the national scheme, else the page's title without site and channel, else the
/// first line of its text. `None` where it is too short to tell one article from another.
pub(crate) fn article_title<'a>(facts: &'a PageFacts, site_name: &str) -> Option<&'a str> {
    let tagged = facts
        .metas
        .iter()
        .find(|(name, value)| name == "ArticleTitle" && !value.is_empty())
        .map(|(_, value)| value.as_str());
    let speaks = |title: &&str| {
        let letters = title.chars().filter(|c| is_word(*c)).count();
        (SHORTEST..=LONGEST).contains(&letters)
    };
    tagged
        .or_else(|| own_part(&facts.title, site_name))
        .or_else(|| facts.text.lines().next())
        .map(str::trim)
        .filter(speaks)
}

/// The part of `标题_栏目_网站` that is the article's.
fn own_part<'a>(title: &'a str, site_name: &str) -> Option<&'a str> {
    let is_site = |part: &str| {
        part.ends_with("政府网站")
            || part.ends_with("人民政府")
            || part.contains("人民政府网")
            || part.contains("门户网站")
            || site_name.contains(part)
    };
    let parts = title
        .split(['_', '|', '｜', '-', '—', '–', '－', '>', '»'])
        .map(str::trim);
    let mut parts = parts.filter(|part| !part.is_empty() && !is_site(part));
    let first = parts.next()?;
    let longest = parts.fold(first, |longest, part| {
        if part.len() >= longest.len() {
            part
        } else {
            longest
        }
    });
    Some(if longest.len() > first.len() * 2 {
        longest
    } else {
        first
    })
}

/// A number for a title: equal for equal letters, whatever stands between them. Never 0.
pub(crate) fn title_number(title: &str) -> u32 {
    let mut hash = FxHasher::default();
    for character in title.chars().filter(|c| is_word(*c)) {
        hash.write_u32(u32::from(character));
    }
    let value = hash.finish();
    ((value ^ value >> 32) as u32).max(1)
}

/// Words of titles; the first group that fits counts, notices before news: “关于召开听证会的公告” is a notice.
const NOTICES: [&str; 8] = ["公告", "公示", "通知", "通告", "公布", "告知书", "名单", "启事"];
const DOCUMENTS: [&str; 8] = ["办法", "条例", "意见", "规定", "细则", "印发", "方案", "批复"];
const PROFILE: [&str; 20] = [
    "指南",
    "指引",
    "依申请",
    "职责",
    "职能",
    "机构",
    "领导",
    "简历",
    "分工",
    "编制",
    "内设",
    "联系",
    "电话",
    "地址",
    "年度报告",
    "制度",
    "目录",
    "概况",
    "简介",
    "职务",
];
const NEWS: [&str; 42] = [
    "召开", "举行", "举办", "开展", "调研", "慰问", "检查", "督导", "会见", "出席", "启动", "揭牌", "走访",
    "座谈", "部署", "推进", "圆满", "赴", "来我", "参加", "主持", "组织", "传达", "学习", "考察", "指导",
    "深入", "成功", "荣获", "签约", "开工", "竣工", "通车", "落幕", "开幕", "助力", "活动", "培训", "演练",
    "会议", "宣讲", "筹备",
];

/// The words by their first characters, each with the number of its group.
static WORDS: LazyLock<FxHashMap<char, Vec<(&str, usize)>>> = LazyLock::new(|| {
    let mut words: FxHashMap<char, Vec<(&str, usize)>> = FxHashMap::default();
    for (group, all) in [&NOTICES[..], &NEWS, &PROFILE, &DOCUMENTS]
        .into_iter()
        .enumerate()
    {
        for word in all {
            let first = word.chars().next().unwrap_or_default();
            words.entry(first).or_default().push((word, group));
        }
    }
    words
});

/// Counts an item's title.
pub(crate) fn count(counts: &mut TitleCounts, title: &str) {
    counts.all += 1;
    let said = title.char_indices().filter_map(|(at, first)| {
        let rest = title.get(at..)?;
        let words = WORDS.get(&first)?.iter();
        words
            .filter(|(word, _)| rest.starts_with(word))
            .map(|(_, group)| *group)
            .min()
    });
    match said.min() {
        Some(0) => counts.notices += 1,
        Some(1) => counts.news += 1,
        Some(2) => counts.profile += 1,
        Some(_) => counts.documents += 1,
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_s_part_of_a_page_s_title_is_taken() {
        let site = "青川市人民政府门户网站";
        for (title, part) in [
            (
                "关于做好防汛工作的通知_通知公告_青川市人民政府",
                "关于做好防汛工作的通知",
            ),
            (
                "青川市人民政府门户网站 - 关于做好防汛工作的通知",
                "关于做好防汛工作的通知",
            ),
            ("通知公告|关于做好防汛工作的通知", "关于做好防汛工作的通知"),
        ] {
            assert_eq!(own_part(title, site), Some(part), "{title}");
        }
        assert_eq!(own_part("青川市人民政府门户网站", site), None);
        assert_eq!(title_number("关于“防汛”的通知"), title_number("关于 防汛 的通知"));
    }

    #[test]
    fn a_title_says_what_an_item_is() {
        let mut counts = TitleCounts::default();
        for title in [
            "关于召开听证会的公告",
            "市长走访慰问困难群众",
            "局长简历",
            "青川市就业办法",
            "春天来了",
        ] {
            count(&mut counts, title);
        }
        assert_eq!(
            counts,
            TitleCounts {
                all: 5,
                news: 1,
                notices: 1,
                documents: 1,
                profile: 1
            }
        );
    }
}
