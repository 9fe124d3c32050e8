//! The cross-check (数字核对): figures against the facts, tables against their totals, lists against counts.
//!
//! Figures are recomputed from their sources; the tables are added up from what is printed in them, so that a
//! wrong composition is found too and not only a wrong figure.

mod edited;
mod signed;

use xunwang_domain::circular::{CircularFacts, Contradiction};

use crate::document::{Attachment, AttachmentKind, Block, Cell, Document, Span, Table};
use crate::figure::{Counted, Figure, Figured, Inspected, Value};

pub use edited::check_edited;
pub use signed::{SignedCheck, SignedDifference, SignedKind, check_signed};

impl Document {
    /// Everything in which the document disagrees with the facts or with itself (核对), empty when all agrees.
    pub fn check(&self, facts: &CircularFacts) -> Vec<Contradiction> {
        let mut found: Vec<Contradiction> = facts.contradictions();
        for block in &self.blocks {
            match block {
                Block::Heading { .. } => {}
                Block::Paragraph(spans) => {
                    let context: String = spans.iter().map(Span::shown).collect();
                    let context: String = context.chars().take(24).collect();
                    for span in spans {
                        if let Span::Figure(figure) = span {
                            same(figure, facts, || format!("正文“{context}…”"), &mut found);
                        }
                    }
                }
                Block::Chart(chart) => {
                    for point in chart.series.iter().flat_map(|series| &series.points) {
                        for figure in &point.figures {
                            let place = || format!("{}“{}”", chart.label(), point.label);
                            same(figure, facts, place, &mut found);
                        }
                    }
                }
            }
        }
        for attachment in &self.attachments {
            cells(attachment, facts, &mut found);
            sums(attachment, &mut found);
            lists(self, attachment, &mut found);
        }
        found
    }
}

/// A figure of the text or of a chart against the facts.
fn same(figure: &Figured, facts: &CircularFacts, place: impl Fn() -> String, found: &mut Vec<Contradiction>) {
    let truth = figure.source.clone().of(facts);
    if truth != *figure {
        found.push(Contradiction {
            place: place(),
            message: format!("{}印为{}，按数据应为{}", figure.source, figure.shown, truth.shown),
        });
    }
}

fn cells(attachment: &Attachment, facts: &CircularFacts, found: &mut Vec<Contradiction>) {
    for (index, row) in attachment.table.rows.iter().enumerate() {
        if row.len() != attachment.table.columns.len() {
            found.push(Contradiction {
                place: format!("{}第{}行", attachment.label(), index + 1),
                message: "列数与表头不一致".to_owned(),
            });
        }
        for (cell, column) in row.iter().zip(&attachment.table.columns) {
            let Cell::Figure(figure) = cell else { continue };
            let truth = figure.source.clone().of(facts);
            if truth != *figure {
                found.push(Contradiction {
                    place: format!("{}第{}行“{}”", attachment.label(), index + 1, column.head),
                    message: format!("印为{}，按数据应为{}", figure.shown, truth.shown),
                });
            }
        }
    }
}

fn printed(cell: Option<&Cell>) -> Option<u64> {
    match cell {
        Some(Cell::Figure(figure)) if matches!(figure.value, Value::Count(_)) => figure.shown.parse().ok(),
        _ => None,
    }
}

/// The printed rows must add up to the printed total.
fn sums(attachment: &Attachment, found: &mut Vec<Contradiction>) {
    let table: &Table = &attachment.table;
    let Some((total, rows)) = table.rows.split_last().filter(|_| table.has_total) else {
        return;
    };
    for (index, column) in table.columns.iter().enumerate() {
        let Some(stated) = printed(total.get(index)) else {
            continue;
        };
        let sum: u64 = rows.iter().filter_map(|row| printed(row.get(index))).sum();
        if sum != stated {
            found.push(Contradiction {
                place: format!("{}“{}”", attachment.label(), column.head),
                message: format!("各行之和为{sum}，合计印为{stated}"),
            });
        }
    }
}

/// A list of failing objects must be as long as the count table says.
fn lists(document: &Document, list: &Attachment, found: &mut Vec<Contradiction>) {
    let (counted_in, of) = match list.kind {
        AttachmentKind::SiteList => (AttachmentKind::SiteCounts, Inspected::Sites),
        AttachmentKind::AccountList => (AttachmentKind::AccountCounts, Inspected::Accounts),
        AttachmentKind::SiteCounts | AttachmentKind::AccountCounts => return,
    };
    let total = document
        .attachments
        .iter()
        .find(|attachment| attachment.kind == counted_in);
    let total = total
        .and_then(|attachment| attachment.table.rows.last())
        .into_iter()
        .flatten();
    let failed = Figure::Count {
        area: None,
        of: Counted::Failed(of),
    };
    let stated = total.filter(|cell| matches!(cell, Cell::Figure(figure) if figure.source == failed));
    for cell in stated {
        let listed = list.table.rows.len() as u64;
        if printed(Some(cell)) != Some(listed) {
            found.push(Contradiction {
                place: list.label(),
                message: format!("名单有{listed}个，检查情况表的不合格数为{}", cell.shown()),
            });
        }
    }
}
