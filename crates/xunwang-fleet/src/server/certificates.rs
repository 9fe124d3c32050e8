//! Certificates of a run (证书): an authority of its own, good ones for the national hosts, and the planted
//! bad ones. Keys are fresh on every run; what is wrong with a certificate follows from the fleet.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustc_hash::FxHashMap;
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

use crate::{Fleet, respond::NATIONAL_HOSTS, site::Fault};

/// The certificates of all hosts.
#[derive(Debug)]
pub(super) struct Certificates {
    pub(super) authority_pem: String,
    by_host: FxHashMap<String, Arc<CertifiedKey>>,
    national: Arc<CertifiedKey>,
}

/// Makes the certificates of a fleet.
pub(super) fn make(fleet: &Fleet) -> Result<Certificates, Box<dyn std::error::Error + Send + Sync>> {
    let authority_key = KeyPair::generate()?;
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority
        .distinguished_name
        .push(DnType::CommonName, "Xunwang fleet authority");
    let authority_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let names: Vec<String> = NATIONAL_HOSTS.iter().map(|host| (*host).to_owned()).collect();
    let national = signed(CertificateParams::new(names)?, Some(&issuer))?;
    let mut by_host = FxHashMap::default();
    for site in &fleet.sites {
        let host = site.identity.host.clone();
        let mut params = CertificateParams::new(vec![host.clone()])?;
        params.distinguished_name.push(DnType::CommonName, host.as_str());
        let key = match site.fault {
            Fault::SelfSigned => signed(params, None)?,
            Fault::Expired => {
                params.not_before = date_time_ymd(2019, 1, 1);
                params.not_after = date_time_ymd(2020, 3, 31);
                signed(params, Some(&issuer))?
            }
            _ => continue,
        };
        by_host.insert(host, key);
    }
    Ok(Certificates {
        authority_pem,
        by_host,
        national,
    })
}

fn signed(
    params: CertificateParams,
    issuer: Option<&Issuer<'_, KeyPair>>,
) -> Result<Arc<CertifiedKey>, Box<dyn std::error::Error + Send + Sync>> {
    let key = KeyPair::generate()?;
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer)?,
        None => params.self_signed(&key)?,
    };
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let signer = rustls::crypto::ring::sign::any_supported_type(&private)?;
    Ok(Arc::new(CertifiedKey::new(
        vec![certificate.der().clone()],
        signer,
    )))
}

impl Certificates {
    /// The TLS settings of the server, with HTTP/2 and HTTP/1.1 on offer.
    pub(super) fn into_config(self) -> Result<ServerConfig, rustls::Error> {
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_cert_resolver(Arc::new(self));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let own = hello.server_name().and_then(|name| self.by_host.get(name));
        Some(own.unwrap_or(&self.national).clone())
    }
}
