//! Two versions of a table, and what is new, gone or changed in it.

use std::collections::BTreeMap;

use serde::Serialize;

/// What became of a row (变更类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// 新增
    Added,
    /// 删去
    Gone,
    /// 修改
    Changed,
}

/// A row that differs between two versions (变更).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableChange {
    /// What became of it.
    pub change: ChangeKind,
    /// What the row is about: its key.
    pub key: String,
    /// The cells that differ; of a new or missing row those that hold something.
    pub fields: Vec<FieldChange>,
}

/// A cell that differs (字段变更).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The column.
    pub field: String,
    /// What stood there; empty for nothing.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// Compares two tables of the same columns, each with its header, row by row (比较两版). Rows belong together by the
/// columns `key`; where several have the same, in their order. The changes come in the order of the new table, what is
/// gone behind.
pub fn table_changes(old: &[Vec<String>], new: &[Vec<String>], key: &[usize]) -> Vec<TableChange> {
    let key_of = |row: &Vec<String>| {
        let parts: Vec<&str> = key
            .iter()
            .filter_map(|at| row.get(*at))
            .map(String::as_str)
            .collect();
        parts.join(" ")
    };
    let header: &[String] = new.first().or(old.first()).map_or(&[], Vec::as_slice);
    let differing = |before: Option<&Vec<String>>, after: Option<&Vec<String>>| -> Vec<FieldChange> {
        let cell = |row: Option<&Vec<String>>, at: usize| {
            row.and_then(|row| row.get(at)).cloned().unwrap_or_default()
        };
        header
            .iter()
            .enumerate()
            .map(|(at, field)| FieldChange {
                field: field.clone(),
                before: cell(before, at),
                after: cell(after, at),
            })
            .filter(|field| field.before != field.after)
            .collect()
    };
    let mut left: BTreeMap<String, Vec<&Vec<String>>> = BTreeMap::new();
    // The last first, so that the first is popped first.
    for row in old.iter().skip(1).rev() {
        left.entry(key_of(row)).or_default().push(row);
    }
    let mut changes = Vec::new();
    for row in new.iter().skip(1) {
        let key = key_of(row);
        let before = left.get_mut(&key).and_then(Vec::pop);
        let fields = differing(before, Some(row));
        if before.is_none() || !fields.is_empty() {
            let change = match before {
                Some(_) => ChangeKind::Changed,
                None => ChangeKind::Added,
            };
            changes.push(TableChange { change, key, fields });
        }
    }
    for (key, rows) in left {
        changes.extend(rows.into_iter().rev().map(|row| TableChange {
            change: ChangeKind::Gone,
            key: key.clone(),
            fields: differing(Some(row), None),
        }));
    }
    changes
}
