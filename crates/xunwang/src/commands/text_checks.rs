//! Everything that texts are checked by, read from the files that the user named.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use xunwang_app::proof::{read_lexicon, read_names};
use xunwang_app::visit::{BasisPart, Originals, TextBasis};
use xunwang_text::Checks;
use xunwang_text::lexicon::{Lexicon, Matcher, seed_lexicons};
use xunwang_text::names::{NameBook, Names, national_bodies};
use xunwang_text::typo::{Typos, WORD_MODEL_PATHS};

use super::proof::each_source;
use super::{Failure, read_input};
use crate::console;

/// Are typing errors beyond the lexicons sought, and by which word model?
#[derive(Clone, Copy)]
pub(crate) enum Typing<'a> {
    Unchecked,
    /// By the model named, or the one that is installed, or the bundled one alone.
    Checked(Option<&'a Path>),
}

/// Everything that the texts of an inspection are checked by.
#[derive(Clone)]
pub(crate) struct Checking {
    pub(crate) checks: Arc<Checks>,
    /// The documents with which reprints are compared.
    pub(crate) originals: Arc<Originals>,
}

/// Reads lexicons, dictionaries and models, and says what they are; a wrong one ends it here.
pub(crate) fn read_checks(
    lexicon_files: &[PathBuf],
    name_files: &[PathBuf],
    typing: Typing<'_>,
) -> Result<(Checks, TextBasis), Failure> {
    let named = |path: &Path, error: String| Failure::WrongInput(format!("{}：{error}", path.display()));
    let mut lexicons: Vec<Arc<Lexicon>> = seed_lexicons().to_vec();
    for path in lexicon_files {
        let bytes = read_input(path, "词库")?;
        let lexicon =
            read_lexicon(&path.display().to_string(), &bytes).map_err(|error| named(path, error))?;
        lexicons.push(Arc::new(lexicon));
    }
    let mut books: Vec<Arc<NameBook>> = vec![national_bodies()];
    for path in name_files {
        let bytes = read_input(path, "姓名职务词典")?;
        let book = read_names(&path.display().to_string(), &bytes).map_err(|error| named(path, error))?;
        books.push(Arc::new(book));
    }
    let (typos, model) = match typing {
        Typing::Unchecked => (None, None),
        Typing::Checked(model) => {
            let (typos, part) = read_typos(model)?;
            (Some(typos), Some(part))
        }
    };
    let basis = TextBasis {
        lexicons: lexicons
            .iter()
            .map(|lexicon| BasisPart::of_lexicon(lexicon))
            .collect(),
        names: books.iter().map(|book| BasisPart::of_names(book)).collect(),
        typos: model,
        originals: None,
    };
    let checks = Checks {
        lexicons: Matcher::compile(lexicons),
        names: Names::compile(books),
        typos,
    };
    Ok((checks, basis))
}

/// Reads the documents with which reprints are compared: files, folders, result folders of an inspection. What cannot be
/// read in a folder is noted.
pub(crate) fn read_originals(paths: &[PathBuf]) -> Result<Originals, Failure> {
    let mut originals = Originals::default();
    for path in paths {
        let (before, mut left_out) = (originals.len(), 0_u64);
        let unread = each_source(path, |document| {
            let is_page = document.name.starts_with("http");
            let added = match &document.article {
                Some((title, text)) => {
                    let address = if is_page { document.name.as_str() } else { "" };
                    originals.add(title, address, document.date, text)
                }
                // Of a site only its articles are reprinted.
                None if is_page => return Ok(()),
                None => {
                    let title = document.text.lines().find(|line| !line.trim().is_empty());
                    let title = title.unwrap_or_default().trim();
                    originals.add(title, "", document.date, &document.text)
                }
            };
            left_out += u64::from(!added);
            Ok(())
        })?;
        for unread in unread {
            console::note(&unread);
        }
        if originals.len() == before {
            return Err(Failure::WrongInput(format!(
                "{}：没有可作原文的文档（200字以上的文本、网页、DOCX、PDF，或检查的结果文件夹）",
                path.display()
            )));
        }
        if left_out > 0 {
            console::note(&format!(
                "{}：{left_out} 篇过短或超出数量，不作原文",
                path.display()
            ));
        }
    }
    Ok(originals)
}

/// The model named, or the one that is installed, or the bundled one alone.
fn read_typos(model: Option<&Path>) -> Result<(Typos, BasisPart), Failure> {
    let part = |bytes: &[u8]| BasisPart::of("words", "词语模型", "", bytes);
    let bundled = || (Typos::bundled(), BasisPart::of("letters", "内置字模型", "", b""));
    if let Some(path) = model {
        let bytes = read_input(path, "词语模型")?;
        let part = part(&bytes);
        return Typos::with_words(bytes)
            .map(|typos| (typos, part))
            .map_err(|error| Failure::WrongInput(format!("{}：{error}", path.display())));
    }
    let installed = WORD_MODEL_PATHS.iter().find_map(|path| std::fs::read(path).ok());
    let Some(bytes) = installed else {
        return Ok(bundled());
    };
    let part = part(&bytes);
    Ok(match Typos::with_words(bytes) {
        Ok(typos) => (typos, part),
        Err(error) => {
            console::note(&format!("系统安装的词语模型不能使用（{error}），只用内置模型"));
            bundled()
        }
    })
}
