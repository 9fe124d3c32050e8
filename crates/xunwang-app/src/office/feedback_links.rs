//! Messages and findings about the same defect (留言与线索的关联): from either side one sees the other, with how far it is.

use chrono::TimeDelta;
use xunwang_domain::feedback::{Feedback, FeedbackId, FeedbackLink, FeedbackStage, day_of};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, FindingLine, RoundFinding};
use xunwang_domain::round::RoundStage;
use xunwang_ports::{FeedbackEntry, FeedbackOrder, FeedbackQuery, FindingQuery, Tx};
use xunwang_text::answer::slips;

use super::caller::value;
use super::feedback_finding::step_of;
use super::feedback_handle;
use super::review::{Seen, blank, seen};
use super::{App, AppError, Caller};
use crate::feedback::{AddressKey, complaint_address};

/// Messages that are looked through for those about the same defect, the latest ones.
const LOOKED_AT: u64 = 200;
/// Findings of a site that are looked through.
const MOST_FINDINGS: u32 = 3_000;
/// Received longer ago, it is another matter.
const RECENT: TimeDelta = TimeDelta::days(183);
/// As many are proposed.
const PROPOSED: usize = 10;

/// A finding that a message is linked to, as the caller may see it (关联的线索).
#[derive(Clone, Debug)]
pub struct LinkedFinding {
    /// The link.
    pub link: FeedbackLink,
    /// The finding.
    pub finding: RoundFinding,
    /// Its round.
    pub round: String,
}

/// A finding that may be about the same defect (建议关联的线索).
#[derive(Clone, Debug)]
pub struct ProposedFinding {
    /// The finding.
    pub finding: RoundFinding,
    /// Its round.
    pub round: String,
    /// Why.
    pub reason: &'static str,
}

/// What a message is linked to, and what it might be.
#[derive(Clone, Debug, Default)]
pub struct FindingsOfMessage {
    /// The findings that it is linked to.
    pub linked: Vec<LinkedFinding>,
    /// Others of rounds under review, where the caller may link them.
    pub proposed: Vec<ProposedFinding>,
}

