//! Who may depend on whom (依赖边界): the table in ARCHITECTURE.md against what Cargo knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::metadata::{Metadata, Package};

/// The heading above the table.
const HEADING: &str = "## Who may depend on whom";

/// A row of the table.
#[derive(Debug, Default, PartialEq, Eq)]
struct Border {
    uses: BTreeSet<String>,
    in_tests: BTreeSet<String>,
}

/// Compares both ways: a dependency too many is a breach, and so is a row that promises what is not there.
pub(super) fn check(architecture: &str, metadata: &Metadata) -> Vec<String> {
    let table = match parse(architecture) {
        Ok(table) => table,
        Err(breach) => return vec![breach],
    };
    let mut breaches = Vec::new();
    let names: BTreeSet<&str> = metadata.members().map(|package| package.name.as_str()).collect();
    for package in metadata.members() {
        match table.get(&package.name) {
            Some(border) => breaches.extend(compare(package, border, &names)),
            None => breaches.push(format!("ARCHITECTURE.md 的依赖表没有 {}", package.name)),
        }
    }
    for name in table.keys().filter(|name| !names.contains(name.as_str())) {
        breaches.push(format!("ARCHITECTURE.md 的依赖表有 {name}，工作区没有这个包"));
    }
    breaches
}

fn compare(package: &Package, border: &Border, members: &BTreeSet<&str>) -> Vec<String> {
    let used = |in_tests: bool| -> BTreeSet<String> {
        package
            .dependencies
            .iter()
            .filter(|dependency| (dependency.kind.as_deref() == Some("dev")) == in_tests)
            .filter(|dependency| members.contains(dependency.name.as_str()))
            .map(|dependency| dependency.name.clone())
            .collect()
    };
    let name = &package.name;
    let mut breaches = Vec::new();
    for (in_tests, allowed, place) in [(false, &border.uses, ""), (true, &border.in_tests, "测试中")] {
        let used = used(in_tests);
        for extra in used.difference(allowed) {
            breaches.push(format!("{name} {place}依赖了 {extra}，ARCHITECTURE.md 不允许"));
        }
        for idle in allowed.difference(&used) {
            breaches.push(format!("{name} {place}并不依赖 {idle}，ARCHITECTURE.md 却写着"));
        }
    }
    breaches
}

/// Reads the table: crate, workspace crates it uses, crates its tests use too; further columns are for people.
fn parse(architecture: &str) -> Result<BTreeMap<String, Border>, String> {
    let (_, section) = architecture
        .split_once(HEADING)
        .ok_or_else(|| format!("ARCHITECTURE.md 没有“{HEADING}”一节"))?;
    let rows = section
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2);
    let mut table = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, uses, in_tests, ..] = cells[..] else {
            return Err(format!("依赖表的这一行不完整：{row}"));
        };
        let border = Border {
            uses: crates(uses),
            in_tests: crates(in_tests),
        };
        if table.insert(full_name(name), border).is_some() {
            return Err(format!("依赖表中 {name} 出现了两次"));
        }
    }
    Ok(table)
}

fn crates(cell: &str) -> BTreeSet<String> {
    cell.split(',')
        .map(str::trim)
        .filter(|name| !matches!(*name, "" | "–"))
        .map(full_name)
        .collect()
}

/// The table leaves `xunwang-` out.
fn full_name(name: &str) -> String {
    match name.trim_matches('`') {
        whole if whole.starts_with("xunwang") || whole == "xtask" => whole.to_owned(),
        short => format!("xunwang-{short}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_compared_both_ways() {
        let text = "## Who may depend on whom\n\n\
                    | crate | may use | in tests also | invariant |\n|---|---|---|---|\n\
                    | domain | – | – | no I/O |\n| rules | domain, text | extract | none |\n\nafter\n";
        let table = parse(text).unwrap();
        assert_eq!(table.len(), 2);
        let package: Package = serde_json::from_value(serde_json::json!({
            "id": "", "name": "xunwang-rules", "version": "", "license": null, "source": null,
            "manifest_path": "", "dependencies": [
                { "name": "xunwang-domain", "rename": null, "kind": null },
                { "name": "xunwang-store", "rename": null, "kind": null },
                { "name": "serde", "rename": null, "kind": null },
                { "name": "xunwang-extract", "rename": null, "kind": "dev" },
            ],
        }))
        .unwrap();
        let members = BTreeSet::from([
            "xunwang-domain",
            "xunwang-store",
            "xunwang-extract",
            "xunwang-text",
        ]);
        assert_eq!(
            compare(&package, &table["xunwang-rules"], &members),
            [
                "xunwang-rules 依赖了 xunwang-store，ARCHITECTURE.md 不允许",
                "xunwang-rules 并不依赖 xunwang-text，ARCHITECTURE.md 却写着",
            ]
        );
    }
}
