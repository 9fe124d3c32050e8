//! Praise for streaks (连续合格的表扬): the cities of which the circulars issued before and this one say that nothing failed.

use std::sync::Arc;

use xunwang_domain::circular::{AreaKind, CircularFacts, PraiseFacts, Streak};

use super::paper_facts::{earlier_facts, issued_before};
use super::papers::PaperView;
use super::{App, AppError};

/// How long an area has been well, and what the circular says of it (连续合格情况).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaStreak {
    /// Its quarters, and what ended them.
    pub streak: Streak,
    /// Does the text praise it for them?
    pub is_praised: bool,
    /// Why not; empty where it does.
    pub why_not: String,
}

/// The streaks of the cities of a paper, in their order.
///
/// # Errors
/// The store could not.
pub async fn area_streaks(app: &App, view: &PaperView) -> Result<Arc<Vec<AreaStreak>>, AppError> {
    let mut tx = app.store.read().await?;
    // What was issued does not change, but more may have been.
    let issued = issued_before(&mut *tx, &view.paper).await?.len() as u64;
    let revision = (u64::from(view.paper.version) << 16) + issued;
    let made = async {
        let earlier = earlier_facts(&mut *tx, &view.paper).await?;
        Ok(streaks(&view.facts, &earlier, view.paper.head.form.praise_after))
    };
    app.streaks.get(view.paper.id, revision, made).await
}

/// Writes the praise for streaks of at least so many quarters; what people wrote of an area stays, and stands alone.
pub(super) fn put_praise(facts: &mut CircularFacts, earlier: &[CircularFacts], after: u32) {
    facts.praise.retain(|praise| praise.streak.is_empty());
    let praised = streaks(facts, earlier, after)
        .into_iter()
        .filter(|one| one.is_praised);
    let praised: Vec<PraiseFacts> = praised
        .map(|one| PraiseFacts {
            area: one.streak.area,
            text: String::new(),
            streak: one.streak.quarters,
        })
        .collect();
    facts.praise.extend(praised);
}

/// Cities only: of departments most run one site, and a list of all that pass is no praise.
fn streaks(facts: &CircularFacts, earlier: &[CircularFacts], after: u32) -> Vec<AreaStreak> {
    let cities = facts.areas.iter().filter(|area| area.kind == AreaKind::City);
    let told = |name: &str| {
        let mut by_hand = facts.praise.iter().filter(|praise| praise.streak.is_empty());
        by_hand.any(|praise| praise.area == name)
    };
    // Blamed by name and praised on the next page would be no praise either.
    let named = |name: &str| {
        let mut problems = facts.problems.iter();
        let mut not_mended = facts.recheck.iter().flat_map(|recheck| &recheck.not_mended);
        problems.any(|problem| problem.named && problem.area == name)
            || not_mended.any(|object| object.area == name)
    };
    cities
        .map(|area| {
            let streak = Streak::of(&area.name, facts, earlier);
            let length = streak.quarters.len();
            let why_not = if told(&area.name) {
                "数据文件中另有表扬".to_owned()
            } else if after == 0 {
                "没有设定季度数".to_owned()
            } else if length == 0 {
                streak.ended_by.clone()
            } else if length < after as usize {
                format!("不足{after}个季度")
            } else if named(&area.name) {
                "本次通报有点名的问题或仍未整改的网站".to_owned()
            } else {
                String::new()
            };
            AreaStreak {
                streak,
                is_praised: why_not.is_empty(),
                why_not,
            }
        })
        .collect()
}
