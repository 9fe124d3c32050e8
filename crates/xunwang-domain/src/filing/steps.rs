//! What is to be done of each kind of filing (办理步骤): of sites rulebook §2.1, of accounts §4, NM-06 … NM-09.

use serde::{Deserialize, Serialize};

use super::FilingObject;

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
    /// 注销: the platform has removed the account.
    Cancellation,
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

const ACCOUNT_OPENING: [Step; 4] = [
    step("consent", "本单位负责人同意", "同意开设的批示或会议纪要", true),
    step("approval", "报主管单位审批备案", "批复或备案材料", true),
    step("certified", "平台认证", "平台显示的认证主体，须为主办单位", false),
    step(
        "report",
        "填报全国政务新媒体信息报送系统",
        "填报日期、编号",
        false,
    ),
];
const ACCOUNT_CHANGE: [Step; 3] = [
    step("approval", "报主管单位备案", "备案材料或文号", true),
    step("platform", "平台资料已变更", "变更后的账号页面截图", true),
    step(
        "notice",
        "公告",
        "公告网址；不涉及主办单位、名称的，写“不涉及”",
        false,
    ),
];
const ACCOUNT_RESUMPTION: [Step; 2] = [
    step("approval", "报主管单位同意", "同意恢复的材料或文号", true),
    step("check", "账号由本单位掌握，能正常发布", "检查情况", false),
];
const ACCOUNT_RETIREMENT: [Step; 2] = [
    step("approval", "主管单位审批", "批复文件及文号", true),
    step(
        "notice",
        "关停公告",
        "公告网址；账号已不能发布的，写明在何处公告",
        false,
    ),
];
const ACCOUNT_CANCELLATION: [Step; 3] = [
    step("request", "向平台提交注销申请", "申请回执、编号或截图", false),
    step(
        "removed",
        "平台已完成注销",
        "平台的注销通知；或者打开账号主页核对、已不存在的截图，日期填核对当天",
        true,
    ),
    step(
        "report",
        "填报全国政务新媒体信息报送系统",
        "填报日期、编号",
        false,
    ),
];

impl FilingKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Opening,
        Self::Change,
        Self::Suspension,
        Self::Resumption,
        Self::Retirement,
        Self::Cancellation,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Opening => "开设",
            Self::Change => "变更",
            Self::Suspension => "临时下线",
            Self::Resumption => "恢复上线",
            Self::Retirement => "关停",
            Self::Cancellation => "注销",
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
            Self::Cancellation => "cancellation",
        }
    }

    /// The kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What is to be done of such an object, in order.
    pub fn steps(self, object: &FilingObject) -> &'static [Step] {
        let is_account = matches!(object, FilingObject::Account(_));
        match self {
            Self::Opening if is_account => &ACCOUNT_OPENING,
            Self::Change if is_account => &ACCOUNT_CHANGE,
            Self::Resumption if is_account => &ACCOUNT_RESUMPTION,
            Self::Retirement if is_account => &ACCOUNT_RETIREMENT,
            Self::Opening => &OPENING,
            Self::Change => &CHANGE,
            Self::Suspension => &SUSPENSION,
            Self::Resumption => &RESUMPTION,
            Self::Retirement => &RETIREMENT,
            Self::Cancellation => &ACCOUNT_CANCELLATION,
        }
    }
}
