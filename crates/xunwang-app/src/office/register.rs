//! The register as it is looked at (台账): lists with filters, and one site with its history.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use xunwang_domain::people::Permission;
use xunwang_domain::register::{FieldChange, RegisteredSite, SiteVersion, changes, version_at};
use xunwang_domain::registry::{SiteCategory, SiteCode, SiteStatus};

use super::{App, AppError, Caller};

/// What is asked of the register (筛选).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterFilter {
    /// In the name, the address, the code or a body's name.
    pub text: String,
    /// 网站类别
    pub category: Option<SiteCategory>,
    /// 运行状态
    pub status: Option<SiteStatus>,
}

/// One site (网站详情).
#[derive(Clone, Debug)]
pub struct SiteView {
    /// As it was at the moment asked for; as it is where none was.
    pub site: RegisteredSite,
    /// Its states, the latest first, each with what changed by it.
    pub history: Vec<(SiteVersion, Vec<FieldChange>)>,
    /// May the caller change it?
    pub may_edit: bool,
}

/// The sites that the caller may see and that answer the filter, by code.
///
/// # Errors
/// The store could not.
pub async fn register_sites(
    app: &App,
    caller: &Caller,
    filter: &RegisterFilter,
) -> Result<(Vec<RegisteredSite>, usize), AppError> {
    let mut sites = app.store.read().await?.sites().await?;
    sites.retain(|one| caller.may(Permission::ViewRegister, one.organization));
    let total = sites.len();
    sites.retain(|one| caller.looks_at(one.organization));
    let words: Vec<String> = filter.text.split_whitespace().map(str::to_lowercase).collect();
    sites.retain(|one| filter.holds(one, &words));
    Ok((sites, total))
}

/// How many sites of the register stand where (台账统计).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterTally {
    /// All that the caller may see, whatever the caller has chosen to look at.
    pub total: usize,
    /// By state.
    pub states: BTreeMap<&'static str, usize>,
    /// By area: those that run, and the others.
    pub areas: BTreeMap<String, (usize, usize)>,
}

/// Counts the sites that the caller may see, and has chosen to look at.
///
/// # Errors
/// The store could not.
pub async fn register_tally(app: &App, caller: &Caller) -> Result<RegisterTally, AppError> {
    let sites = app.store.read().await?.known_sites().await?;
    let mut tally = RegisterTally::default();
    for one in sites.iter() {
        if !caller.may(Permission::ViewRegister, one.organization) {
            continue;
        }
        tally.total += 1;
        if !caller.looks_at(one.organization) {
            continue;
        }
        let status = one.site.status;
        *tally.states.entry(status.label()).or_default() += 1;
        if !tally.areas.contains_key(&one.site.area) {
            tally.areas.insert(one.site.area.clone(), (0, 0));
        }
        if let Some((running, others)) = tally.areas.get_mut(&one.site.area) {
            *(if status == SiteStatus::Running {
                running
            } else {
                others
            }) += 1;
        }
    }
    Ok(tally)
}

impl RegisterFilter {
    fn holds(&self, one: &RegisteredSite, words: &[String]) -> bool {
        let site = &one.site;
        let has = |word: &String| {
            [
                site.name.as_str(),
                site.home.as_str(),
                site.code.as_str(),
                &site.area,
                &site.sponsor,
                &site.supervisor,
            ]
            .iter()
            .any(|text| text.to_lowercase().contains(word.as_str()))
        };
        self.category.is_none_or(|category| category == site.category)
            && self.status.is_none_or(|status| status == site.status)
            && words.iter().all(has)
    }
}

/// A site as it was at a moment, with all its states.
///
/// # Errors
/// There is none, or the caller may not see it: which, is not said.
pub async fn site_view(
    app: &App,
    caller: &Caller,
    code: &SiteCode,
    at: Option<DateTime<Utc>>,
) -> Result<SiteView, AppError> {
    let mut tx = app.store.read().await?;
    let present = tx.site(code).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewRegister, present.organization) {
        return Err(AppError::NotFound);
    }
    let versions = tx.site_versions(code).await?;
    let site = match at {
        Some(at) => version_at(&versions, at)
            .map(|version| version.entry.clone())
            .ok_or_else(|| AppError::refused("那一天台账里还没有这个网站；请选较晚的日期"))?,
        None => present.clone(),
    };
    let before = versions.iter().skip(1).map(Some).chain([None]);
    let changed: Vec<_> = versions
        .iter()
        .zip(before)
        .map(|(version, before)| {
            before.map_or_else(Vec::new, |it| changes(&it.entry.site, &version.entry.site))
        })
        .collect();
    Ok(SiteView {
        may_edit: caller.may(Permission::EditRegister, present.organization),
        site,
        history: versions.into_iter().zip(changed).collect(),
    })
}
