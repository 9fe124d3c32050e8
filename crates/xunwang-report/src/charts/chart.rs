//! What a chart shows (图示内容), before it is drawn: series of labelled figures, each with its source.

use serde::{Deserialize, Serialize};
use xunwang_domain::circular::ChartKind;

use crate::figure::Figured;

/// A chart (图示).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What it shows.
    pub kind: ChartKind,
    /// Its number from 1.
    pub number: usize,
    /// Its title without the number.
    pub title: String,
    /// What is drawn, one line, row of bars or map each.
    pub series: Vec<Series>,
}

/// A row of figures of one kind (数据系列).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Its points in order.
    pub points: Vec<Point>,
}

/// A labelled place of a series (数据点).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// A quarter, a city, a class of problems.
    pub label: String,
    /// The figure that is drawn, then those that are only written beside it.
    pub figures: Vec<Figured>,
    /// Column and row on a map of tiles, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tile: Option<(usize, usize)>,
}

impl Chart {
    /// Width of the drawing in points: that of the text, 156 mm.
    pub const WIDTH: f64 = 442.0;

    /// “图1” (图序).
    pub fn label(&self) -> String {
        format!("图{}", self.number)
    }

    /// “图1　全省政府网站合格率” (图题).
    pub fn caption(&self) -> String {
        format!("{}　{}", self.label(), self.title)
    }

    /// All that the picture shows, in words (文字说明), for those who cannot see it.
    pub fn alternative(&self) -> String {
        let of_point = |point: &Point| {
            let mut figures = point.figures.iter().map(|figure| figure.shown.as_str());
            let first = figures.next().unwrap_or("—");
            let more: Vec<&str> = figures.collect();
            match self.kind {
                ChartKind::Cities if !more.is_empty() => {
                    format!("{}{first}（不合格{}家）", point.label, more.join("、"))
                }
                ChartKind::Problems => format!("{}{first}个", point.label),
                _ => format!("{}{first}", point.label),
            }
        };
        let of_series = |series: &Series| {
            let points: Vec<String> = series.points.iter().map(of_point).collect();
            format!("{}：{}", series.name, points.join("，"))
        };
        let told: Vec<String> = self.series.iter().map(of_series).collect();
        told.join("；") + "。"
    }

    /// The same chart with every label changed, e.g. to the characters that a font has.
    #[cfg(feature = "render")]
    pub(crate) fn with_labels(&self, change: impl Fn(&str) -> String) -> Self {
        let mut changed = self.clone();
        changed.title = change(&changed.title);
        for series in &mut changed.series {
            series.name = change(&series.name);
            for point in &mut series.points {
                point.label = change(&point.label);
            }
        }
        changed
    }
}
