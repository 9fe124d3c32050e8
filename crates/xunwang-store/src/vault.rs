//! Secrets sealed under a key that lies in a file of its own (密钥文件): a copy of the database alone gives none of them away.
//!
//! AES-256-GCM; each seal has a nonce of its own, and names whose secret it is, so that it opens for nothing else.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use xunwang_ports::Vault;

/// Bytes of a key.
const KEY: usize = 32;

/// A vault whose key lies in a file (密钥文件). The file is made with the first secret, for its owner alone.
pub struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    /// A vault with its key there.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    fn key(&self) -> Result<Option<LessSafeKey>, String> {
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("密钥文件 {} 不能读取（{error}）", self.path.display())),
        };
        let bytes = key_of(text.trim())
            .ok_or_else(|| format!("密钥文件 {} 已损坏，请从备份恢复", self.path.display()))?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| "密钥不能使用".to_owned())?;
        Ok(Some(LessSafeKey::new(key)))
    }

    fn make(&self) -> Result<(), String> {
        let mut bytes = [0; KEY];
        chance(&mut bytes)?;
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let cannot = |error: std::io::Error| format!("密钥文件 {} 不能写入（{error}）", self.path.display());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let mut file = options.open(&self.path).map_err(cannot)?;
        writeln!(file, "{text}").map_err(cannot)?;
        // Nothing is sealed under a key that a power cut could take.
        file.sync_all().map_err(cannot)
    }
}

fn chance(bytes: &mut [u8]) -> Result<(), String> {
    let filled = SystemRandom::new().fill(bytes);
    filled.map_err(|_| "系统没有给出随机数".to_owned())
}

fn key_of(text: &str) -> Option<[u8; KEY]> {
    let mut key = [0; KEY];
    if text.len() != 2 * KEY || !text.is_ascii() {
        return None;
    }
    for (number, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * number..2 * number + 2], 16).ok()?;
    }
    Some(key)
}

impl Vault for KeyFile {
    fn seal(&self, secret: &str, about: &str) -> Result<Vec<u8>, String> {
        let key = match self.key()? {
            Some(key) => key,
            None => {
                self.make()?;
                self.key()?.ok_or_else(|| "密钥文件刚写入就不见了".to_owned())?
            }
        };
        let mut nonce = [0; NONCE_LEN];
        chance(&mut nonce)?;
        let mut sealed = secret.as_bytes().to_vec();
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(about.as_bytes()),
            &mut sealed,
        )
        .map_err(|_| "凭据不能加密".to_owned())?;
        let mut all = nonce.to_vec();
        all.extend(sealed);
        Ok(all)
    }

    fn open(&self, sealed: &[u8], about: &str) -> Option<String> {
        let (nonce, secret) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut secret = secret.to_vec();
        let key = self.key().ok()??;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let open = key
            .open_in_place(nonce, Aad::from(about.as_bytes()), &mut secret)
            .ok()?;
        String::from_utf8(open.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_own_alone_and_under_its_own_key_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let vault = KeyFile::new(path.clone());
        assert!(!path.exists(), "no secret, no key");
        let sealed = vault.seal("应用密钥 S3cret", "wechat A1").unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(!sealed.windows(6).any(|part| part == b"S3cret"));
        assert_ne!(
            sealed,
            vault.seal("应用密钥 S3cret", "wechat A1").unwrap(),
            "never twice the same"
        );
        let again = KeyFile::new(path.clone());
        assert_eq!(
            again.open(&sealed, "wechat A1").as_deref(),
            Some("应用密钥 S3cret")
        );
        assert_eq!(again.open(&sealed, "wechat A2"), None);
        let mut turned = sealed.clone();
        *turned.last_mut().unwrap() ^= 1;
        assert_eq!(again.open(&turned, "wechat A1"), None);
        assert_eq!(again.open(&[], "wechat A1"), None);
        let other = KeyFile::new(folder.path().join("other.key"));
        other.seal("", "").unwrap();
        assert_eq!(other.open(&sealed, "wechat A1"), None);
        std::fs::write(&path, "nothing").unwrap();
        assert!(again.seal("x", "y").unwrap_err().contains("已损坏"));
    }
}
