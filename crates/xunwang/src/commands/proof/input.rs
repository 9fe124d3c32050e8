//! What is to be checked: files, folders, standard input, the stored pages of an inspection.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xunwang_app::proof::{Manuscript, SeenLines, stored_pages};
use xunwang_ports::{Clock as _, SystemClock};

use super::super::{Failure, read_input};
use super::Arguments;

/// Files of a folder beyond this number are not read.
const MOST_FILES: usize = 100_000;
/// Folders deeper than this are not entered.
const DEEPEST: usize = 32;

/// A text that is to be checked.
pub(super) struct Input<'s> {
    /// Its name in the lines.
    pub(super) doc: Value,
    pub(super) manuscript: Manuscript,
    /// The file that it was read from; empty where there is none of its own.
    pub(super) bytes: Vec<u8>,
    /// The lines of its site that were checked, where it is a stored page.
    pub(super) seen: Option<&'s mut SeenLines>,
}

/// Hands on every document of a file, a folder, or the result folder of an inspection.
pub(crate) fn each_source(
    path: &Path,
    mut each: impl FnMut(Manuscript) -> Result<(), Failure>,
) -> Result<Vec<String>, Failure> {
    each_of(path, &mut |manuscript, _, _| each(manuscript))
}

/// Hands on one text after the other; returns what could not be read, as sentences.
pub(super) fn each_input(
    arguments: &Arguments,
    mut each: impl FnMut(Input<'_>) -> Result<(), Failure>,
) -> Result<Vec<String>, Failure> {
    let mut unread = Vec::new();
    let standard_input = [PathBuf::from("-")];
    let files = if arguments.files.is_empty() {
        &standard_input[..]
    } else {
        &arguments.files
    };
    for path in files {
        if path.is_dir() {
            unread.extend(each_of(path, &mut |manuscript, bytes, seen| match seen {
                None => hand_on(arguments, manuscript, bytes, &mut each),
                Some(seen) => each(Input {
                    doc: Value::from(manuscript.name.as_str()),
                    manuscript,
                    bytes: Vec::new(),
                    seen: Some(seen),
                }),
            })?);
        } else {
            let bytes = if path == Path::new("-") {
                let mut bytes = Vec::new();
                let read = std::io::stdin().lock().take(256 << 20).read_to_end(&mut bytes);
                read.map_err(|error| Failure::Failed(format!("标准输入不能读取：{error}")))?;
                bytes
            } else {
                read_input(path, "文件")?
            };
            hand_on(arguments, manuscript(path, &bytes)?, bytes, &mut each)?;
        }
    }
    Ok(unread)
}

/// Is this the result folder of an inspection, with the pages that it has stored?
pub(super) fn is_result(path: &Path) -> bool {
    path.join("run.json").is_file() && path.join("evidence").is_dir()
}

/// What is done with a document, its bytes, and the lines of its site that were checked where it is a stored page.
type Each<'e> = dyn FnMut(Manuscript, Vec<u8>, Option<&mut SeenLines>) -> Result<(), Failure> + 'e;

fn each_of(path: &Path, each: &mut Each<'_>) -> Result<Vec<String>, Failure> {
    let mut unread = Vec::new();
    if is_result(path) {
        return stored(&path.join("evidence"), each);
    }
    if !path.is_dir() {
        let bytes = read_input(path, "文件")?;
        each(manuscript(path, &bytes)?, bytes, None)?;
        return Ok(unread);
    }
    for file in files_of(path, DEEPEST, &mut unread) {
        // In a folder other files are to be expected.
        match read_input(&file, "文件").and_then(|bytes| manuscript(&file, &bytes).map(|read| (read, bytes)))
        {
            Ok((manuscript, bytes)) => each(manuscript, bytes, None)?,
            Err(Failure::WrongInput(reason) | Failure::Failed(reason)) => {
                unread.push(format!("未检查：{reason}"));
            }
        }
    }
    Ok(unread)
}

fn manuscript(path: &Path, bytes: &[u8]) -> Result<Manuscript, Failure> {
    let name = path.display().to_string();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        // Nothing is a text without mistakes.
        return Ok(Manuscript::of_text(&name, ""));
    }
    Manuscript::read(&name, bytes, SystemClock.now())
        .map_err(|unreadable| Failure::WrongInput(unreadable.to_string()))
}

fn hand_on(
    arguments: &Arguments,
    manuscript: Manuscript,
    bytes: Vec<u8>,
    each: &mut impl FnMut(Input<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let input = |doc, manuscript, bytes| Input {
        doc,
        manuscript,
        bytes,
        seen: None,
    };
    if !arguments.lines {
        return each(input(Value::from(manuscript.name.as_str()), manuscript, bytes));
    }
    for (line, number) in manuscript.text.lines().zip(1_u64..) {
        let line = Manuscript::of_text(&manuscript.name, line);
        each(input(Value::from(number), line, Vec::new()))?;
    }
    Ok(())
}

/// The pages that an inspection has stored, site by site.
fn stored(folder: &Path, each: &mut Each<'_>) -> Result<Vec<String>, Failure> {
    let mut unread = Vec::new();
    for path in files_of(folder, 1, &mut unread) {
        let named = |error: std::io::Error| Failure::Failed(format!("{}：{error}", path.display()));
        let file = std::fs::File::open(&path).map_err(named)?;
        let mut seen = SeenLines::default();
        let damaged = stored_pages(file, |manuscript| each(manuscript, Vec::new(), Some(&mut seen)))?;
        unread.extend(damaged.map(|damaged| format!("{}：{damaged}", path.display())));
    }
    Ok(unread)
}

/// The files of a folder and of the folders in it, in order; what is left out is said.
fn files_of(folder: &Path, depth: usize, unread: &mut Vec<String>) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![(folder.to_owned(), depth)]);
    while let Some((folder, depth)) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            unread.push(format!(
                "未检查：文件夹 {} 不能读取，请检查权限",
                folder.display()
            ));
            continue;
        };
        for entry in entries.flatten() {
            let (path, kind) = (entry.path(), entry.file_type());
            match kind {
                Ok(kind) if kind.is_file() => files.push(path),
                Ok(kind) if kind.is_dir() && depth > 0 => folders.push((path, depth - 1)),
                Ok(kind) if kind.is_dir() => {
                    unread.push(format!("未检查：文件夹 {} 层数过多", path.display()));
                }
                _ => unread.push(format!("未检查：{} 是指向别处的链接或不是文件", path.display())),
            }
        }
    }
    files.sort();
    if files.len() > MOST_FILES {
        let message = format!(
            "未检查：文件超过{MOST_FILES}个，{} 及以后的没有读",
            files[MOST_FILES].display()
        );
        unread.push(message);
        files.truncate(MOST_FILES);
    }
    files
}
