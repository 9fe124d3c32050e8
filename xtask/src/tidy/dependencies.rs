//! Dependencies that nobody uses (多余依赖).

use crate::command::root;
use crate::metadata::{Metadata, Package};
use crate::tidy::Source;

/// Dependencies that are there for another reason than being named in the code.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// A dependency must be named in some file of its crate.
pub(super) fn check(metadata: &Metadata, sources: &[Source]) -> Vec<String> {
    metadata
        .members()
        .flat_map(|package| unused(package, sources))
        .collect()
}

fn unused(package: &Package, sources: &[Source]) -> Vec<String> {
    let root = root();
    let folder = package.manifest_path.parent().unwrap_or(&root);
    let own: Vec<&Source> = sources
        .iter()
        .filter(|source| root.join(&source.path).starts_with(folder))
        .collect();
    let mut breaches = Vec::new();
    for dependency in &package.dependencies {
        let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
        let word = name.replace('-', "_");
        let excepted = EXCEPTIONS
            .iter()
            .any(|(of, except, _)| *of == package.name && except == name);
        if !excepted && !own.iter().any(|source| names_word(&source.text, &word)) {
            breaches.push(format!("{} 声明了依赖 {name}，代码中没有用到", package.name));
        }
    }
    breaches
}

/// Does `word` stand in the text, not as a part of a longer name?
fn names_word(text: &str, word: &str) -> bool {
    let part_of_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(place, _)| {
        !part_of_name(text[..place].chars().next_back())
            && !part_of_name(text[place + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_name_is_no_use_of_it() {
        assert!(names_word("use serde::Deserialize;", "serde"));
        assert!(!names_word("use serde_json::Value;", "serde"));
    }
}
