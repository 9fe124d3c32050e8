//! `form:bracket`: brackets, quotation marks and book-title marks without their other half.

use super::check::Check;
use super::passage::{Mark, Passage};
use crate::Hit;

const BASIS: &str = "form:bracket";

pub(super) static CHECK: Check = Check {
    name: "bracket",
    title: "括号、引号、书名号不配对",
    document: "\
## 检查什么

（）《》〈〉【】〔〕“”‘’「」『』有前无后、有后无前、前后交叉、两个都用了前一半的。

## 为什么

书名号、引号漏了一半，文件名称和引文的边界就不清楚，也常常是漏字的痕迹。

## 怎样认定

按自然段配对。编号“1）”“a）”不算缺括号；引文跨几段、每段段首重复前引号的合乎规定；\
括号跨行（相距六行以内）配上的不报。以省略号结尾的标题是截短的，不报；没有句末标点、一直缺到行末的短行，可能是截短的标题，只给低分。都为疑似。

## 示例

- 报告：根据《中华人民共和国政府信息公开条例的规定，现予公布。
- 报告：经研究（含各县（市、区），决定如下。
- 报告：他说：“坚持为民“的理念不能丢。
- 报告：按照（《示例省办法）》执行。
- 报告：各单位要落实要求》，按时报送。
- 不报告：1）报名；2）初审；a）复核；（三）公示。
- 不报告：“第一段引文。\\n“第二段引文。”
- 不报告：关于印发《示例省政府网站管理办法…\\n表（一\\n）
- 不报告：他说：“要读《示例》（修订版）〔2023〕‘新编’。”
- 不报告：“远亲不如近邻，近邻不如‘青川110’。”“建设‘AI赋能’平台。”
",
    run,
};

/// One kind of brackets.
#[derive(Clone, Copy, PartialEq)]
struct Kind(char, char);

const KINDS: [Kind; 9] = [
    Kind('（', '）'),
    Kind('《', '》'),
    Kind('〈', '〉'),
    Kind('【', '】'),
    Kind('〔', '〕'),
    Kind('“', '”'),
    Kind('‘', '’'),
    Kind('「', '」'),
    Kind('『', '』'),
];
/// Lines over which the halves of a pair may lie apart, as wrapped lines leave them.
const REACH: usize = 6;
/// The same for quotations, which may run over whole paragraphs.
const QUOTE_REACH: usize = 200;

/// Deepest nesting that is followed.
const DEEPEST: usize = 32;

/// A half without its other half in its paragraph.
struct Single {
    mark: Mark,
    kind: Kind,
    opens: bool,
    line: usize,
    matched: bool,
}

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    let (mut singles, mut place) = (Vec::new(), 0);
    for (number, line) in passage.lines.iter().enumerate() {
        let first = place;
        while place < passage.marks.len() && passage.marks[place].at < line.end {
            place += 1;
        }
        pair(passage, &passage.marks[first..place], number, &mut singles, hits);
    }
    over_lines(passage, &mut singles);
    let mut told = None;
    for (place, single) in singles.iter().enumerate().filter(|(_, single)| !single.matched) {
        if told.replace((single.line, single.kind.0)) != Some((single.line, single.kind.0)) {
            report(passage, single, &singles[place + 1..], hits);
        }
    }
}

/// Pairs within one paragraph.
fn pair(passage: &Passage<'_>, marks: &[Mark], line: usize, singles: &mut Vec<Single>, hits: &mut Vec<Hit>) {
    let mut open: Vec<(Mark, Kind)> = Vec::new();
    let single = |mark, kind, opens| Single {
        mark,
        kind,
        opens,
        line,
        matched: false,
    };
    for (index, mark) in marks.iter().enumerate() {
        let Some((kind, opens)) = kind(passage, *mark) else {
            continue;
        };
        if open.len() > DEEPEST {
            return; // No prose: nothing is said of such a line.
        }
        if opens {
            open.push((*mark, kind));
        } else if let Some(depth) = open.iter().rposition(|(_, other)| *other == kind) {
            let above = open.split_off(depth + 1);
            open.pop();
            for (opener, kind) in above {
                if may_be_apostrophe(passage, opener) {
                    continue;
                }
                if closes_later(passage, &marks[index + 1..], kind) {
                    crossed(passage, opener, *mark, kind, hits);
                    return;
                }
                singles.push(single(opener, kind, true));
            }
        } else if !is_item_number(passage, *mark) && !may_be_apostrophe(passage, *mark) {
            singles.push(single(*mark, kind, false));
        }
    }
    open.retain(|(mark, _)| !may_be_apostrophe(passage, *mark));
    singles.extend(open.into_iter().map(|(mark, kind)| single(mark, kind, true)));
    singles.sort_by_key(|single| single.mark.at);
}

