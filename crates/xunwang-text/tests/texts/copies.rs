//! Copies of real texts with something cut, altered or moved, by handed-in chance.

use std::ops::Range;
use std::path::Path;

/// One law from two publishers.
pub(crate) struct Pair {
    pub(crate) id: String,
    pub(crate) first: String,
    pub(crate) second: String,
}

/// The pairs; none, said so, where they are not at hand.
pub(crate) fn pairs() -> Vec<Pair> {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/reprints"
    ));
    let Ok(index) = std::fs::read_to_string(folder.join("index.tsv")) else {
        println!("skipped: no {}", folder.display());
        return Vec::new();
    };
    let read = |id: &str, end: &str| std::fs::read_to_string(folder.join(format!("{id}-{end}"))).unwrap();
    let ids = index.lines().skip(1).filter_map(|line| line.split('\t').next());
    ids.map(|id| Pair {
        id: id.to_string(),
        first: read(id, "a.txt"),
        second: read(id, "b.md"),
    })
    .collect()
}

/// Letters, digits and ideographs only.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Numbers that follow from a seed.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ value >> 31) % bound.max(1) as u64) as usize
    }
}

/// A copy, and what of the original it lacks.
pub(crate) struct Copy {
    pub(crate) text: String,
    pub(crate) cuts: Vec<Range<usize>>,
}

impl Copy {
    /// Cuts one to four things of ten letters or more: paragraphs (0), articles (1), sentences (2), rows (3), any (4).
    pub(crate) fn cut(original: &str, chance: &mut Chance, what: usize) -> Self {
        let mut cuts: Vec<Range<usize>> = Vec::new();
        for _ in 0..1 + chance.below(4) {
            let kind = if what == 4 { chance.below(3) } else { what };
            let choice = match kind {
                0 => paragraphs(original),
                3 => rows(original),
                1 => articles(original),
                _ => sentences(original),
            };
            let Some(cut) = choice.get(chance.below(choice.len())) else {
                continue;
            };
            let is_free = cuts
                .iter()
                .all(|other| other.end < cut.start || cut.end < other.start);
            if is_free && bare(original.get(cut.clone()).unwrap()).chars().count() >= 10 {
                cuts.push(cut.clone());
            }
        }
        cuts.sort_by_key(|cut| cut.start);
        let mut text = String::new();
        let mut at = 0;
        for cut in &cuts {
            text.push_str(&original[at..cut.start]);
            at = cut.end;
        }
        text.push_str(&original[at..]);
        Self { text, cuts }
    }

    /// Exchanges one word or number within a sentence; gives the place.
    pub(crate) fn altered(original: &str, chance: &mut Chance) -> Option<(String, usize)> {
        const WORDS: [(&str, &str); 8] = [
            ("不得", "得"),
            ("应当", "可以"),
            ("三年", "五年"),
            ("十日", "七日"),
            ("以上", "以下"),
            ("二万元", "二十万元"),
            ("可以", "应当"),
            ("人民政府", "人民法院"),
        ];
        let (from, to) = WORDS[chance.below(WORDS.len())];
        let start = original.find("第一条")?;
        let places: Vec<usize> = original
            .match_indices(from)
            .map(|(at, _)| at)
            .filter(|at| *at > start)
            .collect();
        let at = *places.get(chance.below(places.len()))?;
        // Within a longer number the word is another.
        let before = original[..at].chars().next_back()?;
        if "一二三四五六七八九十百".contains(before) {
            return None;
        }
        Some((
            format!("{}{to}{}", &original[..at], &original[at + from.len()..]),
            at,
        ))
    }

    /// Puts one paragraph elsewhere.
    pub(crate) fn moved(original: &str, chance: &mut Chance) -> (String, Range<usize>) {
        let paragraphs: Vec<_> = paragraphs(original)
            .into_iter()
            .filter(|range| range.len() > 90)
            .collect();
        let from = paragraphs[chance.below(paragraphs.len())].clone();
        let to = loop {
            let to = paragraphs[chance.below(paragraphs.len())].end;
            if to < from.start || to > from.end {
                break to;
            }
        };
        let words = &original[from.clone()];
        let text = if to < from.start {
            format!(
                "{}{words}{}{}",
                &original[..to],
                &original[to..from.start],
                &original[from.end..]
            )
        } else {
            format!(
                "{}{}{words}{}",
                &original[..from.start],
                &original[from.end..to],
                &original[to..]
            )
        };
        (text, from)
    }
}

