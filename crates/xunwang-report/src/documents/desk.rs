//! What every document but the circular is written with (写作台): sentences and tables whose figures are formulas over the
//! document's values, so that none can be typed.

use xunwang_domain::report::Values;

use super::words::heading;
use crate::document::{Block, Cell, Column, Inset, Span, Table};
use crate::figure::{Figure, Figured, Value};

/// The values as a file holds them, and how rates are printed (写作台).
pub struct Desk {
    values: serde_json::Value,
    decimals: u8,
}

impl Desk {
    pub(crate) fn new<V: Values>(values: &V) -> Self {
        Self {
            values: serde_json::to_value(values).unwrap_or_default(),
            decimals: values.head().rate_decimals,
        }
    }

    pub(crate) fn values(&self) -> &serde_json::Value {
        &self.values
    }

    fn figure(&self, formula: &str) -> Option<Figured> {
        Figure::Formula(formula.to_owned()).of_values(&self.values, self.decimals)
    }

    /// What a formula comes to, to decide what is said; none where it is not known.
    pub(crate) fn number(&self, formula: &str) -> Option<u64> {
        match self.figure(formula)?.value {
            Value::Count(number) => Some(number),
            Value::Rate(_) | Value::Points(_) => None,
        }
    }

    /// The figure in a cell; “—” where it is not known.
    pub(crate) fn cell(&self, formula: &str) -> Cell {
        self.figure(formula)
            .map_or_else(|| Cell::Text("—".to_owned()), Cell::Figure)
    }

    /// “其中已达到1项、接近2项”: what stands near a veto, by how near; nothing where there is nothing.
    pub(crate) fn nearness(&self, list: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        for (word, label) in [
            ("met", "已达到"),
            ("suspected", "疑似达到"),
            ("soon", "7天内将达到"),
            ("near", "接近"),
        ] {
            let formula = format!("count({list}[nearness={word}])");
            if self.number(&formula).is_some_and(|number| number > 0) {
                let joint = if spans.is_empty() { "，其中" } else { "、" };
                spans.extend(self.say(&format!("{joint}{label}{{{formula}}}项"), &[]));
            }
        }
        spans
    }

    /// A sentence: `{formula}` is a figure, `{$name}` one of `own`. What stands in `own` is never read as a formula.
    pub(crate) fn say(&self, sentence: &str, own: &[(&str, &str)]) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut words = String::new();
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            words.push_str(before);
            let (inside, after) = after.split_once('}').unwrap_or((after, ""));
            rest = after;
            match inside.strip_prefix('$') {
                Some(name) => {
                    let known = own.iter().find(|(known, _)| *known == name);
                    debug_assert!(known.is_some(), "nothing is called {name}");
                    words.push_str(known.map_or("", |(_, text)| text));
                }
                None => match self.figure(inside) {
                    Some(figure) => {
                        if !words.is_empty() {
                            spans.push(Span::Text(std::mem::take(&mut words)));
                        }
                        spans.push(Span::Figure(figure));
                    }
                    None => words.push('—'),
                },
            }
        }
        words.push_str(rest);
        if !words.is_empty() {
            spans.push(Span::Text(words));
        }
        spans
    }
}

/// The running text of a document in the making (正文草稿).
#[derive(Default)]
pub struct Running {
    pub(crate) blocks: Vec<Block>,
    sections: usize,
    parts: usize,
    tables: usize,
}

impl Running {
    /// A section: 一、
    pub(crate) fn section(&mut self, title: &str) {
        self.sections += 1;
        self.parts = 0;
        self.blocks.push(heading(1, self.sections, title));
    }

    /// A part of a section: （一）
    pub(crate) fn part(&mut self, title: &str) {
        self.parts += 1;
        self.blocks.push(heading(2, self.parts, title));
    }

    /// A paragraph of sentences.
    pub(crate) fn say(&mut self, spans: Vec<Span>) {
        self.blocks.push(Block::Paragraph(spans));
    }

    /// A table; nothing where it has no rows.
    pub(crate) fn table(&mut self, title: &str, grid: Grid, note: Option<&str>) {
        if grid.0.rows.is_empty() {
            return;
        }
        self.tables += 1;
        self.blocks.push(Block::Table(Inset {
            number: self.tables,
            title: title.to_owned(),
            table: grid.0,
            note: note.map(str::to_owned),
        }));
    }
}

/// A table in the making (表格草稿).
pub(crate) struct Grid(Table);

impl Grid {
    /// Heads with their shares of the width; `>` before one sets its cells flush left.
    pub(crate) fn new(heads: &[(&str, u32)]) -> Self {
        let column = |&(head, width): &(&str, u32)| Column {
            head: head.trim_start_matches('>').to_owned(),
            width,
            centred: !head.starts_with('>'),
        };
        Self(Table {
            columns: heads.iter().map(column).collect(),
            rows: Vec::new(),
            has_total: false,
            landscape: false,
        })
    }

    /// A row; its running number is put before it.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let number = Cell::Ordinal(self.0.rows.len() as u64 + 1);
        self.0.rows.push(std::iter::once(number).chain(cells).collect());
    }

    /// The total below the rows, where there are any.
    pub(crate) fn total(&mut self, cells: impl IntoIterator<Item = Cell>) {
        if !self.0.rows.is_empty() {
            let first = Cell::Text(String::new());
            self.0.rows.push(std::iter::once(first).chain(cells).collect());
            self.0.has_total = true;
        }
    }

    pub(crate) fn finish(self) -> Table {
        self.0
    }
}

/// Words in a cell; “—” where there are none.
pub(crate) fn words(text: impl AsRef<str>) -> Cell {
    let text = text.as_ref().trim();
    Cell::Text(if text.is_empty() { "—" } else { text }.to_owned())
}
