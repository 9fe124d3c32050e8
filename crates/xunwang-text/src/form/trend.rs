//! `form:trend`: words that say up where the numbers say down.

use super::check::Check;
use super::compared::changes_since;
use super::passage::Passage;
use super::quantity::{Quantity, quantities};
use crate::Hit;

const BASIS: &str = "form:trend";

pub(super) static CHECK: Check = Check {
    name: "trend",
    title: "增减方向矛盾",
    document: "\
## 检查什么

“从100家增至80家”“由8%降至10%”这样数字与增减方向相反的，“同比增长下降5%”这样方向并用的，\
“下降-5%”这样负负相加的，以及“从100增至120，增长30%”“120万元，比去年的100万元增长30%”这样幅度算不上的。

## 为什么

增减写反，意思就完全相反。

## 怎样认定

起止两个数单位相同（万、亿先换算）、同在一句并紧挨着增减词的才比较；排名、位次、比例（1∶20）不比较，\
时限“提升至”不比较。幅度相差一个百分点以上的才报；与上年、上期相比的，按各数四舍五入的范围都算不出来才报，\
可比口径、不变价、生产总值一类另有基数的不看，百分数之间只看“个百分点”。都为疑似。

## 示例

- 报告：运行网站从100家增至80家。
- 报告：不良率由1.8%降至2.1%。
- 报告：投资同比增长下降5.2%。
- 报告：进出口总额同比下降-3.1%。
- 报告：用户从100万户增加到120万户，增长30%。
- 报告：全年收入120万元，比去年的100万元增长30%。
- 报告：合格率95.8%，较上年的92.5%提高4.3个百分点。
- 报告：立案120件，比2022年的100件减少20件。
- 不报告：全年收入120万元，比去年的100万元增长20%；进出口1.2亿元，比去年的1.1亿元增长12.6%。
- 不报告：合格率95.8%，较上年的92.5%提高3.3个百分点；立案120件，比2022年的100件增加20件。
- 不报告：全市生产总值120亿元，比去年的115亿元增长3.9%，增速比去年的2.1%提高1.8个百分点。
- 不报告：合格率95%，比去年的90%提高5.6%；全年收入约120万元，比去年的100万元增长30%。
- 不报告：运行网站从100家增至120家，增长20%；排名从第10位上升到第5位。
- 不报告：收入从9800万元增至1.2亿元，办理时限由20个工作日压缩至5个工作日。
- 不报告：从2020年的80家增加到2023年的120家，年均增长8%，增速同比下降5个百分点。
",
    run,
};

const UP: [&str; 12] = [
    "增至",
    "增加到",
    "增加至",
    "增长到",
    "增长至",
    "提高到",
    "提高至",
    "上升到",
    "上升至",
    "升至",
    "扩大到",
    "扩大至",
];
const DOWN: [&str; 12] = [
    "降至",
    "降到",
    "下降到",
    "下降至",
    "降低到",
    "降低至",
    "减至",
    "减少到",
    "减少至",
    "压减至",
    "压缩至",
    "缩短至",
];

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    if passage.numbers.is_empty() {
        return;
    }
    changes_since(passage, BASIS, hits);
    // Both lists and the double words have one of these characters second, or 增长 / 下降 whole.
    for sign in ["至", "到"] {
        for at in memchr::memmem::find_iter(passage.text.as_bytes(), sign.as_bytes()) {
            let end = at + sign.len();
            let tail = passage.tail(end, 3);
            let up = UP.iter().any(|word| tail.ends_with(word));
            if up || DOWN.iter().any(|word| tail.ends_with(word)) {
                from_to(passage, end, up, hits);
            }
        }
    }
    for at in memchr::memmem::find_iter(passage.text.as_bytes(), "下降".as_bytes()) {
        double_direction(passage, at, hits);
    }
}

