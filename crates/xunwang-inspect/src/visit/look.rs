//! One look at an address of a site: fetched, or replayed from the archive (一次查看).

use url::Url;
use xunwang_domain::exchange::{
    Certificate, Exchange, FetchOutcome, FetchRequest, TargetClass, TargetState, Validators, Want,
};
use xunwang_domain::facts::PageFacts;
use xunwang_domain::visit::Look;
use xunwang_extract::PageInput;
use xunwang_warc::BodyDigest;

use super::appearance::file_state;
use super::archive::{ArchivedPage, answered_url, read_certificate, read_page};
use super::context::Context;
use super::files::{FileReading, archived_reading, as_if_begun, keep_beginning};
use super::fleet_targets::look_of;
use super::frontier::{Frontier, Next};
use super::memory::{BodyRecord, KeptPage, Remembered, SiteMemory, seal};
use super::page::{ReadPage, read_page_once};
use super::recorder::Interrupted;
use super::texts::PageTexts;

/// What a look has seen.
pub(crate) struct Seen {
    pub(crate) next: Next,
    pub(crate) look: Look,
    /// The page, where it is one that could be read.
    pub(crate) facts: Option<Box<PageFacts>>,
    /// Its links, where the facts have none.
    pub(crate) links: Option<KeptPage>,
    /// What stands wrong in its text, where it is a page and texts are checked.
    pub(crate) texts: Option<PageTexts>,
    /// What was read in it, where it is a file to download.
    pub(crate) reading: FileReading,
    /// Still to be recorded; `None` for a look from the archive.
    pub(crate) exchange: Option<Exchange>,
    /// The certificate shown, for the home page only.
    pub(crate) certificate: Option<Certificate>,
    /// The body of the page.
    pub(crate) body: Option<PageBody>,
    /// The page as an earlier round knew it.
    pub(crate) before: Option<Box<Remembered>>,
    /// Has it not changed since, so that its facts are those of then?
    pub(crate) is_unchanged: bool,
}

/// What tells the body of a page from another (网页正文标识).
pub(crate) struct PageBody {
    pub(crate) digest: BodyDigest,
    pub(crate) seal: u64,
    pub(crate) validators: Option<Validators>,
    /// Its record in the evidence file, once it is there.
    pub(crate) record: Option<BodyRecord>,
    /// The record of the earlier round, where it was read before the server was asked.
    pub(crate) taken_over: Option<Vec<u8>>,
}

/// Looks at an address, or replays the look that the archive holds.
pub(crate) async fn look(
    context: &Context,
    file: &str,
    memory: Option<&SiteMemory>,
    next: Next,
    number: u8,
    archived: Option<Look>,
) -> Result<Seen, Interrupted> {
    match archived {
        Some(look) => replay(context, file, memory, next, look).await,
        None => Ok(fetch(context, memory, next, number).await),
    }
}

/// What an earlier round knew of a page.
async fn before(memory: Option<&SiteMemory>, next: &Next) -> Option<Box<Remembered>> {
    let memory = memory.filter(|_| next.want == Want::Page && next.number != Frontier::HOME)?;
    memory.page(&next.url).await.map(Box::new)
}

