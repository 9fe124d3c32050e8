//! A lexicon as a table: the columns in Chinese, read with every fault named, and written so that it can be read again.

use xunwang_domain::finding::Certainty;

use super::entry::{default_window, through_gaps_of};
use super::{ENTRY_CLASSES, Entry, Lexicon, State};
use crate::HitClass;
use crate::normal::normal_chars;
use crate::patterns::{LONGEST, SHORTEST};
use crate::table::{Column, Reading, Row, TableRefusal, header};

const fn column(name: &'static str, required: bool, also: &'static [&'static str]) -> Column {
    Column { name, also, required }
}

const COLUMNS: &[Column] = &[
    column("编号", false, &["序号"]),
    column("错误写法", true, &["错误表述", "错词", "敏感词", "不规范表述"]),
    column("正确写法", false, &["正确表述", "规范表述", "建议"]),
    column("类别", true, &["错误类别", "类型"]),
    column("把握", false, &["确定程度"]),
    column("匹配方式", false, &[]),
    column("附近须有", false, &[]),
    column("附近不得有", false, &[]),
    column("上下文字数", false, &[]),
    column("除非出现在", false, &["白名单词"]),
    column("生效日期", false, &["有效期起"]),
    column("失效日期", false, &["有效期止"]),
    column("依据", true, &["来源", "理由"]),
    column("负责人", false, &[]),
    column("状态", false, &[]),
    column("备注", false, &["说明"]),
];

const ID: usize = 0;
const WRONG: usize = 1;
const RIGHT: usize = 2;
const CLASS: usize = 3;
const CERTAINTY: usize = 4;
const MANNER: usize = 5;
const NEAR: usize = 6;
const NOT_NEAR: usize = 7;
const WINDOW: usize = 8;
const INSIDE: usize = 9;
const FROM: usize = 10;
const TO: usize = 11;
const SOURCE: usize = 12;
const OWNER: usize = 13;
const STATE: usize = 14;
const NOTE: usize = 15;

const WHOLE_WORD: &str = "整词";
const THROUGH_GAPS: &str = "容忍间隔";
const AS_WRITTEN: &str = "照字面";

impl Lexicon {
    /// Reads the entries of a table (导入词条).
    ///
    /// # Errors
    /// Every wrong cell by row and column; then nothing is taken.
    pub fn from_rows(
        (id, version, title): (&str, &str, &str),
        header: &[String],
        rows: &[Row],
    ) -> Result<Self, TableRefusal> {
        let mut reading = Reading::new(COLUMNS, header, rows)?;
        let mut first_row = std::collections::BTreeMap::new();
        let mut entries = Vec::new();
        for row in reading.rows() {
            let entry = read_entry(&mut reading, row);
            if let Some(first) = first_row.insert(entry.id.clone(), row.number) {
                let message = format!(
                    "编号“{}”与第{first}行相同（没有编号的以错误写法为编号）；请填写不同的编号，或删去其中一行",
                    entry.id
                );
                reading.add(Some(row.number), ID, message);
            }
            if let Some((column, message)) = refuse_entry(&entry) {
                reading.add(Some(row.number), column, message);
            }
            entries.push(entry);
        }
        reading.finish(Self {
            id: id.to_owned(),
            version: version.to_owned(),
            title: title.to_owned(),
            entries,
        })
    }

    /// The table (导出词条): the header, then one row an entry.
    pub fn to_rows(&self) -> Vec<Vec<String>> {
        std::iter::once(header(COLUMNS))
            .chain(self.entries.iter().map(write_entry))
            .collect()
    }
}

fn read_entry<'a>(reading: &mut Reading<'a>, row: &'a Row) -> Entry {
    let class = match ENTRY_CLASSES
        .iter()
        .find(|class| class.label() == reading.text(row, CLASS))
    {
        Some(class) => *class,
        None => {
            let known = ENTRY_CLASSES.map(HitClass::label).join("、");
            let message = format!("“{}”不是类别；请填{known}之一", reading.text(row, CLASS));
            reading.add(Some(row.number), CLASS, message);
            HitClass::Typo
        }
    };
    let certainty = match reading.text(row, CERTAINTY) {
        "" | "疑似" => Certainty::Suspected,
        "确定" => Certainty::Certain,
        other => {
            let message = format!("“{other}”读不懂；请填确定或疑似");
            reading.add(Some(row.number), CERTAINTY, message);
            Certainty::Suspected
        }
    };
    let state = match [State::Draft, State::InForce, State::Withdrawn]
        .into_iter()
        .find(|state| state.label() == reading.text(row, STATE))
    {
        Some(state) => state,
        None => {
            if !reading.text(row, STATE).is_empty() {
                let message = format!("“{}”不是状态；请填草稿、启用或停用", reading.text(row, STATE));
                reading.add(Some(row.number), STATE, message);
            }
            State::InForce
        }
    };
    let (whole_word, through_gaps) = read_manner(reading, row, class);
    let window = match reading.text(row, WINDOW) {
        "" => default_window(),
        number => number.parse().unwrap_or_else(|_| {
            reading.add(
                Some(row.number),
                WINDOW,
                format!("“{number}”不是字数；请填 0（整段）至 65535 的整数"),
            );
            default_window()
        }),
    };
    let wrong = reading.list(row, WRONG);
    let id = match reading.text(row, ID) {
        "" => wrong.first().cloned().unwrap_or_default(),
        id => id.to_owned(),
    };
    Entry {
        id,
        wrong,
        right: reading.list(row, RIGHT),
        class,
        certainty,
        whole_word,
        through_gaps,
        near: reading.list(row, NEAR),
        not_near: reading.list(row, NOT_NEAR),
        window,
        unless_inside: reading.list(row, INSIDE),
        from: reading.date(row, FROM),
        to: reading.date(row, TO),
        source: reading.text(row, SOURCE).to_owned(),
        owner: reading.text(row, OWNER).to_owned(),
        state,
        note: reading.text(row, NOTE).to_owned(),
    }
}

