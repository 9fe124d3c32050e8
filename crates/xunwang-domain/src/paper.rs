//! Papers (文稿): a circular on its way from the judged round to its issue: 拟稿 → 核稿 → 签发. Three people, and what was issued
//! never changes; a correction is a new paper that names the old one.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::circular::{
    ChartKind, CircularFacts, CityListStyle, CountColumn, FeedbackFacts, ImprintFacts, Quarter,
};
use crate::organization::OrganizationId;
use crate::people::UserId;
use crate::registry::SiteCode;
use crate::round::RoundId;

/// The number of a paper (文稿编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaperId(pub Uuid);

/// How far a paper has come (办文阶段).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperStage {
    /// 拟稿
    Drafting,
    /// 核稿: another officer reads it.
    Checking,
    /// 待签发
    Signing,
    /// 已印发
    Issued,
    /// 已作废: given up before it was issued.
    Dropped,
}

impl PaperStage {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Drafting => "拟稿",
            Self::Checking => "核稿",
            Self::Signing => "待签发",
            Self::Issued => "已印发",
            Self::Dropped => "已作废",
        }
    }
}

/// What stands above and below the text (文稿要素).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperHead {
    /// 标题
    pub title: String,
    /// 发文机关
    pub issuer: String,
    /// 发文字号, e.g. `示办函〔2026〕15号`; given with the signature.
    #[serde(default)]
    pub number: Option<String>,
    /// 成文日期
    pub issued_on: NaiveDate,
    /// 整改报送期限
    pub rectify_by: Option<NaiveDate>,
    /// 留言统计时间
    pub message_window: [NaiveDate; 2],
    /// Error reports, where people counted them elsewhere (留言办理情况); otherwise the messages of the database are counted.
    #[serde(default)]
    pub feedback: Option<FeedbackFacts>,
    /// Why they are not as the messages of the database say (与系统留言不一致的理由).
    #[serde(default)]
    pub feedback_reason: String,
    /// Decimals of every rate, 0 to 4.
    pub rate_decimals: u8,
    /// 城市列举方式
    pub city_list_style: CityListStyle,
    /// What the office may leave as it is usual.
    #[serde(default)]
    pub form: PaperForm,
}

/// What tables, charts and the foot of a paper look like (文稿形式); what is empty is as usual, or as the data file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperForm {
    /// Columns of the tables of counts, in order (检查情况表的列).
    #[serde(default)]
    pub columns: Vec<CountColumn>,
    /// Charts (图示).
    #[serde(default)]
    pub charts: Vec<ChartKind>,
    /// Where the cities lie (方格图位置): rows from north to south.
    #[serde(default)]
    pub tiles: Vec<Vec<String>>,
    /// 版记
    #[serde(default)]
    pub imprint: Option<ImprintFacts>,
    /// A city is praised after so many quarters running without anything that failed (连续合格几个季度予以表扬); 0: none is.
    #[serde(default = "a_year")]
    pub praise_after: u32,
}

impl PaperForm {
    /// Quarters of a streak that is praised where the office has not chosen (表扬的通常季度数): a whole year. Circulars
    /// print streaks of six quarters (江苏 2018Q3), and none says from how many on.
    pub const USUAL_STREAK: u32 = 4;
    /// The most an office may ask for: ten years.
    pub const LONGEST_STREAK: u32 = 40;
}

fn a_year() -> u32 {
    PaperForm::USUAL_STREAK
}

impl Default for PaperForm {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            charts: Vec::new(),
            tiles: Vec::new(),
            imprint: None,
            praise_after: Self::USUAL_STREAK,
        }
    }
}

