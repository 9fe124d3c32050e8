//! The heads of an HTTP/1 exchange as they went over the wire (报文头原样): evidence shows bytes, not our reading of them.

use memchr::memchr_iter;

/// A head longer than this is no answer; hyper refuses it at the same length.
pub(crate) const HEAD_LIMIT: usize = 64 * 1024;
/// Interim answers (1xx) may take so many bytes in all before the real one comes.
const INTERIM_LIMIT: usize = 64 * 1024;
/// As much is searched for the end of the head at a time; most heads are shorter.
const PIECE: usize = 512;

/// Records the request and the head of the final answer.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    request: Vec<u8>,
    response: Vec<u8>,
    response_is_whole: bool,
    interim: usize,
}

/// The server sends interim answers without end.
#[derive(Debug)]
pub(crate) struct InterimFlood;

impl Tape {
    /// Forgets the last exchange; the next one begins.
    pub(crate) fn rewind(&mut self) {
        self.request.clear();
        self.response.clear();
        self.response_is_whole = false;
        self.interim = 0;
    }

    pub(crate) fn said(&mut self, bytes: &[u8]) {
        if self.request.len() < HEAD_LIMIT {
            self.request.extend_from_slice(bytes);
        }
    }

    pub(crate) fn heard(&mut self, bytes: &[u8]) -> Result<(), InterimFlood> {
        // In small pieces, because what comes behind the head is not copied.
        for piece in bytes.chunks(PIECE) {
            if self.response_is_whole {
                break;
            }
            self.take(piece)?;
        }
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), InterimFlood> {
        // An end of head may lie across two reads.
        let mut search_from = self.response.len().saturating_sub(3);
        let mut begin = 0;
        self.response.extend_from_slice(bytes);
        while let Some(end) = head_end(&self.response, search_from) {
            if !is_interim(&self.response[begin..]) {
                self.response.truncate(end);
                self.response_is_whole = true;
                break;
            }
            begin = end;
            search_from = end;
        }
        self.response.drain(..begin);
        self.interim += begin;
        if self.interim > INTERIM_LIMIT {
            return Err(InterimFlood);
        }
        if self.response.len() > HEAD_LIMIT {
            self.response.truncate(HEAD_LIMIT);
            self.response_is_whole = true;
        }
        Ok(())
    }

    pub(crate) fn request(&self) -> &[u8] {
        &self.request
    }

    /// The head of the final answer, or what has come of it.
    pub(crate) fn response(&self) -> &[u8] {
        &self.response
    }
}

/// Where the first head ends: behind an empty line, with or without carriage returns.
fn head_end(bytes: &[u8], from: usize) -> Option<usize> {
    memchr_iter(b'\n', &bytes[from..]).find_map(|at| match &bytes[from + at + 1..] {
        [b'\n', ..] => Some(from + at + 2),
        [b'\r', b'\n', ..] => Some(from + at + 3),
        _ => None,
    })
}

/// Is this the head of an interim answer? 101 is final here: we never ask for an upgrade.
fn is_interim(head: &[u8]) -> bool {
    head.get(..7) == Some(b"HTTP/1.") && head.get(8..10) == Some(b" 1") && head.get(10..12) != Some(b"01")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_final_head_is_kept_however_it_arrives() {
        let sent = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX: 1\r\n\r\nbody\n\n";
        for step in 1..sent.len() {
            let mut tape = Tape::default();
            for part in sent.chunks(step) {
                tape.heard(part).unwrap();
            }
            assert_eq!(
                tape.response(),
                b"HTTP/1.1 200 OK\r\nX: 1\r\n\r\n",
                "in steps of {step}"
            );
        }
        let mut tape = Tape::default();
        tape.heard(b"HTTP/1.0 200 OK\nX: 1\n\nbody").unwrap();
        assert_eq!(tape.response(), b"HTTP/1.0 200 OK\nX: 1\n\n");
        tape.rewind();
        tape.heard(b"HTTP/1.1 404").unwrap();
        assert_eq!(tape.response(), b"HTTP/1.1 404");
    }

    #[test]
    fn floods_are_cut() {
        let mut tape = Tape::default();
        let interim = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(1000);
        assert!((0..100).any(|_| tape.heard(&interim).is_err()));
        let mut tape = Tape::default();
        for _ in 0..100 {
            tape.heard(&[b'x'; 10_000]).unwrap();
        }
        assert_eq!(tape.response().len(), HEAD_LIMIT);
    }
}
