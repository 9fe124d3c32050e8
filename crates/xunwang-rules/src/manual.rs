//! The manual of the rules: their documents joined, kept as docs/rules.md.

use std::fmt::Write as _;

use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use crate::accounts::ACCOUNT_RULES;
use crate::key::DOCUMENT;
use crate::registry::RULES;
use crate::standard::guobanmihan_2019_19;

/// The manual of all rules and of the standard that the program carries, in Chinese Markdown (规则手册).
pub fn manual() -> String {
    let mut manual = "# 检查规则\n\n\
        本文由各规则的说明生成，请勿手工修改；改动规则后运行 `UPDATE_DOCS=1 cargo test -p xunwang-rules` 重新生成。\n\n\
        规则发现一处问题，记为一条线索；检查指标规定哪些线索计入哪一项、到多少为止。\
        线索分“确定”和“疑似”：机器检查只把“确定”的计入判定，“疑似”的列出，待人工认定。\
        看不到的一律记为未能检测，不作认定；未能检测的对象如足以改变判定，该网站不作判定，列在合格率分母之外并注明原因。\n"
        .to_owned();
    for (code, title, document) in documents() {
        let document = document.replace("\n## ", "\n### ");
        let document = document
            .strip_prefix("## ")
            .map(|rest| format!("### {rest}"))
            .unwrap_or(document);
        // Writing to a string cannot fail.
        let _ = write!(manual, "\n## {title}（`{code}`）\n\n{document}");
    }
    let _ = write!(manual, "\n{DOCUMENT}\n{}", table(&guobanmihan_2019_19()));
    manual
}

/// Code, name and document of every rule, of sites first.
fn documents() -> impl Iterator<Item = (RuleCode, &'static str, &'static str)> {
    let of_sites = RULES.iter().map(|rule| (rule.code, rule.title, rule.document));
    let of_accounts = ACCOUNT_RULES.iter();
    of_sites.chain(of_accounts.map(|rule| (rule.code, rule.title, rule.document)))
}

fn table(standard: &Standard) -> String {
    let mut table = format!(
        "## 检查指标（{}）\n\n未经确认的行只供预览，不用于判定。\n\n\
         | 编号 | 指标 | 性质 | 条件 | 认定 | 可信度 | 已确认 | 机器检测的规则 |\n|---|---|---|---|---|---|---|---|\n",
        standard.document
    );
    for row in &standard.indicators {
        let (kind, automation) = (row.kind.label(), row.automation.label());
        let mut rules: Vec<String> = Vec::new();
        for counted in row.measure.counted().unwrap_or_default() {
            let code = format!("`{}`", counted.rule);
            if documents().any(|(known, ..)| known.0 == counted.rule) && !rules.contains(&code) {
                rules.push(code);
            }
        }
        let rules = if rules.is_empty() {
            "尚无".to_owned()
        } else {
            rules.join("、")
        };
        let confirmed = if row.provenance.confirmed { "是" } else { "否" };
        let _ = writeln!(
            table,
            "| {} | {} | {kind} | {} | {automation} | {} | {confirmed} | {rules} |",
            row.id, row.title, row.wording, row.provenance.confidence
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: [&str; 6] = ["检查什么", "为什么", "对应指标", "怎样认定", "示例", "怎样整改"];

    /// The sections of a document, with their texts.
    fn sections(document: &str) -> Vec<(&str, &str)> {
        let parts = document.split("## ").skip(1);
        parts
            .map(|part| part.split_once('\n').expect("a section has a text"))
            .map(|(heading, text)| (heading, text.trim()))
            .collect()
    }

    #[test]
    fn every_rule_has_every_section_in_order_and_says_something_in_it() {
        for (code, _, document) in documents() {
            let sections = sections(document);
            let headings: Vec<&str> = sections.iter().map(|(heading, _)| *heading).collect();
            assert_eq!(headings, SECTIONS, "{code}");
            for (heading, text) in &sections {
                let characters = text.chars().count();
                assert!(characters >= 8, "{code} says next to nothing under {heading}");
            }
        }
    }

    #[test]
    fn every_rule_shows_what_passes_what_fails_and_what_is_not_measured() {
        for (code, _, document) in documents() {
            let examples = sections(document)[4].1;
            let shows = |label: &str| examples.lines().any(|line| line.starts_with(label));
            assert!(shows("- 合格："), "{code}");
            assert!(shows("- 不合格：") || shows("- 疑似："), "{code}");
            assert!(shows("- 未能检测："), "{code}");
        }
    }

    #[test]
    fn a_document_names_every_indicator_that_counts_the_rule() {
        let standard = guobanmihan_2019_19();
        for (code, _, document) in documents() {
            let text = sections(document)[2].1;
            for indicator in &standard.indicators {
                let counted = indicator.measure.counted().unwrap_or_default();
                let counts = counted.iter().any(|counted| counted.rule == code.0);
                let named = text
                    .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                    .any(|word| word == indicator.id);
                assert!(named || !counts, "{code} and {}", indicator.id);
            }
        }
    }

    #[test]
    fn the_printed_manual_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, manual()).unwrap();
        }
        let printed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            printed == manual(),
            "docs/rules.md is stale: run UPDATE_DOCS=1 cargo test -p xunwang-rules"
        );
    }
}
