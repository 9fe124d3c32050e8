//! The web application as a process: one at a time on a data folder.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use super::harness::{command, run_expecting, word};

/// Starts the web application on a port of its own; it has its folder once it has said where it is.
fn serve(folder: &str) -> (Child, BufReader<ChildStdout>) {
    let words = ["serve", "--no-watch", "--listen", "127.0.0.1:0", "--data", folder];
    let mut child = command(&words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains("首次使用"), "{line}");
    (child, said)
}

#[test]
fn a_second_one_on_the_same_folder_is_refused_until_the_first_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("数据");
    let (mut first, _said) = serve(word(&data));
    let words = ["serve", "--listen", "127.0.0.1:0", "--data", word(&data)];
    let said = run_expecting(2, &words);
    assert!(said.contains("正由另一个 xunwang serve 使用"), "{said}");
    // Whatever ended the first, its folder is free.
    first.kill().unwrap();
    first.wait().unwrap();
    let (mut second, _said) = serve(word(&data));
    second.kill().unwrap();
    second.wait().unwrap();
}
