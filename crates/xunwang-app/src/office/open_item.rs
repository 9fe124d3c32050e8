//! What stands in the way of a judgement (未决事项), and what is to be done about it.

use xunwang_domain::registry::SiteCode;

/// Something that stands in the way of a judgement (未决事项).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenItem {
    /// What sort it is.
    pub kind: OpenKind,
    /// The site.
    pub site: SiteCode,
    /// Name of the site.
    pub site_name: String,
    /// The indicator; empty where it is about the whole site.
    pub indicator: String,
    /// What it is about.
    pub object: String,
    /// Why it is open.
    pub reason: String,
}

/// What sort of thing is open (未决类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpenKind {
    /// 未检查: it was never visited.
    NotVisited,
    /// 未能打开
    NotOpened,
    /// 未能检测: something that could make a veto.
    Unmeasured,
    /// 待复核: findings that could make a veto, or cost a portal points, and on which nobody has decided.
    Undecided,
    /// 待审定: a veto that a second person has not approved.
    Unapproved,
    /// 异议未答复
    Objection,
    /// 人工检查未做
    Unchecked,
    /// 名单增减未审
    Removal,
}

impl OpenKind {
    /// Every kind, in the order of the gate.
    pub const ALL: [Self; 8] = [
        Self::NotVisited,
        Self::NotOpened,
        Self::Unmeasured,
        Self::Undecided,
        Self::Unapproved,
        Self::Objection,
        Self::Unchecked,
        Self::Removal,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotVisited => "未检查",
            Self::NotOpened => "未能打开",
            Self::Unmeasured => "未能检测",
            Self::Undecided => "待复核",
            Self::Unapproved => "单项否决待审定",
            Self::Objection => "异议待答复",
            Self::Unchecked => "人工检查未做",
            Self::Removal => "名单增减待审核",
        }
    }

    /// May it be left open by name? What only waits for somebody here is to be done, not to be left.
    pub fn may_be_accepted(self) -> bool {
        matches!(
            self,
            Self::NotVisited | Self::NotOpened | Self::Unmeasured | Self::Unchecked
        )
    }

    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::NotVisited => "名单中的网站没有采集到；确认从缺的按未能检测列出",
            Self::NotOpened => "人工打开网站核实；确认从缺的按未能检测列出，不计入合格率",
            Self::Unmeasured => "人工核实；确认从缺的按未能检测列出，不计入合格率",
            Self::Undecided => "到复核队列作出结论",
            Self::Unapproved => "由审定人审定",
            Self::Objection => "到问题页面答复",
            Self::Unchecked => "到人工检查登记结果，或确认从缺",
            Self::Removal => "由另一名监管员审核",
        }
    }
}

impl OpenItem {
    /// Tells it from all others of the round.
    pub fn mark(&self) -> String {
        format!(
            "{}|{}|{}|{}",
            self.kind.label(),
            self.site,
            self.indicator,
            self.object
        )
    }
}
