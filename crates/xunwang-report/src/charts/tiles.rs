//! Cities as tiles (方格图): a plain frame where all passed, a heavy grey one with a marked corner where one failed, a
//! broken one where nothing was inspected; the rate and the number stand in the tile, so that no colour has to tell.

use super::Chart;
use super::canvas::{Anchor, Canvas};
use crate::figure::Value;

const HEIGHT: f64 = 46.0;
const WIDTH: f64 = 80.0;
const GAP: f64 = 5.0;
const TOP: f64 = 26.0;
/// A map is never taller than a page has room for: of many rows each is lower.
const ROOM: f64 = 540.0;

pub(super) fn draw(chart: &Chart) -> String {
    let mut canvas = Canvas::new(Chart::WIDTH, chart.number);
    legend(&mut canvas);
    let points: Vec<_> = chart.series.iter().flat_map(|series| &series.points).collect();
    let places = || points.iter().filter_map(|point| point.tile);
    let columns = places().map(|(column, _)| column + 1).max().unwrap_or(1);
    let rows = places().map(|(_, row)| row + 1).max().unwrap_or(1);
    let gap = GAP
        .min(ROOM / rows as f64 / 8.0)
        .min(Chart::WIDTH / columns as f64 / 8.0);
    let height = (ROOM / rows as f64 - gap).min(HEIGHT);
    // Few columns stand in the middle in tiles of the usual width, many are narrowed to the sheet.
    let width = (Chart::WIDTH / columns as f64 - gap).min(WIDTH);
    let left = (Chart::WIDTH - columns as f64 * (width + gap) + gap) / 2.0;
    let scale = height / HEIGHT;
    for point in points {
        let Some((column, row)) = point.tile else { continue };
        let x = left + column as f64 * (width + gap);
        let y = TOP + row as f64 * (height + gap);
        let rate = point.figures.first().map(|figure| figure.value);
        let (fill, stroke, dash) = match rate {
            Some(Value::Rate(rate)) if rate.is_all() => PASSED,
            Some(Value::Rate(rate)) if rate.whole > 0 => FAILED,
            _ => UNSEEN,
        };
        canvas.rectangle((x, y), (width, height), fill, stroke, dash);
        let mut lines = point.figures.iter().map(|figure| figure.shown.as_str());
        let room = width * 0.9;
        let mut line = |down: f64, size: f64, words: &str| {
            let at = (x + width / 2.0, y + down * scale);
            canvas.words(at, Anchor::Middle, size * scale, words, room);
        };
        line(15.0, 10.5, &point.label);
        line(28.0, 10.0, lines.next().unwrap_or("—"));
        if (fill, stroke, dash) == FAILED {
            line(
                40.0,
                8.5,
                &format!("不合格{}家", lines.next().unwrap_or_default()),
            );
            canvas.corner((x + width, y), 8.0 * scale);
        }
    }
    canvas.finish(TOP + rows as f64 * (height + gap))
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
