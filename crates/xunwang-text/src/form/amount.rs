//! `form:amount`: parts that are more than the whole they belong to.

use std::ops::Range;

use memchr::memmem;

use super::check::Check;
use super::passage::Passage;
use super::quantity::{Quantity, quantities};
use crate::Hit;

const BASIS: &str = "form:amount";

pub(super) static CHECK: Check = Check {
    name: "amount",
    title: "部分大于总数",
    document: "\
## 检查什么

同一句里“共8件，其中已办结12件”这样某一部分大于总数的，各部分相加超过总数的，\
以及“三次产业比重为”后三个数相加不等于100的。

## 为什么

统计公报、工作报告里数字前后矛盾，最容易被公众挑出来，也会误导使用数据的人。

## 怎样认定

只看同一句内有“共”“合计”“总计”“总数”等字样的总数，和“其中”后面单位相同的各项（万、亿先换算）。\
句中有平均、人均、增长、下降、标准、单价、以上、不超过等字样的不比较：那些数不是总数的组成部分。\
有性别、党派、民族、学历等可能交叉的，只比较单项，不求和。都为疑似。

## 示例

- 报告：共受理8件，其中已办结12件。
- 报告：全年共立案10件，其中行政案件6件、治安案件7件。
- 报告：三次产业比重为6.5∶40.1∶54.4。
- 不报告：共受理12件，其中已办结8件、正在办理4件。
- 不报告：共选出代表10名，其中妇女6名，党员9名。
- 不报告：共发放补助1.2亿元，其中示范村4500万元，其他村7500万元，人均3000元。
- 不报告：三次产业比重为6.5∶40.1∶53.4。
",
    run,
};

const NO_PARTS: [&str; 20] = [
    "均",
    "率",
    "每",
    "增",
    "减",
    "降",
    "升",
    "标准",
    "单价",
    "价格",
    "最高",
    "最低",
    "以上",
    "以下",
    "不超过",
    "不少于",
    "比上年",
    "同比",
    "提高",
    "累计",
];
const MAY_OVERLAP: [&str; 16] = [
    "女", "男", "党员", "民族", "学历", "本科", "硕士", "博士", "岁", "高级", "中级", "青年", "代表", "次",
    "涉及", "包括",
];

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    for at in memmem::find_iter(passage.text.as_bytes(), "其中".as_bytes()) {
        let sentence = passage.sentence(at);
        if passage.has_digit(&(sentence.start..at)) && passage.has_digit(&(at..sentence.end)) {
            parts(passage, sentence, at, hits);
        }
    }
    for at in memmem::find_iter(passage.text.as_bytes(), "产业".as_bytes()) {
        structure(passage, at, hits);
    }
}

fn parts(passage: &Passage<'_>, sentence: Range<usize>, at: usize, hits: &mut Vec<Hit>) {
    let text = &passage.text[sentence.clone()];
    if NO_PARTS.iter().any(|word| text.contains(word)) || text.matches("其中").count() > 1 {
        return;
    }
    let Some(total) = quantities(passage, &(sentence.start..at)).pop() else {
        return;
    };
    let lead = passage.tail(total.span.start, 8);
    let lead = lead.rsplit(['，', '。', '；', '、', '\n']).next().unwrap_or(lead);
    let said = ["共", "合计", "总计", "总数", "总额", "总量"]
        .iter()
        .any(|word| lead.contains(word));
    let close = passage.text[total.span.end..at].chars().count() <= 12;
    if !said || !close || total.unit.is_empty() || total.unit == "%" {
        return;
    }
    let parts: Vec<Quantity<'_>> = quantities(passage, &(at..sentence.end))
        .into_iter()
        .filter(|part| part.unit == total.unit)
        .collect();
    if let Some(part) = parts
        .iter()
        .find(|part| part.value - part.rounding > total.value + total.rounding)
    {
        let message = format!(
            "“其中”的{}大于前面的总数{}，请核对。",
            &passage.text[part.span.clone()],
            &passage.text[total.span.clone()]
        );
        hits.push(passage.suspect(BASIS, total.span.start..part.span.end, 0.85, message));
        return;
    }
    let sum: f64 = parts.iter().map(|part| part.value).sum();
    let slack: f64 = total.rounding + parts.iter().map(|part| part.rounding).sum::<f64>();
    let separate = !MAY_OVERLAP
        .iter()
        .any(|word| passage.text[at..sentence.end].contains(word));
    if let Some(last) = parts.last()
        && parts.len() > 1
        && separate
        && sum > total.value + slack
    {
        let message = format!(
            "“其中”各项相加超过前面的总数{}，请核对。",
            &passage.text[total.span.clone()]
        );
        hits.push(passage.suspect(BASIS, total.span.start..last.span.end, 0.6, message));
    }
}

/// `三次产业比重为6.5∶40.1∶53.4`.
fn structure(passage: &Passage<'_>, at: usize, hits: &mut Vec<Hit>) {
    let lead = passage.head(at, 14);
    let Some(word) = ["比重", "结构", "比例", "之比"]
        .iter()
        .filter_map(|word| lead.find(word))
        .min()
    else {
        return;
    };
    let from = at + word;
    let rest = passage.head(from, 60);
    let Some(start) = rest
        .find(|sign: char| sign.is_ascii_digit())
        .map(|start| from + start)
    else {
        return;
    };
    if passage.text[from..start].contains(['由', '从', '，', '。', '年']) {
        return;
    }
    let body = passage.text[start..]
        .find(|sign: char| !(sign.is_ascii_digit() || ".:：∶%".contains(sign)))
        .map_or(passage.text.len(), |end| start + end);
    let shares: Vec<f64> = passage.text[start..body]
        .split([':', '：', '∶'])
        .filter_map(|share| share.trim_end_matches('%').parse().ok())
        .collect();
    let sum: f64 = shares.iter().sum();
    if shares.len() == 3 && sum > 50.0 && (sum - 100.0).abs() > 0.25 {
        let message = format!("三次产业比重相加为{sum:.1}，不等于100，请核对。");
        hits.push(passage.suspect(BASIS, start..body, 0.8, message));
    }
}
