//! The register (名录): which websites there are, whose they are, and which channels they must keep.

use serde::{Deserialize, Serialize};
use url::Url;

/// A website identification code (网站标识码), kept in the spelling of its canonical form:
/// digits and upper-case letters.
///
/// Ten characters in one of the forms that really occur (rulebook §2.2, I-01 … I-06): ten digits,
/// `bm`/`BT` + eight digits, or two digits + `BM` + six digits, letters in either case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteCode(String);

/// Why a text is not a [`SiteCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteCodeError {
    /// Nothing is there.
    #[error("缺少网站标识码")]
    Missing,
    /// It is not ten characters long; the number is its length.
    #[error("网站标识码应为10位，现为{0}位")]
    Length(usize),
    /// Ten characters, but none of the known forms.
    #[error("网站标识码形式不符：应为10位数字，或 bm/BT 加8位数字，或2位数字加 BM 加6位数字")]
    Form,
}

impl SiteCode {
    /// Parses a code; surrounding white space is ignored and full-width characters are accepted.
    ///
    /// # Errors
    /// Says whether the code is missing, of the wrong length or of an unknown form.
    pub fn parse(text: &str) -> Result<Self, SiteCodeError> {
        let code: String = text
            .trim()
            .chars()
            .map(half_width)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let length = code.chars().count();
        if length == 0 {
            return Err(SiteCodeError::Missing);
        }
        if length != 10 {
            return Err(SiteCodeError::Length(length));
        }
        let digits = |range: std::ops::Range<usize>| {
            code.get(range)
                .is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()))
        };
        let form = digits(0..10)
            || ((code.starts_with("BM") || code.starts_with("BT")) && digits(2..10))
            || (digits(0..2) && code.get(2..4) == Some("BM") && digits(4..10));
        if form {
            Ok(Self(code))
        } else {
            Err(SiteCodeError::Form)
        }
    }

    /// The canonical spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SiteCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The half-width twin of a full-width form (全角转半角); other characters stay as they are.
pub fn half_width(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// The category of a website (网站类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SiteCategory {
    /// The portal of a government (门户网站).
    Portal,
    /// The site of a department (部门网站).
    Department,
    /// Any other (其他).
    Other,
}

/// The state of a website (运行状态). Only [`SiteStatus::Running`] stands in the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SiteStatus {
    /// 开设中
    Opening,
    /// 正常运行
    Running,
    /// 临时下线
    Suspended,
    /// 关停
    Retired,
    /// 注销
    Cancelled,
}

/// A website of the register (网站).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// 网站标识码
    pub code: SiteCode,
    /// 网站名称
    pub name: String,
    /// 首页网址
    pub home: Url,
    /// 地区或部门
    pub area: String,
    /// 主管单位
    pub supervisor: String,
    /// 主办单位
    pub sponsor: String,
    /// 网站类别
    pub category: SiteCategory,
    /// 运行状态
    pub status: SiteStatus,
    /// 对外服务: does the body serve the public?
    pub public_service: bool,
    /// 栏目 that the register names; where empty they are discovered.
    pub channels: Vec<DeclaredChannel>,
}

/// A channel that the register names (登记栏目).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredChannel {
    /// 栏目名称
    pub name: String,
    /// 栏目网址
    pub url: Url,
    /// 栏目类别
    pub kind: ChannelKind,
    /// 更新期限(天): the channel's own term in days, where it has one.
    pub term_days: Option<u32>,
}

/// The kind of a channel (栏目类别); it decides the update term (更新期限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChannelKind {
    /// 动态要闻
    News,
    /// 通知公告
    Notice,
    /// 政策文件
    Policy,
    /// 人事规划
    Personnel,
    /// 政策解读
    Interpretation,
    /// 互动
    Interaction,
    /// 其他
    Other,
}

impl ChannelKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::News,
        Self::Notice,
        Self::Policy,
        Self::Personnel,
        Self::Interpretation,
        Self::Interaction,
        Self::Other,
    ];

    /// The word of the contract (栏目类别).
    pub fn label(self) -> &'static str {
        match self {
            Self::News => "动态要闻",
            Self::Notice => "通知公告",
            Self::Policy => "政策文件",
            Self::Personnel => "人事规划",
            Self::Interpretation => "政策解读",
            Self::Interaction => "互动",
            Self::Other => "其他",
        }
    }

    /// The kind that a word of the contract names.
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.label() == label)
    }
}

impl SiteCategory {
    /// The word of the contract (网站类别).
    pub fn label(self) -> &'static str {
        match self {
            Self::Portal => "门户网站",
            Self::Department => "部门网站",
            Self::Other => "其他",
        }
    }

    /// The category that a word of the contract names.
    pub fn from_label(label: &str) -> Option<Self> {
        [Self::Portal, Self::Department, Self::Other]
            .into_iter()
            .find(|category| category.label() == label)
    }
}

impl SiteStatus {
    /// The word of the contract (运行状态).
    pub fn label(self) -> &'static str {
        match self {
            Self::Opening => "开设中",
            Self::Running => "正常运行",
            Self::Suspended => "临时下线",
            Self::Retired => "关停",
            Self::Cancelled => "注销",
        }
    }

    /// The state that a word of the contract names.
    pub fn from_label(label: &str) -> Option<Self> {
        [
            Self::Opening,
            Self::Running,
            Self::Suspended,
            Self::Retired,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|status| status.label() == label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_observed_forms_of_a_site_code_are_accepted() {
        for code in [
            "4401000001",
            "bm07000001",
            "BT00010002",
            "12BM010001",
            "65bm060002",
            " ４４０１００００４０ ",
        ] {
            assert!(SiteCode::parse(code).is_ok(), "{code}");
        }
        assert_eq!(SiteCode::parse("bm07000001").unwrap().as_str(), "BM07000001");
    }

    #[test]
    fn a_wrong_site_code_says_what_is_wrong() {
        assert_eq!(SiteCode::parse("  "), Err(SiteCodeError::Missing));
        assert_eq!(SiteCode::parse("44010000"), Err(SiteCodeError::Length(8)));
        assert_eq!(SiteCode::parse("44X1000001"), Err(SiteCodeError::Form));
        assert_eq!(SiteCode::parse("粤ICP备0000001"), Err(SiteCodeError::Length(12)));
        assert_eq!(SiteCode::parse("网站标识码四四零一零"), Err(SiteCodeError::Form));
    }
}
