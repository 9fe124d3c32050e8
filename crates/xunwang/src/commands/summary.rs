//! What the terminal shows at the end of an inspection (检查小结).

use std::time::Duration;

use xunwang_app::inspection::ExceptionState;
use xunwang_domain::judgement::Judgement;

use super::inspection::{Done, EXEMPTED};
use crate::moment;
use crate::progress::minutes;
use crate::table::Table;

impl Done {
    /// One line an area: how many sites, how many pass, and the kinds of findings of the fleet.
    pub(crate) fn table(&self) -> String {
        let mut areas: Vec<(&str, [u64; 3], u64)> = Vec::new();
        for outcome in &self.outcomes {
            if !areas.iter().any(|(name, ..)| *name == outcome.area) {
                areas.push((&outcome.area, [0; 3], 0));
            }
            for (name, counts, findings) in &mut areas {
                if *name == outcome.area {
                    counts[outcome.judgement.judgement as usize] += 1;
                    *findings += outcome.findings.values().map(|[certain, _]| certain).sum::<u64>();
                }
            }
        }
        let mut table = Table::new(["地区或部门", "合格", "不合格", "未检测", "问题"]);
        for (name, [qualified, unqualified, not_measured], findings) in areas {
            let numbers = [qualified, unqualified, not_measured, findings].map(|number| number.to_string());
            table.add([name.to_owned()].into_iter().chain(numbers));
        }
        let mut rules = Table::new(["规则", "确定", "疑似"]);
        for (rule, [certain, suspected]) in &self.summary.counts.findings {
            let title = xunwang_rules::rule(rule).map_or("", |rule| rule.title);
            rules.add([
                format!("{title}（{rule}）"),
                certain.to_string(),
                suspected.to_string(),
            ]);
        }
        format!("{table}\n{rules}")
    }

    /// What came of the exception list; nothing where there is none.
    fn exceptions(&self) -> Vec<String> {
        let of = |state| {
            self.summary
                .exceptions
                .iter()
                .filter(move |one| one.state == state)
        };
        let held: u64 = of(ExceptionState::Held).map(|one| one.findings).sum();
        let mut lines = Vec::new();
        if !self.summary.exceptions.is_empty() {
            lines.push(format!(
                "例外清单：{held} 个问题按例外不计入，逐条列于 {EXEMPTED}"
            ));
        }
        for one in of(ExceptionState::Ended)
            .chain(of(ExceptionState::Unmatched))
            .take(10)
        {
            lines.push(format!("  例外清单第{}行（{}）：{}", one.row, one.rule, one.note));
        }
        lines
    }

    /// What a user wants to know first.
    pub(crate) fn summary(&self) -> String {
        let counts = &self.summary.counts;
        let found: u64 = counts.findings.values().map(|[certain, _]| certain).sum();
        let suspected: u64 = counts.findings.values().map(|[_, suspected]| suspected).sum();
        let mut lines = vec![
            format!(
                "检查网站 {} 个：合格 {}，不合格 {}，未能检测 {}；网页 {} 个，用时 {}",
                counts.sites,
                counts.qualified,
                counts.unqualified,
                counts.not_measured,
                counts.pages,
                minutes(Duration::from_secs_f64(self.summary.durations.seconds)),
            ),
            format!("发现问题 {found} 个，另有疑似 {suspected} 个待人工认定"),
        ];
        lines.extend(self.exceptions());
        if let Some(previous) = &self.summary.previous {
            let changes = &previous.changes;
            let unclear = match changes.not_measured {
                0 => String::new(),
                count => format!("，未再检测 {count} 个"),
            };
            lines.push(format!(
                "与上一次（{}）相比：新增 {} 个，仍存在 {} 个，已消除 {} 个{unclear}；{} 个网页未变，没有重读",
                moment::chinese_day(previous.round.started_at),
                changes.new,
                changes.open,
                changes.mended,
                counts.pages_unchanged,
            ));
        }
        let shown = self
            .outcomes
            .iter()
            .filter(|outcome| outcome.judgement.judgement != Judgement::Qualified);
        for outcome in shown.clone().take(10) {
            let why = match &outcome.judgement.not_measured_reason {
                Some(reason) => reason.clone(),
                None => outcome
                    .problems
                    .iter()
                    .filter(|p| p.failing)
                    .map(|p| p.text.as_str())
                    .collect::<Vec<_>>()
                    .join("，"),
            };
            lines.push(format!(
                "  {}  {}：{why}",
                outcome.judgement.judgement.chinese(),
                outcome.site_name
            ));
        }
        if shown.clone().count() > 10 {
            lines.push(format!("  …… 其余见 {}", self.out.join("sites.csv").display()));
        }
        lines.push(format!(
            "通报初稿：{}（另有 .docx、.pdf）",
            self.out.join("circular.html").display()
        ));
        lines.push("以上为机器检查结果，未经人工复核。".to_owned());
        lines.join("\n")
    }
}