fn read_manner<'a>(reading: &mut Reading<'a>, row: &'a Row, class: HitClass) -> (bool, bool) {
    let manner: Vec<&str> = reading
        .text(row, MANNER)
        .split(['、', '|', '，', ','])
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    if let Some(other) = manner
        .iter()
        .find(|it| ![WHOLE_WORD, THROUGH_GAPS, AS_WRITTEN].contains(it))
    {
        let message = format!(
            "“{other}”不是匹配方式；请填{AS_WRITTEN}、{WHOLE_WORD}、{THROUGH_GAPS}，可多选，留空则由类别决定"
        );
        reading.add(Some(row.number), MANNER, message);
    }
    match manner.is_empty() {
        true => (true, through_gaps_of(class)),
        false => (manner.contains(&WHOLE_WORD), manner.contains(&THROUGH_GAPS)),
    }
}

fn write_entry(entry: &Entry) -> Vec<String> {
    let date = |date: Option<chrono::NaiveDate>| date.map_or(String::new(), |date| date.to_string());
    let manner = match (entry.whole_word, entry.through_gaps) {
        (true, true) => format!("{WHOLE_WORD}、{THROUGH_GAPS}"),
        (true, false) => WHOLE_WORD.to_owned(),
        (false, true) => THROUGH_GAPS.to_owned(),
        (false, false) => AS_WRITTEN.to_owned(),
    };
    vec![
        entry.id.clone(),
        entry.wrong.join("|"),
        entry.right.join("|"),
        entry.class.label().to_owned(),
        if entry.certainty == Certainty::Certain {
            "确定"
        } else {
            "疑似"
        }
        .to_owned(),
        manner,
        entry.near.join("|"),
        entry.not_near.join("|"),
        entry.window.to_string(),
        entry.unless_inside.join("|"),
        date(entry.from),
        date(entry.to),
        entry.source.clone(),
        entry.owner.clone(),
        entry.state.label().to_owned(),
        entry.note.clone(),
    ]
}

/// Why an entry cannot be taken, with its column.
pub(super) fn refuse_entry(entry: &Entry) -> Option<(usize, String)> {
    if entry.wrong.is_empty() {
        return Some((WRONG, "没有填写；请填错误写法，多个之间用 | 隔开".to_owned()));
    }
    for wrong in &entry.wrong {
        let chars = normal_chars(wrong);
        if !(SHORTEST..=LONGEST).contains(&chars.len()) {
            let message = format!("“{wrong}”应有{SHORTEST}至{LONGEST}个字；单个字请连同前后的字一起填写");
            return Some((WRONG, message));
        }
        if chars.contains(&'\n') {
            return Some((WRONG, format!("“{wrong}”中有换行；请删去")));
        }
        if let Some(right) = entry.right.iter().find(|right| normal_chars(right) == chars) {
            let message = format!("“{right}”与错误写法“{wrong}”相同（全半角、繁简不作区别）；请改正其中一个");
            return Some((RIGHT, message));
        }
    }
    if !ENTRY_CLASSES.contains(&entry.class) {
        return Some((
            CLASS,
            format!("词库不收“{}”；请改用其他类别", entry.class.label()),
        ));
    }
    if entry.class == HitClass::Typo && entry.right.is_empty() {
        return Some((RIGHT, "错别字须填正确写法".to_owned()));
    }
    if entry.source.is_empty() {
        return Some((
            SOURCE,
            "没有填写；请填文件名称或理由，判定时要告知对方".to_owned(),
        ));
    }
    if let (Some(from), Some(to)) = (entry.from, entry.to)
        && to < from
    {
        return Some((TO, format!("早于生效日期{from}；请改正")));
    }
    None
}
