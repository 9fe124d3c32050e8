//! One gzip member a record, with a packer that each thread keeps.

use std::cell::RefCell;
use std::io::Read;

use crate::WarcError;
use crate::deflate::{Deflater, SharedCodes};

/// Shorter records are stored as they are, as codes of its own would cost one as much as they save.
const STORED_BELOW: usize = 1 << 10;
/// The same where it shares codes.
const STORED_BELOW_ALIKE: usize = 1 << 8;

thread_local! {
    static PACKER: RefCell<Packer> = RefCell::new(Packer { deflater: Deflater::new(), input: Vec::new() });
}

struct Packer {
    deflater: Deflater,
    input: Vec<u8>,
}

/// A buffer that grew for a large record is given back.
const KEPT_BUFFER: usize = 1 << 20;
/// Deflate, no flags, no time, packed quickly, on no system in particular (RFC 1952, 2.3).
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 0xff];

/// Appends `parts`, one behind the other, as one gzip member, by codes that are `shared` with others of the file.
pub(crate) fn append_member(parts: &[&[u8]], shared: Option<&mut SharedCodes>, out: &mut Vec<u8>) {
    PACKER.with_borrow_mut(|Packer { deflater, input }| {
        input.clear();
        parts.iter().for_each(|part| input.extend_from_slice(part));
        let stored_below = if shared.is_some() {
            STORED_BELOW_ALIKE
        } else {
            STORED_BELOW
        };
        if input.len() < stored_below {
            out.reserve_exact(HEAD.len() + input.len() + 13);
            out.extend_from_slice(&HEAD);
            deflater.store(input, out);
        } else {
            out.extend_from_slice(&HEAD);
            deflater.deflate(input, shared, out);
        }
        out.extend_from_slice(&crc32fast::hash(input).to_le_bytes());
        out.extend_from_slice(&(input.len() as u32).to_le_bytes());
        if input.capacity() > KEPT_BUFFER {
            *input = Vec::new();
        }
    });
}

/// Decodes the gzip member at the start of `bytes`: its contents and its length in the file.
pub(crate) fn read_member(bytes: &[u8], limit: u64) -> Result<(Vec<u8>, u64), WarcError> {
    let mut decoder = flate2::bufread::GzDecoder::new(bytes);
    let mut contents = Vec::new();
    decoder
        .by_ref()
        .take(limit + 1)
        .read_to_end(&mut contents)
        .map_err(|_| WarcError::Gzip)?;
    if contents.len() as u64 > limit {
        return Err(WarcError::TooLarge);
    }
    let rest = decoder.into_inner();
    Ok((contents, (bytes.len() - rest.len()) as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_back_as_they_were_put_short_ones_and_long_ones() {
        let long = "示例省人民政府办公厅".repeat(5_000);
        for parts in [
            &[&b""[..]][..],
            &[b"HTTP/1.1 200 OK\r\n", b"", b"<p>"],
            &[long.as_bytes(), &[7; 70_000]],
        ] {
            let mut file = b"before".to_vec();
            append_member(parts, None, &mut file);
            let (contents, length) = read_member(&file[6..], 1 << 20).unwrap();
            assert_eq!(contents, parts.concat());
            assert_eq!(length as usize, file.len() - 6);
        }
    }
}
