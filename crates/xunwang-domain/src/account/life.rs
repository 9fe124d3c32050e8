//! The life of an account (账号生命周期): opened, changed, closed, and removed by the platform (NM-06 … NM-09). Closing and removal
//! are two steps: what is closed may stand on the platform for months, and counts as removed only once that is proved.

use chrono::NaiveDate;

use super::{MediaAccount, MediaStatus};
use crate::filing::{Filed, Filing, FilingError, FilingKind, FilingObject};

impl Filed for MediaAccount {
    const NOUN: &'static str = "账号";

    fn object(&self) -> FilingObject {
        FilingObject::Account(self.code.clone())
    }

    fn state(&self) -> &'static str {
        self.status.label()
    }

    fn fits(&self, kind: FilingKind) -> bool {
        use MediaStatus::{Cancelled, Opening, Retired, Running};
        match kind {
            FilingKind::Opening => self.status == Opening,
            FilingKind::Change => self.status == Running,
            FilingKind::Resumption => self.status == Retired,
            FilingKind::Retirement => matches!(self.status, Opening | Running),
            // An account that came back is removed once more, with a new proof.
            FilingKind::Cancellation => matches!(self.status, Retired | Cancelled),
            // A platform does not know of it.
            FilingKind::Suspension => false,
        }
    }

    fn check(&self, filing: &Filing, _earlier: &[Filing]) -> Result<(), FilingError> {
        if filing.kind == FilingKind::Change && self.changed(filing) == *self {
            return Err(FilingError::Nothing);
        }
        Ok(())
    }

    fn after(&self, filing: &Filing, _today: NaiveDate) -> Result<Self, FilingError> {
        let mut after = self.clone();
        match filing.kind {
            FilingKind::Opening | FilingKind::Resumption => after.status = MediaStatus::Running,
            FilingKind::Retirement => after.status = MediaStatus::Retired,
            FilingKind::Change => after = self.changed(filing),
            FilingKind::Cancellation => {
                if let (Some(request), Some(removed)) = (filing.done("request"), filing.done("removed")) {
                    if removed.on < request.on {
                        return Err(FilingError::RemovedBefore(request.on, removed.on));
                    }
                    after.removal_proof = format!("{} {}", removed.on, removed.text);
                }
                after.status = MediaStatus::Cancelled;
            }
            FilingKind::Suspension => {}
        }
        Ok(after)
    }
}

impl MediaAccount {
    /// The account as a change makes it.
    fn changed(&self, filing: &Filing) -> Self {
        let wanted = filing.wanted.clone();
        Self {
            name: wanted.name.unwrap_or_else(|| self.name.clone()),
            handle: wanted.handle.unwrap_or_else(|| self.handle.clone()),
            certified: wanted.certified.unwrap_or_else(|| self.certified.clone()),
            address: wanted.home.or_else(|| self.address.clone()),
            permit: wanted.permit.or_else(|| self.permit.clone()),
            ..self.clone()
        }
    }
}

/// Does a sighting contradict the proof that the platform has removed the account? `seen_on` is the last day on which the account
/// was seen for certain.
///
/// # Errors
/// It was seen after the day of the proof.
pub fn must_be_gone(filing: &Filing, seen_on: Option<NaiveDate>) -> Result<(), FilingError> {
    let proved = filing
        .done("removed")
        .filter(|_| filing.kind == FilingKind::Cancellation);
    match (proved, seen_on) {
        (Some(removed), Some(seen)) if seen > removed.on => Err(FilingError::SeenAfter(removed.on, seen)),
        _ => Ok(()),
    }
}
