//! Progress of an inspection: a bar on a terminal, a plain line now and then elsewhere.

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinHandle;
use xunwang_app::visit::Progress;

use crate::console;

/// Plain lines come this often.
const LINE_EVERY: Duration = Duration::from_secs(15);

/// Shows the progress until it is dropped.
pub(crate) struct Shown {
    task: JoinHandle<()>,
    bar: Option<ProgressBar>,
}

impl Shown {
    pub(crate) fn start(progress: Arc<Progress>, sites: u64) -> Self {
        let begun = Instant::now();
        if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(sites);
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} 个网站  {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            let shown = bar.clone();
            let task = tokio::spawn(async move {
                loop {
                    shown.set_position(progress.sites_done());
                    shown.set_message(line(&progress, sites, begun));
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            });
            return Self { task, bar: Some(bar) };
        }
        let task = tokio::spawn(async move {
            loop {
                tokio::time::sleep(LINE_EVERY).await;
                let done = progress.sites_done();
                console::note(&format!(
                    "已检查 {done}/{sites} 个网站  {}",
                    line(&progress, sites, begun)
                ));
            }
        });
        Self { task, bar: None }
    }
}

fn line(progress: &Progress, sites: u64, begun: Instant) -> String {
    let (done, waiting) = (progress.sites_done(), progress.sites_waiting());
    let mut line = format!("{} 个网页，{} 次请求", progress.pages(), progress.requests());
    if done > 0 && done < sites {
        let rest = begun.elapsed().mul_f64((sites - done) as f64 / done as f64);
        line.push_str(&format!("，约还需 {}", minutes(rest)));
    }
    if waiting > 0 {
        line.push_str(&format!("，{waiting} 个网站等待复查"));
    }
    line
}

/// A span of time as people say it.
pub(crate) fn minutes(span: Duration) -> String {
    match span.as_secs() {
        seconds @ 0..60 => format!("{seconds} 秒"),
        seconds @ 60..3600 => format!("{} 分钟", seconds.div_ceil(60)),
        seconds => format!("{} 小时 {} 分钟", seconds / 3600, seconds % 3600 / 60),
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
