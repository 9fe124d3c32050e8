//! `form:punctuation`: doubled punctuation and home-made ellipses.

use super::check::Check;
use super::passage::{Mark, Passage};
use super::slice::is_han;
use crate::Hit;

const BASIS: &str = "form:punctuation";

pub(super) static CHECK: Check = Check {
    name: "punctuation",
    title: "标点重复、省略号有误",
    document: "\
## 检查什么

连用的标点（，，、，。、。。、：。），用句号、顿号凑成的省略号（。。。），空的书名号《》，全角括号后紧跟的逗号句号（（，）。

## 为什么

多半是删改后留下的，有时标点之间漏了内容。依据《标点符号用法》（GB/T 15834）。

## 怎样认定

两个点号之间没有别的字才报。省略号……、破折号——、叹号问号连用合乎规定；目录里的点线不报；\
夹在引号里讲标点本身的不报。都为疑似。

## 示例

- 报告：各县（市、区），，各部门：
- 报告：请认真贯彻执行。。
- 报告：请认真落实，。
- 报告：还有许多工作要做。。。
- 报告：水、电、气、、路等设施。
- 报告：根据《》的规定执行。
- 不报告：还有许多工作要做……为民服务——这是宗旨。真的吗？！
- 不报告：他说：“好。”“……。”总则…………3
- 不报告：“，”和“。”是点号。
",
    run,
};

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    let marks = &passage.marks;
    let mut place = 0;
    while place < marks.len() {
        let mut end = place + 1;
        let begins = is_point(marks[place].sign) || matches!(marks[place].sign, '（' | '《');
        while begins
            && end < marks.len()
            && marks[end].at == marks[end - 1].end()
            && is_point(marks[end].sign)
        {
            end += 1;
        }
        let run = &marks[place..end];
        if is_point(run[0].sign) && run.len() > 1 {
            points(passage, run, hits);
        } else if marks[place].sign == '《' && passage.after(marks[place].end()) == Some('》') {
            let message = "书名号里没有内容，请补上名称。".to_owned();
            hits.push(passage.suspect(
                BASIS,
                marks[place].at..marks[place].end() + "》".len(),
                0.7,
                message,
            ));
        } else if run.len() > 1
            && matches!(run[0].sign, '（' | '《')
            && matches!(run[1].sign, '，' | '。' | '、' | '；')
        {
            let message = format!(
                "“{}”后面不应直接用“{}”，请核对是否漏了内容。",
                run[0].sign, run[1].sign
            );
            hits.push(passage.suspect(BASIS, run[0].at..run[1].end(), 0.6, message));
        }
        place = end;
    }
}

fn is_point(sign: char) -> bool {
    matches!(sign, '，' | '。' | '、' | '；' | '：' | ',')
}

/// Points that follow each other without a character between them.
fn points(passage: &Passage<'_>, run: &[Mark], hits: &mut Vec<Hit>) {
    let (first, last) = (run[0], run[run.len() - 1]);
    let span = first.at..last.end();
    let ascii = run.iter().all(|mark| mark.sign == ',');
    let before = passage.before(span.start);
    // Quoted for its own sake, a row of leaders, or code.
    if ascii || run.len() > 6 || before.is_none_or(|sign| matches!(sign, '“' | '"' | '‘' | '\t' | '\n')) {
        return;
    }
    let after = passage.after(span.end);
    let same = run.iter().all(|mark| mark.sign == first.sign);
    let signs = &passage.text[span.clone()];
    if same && run.len() >= 3 && matches!(first.sign, '。' | '、' | '，') {
        let message = format!("“{signs}”不是省略号，省略号应为“……”。");
        let mut hit = passage.suspect(BASIS, span, 0.85, message);
        hit.right = vec!["……".to_owned()];
        hits.push(hit);
        return;
    }
    let context = before
        .is_some_and(|sign| is_han(sign) || sign.is_ascii_alphanumeric() || "”’）》】〕)%％".contains(sign));
    if !context || after.is_some_and(|sign| sign == '_') {
        return;
    }
    let score = if run.iter().any(|mark| mark.sign == '：') {
        0.55
    } else {
        0.85
    };
    let right = right(run);
    let message = match right {
        Some(sign) => format!("“{signs}”标点重复，应只保留一个（很可能是“{sign}”）。"),
        None => format!("“{signs}”标点连用，请核对中间是否漏了内容。"),
    };
    let mut hit = passage.suspect(BASIS, span, score, message);
    hit.right = right.into_iter().map(String::from).collect();
    hits.push(hit);
}

/// The mark to keep: the one that is written twice, else the stop that ends a sentence.
fn right(run: &[Mark]) -> Option<char> {
    let first = run[0].sign;
    if run.iter().all(|mark| mark.sign == first) {
        return Some(first);
    }
    if run.iter().any(|mark| mark.sign == '：') {
        return None;
    }
    run.iter()
        .map(|mark| mark.sign)
        .find(|sign| *sign == '。')
        .or(Some(first).filter(|sign| *sign != ','))
}
