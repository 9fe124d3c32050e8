//! Charts as pictures (图示图片): the same picture dot by dot, but for the last shade that another processor may round.

use super::{Difference, read, whole};

/// Shades of 256 by which a dot may differ: edges of letters do, a changed digit goes from black to white.
const SHADES: u8 = 96;

/// The pictures of a DOCX that do not show what they should (核验图片).
pub(super) fn compare(expected: &[u8], found: &[u8], differences: &mut Vec<Difference>) {
    let (Ok(expected), Ok(found)) = (read::pictures(expected, ".png"), read::pictures(found, ".png")) else {
        return;
    };
    if expected.len() != found.len() {
        let number = |pictures: &[(String, Vec<u8>)]| format!("{}幅图", pictures.len());
        differences.push(whole("DOCX", "图示", &number(&expected), &number(&found)));
        return;
    }
    for ((name, drawn), (_, shown)) in expected.iter().zip(&found) {
        if drawn != shown && !is_alike(drawn, shown) {
            differences.push(whole("DOCX", name, "按数据绘制的图", "改动过的图"));
        }
    }
}

fn is_alike(one: &[u8], other: &[u8]) -> bool {
    match (dots(one), dots(other)) {
        (Some((size, one)), Some((other_size, other))) => {
            size == other_size && one.iter().zip(&other).all(|(a, b)| a.abs_diff(*b) <= SHADES)
        }
        _ => false,
    }
}

/// Size and dots of a PNG, three bytes a dot; none where it is something else or larger than any chart.
fn dots(bytes: &[u8]) -> Option<((u32, u32), Vec<u8>)> {
    const MOST: usize = 64 << 20;
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().ok()?;
    let size = reader.output_buffer_size().filter(|size| *size <= MOST)?;
    let mut dots = vec![0; size];
    let info = reader.next_frame(&mut dots).ok()?;
    (info.color_type == png::ColorType::Rgb).then_some(((info.width, info.height), dots))
}
