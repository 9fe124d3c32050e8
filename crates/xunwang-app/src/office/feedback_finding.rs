//! A message becomes a finding of a round (留言转为线索): a suspected one, which waits for review as every other does; a person says
//! under which indicator, and others say whether it is one.

use xunwang_domain::feedback::{
    Feedback, FeedbackId, FeedbackLink, FeedbackRole, FeedbackStage, KeptLook, LookMoment, WrittenStep,
};
use xunwang_domain::finding::{Certainty, DefectObject, EvidenceRef, FindingKey, RuleCode};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_domain::registry::{Site, SiteCode};
use xunwang_domain::review::{FindingId, FindingLine, RoundFinding};
use xunwang_domain::round::{Round, RoundId, RoundStage};
use xunwang_domain::standard::{Indicator, IndicatorKind, Measure, Standard, Trait};
use xunwang_ports::{CountBy, FindingQuery, RosterRow};

use super::caller::value;
use super::feedback_handle::{roles, seen};
use super::feedback_looks::named_address;
use super::problems::level_of;
use super::review::blank;
use super::rounds::{standard_of, touches};
use super::{App, AppError, Caller};

/// Longest note, in characters.
const LONGEST_NOTE: usize = 200;
/// Of the text of a message as much goes into a finding.
const LONGEST_EXCERPT: usize = 500;
/// Behind all that the machine has found.
const PLACE: u64 = 1 << 40;

/// A round into which a message may go (可转入的轮次).
#[derive(Clone, Debug)]
pub struct RoundChoice {
    /// The round.
    pub round: RoundId,
    /// What it is called.
    pub title: String,
    /// The indicators that a person can judge of this site: id, and words.
    pub indicators: Vec<(String, String)>,
    /// The finding that was made of the message already.
    pub made: Option<FindingId>,
}

/// The rounds into which a message may go; none where the caller may not make findings of it.
///
/// # Errors
/// There is no such message, or the caller may not see it.
pub async fn rounds_for_message(
    app: &App,
    caller: &Caller,
    id: FeedbackId,
) -> Result<Vec<RoundChoice>, AppError> {
    let mut tx = app.store.read().await?;
    let (one, body) = seen(&mut *tx, caller, id).await?;
    let Ok(code) = SiteCode::parse(&one.site_code) else {
        return Ok(Vec::new());
    };
    if may_not(caller, &one, body).is_some() {
        return Ok(Vec::new());
    }
    let mut choices = Vec::new();
    for round in tx.rounds().await? {
        if is_open(&round).is_err() || !touches(caller, Permission::ViewRounds, &round) {
            continue;
        }
        let Some(row) = tx.roster_site(round.id, &code).await? else {
            continue;
        };
        if !row.site.counts() || !reaches(caller, &row) {
            continue;
        }
        let standard = standard_of(&mut *tx, round.standard).await?;
        let site = &row.site.site.site;
        let indicators = judged_by_people(&standard, site).map(|it| {
            let words = format!("{} {}：{}", it.id, it.title, it.wording);
            (it.id.clone(), words.chars().take(80).collect())
        });
        let key = key_of(&one, &code);
        let made = tx.finding(FindingId::new(round.id, key.as_str())).await?;
        choices.push(RoundChoice {
            title: round.title(),
            indicators: indicators.collect(),
            made: made.map(|finding| finding.id),
            round: round.id,
        });
    }
    Ok(choices)
}

