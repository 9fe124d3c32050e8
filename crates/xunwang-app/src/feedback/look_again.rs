//! A page complained about, looked at once more (再次访问).

use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use url::Url;
use xunwang_domain::exchange::{
    Exchange, FetchOutcome, FetchRequest, TargetClass, TargetState, Want, is_challenge,
};
use xunwang_domain::facts::PageFacts;
pub use xunwang_domain::feedback::PageLook;
use xunwang_extract::{PageInput, extract_page_and_reading, hijacked, soft_404};
use xunwang_ports::Fetcher;
use xunwang_warc::BodyDigest;

use crate::visit::file_state;

/// Characters of a page's text that are kept.
const MOST_TEXT: usize = 200_000;

/// A look with the exchange that proves it (再次访问结果).
#[derive(Clone, Debug)]
pub struct Looked {
    /// What was seen.
    pub page: PageLook,
    /// What was asked and what came back, to be kept as evidence.
    pub exchange: Exchange,
}

/// Looks at a page again (再次访问). One that fails is looked at a second time after `pause`; only then is it dead. Private
/// addresses are refused by the fetcher, and that is not the page's fault.
pub async fn look_again(fetcher: &dyn Fetcher, address: &Url, pause: Duration) -> Looked {
    let first = look_once(fetcher, address, Vec::new()).await;
    if first.page.state.class != TargetClass::Broken {
        return first;
    }
    tokio::time::sleep(pause).await;
    look_once(fetcher, address, first.page.looks).await
}

/// Looks at a page one time (查看一次), after earlier looks that said so much.
pub async fn look_once(fetcher: &dyn Fetcher, address: &Url, earlier: Vec<String>) -> Looked {
    let request = FetchRequest {
        url: address.clone(),
        want: Want::Page,
        known: None,
    };
    let mut now = looked(address, fetcher.fetch(&request).await);
    now.page.looks.splice(0..0, earlier);
    now
}

fn looked(asked: &Url, exchange: Exchange) -> Looked {
    let mut state = file_state(asked, &exchange).unwrap_or_else(|| TargetState::of(&exchange));
    let mut page = PageLook {
        asked: asked.clone(),
        answered: exchange.last().url.clone(),
        at: exchange.started_at,
        state: state.clone(),
        looks: Vec::new(),
        digest: BodyDigest::of(&exchange.raw_body).label(),
        title: String::new(),
        text: None,
        latest: None,
        needs_script: false,
    };
    let answered = matches!(exchange.outcome, FetchOutcome::Answered { status: 200..=299 });
    if answered && exchange.is_html() && is_challenge(&exchange) && exchange.body.len() < 16 * 1024 {
        // A short page that wants a browser is not the page: nothing is known of it.
        if reads_little(&exchange, &page.answered) {
            state = TargetState {
                status: state.status,
                class: TargetClass::NotMeasured,
            };
        }
    }
    if answered && exchange.is_html() && state.class != TargetClass::NotMeasured {
        let (facts, reading) = extract_page_and_reading(&PageInput {
            url: &page.answered,
            content_type: exchange.header("content-type"),
            body: &exchange.body,
            as_of: exchange.started_at,
            sketches: false,
        });
        let shows = hijacked(&page.answered, &facts)
            .or_else(|| soft_404(asked, &facts, exchange.truncated, None))
            .filter(|_| state.class == TargetClass::Ok);
        state = shows.unwrap_or(state);
        page.latest = latest(&facts, exchange.started_at);
        page.needs_script = facts.needs_script;
        page.title = facts.title.chars().take(200).collect();
        page.text = (!exchange.truncated).then(|| reading.text.chars().take(MOST_TEXT).collect());
    }
    page.looks.push(state.status.clone());
    page.state = state;
    Looked { page, exchange }
}

/// Does the answer show hardly anything without its scripts?
fn reads_little(exchange: &Exchange, url: &Url) -> bool {
    let (facts, _) = extract_page_and_reading(&PageInput {
        url,
        content_type: exchange.header("content-type"),
        body: &exchange.body,
        as_of: exchange.started_at,
        sketches: false,
    });
    facts.body_characters < 100 && facts.links.iter().count() < 5
}

/// The latest day of the page's lists and of the page itself.
fn latest(facts: &PageFacts, at: DateTime<Utc>) -> Option<NaiveDate> {
    let today = chinese_day(at);
    let items = facts
        .lists
        .iter()
        .flat_map(|list| &list.items)
        .filter_map(|item| item.date.as_ref());
    items
        .chain(&facts.published)
        .map(|date| date.date)
        .filter(|date| *date <= today)
        .max()
}

/// The day in China.
pub(super) fn chinese_day(at: DateTime<Utc>) -> NaiveDate {
    FixedOffset::east_opt(8 * 3600)
        .map_or_else(|| at.date_naive(), |china| at.with_timezone(&china).date_naive())
}
