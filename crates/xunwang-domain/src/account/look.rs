//! What a look at an account gives, whatever the source.

use super::{AccountCode, IdentitySeen, MenuEntry, Observation, ObservationOutcome, Post, SKEW};
use chrono::{DateTime, Utc};

/// What a look at an account gave (账号观测所得).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLook {
    /// The observation.
    pub observation: Observation,
    /// The posts that were shown, each once, in any order.
    pub posts: Vec<Post>,
    /// The menu, where it was seen.
    pub menu: Option<Vec<MenuEntry>>,
}

impl AccountLook {
    /// A look that has not shown anything yet.
    pub fn begun(account: &AccountCode, source: &str, at: DateTime<Utc>) -> Self {
        Self {
            observation: Observation {
                account: account.clone(),
                source: source.to_owned(),
                at,
                outcome: ObservationOutcome::Seen,
                sees_all: false,
                seen: IdentitySeen::default(),
                interaction: None,
                note: String::new(),
                proof: None,
                by: String::new(),
            },
            posts: Vec::new(),
            menu: None,
        }
    }

    /// The same, ended by what went wrong. What was shown before that stays: a post that was seen was seen.
    #[must_use]
    pub fn ended(mut self, outcome: ObservationOutcome) -> Self {
        self.observation.outcome = outcome;
        self.observation.sees_all = false;
        self
    }

    /// Adds a remark.
    pub fn remark(&mut self, text: &str) {
        if !self.observation.note.is_empty() {
            self.observation.note.push('；');
        }
        self.observation.note.push_str(text);
    }

    /// Adds a post, once; of two the later state stands. One that is dated ahead of the look is left out and remarked: whatever that
    /// clock says, it was not published tomorrow.
    pub fn show(&mut self, post: Post) {
        if post.published_at > self.observation.at + SKEW {
            if !self.observation.note.contains(AHEAD) {
                self.remark(AHEAD);
            }
            self.observation.sees_all = false;
            return;
        }
        match self.posts.iter_mut().find(|one| one.id == post.id) {
            Some(one) => *one = post,
            None => self.posts.push(post),
        }
    }

    /// Compares the platform's clock with ours: where they differ, it is not known up to when the look reaches.
    pub fn compare_clock(&mut self, theirs: Option<DateTime<Utc>>) -> bool {
        let Some(theirs) = theirs else { return true };
        let apart = (theirs - self.observation.at).abs();
        if apart <= SKEW {
            return true;
        }
        self.remark(&format!("平台时间与本机相差{}分钟", apart.num_minutes()));
        false
    }
}

/// The remark on posts that are dated ahead.
const AHEAD: &str = "有内容的发布时间晚于观测时间，没有计入";
