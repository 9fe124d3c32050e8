//! `form:placeholder`: text that a template or a program left behind.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use xunwang_domain::finding::Certainty;

use super::check::Check;
use super::passage::Passage;
use super::slice::is_han;
use crate::Hit;

const BASIS: &str = "form:placeholder";

pub(super) static CHECK: Check = Check {
    name: "placeholder",
    title: "占位文字、程序残留",
    document: "\
## 检查什么

没有替换的占位文字（Lorem ipsum、请输入内容、此处填写、测试标题、XX单位），没有替换的模板变量（{{title}}、${name}），\
显示成文字的网页代码（&nbsp;、<br>）和程序值（undefined、null、NaN、[object Object]），程序报错信息。

## 为什么

说明内容没有审核就发布，公众一看便知。

## 怎样认定

Lorem ipsum 和 [object Object] 为确定，其余为疑似。“测试标题”一类要独占一行；undefined、null、NaN 要单独成格，或者夹在汉字、\
冒号之间；XX单位、××局要全文没有“样本”“模板”“示例”“格式”“范本”“某”字样，全文只提示一次；填表说明里的“此处填写”分数较低。

## 示例

- 报告：Lorem ipsum dolor sit amet.
- 报告：联系人：undefined
- 报告：同比增长NaN%，总额[object Object]元。
- 报告：欢迎{{user.name}}访问。
- 报告：第一条&nbsp;&nbsp;为规范管理
- 报告：测试标题
- 报告：请XX单位于XX年XX月XX日前报送。
- 报告：请输入内容
- 不报告：张××因违反××县规定被某单位处罚，样本见附件。
- 不报告：软件测试标题栏，null hypothesis is rejected, undefined behavior, 测试数据显示正常。
- 不报告：R&D;经费支出增长，A<B，T&C。
",
    run,
};

/// How a word must stand to count.
#[derive(Clone, Copy, PartialEq)]
enum Stand {
    /// Anywhere, and without doubt.
    Certain,
    /// Anywhere.
    Anywhere,
    /// As a whole line or cell.
    Alone,
    /// A value of a program: as a whole cell, or between Chinese.
    Value,
    /// The beginning of a template's variable, which must be closed.
    Variable,
}

const WORDS: [(&str, Stand, f32); 58] = [
    ("Lorem ipsum", Stand::Certain, 1.0),
    ("lorem ipsum", Stand::Certain, 1.0),
    ("LOREM IPSUM", Stand::Certain, 1.0),
    ("[object Object]", Stand::Certain, 1.0),
    ("请输入内容", Stand::Anywhere, 0.8),
    ("请输入标题", Stand::Anywhere, 0.8),
    ("请输入正文", Stand::Anywhere, 0.8),
    ("请在此输入", Stand::Anywhere, 0.7),
    ("在此处输入", Stand::Anywhere, 0.7),
    ("此处输入文字", Stand::Anywhere, 0.8),
    ("此处填写", Stand::Anywhere, 0.5),
    ("此处插入", Stand::Anywhere, 0.6),
    ("此处添加", Stand::Anywhere, 0.7),
    ("点击添加标题", Stand::Anywhere, 0.9),
    ("点击输入标题", Stand::Anywhere, 0.9),
    ("击此处添加", Stand::Anywhere, 0.9),
    ("击此处编辑", Stand::Anywhere, 0.9),
    ("添加文本内容", Stand::Anywhere, 0.8),
    ("这里是标题", Stand::Anywhere, 0.8),
    ("这里是内容", Stand::Anywhere, 0.8),
    ("这里填写", Stand::Anywhere, 0.6),
    ("占位文字", Stand::Alone, 0.8),
    ("占位符", Stand::Alone, 0.8),
    ("内容待补充", Stand::Anywhere, 0.8),
    ("（待补充）", Stand::Anywhere, 0.7),
    ("标题标题", Stand::Anywhere, 0.8),
    ("内容内容", Stand::Alone, 0.8),
    ("测试测试", Stand::Anywhere, 0.7),
    ("测试标题", Stand::Alone, 0.8),
    ("测试内容", Stand::Alone, 0.8),
    ("测试文章", Stand::Alone, 0.8),
    ("测试", Stand::Alone, 0.6),
    ("test", Stand::Alone, 0.6),
    ("这是一篇测试", Stand::Anywhere, 0.9),
    ("这是一条测试", Stand::Anywhere, 0.9),
    ("undefined", Stand::Value, 0.8),
    ("null", Stand::Value, 0.7),
    ("NaN", Stand::Value, 0.8),
    ("{{", Stand::Variable, 0.85),
    ("${", Stand::Variable, 0.85),
    ("<%", Stand::Variable, 0.85),
    ("&nbsp;", Stand::Anywhere, 0.85),
    ("&amp;", Stand::Anywhere, 0.7),
    ("&lt;", Stand::Anywhere, 0.7),
    ("&gt;", Stand::Anywhere, 0.7),
    ("&quot;", Stand::Anywhere, 0.85),
    ("&ldquo;", Stand::Anywhere, 0.85),
    ("&rdquo;", Stand::Anywhere, 0.85),
    ("&mdash;", Stand::Anywhere, 0.85),
    ("&middot;", Stand::Anywhere, 0.85),
    ("<br>", Stand::Anywhere, 0.8),
    ("<br/>", Stand::Anywhere, 0.8),
    ("<br />", Stand::Anywhere, 0.8),
    ("</p>", Stand::Anywhere, 0.8),
    ("</span>", Stand::Anywhere, 0.8),
    ("</div>", Stand::Anywhere, 0.8),
    ("NullPointerException", Stand::Anywhere, 0.85),
    ("Microsoft OLE DB Provider", Stand::Anywhere, 0.9),
];

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasick::builder()
            .kind(Some(aho_corasick::AhoCorasickKind::DFA))
            .match_kind(aho_corasick::MatchKind::LeftmostLongest)
            .build(WORDS.map(|word| word.0))
            .ok()
    });
    let Some(finder) = FINDER.as_ref() else { return };
    let mut told = (usize::MAX, usize::MAX);
    for found in finder.find_iter(passage.text) {
        let place = found.pattern().as_usize();
        let (_, stand, score) = WORDS[place];
        let Some(span) = stands(passage, found.range(), stand) else {
            continue;
        };
        // &nbsp;&nbsp; and the like: one hit a line.
        let line = passage.line_of(span.start).unwrap_or(0);
        if told == (line, place) {
            continue;
        }
        told = (line, place);
        let word = &passage.text[span.clone()];
        let message = match stand {
            Stand::Certain | Stand::Anywhere | Stand::Alone if word.starts_with(['&', '<']) => {
                format!("网页代码“{word}”显示成了文字，请修改。")
            }
            Stand::Value => format!("程序的值“{word}”显示成了文字，可能没有取到数据，请补上内容。"),
            Stand::Variable => format!("模板变量“{word}”没有替换成内容，请修改。"),
            _ => format!("“{word}”是占位文字或程序残留，请换成正式内容。"),
        };
        let mut hit = passage.suspect(BASIS, span, score, message);
        if stand == Stand::Certain {
            hit.certainty = Certainty::Certain;
        }
        hits.push(hit);
    }
    crosses(passage, hits);
}

