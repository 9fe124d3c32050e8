//! The values of a site's yearly report of work (政府网站工作年度报表, 国办函〔2018〕12号; rulebook SV-07).

use serde::{Deserialize, Serialize};

use super::doubts::Doubts;
use super::{Head, ReportedSite, Values};
use crate::circular::Contradiction;

/// What a site did in a year (工作年度报表). What is not known is left open for its unit to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkYear {
    /// Issuer and date.
    pub head: Head,
    /// The year.
    pub year: u16,
    /// The site.
    pub site: ReportedSite,
    /// ICP备案号
    #[serde(default)]
    pub icp: Option<String>,
    /// 公安机关备案号
    #[serde(default)]
    pub police_record: Option<String>,
    /// 独立用户访问总量
    #[serde(default)]
    pub visitors: Option<u64>,
    /// 网站总访问量
    #[serde(default)]
    pub views: Option<u64>,
    /// 信息发布
    #[serde(default)]
    pub announcing: Announcing,
    /// 专栏专题
    #[serde(default)]
    pub topics: Topics,
    /// 解读回应
    #[serde(default)]
    pub answering: Answering,
    /// 办事服务
    #[serde(default)]
    pub serving: Serving,
    /// 互动交流：留言办理
    #[serde(default)]
    pub messaging: Messaging,
    /// 互动交流：征集调查
    #[serde(default)]
    pub consulting: Consulting,
    /// 互动交流：在线访谈
    #[serde(default)]
    pub interviewing: Interviewing,
    /// 安全防护
    #[serde(default)]
    pub protecting: Protecting,
    /// 移动新媒体: absent where nobody has said, empty where there is none.
    #[serde(default)]
    pub accounts: Option<Vec<MobileAccount>>,
    /// 创新发展
    #[serde(default)]
    pub innovating: Innovating,
}

/// An account of the site's unit (移动新媒体).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MobileAccount {
    /// 平台
    pub platform: String,
    /// 名称
    pub name: String,
    /// 信息发布量
    #[serde(default)]
    pub published: Option<u64>,
    /// 关注量或订阅数
    #[serde(default)]
    pub followers: Option<u64>,
}

/// Information published (信息发布).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcing {
    /// 信息发布总数
    #[serde(default)]
    pub total: Option<u64>,
    /// 概况类信息更新量
    #[serde(default)]
    pub overview: Option<u64>,
    /// 政务动态信息更新量
    #[serde(default)]
    pub news: Option<u64>,
    /// 信息公开目录信息更新量
    #[serde(default)]
    pub directory: Option<u64>,
}

/// Special topics (专栏专题).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topics {
    /// 维护数量
    #[serde(default)]
    pub kept: Option<u64>,
    /// 新开设数量
    #[serde(default)]
    pub opened: Option<u64>,
}

/// Interpretation and response (解读回应).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answering {
    /// 解读信息发布总数
    #[serde(default)]
    pub published: Option<u64>,
    /// 解读材料数量
    #[serde(default)]
    pub materials: Option<u64>,
    /// 解读产品数量
    #[serde(default)]
    pub products: Option<u64>,
    /// 媒体评论文章数量
    #[serde(default)]
    pub comments: Option<u64>,
    /// 回应公众关注热点或重大舆情数量
    #[serde(default)]
    pub responses: Option<u64>,
}

/// Services (办事服务).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serving {
    /// 是否发布服务事项目录
    #[serde(default)]
    pub directory: Option<bool>,
    /// 注册用户数
    #[serde(default)]
    pub users: Option<u64>,
    /// 政务服务事项数量
    #[serde(default)]
    pub items: Option<u64>,
    /// 可全程在线办理政务服务事项数量
    #[serde(default)]
    pub online_items: Option<u64>,
    /// 办件量
    #[serde(default)]
    pub cases: Option<u64>,
    /// 自然人办件量
    #[serde(default)]
    pub cases_of_people: Option<u64>,
    /// 法人办件量
    #[serde(default)]
    pub cases_of_bodies: Option<u64>,
}

