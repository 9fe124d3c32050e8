//! Whose turn it is (排队): work that is dear is done for a few at a time, in the order of their coming, and no network takes the
//! places of the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::network::Network;

/// Nobody waits longer.
const LONGEST: Duration = Duration::from_secs(20);

/// A queue for one kind of work.
pub(super) struct Turns {
    room: Arc<Semaphore>,
    /// In the queue or at work, by network.
    here: Arc<Mutex<HashMap<Network, u32>>>,
    of_network: u32,
    most: u32,
}

/// Somebody's turn; it ends when it is dropped.
pub struct Turn {
    _room: OwnedSemaphorePermit,
    _place: Place,
}

/// A place in the queue.
struct Place {
    here: Arc<Mutex<HashMap<Network, u32>>>,
    network: Network,
}

impl Drop for Place {
    fn drop(&mut self) {
        let Ok(mut here) = self.here.lock() else { return };
        if let Some(count) = here.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                here.remove(&self.network);
            }
        }
    }
}

impl Turns {
    /// Room for so much at a time, for so many of one network, for so many in all.
    pub(super) fn new(room: usize, of_network: u32, most: u32) -> Self {
        Self {
            room: Arc::new(Semaphore::new(room)),
            here: Arc::default(),
            of_network,
            most,
        }
    }

    /// Waits for a turn that takes so much room; none where too many are there already.
    pub(super) async fn wait(&self, network: Network, room: u32) -> Option<Turn> {
        let place = self.place(network)?;
        let room = Arc::clone(&self.room).acquire_many_owned(room);
        let room = tokio::time::timeout(LONGEST, room).await.ok()?.ok()?;
        Some(Turn {
            _room: room,
            _place: place,
        })
    }

    fn place(&self, network: Network) -> Option<Place> {
        let mut here = self.here.lock().ok()?;
        let all: u32 = here.values().sum();
        let own = here.get(&network).copied().unwrap_or_default();
        if all >= self.most || own >= self.of_network {
            return None;
        }
        here.insert(network, own + 1);
        Some(Place {
            here: Arc::clone(&self.here),
            network,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_network_takes_no_places_but_its_own() {
        let turns = Turns::new(2, 2, 3);
        let (one, other) = (Network::of("203.0.113.7"), Network::of("203.0.114.7"));
        let first = turns.wait(one, 1).await.unwrap();
        let _second = turns.wait(one, 1).await.unwrap();
        assert!(turns.wait(one, 1).await.is_none(), "its places are taken");
        // Another waits its turn, and gets it as soon as there is room.
        let waiting = turns.wait(other, 1);
        let mut waiting = std::pin::pin!(waiting);
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        assert!(
            turns.wait(Network::of("::1"), 1).await.is_none(),
            "all places are taken"
        );
        drop(first);
        assert!(waiting.await.is_some());
        assert!(turns.here.lock().unwrap().len() == 1);
    }
}
