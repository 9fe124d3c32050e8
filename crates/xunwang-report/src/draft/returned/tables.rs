//! Cells of attachments that were changed (附件改动): named and never taken over, since they are computed.

use super::lines::plain;
use super::{Change, TakenAs};
use crate::document::{Attachment, Cell, Document};

/// Changes that are named; the rest is counted.
const NAMED: usize = 50;
const NOTE: &str = "附件由数据生成，不接收；数据有误请在复核、判定中更正";

pub(super) fn compare(document: &Document, tables: &[Vec<Vec<String>>], changes: &mut Vec<Change>) {
    let mut found = Vec::new();
    let own = document
        .attachments
        .iter()
        .filter(|one| !one.table.rows.is_empty());
    let mut tables = tables.iter();
    for attachment in own {
        match tables.next() {
            Some(table) => rows(attachment, table, &mut found),
            None => found.push((format!("{}的表格", attachment.label()), String::new())),
        }
    }
    let rest = found.len().saturating_sub(NAMED);
    found.truncate(NAMED);
    if rest > 0 {
        found.push((format!("（附件另有{rest}处改动）"), String::new()));
    }
    changes.extend(found.into_iter().map(|(before, after)| Change {
        taken: TakenAs::NotTaken,
        before,
        after,
        note: NOTE.to_owned(),
        by_hand: Vec::new(),
    }));
}

fn rows(attachment: &Attachment, table: &[Vec<String>], found: &mut Vec<(String, String)>) {
    let label = attachment.label();
    let heads = attachment.table.columns.iter().map(|column| column.head.clone());
    let own: Vec<Vec<String>> = std::iter::once(heads.collect())
        .chain(
            attachment
                .table
                .rows
                .iter()
                .map(|row| row.iter().map(Cell::shown).collect()),
        )
        .collect();
    let is_same =
        |a: &[String], b: &[String]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| plain(a) == plain(b));
    let start = own.iter().zip(table).take_while(|(a, b)| is_same(a, b)).count();
    let most = own.len().min(table.len()) - start;
    let tail = own.iter().rev().zip(table.iter().rev());
    let end = tail.take(most).take_while(|(a, b)| is_same(a, b)).count();
    let (ours, theirs) = (&own[start..own.len() - end], &table[start..table.len() - end]);
    let place = |index: usize| format!("{label}第{}行", start + index);
    let told = |row: &[String]| row.join("｜");
    if ours.len() != theirs.len() {
        for (index, row) in ours.iter().enumerate() {
            found.push((format!("{}：{}", place(index), told(row)), String::new()));
        }
        for row in theirs {
            found.push((String::new(), format!("{label}：{}", told(row))));
        }
        return;
    }
    for (index, (row, changed)) in ours.iter().zip(theirs).enumerate() {
        if row.len() != changed.len() {
            let (before, after) = (told(row), told(changed));
            found.push((format!("{}：{before}", place(index)), after));
            continue;
        }
        for (column, (cell, other)) in row.iter().zip(changed).enumerate() {
            if plain(cell) != plain(other) {
                let head = own.first().and_then(|heads| heads.get(column));
                let head = head.map_or("", String::as_str);
                found.push((format!("{}“{head}”：{cell}", place(index)), other.clone()));
            }
        }
    }
}
