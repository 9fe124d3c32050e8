//! Certificates of the office's own authorities, from PEM.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::Failure;

/// Every certificate of a PEM text, in DER.
pub(crate) fn certificates_of_pem(pem: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let wrong = |why: &str| {
        Failure::WrongInput(format!(
            "根证书文件{why}；应为 PEM 文本，含一个或多个 CERTIFICATE 段"
        ))
    };
    match read {
        Ok(certificates) if certificates.is_empty() => Err(wrong("中没有证书")),
        Ok(certificates) => Ok(certificates
            .iter()
            .map(|certificate| certificate.to_vec())
            .collect()),
        Err(_) => Err(wrong("不能读取")),
    }
}
