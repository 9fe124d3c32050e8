//! The gate before the judgement (完整性把关): what is open is settled, or somebody answers for it by name.

use xunwang_domain::people::Permission;
use xunwang_domain::round::{Acceptance, RoundId, Settled};

use super::open_item::{OpenItem, OpenKind};
use super::rounds::{managed, record, visible};
use super::standing::Grounds;
use super::summary::summary;
use super::{App, AppError, Caller};

/// What stands in the way of a round's judgement (未决清单).
#[derive(Clone, Debug)]
pub struct Gate {
    /// What is open, by kind.
    pub items: Vec<OpenItem>,
    /// What somebody has answered for.
    pub accepted: Vec<Acceptance>,
    /// May the caller settle it?
    pub may_manage: bool,
}

/// What is open in a round, as far as the caller may see its sites.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn gate(app: &App, caller: &Caller, id: RoundId) -> Result<Gate, AppError> {
    let mut tx = app.store.read().await?;
    let round = visible(&mut *tx, caller, id).await?;
    let may_manage = caller.may(Permission::ManageRounds, round.organization);
    let summary = summary(app, &mut *tx, id).await?;
    let own = summary
        .sites
        .iter()
        .filter(|one| caller.sees(Permission::ViewRounds, one.roster.site.organization));
    let mut items: Vec<OpenItem> = own.flat_map(|one| one.open.iter().cloned()).collect();
    items.sort();
    Ok(Gate {
        items,
        accepted: round.accepted,
        may_manage,
    })
}

/// Settles items of the gate, named by their marks.
///
/// # Errors
/// The caller may not; nothing is given as a reason; an item is not open, or is one that has to be done.
pub async fn settle_items(
    app: &App,
    caller: &Caller,
    id: RoundId,
    marks: &[String],
    settled: Settled,
    reason: &str,
) -> Result<usize, AppError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(AppError::refused("请写明依据（500字以内），将与姓名一并留存"));
    }
    let mut tx = app.store.begin().await?;
    let before = managed(&mut *tx, caller, id).await?;
    before.must_be_under_review().map_err(AppError::refused)?;
    let grounds = Grounds::read(&mut *tx, id, None).await?;
    let open = grounds.gate()?;
    let mut after = before.clone();
    for mark in marks {
        let Some(item) = open.iter().find(|item| item.mark() == *mark) else {
            return Err(AppError::refused(
                "有的事项已经处理或不存在，没有办理；请刷新后再选",
            ));
        };
        let may = match settled {
            Settled::LeftOpen => item.kind.may_be_accepted(),
            Settled::LookedAt => item.kind == OpenKind::Unmeasured,
        };
        if !may {
            return Err(AppError::refused(format!(
                "“{}”不能这样处理：{}",
                item.kind.label(),
                item.kind.remedy()
            )));
        }
        after.accepted.push(Acceptance {
            item: mark.clone(),
            settled,
            reason: reason.to_owned(),
            by: caller.user.name.clone(),
            at: app.now(),
        });
    }
    if marks.is_empty() {
        return Err(AppError::refused("请先勾选要处理的事项"));
    }
    tx.put_round(&after).await?;
    let action = match settled {
        Settled::LookedAt => "核实未决事项",
        Settled::LeftOpen => "确认从缺",
    };
    record(app, &mut *tx, caller, action, (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(marks.len())
}
