//! Error reports (找错留言): the page looked at again, the answer checked by machine, duplicates and clusters of messages.
//!
//! Functions of values; only [`look_again`] asks the network, through the port. Nothing here knows who complained.

mod address;
mod answer_check;
mod clusters;
mod look_again;
mod page_words;
mod similar;

pub use address::{AddressKey, complaint_address};
pub use answer_check::{AnswerCheck, Evidence, Note, check_answer};
pub use clusters::{Cluster, ClusterMessage, ClusterRules, KnownSystem, Place, clusters};
pub use look_again::{Looked, PageLook, look_again};
pub use similar::{MessageSketch, Similar, SimilarReason, similar};
