//! One case: its input, what became of it, and the file that keeps an input that failed.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use arbitrary::Unstructured;

use super::mutate;
use super::targets::Target;
use crate::Failure;

/// What became of a case.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Was the input read, or refused?
    pub(super) taken: bool,
    /// Panics of parsers that are not ours and that ours caught and turned into a refusal.
    pub(super) caught: usize,
    pub(super) failure: Option<Broken>,
}

/// Why a case failed.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    /// Equal for inputs that fail in the same way.
    pub(super) mark: String,
    pub(super) message: String,
}

impl Outcome {
    pub(super) fn failed(mark: &str, message: String) -> Self {
        Self {
            failure: Some(Broken {
                mark: mark.to_owned(),
                message,
            }),
            ..Self::default()
        }
    }
}

/// The input of a case: the seed, the target and the number decide it.
pub(super) fn input(target: &Target, corpus: &[Vec<u8>], seed: u64, number: u64) -> Vec<u8> {
    let name = target
        .name
        .bytes()
        .fold(seed, |sum, byte| sum.wrapping_mul(0x100_0193) ^ u64::from(byte));
    let mut chance = fastrand::Rng::with_seed(
        name.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03),
    );
    let mut choices = vec![0; 4096];
    chance.fill(&mut choices);
    mutate::mutated(target.shape, corpus, &mut Unstructured::new(&choices))
}

/// A panic that was seen: where and what.
struct Seen {
    place: String,
    message: String,
}

static SEEN: Mutex<Vec<Seen>> = Mutex::new(Vec::new());
/// One case at a time, for panics are seen by the whole process.
static TURN: Mutex<()> = Mutex::new(());

fn seen() -> MutexGuard<'static, Vec<Seen>> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes every panic instead of printing it, also one that a reader catches.
fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if TURN.try_lock().is_ok() {
                // Not of a case.
                return usual(panic);
            }
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let message = panic.payload_as_str().unwrap_or("没有说明").to_owned();
            seen().push(Seen { place, message });
        }));
    });
}

/// Runs a case. Parsers that are not ours may panic where a reader of ours catches it; our own code never.
pub(super) fn run(target: &Target, input: &[u8]) -> Outcome {
    watch_panics();
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    seen().clear();
    let result = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let seen = std::mem::take(&mut *seen());
    let ours = seen
        .iter()
        .find(|seen| seen.place.starts_with("crates/xunwang") || seen.place.starts_with("xtask"));
    let failure = match (&result, ours.or(seen.last().filter(|_| result.is_err()))) {
        (_, Some(seen)) => Some(Broken {
            mark: seen.place.clone(),
            message: format!("{}：{}", seen.place, seen.message),
        }),
        (Ok(Err(promise)), None) => Some(Broken {
            mark: promise.split('：').next().unwrap_or_default().to_owned(),
            message: promise.clone(),
        }),
        (Err(_), None) => Some(Broken {
            mark: "panic".to_owned(),
            message: "没有说明的崩溃".to_owned(),
        }),
        (Ok(Ok(_)), None) => None,
    };
    Outcome {
        taken: matches!(result, Ok(Ok(true))),
        caught: seen.len(),
        failure,
    }
}

/// Keeps an input that failed, and beside it what happened.
pub(super) fn store(
    folder: &Path,
    target: &Target,
    input: &[u8],
    outcome: &Outcome,
) -> Result<PathBuf, Failure> {
    let failure = |error: std::io::Error| format!("不能写入 {}：{error}", folder.display());
    fs::create_dir_all(folder).map_err(failure)?;
    let mark = outcome.failure.as_ref().map_or("", |broken| broken.mark.as_str());
    let digest = mark.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let file = folder.join(format!("{}-{digest:016x}.bin", target.name));
    fs::write(&file, input).map_err(failure)?;
    let message = outcome
        .failure
        .as_ref()
        .map_or(String::new(), |broken| broken.message.clone());
    fs::write(file.with_extension("txt"), format!("{message}\n")).map_err(failure)?;
    println!(
        "  失败：{message}\n  重演：cargo xtask fuzz --replay {}",
        file.display()
    );
    Ok(file)
}
