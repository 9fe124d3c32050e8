//! The register against reality (台账核对): what disagrees, why that is right all the same, and a national export beside both.

use std::collections::HashMap;

use chrono::{Days, NaiveDate, TimeDelta};
use xunwang_domain::mismatch::{HomeLook, Mismatch, MismatchKind, MismatchNote, Reality, mismatches};
use xunwang_domain::people::Permission;
use xunwang_domain::probe::{DAYS, ProbeState, hour_of};
use xunwang_domain::register::{RegisteredSite, changes};
use xunwang_domain::registry::{Site, SiteCode};
use xunwang_ports::Tx;

use super::caller::value;
use super::{App, AppError, Caller};
use crate::registry::{RegisterErrors, read_register};

/// An explanation holds no longer, in days.
const LONGEST: u64 = 366;

/// One disagreement with its site (核对结果).
#[derive(Clone, Debug)]
pub struct MismatchLine {
    /// What disagrees.
    pub mismatch: Mismatch,
    /// The site as registered.
    pub site: RegisteredSite,
    /// Why that is right all the same, where somebody has said so and it still holds.
    pub note: Option<MismatchNote>,
    /// May the caller change the register there?
    pub may_edit: bool,
}

/// Every disagreement that the caller may see, by kind and site.
///
/// # Errors
/// The store could not.
pub async fn register_mismatches(app: &App, caller: &Caller) -> Result<Vec<MismatchLine>, AppError> {
    let mut tx = app.store.read().await?;
    let found = found(app, &mut *tx).await?;
    let notes = tx.mismatch_notes().await?;
    let (today, _) = hour_of(app.now());
    let mut lines: Vec<_> = found
        .into_iter()
        .filter(|(_, site)| caller.sees(Permission::ViewRegister, site.organization))
        .map(|(mismatch, site)| MismatchLine {
            note: notes.iter().find(|note| note.explains(&mismatch, today)).cloned(),
            may_edit: caller.may(Permission::EditRegister, site.organization),
            mismatch,
            site,
        })
        .collect();
    lines.sort_by_key(|line| line.mismatch.kind);
    Ok(lines)
}

async fn found(app: &App, tx: &mut dyn Tx) -> Result<Vec<(Mismatch, RegisteredSite)>, AppError> {
    let now = app.now();
    let marks = tx
        .probe_marks(now - TimeDelta::days(i64::from(DAYS)), now)
        .await?;
    let looks = tx.home_looks().await?;
    let sites = tx.sites().await?;
    let reality = Reality {
        marks: &marks,
        looks: &looks,
    };
    let found = mismatches(&sites, reality, now);
    let by_code: HashMap<SiteCode, RegisteredSite> = sites
        .into_iter()
        .map(|one| (one.site.code.clone(), one))
        .collect();
    Ok(found
        .into_iter()
        .filter_map(|one| Some((by_code.get(&one.site).cloned()?, one)))
        .map(|(site, one)| (one, site))
        .collect())
}

/// Says why the register is right all the same: the line is silent until that day, or until something else is seen.
///
/// # Errors
/// The caller may not, nothing disagrees there, or reason or day is refused.
pub async fn explain_mismatch(
    app: &App,
    caller: &Caller,
    (code, kind): (&SiteCode, MismatchKind),
    reason: &str,
    until: NaiveDate,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let site = tx.site(code).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewRegister, site.organization) {
        return Err(AppError::NotFound);
    }
    caller.must(Permission::EditRegister, site.organization)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(AppError::refused("请填写原因（200字以内）"));
    }
    let (today, _) = hour_of(app.now());
    if until < today || until > today + Days::new(LONGEST) {
        return Err(AppError::refused("有效期应在今天至一年之内；到期后重新核对"));
    }
    let found = found(app, &mut *tx).await?;
    let mismatch = found
        .into_iter()
        .find(|(one, _)| one.site == *code && one.kind == kind);
    let (mismatch, _) =
        mismatch.ok_or_else(|| AppError::refused("这一处现在没有不一致，不需要说明；请刷新页面"))?;
    let note = MismatchNote {
        site: code.clone(),
        kind,
        seen: mismatch.seen,
        reason: reason.to_owned(),
        until,
        by: caller.user.name.clone(),
        at: app.now(),
    };
    tx.put_mismatch_note(&note).await?;
    let object = ("site", code.to_string(), site.site.name.as_str());
    tx.record(&caller.event(app, "台账核对：说明原因", object, (None, value(&note))))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The register of the national system beside ours and what was seen (三方比对).
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Sites that only the export names.
    pub only_there: Vec<Site>,
    /// Sites that only we have, of those that the caller may see.
    pub only_here: Vec<Site>,
    /// Sites whose fields differ.
    pub differing: Vec<Difference>,
    /// Number of sites that agree.
    pub same: usize,
    /// What was assumed or left out in reading.
    pub notes: Vec<String>,
    /// What is wrong with the file; then nothing was compared.
    pub errors: Option<RegisterErrors>,
}

