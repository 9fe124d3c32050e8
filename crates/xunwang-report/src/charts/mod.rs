//! Charts (图示): values first, then SVG drawn by us; readable in black and white, told in words beside the picture.

#[cfg(feature = "render")]
mod bars;
#[cfg(feature = "render")]
mod canvas;
mod chart;
#[cfg(feature = "render")]
mod lines;
#[cfg(feature = "render")]
mod tiles;

#[cfg(feature = "render")]
use xunwang_domain::circular::ChartKind;

pub use chart::{Chart, Point, Series};

/// The chart as SVG (绘制图示): [`Chart::WIDTH`] points wide, self-contained, in the faces of the PDF.
#[cfg(feature = "render")]
pub fn svg(chart: &Chart) -> String {
    match chart.kind {
        ChartKind::PassRate | ChartKind::OnTime => lines::draw(chart),
        ChartKind::Problems => bars::draw(chart),
        ChartKind::Cities => tiles::draw(chart),
    }
}
