//! One row being read: fields are taken out by column, and everything wrong is gathered on the way.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use xunwang_domain::registry::{SiteCode, SiteCodeError, half_width};
use xunwang_sheet::{Cell, Row, Table};

use super::errors::{RegisterError, RegisterErrors};

/// Longest name that is taken over, in characters.
const LONGEST_NAME: usize = 200;

/// A row with its place and the list that its errors go to.
pub(super) struct RowReader<'a> {
    pub(super) row: &'a Row,
    pub(super) places: &'a [Option<usize>],
    pub(super) sheet: Option<&'a str>,
    pub(super) errors: &'a mut RegisterErrors,
}

impl RowReader<'_> {
    pub(super) fn wrong(&mut self, field: &str, message: impl Into<String>) {
        self.errors.add(RegisterError {
            sheet: self.sheet.map(str::to_owned),
            row: Some(self.row.number),
            field: Some(field.to_owned()),
            message: message.into(),
        });
    }

    /// A row of delimited text must not have more cells than the header: a stray delimiter shifts them all.
    pub(super) fn check_width(&mut self, table: &Table) {
        let columns = table.header.len();
        if table.delimited && self.row.cells.len() > columns {
            let message = format!(
                "本行有{}格，比表头的{columns}列多；内容中若有逗号，请用英文双引号把该格括起来",
                self.row.cells.len()
            );
            self.errors.add(RegisterError {
                sheet: self.sheet.map(str::to_owned),
                row: Some(self.row.number),
                field: None,
                message,
            });
        }
    }

    /// The cell of a column; an empty text where the column is absent, `None` where the cell is faulty.
    pub(super) fn cell(&mut self, place: usize, field: &str) -> Option<&Cell> {
        static ABSENT: Cell = Cell {
            text: String::new(),
            numeric: false,
            fault: None,
        };
        let row = self.row;
        let cell = match self.places.get(place).copied().flatten() {
            Some(column) => row.cell(column),
            None => &ABSENT,
        };
        if let Some(fault) = cell.fault.clone() {
            self.wrong(field, fault);
            return None;
        }
        Some(cell)
    }

    /// A name as written, runs of white space made one.
    pub(super) fn name(&mut self, place: usize, field: &str) -> Option<String> {
        let cell = self.cell(place, field)?;
        let name = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().any(char::is_control) {
            self.wrong(field, "含有不可见的控制字符；请删去后重新填写");
            return None;
        }
        let length = name.chars().count();
        if length > LONGEST_NAME {
            self.wrong(field, format!("有{length}个字，超过{LONGEST_NAME}个；请缩短"));
            return None;
        }
        Some(name)
    }

    /// A name that must be there.
    pub(super) fn required_name(&mut self, place: usize, field: &str) -> Option<String> {
        let name = self.name(place, field)?;
        if name.is_empty() {
            self.wrong(field, "没有填写；请补填");
            return None;
        }
        Some(name)
    }

    /// One of the words of the contract; `default` where nothing is written.
    pub(super) fn word<T>(
        &mut self,
        place: usize,
        field: &str,
        default: Option<T>,
        parse: impl Fn(&str) -> Option<T>,
        words: &[&str],
    ) -> Option<T> {
        let text = plain(&self.cell(place, field)?.text);
        if text.is_empty() && default.is_some() {
            return default;
        }
        let parsed = parse(&text);
        if parsed.is_none() {
            let expected = words.join("、");
            let message = if text.is_empty() {
                format!("没有填写；应为：{expected}")
            } else {
                format!("“{}”不在可选范围内；应为：{expected}", shortened(&text))
            };
            self.wrong(field, message);
        }
        parsed
    }

    /// A day; `None` within where nothing is written.
    pub(super) fn day(&mut self, place: usize, field: &str) -> Option<Option<NaiveDate>> {
        let text = plain(&self.cell(place, field)?.text);
        if text.is_empty() {
            return Some(None);
        }
        let day = day_of(&text);
        if day.is_none() {
            let message = format!("“{}”不是日期；请写成 2023-07-31 的样子", shortened(&text));
            self.wrong(field, message);
        }
        Some(Some(day?))
    }

    /// The site code.
    pub(super) fn code(&mut self, place: usize) -> Option<SiteCode> {
        const FIELD: &str = "网站标识码";
        const CURE: &str = "请按全国政府网站信息报送系统中的标识码填写";
        let cell = self.cell(place, FIELD)?;
        let numeric = cell.numeric;
        let text = plain(&cell.text);
        let error = match SiteCode::parse(&text) {
            Ok(code) => return Some(code),
            Err(error) => error,
        };
        let exponent = text.contains(['E', 'e']) && text.parse::<f64>().is_ok();
        let message = match error {
            SiteCodeError::Missing => format!("没有填写；{CURE}"),
            _ if exponent => format!(
                "“{}”是科学计数法，原来的数字已丢失；请把该列设为文本格式后重新填写",
                shortened(&text)
            ),
            SiteCodeError::Length(length) if numeric && length < 10 => format!(
                "应为10位，现为{length}位；这一格按数字存放，开头的0可能已丢失，请设为文本格式后重新填写"
            ),
            SiteCodeError::Length(length) => format!("应为10位，现为{length}位；{CURE}"),
            SiteCodeError::Form => format!(
                "“{}”不是已知的形式（10位数字，或 bm、BT 加8位数字，或2位数字加 BM 加6位数字）；{CURE}",
                shortened(&text)
            ),
        };
        self.wrong(FIELD, message);
        None
    }
}

/// Half-width and without any white space.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// A day, in the ways in which days are written; white space has been taken out.
pub(super) fn day_of(text: &str) -> Option<NaiveDate> {
    let forms = [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y年%m月%d日",
        "%Y%m%d",
        "%Y-%m-%d%H:%M:%S",
    ];
    forms
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

/// A moment in Chinese time; a day alone is the first moment of it.
pub(super) fn moment_of(text: &str) -> Option<DateTime<Utc>> {
    let text: String = text.trim().chars().map(half_width).collect();
    if let Ok(at) = DateTime::parse_from_rfc3339(&text) {
        return Some(at.to_utc());
    }
    if text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return DateTime::from_timestamp_millis(text.parse().ok()?);
    }
    let even = text
        .replace(['/', '.', '年', '月'], "-")
        .replace(['日', 'T'], " ");
    let (day, time) = even.trim().split_once(' ').unwrap_or((even.trim(), ""));
    let mut parts = day.split('-').map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let day = NaiveDate::from_ymd_opt(
        i32::try_from(year)
            .ok()
            .filter(|year| (1990..=2100).contains(year))?,
        month,
        day,
    )?;
    // Java writes tenths behind the seconds.
    let time = time.trim().replace('-', ".");
    let time = match time.as_str() {
        "" => NaiveTime::MIN,
        time => ["%H:%M:%S%.f", "%H:%M:%S", "%H:%M"]
            .iter()
            .find_map(|form| NaiveTime::parse_from_str(time, form).ok())?,
    };
    NaiveDateTime::new(day, time)
        .and_utc()
        .checked_sub_signed(TimeDelta::hours(8))
}

/// The beginning of a text, for quoting in a message.
pub(super) fn shortened(text: &str) -> String {
    let mut characters = text.chars().filter(|c| !c.is_control());
    let mut short: String = characters.by_ref().take(40).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
