//! Passwords (密码): argon2id, so that a stolen database is not a list of passwords.

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

use super::{App, AppError};

/// What is hashed where no such account is, so that the answer takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// 19 MiB, two passes, one lane: OWASP's first choice for argon2id.
fn argon() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).expect("parameters within their bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

impl App {
    /// The hash of a password, with salt and parameters in one text.
    pub(super) async fn hash_password(&self, password: &str) -> Result<String, AppError> {
        let (salt, password) = (self.chance::<16>(), password.to_owned());
        self.hash(move || {
            let salt = SaltString::encode_b64(&salt).expect("sixteen bytes are a salt");
            let hash = argon().hash_password(password.as_bytes(), &salt);
            hash.expect("parameters within their bounds").to_string()
        })
        .await
    }

    /// Is it the password of the hash? Takes as long where there is none.
    pub(super) async fn is_password(&self, password: &str, hash: Option<&str>) -> Result<bool, AppError> {
        let (password, known) = (password.to_owned(), hash.map(str::to_owned));
        self.hash(move || {
            let hash = known.as_deref().unwrap_or(NOBODY);
            let is_right = PasswordHash::new(hash)
                .is_ok_and(|hash| argon().verify_password(password.as_bytes(), &hash).is_ok());
            is_right && known.is_some()
        })
        .await
    }

    async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let interrupted = || AppError::refused("程序正在停止，请稍后再试");
        let _turn = self.hashing.acquire().await.map_err(|_| interrupted())?;
        tokio::task::spawn_blocking(work).await.map_err(|_| interrupted())
    }
}