/// A site on three sides.
#[derive(Clone, Debug)]
pub struct Difference {
    /// As we have it.
    pub site: Site,
    /// Field, the export's value, ours, and what was seen; empty where that says nothing of it.
    pub fields: Vec<(&'static str, String, String, String)>,
}

/// Compares an export with the register and with what home pages showed. Nothing is kept of it.
///
/// # Errors
/// The caller may not, or the store could not.
pub async fn compare_export(
    app: &App,
    caller: &Caller,
    file: &str,
    bytes: Vec<u8>,
) -> Result<Comparison, AppError> {
    if !caller.user.may_somewhere(Permission::EditRegister) {
        return Err(AppError::Forbidden);
    }
    let file = file.to_owned();
    let read = tokio::task::spawn_blocking(move || read_register(&file, &bytes, None)).await;
    let read = read.map_err(|_| AppError::refused("文件读不出来；请另存为 XLSX 或 CSV 再试"))?;
    let read = match read {
        Ok(read) => read,
        Err(errors) => {
            return Ok(Comparison {
                errors: Some(errors),
                ..Comparison::default()
            });
        }
    };
    let mut tx = app.store.read().await?;
    let looks = tx.home_looks().await?;
    let mut all: HashMap<SiteCode, RegisteredSite> = tx
        .sites()
        .await?
        .into_iter()
        .map(|one| (one.site.code.clone(), one))
        .collect();
    let mut comparison = Comparison {
        notes: read.notes,
        ..Comparison::default()
    };
    for theirs in read.sites {
        let Some(ours) = all.remove(&theirs.code) else {
            comparison.only_there.push(theirs);
            continue;
        };
        if !caller.may(Permission::ViewRegister, ours.organization) {
            continue;
        }
        let look = looks.get(&theirs.code).and_then(|looks| looks.first());
        let differing = changes(&theirs, &ours.site);
        // Channels are ours alone: the national system has none. A column that is not there says nothing.
        let fields: Vec<_> = differing
            .into_iter()
            .filter(|one| one.field != "栏目" && !read.absent.contains(&one.field))
            .map(|one| (one.field, one.before, one.after, seen(one.field, look)))
            .collect();
        if fields.is_empty() {
            comparison.same += 1;
        } else {
            comparison.differing.push(Difference {
                site: ours.site,
                fields,
            });
        }
    }
    let own = all
        .into_values()
        .filter(|one| caller.may(Permission::ViewRegister, one.organization));
    comparison.only_here = own.map(|one| one.site).collect();
    comparison.only_here.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(comparison)
}

/// What the last look says of a field.
fn seen(field: &str, look: Option<&HomeLook>) -> String {
    let Some(look) = look else {
        return String::new();
    };
    let opened = matches!(look.state, ProbeState::Up | ProbeState::Slow);
    match field {
        "网站名称" if opened && look.site_name.is_empty() => look.title.clone(),
        "网站名称" if opened => look.site_name.clone(),
        "首页网址" if opened => look.url.to_string(),
        "运行状态" => look.state.label().to_owned(),
        _ => String::new(),
    }
}
