//! A list as every page shows it (列表): sorted by any column, with the columns that the reader wants, a page at a time.
//!
//! What was chosen stands in the address (`sort=name`, `sort=-name`, `col=…`, `page=…`), so a link shows the same list, and an
//! export gives exactly what is shown.

use std::cmp::Ordering;

use askama::Template;
use http::Uri;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;

use crate::pages::watch::Sign;

/// Rows on a page.
pub(crate) const SIZE: usize = 50;

/// A column of lists of `T` (列).
pub(crate) struct Column<T> {
    /// Its name in addresses.
    pub(crate) word: &'static str,
    /// Its head.
    pub(crate) name: &'static str,
    /// Is it shown where nobody has chosen?
    pub(crate) is_usual: bool,
    /// What it is sorted by.
    pub(crate) order: Order<T>,
    /// What it shows.
    pub(crate) cell: fn(&T) -> Cell,
}

/// What a column is sorted by (排序依据).
pub(crate) enum Order<T> {
    /// Nothing: an order would say nothing.
    None,
    /// Its words, by their pinyin.
    Words,
    /// A count, a share, a rank.
    Number(fn(&T) -> u64),
}

enum Key {
    Text(String),
    Number(u64),
}

/// A column whose words are shown and sorted by.
pub(crate) const fn words<T>(word: &'static str, name: &'static str, cell: fn(&T) -> Cell) -> Column<T> {
    Column {
        word,
        name,
        is_usual: true,
        order: Order::Words,
        cell,
    }
}

impl<T> Column<T> {
    /// The same, shown only to those who ask for it.
    pub(crate) const fn unusual(mut self) -> Self {
        self.is_usual = false;
        self
    }

    /// The same, sorted by a number.
    pub(crate) const fn by(mut self, number: fn(&T) -> u64) -> Self {
        self.order = Order::Number(number);
        self
    }

    /// The same, sorted by nothing.
    pub(crate) const fn unsorted(mut self) -> Self {
        self.order = Order::None;
        self
    }

    fn is_sorted(&self) -> bool {
        !matches!(self.order, Order::None)
    }

    fn key(&self, row: &T) -> Option<Key> {
        match self.order {
            Order::None => None,
            Order::Words => Some(Key::Text((self.cell)(row).text())),
            Order::Number(number) => Some(Key::Number(number(row))),
        }
    }
}

/// What stands in a place of a list.
pub(crate) enum Cell {
    Text(String),
    /// Words and where they lead.
    Link(String, String),
    /// A code and where it leads.
    Code(String, String),
    /// An address on the web, which may break anywhere.
    Address(String),
    Number(String),
    /// A tone and its word.
    State(&'static str, String),
    Strip(Vec<Sign>),
}

impl Cell {
    /// As a spreadsheet has it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Link(text, _) | Self::Code(text, _) | Self::Address(text) => {
                text.clone()
            }
            Self::Number(text) | Self::State(_, text) => text.clone(),
            Self::Strip(signs) => signs.iter().map(|sign| sign.shape).collect(),
        }
    }
}

