//! A form with pictures as it is sent: read within limits of size and time.

use std::time::Duration;

use axum::extract::multipart::Field;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::response::Response;
use http::{StatusCode, header};
use xunwang_app::office::citizen::{MOST_PICTURES, Network, PICTURE_BYTES, Submission};
use xunwang_domain::feedback::FeedbackKind;

use super::report_gate::with_retry;
use crate::error::page;
use crate::web::Web;

/// All pictures with the rest of the form.
pub(crate) const LONGEST_REPORT: usize = MOST_PICTURES * PICTURE_BYTES + 256 * 1024;
/// A form without pictures is shorter.
const PLAIN: usize = 64 * 1024;
/// A field of text.
const LONGEST_FIELD: usize = 16 * 1024;
/// It may take so long to come.
const PATIENCE: Duration = Duration::from_secs(90);

/// What was filled in, and the pictures.
pub(super) type Sent = (Submission, Vec<Vec<u8>>);

/// Reads a form.
pub(super) async fn read(web: &Web, network: Network, request: Request) -> Result<Sent, Box<Response>> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let Some(length) = length else {
        return Err(no(
            StatusCode::LENGTH_REQUIRED,
            "浏览器没有说明内容的长度，没有保存。请换一个浏览器再提交。",
        ));
    };
    if length > LONGEST_REPORT {
        let message = format!(
            "图片合计太大，没有保存。请返回上一页，选择不超过{MOST_PICTURES}张、每张不超过12 MB的图片再提交；填写的内容还在。"
        );
        return Err(no(StatusCode::PAYLOAD_TOO_LARGE, &message));
    }
    // What lies in memory at a time is bounded, and no network takes all of it.
    let turn = if length > PLAIN {
        let turn = web.app.upload_turn(network, length).await;
        Some(turn.ok_or_else(|| {
            let message = "现在上传图片的人较多，没有保存。请返回上一页，20秒后再提交，或者先不带图片；填写的内容还在。";
            Box::new(with_retry(*no(StatusCode::TOO_MANY_REQUESTS, message), 20))
        })?)
    } else {
        None
    };
    let broken = || {
        no(
            StatusCode::BAD_REQUEST,
            "内容没有传完，没有保存。请返回上一页再提交；填写的内容还在。",
        )
    };
    let reading = async {
        let mut form = Multipart::from_request(request, web).await.ok()?;
        let mut sent = Sent::default();
        while let Some(field) = form.next_field().await.ok()? {
            take(&mut sent, field).await?;
        }
        Some(sent)
    };
    let sent = tokio::time::timeout(PATIENCE, reading).await;
    drop(turn);
    sent.ok().flatten().ok_or_else(broken)
}

fn no(status: StatusCode, message: &str) -> Box<Response> {
    Box::new(page(status, "没有提交成功", message))
}

/// Puts a field in its place; what is no field of ours is passed over.
async fn take((sent, pictures): &mut Sent, field: Field<'_>) -> Option<()> {
    let name = field.name().unwrap_or_default().to_owned();
    if name == "picture" {
        let bytes = bytes_of(field, PICTURE_BYTES).await?;
        // A field in which nothing was chosen is sent all the same.
        if !bytes.is_empty() && pictures.len() <= MOST_PICTURES {
            pictures.push(bytes);
        }
        return Some(());
    }
    let bytes = bytes_of(field, LONGEST_FIELD).await?;
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    match name.as_str() {
        "ticket" => sent.ticket = text,
        "work" => sent.work = text,
        "site_code" => sent.site_code = text,
        "kind" => sent.kind = text.parse().ok().map(FeedbackKind),
        "url" => sent.address = text,
        "text" => sent.text = text,
        _ => {}
    }
    Some(())
}

/// The bytes of a field; of one that is too long, one more than it may have, so that it is seen to be.
async fn bytes_of(mut field: Field<'_>, most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.ok()? {
        let room = (most + 1).saturating_sub(bytes.len());
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Some(bytes)
}
