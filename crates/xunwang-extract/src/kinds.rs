//! The kind of a channel by its name (栏目类别), with the reason that a reviewer reads.

use crate::letters::is_letter;
use url::Url;
use xunwang_domain::registry::ChannelKind;

/// Words of a name and the kind they mean; the first that fits counts, so “政策解读” is no “政策文件”.
const WORDS: [(&str, ChannelKind); 44] = [
    ("解读", ChannelKind::Interpretation),
    ("回应关切", ChannelKind::Interpretation),
    ("图解", ChannelKind::Interpretation),
    ("意见征集", ChannelKind::Interaction),
    ("征集调查", ChannelKind::Interaction),
    ("征求意见", ChannelKind::Interaction),
    ("民意征集", ChannelKind::Interaction),
    ("网上调查", ChannelKind::Interaction),
    ("互动", ChannelKind::Interaction),
    ("信箱", ChannelKind::Interaction),
    ("咨询", ChannelKind::Interaction),
    ("访谈", ChannelKind::Interaction),
    ("留言", ChannelKind::Interaction),
    ("征集", ChannelKind::Interaction),
    ("调查", ChannelKind::Interaction),
    ("投诉", ChannelKind::Interaction),
    ("人事", ChannelKind::Personnel),
    ("任免", ChannelKind::Personnel),
    ("招考", ChannelKind::Personnel),
    ("规划", ChannelKind::Personnel),
    ("工作计划", ChannelKind::Personnel),
    ("发展计划", ChannelKind::Personnel),
    ("规范性文件", ChannelKind::Policy),
    ("政策文件", ChannelKind::Policy),
    ("政策法规", ChannelKind::Policy),
    ("法律法规", ChannelKind::Policy),
    ("法规", ChannelKind::Policy),
    ("政府文件", ChannelKind::Policy),
    ("公告", ChannelKind::Notice),
    ("公示", ChannelKind::Notice),
    ("通知", ChannelKind::Notice),
    ("通告", ChannelKind::Notice),
    ("通报", ChannelKind::Notice),
    ("动态", ChannelKind::News),
    ("要闻", ChannelKind::News),
    ("新闻", ChannelKind::News),
    ("快讯", ChannelKind::News),
    ("时政", ChannelKind::News),
    ("播报", ChannelKind::News),
    ("信息快报", ChannelKind::News),
    ("政务信息", ChannelKind::News),
    ("文件", ChannelKind::Policy),
    ("政策", ChannelKind::Policy),
    ("计划", ChannelKind::Personnel),
];

/// Words in which one of the above means something else.
const OTHER_WORDS: [&str; 7] = [
    "计划生育",
    "文件下载",
    "下载",
    "政策问答",
    "政策咨询库",
    "动态管理",
    "新闻发布会直播",
];

/// The kind of a channel by its name, else by its `ColumnType` tag, with the reason in Chinese.
pub(crate) fn kind_of(name: &str, column_type: Option<&str>) -> (ChannelKind, String) {
    if let Some((word, kind)) = by_words(name) {
        return (kind, format!("名称含“{word}”"));
    }
    if let Some((word, kind)) = column_type.and_then(by_words) {
        return (kind, format!("标签ColumnType含“{word}”"));
    }
    (ChannelKind::Other, "名称和标签均未表明类别".to_owned())
}

fn by_words(name: &str) -> Option<(&'static str, ChannelKind)> {
    if OTHER_WORDS.iter().any(|word| name.contains(word)) {
        return None;
    }
    WORDS.iter().find(|(word, _)| name.contains(word)).copied()
}

/// Is it a campaign (专题专栏) by its name or the folder it lies in? Nobody is bound to update those.
pub(crate) fn is_topic(url: &Url, name: &str) -> bool {
    const FOLDERS: [&str; 8] = ["zt", "ztzl", "ztlm", "ztbd", "zthg", "special", "topic", "topics"];
    name.contains("专题")
        || name.contains("专栏")
        || url
            .path()
            .split('/')
            .any(|part| FOLDERS.iter().any(|folder| part.eq_ignore_ascii_case(folder)))
}

/// Names of entries that lead to no channel: the home page itself, tools, other versions.
const NO_CHANNELS: [&str; 42] = [
    "首页",
    "主页",
    "登录",
    "注册",
    "搜索",
    "检索",
    "站内",
    "English",
    "ENGLISH",
    "英文",
    "繁体",
    "繁體",
    "简体",
    "无障碍",
    "网站地图",
    "站点地图",
    "联系我们",
    "关于我们",
    "收藏",
    "手机版",
    "移动版",
    "电脑版",
    "客户端",
    "微信",
    "微博",
    "公众号",
    "RSS",
    "订阅",
    "个人中心",
    "用户中心",
    "适老",
    "长者",
    "关怀版",
    "智能问答",
    "邮箱",
    "设为",
    "找错",
    "返回",
    "友情链接",
    "版权",
    "隐私",
    "使用帮助",
];

/// May an entry of this name lead to a channel?
pub(crate) fn may_be_channel(name: &str) -> bool {
    let length = name.chars().count();
    (2..=16).contains(&length)
        && !NO_CHANNELS.iter().any(|word| name.contains(word))
        && name.chars().any(|c| is_letter(c) && !c.is_ascii())
}

/// Headings over lists that gather from elsewhere and say nothing about the page's own channel.
const GATHERED: [&str; 16] = [
    "最新",
    "推荐",
    "热点",
    "热门",
    "相关",
    "排行",
    "点击",
    "阅读",
    "延伸",
    "友情",
    "链接",
    "猜你",
    "精彩",
    "上一篇",
    "下一篇",
    "附件",
];

/// Does the heading of a list say that it gathers from elsewhere?
pub(crate) fn gathers(heading: &str) -> bool {
    GATHERED.iter().any(|word| heading.contains(word))
}
