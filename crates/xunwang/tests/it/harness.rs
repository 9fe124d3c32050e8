//! Runs the executable and reads what it leaves.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The executable with these words, without standard input.
pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xunwang"));
    command.args(words).stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub(crate) fn run(words: &[&str]) -> Output {
    command(words).output().expect("the executable starts")
}

/// Runs it to its end, which must be this exit code; returns what it said.
pub(crate) fn run_expecting(code: i32, words: &[&str]) -> String {
    let output = run(words);
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert_eq!(output.status.code(), Some(code), "{words:?} said: {said}");
    said
}

/// Inspects the sites of a register on loopback into a folder, without pauses.
pub(crate) fn inspect(register: &Path, hosts: &Path, out: &Path, more: &[&str]) {
    let words = [
        "inspect",
        word(register),
        "--out",
        word(out),
        "--hosts",
        word(hosts),
    ];
    let always = ["--as-of", "2023-09-15", "--second-look", "0", "--rate", "inf"];
    run_expecting(0, &[&words[..], &always[..], more].concat());
}

/// A path as a word of the command line.
pub(crate) fn word(path: &Path) -> &str {
    path.to_str().expect("a path of this test")
}

/// The findings of a result folder, without the moment and the place of the evidence.
pub(crate) fn findings(folder: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(folder.join("findings.jsonl")).unwrap();
    let plain = |line: &str| {
        let mut finding: serde_json::Value = serde_json::from_str(line).unwrap();
        for field in ["observed_at", "evidence"] {
            finding.as_object_mut().unwrap().remove(field);
        }
        finding.to_string()
    };
    let set: BTreeSet<String> = text.lines().map(plain).collect();
    assert_eq!(set.len(), text.lines().count(), "no finding stands twice");
    set
}
