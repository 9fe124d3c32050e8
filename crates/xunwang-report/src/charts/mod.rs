//! Charts (图示): values first, then SVG drawn by us; readable in black and white, told in words beside the picture.

mod bars;
mod canvas;
mod chart;
mod lines;
mod tiles;

use xunwang_domain::circular::ChartKind;

pub use chart::{Chart, Point, Series};

/// The chart as SVG (绘制图示): [`Chart::WIDTH`] points wide, self-contained, in the faces of the PDF.
pub fn svg(chart: &Chart) -> String {
    match chart.kind {
        ChartKind::PassRate | ChartKind::OnTime => lines::draw(chart),
        ChartKind::Problems => bars::draw(chart),
        ChartKind::Cities => tiles::draw(chart),
    }
}
