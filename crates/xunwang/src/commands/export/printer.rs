//! Printing many documents (批量生成): a few wait, each core makes one at a time, so that memory does not grow with their number.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use clap::ValueEnum;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use xunwang_report::document::Edition;
use xunwang_report::documents::{Form, compose};
use xunwang_report::render;

use super::super::Failure;
use super::super::manifest::{Listed, Manifest, VALUES};
use crate::folder::digest_of_bytes;

/// A format of the files (文件格式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Pdf,
    Docx,
    Html,
    Xlsx,
    Json,
}

impl Format {
    /// The ending of its files.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }
}

/// Composes and prints one document; what is wrong is a Chinese sentence.
type Job = Box<dyn FnOnce() -> Result<Listed, String> + Send>;

/// Prints documents on all cores (批量生成).
pub(super) struct Printer {
    sender: Sender<Job>,
    workers: Vec<JoinHandle<Result<Vec<Listed>, String>>>,
    folder: PathBuf,
    formats: Arc<[Format]>,
    edition: Edition,
}

impl Printer {
    /// Begins; files are written below `folder`.
    pub(super) fn begin(folder: &Path, formats: &[Format], edition: Edition) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (sender, receiver) = channel::<Job>(cores);
        let receiver = Arc::new(Mutex::new(receiver));
        let worker = |_| {
            let receiver = Arc::clone(&receiver);
            std::thread::spawn(move || work(&receiver))
        };
        Self {
            sender,
            workers: (0..cores).map(worker).collect(),
            folder: folder.to_owned(),
            formats: formats.into(),
            edition,
        }
    }

    /// Hands over a document; waits while enough of them wait.
    pub(super) async fn print<F: Form + Send + 'static>(&self, name: &str, values: F) -> Result<(), Failure> {
        let (folder, name) = (self.folder.clone(), name.to_owned());
        let (formats, edition) = (Arc::clone(&self.formats), self.edition);
        let job = move || written((&folder, &name), &values, &formats, edition);
        // The workers are gone only after one of them has failed; what failed is told at the end.
        let _ = self.sender.send(Box::new(job)).await;
        Ok(())
    }

    /// Waits until all is written; gives the list of it.
    pub(super) async fn finish(self) -> Result<Manifest, Failure> {
        drop(self.sender);
        let workers = self.workers;
        let joined = tokio::task::spawn_blocking(move || {
            let results = workers.into_iter().map(|worker| {
                let died = |_| Err("生成文件时程序内部出错".to_owned());
                worker.join().unwrap_or_else(died)
            });
            // All are waited for, then the first that failed is told.
            results
                .collect::<Vec<_>>()
                .into_iter()
                .collect::<Result<Vec<Vec<Listed>>, _>>()
        });
        let done = joined.await.map_err(anyhow::Error::from)?;
        let listed = done.map_err(Failure::Failed)?;
        Ok(Manifest::of(self.edition, listed.concat()))
    }
}

fn work(receiver: &Mutex<Receiver<Job>>) -> Result<Vec<Listed>, String> {
    let mut done = Vec::new();
    loop {
        let Ok(mut waiting) = receiver.lock() else {
            return Ok(done);
        };
        let Some(job) = waiting.blocking_recv() else {
            return Ok(done);
        };
        drop(waiting);
        match job() {
            Ok(listed) => done.push(listed),
            Err(reason) => {
                // Nobody takes up anything more.
                if let Ok(mut waiting) = receiver.lock() {
                    waiting.close();
                    while waiting.try_recv().is_ok() {}
                }
                return Err(reason);
            }
        }
    }
}

/// Writes the files of a document, and the values behind it: beside them where they are asked for, else in a folder of their own.
fn written<F: Form>(
    (folder, name): (&Path, &str),
    values: &F,
    formats: &[Format],
    edition: Edition,
) -> Result<Listed, String> {
    let document = compose(values, edition).map_err(|found| {
        let list: Vec<String> = found.iter().map(|one| format!("  {one}")).collect();
        format!("{}“{name}”自相矛盾：\n{}", F::NAME, list.join("\n"))
    })?;
    let json = serde_json::to_vec_pretty(values).map_err(|error| format!("{name}：{error}"))?;
    let of_values = if formats.contains(&Format::Json) {
        format!("{name}.json")
    } else {
        format!("{VALUES}/{name}.json")
    };
    let mut files = vec![(of_values.clone(), json)];
    for format in formats {
        let bytes = match format {
            Format::Pdf => render::pdf(&document),
            Format::Docx => render::docx(&document),
            Format::Html => render::html(&document),
            Format::Xlsx => render::xlsx(&document),
            Format::Json => continue,
        };
        let bytes = bytes.map_err(|error| format!("{name}：{error}"))?;
        files.push((format!("{name}.{}", format.ending()), bytes));
    }
    for (name, bytes) in &files {
        put(&folder.join(name), bytes)?;
    }
    let digest = |(name, bytes): &(String, Vec<u8>)| (name.clone(), digest_of_bytes(bytes));
    Ok(Listed {
        kind: F::KIND.word().to_owned(),
        values: of_values,
        files: files.iter().map(digest).collect(),
    })
}

/// A file appears whole or not at all.
fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = path.with_file_name(format!(".{name}.part"));
    path.parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(&unfinished, bytes))
        .and_then(|()| std::fs::rename(&unfinished, path))
        .map_err(|error| format!("不能写入 {}：{error}", path.display()))
}
