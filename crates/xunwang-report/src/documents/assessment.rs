//! The year's ledger of assessment (年度考核台账): what counts against each area, with its cause (rulebook AK-03 to AK-06).

use xunwang_domain::report::{Assessment, Cause};

use super::desk::{Desk, Grid, Running, words};
use super::form::Form;
use super::kind::Kind;
use crate::document::Cell;

impl Form for Assessment {
    const KIND: Kind = Kind::Assessment;

    fn usual_title(&self) -> String {
        format!("{}年度政府网站监管工作考核台账", self.year)
    }

    fn write(&self, desk: &Desk, text: &mut Running) {
        text.section("总体情况");
        let messages = if self.messages_counted {
            "留言未办结{count(areas[].deductions[cause=message-open])}条，超过一个月办结\
             {count(areas[].deductions[cause=message-late])}条"
        } else {
            "留言办理情况未统计"
        };
        let said = [
            "列入考核的地区（部门）{count(areas)}个，记录扣分和否决事项{count(areas[].deductions[])}项：因严重表述错误不合格\
             {count(areas[].deductions[cause=severe-error])}项，因其他原因不合格{count(areas[].deductions[cause=site-failed])}项，\
             ",
            messages,
            "，其他{count(areas[].deductions[cause=other])}项。",
        ]
        .concat();
        text.say(desk.say(&said, &[]));
        let mut grid = Grid::new(&[
            ("序号", 7),
            (">地区（部门）", 21),
            ("严重表述错误", 13),
            ("其他不合格", 12),
            ("留言未办结", 12),
            ("超月办结", 11),
            ("其他扣分", 11),
            ("扣分合计", 11),
            ("统一平台", 12),
        ]);
        for (index, area) in self.areas.iter().enumerate() {
            let of = format!("areas[{index}].deductions");
            let platform = match area.one_platform {
                Some(true) => "是（加5分）",
                Some(false) => "否",
                None => "",
            };
            grid.row(row(
                desk,
                &of,
                self.messages_counted,
                [words(&area.name), words(platform)],
            ));
        }
        let total = Cell::Text("合计".to_owned());
        grid.total(row(
            desk,
            "areas[].deductions",
            self.messages_counted,
            [total, Cell::Text(String::new())],
        ));
        text.table(
            "考核台账",
            grid,
            Some(
                "注：留言每条未办结扣3分，超过一个月办结扣2分；因严重表述错误或其他原因不合格的，达到规定数量即单项否决，不计分；\
                 其他扣分按本单位规定。",
            ),
        );
        text.section("逐项情况");
        let mut grid = Grid::new(&[
            ("序号", 8),
            (">地区（部门）", 22),
            (">原因", 24),
            (">事项", 34),
            ("扣分", 12),
        ]);
        for (index, area) in self.areas.iter().enumerate() {
            for (place, one) in area.deductions.iter().enumerate() {
                let points = match one.cause {
                    Cause::SevereError | Cause::SiteFailed => words(""),
                    Cause::MessageOpen => desk.cell("3"),
                    Cause::MessageLate => desk.cell("2"),
                    Cause::Other => desk.cell(&format!("areas[{index}].deductions[{place}].points")),
                };
                grid.row([
                    words(&area.name),
                    words(one.cause.label()),
                    words(&one.what),
                    points,
                ]);
            }
        }
        if self.areas.iter().all(|area| area.deductions.is_empty()) {
            text.say(desk.say("没有扣分和否决事项。", &[]));
        }
        text.table("扣分和否决事项", grid, None);
    }
}

/// The counts of an area, or of all; points are computed from them, and left open with the messages.
fn row(desk: &Desk, of: &str, messages_counted: bool, [name, platform]: [Cell; 2]) -> [Cell; 8] {
    let count = |cause: &str| format!("count({of}[cause={cause}])");
    let (open, late) = (count("message-open"), count("message-late"));
    let other = format!("sum({of}[cause=other].points)");
    let of_messages = |formula: &str| {
        if messages_counted {
            desk.cell(formula)
        } else {
            words("")
        }
    };
    [
        name,
        desk.cell(&count("severe-error")),
        desk.cell(&count("site-failed")),
        of_messages(&open),
        of_messages(&late),
        desk.cell(&other),
        of_messages(&format!("3 * {open} + 2 * {late} + {other}")),
        platform,
    ]
}
