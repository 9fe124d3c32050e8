//! The score sheet of a portal, as a page shows it.

use xunwang_domain::score::{Rows, ScoreSheet};
use xunwang_domain::standard::IndicatorKind;

use super::judgement::tone_of;

/// A score sheet, official or as a preview (评分表).
pub(crate) struct Sheet {
    pub(crate) title: &'static str,
    pub(crate) total: String,
    pub(crate) verdict: &'static str,
    pub(crate) tone: &'static str,
    pub(crate) reason: String,
    pub(crate) bonus: String,
    /// Indicator, title, points of the row, points lost or earned, why.
    pub(crate) lines: Vec<[String; 5]>,
    pub(crate) reservations: Vec<String>,
}

impl From<ScoreSheet> for Sheet {
    fn from(sheet: ScoreSheet) -> Self {
        Self {
            title: match sheet.rows {
                Rows::Confirmed => "评分表",
                Rows::All => "评分表（试算，含未经确认的指标，不能用于通报）",
            },
            total: sheet
                .total
                .map_or_else(|| "未定".to_owned(), |total| total.to_string()),
            verdict: sheet.verdict.chinese(),
            tone: tone_of(sheet.verdict),
            reason: sheet.reason,
            bonus: sheet.bonus_reason,
            lines: sheet
                .lines
                .into_iter()
                .map(|line| {
                    let sign = if line.kind == IndicatorKind::Bonus {
                        "+"
                    } else {
                        "−"
                    };
                    let points = line
                        .points
                        .map_or_else(|| "—".to_owned(), |points| points.to_string());
                    let amount = format!("{sign}{}", line.amount);
                    [line.indicator, line.title, points, amount, line.explanation]
                })
                .collect(),
            reservations: sheet.reservations,
        }
    }
}
