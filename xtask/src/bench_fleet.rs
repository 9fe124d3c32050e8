//! `cargo xtask bench-fleet` and `eval`: the real program against a fleet served by another process.
//!
//! Prints pages a second, CPU time a page, peak memory and what the hosts felt; politeness is off, so that the
//! program's own cost shows. The machine's noise is in the wall times: compare CPU times, and ratios of one run.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Failure;

/// `bench-fleet [SITES [PAGES [demo|second|evaluation]]]`: serves such a fleet, inspects it, prints figures and the evaluation.
pub(crate) fn run(words: &[&str]) -> Result<(), Failure> {
    let number =
        |index: usize, default: &'static str| words.get(index).copied().unwrap_or(default).to_owned();
    let (sites, pages, style) = (number(0, "40"), number(1, "62"), number(2, "demo"));
    let programs = Programs::build()?;
    let folder = fresh_folder("bench-fleet")?;
    let mut server = Server::start(&programs, &folder, &[&style, &sites, &pages])?;
    let result = folder.join("result");
    let figures = programs.inspect(&folder, &result)?;
    figures.print();
    server.stop()?;
    programs.eval(&folder, &result)
}

/// `eval [SEED…]`: the three fleets for each seed, precision and recall of each rule against its goal.
pub(crate) fn eval(words: &[&str]) -> Result<(), Failure> {
    let programs = Programs::build()?;
    let seeds = if words.is_empty() { &["1"] } else { words };
    let mut missed = Vec::new();
    for seed in seeds {
        for (style, sites, pages) in [
            ("demo", "40", "62"),
            ("second", "40", "62"),
            ("evaluation", "120", "40"),
        ] {
            let folder = fresh_folder(&format!("eval-{style}-{seed}"))?;
            println!("== {style}, seed {seed}");
            let mut server = Server::start(&programs, &folder, &[style, sites, pages, seed])?;
            let result = folder.join("result");
            programs.inspect(&folder, &result)?.print();
            server.stop()?;
            if programs.eval(&folder, &result).is_err() {
                missed.push(format!("{style} {seed}"));
            }
        }
    }
    if missed.is_empty() {
        Ok(())
    } else {
        Err(format!("未达到目标的站群和种子：{}", missed.join("，")))
    }
}

struct Programs {
    xunwang: PathBuf,
    fleet: PathBuf,
}

struct Server {
    child: Child,
}

struct Figures {
    wall: Duration,
    cpu: Duration,
    peak_kib: u64,
    pages: u64,
    requests: u64,
    summary: serde_json::Value,
}

impl Programs {
    fn build() -> Result<Self, Failure> {
        let built = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "build",
                "--release",
                "-p",
                "xunwang",
                "-p",
                "xunwang-fleet",
                "--bins",
            ])
            .status()
            .map_err(|error| format!("cargo build：{error}"))?;
        if !built.success() {
            return Err("发布版编译失败".to_owned());
        }
        let target = crate::metadata::target_folder()?.join("release");
        Ok(Self {
            xunwang: target.join("xunwang"),
            fleet: target.join("fleet"),
        })
    }

    fn inspect(&self, folder: &Path, result: &Path) -> Result<Figures, Failure> {
        let begun = Instant::now();
        let mut child = Command::new(&self.xunwang)
            .arg("inspect")
            .arg(folder.join("register.csv"))
            .arg("--channels")
            .arg(folder.join("channels.csv"))
            .arg("--out")
            .arg(result)
            .arg("--hosts")
            .arg(folder.join("hosts.txt"))
            .arg("--ca")
            .arg(folder.join("ca.pem"))
            .arg("--sources")
            .arg(folder.join("originals"))
            .args([
                "--as-of",
                "2026-09-15",
                "--rate",
                "inf",
                "--second-look",
                "0",
                "--retries",
                "0",
            ])
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("xunwang inspect：{error}"))?;
        let (mut peak_kib, mut cpu) = (0, Duration::ZERO);
        let status = loop {
            if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
                break status;
            }
            // The kernel keeps the peak itself; the last reading before the end is near enough for the CPU time.
            peak_kib = peak_kib.max(peak_memory(child.id()).unwrap_or_default());
            cpu = cpu.max(cpu_time(child.id()).unwrap_or_default());
            std::thread::sleep(Duration::from_millis(5));
        };
        if !matches!(status.code(), Some(0 | 3)) {
            return Err(format!("xunwang inspect 退出码 {status}"));
        }
        let wall = begun.elapsed();
        let text =
            std::fs::read_to_string(result.join("run.json")).map_err(|error| format!("run.json：{error}"))?;
        let summary: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| format!("run.json：{error}"))?;
        let count = |path: &str| {
            summary
                .pointer(path)
                .and_then(serde_json::Value::as_u64)
                .unwrap_or_default()
        };
        let (pages, requests) = (count("/counts/pages"), count("/politeness/requests"));
        Ok(Figures {
            wall,
            cpu,
            peak_kib,
            pages,
            requests,
            summary,
        })
    }

    fn eval(&self, folder: &Path, result: &Path) -> Result<(), Failure> {
        let status = Command::new(&self.fleet)
            .arg("eval")
            .arg(folder)
            .arg(result)
            .arg(crate::command::root().join("docs/rules.md"))
            .status()
            .map_err(|error| format!("fleet eval：{error}"))?;
        if status.success() {
            Ok(())
        } else {
            Err("有规则、页面区域或判定没有达到目标".to_owned())
        }
    }
}

impl Server {
    fn start(programs: &Programs, folder: &Path, options: &[&str]) -> Result<Self, Failure> {
        let mut child = Command::new(&programs.fleet)
            .arg("serve")
            .arg(folder)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("fleet serve：{error}"))?;
        let mut line = String::new();
        let output = child.stdout.as_mut().ok_or("fleet serve 没有输出")?;
        BufReader::new(output)
            .read_line(&mut line)
            .map_err(|error| error.to_string())?;
        if !line.starts_with("ready") {
            return Err("示范站群没有启动".to_owned());
        }
        print!("{line}");
        Ok(Self { child })
    }

    /// The server ends with its input, and prints what its hosts felt.
    fn stop(&mut self) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        let mut rest = String::new();
        if let Some(output) = self.child.stdout.as_mut() {
            std::io::Read::read_to_string(output, &mut rest).map_err(|error| error.to_string())?;
        }
        print!("{rest}");
        self.child.wait().map_err(|error| error.to_string())?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone where it was stopped in order.
        let _ = self.child.kill();
    }
}

impl Figures {
    fn print(&self) {
        let seconds = self.wall.as_secs_f64();
        let pages = self.pages as f64;
        println!(
            "pages {}, requests {}, wall {seconds:.2} s, {:.0} pages/s",
            self.pages,
            self.requests,
            pages / seconds
        );
        println!(
            "CPU {:.2} s, {:.0} µs a page",
            self.cpu.as_secs_f64(),
            self.cpu.as_micros() as f64 / pages
        );
        println!("peak memory {} MiB", self.peak_kib / 1024);
        println!("hosts felt: {}", self.summary["politeness"]);
    }
}

fn fresh_folder(name: &str) -> Result<PathBuf, Failure> {
    let folder = crate::metadata::target_folder()?.join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}：{error}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}：{error}", folder.display()))?;
    Ok(folder)
}

/// Peak resident memory of a process, in KiB.
fn peak_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// CPU time of a process so far, user and system.
fn cpu_time(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may hold blanks; user and system time are the 12th and 13th field behind it.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
