//! A server on loopback that gives the answers of a function, whatever the host.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Status, type and body.
pub(crate) type Answer = (u16, &'static str, String);

/// Serves what `answer` says of host and path; gives the address.
pub(crate) async fn serve(answer: impl Fn(&str, &str) -> Answer + Clone + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                let mut part = [0; 4096];
                while !head.ends_with(b"\r\n\r\n") {
                    match stream.read(&mut part).await {
                        Ok(read) if read > 0 => head.extend_from_slice(&part[..read]),
                        _ => return,
                    }
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let path = head.split(' ').nth(1).unwrap_or("/");
                let host = head
                    .lines()
                    .find_map(|line| {
                        line.to_ascii_lowercase()
                            .strip_prefix("host: ")
                            .map(str::to_owned)
                    })
                    .unwrap_or_default();
                let (status, kind, body) = answer(&host, path);
                let head = format!(
                    "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nLocation: /\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream
                    .write_all(&[head.as_bytes(), body.as_bytes()].concat())
                    .await;
            });
        }
    });
    address
}