/// Makes a finding of a message, under an indicator of a round (转为本轮线索): which, and whether it is new. The same message into the same
/// round once more is the same finding.
///
/// # Errors
/// The caller may not do so to the message or to the site of the round; the round is not open; or the indicator is none that a
/// person judges.
pub async fn make_finding(
    app: &App,
    caller: &Caller,
    id: FeedbackId,
    (round, indicator, note): (RoundId, &str, &str),
) -> Result<(FindingId, bool), AppError> {
    let note = note.trim();
    if note.chars().count() > LONGEST_NOTE {
        return Err(AppError::refused("说明不能超过200字"));
    }
    let mut tx = app.store.begin().await?;
    let (mut one, body) = seen(&mut *tx, caller, id).await?;
    if let Some(error) = may_not(caller, &one, body) {
        return Err(error);
    }
    let code = SiteCode::parse(&one.site_code)
        .map_err(|_| AppError::refused("这条留言没有对应台账里的网站，不能转为线索"))?;
    let round = tx.round(round).await?.ok_or(AppError::NotFound)?;
    if !touches(caller, Permission::ViewRounds, &round) {
        return Err(AppError::NotFound);
    }
    is_open(&round).map_err(AppError::refused)?;
    let row = tx.roster_site(round.id, &code).await?;
    let row = row
        .filter(|row| row.site.counts())
        .ok_or_else(|| AppError::refused("这一轮的检查名单里没有这个网站"))?;
    if !reaches(caller, &row) {
        return Err(AppError::Forbidden);
    }
    let key = key_of(&one, &code);
    let finding = FindingId::new(round.id, key.as_str());
    if tx.finding(finding).await?.is_some() {
        return Ok((finding, false));
    }
    let standard = standard_of(&mut *tx, round.standard).await?;
    let site = &row.site.site.site;
    let indicator = judged_by_people(&standard, site)
        .find(|it| it.id == indicator)
        .ok_or_else(|| AppError::refused("请选择一项适用于这个网站、可由人认定的指标"))?;
    let looks = tx.kept_looks(id).await?;
    let line = FindingLine {
        key: key.to_string(),
        rule: RuleCode::REPORTED.to_string(),
        indicator: indicator.id.clone(),
        seen: Trait::default(),
        level: level_of(indicator.kind),
        certainty: Certainty::Suspected,
        site_code: code,
        site_name: site.name.clone(),
        channel: None,
        url: match named_address(&one) {
            Some(Ok(address)) => address,
            _ => site.home.clone(),
        },
        target: None,
        region: None,
        places: Vec::new(),
        places_total: 1,
        excerpt: one.text.chars().take(LONGEST_EXCERPT).collect(),
        // Not its number: whoever has that of a citizen may have the message taken up again.
        message: match note.is_empty() {
            true => format!("网民反映：{}", one.kind.label()),
            false => format!("网民反映：{}。{note}", one.kind.label()),
        },
        observed_at: one.received_at.unwrap_or_else(|| app.now()),
        evidence: evidence_of(&looks),
        text: None,
        first_found: None,
    };
    let count = FindingQuery {
        rule: Some(RuleCode::REPORTED.to_string()),
        ..blank(round.id)
    };
    let earlier = tx.count_findings(&count, CountBy::Nothing).await?;
    let new = RoundFinding {
        id: finding,
        round: round.id,
        place: PLACE + earlier.first().map_or(0, |(_, count)| *count),
        line,
        reviews: Vec::new(),
    };
    tx.add_findings(std::slice::from_ref(&new)).await?;
    let by = (caller.user.id, caller.user.name.clone());
    let link = FeedbackLink {
        feedback: id,
        finding,
        is_origin: true,
        by,
        at: app.now(),
    };
    tx.put_feedback_link(&link).await?;
    let said = format!(
        "转为{}的线索：{} {}",
        round.title(),
        indicator.id,
        indicator.title
    );
    one.steps.push(step_of(app, caller, &one, said));
    let object = ("finding", finding.0.to_string(), new.line.site_name.as_str());
    let after = serde_json::json!({ "留言": one.number, "线索": value(&new.line) });
    tx.record(&caller.event(app, "留言转为线索", object, (None, Some(after))))
        .await?;
    tx.put_feedback(&[(one, body)]).await?;
    tx.commit().await?;
    Ok((finding, true))
}

/// A line of a message's record that is no move.
pub(super) fn step_of(app: &App, caller: &Caller, one: &Feedback, note: String) -> WrittenStep {
    WrittenStep {
        action: None,
        role: None,
        to: one.stage,
        holder: one.holder,
        note,
        by: Some(caller.user.id),
        name: caller.user.name.clone(),
        at: app.now(),
    }
}

/// Why the caller may make no finding of the message.
fn may_not(caller: &Caller, one: &Feedback, body: Option<OrganizationId>) -> Option<AppError> {
    let roles = roles(caller, one, body);
    if !roles.contains(&FeedbackRole::Province) && !roles.contains(&FeedbackRole::Area) {
        return Some(AppError::Forbidden);
    }
    match one.stage {
        FeedbackStage::ClosedRefused => Some(AppError::refused("不予受理的留言不能转为线索")),
        FeedbackStage::ClosedMerged => Some(AppError::refused(
            "这条留言已并入其他留言；请在并入的那条留言上转为线索",
        )),
        _ => None,
    }
}

/// What people decide reaches a round while its findings may still be decided on.
fn is_open(round: &Round) -> Result<(), &'static str> {
    match round.stage {
        RoundStage::Collecting | RoundStage::Reviewing => Ok(()),
        RoundStage::Planned => Err("这一轮还没有开始采集，请开始采集以后再转入"),
        RoundStage::Judged => Err("这一轮已经判定，不能再转入线索"),
    }
}

fn reaches(caller: &Caller, row: &RosterRow) -> bool {
    let organization = row.site.site.organization;
    caller.may(Permission::ViewRounds, organization) && caller.may(Permission::LinkFeedback, organization)
}

/// The indicators that a person can judge of a site: whether it opens is for a week of probes to say, and no complaint earns points.
fn judged_by_people<'a>(standard: &'a Standard, site: &'a Site) -> impl Iterator<Item = &'a Indicator> {
    standard.indicators.iter().filter(|it| {
        it.kind != IndicatorKind::Bonus && !matches!(it.measure, Measure::Share { .. }) && it.applies_to(site)
    })
}

fn key_of(one: &Feedback, code: &SiteCode) -> FindingKey {
    let object = format!("message {}", one.id.0);
    FindingKey::new(RuleCode::REPORTED, code, DefectObject::Described(&object))
}

/// The record of the page as it was when the message came, where it says anything.
fn evidence_of(looks: &[KeptLook]) -> Option<EvidenceRef> {
    let receipt = looks.iter().find(|look| look.moment == LookMoment::Receipt)?;
    let page = receipt.page.as_ref()?;
    receipt.evidence.clone().filter(|_| !page.is_unmeasured())
}
