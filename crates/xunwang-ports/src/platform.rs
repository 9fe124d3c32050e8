//! Questions to a platform's interface (平台接口), with the owner's authorisation. The address holds a secret: it is never shown,
//! recorded or logged.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use url::Url;

/// A question to a platform (平台询问).
pub struct PlatformQuestion {
    /// The whole address, with the token.
    pub address: Url,
    /// JSON that is sent by POST; asked by GET where there is none.
    pub json: Option<String>,
}

/// What a platform answers (平台答复).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformAnswer {
    /// The status code.
    pub status: u16,
    /// What its clock says, where it says so.
    pub date: Option<DateTime<Utc>>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why a platform gave no answer (平台未答复): a Chinese phrase without any secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlatformFailure(pub String);

/// Asks the interfaces of platforms.
#[async_trait]
pub trait PlatformClient: Send + Sync {
    /// Asks once; nothing is tried again and no redirect is followed.
    async fn ask(&self, question: &PlatformQuestion) -> Result<PlatformAnswer, PlatformFailure>;
}
