//! Why a use case was not done.

use xunwang_ports::StoreError;

/// Why it was not done (未办理): the cases that a page tells apart.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no such thing, or none that the caller may know of.
    #[error("没有找到，或者不在您的负责范围内")]
    NotFound,
    /// The caller may not.
    #[error("您没有这项权限")]
    Forbidden,
    /// Something is wrong with what was given: a Chinese sentence that says what to do.
    #[error("{0}")]
    Refused(String),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AppError {
    pub(super) fn refused(message: impl ToString) -> Self {
        Self::Refused(message.to_string())
    }
}
