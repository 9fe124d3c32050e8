//! The tables of the office (办公数据): bodies, people, sessions, register, trail.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use xunwang_domain::audit::{AuditEntry, AuditEvent};
use xunwang_domain::filing::{Filing, FilingId, FilingObject};
use xunwang_domain::login::{Credentials, OneTimeLink, SecretDigest, Session};
use xunwang_domain::mismatch::{HomeLook, MismatchNote};
use xunwang_domain::organization::{Organization, OrganizationId};
use xunwang_domain::patrol::{ChannelLook, Nearness, Patrol, PatrolId, PatrolledSite};
use xunwang_domain::people::{AccountState, Lockout, User, UserId};
use xunwang_domain::probe::{Probe, ProbeMark};
use xunwang_domain::register::{RegisteredSite, SiteVersion};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::saved_view::{SavedView, ViewId};
use xunwang_domain::standard::StandardVersion;
use xunwang_domain::template_version::TemplateVersion;

use crate::StoreError;

/// Bodies.
#[async_trait]
pub trait OrganizationRepo {
    /// All bodies.
    async fn organizations(&mut self) -> Result<Vec<Organization>, StoreError>;
    /// Adds or changes bodies.
    async fn put_organizations(&mut self, organizations: &[Organization]) -> Result<(), StoreError>;
}

/// People who may log in.
#[async_trait]
pub trait PeopleRepo {
    /// Is anybody there?
    async fn has_users(&mut self) -> Result<bool, StoreError>;
    /// All of them, by account.
    async fn users(&mut self) -> Result<Vec<User>, StoreError>;
    /// One.
    async fn user(&mut self, id: UserId) -> Result<Option<User>, StoreError>;
    /// The one with this account name.
    async fn user_of_account(&mut self, account: &str) -> Result<Option<User>, StoreError>;
    /// Adds or changes one.
    async fn put_user(&mut self, user: &User) -> Result<(), StoreError>;
    /// What proves who a user is.
    async fn credentials(&mut self, id: UserId) -> Result<Credentials, StoreError>;
    /// Changes it.
    async fn put_credentials(&mut self, id: UserId, credentials: &Credentials) -> Result<(), StoreError>;
    /// How every account stands.
    async fn account_states(&mut self) -> Result<HashMap<UserId, AccountState>, StoreError>;
    /// How often the account was guessed at.
    async fn lockout(&mut self, id: UserId) -> Result<Lockout, StoreError>;
    /// Changes it.
    async fn put_lockout(&mut self, id: UserId, lockout: Lockout) -> Result<(), StoreError>;
}

/// Sessions and links that work once.
#[async_trait]
pub trait SessionRepo {
    /// The session of a secret.
    async fn session(&mut self, digest: &SecretDigest) -> Result<Option<Session>, StoreError>;
    /// The sessions of a user, the latest first.
    async fn sessions_of(&mut self, user: UserId) -> Result<Vec<Session>, StoreError>;
    /// Adds or changes one.
    async fn put_session(&mut self, session: &Session) -> Result<(), StoreError>;
    /// Ends one.
    async fn end_session(&mut self, digest: &SecretDigest) -> Result<(), StoreError>;
    /// Ends all of a user, but for one.
    async fn end_sessions(&mut self, user: UserId, but: Option<&SecretDigest>) -> Result<(), StoreError>;
    /// Forgets sessions and links that ended before then.
    async fn forget_ended(&mut self, before: DateTime<Utc>) -> Result<(), StoreError>;
    /// Adds a link; others for the same purpose stop working.
    async fn put_link(&mut self, link: &OneTimeLink) -> Result<(), StoreError>;
    /// The link of a secret.
    async fn link(&mut self, digest: &SecretDigest) -> Result<Option<OneTimeLink>, StoreError>;
    /// Uses a link up.
    async fn use_link(&mut self, digest: &SecretDigest) -> Result<(), StoreError>;
}

