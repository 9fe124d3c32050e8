//! The register of sources (原文库): documents that others reprint, as data.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A document that is reprinted (原文): where it stands, and where its text was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its name in the register, e.g. the document number.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it was published.
    #[serde(default)]
    pub address: String,
    /// The file that holds its text.
    #[serde(default)]
    pub file: String,
    /// When it was published.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// Which edition of the document it is, e.g. `2018年修正`; empty where there is one only.
    #[serde(default)]
    pub edition: String,
}

/// The columns of a register, in order.
const COLUMNS: [&str; 6] = ["编号", "标题", "网址", "文件", "日期", "版本"];

impl Source {
    /// Reads a register: tab-separated `编号 标题 网址 文件 日期 版本`, one source a line, lines with `#` are comments (读原文库).
    ///
    /// # Errors
    /// Every wrong line by its number, as Chinese sentences; nothing is taken from a register with wrong lines.
    pub fn read_register(text: &str) -> Result<Vec<Self>, Vec<String>> {
        let (mut sources, mut wrong): (Vec<Self>, _) = (Vec::new(), Vec::new());
        for (number, line) in text.lines().enumerate() {
            let number = number + 1;
            let line = line.trim_start_matches('\u{feff}');
            if line.trim().is_empty() || line.starts_with('#') || line.starts_with(COLUMNS[0]) {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
            let field = |at: usize| fields.get(at).copied().unwrap_or_default().to_string();
            let date = field(4);
            let day = NaiveDate::parse_from_str(&date, "%Y-%m-%d").ok();
            if field(0).is_empty() || field(1).is_empty() {
                wrong.push(format!(
                    "原文库第{number}行缺少编号或标题；每行依次为{}，以制表符分隔。",
                    COLUMNS.join("、")
                ));
            } else if !date.is_empty() && day.is_none() {
                wrong.push(format!(
                    "原文库第{number}行的日期“{date}”不是有效日期，请写作2023-09-15。"
                ));
            } else if sources.iter().any(|source| source.id == field(0)) {
                wrong.push(format!("原文库第{number}行的编号“{}”与前面的重复。", field(0)));
            }
            sources.push(Self {
                id: field(0),
                title: field(1),
                address: field(2),
                file: field(3),
                date: day,
                edition: field(5),
            });
        }
        if wrong.is_empty() { Ok(sources) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_is_read_or_every_wrong_line_is_named() {
        let good = "编号\t标题\t网址\t文件\t日期\t版本\n# 示例\ntl-1\t示例省河道条例\thttps://a.example/1.html\t1.txt\t2020-03-02\t2020年修正\ntl-2\t示例省气象条例\n";
        let sources = Source::read_register(good).unwrap();
        assert_eq!(
            sources
                .iter()
                .map(|source| source.id.as_str())
                .collect::<Vec<_>>(),
            ["tl-1", "tl-2"]
        );
        assert_eq!(
            (sources[0].date, sources[1].date),
            (NaiveDate::from_ymd_opt(2020, 3, 2), None)
        );
        let bad = "a\t甲\n\t乙\na\t丙\nb\t丁\t\t\t2020-13-01";
        let wrong = Source::read_register(bad).unwrap_err();
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(wrong[0].contains("第2行") && wrong[1].contains("重复") && wrong[2].contains("2020-13-01"));
    }
}
