//! The trail of changes (操作留痕): each entry holds the digest of the one before, so that no one can be altered, taken out
//! or put in without all that follow telling.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::people::Actor;

/// What was done (操作).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// What, as a Chinese verb with its object: 新建用户, 导入台账.
    pub action: String,
    /// The kind of what it was done to: `user`, `site`, `organization`, `session`.
    pub kind: String,
    /// Which one: its number or code.
    pub object: String,
    /// What it is called.
    pub title: String,
    /// What it was before; `None` where there was nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it is now; `None` where nothing is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// An entry of the trail (留痕).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// From 1, without gaps.
    pub number: u64,
    /// The event as it is stored, in JSON: the digest is of these very bytes.
    pub content: String,
    /// SHA-256 over the digest of the entry before, the number and the content.
    pub digest: [u8; 32],
}

/// The digest before the first entry.
pub const BEGINNING: [u8; 32] = [0; 32];

impl AuditEntry {
    /// The entry that follows `previous`.
    pub fn after(previous: Option<&Self>, event: &AuditEvent) -> Self {
        let number = previous.map_or(1, |entry| entry.number + 1);
        let content = serde_json::to_string(event).expect("plain values serialize");
        let before = previous.map_or(BEGINNING, |entry| entry.digest);
        Self {
            number,
            digest: digest(&before, number, &content),
            content,
        }
    }

    /// The event.
    ///
    /// # Errors
    /// The content is none of ours.
    pub fn event(&self) -> Result<AuditEvent, serde_json::Error> {
        serde_json::from_str(&self.content)
    }
}

/// Walks along the trail (核验留痕).
#[derive(Clone, Debug)]
pub struct AuditWalk {
    number: u64,
    digest: [u8; 32],
}

impl Default for AuditWalk {
    fn default() -> Self {
        Self {
            number: 0,
            digest: BEGINNING,
        }
    }
}

impl AuditWalk {
    /// Does the entry follow what was walked so far? Once it does not, nothing after it does.
    pub fn step(&mut self, entry: &AuditEntry) -> bool {
        let follows = entry.number == self.number + 1
            && entry.digest == digest(&self.digest, entry.number, &entry.content);
        if follows {
            self.number = entry.number;
            self.digest = entry.digest;
        }
        follows
    }

    /// Entries that hold together.
    pub fn length(&self) -> u64 {
        self.number
    }

    /// Digest of the last of them, hexadecimal: written down elsewhere, it also shows that none was cut off at the end.
    pub fn last_digest(&self) -> String {
        self.digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn digest(before: &[u8; 32], number: u64, content: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(number.to_be_bytes());
    hasher.update(content.as_bytes());
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trail() -> Vec<AuditEntry> {
        let mut entries: Vec<AuditEntry> = Vec::new();
        for title in ["李某", "王某", "赵某"] {
            let event = AuditEvent {
                at: "2026-11-26T08:00:00Z".parse().unwrap(),
                actor: Actor {
                    user: None,
                    name: "管理员".to_owned(),
                    address: "127.0.0.1".to_owned(),
                },
                action: "新建用户".to_owned(),
                kind: "user".to_owned(),
                object: "1".to_owned(),
                title: title.to_owned(),
                before: None,
                after: Some(serde_json::json!({ "name": title })),
            };
            entries.push(AuditEntry::after(entries.last(), &event));
        }
        entries
    }

    fn whole(entries: &[AuditEntry]) -> u64 {
        let mut walk = AuditWalk::default();
        let _ = entries.iter().all(|entry| walk.step(entry));
        walk.length()
    }

    #[test]
    fn an_altered_a_missing_and_a_moved_entry_break_the_trail_where_they_are() {
        assert_eq!(whole(&trail()), 3);
        let mut altered = trail();
        altered[1].content = altered[1].content.replace("王某", "张某");
        assert_eq!(whole(&altered), 1);
        let mut missing = trail();
        missing.remove(1);
        assert_eq!(whole(&missing), 1);
        let mut moved = trail();
        moved.swap(0, 1);
        assert_eq!(whole(&moved), 0);
        assert_eq!(trail()[2].event().unwrap().title, "赵某");
    }
}
