//! Names of persons (姓名) in free text, for masking: behind a label, before a title, and beside a number.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::given::{is_ordinary, is_surname, length_of_name};
use crate::form::slice::{is_han, tail};

/// Characters of a run of ideographs that are looked at: a name and what may follow it.
const LONGEST_RUN: usize = 8;

/// Names behind labels and before titles: `姓名：张三`, `我叫张三`, `张先生`.
pub(super) fn labelled(text: &str) -> Vec<Range<usize>> {
    static STRONG: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:(?:姓名|联系人|申请人|投诉人|反映人|举报人|当事人|来信人|户主|业主|收件人|患者|家长|被害人|受害人|留言人|监护人|参保人|网民|网友|实名)",
            r"(?:姓名)?[：:是为\s（(]{1,3}|名字[是叫为：:]\s?|我的名字[是叫]?|我叫做?|我名叫|名叫|叫做|本人姓名[：:是为\s]{0,2}|姓名)",
        ))
        .ok()
    });
    // Behind these stands anything; a word of ordinary text is no name there.
    static WEAK: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:我是|本人是?|我爱人|我丈夫|我妻子|我老公|我老婆|我父亲|我母亲|我儿子|我女儿|我孩子|孩子叫|村民|居民|家长|患者|业主|户名|联系人|投诉人|反映人|留言人|申请人|举报人|市民|职工|学生)[：:，,\s（(]{0,2}").ok()
    });
    let behind = |label: &'static LazyLock<Option<Regex>>| {
        let found = label.iter().flat_map(|label| label.find_iter(text));
        found.map(|found| found.end())
    };
    behind(&STRONG)
        .filter_map(|at| name_at_start(text, at, true))
        .chain(behind(&WEAK).filter_map(|at| name_at_start(text, at, false)))
        .chain(titled(text))
        .collect()
}

/// `张先生`, `李女士`.
fn titled(text: &str) -> Vec<Range<usize>> {
    static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:\p{Han}{1,6}[·•]\p{Han}{1,8}|\p{Han}{1,4})\s?",
            r"(先生|女士|小姐|师傅|阿姨|大爷|大妈|大叔|大娘|大哥|大姐|奶奶|爷爷|同学|老师)",
        ))
        .ok()
    });
    let found = TITLE.iter().flat_map(|title| title.captures_iter(text));
    found
        .filter_map(|found| found.get(1))
        .filter_map(|title| {
            let end = text[..title.start()].trim_end().len();
            name_at_end(text, end)
        })
        .collect()
}

/// The name that begins at `at`. `strong`: the words in front leave no doubt that one follows.
fn name_at_start(text: &str, at: usize, strong: bool) -> Option<Range<usize>> {
    let run: Vec<char> = text[at..]
        .chars()
        .take_while(|sign| is_han(*sign))
        .take(LONGEST_RUN)
        .collect();
    let bytes = |count: usize| run.iter().take(count).map(|sign| sign.len_utf8()).sum::<usize>();
    let rest = &text[at + bytes(run.len())..];
    // 阿依古丽·买买提: no surname that a list would know.
    if let Some(second) = rest.strip_prefix(['·', '•'])
        && run.len() >= 2
    {
        let length = second.find(|sign| !is_han(sign)).unwrap_or(second.len());
        return Some(at..at + bytes(run.len()) + '·'.len_utf8() + length);
    }
    let length = length_of_name(&run)?;
    let goes_on = run.len() > 3 && run.first().is_some_and(|sign| is_particle(*sign));
    if !strong && (goes_on || is_ordinary(&run)) {
        return None;
    }
    Some(at..at + bytes(length))
}

/// The name that stands in front of or behind a number: `张三13812345678`, `张三，电话138…`, `138…（张三）`.
pub(super) fn beside(text: &str, number: &Range<usize>) -> Option<Range<usize>> {
    let lead = tail(text, number.start, 24);
    let words = [
        "回电",
        "来电",
        "联系电话",
        "电话号码",
        "手机号码",
        "手机号",
        "联系方式",
        "身份证号码",
        "身份证号",
        "身份证",
        "电话",
        "手机",
        "号码",
        "微信同号",
        "微信",
        "的",
        "是",
        "号",
    ];
    let mut end = lead;
    loop {
        let shorter = end.trim_end_matches(|sign: char| {
            " \u{3000}\t，,：:（(、+-—；;".contains(sign) || sign.is_ascii_digit() && end.ends_with("86")
        });
        let shorter = words
            .iter()
            .find_map(|word| shorter.strip_suffix(word))
            .unwrap_or(shorter);
        if shorter.len() == end.len() {
            break;
        }
        end = shorter;
    }
    let at = number.start - lead.len() + end.len();
    let before = name_at_end(text, at).filter(|name| text[name.clone()].chars().count() > 1);
    before.or_else(|| {
        let rest = text[number.end..].trim_start_matches([' ', '（', '(', '，', ',', '\t', '、']);
        let start = text.len() - rest.len();
        let run: Vec<char> = rest.chars().take_while(|sign| is_han(*sign)).take(5).collect();
        let whole = length_of_name(&run) == Some(run.len()) && !is_ordinary(&run);
        let bytes: usize = run.iter().map(|sign| sign.len_utf8()).sum();
        (start > number.end && whole).then_some(start..start + bytes)
    })
}

