//! Content decoding as the bytes come (内容解码), with a guard: what comes out is bounded whatever goes in.

use std::io::{self, Write};

use brotli_decompressor::DecompressorWriter;
use flate2::write::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// Decodes one body.
pub(crate) struct Decoder {
    form: Form,
    state: State,
    limit: usize,
    /// The first bytes, until there are enough to know the format.
    begin: Vec<u8>,
}

enum Form {
    Undecided(Encoding),
    /// Declared as gzip, and is not: taken as it is, as browsers do.
    Plain(Sink),
    Gzip(Box<GzDecoder<Sink>>),
    Zlib(Box<ZlibDecoder<Sink>>),
    Deflate(Box<DeflateDecoder<Sink>>),
    Brotli(Box<DecompressorWriter<Sink>>),
}

#[derive(Clone, Copy)]
enum Encoding {
    Gzip,
    Deflate,
    Brotli,
}

/// How far decoding has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// All is well; more may come.
    Open,
    /// The compressed stream has ended; what follows is left out.
    Ended,
    /// More would come out than is allowed.
    Full,
    /// What came is not what was declared.
    Corrupt,
}

/// Takes what comes out, up to its limit.
struct Sink {
    bytes: Vec<u8>,
    limit: usize,
    is_full: bool,
}

impl Decoder {
    /// A decoder for this `Content-Encoding`; `None` where there is nothing to decode or the encoding is unknown to us.
    pub(crate) fn for_encoding(encoding: &[u8], limit: usize) -> Option<Self> {
        let encoding = match encoding.trim_ascii().to_ascii_lowercase().as_slice() {
            b"gzip" | b"x-gzip" => Encoding::Gzip,
            b"deflate" => Encoding::Deflate,
            b"br" => Encoding::Brotli,
            _ => return None,
        };
        Some(Self {
            form: Form::Undecided(encoding),
            state: State::Open,
            limit,
            begin: Vec::new(),
        })
    }

    /// Decodes the next bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> State {
        if let Form::Undecided(encoding) = self.form {
            self.begin.extend_from_slice(bytes);
            if self.begin.len() >= 2 {
                self.decide(encoding);
            }
        } else {
            self.feed(bytes);
        }
        self.state
    }

    /// Brings out what is still inside; to be called when no more comes.
    pub(crate) fn flush(&mut self) -> State {
        if let Form::Undecided(encoding) = self.form {
            self.decide(encoding);
        }
        if self.state == State::Open {
            let flushed = match &mut self.form {
                Form::Undecided(_) | Form::Plain(_) | Form::Brotli(_) => Ok(()),
                Form::Gzip(writer) => writer.flush(),
                Form::Zlib(writer) => writer.flush(),
                Form::Deflate(writer) => writer.flush(),
            };
            if flushed.is_err() {
                self.fail();
            }
        }
        self.state
    }

    /// What has come out so far.
    pub(crate) fn decoded(&self) -> &[u8] {
        match &self.form {
            Form::Undecided(_) => &[],
            Form::Plain(sink) => &sink.bytes,
            Form::Gzip(writer) => &writer.get_ref().bytes,
            Form::Zlib(writer) => &writer.get_ref().bytes,
            Form::Deflate(writer) => &writer.get_ref().bytes,
            Form::Brotli(writer) => &writer.get_ref().bytes,
        }
    }

    /// What has come out, taken away.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        match &mut self.form {
            Form::Undecided(_) => Vec::new(),
            Form::Plain(sink) => sink.take(),
            Form::Gzip(writer) => writer.get_mut().take(),
            Form::Zlib(writer) => writer.get_mut().take(),
            Form::Deflate(writer) => writer.get_mut().take(),
            Form::Brotli(writer) => writer.get_mut().take(),
        }
    }

    /// Chooses the format by the first bytes, because servers confuse them.
    fn decide(&mut self, encoding: Encoding) {
        let sink = Sink {
            bytes: Vec::new(),
            limit: self.limit,
            is_full: false,
        };
        self.form = match (encoding, self.begin.as_slice()) {
            (Encoding::Gzip, [0x1f, 0x8b, ..]) => Form::Gzip(Box::new(GzDecoder::new(sink))),
            (Encoding::Gzip, _) => Form::Plain(sink),
            // “deflate” means zlib, and many send the bare stream.
            (Encoding::Deflate, &[first, second, ..])
                if first & 0x0f == 8 && u16::from_be_bytes([first, second]) % 31 == 0 =>
            {
                Form::Zlib(Box::new(ZlibDecoder::new(sink)))
            }
            (Encoding::Deflate, _) => Form::Deflate(Box::new(DeflateDecoder::new(sink))),
            (Encoding::Brotli, _) => Form::Brotli(Box::new(DecompressorWriter::new(sink, 16 * 1024))),
        };
        let begin = std::mem::take(&mut self.begin);
        self.feed(&begin);
    }

    fn feed(&mut self, mut bytes: &[u8]) {
        while self.state == State::Open && !bytes.is_empty() {
            let written = match &mut self.form {
                Form::Undecided(_) => return,
                Form::Plain(sink) => sink.write(bytes),
                Form::Gzip(writer) => writer.write(bytes),
                Form::Zlib(writer) => writer.write(bytes),
                Form::Deflate(writer) => writer.write(bytes),
                Form::Brotli(writer) => writer.write(bytes),
            };
            match written {
                Ok(0) => self.state = State::Ended,
                Ok(count) => bytes = &bytes[count..],
                Err(_) => self.fail(),
            }
        }
    }

    fn fail(&mut self) {
        let is_full = match &self.form {
            Form::Undecided(_) => false,
            Form::Plain(sink) => sink.is_full,
            Form::Gzip(writer) => writer.get_ref().is_full,
            Form::Zlib(writer) => writer.get_ref().is_full,
            Form::Deflate(writer) => writer.get_ref().is_full,
            Form::Brotli(writer) => writer.get_ref().is_full,
        };
        self.state = if is_full { State::Full } else { State::Corrupt };
    }
}

