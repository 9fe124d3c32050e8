//! TLS that accepts every certificate and says what is wrong with it (证书检查): an invalid one is a fact about the site.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use sha2::{Digest, Sha256};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};
use xunwang_domain::exchange::Certificate;

use crate::settings::Roots;

/// Speaks TLS and judges certificates.
pub(crate) struct Tls {
    pub(crate) config: Arc<ClientConfig>,
    roots: RootCertStore,
    provider: Arc<CryptoProvider>,
}

impl Tls {
    /// # Errors
    /// A root certificate that cannot be read, named in Chinese.
    pub(crate) fn new(wanted: &Roots) -> Result<Self, String> {
        let roots = root_store(wanted)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("TLS 无法启用:{error}"))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AcceptEvery(Arc::clone(&provider))))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            roots,
            provider,
        })
    }

    /// What the server showed for `host`, and what is wrong with it at `now`.
    pub(crate) fn examine(
        &self,
        chain: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        now: DateTime<Utc>,
    ) -> Option<Certificate> {
        let (leaf, intermediates) = chain.split_first()?;
        let fingerprint = Sha256::digest(leaf.as_ref())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let Ok((_, parsed)) = X509Certificate::from_der(leaf.as_ref()) else {
            return Some(Certificate {
                subject: String::new(),
                issuer: String::new(),
                not_before: DateTime::UNIX_EPOCH,
                not_after: DateTime::UNIX_EPOCH,
                fingerprint,
                problem: Some("证书格式有误，无法解析".to_owned()),
            });
        };
        let names = alternative_names(&parsed);
        let common_name = parsed
            .subject()
            .iter_common_name()
            .find_map(|name| name.as_str().ok().map(str::to_owned));
        let time = |time: x509_parser::time::ASN1Time| {
            DateTime::from_timestamp(time.timestamp(), 0).unwrap_or(DateTime::UNIX_EPOCH)
        };
        let not_before = time(parsed.validity().not_before);
        let not_after = time(parsed.validity().not_after);
        let mut problems = Vec::new();
        if now > not_after {
            problems.push(format!("证书已于 {} 到期", chinese_date(not_after)));
        }
        if now < not_before {
            problems.push(format!("证书自 {} 起才有效", chinese_date(not_before)));
        }
        let out_of_date = !problems.is_empty();
        match ParsedCertificate::try_from(leaf) {
            Err(error) => problems.push(format!("证书无法验证({error})")),
            Ok(end_entity) => {
                if verify_server_name(&end_entity, host).is_err() {
                    problems.push(wrong_name(&names, common_name.as_deref()));
                }
                let self_signed = parsed.subject().as_raw() == parsed.issuer().as_raw();
                problems.extend(self.wrong_chain(&end_entity, intermediates, now, self_signed, out_of_date));
            }
        }
        Some(Certificate {
            subject: common_name
                .or_else(|| names.into_iter().next())
                .unwrap_or_default(),
            issuer: parsed.issuer().to_string(),
            not_before,
            not_after,
            fingerprint,
            problem: (!problems.is_empty()).then(|| problems.join("；")),
        })
    }

    fn wrong_chain(
        &self,
        leaf: &ParsedCertificate<'_>,
        intermediates: &[CertificateDer<'_>],
        now: DateTime<Utc>,
        self_signed: bool,
        out_of_date: bool,
    ) -> Option<String> {
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let error = verify_server_cert_signed_by_trust_anchor(
            leaf,
            &self.roots,
            intermediates,
            UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)),
            self.provider.signature_verification_algorithms.all,
        )
        .err()?;
        let Error::InvalidCertificate(error) = error else {
            return Some(format!("证书无法验证({error})"));
        };
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                (!out_of_date).then(|| "证书链中有证书已到期".to_owned())
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                (!out_of_date).then(|| "证书链中有证书尚未生效".to_owned())
            }
            _ if self_signed => Some("自签名证书，不是受信任的机构签发".to_owned()),
            CertificateError::UnknownIssuer => Some("签发机构不受信任，或服务器未附中间证书".to_owned()),
            CertificateError::Revoked => Some("证书已被吊销".to_owned()),
            CertificateError::BadSignature => Some("证书签名有误".to_owned()),
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                Some("证书的用途不是网站服务器".to_owned())
            }
            other => Some(format!("证书无法验证({other})")),
        }
    }
}

/// TLS that speaks only with who shows a good certificate: for services, not for sites.
///
/// # Errors
/// A root certificate that cannot be read, named in Chinese.
pub(crate) fn verifying(wanted: &Roots) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS 无法启用:{error}"))?
        .with_root_certificates(root_store(wanted)?)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn root_store(wanted: &Roots) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let own: &[Vec<u8>] = match wanted {
        Roots::Mozilla => &[],
        Roots::MozillaAnd(own) | Roots::Only(own) => own,
    };
    if !matches!(wanted, Roots::Only(_)) {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    for (index, der) in own.iter().enumerate() {
        roots.add(CertificateDer::from(der.clone())).map_err(|error| {
            format!(
                "自定义根证书第 {} 张无法读取({error}),请提供 DER 格式的 CA 证书",
                index + 1
            )
        })?;
    }
    Ok(roots)
}

fn wrong_name(names: &[String], common_name: Option<&str>) -> String {
    let shown = match (names, common_name) {
        ([], None) => "无".to_owned(),
        ([], Some(name)) => name.to_owned(),
        (names, _) if names.len() > 5 => format!("{} 等 {} 个", names[..5].join("、"), names.len()),
        (names, _) => names.join("、"),
    };
    format!("证书不是为该域名签发(证书上的名称:{shown})")
}

fn alternative_names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    extension
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress([a, b, c, d]) => Some(format!("{a}.{b}.{c}.{d}")),
            _ => None,
        })
        .collect()
}

/// The day in Chinese time, as an office reads it.
fn chinese_date(time: DateTime<Utc>) -> String {
    let offset = FixedOffset::east_opt(8 * 3600).expect("eight hours are a valid offset");
    time.with_timezone(&offset).format("%Y-%m-%d").to_string()
}

/// Lets the handshake go on whatever the certificate; [`Tls::examine`] judges it afterwards.
#[derive(Debug)]
struct AcceptEvery(Arc<CryptoProvider>);

impl AcceptEvery {
    /// A signature that is wrong ends the handshake; one that we cannot check (SHA-1, an odd certificate) does not.
    fn unless_wrong(
        checked: Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        match checked {
            Err(error @ Error::InvalidCertificate(CertificateError::BadSignature)) => Err(error),
            _ => Ok(HandshakeSignatureValid::assertion()),
        }
    }
}

impl ServerCertVerifier for AcceptEvery {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        Self::unless_wrong(verify_tls12_signature(
            message,
            certificate,
            signature,
            algorithms,
        ))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        Self::unless_wrong(verify_tls13_signature(
            message,
            certificate,
            signature,
            algorithms,
        ))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = self.0.signature_verification_algorithms.supported_schemes();
        // Old servers sign with nothing else.
        schemes.extend([
            SignatureScheme::RSA_PKCS1_SHA1,
            SignatureScheme::ECDSA_SHA1_Legacy,
        ]);
        schemes
    }
}
