//! `cargo xtask check`: everything about the code but its tests.

use crate::command::{self, cargo, command, installed};
use crate::{Failure, needs, tidy};

const TYPOS: &str = "typos==1.52.0";

/// A step with its name.
type Step = (&'static str, fn() -> Result<(), Failure>);

/// Runs the check.
///
/// # Errors
/// The names of the steps that failed.
pub(crate) fn run() -> Result<(), Failure> {
    run_steps(&[
        ("fmt", || command::run(&mut cargo(&["fmt", "--all", "--check"]))),
        ("tidy", tidy::run),
        ("typos", typos),
        ("clippy", || {
            command::run(&mut cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]))
        }),
        ("doc", || {
            let arguments = ["doc", "--workspace", "--no-deps", "--document-private-items"];
            command::run(cargo(&arguments).env("RUSTDOCFLAGS", "-D warnings"))
        }),
    ])
}

/// Runs all steps, so that one run tells everything, and names those that failed.
fn run_steps(steps: &[Step]) -> Result<(), Failure> {
    let mut failed = Vec::new();
    for (name, step) in steps {
        println!("== {name}");
        if let Err(failure) = step() {
            println!("{failure}");
            failed.push(*name);
        }
    }
    if failed.is_empty() {
        println!("== 全部通过：{}项", steps.len());
        Ok(())
    } else {
        Err(format!("检查未通过：{}", failed.join("、")))
    }
}

/// Typing errors in English; the tool comes from the search path or from the Python package index.
fn typos() -> Result<(), Failure> {
    if !installed("typos")
        && let Err(failure) = needs::install_python_package(TYPOS, &[])
    {
        println!("typos 装不上（{failure}），这一项没有检查");
        return Ok(());
    }
    command::run(command("typos", &["--config", "typos.toml"]).env("PATH", needs::search_path()))
}
