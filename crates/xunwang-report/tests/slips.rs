//! Slips that were really published, and others typed by hand: none is issued, and the right figure is named.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;

use std::path::Path;

use common::{changed, confirmed, reference};
use xunwang_domain::circular::CircularFacts;
use xunwang_report::check_edited;
use xunwang_report::document::{Block, Cell, Document, Span};
use xunwang_report::figure::{Figure, Figured};

fn published(name: &str) -> CircularFacts {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/circulars/{name}.json"));
    CircularFacts::from_json(&std::fs::read(path).unwrap()).unwrap()
}

/// The document with this figure of the text typed over.
fn typed(facts: &CircularFacts, source: &str, shown: &str) -> Document {
    let mut document = confirmed(facts);
    let mut spans = document.blocks.iter_mut().filter_map(|block| match block {
        Block::Paragraph(spans) => Some(spans),
        _ => None,
    });
    let figure = spans.find_map(|spans| {
        spans.iter_mut().find_map(|span| match span {
            Span::Figure(figure) if figure.source.to_string() == source => Some(figure),
            _ => None,
        })
    });
    figure.unwrap_or_else(|| panic!("the text has {source}")).shown = shown.to_owned();
    document
}

fn said(document: &Document, facts: &CircularFacts) -> Vec<String> {
    document.check(facts).iter().map(ToString::to_string).collect()
}

/// 青海, third quarter of 2020: 8 of 134 sites failed, 126 passed; printed as 94.3%.
#[test]
fn the_rate_of_qinghai_2020_would_not_have_been_issued() {
    let facts = published("qinghai-2020q3");
    let found = said(&typed(&facts, "areas.sites.pass_rate", "94.3%"), &facts);
    assert_eq!(
        found,
        [
            "正文“2020年第三季度，对照国务院办公厅《检查考核指…”：areas.sites.pass_rate印为94.3%，按数据应为94.0%"
        ]
    );
}

/// 49 of 53 passed: 92.45…%, printed as 92.4% by leaving off what follows; half up it is 92.5%.
#[test]
fn a_rate_that_was_cut_off_is_found() {
    let facts = changed(|facts| {
        facts.areas.truncate(1);
        let area = &mut facts.areas[0];
        (area.sites_running, area.sites_checked, area.sites_failed) = (53, 53, 4);
        let sample = facts.problems[1].clone();
        facts.problems.clear();
        for number in 0..4 {
            let mut problem = sample.clone();
            (problem.area, problem.name) = ("广州市".to_owned(), format!("青川第{number}网"));
            facts.problems.push(problem);
        }
    });
    let found = said(&typed(&facts, "areas.sites.pass_rate", "92.4%"), &facts);
    assert!(
        found.len() == 1 && found[0].ends_with("印为92.4%，按数据应为92.5%"),
        "{found:?}"
    );
}

