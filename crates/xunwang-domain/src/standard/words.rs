//! The words for what a standard is made of: those of pages and documents, and those of files and addresses.

use super::{Automation, Counted, IndicatorKind, Measure, Scope};

impl IndicatorKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Veto, Self::Deduction, Self::Bonus];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Veto => "单项否决",
            Self::Deduction => "扣分",
            Self::Bonus => "加分",
        }
    }

    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Veto => "veto",
            Self::Deduction => "deduction",
            Self::Bonus => "bonus",
        }
    }

    /// The kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Automation {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::Assisted, Self::Manual];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Automatic => "自动",
            Self::Assisted => "人机结合",
            Self::Manual => "人工",
        }
    }

    /// Its letter in files (rulebook §0.2).
    pub fn word(self) -> &'static str {
        match self {
            Self::Automatic => "F",
            Self::Assisted => "S",
            Self::Manual => "H",
        }
    }

    /// The one of a letter.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::All, Self::Portal, Self::PublicService, Self::Account];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "全部政府网站",
            Self::Portal => "政府门户网站",
            Self::PublicService => "有对外服务职能的单位",
            Self::Account => "政务新媒体",
        }
    }

    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Portal => "portal",
            Self::PublicService => "public_service",
            Self::Account => "account",
        }
    }

    /// The scope of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

impl Measure {
    /// Every way of counting: its word in files and what it is called (计算方式).
    pub const WORDS: [(&str, &str); 6] = [
        ("count", "数量达到阈值"),
        ("share", "比例达到阈值"),
        ("every", "总数很少且全部存在问题"),
        ("each", "逐个计分"),
        ("sampled", "抽查，逐个计分"),
        ("manual", "人工认定"),
    ];

    /// Its word in files.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Count { .. } => "count",
            Self::Share { .. } => "share",
            Self::Every { .. } => "every",
            Self::Each { .. } => "each",
            Self::Sampled { .. } => "sampled",
            Self::Manual => "manual",
        }
    }

    /// How it counts, in words: 数量 超过(含)5.
    pub fn words(&self) -> String {
        match self {
            Self::Count { threshold, .. } => format!("数量 {threshold}"),
            Self::Share { threshold, .. } => format!("比例 {threshold}%"),
            Self::Every { total, .. } => format!("总数 {total} 且全部存在问题"),
            Self::Each { .. } => "逐个计分".to_owned(),
            Self::Sampled { sample, .. } => format!("抽查{sample}个，逐个计分"),
            Self::Manual => "人工认定".to_owned(),
        }
    }
}

impl Counted {
    /// What it counts, in words, with the rule called as `name` calls it.
    pub fn words(&self, name: &dyn Fn(&str) -> String) -> String {
        let mut filters = Vec::new();
        if !self.channels.is_empty() {
            let kinds: Vec<&str> = self.channels.iter().map(|kind| kind.label()).collect();
            filters.push(kinds.join("、"));
        }
        match self.first_level {
            Some(true) => filters.push("一级栏目".to_owned()),
            Some(false) => filters.push("非一级栏目".to_owned()),
            None => {}
        }
        match self.home {
            Some(true) => filters.push("首页".to_owned()),
            Some(false) => filters.push("首页以外".to_owned()),
            None => {}
        }
        if let Some(points) = self.points {
            filters.push(format!("每个{points}分"));
        }
        let rule = name(&self.rule);
        if filters.is_empty() {
            rule
        } else {
            format!("{rule}（{}）", filters.join("，"))
        }
    }
}