impl PaperHead {
    /// Everything that is wrong with it (要素检查), each a Chinese sentence.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.title.trim().is_empty() || self.title.chars().count() > 200 {
            faults.push("标题应为1至200字".to_owned());
        }
        if self.issuer.trim().is_empty() || self.issuer.chars().count() > 100 {
            faults.push("发文机关应为1至100字".to_owned());
        }
        if self.rate_decimals > 4 {
            faults.push("合格率小数位数应为0至4".to_owned());
        }
        if self.rectify_by.is_some_and(|by| by <= self.issued_on) {
            faults.push("整改报送期限应在成文日期以后".to_owned());
        }
        let [from, to] = self.message_window;
        if from > to {
            faults.push("留言统计时间的起止日期颠倒".to_owned());
        }
        if self.feedback_reason.chars().count() > 200 {
            faults.push("与系统留言不一致的理由请写在200字以内".to_owned());
        }
        let quarters = self.form.praise_after;
        if quarters == 1 || quarters > PaperForm::LONGEST_STREAK {
            faults.push(format!(
                "连续合格予以表扬的季度数应为2至{}，不表扬填0",
                PaperForm::LONGEST_STREAK
            ));
        }
        let is_twice = |(place, column)| self.form.columns.iter().take(place).any(|one| one == column);
        if self.form.columns.iter().enumerate().any(is_twice) {
            faults.push("检查情况表的列有重复；每一列只选一次".to_owned());
        }
        faults
    }
}

/// Is it a document number: 机关代字〔年〕序号, six-angled brackets, no leading zero (GB/T 9704-2012, 7.2.5)?
pub fn is_document_number(text: &str) -> bool {
    let Some((agency, rest)) = text.split_once('〔') else {
        return false;
    };
    let Some((year, rest)) = rest.split_once('〕') else {
        return false;
    };
    let Some(serial) = rest.strip_suffix('号') else {
        return false;
    };
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (1..=20).contains(&agency.chars().count())
        && !agency.contains(char::is_whitespace)
        && year.len() == 4
        && are_digits(year)
        && are_digits(serial)
        && serial.len() <= 5
        && !serial.starts_with('0')
}

/// Whether the text names an object (点名), and who decided so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naming {
    /// The site.
    pub site: SiteCode,
    /// The rule behind its problem.
    pub rule: String,
    /// Is it named?
    pub named: bool,
    /// 理由
    pub reason: String,
    /// 姓名
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A step of a paper (办文记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperStep {
    /// The stage it came to.
    pub to: PaperStage,
    /// 意见
    pub note: String,
    /// Who.
    pub by: UserId,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A file as it was issued (印发文件).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    /// Its name, e.g. `circular.pdf`.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

/// What was issued, for good (封存).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// When.
    pub at: DateTime<Utc>,
    /// Who signed.
    pub by: String,
    /// The files, the data behind them and the standard among them.
    pub files: Vec<SealedFile>,
    /// Attachments that the public edition carries, by number (公开的附件).
    pub public_attachments: Vec<usize>,
    /// Is it on the public page?
    pub is_public: bool,
    /// When the public page last changed what it shows of it; none where it does not show it.
    #[serde(default)]
    pub published_at: Option<DateTime<Utc>>,
}

/// A circular on its way (文稿).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// 文稿编号
    pub id: PaperId,
    /// The round that it tells of.
    pub round: RoundId,
    /// Whose round it is.
    pub organization: OrganizationId,
    /// 季度
    pub quarter: Quarter,
    /// What stands above and below the text.
    pub head: PaperHead,
    /// How far it has come.
    pub stage: PaperStage,
    /// How it came there.
    #[serde(default)]
    pub steps: Vec<PaperStep>,
    /// Who is named, where a person has decided so.
    #[serde(default)]
    pub naming: Vec<Naming>,
    /// Figures of accounts that come from elsewhere (补充数据).
    #[serde(default)]
    pub given: Option<CircularFacts>,
    /// The issued paper that this one corrects (更正).
    #[serde(default)]
    pub corrects: Option<PaperId>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who drafts it.
    pub made_by: UserId,
    /// 姓名
    pub made_name: String,
    /// Grows with every change of the text.
    pub version: u32,
    /// When the judgement was made from which it was last drafted.
    pub drawn_from: DateTime<Utc>,
    /// What was issued.
    #[serde(default)]
    pub seal: Option<Seal>,
}

