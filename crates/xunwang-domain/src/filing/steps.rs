//! What is to be done of each kind of filing (办理步骤), rulebook §2.1.

use serde::{Deserialize, Serialize};

use crate::registry::SiteStatus;

/// What is filed (办件类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingKind {
    /// 开设
    Opening,
    /// 变更
    Change,
    /// 临时下线
    Suspension,
    /// 恢复上线
    Resumption,
    /// 关停
    Retirement,
}

/// A step of a filing (办理步骤).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name in addresses and rows.
    pub word: &'static str,
    /// What is to be done.
    pub title: &'static str,
    /// What proves it.
    pub proof: &'static str,
    /// Must a file be there?
    pub needs_file: bool,
}

const fn step(word: &'static str, title: &'static str, proof: &'static str, needs_file: bool) -> Step {
    Step {
        word,
        title,
        proof,
        needs_file,
    }
}

const OPENING: [Step; 9] = [
    step("consent", "本单位负责人同意", "同意开设的批示或会议纪要", true),
    step("approval", "逐级申请，省级政府办公厅审批", "批复文件及文号", true),
    step("party-mark", "党政机关网站标识", "标识证书编号", false),
    step("domain", "域名", "域名注册证书", false),
    step("icp", "ICP 备案", "备案编号", false),
    step("police", "公安备案", "备案编号", false),
    step("security", "安全检测", "检测报告；未通过的不得上线", true),
    step("code", "填报基本信息，取得网站标识码", "标识码下发通知", false),
    step(
        "notice",
        "开通公告",
        "在上级或本级政府门户网站发布的公告网址",
        false,
    ),
];
const CHANGE: [Step; 2] = [
    step("report", "报上级主管单位备案", "备案材料或文号", true),
    step(
        "notice",
        "在原网站公告",
        "公告网址；只改联系方式等不涉及域名、名称的，写“不涉及”",
        false,
    ),
];
const SUSPENSION: [Step; 3] = [
    step("approval", "省级政府办公厅审批", "批复文件及文号", true),
    step("own-notice", "在本网站公告", "公告网址", false),
    step("portal-notice", "在本级政府门户网站公告", "公告网址", false),
];
const RESUMPTION: [Step; 1] = [step("check", "网站已能正常访问", "检查情况", false)];
const RETIREMENT: [Step; 8] = [
    step("approval", "审批", "批复文件及文号", true),
    step(
        "notice",
        "公告内容去向，不少于30天",
        "公告网址，日期填公告首日",
        false,
    ),
    step("migration", "迁移数据", "迁移到何处", false),
    step("domain", "注销域名", "注销凭证", true),
    step("icp", "注销 ICP 备案", "注销凭证", true),
    step("police", "注销公安备案", "注销凭证", true),
    step("party-mark", "注销党政机关网站标识", "注销凭证", true),
    step("code", "注销网站标识码", "注销凭证", true),
];

impl FilingKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Opening,
        Self::Change,
        Self::Suspension,
        Self::Resumption,
        Self::Retirement,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Opening => "开设",
            Self::Change => "变更",
            Self::Suspension => "临时下线",
            Self::Resumption => "恢复上线",
            Self::Retirement => "关停",
        }
    }

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Change => "change",
            Self::Suspension => "suspension",
            Self::Resumption => "resumption",
            Self::Retirement => "retirement",
        }
    }

    /// The kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What is to be done, in order.
    pub fn steps(self) -> &'static [Step] {
        match self {
            Self::Opening => &OPENING,
            Self::Change => &CHANGE,
            Self::Suspension => &SUSPENSION,
            Self::Resumption => &RESUMPTION,
            Self::Retirement => &RETIREMENT,
        }
    }

    /// May it be filed of a site in that state?
    pub fn fits(self, status: SiteStatus) -> bool {
        match self {
            Self::Opening => status == SiteStatus::Opening,
            Self::Change | Self::Suspension => status == SiteStatus::Running,
            Self::Resumption => status == SiteStatus::Suspended,
            Self::Retirement => matches!(status, SiteStatus::Running | SiteStatus::Suspended),
        }
    }
}
