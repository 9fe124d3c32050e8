//! The wrong text that a message quotes (引用的错误文字), and the right one that it proposes.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::form::slice::is_han;

/// A mistake that a message quotes (引用的错误). Circulars write `“对”误写为“错”`, messages `“错”应为“对”`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The text that should not stand there.
    pub wrong: String,
    /// What should stand there, where the message says so.
    pub right: Option<String>,
    /// Is it sure which of the two is the wrong one? Of `甲→乙` it is not.
    pub sure: bool,
}

/// Mistakes of one message that are read.
const MOST: usize = 20;
/// A quotation of fewer characters says nothing of where it stands.
const SHORTEST: usize = 2;

impl Slip {
    /// Is the wrong text long enough to be looked for on a page?
    pub fn is_telling(&self) -> bool {
        self.wrong.chars().filter(|sign| !sign.is_whitespace()).count() >= SHORTEST
    }

    /// How often the wrong text stands in a text; inside the right one it does not count, nor do spaces and line ends.
    pub fn count_in(&self, text: &str) -> usize {
        let text = tight(text);
        let wrong = tight(&self.wrong);
        if wrong.is_empty() {
            return 0;
        }
        let right = self
            .right
            .as_deref()
            .map(tight)
            .filter(|right| right.contains(&wrong));
        let inside = right
            .as_ref()
            .map_or(0, |right| text.matches(right.as_str()).count());
        text.matches(wrong.as_str()).count().saturating_sub(inside)
    }

    /// Does the right text stand in a text?
    pub fn is_right_in(&self, text: &str) -> bool {
        self.right
            .as_deref()
            .is_some_and(|right| tight(text).contains(&tight(right)))
    }
}

/// A text without spaces and line ends: a page breaks words where it likes.
fn tight(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '\u{200b}' | '\u{feff}'))
        .collect()
}

/// What the shape says of the first and the second text.
#[derive(Clone, Copy)]
enum Shape {
    /// “错” 应为 “对”
    WrongRight,
    /// “对” 误写为 “错”
    RightWrong,
    /// “错” alone
    Wrong,
    /// “上下文” 中的 “错” 应为 “对”
    Within,
    /// 甲→乙
    Either,
}

/// Mistakes that `text` quotes, in its order (引用的错误文字).
pub fn slips(text: &str) -> Vec<Slip> {
    let mut found: Vec<(usize, usize, Slip)> = Vec::new();
    for (shape, pattern) in PATTERNS.iter() {
        for captures in pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let taken = |(start, end, _): &(usize, usize, Slip)| whole.start() < *end && *start < whole.end();
            if found.iter().any(taken) {
                continue;
            }
            if let Some(slip) = slip(*shape, &captures) {
                found.push((whole.start(), whole.end(), slip));
            }
        }
    }
    found.sort_by_key(|(start, _, _)| *start);
    found.truncate(MOST);
    found.into_iter().map(|(_, _, slip)| slip).collect()
}

fn slip(shape: Shape, captures: &Captures<'_>) -> Option<Slip> {
    let part = |name| {
        captures
            .name(name)
            .map(|part| part.as_str().trim().to_owned())
            .filter(|part| !part.is_empty())
    };
    let (first, second) = (part("a"), part("b"));
    let (wrong, right, sure) = match shape {
        Shape::WrongRight => (first?, second, true),
        Shape::RightWrong => (second?, first, true),
        Shape::Wrong => (first?, None, true),
        Shape::Within => {
            let (context, wrong, right) = (first?, second?, part("c")?);
            // The context tells one 的 from all others.
            let mended = context
                .contains(&wrong)
                .then(|| context.replacen(&wrong, &right, 1));
            match mended {
                Some(mended) => (context, Some(mended), true),
                None => (wrong, Some(right), true),
            }
        }
        Shape::Either => {
            let (first, second) = (first?, second?);
            return bare(&first, &second).map(|(wrong, right)| Slip {
                wrong,
                right: Some(right),
                sure: false,
            });
        }
    };
    let bare_words = captures.name("bare").is_some();
    let (wrong, right) = match (bare_words, right) {
        (true, Some(right)) => {
            let (wrong, right) = match shape {
                Shape::RightWrong => bare(&right, &wrong).map(|(right, wrong)| (wrong, right)),
                _ => bare(&wrong, &right),
            }?;
            (wrong, Some(right))
        }
        (_, right) => (wrong, right),
    };
    (right.as_ref() != Some(&wrong)).then_some(Slip { wrong, right, sure })
}

