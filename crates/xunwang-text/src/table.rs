//! Tables of texts as imports bring them and exports take them: a header and rows, no file format.

use std::fmt;

use chrono::NaiveDate;

/// A row of a table (数据行): its number as a spreadsheet user counts, and its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// From 1, the header included.
    pub number: u32,
    /// As many as the header has, or fewer.
    pub cells: Vec<String>,
}

/// What is wrong with a table (表格错误): all of it at once; nothing of the table was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRefusal {
    /// At most [`MOST_FAULTS`].
    pub faults: Vec<Fault>,
    /// How many there are in all.
    pub total: usize,
}

/// One wrong cell (单元格错误).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row's number; none for the header.
    pub row: Option<u32>,
    /// The column's name.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// Where an import in JSON goes wrong, as a Chinese phrase.
pub(crate) fn place_of(error: &serde_json::Error) -> String {
    let what = match error.is_data() {
        true => "内容与导出的格式不符",
        false => "不是完整的 JSON",
    };
    format!("到第{}行第{}列为止{what}", error.line(), error.column())
}

/// So many faults are named.
pub const MOST_FAULTS: usize = 100;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write!(f, "第{row}行“{}”：{}", self.field, self.message),
            None => write!(f, "表头“{}”：{}", self.field, self.message),
        }
    }
}

impl fmt::Display for TableRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "{fault}")?;
        }
        write!(f, "共{}处错误，未导入任何内容", self.total)
    }
}

impl std::error::Error for TableRefusal {}

/// A column (列): the name of the contract, names that offices use too, and whether the table needs it.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) also: &'static [&'static str],
    pub(crate) required: bool,
}

/// A table whose columns were found, and the faults seen so far.
pub(crate) struct Reading<'a> {
    columns: &'static [Column],
    places: Vec<Option<usize>>,
    rows: &'a [Row],
    faults: Vec<Fault>,
    total: usize,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(
        columns: &'static [Column],
        header: &[String],
        rows: &'a [Row],
    ) -> Result<Self, TableRefusal> {
        let find = |name: &str| header.iter().position(|title| title.trim() == name);
        let place =
            |column: &Column| find(column.name).or_else(|| column.also.iter().find_map(|name| find(name)));
        let places: Vec<_> = columns.iter().map(place).collect();
        let mut reading = Self {
            columns,
            places,
            rows,
            faults: Vec::new(),
            total: 0,
        };
        for (number, column) in columns.iter().enumerate() {
            if column.required && reading.places[number].is_none() {
                reading.add(None, number, "缺少这一列；请按导出的模板补上".to_owned());
            }
        }
        reading.finish(())?;
        Ok(Self {
            faults: Vec::new(),
            ..reading
        })
    }

    pub(crate) fn rows(&self) -> &'a [Row] {
        self.rows
    }

    /// The trimmed text of a cell; empty where there is none.
    pub(crate) fn text(&self, row: &'a Row, column: usize) -> &'a str {
        self.places[column]
            .and_then(|place| row.cells.get(place))
            .map_or("", |cell| cell.trim())
    }

    /// Several values in one cell, with `|` or line breaks between.
    pub(crate) fn list(&self, row: &'a Row, column: usize) -> Vec<String> {
        let parts = self.text(row, column).split(['|', '｜', '\n']);
        parts
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A date `2018-03-21`, also with `/`, `.` or 年月日; none where the cell is empty.
    pub(crate) fn date(&mut self, row: &'a Row, column: usize) -> Option<NaiveDate> {
        let text = self.text(row, column);
        if text.is_empty() {
            return None;
        }
        let parts: Vec<&str> = text
            .split(['-', '/', '.', '年', '月', '日'])
            .filter(|part| !part.is_empty())
            .collect();
        let date = match parts[..] {
            [year, month, day] => match (
                year.parse(),
                month.parse(),
                day.split(' ').next().unwrap_or(day).parse(),
            ) {
                (Ok(year), Ok(month), Ok(day)) => NaiveDate::from_ymd_opt(year, month, day),
                _ => None,
            },
            _ => None,
        };
        if date.is_none() {
            self.add(
                Some(row.number),
                column,
                format!("“{text}”不是日期；请写成 2018-03-21 的样子"),
            );
        }
        date
    }

    pub(crate) fn add(&mut self, row: Option<u32>, column: usize, message: String) {
        self.total += 1;
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault {
                row,
                field: self.columns[column].name,
                message,
            });
        }
    }

    /// What was read, unless anything was wrong.
    pub(crate) fn finish<T>(&mut self, read: T) -> Result<T, TableRefusal> {
        match self.total {
            0 => Ok(read),
            total => Err(TableRefusal {
                faults: std::mem::take(&mut self.faults),
                total,
            }),
        }
    }
}

/// The header of a table with these columns.
pub(crate) fn header(columns: &[Column]) -> Vec<String> {
    columns.iter().map(|column| column.name.to_owned()).collect()
}

/// A table of ours: tabs between the cells, the header first.
pub(crate) fn tabbed(text: &str) -> (Vec<String>, Vec<Row>) {
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
    let mut lines = text.lines();
    let header = lines.next().map(cells).unwrap_or_default();
    (
        header,
        lines
            .zip(2..)
            .map(|(line, number)| Row {
                number,
                cells: cells(line),
            })
            .collect(),
    )
}
