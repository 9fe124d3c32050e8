//! What stands behind a message: its page as it was kept, the findings that it is linked to, the rounds into which it may go.

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;
use xunwang_app::feedback::{SimilarReason, said, unmeasured_reason};
use xunwang_app::office::{
    AppError, FindingsOfMessage, Original, RoundChoice, feedback_looks, feedback_view, findings_of_message,
    likely_originals, make_finding, rounds_for_message, rule_title,
};
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::feedback::{FeedbackId, KeptLook};
use xunwang_domain::review::{FindingId, RoundFinding, Verdict};
use xunwang_domain::round::RoundId;

use super::feedback::SECTION;
use super::feedback_one::{id_of, page};
use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::answered;
use crate::web::Web;

/// What a page shows of it.
pub(super) struct Behind {
    pub(super) looks: Vec<LookRow>,
    pub(super) is_pending: bool,
    pub(super) linked: Vec<FindingRow>,
    pub(super) proposed: Vec<FindingRow>,
    pub(super) rounds: Vec<RoundChoice>,
    pub(super) originals: Vec<OriginalRow>,
}

/// A message of which this may be a duplicate.
pub(super) struct OriginalRow {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) text: String,
    pub(super) stage: &'static str,
    pub(super) received: String,
    pub(super) why: String,
}

/// A look at the page.
pub(super) struct LookRow {
    pub(super) moment: &'static str,
    pub(super) at: String,
    pub(super) state: String,
    pub(super) tone: &'static str,
    /// Where what was kept is shown.
    pub(super) link: String,
}

/// A finding beside the message.
pub(super) struct FindingRow {
    pub(super) id: String,
    pub(super) round: String,
    pub(super) rule: String,
    pub(super) message: String,
    pub(super) state: &'static str,
    pub(super) tone: &'static str,
    /// Who linked it and when, or why it is proposed.
    pub(super) note: String,
}

impl Behind {
    pub(super) async fn read(web: &Web, login: &Seat, id: FeedbackId) -> Result<Self, WebError> {
        let (looks, is_pending) = feedback_looks(&web.app, &login.caller, id).await?;
        let FindingsOfMessage { linked, proposed } = findings_of_message(&web.app, &login.caller, id).await?;
        let linked = linked.into_iter().map(|one| {
            let how = match one.link.is_origin {
                true => "由本留言转来",
                false => "关联",
            };
            let note = format!("{} {} {how}", minute(one.link.at), one.link.by.1);
            finding_row(&one.finding, one.round, note)
        });
        let proposed = proposed
            .into_iter()
            .map(|one| finding_row(&one.finding, one.round, one.reason.to_owned()));
        Ok(Self {
            looks: looks.iter().map(look_row).collect(),
            is_pending,
            linked: linked.collect(),
            proposed: proposed.collect(),
            rounds: rounds_for_message(&web.app, &login.caller, id).await?,
            originals: likely_originals(&web.app, &login.caller, id)
                .await?
                .into_iter()
                .map(original_row)
                .collect(),
        })
    }
}

fn original_row(one: Original) -> OriginalRow {
    let why = one.similar.message.trim_end_matches('。');
    let share = (one.similar.likeness * 100.0).round();
    let feedback = one.feedback;
    OriginalRow {
        why: match one.similar.reason {
            // The sentence says the share itself.
            SimilarReason::SameWords => why.to_owned(),
            _ => format!("{why}，文字相同{share:.0}%"),
        },
        id: feedback.id.0.to_string(),
        stage: feedback.stage.label(),
        received: feedback
            .counted_on()
            .map(|day| day.to_string())
            .unwrap_or_default(),
        text: feedback.text.chars().take(120).collect(),
        number: feedback.number,
    }
}

pub(super) fn look_row(look: &KeptLook) -> LookRow {
    let (state, tone) = match &look.page {
        None => (format!("未能检测：{}", look.why_not), "plain"),
        Some(page) if page.state.class == TargetClass::NotMeasured => {
            (format!("未能检测：{}", unmeasured_reason(page)), "plain")
        }
        Some(page) if page.is_unmeasured() => (format!("未能检测：返回{}", said(page)), "plain"),
        Some(page) if page.is_dead() => (
            format!("打不开：先后访问{}次（{}）", page.looks.len(), said(page)),
            "fails",
        ),
        Some(page) if page.state.class == TargetClass::Danger => {
            (format!("显示的是别的内容（{}）", said(page)), "fails")
        }
        Some(page) => (format!("已留存（{}）{}", said(page), page.title), "fine"),
    };
    LookRow {
        moment: look.moment.label(),
        at: minute(look.at),
        state,
        tone,
        link: match look.evidence {
            Some(_) => format!("/feedback/{}/looks/{}", look.feedback.0, look.id.0),
            None => String::new(),
        },
    }
}

/// How far a finding is.
pub(super) fn verdict_of(finding: &RoundFinding) -> (&'static str, &'static str) {
    match finding.verdict() {
        None => ("待复核", "soon"),
        Some(Verdict::Confirmed) => (Verdict::Confirmed.label(), "fails"),
        Some(other) => (other.label(), "plain"),
    }
}

fn finding_row(finding: &RoundFinding, round: String, note: String) -> FindingRow {
    let (state, tone) = verdict_of(finding);
    FindingRow {
        id: finding.id.0.to_string(),
        round,
        rule: rule_title(&finding.line.rule).to_owned(),
        message: finding.line.message.clone(),
        state,
        tone,
        note,
    }
}

/// `POST /feedback/{feedback}/finding`
pub(crate) async fn make(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    feedback_view(&web.app, &login.caller, id).await?;
    let round = Uuid::parse_str(fields.text("round")).map(RoundId);
    let done = match round {
        Ok(round) => {
            let wanted = (round, fields.text("indicator"), fields.text("note"));
            make_finding(&web.app, &login.caller, id, wanted).await
        }
        Err(_) => Err(AppError::Refused("请选择转入哪一轮".to_owned())),
    };
    let there = |(_, is_new): (FindingId, bool)| {
        let note = if is_new { "finding-made" } else { "finding-known" };
        format!("/feedback/{}?note={note}", id.0)
    };
    answered((&login, SECTION), done, there, async |frame| {
        page(&web, &login, id, frame).await
    })
    .await
}
