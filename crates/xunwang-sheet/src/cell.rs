//! One cell: its text, and what was lost on the way to it.

use calamine::{DataRef, ExcelDateTime};

use crate::Refusal;
use crate::limits;

/// A cell (单元格), always as text: a cell that begins with `=`, `+`, `-` or `@` is nothing but text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text without surrounding white space. A whole number has no decimal point and no exponent,
    /// a date is `YYYY-MM-DD`, with ` HH:MM:SS` where it has a time.
    pub text: String,
    /// The sheet stores a number here, so leading zeros may have been lost.
    pub numeric: bool,
    /// Why the text cannot be trusted, as a Chinese sentence: an error value, or a formula without a
    /// stored result.
    pub fault: Option<Box<str>>,
}

impl Cell {
    pub(crate) fn text(text: &str) -> Self {
        Self {
            text: trimmed(text).to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.fault.is_none()
    }

    pub(crate) fn faulty(fault: impl Into<Box<str>>) -> Self {
        Self {
            fault: Some(fault.into()),
            ..Self::default()
        }
    }

    /// Takes over a value as the workbook stores it.
    pub(crate) fn from_value(value: &DataRef<'_>) -> Result<Self, Refusal> {
        let number = |text| Self {
            text,
            numeric: true,
            fault: None,
        };
        Ok(match value {
            DataRef::Empty => Self::default(),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Self::bounded(text)?
            }
            DataRef::SharedString(text) => Self::bounded(text)?,
            DataRef::Int(value) => number(value.to_string()),
            DataRef::Float(value) => number(value.to_string()),
            DataRef::Bool(value) => Self::text(if *value { "是" } else { "否" }),
            DataRef::DateTime(value) => Self::text(&date_text(value)),
            DataRef::Error(error) => Self::faulty(format!("单元格是错误值 {error}；请改正后以文本填写")),
        })
    }

    fn bounded(text: &str) -> Result<Self, Refusal> {
        if text.len() > limits::CELL_CHARACTERS && text.chars().count() > limits::CELL_CHARACTERS {
            return Err(Refusal::too_large(format_args!(
                "有单元格超过{}个字符",
                limits::CELL_CHARACTERS
            )));
        }
        Ok(Self::text(text))
    }
}

/// The letters that a spreadsheet shows above a column (列标); `index` counts from 0.
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

/// Without surrounding white space, zero-width characters and byte order marks.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_zero_width(c))
}

pub(crate) fn is_zero_width(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

fn date_text(value: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    if value.is_duration() || value.as_f64() < 1.0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else if value.as_f64().fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit() {
        let text = |value| Cell::from_value(&DataRef::Float(value)).unwrap().text;
        assert_eq!(text(4_401_000_001.0), "4401000001");
        assert_eq!(text(14.5), "14.5");
        assert_eq!(text(1e15), "1000000000000000");
    }

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        assert_eq!(column_letters(0), "A");
        assert_eq!(column_letters(25), "Z");
        assert_eq!(column_letters(26), "AA");
        assert_eq!(column_letters(702), "AAA");
    }
}