/// An office's own DOCX template (本单位模板), in which its drafts can go out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperTemplate {
    /// The name of its file.
    pub name: String,
    /// Who put it in.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A text as it stood (历史版本).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperVersion {
    /// From 1.
    pub number: u32,
    /// What was done.
    pub what: String,
    /// 姓名
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a person does with a paper (办文动作).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperMove {
    /// 送核稿
    Submit,
    /// 核稿通过
    Pass,
    /// 退回修改
    SendBack,
    /// 签发
    Issue,
    /// 作废
    Drop,
}

impl Paper {
    /// The person who brought it to its present stage last did so as the drafter.
    fn drafter(&self) -> UserId {
        let submitted = self
            .steps
            .iter()
            .rev()
            .find(|step| step.to == PaperStage::Checking);
        submitted.map_or(self.made_by, |step| step.by)
    }

    fn checker(&self) -> Option<UserId> {
        let passed = self
            .steps
            .iter()
            .rev()
            .find(|step| step.to == PaperStage::Signing);
        passed.map(|step| step.by)
    }

    /// Its seal, where it was issued and stands on the public page (公开).
    pub fn public_seal(&self) -> Option<&Seal> {
        let seal = self.seal.as_ref().filter(|seal| seal.is_public)?;
        (self.stage == PaperStage::Issued).then_some(seal)
    }

    /// May the text still change?
    pub fn is_open(&self) -> bool {
        matches!(self.stage, PaperStage::Drafting | PaperStage::Checking)
    }

    /// Does what (办理): the next stage.
    ///
    /// # Errors
    /// It stands elsewhere, or the same person would do two of the three things.
    pub fn moved(
        &self,
        what: PaperMove,
        note: &str,
        (by, name): (UserId, &str),
        at: DateTime<Utc>,
    ) -> Result<Self, String> {
        use PaperStage::{Checking, Drafting, Dropped, Issued, Signing};
        let to = match (self.stage, what) {
            (Drafting, PaperMove::Submit) => Checking,
            (Checking, PaperMove::Pass) if by == self.drafter() || by == self.made_by => {
                return Err("核稿须由拟稿人以外的人办理".to_owned());
            }
            (Checking, PaperMove::Pass) => Signing,
            (Checking | Signing, PaperMove::SendBack) if note.trim().is_empty() => {
                return Err("退回须写明意见".to_owned());
            }
            (Checking | Signing, PaperMove::SendBack) => Drafting,
            (Signing, PaperMove::Issue)
                if [Some(self.drafter()), Some(self.made_by), self.checker()].contains(&Some(by)) =>
            {
                return Err("签发须由拟稿人、核稿人以外的人办理".to_owned());
            }
            (Signing, PaperMove::Issue) => Issued,
            (Drafting | Checking | Signing, PaperMove::Drop) if note.trim().is_empty() => {
                return Err("作废须写明理由".to_owned());
            }
            (Drafting | Checking | Signing, PaperMove::Drop) => Dropped,
            (stage, _) => {
                return Err(format!(
                    "这份文稿现在是“{}”，不能这样办；请重新打开本页",
                    stage.label()
                ));
            }
        };
        let mut after = self.clone();
        after.stage = to;
        after.steps.push(PaperStep {
            to,
            note: note.trim().to_owned(),
            by,
            name: name.to_owned(),
            at,
        });
        Ok(after)
    }

    /// Was it decided by a person whether this problem of a site is named?
    pub fn naming_of(&self, site: &SiteCode, rule: &str) -> Option<&Naming> {
        let is_so = |one: &&Naming| one.site == *site && one.rule == rule;
        self.naming.iter().rev().find(is_so)
    }
}

#[cfg(test)]
mod tests;
