//! The file of templates (模板文件): read, laid over the standard ones, checked place by place.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use xunwang_domain::circular::{Contradiction, ProblemObject};

use super::names::{COMMON, CONDITIONS, PHRASES};
use super::own::{OwnTemplates, Part};
use super::template::Template;
use crate::figure::Figure;
use crate::wording::{Theme, standard_wording};

/// The templates that come with the program (标准模板), as a file to begin with.
pub const STANDARD: &str = include_str!("standard.toml");

/// The sentences of the circular (文稿模板).
#[derive(Debug, Clone, PartialEq)]
pub struct Templates {
    phrases: BTreeMap<String, Template>,
    lacks: BTreeMap<String, String>,
    lacks_of_accounts: BTreeMap<String, String>,
    wordings: BTreeMap<String, String>,
    requirements: Vec<Requirement>,
}

#[derive(Debug, Clone, PartialEq)]
struct Requirement {
    part: Part,
    when: Vec<String>,
    unless: Vec<String>,
    text: Template,
}

static OWN: LazyLock<Templates> = LazyLock::new(|| {
    let mut found = Vec::new();
    let none = Templates {
        phrases: BTreeMap::new(),
        lacks: BTreeMap::new(),
        lacks_of_accounts: BTreeMap::new(),
        wordings: BTreeMap::new(),
        requirements: Vec::new(),
    };
    none.under(STANDARD, &mut found)
});

impl Templates {
    /// Those that come with the program (标准模板).
    pub fn standard() -> &'static Self {
        &OWN
    }

    /// An office's own sentences laid over the standard ones (读取模板); what the file leaves out stays as it is.
    ///
    /// # Errors
    /// Everything that is wrong with the file, each with its place: unknown sentences, places that nothing fills,
    /// braces without a partner, unknown classes of problems.
    pub fn from_toml(text: &str) -> Result<Self, Vec<Contradiction>> {
        let mut found = Vec::new();
        let templates = Self::standard().clone().under(text, &mut found);
        if found.is_empty() {
            Ok(templates)
        } else {
            Err(found)
        }
    }

    fn under(self, text: &str, found: &mut Vec<Contradiction>) -> Self {
        match OwnTemplates::read(text) {
            Ok(own) => self.with(own, found),
            Err(fault) => {
                found.push(fault);
                self
            }
        }
    }

    /// The sentences of an office laid over these, and what is wrong with them.
    pub(super) fn with(mut self, file: OwnTemplates, found: &mut Vec<Contradiction>) -> Self {
        let mut wrong = |place: String, message: String| found.push(Contradiction { place, message });
        for (name, sentence) in file.phrases {
            let place = format!("phrases.{name}");
            let Some((_, own)) = PHRASES.iter().find(|(known, _)| *known == name) else {
                wrong(place, "没有这个名称的句子，请对照标准模板改正".to_owned());
                continue;
            };
            match checked(&sentence, own) {
                Ok(template) => {
                    self.phrases.insert(name, template);
                }
                Err(message) => wrong(place, message),
            }
        }
        for (table, given, known) in [
            ("lacks", file.lacks, &mut self.lacks),
            (
                "lacks_of_accounts",
                file.lacks_of_accounts,
                &mut self.lacks_of_accounts,
            ),
        ] {
            for (theme, words) in given {
                if Theme::named(&theme).is_none() {
                    wrong(
                        format!("{table}.{theme}"),
                        "没有这一类问题，请对照标准模板改正".to_owned(),
                    );
                } else if words.trim().is_empty() {
                    wrong(format!("{table}.{theme}"), "内容为空，请填写".to_owned());
                } else {
                    known.insert(theme, words);
                }
            }
        }
        for (rule, words) in file.wordings {
            if words.trim().is_empty() {
                wrong(format!("wordings.{rule}"), "内容为空，请填写".to_owned());
            } else {
                self.wordings.insert(rule, words);
            }
        }
        if let Some(rows) = file.requirements {
            self.requirements.clear();
            for (index, row) in rows.into_iter().enumerate() {
                let place = |field: &str| format!("requirements[{index}].{field}");
                for (field, conditions) in [("when", &row.when), ("unless", &row.unless)] {
                    for condition in conditions {
                        if Theme::named(condition).is_none() && !CONDITIONS.contains(&condition.as_str()) {
                            wrong(
                                place(field),
                                format!("没有名为“{condition}”的问题类别或条件，请对照标准模板改正"),
                            );
                        }
                    }
                }
                match checked(&row.text, &[]) {
                    Ok(text) => self.requirements.push(Requirement {
                        part: row.part,
                        when: row.when,
                        unless: row.unless,
                        text,
                    }),
                    Err(message) => wrong(place("text"), message),
                }
            }
        }
        self
    }

    /// The sentence of a name; the table of names is complete, which a test makes sure of.
    pub(crate) fn phrase(&self, name: &str) -> Option<&Template> {
        self.phrases.get(name)
    }

    /// What is lacking where there are problems of a theme (问题概括).
    pub(crate) fn lack(&self, theme: Theme, object: ProblemObject) -> &str {
        let own = (object == ProblemObject::Account).then(|| self.lacks_of_accounts.get(theme.name()));
        own.flatten()
            .or_else(|| self.lacks.get(theme.name()))
            .map_or("管理不到位", String::as_str)
    }

    /// The controlled wording of a rule (规范用语): the office's, else the standard one; none for an unknown code.
    pub(crate) fn wording(&self, rule: &str) -> Option<&str> {
        let own = self.wordings.get(rule).map(String::as_str);
        own.or_else(|| standard_wording(rule))
    }

    /// The requirements of a part that what was found calls for, in order.
    pub(crate) fn requirements(
        &self,
        part: Part,
        holds: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = &Template> {
        let called_for = move |row: &&Requirement| {
            row.part == part
                && (row.when.is_empty()
                    || row
                        .when
                        .iter()
                        .any(|condition| condition == "always" || holds(condition)))
                && !row.unless.iter().any(|condition| holds(condition))
        };
        self.requirements.iter().filter(called_for).map(|row| &row.text)
    }
}

/// A sentence whose places can all be filled: by common words, by its own, by a figure of the facts.
fn checked(sentence: &str, own: &[&str]) -> Result<Template, String> {
    let template = Template::parse(sentence)?;
    let is_known =
        |name: &str| COMMON.contains(&name) || own.contains(&name) || Figure::of_key(name).is_some();
    let unknown: Vec<String> = template
        .places()
        .filter(|name| !is_known(name))
        .map(|name| format!("{{{name}}}"))
        .collect();
    if unknown.is_empty() {
        return Ok(template);
    }
    let known: Vec<String> = own
        .iter()
        .chain(&COMMON)
        .map(|name| format!("{{{name}}}"))
        .collect();
    Err(format!(
        "不认识占位{}，这里可用{}和数字的来源（如{{areas.sites.pass_rate}}）",
        unknown.join("、"),
        known.join("、")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_file_has_every_sentence_and_nothing_wrong() {
        let mut found = Vec::new();
        let own = Templates::standard().clone().under(STANDARD, &mut found);
        assert_eq!(found, []);
        for (name, _) in PHRASES {
            assert!(own.phrase(name).is_some(), "{name}");
        }
        for theme in Theme::ALL {
            assert!(own.lacks.contains_key(theme.name()), "{}", theme.name());
        }
    }
}
