//! The digest of a day, a week or a month (监管日报、周报、月报), from the probes and the patrols.

use chrono::{Datelike, Days, NaiveDate};
use xunwang_domain::patrol::PatrolledSite;
use xunwang_domain::probe::{Availability, hour_of};
use xunwang_domain::registry::SiteStatus;
use xunwang_domain::report::{AreaProbes, Digest, DigestKind, Head, RiskLine};
use xunwang_domain::round::end_of_day;
use xunwang_domain::standard::Standard;
use xunwang_ports::Tx;

use super::reminders::told;
use super::standards::standard_in_force;
use super::{App, AppError};

/// Sites near a veto that are told.
const RISKS: usize = 200;

/// The digest that ends with this day.
///
/// # Errors
/// The day is not over, there is no office yet, or the store could not.
pub async fn digest(app: &App, kind: DigestKind, last: NaiveDate) -> Result<Digest, AppError> {
    let today = hour_of(app.now()).0;
    if last >= today {
        return Err(AppError::refused(format!(
            "{last} 还没有过完，请写 {today} 以前的日期"
        )));
    }
    let first = match kind {
        DigestKind::Day => Some(last),
        DigestKind::Week => last.checked_sub_days(Days::new(6)),
        DigestKind::Month => last.with_day(1),
    };
    let first = first.ok_or_else(|| AppError::refused("日期不可用"))?;
    let before = first.pred_opt().and_then(end_of_day);
    let (Some(begin), Some(end)) = (before, end_of_day(last)) else {
        return Err(AppError::refused("日期不可用"));
    };
    let standard = standard_in_force(app).await?.map(|version| version.standard);
    let mut tx = app.store.read().await?;
    let head = head_of(app, &mut *tx, today).await?;
    let mut marks = tx.probe_marks(begin, end).await?;
    let days = u32::try_from((last - first).num_days() + 1).unwrap_or(1);
    let mut probes: Vec<AreaProbes> = Vec::new();
    let mut sites = std::collections::HashMap::new();
    for one in tx.sites().await? {
        if one.site.status != SiteStatus::Running {
            continue;
        }
        let own = marks.remove(&one.site.code).unwrap_or_default();
        let seen = Availability::of(own, end, days);
        let area = area_of(&mut probes, &one.site.area);
        area.sites += 1;
        area.measured += seen.measured;
        area.down += seen.down;
        area.not_measured += seen.not_measured + seen.our_outage;
        area.sites_down += u64::from(seen.down > 0);
        sites.insert(one.site.code.clone(), one.site);
    }
    let (mut risks, mut changes) = (Vec::new(), None::<(u64, u64)>);
    for (_, patrolled) in tx.patrolled_sites().await? {
        let Some(site) = sites.get(&patrolled.site) else {
            continue;
        };
        if patrolled.last().is_some_and(|look| look.at <= end) {
            for warning in patrolled.warnings() {
                risks.push(RiskLine {
                    area: site.area.clone(),
                    site: site.name.clone(),
                    indicator: warning.title.clone(),
                    nearness: warning.nearness,
                    what: what(standard.as_ref(), warning),
                });
            }
        }
        if let Some((new, mended)) = changed(&patrolled, kind, (begin, end)) {
            let sum = changes.get_or_insert((0, 0));
            *sum = (sum.0 + new, sum.1 + mended);
        }
    }
    risks.sort_by_key(|risk| risk.nearness);
    risks.truncate(RISKS);
    Ok(Digest {
        head,
        kind,
        window: [first, last],
        probes,
        risks,
        new: changes.map(|(new, _)| new),
        mended: changes.map(|(_, mended)| mended),
        messages: None,
    })
}

fn area_of<'a>(all: &'a mut Vec<AreaProbes>, name: &str) -> &'a mut AreaProbes {
    let name = if name.trim().is_empty() {
        "未填地区"
    } else {
        name
    };
    let place = all.iter().position(|one| one.area == name).unwrap_or_else(|| {
        all.push(AreaProbes {
            area: name.to_owned(),
            sites: 0,
            measured: 0,
            down: 0,
            not_measured: 0,
            sites_down: 0,
        });
        all.len() - 1
    });
    &mut all[place]
}

fn what(standard: Option<&Standard>, warning: &xunwang_domain::patrol::Warning) -> String {
    let places = told(standard, warning);
    let first = places.first().map_or_else(String::new, |(what, _)| what.clone());
    match places.len() {
        0 | 1 => first,
        more => format!("{first}等{more}处"),
    }
}

/// What came and went: a day's light patrol compares with the day before, a week's full one with the week before; nothing
/// compares with the month before.
fn changed(
    patrolled: &PatrolledSite,
    kind: DigestKind,
    (begin, end): (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>),
) -> Option<(u64, u64)> {
    let look = match kind {
        DigestKind::Day => patrolled.light.as_ref(),
        DigestKind::Week => patrolled.full.as_ref(),
        DigestKind::Month => None,
    };
    look.filter(|look| look.at > begin && look.at <= end)?.changes
}

/// The head of a document that the office sends today.
pub(super) async fn head_of(app: &App, tx: &mut dyn Tx, today: NaiveDate) -> Result<Head, AppError> {
    let tree = app.tree(tx).await?;
    let root = tree
        .root()
        .ok_or_else(|| AppError::refused("还没有设置单位，请先打开网页应用完成设置"))?;
    Ok(Head {
        title: None,
        issuer: root.name.clone(),
        number: None,
        issued_on: today,
        rate_decimals: 1,
    })
}
