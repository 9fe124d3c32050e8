//! The quarterly circular (通报), in the skeleton of the reference circular (rulebook §7.1).

use xunwang_domain::circular::{ChartKind, CircularFacts, Contradiction, CountColumn};

use super::basis::Basis;
use super::{annex, charts, imprint, overall, problems, requirements};
use crate::document::{Block, Document, Edition};
use crate::figure::{Counted, Figure, Inspected, Value};
use crate::templates::Templates;

/// Writes the circular from facts (起草通报), in the standard sentences.
///
/// # Errors
/// Facts or a document that contradict themselves are refused, with every contradiction named in Chinese.
pub fn compose(facts: &CircularFacts, edition: Edition) -> Result<Document, Vec<Contradiction>> {
    compose_with(facts, edition, Templates::standard())
}

/// The same in an office's own sentences (按本单位模板起草).
///
/// # Errors
/// As [`compose`].
pub fn compose_with(
    facts: &CircularFacts,
    edition: Edition,
    templates: &Templates,
) -> Result<Document, Vec<Contradiction>> {
    let found = facts.contradictions();
    if !found.is_empty() {
        return Err(found);
    }
    let document = write(&Basis::new(facts, edition, templates));
    let found = document.check(facts);
    if found.is_empty() {
        Ok(document)
    } else {
        Err(found)
    }
}

fn write(basis: &Basis<'_>) -> Document {
    let facts = basis.facts;
    let mut blocks: Vec<Block> = overall::section(basis);
    let (of_problems, of_situation): (Vec<Block>, Vec<Block>) = charts::blocks(facts, &basis.region)
        .into_iter()
        .partition(|block| matches!(block, Block::Chart(chart) if chart.kind == ChartKind::Problems));
    blocks.extend(of_situation);
    blocks.extend(problems::section(basis));
    blocks.extend(of_problems);
    blocks.extend(requirements::section(basis));
    Document {
        edition: basis.edition,
        title: facts.title.trim().to_owned(),
        number: facts
            .number
            .as_deref()
            .map(str::trim)
            .filter(|number| !number.is_empty())
            .map(str::to_owned),
        salutation: basis.region.salutation.clone(),
        blocks,
        attachments: annex::attachments(basis),
        signature: facts.issuer.trim().to_owned(),
        issued_on: facts.issued_on,
        imprint: imprint::imprint(facts),
        rate_decimals: facts.rate_decimals,
        notes: notes(facts),
    }
}

/// What the officer should look at before the document goes out.
fn notes(facts: &CircularFacts) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(number) = facts.number.as_deref().map(str::trim)
        && !number.is_empty()
        && !is_in_form(number)
    {
        notes.push(format!(
            "发文字号“{number}”不是“×府办函〔{}〕59号”的形式：年份用六角括号，序号不加“第”、前面不补0",
            facts.quarter.year()
        ));
    }
    for (of, object) in [(Inspected::Sites, "网站"), (Inspected::Accounts, "政务新媒体")] {
        let places = std::iter::once(None).chain((0..facts.areas.len()).map(Some));
        for area in places {
            let Value::Rate(rate) = (Figure::PassRate { area, of }).of(facts).value else {
                continue;
            };
            if rate.rounds_to_all(facts.rate_decimals) {
                let place = area
                    .and_then(|index| facts.areas.get(index))
                    .map_or("总体", |area| area.name.as_str());
                notes.push(format!(
                    "{place}{object}合格率四舍五入后为100%，但有{}个不合格；可增加rate_decimals的小数位数",
                    rate.whole - rate.part
                ));
            }
        }
        let unmeasured = (Figure::Count {
            area: None,
            of: Counted::Unmeasured(of),
        })
        .of(facts);
        if unmeasured.value != Value::Count(0) {
            notes.push(format!(
                "有{}个{object}未列入检查结果，正文未使用“全覆盖”",
                unmeasured.shown
            ));
            if !facts.columns.is_empty() && !facts.columns.contains(&CountColumn::Unmeasured) {
                notes.push(format!("columns中没有unmeasured，附件不显示未检查的{object}数"));
            }
        }
    }
    notes
}

/// Whether a document number ends in 〔year〕number号 (rulebook GW-07).
fn is_in_form(number: &str) -> bool {
    let parts = number
        .split_once('〔')
        .and_then(|(body, rest)| Some((body, rest.split_once('〕')?)));
    let Some((body, (year, rest))) = parts else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let order = rest.strip_suffix('号').unwrap_or_default();
    !body.is_empty() && year.len() == 4 && digits(year) && digits(order) && !order.starts_with('0')
}
