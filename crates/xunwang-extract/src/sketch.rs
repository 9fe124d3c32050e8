//! The sketch of a text (正文指纹): one pass over the main text of an article.

use xunwang_domain::articles::TextSketch;
use xunwang_domain::registry::half_width;

/// Texts with fewer characters say too little to be called the same.
const SHORTEST: u32 = 60;
/// Texts beyond this many bytes are sketched by their beginning.
const LONGEST: usize = 200_000;

/// Words of the lines around a text: source, clicks, font size, neighbours.
const AROUND: [&str; 19] = [
    "时间",
    "日期",
    "来源",
    "浏览",
    "点击",
    "阅读",
    "字体",
    "字号",
    "打印",
    "关闭",
    "分享",
    "上一",
    "下一",
    "编辑",
    "作者",
    "审核",
    "扫一扫",
    "附件",
    "收藏",
];
/// So many lines from either end are looked at for those words.
const MOST_AROUND: usize = 8;
/// Lines of more bytes are text.
const LONGEST_AROUND: usize = 120;

/// Sketches the main text of an article, paragraphs separated by line ends; `None` where it is too short. A line that is
/// mostly linked (a range of `linked` bytes) leads to other articles and does not count.
pub(crate) fn sketch(text: &str, linked: &[(usize, usize)]) -> Option<TextSketch> {
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
    let mut pass = Pass::default();
    let last = memchr::memrchr_iter(b'\n', text.as_bytes())
        .nth(MOST_AROUND - 1)
        .unwrap_or(0);
    let mut start = 0;
    let mut links = linked.iter().peekable();
    for (number, line) in text.split('\n').enumerate() {
        let end = start + line.len();
        let mut in_links = 0;
        while let Some((from, to)) = links.next_if(|(from, _)| *from < end) {
            in_links += to - from;
        }
        let is_around = (number < MOST_AROUND || start >= last)
            && line.len() <= LONGEST_AROUND
            && AROUND.iter().any(|word| line.contains(word));
        start += line.len() + 1;
        if !is_around && in_links * 2 < line.len().max(1) && !is_date(line) {
            pass.line(line);
        }
    }
    (pass.characters >= SHORTEST).then(|| pass.finish())
}

/// Is a line a date and nothing else?
fn is_date(line: &str) -> bool {
    line.len() <= 48
        && line.chars().all(|c| {
            c.is_ascii_digit()
                || c.is_whitespace()
                || "年月日时分秒-/.:：[]（）()〇一二三四五六七八九十".contains(c)
        })
}

/// Sentences of fewer characters (“特此通知。”) say nothing.
const SHORTEST_SENTENCE: u32 = 6;
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// The running state of the one pass.
struct Pass {
    digest: u64,
    numbers: u64,
    /// The last four characters, 16 bits each.
    run: u64,
    characters: u32,
    in_number: bool,
    /// The least hash of each of 64 groups of runs: of two texts the share of equal ones is that of common runs.
    least: [u32; 64],
    /// The sentence that is being read: its digest and its characters.
    sentence: (u64, u32),
    sentences: [u16; 8],
}

impl Default for Pass {
    fn default() -> Self {
        Self {
            digest: 0,
            numbers: 0,
            run: 0,
            characters: 0,
            in_number: false,
            least: [u32::MAX; 64],
            sentence: (0, 0),
            sentences: [u16::MAX; 8],
        }
    }
}

impl Pass {
    fn line(&mut self, line: &str) {
        let mut rest = line;
        loop {
            // Ideographs (U+4000 to U+9FFF) are most of a text, and need not be looked at twice.
            while let [first @ 0xe4..=0xe9, second, third, ..] = *rest.as_bytes() {
                let low = u64::from(second & 0x3f) << 6 | u64::from(third & 0x3f);
                self.in_number = false;
                self.take(u64::from(first & 0x0f) << 12 | low);
                rest = rest.get(3..).unwrap_or_default();
            }
            let mut characters = rest.chars();
            let Some(character) = characters.next() else { break };
            rest = characters.as_str();
            self.character(character);
        }
        self.end_sentence();
    }

    fn character(&mut self, character: char) {
        let character = if character >= '\u{ff01}' {
            half_width(character)
        } else {
            character
        };
        let is_digit = character.is_ascii_digit();
        if is_digit {
            if !self.in_number {
                self.numbers = self.numbers.wrapping_add(1).wrapping_mul(MIX);
            }
            self.numbers = (self.numbers ^ u64::from(u32::from(character))).wrapping_mul(MIX);
        }
        self.in_number = is_digit;
        if counts(character) {
            self.take(u64::from(u32::from(character)));
        } else if matches!(character, '。' | ';' | '!' | '?') {
            self.end_sentence();
        }
    }

    /// Takes in a character that counts.
    fn take(&mut self, code: u64) {
        self.sentence.0 = (self.sentence.0.rotate_left(5) ^ code).wrapping_mul(MIX);
        self.sentence.1 += 1;
        self.digest = (self.digest.rotate_left(5) ^ code).wrapping_mul(MIX);
        self.run = self.run << 16 | (code ^ code >> 16) & 0xffff;
        self.characters += 1;
        if self.characters >= 4 {
            let hash = (self.run ^ self.run >> 29).wrapping_mul(MIX);
            let hash = hash ^ hash >> 32;
            let group = (hash >> 58) as usize;
            let value = (hash as u32).wrapping_mul(0x85eb_ca6b);
            if let Some(least) = self.least.get_mut(group) {
                *least = value.min(*least);
            }
        }
    }

