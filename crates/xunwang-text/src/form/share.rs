//! `form:share`: shares and rates that the numbers beside them do not give.

use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

use super::check::Check;
use super::part::shares_of_parts;
use super::passage::Passage;
use super::quantity::{Quantity, quantities};
use crate::Hit;

const BASIS: &str = "form:share";

pub(super) static CHECK: Check = Check {
    name: "share",
    title: "比例与数字不符",
    document: "\
## 检查什么

“12家中有8家，占80%”“检查64家，合格60家，合格率95%”这样的比例，与旁边的数字算出来的不符；合格率、办结率等超过100%；\
“占总数的120%”；“问题50处，其中错别字20处，占50%”这样部分的占比与两个数字不符的。

## 为什么

通报、公报里的比率是考核依据，算错了要重新发文。

## 怎样认定

占比只看“N家中(有)M家…占P%”和“N家，其中…M家，占P%”两种写法；后一种按三个数各自的四舍五入范围都算不出来，\
而且句中前面任何一个单位相同的数作总数也算不出来才报，“约”“近”“余”和“分别占”不看。合格率、办结率等，要同一句里写明“合格N家”“办结N件”，\
而且与句中任何一个单位相同的数相除都得不出这个比率才报；四舍五入的差别（末位半个单位）不算。都为疑似。

## 示例

- 报告：12家中有8家，占80%。
- 报告：检查网站64家，合格60家，合格率95.8%。
- 报告：抽检合格率为102%。
- 报告：8个单位中有12个单位未更新。
- 报告：共发现问题50处，其中错别字20处，占50%。
- 报告：收到留言712条，其中有效留言600条（占48.3%）。
- 不报告：12家中有8家，占66.7%。
- 不报告：共发现问题50处，其中错别字20处，占40%，链接失效30处，占60%。
- 不报告：共收到留言712条，其中有效留言600条，占84.3%；全年支出1.2亿元，其中民生支出0.9亿元，占76.3%。
- 不报告：检查网站64家，发现问题50处，其中城镇、乡村分别20处、30处，占40%、60%。
- 不报告：有学生1000人，其中女生500人，其中住校100人，占10%。
- 不报告：检查网站64家，合格60家，合格率93.75%，不合格4家。
- 不报告：任务完成率120%，全市共有网站64家，本次合格率95%。
- 不报告：检查3177个，合格3169个，合格率99.7%。
",
    run,
};

/// Rates that cannot be above 100 %, with the words of their part.
const RATES: [(&str, &str); 9] = [
    ("合格率", "合格"),
    ("办结率", "办结"),
    ("及格率", "及格"),
    ("覆盖率", "覆盖"),
    ("满意率", "满意"),
    ("达标率", "达标"),
    ("回复率", "回复"),
    ("出勤率", "出勤"),
    ("普及率", "普及"),
];

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    if passage.numbers.is_empty() {
        return;
    }
    for at in memmem::find_iter(passage.text.as_bytes(), "率".as_bytes()) {
        let end = at + "率".len();
        if let Some((name, part)) = RATES.iter().find(|(name, _)| passage.text[..end].ends_with(name)) {
            rate(passage, end, name, part, hits);
        }
    }
    for at in memmem::find_iter(passage.text.as_bytes(), "其中".as_bytes()) {
        shares_of_parts(passage, BASIS, at, hits);
    }
    for at in memmem::find_iter(passage.text.as_bytes(), "中".as_bytes()) {
        let counted = passage.text[..at].ends_with([
            '家', '个', '件', '人', '名', '项', '户', '起', '位', '条', '所', '村',
        ]);
        if counted && passage.has_digit(&(at.saturating_sub(12)..at)) {
            out_of(passage, at, hits);
        }
    }
}