async fn fetch(context: &Context, memory: Option<&SiteMemory>, next: Next, number: u8) -> Seen {
    let before = before(memory, &next).await;
    let known = match (&before, memory) {
        (Some(before), Some(memory)) => known(context, memory, before, &next.url).await,
        _ => None,
    };
    let mut request = FetchRequest {
        url: next.url.clone(),
        want: next.want,
        known: None,
    };
    let (page, taken_over) = match known {
        Some(Known {
            validators,
            page,
            evidence,
        }) => {
            request.known = Some(validators);
            (Some(page), Some(evidence))
        }
        None => (None, None),
    };
    // Files may be large: only a few are held at a time.
    let turn = context.files.turn(request.want).await;
    let mut exchange = context.fetcher.fetch(&request).await;
    context.progress.add_request();
    if request.want == Want::File {
        as_if_begun(&mut exchange);
    }
    let is_not_modified = exchange.outcome == FetchOutcome::Answered { status: 304 };
    let mut state = file_state(&next.url, &exchange).unwrap_or_else(|| TargetState::of(&exchange));
    let mut seen = Seen {
        certificate: shown_certificate(&exchange, &next),
        look: look_of(&next.url, number, state.clone(), &exchange),
        next,
        facts: None,
        links: None,
        texts: None,
        reading: FileReading::default(),
        exchange: None,
        body: None,
        before,
        is_unchanged: false,
    };
    if turn.is_some() && came_well(&seen.look.state) && !exchange.truncated {
        let known = match memory {
            Some(memory) => memory.file(&seen.look.url).await,
            None => None,
        };
        let texts = context.settings.texts.clone();
        seen.reading = context.files.read(exchange.body.clone(), texts, known).await;
    }
    if request.want == Want::File {
        // What is recorded of a file is what shows its state.
        keep_beginning(&mut exchange);
    }
    drop(turn);
    if is_not_modified
        && let Some(before) = &seen.before
        && let Some(page) = page
    {
        // The page is as it was, and so is its answer.
        "200".clone_into(&mut state.status);
        seen.look.state = state;
        seen.look.page = true;
        let head = &exchange.last().response_head;
        seen.body = Some(PageBody {
            digest: BodyDigest(before.row.digest),
            seal: before.row.seal,
            validators: Validators::of(head).or_else(|| before.row.validators.clone()),
            record: None,
            taken_over,
        });
        (seen.facts, seen.links, seen.texts) = (Some(page.facts), page.links, page.texts);
        seen.is_unchanged = true;
        context.progress.add_page(0);
    } else if seen.next.want == Want::Page && is_readable_page(&exchange) {
        read(context, memory, &mut seen, &exchange);
    }
    seen.exchange = Some(exchange);
    seen
}

/// Reads the page that came, or takes its facts from memory where it has not changed.
fn read(context: &Context, memory: Option<&SiteMemory>, seen: &mut Seen, exchange: &Exchange) {
    context.progress.add_page(exchange.body.len());
    let url = &exchange.last().url;
    let head = &exchange.last().response_head;
    let body = PageBody {
        digest: BodyDigest::of(&exchange.raw_body),
        seal: seal(head, url.as_str()),
        validators: Validators::of(head),
        record: None,
        taken_over: None,
    };
    seen.look.page = true;
    let remembered = remembered_page(context, memory, seen, &body);
    seen.is_unchanged = remembered.is_some();
    let input = PageInput {
        url,
        content_type: exchange.header("content-type"),
        body: &exchange.body,
        as_of: context.settings.as_of,
        sketches: context.settings.compares_articles(),
    };
    let page = read_page_once(context, remembered, &input);
    (seen.facts, seen.links, seen.texts) = (Some(page.facts), page.links, page.texts);
    seen.body = Some(body);
}

/// The page as it is remembered, where it is the same. Its texts are missing where they were checked by something else.
fn remembered_page(
    context: &Context,
    memory: Option<&SiteMemory>,
    seen: &Seen,
    body: &PageBody,
) -> Option<ReadPage> {
    let before = seen.before.as_ref()?;
    let is_same = before.is_same(&body.digest.0, body.seal, context.settings.as_of);
    remembered(context, memory.filter(|_| is_same)?, before, &seen.next.url)
}

fn remembered(context: &Context, memory: &SiteMemory, before: &Remembered, url: &Url) -> Option<ReadPage> {
    let texts = context.settings.texts.as_deref();
    let (facts, links) = before.facts(url, memory.words()?)?;
    Some(ReadPage {
        facts: Box::new(facts),
        links,
        texts: texts.and_then(|texts| before.texts(texts.version())),
    })
}

/// A page that the server may be asked about instead of for.
struct Known {
    validators: Validators,
    page: ReadPage,
    evidence: Vec<u8>,
}

