//! The error reports of a year (全年找错留言): how many were closed, and which count at the assessment (rulebook AK-05).

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use xunwang_domain::feedback::{Bin, Feedback, Tally, day_of};
use xunwang_domain::organization::{OrganizationId, Organizations};
use xunwang_domain::report::{AssessmentArea, Cause, Deduction};
use xunwang_ports::{FeedbackOrder, FeedbackQuery, Tx};

use super::feedback_summary::NO_AREA;
use super::paper_feedback::query_of;
use super::{App, AppError};

/// Messages that are read at once.
const AT_ONCE: u64 = 1_000;

/// The messages of a year: figures, and what counts against each area.
#[derive(Default)]
pub(super) struct YearMessages {
    /// The bins.
    pub(super) tally: Tally,
    /// What counts at the assessment, by area.
    pub(super) deductions: BTreeMap<String, Vec<Deduction>>,
}

impl YearMessages {
    /// Those about the sites of an office's branch; nothing where the database has none of that year.
    pub(super) async fn read(
        app: &App,
        tx: &mut dyn Tx,
        (tree, office): (&Organizations, OrganizationId),
        year: u16,
    ) -> Result<Option<Self>, AppError> {
        let day = |month, day| NaiveDate::from_ymd_opt(i32::from(year), month, day);
        let (Some(first), Some(last)) = (day(1, 1), day(12, 31)) else {
            return Ok(None);
        };
        let areas: BTreeMap<String, String> = tx
            .sites()
            .await?
            .into_iter()
            .map(|one| (one.site.code.as_str().to_owned(), one.site.area))
            .collect();
        let query = FeedbackQuery {
            days: Some([first, last]),
            ..query_of(tree, office)
        };
        let now = app.now();
        let (mut all, mut skip) = (Self::default(), 0);
        loop {
            let some = tx
                .feedbacks(&query, FeedbackOrder::Latest, (skip, AT_ONCE), now)
                .await?;
            for (message, _) in &some {
                let bin = message.bin(now);
                all.tally.add(bin, 1);
                if let Some(deduction) = deduction(message, bin) {
                    let area = areas.get(&message.site_code).map_or(NO_AREA, String::as_str);
                    all.deductions.entry(area.to_owned()).or_default().push(deduction);
                }
            }
            skip += some.len() as u64;
            if (some.len() as u64) < AT_ONCE {
                return Ok((skip > 0).then_some(all));
            }
        }
    }

    /// Puts what counts into the areas of the ledger; an area that it does not have yet comes last.
    pub(super) fn put(self, areas: &mut Vec<AssessmentArea>) {
        for (name, mut deductions) in self.deductions {
            deductions.sort_by(|a, b| a.what.cmp(&b.what));
            match areas.iter_mut().find(|area| area.name == name) {
                Some(area) => area.deductions.extend(deductions),
                None => areas.push(AssessmentArea {
                    name,
                    one_platform: None,
                    deductions,
                }),
            }
        }
    }
}

/// Not closed although its term is over, or closed later than a month after it came (AK-05). One that still has time does not count.
fn deduction(message: &Feedback, bin: Bin) -> Option<Deduction> {
    let received = message.counted_on()?;
    let site = match message.site_name.as_str() {
        "" => message.site_code.as_str(),
        name => name,
    };
    let told = |how: String| format!("留言{}（{site}）：{received}收到，{how}", message.number);
    let (cause, what) = match bin {
        Bin::Overdue => (Cause::MessageOpen, told("逾期未办结".to_owned())),
        Bin::ClosedLate => {
            let closed = day_of(message.closings.last()?.at);
            if closed <= received.checked_add_months(Months::new(1))? {
                return None;
            }
            (Cause::MessageLate, told(format!("{closed}办结")))
        }
        Bin::ClosedOnTime | Bin::Open | Bin::Undated => return None,
    };
    Some(Deduction {
        cause,
        what,
        points: None,
    })
}
