//! Targets whose answer is well by its code: do they show what was asked for (目标判别)?

use chrono::{DateTime, Utc};
use url::Url;
use xunwang_domain::exchange::{Exchange, FetchOutcome, TargetClass, TargetState, is_challenge};
use xunwang_extract::{
    PageInput, extract_page, file_problem, hijacked, is_attachment, is_one_of_many, leads_home, promotion,
    soft_404,
};

/// Characters of a target's title that are kept.
const MOST_OF_A_TITLE: usize = 100;

/// The state of a file to download that is none; `None` where nothing is the matter, or no file was asked for.
pub fn file_state(url: &Url, exchange: &Exchange) -> Option<TargetState> {
    let answered = matches!(exchange.outcome, FetchOutcome::Answered { status: 200 });
    // Whoever asks for a proof that one is a person sends no file, and says nothing about it.
    if !answered || !is_attachment(url) || exchange.is_html() && is_challenge(exchange) {
        return None;
    }
    file_problem(url, &exchange.body, exchange.is_html(), !exchange.truncated)
}

/// The state and the title of a target outside the sites, of which the beginning was read.
pub(crate) fn outside_state(url: &Url, exchange: &Exchange, as_of: DateTime<Utc>) -> (TargetState, String) {
    let state = TargetState::of(exchange);
    if let Some(problem) = file_state(url, exchange) {
        return (problem, String::new());
    }
    let answered = matches!(exchange.outcome, FetchOutcome::Answered { status: 200..=299 });
    if !answered || !exchange.is_html() || exchange.body.is_empty() {
        return (state, String::new());
    }
    let answering = &exchange.last().url;
    let facts = extract_page(&PageInput {
        url: answering,
        content_type: exchange.header("content-type"),
        body: &exchange.body,
        as_of,
        sketches: false,
    });
    let shown = hijacked(answering, &facts).or_else(|| {
        let is_plain = state.class == TargetClass::Ok && !is_challenge(exchange);
        // How other sites are built is not known: only an article's address is sure to be no way to the home page.
        let leads_home = is_one_of_many(url) && leads_home(url, answering, None);
        let to_home = leads_home.then(|| TargetState {
            status: "to-home".to_owned(),
            class: TargetClass::Caution,
        });
        to_home
            .or_else(|| soft_404(url, &facts, exchange.truncated, None))
            .or_else(|| promotion(answering, &facts))
            .filter(|_| is_plain)
    });
    let title = facts.title.chars().take(MOST_OF_A_TITLE).collect();
    (shown.unwrap_or(state), title)
}
