//! Opening, changing and closing sites (开设、变更、临时下线、关停): what must be done, with which proof, before the register says so.
//!
//! Rulebook §2.1: G-04 and G-05 opening, G-06 change, G-07 temporary offline, G-09 closing.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::registry::{Site, SiteCode, SiteStatus};

/// The number of a filing (办件编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilingId(pub Uuid);

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

/// A suspension lasts no longer, in days (G-07).
const LONGEST_SUSPENSION: i64 = 30;
/// A site that closes says so for as long, in days (G-09).
const NOTICE: u64 = 30;

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

/// A file that proves a step (凭证).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofFile {
    /// The name it was sent under.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub length: u64,
}

/// A step that was done (已办步骤).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDone {
    /// Which.
    pub word: String,
    /// 文号、编号、网址或说明
    pub text: String,
    /// The day on which it was done.
    pub on: NaiveDate,
    /// The file that proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<ProofFile>,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// Who entered it.
    pub by: String,
}

/// How far a filing is (办件状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingState {
    /// 办理中
    Open,
    /// 已办结: the register has been changed.
    Completed,
    /// 已撤回: nothing was changed.
    Withdrawn,
}

impl FilingState {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "办理中",
            Self::Completed => "已办结",
            Self::Withdrawn => "已撤回",
        }
    }
}

/// What a change makes of a site (变更内容).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// 网站名称
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 首页网址
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Url>,
    /// The first day on which a suspended site is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// A filing (办件).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// 办件编号
    pub id: FilingId,
    /// The site.
    pub site: SiteCode,
    /// What is filed.
    pub kind: FilingKind,
    /// 事由
    pub reason: String,
    /// What it makes of the site.
    pub wanted: Wanted,
    /// How far it is.
    pub state: FilingState,
    /// What was done, in the order of the steps.
    pub done: Vec<StepDone>,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// Who began it.
    pub begun_by: String,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// Why a filing cannot be begun, gone on with or completed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilingError {
    /// The site is in a state for which there is no such filing.
    #[error("网站现为“{}”，不能办理{}", .0.label(), .1.label())]
    State(SiteStatus, FilingKind),
    /// Another one is going on.
    #[error("这个网站还有未办结的办件，请先办结或撤回")]
    Busy,
    /// Nothing would change.
    #[error("请填写要变更的网站名称或首页网址，并与现在的不同")]
    Nothing,
    /// The days of a suspension are missing or in the wrong order.
    #[error("请填写临时下线的起止日期，止不早于起")]
    Days,
    /// A suspension is too long.
    #[error("临时下线最多30天，现为{0}天；确需更长的应办理关停")]
    TooLong(i64),
    /// It was suspended in that year already.
    #[error("{0}年已临时下线过一次；每年至多一次")]
    Twice(i32),
    /// Ended already.
    #[error("办件已结束，不能再改")]
    Ended,
    /// No such step.
    #[error("这类办件没有这一步")]
    NoStep,
    /// The words are missing.
    #[error("请填写“{0}”的文号、编号、网址或说明（500字以内）")]
    NoText(&'static str),
    /// The file is missing.
    #[error("“{0}”需要上传凭证（{1}）")]
    NoFile(&'static str, &'static str),
    /// A day that has not come.
    #[error("办理日期不能晚于今天")]
    Future,
    /// Steps are missing.
    #[error("还有步骤没有办：{0}")]
    Missing(String),
    /// The notice has not stood long enough.
    #[error("关停公告自{0}起，须满30天，最早{1}可以办结")]
    Notice(NaiveDate, NaiveDate),
}

impl Filing {
    /// Begins one. `earlier` are the other filings of the site.
    ///
    /// # Errors
    /// Why it cannot be begun.
    pub fn begin(self, site: &Site, earlier: &[Self]) -> Result<Self, FilingError> {
        if !self.kind.fits(site.status) {
            return Err(FilingError::State(site.status, self.kind));
        }
        if earlier.iter().any(|other| other.state == FilingState::Open) {
            return Err(FilingError::Busy);
        }
        let wanted = &self.wanted;
        if self.kind == FilingKind::Change {
            let name_changes = wanted.name.as_ref().is_some_and(|name| *name != site.name);
            let home_changes = wanted.home.as_ref().is_some_and(|home| *home != site.home);
            if !name_changes && !home_changes {
                return Err(FilingError::Nothing);
            }
        }
        if self.kind == FilingKind::Suspension {
            let (Some(from), Some(to)) = (wanted.from, wanted.to) else {
                return Err(FilingError::Days);
            };
            let days = (to - from).num_days() + 1;
            if days < 1 {
                return Err(FilingError::Days);
            }
            if days > LONGEST_SUSPENSION {
                return Err(FilingError::TooLong(days));
            }
            let is_of_year = |other: &Self| {
                other.kind == FilingKind::Suspension
                    && other.state == FilingState::Completed
                    && other.wanted.from.is_some_and(|day| day.year() == from.year())
            };
            if earlier.iter().any(is_of_year) {
                return Err(FilingError::Twice(from.year()));
            }
        }
        Ok(self)
    }

