//! What every page is handed.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use http::HeaderMap;
use http::request::Parts;
use xunwang_app::office::{App, AppError, standard_in_force};
use xunwang_domain::standard::Standard;

/// How the application stands in the network (网络设置).
#[derive(Clone, Copy, Debug, Default)]
pub struct WebSettings {
    /// A server of the office stands before it, speaks HTTPS to the browsers, and says whom it speaks for
    /// (`X-Forwarded-For`).
    pub behind_proxy: bool,
}

/// The web application (网页应用).
#[derive(Clone)]
pub struct Web {
    pub(crate) app: App,
    pub(crate) settings: WebSettings,
    brought: Arc<Standard>,
}

impl Web {
    /// The web application over an application; the standard is the one that the program brings.
    pub fn new(app: App, settings: WebSettings, brought: Arc<Standard>) -> Self {
        Self {
            app,
            settings,
            brought,
        }
    }

    /// The standard that counts today; the one that the program brings where the office has none in force.
    pub(crate) async fn standard(&self) -> Result<Arc<Standard>, AppError> {
        let current = standard_in_force(&self.app).await?;
        Ok(current.map_or_else(|| Arc::clone(&self.brought), |version| Arc::new(version.standard)))
    }

    /// The network address that a request came from, as far as it can be trusted.
    pub(crate) fn address(&self, parts: &Parts) -> String {
        let forwarded = self
            .settings
            .behind_proxy
            .then(|| forwarded_for(&parts.headers))
            .flatten();
        let direct = || {
            let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
            peer.map(|ConnectInfo(peer)| peer.ip())
        };
        forwarded
            .or_else(direct)
            .map_or_else(String::new, |address| address.to_canonical().to_string())
    }
}

/// The last address of the list: the one that our own proxy saw. Those before it can be made up.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()?
        .to_str()
        .ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}
