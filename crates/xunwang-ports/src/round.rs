//! The tables of rounds (检查轮次): roster, findings, problems, exceptions, checks by hand.

use async_trait::async_trait;
use xunwang_domain::exceptions::Exception;
use xunwang_domain::finding::Level;
use xunwang_domain::manual::ManualCheck;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::paper::{Paper, PaperId, PaperTemplate, PaperVersion};
use xunwang_domain::problem::{Problem, ProblemKey};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, RoundFinding, Verdict};
use xunwang_domain::round::{RosterSite, Round, RoundId};
use xunwang_domain::signed::SignedFinal;
use xunwang_domain::standard::Trait;

use crate::StoreError;

/// A site of a roster with what came of it, as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct RosterRow {
    /// The site.
    pub site: RosterSite,
    /// The outcome of its visit, once there is one.
    pub outcome: Option<String>,
    /// What no rule could decide, a list.
    pub unmeasured: String,
    /// What it was judged, once it was.
    pub judgement: Option<String>,
}

/// Rounds and their rosters.
#[async_trait]
pub trait RoundRepo {
    /// All rounds, the latest first.
    async fn rounds(&mut self) -> Result<Vec<Round>, StoreError>;
    /// One.
    async fn round(&mut self, id: RoundId) -> Result<Option<Round>, StoreError>;
    /// Adds or changes one.
    async fn put_round(&mut self, round: &Round) -> Result<(), StoreError>;
    /// The roster, by place.
    async fn roster(&mut self, round: RoundId) -> Result<Vec<RosterRow>, StoreError>;
    /// One site of it.
    async fn roster_site(&mut self, round: RoundId, site: &SiteCode)
    -> Result<Option<RosterRow>, StoreError>;
    /// Adds sites, or changes what is said of them; outcome and judgement stay.
    async fn put_roster(&mut self, round: RoundId, sites: &[RosterSite]) -> Result<(), StoreError>;
    /// Keeps what came of a visit.
    async fn put_outcome(
        &mut self,
        round: RoundId,
        site: &SiteCode,
        outcome: &str,
        unmeasured: &str,
    ) -> Result<(), StoreError>;
    /// Keeps what a site was judged; `None` takes it back.
    async fn put_judgement(
        &mut self,
        round: RoundId,
        site: &SiteCode,
        judgement: Option<&str>,
    ) -> Result<(), StoreError>;
}

/// Which findings (线索筛选).
#[derive(Clone, Debug, PartialEq)]
pub struct FindingQuery {
    /// Of this round.
    pub round: RoundId,
    /// Of these sites only.
    pub sites: Option<Vec<SiteCode>>,
    /// With this verdict; `Some(None)`: with none.
    pub verdict: Option<Option<Verdict>>,
    /// Of this rule.
    pub rule: Option<String>,
    /// That count for this indicator.
    pub indicator: Option<String>,
    /// Of this level.
    pub level: Option<Level>,
    /// About the same object.
    pub object_group: Option<String>,
    /// In the same template.
    pub template_group: Option<String>,
    /// Behind this one in the order of the queue.
    pub after: Option<QueuePlace>,
}

/// Where a finding stands in the queue: gravest first, rule by rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePlace {
    /// How grave.
    pub level: Level,
    /// 规则
    pub rule: String,
    /// Its place among the findings of the round.
    pub place: u64,
}

/// By what findings are counted (分组).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountBy {
    /// 规则
    Rule,
    /// 网站
    Site,
    /// The verdict's word, `pending` where there is none.
    Verdict,
    /// 级别
    Level,
    /// All together.
    Nothing,
}

/// What findings are gathered by (归并方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// 规则
    Rule,
    /// 网站
    Site,
    /// 对象: the same broken target, or the same wrong words, at whatever sites.
    Object,
    /// 模板: the same part of a site.
    Template,
}

/// Findings that belong together (线索组).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingGroup {
    /// The code of the rule or of the site, or what a finding gives as its group.
    pub name: String,
    /// How many answer the query.
    pub found: u64,
    /// How many there are, whatever was said of them.
    pub all: u64,
}

/// How many findings of a site count or may count for an indicator (线索计数).
#[derive(Clone, Debug, PartialEq)]
pub struct FindingCount {
    /// The site.
    pub site: SiteCode,
    /// The indicator.
    pub indicator: String,
    /// How grave.
    pub level: Level,
    /// The verdict in force.
    pub verdict: Option<Verdict>,
    /// How many there are.
    pub count: u64,
}

/// How many findings of a site look alike to every indicator (同类线索计数).
#[derive(Clone, Debug, PartialEq)]
pub struct SeenCount {
    /// The site.
    pub site: SiteCode,
    /// 规则
    pub rule: String,
    /// The indicator that they count for under the standard of the round; empty where none.
    pub indicator: String,
    /// What the filters of an indicator look at.
    pub seen: Trait,
    /// The verdict in force.
    pub verdict: Option<Verdict>,
    /// How many there are.
    pub count: u64,
}

