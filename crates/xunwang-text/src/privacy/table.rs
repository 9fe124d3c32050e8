//! Tables (表格): lines of cells parted by tabs, whose header says what a column holds.

use std::ops::Range;

/// Lines without a tab after which a table has ended.
const GAP: usize = 3;
/// Rows that one header speaks for.
const MOST_ROWS: usize = 50_000;

/// What a header says of the columns under it.
pub(super) struct Header {
    pub(super) columns: Vec<Column>,
    /// A list of natural persons: 身份证号, 家庭住址, 户主, 补助金额 …
    pub(super) personal: bool,
    /// A list of posts and offices: 职务, 单位, 责任人 …
    pub(super) official: bool,
    /// How many rows stand under it.
    pub(super) rows: usize,
    /// The words above the table.
    pub(super) caption: Range<usize>,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Column {
    Identity,
    Phone,
    Name,
    Address,
    Card,
    Passport,
    /// Numbers that are no personal data: 编号, 订单号, 统一社会信用代码.
    Code,
    Other,
}

/// A row under a header.
pub(super) struct Row {
    pub(super) line: Range<usize>,
    pub(super) header: usize,
}

/// The tables of a text.
pub(super) struct Tables {
    pub(super) headers: Vec<Header>,
    pub(super) rows: Vec<Row>,
}

impl Tables {
    pub(super) fn read(text: &str) -> Self {
        let mut tables = Self {
            headers: Vec::new(),
            rows: Vec::new(),
        };
        if memchr::memchr(b'\t', text.as_bytes()).is_none() {
            return tables;
        }
        let (mut start, mut since, mut caption) = (0, GAP, 0..0);
        for line in text.split_inclusive('\n') {
            let span = start..start + line.trim_end_matches(['\n', '\r']).len();
            start += line.len();
            let cells = &text[span.clone()];
            if !cells.contains('\t') {
                since += usize::from(!cells.trim().is_empty());
                if since >= GAP {
                    caption = span;
                } else {
                    caption.end = span.end;
                }
            } else if let Some((columns, personal, official)) = header(cells) {
                tables.headers.push(Header {
                    columns,
                    personal,
                    official,
                    rows: 0,
                    caption: caption.clone(),
                });
                since = 0;
            } else if since < GAP
                && tables
                    .headers
                    .last()
                    .is_some_and(|header| header.rows < MOST_ROWS)
            {
                let header = tables.headers.len() - 1;
                tables.rows.push(Row { line: span, header });
                tables.headers[header].rows += 1;
                since = 0;
            }
        }
        tables
    }

    /// The header and the kind of the column in which `at` stands.
    pub(super) fn at(&self, text: &str, at: usize) -> Option<(&Header, Column)> {
        let row = self
            .rows
            .get(self.rows.partition_point(|row| row.line.end < at))?;
        if row.line.start > at {
            return None;
        }
        let header = &self.headers[row.header];
        let place = memchr::memchr_iter(b'\t', &text.as_bytes()[row.line.start..at]).count();
        Some((
            header,
            header.columns.get(place).copied().unwrap_or(Column::Other),
        ))
    }

    /// The row in which `at` stands.
    pub(super) fn row(&self, at: usize) -> Option<&Row> {
        let row = self
            .rows
            .get(self.rows.partition_point(|row| row.line.end < at))?;
        (row.line.start <= at).then_some(row)
    }
}

/// The cells of a row with their place.
pub(super) fn cells<'t>(text: &'t str, line: &Range<usize>) -> impl Iterator<Item = (usize, &'t str)> {
    let mut at = line.start;
    text[line.clone()].split('\t').map(move |cell| {
        let start = at;
        at += cell.len() + 1;
        (start, cell)
    })
}

const PERSONAL: [&str; 17] = [
    "身份证",
    "身份号",
    "住址",
    "户籍",
    "户主",
    "监护人",
    "银行卡",
    "银行账号",
    "银行帐号",
    "一卡通",
    "残疾",
    "低保",
    "补贴",
    "补助",
    "救助",
    "困难",
    "出生",
];
const OFFICIAL: [&str; 22] = [
    "职务",
    "单位",
    "科室",
    "部门",
    "岗位",
    "责任",
    "河长",
    "网格",
    "值班",
    "办公",
    "职责",
    "服务",
    "企业",
    "公司",
    "代表人",
    "负责人",
    "窗口",
    "职称",
    "机构",
    "名称",
    "干部",
    "学校",
];

fn header(line: &str) -> Option<(Vec<Column>, bool, bool)> {
    let mut columns = Vec::new();
    for cell in line.split('\t') {
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        if digits >= 5 || cell.chars().count() > 24 {
            return None;
        }
        columns.push(column(cell));
    }
    let known = columns.iter().any(|column| *column != Column::Other);
    (columns.len() > 1 && known).then(|| {
        let says = |words: &[&str]| words.iter().any(|word| line.contains(word));
        (columns, says(&PERSONAL), says(&OFFICIAL))
    })
}

fn column(cell: &str) -> Column {
    let cell: String = cell.chars().filter(|sign| !sign.is_whitespace()).collect();
    let says = |words: &[&str]| words.iter().any(|word| cell.contains(word));
    if says(&[
        "信用代码",
        "编号",
        "订单",
        "单号",
        "流水",
        "案号",
        "文号",
        "代码",
        "许可证",
        "序号",
        "合同",
    ]) {
        Column::Code
    } else if says(&["身份证", "身份号", "证件号"]) {
        Column::Identity
    } else if says(&["手机", "电话", "联系方式", "号码"]) {
        Column::Phone
    } else if says(&["卡号", "账号", "帐号", "一卡通", "银行卡"]) {
        Column::Card
    } else if says(&["护照"]) {
        Column::Passport
    } else if says(&["住址", "家庭地址", "户籍地", "居住地"]) {
        Column::Address
    } else if says(&["姓名", "户主", "申请人", "联系人", "受益人", "人员"]) {
        Column::Name
    } else {
        Column::Other
    }
}
