//! Two standards side by side (指标对比): which rows came, went and changed, and each field before and after.

use super::{Indicator, Provenance, Standard};
use crate::registry::ChannelKind;

/// A field that differs (字段变化).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// What the field is called.
    pub field: &'static str,
    /// In words; empty where there was nothing.
    pub before: String,
    /// In words; empty where nothing is left.
    pub after: String,
}

/// What became of a row (指标变化).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    /// 新增
    Added,
    /// 删去
    Removed,
    /// 修改: the fields that differ.
    Changed(Vec<FieldChange>),
}

/// A row that differs (指标差异).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDifference {
    /// The row as it is; as it was, where it went.
    pub row: Indicator,
    /// What became of it.
    pub change: RowChange,
}

/// How two standards differ (指标对比).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Title, document, days, terms, scoring.
    pub head: Vec<FieldChange>,
    /// Rows in the order of the later one; those that went are at the end.
    pub rows: Vec<RowDifference>,
}

impl Difference {
    /// Are they the same?
    pub fn is_empty(&self) -> bool {
        self.head.is_empty() && self.rows.is_empty()
    }
}

/// Compares two standards (对比检查指标).
pub fn compare(before: &Standard, after: &Standard) -> Difference {
    let mut rows = Vec::new();
    for row in &after.indicators {
        let change = match before.indicator(&row.id) {
            None => RowChange::Added,
            Some(earlier) => match differing(earlier.fields(), row.fields()) {
                changes if changes.is_empty() => continue,
                changes => RowChange::Changed(changes),
            },
        };
        let row = row.clone();
        rows.push(RowDifference { row, change });
    }
    let gone = before
        .indicators
        .iter()
        .filter(|row| after.indicator(&row.id).is_none());
    rows.extend(gone.map(|row| RowDifference {
        row: row.clone(),
        change: RowChange::Removed,
    }));
    Difference {
        head: differing(before.head_fields(), after.head_fields()),
        rows,
    }
}

type Fields = Vec<(&'static str, String)>;

/// Both lists hold the same fields in the same order.
fn differing(before: Fields, after: Fields) -> Vec<FieldChange> {
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| FieldChange { field, before, after })
        .collect()
}

impl Indicator {
    /// Its fields with what they are called, in words; empty where there is nothing.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let own = |rule: &str| rule.to_owned();
        self.fields_naming(&own)
    }

    /// The same, with rules called as `name` calls them.
    pub fn fields_naming(&self, name: &dyn Fn(&str) -> String) -> Vec<(&'static str, String)> {
        let counted = self.measure.counted().unwrap_or_default();
        let counted: Vec<String> = counted.iter().map(|one| one.words(name)).collect();
        vec![
            ("一级指标", self.group.clone()),
            ("二级指标", self.title.clone()),
            ("性质", self.kind.label().to_owned()),
            ("评分细则", self.wording.clone()),
            ("分值", self.points.map(|it| it.to_string()).unwrap_or_default()),
            ("认定方式", self.automation.label().to_owned()),
            ("适用范围", self.scope.label().to_owned()),
            (
                "检查期限",
                self.window.map(|it| it.to_string()).unwrap_or_default(),
            ),
            ("计算方式", self.measure.words()),
            ("计数对象", counted.join("；")),
            ("依据", self.provenance.source.clone()),
            ("可信度", self.provenance.confidence.clone()),
            ("核对确认", self.provenance.words()),
        ]
    }
}

impl Provenance {
    /// Whether, by whom, when and on which document it was confirmed, in words.
    pub fn words(&self) -> String {
        if !self.confirmed {
            return "未确认".to_owned();
        }
        let day = self.confirmed_on.map(|day| day.to_string());
        let document = (!self.document.is_empty()).then(|| format!("依据{}", self.document));
        let parts = [Some(self.confirmed_by.clone()), day, document];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("已确认：{}", parts.join("，"))
    }
}

impl Standard {
    /// The fields of its head, in words: title, document, days, terms, scoring.
    pub fn head_fields(&self) -> Vec<(&'static str, String)> {
        let scoring = self.scoring.as_ref();
        let rest = scoring.and_then(|it| it.without_service.as_ref());
        let text = |it: Option<String>| it.unwrap_or_default();
        let mut fields = vec![
            ("标题", self.title.clone()),
            ("依据文件", self.document.clone()),
            ("生效日期", self.effective_from.to_string()),
            ("失效日期", text(self.effective_to.map(|day| day.to_string()))),
            ("首页更新期限", self.terms.home.to_string()),
        ];
        for kind in ChannelKind::ALL {
            let term = self.terms.of_kind(kind).map(|term| term.to_string());
            fields.push((term_field(kind), text(term)));
        }
        fields.push((
            "政务新媒体更新期限",
            text(self.terms.account.map(|term| term.to_string())),
        ));
        fields.extend([
            ("扣分满分", text(scoring.map(|it| it.deduction.to_string()))),
            ("加分上限", text(scoring.map(|it| it.bonus.to_string()))),
            ("不合格线", text(scoring.map(|it| it.fails.to_string()))),
            ("加分线", text(scoring.map(|it| it.bonus_from.to_string()))),
            (
                "国务院部门无对外服务职能时不计",
                text(rest.map(|it| it.skips.clone())),
            ),
            ("此时的满分", text(rest.map(|it| it.deduction.to_string()))),
        ]);
        fields
    }
}

fn term_field(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::News => "动态要闻更新期限",
        ChannelKind::Notice => "通知公告更新期限",
        ChannelKind::Policy => "政策文件更新期限",
        ChannelKind::Personnel => "人事规划更新期限",
        ChannelKind::Interpretation => "政策解读更新期限",
        ChannelKind::Interaction => "互动更新期限",
        ChannelKind::Other => "其他更新期限",
    }
}
