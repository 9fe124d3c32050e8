//! `form:half-width`: half-width punctuation between Chinese characters; an advice.

use super::check::Check;
use super::passage::Passage;
use super::slice::is_han;
use crate::Hit;

pub(super) static CHECK: Check = Check {
    name: "half-width",
    title: "中文里用了半角标点",
    document: "\
## 检查什么

两个汉字之间的半角逗号、分号、冒号、问号、叹号。

## 为什么

《标点符号用法》（GB/T 15834）规定中文用全角标点；半角标点多从编辑器或别的文档带来，显示时挤在一起。

## 怎样认定

前后都是汉字才算。全文只提示一次，指出第一处并说明共有几处；分数很低（0.2），只作建议。

## 示例

- 报告：各县,各部门:
- 报告：要求如下:一是落实责任;二是加强检查。
- 不报告：时间为9:30，共1,234人，详见Q&A:1。
- 不报告：各县，各部门：
",
    run,
};

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    let wrong = |sign: char| matches!(sign, ',' | ';' | ':' | '?' | '!');
    let mut places = passage.marks.iter().filter(|mark| {
        wrong(mark.sign)
            && passage.before(mark.at).is_some_and(is_han)
            && passage.after(mark.end()).is_some_and(is_han)
    });
    let Some(first) = places.next() else { return };
    let count = places.count() + 1;
    let full = char::from_u32(u32::from(first.sign) + 0xfee0).unwrap_or(first.sign);
    let message = match count {
        1 => format!("汉字之间用了半角标点“{}”，宜改为全角“{full}”。", first.sign),
        _ => format!(
            "汉字之间用了半角标点“{}”等，全文共{count}处，宜改为全角。",
            first.sign
        ),
    };
    let mut hit = passage.suspect("form:half-width", first.at..first.end(), 0.2, message);
    hit.right = vec![full.to_string()];
    hits.push(hit);
}
