//! An office's own sentences as a value (本单位模板): what it has changed, sentence by sentence, and the file it stands in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xunwang_domain::circular::Contradiction;

use super::file::{STANDARD, Templates};
use super::names::{COMMON, CONDITIONS, PHRASES};
use crate::wording::{Theme, standard_wordings};

/// What an office has changed of the templates (本单位模板); what it left alone is not in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnTemplates {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) phrases: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) lacks: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) lacks_of_accounts: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) wordings: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) requirements: Option<Vec<RequirementRow>>,
}

/// A part of the section of requirements (要求的部分).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// 安全
    Security,
    /// 网站管理
    Manage,
    /// 政务新媒体
    Service,
}

impl Part {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Security, Self::Manage, Self::Service];

    /// What it is about.
    pub fn label(self) -> &'static str {
        match self {
            Self::Security => "安全管理",
            Self::Manage => "网站建设管理",
            Self::Service => "政务新媒体",
        }
    }
}

/// A sentence of the requirements (工作要求), and what has to have been found for it to stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementRow {
    /// Where it stands.
    pub part: Part,
    /// Any of these has to have been found; empty: always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// None of these may have been found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// The sentence.
    pub text: String,
}

/// One sentence that an office may change (模板句).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its place in the file: `phrases.sites_rate`, `wordings.link-dead`, `requirements.3`.
    pub key: String,
    /// As it comes with the program; empty for a requirement that the office has added.
    pub standard: String,
    /// As the office has it, where it has changed it.
    pub own: Option<String>,
    /// The places that only this sentence has.
    pub places: Vec<&'static str>,
    /// Of a requirement, all that is said of it.
    pub requirement: Option<RequirementRow>,
}

impl Sentence {
    /// As it is used.
    pub fn text(&self) -> &str {
        self.own.as_deref().unwrap_or(&self.standard)
    }
}

/// What requirements may depend on (条件): the word and what it means.
pub fn condition_names() -> Vec<(&'static str, &'static str)> {
    let themes = Theme::ALL.into_iter().map(|theme| (theme.name(), theme.label()));
    let others = CONDITIONS
        .into_iter()
        .zip(["任何情况", "有找错留言", "有未备案账号"]);
    themes.chain(others).collect()
}

