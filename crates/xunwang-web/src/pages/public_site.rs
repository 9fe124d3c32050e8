//! What stands around every public page: whose it is, and under which address it is reached.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::uri::Authority;
use http::{HeaderMap, StatusCode, header};
use uuid::Uuid;
use xunwang_app::office::{AppError, publisher, site_of_host};
use xunwang_domain::registry::SiteCode;

use crate::error::WebError;
use crate::web::Web;

/// The public pages as a site (公开网页).
pub(super) struct PublicSite {
    /// The office.
    pub(super) office: String,
    /// Its number.
    pub(super) id: Uuid,
    /// The name of this machine as the browser knows it; empty where it did not say.
    pub(super) host: String,
    /// The registered site that has this name, and its code: the page is one of its pages.
    pub(super) registered: Option<(SiteCode, String)>,
    /// What makes a path an address: `https://example.gov.cn`; empty where the name is not known.
    pub(super) base: String,
}

impl PublicSite {
    /// As a request sees it.
    pub(super) async fn of(web: &Web, asked: &HeaderMap) -> Result<Self, WebError> {
        let (id, office) = publisher(&web.app).await?;
        let named = asked.get(header::HOST).and_then(|host| host.to_str().ok());
        let named = named.and_then(|host| host.parse::<Authority>().ok());
        let named = named.filter(|host| !host.as_str().contains('@'));
        let scheme = if web.settings.behind_proxy {
            "https"
        } else {
            "http"
        };
        let host = named
            .as_ref()
            .map_or_else(String::new, |host| host.host().to_owned());
        Ok(Self {
            office,
            id,
            registered: site_of_host(&web.app, &host).await?,
            base: named.map_or_else(String::new, |host| format!("{scheme}://{host}")),
            host,
        })
    }

    /// What the site is called.
    pub(super) fn name(&self) -> String {
        format!("{}通报公开", self.office)
    }
}

#[derive(Template)]
#[template(path = "public_missing.html")]
struct Missing {
    site: PublicSite,
}

/// A page of which one tells by name that it is not there; other errors go their own way.
pub(super) fn or_missing<T>(
    site: PublicSite,
    found: Result<T, AppError>,
) -> Result<(PublicSite, T), Box<Response>> {
    match found {
        Ok(found) => Ok((site, found)),
        Err(AppError::NotFound) => {
            let page = Missing { site }.render().unwrap_or_default();
            Err(Box::new((StatusCode::NOT_FOUND, Html(page)).into_response()))
        }
        Err(error) => Err(Box::new(WebError(error).into_response())),
    }
}

/// Whose it is, under which title and number: what everybody who passes it on should say.
pub(super) fn source_of(issuer: &str, title: &str, number: &str) -> String {
    format!("来源：{issuer}《{title}》（{number}）。转载、使用请注明来源，以印发的文件为准。")
}
