//! A sheet of SVG (画布): shapes and words by point, escaped; ink, one accent, and hatching in place of more colours.

use std::fmt::Write as _;

use crate::render::{text_width, xml};

/// Dark enough to print black.
pub(super) const INK: &str = "#1a1a1a";
/// The accent; as a grey it is a dark one.
pub(super) const ACCENT: &str = "#1f5aa6";
/// Rules and frames.
pub(super) const RULE: &str = "#767676";

/// Faces in the order of preference: the one of the PDF first.
const FACES: &str = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, SimHei, sans-serif";

/// A drawing in the making.
pub(super) struct Canvas {
    shapes: String,
    width: f64,
    hatch: String,
}

/// Where words stand to their point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Canvas {
    /// An empty sheet for a chart of that number: several may stand in one page, and ids must differ.
    pub(super) fn new(width: f64, number: usize) -> Self {
        Self {
            shapes: String::new(),
            width,
            hatch: format!("hatch{number}"),
        }
    }

    /// The fill of hatched shapes.
    pub(super) fn hatched(&self) -> String {
        format!("url(#{})", self.hatch)
    }

    /// A line; `dash` is empty for a solid one.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str, width: f64, dash: &str) {
        let dash = dashed(dash);
        let _ = write!(
            self.shapes,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-width=\"{width}\"{dash}/>",
            from.0, from.1, to.0, to.1
        );
    }

    /// A rectangle at its upper left corner; `fill` is a colour, `none` or [`Self::hatched`].
    pub(super) fn rectangle(
        &mut self,
        at: (f64, f64),
        size: (f64, f64),
        fill: &str,
        stroke: f64,
        dash: &str,
    ) {
        let dash = dashed(dash);
        let _ = write!(
            self.shapes,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{fill}\" stroke=\"{INK}\" stroke-width=\"{stroke}\"{dash}/>",
            at.0, at.1, size.0, size.1
        );
    }

    /// A filled disc.
    pub(super) fn disc(&mut self, at: (f64, f64)) {
        let _ = write!(
            self.shapes,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{ACCENT}\"/>",
            at.0, at.1
        );
    }

    /// A hollow square.
    pub(super) fn square(&mut self, (x, y): (f64, f64)) {
        let _ = write!(
            self.shapes,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"6\" height=\"6\" fill=\"#ffffff\" stroke=\"{INK}\" stroke-width=\"1.2\"/>",
            x - 3.0,
            y - 3.0
        );
    }

    /// A filled triangle in the upper right corner of a tile.
    pub(super) fn corner(&mut self, (x, y): (f64, f64), size: f64) {
        let _ = write!(
            self.shapes,
            "<path d=\"M{:.1} {y:.1}H{x:.1}V{:.1}Z\" fill=\"{INK}\"/>",
            x - size,
            y + size
        );
    }

    /// Words on a base line, narrowed where they are wider than `most`.
    pub(super) fn words(&mut self, at: (f64, f64), anchor: Anchor, size: f64, words: &str, most: f64) {
        self.text(at, anchor, size, words, most, "");
    }

    /// Words over rules and lines: a white edge keeps them readable.
    pub(super) fn words_on_lines(&mut self, at: (f64, f64), size: f64, words: &str) {
        let edge = " paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"3\"";
        self.text(at, Anchor::Middle, size, words, 60.0, edge);
    }

    fn text(&mut self, at: (f64, f64), anchor: Anchor, size: f64, words: &str, most: f64, edge: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let natural = text_width(words) * size;
        let size = if natural > most {
            size * most / natural
        } else {
            size
        };
        let _ = write!(
            self.shapes,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{size:.1}\" text-anchor=\"{anchor}\" fill=\"{INK}\"{edge}>{}</text>",
            at.0,
            at.1,
            xml(words)
        );
    }

    /// The finished drawing.
    pub(super) fn finish(self, height: f64) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
             font-family=\"{FACES}\"><defs><pattern id=\"{hatch}\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"5\" height=\"5\" fill=\"#ffffff\"/><path d=\"M0 5L5 0\" stroke=\"{INK}\" stroke-width=\"1\"/></pattern></defs>{}</svg>",
            self.shapes,
            width = self.width,
            hatch = self.hatch,
        )
    }
}

fn dashed(dash: &str) -> String {
    if dash.is_empty() {
        String::new()
    } else {
        format!(" stroke-dasharray=\"{dash}\"")
    }
}
