//! What does not look right in a post (排版问题): proposals, never more; whether it disturbs a reader, a person says.

use serde::{Deserialize, Serialize};

/// A flaw of a post's layout (排版问题).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum PostFlaw {
    /// 整段文字没有分段: a paragraph of so many characters.
    Wall {
        /// Its length.
        characters: u32,
    },
    /// 同一图片连续重复: with no word between.
    Repeated {
        /// The picture.
        address: String,
        /// How often, in a row.
        times: u32,
    },
    /// 图片地址读者打不开: it lies on somebody's computer, or is empty.
    Broken {
        /// The address as written.
        address: String,
    },
}

impl PostFlaw {
    /// What is wrong, a Chinese phrase.
    pub fn message(&self) -> String {
        match self {
            Self::Wall { characters } => format!("一段文字{characters}字没有分段"),
            Self::Repeated { times, .. } => format!("同一张图片连续出现{times}次"),
            Self::Broken { address } if address.is_empty() => "有图片没有地址，读者看不到".to_owned(),
            Self::Broken { address } => format!("图片地址在编辑者的电脑上，读者看不到：{address}"),
        }
    }
}
