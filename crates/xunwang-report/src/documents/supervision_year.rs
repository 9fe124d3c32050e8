//! The yearly report of supervision (政府网站监管年度报表; rulebook SV-05, SV-06). What is not known is left to be filled in.

use xunwang_domain::report::SupervisionYear;

use super::desk::{Desk, Grid, Running, words};
use super::form::Form;
use super::kind::Kind;
use crate::document::Cell;

/// Heading, what is counted, its place among the values.
const ROWS: &[(&str, &str, &str)] = &[
    ("开设整合", "年末在运行政府网站（家）", "running"),
    ("开设整合", "新开设（家）", "opened"),
    ("开设整合", "整合迁移（家）", "merged"),
    ("开设整合", "关停（家）", "closed"),
    ("安全检查", "安全检查（次）", "safety_checks"),
    ("安全检查", "发现安全问题（个）", "safety_faults"),
    ("安全检查", "完成整改（个）", "safety_mended"),
    ("找错留言办理", "收到留言（条）", "messages_received"),
    ("找错留言办理", "办结（条）", "messages_closed"),
    ("找错留言办理", "按期办结（条）", "messages_on_time"),
    ("找错留言办理", "办结率", "messages_closed / messages_received"),
    ("假冒网站处置", "发现假冒政府网站（个）", "fakes_found"),
    ("假冒网站处置", "已处置（个）", "fakes_handled"),
    ("人员培训", "培训（次）", "trainings"),
    ("人员培训", "培训（人次）", "trained"),
    ("问责", "约谈（人次）", "accountability.talked_to"),
    ("问责", "书面检查（人次）", "accountability.written"),
    ("问责", "通报批评（人次）", "accountability.criticised"),
    ("问责", "警告及以上处分（人次）", "accountability.punished"),
    ("问责", "调离或免职（人次）", "accountability.removed"),
];

impl Form for SupervisionYear {
    const KIND: Kind = Kind::SupervisionYear;

    fn usual_title(&self) -> String {
        format!("{}年度政府网站监管年度报表", self.year)
    }

    fn write(&self, desk: &Desk, text: &mut Running) {
        text.section("网站抽查");
        let mut grid = Grid::new(&[
            ("序号", 9),
            ("季度", 19),
            ("在运行数", 15),
            ("检查数", 14),
            ("检查比例", 15),
            ("不合格数", 14),
            ("合格率", 14),
        ]);
        for quarter in 1..=4_u64 {
            let index = self.quarters.iter().position(|one| one.quarter == quarter);
            let cell = |formula: &dyn Fn(&str) -> String| match index {
                Some(index) => desk.cell(&formula(&format!("quarters[{index}]"))),
                None => words(""),
            };
            grid.row([
                words(["第一季度", "第二季度", "第三季度", "第四季度"][quarter as usize - 1]),
                cell(&|at| format!("{at}.running")),
                cell(&|at| format!("{at}.checked")),
                cell(&|at| format!("{at}.checked / {at}.running")),
                cell(&|at| format!("{at}.failed")),
                cell(&|at| format!("{at}.checked - {at}.failed / {at}.checked")),
            ]);
        }
        grid.total([
            Cell::Text("合计".to_owned()),
            Cell::Text(String::new()),
            desk.cell("sum(quarters[checked!=null].checked)"),
            Cell::Text(String::new()),
            desk.cell("sum(quarters[failed!=null].failed)"),
            Cell::Text(String::new()),
        ]);
        text.table("网站抽查情况", grid, None);
        text.section("其他监管工作");
        let mut grid = Grid::new(&[("序号", 9), ("项目", 25), (">内容", 46), ("数值", 20)]);
        for (group, name, formula) in ROWS {
            grid.row([words(group), words(name), desk.cell(formula)]);
        }
        text.table("监管工作情况", grid, Some("注：“—”为尚未填写。"));
    }

    fn notes(&self) -> Vec<String> {
        let desk = Desk::new(self);
        let open: Vec<&str> = ROWS
            .iter()
            .filter(|(_, _, formula)| !formula.contains('/') && desk.number(formula).is_none())
            .map(|(_, name, _)| *name)
            .collect();
        open_fields(&open)
    }
}

/// What is still to be filled in.
pub(super) fn open_fields(open: &[&str]) -> Vec<String> {
    if open.is_empty() {
        return Vec::new();
    }
    vec![format!("尚未填写{}项：{}", open.len(), open.join("、"))]
}
