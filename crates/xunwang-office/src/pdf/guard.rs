//! A PDF is looked over before anything parses it. The parser decodes streams without a limit, so every stream is
//! weighed first: pictures and giants are blinded (the parser then finds no stream there), bombs refused. What cannot be
//! weighed, being encrypted or packed in other ways, may only be small.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

use crate::{Refusal, limits};

/// How far before its data a stream's dictionary may begin, in bytes.
const HEADER_BYTES: usize = 8 << 10;

/// What the parser may see of the file.
pub(super) struct Looked {
    pub(super) bytes: Vec<u8>,
    /// How many streams of page descriptions were too large to be read.
    pub(super) giants: usize,
}

/// Weighs every stream of the file.
pub(super) fn look_over(file: &[u8]) -> Result<Looked, Refusal> {
    let mut bytes = file.to_vec();
    let (mut unpacked, mut sealed, mut ill, mut giants) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut last_end, mut has_no_end) = (None, false);
    let ends = memmem::Finder::new(b"endstream");
    let mut from = 0;
    while let Some(at) = memmem::find(&file[from..], b"stream").map(|at| from + at) {
        from = at + 6;
        let Some(start) = data_start(file, at) else {
            continue;
        };
        let end = if has_no_end {
            None
        } else {
            ends.find(&file[start..]).map(|end| start + end)
        };
        has_no_end |= end.is_none();
        if end.is_none() || end == last_end {
            ill += 1;
            if ill > limits::ILL_STREAMS {
                return Err(Refusal::damaged("数据流没有结尾"));
            }
        }
        last_end = end;
        let header = header(file, at);
        let end = end.unwrap_or(file.len());
        let blind = if is_picture(header) {
            true
        } else {
            match weigh(&file[start..]) {
                Some(weight) if weight > limits::STREAM_BYTES => {
                    giants += 1;
                    true
                }
                Some(weight) => {
                    unpacked += weight;
                    // A stream packed more than once weighs more than its outer wrapping.
                    packings(header) > 1
                }
                None if packings(header) == 0 => false,
                None if end - start > limits::SEALED_STREAM_BYTES || packings(header) > 1 => true,
                None => {
                    sealed += end - start;
                    false
                }
            }
        };
        if unpacked > limits::STREAMS_BYTES {
            return Err(Refusal::bomb());
        }
        if sealed > limits::SEALED_BYTES {
            return Err(Refusal::too_large("文件加了密，内容又多，读取前无法确认是否安全"));
        }
        if blind {
            bytes[at] = b'x';
            bytes[start..end].fill(b'0');
            from = from.max(end);
        }
    }
    Ok(Looked { bytes, giants })
}

/// Where the data begin, if the word at `at` begins a stream.
fn data_start(file: &[u8], at: usize) -> Option<usize> {
    if file[..at].ends_with(b"end") {
        return None;
    }
    match file.get(at + 6..)? {
        [b'\r', b'\n', ..] => Some(at + 8),
        [b'\n' | b'\r', ..] => Some(at + 7),
        _ => None,
    }
}

/// The bytes of the object before its data.
fn header(file: &[u8], at: usize) -> &[u8] {
    let window = &file[at.saturating_sub(HEADER_BYTES)..at];
    memmem::rfind(window, b"obj").map_or(window, |begins| &window[begins..])
}

fn is_picture(header: &[u8]) -> bool {
    memmem::find_iter(header, b"/Subtype").any(|at| {
        let value = header[at + 8..].trim_ascii_start();
        value
            .strip_prefix(b"/Image")
            .is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
    })
}

/// How often the data may be packed, as far as the dictionary tells; a name in disguise counts as one.
fn packings(header: &[u8]) -> usize {
    let count = |name: &[u8]| memmem::find_iter(header, name).count();
    let is_elsewhere = memmem::find_iter(header, b"/Filter").any(|at| {
        header[at + 7..]
            .trim_ascii_start()
            .first()
            .is_some_and(u8::is_ascii_digit)
    });
    count(b"Flate")
        + count(b"/Fl ")
        + count(b"/Fl]")
        + count(b"/Fl/")
        + count(b"LZW")
        + count(b"RunLength")
        + count(b"/RL")
        + usize::from(is_elsewhere || header.contains(&b'#'))
}

/// Size of what begins here after decompression, at most just above the limit; `None` where it is not compressed so.
fn weigh(data: &[u8]) -> Option<usize> {
    let with_head = data.len() > 2
        && data[0] & 0x0f == 8
        && (u16::from(data[0]) << 8 | u16::from(data[1])).is_multiple_of(31);
    if !with_head {
        return None;
    }
    let mut decoder = Decompress::new(true);
    let mut buffer = [0; 32 << 10];
    loop {
        let (taken, given) = (decoder.total_in(), decoder.total_out());
        let input = data.get(taken as usize..)?;
        let status = decoder.decompress(input, &mut buffer, FlushDecompress::None);
        let total = usize::try_from(decoder.total_out()).unwrap_or(usize::MAX);
        let stands_still = decoder.total_in() == taken && decoder.total_out() == given;
        match status {
            _ if total > limits::STREAM_BYTES => return Some(total),
            Ok(Status::Ok) if !stands_still => {}
            Err(_) if total == 0 => return None,
            _ => return Some(total),
        }
    }
}
