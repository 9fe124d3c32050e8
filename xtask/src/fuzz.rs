//! `cargo xtask fuzz`: hostile inputs without end, for whatever reads what others wrote.
//!
//! Each case has a number; the number, the target and the seed decide its bytes, so that a run can be repeated. It is made by
//! mutating real files and texts (`corpus.rs`) in ways that keep most of their structure (`mutate.rs`), drawing every choice from
//! [`arbitrary::Unstructured`]. A case fails by a panic, a broken promise, more than 5 s or 2 GiB. A run works in a process of its own, so that
//! an exhausted stack ends that and not the search.

mod case;
mod corpus;
mod mutate;
mod repack;
mod shrink;
mod targets;
mod words;
mod worker;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Failure;
use crate::command::root;
use case::Outcome;
use targets::{TARGETS, Target};

const USAGE: &str = "用法：cargo xtask fuzz [--minutes N] [--target 名称] [--seed N] | --replay 文件";

/// Where inputs that fail are kept.
pub(crate) fn folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), PathBuf::from)
        .join("fuzz")
}

struct Options {
    minutes: f64,
    target: Option<&'static Target>,
    seed: u64,
}

/// `fuzz`: all targets or one, for some minutes; or one stored input again.
///
/// # Errors
/// An input failed, or the words make no sense.
pub(crate) fn run(words: &[&str]) -> Result<(), Failure> {
    match words {
        ["--replay", file] => replay(Path::new(file)),
        // What the search itself starts; see `search`.
        ["worker", target, seed, first, millis] => {
            let number = |text: &str| text.parse::<u64>().map_err(|error| error.to_string());
            let (seed, first, millis) = (number(seed)?, number(first)?, number(millis)?);
            worker::work(
                Target::named(target)?,
                seed,
                first,
                Duration::from_millis(millis),
                &folder(),
            )
        }
        _ => search(&options(words)?),
    }
}

fn options(words: &[&str]) -> Result<Options, Failure> {
    let mut options = Options {
        minutes: 1.0,
        target: None,
        seed: 1,
    };
    for pair in words.chunks(2) {
        match pair {
            ["--minutes", minutes] => {
                options.minutes = minutes
                    .parse()
                    .ok()
                    .filter(|minutes: &f64| (0.0..=100_000.0).contains(minutes))
                    .ok_or_else(|| format!("--minutes 后应是分钟数，不是“{minutes}”"))?;
            }
            ["--target", name] => options.target = Some(Target::named(name)?),
            ["--seed", seed] => {
                options.seed = seed
                    .parse()
                    .map_err(|_| format!("--seed 后应是整数，不是“{seed}”"))?;
            }
            _ => {
                let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
                return Err(format!("{USAGE}\n名称：{}", names.join("、")));
            }
        }
    }
    Ok(options)
}

/// Runs the cases of every target in processes of their own, one after the other, each for its share of the time.
fn search(options: &Options) -> Result<(), Failure> {
    let folder = folder();
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    // As it was built for development: arithmetic that overflows is seen, which a release would let pass.
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let targets: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| options.target.is_none_or(|wanted| wanted.name == target.name))
        .collect();
    let share = Duration::from_secs_f64(options.minutes * 60.0 / targets.len().max(1) as f64);
    let mut failed = 0;
    for target in targets {
        failed += search_one(&program, target, options.seed, share, &folder)?;
    }
    match failed {
        0 => Ok(()),
        _ => Err(format!("{failed} 种失败；输入存于 {}", folder.display())),
    }
}

