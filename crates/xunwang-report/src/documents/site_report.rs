//! The report on one site (网站检查报告): conclusion, vetoes, marks, score, findings with places, channels, what was not measured.

use xunwang_domain::judgement::Judgement;
use xunwang_domain::report::{FindingGroup, Scored, SiteReport, VetoState};

use super::desk::{Desk, Grid, Running, words};
use super::form::Form;
use super::kind::Kind;
use crate::document::Cell;
use crate::wording::days;

impl Form for SiteReport {
    const KIND: Kind = Kind::Site;

    fn usual_title(&self) -> String {
        format!("{}{}检查报告", self.site.name.trim(), self.round)
    }

    fn write(&self, desk: &Desk, text: &mut Running) {
        conclusion(self, desk, text);
        marks(self, text);
        if let Some(scored) = &self.scored {
            score(scored, desk, text);
        }
        findings(&self.findings, desk, text);
        channels(self, desk, text);
        unmeasured(self, desk, text);
    }
}

fn conclusion(report: &SiteReport, desk: &Desk, text: &mut Running) {
    let site = &report.site;
    text.section("检查结论");
    let mut known = String::new();
    for (label, value) in [
        ("标识码", &site.code),
        ("首页", &site.home),
        ("地区（部门）", &site.area),
        ("主办单位", &site.sponsor),
        ("主管单位", &site.supervisor),
        ("类别", &site.category),
    ] {
        if !value.trim().is_empty() {
            known += &format!("，{label}{}", value.trim());
        }
    }
    let mut said = desk.say(
        "{$name}{$known}。检查采样时间为{$window}",
        &[
            ("name", site.name.trim()),
            ("known", &known),
            ("window", &days(report.window)),
        ],
    );
    said.extend(match report.pages {
        Some(_) => desk.say("，读取网页{pages}个。", &[]),
        None => desk.say("，没有读取网页。", &[]),
    });
    text.say(said);
    let reason = report.reason.as_deref().map(str::trim).unwrap_or_default();
    let because = if reason.is_empty() {
        String::new()
    } else {
        format!("（{reason}）")
    };
    let result = report.judgement.map_or("尚未判定", Judgement::chinese);
    let mut said = desk.say(
        "检查结论：{$result}{$because}。",
        &[("result", result), ("because", &because)],
    );
    if !report.vetoes.is_empty() {
        said.extend(desk.say(
            "单项否决指标{count(vetoes)}项，触及{count(vetoes[state=hit])}项，未触及{count(vetoes[state=clear])}项，\
             未能检测{count(vetoes[state=not-measured])}项。",
            &[],
        ));
    }
    said.extend(if report.findings.is_empty() {
        desk.say("没有认定的问题。", &[])
    } else {
        desk.say(
            "认定问题{count(findings)}类{sum(findings[].count)}个，涉及{sum(findings[].places)}处。",
            &[],
        )
    });
    text.say(said);
    let mut grid = Grid::new(&[
        ("序号", 8),
        (">指标", 17),
        (">评分细则", 29),
        ("结果", 14),
        ("问题数", 11),
        (">说明", 21),
    ]);
    for (index, veto) in report.vetoes.iter().enumerate() {
        let confirmed = match veto.state {
            VetoState::NotMeasured if veto.confirmed == 0 => words(""),
            _ => desk.cell(&format!("vetoes[{index}].confirmed")),
        };
        grid.row([
            words(&veto.title),
            words(&veto.wording),
            words(veto.state.label()),
            confirmed,
            words(&veto.note),
        ]);
    }
    text.table("单项否决指标检查结果", grid, None);
}

fn marks(report: &SiteReport, text: &mut Running) {
    if report.marks.is_empty() {
        return;
    }
    text.section("页面标识");
    let mut grid = Grid::new(&[("序号", 8), (">标识", 30), ("情况", 16), (">说明", 46)]);
    for mark in &report.marks {
        let state = match mark.is_right {
            Some(true) => "规范",
            Some(false) => "有问题",
            None => "未能检测",
        };
        grid.row([words(&mark.name), words(state), words(&mark.note)]);
    }
    text.table("页面标识检查结果", grid, None);
}

