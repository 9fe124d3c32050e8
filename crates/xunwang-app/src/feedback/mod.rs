//! The public's error reports (网民留言): records of the national platform as messages, the calendar behind the terms, the page
//! looked at again, the answer checked by machine, duplicates and clusters.
//!
//! Functions of values; only [`look_again()`] asks the network, through the port. Nothing here knows who complained.

mod address;
mod answer_check;
mod calendars;
mod clusters;
mod look_again;
mod mirror;
mod page_words;
mod similar;

pub use address::{AddressKey, complaint_address};
pub use answer_check::{AnswerCheck, Evidence, Note, check_answer, said, unmeasured_reason};
pub use calendars::published_years;
pub use clusters::{Cluster, ClusterMessage, ClusterRules, KnownSystem, Place, clusters};
pub use look_again::{Looked, PageLook, look_again, look_once};
pub use mirror::{Taken, take};
pub use similar::{MessageSketch, Similar, SimilarReason, similar};
