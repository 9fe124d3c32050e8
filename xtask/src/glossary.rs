//! `docs/glossary.md` (术语表), gathered from the doc comments of the domain crate.
//!
//! An item is listed where the first line of its doc comment has a Chinese gloss in brackets, or where
//! that line begins in Chinese.

use std::path::PathBuf;

use crate::Failure;
use crate::command::root;
use crate::tidy::{files_below, read};

/// Writes the glossary anew.
///
/// # Errors
/// The sources cannot be read or the file cannot be written.
pub(crate) fn write() -> Result<(), Failure> {
    let path = path();
    std::fs::write(&path, compose()?).map_err(|error| format!("无法写入 {}：{error}", path.display()))?;
    println!("已写入 {}", path.display());
    Ok(())
}

/// A breach where the file is not what [`write()`] would write.
///
/// # Errors
/// The sources cannot be read.
pub(crate) fn check() -> Result<Option<String>, Failure> {
    let fresh = std::fs::read_to_string(path()).is_ok_and(|text| Ok(text) == compose());
    Ok((!fresh).then(|| "docs/glossary.md 不是最新的；请运行 cargo xtask glossary".to_owned()))
}

fn path() -> PathBuf {
    root().join("docs/glossary.md")
}

fn compose() -> Result<String, Failure> {
    let folder = root().join("crates/xunwang-domain/src");
    let mut page = String::from(
        "# 术语表 Glossary\n\n\
         由 `cargo xtask glossary` 从 `crates/xunwang-domain` 的注释生成，请勿手改。\n\
         One English word for one thing: in types, tables, addresses, templates and log fields alike.\n",
    );
    for file in files_below(&folder)? {
        let terms = terms(&read(&file)?);
        if terms.is_empty() {
            continue;
        }
        let name = file.strip_prefix(&folder).unwrap_or(&file).display().to_string();
        page.push_str(&format!("\n## {name}\n\n| English | 中文 |\n|---|---|\n"));
        for (word, gloss) in terms {
            page.push_str(&format!("| `{word}` | {} |\n", gloss.replace('|', "\\|")));
        }
    }
    Ok(page)
}

/// The public types of a file and the variants of its enums, with their glosses.
fn terms(text: &str) -> Vec<(String, String)> {
    let mut terms = Vec::new();
    let mut first_doc_line: Option<&str> = None;
    let mut current_enum: Option<&str> = None;
    for line in text.lines() {
        let code = line.trim_start();
        if let Some(doc) = code.strip_prefix("///") {
            first_doc_line.get_or_insert(doc.trim());
            continue;
        }
        if code.starts_with("#[") {
            continue;
        }
        if line.starts_with("#[cfg(test)]") || line.starts_with("mod tests") {
            break;
        }
        if line == "}" {
            current_enum = None;
        }
        let gloss = first_doc_line.take().and_then(gloss);
        let word = if let Some((kind, name)) = item(line) {
            current_enum = (kind == "enum").then_some(name);
            Some(name.to_owned())
        } else {
            let is_variant = line.starts_with("    ") && !line.starts_with("     ");
            let name = leading_name(code);
            let variant = name.filter(|name| is_variant && name.starts_with(char::is_uppercase));
            current_enum
                .zip(variant)
                .map(|(owner, variant)| format!("{owner}::{variant}"))
        };
        if let (Some(word), Some(gloss)) = (word, gloss) {
            terms.push((word, gloss));
        }
    }
    terms
}

fn item(line: &str) -> Option<(&str, &str)> {
    let (kind, rest) = line.strip_prefix("pub ")?.split_once(' ')?;
    let is_type = matches!(kind, "struct" | "enum" | "trait" | "type");
    Some((kind, leading_name(rest)?)).filter(|_| is_type)
}

fn leading_name(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// The text in brackets that is Chinese, or the beginning of a line that is Chinese.
fn gloss(doc: &str) -> Option<String> {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if doc.starts_with(is_chinese) {
        let end = doc
            .find([':', ';', ',', '.', '：', '；', '。'])
            .unwrap_or(doc.len());
        return Some(doc[..end].trim().to_owned());
    }
    doc.split(['(', '（'])
        .skip(1)
        .filter_map(|rest| rest.split([')', '）']).next())
        .find(|inside| inside.starts_with(is_chinese))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glosses_are_gathered_from_types_and_variants() {
        let text = "/// A website (网站). More.\n#[derive(Debug)]\npub struct Site {\n    /// 名称\n    pub name: String,\n}\n\n\
                    /// Its state (运行状态).\npub enum Status {\n    /// 正常运行: it runs.\n    Running,\n}\n\
                    /// No gloss.\npub struct Other;\n";
        let expected = [
            ("Site", "网站"),
            ("Status", "运行状态"),
            ("Status::Running", "正常运行"),
        ];
        let terms = terms(text);
        let terms: Vec<_> = terms
            .iter()
            .map(|(word, gloss)| (word.as_str(), gloss.as_str()))
            .collect();
        assert_eq!(terms, expected);
    }
}
