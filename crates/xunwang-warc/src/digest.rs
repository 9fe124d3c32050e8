//! Digests of bodies (摘要): SHA-256, printed in base32 as WARC tools expect.

use sha2::{Digest, Sha256};

/// SHA-256 of a body as the server sent it, before content decoding (正文摘要).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BodyDigest(pub [u8; 32]);

impl BodyDigest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// `sha256:` and the digest in base32, as it stands in `WARC-Payload-Digest`.
    pub fn label(&self) -> String {
        let mut label = String::with_capacity(64);
        label.push_str("sha256:");
        base32(&self.0, &mut label);
        label
    }
}

/// Appends bytes in base32 (RFC 4648, with padding).
pub fn base32(bytes: &[u8], out: &mut String) {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for chunk in bytes.chunks(5) {
        let mut block = [0u8; 5];
        block[..chunk.len()].copy_from_slice(chunk);
        let number = block
            .iter()
            .fold(0u64, |number, &byte| number << 8 | u64::from(byte));
        let used = (chunk.len() * 8).div_ceil(5);
        for place in 0..8 {
            if place < used {
                out.push(char::from(ALPHABET[(number >> (35 - 5 * place)) as usize & 31]));
            } else {
                out.push('=');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_follows_the_vectors_of_rfc_4648() {
        for (plain, expected) in [
            ("", ""),
            ("f", "MY======"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            let mut text = String::new();
            base32(plain.as_bytes(), &mut text);
            assert_eq!(text, expected);
        }
    }
}
