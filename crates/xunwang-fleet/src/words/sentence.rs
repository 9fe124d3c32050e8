//! A small grammar of official prose (公文语句). It prints no full date: dates stand only where a
//! template puts them, so that an article without a printed date really has none.

use std::fmt::Write as _;

use crate::{ChannelKind, chance::Chance};

/// The title of an article of this kind of channel.
pub(crate) fn title(kind: ChannelKind, body: &str, year: i32, chance: &mut Chance) -> String {
    let field = *chance.pick(&FIELDS);
    let matter = *chance.pick(&MATTERS);
    let act = *chance.pick(&ACTS);
    let unit = *chance.pick(&UNITS);
    match kind {
        ChannelKind::News => match chance.below(6) {
            0 => format!("{body}召开{field}工作推进会"),
            1 => format!("{unit}负责同志调研{field}工作"),
            2 => format!("{body}{act}{matter}取得新成效"),
            3 => format!("{field}再上新台阶 {matter}惠及千家万户"),
            4 => format!("{unit}扎实{act}{field}专项行动"),
            _ => format!("{body}前三季度{field}{matter}稳中有进"),
        },
        ChannelKind::Announcement => match chance.below(5) {
            0 => format!("{body}关于{act}{field}项目申报工作的通知"),
            1 => format!("关于{field}{matter}评审结果的公示"),
            2 => format!("关于征集{field}{matter}意见建议的公告"),
            3 => format!("{body}{field}领域拟奖励单位名单公示"),
            _ => format!("关于{unit}{matter}情况的通告"),
        },
        ChannelKind::Document => match chance.below(4) {
            0 => format!("{body}关于印发{field}{matter}实施方案的通知"),
            1 => format!("{body}办公室关于{act}{field}工作的意见"),
            2 => format!("{field}{matter}管理办法(试行)"),
            _ => format!("关于加强{field}{matter}工作的若干措施({year}年修订)"),
        },
        ChannelKind::Interpretation => match chance.below(3) {
            0 => format!("《{field}{matter}实施方案》政策解读"),
            1 => format!("一图读懂:{field}{matter}管理办法"),
            _ => format!("专家解读《关于加强{field}工作的若干措施》"),
        },
        ChannelKind::Personnel => match chance.below(3) {
            0 => format!("{body}{year}年公开招聘{field}工作人员拟聘名单"),
            1 => format!("关于{unit}职务任免的通知"),
            _ => format!("{body}{field}{matter}五年规划"),
        },
        ChannelKind::Interaction => match chance.below(3) {
            0 => format!("关于{field}{matter}办理条件的咨询"),
            1 => format!("建议{act}{matter}"),
            _ => format!("请问{field}{matter}如何办理"),
        },
        ChannelKind::Other => match chance.below(3) {
            0 => format!("{field}{matter}办理指南"),
            1 => format!("{unit}{matter}服务事项说明"),
            _ => format!("{body}{field}概况"),
        },
    }
}

/// Three to six sentences.
pub(crate) fn paragraph(body: &str, chance: &mut Chance, out: &mut String) {
    let mut before = out.len();
    for _ in 0..chance.between(3, 6) {
        let start = out.len();
        sentence(body, chance, out);
        // Chance may say the same twice, which would be a mistake that nobody planted.
        if out[before..start] == out[start..] {
            out.truncate(start);
        } else {
            before = start;
        }
    }
}

/// One sentence with its full stop.
pub(crate) fn sentence(body: &str, chance: &mut Chance, out: &mut String) {
    let field = *chance.pick(&FIELDS);
    let other = *chance.pick(&FIELDS);
    let matter = *chance.pick(&MATTERS);
    let act = *chance.pick(&ACTS);
    let goal = *chance.pick(&GOALS);
    let unit = *chance.pick(&UNITS);
    let number = chance.between(3, 997);
    // Writing to a string cannot fail.
    let _ = match chance.below(9) {
        0 => write!(
            out,
            "会议指出,{field}是当前工作的重要内容,{body}上下要{act}{matter},{goal}。"
        ),
        1 => write!(
            out,
            "今年以来,{body}坚持把{field}摆在突出位置,{act}{matter}{number}项,群众满意度不断提高。"
        ),
        2 => write!(out, "{unit}要把{field}与{other}结合起来,{act}{matter},{goal}。"),
        3 => write!(
            out,
            "据介绍,{unit}累计{act}{matter}{number}个,同比增长{}.{}%。",
            number % 40 + 1,
            number % 10
        ),
        4 => write!(
            out,
            "下一步,{body}将继续{act}{matter},以{field}带动{other},{goal}。"
        ),
        5 => write!(
            out,
            "会议要求,各县(市、区)、各有关单位要认真落实{field}各项部署,{goal}。"
        ),
        6 => write!(
            out,
            "为方便企业和群众办事,{unit}推出“{field}一件事”服务,{matter}平均办理时间压缩{}%。",
            number % 50 + 20
        ),
        7 => write!(
            out,
            "活动现场,工作人员围绕{field}、{other}等内容开展宣传,发放资料{number}份,解答咨询{}人次。",
            number / 2 + 1
        ),
        _ => write!(
            out,
            "要进一步压实责任、{act}{matter},坚决守住{field}底线,{goal}。"
        ),
    };
}

const FIELDS: [&str; 28] = [
    "政务公开",
    "营商环境",
    "乡村振兴",
    "民生保障",
    "安全生产",
    "生态环境",
    "数字政府",
    "公共服务",
    "应急管理",
    "义务教育",
    "社会保障",
    "重点项目",
    "招商引资",
    "基层治理",
    "食品安全",
    "交通运输",
    "水利建设",
    "住房保障",
    "就业创业",
    "文化旅游",
    "科技创新",
    "防汛抗旱",
    "森林防火",
    "高标准农田",
    "老旧小区改造",
    "医疗卫生",
    "养老服务",
    "消费维权",
];
const MATTERS: [&str; 18] = [
    "专项资金",
    "便民措施",
    "示范项目",
    "服务事项",
    "惠民政策",
    "重点任务",
    "标准体系",
    "监督检查",
    "培训活动",
    "风险排查",
    "设施建设",
    "改革试点",
    "宣传活动",
    "志愿服务",
    "考核评价",
    "信息共享",
    "补助资格",
    "质量提升",
];
const ACTS: [&str; 12] = [
    "加快推进",
    "深入开展",
    "全面落实",
    "持续优化",
    "统筹做好",
    "稳步实施",
    "大力支持",
    "严格规范",
    "积极探索",
    "有序组织",
    "着力加强",
    "不断完善",
];
const GOALS: [&str; 10] = [
    "推动各项工作取得实效",
    "不断增强群众获得感",
    "为高质量发展提供有力支撑",
    "确保全年目标任务圆满完成",
    "切实把好事办好、实事办实",
    "努力打造服务品牌",
    "形成齐抓共管的良好局面",
    "以实际行动服务基层",
    "让企业和群众少跑腿",
    "坚决防止问题反弹",
];
const UNITS: [&str; 12] = [
    "市发展改革委",
    "市教育局",
    "市财政局",
    "市民政局",
    "市水务局",
    "市农业农村局",
    "市商务局",
    "市文化和旅游局",
    "市应急管理局",
    "市住房城乡建设局",
    "市行政服务中心",
    "各镇(街道)",
];