/// Findings under review.
#[async_trait]
pub trait FindingRepo {
    /// Adds findings; one that is there already stays as it is, with what was said of it.
    async fn add_findings(&mut self, findings: &[RoundFinding]) -> Result<(), StoreError>;
    /// One.
    async fn finding(&mut self, id: FindingId) -> Result<Option<RoundFinding>, StoreError>;
    /// Up to `limit` of them in the order of the queue.
    async fn findings(&mut self, query: &FindingQuery, limit: u32) -> Result<Vec<RoundFinding>, StoreError>;
    /// How many there are of each.
    async fn count_findings(
        &mut self,
        query: &FindingQuery,
        by: CountBy,
    ) -> Result<Vec<(String, u64)>, StoreError>;
    /// The groups in which something answers the query, those with most of it first, at most so many; and how many there are.
    async fn finding_groups(
        &mut self,
        query: &FindingQuery,
        by: GroupBy,
        limit: u32,
    ) -> Result<(Vec<FindingGroup>, u64), StoreError>;
    /// How many count or may count for each indicator, of all sites or of one.
    async fn finding_counts(
        &mut self,
        round: RoundId,
        site: Option<&SiteCode>,
    ) -> Result<Vec<FindingCount>, StoreError>;
    /// How many there are of each sort, whatever they count for.
    async fn seen_counts(&mut self, round: RoundId) -> Result<Vec<SeenCount>, StoreError>;
    /// The confirmed findings of vetoes: site, indicator, number.
    async fn confirmed_vetoes(
        &mut self,
        round: RoundId,
        site: Option<&SiteCode>,
    ) -> Result<Vec<(SiteCode, String, FindingId)>, StoreError>;
    /// Keeps what was said of a finding.
    async fn put_reviews(&mut self, finding: &RoundFinding) -> Result<(), StoreError>;
    /// The findings of this key in other rounds, the latest first.
    async fn findings_of_key(&mut self, key: &str, but: RoundId) -> Result<Vec<RoundFinding>, StoreError>;
}

/// What has changed since.
#[async_trait]
pub trait RevisionRepo {
    /// Grows with every change of what the name stands for: what was made of it then still holds while it stays the same.
    async fn revision(&mut self, of: Revised) -> Result<u64, StoreError>;
}

/// What a revision is of (修订对象).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Revised {
    /// The bodies.
    Organizations,
    /// What the patrols showed of the sites.
    Patrols,
    /// The messages, with the holidays.
    Feedback,
    /// The ledgers of rectification with all that stands in them.
    Rectification,
    /// A round with all that hangs on it.
    Round(RoundId),
}

/// What was said of problems.
#[async_trait]
pub trait ProblemRepo {
    /// All of a round of which something was said.
    async fn problems(&mut self, round: RoundId) -> Result<Vec<Problem>, StoreError>;
    /// One.
    async fn problem(&mut self, key: &ProblemKey) -> Result<Option<Problem>, StoreError>;
    /// Adds or changes one.
    async fn put_problem(&mut self, problem: &Problem) -> Result<(), StoreError>;
}

/// Papers, with their texts as the report keeps them.
#[async_trait]
pub trait PaperRepo {
    /// All papers, the latest first.
    async fn papers(&mut self) -> Result<Vec<Paper>, StoreError>;
    /// One with its text.
    async fn paper(&mut self, id: PaperId) -> Result<Option<(Paper, String)>, StoreError>;
    /// Adds or changes one; one that was issued is not changed.
    async fn put_paper(&mut self, paper: &Paper, draft: &str) -> Result<(), StoreError>;
    /// The versions of its text, the latest first.
    async fn paper_versions(&mut self, id: PaperId) -> Result<Vec<PaperVersion>, StoreError>;
    /// The text of a version.
    async fn paper_version(&mut self, id: PaperId, number: u32) -> Result<Option<String>, StoreError>;
    /// Keeps a version of its text; a conflict where there is one of that number.
    async fn add_paper_version(
        &mut self,
        id: PaperId,
        version: &PaperVersion,
        draft: &str,
    ) -> Result<(), StoreError>;
    /// Keeps a file that is issued.
    async fn add_paper_file(&mut self, id: PaperId, name: &str, bytes: &[u8]) -> Result<(), StoreError>;
    /// A file that was issued.
    async fn paper_file(&mut self, id: PaperId, name: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// The DOCX template of an office, with its bytes.
    async fn paper_template(
        &mut self,
        of: OrganizationId,
    ) -> Result<Option<(PaperTemplate, Vec<u8>)>, StoreError>;
    /// Takes a template instead of the one before, or none.
    async fn put_paper_template(
        &mut self,
        of: OrganizationId,
        template: Option<(&PaperTemplate, &[u8])>,
    ) -> Result<(), StoreError>;
    /// The signed finals of an issued paper, the first one first.
    async fn finals(&mut self, id: PaperId) -> Result<Vec<SignedFinal>, StoreError>;
    /// Adds a final, or settles one; one that was settled does not change.
    async fn put_final(&mut self, id: PaperId, signed: &SignedFinal) -> Result<(), StoreError>;
}

/// The exception list and the checks by hand.
#[async_trait]
pub trait CheckRepo {
    /// The exception list, the first first.
    async fn exceptions(&mut self) -> Result<Vec<Exception>, StoreError>;
    /// Adds one, under its row.
    async fn add_exception(&mut self, exception: &Exception) -> Result<(), StoreError>;
    /// The checks by hand of a round; of one site, where one is named.
    async fn manual_checks(
        &mut self,
        round: RoundId,
        site: Option<&SiteCode>,
    ) -> Result<Vec<ManualCheck>, StoreError>;
    /// Adds or changes them.
    async fn put_manual_checks(&mut self, checks: &[ManualCheck]) -> Result<(), StoreError>;
}
