//! Urging whoever has a message (催办): who may, when, and how often. It is no move of the table: nothing changes but the record.

use super::clock::day_of;
use super::moves::{FeedbackRole, FeedbackStage};
use super::record::{Feedback, Urge, WrittenStep};
use super::steps::Doer;
use crate::organization::OrganizationId;

/// Longest text, in characters.
const LONGEST: usize = 500;

/// Why nobody is urged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrgeError {
    /// Nobody below the caller has it now.
    #[error("留言现为“{}”，不在{}可以催办的环节", .0.label(), .1.label())]
    NotNow(FeedbackStage, FeedbackRole),
    /// It was urged today.
    #[error("今天已经催办过，明天可以再次催办")]
    Again,
    /// The text is missing or too long.
    #[error("请写明催办意见（2至{LONGEST}字）")]
    Text,
}

impl Feedback {
    /// May somebody in that role urge whoever has it now? The unit while it handles the message; the area's review, by the province.
    pub fn may_urge(&self, role: FeedbackRole) -> bool {
        matches!(
            (self.stage, role),
            (
                FeedbackStage::Handling,
                FeedbackRole::Area | FeedbackRole::Province
            ) | (FeedbackStage::Answered, FeedbackRole::Province)
        )
    }

    /// The message after somebody urged `to`, who has it (催办). Once a day is enough for each role.
    ///
    /// # Errors
    /// Why nobody is urged.
    pub fn urged(&self, to: Option<OrganizationId>, text: &str, doer: &Doer) -> Result<Self, UrgeError> {
        if !self.may_urge(doer.role) {
            return Err(UrgeError::NotNow(self.stage, doer.role));
        }
        let text = text.trim();
        if !(2..=LONGEST).contains(&text.chars().count()) {
            return Err(UrgeError::Text);
        }
        let today = day_of(doer.at);
        let same = |urge: &&Urge| urge.role == doer.role && day_of(urge.at) == today;
        if self.urges.iter().any(|urge| same(&urge)) {
            return Err(UrgeError::Again);
        }
        let Some(user) = doer.user else {
            return Err(UrgeError::NotNow(self.stage, doer.role));
        };
        let mut after = self.clone();
        after.urges.push(Urge {
            role: doer.role,
            to,
            text: text.to_owned(),
            by: (user, doer.name.clone()),
            at: doer.at,
        });
        after.steps.push(WrittenStep {
            action: None,
            role: Some(doer.role),
            to: self.stage,
            holder: self.holder,
            note: format!("催办：{text}"),
            by: doer.user,
            name: doer.name.clone(),
            at: doer.at,
        });
        Ok(after)
    }
}
