//! The commands of the contract, one file each.

pub(crate) mod basis;
mod certificates;
pub(crate) mod compose;
pub(crate) mod demo;
mod documents;
pub(crate) mod export;
pub(crate) mod feedback;
pub(crate) mod inspect;
mod inspection;
mod manifest;
pub(crate) mod media;
mod office;
pub(crate) mod proof;
pub(crate) mod serve;
mod stop;
mod summary;
mod text_checks;
pub(crate) mod verify;

/// Why a command did not do its work.
pub(crate) enum Failure {
    /// Exit code 1.
    Failed(String),
    /// Exit code 2: nothing was written.
    WrongInput(String),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(format!("{error:#}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Failed(reason) | Self::WrongInput(reason) => f.write_str(reason),
        }
    }
}

/// Writes a file that the user named.
pub(crate) fn write_output(path: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "上级文件夹不存在，请先建立".to_owned(),
            std::io::ErrorKind::PermissionDenied => "没有写入权限".to_owned(),
            std::io::ErrorKind::IsADirectory => "这是一个文件夹，请写到文件".to_owned(),
            std::io::ErrorKind::StorageFull => "磁盘已满，请腾出空间后再试".to_owned(),
            _ => error.to_string(),
        };
        Failure::Failed(format!("{} 不能写入：{reason}", path.display()))
    })
}

/// Reads a file that the user named.
pub(crate) fn read_input(path: &std::path::Path, what: &str) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "文件不存在，请检查路径".to_owned(),
            std::io::ErrorKind::PermissionDenied => "没有读取权限".to_owned(),
            std::io::ErrorKind::IsADirectory => "这是一个文件夹，应为文件".to_owned(),
            _ => error.to_string(),
        };
        Failure::WrongInput(format!("{what} {}：{reason}", path.display()))
    })
}
