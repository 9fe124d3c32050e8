//! The numbers of the public form (公开表单的限额), all of them.

use chrono::TimeDelta;

/// Shortest description, in characters.
pub const SHORTEST_TEXT: usize = 5;
/// Longest description, in characters.
pub const LONGEST_TEXT: usize = 1_000;
/// Longest address, in characters.
pub const LONGEST_ADDRESS: usize = 2_000;
/// Pictures of one message.
pub const MOST_PICTURES: usize = 3;
/// Bytes of a picture as it is sent.
pub const PICTURE_BYTES: usize = 12 * 1024 * 1024;

/// So many in so many seconds (限速): the bucket holds `most`, and fills again evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// How many at once.
    pub most: u32,
    /// In this time it is full again.
    pub seconds: u32,
}

/// What is asked of whoever sends something (防滥用规则), by network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FormRules {
    /// Zero bits that a proof of work begins with: 18 are two seconds on a cheap phone, while the form is filled in, and one
    /// digest for us.
    pub work_bits: u32,
    /// How long a form may be filled in.
    pub lasts: TimeDelta,
    /// Without a proof of work a form is at least so old when it is sent.
    pub delay: TimeDelta,
    /// Pages opened.
    pub pages: Limit,
    /// Codes looked up, reopenings.
    pub look_ups: Limit,
    /// Forms sent, whatever becomes of them.
    pub attempts: Limit,
    /// Messages taken, with a proof of work.
    pub with_work: Limit,
    /// Without.
    pub without_work: Limit,
}

impl Default for FormRules {
    fn default() -> Self {
        let limit = |most, seconds| Limit { most, seconds };
        Self {
            work_bits: 18,
            lasts: TimeDelta::hours(1),
            delay: TimeDelta::seconds(5),
            pages: limit(120, 60),
            look_ups: limit(30, 600),
            attempts: limit(30, 600),
            with_work: limit(10, 600),
            without_work: limit(3, 600),
        }
    }
}