impl Sink {
    fn take(&mut self) -> Vec<u8> {
        self.limit = 0;
        std::mem::take(&mut self.bytes)
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.limit - self.bytes.len();
        self.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn decode(encoding: &str, bytes: &[u8], limit: usize, step: usize) -> (Vec<u8>, State) {
        let mut decoder = Decoder::for_encoding(encoding.as_bytes(), limit).expect("a known encoding");
        for part in bytes.chunks(step) {
            decoder.push(part);
        }
        let state = decoder.flush();
        (decoder.decoded().to_vec(), state)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn brotli(bytes: &[u8]) -> Vec<u8> {
        let mut compressed = Vec::new();
        brotli::CompressorWriter::new(&mut compressed, 4096, 5, 22)
            .write_all(bytes)
            .unwrap();
        compressed
    }

    #[test]
    fn every_encoding_in_pieces_of_every_size() {
        let text = "青川市人民政府门户网站。".repeat(5_000).into_bytes();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&text).unwrap();
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(&text).unwrap();
        let cases = [
            ("gzip", gzip(&text)),
            (" X-GZIP ", gzip(&text)),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", deflate.finish().unwrap()),
            ("br", brotli(&text)),
        ];
        for (encoding, bytes) in cases {
            for step in [1, 7, 1000, bytes.len()] {
                let (decoded, state) = decode(encoding, &bytes, 1 << 20, step);
                assert!(decoded == text, "{encoding} in steps of {step}");
                assert!(
                    matches!(state, State::Open | State::Ended),
                    "{encoding}: {state:?}"
                );
            }
            // Cut off in the middle, what has come so far is there.
            let (decoded, state) = decode(encoding, &bytes[..bytes.len() * 9 / 10], 1 << 20, 100);
            assert!(!decoded.is_empty() && text.starts_with(&decoded), "{encoding}");
            assert_eq!(state, State::Open);
        }
        assert!(Decoder::for_encoding(b"identity", 1).is_none());
        assert!(Decoder::for_encoding(b"", 1).is_none());
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let zeros = vec![0; 50_000_000];
        for (encoding, bytes) in [("gzip", gzip(&zeros)), ("br", brotli(&zeros))] {
            let (decoded, state) = decode(encoding, &bytes, 1_000_000, 16 * 1024);
            assert_eq!((decoded.len(), state), (1_000_000, State::Full), "{encoding}");
        }
        let exactly = vec![0; 1_000];
        let (decoded, state) = decode("gzip", &gzip(&exactly), 1_000, 10);
        assert_eq!(decoded.len(), 1_000);
        assert_ne!(state, State::Full);
    }

    #[test]
    fn what_is_not_as_declared() {
        assert_eq!(
            decode("gzip", b"<html>", 100, 1),
            (b"<html>".to_vec(), State::Open)
        );
        assert_eq!(decode("gzip", b"<html>", 3, 2), (b"<ht".to_vec(), State::Full));
        assert_eq!(decode("gzip", b"<", 100, 1).0, b"<");
        // A stored block, then one of a kind that does not exist.
        let broken = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\0\x05\0\xfa\xffhello\x07more";
        assert_eq!(decode("gzip", broken, 1 << 20, 50).1, State::Corrupt);
        // What came out before the fault stays.
        assert_eq!(
            decode("gzip", broken, 1 << 20, 1),
            (b"hello".to_vec(), State::Corrupt)
        );
        assert_eq!(decode("br", &[0xff; 100], 1 << 20, 50).1, State::Corrupt);
        let mut garbage_behind = gzip(b"abc");
        garbage_behind.extend(b"garbage garbage");
        assert_eq!(
            decode("gzip", &garbage_behind, 100, 5),
            (b"abc".to_vec(), State::Ended)
        );
        assert_eq!(decode("gzip", b"", 100, 5).1, State::Open);
        assert_eq!(decode("deflate", b"", 100, 5).1, State::Open);
    }
}
