//! How messages were handled, in figures (办理统计): by status, type, place and site, each with the same four bins.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use xunwang_domain::feedback::Tally;
use xunwang_ports::{FeedbackBy, FeedbackQuery};

use super::{App, AppError};

/// The figures of a group (一组的统计).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// The bins.
    #[serde(flatten)]
    pub tally: Tally,
    /// Closed on time ÷ (closed + open overdue), 0 to 1; none where nothing is due.
    pub on_time_rate: Option<f64>,
    /// Closed ÷ received.
    pub closed_rate: Option<f64>,
}

impl From<Tally> for Figures {
    fn from(tally: Tally) -> Self {
        let number = |rate: xunwang_domain::circular::Rate| {
            (rate.whole > 0).then(|| rate.part as f64 / rate.whole as f64)
        };
        Self {
            tally,
            on_time_rate: number(tally.on_time_rate()),
            closed_rate: number(tally.closed_rate()),
        }
    }
}

/// All figures of a window (留言统计).
#[derive(Clone, Debug, Default, Serialize)]
pub struct FeedbackFigures {
    /// All of it.
    #[serde(flatten)]
    pub all: Figures,
    /// By the platform's status, or our state.
    pub by_status: BTreeMap<String, Figures>,
    /// By the code of the type.
    pub by_type: BTreeMap<String, Figures>,
    /// By the short name of the province.
    pub by_area: BTreeMap<String, Figures>,
    /// By 网站标识码.
    pub by_site: BTreeMap<String, Figures>,
}

/// The figures of these days (办理统计), of one province or of all.
///
/// # Errors
/// The store could not.
pub async fn feedback_figures(
    app: &App,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    region: Option<&str>,
) -> Result<FeedbackFigures, AppError> {
    let earliest = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default();
    let latest = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    let days = (from.is_some() || to.is_some()).then(|| [from.unwrap_or(earliest), to.unwrap_or(latest)]);
    let query = FeedbackQuery {
        days,
        region: region.map(str::to_owned),
        ..FeedbackQuery::default()
    };
    let mut tx = app.store.read().await?;
    let now = app.now();
    let mut groups = Vec::new();
    for by in [
        FeedbackBy::Status,
        FeedbackBy::Kind,
        FeedbackBy::Region,
        FeedbackBy::Site,
    ] {
        let counted = tx.count_feedback(&query, by, now).await?;
        let group: BTreeMap<String, Figures> = counted
            .into_iter()
            .map(|(name, tally)| (name, tally.into()))
            .collect();
        groups.push(group);
    }
    let all = tx.count_feedback(&query, FeedbackBy::Nothing, now).await?;
    let all = all.first().map(|(_, tally)| *tally).unwrap_or_default();
    let mut groups = groups.into_iter();
    let mut next = || groups.next().unwrap_or_default();
    Ok(FeedbackFigures {
        all: all.into(),
        by_status: next(),
        by_type: next(),
        by_area: next(),
        by_site: next(),
    })
}
