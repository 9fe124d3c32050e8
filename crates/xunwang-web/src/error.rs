//! What went wrong, as a page that says what to do.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use xunwang_app::office::AppError;

/// A page could not be given.
#[derive(Debug)]
pub(crate) struct WebError(pub(crate) AppError);

impl<E: Into<AppError>> From<E> for WebError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    title: &'a str,
    message: &'a str,
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let message = self.0.to_string();
        match self.0 {
            AppError::NotFound => page(StatusCode::NOT_FOUND, "没有找到", &message),
            AppError::Forbidden => page(
                StatusCode::FORBIDDEN,
                "没有权限",
                "您的角色或负责范围不包括这项操作。需要时请联系管理员调整职责。",
            ),
            AppError::Refused(_) => page(StatusCode::UNPROCESSABLE_ENTITY, "没有办理", &message),
            AppError::Store(error) => {
                tracing::error!(%error, "store");
                page(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "暂时不能办理",
                    "数据库没有应答，您的修改没有保存。请稍后再试；仍不行请联系管理员查看程序日志和磁盘空间。",
                )
            }
        }
    }
}

/// An error page.
pub(crate) fn page(status: StatusCode, title: &str, message: &str) -> Response {
    let page = ErrorPage { title, message };
    let html = page.render().unwrap_or_else(|_| format!("{title}：{message}"));
    (status, Html(html)).into_response()
}
