//! One gzip member a record, with a compressor that each thread keeps: making one anew costs more than the record.

use std::cell::RefCell;
use std::io::Read;

use libdeflater::{CompressionLvl, Compressor};

use crate::WarcError;

/// Pages of the benchmark fleet (25 KB): libdeflate 1 takes 90 µs and leaves 6,974 bytes; zlib-rs 2 takes 168 µs and
/// leaves 7,043, zlib-rs 1 takes 77 µs and leaves 8,251 (one run, one core).
const LEVEL: i32 = 1;
/// Shorter records are stored as they are: packing one takes 15 µs and would save 300 bytes.
const STORED_BELOW: usize = 1 << 10;

thread_local! {
    static PACKER: RefCell<Packer> = RefCell::new(Packer { packing: compressor(LEVEL), storing: compressor(0), input: Vec::new(), output: Vec::new() });
}

fn compressor(level: i32) -> Compressor {
    Compressor::new(CompressionLvl::new(level).expect("a level that exists"))
}

struct Packer {
    packing: Compressor,
    storing: Compressor,
    input: Vec<u8>,
    output: Vec<u8>,
}

/// Buffers that grew for a large record are given back.
const KEPT_BUFFER: usize = 1 << 20;

/// Appends `parts`, one behind the other, as one gzip member.
pub(crate) fn append_member(parts: &[&[u8]], out: &mut Vec<u8>) {
    PACKER.with_borrow_mut(|packer| {
        packer.input.clear();
        parts.iter().for_each(|part| packer.input.extend_from_slice(part));
        let compressor = if packer.input.len() < STORED_BELOW {
            &mut packer.storing
        } else {
            &mut packer.packing
        };
        let bound = compressor.gzip_compress_bound(packer.input.len());
        if packer.output.len() < bound {
            packer.output.resize(bound, 0);
        }
        let length = compressor
            .gzip_compress(&packer.input, &mut packer.output)
            .expect("the bound is large enough for every input");
        out.extend_from_slice(&packer.output[..length]);
        if packer.output.len() > KEPT_BUFFER {
            packer.input = Vec::new();
            packer.output = Vec::new();
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
