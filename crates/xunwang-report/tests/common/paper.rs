//! A finished PDF, measured: every glyph with its place, size and face, in millimetres from the upper left corner.

use std::collections::BTreeMap;

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect, Shape};

pub(crate) const MM: f64 = 72.0 / 25.4;

/// A page as a reader with a ruler sees it.
pub(crate) struct Sheet {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) letters: Vec<Letter>,
    /// Everything drawn that is no letter: rules, frames, shapes of charts.
    pub(crate) shapes: Vec<Rect>,
}

#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) text: String,
    /// Left edge of its box.
    pub(crate) x: f64,
    /// Right edge of its box.
    pub(crate) end: f64,
    /// Its base line, from the top.
    pub(crate) y: f64,
    /// In points.
    pub(crate) size: f64,
    pub(crate) face: String,
    /// What is really black.
    pub(crate) ink: Rect,
}

/// Letters of one base line from left to right.
pub(crate) struct Line {
    pub(crate) y: f64,
    pub(crate) letters: Vec<Letter>,
}

pub(crate) fn open(pdf: &[u8]) -> Pdf {
    Pdf::new(pdf.to_vec()).unwrap_or_else(|error| panic!("{error:?}"))
}

/// All pages, measured.
pub(crate) fn sheets(pdf: &[u8]) -> Vec<Sheet> {
    let pdf = open(pdf);
    let cache = InterpreterCache::new();
    let measured = pdf.pages().iter().map(|page| {
        let (width, height) = page.render_dimensions();
        let mut ruler = Ruler::default();
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, width.into(), height.into()),
            &cache,
            page.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut ruler);
        Sheet {
            width: f64::from(width) / MM,
            height: f64::from(height) / MM,
            letters: ruler.letters,
            shapes: ruler.shapes,
        }
    });
    measured.collect()
}

impl Sheet {
    pub(crate) fn lines(&self) -> Vec<Line> {
        let mut lines: BTreeMap<i64, Vec<Letter>> = BTreeMap::new();
        for letter in self
            .letters
            .iter()
            .filter(|letter| !letter.text.trim().is_empty())
        {
            lines
                .entry((letter.y * 10.0).round() as i64)
                .or_default()
                .push(letter.clone());
        }
        let line = |(_, mut letters): (i64, Vec<Letter>)| {
            letters.sort_by(|a, b| a.x.total_cmp(&b.x));
            Line {
                y: letters[0].y,
                letters,
            }
        };
        lines.into_iter().map(line).collect()
    }

    /// The first line that holds these words.
    pub(crate) fn line(&self, words: &str) -> Line {
        let found = self.lines().into_iter().find(|line| line.text().contains(words));
        found.unwrap_or_else(|| panic!("no line says {words}:\n{}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        self.lines().iter().map(Line::text).collect::<Vec<_>>().join("\n")
    }
}

impl Line {
    pub(crate) fn text(&self) -> String {
        self.letters.iter().map(|letter| letter.text.as_str()).collect()
    }

    pub(crate) fn start(&self) -> f64 {
        self.letters[0].x
    }

    pub(crate) fn end(&self) -> f64 {
        self.letters[self.letters.len() - 1].end
    }

    /// All its letters in this face and size.
    pub(crate) fn is_set_in(&self, face: &str, size: f64) -> bool {
        self.letters
            .iter()
            .all(|letter| letter.face.contains(face) && (letter.size - size).abs() < 0.05)
    }
}

#[derive(Default)]
struct Ruler {
    letters: Vec<Letter>,
    shapes: Vec<Rect>,
}

fn in_millimetres(area: Rect) -> Rect {
    Rect::new(area.x0 / MM, area.y0 / MM, area.x1 / MM, area.y1 / MM)
}

impl<'a> Device<'a> for Ruler {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        mode: &GlyphDrawMode,
    ) {
        let (Glyph::Outline(outline), GlyphDrawMode::Fill) = (glyph, mode) else {
            return;
        };
        let place = transform * glyph_transform;
        let at = |x: f64, y: f64| place * Point::new(x, y);
        let advance = f64::from(outline.advance_width().unwrap_or(1000.0));
        let (origin, end, top) = (at(0.0, 0.0), at(advance, 0.0), at(0.0, 1000.0));
        self.letters.push(Letter {
            text: match glyph.as_unicode() {
                Some(BfString::Char(letter)) => letter.to_string(),
                Some(BfString::String(text)) => text,
                None => String::new(),
            },
            x: origin.x / MM,
            end: end.x / MM,
            y: origin.y / MM,
            size: (top - origin).hypot(),
            face: outline
                .font_data()
                .and_then(|font| font.postscript_name)
                .unwrap_or_default(),
            ink: in_millimetres((place * outline.outline()).bounding_box()),
        });
    }

    fn draw_path(&mut self, path: &BezPath, transform: Affine, _: &Paint<'a>, _: &PathDrawMode) {
        self.shapes
            .push(in_millimetres((transform * path.clone()).bounding_box()));
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// UTF-16 with a mark, or the document's own bytes.
pub(crate) fn words(text: &PdfString<'_>) -> String {
    let bytes = text.as_bytes();
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(rest) => {
            let units: Vec<u16> = rest
                .chunks(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

pub(crate) fn catalogue(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap()
}

/// The bookmarks in order, with two blanks before those of the second level; each leads somewhere.
pub(crate) fn bookmarks(pdf: &Pdf) -> Vec<String> {
    let mut titles = Vec::new();
    let title = |entry: &Dict<'_>| {
        assert!(
            entry.contains_key("Dest") || entry.contains_key("A"),
            "a bookmark leads somewhere"
        );
        words(&entry.get::<PdfString<'_>>("Title").unwrap())
            .trim()
            .to_owned()
    };
    let outlines = catalogue(pdf).get::<Dict<'_>>("Outlines");
    let mut level = outlines.and_then(|root| root.get::<Dict<'_>>("First"));
    while let Some(entry) = level {
        titles.push(title(&entry));
        let mut below = entry.get::<Dict<'_>>("First");
        while let Some(entry) = below {
            titles.push(format!("  {}", title(&entry)));
            below = entry.get::<Dict<'_>>("Next");
        }
        level = entry.get::<Dict<'_>>("Next");
    }
    titles
}
