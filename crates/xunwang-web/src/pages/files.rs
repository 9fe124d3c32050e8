//! Files that come with a form, and files that are given back.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::Multipart;
use axum::response::{IntoResponse, Response};
use http::header;
use xunwang_app::office::AppError;
use xunwang_domain::filing::ProofFile;
use xunwang_report::press::FileKind;

/// Name and bytes of a file.
pub(crate) type SentFile = (String, Vec<u8>);

/// The fields of a form, and the file that came with it.
pub(crate) async fn parts_of(
    mut form: Multipart,
) -> Result<(HashMap<String, String>, Option<SentFile>), AppError> {
    let broken =
        |_| AppError::Refused("内容没有传完，或者文件超过10 MB，没有保存；请检查后重新提交".to_owned());
    let (mut fields, mut file) = (HashMap::new(), None);
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let sent = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(broken)?;
            file = (!sent.is_empty() && !bytes.is_empty()).then(|| (sent, bytes.to_vec()));
        } else if fields.len() < 50 {
            fields.insert(name, field.text().await.map_err(broken)?);
        }
    }
    Ok((fields, file))
}

/// A file to be kept, never to be shown by the browser as a page of ours.
pub(crate) fn download(file: &ProofFile, bytes: Vec<u8>) -> Response {
    attachment(&file.name, "application/octet-stream", bytes)
}

/// A spreadsheet.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The format that was asked for, and its ending; none: the values behind the document.
pub(crate) fn kind_of(asked: &str) -> (Option<FileKind>, &'static str) {
    match asked {
        "json" => (None, "json"),
        "pdf" => (Some(FileKind::Pdf), "pdf"),
        "html" => (Some(FileKind::Html), "html"),
        "xlsx" => (Some(FileKind::Xlsx), "xlsx"),
        _ => (Some(FileKind::Docx), "docx"),
    }
}

/// What a file of a document is, by its ending.
pub(crate) fn content_type(ending: &str) -> &'static str {
    match ending {
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf" => "application/pdf",
        "ofd" => "application/ofd",
        "xlsx" => XLSX,
        _ => "application/octet-stream",
    }
}

/// A file of this name and kind, to be kept.
pub(crate) fn attachment(name: &str, kind: &'static str, content: impl Into<Body>) -> Response {
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let name = name.replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
    ];
    (headers, content.into()).into_response()
}

/// A table as CSV that a spreadsheet opens: UTF-8 with its mark, no cell that it would take for a formula.
pub(crate) fn csv(rows: Vec<Vec<String>>) -> Result<Vec<u8>, AppError> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.append(&mut csv_lines(rows)?);
    Ok(bytes)
}

/// More lines of such a table.
pub(crate) fn csv_lines(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, AppError> {
    let failed = |error: String| AppError::Refused(format!("导出失败：{error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = row.into_iter().map(|cell| harmless(&cell));
        writer
            .write_record(cells)
            .map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// A cell that a spreadsheet would take for a formula gets a sign before it.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
