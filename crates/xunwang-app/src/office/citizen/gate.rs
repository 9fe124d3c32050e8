//! What stands before everything that the public sends (防滥用): limits by network, before anything dear is done.

use std::collections::VecDeque;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::super::App;
use super::intake::Waiting;
use super::limits::Buckets;
use super::network::Network;
use super::rules::{FormRules, MOST_PICTURES, PICTURE_BYTES};
use super::spent::Spent;
use super::ticket;
use super::turns::{Turn, Turns};

/// What somebody asks for (请求种类).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// A page.
    Page,
    /// A message by its code, or to take it up again.
    LookUp,
    /// To send a form.
    Send,
}

/// What goes into a form (表单票据).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The ticket.
    pub text: String,
    /// Zero bits that its proof of work begins with.
    pub bits: u32,
}

/// What the program remembers of the public between two requests; none of it grows without end.
pub struct CitizenGate {
    pub(super) rules: FormRules,
    secret: OnceLock<[u8; 32]>,
    pages: Buckets,
    look_ups: Buckets,
    attempts: Buckets,
    pub(super) with_work: Buckets,
    pub(super) without_work: Buckets,
    pub(super) spent: Spent,
    /// Two pictures are opened at a time, each in up to 192 MiB.
    pub(super) pictures: Turns,
    /// Bodies with pictures, by KiB: 192 MiB at a time.
    uploads: Turns,
    /// As many who ask too much are answered late.
    slowed: Semaphore,
    pub(super) queue: Mutex<VecDeque<Waiting>>,
    pub(super) writing: tokio::sync::Mutex<()>,
}

impl CitizenGate {
    /// A gate with these rules.
    pub fn new(rules: FormRules) -> Self {
        Self {
            rules,
            secret: OnceLock::new(),
            pages: Buckets::default(),
            look_ups: Buckets::default(),
            attempts: Buckets::default(),
            with_work: Buckets::default(),
            without_work: Buckets::default(),
            spent: Spent::default(),
            pictures: Turns::new(2, 2, 24),
            uploads: Turns::new(192 * 1024, 2, 64),
            slowed: Semaphore::new(512),
            queue: Mutex::default(),
            writing: tokio::sync::Mutex::default(),
        }
    }
}

impl Default for CitizenGate {
    fn default() -> Self {
        Self::new(FormRules::default())
    }
}

impl App {
    /// May that network ask for it now (限速)? It is asked before anything else is done.
    ///
    /// # Errors
    /// Not before so many seconds.
    pub fn may_ask(&self, asking: Asking, network: Network) -> Result<(), u32> {
        let (gate, rules) = (&self.citizens, &self.citizens.rules);
        let (buckets, limit) = match asking {
            Asking::Page => (&gate.pages, rules.pages),
            Asking::LookUp => (&gate.look_ups, rules.look_ups),
            Asking::Send => (&gate.attempts, rules.attempts),
        };
        buckets.take(network, limit, self.now())
    }

    /// Keeps whoever asks too much waiting (推迟答复): a flood over connections that wait for their answers becomes a trickle.
    pub async fn slow_down(&self) {
        if let Ok(_place) = self.citizens.slowed.try_acquire() {
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    /// A ticket for a form that is shown to that network (发放票据).
    pub fn new_ticket(&self, network: Network) -> Ticket {
        let number = u64::from_be_bytes(self.chance::<8>());
        Ticket {
            text: ticket::write(self.ticket_secret(), number, network, self.now()),
            bits: self.citizens.rules.work_bits,
        }
    }

    /// What tickets are marked with: of this process, so a form from before a restart is shown once more.
    pub(super) fn ticket_secret(&self) -> &[u8; 32] {
        self.citizens.secret.get_or_init(|| self.chance::<32>())
    }

    /// Waits until a body of so many bytes may be read; none where too many are being read already.
    pub async fn upload_turn(&self, network: Network, bytes: usize) -> Option<Turn> {
        let most = (MOST_PICTURES + 1) * PICTURE_BYTES;
        let room = u32::try_from(bytes.min(most) / 1024 + 1).unwrap_or(u32::MAX);
        self.citizens.uploads.wait(network, room).await
    }
}