fn search_one(
    program: &Path,
    target: &Target,
    seed: u64,
    share: Duration,
    folder: &Path,
) -> Result<usize, Failure> {
    let until = Instant::now() + share;
    let mut first = 0_u64;
    let mut failed = 0;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let mut child = Command::new(program);
        child
            .args(["fuzz", "worker", target.name])
            .args([seed, first, left.as_millis() as u64].map(|number| number.to_string()))
            .env("CARGO_TARGET_DIR", folder.parent().unwrap_or(folder))
            .current_dir(root())
            .stdin(Stdio::null());
        let status = child
            .status()
            .map_err(|error| format!("无法运行 {}：{error}", program.display()))?;
        match status.code() {
            Some(0) => return Ok(failed),
            Some(code) if code == worker::FAILED => return Ok(failed + 1),
            _ => {}
        }
        // It went over a limit, which it told and stored, or died of it.
        failed += 1;
        let Some(number) = worker::last_number(folder) else {
            return Err(format!("{}：一开始就失败了（{status}）", target.name));
        };
        if status.code() != Some(worker::OVER_LIMIT) {
            let input = case::input(target, &target.corpus(), seed, number);
            let outcome = Outcome::failed("ended", format!("程序被终止：{status}"));
            case::store(folder, target, &input, &outcome)?;
        }
        first = number + 1;
        if Instant::now() >= until || failed >= 20 {
            return Ok(failed);
        }
    }
}

/// Runs a stored input again and says what became of it.
fn replay(file: &Path) -> Result<(), Failure> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let target = TARGETS
        .iter()
        .find(|target| {
            name.strip_prefix(target.name)
                .is_some_and(|rest| rest.starts_with('-'))
        })
        .ok_or_else(|| format!("文件名“{name}”应以目标名称和连字符开头"))?;
    let input = fs::read(file).map_err(|error| format!("不能读 {}：{error}", file.display()))?;
    let start = Instant::now();
    let outcome = case::run(target, &input);
    println!(
        "{}：{} 字节，{:.0} 毫秒",
        target.title,
        input.len(),
        start.elapsed().as_secs_f64() * 1e3
    );
    match outcome.failure {
        None => {
            println!("通过");
            Ok(())
        }
        Some(failure) => Err(failure.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many cases of every target are tried with each run of the tests.
    const CASES: u64 = 30;

    #[test]
    fn the_first_cases_of_every_target_hold() {
        for target in TARGETS {
            let corpus = target.corpus();
            assert!(!corpus.is_empty(), "{}", target.name);
            for number in 0..CASES {
                let input = case::input(target, &corpus, 1, number);
                let outcome = case::run(target, &input);
                assert!(
                    outcome.failure.is_none(),
                    "{} 第{number}例：{:?}",
                    target.name,
                    outcome.failure
                );
            }
        }
    }

    #[test]
    fn untouched_files_are_read() {
        for target in TARGETS {
            for (number, input) in target.corpus().iter().enumerate() {
                let outcome = case::run(target, input);
                assert!(
                    outcome.failure.is_none(),
                    "{}：{:?}",
                    target.name,
                    outcome.failure
                );
                assert!(outcome.taken, "{} 的第{number}个样本没有读出来", target.name);
            }
        }
    }

    #[test]
    fn inputs_that_once_failed_hold() {
        let folder = root().join("xtask/corpus/once-failed");
        let mut files: Vec<PathBuf> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        for file in files {
            assert_eq!(replay(&file), Ok(()), "{}", file.display());
        }
    }

    #[test]
    fn a_failing_input_is_found_made_small_and_stored() {
        fn runs(input: &[u8]) -> Result<bool, String> {
            let text = String::from_utf8_lossy(input);
            if text.contains('民') {
                text.chars().nth(1_000_000).expect("这是试验");
            }
            Ok(true)
        }
        let target = Target {
            name: "trial",
            title: "试验",
            shape: targets::Shape::Text,
            corpus: || vec!["全国人民代表大会常务委员会".repeat(20).into_bytes()],
            run: runs,
        };
        let folder = folder().join("trial");
        let found = worker::cases(&target, 1, 0..50, &folder).expect("写得出文件");
        assert_eq!(found.failures.len(), 1, "{:?}", found.failures);
        let stored = fs::read(&found.failures[0]).expect("存了文件");
        assert_eq!(String::from_utf8_lossy(&stored), "民");
        assert!(case::run(&target, &stored).failure.is_some());
    }
}
