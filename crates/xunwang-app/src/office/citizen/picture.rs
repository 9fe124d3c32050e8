//! A citizen's picture made anew (图片重新编码): what is kept holds pixels only, no place, no time, no device, and nothing that
//! another program would run.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage};

/// Pixels of a picture as it comes.
const MOST_PIXELS: u64 = 40_000_000;
/// Bytes that its pixels take.
const MOST_MEMORY: u64 = 192 * 1024 * 1024;
/// Longest side of what is kept.
const SIDE: u32 = 1_600;
/// Quality of what is kept.
const QUALITY: u8 = 82;

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PictureError {
    /// Of another kind.
    #[error("不是JPEG、PNG或WebP图片；请改用截图或相机照片")]
    Kind,
    /// It says that it is larger than we open.
    #[error("像素太多（超过4000万）；请缩小或截取有问题的部分")]
    Large,
    /// It cannot be read to the end.
    #[error("已损坏，打不开；请重新截图或拍照")]
    Broken,
}

/// The picture as a JPEG of pixels only, upright, no side longer than 1600.
///
/// # Errors
/// It is of another kind, too large, or broken.
pub(super) fn made_anew(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|_| PictureError::Broken)?;
    if !matches!(
        reader.format(),
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)
    ) {
        return Err(PictureError::Kind);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PictureError::Broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(PictureError::Large);
    }
    let upright = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Broken)?;
    let mut picture = if width.max(height) > SIDE {
        picture.resize(SIDE, SIDE, FilterType::Triangle)
    } else {
        picture
    };
    picture.apply_orientation(upright);
    let mut out = Vec::new();
    on_white(&picture)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))
        .map_err(|_| PictureError::Broken)?;
    Ok(out)
}

/// What one sees through shows white, as on paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [red, green, blue, alpha] = seen.get_pixel(x, y).0;
        let mixed = |colour: u8| {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([mixed(red), mixed(green), mixed(blue)])
    })
}

#[cfg(test)]
mod tests;
