//! 三、下一步工作要求: standing requirements, and those that what was found calls for.

use std::collections::BTreeSet;

use xunwang_domain::circular::{CircularFacts, ProblemObject};

use super::overall::{has_accounts, has_sites};
use super::words::{Words, heading};
use crate::document::Block;
use crate::wording::{Region, Theme, deadline};

pub(crate) fn section(facts: &CircularFacts, region: &Region) -> Vec<Block> {
    let themes = |account: bool| -> BTreeSet<Theme> {
        let of_kind = |object| (object == ProblemObject::Account) == account;
        facts
            .problems
            .iter()
            .filter(|problem| of_kind(problem.object))
            .map(Theme::of)
            .collect()
    };
    let mut blocks = vec![heading(1, 3, "下一步工作要求")];
    let mut part = |title: &str, text: String| {
        let numeral = blocks
            .iter()
            .filter(|block| matches!(block, Block::Heading { level: 2, .. }))
            .count()
            + 1;
        blocks.push(heading(2, numeral, title));
        let mut words = Words::new(facts);
        words.say(text);
        blocks.push(words.paragraph());
    };
    part("强化政治引领，筑牢安全防线", security(facts, &themes(false)));
    if has_sites(facts) {
        part("压实管理责任，提高办网水平", sites(facts, &themes(false)));
    }
    if has_accounts(facts) || !facts.unregistered.is_empty() {
        part("夯实管理基础，优化服务功能", accounts(facts, &themes(true)));
    }
    if let Some(closing) = closing(facts, region) {
        let mut words = Words::new(facts);
        words.say(closing);
        blocks.push(words.paragraph());
    }
    blocks
}

fn security(facts: &CircularFacts, found: &BTreeSet<Theme>) -> String {
    let mut text = String::from(
        "各地、各部门要始终把政治建设摆在政府网站和政务新媒体工作的首要位置，夯实网络安全防护基础，\
         提升监测预警和应急处置能力，切实做好防篡改、防病毒、防攻击、防瘫痪、防劫持、防泄密工作。",
    );
    if found.contains(&Theme::Safety) {
        text.push_str(
            "要进一步细化、分解、落实网络安全责任，对政府网站、业务系统定期进行安全检查，\
             对本次检查发现的安全问题立即处置、查明原因，及时消除隐患。",
        );
    } else {
        text.push_str(
            "要进一步细化、分解、落实网络安全责任，定期对政府网站、业务系统进行安全检查，及时消除隐患。",
        );
    }
    let days = match facts.quarter.number() {
        1 => "清明、“五一”期间",
        3 => "中秋、国庆双节期间",
        4 => "元旦、春节期间",
        _ => "节假日和重要时间节点",
    };
    text.push_str(&format!(
        "特别是要加强{days}政府网站和政务新媒体管理，落实编辑值班读网制度，切实维护网络信息安全。"
    ));
    text
}

fn sites(facts: &CircularFacts, found: &BTreeSet<Theme>) -> String {
    let mut text = String::from(
        "各主管单位要认真履行管理工作职责，对本地区、本部门政府网站及时开展巡查检查，\
         避免出现网站无法访问、栏目空白、栏目不更新等问题。",
    );
    if found.contains(&Theme::Update) {
        text.push_str("对更新不及时的栏目要逐一明确责任单位和更新时限，长期无法保障的要及时归并。");
    }
    if facts.feedback.is_some() || found.contains(&Theme::Feedback) {
        text.push_str("要加强“我为政府网站找错”留言办理审核，明确责任人，严格办理时限，提高答复质量。");
    }
    if found.contains(&Theme::Review) {
        text.push_str("要严格落实信息发布“三审三校”制度，确保转载信息完整、表述准确。");
    }
    if found.contains(&Theme::Links) || found.contains(&Theme::Publishing) {
        text.push_str(
            "各级政府网站要建立健全巡网读网制度，通过机器扫描和人工检查相结合的方法，\
             对链接可用情况、信息内容质量等进行巡检，确保网站功能使用畅通、信息发布准确。",
        );
    }
    if found.contains(&Theme::Service) {
        text.push_str("要及时公开和答复网民留言，保持办事服务和业务系统功能可用、指南准确。");
    }
    if found.contains(&Theme::Marks) {
        text.push_str(
            "要对照《指引》有关要求，规范网站页面设计，网站所有页面（包括业务系统、专栏专题等）\
             头部标识区要醒目展示网站名称，底部功能区要列明“我为政府网站找错”入口、网站标识等内容。",
        );
    }
    if found.contains(&Theme::Register) {
        text.push_str("要及时更新填报信息，做到台账与实际一致。");
    }
    text
}

fn accounts(facts: &CircularFacts, found: &BTreeSet<Theme>) -> String {
    let mut text = String::from(
        "各地、各部门要持续加大对政务新媒体的监管力度，依托全国政务新媒体信息报送系统做好对账号开设、变更、\
         关停注销的动态管理。",
    );
    if found.contains(&Theme::Register) || !facts.unregistered.is_empty() {
        text.push_str(
            "各主管单位要加强对填报信息的审核把关，对拟关停的政务新媒体，要确保在第三方平台完成注销后，\
             及时在系统中填报；未备案的账号要限期补办或者注销。",
        );
    }
    text.push_str(
        "主办单位要将政务新媒体作为深化政务公开、提升政府治理能力的重要平台，不断提高建设管理水平，\
         及时更新信息，加强内容保障",
    );
    if found.contains(&Theme::Review) || found.contains(&Theme::Publishing) {
        text.push_str("，严格审核转载和发布的信息");
    }
    if found.contains(&Theme::Links) {
        text.push_str("，进一步规范菜单栏目分类设置，避免出现链接失效、栏目内容混乱、功能查找不便等问题");
    }
    if found.contains(&Theme::Service) {
        text.push_str("，畅通互动渠道，及时回应群众关切");
    }
    text.push_str("，切实打造利企便民的“网上政府”。");
    text
}

fn closing(facts: &CircularFacts, region: &Region) -> Option<String> {
    if facts.problems.is_empty() && facts.unregistered.is_empty() {
        return None;
    }
    let objects = match (has_sites(facts), has_accounts(facts)) {
        (true, true) => "政府网站和政务新媒体",
        (false, true) => "政务新媒体",
        _ => "政府网站",
    };
    let report = facts.rectify_by.map_or_else(String::new, |day| {
        format!(
            "，并于{}前将整改情况报送{}",
            deadline(day, facts.issued_on),
            region.office
        )
    });
    Some(format!(
        "对此次通报存在问题的{objects}，{}要高度重视，采取有力措施进行整改，务必见效到位。\
         同时，举一反三、查漏补缺{report}。",
        region.concerned
    ))
}
