//! `cargo xtask test`: every test of the workspace.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::command::{cargo, installed, shown};
use crate::{Failure, needs};

/// Runs the tests whose names contain one of `filters`; all where there is none.
///
/// # Errors
/// A test failed, or the tests could not be built.
pub(crate) fn run(filters: &[&str]) -> Result<(), Failure> {
    let path = needs::provide()?;
    if installed("cargo-nextest") {
        let mut nextest = cargo(&["nextest", "run", "--workspace", "--no-fail-fast"]);
        return crate::command::run(nextest.args(filters).env("PATH", path));
    }
    // Building nextest takes longer than it saves in one run.
    println!("没有 cargo-nextest，改用 cargo test（经常测试时可装：cargo install cargo-nextest --locked）");
    let mut test = cargo(&["test", "--workspace", "--no-fail-fast"]);
    if !filters.is_empty() {
        test.arg("--").args(filters);
    }
    run_and_count(test.env("PATH", path))
}

/// Passes the output on line by line and adds the sum of all test binaries, which `cargo test` lacks.
fn run_and_count(command: &mut Command) -> Result<(), Failure> {
    let line = shown(command);
    println!("$ {line}");
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("无法运行 {line}：{error}"))?;
    let (mut passed, mut failed) = (0, 0);
    if let Some(output) = child.stdout.take() {
        for text in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{text}");
            if let Some(result) = text.strip_prefix("test result: ") {
                passed += count_before(result, " passed");
                failed += count_before(result, " failed");
            }
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    println!("test result: {passed} passed; {failed} failed; in all test binaries");
    if status.success() { Ok(()) } else { Err(line) }
}

fn count_before(text: &str, word: &str) -> usize {
    let number = text
        .split(word)
        .next()
        .and_then(|before| before.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_binaries_are_added_up() {
        let line = "ok. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(count_before(line, " passed"), 12);
        assert_eq!(count_before(line, " failed"), 3);
    }
}
