//! Is what was seen the account that is registered (账号核身)? All three of permanent id, handle and name are compared at each
//! visit: a handle that was given up may be a stranger's tomorrow.

use serde::{Deserialize, Serialize};

use super::MediaAccount;
use crate::finding::normal_text;

/// Who a source says the account is (所见身份); what it does not show is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentitySeen {
    /// 平台ID
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permanent: Option<String>,
    /// 平台账号
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// 账号名称
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 认证主体
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<String>,
}

/// Whose account it is (核身结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityVerdict {
    /// 未出示: the source shows nothing that could be compared; who supplies it answers for it.
    NotShown,
    /// 一致
    Same,
    /// 已改名: the permanent id is the same, the name or the handle is another.
    Renamed,
    /// 不是本账号: the permanent id is another.
    Stranger,
    /// 不能确定: no permanent id to go by, and what is shown is another.
    Unsure,
}

impl IdentityVerdict {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotShown => "未出示",
            Self::Same => "一致",
            Self::Renamed => "已改名",
            Self::Stranger => "不是本账号",
            Self::Unsure => "不能确定",
        }
    }

    /// May what was seen be held for the registered account's?
    pub fn counts(self) -> bool {
        matches!(self, Self::NotShown | Self::Same | Self::Renamed)
    }
}

/// A field in which the account seen differs from the registered one (身份差异).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityDifference {
    /// The column's name in the register.
    pub field: String,
    /// What the register says.
    pub registered: String,
    /// What was seen.
    pub seen: String,
}

/// Compares what was seen with the register. Empty fields of the register say nothing.
pub fn compare_identity(
    account: &MediaAccount,
    seen: &IdentitySeen,
) -> (IdentityVerdict, Vec<IdentityDifference>) {
    let fields = [
        ("平台ID", &account.permanent, &seen.permanent),
        ("平台账号", &account.handle, &seen.handle),
        ("账号名称", &account.name, &seen.name),
        ("认证主体", &account.certified, &seen.certified),
    ];
    let mut differences = Vec::new();
    // Of each field: is it the same? `None` where one side does not say.
    let [permanent, handle, name, certified] = fields.map(|(field, registered, seen)| {
        let seen = seen.as_deref().map(str::trim).filter(|seen| !seen.is_empty())?;
        if registered.is_empty() {
            return None;
        }
        // Permanent ids are compared to the letter: two that differ in case are two.
        let is_same = match field {
            "平台ID" => registered.trim() == seen,
            _ => normal_text(registered) == normal_text(seen),
        };
        if !is_same {
            differences.push(IdentityDifference {
                field: field.to_owned(),
                registered: registered.clone(),
                seen: seen.to_owned(),
            });
        }
        Some(is_same)
    });
    let verdict = match (permanent, handle, name, certified) {
        (Some(false), ..) => IdentityVerdict::Stranger,
        (Some(true), handle, name, _) if handle == Some(false) || name == Some(false) => {
            IdentityVerdict::Renamed
        }
        (Some(true), ..) => IdentityVerdict::Same,
        // A source that shows a permanent id while the register has none proves nothing by it.
        (None, None, None, None) => IdentityVerdict::NotShown,
        (None, handle, name, certified) if [handle, name, certified].contains(&Some(false)) => {
            IdentityVerdict::Unsure
        }
        _ => IdentityVerdict::Same,
    };
    (verdict, differences)
}