    /// The step of a word.
    pub fn step(&self, word: &str) -> Option<&'static Step> {
        self.kind.steps().iter().find(|step| step.word == word)
    }

    /// What was done of a step.
    pub fn done(&self, word: &str) -> Option<&StepDone> {
        self.done.iter().find(|done| done.word == word)
    }

    /// The steps that are still to be done.
    pub fn missing(&self) -> Vec<&'static Step> {
        let steps = self.kind.steps().iter();
        steps.filter(|step| self.done(step.word).is_none()).collect()
    }

    /// Enters a step as done, or corrects it; a file that was there stays where none is given.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn enter(mut self, mut done: StepDone, today: NaiveDate) -> Result<Self, FilingError> {
        if self.state != FilingState::Open {
            return Err(FilingError::Ended);
        }
        let step = self.step(&done.word).ok_or(FilingError::NoStep)?;
        done.text = done.text.trim().to_owned();
        if done.text.is_empty() || done.text.chars().count() > 500 {
            return Err(FilingError::NoText(step.title));
        }
        if done.on > today {
            return Err(FilingError::Future);
        }
        done.file = done.file.or_else(|| self.done(step.word)?.file.clone());
        if step.needs_file && done.file.is_none() {
            return Err(FilingError::NoFile(step.title, step.proof));
        }
        self.done.retain(|other| other.word != done.word);
        self.done.push(done);
        let place = |done: &StepDone| self.kind.steps().iter().position(|step| step.word == done.word);
        self.done.sort_by_key(place);
        Ok(self)
    }

    /// Completes it: the site as the register shall say from now on.
    ///
    /// # Errors
    /// What is still missing.
    pub fn complete(
        mut self,
        site: &Site,
        at: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<(Self, Site), FilingError> {
        if self.state != FilingState::Open {
            return Err(FilingError::Ended);
        }
        if !self.kind.fits(site.status) {
            return Err(FilingError::State(site.status, self.kind));
        }
        let missing: Vec<_> = self.missing().into_iter().map(|step| step.title).collect();
        if !missing.is_empty() {
            return Err(FilingError::Missing(missing.join("、")));
        }
        if let (FilingKind::Retirement, Some(notice)) = (self.kind, self.done("notice")) {
            let earliest = notice.on + Days::new(NOTICE);
            if today < earliest {
                return Err(FilingError::Notice(notice.on, earliest));
            }
        }
        let mut site = site.clone();
        match self.kind {
            FilingKind::Opening | FilingKind::Resumption => site.status = SiteStatus::Running,
            FilingKind::Suspension => site.status = SiteStatus::Suspended,
            FilingKind::Retirement => site.status = SiteStatus::Retired,
            FilingKind::Change => {}
        }
        if self.kind == FilingKind::Change {
            site.name = self.wanted.name.clone().unwrap_or(site.name);
            site.home = self.wanted.home.clone().unwrap_or(site.home);
        }
        self.state = FilingState::Completed;
        self.ended_at = Some(at);
        Ok((self, site))
    }

    /// Withdraws it: nothing has changed.
    ///
    /// # Errors
    /// It has ended.
    pub fn withdraw(mut self, at: DateTime<Utc>) -> Result<Self, FilingError> {
        if self.state != FilingState::Open {
            return Err(FilingError::Ended);
        }
        self.state = FilingState::Withdrawn;
        self.ended_at = Some(at);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::SiteCategory;

    fn site(status: SiteStatus) -> Site {
        Site {
            code: SiteCode::parse("9901000001").unwrap(),
            name: "江口市教育局网站".to_owned(),
            home: "http://jyj.jiangkou.example/".parse().unwrap(),
            area: "江口市".to_owned(),
            supervisor: String::new(),
            sponsor: "江口市教育局".to_owned(),
            category: SiteCategory::Department,
            status,
            public_service: true,
            channels: Vec::new(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}T02:00:00Z").parse().unwrap()
    }

    fn filing(kind: FilingKind, wanted: Wanted) -> Filing {
        Filing {
            id: FilingId(Uuid::nil()),
            site: site(SiteStatus::Running).code,
            kind,
            reason: "机构改革".to_owned(),
            wanted,
            state: FilingState::Open,
            done: Vec::new(),
            begun_at: at("2026-10-01"),
            begun_by: "王某".to_owned(),
            ended_at: None,
        }
    }

    fn done(word: &str, on: &str) -> StepDone {
        StepDone {
            word: word.to_owned(),
            text: "示例办函〔2026〕3号".to_owned(),
            on: day(on),
            file: Some(ProofFile {
                name: "批复.pdf".to_owned(),
                sha256: String::new(),
                length: 1,
            }),
            at: at(on),
            by: "王某".to_owned(),
        }
    }

    fn all_done(mut filing: Filing, on: &str) -> Filing {
        for step in filing.kind.steps() {
            filing = filing.enter(done(step.word, on), day("2026-12-31")).unwrap();
        }
        filing
    }

    fn away(from: &str, to: &str) -> Wanted {
        Wanted {
            from: Some(day(from)),
            to: Some(day(to)),
            ..Wanted::default()
        }
    }

    #[test]
    fn a_site_opens_when_every_step_is_proved() {
        let opening = filing(FilingKind::Opening, Wanted::default());
        assert_eq!(
            opening
                .clone()
                .begin(&site(SiteStatus::Running), &[])
                .unwrap_err()
                .to_string(),
            "网站现为“正常运行”，不能办理开设"
        );
        let opening = opening.begin(&site(SiteStatus::Opening), &[]).unwrap();
        let mut unproved = done("security", "2026-10-02");
        unproved.file = None;
        assert!(matches!(
            opening.clone().enter(unproved, day("2026-10-03")),
            Err(FilingError::NoFile(..))
        ));
        assert_eq!(
            opening
                .clone()
                .enter(done("consent", "2026-10-09"), day("2026-10-03")),
            Err(FilingError::Future)
        );
        assert_eq!(
            opening
                .clone()
                .enter(done("nothing", "2026-10-01"), day("2026-10-03")),
            Err(FilingError::NoStep)
        );
        let early = opening
            .clone()
            .complete(&site(SiteStatus::Opening), at("2026-10-04"), day("2026-10-04"));
        assert!(matches!(early, Err(FilingError::Missing(_))));
        let (ended, opened) = all_done(opening, "2026-10-02")
            .complete(&site(SiteStatus::Opening), at("2026-10-04"), day("2026-10-04"))
            .unwrap();
        assert_eq!(
            (ended.state, opened.status),
            (FilingState::Completed, SiteStatus::Running)
        );
        assert_eq!(ended.withdraw(at("2026-10-05")), Err(FilingError::Ended));
    }

    #[test]
    fn a_site_is_away_once_a_year_for_thirty_days_at_most() {
        let running = site(SiteStatus::Running);
        let begin = |from, to, earlier: &[Filing]| {
            filing(FilingKind::Suspension, away(from, to)).begin(&running, earlier)
        };
        assert_eq!(
            begin("2026-10-01", "2026-10-31", &[]),
            Err(FilingError::TooLong(31))
        );
        assert_eq!(begin("2026-10-02", "2026-10-01", &[]), Err(FilingError::Days));
        let first = all_done(begin("2026-10-01", "2026-10-30", &[]).unwrap(), "2026-09-28");
        let open = std::slice::from_ref(&first);
        assert_eq!(begin("2026-11-01", "2026-11-02", open), Err(FilingError::Busy));
        let (first, suspended) = first
            .complete(&running, at("2026-10-01"), day("2026-10-01"))
            .unwrap();
        assert_eq!(suspended.status, SiteStatus::Suspended);
        let earlier = [first];
        assert_eq!(
            begin("2026-12-01", "2026-12-02", &earlier),
            Err(FilingError::Twice(2026))
        );
        assert!(begin("2027-01-02", "2027-01-05", &earlier).is_ok());
    }

    #[test]
    fn a_site_closes_thirty_days_after_its_notice() {
        let running = site(SiteStatus::Running);
        let closing = all_done(filing(FilingKind::Retirement, Wanted::default()), "2026-10-01");
        let complete = |on| closing.clone().complete(&running, at(on), day(on));
        assert_eq!(
            complete("2026-10-30").unwrap_err(),
            FilingError::Notice(day("2026-10-01"), day("2026-10-31"))
        );
        assert_eq!(complete("2026-10-31").unwrap().1.status, SiteStatus::Retired);
    }

    #[test]
    fn a_change_changes_something_and_only_that() {
        let running = site(SiteStatus::Running);
        let change = |name: &str| Wanted {
            name: Some(name.to_owned()),
            ..Wanted::default()
        };
        let same = filing(FilingKind::Change, change("江口市教育局网站")).begin(&running, &[]);
        assert_eq!(same, Err(FilingError::Nothing));
        let renamed = filing(FilingKind::Change, change("江口市教育体育局网站"))
            .begin(&running, &[])
            .unwrap();
        let (_, after) = all_done(renamed, "2026-10-01")
            .complete(&running, at("2026-10-02"), day("2026-10-02"))
            .unwrap();
        assert_eq!(
            (after.name.as_str(), after.home.clone()),
            ("江口市教育体育局网站", running.home)
        );
    }

    #[test]
    fn a_step_is_corrected_and_keeps_its_file() {
        let closing = filing(FilingKind::Retirement, Wanted::default());
        let closing = closing
            .enter(done("approval", "2026-10-01"), day("2026-10-02"))
            .unwrap();
        let mut again = done("approval", "2026-09-30");
        (again.file, again.text) = (None, "示例办函〔2026〕4号".to_owned());
        let closing = closing.enter(again, day("2026-10-02")).unwrap();
        assert_eq!(closing.done.len(), 1);
        assert!(closing.done[0].file.is_some() && closing.done[0].text.contains("4号"));
    }
}