fn score(scored: &Scored, desk: &Desk, text: &mut Running) {
    text.section("评分");
    let total = scored.total.as_deref().unwrap_or("尚不能确定");
    text.say(desk.say(
        "得分：{$total}。{$reason}。",
        &[
            ("total", total),
            ("reason", scored.reason.trim().trim_end_matches('。')),
        ],
    ));
    let mut grid = Grid::new(&[
        ("序号", 8),
        (">一级指标", 16),
        (">二级指标", 24),
        ("分值", 9),
        ("得失分", 11),
        (">说明", 32),
    ]);
    for line in &scored.lines {
        grid.row([
            words(&line.group),
            words(&line.title),
            words(line.points.as_deref().unwrap_or_default()),
            words(line.amount.as_deref().unwrap_or("未评")),
            words(&line.note),
        ]);
    }
    text.table("评分明细", grid, None);
}

fn findings(findings: &[FindingGroup], desk: &Desk, text: &mut Running) {
    if findings.is_empty() {
        return;
    }
    text.section("发现的问题");
    let mut grid = Grid::new(&[
        ("序号", 8),
        (">问题", 44),
        ("级别", 18),
        ("问题数", 15),
        ("涉及位置", 15),
    ]);
    for (index, group) in findings.iter().enumerate() {
        grid.row([
            words(&group.title),
            words(&group.level),
            desk.cell(&format!("findings[{index}].count")),
            desk.cell(&format!("findings[{index}].places")),
        ]);
    }
    grid.total([
        Cell::Text("合计".to_owned()),
        Cell::Text(String::new()),
        desk.cell("sum(findings[].count)"),
        desk.cell("sum(findings[].places)"),
    ]);
    text.table("问题分类", grid, None);
    let mut grid = Grid::new(&[
        ("序号", 8),
        (">问题", 17),
        (">网页", 32),
        (">情况", 28),
        (">证据编号", 15),
    ]);
    for group in findings {
        for place in &group.first {
            grid.row([
                words(&group.title),
                words(&place.url),
                words(&place.what),
                words(&place.evidence),
            ]);
        }
    }
    text.table(
        "问题位置",
        grid,
        Some("注：同类问题只列前几处，全部位置数见上表；按证据编号可调阅留存的网页记录。"),
    );
}

fn channels(report: &SiteReport, desk: &Desk, text: &mut Running) {
    if report.channels.is_empty() {
        return;
    }
    text.section("栏目更新情况");
    text.say(desk.say(
        "检查栏目{count(channels)}个，其中{count(channels[latest=null])}个没有读到更新日期。",
        &[],
    ));
    let mut grid = Grid::new(&[
        ("序号", 8),
        (">栏目", 30),
        ("类别", 18),
        ("最近更新", 17),
        ("更新期限", 17),
        ("结果", 14),
    ]);
    for channel in &report.channels {
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        grid.row([
            words(&channel.name),
            words(&channel.kind),
            words(day(channel.latest)),
            words(day(channel.until)),
            words(&channel.result),
        ]);
    }
    text.table("栏目更新情况", grid, None);
}

fn unmeasured(report: &SiteReport, desk: &Desk, text: &mut Running) {
    if report.unmeasured.is_empty() {
        return;
    }
    text.section("未能检测的内容");
    text.say(desk.say(
        "以下{count(unmeasured)}项未能检测，不作为合格或不合格的依据。",
        &[],
    ));
    let mut grid = Grid::new(&[("序号", 8), (">指标", 26), (">内容", 32), (">原因", 34)]);
    for item in &report.unmeasured {
        grid.row([words(&item.indicator), words(&item.object), words(&item.reason)]);
    }
    text.table("未能检测的内容", grid, None);
}
