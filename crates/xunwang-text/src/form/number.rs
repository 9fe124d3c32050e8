//! `form:number`: numbers that are not in any form a number has.

use super::check::Check;
use super::passage::Passage;
use crate::Hit;

const BASIS: &str = "form:number";

pub(super) static CHECK: Check = Check {
    name: "number",
    title: "数字、单位格式有误",
    document: "\
## 检查什么

有两个小数点的数（3.5.2元），千分位不是三位一节的金额（10,00元、1,2345万元），重复的百分号（100%%），重复的单位（5万万元、3亿元亿元）。

## 为什么

少一位多一位，金额就差十倍；公众会据此质疑资金使用。

## 怎样认定

数字后面直接跟着元、万元、亿元、吨、公里、平方米、%等单位，单位后面是标点、行末的才看，所以编号、版本号、日期不报。都为疑似。

## 示例

- 报告：预算为3.5.2万元。
- 报告：罚款10,00元。
- 报告：合格率为100%%。
- 报告：总投资5万万元。
- 不报告：预算为1,000,000.50元，3.5.2节，v3.5.2，2023.9.15元旦，第1,2,3项。
- 不报告：增长3.5%，共1,234人。
",
    run,
};

const UNITS: [&str; 12] = [
    "亿元",
    "万元",
    "元",
    "吨",
    "公里",
    "平方米",
    "公顷",
    "亩",
    "立方米",
    "%",
    "％",
    "美元",
];

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    let mut skip = 0;
    for number in &passage.numbers {
        if number.start < skip {
            continue;
        }
        let text = &passage.text[number.start..];
        let length = text.len()
            - text
                .trim_start_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ','))
                .len();
        let end = number.start + length;
        skip = end;
        if passage.text[..number.start]
            .ends_with(|sign: char| sign.is_ascii_alphanumeric() || "第.,-/、，".contains(sign))
        {
            continue;
        }
        let rest = &passage.text[end..];
        if let Some(length) = doubled(rest) {
            let span = number.start..end + length;
            let message = format!("“{}”单位重复，请核对。", &passage.text[span.clone()]);
            hits.push(passage.suspect(BASIS, span, 0.8, message));
            continue;
        }
        let Some(unit) = UNITS.iter().find(|unit| rest.starts_with(**unit)) else {
            continue;
        };
        let next = rest[unit.len()..].chars().next();
        let closed = next.is_none_or(|next| "，。；、：！？）”\n\r\t ".contains(next));
        if closed && let Some((message, score)) = fault(&text[..length]) {
            hits.push(passage.suspect(BASIS, number.start..end + unit.len(), score, message));
        }
    }
}

/// The length of a unit that stands twice.
fn doubled(rest: &str) -> Option<usize> {
    let doubles = [
        "%%",
        "％％",
        "%％",
        "％%",
        "万万元",
        "亿亿元",
        "亿元亿元",
        "万元万元",
        "亿元万元",
        "元元。",
        "元元，",
    ];
    let found = doubles.iter().find(|double| rest.starts_with(**double))?;
    let printf =
        found.starts_with('%') && rest[found.len()..].starts_with(|sign: char| sign.is_ascii_alphabetic());
    (!printf).then(|| found.trim_end_matches(['。', '，']).len())
}

fn fault(digits: &str) -> Option<(String, f32)> {
    if digits.matches('.').count() > 1 {
        let date = digits.split('.').next().is_some_and(|year| year.len() == 4);
        return (!date && !digits.contains(',') && !digits.contains(".."))
            .then(|| (format!("“{digits}”有两个小数点，请核对数字。"), 0.8));
    }
    let whole = digits.split('.').next().unwrap_or(digits);
    let groups: Vec<&str> = whole.split(',').collect();
    let legal = groups[1..].iter().all(|group| group.len() == 3) && groups[0].len() <= 3;
    // 1,2,5元: a list; groups of one digit are no thousands at all.
    let list = groups[1..].iter().any(|group| group.len() < 2) || groups[0].len() > 3 || groups.len() > 4;
    (groups.len() > 1 && !legal && !list)
        .then(|| (format!("“{digits}”的千分位不是三位一节，请核对数字。"), 0.6))
}
