//! Where the result goes: standard output, or a file that is written whole.

use std::path::Path;

use super::super::{Failure, write_output};
use super::{Arguments, Format};
use crate::console;

/// Where the result goes.
pub(super) struct Output<'a> {
    path: Option<&'a Path>,
    lines: Vec<u8>,
}

impl<'a> Output<'a> {
    pub(super) fn open(arguments: &'a Arguments) -> Result<Self, Failure> {
        let path = arguments.out.as_deref();
        if arguments.format == Format::Docx && path.is_none() {
            return Err(Failure::WrongInput(
                "--format docx 需要用 --out 指明写到哪个文件".to_owned(),
            ));
        }
        let written = [("--out", path), ("--text", arguments.text.as_deref())];
        for (option, written) in written {
            let Some(written) = written else { continue };
            let mut read = arguments.files.iter().chain(&arguments.source);
            if read.any(|read| is_same(read, written)) {
                return Err(Failure::WrongInput(format!(
                    "{option} 与稿件是同一个文件；请换一个文件名，原稿不会改动"
                )));
            }
        }
        Ok(Self {
            path,
            lines: Vec::new(),
        })
    }

    pub(super) fn lines(&mut self, lines: &[String]) {
        for line in lines {
            match self.path {
                None => console::say(line),
                Some(_) => {
                    self.lines.extend_from_slice(line.as_bytes());
                    self.lines.push(b'\n');
                }
            }
        }
    }

    pub(super) fn whole(&mut self, bytes: &[u8]) {
        match self.path {
            None => console::say(&String::from_utf8_lossy(bytes)),
            Some(_) => self.lines.extend_from_slice(bytes),
        }
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.path {
            Some(path) => write_output(path, &self.lines),
            None => Ok(()),
        }
    }
}

/// Do two paths name one file?
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    one == other || real(one).is_some_and(|one| real(other) == Some(one))
}
