//! What others have said of the same page already (相同网页的留言), while somebody fills in the form. Only what is closed is quoted:
//! what nobody has read yet is counted, never shown.

use chrono::{NaiveDate, TimeDelta};
use url::Url;
use xunwang_domain::feedback::{FeedbackStage, day_of};
use xunwang_text::privacy::mask;

use super::super::{App, AppError};
use super::message::PublicAnswer;
use super::submission::site_of_form;
use super::switch::must_be_open;

/// Messages of the page that are looked at, the latest ones.
const LOOKED_AT: u64 = 200;
/// Messages that are shown.
const SHOWN: usize = 3;
/// Closed longer ago, it is another matter.
const RECENT: TimeDelta = TimeDelta::days(90);

/// A message about the same page (相同网页的留言).
#[derive(Clone, Debug)]
pub struct Alike {
    /// 问题类型
    pub kind: &'static str,
    /// When it was received.
    pub received_on: Option<NaiveDate>,
    /// What was written and answered, where it is closed.
    pub closed: Option<(String, Option<PublicAnswer>)>,
}

/// Messages about the page at this address, the latest first.
///
/// # Errors
/// The form is closed, or the store could not.
pub async fn alike(app: &App, site_code: &str, address: &str) -> Result<Vec<Alike>, AppError> {
    let Some(page) = page_of(address) else {
        return Ok(Vec::new());
    };
    // One reader at a time: whoever holds one and waits for another may wait for ever.
    let site = site_of_form(app, site_code, address).await?;
    let mut tx = app.store.read().await?;
    must_be_open(&mut *tx).await?;
    let now = app.now();
    let site = site.map(|site| site.code.to_string()).unwrap_or_default();
    // The database picks by host and path, so that only what may be alike is read.
    let part = page.split('?').next().unwrap_or_default();
    let since = day_of(now - RECENT * 2);
    let latest = tx.messages_at(&site, part, since, LOOKED_AT).await?;
    let same = latest.into_iter().filter(|(one, _)| {
        let is_recent = one
            .closings
            .last()
            .is_none_or(|closing| now - closing.at < RECENT);
        is_recent && page_of(&one.address).as_deref() == Some(page.as_str())
    });
    let alike = same.map(|(one, _)| Alike {
        kind: one.kind.label(),
        received_on: one.received_on(),
        closed: (one.stage == FeedbackStage::Closed)
            .then(|| (mask(&one.text), one.answer().map(PublicAnswer::of))),
    });
    Ok(alike.take(SHOWN).collect())
}

/// The page of an address, however it is spelt: without scheme, `www.`, fragment and the last slash.
fn page_of(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = url.path().trim_end_matches('/');
    let query = url.query().filter(|query| !query.is_empty());
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    Some(format!("{host}{path}{query}"))
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn a_page_is_one_however_it_is_spelt() {
        let page = page_of("https://www.qingchuan.example/a/?x=1#top");
        assert_eq!(page, page_of(" http://qingchuan.example/a?x=1 "));
        assert_ne!(page, page_of("http://qingchuan.example/a?x=2"));
        assert_eq!(page_of("无"), None);
    }
}
