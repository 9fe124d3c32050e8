//! The fields of a form, in their order: a name may come more than once.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};

use crate::error::WebError;
use xunwang_app::office::AppError;

/// More fields make no form of ours.
const MOST: usize = 400;

/// The fields of a form (表单).
pub(crate) struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let too_long = |_| {
            WebError(AppError::Refused(
                "表单内容超过64 KB，没有保存；请删减后再提交".to_owned(),
            ))
        };
        let bytes = Bytes::from_request(request, state).await.map_err(too_long)?;
        let fields = form_urlencoded::parse(&bytes).into_owned().take(MOST);
        Ok(Self(fields.collect()))
    }
}

impl Fields {
    /// The first field of a name; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// All fields of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// Is a box ticked?
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
}