/// Messages of the public (留言办理).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messaging {
    /// 是否使用统一平台
    #[serde(default)]
    pub one_platform: Option<bool>,
    /// 收到留言数量
    #[serde(default)]
    pub received: Option<u64>,
    /// 办结留言数量
    #[serde(default)]
    pub closed: Option<u64>,
    /// 平均办理时间, in days as printed
    #[serde(default)]
    pub days: Option<String>,
    /// 公开答复数量
    #[serde(default)]
    pub published: Option<u64>,
}

/// Consultations (征集调查).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consulting {
    /// 征集调查期数
    #[serde(default)]
    pub held: Option<u64>,
    /// 收到意见数量
    #[serde(default)]
    pub opinions: Option<u64>,
    /// 公布调查结果期数
    #[serde(default)]
    pub results: Option<u64>,
}

/// Interviews (在线访谈).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interviewing {
    /// 访谈期数
    #[serde(default)]
    pub held: Option<u64>,
    /// 网民留言数量
    #[serde(default)]
    pub questions: Option<u64>,
    /// 答复网民提问数量
    #[serde(default)]
    pub answered: Option<u64>,
    /// 是否提供智能问答
    #[serde(default)]
    pub robot: Option<bool>,
}

/// Protection (安全防护).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protecting {
    /// 安全检测评估次数
    #[serde(default)]
    pub tests: Option<u64>,
    /// 发现问题数量
    #[serde(default)]
    pub faults: Option<u64>,
    /// 问题整改数量
    #[serde(default)]
    pub mended: Option<u64>,
    /// 是否建立安全监测预警机制
    #[serde(default)]
    pub monitored: Option<bool>,
    /// 是否开展应急演练
    #[serde(default)]
    pub drilled: Option<bool>,
    /// 是否明确网站安全责任人
    #[serde(default)]
    pub responsible: Option<bool>,
}

/// Innovation (创新发展).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Innovating {
    /// 是否搜索即服务
    #[serde(default)]
    pub search: Option<bool>,
    /// 是否多语言版本
    #[serde(default)]
    pub languages: Option<bool>,
    /// 是否无障碍浏览
    #[serde(default)]
    pub accessible: Option<bool>,
    /// 是否千人千网
    #[serde(default)]
    pub personal: Option<bool>,
    /// 其他
    #[serde(default)]
    pub other: Option<String>,
}

impl Values for WorkYear {
    const NAME: &'static str = "工作年度报表数据";

    fn head(&self) -> &Head {
        &self.head
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let mut doubts = Doubts::of_year(&self.head, self.year);
        doubts.when(
            self.site.name.trim().is_empty(),
            "site.name",
            "网站名称为空，请填写",
        );
        let (serving, messaging) = (&self.serving, &self.messaging);
        for (place, part, whole) in [
            (
                "serving.online_items",
                (serving.online_items, "可全程在线办理的事项"),
                (serving.items, "政务服务事项"),
            ),
            (
                "serving.cases_of_people",
                (serving.cases_of_people, "自然人办件量"),
                (serving.cases, "办件量"),
            ),
            (
                "serving.cases_of_bodies",
                (serving.cases_of_bodies, "法人办件量"),
                (serving.cases, "办件量"),
            ),
            (
                "messaging.closed",
                (messaging.closed, "办结留言"),
                (messaging.received, "收到留言"),
            ),
            (
                "consulting.results",
                (self.consulting.results, "公布结果的期数"),
                (self.consulting.held, "征集调查期数"),
            ),
            (
                "protecting.mended",
                (self.protecting.mended, "问题整改数量"),
                (self.protecting.faults, "发现问题数量"),
            ),
        ] {
            doubts.within(place, part, whole);
        }
        doubts.0
    }
}