fn from_to(passage: &Passage<'_>, end: usize, up: bool, hits: &mut Vec<Hit>) {
    let sentence = passage.sentence(end);
    if !passage.has_digit(&(sentence.start..end)) || !passage.has_digit(&(end..sentence.end)) {
        return;
    }
    let front = &passage.text[sentence.start..end];
    let Some(from) = front.rfind(['从', '由']).map(|from| sentence.start + from) else {
        return;
    };
    let near = passage.head(end, 12);
    let words = &passage.text[from..end];
    if words.contains(['，', '第', '名', '位', '∶', ':', '：', '、', '和']) || near.starts_with('第')
    {
        return;
    }
    let (before, after) = (
        quantities(passage, &(from..end)),
        quantities(passage, &(end..sentence.end)),
    );
    let (Some(old), Some(new)) = (before.last(), after.first()) else {
        return;
    };
    let lead = &passage.text[end..new.span.start];
    let direct = lead.chars().count() <= 8 && !lead.contains(['，', '第', '、']);
    let ratio = passage.text[new.span.end..].starts_with(['∶', ':', '：', '-', '—', '~', '～']);
    let time = ["日", "天", "时", "分", "个工作日"].contains(&old.unit);
    if before.len() != 1 || !direct || ratio || old.unit != new.unit || old.unit == "位" || (time && up) {
        return;
    }
    let span = from..new.span.end;
    let wrong_way = if up {
        new.value < old.value
    } else {
        new.value > old.value
    };
    if wrong_way {
        let word = if up { "增加" } else { "减少" };
        let message = format!(
            "“{}”说的是{word}，数字却相反，请核对。",
            &passage.text[span.clone()]
        );
        hits.push(passage.suspect(BASIS, span, 0.9, message));
    } else if let Some(said) = after.get(1) {
        change(passage, from, old, new, said, hits);
    }
}

/// `从100增至120，增长30%`.
fn change(
    passage: &Passage<'_>,
    from: usize,
    old: &Quantity<'_>,
    new: &Quantity<'_>,
    said: &Quantity<'_>,
    hits: &mut Vec<Hit>,
) {
    let words = passage.text[new.span.end..said.span.start].trim_start_matches(['，', ',']);
    let verbs = [
        "增长",
        "增加",
        "下降",
        "减少",
        "提高",
        "增幅",
        "降幅",
        "增长了",
        "下降了",
        "增幅为",
        "增长率为",
        "增幅达",
    ];
    if !verbs.contains(&words) || old.value <= 0.0 {
        return;
    }
    let difference = (new.value - old.value).abs();
    let (real, slack) = match said.unit {
        "%" if old.unit != "%" => {
            let real = difference / old.value * 100.0;
            let rounding = (new.rounding + old.rounding) / old.value * 100.0 * (1.0 + new.value / old.value);
            (real, 1.0 + rounding)
        }
        "个百分点" if old.unit == "%" => (difference, 0.2 + new.rounding + old.rounding),
        _ => return,
    };
    if (real - said.value).abs() > slack + said.rounding {
        let unit = if said.unit == "%" { "%" } else { "个百分点" };
        let message = format!(
            "按前面的数字算，变化应为{real:.1}{unit}，与“{}”不符，请核对。",
            &passage.text[said.span.clone()]
        );
        hits.push(passage.suspect(BASIS, from..said.span.end, 0.6, message));
    }
}

/// `增长下降5%`, `下降-5%`.
fn double_direction(passage: &Passage<'_>, at: usize, hits: &mut Vec<Hit>) {
    let end = at + "下降".len();
    let rest = passage.text[end..].trim_start_matches(['了', '为']);
    let digit = |text: &str| text.starts_with(|sign: char| sign.is_ascii_digit());
    let number = rest.trim_start_matches(['-', '－', '−']);
    if digit(number) && number.len() < rest.len() {
        let length = number.len()
            - number
                .trim_start_matches(|sign: char| sign.is_ascii_digit() || ".%％".contains(sign))
                .len();
        let span = at..passage.text.len() - number.len() + length;
        let message = "“下降”后面又写负数，意思成了上升，请去掉负号或改写。".to_owned();
        let mut hit = passage.suspect(BASIS, span, 0.7, message);
        hit.right = vec![format!("下降{}", &number[..length])];
        hits.push(hit);
    } else if passage.tail(at, 2) == "增长" && digit(rest) {
        let message = "“增长”与“下降”并用，请核对是增长还是下降。".to_owned();
        hits.push(passage.suspect(BASIS, at - "增长".len()..end, 0.8, message));
    }
}
