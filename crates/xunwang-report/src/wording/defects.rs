//! What the office calls a defect (突出问题用语): controlled wording and theme by rule code, gravest theme first.

use xunwang_domain::circular::{ProblemFacts, ProblemObject};

/// Under which sentence a problem is told (问题归类). The order is the order of gravity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Theme {
    /// Tampering, hidden links, leaks (安全).
    Safety,
    /// Misstatements, incomplete reprints (内容把关).
    Review,
    /// Cannot be opened (运行).
    Running,
    /// Not updated, blank (更新).
    Update,
    /// Interaction and services (互动、服务).
    Service,
    /// Handling of error reports (留言办理).
    Feedback,
    /// Dead links, menus (日常巡检).
    Links,
    /// Duplicates, layout (信息发布).
    Publishing,
    /// Names, codes, entries (页面标识).
    Marks,
    /// Register and life cycle (信息填报).
    Register,
    /// Anything else.
    Other,
}

impl Theme {
    /// The theme of a problem, by its object and rule code (归类).
    pub(crate) fn of(problem: &ProblemFacts) -> Self {
        if problem.object == ProblemObject::Feedback {
            return Self::Feedback;
        }
        row(&problem.rule).map_or(Self::Other, |(_, theme, _)| *theme)
    }

    /// All themes, the gravest first.
    pub(crate) const ALL: [Self; 11] = [
        Self::Safety,
        Self::Review,
        Self::Running,
        Self::Update,
        Self::Service,
        Self::Feedback,
        Self::Links,
        Self::Publishing,
        Self::Marks,
        Self::Register,
        Self::Other,
    ];

    /// What a chart calls it (问题类别).
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Safety => "安全问题",
            Self::Review => "内容表述",
            Self::Running => "无法访问",
            Self::Update => "更新不及时",
            Self::Service => "互动和服务",
            Self::Feedback => "留言办理",
            Self::Links => "链接失效",
            Self::Publishing => "信息发布",
            Self::Marks => "页面标识",
            Self::Register => "填报备案",
            Self::Other => "其他",
        }
    }

    /// Its name in the templates.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Review => "review",
            Self::Running => "running",
            Self::Update => "update",
            Self::Service => "service",
            Self::Feedback => "feedback",
            Self::Links => "links",
            Self::Publishing => "publishing",
            Self::Marks => "marks",
            Self::Register => "register",
            Self::Other => "other",
        }
    }

    /// The theme of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// The standard wording of a rule (突出问题规范用语); none for a code that is not in the contract.
pub(crate) fn standard_wording(rule: &str) -> Option<&'static str> {
    row(rule).map(|(_, _, wording)| *wording)
}

/// The standard wordings by rule, the gravest theme first.
pub(crate) fn standard_wordings() -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDINGS.iter().map(|(rule, _, wording)| (*rule, *wording))
}

/// Whether the machine's own text could quote wrong wording, personal data or an attack (不得引用原文).
pub(crate) fn is_delicate(rule: &str) -> bool {
    row(rule).is_some_and(|(_, theme, _)| matches!(theme, Theme::Safety | Theme::Review))
}

fn row(rule: &str) -> Option<&'static (&'static str, Theme, &'static str)> {
    WORDINGS.iter().find(|(code, _, _)| *code == rule)
}

