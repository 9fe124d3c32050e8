//! Cities as tiles (方格图): a plain frame where all passed, a heavy grey one with a marked corner where one failed, a
//! broken one where nothing was inspected; the rate and the number stand in the tile, so that no colour has to tell.

use super::Chart;
use super::canvas::{Anchor, Canvas};
use crate::figure::Value;

const HEIGHT: f64 = 46.0;
const GAP: f64 = 5.0;
const TOP: f64 = 26.0;

pub(super) fn draw(chart: &Chart) -> String {
    let mut canvas = Canvas::new(Chart::WIDTH, chart.number);
    legend(&mut canvas);
    let points: Vec<_> = chart.series.iter().flat_map(|series| &series.points).collect();
    let places = || points.iter().filter_map(|point| point.tile);
    let columns = places().map(|(column, _)| column + 1).max().unwrap_or(1);
    let rows = places().map(|(_, row)| row + 1).max().unwrap_or(0);
    // Few columns stand in the middle in tiles of the usual width, many are narrowed to the sheet.
    let width = (Chart::WIDTH / columns as f64 - GAP).min(80.0);
    let left = (Chart::WIDTH - columns as f64 * (width + GAP) + GAP) / 2.0;
    for point in points {
        let Some((column, row)) = point.tile else { continue };
        let x = left + column as f64 * (width + GAP);
        let y = TOP + row as f64 * (HEIGHT + GAP);
        let rate = point.figures.first().map(|figure| figure.value);
        let (fill, stroke, dash) = match rate {
            Some(Value::Rate(rate)) if rate.is_all() => PASSED,
            Some(Value::Rate(rate)) if rate.whole > 0 => FAILED,
            _ => UNSEEN,
        };
        canvas.rectangle((x, y), (width, HEIGHT), fill, stroke, dash);
        let middle = x + width / 2.0;
        let mut lines = point.figures.iter().map(|figure| figure.shown.as_str());
        canvas.words(
            (middle, y + 15.0),
            Anchor::Middle,
            10.5,
            &point.label,
            width - 8.0,
        );
        canvas.words(
            (middle, y + 28.0),
            Anchor::Middle,
            10.0,
            lines.next().unwrap_or("—"),
            width - 8.0,
        );
        if (fill, stroke, dash) == FAILED {
            canvas.corner((x + width, y), 8.0);
            let failed = format!("不合格{}家", lines.next().unwrap_or_default());
            canvas.words((middle, y + 40.0), Anchor::Middle, 8.5, &failed, width - 8.0);
        }
    }
    canvas.finish(TOP + rows as f64 * (HEIGHT + GAP))
}

/// Fill, width of the frame, its dashes.
type Look = (&'static str, f64, &'static str);

const PASSED: Look = ("#ffffff", 0.8, "");
const FAILED: Look = ("#e2e2e2", 2.0, "");
const UNSEEN: Look = ("#ffffff", 0.8, "3 2");

fn legend(canvas: &mut Canvas) {
    for (place, ((fill, stroke, dash), words)) in
        [(PASSED, "全部合格"), (FAILED, "有不合格"), (UNSEEN, "未检查")]
            .into_iter()
            .enumerate()
    {
        let x = 4.0 + 90.0 * place as f64;
        canvas.rectangle((x, 5.0), (18.0, 11.0), fill, stroke, dash);
        if stroke > 1.0 {
            canvas.corner((x + 18.0, 5.0), 6.0);
        }
        canvas.words((x + 24.0, 14.0), Anchor::Start, 10.0, words, 60.0);
    }
}