/// Two words without quotation marks, of the same length and with something in common: of the first run its end, of the
/// second its beginning.
fn bare(first: &str, second: &str) -> Option<(String, String)> {
    let (first, second): (Vec<char>, Vec<char>) = (first.chars().collect(), second.chars().collect());
    (2..=8.min(first.len()).min(second.len()))
        .rev()
        .find_map(|length| {
            let (left, right) = (&first[first.len() - length..], &second[..length]);
            let same = left
                .iter()
                .zip(right)
                .filter(|(left, right)| left == right)
                .count();
            let han = left
                .iter()
                .chain(right)
                .all(|sign| is_han(*sign) || sign.is_ascii_alphanumeric());
            (han && same > 0 && same < length).then(|| (left.iter().collect(), right.iter().collect()))
        })
}

static PATTERNS: LazyLock<Vec<(Shape, Regex)>> = LazyLock::new(|| {
    let quoted =
        |name: &str| format!("[“\"「『‘'《](?P<{name}>[^“”\"「」『』‘’《》\\n]{{1,80}})[”\"」』’'》]");
    let (a, b, c) = (quoted("a"), quoted("b"), quoted("c"));
    const GAP: &str = r"(?:一词|二字|两字|字样|字|这个词|的表述|[（(][^）)]{0,20}[）)])?";
    const WRONG_TO: &str = "(?:被)?(?:错误地?|误|错|打错|写错)?(?:写|打|印|录|标|说|拼|排)?(?:误|错)?(?:写|打|印|用)?(?:成|为|作)(?:了|是)?";
    const MISTAKEN: &str = "(?:被)?(?:误写|错写|误打|错打|误印|误录|误作|误用|误|写成|打成|印成|录成|写错|打错|错|错误写|错误地写)(?:成|为|作)?(?:了)?";
    const SHOULD: &str = "(?:[，,、；;]|有误|是错的|写错了|错误|为错别字|是错别字|系笔误)*(?:似|此处|疑似|正确的?|正确写法|其实|显然)?(?:应该|应当|应|需|须|正确的?|改|更正|修改|更改|订正|修正)(?:该|当)?(?:改|更正|修改|写|更改|是|为|成|作|用|系)*[：:]?";
    let patterns = [
        (Shape::Within, format!("{a}(?:一句|一词|标题|文)?(?:中|里|内)的?{b}{GAP}{SHOULD}{c}")),
        (Shape::RightWrong, format!("(?:把|将)(?:了)?{a}{GAP}(?:误|错){WRONG_TO}{b}")),
        (Shape::RightWrong, format!("(?:把|将){a}{GAP}(?:写成|打成|印成|录成|说成|标成)(?:了)?{b}")),
        (Shape::RightWrong, format!("{a}{GAP}[，,]?{MISTAKEN}{b}")),
        (Shape::WrongRight, format!("(?:把|将)?{a}{GAP}{SHOULD}{b}")),
        (Shape::WrongRight, format!("(?:错误|原文|误|错)[：:]\\s*{a}[，,；;。\\s]*(?:正确|应为|正|改为)[：:]?\\s*{b}")),
        (Shape::Either, format!("{a}\\s*(?:→|-+>|—+>|=>)\\s*{b}")),
        (Shape::Wrong, format!("{a}{GAP}(?:中|里)?[，,]?(?:是|为|属|系|有|存在|出现)?(?:一?个|明显的?)?(?:错别字|错字|别字|笔误|文字错误|有误|写错|错误|漏字|多字|少了?[“\"‘'].{{1,4}}[”\"’']|多了?[“\"‘'].{{1,4}}[”\"’']|漏了?[“\"‘'].{{1,4}}[”\"’'])")),
        (Shape::Wrong, format!("(?:错别字|错字|别字|错误文字|文字错误)(?:是|为|有|：|:)\\s*{a}")),
        (
            Shape::WrongRight,
            "(?P<a>[\\p{Han}A-Za-z0-9]{2,20})(?P<bare>)[，,]?(?:应该|应当|应)(?:改|写|更正)?(?:为|是|成|作)(?P<b>[\\p{Han}A-Za-z0-9]{2,20})".to_owned(),
        ),
        (
            Shape::RightWrong,
            "(?P<a>[\\p{Han}A-Za-z0-9]{2,20})(?P<bare>)(?:误写成|错写成|误写为|写成了?|打成了?|误为)(?P<b>[\\p{Han}A-Za-z0-9]{2,20})".to_owned(),
        ),
        (
            Shape::Either,
            "(?P<a>[\\p{Han}A-Za-z0-9]{2,20})\\s*(?:→|-+>|—+>|=>)\\s*(?P<b>[\\p{Han}A-Za-z0-9]{2,20})".to_owned(),
        ),
    ];
    patterns
        .into_iter()
        .filter_map(|(shape, pattern)| Some((shape, Regex::new(&pattern).ok()?)))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        slips(text)
            .into_iter()
            .map(|slip| {
                let sign = if slip.sure { "" } else { "?" };
                format!("{}>{}{sign}", slip.wrong, slip.right.unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn the_wrong_text_is_known_by_the_shape_of_the_sentence() {
        for (text, slip) in [
            ("“帐号”应为“账号”，第三段。", "帐号>账号"),
            ("第二行\"登陆\"应改为\"登录\"", "登陆>登录"),
            ("“按装”有误，应为“安装”", "按装>安装"),
            ("“帐号”是错别字，应该是“账号”", "帐号>账号"),
            ("标题“账号”误写为“帐号”", "帐号>账号"),
            ("将“青川市”错写成“清川市”", "清川市>青川市"),
            ("把“截至”写成了“截止”", "截止>截至"),
            ("请将“部份”更正为“部分”", "部份>部分"),
            (
                "“关于规范管理得通知”中的“得”应为“的”",
                "关于规范管理得通知>关于规范管理的通知",
            ),
            ("“为人民服”漏了“务”字", "为人民服>"),
            ("错别字：“即使更新”", "即使更新>"),
            ("“即使更新”有错别字", "即使更新>"),
            ("错误：“树力”，正确：“树立”", "树力>树立"),
            ("第三段登陆应为登录", "登陆>登录"),
            ("文中安装写成按装了", "按装>安装"),
            ("登陆→登录", "登陆>登录?"),
            ("“登陆”->“登录”", "登陆>登录?"),
            ("‘渡过难关’应为‘度过难关’", "渡过难关>度过难关"),
        ] {
            assert_eq!(read(text), [slip], "{text}");
        }
        for none in [
            "网站打不开，应为正常",
            "“政策解读”栏目半年没有更新",
            "“我要咨询”点不开，请修复",
            "开放时间应为每天八点",
        ] {
            assert_eq!(read(none), [""; 0], "{none}");
        }
        assert_eq!(read("“帐号”应为“账号”；“登陆”应为“登录”").len(), 2);
    }

    #[test]
    fn a_wrong_text_inside_the_right_one_does_not_count() {
        let slip = Slip {
            wrong: "人民政".into(),
            right: Some("人民政府".into()),
            sure: true,
        };
        assert_eq!(slip.count_in("青川市人民政府 人民\n政办公室"), 1);
        assert!(slip.is_right_in("青川市人 民政府"));
    }
}
