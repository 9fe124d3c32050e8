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

/// What a figure should be; none where its source cannot be worked out.
type Truth<'a> = &'a dyn Fn(Figure) -> Option<Figured>;

impl Document {
    /// Everything in which the document disagrees with the facts or with itself (核对), empty when all agrees.
    pub fn check(&self, facts: &CircularFacts) -> Vec<Contradiction> {
        let mut found: Vec<Contradiction> = facts.contradictions();
        self.check_figures(&|source| Some(source.of(facts)), &mut found);
        found
    }

    /// The same of a document other than the circular, against its values as they are written to a file (按文稿数据核对).
    pub fn check_values(&self, values: &serde_json::Value) -> Vec<Contradiction> {
        let mut found = Vec::new();
        let truth = |source: Figure| source.of_values(values, self.rate_decimals);
        self.check_figures(&truth, &mut found);
        found
    }

    fn check_figures(&self, truth: Truth<'_>, found: &mut Vec<Contradiction>) {
        for block in &self.blocks {
            match block {
                Block::Heading { .. } => {}
                Block::Paragraph(spans) => {
                    let context: String = spans.iter().map(Span::shown).collect();
                    let context: String = context.chars().take(24).collect();
                    for span in spans {
                        if let Span::Figure(figure) = span {
                            same(figure, truth, || format!("正文“{context}…”"), found);
                        }
                    }
                }
                Block::Table(inset) => {
                    cells(&inset.label(), &inset.table, truth, found);
                    sums(&inset.label(), &inset.table, found);
                }
                Block::Chart(chart) => {
                    for point in chart.series.iter().flat_map(|series| &series.points) {
                        for figure in &point.figures {
                            let place = || format!("{}“{}”", chart.label(), point.label);
                            same(figure, truth, place, found);
                        }
                    }
                }
            }
        }
        for attachment in &self.attachments {
            cells(&attachment.label(), &attachment.table, truth, found);
            sums(&attachment.label(), &attachment.table, found);
            lists(self, attachment, found);
        }
    }
}

/// A figure against what its source comes to.
fn same(figure: &Figured, truth: Truth<'_>, place: impl Fn() -> String, found: &mut Vec<Contradiction>) {
    let right = truth(figure.source.clone());
    if right.as_ref() != Some(figure) {
        let right = right.map_or_else(|| "—".to_owned(), |right| right.shown);
        found.push(Contradiction {
            place: place(),
            message: format!("{}印为{}，按数据应为{right}", figure.source, figure.shown),
        });
    }
}

fn cells(label: &str, table: &Table, truth: Truth<'_>, found: &mut Vec<Contradiction>) {
    for (index, row) in table.rows.iter().enumerate() {
        if row.len() != table.columns.len() {
            found.push(Contradiction {
                place: format!("{label}第{}行", index + 1),
                message: "列数与表头不一致".to_owned(),
            });
        }
        for (cell, column) in row.iter().zip(&table.columns) {
            let Cell::Figure(figure) = cell else { continue };
            let right = truth(figure.source.clone());
            if right.as_ref() != Some(figure) {
                let right = right.map_or_else(|| "—".to_owned(), |right| right.shown);
                found.push(Contradiction {
                    place: format!("{label}第{}行“{}”", index + 1, column.head),
                    message: format!("印为{}，按数据应为{right}", figure.shown),
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
fn sums(label: &str, table: &Table, found: &mut Vec<Contradiction>) {
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
                place: format!("{label}“{}”", column.head),
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
        AttachmentKind::SiteCounts | AttachmentKind::AccountCounts | AttachmentKind::Other => return,
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
