//! The reminder (常态化监管工作提示单): what is near a veto, while there is time to put it right. It is no judgement.

use xunwang_domain::report::Reminder;

use super::desk::{Desk, Grid, Running, words};
use super::form::Form;
use super::kind::Kind;
use crate::wording::in_full;

impl Form for Reminder {
    const KIND: Kind = Kind::Reminder;

    fn usual_title(&self) -> String {
        "政府网站常态化监管工作提示单".to_owned()
    }

    fn salutation(&self) -> String {
        format!("{}：", self.recipient.trim().trim_end_matches('：'))
    }

    fn write(&self, desk: &Desk, text: &mut Running) {
        let mut said = desk.say(
            "截至{$day}，日常巡查发现你单位{distinct(items[].code)}家网站有{count(items)}项达到或接近单项否决标准",
            &[("day", &in_full(self.seen_on))],
        );
        said.extend(desk.nearness("items"));
        said.extend(desk.say("，请及时处理。", &[]));
        text.say(said);
        let mut grid = Grid::new(&[
            ("序号", 8),
            (">网站名称", 25),
            (">指标", 21),
            ("程度", 18),
            ("已有", 8),
            ("疑似", 8),
            ("7天内", 8),
            ("标准", 8),
        ]);
        for (index, item) in self.items.iter().enumerate() {
            let number = |field: &str| desk.cell(&format!("items[{index}].{field}"));
            grid.row([
                words(&item.site),
                words(&item.indicator),
                words(item.nearness.label()),
                number("reached"),
                number("suspected"),
                number("soon"),
                number("limit"),
            ]);
        }
        text.table(
            "提示事项",
            grid,
            Some("注：已有、疑似、7天内为问题数，标准为构成单项否决的问题数；疑似问题请先核实。"),
        );
        let mut grid = Grid::new(&[("序号", 8), (">网站名称", 24), (">情况", 36), (">网页", 32)]);
        for item in &self.items {
            for (what, url) in &item.places {
                grid.row([words(&item.site), words(what), words(url)]);
            }
        }
        text.table("具体位置", grid, None);
        let by = self.deadline.map_or_else(
            || "请尽快核实处理。".to_owned(),
            |day| format!("请于{}前核实处理，并反馈处理情况。", in_full(day)),
        );
        text.say(desk.say(
            "{$by}本提示单依据日常巡查结果生成，不是检查判定结论。",
            &[("by", &by)],
        ));
    }
}