/// Rule code, theme, wording; the wordings follow the circulars counted in circulars.md §4 and §5.
const WORDINGS: &[(&str, Theme, &str)] = &[
    ("page-tampered", Theme::Safety, "网页被篡改"),
    ("hidden-link", Theme::Safety, "存在暗链"),
    ("script-injected", Theme::Safety, "页面被植入异常脚本"),
    ("text-injected", Theme::Safety, "页面被植入无关内容"),
    ("link-hijacked", Theme::Safety, "外部链接被劫持"),
    ("look-alike", Theme::Safety, "存在仿冒网站"),
    ("privacy-leak", Theme::Safety, "泄露个人隐私信息"),
    ("certificate-invalid", Theme::Safety, "网站安全证书无效"),
    ("misstatement-severe", Theme::Review, "出现严重表述错误"),
    ("account-misstatement", Theme::Review, "出现严重表述错误"),
    ("wording-irregular", Theme::Review, "出现不规范表述"),
    ("typo", Theme::Review, "存在错别字"),
    ("reprint-incomplete", Theme::Review, "转载信息内容不完整"),
    ("site-unreachable", Theme::Running, "网站无法正常访问"),
    ("app-unavailable", Theme::Running, "移动客户端无法正常使用"),
    ("homepage-stale", Theme::Update, "首页长时间未更新"),
    ("channel-stale", Theme::Update, "栏目更新不及时"),
    ("channel-blank", Theme::Update, "存在空白栏目"),
    ("date-missing", Theme::Update, "信息未标注发布日期"),
    ("updates-bulk", Theme::Update, "临近检查集中更新信息"),
    ("account-stale", Theme::Update, "监测时间点前2周内无更新"),
    ("consult-missing", Theme::Service, "未提供网上咨询渠道"),
    ("message-unanswered", Theme::Service, "网民留言长期未答复"),
    ("messages-stale", Theme::Service, "留言长期未公开"),
    (
        "account-interaction-missing",
        Theme::Service,
        "未提供有效互动功能",
    ),
    ("service-missing", Theme::Service, "未提供办事服务"),
    ("guide-incomplete", Theme::Service, "办事指南要素不全"),
    ("function-broken", Theme::Service, "功能无法使用"),
    ("interpretation-missing", Theme::Service, "政策文件缺少解读"),
    (
        "interpretation-unlinked",
        Theme::Service,
        "政策文件与解读未相互关联",
    ),
    ("link-dead", Theme::Links, "存在失效链接"),
    ("image-dead", Theme::Links, "图片无法显示"),
    ("attachment-dead", Theme::Links, "附件无法下载"),
    ("link-soft-404", Theme::Links, "链接指向的页面不存在"),
    ("link-mismatch", Theme::Links, "链接内容与标题不符"),
    ("link-advert", Theme::Links, "链接指向商业广告"),
    ("fragment-dead", Theme::Links, "页内链接失效"),
    ("account-menu-dead", Theme::Links, "菜单栏链接失效"),
    ("article-duplicate", Theme::Publishing, "重复发布内容相同的信息"),
    ("account-duplicate", Theme::Publishing, "重复发布内容相同的信息"),
    ("article-redated", Theme::Publishing, "修改旧信息发布日期"),
    ("layout-broken", Theme::Publishing, "页面排版混乱"),
    ("channel-mismatch", Theme::Publishing, "信息与栏目不符"),
    ("form-irregular", Theme::Publishing, "信息格式不规范"),
    ("site-name-missing", Theme::Marks, "头部标识区未展示网站名称"),
    (
        "report-entry-missing",
        Theme::Marks,
        "未列明“我为政府网站找错”入口",
    ),
    ("report-entry-wrong", Theme::Marks, "“我为政府网站找错”入口有误"),
    ("site-code-missing", Theme::Marks, "未列明网站标识码"),
    ("site-code-wrong", Theme::Marks, "网站标识码有误"),
    ("icp-missing", Theme::Marks, "未列明ICP备案编号"),
    ("police-record-missing", Theme::Marks, "未列明公安机关备案标识"),
    ("party-mark-missing", Theme::Marks, "未列明党政机关网站标识"),
    ("sponsor-missing", Theme::Marks, "未列明主办单位"),
    ("meta-missing", Theme::Marks, "网页标签不规范"),
    ("domain-irregular", Theme::Marks, "域名使用不规范"),
    ("register-mismatch", Theme::Register, "填报信息与实际不符"),
    ("account-not-cancelled", Theme::Register, "应注销账号未注销"),
    ("account-unregistered", Theme::Register, "账号未备案"),
];
