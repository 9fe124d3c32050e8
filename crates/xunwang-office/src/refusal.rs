//! Why a file is not read at all.

/// A file that is refused (拒收): the reason, and a Chinese sentence that says what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The sort of reason.
    pub why: Why,
    message: String,
}

/// The sort of reason for which a file is refused (拒收原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is of a kind that is not read here.
    NotSuch,
    /// It asks for a password.
    Encrypted,
    /// It says what it is, but cannot be read as such.
    Damaged,
    /// It exceeds a limit of `limits.rs`, perhaps with intent.
    TooLarge,
}

impl Refusal {
    pub(crate) fn new(why: Why, message: impl Into<String>) -> Self {
        Self {
            why,
            message: message.into(),
        }
    }

    pub(crate) fn not_such(what: &str) -> Self {
        Self::new(
            Why::NotSuch,
            format!("这个文件实际是{what}，读不出文字；能读的是 PDF、OFD、DOCX、XLSX、XLS 和纯文本"),
        )
    }

    pub(crate) fn no_comments() -> Self {
        Self::new(
            Why::NotSuch,
            "这个文件不是 DOCX，写不进批注；请另存为 .docx 再试，或改为输出标出问题的网页",
        )
    }

    pub(crate) fn encrypted() -> Self {
        Self::new(
            Why::Encrypted,
            "文件设有打开口令，读不出内容；请取消口令后另存再试",
        )
    }

    pub(crate) fn damaged(detail: impl std::fmt::Display) -> Self {
        Self::new(
            Why::Damaged,
            format!("文件已损坏，读不出内容（{detail}）；请用办公软件打开后另存再试"),
        )
    }

    pub(crate) fn too_large(what: impl std::fmt::Display) -> Self {
        Self::new(Why::TooLarge, format!("文件过大：{what}；请拆分后再试"))
    }

    pub(crate) fn bomb() -> Self {
        Self::new(
            Why::TooLarge,
            "文件展开后异常庞大（疑似压缩炸弹），不读取；请向提供者核实来源",
        )
    }
}
