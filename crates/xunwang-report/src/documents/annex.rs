//! Attachments 1–4 (附件): counts by area with the total, and the lists of failing objects (circulars.md §5).

use xunwang_domain::circular::{
    AreaFacts, AreaKind, CircularFacts, CountColumn, ProblemFacts, ProblemObject,
};

use super::basis::Basis;
use super::problems::predicate;
use crate::document::{Attachment, AttachmentKind, Cell, Column, Table};
use crate::figure::{Counted, Figure, Inspected, object_of};
use crate::wording::{sampling_note, stood_before};

pub(crate) fn attachments(basis: &Basis<'_>) -> Vec<Attachment> {
    let facts = basis.facts;
    use AttachmentKind::{AccountCounts, AccountList, SiteCounts, SiteList};
    let mut kinds = Vec::new();
    if basis.has_sites() {
        kinds.extend([SiteCounts, SiteList]);
    }
    if basis.has_accounts() {
        kinds.extend([AccountCounts, AccountList]);
    }
    let note = sampling_note(facts.sampling_window);
    let attachment = |(index, kind): (usize, &AttachmentKind)| {
        let (title, table, note) = match kind {
            SiteCounts => (
                "各地、各部门政府网站检查情况",
                counts(facts, Inspected::Sites),
                None,
            ),
            SiteList => (
                "检查发现存在突出问题的政府网站名单",
                list(basis, ProblemObject::Site),
                Some(note.clone()),
            ),
            AccountCounts => (
                "各地、各部门政务新媒体检查情况",
                counts(facts, Inspected::Accounts),
                None,
            ),
            // No other kind stands in the list above.
            AccountList | AttachmentKind::Other => (
                "检查发现存在突出问题的政务新媒体名单",
                list(basis, ProblemObject::Account),
                Some(note.clone()),
            ),
        };
        Attachment {
            kind: *kind,
            number: index + 1,
            title: title.to_owned(),
            subtitle: format!("（{}）", facts.quarter.in_full()),
            table,
            note,
        }
    };
    kinds.iter().enumerate().map(attachment).collect()
}

fn column(head: impl Into<String>, width: u32, centred: bool) -> Column {
    Column {
        head: head.into(),
        width,
        centred,
    }
}

/// One row an area in the given order, then the total; “—” where nothing was checked.
fn counts(facts: &CircularFacts, of: Inspected) -> Table {
    let running = |area: &AreaFacts| match of {
        Inspected::Sites => area.sites_running,
        Inspected::Accounts => area.accounts_running,
    };
    let unmeasured = facts.total(running)
        > facts.total(|area| match of {
            Inspected::Sites => area.sites_checked,
            Inspected::Accounts => area.accounts_checked,
        });
    let mut platforms: Vec<&str> = Vec::new();
    if of == Inspected::Accounts {
        platforms = facts
            .areas
            .iter()
            .flat_map(|area| area.platforms.keys().map(String::as_str))
            .collect();
        platforms.sort_unstable();
        platforms.dedup();
    }
    let chosen = if facts.columns.is_empty() {
        usual_columns(unmeasured)
    } else {
        facts.columns.clone()
    };
    let mut columns = vec![column("序号", 9, true), column("地区（部门）", 26, true)];
    for kind in &chosen {
        match head(*kind, of, facts.sites_sampled) {
            Some(head) => columns.push(column(head, 13, true)),
            None => columns.extend(
                platforms
                    .iter()
                    .map(|name| column(format!("其中：{name}"), 16, true)),
            ),
        }
    }
    let figures = |area: Option<usize>| -> Vec<Cell> {
        let cells = chosen.iter().flat_map(|kind| match of_column(*kind, of, area) {
            Some(figure) => vec![figure],
            None => platforms
                .iter()
                .map(|name| Figure::Platform {
                    area,
                    name: (*name).to_owned(),
                })
                .collect(),
        });
        cells.map(|figure| Cell::Figure(figure.of(facts))).collect()
    };
    let listed = facts
        .areas
        .iter()
        .enumerate()
        .filter(|(_, area)| area.kind == AreaKind::City || running(area) > 0);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (index, area) in listed {
        let mut row = vec![
            Cell::Ordinal(rows.len() as u64 + 1),
            Cell::Text(area.name.clone()),
        ];
        row.extend(figures(Some(index)));
        rows.push(row);
    }
    let mut total = vec![Cell::Text(String::new()), Cell::Text("合计".to_owned())];
    total.extend(figures(None));
    rows.push(total);
    let landscape = columns.len() > 9;
    Table {
        columns,
        rows,
        has_total: true,
        landscape,
    }
}

