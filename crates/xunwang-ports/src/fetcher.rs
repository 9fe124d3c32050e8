//! The one way out to the network (采集器).

use async_trait::async_trait;
use xunwang_domain::exchange::{Exchange, FetchRequest};

/// Fetches addresses politely (采集器).
///
/// Fetching never fails: a site that does not answer is what we came to see. An implementation keeps its limits per
/// host and per network address, follows redirects, retries by cause and refuses private addresses.
#[async_trait]
pub trait Fetcher: Send + Sync {
    /// Fetches one address; returns when its outcome is known, waiting for its turn included.
    async fn fetch(&self, request: &FetchRequest) -> Exchange;
}
