//! The process that runs cases: it watches time and memory, and says where it is, so that its death is no loss.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::case::{self, Outcome};
use super::shrink::shrunk;
use super::targets::Target;
use crate::Failure;

/// Its exit code when inputs failed.
pub(super) const FAILED: i32 = 1;
/// Its exit code when a case took more than is allowed; the input is stored.
pub(super) const OVER_LIMIT: i32 = 4;

/// A case that takes longer has failed, counted in processor time so that a busy machine is no failure.
const MOST_TIME: Duration = Duration::from_secs(5);
/// A process that holds more has failed.
const MOST_MEMORY: u64 = 2 << 30;

/// What a row of cases gave.
#[derive(Debug, Default)]
pub(super) struct Found {
    cases: u64,
    taken: u64,
    caught: usize,
    bytes: u64,
    slowest: Duration,
    /// The files that keep the inputs that failed.
    pub(super) failures: Vec<PathBuf>,
}

/// The case at work: the processor time at which it began, and its input.
type AtWork = Arc<Mutex<Option<(Duration, Vec<u8>)>>>;

/// Runs cases from `first` on until the time is over, and prints what they gave.
///
/// # Errors
/// Inputs failed.
pub(super) fn work(
    target: &'static Target,
    seed: u64,
    first: u64,
    time: Duration,
    folder: &Path,
) -> Result<(), Failure> {
    let until = Instant::now() + time;
    let numbers = (first..).take_while(|_| Instant::now() < until);
    let found = cases(target, seed, numbers, folder)?;
    println!(
        "{}（{}）：{} 例，{:.1} MB，读出 {}，拒收 {}，其中解析库崩溃被接住 {} 次，最慢 {} 毫秒，失败 {} 种",
        target.name,
        target.title,
        found.cases,
        found.bytes as f64 / 1e6,
        found.taken,
        found.cases - found.taken,
        found.caught,
        found.slowest.as_millis(),
        found.failures.len()
    );
    match found.failures.len() {
        0 => Ok(()),
        count => Err(format!("{}：{count} 种失败", target.name)),
    }
}

/// Runs these cases; each way to fail is kept once, with its input made small.
pub(super) fn cases(
    target: &Target,
    seed: u64,
    numbers: impl IntoIterator<Item = u64>,
    folder: &Path,
) -> Result<Found, Failure> {
    fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let mut place = File::create(folder.join("number")).map_err(|error| error.to_string())?;
    let at_work = AtWork::default();
    watch(target, &at_work, folder);
    let corpus = target.corpus();
    let mut found = Found::default();
    let mut marks: BTreeMap<String, ()> = BTreeMap::new();
    for number in numbers {
        let input = case::input(target, &corpus, seed, number);
        let told = place
            .rewind()
            .and_then(|()| place.write_all(&number.to_le_bytes()));
        told.map_err(|error| error.to_string())?;
        let start = Instant::now();
        set(&at_work, Some((processor_time(), input.clone())));
        let outcome = case::run(target, &input);
        set(&at_work, None);
        found.slowest = found.slowest.max(start.elapsed());
        found.cases += 1;
        found.bytes += input.len() as u64;
        found.taken += u64::from(outcome.taken);
        found.caught += outcome.caught;
        if let Some(broken) = &outcome.failure
            && marks.insert(broken.mark.clone(), ()).is_none()
        {
            let small = shrunk(target, input, &broken.mark);
            let file = case::store(folder, target, &small, &outcome)?;
            found.failures.push(file);
        }
    }
    Ok(found)
}

/// The number of the case that was at work when the process died.
pub(super) fn last_number(folder: &Path) -> Option<u64> {
    let bytes = fs::read(folder.join("number")).ok()?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

fn set(at_work: &AtWork, case: Option<(Duration, Vec<u8>)>) {
    *at_work.lock().unwrap_or_else(PoisonError::into_inner) = case;
}

/// Ends the process when a case takes too long or too much. It cannot be stopped otherwise, and nothing may take so long.
fn watch(target: &Target, at_work: &AtWork, folder: &Path) {
    let (target, at_work, folder) = (*target, Arc::downgrade(at_work), folder.to_owned());
    thread::spawn(move || {
        while let Some(at_work) = at_work.upgrade() {
            let over = at_work
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .as_ref()
                .and_then(|(since, input)| {
                    let seconds = processor_time().saturating_sub(*since);
                    let memory = memory();
                    if seconds > MOST_TIME {
                        Some((
                            input.clone(),
                            "超过5秒",
                            format!("超过5秒，占用内存 {} MB", memory >> 20),
                        ))
                    } else if memory > MOST_MEMORY {
                        Some((input.clone(), "超过2GB", format!("占用内存 {} MB", memory >> 20)))
                    } else {
                        None
                    }
                });
            if let Some((input, mark, message)) = over {
                let outcome = Outcome::failed(mark, message);
                let _ = case::store(&folder, &target, &input, &outcome);
                std::process::exit(OVER_LIMIT);
            }
            drop(at_work);
            thread::sleep(Duration::from_millis(50));
        }
    });
}

/// Processor time of the process and all its threads; the time since the first call where the system does not say.
fn processor_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name of the program, which may hold anything, the 12th and 13th field; in hundredths of a second.
    let ticks = line.rsplit_once(')').map(|(_, rest)| {
        let fields = rest.split_ascii_whitespace().skip(11).take(2);
        fields.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>()
    });
    ticks.map_or_else(|| START.elapsed(), |ticks| Duration::from_millis(ticks * 10))
}

/// Bytes of memory that the process holds; 0 where the system does not say.
fn memory() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<u64>().ok());
    resident.unwrap_or(0) * 4096
}
