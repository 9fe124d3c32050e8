//! Secrets in cookies and addresses (口令): known to their holder, stored as digests only.

use sha2::{Digest as _, Sha256};
use xunwang_domain::login::SecretDigest;
use xunwang_warc::base32;

use super::App;

/// A secret that was just made.
pub struct Secret {
    /// As it stands in a cookie or an address: letters and digits.
    pub text: String,
    /// As it is stored.
    pub digest: SecretDigest,
}

impl App {
    /// 256 bits of chance.
    pub(super) fn new_secret(&self) -> Secret {
        let mut text = String::new();
        base32(&self.chance::<32>(), &mut text);
        let text = text.trim_end_matches('=').to_owned();
        Secret {
            digest: digest_of(&text),
            text,
        }
    }
}

/// The digest of a secret as it was brought back.
pub fn digest_of(secret: &str) -> SecretDigest {
    Sha256::digest(secret.as_bytes()).into()
}