fn kind(passage: &Passage<'_>, mark: Mark) -> Option<(Kind, bool)> {
    let sign = match mark.sign {
        '(' => '（',
        ')' => '）',
        other => other,
    };
    let kind = *KINDS.iter().find(|kind| kind.0 == sign || kind.1 == sign)?;
    let (before, after) = (passage.before(mark.at), passage.after(mark.end()));
    let latin = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
    let foreign = match sign {
        // :-)
        '）' if mark.sign == ')' => before.is_some_and(|sign| ":;-^_=".contains(sign)),
        '’' => latin(before) && latin(after),
        // 〔2019] is a wrong document number, not an open bracket.
        '〔' => {
            let year = passage.head(mark.end(), 5);
            year.len() >= 5 && year.as_bytes()[..4].iter().all(u8::is_ascii_digit) && !year.ends_with('〕')
        }
        _ => false,
    };
    (!foreign).then_some((kind, kind.0 == sign))
}

/// `students’`, `‘90s`: it may be an apostrophe, so it may pair, but alone it is no mistake.
fn may_be_apostrophe(passage: &Passage<'_>, mark: Mark) -> bool {
    let beside = match mark.sign {
        '’' => [passage.before(mark.at), passage.after(mark.end())],
        '‘' => [passage.after(mark.end()), None],
        _ => return false,
    };
    beside
        .into_iter()
        .flatten()
        .any(|sign| sign.is_ascii_alphanumeric())
}

fn closes_later(passage: &Passage<'_>, rest: &[Mark], kind: Kind) -> bool {
    let next = rest
        .iter()
        .filter_map(|mark| self::kind(passage, *mark))
        .find(|(other, _)| *other == kind);
    next.is_some_and(|(_, opens)| !opens)
}

fn crossed(passage: &Passage<'_>, opener: Mark, closer: Mark, kind: Kind, hits: &mut Vec<Hit>) {
    let message = format!(
        "“{}{}”与“{}”前后交叉，请调整先后次序。",
        kind.0, kind.1, closer.sign
    );
    hits.push(passage.suspect(BASIS, opener.at..closer.end(), 0.85, message));
}

/// `1）`, `a）`, `附件1）`: the number of an item, with half a bracket by custom.
fn is_item_number(passage: &Passage<'_>, mark: Mark) -> bool {
    if !matches!(mark.sign, '）' | ')') {
        return false;
    }
    let tail = passage.tail(mark.at, 4);
    let number = tail
        .rsplit(|sign: char| {
            !(sign.is_ascii_alphanumeric() || super::numeral::is_numeral(sign) || ('①'..='⑳').contains(&sign))
        })
        .next()
        .unwrap_or("");
    !number.is_empty() && number.chars().count() <= 3
}

/// Halves that meet in another line.
fn over_lines(passage: &Passage<'_>, singles: &mut [Single]) {
    let mut open: [Vec<usize>; KINDS.len()] = Default::default();
    for place in 0..singles.len() {
        let (kind, line) = (singles[place].kind, singles[place].line);
        let quote = matches!(kind.0, '“' | '‘' | '「' | '『');
        let slot = KINDS.iter().position(|other| *other == kind).unwrap_or(0);
        if singles[place].opens {
            let repeated = passage
                .lines
                .get(line + 1)
                .is_some_and(|next| passage.text[next.clone()].starts_with(kind.0));
            singles[place].matched |= quote && repeated;
            if !singles[place].matched {
                open[slot].push(place);
            }
            continue;
        }
        let reach = if quote { QUOTE_REACH } else { REACH };
        let near = |opener: &mut usize| {
            line.abs_diff(singles[*opener].line) <= reach && singles[*opener].line < line
        };
        if let Some(opener) = open[slot].pop_if(near) {
            singles[opener].matched = true;
            singles[place].matched = true;
        }
    }
}

/// `later` are the halves behind `single`.
fn report(passage: &Passage<'_>, single: &Single, later: &[Single], hits: &mut Vec<Hit>) {
    let line = &passage.text[passage.lines[single.line].clone()];
    let (Kind(left, right), sign) = (single.kind, single.mark.sign);
    let span = single.mark.at..single.mark.end();
    let last_line = single.line + 1 == passage.lines.len();
    let ended = line.ends_with(['。', '！', '？', '；', '：', '，', '”', '）']);
    if single.opens {
        if line.ends_with(['…', '.']) || (last_line && !ended && passage.lines.len() > 1) {
            return; // Cut off.
        }
        let mut again = later.iter().take_while(|other| other.line == single.line);
        let again = again.find(|other| other.opens && other.kind == single.kind && !other.matched);
        if let Some(second) = again.filter(|_| matches!(left, '“' | '‘' | '《')) {
            let span = single.mark.at..second.mark.end();
            let message = format!("两个“{left}”之间没有“{right}”，第二个很可能应为“{right}”，请核对。");
            let mut hit = passage.suspect(BASIS, span.clone(), 0.8, message);
            hit.right = vec![format!("{}{right}", &passage.text[span.start..second.mark.at])];
            hits.push(hit);
            return;
        }
        let title = !line.contains(['。', '；']) && line.chars().count() <= 60;
        let score = if title && !ended { 0.35 } else { 0.8 };
        let message = format!("“{sign}”没有对应的“{right}”，请补上或删去。");
        hits.push(passage.suspect(BASIS, span, score, message));
    } else {
        let score = if single.line == 0 && !ended { 0.35 } else { 0.75 };
        let message = format!("“{sign}”前面没有对应的“{left}”，请补上或删去。");
        hits.push(passage.suspect(BASIS, span, score, message));
    }
}
