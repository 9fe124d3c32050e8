//! The page of a message as it was when the message came (受理时的网页留存): looked at once in the background, and where that fails
//! once more, later; kept, so that an answer can be checked against what was there.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt as _;
use futures_util::stream;
use url::Url;
use xunwang_domain::exchange::{Exchange, TargetClass};
use xunwang_domain::feedback::{Feedback, FeedbackId, KeptLook, LookId, LookMoment, PendingLook};
use xunwang_domain::finding::EvidenceRef;
use xunwang_domain::registry::SiteCode;
use xunwang_ports::{Folder, StoreError, Tx};
use xunwang_warc::{SeenBodies, append_exchange, append_warcinfo};

use super::evidence::{Record, record_at};
use super::feedback_handle::{must_handle, seen};
use super::watch::Watch;
use super::{App, AppError, Caller, site_of_host};
use crate::feedback::{Looked, complaint_address, look_once};

/// Pages looked at at the same time.
const AT_ONCE: usize = 4;
/// Pages of one pass; whoever sends thousands of addresses does not make us ask for all of them at once.
const MOST: usize = 20;
/// Messages of one pass: those about the same page are settled by one look.
const READ: u64 = 200;
/// A page that failed is looked at again after this.
const LATER: TimeDelta = TimeDelta::minutes(10);
/// After this a look says nothing of the day on which the message came.
const STALE: TimeDelta = TimeDelta::days(2);
/// Where the records stand, in the folder of the messages.
pub(super) const FILES: &str = "messages/";

/// Plans the first look at the pages of messages that have just come.
pub(super) async fn plan_looks(
    tx: &mut dyn Tx,
    ids: impl IntoIterator<Item = FeedbackId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let looks: Vec<PendingLook> = ids.into_iter().map(|id| PendingLook::first(id, now)).collect();
    tx.put_pending_looks(&looks).await
}

/// A page that is asked for, and for which messages.
struct Asked {
    address: Url,
    pending: Vec<PendingLook>,
}

impl Watch {
    /// Looks at the pages of messages that wait for it (留存网页); how many messages were settled.
    ///
    /// # Errors
    /// The store could not. What could not be kept is looked at again.
    pub async fn look_at_complaints(&self) -> Result<usize, AppError> {
        let now = self.app.now();
        let due = self.app.store.read().await?.due_looks(now, READ).await?;
        let mut asked: Vec<Asked> = Vec::new();
        let mut settled = 0;
        for pending in due {
            let Some(address) = self.address_for(&pending, now).await? else {
                settled += 1;
                continue;
            };
            let same = |one: &&mut Asked| one.address == address && one.pending[0].tries == pending.tries;
            if let Some(one) = asked.iter_mut().find(same) {
                one.pending.push(pending);
            } else if asked.len() < MOST {
                asked.push(Asked {
                    address,
                    pending: vec![pending],
                });
            }
        }
        let visits: Vec<_> = asked.into_iter().map(|one| self.ask(one)).collect();
        let mut done = stream::iter(visits).buffer_unordered(AT_ONCE);
        while let Some(kept) = done.next().await {
            settled += kept?;
        }
        Ok(settled)
    }

    /// The address to ask for; none where the message is settled without asking.
    async fn address_for(&self, pending: &PendingLook, now: DateTime<Utc>) -> Result<Option<Url>, AppError> {
        let app = &self.app;
        let found = app.store.read().await?.feedback(pending.feedback).await?;
        let open = found.filter(|(one, _)| !one.is_over());
        let why_not = match &open {
            // Gone or closed meanwhile: nobody compares any more.
            None => None,
            Some(_) if now - pending.due > STALE => Some("系统当时没有访问网络，未能及时查看"),
            Some((one, _)) => match page_address(app, one).await? {
                Ok(address) => return Ok(Some(address)),
                Err(why_not) => Some(why_not),
            },
        };
        let mut tx = app.store.begin().await?;
        if let Some(why_not) = why_not {
            tx.add_look(&KeptLook {
                id: LookId(app.new_id()),
                feedback: pending.feedback,
                moment: LookMoment::Receipt,
                at: now,
                page: None,
                why_not: why_not.to_owned(),
                evidence: None,
            })
            .await?;
        }
        tx.end_pending_look(pending.feedback).await?;
        tx.commit().await?;
        Ok(None)
    }

    async fn ask(&self, asked: Asked) -> Result<usize, AppError> {
        let app = &self.app;
        let first = &asked.pending[0];
        let looked = look_once(&*self.fetcher, &asked.address, first.looks.clone()).await;
        let state = &looked.page.state;
        let has_failed = matches!(state.class, TargetClass::Broken | TargetClass::NotMeasured);
        if has_failed && first.tries == 0 && state.status != "forbidden" {
            let looks = match state.class {
                TargetClass::Broken => looked.page.looks,
                _ => Vec::new(),
            };
            let later = |one: PendingLook| PendingLook {
                due: app.now() + LATER,
                tries: one.tries + 1,
                looks: looks.clone(),
                ..one
            };
            let later: Vec<_> = asked.pending.into_iter().map(later).collect();
            let mut tx = app.store.begin().await?;
            tx.put_pending_looks(&later).await?;
            tx.commit().await?;
            return Ok(0);
        }
        let evidence = keep_exchange(app, &looked.exchange).await?;
        let mut tx = app.store.begin().await?;
        for one in &asked.pending {
            let look = kept(app, one.feedback, LookMoment::Receipt, &looked, &evidence);
            tx.add_look(&look).await?;
            tx.end_pending_look(one.feedback).await?;
        }
        tx.commit().await?;
        Ok(asked.pending.len())
    }
}

