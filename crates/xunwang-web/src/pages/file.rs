//! Files that a page hands out to be kept: never shown by the browser as a page of ours.

use axum::response::{IntoResponse, Response};
use http::header;

/// A spreadsheet.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file of this name and kind.
pub(crate) fn attachment(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let name = name.replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
    ];
    (headers, bytes).into_response()
}
