//! A message as it was counted (计入统计的留言): kept beside the figures that it stands behind.

use serde::{Deserialize, Serialize};

use super::record::FeedbackId;
use super::tally::{Bin, Tally};

/// One counted message (计入统计的留言): where it was when the figures were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedMessage {
    /// 内部编号
    pub id: FeedbackId,
    /// 编号
    pub number: String,
    /// 网站标识码, empty where the address belongs to no registered site.
    pub site: String,
    /// Its bin at that moment.
    pub bin: Bin,
}

impl<'a> FromIterator<&'a CountedMessage> for Tally {
    fn from_iter<I: IntoIterator<Item = &'a CountedMessage>>(messages: I) -> Self {
        let mut tally = Self::default();
        for message in messages {
            tally.add(message.bin, 1);
        }
        tally
    }
}
