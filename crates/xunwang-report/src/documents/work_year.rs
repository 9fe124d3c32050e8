//! A site's yearly report of work (政府网站工作年度报表; rulebook SV-05, SV-07). What is not known is left to be filled in.

use serde_json::Value as Json;
use xunwang_domain::report::WorkYear;

use super::desk::{Desk, Grid, Running, words};
use super::form::Form;
use super::kind::Kind;
use super::supervision_year::open_fields;
use crate::document::Cell;

/// Heading, what is asked, its place among the values.
const ROWS: &[(&str, &str, &str)] = &[
    ("访问情况", "独立用户访问总量（个）", "visitors"),
    ("访问情况", "网站总访问量（次）", "views"),
    ("信息发布", "信息发布总数（条）", "announcing.total"),
    ("信息发布", "概况类信息更新量（条）", "announcing.overview"),
    ("信息发布", "政务动态信息更新量（条）", "announcing.news"),
    ("信息发布", "信息公开目录信息更新量（条）", "announcing.directory"),
    ("专栏专题", "维护数量（个）", "topics.kept"),
    ("专栏专题", "新开设数量（个）", "topics.opened"),
    ("解读回应", "解读信息发布总数（条）", "answering.published"),
    ("解读回应", "解读材料数量（条）", "answering.materials"),
    ("解读回应", "解读产品数量（个）", "answering.products"),
    ("解读回应", "媒体评论文章数量（篇）", "answering.comments"),
    (
        "解读回应",
        "回应公众关注热点或重大舆情数量（次）",
        "answering.responses",
    ),
    ("办事服务", "是否发布服务事项目录", "serving.directory"),
    ("办事服务", "注册用户数（个）", "serving.users"),
    ("办事服务", "政务服务事项数量（项）", "serving.items"),
    (
        "办事服务",
        "可全程在线办理政务服务事项数量（项）",
        "serving.online_items",
    ),
    ("办事服务", "办件量（件）", "serving.cases"),
    ("办事服务", "自然人办件量（件）", "serving.cases_of_people"),
    ("办事服务", "法人办件量（件）", "serving.cases_of_bodies"),
    ("互动交流", "是否使用统一平台", "messaging.one_platform"),
    ("互动交流", "收到留言数量（条）", "messaging.received"),
    ("互动交流", "办结留言数量（条）", "messaging.closed"),
    ("互动交流", "平均办理时间（天）", "messaging.days"),
    ("互动交流", "公开答复数量（条）", "messaging.published"),
    ("互动交流", "征集调查期数（期）", "consulting.held"),
    ("互动交流", "征集调查收到意见数量（条）", "consulting.opinions"),
    ("互动交流", "公布调查结果期数（期）", "consulting.results"),
    ("互动交流", "在线访谈期数（期）", "interviewing.held"),
    ("互动交流", "访谈网民留言数量（条）", "interviewing.questions"),
    ("互动交流", "答复网民提问数量（条）", "interviewing.answered"),
    ("互动交流", "是否提供智能问答", "interviewing.robot"),
    ("安全防护", "安全检测评估次数（次）", "protecting.tests"),
    ("安全防护", "发现问题数量（个）", "protecting.faults"),
    ("安全防护", "问题整改数量（个）", "protecting.mended"),
    ("安全防护", "是否建立安全监测预警机制", "protecting.monitored"),
    ("安全防护", "是否开展应急演练", "protecting.drilled"),
    ("安全防护", "是否明确网站安全责任人", "protecting.responsible"),
    ("创新发展", "搜索即服务", "innovating.search"),
    ("创新发展", "多语言版本", "innovating.languages"),
    ("创新发展", "无障碍浏览", "innovating.accessible"),
    ("创新发展", "千人千网", "innovating.personal"),
    ("创新发展", "其他", "innovating.other"),
];

impl Form for WorkYear {
    const KIND: Kind = Kind::WorkYear;

    fn usual_title(&self) -> String {
        format!("{}{}年度政府网站工作年度报表", self.site.name.trim(), self.year)
    }

    fn write(&self, desk: &Desk, text: &mut Running) {
        let site = &self.site;
        text.section("基本信息");
        let mut grid = Grid::new(&[("序号", 9), (">项目", 35), (">内容", 56)]);
        for (name, value) in [
            ("网站名称", &site.name),
            ("首页网址", &site.home),
            ("主办单位", &site.sponsor),
            ("网站类型", &site.category),
            ("政府网站标识码", &site.code),
            ("ICP备案号", self.icp.as_ref().unwrap_or(&String::new())),
            (
                "公安机关备案号",
                self.police_record.as_ref().unwrap_or(&String::new()),
            ),
        ] {
            grid.row([words(name), words(value)]);
        }
        text.table("网站基本信息", grid, None);
        text.section("工作情况");
        let mut grid = Grid::new(&[("序号", 9), ("项目", 21), (">内容", 48), ("数值", 22)]);
        for (group, name, place) in ROWS {
            grid.row([words(group), words(name), answer(desk, place)]);
        }
        text.table("工作情况", grid, Some("注：“—”为尚未填写。"));
        text.section("移动新媒体");
        match self.accounts.as_deref() {
            None => text.say(desk.say("尚未填写。", &[])),
            Some([]) => text.say(desk.say("没有开设移动新媒体。", &[])),
            Some(accounts) => {
                let mut grid = Grid::new(&[
                    ("序号", 9),
                    ("平台", 22),
                    (">名称", 33),
                    ("信息发布量", 18),
                    ("关注量", 18),
                ]);
                for (index, account) in accounts.iter().enumerate() {
                    grid.row([
                        words(&account.platform),
                        words(&account.name),
                        desk.cell(&format!("accounts[{index}].published")),
                        desk.cell(&format!("accounts[{index}].followers")),
                    ]);
                }
                text.table("移动新媒体", grid, None);
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        let desk = Desk::new(self);
        let open: Vec<&str> = ROWS
            .iter()
            .filter(|(_, _, place)| value(&desk, place).is_none_or(Json::is_null))
            .map(|(_, name, _)| *name)
            .collect();
        open_fields(&open)
    }
}

fn value<'a>(desk: &'a Desk, place: &str) -> Option<&'a Json> {
    desk.values().pointer(&format!("/{}", place.replace('.', "/")))
}

/// A number as a figure, yes or no, words; “—” where nobody has said.
fn answer(desk: &Desk, place: &str) -> Cell {
    match value(desk, place) {
        Some(Json::Bool(yes)) => words(if *yes { "是" } else { "否" }),
        Some(Json::String(text)) => words(text),
        Some(Json::Number(_)) => desk.cell(place),
        _ => words(""),
    }
}
