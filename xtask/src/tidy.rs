//! `cargo xtask tidy`: the rules of the house that the compiler does not know.

mod borders;
mod dependencies;
mod licences;
mod sources;

use std::path::{Path, PathBuf};

use crate::command::root;
use crate::metadata::Metadata;
use crate::{Failure, glossary};

/// Checks everything.
///
/// # Errors
/// Every breach, a line each.
pub(crate) fn run() -> Result<(), Failure> {
    let metadata = Metadata::read()?;
    let sources = Source::read_all(&root())?;
    let mut breaches = Vec::new();
    breaches.extend(borders::check(&read(&root().join("ARCHITECTURE.md"))?, &metadata));
    breaches.extend(dependencies::check(&metadata, &sources));
    breaches.extend(licences::check(&read(&root().join("deny.toml"))?, &metadata)?);
    breaches.extend(sources::check(&sources));
    breaches.extend(glossary::check()?);
    if breaches.is_empty() {
        println!("tidy：{}个源文件，没有问题", sources.len());
        Ok(())
    } else {
        Err(format!("{}\ntidy：共{}处", breaches.join("\n"), breaches.len()))
    }
}

/// A source file with its path below the root.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// Every Rust file and every script of the repository.
    fn read_all(root: &Path) -> Result<Vec<Self>, Failure> {
        let mut sources = Vec::new();
        for folder in ["crates", "xtask", ".ci"] {
            for path in files_below(&root.join(folder))? {
                let extension = path.extension().and_then(|extension| extension.to_str());
                if matches!(extension, Some("rs" | "sh" | "bash" | "ps1")) {
                    let text = read(&path)?;
                    let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
                    sources.push(Self { path, text });
                }
            }
        }
        Ok(sources)
    }
}

/// All files below a folder in a fixed order; folders of build results are left out.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| format!("无法读取 {}：{error}", folder.display());
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .map_err(unreadable)?;
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        if !path.is_dir() {
            files.push(path);
        } else if path.file_name().is_none_or(|name| name != "target") {
            files.extend(files_below(&path)?);
        }
    }
    Ok(files)
}

pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| format!("无法读取 {}：{error}", path.display()))
}