fn stands(passage: &Passage<'_>, span: Range<usize>, stand: Stand) -> Option<Range<usize>> {
    let (before, after) = (passage.before(span.start), passage.after(span.end));
    let edge = |sign: Option<char>| sign.is_none_or(|sign| matches!(sign, '\n' | '\r' | '\t'));
    let alone = edge(before) && edge(after);
    match stand {
        Stand::Certain | Stand::Anywhere => Some(span),
        Stand::Alone => alone.then_some(span),
        Stand::Value => {
            let front = before.is_some_and(|sign| is_han(sign) || matches!(sign, '：' | '（' | '，'));
            let back = after.is_none_or(|sign| is_han(sign) || "，。；）、%％\n\r\t".contains(sign));
            (alone || front && back).then_some(span)
        }
        Stand::Variable => {
            let close = match passage.text[span.clone()].as_bytes() {
                b"{{" => "}}",
                b"${" => "}",
                _ => "%>",
            };
            let body = passage.head(span.end, 48);
            let end = body.find(close)?;
            let name = body[..end].trim_start_matches('=').trim();
            let variable = !name.is_empty()
                && name
                    .chars()
                    .all(|sign| sign.is_ascii_alphanumeric() || "._-()[]'|: $".contains(sign));
            variable.then_some(span.start..span.end + end + close.len())
        }
    }
}

/// `XX单位`, `××局`, `XX年XX月`: once a text, and in no sample.
fn crosses(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    const OWNERS: [&str; 12] = [
        "单位", "部门", "局", "市", "县", "区", "镇", "乡", "年", "月", "处", "科",
    ];
    const SAMPLES: [&str; 12] = [
        "样本",
        "模板",
        "示例",
        "格式",
        "范本",
        "范例",
        "样表",
        "样式",
        "示范文本",
        "某",
        "文书",
        "参考",
    ];
    static CROSSES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(["XX", "××"]).ok());
    let text = passage.text;
    let mut at = 0;
    for found in CROSSES.iter().flat_map(|crosses| crosses.find_iter(text)) {
        let start = found.start();
        if start < at {
            continue;
        }
        let rest = text[start..].trim_start_matches(['X', '×']);
        let end = text.len() - rest.len();
        at = end;
        let foreign = text[..start].ends_with(|sign: char| sign.is_ascii_alphanumeric());
        let Some(owner) = OWNERS
            .iter()
            .find(|owner| rest.starts_with(**owner))
            .filter(|_| !foreign)
        else {
            continue;
        };
        if SAMPLES.iter().any(|word| text.contains(word)) {
            return;
        }
        let span = start..end + owner.len();
        let message = format!("“{}”像是没有填写的占位，请补上实际内容。", &text[span.clone()]);
        hits.push(passage.suspect(BASIS, span, 0.5, message));
        return;
    }
}
