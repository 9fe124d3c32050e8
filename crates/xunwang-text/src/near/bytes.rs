//! The index as bytes (索引文件): `XWNEAR`, a version, a digest, then the parts, each with its length. Little-endian.

use super::index::NearIndex;
use super::recent::Recent;
use super::segment::Segment;

const MAGIC: &[u8; 6] = b"XWNEAR";
/// Changes with the format, and with what a signature is: an index of another version is built anew.
const VERSION: u16 = 1;

/// Bytes that are no index of this version (索引无法读取): it must be built anew from the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadableIndex {
    /// No index at all, or cut off, or changed.
    Damaged,
    /// Of another version.
    OtherVersion(u16),
}

impl std::fmt::Display for UnreadableIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Damaged => f.write_str("相似索引已损坏，请由正文重新建立。"),
            Self::OtherVersion(version) => write!(
                f,
                "相似索引是第{version}版，现用第{VERSION}版，请由正文重新建立。"
            ),
        }
    }
}

impl std::error::Error for UnreadableIndex {}

impl NearIndex {
    /// The whole index as bytes (写出).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.bytes());
        put(&mut body, &self.ids, |id| id.to_le_bytes());
        put(&mut body, &self.digests, |digest| digest.to_le_bytes());
        put(&mut body, &self.sizes, |size| size.to_le_bytes());
        let recent = (self.recent.slots() > 0).then(|| self.recent.sealed());
        let segments: Vec<&Segment> = self.segments.iter().chain(&recent).collect();
        body.extend((segments.len() as u64).to_le_bytes());
        for segment in segments {
            body.extend(segment.base.to_le_bytes());
            body.extend(segment.slots.to_le_bytes());
            body.extend(segment.postings.to_le_bytes());
            body.push(segment.width);
            put(&mut body, &segment.heads, |head| head.to_le_bytes());
            put(&mut body, &segment.offsets, |offset| offset.to_le_bytes());
            put(&mut body, &segment.body, |byte| [*byte]);
        }
        let mut bytes = Vec::with_capacity(body.len() + 16);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(digest(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    /// An index from its bytes (读入).
    ///
    /// # Errors
    /// [`UnreadableIndex`] where the bytes are damaged or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, UnreadableIndex> {
        let mut rest = bytes;
        if take::<6>(&mut rest) != Some(*MAGIC) {
            return Err(UnreadableIndex::Damaged);
        }
        let version = take(&mut rest)
            .map(u16::from_le_bytes)
            .ok_or(UnreadableIndex::Damaged)?;
        if version != VERSION {
            return Err(UnreadableIndex::OtherVersion(version));
        }
        let expected = take(&mut rest).map(u64::from_le_bytes);
        if expected != Some(digest(rest)) {
            return Err(UnreadableIndex::Damaged);
        }
        parts(rest).ok_or(UnreadableIndex::Damaged)
    }
}

fn parts(mut rest: &[u8]) -> Option<NearIndex> {
    let rest = &mut rest;
    let mut index = NearIndex {
        ids: get(rest, u64::from_le_bytes)?,
        digests: get(rest, u64::from_le_bytes)?,
        sizes: get(rest, u16::from_le_bytes)?,
        ..NearIndex::default()
    };
    let count = u64::from_le_bytes(take(rest)?);
    for _ in 0..count {
        index.segments.push(Segment {
            base: u32::from_le_bytes(take(rest)?),
            slots: u32::from_le_bytes(take(rest)?),
            postings: u64::from_le_bytes(take(rest)?),
            width: *rest.split_off_first()?,
            heads: get(rest, u32::from_le_bytes)?,
            offsets: get(rest, u32::from_le_bytes)?,
            body: get(rest, u8::from_le_bytes)?,
        });
    }
    let slots: usize = index.segments.iter().map(|segment| segment.slots as usize).sum();
    let is_whole = index.ids.len() == slots && index.digests.len() == slots && index.sizes.len() == slots;
    index.recent = Recent::from(slots as u32);
    (is_whole && rest.is_empty() && index.segments.iter().all(|segment| segment.width <= 4)).then_some(index)
}

fn put<T, const N: usize>(bytes: &mut Vec<u8>, values: &[T], to: impl Fn(&T) -> [u8; N]) {
    bytes.extend((values.len() as u64).to_le_bytes());
    bytes.extend(values.iter().flat_map(to));
}

fn get<T, const N: usize>(rest: &mut &[u8], from: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
    let count = usize::try_from(u64::from_le_bytes(take(rest)?)).ok()?;
    let bytes = rest.split_off(..count.checked_mul(N)?)?;
    let (values, _) = bytes.as_chunks::<N>();
    Some(values.iter().map(|value| from(*value)).collect())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    rest.split_off(..N)?.try_into().ok()
}

fn digest(bytes: &[u8]) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = bytes.as_chunks::<8>();
    let whole = words.iter().fold(bytes.len() as u64, |digest, word| {
        (digest.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(MIX)
    });
    rest.iter().fold(whole, |digest, byte| {
        (digest.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(MIX)
    })
}
