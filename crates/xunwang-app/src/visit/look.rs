//! One look at an address of a site: fetched, or replayed from the archive (一次查看).

use xunwang_domain::exchange::{
    Certificate, Exchange, FetchOutcome, FetchRequest, TargetClass, TargetState, Want,
};
use xunwang_domain::facts::PageFacts;
use xunwang_domain::visit::Look;
use xunwang_extract::{PageInput, extract_page};

use super::appearance::file_state;
use super::archive::{answered_url, read_certificate, read_page};
use super::context::Context;
use super::files::{FileLink, archived_links, as_if_begun, keep_beginning};
use super::fleet_targets::look_of;
use super::frontier::{Frontier, Next};
use super::recorder::Interrupted;

/// What a look has seen.
pub(crate) struct Seen {
    pub(crate) next: Next,
    pub(crate) look: Look,
    /// The page, where it is one that could be read.
    pub(crate) facts: Option<Box<PageFacts>>,
    /// The links in it, where it is a file to download that was read.
    pub(crate) links: Vec<FileLink>,
    /// Still to be recorded; `None` for a look from the archive.
    pub(crate) exchange: Option<Exchange>,
    /// The certificate shown, for the home page only.
    pub(crate) certificate: Option<Certificate>,
}

/// Looks at an address, or replays the look that the archive holds.
pub(crate) async fn look(
    context: &Context,
    file: &str,
    next: Next,
    number: u8,
    archived: Option<Look>,
) -> Result<Seen, Interrupted> {
    match archived {
        Some(look) => replay(context, file, next, look).await,
        None => Ok(fetch(context, next, number).await),
    }
}

async fn fetch(context: &Context, next: Next, number: u8) -> Seen {
    // Files may be large: only a few are held at a time.
    let turn = context.files.turn(next.want).await;
    let mut exchange = context
        .fetcher
        .fetch(&FetchRequest {
            url: next.url.clone(),
            want: next.want,
        })
        .await;
    context.progress.add_request();
    if next.want == Want::File {
        as_if_begun(&mut exchange);
    }
    let state = file_state(&next.url, &exchange).unwrap_or_else(|| TargetState::of(&exchange));
    let mut look = look_of(&next.url, number, state, &exchange);
    look.page = next.want == Want::Page && is_readable_page(&exchange);
    let facts = look.page.then(|| {
        context.progress.add_page(exchange.body.len());
        let url = &exchange.last().url;
        let content_type = exchange.header("content-type");
        let as_of = context.settings.as_of;
        Box::new(extract_page(&PageInput {
            url,
            content_type,
            body: &exchange.body,
            as_of,
        }))
    });
    let links = match (&turn, look.state.class) {
        (Some(_), TargetClass::Ok) if !exchange.truncated => {
            context.files.read_links(exchange.body.clone()).await
        }
        _ => Vec::new(),
    };
    if next.want == Want::File {
        // What is recorded of a file is what shows its state.
        keep_beginning(&mut exchange);
    }
    drop(turn);
    let certificate = exchange
        .last()
        .certificate
        .as_deref()
        .filter(|_| next.number == Frontier::HOME)
        .cloned();
    Seen {
        next,
        look,
        facts,
        links,
        exchange: Some(exchange),
        certificate,
    }
}

async fn replay(context: &Context, file: &str, next: Next, look: Look) -> Result<Seen, Interrupted> {
    let mut seen = Seen {
        next,
        look,
        facts: None,
        links: Vec::new(),
        exchange: None,
        certificate: None,
    };
    let Some(place) = seen.look.record else {
        return Ok(seen);
    };
    let evidence = &*context.evidence;
    let read = async {
        if seen.next.number == Frontier::HOME {
            seen.certificate = read_certificate(evidence, file, place).await?;
        }
        if seen.next.want == Want::File && seen.look.state.class == TargetClass::Ok {
            seen.links = archived_links(evidence, file, place).await?;
        }
        if seen.look.page {
            let page = read_page(evidence, file, place).await?;
            context.progress.add_page(page.body.len());
            let url = &answered_url(&seen.look, &seen.next.url);
            let content_type = page.content_type.as_deref();
            let as_of = context.settings.as_of;
            seen.facts = Some(Box::new(extract_page(&PageInput {
                url,
                content_type,
                body: &page.body,
                as_of,
            })));
        }
        Ok::<(), xunwang_ports::StoreError>(())
    };
    if let Err(error) = read.await {
        // The record is gone or damaged: the address is looked at again, as if for the first time.
        tracing::warn!(file, url = seen.look.url, %error, "archived look cannot be read");
        return Ok(fetch(context, seen.next, seen.look.number).await);
    }
    Ok(seen)
}

/// A page that answered whole and well, and is HTML by its type, or by its first character where no type is given.
fn is_readable_page(exchange: &Exchange) -> bool {
    let answered = matches!(exchange.outcome, FetchOutcome::Answered { status: 200..=299 });
    let html = match exchange.media_type() {
        Some(media_type) if !media_type.is_empty() => exchange.is_html(),
        _ => exchange.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<'),
    };
    answered && html
}
