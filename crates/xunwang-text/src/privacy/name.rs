//! Names of persons (姓名) in free text, for masking: behind a label, and beside a number.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::form::slice::{is_han, tail};

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝";

/// Names behind labels: `姓名：张三`, `我叫张三，`, `张先生`.
pub(super) fn labelled(text: &str) -> Vec<Range<usize>> {
    static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:(?:姓名|联系人|申请人|投诉人|反映人|举报人|当事人|来信人|户主|业主|收件人|患者|家长|被害人|受害人)[：:是为\s]{1,3}",
            r"|(?:我叫|我是|名叫|叫做|本人)[：:\s]?)(\p{Han}{2,4})(?:[^\p{Han}]|$)",
        ))
        .ok()
    });
    let found = LABEL.iter().flat_map(|label| label.captures_iter(text));
    found
        .filter_map(|found| found.get(1))
        .filter(|name| is_name(name.as_str()))
        .map(|name| name.range())
        .chain(titled(text))
        .collect()
}

/// `张先生`, `李女士`.
fn titled(text: &str) -> Vec<Range<usize>> {
    static TITLE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(\p{Han}{1,3})(?:先生|女士|小姐|师傅|阿姨|大爷|大妈)").ok());
    let found = TITLE.iter().flat_map(|title| title.captures_iter(text));
    found
        .filter_map(|found| found.get(1))
        .filter_map(|lead| name_at_end(text, lead.end()))
        .collect()
}

/// The name that stands in front of or behind a number: `张三13812345678`, `张三，电话138…`, `138…（张三）`.
pub(super) fn beside(text: &str, number: &Range<usize>) -> Option<Range<usize>> {
    let lead = tail(text, number.start, 24);
    let words = [
        "联系电话",
        "手机号码",
        "手机号",
        "联系方式",
        "身份证号码",
        "身份证号",
        "身份证",
        "电话",
        "手机",
        "号码",
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
    name_at_end(text, at).or_else(|| {
        let rest = text[number.end..].trim_start_matches([' ', '（', '(', '，', ',', '\t']);
        let length = rest.find(|sign: char| !is_han(sign)).unwrap_or(rest.len());
        let start = text.len() - rest.len();
        (start > number.end && is_name(&rest[..length])).then_some(start..start + length)
    })
}

/// A name of two to four characters that ends at `at`: the longest that begins with a surname.
fn name_at_end(text: &str, at: usize) -> Option<Range<usize>> {
    let lead = tail(text, at, 3);
    let han: Vec<(usize, char)> = lead.char_indices().collect();
    let run = han.iter().rev().take_while(|(_, sign)| is_han(*sign)).count();
    let starts = &han[han.len() - run..];
    starts
        .iter()
        .find(|(start, sign)| SURNAMES.contains(*sign) && *start < lead.len())
        .map(|(start, _)| at - lead.len() + start..at)
}

fn is_name(text: &str) -> bool {
    let mut signs = text.chars();
    let surname = signs
        .next()
        .is_some_and(|sign| SURNAMES.contains(sign) || "欧上诸司东皇".contains(sign));
    let length = text.chars().count();
    let words = [
        "居民", "市民", "村民", "业主", "职工", "学生", "家长", "员工", "公司", "老师",
    ];
    surname && (2..=4).contains(&length) && !words.iter().any(|word| text.ends_with(word))
}
