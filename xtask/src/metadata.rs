//! What `cargo metadata` says, as far as tidy asks.

use std::path::PathBuf;

use serde::Deserialize;

use crate::Failure;
use crate::command::cargo;

/// All packages that the workspace builds from.
#[derive(Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    workspace_members: Vec<String>,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) manifest_path: PathBuf,
    pub(crate) dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) rename: Option<String>,
    /// `None` for an ordinary one.
    pub(crate) kind: Option<String>,
}

impl Metadata {
    /// Asks Cargo.
    ///
    /// # Errors
    /// Cargo failed, or answers in a form that is not known.
    pub(crate) fn read() -> Result<Self, Failure> {
        // For this platform only: what is never built here is never shipped from here.
        let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        let output = cargo(&["metadata", "--format-version", "1", "--filter-platform", &host])
            .output()
            .map_err(|error| format!("无法运行 cargo metadata：{error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata：{error}"))
    }

    /// The packages of this workspace.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The packages from outside.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| !self.workspace_members.contains(&package.id))
    }
}

/// The folder that Cargo builds into.
///
/// # Errors
/// Cargo failed, or answers in a form that is not known.
pub(crate) fn target_folder() -> Result<PathBuf, Failure> {
    Ok(Metadata::read()?.target_directory)
}
