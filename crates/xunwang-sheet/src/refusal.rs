//! Why a file is not read at all.

/// A file that is refused (拒收): a Chinese sentence that says what it is and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

impl Refusal {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// The file is of a sort that is never read; `cure` says what to do instead.
    pub(crate) fn wrong_kind(what: &str, cure: &str) -> Self {
        Self(format!("这个文件实际是{what}，不能作为表格读取；{cure}"))
    }

    /// The file says that it is a workbook, but cannot be read as one.
    pub(crate) fn damaged(detail: impl std::fmt::Display) -> Self {
        Self(format!(
            "工作簿已损坏，无法读取（{detail}）；请用 Excel 或 WPS 打开后另存为 .xlsx 再试"
        ))
    }

    /// A limit is exceeded.
    pub(crate) fn too_large(what: impl std::fmt::Display) -> Self {
        Self(format!("表格过大：{what}；请只保留需要的行和列后再试"))
    }
}
