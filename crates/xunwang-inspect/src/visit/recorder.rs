//! The one writer (存证记录器): every visit hands it what it saw, and it commits about once a second.
//!
//! The order is the promise: first the evidence files grow, then one transaction says up to where they count. What a
//! kill leaves behind the last commit is cut off when the round is resumed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;
use xunwang_domain::visit::{Conclusion, Look, VisitNumber};
use xunwang_ports::{EvidenceStore, Store, StoreError};

use super::memory::memory_file;

/// A commit comes at the latest this long after the first thing it holds.
const COMMIT_AFTER: Duration = Duration::from_millis(800);
/// A commit comes at the latest with as many looks.
const COMMIT_LOOKS: usize = 2000;
/// A commit comes at the latest with as many bytes of evidence.
const COMMIT_BYTES: usize = 16 << 20;

/// What a visit hands to the writer.
enum Entry {
    Look {
        visit: VisitNumber,
        evidence: Vec<u8>,
        look: Look,
    },
    Evidence {
        visit: VisitNumber,
        evidence: Vec<u8>,
    },
    /// For the memory file: a cache, of which no row says how far it counts.
    Memory {
        visit: VisitNumber,
        memory: Vec<u8>,
    },
    Conclusion {
        visit: VisitNumber,
        conclusion: Box<Conclusion>,
    },
    /// Answered once everything before it is committed.
    Flush(oneshot::Sender<()>),
}

/// The visits' end of the writer.
#[derive(Clone)]
pub(crate) struct Recorder(mpsc::Sender<Entry>);

/// The visit must end before its time: the store failed, or somebody asked to stop (中断). What was seen so far is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interrupted;

impl Recorder {
    /// Starts the writer. It ends, and [`Recording::end`] tells how, once every clone of the recorder is dropped, or
    /// when the store fails; dropped before that, it writes nothing more.
    pub(crate) fn start(
        store: Arc<dyn Store>,
        evidence: Arc<dyn EvidenceStore>,
        visits: BTreeMap<VisitNumber, (String, u64)>,
    ) -> (Self, Recording) {
        let (sender, receiver) = mpsc::channel(256);
        let writer = Writer {
            store,
            evidence,
            visits,
            batch: Batch::default(),
        };
        let mut task = JoinSet::new();
        task.spawn(writer.run(receiver));
        (Self(sender), Recording(task))
    }

    pub(crate) async fn look(
        &self,
        visit: VisitNumber,
        evidence: Vec<u8>,
        look: Look,
    ) -> Result<(), Interrupted> {
        self.send(Entry::Look {
            visit,
            evidence,
            look,
        })
        .await
    }

    pub(crate) async fn evidence(&self, visit: VisitNumber, evidence: Vec<u8>) -> Result<(), Interrupted> {
        self.send(Entry::Evidence { visit, evidence }).await
    }

    pub(crate) async fn memory(&self, visit: VisitNumber, memory: Vec<u8>) -> Result<(), Interrupted> {
        self.send(Entry::Memory { visit, memory }).await
    }

    pub(crate) async fn conclude(
        &self,
        visit: VisitNumber,
        conclusion: Conclusion,
    ) -> Result<(), Interrupted> {
        self.send(Entry::Conclusion {
            visit,
            conclusion: Box::new(conclusion),
        })
        .await
    }

    /// Waits until everything handed over so far is committed, so that it can be read back.
    pub(crate) async fn flush(&self) -> Result<(), Interrupted> {
        let (sender, committed) = oneshot::channel();
        self.send(Entry::Flush(sender)).await?;
        committed.await.map_err(|_| Interrupted)
    }

    async fn send(&self, entry: Entry) -> Result<(), Interrupted> {
        self.0.send(entry).await.map_err(|_| Interrupted)
    }
}

/// The writer at work.
pub(crate) struct Recording(JoinSet<Result<(), StoreError>>);

impl Recording {
    /// Waits until everything is written.
    pub(crate) async fn end(mut self) -> Result<(), StoreError> {
        match self.0.join_next().await {
            Some(Ok(result)) => result,
            _ => Err(StoreError::Unavailable("写入任务意外终止".to_owned())),
        }
    }
}

struct Writer {
    store: Arc<dyn Store>,
    evidence: Arc<dyn EvidenceStore>,
    /// File and committed length of each visit.
    visits: BTreeMap<VisitNumber, (String, u64)>,
    batch: Batch,
}

#[derive(Default)]
struct Batch {
    evidence: BTreeMap<VisitNumber, Vec<Vec<u8>>>,
    memory: BTreeMap<VisitNumber, Vec<Vec<u8>>>,
    bytes: usize,
    looks: Vec<(VisitNumber, Look)>,
    conclusions: Vec<(VisitNumber, Box<Conclusion>)>,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Writer {
    async fn run(mut self, mut receiver: mpsc::Receiver<Entry>) -> Result<(), StoreError> {
        while let Some(entry) = receiver.recv().await {
            let deadline = Instant::now() + COMMIT_AFTER;
            self.batch.add(entry);
            while !self.batch.is_full() {
                match tokio::time::timeout_at(deadline, receiver.recv()).await {
                    Ok(Some(entry)) => self.batch.add(entry),
                    Ok(None) | Err(_) => break,
                }
            }
            self.commit().await?;
        }
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        let batch = std::mem::take(&mut self.batch);
        let mut grown = Vec::with_capacity(batch.evidence.len());
        for (visit, records) in &batch.evidence {
            let (file, length) = self.visits.get_mut(visit).expect("every visit is announced");
            self.evidence.append(file, records).await?;
            *length += records.iter().map(|record| record.len() as u64).sum::<u64>();
            grown.push((*visit, *length));
        }
        for (visit, rows) in &batch.memory {
            let (file, _) = self.visits.get(visit).expect("every visit is announced");
            self.evidence.append(&memory_file(file), rows).await?;
        }
        let mut tx = self.store.begin().await?;
        tx.add_looks(&batch.looks).await?;
        for (visit, length) in grown {
            tx.set_evidence_length(visit, length).await?;
        }
        for (visit, conclusion) in &batch.conclusions {
            tx.conclude(*visit, conclusion).await?;
        }
        tx.commit().await?;
        for waiting in batch.waiting {
            // Whoever asked may have been dropped since.
            let _ = waiting.send(());
        }
        Ok(())
    }
}

impl Batch {
    fn add(&mut self, entry: Entry) {
        match entry {
            Entry::Look {
                visit,
                evidence,
                look,
            } => {
                self.add_evidence(visit, evidence);
                self.looks.push((visit, look));
            }
            Entry::Evidence { visit, evidence } => self.add_evidence(visit, evidence),
            Entry::Memory { visit, memory } => {
                self.bytes += memory.len();
                self.memory.entry(visit).or_default().push(memory);
            }
            Entry::Conclusion { visit, conclusion } => self.conclusions.push((visit, conclusion)),
            Entry::Flush(waiting) => self.waiting.push(waiting),
        }
    }

    fn add_evidence(&mut self, visit: VisitNumber, evidence: Vec<u8>) {
        if !evidence.is_empty() {
            self.bytes += evidence.len();
            self.evidence.entry(visit).or_default().push(evidence);
        }
    }

    fn is_full(&self) -> bool {
        !self.waiting.is_empty() || self.looks.len() >= COMMIT_LOOKS || self.bytes >= COMMIT_BYTES
    }
}
