//! The recogniser (识别): personal data of a text, each with a verdict whether it may stand in public.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use xunwang_domain::finding::Certainty;

use super::datum::{Datum, Kind};
use super::digits::{Number, numbers};
use super::identity::{Identity, identity};
use super::table::{Column, Header, Row, Tables, cells};
use super::{address, card, name, paper, phone};
use crate::form::slice::{head, tail};

/// A text with what the recogniser knows of its tables.
pub(super) struct Recogniser<'t> {
    pub(super) text: &'t str,
    pub(super) numbers: Vec<Number>,
    pub(super) tables: Tables,
}

/// Bytes around a number in which other data of the same person stands.
const NEAR: usize = 240;

impl<'t> Recogniser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let numbers = numbers(text);
        let tables = Tables::read(text);
        Self {
            text,
            numbers,
            tables,
        }
    }

    /// Data that a strict reading finds, by place; overlapping readings are settled in favour of the longer one.
    pub(super) fn strict(&self) -> Vec<Datum> {
        let mut data = self.labelled();
        self.cells_of_persons(&mut data);
        for number in &self.numbers {
            if let Some(identity) = identity(number) {
                data.push(Datum {
                    kind: Kind::Identity,
                    span: number.span.clone(),
                    leak: self.identity_leak(number, &identity),
                });
            }
        }
        // Whose data stand together is known only when the surest are found.
        let mut persons: Vec<Range<usize>> = data
            .iter()
            .filter(|datum| datum.leak.is_some())
            .map(|datum| datum.span.clone())
            .collect();
        persons.sort_by_key(|person| (person.end, person.start));
        for number in &self.numbers {
            if card::is_card(number) {
                data.push(Datum::new(
                    Kind::Card,
                    number.span.clone(),
                    self.card_leak(number, &persons),
                ));
            } else if phone::is_mobile(number) {
                data.push(Datum::new(
                    Kind::Mobile,
                    number.span.clone(),
                    self.mobile_leak(number, &persons),
                ));
            }
        }
        settle(data)
    }

    /// Addresses and papers behind their labels.
    fn labelled(&self) -> Vec<Datum> {
        static LABELS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
            let papers = paper::LABELS.iter().map(|(label, _)| *label);
            AhoCorasick::builder()
                .kind(Some(aho_corasick::AhoCorasickKind::DFA))
                .match_kind(aho_corasick::MatchKind::LeftmostLongest)
                .build(address::LABELS.into_iter().chain(papers))
                .ok()
        });
        let mut data = Vec::new();
        let Some(labels) = LABELS.as_ref() else {
            return data;
        };
        for found in labels.find_iter(self.text) {
            if let Some(place) = found.pattern().as_usize().checked_sub(address::LABELS.len()) {
                let kind = paper::LABELS[place].1;
                if let Some(span) = paper::behind(self.text, found.end(), kind) {
                    data.push(Datum::new(kind, span, Some(0.85)));
                }
            } else if let Some(span) = address::behind(self.text, found.end()) {
                let home = address::is_home(&self.text[found.range()], &self.text[span.clone()]);
                let leak = self.home_of_person(found.start(), home).then_some(0.75);
                data.push(Datum::new(Kind::Address, span, leak));
            }
        }
        data
    }

    /// Does the line speak of one person, and of no body? `home`: the label says so already.
    fn home_of_person(&self, at: usize, home: bool) -> bool {
        let line = self.line(at);
        let line = &self.text[line];
        let person = home
            || [
                "姓名",
                "户主",
                "申请人",
                "当事人",
                "被处罚人",
                "男",
                "女",
                "身份证",
                "出生",
                "某",
                "父亲",
                "母亲",
                "家属",
            ]
            .iter()
            .any(|word| line.contains(word));
        let body = [
            "公司",
            "法定代表人",
            "经营者",
            "统一社会信用代码",
            "经营场所",
            "如实填写",
            "填写说明",
        ];
        person && !body.iter().any(|word| line.contains(word))
    }

    /// Addresses and passports in columns that hold them.
    fn cells_of_persons(&self, data: &mut Vec<Datum>) {
        for row in &self.tables.rows {
            let header = &self.tables.headers[row.header];
            let wanted = |column: &Column| matches!(column, Column::Address | Column::Passport);
            if !header.columns.iter().any(wanted) {
                continue;
            }
            let named = header.columns.contains(&Column::Name) && !header.official;
            for ((start, cell), column) in cells(self.text, &row.line).zip(&header.columns) {
                let trimmed = cell.trim();
                let from = start + cell.len() - cell.trim_start().len();
                let span = from..from + trimmed.len();
                match column {
                    Column::Address if address::has_house_number(trimmed) && !trimmed.contains('*') => {
                        data.push(Datum::new(Kind::Address, span, named.then_some(0.7)));
                    }
                    Column::Passport if paper::is_passport(trimmed) => {
                        data.push(Datum::new(Kind::Passport, span, Some(0.85)));
                    }
                    _ => {}
                }
            }
        }
    }

    fn identity_leak(&self, number: &Number, identity: &Identity) -> Option<(f32, Certainty)> {
        let said = match self.tables.at(self.text, number.span.start) {
            Some((_, Column::Identity)) => Some(true),
            Some((_, Column::Code)) => Some(false),
            _ => self.identity_label(number.span.start),
        };
        let whole = identity.whole;
        match said {
            Some(true) if identity.old => Some((0.75, Certainty::Suspected)),
            Some(true) if !whole || self.is_sample(number.span.start) => Some((0.8, Certainty::Suspected)),
            Some(true) => Some((1.0, Certainty::Certain)),
            Some(false) => None,
            // 区划＋日期＋流水号 is how offices number their cases since computers do it.
            None if identity.old || identity.born > 2005 && !self.line_names_person(number.span.start) => {
                None
            }
            None if whole => Some((0.8, Certainty::Suspected)),
            None => (number.groups == [6, 8, 4]).then_some((0.6, Certainty::Suspected)),
        }
    }

    /// What the words in front say: an identity number, another number, or nothing.
    fn identity_label(&self, at: usize) -> Option<bool> {
        const YES: [&str; 7] = [
            "身份证",
            "身份号码",
            "公民身份",
            "证件号",
            "身份证明",
            "证号",
            "身份证件",
        ];
        const NO: [&str; 18] = [
            "编号",
            "文号",
            "订单",
            "单号",
            "流水",
            "案号",
            "信用代码",
            "代码",
            "许可证",
            "执照",
            "受理号",
            "条码",
            "合同",
            "序列",
            "学号",
            "账号",
            "ISBN",
            "编码",
        ];
        let lead = tail(self.text, at, 20);
        let lead = lead.rsplit(['\n', '\t', '。', '；']).next().unwrap_or(lead);
        let last = |words: &[&str]| {
            words
                .iter()
                .filter_map(|word| lead.rfind(word).map(|place| place + word.len()))
                .max()
        };
        match (last(&YES), last(&NO)) {
            (Some(yes), Some(no)) => Some(yes >= no),
            (Some(_), None) => Some(true),
            (None, Some(_)) => Some(false),
            (None, None) => None,
        }
    }

    fn is_sample(&self, at: usize) -> bool {
        let line = &self.text[self.line(at)];
        ["示例", "样例", "样本", "例如", "填写说明", "格式如", "模板"]
            .iter()
            .any(|word| line.contains(word))
    }

    fn line_names_person(&self, at: usize) -> bool {
        let line = &self.text[self.line(at)];
        ["姓名", "户主", "性别", "出生", "男", "女", "身份证"]
            .iter()
            .any(|word| line.contains(word))
            || self
                .tables
                .at(self.text, at)
                .is_some_and(|(header, _)| header.columns.contains(&Column::Name))
    }

    /// A card is a leak where words call it one, and no body owns it.
    fn card_leak(&self, number: &Number, persons: &[Range<usize>]) -> Option<f32> {
        const WORDS: [&str; 10] = [
            "卡号",
            "银行卡",
            "账号",
            "帐号",
            "账户",
            "帐户",
            "一卡通",
            "储蓄卡",
            "存折",
            "开户",
        ];
        const BODIES: [&str; 16] = [
            "公司",
            "委员会",
            "中心",
            "学校",
            "医院",
            "财政",
            "协会",
            "合作社",
            "基金会",
            "对公",
            "基本户",
            "专户",
            "单位",
            "政府",
            "缴款",
            "法院",
        ];
        let at = number.span.start;
        let (lead, line) = (tail(self.text, at, 30), &self.text[self.line(at)]);
        if let Some((header, column)) = self.tables.at(self.text, at) {
            let body = BODIES.iter().any(|word| line.contains(word)) || header.official;
            let person = header.columns.contains(&Column::Name) || header.personal;
            return (column == Column::Card && !body && person).then_some(0.8);
        }
        let lead = lead.rsplit(['\n', '\t']).next().unwrap_or(lead);
        let called = WORDS.iter().any(|word| lead.contains(word));
        let body = BODIES.iter().any(|word| line.contains(word)) || self.near_lines_name_body(at, &BODIES);
        let person = near(persons, &number.span)
            || ["姓名", "户主", "本人", "身份证"]
                .iter()
                .any(|word| line.contains(word));
        (called && !body).then_some(if person { 0.8 } else { 0.6 })
    }

    /// 户名 and 账号 stand in lines of their own.
    fn near_lines_name_body(&self, at: usize, bodies: &[&str]) -> bool {
        let line = self.line(at);
        let around = format!(
            "{}{}",
            tail(self.text, line.start, 60),
            head(self.text, line.end.min(self.text.len()), 60)
        );
        bodies.iter().any(|word| around.contains(word))
    }

    /// A mobile number is a leak beside other data of a natural person; as a point of contact it is published on purpose.
    fn mobile_leak(&self, number: &Number, persons: &[Range<usize>]) -> Option<f32> {
        let at = number.span.start;
        if let Some((header, column)) = self.tables.at(self.text, at) {
            let row = self.tables.row(at)?;
            return self.mobile_in_table(header, column, row, persons);
        }
        let together = near(persons, &number.span) && self.same_line(persons, at);
        if together && !self.is_contact(at) {
            return Some(0.75);
        }
        self.is_of_citizen(number).then_some(0.6)
    }

    /// `投诉人王小明，电话…`: behind the name of somebody whom the sentence calls a citizen before the office.
    fn is_of_citizen(&self, number: &Number) -> bool {
        const CITIZENS: [&str; 16] = [
            "投诉人",
            "反映人",
            "来信人",
            "来访人",
            "举报人",
            "当事人",
            "申请人",
            "被处罚人",
            "患者",
            "死者",
            "受害人",
            "被害人",
            "户主",
            "低保户",
            "低保对象",
            "特困人员",
        ];
        const OTHERS: [&str; 19] = [
            "联系人",
            "负责人",
            "经办",
            "代表人",
            "代理",
            "律师",
            "公司",
            "合作社",
            "委员会",
            "中心",
            "主任",
            "干部",
            "工作人员",
            "咨询",
            "监督",
            "值班",
            "热线",
            "受理",
            "报名",
        ];
        let lead = tail(self.text, number.span.start, 90);
        let lead = lead.rsplit(['\n', '\t', '。', '；']).next().unwrap_or(lead);
        let holds = |words: &[&str]| words.iter().any(|word| lead.contains(word));
        holds(&CITIZENS) && !holds(&OTHERS) && name::beside(self.text, &number.span).is_some()
    }

    fn mobile_in_table(
        &self,
        header: &Header,
        column: Column,
        row: &Row,
        persons: &[Range<usize>],
    ) -> Option<f32> {
        if column == Column::Code {
            return None;
        }
        if within(persons, &row.line) {
            return Some(0.8);
        }
        let of_person = |column: &Column| matches!(column, Column::Identity | Column::Address | Column::Card);
        let strong = header.columns.iter().any(of_person);
        let caption = &self.text[header.caption.clone()];
        let duty = [
            "值班",
            "联系",
            "负责",
            "责任",
            "河长",
            "网格",
            "咨询",
            "服务",
            "投诉",
            "监督",
            "干部",
            "通讯录",
            "电话",
        ]
        .iter()
        .any(|word| tail(caption, caption.len(), 80).contains(word));
        match (column, header.personal, header.official) {
            (Column::Phone, true, false) => Some(0.75),
            (Column::Phone, true, true) if strong && !duty => Some(0.6),
            (Column::Phone, false, false) if header.columns.contains(&Column::Name) && !duty => {
                let name = header.columns.len() <= 6;
                (name && header.rows >= 5).then_some(0.5)
            }
            _ => None,
        }
    }

    /// 咨询电话, 监督电话 …: right in front of the number.
    fn is_contact(&self, at: usize) -> bool {
        let lead = tail(self.text, at, 12);
        [
            "咨询",
            "值班",
            "监督",
            "投诉",
            "举报",
            "热线",
            "报名",
            "客服",
            "办公",
            "受理",
            "传真",
            "工作人员",
        ]
        .iter()
        .any(|word| lead.contains(word))
    }

    fn same_line(&self, persons: &[Range<usize>], at: usize) -> bool {
        within(persons, &self.line(at))
    }

    /// The line of `at`, at most a few hundred bytes on either side.
    fn line(&self, at: usize) -> Range<usize> {
        let (before, after) = (tail(self.text, at, 200), head(self.text, at, 200));
        let start = before
            .rfind('\n')
            .map_or(at - before.len(), |end| at - before.len() + end + 1);
        let end = after.find('\n').map_or(at + after.len(), |end| at + end);
        start..end
    }
}