    /// Keeps the digest of a sentence where it is among the least; none is kept twice.
    fn end_sentence(&mut self) {
        let (digest, characters) = std::mem::take(&mut self.sentence);
        let digest = (digest ^ digest >> 29).wrapping_mul(MIX);
        let value = ((digest >> 48) as u16).min(u16::MAX - 1);
        if characters < SHORTEST_SENTENCE {
            return;
        }
        if let Err(at) = self.sentences.binary_search(&value)
            && let Some(rest) = self.sentences.get_mut(at..)
            && !rest.is_empty()
        {
            rest.rotate_right(1);
            if let Some(first) = rest.first_mut() {
                *first = value;
            }
        }
    }

    fn finish(self) -> TextSketch {
        let similar = self.least.iter().fold(0, |bits, least| {
            bits << 1 | u64::from((least ^ least >> 15).count_ones() & 1)
        });
        let numbers = (self.numbers ^ self.numbers >> 32) as u32;
        TextSketch {
            digest: self.digest ^ self.digest >> 29,
            similar,
            numbers: if self.numbers == 0 { 0 } else { numbers.max(1) },
            characters: self.characters,
            sentences: self.sentences,
        }
    }
}

/// Does a character count: letters, digits, ideographs; no white space, no punctuation?
fn counts(character: char) -> bool {
    match u32::from(character) {
        code @ 0..0x80 => (code as u8).is_ascii_alphanumeric(),
        // Punctuation of Latin, general and Chinese writing.
        0x80..0xc0 | 0x2000..0x2070 | 0x3000..0x3040 => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch_of(text: &str) -> Option<TextSketch> {
        sketch(text, &[])
    }

    fn long(middle: &str) -> String {
        let sentences: String = (0..30)
            .map(|number| {
                let noun = ["水利", "交通", "教育", "卫生", "农业", "林业", "商务"][number % 7];
                let verb = ["部署", "检查", "推进", "总结", "研究"][number % 5];
                format!("会议{verb}{noun}领域第{number}项重点任务，要求各单位压实{noun}责任。\n")
            })
            .collect();
        format!("{sentences}{middle}\n")
    }

    #[test]
    fn what_stands_around_a_text_does_not_count() {
        let plain = sketch_of(&long("请认真落实。")).unwrap();
        let dressed = format!(
            "发布时间：2021-03-05　来源：本网　浏览次数：12\n{}\n2021年3月5日\n上一篇：旧闻一则",
            long("请　认真落实！").replace('，', " ")
        );
        assert_eq!(sketch_of(&dressed), Some(plain));
        assert_eq!(sketch_of("太短的通知，不成文章。"), None);
    }

    #[test]
    fn links_to_other_articles_do_not_count() {
        let plain = long("请认真落实。");
        let related = "青川市公布2021年防汛责任人名单";
        let dressed = format!("{plain}{related}");
        let linked = [(plain.len(), dressed.len())];
        assert_eq!(sketch(&dressed, &linked), sketch_of(&plain));
        assert_ne!(sketch_of(&dressed), sketch_of(&plain));
    }

    #[test]
    fn small_changes_leave_texts_alike_and_other_texts_are_not() {
        let first = sketch_of(&long("请认真落实。")).unwrap();
        let edited = sketch_of(&long("请结合本地实际，认真抓好落实并及时报告进展情况。")).unwrap();
        assert!(
            first.likeness(&edited) >= 80 && first.digest != edited.digest,
            "{}",
            first.likeness(&edited)
        );
        let other: String = (0..60)
            .map(|n| format!("全市气象{n}号台风预警信号解除后转为阴有小雨{n}毫米"))
            .collect();
        assert!(first.likeness(&sketch_of(&other).unwrap()) < 50);
    }

    #[test]
    fn an_added_sentence_extends_a_text_and_an_exchanged_one_does_not() {
        let first = sketch_of(&long("")).unwrap();
        let added = sketch_of(&long("活动现场发放资料240份，解答咨询121人次。")).unwrap();
        assert!(first.is_extended(&added) && added.is_extended(&first));
        assert!(!first.is_extended(&first));
        let form = |name: &str| {
            let text: String = (1..=6)
                .map(|number| format!("第{number}项由{name}按照规定的程序组织实施并接受监督。"))
                .collect();
            sketch_of(&text).unwrap()
        };
        assert!(!form("青川市水利局").is_extended(&form("青川市农业农村局有关处室和直属事业单位")));
    }

    #[test]
    fn a_form_filled_in_anew_differs_in_its_numbers() {
        let form = |amount: &str| sketch_of(&long(&format!("拟补助青川市某企业{amount}元。"))).unwrap();
        assert_ne!(form("3200").numbers, form("4800").numbers);
        assert_eq!(form("3200").numbers, form("３２００").numbers);
    }
}
