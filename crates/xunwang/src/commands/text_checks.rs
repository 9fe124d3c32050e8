//! Everything that texts are checked by, read from the files that the user named.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use xunwang_app::proof::{read_lexicon, read_names};
use xunwang_app::visit::{BasisPart, TextBasis};
use xunwang_text::Checks;
use xunwang_text::lexicon::{Lexicon, Matcher, seed_lexicons};
use xunwang_text::names::{NameBook, Names, national_bodies};
use xunwang_text::typo::{Typos, WORD_MODEL_PATHS};

use super::{Failure, read_input};
use crate::console;

/// Are typing errors beyond the lexicons sought, and by which word model?
#[derive(Clone, Copy)]
pub(crate) enum Typing<'a> {
    Unchecked,
    /// By the model named, or the one that is installed, or the bundled one alone.
    Checked(Option<&'a Path>),
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
    };
    let checks = Checks {
        lexicons: Matcher::compile(lexicons),
        names: Names::compile(books),
        typos,
    };
    Ok((checks, basis))
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
