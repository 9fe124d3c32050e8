//! Charts as pictures (图示图片): 300 dots an inch, for programs that cannot show SVG.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

use super::RenderError;
use super::fonts::{SANS, drawn};
use crate::charts::{Chart, svg};

const DOTS_AN_INCH: f32 = 300.0;
const POINTS_AN_INCH: f32 = 72.0;
const DOTS_A_METRE: u32 = 11_811;

/// Only the embedded face: the same picture on every machine.
static FACES: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut faces = Database::new();
    faces.load_font_source(Source::Binary(Arc::new(SANS)));
    Arc::new(faces)
});

/// The chart as PNG with its size in print (生成图片).
pub(super) fn png(chart: &Chart) -> Result<Vec<u8>, RenderError> {
    let refused = |reason: &dyn std::fmt::Display| RenderError::new("PNG", reason);
    let options = Options {
        fontdb: Arc::clone(&FACES),
        ..Options::default()
    };
    let drawing = svg(&chart.with_labels(drawn));
    let tree = Tree::from_str(&drawing, &options).map_err(|error| refused(&error))?;
    let scale = DOTS_AN_INCH / POINTS_AN_INCH;
    let size = tree
        .size()
        .to_int_size()
        .scale_by(scale)
        .ok_or_else(|| refused(&"图的大小不对"))?;
    let mut picture =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| refused(&"图太大，放不进内存"))?;
    picture.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    // On white ground nothing is left transparent.
    let colours: Vec<u8> = picture
        .data()
        .chunks_exact(4)
        .flat_map(|dot| dot.iter().copied().take(3))
        .collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, size.width(), size.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: DOTS_A_METRE,
        yppu: DOTS_A_METRE,
        unit: png::Unit::Meter,
    }));
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&colours));
    written.map_err(|error| refused(&error))?;
    Ok(out)
}