/// A name that ends at `at`: the longest that begins with a surname.
fn name_at_end(text: &str, at: usize) -> Option<Range<usize>> {
    let lead = tail(text, at, LONGEST_RUN * 2);
    let signs: Vec<(usize, char)> = lead.char_indices().collect();
    let run = signs.iter().rev().take_while(|(_, sign)| is_han(*sign)).count();
    let han = &signs[signs.len() - run..];
    let base = at - lead.len();
    if let Some((dot, '·' | '•')) = signs[..signs.len() - run].last()
        && run >= 2
    {
        let first = lead[..*dot]
            .chars()
            .rev()
            .take_while(|sign| is_han(*sign))
            .take(5);
        let bytes: usize = first.map(char::len_utf8).sum();
        return (bytes > 3).then_some(base + dot - bytes..at);
    }
    let fits = |count: usize| {
        let candidate: Vec<char> = han[han.len() - count..].iter().map(|(_, sign)| *sign).collect();
        length_of_name(&candidate) == Some(count) && !(count > 1 && is_ordinary(&candidate))
    };
    let longest = (2..=4.min(run)).rev().find(|count| fits(*count));
    let count = match longest {
        // 向张: the first is a word of its own, and a name is left.
        Some(2) if is_particle(han[run - 2].1) && is_surname(han[run - 1].1) => 1,
        Some(count) => count,
        None if run >= 1 && is_lone_surname(han, text, base) => 1,
        None => return None,
    };
    Some(base + han[run - count].0..at)
}

/// One surname alone: `请李女士`, and not the `和` of `男士和女士`.
fn is_lone_surname(han: &[(usize, char)], text: &str, base: usize) -> bool {
    let (place, sign) = han[han.len() - 1];
    let follows_word = text[..base + place].chars().next_back().is_some_and(is_han);
    is_surname(sign) && !(is_particle(sign) && follows_word)
}

/// Surnames that are mostly something else: prepositions, conjunctions, adverbs.
fn is_particle(sign: char) -> bool {
    "和于向应时全常单连任解从由与及对为让给跟找请".contains(sign)
}

/// The whole of a quoted slip: what stands in quotation marks of a sentence about a mistake is the site's own text.
pub(super) fn is_quoted_slip(text: &str, span: &Range<usize>) -> bool {
    let lead = tail(text, span.start, 40);
    let lead = lead.rsplit('\n').next().unwrap_or(lead);
    let open = lead.rfind(['“', '「', '『', '‘', '《']);
    let closed = lead.rfind(['”', '」', '』', '’', '》']);
    let is_open = match (open, closed) {
        (Some(open), Some(closed)) => open > closed,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let around = [
        tail(text, span.start, 60),
        crate::form::slice::head(text, span.end, 60),
    ];
    let says = |part: &&str| {
        ["误", "错", "应为", "应是", "应改", "改为", "写成", "打成", "更正"]
            .iter()
            .any(|word| part.contains(word))
    };
    is_open && around.iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        labelled(text).into_iter().map(|name| &text[name]).collect()
    }

    #[test]
    fn a_name_ends_where_the_sentence_goes_on() {
        assert_eq!(names("我叫王小明今年50岁"), ["王小明"]);
        assert_eq!(names("我叫王明家住示例路"), ["王明"]);
        assert_eq!(names("本人欧阳小红反映"), ["欧阳小红"]);
        assert_eq!(names("本人申请退款，一直没有回复"), [""; 0]);
        assert_eq!(names("我是高新区居民"), [""; 0]);
        assert_eq!(names("请李女士回电，男士和女士均可"), ["李"]);
        assert_eq!(names("请向张建国先生核实"), ["张建国"]);
    }

    #[test]
    fn a_quoted_mistake_is_not_a_person() {
        let text = "第二段“王小明先生”误写为“王晓明先生”";
        assert!(labelled(text).iter().all(|name| is_quoted_slip(text, name)));
        let plain = "我叫“王小明”，网站打不开";
        assert!(!labelled(plain).iter().any(|name| is_quoted_slip(plain, name)));
    }
}
