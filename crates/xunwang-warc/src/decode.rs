//! Content codings (内容编码): a body as the server sent it → the body itself, never more than a limit.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::WarcError;

/// Undoes the codings that `Content-Encoding` names.
///
/// # Errors
/// The body is damaged beyond its first bytes, or larger than `limit`; an unknown coding leaves the body as it is.
pub fn decoded(coding: Option<&str>, body: &[u8], limit: u64) -> Result<Vec<u8>, WarcError> {
    let mut bytes = body.to_vec();
    let codings = coding
        .unwrap_or_default()
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase());
    for name in codings.collect::<Vec<_>>().into_iter().rev() {
        bytes = match name.as_str() {
            "gzip" | "x-gzip" => read_up_to(MultiGzDecoder::new(&bytes[..]), limit)?,
            // “deflate” means zlib, but some servers send it bare.
            "deflate" => match read_up_to(ZlibDecoder::new(&bytes[..]), limit) {
                Ok(plain) => plain,
                Err(_) => read_up_to(DeflateDecoder::new(&bytes[..]), limit)?,
            },
            "br" => read_up_to(brotli::Decompressor::new(&bytes[..], 4096), limit)?,
            _ => bytes,
        };
    }
    Ok(bytes)
}

fn read_up_to(reader: impl Read, limit: u64) -> Result<Vec<u8>, WarcError> {
    let mut plain = Vec::new();
    let read = reader.take(limit + 1).read_to_end(&mut plain);
    if plain.len() as u64 > limit {
        return Err(WarcError::TooLarge);
    }
    read.map_err(|_| WarcError::Coding)?;
    Ok(plain)
}
