//! The trail of changes, read and checked (操作留痕).

use xunwang_domain::audit::{AuditEntry, AuditWalk};
use xunwang_domain::people::Permission;

use super::{App, AppError, Caller};

/// A page of the trail, the latest entry first.
#[derive(Clone, Debug)]
pub struct Trail {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Number of all.
    pub total: u64,
}

/// What a walk along the whole trail gave (留痕核验).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailCheck {
    /// Number of entries there.
    pub total: u64,
    /// Entries that hold together from the first on.
    pub sound: u64,
    /// Digest of the last of them.
    pub digest: String,
}

impl TrailCheck {
    /// Does all of it hold together?
    pub fn is_sound(&self) -> bool {
        self.sound == self.total
    }
}

/// The `count` entries up to number `upto`; of all where that is 0.
///
/// # Errors
/// The caller may not: the trail is of the whole, and so must the right be.
pub async fn trail(app: &App, caller: &Caller, upto: u64, count: u32) -> Result<Trail, AppError> {
    must_see_all(caller)?;
    let mut tx = app.store.read().await?;
    let total = tx.trail_length().await?;
    let last = if upto == 0 { total } else { upto.min(total) };
    let first = last.saturating_sub(u64::from(count).saturating_sub(1)).max(1);
    let wanted = u32::try_from((last + 1).saturating_sub(first)).unwrap_or(count);
    let mut entries = tx.trail(first, wanted).await?;
    entries.reverse();
    Ok(Trail { entries, total })
}

/// Walks along the whole trail.
///
/// # Errors
/// The caller may not.
pub async fn check_trail(app: &App, caller: &Caller) -> Result<TrailCheck, AppError> {
    const AT_ONCE: u32 = 10_000;
    must_see_all(caller)?;
    let mut tx = app.store.read().await?;
    let total = tx.trail_length().await?;
    let mut walk = AuditWalk::default();
    loop {
        let entries = tx.trail(walk.length() + 1, AT_ONCE).await?;
        let is_sound = entries.iter().all(|entry| walk.step(entry));
        if !is_sound || entries.is_empty() {
            break;
        }
    }
    Ok(TrailCheck {
        total,
        sound: walk.length(),
        digest: walk.last_digest(),
    })
}

fn must_see_all(caller: &Caller) -> Result<(), AppError> {
    let root = caller.tree.root().ok_or(AppError::NotFound)?;
    caller.must(Permission::ViewAudit, root.id)
}
