//! Filings of sites (网站办件): what fits which state, and what becomes of the site.

use chrono::{Datelike, Days, NaiveDate};

use super::{Filed, Filing, FilingError, FilingKind, FilingObject, FilingState};
use crate::registry::{Site, SiteStatus};

/// A suspension lasts no longer, in days (G-07).
const LONGEST_SUSPENSION: i64 = 30;
/// A site that closes says so for as long, in days (G-09).
const NOTICE: u64 = 30;

impl Filed for Site {
    const NOUN: &'static str = "网站";

    fn object(&self) -> FilingObject {
        FilingObject::Site(self.code.clone())
    }

    fn state(&self) -> &'static str {
        self.status.label()
    }

    fn fits(&self, kind: FilingKind) -> bool {
        let status = self.status;
        match kind {
            FilingKind::Opening => status == SiteStatus::Opening,
            FilingKind::Change | FilingKind::Suspension => status == SiteStatus::Running,
            FilingKind::Resumption => status == SiteStatus::Suspended,
            FilingKind::Retirement => matches!(status, SiteStatus::Running | SiteStatus::Suspended),
            // Closing a site ends with its code: no platform has to remove it.
            FilingKind::Cancellation => false,
        }
    }

    fn check(&self, filing: &Filing, earlier: &[Filing]) -> Result<(), FilingError> {
        let wanted = &filing.wanted;
        if filing.kind == FilingKind::Change {
            let name_changes = wanted.name.as_ref().is_some_and(|name| *name != self.name);
            let home_changes = wanted.home.as_ref().is_some_and(|home| *home != self.home);
            if !name_changes && !home_changes {
                return Err(FilingError::Nothing);
            }
        }
        if filing.kind == FilingKind::Suspension {
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
            let is_of_year = |other: &Filing| {
                other.kind == FilingKind::Suspension
                    && other.state == FilingState::Completed
                    && other.wanted.from.is_some_and(|day| day.year() == from.year())
            };
            if earlier.iter().any(is_of_year) {
                return Err(FilingError::Twice(from.year()));
            }
        }
        Ok(())
    }

    fn after(&self, filing: &Filing, today: NaiveDate) -> Result<Self, FilingError> {
        if let (FilingKind::Retirement, Some(notice)) = (filing.kind, filing.done("notice")) {
            let earliest = notice.on + Days::new(NOTICE);
            if today < earliest {
                return Err(FilingError::Notice(notice.on, earliest));
            }
        }
        let mut site = self.clone();
        match filing.kind {
            FilingKind::Opening | FilingKind::Resumption => site.status = SiteStatus::Running,
            FilingKind::Suspension => site.status = SiteStatus::Suspended,
            FilingKind::Retirement => site.status = SiteStatus::Retired,
            FilingKind::Cancellation => site.status = SiteStatus::Cancelled,
            FilingKind::Change => {
                site.name = filing.wanted.name.clone().unwrap_or(site.name);
                site.home = filing.wanted.home.clone().unwrap_or(site.home);
            }
        }
        Ok(site)
    }
}