/// All that is needed to do without the body: its facts, which still hold, and its evidence, so that the result folder
/// needs no other.
async fn known(context: &Context, memory: &SiteMemory, before: &Remembered, url: &Url) -> Option<Known> {
    let may_hold = memory.is_of_this_version() && before.holds_for(context.settings.as_of);
    if !may_hold || before.row.validators.is_none() {
        return None;
    }
    let mut page = remembered(context, memory, before, url)?;
    let validators = before.validators(&page.facts)?;
    let evidence = memory.evidence_of(&before.row).await?;
    if page.lacks_texts(context) {
        // Its text was checked by something else: it is read again from the evidence, and the server need not send it.
        let stored = ArchivedPage::of(&evidence)?;
        let body = stored.body().ok()?;
        let input = PageInput {
            url,
            content_type: stored.content_type(),
            body: &body,
            as_of: context.settings.as_of,
            sketches: context.settings.compares_articles(),
        };
        page = read_page_once(context, Some(page), &input);
    }
    Some(Known {
        validators,
        page,
        evidence,
    })
}

async fn replay(
    context: &Context,
    file: &str,
    memory: Option<&SiteMemory>,
    next: Next,
    look: Look,
) -> Result<Seen, Interrupted> {
    let mut seen = Seen {
        next,
        look,
        facts: None,
        links: None,
        texts: None,
        reading: FileReading::default(),
        exchange: None,
        certificate: None,
        body: None,
        before: None,
        is_unchanged: false,
    };
    let Some(place) = seen.look.record else {
        return Ok(seen);
    };
    let evidence = &*context.evidence;
    let replayed = async {
        if seen.next.number == Frontier::HOME {
            seen.certificate = read_certificate(evidence, file, place).await?;
        }
        if seen.next.want == Want::File && came_well(&seen.look.state) {
            seen.reading = archived_reading(evidence, file, place).await?;
        }
        if seen.look.page {
            let page = read_page(evidence, file, place).await?;
            let url = &answered_url(&seen.look, &seen.next.url);
            let body = PageBody {
                digest: BodyDigest(place.digest.unwrap_or_default()),
                seal: seal(page.head(), url.as_str()),
                validators: Validators::of(page.head()),
                record: Some(page.record),
                taken_over: None,
            };
            seen.before = before(memory, &seen.next).await;
            let remembered = remembered_page(context, memory, &seen, &body);
            seen.is_unchanged = remembered.is_some();
            let read = match remembered {
                Some(whole) if !whole.lacks_texts(context) => {
                    context.progress.add_page(0);
                    whole
                }
                remembered => {
                    let decoded = page.body()?;
                    context.progress.add_page(decoded.len());
                    let input = PageInput {
                        url,
                        content_type: page.content_type(),
                        body: &decoded,
                        as_of: context.settings.as_of,
                        sketches: context.settings.compares_articles(),
                    };
                    read_page_once(context, remembered, &input)
                }
            };
            (seen.facts, seen.links, seen.texts) = (Some(read.facts), read.links, read.texts);
            seen.body = Some(body);
        }
        Ok::<(), xunwang_ports::StoreError>(())
    };
    if let Err(error) = replayed.await {
        // The record is gone or damaged: the address is looked at again, as if for the first time.
        tracing::warn!(file, url = seen.look.url, %error, "archived look cannot be read");
        return Ok(fetch(context, memory, seen.next, seen.look.number).await);
    }
    Ok(seen)
}

/// Did the file itself come, be it by a way that calls for caution (a bad certificate, many redirects)?
fn came_well(state: &TargetState) -> bool {
    matches!(state.class, TargetClass::Ok | TargetClass::Caution)
        && matches!(state.status.parse(), Ok(200_u16..=299))
}

fn shown_certificate(exchange: &Exchange, next: &Next) -> Option<Certificate> {
    let shown = exchange.last().certificate.as_deref();
    shown.filter(|_| next.number == Frontier::HOME).cloned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_behind_a_bad_certificate_came_and_a_page_in_its_place_did_not() {
        let came = |status: &str, class| {
            came_well(&TargetState {
                status: status.to_owned(),
                class,
            })
        };
        assert!(came("200", TargetClass::Ok) && came("200", TargetClass::Caution));
        assert!(!came("403", TargetClass::Caution) && !came("404", TargetClass::Broken));
        assert!(!came("not-a-file", TargetClass::Broken) && !came("cut-off", TargetClass::Caution));
    }
}