fn rate(passage: &Passage<'_>, at: usize, name: &str, part: &str, hits: &mut Vec<Hit>) {
    let sentence = passage.sentence(at);
    let said = quantities(passage, &(at..sentence.end));
    let Some(said) = said.first().filter(|said| {
        let words = &passage.text[at..said.span.start];
        said.unit == "%" && ["", "为", "达", "达到", "是", "均为"].contains(&words)
    }) else {
        return;
    };
    let span = at - name.len()..said.span.end;
    if said.value > 100.0 {
        let message = format!(
            "{name}不会超过100%，文中为{}，请核对。",
            &passage.text[said.span.clone()]
        );
        hits.push(passage.suspect(BASIS, span, 0.85, message));
        return;
    }
    let before = quantities(passage, &(sentence.start..at - name.len()));
    let Some(numerator) = before.iter().rfind(|quantity| {
        let lead = passage
            .tail(quantity.span.start, 4)
            .trim_end_matches(['了', '的']);
        let whole = lead.ends_with(part)
            && !lead.ends_with(&format!("不{part}"))
            && !lead.ends_with(&format!("未{part}"));
        whole && quantity.unit != "%"
    }) else {
        return;
    };
    let others = before.iter().filter(|other| {
        other.unit == numerator.unit && other.value >= numerator.value && other.span != numerator.span
    });
    let rates: Vec<f64> = others
        .map(|other| numerator.value / other.value * 100.0)
        .collect();
    let slack = said.rounding * 1.02 + 0.05;
    let fits = |rate: &f64| (rate - said.value).abs() <= slack || (100.0 - rate - said.value).abs() <= slack;
    // Another number of the same unit may stand behind, or the total before this sentence: then nothing is said.
    if let [rate] = rates[..]
        && !fits(&rate)
        && (rate - said.value).abs() > 0.1
    {
        let message = format!(
            "按前面的数字算{name}应为{rate:.1}%，文中为{}，请核对。",
            &passage.text[said.span.clone()]
        );
        hits.push(passage.suspect(BASIS, numerator.span.start..said.span.end, 0.65, message));
    }
}

/// `12家中有8家，占80%`.
fn out_of(passage: &Passage<'_>, at: usize, hits: &mut Vec<Hit>) {
    static LINK: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^[\p{Han}]{0,4}，?(?:只|仅|共|已|就)?有$").ok());
    let sentence = passage.sentence(at);
    let whole = quantities(passage, &(sentence.start..at)).pop();
    let parts = quantities(passage, &(at..sentence.end));
    let (Some(whole), Some(part)) = (whole, parts.first()) else {
        return;
    };
    let noun = passage.text[whole.span.end..at].chars().count();
    let link = &passage.text[at + "中".len()..part.span.start.max(at + "中".len())];
    let linked = LINK.as_ref().is_some_and(|regex| regex.is_match(link));
    if noun > 4 || !linked || whole.unit != part.unit || whole.value <= 0.0 || whole.unit.is_empty() {
        return;
    }
    let start = whole.span.start;
    if part.value > whole.value {
        let message = format!("“{}”部分大于总数，请核对。", &passage.text[start..part.span.end]);
        hits.push(passage.suspect(BASIS, start..part.span.end, 0.85, message));
        return;
    }
    let Some(said) = parts.get(1).filter(|said| said.unit == "%") else {
        return;
    };
    let words = &passage.text[part.span.end..said.span.start];
    let about = words.contains(['约', '近', '超', '余', '逾', '近']);
    let share = ["占", "占比", "占比为", "占总数的", "占全部的", "占比达", "占了"]
        .iter()
        .any(|word| words.ends_with(word));
    if share && !about && words.chars().count() <= 14 && differs(&whole, part, said) {
        let real = part.value / whole.value * 100.0;
        let message = format!(
            "按文中的数字算应占{real:.1}%，与“{}”不符，请核对。",
            &passage.text[said.span.clone()]
        );
        hits.push(passage.suspect(BASIS, start..said.span.end, 0.8, message));
    }
}

fn differs(whole: &Quantity<'_>, part: &Quantity<'_>, said: &Quantity<'_>) -> bool {
    let real = part.value / whole.value * 100.0;
    (real - said.value).abs() > said.rounding + 0.5
}
