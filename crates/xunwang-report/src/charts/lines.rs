//! Rates over the quarters (走势图): a solid line with discs, a dashed one with squares, every value written where it fits.

use super::Chart;
use super::canvas::{ACCENT, Anchor, Canvas, INK, RULE};
use crate::figure::{Figured, Value};

const HEIGHT: f64 = 206.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 168.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = Chart::WIDTH - 22.0;
/// So many values fit beside each other; of more, every second (third …) is written, and always the last.
const LABELS: usize = 10;

pub(super) fn draw(chart: &Chart) -> String {
    let mut canvas = Canvas::new(Chart::WIDTH, chart.number);
    let quarters = chart
        .series
        .iter()
        .map(|series| series.points.len())
        .max()
        .unwrap_or_default();
    let every = quarters.div_ceil(LABELS).max(1);
    let is_told =
        |index: usize| index + 1 == quarters || index.is_multiple_of(every) && index + every <= quarters;
    let across = |index: usize| {
        LEFT + 20.0 + (RIGHT - LEFT - 40.0) * index as f64 / quarters.saturating_sub(1).max(1) as f64
    };
    let (lowest, step) = scale(chart);
    let up = |percent: f64| BOTTOM - (BOTTOM - TOP) * (percent - lowest) / (100.0 - lowest);

    let mut tick = 100.0;
    while tick > lowest - step / 2.0 {
        let y = up(tick);
        canvas.line(
            (LEFT, y),
            (RIGHT, y),
            RULE,
            if tick <= lowest { 1.0 } else { 0.4 },
            "",
        );
        canvas.words((LEFT - 5.0, y + 3.5), Anchor::End, 9.0, &format!("{tick}%"), 40.0);
        tick -= step;
    }
    for (index, point) in chart
        .series
        .iter()
        .flat_map(|series| series.points.iter().enumerate())
        .take(quarters)
    {
        if is_told(index) {
            let (year, quarter) = point.label.split_once('年').unwrap_or(("", &point.label));
            canvas.words((across(index), BOTTOM + 13.0), Anchor::Middle, 9.0, quarter, 60.0);
            if !year.is_empty() {
                canvas.words(
                    (across(index), BOTTOM + 25.0),
                    Anchor::Middle,
                    9.0,
                    &format!("{year}年"),
                    60.0,
                );
            }
        }
    }
    for (place, series) in chart.series.iter().enumerate() {
        let (colour, dash) = if place == 0 { (ACCENT, "") } else { (INK, "5 3") };
        let spots: Vec<Option<(f64, f64)>> = series
            .points
            .iter()
            .enumerate()
            .map(|(index, point)| Some((across(index), up(percent(point.figures.first()?)?))))
            .collect();
        // Where a quarter is not known the line is broken, not drawn through.
        for pair in spots.windows(2) {
            if let [Some(from), Some(to)] = pair {
                canvas.line(*from, *to, colour, 1.6, dash);
            }
        }
        for (index, (spot, point)) in spots.iter().zip(&series.points).enumerate() {
            let Some((x, y)) = *spot else { continue };
            if place == 0 {
                canvas.disc((x, y))
            } else {
                canvas.square((x, y))
            }
            let Some(figure) = point.figures.first().filter(|_| is_told(index)) else {
                continue;
            };
            // The higher of two values is written above its mark, the lower below.
            let other = chart.series.iter().enumerate().find(|(other, _)| *other != place);
            let other = other.and_then(|(_, other)| percent(other.points.get(index)?.figures.first()?));
            // Alone, it is written where the line leaves room: below in a dip.
            let higher = |place: Option<usize>| {
                let spot = place.and_then(|place| spots.get(place).copied().flatten());
                spot.is_none_or(|(_, beside)| beside < y)
            };
            let dips = spots.len() > 1 && higher(index.checked_sub(1)) && higher(Some(index + 1));
            let above = match other {
                Some(other) => (up(other), 1 - place.min(1)) >= (y, place),
                None => !dips,
            };
            let below = if above { -7.0 } else { 14.0 };
            canvas.words_on_lines((x, y + below), 9.0, &figure.shown);
        }
        let x = LEFT + 150.0 * place as f64;
        canvas.line((x, 12.0), (x + 26.0, 12.0), colour, 1.6, dash);
        if place == 0 {
            canvas.disc((x + 13.0, 12.0))
        } else {
            canvas.square((x + 13.0, 12.0))
        }
        canvas.words((x + 32.0, 15.5), Anchor::Start, 10.0, &series.name, 112.0);
    }
    canvas.finish(HEIGHT)
}

/// The lowest percent of the axis and the distance of its rules: as near to the values as whole steps allow.
fn scale(chart: &Chart) -> (f64, f64) {
    let least = chart
        .series
        .iter()
        .flat_map(|series| &series.points)
        .filter_map(|point| percent(point.figures.first()?))
        .fold(100.0, f64::min);
    let step = [0.5, 1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|step| 100.0 - least <= 4.0 * step)
        .unwrap_or(20.0);
    // One step of air below the least value, where the axis allows it.
    let lowest = ((least / step).floor() * step - step).max(0.0);
    (lowest, step)
}

fn percent(figure: &Figured) -> Option<f64> {
    match figure.value {
        Value::Rate(rate) if rate.whole > 0 => Some(rate.part as f64 * 100.0 / rate.whole as f64),
        _ => None,
    }
}
