//! Every source file: its head, its length, and what must not stand in it.

use std::path::Path;

use crate::tidy::Source;

/// Longest file in lines.
const LONGEST: usize = 500;

/// Longer files, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// The only script: it calls this program twice.
const SCRIPT: &str = ".ci/run";

/// Attributes that hide a failing test; put together here so that this file does not contain them.
const HIDING: &[&str] = &[concat!("#[ign", "ore"), concat!("#[should", "_panic")];

pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for Source { path, text } in sources {
        let shown = path.display();
        if path.extension().is_none_or(|extension| extension != "rs") {
            breaches.push(format!("{shown}：脚本只有 {SCRIPT}，其余写进 xtask"));
            continue;
        }
        if !text.starts_with("//!") {
            breaches.push(format!("{shown}：文件应以 //! 开头，说明它是做什么的"));
        }
        let lines = text.lines().count();
        let is_listed = LONG_FILES.iter().any(|(long, _)| Path::new(long) == path);
        if lines > LONGEST && !is_listed {
            breaches.push(format!("{shown}：{lines}行，超过{LONGEST}行"));
        }
        if lines <= LONGEST && is_listed {
            breaches.push(format!("{shown}：已不超过{LONGEST}行，请从例外名单中删去"));
        }
        for hiding in HIDING {
            if text.lines().any(|line| line.trim_start().starts_with(hiding)) {
                breaches.push(format!("{shown}：有 {hiding}…，测试不得跳过，也不得以崩溃为通过"));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaches_are_found() {
        let source = |path: &str, text: &str| Source {
            path: path.into(),
            text: text.to_owned(),
        };
        let good = source("crates/a/src/lib.rs", "//! A.\n");
        let long = source("crates/a/src/long.rs", &"//! L\n".repeat(501));
        let hidden = format!("//! H\n    {}]\nfn f() {{}}\n", HIDING[0]);
        let breaches = check(&[
            good,
            long,
            source("crates/a/src/bare.rs", "fn f() {}\n"),
            source("crates/a/src/hidden.rs", &hidden),
            source("crates/a/go.sh", "echo"),
        ]);
        assert_eq!(breaches.len(), 4, "{breaches:?}");
    }
}
