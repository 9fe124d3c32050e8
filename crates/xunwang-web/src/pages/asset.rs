//! Style, script and mark, from inside the program.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

const FILES: [(&str, &str, &[u8]); 5] = [
    (
        "xunwang.css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/xunwang.css"),
    ),
    (
        "xunwang.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../assets/xunwang.js"),
    ),
    (
        "report.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../assets/report.js"),
    ),
    (
        "htmx.min.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../assets/htmx.min.js"),
    ),
    (
        "xunwang.svg",
        "image/svg+xml",
        include_bytes!("../../assets/xunwang.svg"),
    ),
];

/// `GET /assets/{name}`
pub(crate) async fn show(Path(name): Path<String>) -> Response {
    let Some((_, kind, bytes)) = FILES.iter().find(|(own, ..)| *own == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, *kind),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, *bytes).into_response()
}