impl OwnTemplates {
    /// The places that every sentence knows.
    pub const COMMON_PLACES: [&'static str; 7] = COMMON;

    /// Reads the file of an office; what it says is not checked yet.
    ///
    /// # Errors
    /// It is no file of templates; the line is named.
    pub fn read(text: &str) -> Result<Self, Contradiction> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.lines().count().max(1));
            Contradiction {
                place: format!("模板第{line}行"),
                message: format!("不是合法的模板文件（{}）", error.message()),
            }
        })
    }

    /// The file.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("texts in tables serialize")
    }

    /// All sentences with these laid over the standard ones.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place.
    pub fn templates(&self) -> Result<Templates, Vec<Contradiction>> {
        let mut found = Vec::new();
        let templates = Templates::standard().clone().with(self.clone(), &mut found);
        if found.is_empty() {
            Ok(templates)
        } else {
            Err(found)
        }
    }

    /// Every sentence, in the order of the circular.
    pub fn sentences(&self) -> Vec<Sentence> {
        let standard = Self::standard();
        let plain = |table: &str, name: &str, own: &BTreeMap<String, String>, text: &str| Sentence {
            key: format!("{table}.{name}"),
            standard: text.to_owned(),
            own: own.get(name).cloned(),
            places: Vec::new(),
            requirement: None,
        };
        let text =
            |table: &BTreeMap<String, String>, name: &str| table.get(name).cloned().unwrap_or_default();
        let mut all: Vec<Sentence> = Vec::new();
        for (name, places) in PHRASES {
            all.push(Sentence {
                places: places.to_vec(),
                ..plain("phrases", name, &self.phrases, &text(&standard.phrases, name))
            });
        }
        for theme in Theme::ALL.map(Theme::name) {
            all.push(plain("lacks", theme, &self.lacks, &text(&standard.lacks, theme)));
        }
        for theme in Theme::ALL.map(Theme::name) {
            // Where nothing else is said, accounts lack what sites lack.
            let usual = standard
                .lacks_of_accounts
                .get(theme)
                .or(standard.lacks.get(theme));
            let usual = usual.cloned().unwrap_or_default();
            all.push(plain("lacks_of_accounts", theme, &self.lacks_of_accounts, &usual));
        }
        for (rule, wording) in standard_wordings() {
            let usual = standard.wordings.get(rule).map_or(wording, String::as_str);
            all.push(plain("wordings", rule, &self.wordings, usual));
        }
        let usual = standard.requirements.unwrap_or_default();
        for (index, row) in self.requirements.as_ref().unwrap_or(&usual).iter().enumerate() {
            let same = usual.iter().any(|one| one == row);
            all.push(Sentence {
                key: format!("requirements.{index}"),
                standard: if same { row.text.clone() } else { String::new() },
                own: (!same).then(|| row.text.clone()),
                places: Vec::new(),
                requirement: Some(row.clone()),
            });
        }
        all
    }

    /// One of them.
    pub fn sentence(&self, key: &str) -> Option<Sentence> {
        self.sentences().into_iter().find(|one| one.key == key)
    }

    /// Changes a sentence that is no requirement; `None` makes it the standard one again. Is there such a sentence?
    pub fn change(&mut self, key: &str, text: Option<&str>) -> bool {
        let known = self.sentence(key).filter(|one| one.requirement.is_none());
        let Some((table, name)) = known.as_ref().and_then(|_| key.split_once('.')) else {
            return false;
        };
        let table = match table {
            "phrases" => &mut self.phrases,
            "lacks" => &mut self.lacks,
            "lacks_of_accounts" => &mut self.lacks_of_accounts,
            _ => &mut self.wordings,
        };
        let standard = known.map(|one| one.standard).unwrap_or_default();
        match text.filter(|text| *text != standard) {
            Some(text) => table.insert(name.to_owned(), text.to_owned()),
            None => table.remove(name),
        };
        true
    }

    /// The requirements as they are used, to be changed.
    pub fn requirements(&self) -> Vec<RequirementRow> {
        let usual = || Self::standard().requirements.unwrap_or_default();
        self.requirements.clone().unwrap_or_else(usual)
    }

    /// Sets them; those of the program are none of the office's own.
    pub fn set_requirements(&mut self, rows: Vec<RequirementRow>) {
        let is_usual = Self::standard().requirements.as_ref() == Some(&rows);
        self.requirements = (!is_usual).then_some(rows);
    }

    fn standard() -> Self {
        Self::read(STANDARD).expect("the standard file is read in a test")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_changed_and_made_standard_again() {
        let mut own = OwnTemplates::default();
        assert!(own.change("phrases.reminders", Some("共发出{reminders.sent}份。")));
        assert!(own.change("wordings.link-dead", Some("有链接失效")));
        assert!(!own.change("phrases.nothing", Some("无")) && !own.change("requirements.0", Some("无")));
        let again = OwnTemplates::read(&own.to_toml()).unwrap();
        assert_eq!(again, own);
        assert_eq!(again.sentence("wordings.link-dead").unwrap().text(), "有链接失效");
        assert!(again.templates().is_ok());
        own.change("phrases.reminders", None);
        own.change("wordings.link-dead", Some("存在失效链接"));
        assert_eq!(own, OwnTemplates::default());
    }

    #[test]
    fn a_place_that_nothing_fills_is_told_with_its_sentence() {
        let mut own = OwnTemplates::default();
        own.change("phrases.reminders", Some("共发出{多少}份。"));
        let found = own.templates().unwrap_err();
        assert!(
            found.len() == 1 && found[0].place == "phrases.reminders",
            "{found:?}"
        );
    }

    #[test]
    fn requirements_are_the_offices_own_once_one_was_changed() {
        let mut own = OwnTemplates::default();
        let mut rows = own.requirements();
        own.set_requirements(rows.clone());
        assert_eq!(own, OwnTemplates::default());
        rows[0].text = "各地要举一反三。".to_owned();
        rows.remove(1);
        own.set_requirements(rows.clone());
        let again = OwnTemplates::read(&own.to_toml()).unwrap();
        assert_eq!(again.requirements(), rows);
        let first = again.sentence("requirements.0").unwrap();
        assert!(first.own.is_some() && first.standard.is_empty());
        assert!(again.sentence("requirements.1").unwrap().own.is_none());
    }
}