/// What a finding is linked to, and what it might be (关联的留言).
#[derive(Clone, Debug, Default)]
pub struct MessagesOfFinding {
    /// The messages that it is linked to.
    pub linked: Vec<(FeedbackLink, Feedback)>,
    /// Messages of the same site that may be about the same defect, each with why.
    pub proposed: Vec<(Feedback, &'static str)>,
    /// May the caller link and unlink?
    pub may_link: bool,
}

/// The findings of a message.
///
/// # Errors
/// There is no such message, or the caller may not see it.
pub async fn findings_of_message(
    app: &App,
    caller: &Caller,
    id: FeedbackId,
) -> Result<FindingsOfMessage, AppError> {
    let mut tx = app.store.read().await?;
    let (one, body) = feedback_handle::seen(&mut *tx, caller, id).await?;
    let mut found = FindingsOfMessage::default();
    let links = tx.links_of_feedback(id).await?;
    for link in &links {
        // What lies outside the caller's branch is not there.
        if let Ok(Seen { round, finding, .. }) = seen(&mut *tx, caller, link.finding).await {
            found.linked.push(LinkedFinding {
                link: link.clone(),
                finding,
                round: round.title(),
            });
        }
    }
    let is_linked = |id: FindingId| links.iter().any(|link| link.finding == id);
    if let Ok(code) = SiteCode::parse(&one.site_code)
        && may_link(caller, &one, body)
    {
        found.proposed = proposed_findings(&mut *tx, caller, &one, &code, &is_linked).await?;
    }
    Ok(found)
}

async fn proposed_findings(
    tx: &mut dyn Tx,
    caller: &Caller,
    one: &Feedback,
    code: &SiteCode,
    is_linked: &(dyn Fn(FindingId) -> bool + Sync),
) -> Result<Vec<ProposedFinding>, AppError> {
    let about = About::of(one);
    let mut proposed = Vec::new();
    for round in tx.rounds().await? {
        let row = match round.stage {
            RoundStage::Collecting | RoundStage::Reviewing => tx.roster_site(round.id, code).await?,
            _ => None,
        };
        let may = |organization| {
            caller.may(Permission::ViewRounds, organization)
                && caller.may(Permission::LinkFeedback, organization)
        };
        if !row.is_some_and(|row| may(row.site.site.organization)) {
            continue;
        }
        let query = FindingQuery {
            sites: Some(vec![code.clone()]),
            ..blank(round.id)
        };
        for finding in tx.findings(&query, MOST_FINDINGS).await? {
            let Some((rank, reason)) = about.reason(&finding.line).filter(|_| !is_linked(finding.id)) else {
                continue;
            };
            if let Ok(seen) = seen(tx, caller, finding.id).await
                && !seen.is_withheld
            {
                let round = round.title();
                proposed.push((
                    rank,
                    ProposedFinding {
                        finding,
                        round,
                        reason,
                    },
                ));
            }
        }
    }
    proposed.sort_by_key(|(rank, _)| *rank);
    proposed.truncate(PROPOSED);
    Ok(proposed.into_iter().map(|(_, one)| one).collect())
}

/// The messages of a finding.
///
/// # Errors
/// There is no such finding, or the caller may not see it.
pub async fn messages_of_finding(
    app: &App,
    caller: &Caller,
    id: FindingId,
) -> Result<MessagesOfFinding, AppError> {
    let mut tx = app.store.read().await?;
    let view = seen(&mut *tx, caller, id).await?;
    let mut found = MessagesOfFinding::default();
    // What the message says would say what the finding does.
    if view.is_withheld {
        return Ok(found);
    }
    let links = tx.links_of_finding(id).await?;
    for link in &links {
        if let Ok((one, _)) = feedback_handle::seen(&mut *tx, caller, link.feedback).await {
            found.linked.push((link.clone(), one));
        }
    }
    found.may_link = caller.may(Permission::LinkFeedback, view.organization);
    if !found.may_link {
        return Ok(found);
    }
    let line = &view.finding.line;
    let today = day_of(app.now());
    let query = FeedbackQuery {
        site: Some(line.site_code.to_string()),
        days: Some([today - RECENT, today]),
        ..FeedbackQuery::default()
    };
    let latest = tx
        .feedbacks(&query, FeedbackOrder::Latest, (0, LOOKED_AT), app.now())
        .await?;
    let mut proposed = Vec::new();
    for (one, body) in latest {
        let is_linked = links.iter().any(|link| link.feedback == one.id);
        let is_out = matches!(
            one.stage,
            FeedbackStage::ClosedRefused | FeedbackStage::ClosedMerged
        );
        if is_linked || is_out || !may_link(caller, &one, body) {
            continue;
        }
        if let Some((rank, reason)) = About::of(&one).reason(line) {
            proposed.push((rank, one, reason));
        }
    }
    proposed.sort_by_key(|(rank, ..)| *rank);
    proposed.truncate(PROPOSED);
    found.proposed = proposed.into_iter().map(|(_, one, why)| (one, why)).collect();
    Ok(found)
}

/// Links a message, by its number, to a finding about the same site (关联留言); whether it was not linked before.
///
/// # Errors
/// The caller may not do so to the finding or to the message, there is no such message, or it is about another site.
pub async fn link_message(
    app: &App,
    caller: &Caller,
    finding: FindingId,
    number: &str,
) -> Result<bool, AppError> {
    let mut tx = app.store.begin().await?;
    let (view, title) = linkable(&mut *tx, caller, finding).await?;
    let number = number.trim();
    if number.is_empty() {
        return Err(AppError::refused("请填写要关联的留言编号"));
    }
    let missing = || AppError::refused("您负责的范围内没有这个编号的留言；请核对编号");
    let found = tx.feedback_of(&[number]).await?.into_values().next();
    let (mut one, body): FeedbackEntry = found.ok_or_else(missing)?;
    if !may_link(caller, &one, body) {
        return Err(missing());
    }
    if one.site_code != view.finding.line.site_code.as_str() {
        return Err(AppError::refused(
            "这条留言反映的是另一个网站，只能关联同一网站的留言",
        ));
    }
    let links = tx.links_of_feedback(one.id).await?;
    if links.iter().any(|link| link.finding == finding) {
        return Ok(false);
    }
    let link = FeedbackLink {
        feedback: one.id,
        finding,
        is_origin: false,
        by: (caller.user.id, caller.user.name.clone()),
        at: app.now(),
    };
    tx.put_feedback_link(&link).await?;
    one.steps
        .push(step_of(app, caller, &one, format!("关联{title}的线索")));
    record(app, &mut *tx, caller, (&view, &one), (None, Some(&link))).await?;
    tx.put_feedback(&[(one, body)]).await?;
    tx.commit().await?;
    Ok(true)
}

/// Takes a link away (取消关联); the trail and the message's record keep that it was there.
///
/// # Errors
/// The caller may not, they are not linked, or the finding was made from this very message.
pub async fn unlink_message(
    app: &App,
    caller: &Caller,
    finding: FindingId,
    feedback: FeedbackId,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (view, title) = linkable(&mut *tx, caller, finding).await?;
    let (mut one, body) = feedback_handle::seen(&mut *tx, caller, feedback).await?;
    if !may_link(caller, &one, body) {
        return Err(AppError::Forbidden);
    }
    let links = tx.links_of_finding(finding).await?;
    let Some(link) = links.into_iter().find(|link| link.feedback == feedback) else {
        return Err(AppError::refused("这条留言没有关联到这条线索；可能已由他人取消"));
    };
    if link.is_origin {
        return Err(AppError::refused(
            "这条线索由这条留言转来，不能取消关联；线索不成立的，请在复核时排除",
        ));
    }
    tx.remove_feedback_link(feedback, finding).await?;
    one.steps
        .push(step_of(app, caller, &one, format!("取消关联{title}的线索")));
    record(app, &mut *tx, caller, (&view, &one), (Some(&link), None)).await?;
    tx.put_feedback(&[(one, body)]).await?;
    tx.commit().await?;
    Ok(())
}

/// A finding that the caller may link, and what it is called beside its round.
async fn linkable(tx: &mut dyn Tx, caller: &Caller, id: FindingId) -> Result<(Seen, String), AppError> {
    let view = seen(tx, caller, id).await?;
    if view.is_withheld {
        return Err(AppError::Forbidden);
    }
    caller.must(Permission::LinkFeedback, view.organization)?;
    let title = format!(
        "{}“{}”",
        view.round.title(),
        super::review::rule_title(&view.finding.line.rule)
    );
    Ok((view, title))
}

/// Does the right reach the message: whose site it is about, or the whole where that is no registered one?
fn may_link(caller: &Caller, one: &Feedback, body: Option<OrganizationId>) -> bool {
    let root = caller.tree.root().map(|root| root.id);
    let place = body.or(one.holder).or(root);
    place.is_some_and(|place| caller.may(Permission::LinkFeedback, place))
}

async fn record(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    (view, one): (&Seen, &Feedback),
    (before, after): (Option<&FeedbackLink>, Option<&FeedbackLink>),
) -> Result<(), AppError> {
    let object = (
        "finding",
        view.finding.id.0.to_string(),
        view.finding.line.site_name.as_str(),
    );
    let told = |link: &FeedbackLink| value(&serde_json::json!({ "留言": one.number, "关联": link }));
    let action = match after {
        Some(_) => "关联留言",
        None => "取消关联留言",
    };
    let change = (before.and_then(told), after.and_then(told));
    tx.record(&caller.event(app, action, object, change)).await?;
    Ok(())
}

/// What a message is about, as far as a finding may be about the same (留言所指).
struct About {
    page: Option<AddressKey>,
    wrong: Vec<String>,
    text: String,
}

impl About {
    fn of(one: &Feedback) -> Self {
        let address = complaint_address(&one.address).or_else(|| complaint_address(&one.text));
        let telling = slips(&one.text).into_iter().filter(|slip| slip.is_telling());
        Self {
            page: address.as_ref().map(AddressKey::of),
            wrong: telling.map(|slip| slip.wrong).collect(),
            text: one.text.clone(),
        }
    }

    /// Why a finding of the same site may be about the same defect, the likeliest first.
    fn reason(&self, line: &FindingLine) -> Option<(u8, &'static str)> {
        let page = self.page.as_ref();
        let is_page = |url: &url::Url| page.is_some_and(|page| *page == AddressKey::of(url));
        let is_on_page = is_page(&line.url) || line.places.iter().any(|place| is_page(&place.url));
        // The home page says nothing of where on the site.
        let is_deep = page.is_some_and(|page| !page.is_home());
        if let Some(text) = &line.text {
            let is_quoted = self.wrong.contains(&text.wrong)
                || (text.wrong.chars().count() > 1 && self.text.contains(&text.wrong));
            return match (is_quoted, is_on_page) {
                (true, true) => Some((0, "同一网页、同一错误文字")),
                (true, false) => Some((2, "同一错误文字")),
                (false, true) if is_deep => Some((4, "同一网页")),
                (false, _) => None,
            };
        }
        if line.target.as_ref().is_some_and(is_page) {
            return Some((1, "留言的网址就是线索的目标"));
        }
        (is_on_page && is_deep).then_some((3, "同一网页"))
    }
}
