//! The notice of rectification (整改通知书): what has to be put right, by the words of which indicator, by which day.

use xunwang_domain::report::{Notice, NoticeProblem};

use super::desk::{Desk, Grid, Running, words};
use super::form::Form;
use super::kind::Kind;
use crate::document::{Attachment, AttachmentKind};
use crate::wording::in_full;

impl Form for Notice {
    const KIND: Kind = Kind::Notice;

    fn usual_title(&self) -> String {
        "政府网站检查问题整改通知书".to_owned()
    }

    fn salutation(&self) -> String {
        format!("{}：", self.recipient.trim().trim_end_matches('：'))
    }

    fn write(&self, desk: &Desk, text: &mut Running) {
        let mut said = desk.say(
            "在{$round}政府网站检查中，发现你单位主办或监管的{distinct(problems[].code)}家网站存在{count(problems)}个问题",
            &[("round", self.round.trim())],
        );
        let failing = "count(problems[failing=true])";
        if desk.number(failing).is_some_and(|number| number > 0) {
            said.extend(desk.say(&format!("，其中{{{failing}}}个触及单项否决指标"), &[]));
        }
        said.extend(desk.say("。现将有关事项通知如下：", &[]));
        text.say(said);
        text.section("存在的问题");
        for (index, site) in sites(&self.problems).into_iter().enumerate() {
            let name = format!("{}（{}）", site.site.trim(), site.code.trim());
            text.part(&name);
            let mut said = desk.say(&format!("问题{{count(problems[code={}])}}个：", site.code), &[]);
            let own: Vec<String> = self
                .problems
                .iter()
                .filter(|problem| problem.code == site.code)
                .take(MOST_TOLD)
                .map(|problem| problem.what.trim().trim_end_matches('。').to_owned())
                .collect();
            let told = own.join("；");
            said.extend(desk.say("{$told}", &[("told", &told)]));
            let all = format!("count(problems[code={}])", site.code);
            let more = desk.number(&all).is_some_and(|all| all > MOST_TOLD as u64);
            said.extend(desk.say(if more { "等。" } else { "。" }, &[]));
            text.say(said);
            if index + 1 >= MOST_SITES {
                break;
            }
        }
        text.section("整改要求");
        let deadline = in_full(self.deadline);
        text.say(desk.say(
            "请对照附件所列问题逐条核实整改，举一反三、查漏补缺，于{$deadline}前将整改情况（每个问题的整改措施、\
             完成时间和责任人）书面报送{$issuer}。对所列问题有异议的，请在期限内一并说明并附依据。",
            &[("deadline", &deadline), ("issuer", self.head.issuer.trim())],
        ));
        text.say(desk.say("逾期未整改或整改不到位的，将在下一次检查通报中点名。", &[]));
    }

    fn attachments(&self, desk: &Desk) -> Vec<Attachment> {
        let mut grid = Grid::new(&[
            ("序号", 7),
            (">网站名称", 17),
            (">问题", 25),
            (">网页", 24),
            ("位置数", 9),
            (">检查指标", 24),
            (">证据编号", 14),
        ]);
        for (index, problem) in self.problems.iter().enumerate() {
            grid.row([
                words(&problem.site),
                words(&problem.what),
                words(&problem.url),
                desk.cell(&format!("problems[{index}].places")),
                words(&problem.basis),
                words(&problem.evidence),
            ]);
        }
        let mut table = grid.finish();
        table.landscape = true;
        vec![Attachment {
            kind: AttachmentKind::Other,
            number: 1,
            title: "需整改问题清单".to_owned(),
            subtitle: format!("（{}）", self.round.trim()),
            table,
            note: None,
        }]
    }
}

/// Problems of one site that the text tells; all of them stand in the attachment.
const MOST_TOLD: usize = 8;
/// Sites that the text tells.
const MOST_SITES: usize = 30;

/// The first problem of each site, in their order.
fn sites(problems: &[NoticeProblem]) -> Vec<&NoticeProblem> {
    let mut sites: Vec<&NoticeProblem> = Vec::new();
    for problem in problems {
        if sites.iter().all(|known| known.code != problem.code) {
            sites.push(problem);
        }
    }
    sites
}
