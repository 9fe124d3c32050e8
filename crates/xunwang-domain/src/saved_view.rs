//! Filters of a list that a person has named (保存的筛选).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::people::UserId;

/// The number of a saved view (筛选编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ViewId(pub Uuid);

/// A filter of the register under a name (保存的筛选). What it shows is what whoever opens it may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// 编号
    pub id: ViewId,
    /// Whose it is.
    pub owner: UserId,
    /// 名称, unique among those of its owner.
    pub name: String,
    /// The filter as it stands in the address.
    pub query: String,
    /// Does everybody see it (共用)?
    pub shared: bool,
}
