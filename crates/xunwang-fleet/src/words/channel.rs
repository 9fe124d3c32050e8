//! Names of channels (栏目), with their kind and how much of a site's articles they hold.

use crate::{ChannelKind, Style};

/// A channel that a site may have: name (`{p}` = the place's name), path label, kind, share of articles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChannelWord {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: ChannelKind,
    pub(crate) share: usize,
}

const fn word(name: &'static str, label: &'static str, kind: ChannelKind, share: usize) -> ChannelWord {
    ChannelWord {
        name,
        label,
        kind,
        share,
    }
}

/// The channels of a site in the order of its navigation. Shrinks with `pages`, the size of the site.
pub(crate) fn channel_words(style: Style, portal: bool) -> &'static [ChannelWord] {
    match (style, portal) {
        (Style::Demo, true) => &DEMO_PORTAL,
        (Style::Demo, false) => &DEMO_BUREAU,
        (Style::Second, true) => &SECOND_PORTAL,
        (Style::Second, false) => &SECOND_BUREAU,
        (Style::Evaluation, _) => &EVALUATION,
    }
}

use ChannelKind::{Announcement, Document, Interaction, Interpretation, News, Other, Personnel};

const DEMO_PORTAL: [ChannelWord; 15] = [
    word("{p}要闻", "xwzx/dsyw", News, 7),
    word("部门动态", "xwzx/bmdt", News, 3),
    word("县区动态", "xwzx/xqdt", News, 3),
    word("图片新闻", "xwzx/tpxw", News, 2),
    word("通知公告", "zwgk/tzgg", Announcement, 4),
    word("公示公告", "zwgk/gsgg", Announcement, 2),
    word("政府文件", "zwgk/zfwj", Document, 3),
    word("规范性文件", "zwgk/gfxwj", Document, 2),
    word("政策解读", "zwgk/zcjd", Interpretation, 3),
    word("人事信息", "zwgk/rsxx", Personnel, 2),
    word("规划计划", "zwgk/ghjh", Personnel, 1),
    word("互动交流", "hdjl", Interaction, 2),
    word("办事服务", "bsfw", Other, 2),
    word("专题专栏", "ztzl", Other, 1),
    word("走进{p}", "zjbd", Other, 1),
];

/// Small sites: few articles a channel. English sites call them by [`english_channel`].
const EVALUATION: [ChannelWord; 11] = [
    word("政务动态", "zwdt", News, 3),
    word("部门信息", "bmxx", News, 3),
    word("基层快讯", "jckx", News, 2),
    word("公示公告", "gsgg", Announcement, 3),
    word("通知通告", "tztg", Announcement, 2),
    word("政策文件", "zcwj", Document, 2),
    word("规范性文件", "gfxwj", Document, 2),
    word("政策解读", "zcjd", Interpretation, 2),
    word("人事任免", "rsrm", Personnel, 2),
    word("信息公开指南", "xxgkzn", Other, 2),
    word("便民服务", "bmfw", Other, 2),
];

/// What the English version calls the channel with this label (英文栏目名).
pub(crate) fn english_channel(label: &str) -> &'static str {
    match label {
        "zwdt" => "Government News",
        "bmxx" => "Department News",
        "jckx" => "Town News",
        "gsgg" => "Announcements",
        "tztg" => "Notices",
        "zcwj" => "Policies",
        "gfxwj" => "Regulations",
        "zcjd" => "Policy Explained",
        "rsrm" => "Appointments",
        "xxgkzn" => "Guide to Open Information",
        "bmfw" => "Services",
        _ => "Special Report",
    }
}

const DEMO_BUREAU: [ChannelWord; 12] = [
    word("工作动态", "gzdt", News, 6),
    word("基层动态", "jcdt", News, 3),
    word("图片新闻", "tpxw", News, 2),
    word("通知公告", "tzgg", Announcement, 4),
    word("公示公告", "gsgg", Announcement, 2),
    word("政策文件", "zcwj", Document, 3),
    word("规范性文件", "gfxwj", Document, 2),
    word("政策解读", "zcjd", Interpretation, 2),
    word("人事信息", "rsxx", Personnel, 2),
    word("互动交流", "hdjl", Interaction, 2),
    word("办事服务", "bsfw", Other, 2),
    word("专题专栏", "ztzl", Other, 1),
];

const SECOND_PORTAL: [ChannelWord; 14] = [
    word("政务要闻", "yw", News, 6),
    word("{p}新闻", "xw", News, 3),
    word("镇街动态", "zjdt", News, 3),
    word("部门工作动态", "bmgz", News, 2),
    word("公告公示", "gg", Announcement, 4),
    word("通知通告", "tz", Announcement, 2),
    word("政策法规文件", "fgwj", Document, 3),
    word("市政府文件", "szfwj", Document, 2),
    word("文件解读", "wjjd", Interpretation, 3),
    word("人事任免", "rsrm", Personnel, 2),
    word("政民互动", "zmhd", Interaction, 2),
    word("政务服务", "zwfw", Other, 2),
    word("专题集锦", "zt", Other, 1),
    word("{p}概览", "gl", Other, 1),
];

const SECOND_BUREAU: [ChannelWord; 12] = [
    word("本局动态", "bjdt", News, 5),
    word("行业动态", "hydt", News, 3),
    word("视频新闻", "spxw", News, 2),
    word("通知公告栏", "ggl", Announcement, 4),
    word("公示公告信息", "gsxx", Announcement, 2),
    word("政策法规文件", "zcfg", Document, 3),
    word("本局文件", "bjwj", Document, 2),
    word("政策解读问答", "zcwd", Interpretation, 2),
    word("发展规划", "fzgh", Personnel, 2),
    word("公众互动", "gzhd", Interaction, 2),
    word("网上服务", "wsfw", Other, 2),
    word("专题集锦", "zt", Other, 1),
];
