//! The charts that the office asks for (图示), from the same facts as the text.

use xunwang_domain::circular::{AreaFacts, AreaKind, ChartKind, CircularFacts, ProblemObject, Quarter};

use crate::charts::{Chart, Point, Series};
use crate::document::Block;
use crate::figure::{Counted, Figure, Inspected};
use crate::wording::{Region, Theme, short_city};

/// Tiles a row where the office has not said where the cities lie; more where they are many, so that at most ten rows are.
const TILES_A_ROW: usize = 5;
const ROWS: usize = 10;

/// Numbered in the order in which they are asked for.
pub(crate) fn blocks(facts: &CircularFacts, region: &Region) -> Vec<Block> {
    // In the text those of the situation come first, so they are numbered first.
    let mut kinds = facts.charts.clone();
    kinds.sort_by_key(|kind| *kind == ChartKind::Problems);
    let drawn = kinds.into_iter().filter_map(|kind| {
        let (title, series) = match kind {
            ChartKind::PassRate => pass_rates(facts, region),
            ChartKind::OnTime => on_time(facts, region),
            ChartKind::Cities => cities(facts, region),
            ChartKind::Problems => problems(facts),
        };
        (!series.is_empty()).then_some((kind, title, series))
    });
    let numbered = drawn.enumerate().map(|(index, (kind, title, series))| {
        Block::Chart(Chart {
            kind,
            number: index + 1,
            title,
            series,
        })
    });
    numbered.collect()
}

fn point(label: impl Into<String>, figures: Vec<Figure>, facts: &CircularFacts) -> Point {
    Point {
        label: label.into(),
        figures: figures.into_iter().map(|figure| figure.of(facts)).collect(),
        tile: None,
    }
}

/// “2022年第四季度至2023年第三季度”.
fn span(facts: &CircularFacts) -> String {
    let first: Quarter = facts.history.first().map_or(facts.quarter, |past| past.quarter);
    format!("{}至{}", first.in_full(), facts.quarter.in_full())
}

fn pass_rates(facts: &CircularFacts, region: &Region) -> (String, Vec<Series>) {
    let over_time = |of: Inspected| -> Vec<Point> {
        let past = facts.history.iter().enumerate().map(|(quarter, past)| {
            point(
                past.quarter.in_full(),
                vec![Figure::PastRate { quarter, of }],
                facts,
            )
        });
        let now = Figure::PassRate { area: None, of };
        past.chain([point(facts.quarter.in_full(), vec![now], facts)])
            .collect()
    };
    let series = [
        (Inspected::Sites, "政府网站"),
        (Inspected::Accounts, "政务新媒体"),
    ]
    .into_iter()
    .map(|(of, name)| Series {
        name: name.to_owned(),
        points: over_time(of),
    })
    .filter(|series| series.points.iter().any(is_known))
    .collect();
    (format!("{}检查合格率（{}）", region.whole, span(facts)), series)
}

fn is_known(point: &Point) -> bool {
    point.figures.iter().any(|figure| figure.shown != "—")
}

fn on_time(facts: &CircularFacts, region: &Region) -> (String, Vec<Series>) {
    let past = facts.history.iter().enumerate().map(|(quarter, past)| {
        point(
            past.quarter.in_full(),
            vec![Figure::PastOnTime { quarter }],
            facts,
        )
    });
    let now = point(facts.quarter.in_full(), vec![Figure::OnTimeRate], facts);
    let series = Series {
        name: "按期办结率".to_owned(),
        points: past.chain([now]).collect(),
    };
    let title = format!(
        "{}“我为政府网站找错”留言按期办结率（{}）",
        region.whole,
        span(facts)
    );
    (title, vec![series])
}

fn cities(facts: &CircularFacts, region: &Region) -> (String, Vec<Series>) {
    let of = Inspected::Sites;
    let listed: Vec<(usize, &AreaFacts)> = facts
        .areas
        .iter()
        .enumerate()
        .filter(|(_, area)| area.kind == AreaKind::City)
        .collect();
    let a_row = listed.len().div_ceil(ROWS).max(TILES_A_ROW);
    let place_of = |index: usize, name: &str| {
        let given = facts.tiles.iter().enumerate().find_map(|(row, names)| {
            let column = names.iter().position(|other| other == name)?;
            Some((column, row))
        });
        given.unwrap_or((index % a_row, index / a_row))
    };
    let points = listed.iter().enumerate().map(|(index, (area, city))| {
        let area = Some(*area);
        let mut figures = vec![Figure::PassRate { area, of }];
        if city.sites_failed > 0 {
            figures.push(Figure::Count {
                area,
                of: Counted::Failed(of),
            });
        }
        let mut point = point(short_city(&city.name), figures, facts);
        point.tile = Some(place_of(index, &city.name));
        point
    });
    let series = Series {
        name: "政府网站合格率".to_owned(),
        points: points.collect(),
    };
    let title = format!("{}各{}政府网站合格率", facts.quarter.in_full(), region.city);
    (title, vec![series])
}

/// Objects with a problem of each class, gravest class first; classes that nobody has are left out.
fn problems(facts: &CircularFacts) -> (String, Vec<Series>) {
    let places = |theme: Theme, account: bool| -> Vec<usize> {
        let matching = facts.problems.iter().enumerate().filter(|(_, problem)| {
            Theme::of(problem) == theme && (problem.object == ProblemObject::Account) == account
        });
        matching.map(|(place, _)| place).collect()
    };
    let found: Vec<Theme> = Theme::ALL
        .into_iter()
        .filter(|theme| !places(*theme, false).is_empty() || !places(*theme, true).is_empty())
        .collect();
    let series = |name: &str, account: bool| Series {
        name: name.to_owned(),
        points: found
            .iter()
            .map(|theme| {
                point(
                    theme.label(),
                    vec![Figure::Objects(places(*theme, account))],
                    facts,
                )
            })
            .collect(),
    };
    let both = [series("政府网站和系统", false), series("政务新媒体", true)];
    let told = |series: &Series| {
        series
            .points
            .iter()
            .any(|point| point.figures.iter().any(|f| f.shown != "0"))
    };
    let title = format!("{}检查发现问题的对象数（按问题类别）", facts.quarter.in_full());
    (title, both.into_iter().filter(told).collect())
}
