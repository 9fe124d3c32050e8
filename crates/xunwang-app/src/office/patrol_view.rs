//! What the patrols showed (巡查情况): the sites near a veto, and the weeks of a site's channels.

use chrono::NaiveDate;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::patrol::{ChannelLook, Nearness, Patrol, PatrolId, PatrolKind, PatrolledSite};
use xunwang_domain::people::Permission;
use xunwang_domain::registry::{Site, SiteCode, SiteStatus};

use xunwang_ports::Revised;

use super::{App, AppError, Caller};

/// A patrol that is going on (巡查进度).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatrolProgress {
    /// Which.
    pub id: PatrolId,
    /// Sites concluded.
    pub done: u64,
    /// All sites.
    pub sites: u64,
    /// Pages read.
    pub pages: u64,
}

/// What the last patrols showed (巡查情况).
#[derive(Clone, Debug)]
pub struct PatrolView {
    /// The last of each kind that came to its end.
    pub last: Vec<Patrol>,
    /// The one that is going on.
    pub going: Option<PatrolProgress>,
    /// The running sites that the caller may see and a patrol has seen, the nearest to a veto first.
    pub sites: Vec<(Site, PatrolledSite)>,
    /// Running sites that no patrol has seen yet.
    pub unseen: usize,
}

/// What the last patrols showed of the sites that the caller may see.
///
/// # Errors
/// The store could not.
pub async fn patrol_view(app: &App, caller: &Caller) -> Result<PatrolView, AppError> {
    let mut tx = app.store.read().await?;
    let patrols = tx.patrols().await?;
    let last = PatrolKind::ALL.into_iter().filter_map(|kind| {
        let done = |patrol: &&Patrol| patrol.id.kind == kind && patrol.finished_at.is_some();
        patrols.iter().find(done).copied()
    });
    let revision = tx.revision(Revised::Patrols).await?;
    let read = async {
        let sites = tx.patrolled_sites().await?.into_iter();
        Ok(sites.map(|(_, site)| (site.site.clone(), site)).collect())
    };
    let known = app.patrolled.get((), revision, read).await?;
    let mut unseen = 0;
    let mut sites = Vec::new();
    for one in tx.sites().await? {
        let is_shown =
            one.site.status == SiteStatus::Running && caller.sees(Permission::ViewRegister, one.organization);
        if is_shown {
            match known.get(&one.site.code) {
                Some(patrolled) => sites.push((one.site, patrolled.clone())),
                None => unseen += 1,
            }
        }
    }
    let far = Nearness::ALL.len();
    let place = |near: Option<Nearness>| near.map_or(far, |near| near as usize);
    sites.sort_by_cached_key(|(site, patrolled)| (place(patrolled.nearness()), site.code.clone()));
    Ok(PatrolView {
        last: last.collect(),
        going: app.patrolling().map(|going| PatrolProgress {
            id: going.id,
            done: going.progress.sites_done().min(going.sites),
            sites: going.sites,
            pages: going.progress.pages(),
        }),
        sites,
        unseen,
    })
}

/// The channels of a site as they were last seen in the week of this Monday (栏目周况).
pub type ChannelWeek = (NaiveDate, Vec<ChannelLook>);

/// A site's last patrols, and its channels week by week, the latest first.
///
/// The caller has been let see the site.
///
/// # Errors
/// The store could not.
pub async fn site_patrol(
    app: &App,
    site: &SiteCode,
) -> Result<Option<(PatrolledSite, Vec<ChannelWeek>)>, AppError> {
    let mut tx = app.store.read().await?;
    let Some(patrolled) = tx.patrolled_site(site).await? else {
        return Ok(None);
    };
    Ok(Some((patrolled, tx.channel_weeks(site).await?)))
}

/// How many of the caller's sites have reached a veto or come near one, by the last patrols.
pub(super) async fn near_vetoes(
    tx: &mut dyn xunwang_ports::Tx,
    may: impl Fn(OrganizationId) -> bool,
) -> Result<u64, AppError> {
    let near = tx.near_vetoes().await?;
    Ok(near.into_iter().filter(|(body, _)| may(*body)).count() as u64)
}
