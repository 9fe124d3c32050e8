//! `form:document-number`: numbers of official documents that are not in the standard form.

use std::sync::LazyLock;

use chrono::Datelike;
use regex::Regex;

use super::check::Check;
use super::passage::Passage;
use crate::Hit;

const BASIS: &str = "form:document-number";

pub(super) static CHECK: Check = Check {
    name: "document-number",
    title: "发文字号不规范",
    document: "\
## 检查什么

发文字号的年份没有用六角括号〔〕，前后括号不一，序号加了“第”、编了虚位（019号），年份不全或带“年”字，年份晚于文章日期。

## 为什么

《党政机关公文格式》（GB/T 9704）规定：年份标全称，用六角括号“〔〕”括入；发文顺序号不加“第”字，不编虚位（1不编为01）。

## 怎样认定

汉字后面紧跟“括号＋四位年份＋括号＋数字＋号”的才看；法院案号（年份与“号”之间有机关代字的）、“公告（2019年第12号）”不看；\
令、公告可以用“第”。年份在2001年以前的，当时可用方括号，分数较低。都为疑似。

## 示例

- 报告：国发[2019]19号
- 报告：国办发〔2019]19号
- 报告：示府办（2019）19号
- 报告：示府办〔2019〕019号
- 报告：示府办〔2019〕第19号
- 报告：示府办【2019年】19号
- 报告：示府办〔19〕19号
- 报告：示府办〔2033〕19号
- 不报告：国办发〔2019〕19号，示府办〔2019〕1、2号，示例省人民政府令第19号
- 不报告：（2019）示01民终123号，国家示例局公告（2019年第12号），示府令〔2019〕第19号
- 不报告：根据文献[2019]，位于（2019）12号楼
",
    run,
};

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^([〔\[［（(【〖])\s?(\d{2}|(?:19|20)\d\d)(年?)\s?([〕\]］）)】〗])\s?(第?)(\d{1,5})((?:[、，]\d{1,5})*)号").ok()
    });
    let Some(regex) = NUMBER.as_ref() else { return };
    for number in passage
        .numbers
        .iter()
        .filter(|number| matches!(number.len(), 2 | 4))
    {
        let front = passage.text[..number.start].trim_end_matches([' ', '\u{3000}']);
        let Some(open) = front
            .chars()
            .next_back()
            .filter(|open| "〔[［（(【〖".contains(*open))
        else {
            continue;
        };
        let start = front.len() - open.len_utf8();
        let Some(found) = regex.captures(&passage.text[start..]) else {
            continue;
        };
        let end = start + found[0].len();
        let agency = passage.before(start).filter(|sign| super::slice::is_han(*sign));
        let address = passage.text[end..].starts_with([
            '楼', '线', '院', '店', '井', '机', '馆', '厅', '地', '门', '栋', '车', '仓',
        ]);
        let Some(agency) = agency.filter(|_| !address) else {
            continue;
        };
        if let Some((message, score, fixable)) = fault(passage, agency, &found) {
            let mut hit = passage.suspect(BASIS, start..end, score, message);
            if fixable {
                let serial = found[6].trim_start_matches('0');
                hit.right = vec![format!("〔{}〕{serial}{}号", &found[2], &found[7])];
            }
            hits.push(hit);
        }
    }
}

/// What is wrong, how sure, and whether the right form can be said.
fn fault(passage: &Passage<'_>, agency: char, found: &regex::Captures<'_>) -> Option<(String, f32, bool)> {
    let (open, year, close) = (&found[1], &found[2], &found[4]);
    let ordinal = !found[5].is_empty() && !matches!(agency, '令' | '告');
    let matching =
        ["〔〕", "[]", "［］", "（）", "()", "【】", "〖〗"].contains(&format!("{open}{close}").as_str());
    let short = year.len() == 2;
    if short {
        // (12)3号 may be anything; only the right brackets make it a document number.
        return (open == "〔").then(|| {
            (
                format!("发文字号的年份应写全四位，不应写作“{year}”。"),
                0.7,
                false,
            )
        });
    }
    let old = year < "2001";
    if let Some(today) = passage.date
        && year.parse().is_ok_and(|year: i32| year > today.year())
    {
        return Some((format!("发文字号的年份{year}晚于文章日期，请核对。"), 0.9, false));
    }
    if !matching {
        return Some((
            "发文字号前后括号不一致，年份应用六角括号“〔〕”。".to_owned(),
            0.9,
            true,
        ));
    }
    if open != "〔" {
        let score = if old {
            0.3
        } else if matches!(open, "（" | "(") {
            0.6
        } else {
            0.7
        };
        return Some((
            format!("发文字号的年份应用六角括号“〔〕”，不用“{open}{close}”（GB/T 9704）。"),
            score,
            true,
        ));
    }
    if !found[3].is_empty() {
        return Some((
            "发文字号的括号里只写年份数字，不写“年”字（GB/T 9704）。".to_owned(),
            0.7,
            true,
        ));
    }
    if found[6].starts_with('0') {
        return Some((
            "发文字号的顺序号不编虚位（1不编为01，GB/T 9704）。".to_owned(),
            0.8,
            true,
        ));
    }
    ordinal.then(|| {
        (
            "发文字号的顺序号前不加“第”字（GB/T 9704）。".to_owned(),
            if old { 0.3 } else { 0.6 },
            true,
        )
    })
}
