//! The summary of error reports (“我为政府网站找错”留言办理情况): three figures, area by area, and what comes up again and again.

use xunwang_domain::report::FeedbackSummary;

use super::desk::{Desk, Grid, Running, words};
use super::form::Form;
use super::kind::Kind;
use crate::document::Cell;
use crate::wording::days;

impl Form for FeedbackSummary {
    const KIND: Kind = Kind::Feedback;

    fn usual_title(&self) -> String {
        "“我为政府网站找错”留言办理情况".to_owned()
    }

    fn write(&self, desk: &Desk, text: &mut Running) {
        text.section("总体情况");
        let window = days(self.window);
        let received = desk.number("sum(areas[].received)").unwrap_or_default();
        if received == 0 {
            text.say(desk.say("{$window}，没有收到网民留言。", &[("window", &window)]));
            return;
        }
        let on_time = desk.number("sum(areas[].closed_on_time)").unwrap_or_default();
        let mut said = desk.say(
            "{$window}，共收到网民留言{sum(areas[].received)}条，",
            &[("window", &window)],
        );
        // “均已按期办理” only if every message was closed on time.
        said.extend(if on_time == received {
            desk.say(&format!("均已按期办理，办结率达{{{CLOSED} / {RECEIVED}}}。"), &[])
        } else {
            let on_time = if desk.number(DUE).unwrap_or_default() > 0 {
                format!("，按期办结率为{{sum(areas[].closed_on_time) / {DUE}}}")
            } else {
                String::new()
            };
            desk.say(
                &format!(
                    "已办结{{{CLOSED}}}条（其中超期办结{{sum(areas[].closed_late)}}条），办结率为{{{CLOSED} / {RECEIVED}}}\
                     {on_time}；在办未到期{{sum(areas[].open)}}条，逾期未办结{{sum(areas[].overdue)}}条。"
                ),
                &[],
            )
        });
        text.say(said);
        by_area(self, desk, text);
        if !self.clusters.is_empty() {
            text.section("集中反映的问题");
            let mut grid = Grid::new(&[("序号", 9), (">网站名称", 34), (">问题", 42), ("留言数", 15)]);
            for (index, cluster) in self.clusters.iter().enumerate() {
                grid.row([
                    words(&cluster.site),
                    words(&cluster.what),
                    desk.cell(&format!("clusters[{index}].count")),
                ]);
            }
            text.table("集中反映的问题", grid, None);
        }
    }
}

const RECEIVED: &str = "sum(areas[].received)";
const CLOSED: &str = "sum(areas[].closed_on_time) + sum(areas[].closed_late)";
const DUE: &str = "sum(areas[].closed_on_time) + sum(areas[].closed_late) + sum(areas[].overdue)";

fn by_area(summary: &FeedbackSummary, desk: &Desk, text: &mut Running) {
    text.section("分地区办理情况");
    let mut grid = Grid::new(&[
        ("序号", 7),
        (">地区（部门）", 20),
        ("收到", 10),
        ("按期办结", 12),
        ("超期办结", 12),
        ("在办未到期", 13),
        ("逾期未办结", 13),
        ("办结率", 12),
        ("按期办结率", 13),
    ]);
    let row = |of: &dyn Fn(&str) -> String, name: Cell| {
        let [received, on_time, late, open, overdue] =
            ["received", "closed_on_time", "closed_late", "open", "overdue"].map(of);
        [
            name,
            desk.cell(&received),
            desk.cell(&on_time),
            desk.cell(&late),
            desk.cell(&open),
            desk.cell(&overdue),
            desk.cell(&format!("{on_time} + {late} / {received}")),
            desk.cell(&format!("{on_time} / {on_time} + {late} + {overdue}")),
        ]
    };
    for (index, area) in summary.areas.iter().enumerate() {
        grid.row(row(&|field| format!("areas[{index}].{field}"), words(&area.name)));
    }
    grid.total(row(
        &|field| format!("sum(areas[].{field})"),
        Cell::Text("合计".to_owned()),
    ));
    text.table(
        "分地区办理情况",
        grid,
        Some("注：办结率＝办结数÷收到数；按期办结率＝按期办结数÷（办结数＋逾期未办结数）。没有收到留言的地区记“—”。"),
    );
}
