//! What a page puts around a text (页面附带文字): print, share, font size, source, editor, neighbours, place in the site.

use super::form::{Line, LineKind};

/// Lines of the beginning and the end in which words with a colon are the page's.
const EDGE: usize = 14;
/// Characters of the longest such line.
const LONGEST: usize = 120;

/// Words before a colon that are the page's: `来源：`, `发布日期：`.
const LABELS: [&str; 44] = [
    "来源",
    "信息来源",
    "文章来源",
    "稿件来源",
    "内容来源",
    "责任编辑",
    "责编",
    "编辑",
    "编审",
    "审核",
    "审核人",
    "校对",
    "初审",
    "复审",
    "终审",
    "发布时间",
    "发布日期",
    "发布机构",
    "发布人",
    "更新时间",
    "作者",
    "供稿",
    "浏览次数",
    "浏览量",
    "阅读次数",
    "阅读量",
    "点击次数",
    "点击数",
    "点击量",
    "访问量",
    "字号",
    "字体",
    "字体大小",
    "索引号",
    "信息索引",
    "发文机关",
    "成文日期",
    "发文字号",
    "主题分类",
    "公文种类",
    "信息名称",
    "公开方式",
    "生成日期",
    "有效性",
];
/// Beginnings that are the page's wherever they stand.
const BEGINNINGS: [&str; 14] = [
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "扫一扫",
    "扫码",
    "您当前的位置",
    "当前位置",
    "您的位置",
    "您所在的位置",
    "打印本页",
    "关闭窗口",
    "责任编辑",
    "返回顶部",
];
/// Words of which a line of buttons is made, the longer first.
const BUTTONS: [&str; 31] = [
    "在手机打开当前页",
    "分享到微信",
    "关闭窗口",
    "打印本页",
    "返回顶部",
    "新浪微博",
    "用手机",
    "分享到",
    "关闭本页",
    "字体大小",
    "朋友圈",
    "打印",
    "分享",
    "关闭",
    "收藏",
    "返回",
    "纠错",
    "微信",
    "微博",
    "字号",
    "字体",
    "下载",
    "默认",
    "大",
    "中",
    "小",
    "A",
    "特大",
    "超大",
    "QQ空间",
    "QQ",
];
/// Words of the document's form that a reprint leaves out.
const FORMALITIES: [&str; 6] = [
    "此件公开发布",
    "此件主动公开",
    "此页无正文",
    "此件依申请公开",
    "完",
    "原标题",
];
/// What comes after these, to the end, are links.
const RELATED: [&str; 9] = [
    "相关链接",
    "相关阅读",
    "相关新闻",
    "相关文件",
    "相关稿件",
    "相关文章",
    "延伸阅读",
    "推荐阅读",
    "热点新闻",
];

/// Marks the lines that are the page's.
pub(crate) fn mark(lines: &[Line], kinds: &mut [LineKind]) {
    let count = lines.len();
    let mut related = false;
    for (at, (line, kind)) in lines.iter().zip(kinds.iter_mut()).enumerate() {
        let from_end = count - at;
        if from_end <= 30 && RELATED.contains(&line.key.as_str()) {
            related = true;
        }
        let is_link = related && !line.text.ends_with(['。', '；', '：']);
        if is_link || is_chrome(line, at < EDGE, from_end <= EDGE) {
            *kind = LineKind::Chrome;
        }
    }
}

fn is_chrome(line: &Line, head: bool, tail: bool) -> bool {
    let text = line
        .text
        .trim_start_matches(['【', '[', '（', '(', '|', '-', '·', '*', ' ']);
    if text.starts_with("<!--") || line.text.starts_with("<!--") || is_page_number(line.text) {
        return true;
    }
    if line.key.is_empty() || line.text.len() > LONGEST * 3 || line.text.contains('。') {
        return false;
    }
    FORMALITIES.contains(&line.key.as_str())
        || BEGINNINGS.iter().any(|words| goes_on(text, words, true))
        || (head || tail) && LABELS.iter().any(|words| goes_on(text, words, false))
        || is_buttons(&line.key)
        || head && (is_trail(text) || is_stamp(text))
}

/// Does a text begin with these words and a colon (or, where `bare`, end or a space)?
fn goes_on(text: &str, words: &str, bare: bool) -> bool {
    text.strip_prefix(words).is_some_and(|rest| {
        rest.starts_with(['：', ':'])
            || bare
                && (rest.is_empty() || rest.starts_with(['】', ' ', '\u{3000}', '】', '>', '在', ']', '|']))
    })
}

/// Is a line made of buttons only, two at least?
fn is_buttons(key: &str) -> bool {
    let (mut rest, mut count) = (key, 0);
    while !rest.is_empty() {
        let Some(button) = BUTTONS.iter().find(|button| rest.starts_with(**button)) else {
            return false;
        };
        rest = rest.get(button.len()..).unwrap_or_default();
        count += 1;
    }
    count >= 2 || matches!(key, "打印" | "关闭" | "分享" | "打印本页" | "关闭窗口")
}

/// 首页 > 政务公开 > 正文
fn is_trail(text: &str) -> bool {
    (text.starts_with("首页") || text.starts_with("网站首页")) && text.contains(['>', '›', '»', '＞', '/'])
}

/// 2023-05-12 10:20: when the page was put up.
fn is_stamp(text: &str) -> bool {
    text.len() >= 8
        && text.bytes().filter(u8::is_ascii_digit).count() >= 6
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-/.: ".contains(&byte))
}

/// — 3 —, 第3页 共10页
fn is_page_number(text: &str) -> bool {
    let dashed = text.trim_matches(['-', '—', '–', ' ', '－']);
    let is_dashed = dashed.len() < text.len()
        && text.starts_with(['-', '—', '–', '－'])
        && text.ends_with(['-', '—', '–', '－']);
    is_dashed && dashed.len() <= 4 && !dashed.is_empty() && dashed.bytes().all(|byte| byte.is_ascii_digit())
        || text.starts_with('第')
            && text.contains('页')
            && text.chars().count() <= 14
            && !text.contains(['，', '。'])
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || "第页共 /　".contains(c))
}

#[cfg(test)]
mod tests {
    use super::super::form::classify;
    use super::*;

    #[test]
    fn chrome_is_told_from_text() {
        let is_chrome = |line: &str| classify(line).iter().all(|(_, kind)| *kind == LineKind::Chrome);
        for line in [
            "来源：中国政府网",
            "【字体：大 中 小】",
            "打印　关闭",
            "【打印本页】 【关闭窗口】",
            "上一篇：旧闻一则",
            "扫一扫在手机打开当前页",
            "责任编辑：张三",
            "分享到： 微信 微博",
            "首页 > 政务公开 > 正文",
            "2023-05-12 10:20",
            "— 3 —",
            "第3页 共10页",
            "（此件公开发布）",
            "索 引 号：000014349",
            "发布日期：2023-05-12　浏览次数：12",
        ] {
            assert!(is_chrome(&line.replace("索 引 号", "索引号")), "{line}");
        }
        for line in [
            "来源于财政拨款的资金，专款专用。",
            "资金来源：自筹",
            "打印机采购",
            "审核结果公示",
            "2023年5月12日",
            "大中小企业",
            "分享经验",
            "编辑出版条例",
            "下一条款另有规定",
        ] {
            assert!(!is_chrome(line), "{line}");
        }
    }
}