/// Does one of `persons`, which are in order, lie in `span`?
fn within(persons: &[Range<usize>], span: &Range<usize>) -> bool {
    let first = persons.partition_point(|person| person.start < span.start);
    persons.get(first).is_some_and(|person| person.end <= span.end)
}

fn near(persons: &[Range<usize>], span: &Range<usize>) -> bool {
    let first = persons.partition_point(|person| person.end + NEAR < span.start);
    persons
        .get(first)
        .is_some_and(|person| person.start <= span.end + NEAR)
}

/// By place; of readings that overlap the one with a verdict stays, then the longer one.
pub(super) fn settle(mut data: Vec<Datum>) -> Vec<Datum> {
    data.sort_by_key(|datum| (datum.span.start, std::cmp::Reverse(datum.span.end)));
    let mut settled: Vec<Datum> = Vec::new();
    for datum in data {
        match settled.last_mut() {
            Some(last) if datum.span.start < last.span.end => {
                if last.leak.is_none() && datum.leak.is_some() {
                    *last = datum;
                }
            }
            _ => settled.push(datum),
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_reading_stays() {
        let data = settle(vec![
            Datum::new(Kind::Mobile, 0..11, None),
            Datum::new(Kind::Identity, 0..18, None),
            Datum::new(Kind::Mobile, 20..31, None),
        ]);
        assert_eq!(data.len(), 2);
        assert_eq!(data[0].kind, Kind::Identity);
    }
}
