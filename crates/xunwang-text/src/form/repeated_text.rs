//! `form:repeated-text`: whole sentences and paragraphs that stand twice.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::check::Check;
use super::passage::Passage;
use crate::Hit;

const BASIS: &str = "form:repeated-text";

pub(super) static CHECK: Check = Check {
    name: "repeated-text",
    title: "句子、段落重复",
    document: "\
## 检查什么

紧接着又写了一遍的句子、段落，以及文中又整块出现一遍的段落。

## 为什么

多是复制粘贴时多贴了一次，公众会怀疑漏了别的内容。

## 怎样认定

相邻两句完全相同、不少于10个字的；相邻两段完全相同、不少于15个字并有标点的；不相邻的，要连续两段都与前面连续两段完全相同、\
合计不少于80个字才报（分数较低）：法规里单独一段相同是常事。\
表格行不看。都为疑似。

## 示例

- 报告：请各单位高度重视并认真抓好落实。请各单位高度重视并认真抓好落实。
- 报告：各单位要按时报送整改情况，逾期通报。\\n各单位要按时报送整改情况，逾期通报。
- 不报告：同意。同意。请各单位高度重视。请各单位认真落实。
- 不报告：张某\\t不合格，限期整改到位并报送\\n张某\\t不合格，限期整改到位并报送
",
    run,
};

/// Shortest sentence, paragraph and block of two paragraphs that count; characters.
const SENTENCE: usize = 10;
const PARAGRAPH: usize = 15;
const BLOCK: usize = 80;

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    let (mut previous, mut before) = ("", None);
    for (place, line) in passage.lines.iter().enumerate() {
        let text = &passage.text[line.clone()];
        if text.len() < SENTENCE * 2 || text.contains('\t') {
            (previous, before) = (text, None);
            continue;
        }
        let length = text.chars().count();
        if text == previous && length >= PARAGRAPH && text.contains(['，', '。', '；']) {
            let message = "这一段与上一段完全相同，请删去重复的一段。".to_owned();
            hits.push(passage.suspect(BASIS, line.clone(), 0.85, message));
        }
        let earlier = seen.insert(text, place);
        let block = earlier
            .zip(before)
            .is_some_and(|(this, before)| this == before + 1 && this + 1 < place);
        if block && length + previous.chars().count() >= BLOCK {
            let message = "这一段和上一段在前面已经连着出现过，请核对是否重复粘贴。".to_owned();
            hits.push(passage.suspect(BASIS, line.clone(), 0.3, message));
        }
        before = earlier;
        sentences(passage, line, hits);
        previous = text;
    }
}

fn sentences(passage: &Passage<'_>, line: &Range<usize>, hits: &mut Vec<Hit>) {
    let (mut previous, mut start) = ("", line.start);
    let first = passage.marks.partition_point(|mark| mark.at < line.start);
    for mark in passage.marks[first..]
        .iter()
        .take_while(|mark| mark.at < line.end)
    {
        if !matches!(mark.sign, '。' | '！' | '？' | '；') {
            continue;
        }
        let part = &passage.text[start..mark.end()];
        let sentence = part.trim();
        if sentence == previous && sentence.chars().count() >= SENTENCE {
            let message = "这一句与上一句完全相同，请删去重复的一句。".to_owned();
            hits.push(passage.suspect(
                BASIS,
                mark.end() - part.trim_start().len()..mark.end(),
                0.85,
                message,
            ));
        }
        (previous, start) = (sentence, mark.end());
    }
}