/// The address of a list, and what was chosen in it.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Chosen {
    /// What the address says.
    pub(crate) fn of(uri: &Uri) -> Self {
        Self::new(uri.path(), uri.query().unwrap_or_default())
    }

    /// The same; a list that is shown again where a form was sent to says what the form did (`query`).
    pub(crate) fn on(uri: &Uri, path: &str, query: &str) -> Self {
        match uri.path() == path {
            true => Self::of(uri),
            false => Self::new(path, query),
        }
    }

    fn new(path: &str, query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        Self {
            path: path.to_owned(),
            pairs: pairs.filter(|(name, _)| name != "note").collect(),
        }
    }

    /// The columns that are shown.
    pub(crate) fn columns<'a, T>(&self, all: &'a [Column<T>]) -> Vec<&'a Column<T>> {
        let wanted = |column: &&Column<T>| self.all("col").any(|word| word == column.word);
        let chosen: Vec<_> = all.iter().filter(wanted).collect();
        match chosen.is_empty() {
            true => all.iter().filter(|column| column.is_usual).collect(),
            false => chosen,
        }
    }

    /// All of it, as it stands in an address.
    pub(crate) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.pairs).finish()
    }

    /// Has the reader chosen columns?
    pub(crate) fn has_columns(&self) -> bool {
        self.all("col").next().is_some()
    }

    /// The rows in the order that was chosen; those that are alike stay as they were.
    pub(crate) fn sort<T>(&self, all: &[Column<T>], rows: Vec<T>) -> Vec<T> {
        let order = self.order();
        let Some((column, falls)) = order.and_then(|(word, falls)| {
            let found = all.iter().find(|one| one.word == word && one.is_sorted())?;
            Some((found, falls))
        }) else {
            return rows;
        };
        let pinyin = Collator::try_new(locale!("zh").into(), CollatorOptions::default()).ok();
        let mut keyed: Vec<_> = rows.into_iter().map(|row| (column.key(&row), row)).collect();
        keyed.sort_by(|(left, _), (right, _)| {
            let order = compare(pinyin.as_ref(), left.as_ref(), right.as_ref());
            if falls { order.reverse() } else { order }
        });
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    fn order(&self) -> Option<(&str, bool)> {
        let sort = self.all("sort").next()?;
        Some(match sort.strip_prefix('-') {
            Some(column) => (column, true),
            None => (sort, false),
        })
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let own = self.pairs.iter().filter(move |(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }

    /// The same address with one part of it changed.
    fn with(&self, name: &str, value: &str) -> String {
        let kept = self.pairs.iter().filter(|(own, _)| own != name && own != "page");
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept).append_pair(name, value);
        format!("{}?{}", self.path, query.finish())
    }
}

fn compare(pinyin: Option<&CollatorBorrowed<'_>>, left: Option<&Key>, right: Option<&Key>) -> Ordering {
    match (left, right) {
        (Some(Key::Number(left)), Some(Key::Number(right))) => left.cmp(right),
        (Some(Key::Text(left)), Some(Key::Text(right))) => match pinyin {
            Some(pinyin) => pinyin.compare(left, right),
            None => left.cmp(right),
        },
        _ => Ordering::Equal,
    }
}

/// A page of a list, ready to be shown.
#[derive(Template)]
#[template(path = "table.html")]
pub(crate) struct Table {
    label: &'static str,
    path: String,
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    found: usize,
    page: usize,
    pages: usize,
    before: String,
    after: String,
    /// Word, name, shown.
    choices: Vec<(&'static str, &'static str, bool)>,
    /// What else stands in the address.
    others: Vec<(String, String)>,
    /// The list with its usual columns, where others were chosen.
    usual: Option<String>,
}

struct Head {
    name: &'static str,
    is_number: bool,
    /// The list sorted by it; `None` where it cannot be.
    link: Option<String>,
    /// `ascending`, `descending` or nothing.
    order: &'static str,
}

impl Table {
    /// The page that was asked for, of all these rows.
    pub(crate) fn new<T>(label: &'static str, chosen: &Chosen, all: &[Column<T>], rows: Vec<T>) -> Self {
        let rows = chosen.sort(all, rows);
        let columns = chosen.columns(all);
        let pages = rows.len().div_ceil(SIZE).max(1);
        let asked = chosen.all("page").next().and_then(|page| page.parse().ok());
        let page: usize = asked.unwrap_or(1).clamp(1, pages);
        let shown = rows.iter().skip((page - 1) * SIZE).take(SIZE);
        let cells: Vec<Vec<Cell>> = shown
            .map(|row| columns.iter().map(|column| (column.cell)(row)).collect())
            .collect();
        let head = |(place, column): (usize, &&Column<T>)| {
            let order = chosen.order().filter(|(word, _)| *word == column.word);
            let is_number = cells
                .first()
                .is_some_and(|row| matches!(row.get(place), Some(Cell::Number(_))));
            // Of numbers the greatest are looked for first.
            let next = match order {
                Some((_, falls)) => !falls,
                None => is_number,
            };
            let word = format!("{}{}", if next { "-" } else { "" }, column.word);
            Head {
                name: column.name,
                is_number,
                link: column.is_sorted().then(|| chosen.with("sort", &word)),
                order: match order {
                    Some((_, true)) => "descending",
                    Some((_, false)) => "ascending",
                    None => "",
                },
            }
        };
        let is_shown = |column: &Column<T>| columns.iter().any(|one| one.word == column.word);
        Self {
            label,
            heads: columns.iter().enumerate().map(head).collect(),
            found: rows.len(),
            page,
            pages,
            before: chosen.with("page", &(page - 1).to_string()),
            after: chosen.with("page", &(page + 1).to_string()),
            choices: all
                .iter()
                .map(|one| (one.word, one.name, is_shown(one)))
                .collect(),
            others: chosen
                .pairs
                .iter()
                .filter(|(name, _)| name != "col")
                .cloned()
                .collect(),
            usual: chosen.has_columns().then(|| chosen.without("col")),
            path: chosen.path.clone(),
            rows: cells,
        }
    }

    /// Are there no rows?
    pub(crate) fn is_empty(&self) -> bool {
        self.found == 0
    }
}

impl Chosen {
    /// The same address without one part of it.
    pub(crate) fn without(&self, name: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs.iter().filter(|(own, _)| own != name));
        format!("{}?{}", self.path, query.finish())
    }
}
