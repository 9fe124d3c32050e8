//! Pictures in, pictures out.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _, Rgb, Rgba, RgbaImage};

use super::*;

/// A JPEG with an EXIF block that says: turn it by 90°, made by this telephone, at this place.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([250, 10, 10])
        } else {
            Rgb([10, 10, 250])
        }
    });
    let mut plain = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut plain, 90))
        .unwrap();
    // TIFF: orientation 6, the maker (its text at 68), and a GPS block (at 50) that names the northern hemisphere.
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x03".to_vec();
    exif.extend(b"\x01\x0f\0\x02\0\0\0\x0c\0\0\0\x44");
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x32");
    exif.extend(b"\0\0\0\0");
    exif.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    exif.extend(b"SECRETPHONE\0");
    let length = u16::try_from(exif.len() + 2).unwrap();
    let mut whole = plain[..2].to_vec();
    whole.extend([0xff, 0xe1]);
    whole.extend(length.to_be_bytes());
    whole.extend(exif);
    whole.extend(&plain[2..]);
    whole
}

fn opened(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().to_rgb8()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn place_time_and_device_are_gone_and_the_picture_stands_upright() {
    let photo = photo(400, 200);
    assert!(contains(&photo, b"SECRETPHONE") && contains(&photo, b"Exif"));
    let made = made_anew(&photo).unwrap();
    for part in [&b"SECRETPHONE"[..], b"Exif", b"GPS", b"\xff\xe1"] {
        assert!(!contains(&made, part), "{part:?}");
    }
    let picture = opened(&made);
    assert_eq!(picture.dimensions(), (200, 400), "turned by 90°");
    let (top, bottom) = (picture.get_pixel(100, 50).0, picture.get_pixel(100, 350).0);
    assert!(top[0] > 200 && bottom[2] > 200, "{top:?} {bottom:?}");
}

#[test]
fn large_pictures_become_small_and_transparent_ones_white() {
    let large = RgbaImage::from_pixel(3200, 800, Rgba([0, 0, 0, 0]));
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(large.as_raw(), 3200, 800, ExtendedColorType::Rgba8)
        .unwrap();
    let picture = opened(&made_anew(&png).unwrap());
    assert_eq!(picture.dimensions(), (1600, 400));
    assert!(picture.get_pixel(800, 200).0.iter().all(|colour| *colour > 250));
}

#[test]
fn what_is_no_picture_or_too_large_is_refused() {
    assert_eq!(made_anew(b""), Err(PictureError::Kind));
    assert_eq!(made_anew(b"GIF89a\x01\0\x01\0"), Err(PictureError::Kind));
    assert_eq!(
        made_anew(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        Err(PictureError::Kind)
    );
    let photo = photo(400, 200);
    assert_eq!(made_anew(&photo[..photo.len() / 8]), Err(PictureError::Broken));
    // A few bytes that say they are 60,000 by 60,000 pixels.
    let mut bomb = Vec::new();
    PngEncoder::new(&mut bomb)
        .write_image(&[0; 3], 1, 1, ExtendedColorType::Rgb8)
        .unwrap();
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let sum = crc32fast::hash(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    assert!(matches!(
        made_anew(&bomb),
        Err(PictureError::Large | PictureError::Broken)
    ));
}
