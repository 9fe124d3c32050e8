//! Shows a result folder in the browser, on this machine only.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use tokio::net::TcpListener;

use super::documents;

/// The files that may be looked at.
const OTHERS: [&str; 5] = [
    "findings.jsonl",
    "sites.csv",
    "channels.csv",
    "links.csv",
    "run.json",
];

/// Serves the folder; returns the address before anything is asked.
pub(crate) async fn listen(preferred: SocketAddr) -> std::io::Result<TcpListener> {
    match TcpListener::bind(preferred).await {
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            TcpListener::bind(SocketAddr::new(preferred.ip(), 0)).await
        }
        bound => bound,
    }
}

/// Serves until the program is stopped.
pub(crate) async fn serve(listener: TcpListener, folder: PathBuf) -> std::io::Result<()> {
    let router = Router::new()
        .route("/", get(async || Redirect::to("/circular.html")))
        .route("/{name}", get(file))
        .with_state(Arc::new(folder));
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            // Without the signal there is nothing to wait for.
            let _ = tokio::signal::ctrl_c().await;
        })
        .await
}

async fn file(State(folder): State<Arc<PathBuf>>, Path(name): Path<String>) -> impl IntoResponse {
    if !documents::FILES.contains(&name.as_str()) && !OTHERS.contains(&name.as_str()) {
        return Err((StatusCode::NOT_FOUND, "没有这个文件"));
    }
    let bytes = std::fs::read(folder.join(&name)).map_err(|_| (StatusCode::NOT_FOUND, "文件不存在"))?;
    let content_type = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("pdf") => "application/pdf",
        Some("json" | "jsonl") => "application/json; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    Ok(([(header::CONTENT_TYPE, content_type)], bytes))
}
