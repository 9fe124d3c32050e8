//! What a message is about and how it ends, with the codes of the national platform (ZR-04, ZR-05).

use serde::{Deserialize, Serialize};

/// What is wrong, as the citizen says (问题类型, ZR-04). A code that we do not know is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FeedbackKind(pub u16);

/// Code, name, and an example for the citizen.
const KINDS: [(u16, &str, &str); 8] = [
    (0, "内容无法访问", "网页打不开，图片不显示，附件不能下载"),
    (1, "信息不更新", "栏目里最新的文章已是很久以前的"),
    (2, "内容不准确", "电话、地址、办事条件等与实际不符"),
    (3, "咨询留言不回复", "在网站上咨询、留言，很久没有答复"),
    (4, "错别字", "写错、漏写、多写的字词"),
    (5, "虚假伪造内容", "冒充政府网站，内容不真实"),
    (6, "其他", "以上没有的"),
    (10, "功能无法使用", "不能登录、查询、提交或者办理"),
];

impl FeedbackKind {
    /// 其他
    pub const OTHER: Self = Self(6);

    /// Those that a citizen may choose, in the order of the form.
    pub fn all() -> impl Iterator<Item = Self> {
        [0, 1, 2, 4, 10, 3, 5, 6].into_iter().map(Self)
    }

    /// What it is called (类型名称).
    pub fn label(self) -> &'static str {
        self.row().map_or("未知类型", |row| row.1)
    }

    /// What is meant, for the citizen (举例).
    pub fn example(self) -> &'static str {
        self.row().map_or("", |row| row.2)
    }

    /// Is it one of the platform's?
    pub fn is_known(self) -> bool {
        self.row().is_some()
    }

    /// The kind of a code or a name, as records carry it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(code) = text.parse() {
            return Some(Self(code));
        }
        let same = |row: &&(u16, &str, &str)| row.1 == text;
        match text {
            "咨询回应不及时" | "咨询留言不回复" | "互动回应差" => Some(Self(3)),
            "信息不准确" => Some(Self(2)),
            "虚假内容" | "虚假伪造" => Some(Self(5)),
            _ => KINDS.iter().find(same).map(|row| Self(row.0)),
        }
    }

    fn row(self) -> Option<&'static (u16, &'static str, &'static str)> {
        KINDS.iter().find(|row| row.0 == self.0)
    }
}

/// What the answer says of the report (办理结论, ZR-05).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 已整改: the defect was there and is mended.
    Mended,
    /// 经核实不属于问题: needs a reason and evidence.
    NotDefect,
}

impl Outcome {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Mended => "已整改",
            Self::NotDefect => "经核实不属于问题",
        }
    }

    /// The platform's code of a message that was closed so.
    pub fn code(self) -> u16 {
        match self {
            Self::Mended => 1,
            Self::NotDefect => 22,
        }
    }
}

/// Why a message is not accepted (不予受理原因, ZR-05).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// 不是政府网站
    NotGovernment,
    /// 留言重复
    Duplicate,
    /// 信息不足
    Insufficient,
    /// 不属于找错范围
    OutOfScope,
}

impl RefusalKind {
    /// Every reason.
    pub const ALL: [Self; 4] = [
        Self::NotGovernment,
        Self::Duplicate,
        Self::Insufficient,
        Self::OutOfScope,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotGovernment => "不是政府网站",
            Self::Duplicate => "留言重复",
            Self::Insufficient => "信息不足，无法核实",
            Self::OutOfScope => "不属于找错范围（咨询、建议等）",
        }
    }

    /// The platform's code.
    pub fn code(self) -> u16 {
        match self {
            Self::NotGovernment => 12,
            Self::Duplicate => 13,
            Self::Insufficient => 19,
            Self::OutOfScope => 20,
        }
    }
}
