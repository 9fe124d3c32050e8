//! Names asked of a name server that speaks DNS over UDP on the loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::A;
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use tokio::net::UdpSocket;

use super::*;

/// What the server says of a name: a code with IPv4 addresses, or nothing at all.
fn answer(name: &str) -> Option<(ResponseCode, &'static [Ipv4Addr])> {
    const PUBLIC: Ipv4Addr = Ipv4Addr::new(1, 2, 3, 4);
    const OFFICE: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 8);
    match name {
        "www.qingchuan.example." => Some((ResponseCode::NoError, &[PUBLIC])),
        "rebound.example." => Some((ResponseCode::NoError, &[OFFICE, Ipv4Addr::LOCALHOST])),
        "mixed.example." => Some((ResponseCode::NoError, &[OFFICE, PUBLIC])),
        "empty.example." => Some((ResponseCode::NoError, &[])),
        "broken.example." => Some((ResponseCode::ServFail, &[])),
        "silent.example." => None,
        _ => Some((ResponseCode::NXDomain, &[])),
    }
}

async fn serve(socket: UdpSocket) {
    let mut buffer = [0; 1500];
    while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
        let Ok(mut message) = Message::from_vec(&buffer[..length]).map(Message::into_response) else {
            continue;
        };
        let query = message.queries[0].clone();
        let Some((code, addresses)) = answer(&query.name().to_string()) else {
            continue;
        };
        message.metadata.response_code = code;
        if query.query_type() == RecordType::A {
            message.add_answers(
                addresses
                    .iter()
                    .map(|&address| Record::from_rdata(query.name().clone(), 60, RData::A(A(address)))),
            );
        }
        let _ = socket.send_to(&message.to_vec().unwrap(), from).await;
    }
}

async fn names() -> Names {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(serve(socket));
    let mut connection = ConnectionConfig::udp();
    connection.port = port;
    let mut server = NameServerConfig::udp(Ipv4Addr::LOCALHOST.into());
    server.connections = vec![connection];
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    builder.options_mut().timeout = Duration::from_millis(200);
    builder.options_mut().attempts = 1;
    let names = Names::new(None, Vec::new());
    assert!(names.resolver.set(finish(builder)).is_ok());
    names
}

#[tokio::test]
async fn only_public_addresses_are_visited_and_only_a_working_server_says_that_a_name_is_gone() {
    let names = names().await;
    let find = async |host: &str| {
        let url = Url::parse(&format!("http://{host}/")).unwrap();
        names.find(&url).await.map(|found| found.addresses)
    };
    let public: Vec<SocketAddr> = vec!["1.2.3.4:80".parse().unwrap()];
    assert_eq!(find("www.qingchuan.example").await, Ok(public.clone()));
    assert_eq!(find("mixed.example").await, Ok(public));
    assert_eq!(find("rebound.example").await, Err(FetchOutcome::Forbidden));
    assert_eq!(find("gone.example").await, Err(FetchOutcome::NoAddress));
    assert_eq!(find("empty.example").await, Err(FetchOutcome::NoAddress));
    for host in ["broken.example", "silent.example"] {
        let found = find(host).await;
        assert!(
            matches!(found, Err(FetchOutcome::OursFailed { .. })),
            "{host}: {found:?}"
        );
    }
}
