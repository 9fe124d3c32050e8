//! The digest of a day, a week or a month (监管日报、周报、月报).

use xunwang_domain::report::{Digest, DigestKind};

use super::desk::{Desk, Grid, Running, words};
use super::form::Form;
use super::kind::Kind;
use crate::document::Cell;
use crate::wording::days;

impl Form for Digest {
    const KIND: Kind = Kind::Digest;

    fn usual_title(&self) -> String {
        format!("政府网站监管{}（{}）", self.kind.label(), days(self.window))
    }

    fn write(&self, desk: &Desk, text: &mut Running) {
        availability(self, desk, text);
        risks(self, desk, text);
        text.section("问题变化");
        text.say(match (self.new, self.mended) {
            (None, None) => desk.say("没有可以比较的巡查结果。", &[]),
            _ => desk.say("新发现问题{new}个，消除问题{mended}个。", &[]),
        });
        messages(self, desk, text);
    }
}

fn availability(digest: &Digest, desk: &Desk, text: &mut Running) {
    text.section("网站可用性");
    if digest.probes.is_empty() {
        text.say(desk.say("没有访问监测的记录。", &[]));
        return;
    }
    let mut said = desk.say(
        "在运行网站{sum(probes[].sites)}家，有效访问{sum(probes[].measured)}次，未能打开{sum(probes[].down)}次",
        &[],
    );
    if desk.number("sum(probes[].measured)").is_some_and(|all| all > 0) {
        said.extend(desk.say(
            "，可用率为{sum(probes[].measured) - sum(probes[].down) / sum(probes[].measured)}",
            &[],
        ));
    }
    said.extend(desk.say(
        "；有访问失败的网站{sum(probes[].sites_down)}家；未能检测{sum(probes[].not_measured)}次，不计入可用率。",
        &[],
    ));
    text.say(said);
    let mut grid = Grid::new(&[
        ("序号", 8),
        (">地区（部门）", 24),
        ("网站数", 13),
        ("有效访问", 14),
        ("未能打开", 14),
        ("可用率", 13),
        ("涉及网站", 14),
    ]);
    let row = |place: &str, name: &str| {
        let rate = format!("{place}measured - {place}down / {place}measured");
        [
            words(name),
            desk.cell(&format!("{place}sites")),
            desk.cell(&format!("{place}measured")),
            desk.cell(&format!("{place}down")),
            desk.cell(&rate),
            desk.cell(&format!("{place}sites_down")),
        ]
    };
    for (index, one) in digest.probes.iter().enumerate() {
        grid.row(row(&format!("probes[{index}]."), &one.area));
    }
    grid.total([
        Cell::Text("合计".to_owned()),
        desk.cell("sum(probes[].sites)"),
        desk.cell("sum(probes[].measured)"),
        desk.cell("sum(probes[].down)"),
        desk.cell("sum(probes[].measured) - sum(probes[].down) / sum(probes[].measured)"),
        desk.cell("sum(probes[].sites_down)"),
    ]);
    text.table("分地区可用性", grid, None);
}

fn risks(digest: &Digest, desk: &Desk, text: &mut Running) {
    text.section("单项否决预警");
    if digest.risks.is_empty() {
        text.say(desk.say("没有达到或接近单项否决标准的网站。", &[]));
        return;
    }
    let mut said = desk.say("达到或接近单项否决标准的有{count(risks)}项", &[]);
    said.extend(desk.nearness("risks"));
    said.extend(desk.say("。", &[]));
    text.say(said);
    let mut grid = Grid::new(&[
        ("序号", 8),
        (">网站名称", 24),
        ("地区（部门）", 16),
        (">指标", 18),
        ("程度", 16),
        (">情况", 26),
    ]);
    for one in &digest.risks {
        grid.row([
            words(&one.site),
            words(&one.area),
            words(&one.indicator),
            words(one.nearness.label()),
            words(&one.what),
        ]);
    }
    text.table("预警网站", grid, None);
}

fn messages(digest: &Digest, desk: &Desk, text: &mut Running) {
    let Some(messages) = &digest.messages else { return };
    text.section("找错留言期限");
    if messages.is_empty() {
        text.say(desk.say("没有临近或超过期限的留言。", &[]));
        return;
    }
    let what = match digest.kind {
        DigestKind::Day => "今日",
        DigestKind::Week | DigestKind::Month => "期末",
    };
    text.say(desk.say(
        "{$what}临近或超过办结期限的留言{count(messages)}条。",
        &[("what", what)],
    ));
    let mut grid = Grid::new(&[
        ("序号", 8),
        (">编号", 24),
        (">网站名称", 28),
        ("收到日期", 15),
        ("办结期限", 15),
        ("办理状态", 16),
    ]);
    for one in messages {
        grid.row([
            words(&one.number),
            words(&one.site),
            words(one.received_on.to_string()),
            words(one.due_on.to_string()),
            words(&one.state),
        ]);
    }
    text.table("临期留言", grid, None);
}