/// The register, with every state that it ever had.
#[async_trait]
pub trait RegisterRepo {
    /// All sites as they are now, by code.
    async fn sites(&mut self) -> Result<Vec<RegisteredSite>, StoreError>;
    /// The same, to be read only: what others have read of it is shared.
    async fn known_sites(&mut self) -> Result<Arc<Vec<RegisteredSite>>, StoreError>;
    /// One.
    async fn site(&mut self, code: &SiteCode) -> Result<Option<RegisteredSite>, StoreError>;
    /// All sites as they were at a moment, by code; those that were not there yet are not among them.
    async fn sites_at(&mut self, at: DateTime<Utc>) -> Result<Vec<RegisteredSite>, StoreError>;
    /// What a site was, the latest first.
    async fn site_versions(&mut self, code: &SiteCode) -> Result<Vec<SiteVersion>, StoreError>;
    /// Adds or changes sites; what each was before stays among its versions.
    async fn put_sites(
        &mut self,
        sites: &[RegisteredSite],
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<(), StoreError>;
}

/// When each site was probed and what that showed, by time.
pub type ProbeMarks = HashMap<SiteCode, Vec<ProbeMark>>;

/// Probes of home pages.
#[async_trait]
pub trait ProbeRepo {
    /// Adds probes; one that is there already stays.
    async fn add_probes(&mut self, probes: &[Probe]) -> Result<(), StoreError>;
    /// When each site of the register was last probed, as far as that is not before `since`.
    async fn last_probes(
        &mut self,
        since: DateTime<Utc>,
    ) -> Result<HashMap<SiteCode, DateTime<Utc>>, StoreError>;
    /// The marks of each site of the register after `since` and up to `until`.
    async fn probe_marks(
        &mut self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<ProbeMarks, StoreError>;
    /// The probes of a site from `since` on, by time.
    async fn probes(&mut self, site: &SiteCode, since: DateTime<Utc>) -> Result<Vec<Probe>, StoreError>;
    /// Forgets the probes of up to `most` days of sites that ended before then; how many days of sites.
    async fn forget_probes(&mut self, before: DateTime<Utc>, most: u32) -> Result<usize, StoreError>;
}

/// Filings with their proofs.
#[async_trait]
pub trait FilingRepo {
    /// All filings, the latest first.
    async fn filings(&mut self) -> Result<Vec<Filing>, StoreError>;
    /// Those of a site or an account, the latest first.
    async fn filings_of(&mut self, object: &FilingObject) -> Result<Vec<Filing>, StoreError>;
    /// One.
    async fn filing(&mut self, id: FilingId) -> Result<Option<Filing>, StoreError>;
    /// Adds or changes one.
    async fn put_filing(&mut self, filing: &Filing) -> Result<(), StoreError>;
    /// Keeps a file, by the SHA-256 of its bytes in hexadecimal.
    async fn put_proof(&mut self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError>;
    /// A file.
    async fn proof(&mut self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Versions of the standard.
#[async_trait]
pub trait StandardRepo {
    /// All versions, the latest first.
    async fn standard_versions(&mut self) -> Result<Vec<StandardVersion>, StoreError>;
    /// One.
    async fn standard_version(&mut self, number: u32) -> Result<Option<StandardVersion>, StoreError>;
    /// Adds or changes one; one that is in force or withdrawn is not changed.
    async fn put_standard_version(&mut self, version: &StandardVersion) -> Result<(), StoreError>;
}

/// What home pages showed, and why the register is right all the same.
#[async_trait]
pub trait HomeRepo {
    /// The last looks of each site, the latest first.
    async fn home_looks(&mut self) -> Result<HashMap<SiteCode, Vec<HomeLook>>, StoreError>;
    /// The last looks of one site, the latest first.
    async fn home_looks_of(&mut self, site: &SiteCode) -> Result<Vec<HomeLook>, StoreError>;
    /// Adds looks; the latest few of a site stay.
    async fn add_home_looks(&mut self, looks: &[HomeLook]) -> Result<(), StoreError>;
    /// All explanations.
    async fn mismatch_notes(&mut self) -> Result<Vec<MismatchNote>, StoreError>;
    /// Adds an explanation, instead of the one before.
    async fn put_mismatch_note(&mut self, note: &MismatchNote) -> Result<(), StoreError>;
}

/// Patrols, and what they showed.
#[async_trait]
pub trait PatrolRepo {
    /// All patrols, the latest first.
    async fn patrols(&mut self) -> Result<Vec<Patrol>, StoreError>;
    /// Adds or changes one.
    async fn put_patrol(&mut self, patrol: &Patrol) -> Result<(), StoreError>;
    /// Forgets one.
    async fn remove_patrol(&mut self, patrol: PatrolId) -> Result<(), StoreError>;
    /// What the last patrols showed of each site of the register, with the body that answers for it.
    async fn patrolled_sites(&mut self) -> Result<Vec<(OrganizationId, PatrolledSite)>, StoreError>;
    /// How near each of those sites is to a veto that is near one.
    async fn near_vetoes(&mut self) -> Result<Vec<(OrganizationId, Nearness)>, StoreError>;
    /// What the last patrols showed of one site.
    async fn patrolled_site(&mut self, site: &SiteCode) -> Result<Option<PatrolledSite>, StoreError>;
    /// Keeps it, instead of what was before.
    async fn put_patrolled_site(&mut self, site: &PatrolledSite) -> Result<(), StoreError>;
    /// The channels of a site as they were last seen in each week, named by its Monday, the latest first.
    async fn channel_weeks(
        &mut self,
        site: &SiteCode,
    ) -> Result<Vec<(NaiveDate, Vec<ChannelLook>)>, StoreError>;
    /// Keeps what was seen in a week, instead of what was before; forgets the weeks before `oldest`.
    async fn put_channel_week(
        &mut self,
        site: &SiteCode,
        week: NaiveDate,
        channels: &[ChannelLook],
        oldest: NaiveDate,
    ) -> Result<(), StoreError>;
}

/// Saved views of the register.
#[async_trait]
pub trait ViewRepo {
    /// Those of a user and those that are shared, by name.
    async fn views(&mut self, user: UserId) -> Result<Vec<SavedView>, StoreError>;
    /// Adds or changes one.
    async fn put_view(&mut self, view: &SavedView) -> Result<(), StoreError>;
    /// Removes one.
    async fn remove_view(&mut self, view: ViewId) -> Result<(), StoreError>;
}

/// Versions of the office's own templates.
#[async_trait]
pub trait TemplateRepo {
    /// All versions, the latest first.
    async fn template_versions(&mut self) -> Result<Vec<TemplateVersion>, StoreError>;
    /// The latest.
    async fn templates(&mut self) -> Result<Option<TemplateVersion>, StoreError>;
    /// Adds one; `Conflict` where there is one of that number.
    async fn add_template_version(&mut self, version: &TemplateVersion) -> Result<(), StoreError>;
}

/// The trail.
#[async_trait]
pub trait AuditRepo {
    /// Adds to the end.
    async fn record(&mut self, event: &AuditEvent) -> Result<AuditEntry, StoreError>;
    /// Up to `count` entries from `first` on, by number.
    async fn trail(&mut self, first: u64, count: u32) -> Result<Vec<AuditEntry>, StoreError>;
    /// Number of entries.
    async fn trail_length(&mut self) -> Result<u64, StoreError>;
}
