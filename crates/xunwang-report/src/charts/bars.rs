//! Numbers by class (分类图): a row a class, sites in solid bars, accounts in hatched ones, the number at the end.

use super::Chart;
use super::canvas::{ACCENT, Anchor, Canvas, INK};
use crate::figure::Value;

const LEFT: f64 = 96.0;
const ROOM: f64 = Chart::WIDTH - LEFT - 40.0;
const BAR: f64 = 11.0;
const GAP: f64 = 8.0;
const TOP: f64 = 28.0;

pub(super) fn draw(chart: &Chart) -> String {
    let mut canvas = Canvas::new(Chart::WIDTH, chart.number);
    for (place, series) in chart.series.iter().enumerate() {
        let x = LEFT + 120.0 * place as f64;
        let shade = fill(&canvas, place);
        canvas.rectangle((x, 6.0), (18.0, 9.0), &shade, 0.8, "");
        canvas.words((x + 24.0, 14.0), Anchor::Start, 10.0, &series.name, 90.0);
    }
    let most = chart
        .series
        .iter()
        .flat_map(|series| &series.points)
        .map(count_of)
        .max()
        .unwrap_or(0)
        .max(1);
    let classes = chart.series.first().map_or(0, |series| series.points.len());
    let mut y = TOP;
    for class in 0..classes {
        let rows: Vec<_> = chart
            .series
            .iter()
            .enumerate()
            .filter_map(|(place, series)| Some((place, series.points.get(class)?)))
            .filter(|(_, point)| count_of(point) > 0)
            .collect();
        let height = BAR * rows.len().max(1) as f64;
        let label = chart.series.first().and_then(|series| series.points.get(class));
        let label = label.map_or("", |point| point.label.as_str());
        canvas.words(
            (LEFT - 6.0, y + height / 2.0 + 3.5),
            Anchor::End,
            10.0,
            label,
            LEFT - 8.0,
        );
        for (place, point) in rows {
            let length = (ROOM * count_of(point) as f64 / most as f64).max(1.0);
            let shade = fill(&canvas, place);
            canvas.rectangle((LEFT, y), (length, BAR - 1.5), &shade, 0.8, "");
            let shown = point.figures.first().map_or("", |figure| figure.shown.as_str());
            canvas.words(
                (LEFT + length + 4.0, y + BAR - 2.5),
                Anchor::Start,
                9.0,
                shown,
                36.0,
            );
            y += BAR;
        }
        y += GAP;
    }
    canvas.line((LEFT, TOP - 4.0), (LEFT, y - GAP + 4.0), INK, 0.8, "");
    canvas.finish(y)
}

fn fill(canvas: &Canvas, place: usize) -> String {
    if place == 0 {
        ACCENT.to_owned()
    } else {
        canvas.hatched()
    }
}

fn count_of(point: &super::Point) -> u64 {
    match point.figures.first().map(|figure| figure.value) {
        Some(Value::Count(number)) => number,
        _ => 0,
    }
}
