//! What of a round's findings is shown, as it stands in the address (队列筛选).

use serde::Deserialize;
use xunwang_app::office::QueueFilter;
use xunwang_domain::finding::Level;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::Verdict;
use xunwang_ports::GroupBy;

use super::fields::Fields;

/// The filter as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(super) verdict: String,
    #[serde(default)]
    pub(super) rule: String,
    #[serde(default)]
    pub(super) site: String,
    #[serde(default)]
    pub(super) level: String,
    /// What the findings are gathered by.
    #[serde(default)]
    pub(super) by: String,
    /// The group that is opened.
    #[serde(default)]
    pub(super) object: String,
    #[serde(default)]
    pub(super) template: String,
    /// What a decision is to reach, before anybody has chosen.
    #[serde(default)]
    pub(super) reach: String,
    /// What the decision before was, and how many findings it settled.
    #[serde(default)]
    did: String,
    #[serde(default)]
    count: String,
    /// The finding that it settled.
    #[serde(default)]
    pub(super) last: String,
}

/// What findings are gathered by: its word and its name.
pub(super) const GROUPINGS: [(&str, &str); 4] = [
    ("rule", "规则"),
    ("site", "网站"),
    ("object", "对象"),
    ("template", "模板"),
];

impl Asked {
    /// As the hidden fields of a form bring it back.
    pub(super) fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            verdict: text("filter_verdict"),
            rule: text("filter_rule"),
            site: text("filter_site"),
            level: text("filter_level"),
            by: text("filter_by"),
            object: text("filter_object"),
            template: text("filter_template"),
            ..Self::default()
        }
    }

    /// As the hidden fields of a form.
    pub(super) fn hidden(&self) -> Vec<(String, String)> {
        let parts = self.parts().into_iter();
        parts
            .map(|(name, text)| (format!("filter_{name}"), text.clone()))
            .collect()
    }

    fn parts(&self) -> [(&'static str, &String); 7] {
        [
            ("verdict", &self.verdict),
            ("rule", &self.rule),
            ("site", &self.site),
            ("level", &self.level),
            ("by", &self.by),
            ("object", &self.object),
            ("template", &self.template),
        ]
    }

    pub(super) fn filter(&self) -> QueueFilter {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        QueueFilter {
            verdict: Verdict::of_word(&self.verdict),
            rule: text(&self.rule),
            site: SiteCode::parse(&self.site).ok(),
            level: match self.level.as_str() {
                "veto" => Some(Level::Veto),
                "deduct" => Some(Level::Deduct),
                "advice" => Some(Level::Advice),
                _ => None,
            },
            object: text(&self.object),
            template: text(&self.template),
        }
    }

    /// What the findings are gathered by; `None` where they are not, or one of the groups is opened.
    pub(super) fn grouping(&self) -> Option<GroupBy> {
        let by = match self.by.as_str() {
            "rule" => GroupBy::Rule,
            "site" => GroupBy::Site,
            "object" => GroupBy::Object,
            "template" => GroupBy::Template,
            _ => return None,
        };
        self.opened().is_empty().then_some(by)
    }

    /// The group that is opened, of those that the findings are gathered in.
    pub(super) fn opened(&self) -> &str {
        let own = self.parts().into_iter().find(|(name, _)| *name == self.by);
        own.map_or("", |(_, text)| text)
    }

    /// The same filter, one part of it changed, as it stands in an address.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (own, text) in self.parts() {
            let text = if own == name { value } else { text.as_str() };
            if !text.is_empty() {
                pairs.append_pair(own, text);
            }
        }
        pairs.finish()
    }

    /// The filter without the group that is opened.
    pub(super) fn closed(&self) -> String {
        match self.by.as_str() {
            "" => self.with("", ""),
            by => self.with(by, ""),
        }
    }

    /// The filter with the findings gathered another way, and no group opened.
    pub(super) fn gathered_by(&self, by: &str) -> Self {
        let rule = if self.by == "rule" {
            String::new()
        } else {
            self.rule.clone()
        };
        let site = if self.by == "site" {
            String::new()
        } else {
            self.site.clone()
        };
        Self {
            verdict: self.verdict.clone(),
            level: self.level.clone(),
            rule,
            site,
            by: by.to_owned(),
            ..Self::default()
        }
    }

    /// What the decision before did.
    pub(super) fn told(&self) -> Option<String> {
        let verdict = Verdict::of_word(&self.did)?;
        let count: u64 = self.count.parse().ok()?;
        Some(match count {
            1 => format!("已{}。按 U 或“撤销”取消。", verdict.label()),
            several => format!("已{}{several}条。按 U 或“撤销”一并取消。", verdict.label()),
        })
    }
}
