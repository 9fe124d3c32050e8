//! Hits as comments in a copy of a DOCX.

use chrono::{DateTime, SecondsFormat, Utc};
use xunwang_office::{Comment, Commented, Refusal, comment};
use xunwang_text::Hit;

/// A copy of a DOCX with one comment a hit (批注本). `hits`: of the text that the file was read to.
///
/// # Errors
/// The file is no DOCX, or cannot be copied without harm.
pub fn commented<'a>(
    bytes: &[u8],
    hits: impl IntoIterator<Item = &'a Hit>,
    now: DateTime<Utc>,
) -> Result<Commented, Refusal> {
    let date = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let comments: Vec<Comment> = hits
        .into_iter()
        .map(|hit| Comment {
            span: hit.span.clone(),
            author: "巡网校对".to_owned(),
            date: date.clone(),
            text: hit.message.clone(),
        })
        .collect();
    comment(bytes, &comments)
}
