//! A lexicon as JSON, with the number of its form, so that files of earlier versions are read for ever.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Lexicon;
use super::rows::refuse_entry;
use crate::table::place_of;

/// The form that is written (格式版本).
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    #[serde(flatten)]
    lexicon: &'a Lexicon,
}

#[derive(Deserialize)]
struct Form {
    format: u32,
}

/// Why a lexicon's file was not taken (词库文件错误): nothing of it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileRefusal {
    /// Not JSON, or not a lexicon.
    #[error("词库文件无法读取：{0}；请重新导出后再导入")]
    Unreadable(String),
    /// Written by a later version of the program.
    #[error("词库文件的格式版本为{0}，本程序只认得到{FORMAT}；请升级本程序后再导入")]
    TooNew(u32),
    /// An entry that cannot be right.
    #[error("词条“{entry}”：{message}")]
    Entry {
        /// Its id.
        entry: String,
        /// What is wrong and what to do.
        message: String,
    },
}

impl Lexicon {
    /// Reads what [`Lexicon::to_json`] wrote, in this or an earlier version of the program.
    ///
    /// # Errors
    /// Not a lexicon, one of a later version, or with an entry that cannot be right.
    pub fn from_json(json: &str) -> Result<Self, FileRefusal> {
        let unreadable = |error: serde_json::Error| FileRefusal::Unreadable(place_of(&error));
        let Form { format } = serde_json::from_str(json).map_err(unreadable)?;
        if format > FORMAT {
            return Err(FileRefusal::TooNew(format));
        }
        let lexicon: Self = serde_json::from_str(json).map_err(unreadable)?;
        let mut ids = std::collections::BTreeSet::new();
        for entry in &lexicon.entries {
            let refuse = |message| FileRefusal::Entry {
                entry: entry.id.clone(),
                message,
            };
            if !ids.insert(entry.id.as_str()) {
                return Err(refuse("编号重复；请改为不同的编号".to_owned()));
            }
            if let Some((_, message)) = refuse_entry(entry) {
                return Err(refuse(message));
            }
        }
        Ok(lexicon)
    }

    /// The lexicon as JSON, one entry after another, for keeping and handing on.
    pub fn to_json(&self) -> String {
        // A struct of texts, lists and dates always has a JSON form.
        serde_json::to_string_pretty(&Written {
            format: FORMAT,
            lexicon: self,
        })
        .unwrap_or_default()
    }
}
