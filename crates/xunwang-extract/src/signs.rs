//! What a channel's page says where it shows no list (栏目页面迹象): that it is empty, that it was moved, that its
//! contents stand in a frame or on further pages.

use url::Url;
use xunwang_domain::facts::{PageFacts, PageRegion};
use xunwang_domain::links::LinkKind;

use crate::address::resolve;
use crate::home::is_same_host;
use crate::letters::is_word;
use crate::lists::is_pager;
use crate::rows::{is_pagination, key};

/// Signs on the page of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Signs {
    /// Frames in its content, on this host.
    pub(crate) frames: Vec<u64>,
    /// Has it a frame of any host in its content?
    pub(crate) framed: bool,
    /// The words by which it says that it was moved.
    pub(crate) moved: Option<Box<str>>,
    /// The words by which it says that it is empty.
    pub(crate) empty: Option<Box<str>>,
    /// Items that a pager counts.
    pub(crate) counted: u32,
    /// Does it link to further pages of its own?
    pub(crate) further: bool,
}

/// Words of a page whose channel went elsewhere; each needs an object, so “已迁移” in an article's title is none.
const MOVED: [&str; 12] = [
    "栏目已迁移",
    "栏目已调整",
    "栏目已合并",
    "栏目已整合",
    "栏目已停止更新",
    "栏目已变更",
    "栏目已关闭",
    "已迁移至",
    "已调整至",
    "已整合至",
    "已合并至",
    "已变更为",
];
const EMPTY: [&str; 10] = [
    "暂无信息",
    "暂无内容",
    "暂无数据",
    "暂无相关",
    "暂时没有",
    "没有相关",
    "没有找到",
    "没有信息",
    "正在建设",
    "建设中",
];
/// Pages with more characters are about something else.
const LITTLE: u32 = 400;
/// Characters of “对不起，该栏目暂时没有任何相关信息” and the like.
const LONGEST_PLAIN: usize = 18;
const MOST_FRAMES: usize = 8;

impl Signs {
    /// `characters`: those of the content outside links and lists.
    pub(crate) fn of(url: &Url, facts: &PageFacts, characters: u32) -> Self {
        let mut signs = Self::default();
        for link in facts.links.iter() {
            let in_content = matches!(link.region, PageRegion::Body | PageRegion::Channel);
            if !in_content {
                continue;
            }
            if link.kind == LinkKind::Frame {
                signs.framed = true;
                if signs.frames.len() < MOST_FRAMES
                    && let Some(target) =
                        resolve(&facts.base, link.href).filter(|target| is_same_host(target, url))
                {
                    signs.frames.push(key(&target));
                }
            } else if link.kind == LinkKind::Anchor
                && !signs.further
                && is_pager(link.text)
                && let Some(target) = resolve(&facts.base, link.href)
            {
                signs.further = is_pagination(&target) && is_same_host(&target, url);
            }
        }
        signs.counted = counted(&facts.text).unwrap_or(0);
        let said = |words: &[&str]| -> Option<Box<str>> {
            let word = words.iter().find(|word| facts.text.contains(*word))?;
            let line = facts.text.lines().find(|line| line.contains(word))?.trim();
            Some(line.chars().take(40).collect::<String>().into())
        };
        if facts.body_characters <= LITTLE {
            signs.moved = said(&MOVED);
            signs.empty = said(&EMPTY).or_else(|| (counted(&facts.text) == Some(0)).then(|| "共0条".into()));
        } else if characters <= LITTLE {
            // Beside many links the words must be all of their line.
            signs.empty = said(&EMPTY).filter(|line| is_plain(line));
        }
        signs
    }

    /// Does the page say in a line of its own that it is empty?
    pub(crate) fn says_empty(&self) -> bool {
        self.empty.as_deref().is_some_and(is_plain)
    }
}

/// Is a line that holds words of [`EMPTY`] little else?
fn is_plain(line: &str) -> bool {
    line.chars().filter(|c| is_word(*c)).count() <= LONGEST_PLAIN
}

/// `共12条`, `共 0 条记录`: the number of items that a pager gives.
fn counted(text: &str) -> Option<u32> {
    memchr::memmem::find_iter(text.as_bytes(), "共")
        .take(20)
        .find_map(|at| {
            let rest = text
                .get(at + "共".len()..)?
                .trim_start_matches([' ', '有', '计', '：', ':']);
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let unit = rest.get(end..)?.trim_start();
            if unit.starts_with('条') || unit.starts_with("篇") {
                rest.get(..end)?.parse().ok()
            } else {
                None
            }
        })
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn a_pager_s_count_is_read() {
        assert_eq!(counted("首页 共 12 条 下一页"), Some(12));
        assert_eq!(counted("共有0条记录 共1页"), Some(0));
        assert_eq!(counted("中共青川市委"), None);
        assert_eq!(counted("公共服务共享，共3页"), None);
    }
}
