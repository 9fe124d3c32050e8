//! What a person writes of an indicator or of the head of a standard (指标表单): texts in, values or wrong fields out.

mod head;
mod row;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use head::HeadForm;
pub use row::{CountedForm, RowForm};

/// A field that cannot be taken (填写有误的一项): its name and what to do, in Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form; of a counted rule with its number: `rule2`.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// The codes that say how sure a source is, with their meanings (可信度), rulebook §0.1.
pub const CONFIDENCES: [(&str, &str); 7] = [
    ("A", "A：两个以上独立来源一致"),
    ("B", "B：一个来源"),
    ("B-data", "B-data：由公开数据实测"),
    ("M1", "M1：凭记忆，内容和数字都记得清"),
    ("M2", "M2：凭记忆，数字可能有出入"),
    ("M3", "M3：凭记忆，不确定"),
    ("NF", "NF：没有找到"),
];

/// The rules that an indicator may count, code and name: those that there are, and those that the seed names for later.
pub fn countable_rules() -> Vec<(String, String)> {
    let mut rules: Vec<(String, String)> = xunwang_rules::RULES
        .iter()
        .map(|rule| (rule.code, rule.title))
        .chain(
            xunwang_rules::ACCOUNT_RULES
                .iter()
                .map(|rule| (rule.code, rule.title)),
        )
        .map(|(code, title)| (code.0.to_owned(), title.to_owned()))
        .collect();
    let seed = xunwang_rules::guobanmihan_2019_19();
    let counted = seed
        .indicators
        .iter()
        .filter_map(|row| row.measure.counted())
        .flatten();
    let later: BTreeSet<&str> = counted
        .map(|counted| counted.rule.as_str())
        .filter(|code| rules.iter().all(|(known, _)| known != code))
        .collect();
    rules.extend(later.into_iter().map(|code| (code.to_owned(), rule_name(code))));
    rules
}

/// What a rule is called; of one that is no rule of the crawl, what it will find.
pub fn rule_name(code: &str) -> String {
    const LATER: [(&str, &str); 7] = [
        ("app-unavailable", "移动客户端无法下载或使用"),
        ("consult-missing", "无咨询建言渠道"),
        ("guide-incomplete", "办事指南要素缺失"),
        ("interpretation-missing", "政策文件无解读"),
        ("message-unanswered", "留言超期未回应"),
        ("service-missing", "未提供办事服务"),
        ("site-unreachable", "站点无法访问"),
    ];
    if let Some(rule) = xunwang_rules::rule(code) {
        return rule.title.to_owned();
    }
    let of_accounts = xunwang_rules::ACCOUNT_RULES
        .iter()
        .find(|rule| rule.code.0 == code);
    if let Some(rule) = of_accounts {
        return rule.title.to_owned();
    }
    let later = LATER.iter().find(|(own, _)| *own == code);
    later.map_or(code, |(_, name)| name).to_owned()
}

/// Gathers what is wrong, field by field.
#[derive(Default)]
struct Wrong(Vec<FieldError>);

impl Wrong {
    fn say(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.to_owned(),
            message: message.into(),
        });
    }

    /// A text of at most so many characters; `needed`: not empty.
    fn text(&mut self, field: &str, name: &str, text: &str, most: usize, needed: bool) -> String {
        let text = text.trim();
        let count = text.chars().count();
        if needed && count == 0 {
            self.say(field, format!("请填写{name}"));
        } else if count > most {
            self.say(field, format!("{name}最多{most}字，现为{count}字"));
        } else if text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t')
        {
            self.say(field, format!("{name}含有不可见的控制字符，请删去后重新输入"));
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn or<T>(&mut self, field: &str, value: Option<T>, message: impl FnOnce() -> String) -> Option<T> {
        if value.is_none() {
            self.say(field, message());
        }
        value
    }

    fn end<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}
