//! The server: sites by Host header, statistics, TLS for the sites that need it, a stop that ends.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use chrono::NaiveDate;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use xunwang_fleet::{Fleet, FleetOptions, FleetServer, ServeOptions};

fn small() -> Arc<Fleet> {
    let as_of = NaiveDate::from_ymd_opt(2023, 9, 15).expect("a date");
    Arc::new(Fleet::generate(FleetOptions {
        sites: 12,
        ..FleetOptions::demo(as_of)
    }))
}

/// Sends requests over one connection and returns status and body of the answers.
async fn ask(
    address: SocketAddr,
    host: &str,
    paths: &[&str],
    extra: &str,
) -> io::Result<Vec<(u16, Vec<u8>)>> {
    let mut stream = TcpStream::connect(address).await?;
    let mut answers = Vec::new();
    for path in paths {
        stream
            .write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{extra}\r\n").as_bytes())
            .await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let head = String::from_utf8_lossy(&head).to_lowercase();
        let length = head
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next()?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut body).await?;
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        answers.push((status, body));
    }
    Ok(answers)
}

#[tokio::test]
async fn sites_are_told_apart_by_host_and_counted() {
    let fleet = small();
    let server = FleetServer::start(fleet.clone(), ServeOptions::default())
        .await
        .expect("a server");
    let truth = &fleet.manifest().sites;
    let site = truth
        .iter()
        .find(|site| site.home.starts_with("http:") && site.pages > 0)
        .expect("a plain site");
    let host = site
        .home
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let answers = ask(
        server.http_address(),
        &host,
        &["/", "/sitemap.xml", "/nothing-here", "/"],
        "",
    )
    .await
    .expect("answers");
    let statuses: Vec<u16> = answers.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 200, 404, 200]);
    assert_eq!(answers[0].1, fleet.respond(&host, "/", false).body);
    assert_eq!(answers[0].1, answers[3].1);
    let figures = server.statistics()[&host];
    assert_eq!((figures.requests, figures.max_in_flight), (4, 1));
    assert!(figures.max_in_second >= 1);
    let strange = ask(server.http_address(), "www.elsewhere.example", &["/"], "")
        .await
        .expect("an answer");
    assert_eq!(strange[0].0, 421);
    tokio::time::timeout(Duration::from_secs(3), server.stop())
        .await
        .expect("the server stops");
}

#[tokio::test]
async fn hosts_file_names_every_site_and_refusing_hosts_refuse() {
    let fleet = small();
    let server = FleetServer::start(
        fleet.clone(),
        ServeOptions {
            addresses: 3,
            ..ServeOptions::default()
        },
    )
    .await
    .expect("a server");
    let hosts = server.hosts_file();
    let mut addresses = std::collections::BTreeSet::new();
    for host in fleet.host_names() {
        let line = hosts
            .lines()
            .find(|line| line.split([' ', ':']).next() == Some(host))
            .expect("a line");
        addresses.insert(line.rsplit(' ').next().unwrap_or_default().to_owned());
    }
    assert!(
        addresses.len() >= 4,
        "three addresses and the closed port: {addresses:?}"
    );
    let refused = fleet
        .manifest()
        .sites
        .iter()
        .find(|site| site.not_measured_reason.as_deref() == Some("refused"));
    let host = refused
        .expect("a refused site")
        .home
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let line = hosts
        .lines()
        .find(|line| line.starts_with(&host))
        .expect("its line");
    let address: SocketAddr = line
        .rsplit(' ')
        .next()
        .unwrap_or_default()
        .parse()
        .expect("an address");
    assert!(TcpStream::connect(address).await.is_err());
    server.stop().await;
}

#[tokio::test]
async fn text_is_compressed_for_those_who_accept_it() {
    let fleet = small();
    let options = ServeOptions {
        gzip: true,
        ..ServeOptions::default()
    };
    let server = FleetServer::start(fleet.clone(), options)
        .await
        .expect("a server");
    let site = fleet
        .manifest()
        .sites
        .iter()
        .find(|site| site.home.starts_with("http:") && site.pages > 0)
        .expect("a site");
    let host = site.home.trim_start_matches("http://").trim_end_matches('/');
    let packed = ask(server.http_address(), host, &["/"], "Accept-Encoding: gzip\r\n")
        .await
        .expect("an answer");
    let mut plain = Vec::new();
    io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(packed[0].1.as_slice()),
        &mut plain,
    )
    .expect("gzip");
    assert_eq!(plain, fleet.respond(host, "/", false).body);
    assert!(packed[0].1.len() * 2 < plain.len());
    server.stop().await;
}

#[tokio::test]
async fn https_sites_lead_there_and_show_the_planted_certificates() {
    let fleet = small();
    let server = FleetServer::start(fleet.clone(), ServeOptions::default())
        .await
        .expect("a server");
    let mut roots = rustls::RootCertStore::empty();
    let pem = server.authority_pem().to_owned();
    let certificates = rustls::pki_types::pem::PemObject::pem_slice_iter(pem.as_bytes());
    for certificate in certificates.flatten() {
        roots.add(certificate).expect("a root");
    }
    let config =
        rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let mut bad = 0;
    for site in fleet
        .manifest()
        .sites
        .iter()
        .filter(|site| site.home.starts_with("https:"))
    {
        let host = site
            .home
            .trim_start_matches("https://")
            .trim_end_matches('/')
            .to_owned();
        let moved = ask(server.http_address(), &host, &["/"], "")
            .await
            .expect("an answer");
        assert_eq!(moved[0].0, 301);
        let stream = TcpStream::connect(server.https_address())
            .await
            .expect("a connection");
        let name = rustls::pki_types::ServerName::try_from(host).expect("a name");
        bad += u32::from(connector.connect(name, stream).await.is_err());
    }
    assert_eq!(bad, 2, "both planted certificates are refused");
    let stream = TcpStream::connect(server.https_address())
        .await
        .expect("a connection");
    let name = rustls::pki_types::ServerName::try_from("zfwzgl.www.gov.cn").expect("a name");
    connector
        .connect(name, stream)
        .await
        .expect("a good certificate for the national hosts");
    server.stop().await;
}
