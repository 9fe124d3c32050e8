//! Targets outside the sites (站外链接): looked at once for the whole fleet, however many sites link to them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;
use url::Url;
use xunwang_domain::exchange::{Exchange, FetchRequest, TargetClass, TargetState, Want};
use xunwang_domain::visit::{Look, VisitNumber};
use xunwang_warc::{SeenBodies, append_exchange};

use super::appearance::outside_state;
use super::archive::Archive;
use super::context::Context;
use super::recorder::Interrupted;

/// The visit that gathers these targets.
pub const FLEET: VisitNumber = 0;
/// Its evidence file.
pub(crate) const FLEET_FILE: &str = "evidence/targets.warc.gz";

/// The targets outside the sites, each with its looks.
pub(crate) struct FleetTargets {
    targets: Mutex<HashMap<Box<str>, Arc<Looks>>>,
    archive: Mutex<Archive>,
    file: tokio::sync::Mutex<EvidenceEnd>,
}

#[derive(Default)]
struct Looks {
    first: OnceCell<Look>,
    second: OnceCell<Look>,
}

struct EvidenceEnd {
    offset: u64,
    seen: SeenBodies,
}

impl FleetTargets {
    pub(crate) fn new(archive: Archive, offset: u64) -> Self {
        let file = EvidenceEnd {
            offset,
            seen: archive.seen_bodies(),
        };
        Self {
            targets: Mutex::default(),
            archive: Mutex::new(archive),
            file: tokio::sync::Mutex::new(file),
        }
    }

    /// The first look at a target; whoever asks first makes it, the others wait for it.
    pub(crate) async fn first_look(&self, context: &Context, url: &Url) -> Result<Look, Interrupted> {
        let looks = self.looks(url);
        looks
            .first
            .get_or_try_init(|| self.look(context, url, 1))
            .await
            .cloned()
    }

    /// The second look at a target whose first look failed, no sooner than the settings say.
    pub(crate) async fn second_look(&self, context: &Context, url: &Url) -> Result<Look, Interrupted> {
        let first = self.first_look(context, url).await?;
        let looks = self.looks(url);
        let second = looks.second.get_or_try_init(|| async {
            context.wait_for_second_look(first.at).await?;
            self.look(context, url, 2).await
        });
        second.await.cloned()
    }

    fn looks(&self, url: &Url) -> Arc<Looks> {
        let mut targets = self.targets.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(targets.entry(url.as_str().into()).or_default())
    }

    async fn look(&self, context: &Context, url: &Url, number: u8) -> Result<Look, Interrupted> {
        let archived = self
            .archive
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(url.as_str(), number);
        if let Some(look) = archived {
            return Ok(look);
        }
        let exchange = context
            .fetcher
            .fetch(&FetchRequest {
                url: url.clone(),
                want: Want::Status,
                known: None,
            })
            .await;
        context.progress.add_request();
        let (state, title) = outside_state(url, &exchange, context.settings.as_of);
        let mut look = look_of(url, number, state, &exchange);
        look.title = title;
        // Held until the writer has it, so that the file grows in the order of the offsets.
        let mut file = self.file.lock().await;
        let mut evidence = Vec::new();
        if look.state.class != TargetClass::Ok {
            let offset = file.offset;
            look.record = Some(record_place(append_exchange(
                &exchange,
                &mut file.seen,
                offset,
                &mut evidence,
            )));
        }
        file.offset += evidence.len() as u64;
        context.recorder.look(FLEET, evidence, look.clone()).await?;
        Ok(look)
    }
}

/// A look without its record yet.
pub(crate) fn look_of(url: &Url, number: u8, state: TargetState, exchange: &Exchange) -> Look {
    let last = &exchange.last().url;
    Look {
        url: url.as_str().to_owned(),
        number,
        state,
        final_url: (last != url).then(|| last.as_str().to_owned()),
        at: exchange.started_at,
        page: false,
        title: String::new(),
        record: None,
    }
}

/// Where the writer will find the record.
pub(crate) fn record_place(recorded: xunwang_warc::Recorded) -> xunwang_domain::visit::RecordPlace {
    xunwang_domain::visit::RecordPlace {
        offset: recorded.offset,
        body_offset: recorded.body_offset,
        digest: recorded.digest.map(|digest| digest.0),
    }
}