/// A paragraph that came back from an officer as plain text.
#[test]
fn figures_are_found_in_an_edited_paragraph() {
    let facts = published("qinghai-2020q3");
    let document = confirmed(&facts);
    let spans = document
        .blocks
        .iter()
        .find_map(|block| match block {
            Block::Paragraph(spans) if spans.iter().any(|span| matches!(span, Span::Figure(_))) => {
                Some(spans)
            }
            _ => None,
        })
        .unwrap();
    let text: String = spans.iter().map(Span::shown).collect();
    let said = |edited: &str| -> Vec<String> {
        check_edited(spans, edited)
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(said(&text), Vec::<String>::new());
    let reworded = text.replace("进行了全覆盖检查，总体合格率为", "逐一作了检查，合格率");
    assert_ne!(reworded, text);
    assert_eq!(said(&reworded), Vec::<String>::new(), "words may change");
    assert_eq!(
        said(&text.replace("94.0%", "94.3%")),
        ["areas.sites.pass_rate：改成了94.3%，按数据应为94.0%"]
    );
    assert_eq!(
        said(&text.replace("94.0%", "９４.０％")),
        Vec::<String>::new(),
        "full-width digits are digits"
    );
    assert_eq!(
        said(&text.replace("134家", "各")),
        ["areas.sites.running：按数据应有134，改后的文字中没有"]
    );
    assert_eq!(
        said(&format!("{text}另有12家待核。")),
        ["12：是手填的数字，数据中没有来源"]
    );
    assert_eq!(
        said(&text.replace("2020年第三季度", "2021年第三季度")),
        ["2021：是手填的数字，数据中没有来源"]
    );
    assert_eq!(
        said("").len(),
        spans
            .iter()
            .filter(|span| matches!(span, Span::Figure(_)))
            .count()
    );
    assert!(
        !said(&"7".repeat(100_000)).is_empty() && !said(&"7 ".repeat(100_000)).is_empty(),
        "and it ends"
    );
}

#[test]
fn every_figure_of_the_text_is_guarded() {
    let facts = reference();
    let whole = confirmed(&facts);
    let spans = whole.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(spans) => Some(spans),
        _ => None,
    });
    let sources: Vec<Figured> = spans
        .flatten()
        .filter_map(|span| match span {
            Span::Figure(figure) => Some(figure.clone()),
            Span::Text(_) => None,
        })
        .collect();
    assert!(sources.len() >= 8, "the text has figures");
    for figure in sources {
        let wrong = if figure.shown == "7" { "8" } else { "7" };
        let found = said(&typed(&facts, &figure.source.to_string(), wrong), &facts);
        assert_eq!(found.len(), 1, "{}: {found:?}", figure.source);
        assert!(
            found[0].ends_with(&format!("印为{wrong}，按数据应为{}", figure.shown)),
            "{found:?}"
        );
    }
}

#[test]
fn every_cell_of_the_tables_is_guarded() {
    let facts = reference();
    let whole = confirmed(&facts);
    for (place, attachment) in whole.attachments.iter().enumerate() {
        for (row, cells) in attachment.table.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let Cell::Figure(figure) = cell else { continue };
                let mut document = whole.clone();
                let mut other = figure.clone();
                other.shown = if figure.shown == "7" { "8" } else { "7" }.to_owned();
                document.attachments[place].table.rows[row][column] = Cell::Figure(other);
                let found = said(&document, &facts);
                assert!(
                    found
                        .iter()
                        .any(|line| line.contains(&format!("按数据应为{}", figure.shown))),
                    "{} row {row} column {column}: {found:?}",
                    attachment.label()
                );
            }
        }
    }
}

/// The right number under the wrong name is wrong too: 524 passed, but not of the accounts.
#[test]
fn a_figure_of_another_source_does_not_pass() {
    let facts = reference();
    let mut document = typed(&facts, "areas.sites.pass_rate", "99.1%");
    assert_eq!(said(&document, &facts), Vec::<String>::new());
    for block in &mut document.blocks {
        let Block::Paragraph(spans) = block else { continue };
        for span in spans {
            if let Span::Figure(figure) = span
                && figure.source == Figure::ClosedRate
            {
                figure.source = Figure::QualifiedCities;
            }
        }
    }
    let found = said(&document, &facts);
    assert!(
        found.len() == 1 && found[0].ends_with("areas.cities_all_passed印为100%，按数据应为17"),
        "{found:?}"
    );
}

#[test]
fn rows_that_are_left_out_or_doubled_are_found() {
    let facts = reference();
    let mut without = confirmed(&facts);
    without.attachments[1].table.rows.pop();
    assert_eq!(
        said(&without, &facts),
        ["附件2：名单有4个，检查情况表的不合格数为5"]
    );
    let mut doubled = confirmed(&facts);
    let row = doubled.attachments[0].table.rows[5].clone();
    doubled.attachments[0].table.rows.insert(5, row);
    let found = said(&doubled, &facts);
    assert!(
        found
            .iter()
            .any(|line| line == "附件1“在运行数”：各行之和为553，合计印为529"),
        "{found:?}"
    );
}
