//! The report on the sites of one area (地区检查报告): pass rate, against the round before, failing sites, classes, all sites.

use xunwang_domain::judgement::Judgement;
use xunwang_domain::report::{AreaReport, AreaSite};

use super::desk::{Desk, Grid, Running, words};
use super::form::Form;
use super::kind::Kind;
use crate::document::Cell;
use crate::wording::days;

const CHECKED: &str = "count(sites[judgement=qualified]) + count(sites[judgement=unqualified])";

impl Form for AreaReport {
    const KIND: Kind = Kind::Area;

    fn usual_title(&self) -> String {
        format!("{}{}政府网站检查情况报告", self.area.trim(), self.round)
    }

    fn write(&self, desk: &Desk, text: &mut Running) {
        text.section("总体情况");
        overall(self, desk, text);
        lists(self, desk, text);
        classes(self, desk, text);
        text.section("网站名单");
        let mut grid = Grid::new(&[
            ("序号", 7),
            (">网站名称", 27),
            ("标识码", 17),
            (">主办单位", 22),
            ("结论", 13),
            ("问题数", 11),
            ("上轮结论", 13),
        ]);
        for (index, site) in self.sites.iter().enumerate() {
            grid.row([
                words(&site.name),
                words(&site.code),
                words(&site.sponsor),
                words(site.judgement.map_or("尚未判定", Judgement::chinese)),
                desk.cell(&format!("sites[{index}].findings")),
                words(site.earlier.map_or("", Judgement::chinese)),
            ]);
        }
        grid.total([
            Cell::Text("合计".to_owned()),
            Cell::Text(String::new()),
            Cell::Text(String::new()),
            Cell::Text(String::new()),
            desk.cell("sum(sites[findings!=null].findings)"),
            Cell::Text(String::new()),
        ]);
        if self.sites.is_empty() {
            text.say(desk.say("本轮检查名单中没有该地区（部门）的网站。", &[]));
        }
        text.table("网站名单", grid, None);
    }
}

fn overall(report: &AreaReport, desk: &Desk, text: &mut Running) {
    let mut said = desk.say(
        "{$round}，{$area}列入检查的政府网站{count(sites)}家，检查采样时间为{$window}。",
        &[
            ("round", report.round.trim()),
            ("area", report.area.trim()),
            ("window", &days(report.window)),
        ],
    );
    if !report.sites.is_empty() {
        said.extend(desk.say(
            &format!(
                "完成检测{{{CHECKED}}}家，合格{{count(sites[judgement=qualified])}}家，不合格{{count(sites[judgement=unqualified])}}家"
            ),
            &[],
        ));
        if desk.number(CHECKED).is_some_and(|checked| checked > 0) {
            said.extend(desk.say(
                &format!("，合格率为{{count(sites[judgement=qualified]) / {CHECKED}}}"),
                &[],
            ));
        }
        said.extend(desk.say("。", &[]));
        for (formula, sentence) in [
            (
                "count(sites[judgement=not_measured])",
                "另有{count(sites[judgement=not_measured])}家未能检测，不计入合格率。",
            ),
            (
                "count(sites[judgement=null])",
                "尚未判定{count(sites[judgement=null])}家，不计入合格率。",
            ),
        ] {
            if desk.number(formula).is_some_and(|number| number > 0) {
                said.extend(desk.say(sentence, &[]));
            }
        }
    }
    text.say(said);
    let Some(earlier) = &report.earlier else { return };
    let mut said = desk.say(
        "上一轮（{$round}）检查{earlier.checked}家，不合格{earlier.failed}家",
        &[("round", earlier.round.trim())],
    );
    if earlier.checked > 0 {
        said.extend(desk.say(
            "，合格率为{earlier.checked - earlier.failed / earlier.checked}",
            &[],
        ));
    }
    said.extend(desk.say(
        "。上轮合格、本轮不合格的{count(sites[earlier=qualified][judgement=unqualified])}家，上轮不合格、本轮合格的\
         {count(sites[earlier=unqualified][judgement=qualified])}家，两轮均不合格的\
         {count(sites[earlier=unqualified][judgement=unqualified])}家。",
        &[],
    ));
    text.say(said);
}

fn lists(report: &AreaReport, desk: &Desk, text: &mut Running) {
    let of = |judgement: Judgement| move |site: &&AreaSite| site.judgement == Some(judgement);
    for (judgement, section, none, title) in [
        (
            Judgement::Unqualified,
            "不合格网站",
            Some("没有不合格的网站。"),
            "不合格网站及原因",
        ),
        (
            Judgement::NotMeasured,
            "未能检测的网站",
            None,
            "未能检测的网站及原因",
        ),
    ] {
        let mut grid = Grid::new(&[("序号", 8), (">网站名称", 28), (">主办单位", 24), (">原因", 40)]);
        for site in report.sites.iter().filter(of(judgement)) {
            grid.row([
                words(&site.name),
                words(&site.sponsor),
                words(site.reasons.join("；")),
            ]);
        }
        let is_empty = !report.sites.iter().any(|site| site.judgement == Some(judgement));
        if is_empty && none.is_none() {
            continue;
        }
        text.section(section);
        if let Some(none) = none.filter(|_| is_empty) {
            text.say(desk.say(none, &[]));
        }
        text.table(title, grid, None);
    }
}

fn classes(report: &AreaReport, desk: &Desk, text: &mut Running) {
    if report.classes.is_empty() {
        return;
    }
    text.section("问题分类");
    let mut grid = Grid::new(&[("序号", 10), (">类别", 50), ("问题数", 20), ("涉及网站", 20)]);
    for (index, class) in report.classes.iter().enumerate() {
        grid.row([
            words(&class.name),
            desk.cell(&format!("classes[{index}].findings")),
            desk.cell(&format!("classes[{index}].sites")),
        ]);
    }
    text.table(
        "问题分类",
        grid,
        Some("注：一家网站有几类问题的，在每类中各计一次。"),
    );
}