/// A notice with a table of 10 to 60 rows that are much alike, its cells set off by tabs or as in Markdown.
pub(crate) fn table(chance: &mut Chance) -> String {
    const TOWNS: [&str; 6] = ["青川市", "云岭市", "江口市", "临江市", "松原县", "石桥县"];
    const BODIES: [&str; 6] = [
        "水利局",
        "应急管理局",
        "气象局",
        "交通运输局",
        "自然资源局",
        "农业农村局",
    ];
    const DUTIES: [&str; 5] = ["河道巡查", "物资储备", "预警发布", "抢险救援", "隐患排查"];
    let is_marked = chance.below(2) == 0;
    let mut text =
        "青川市防汛责任清单\n各有关单位：\n现将2023年防汛责任清单印发给你们，请认真落实。\n".to_string();
    let mut push = |cells: &[&str]| {
        let row = if is_marked {
            format!("| {} |", cells.join(" | "))
        } else {
            cells.join("\t")
        };
        text.push_str(&row);
        text.push('\n');
    };
    push(&["序号", "责任单位", "责任事项", "完成时限", "数量"]);
    if is_marked {
        push(&["---"; 5]);
    }
    for number in 1..11 + chance.below(50) {
        let body = format!("{}{}", TOWNS[chance.below(6)], BODIES[chance.below(6)]);
        let term = format!("{}月{}日", chance.below(12) + 1, chance.below(28) + 1);
        let count = format!("{}处", chance.below(40));
        push(&[&number.to_string(), &body, DUTIES[chance.below(5)], &term, &count]);
    }
    text.push_str("请于每季度末上报落实情况，市防汛办公室将适时组织抽查。\n");
    text
}

/// The rows of a table, head left out.
fn rows(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            at += line.len();
            (at - line.len()..at, line)
        })
        .filter(|(_, line)| {
            line.trim_start_matches(['|', ' '])
                .starts_with(|c: char| c.is_ascii_digit())
        })
        .map(|(range, _)| range)
        .collect()
}

/// Lines with their ends, from the first article on, headings left out.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let start = text.find("\n第一条").map_or(0, |at| at + 1);
    let mut at = start;
    text[start..]
        .split_inclusive('\n')
        .map(|line| {
            at += line.len();
            (at - line.len()..at, line)
        })
        .filter(|(_, line)| !line.starts_with('#') && line.trim_end().ends_with(['。', '；', '：', ';', ':']))
        .map(|(range, _)| range)
        .collect()
}

/// From 第N条 to the next article or heading.
fn articles(text: &str) -> Vec<Range<usize>> {
    let mut articles: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for paragraph in paragraphs(text) {
        let follows = articles
            .last()
            .is_some_and(|last| text[last.end..paragraph.start].trim().is_empty());
        let is_label = text[paragraph.clone()].starts_with('第');
        match articles.last_mut() {
            Some(last) if is_open && follows && !is_label => last.end = paragraph.end,
            _ if is_label => articles.push(paragraph.clone()),
            _ => {}
        }
        is_open = is_label || is_open && follows;
    }
    articles
}

/// Sentences within paragraphs, after the number of an article.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs(text) {
        let mut start = paragraph.start;
        if text[paragraph.clone()].starts_with('第') {
            start += text[paragraph.clone()]
                .find([' ', '\u{3000}'])
                .map_or(0, |at| at + 1);
            start = text.ceil_char_boundary(start);
        }
        let mut at = start;
        for sentence in text[start..paragraph.end]
            .trim_end()
            .split_inclusive(['。', '；'])
        {
            sentences.push(at..at + sentence.len());
            at += sentence.len();
        }
    }
    sentences
}