/// A look as it is kept.
pub(super) fn kept(
    app: &App,
    feedback: FeedbackId,
    moment: LookMoment,
    looked: &Looked,
    evidence: &EvidenceRef,
) -> KeptLook {
    KeptLook {
        id: LookId(app.new_id()),
        feedback,
        moment,
        at: looked.page.at,
        page: Some(looked.page.clone()),
        why_not: String::new(),
        evidence: Some(evidence.clone()),
    }
}

/// Keeps what was asked and what came back, in a file of its own: nothing else is written there, whoever looks at the same time.
pub(super) async fn keep_exchange(app: &App, exchange: &Exchange) -> Result<EvidenceRef, AppError> {
    let file = format!("{FILES}{}.warc.gz", app.new_id());
    let software = concat!("Xunwang/", env!("CARGO_PKG_VERSION"));
    let mut bytes = Vec::new();
    append_warcinfo(
        software,
        "找错留言所反映的网页",
        exchange.started_at,
        0,
        &mut bytes,
    );
    let offset = bytes.len() as u64;
    let recorded = append_exchange(exchange, &mut SeenBodies::default(), offset, &mut bytes);
    let evidence = app.folders.evidence(Folder::Feedback);
    evidence.append(&file, &[bytes]).await?;
    Ok(EvidenceRef {
        file,
        offset: recorded.offset,
        url: exchange.last().url.to_string(),
        digest: recorded.digest.map(|digest| digest.label()).unwrap_or_default(),
    })
}

/// The page of a message that may be asked for (可查看的网址), or why it may not: only pages of registered sites, and of the site that the
/// message names; an address of which personal data was hidden is no longer the address.
pub(super) async fn page_address(app: &App, one: &Feedback) -> Result<Result<Url, &'static str>, AppError> {
    let Some(address) = named_address(one) else {
        return Ok(Err("留言没有写明网址"));
    };
    let address = match address {
        Ok(address) => address,
        Err(why_not) => return Ok(Err(why_not)),
    };
    let host = address.host_str().unwrap_or_default().to_ascii_lowercase();
    let own = match SiteCode::parse(&one.site_code) {
        Ok(code) => app.store.read().await?.site(&code).await?,
        Err(_) => None,
    };
    let is_own = own.is_some_and(|own| {
        let home = own.site.home.host_str().unwrap_or_default().to_ascii_lowercase();
        let home = home.strip_prefix("www.").unwrap_or(&home);
        !home.is_empty() && (host == home || host.ends_with(&format!(".{home}")))
    });
    if is_own || site_of_host(app, &host).await?.is_some() {
        return Ok(Ok(address));
    }
    Ok(Err("网址不属于台账里的网站，不予访问"))
}

/// The address that a message names, or why it cannot be asked for; none where it names none.
pub(super) fn named_address(one: &Feedback) -> Option<Result<Url, &'static str>> {
    let written = [&one.address, &one.text];
    let address = written.into_iter().find_map(|text| complaint_address(text))?;
    if one.address.contains('*') || address.as_str().contains('*') {
        return Some(Err("网址里的个人信息已遮蔽，不能再访问"));
    }
    Some(Ok(address))
}

/// The looks at the page of a message (留存的网页), the first first; and whether one is still to be made.
///
/// # Errors
/// There is no such message, or the caller may not see it.
pub async fn feedback_looks(
    app: &App,
    caller: &Caller,
    id: FeedbackId,
) -> Result<(Vec<KeptLook>, bool), AppError> {
    let mut tx = app.store.read().await?;
    seen(&mut *tx, caller, id).await?;
    let looks = tx.kept_looks(id).await?;
    Ok((looks, tx.pending_look(id).await?.is_some()))
}

/// What was kept of a look (留存的网页原文), for those who handle the message: the page may show what nobody else should read.
///
/// # Errors
/// There is none, the caller has nothing to do with the message, or the record cannot be read.
pub async fn feedback_look(
    app: &App,
    caller: &Caller,
    id: FeedbackId,
    look: LookId,
) -> Result<(KeptLook, Record), AppError> {
    let mut tx = app.store.read().await?;
    let (one, body) = seen(&mut *tx, caller, id).await?;
    must_handle(caller, &one, body)?;
    let look = tx.kept_look(look).await?.filter(|look| look.feedback == id);
    drop(tx);
    let look = look.ok_or(AppError::NotFound)?;
    let place = look.evidence.clone().ok_or(AppError::NotFound)?;
    let evidence = app.folders.evidence(Folder::Feedback);
    let record = record_at(&*evidence, place).await?;
    Ok((look, record))
}
