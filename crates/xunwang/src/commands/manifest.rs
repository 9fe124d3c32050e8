//! The list of a folder of documents (文稿清单): of each its kind, the values behind it and the digests of its files, so that
//! `verify` can work every one out again.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use xunwang_report::document::Edition;

use super::Failure;
use super::export::{FINALS, SEAL};
use crate::folder::{ResultFolder, digest_of};

/// The name of the list.
pub(crate) const MANIFEST: &str = "documents.json";
/// The folder of the values that nobody asked for as files.
pub(crate) const VALUES: &str = "data";

/// The list (清单).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// Confirmed, or a draft of the machine.
    pub(crate) edition: Edition,
    /// The documents.
    pub(crate) documents: Vec<Listed>,
    /// SHA-256 of the other files, e.g. the page that leads to them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) others: BTreeMap<String, String>,
    /// Folders of issued circulars, each with its own seal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) circulars: Vec<String>,
}

/// A document of the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listed {
    /// The word of its kind.
    pub(crate) kind: String,
    /// The file of its values.
    pub(crate) values: String,
    /// SHA-256 of each of its files, the values among them, by path within the folder.
    pub(crate) files: BTreeMap<String, String>,
}

impl Manifest {
    /// A list of these documents, in the order of their names whichever was finished first.
    pub(crate) fn of(edition: Edition, mut documents: Vec<Listed>) -> Self {
        documents.sort_unstable_by(|a, b| a.values.cmp(&b.values));
        Self {
            edition,
            documents,
            others: BTreeMap::new(),
            circulars: Vec::new(),
        }
    }

    /// Writes it into the folder, with the digests of other files there and the folders of circulars; last of all.
    pub(crate) fn write(
        mut self,
        folder: &Path,
        others: &[&str],
        circulars: Vec<String>,
    ) -> Result<(), Failure> {
        for name in others {
            self.others
                .insert((*name).to_owned(), digest_of(&folder.join(name))?);
        }
        for circular in &circulars {
            for name in [SEAL, FINALS] {
                let path = format!("{circular}/{name}");
                if folder.join(&path).exists() {
                    let digest = digest_of(&folder.join(&path))?;
                    self.others.insert(path, digest);
                }
            }
        }
        self.circulars = circulars;
        let json = serde_json::to_vec_pretty(&self).map_err(anyhow::Error::from)?;
        ResultFolder::open(folder)?.write(MANIFEST, &json)?;
        Ok(())
    }
}

/// Does a path of a list stay within its folder?
pub(crate) fn stays_within(path: &str) -> bool {
    !path.is_empty()
        && Path::new(path)
            .components()
            .all(|component| matches!(component, Component::Normal(_)))
}
