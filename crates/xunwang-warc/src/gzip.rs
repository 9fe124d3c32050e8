//! One gzip member a record, with a compressor that each thread keeps: making one anew costs more than the record.

use std::cell::RefCell;
use std::io::Read;

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

use crate::WarcError;

/// Level 2 keeps a 26 KB page under the 8 KB budget; see the bench in the commit that set it.
const LEVEL: u32 = 2;

thread_local! {
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(LEVEL), false));
}

/// Appends `parts`, one behind the other, as one gzip member.
pub(crate) fn append_member(parts: &[&[u8]], out: &mut Vec<u8>) {
    out.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
    let mut crc = Crc::new();
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        for (index, part) in parts.iter().enumerate() {
            crc.update(part);
            let flush = if index + 1 == parts.len() {
                FlushCompress::Finish
            } else {
                FlushCompress::None
            };
            compress_part(compressor, part, flush, out);
        }
    });
    out.extend_from_slice(&crc.sum().to_le_bytes());
    out.extend_from_slice(&crc.amount().to_le_bytes());
}

fn compress_part(compressor: &mut Compress, part: &[u8], flush: FlushCompress, out: &mut Vec<u8>) {
    let mut rest = part;
    loop {
        out.reserve(rest.len() / 3 + 256);
        let before = compressor.total_in();
        let status = compressor
            .compress_vec(rest, out, flush)
            .expect("deflate accepts every input");
        rest = &rest[(compressor.total_in() - before) as usize..];
        let room = out.capacity() > out.len();
        match status {
            Status::StreamEnd => return,
            _ if flush == FlushCompress::None && rest.is_empty() && room => return,
            _ => {}
        }
    }
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
