//! What is doubtful in a dictionary of names before it goes into force: contradictions, and names that ordinary text holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::book::lies_between;
use super::{NameBook, Names, Tenure};
use crate::lexicon::clean_text;
use crate::words::words;

/// Something doubtful in a dictionary of names (词典警告): it can go into force, but somebody should look first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameWarning {
    /// Whom or what it is about (条目): a person, a body, a list.
    pub about: String,
    /// One Chinese sentence: what is doubtful and what to do.
    pub message: String,
}

/// Looks through a dictionary (核查词典).
pub fn name_warnings(book: &NameBook) -> Vec<NameWarning> {
    let mut found = Vec::new();
    let mut say = |about: &str, message: String| {
        found.push(NameWarning {
            about: about.to_owned(),
            message,
        });
    };
    tenures(book, &mut say);
    for (place, body) in book.bodies.iter().enumerate() {
        if body.name == body.successor {
            say(&body.name, "现用名称与机构名称相同；请改正其中一个".to_owned());
        }
        if let Some(other) = book.bodies[..place].iter().find(|other| other.name == body.name)
            && other.to.is_none_or(|to| body.from.is_none_or(|from| from <= to))
        {
            say(&body.name, "同一名称有两行而日期重叠；请删去其中一行".to_owned());
        }
    }
    for order in &book.orders {
        let missing: Vec<&str> = order
            .people
            .iter()
            .filter(|person| !book.tenures.iter().any(|tenure| tenure.person == **person))
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            say(
                &order.title,
                format!(
                    "名单中的{}没有任职记录；请在“任职”表中补上，或改正姓名",
                    missing.join("、")
                ),
            );
        }
    }
    let names = Names::compile([Arc::new(book.clone())]);
    let mut hit: BTreeMap<String, usize> = BTreeMap::new();
    for one in names.check(clean_text(), None) {
        *hit.entry(one.wrong).or_default() += 1;
    }
    for (wrong, count) in hit {
        say(
            &wrong,
            format!("会命中正确的公文（法律文本中{count}处）；请核对名称和日期"),
        );
    }
    found
}

fn tenures(book: &NameBook, say: &mut impl FnMut(&str, String)) {
    let mut of_post: BTreeMap<(&str, &str), Vec<&Tenure>> = BTreeMap::new();
    for tenure in &book.tenures {
        of_post
            .entry((&tenure.body, &tenure.post))
            .or_default()
            .push(tenure);
        let count = tenure.person.chars().count();
        let is_word = words().iter().any(|word| word == tenure.person);
        if count < 4 && is_word {
            say(
                &tenure.person,
                "姓名同时是常用词，文中不一定指本人；请核对后使用".to_owned(),
            );
        }
    }
    for ((body, post), tenures) in of_post {
        for (place, tenure) in tenures.iter().enumerate() {
            for other in &tenures[..place] {
                let same = other.person == tenure.person;
                if !overlap(other, tenure) || !same && is_shared(post) {
                    continue;
                }
                let message = match same {
                    true => format!("{body}{post}的任职有两行而日期重叠；请合并"),
                    false => format!("与{}任{body}{post}的日期重叠；请核对任职和离任日期", other.person),
                };
                say(&tenure.person, message);
            }
        }
    }
}

/// Posts that several people hold at once.
fn is_shared(post: &str) -> bool {
    [
        "副",
        "委员",
        "常委",
        "成员",
        "代表",
        "秘书",
        "顾问",
        "参事",
        "巡视员",
        "调研员",
    ]
    .iter()
    .any(|word| post.contains(word))
}

/// Do two terms share more than the day on which one hands over to the other?
fn overlap(one: &Tenure, other: &Tenure) -> bool {
    let begins_within = |first: &Tenure, second: &Tenure| {
        second
            .from
            .is_none_or(|day| lies_between(day, first.from, first.to) && first.to != Some(day))
    };
    begins_within(one, other) || begins_within(other, one)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::name_warnings;
    use crate::names::{Tenure, sample};

    #[test]
    fn contradictions_are_named_and_a_sound_dictionary_is_not() {
        assert_eq!(name_warnings(&sample()), []);
        let mut book = sample();
        book.tenures.push(Tenure {
            person: "高峰".to_owned(),
            post: "省长".to_owned(),
            body: "示例省".to_owned(),
            from: NaiveDate::from_ymd_opt(2022, 1, 1),
            to: None,
            source: "虚构".to_owned(),
        });
        book.orders[0].people.push("梁无名".to_owned());
        let said: Vec<String> = name_warnings(&book)
            .into_iter()
            .map(|warning| format!("{}：{}", warning.about, warning.message))
            .collect();
        for expected in [
            "高峰：与甘青川任示例省省长",
            "高峰：与云岭松任",
            "高峰：姓名同时是常用词",
            "梁无名没有任职记录",
        ] {
            assert!(
                said.iter().any(|line| line.contains(expected)),
                "{expected}：{said:?}"
            );
        }
    }
}
