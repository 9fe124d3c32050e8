//! Files with files in them: one part is taken out, changed and put back so that the outer form stays whole.

use std::io::{Cursor, Read, Write};

use arbitrary::{Result, Unstructured};
use flate2::Compression;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A package with one or two parts changed; now and then a part is missing, or there twice.
pub(super) fn package(
    bytes: &[u8],
    u: &mut Unstructured<'_>,
    mut change: impl FnMut(Vec<u8>, &mut Unstructured<'_>) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let mut parts = parts(bytes);
    for _ in 0..u.int_in_range(1..=2)? {
        if parts.is_empty() {
            break;
        }
        let at = u.int_in_range(0..=parts.len() - 1)?;
        match u.int_in_range(0..=12)? {
            0 => drop(parts.remove(at)),
            1 => {
                let name = u.choose(&parts)?.0.clone();
                parts[at].0 = name;
            }
            _ => parts[at].1 = change(std::mem::take(&mut parts[at].1), u)?,
        }
    }
    let method = if u.ratio(1, 4)? {
        CompressionMethod::Stored
    } else {
        CompressionMethod::Deflated
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in &parts {
        let options = SimpleFileOptions::default().compression_method(method);
        // A name that is there already is refused, which is as well.
        if zip.start_file(name.as_str(), options).is_ok() {
            let _ = zip.write_all(bytes);
        }
    }
    Ok(zip.finish().map(Cursor::into_inner).unwrap_or_default())
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    (0..archive.len())
        .filter_map(|index| {
            let mut file = archive.by_index(index).ok()?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).ok()?;
            Some((file.name().ok()?.into_owned(), bytes))
        })
        .collect()
}

/// A PDF with something changed: what is outside streams, or inside one that is packed.
pub(super) fn pdf(
    bytes: &[u8],
    u: &mut Unstructured<'_>,
    mut change: impl FnMut(Vec<u8>, &mut Unstructured<'_>) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let streams = streams(bytes);
    if streams.is_empty() || u.ratio(1, 2)? {
        return change(bytes.to_vec(), u);
    }
    let stream = u.choose(&streams)?.clone();
    let mut inner = Vec::new();
    let packed = ZlibDecoder::new(&bytes[stream.clone()])
        .take(4 << 20)
        .read_to_end(&mut inner)
        .is_ok();
    if !packed {
        inner = bytes[stream.clone()].to_vec();
    }
    let inner = change(inner, u)?;
    let mut outer = inner.clone();
    if packed {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        let _ = encoder.write_all(&inner);
        outer = encoder.finish().unwrap_or_default();
    }
    // What is longer than before moves all that follows; readers find objects again, or refuse.
    outer.resize(outer.len().max(stream.len()), b'\n');
    Ok([&bytes[..stream.start], &outer, &bytes[stream.end..]].concat())
}

/// Where the contents of streams stand.
fn streams(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let find = |from: usize, word: &[u8]| {
        let rest = bytes.get(from..)?;
        rest.windows(word.len())
            .position(|there| there == word)
            .map(|at| from + at)
    };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = find(from, b"stream\n").map(|at| at + 7)
        && let Some(end) = find(start, b"endstream")
    {
        found.push(start..end);
        from = end + 9;
    }
    found
}

/// A row of gzip members with the content of one changed.
pub(super) fn members(
    bytes: &[u8],
    u: &mut Unstructured<'_>,
    mut change: impl FnMut(Vec<u8>, &mut Unstructured<'_>) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let mut whole = Vec::new();
    let _ = MultiGzDecoder::new(bytes).read_to_end(&mut whole);
    // Records begin with their version; each is a member of its own.
    let mut starts: Vec<usize> = whole
        .windows(7)
        .enumerate()
        .filter(|(_, there)| *there == b"WARC/1.")
        .map(|(at, _)| at)
        .collect();
    starts.push(whole.len());
    let mut records: Vec<Vec<u8>> = starts
        .windows(2)
        .map(|two| whole[two[0]..two[1]].to_vec())
        .collect();
    if !records.is_empty() {
        let at = u.int_in_range(0..=records.len() - 1)?;
        records[at] = change(std::mem::take(&mut records[at]), u)?;
    }
    let mut made = Vec::new();
    for record in records {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let _ = encoder.write_all(&record);
        made.extend(encoder.finish().unwrap_or_default());
    }
    Ok(made)
}
