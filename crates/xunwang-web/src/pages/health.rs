//! Is the program alive?

/// `GET /healthz`
pub(crate) async fn show() -> &'static str {
    "ok\n"
}