/// The columns of a table whose office has not chosen any.
fn usual_columns(unmeasured: bool) -> Vec<CountColumn> {
    use CountColumn::{Checked, Failed, Passed, Platforms, Rate, Running, Unmeasured};
    let all = [Running, Checked, Unmeasured, Passed, Failed, Rate, Platforms];
    all.into_iter()
        .filter(|kind| unmeasured || *kind != Unmeasured)
        .collect()
}

/// The head of a column; none for the platforms, which have a column each.
fn head(kind: CountColumn, of: Inspected, sites_sampled: bool) -> Option<&'static str> {
    let sites = of == Inspected::Sites;
    Some(match kind {
        CountColumn::Running if sites => "在运行数",
        CountColumn::Running => "正常运行数",
        CountColumn::Checked => "检查数",
        CountColumn::Share => "检查比例",
        CountColumn::Unmeasured if sites && !sites_sampled => "未能检测数",
        CountColumn::Unmeasured => "未检查数",
        CountColumn::Passed => "合格数",
        CountColumn::Failed => "不合格数",
        CountColumn::Rate => "合格率",
        CountColumn::Platforms => return None,
    })
}

/// What a column shows of an area, or of all; none for the platforms.
fn of_column(kind: CountColumn, of: Inspected, area: Option<usize>) -> Option<Figure> {
    let count = |of| Some(Figure::Count { area, of });
    match kind {
        CountColumn::Running => count(Counted::Running(of)),
        CountColumn::Checked => count(Counted::Checked(of)),
        CountColumn::Unmeasured => count(Counted::Unmeasured(of)),
        CountColumn::Passed => count(Counted::Passed(of)),
        CountColumn::Failed => count(Counted::Failed(of)),
        CountColumn::Rate => Some(Figure::PassRate { area, of }),
        CountColumn::Share => Some(match area {
            Some(area) => Figure::AreaShare { area, of },
            None => Figure::CheckedShare(of),
        }),
        CountColumn::Platforms => None,
    }
}

/// One row a failing object, in the order of the areas, all its failing problems in one cell.
fn list(basis: &Basis<'_>, object: ProblemObject) -> Table {
    let facts = basis.facts;
    let account = object == ProblemObject::Account;
    let mut columns = vec![column("序号", 9, true), column("地区（部门）", 19, true)];
    columns.push(column(if account { "账号名称" } else { "网站名称" }, 24, false));
    if account {
        columns.push(column("平台", 15, true));
    }
    columns.extend([column("主办单位", 23, false), column("存在的突出问题", 34, false)]);

    let order = |problem: &ProblemFacts| facts.areas.iter().position(|area| area.name == problem.area);
    let mut failing: Vec<(usize, &ProblemFacts)> = facts
        .problems
        .iter()
        .enumerate()
        .filter(|(_, problem)| problem.failing && problem.object == object)
        .collect();
    failing.sort_by_key(|(_, problem)| order(problem));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut known = Vec::new();
    for (place, problem) in &failing {
        let key = object_of(*place, problem);
        if known.contains(&key) {
            continue;
        }
        known.push(key);
        let faults: Vec<String> = failing
            .iter()
            .filter(|(place, other)| object_of(*place, other) == key)
            .map(|(_, other)| fault(other, basis))
            .collect();
        let text = |text: &str| Cell::Text(text.trim().to_owned());
        let mut row = vec![
            Cell::Ordinal(rows.len() as u64 + 1),
            text(&problem.area),
            text(&problem.name),
        ];
        if account {
            row.push(text(&problem.platform));
        }
        row.extend([text(&problem.unit), Cell::Text(faults.join("；"))]);
        rows.push(row);
    }
    Table {
        columns,
        rows,
        has_total: false,
        landscape: false,
    }
}

fn fault(problem: &ProblemFacts, basis: &Basis<'_>) -> String {
    let fault = predicate(problem, basis);
    match problem.repeat_of {
        Some(earlier) => {
            let stood = stood_before(earlier, &problem.streak, basis.facts.quarter);
            let once = if problem.streak.is_empty() { "曾" } else { "" };
            format!("{fault}（{stood}{once}被通报）")
        }
        None => fault,
    }
}
