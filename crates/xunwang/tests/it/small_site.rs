//! A small site on loopback, as a server with validators serves it.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What a path answers: type and body.
pub(crate) type Pages = BTreeMap<&'static str, (&'static str, Vec<u8>)>;

/// A site that is being served, until the test ends.
pub(crate) struct SmallSite {
    pub(crate) address: String,
    /// Path and status of every answer.
    answers: Arc<Mutex<Vec<(String, u16)>>>,
}

impl SmallSite {
    pub(crate) fn serve(pages: Pages) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of loopback");
        let address = listener.local_addr().expect("an address").to_string();
        let answers = Arc::new(Mutex::new(Vec::new()));
        let (pages, seen) = (Arc::new(pages), Arc::clone(&answers));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (pages, seen) = (Arc::clone(&pages), Arc::clone(&seen));
                std::thread::spawn(move || answer(stream, &pages, &seen));
            }
        });
        Self { address, answers }
    }

    /// How many answers had this status since the last call.
    pub(crate) fn take_answers(&self) -> Vec<(String, u16)> {
        std::mem::take(&mut *self.answers.lock().expect("nobody panicked"))
    }
}

/// The head of a request; `None` where the client hung up.
pub(crate) fn request_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut part = [0; 4096];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut part) {
            Ok(read) if read > 0 => head.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
    Some(String::from_utf8_lossy(&head).into_owned())
}

fn answer(mut stream: TcpStream, pages: &Pages, seen: &Mutex<Vec<(String, u16)>>) {
    let Some(head) = request_head(&mut stream) else {
        return;
    };
    let path = head.split(' ').nth(1).unwrap_or("/");
    let (status, kind, body) = match pages.get(path) {
        Some((kind, body)) => (200, *kind, body.clone()),
        None => (404, "text/plain", b"404".to_vec()),
    };
    let tag = format!(
        "\"{:x}\"",
        body.iter()
            .fold(7u64, |sum, byte| sum.wrapping_mul(31) + u64::from(*byte))
    );
    let is_known = status == 200 && head.contains(&tag);
    let (status, body) = if is_known {
        (304, Vec::new())
    } else {
        (status, body)
    };
    seen.lock()
        .expect("nobody panicked")
        .push((path.to_owned(), status));
    let length = if is_known {
        String::new()
    } else {
        format!("Content-Length: {}\r\n", body.len())
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nETag: {tag}\r\n{length}Connection: close\r\n\r\n"
    );
    let _ = stream.write_all(&[head.as_bytes(), &body].concat());
}
