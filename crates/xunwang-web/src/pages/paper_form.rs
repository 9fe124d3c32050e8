//! Columns, charts, tiles and imprint of a paper (文稿形式), as the fields of a form.

use xunwang_app::office::AppError;
use xunwang_domain::circular::{ChartKind, CountColumn, ImprintFacts};
use xunwang_domain::paper::PaperForm;

use super::fields::Fields;

/// The columns with their words.
const COLUMNS: [(&str, &str, CountColumn); 8] = [
    ("running", "在运行数", CountColumn::Running),
    ("checked", "检查数", CountColumn::Checked),
    ("share", "检查比例", CountColumn::Share),
    ("unmeasured", "未检查数", CountColumn::Unmeasured),
    ("passed", "合格数", CountColumn::Passed),
    ("failed", "不合格数", CountColumn::Failed),
    ("rate", "合格率", CountColumn::Rate),
    ("platforms", "分平台账号数", CountColumn::Platforms),
];

/// The charts with their words.
const CHARTS: [(&str, &str, ChartKind); 4] = [
    ("pass-rate", "合格率走势", ChartKind::PassRate),
    ("cities", "各市合格率方格图", ChartKind::Cities),
    ("problems", "问题分类", ChartKind::Problems),
    ("on-time", "留言按期办结率走势", ChartKind::OnTime),
];

/// A place of a city that there is none at.
const NONE: &str = "－";
/// Rows of tiles, names in one of them, copies.
const MOST: usize = 40;

/// The form as its page shows it.
pub(super) struct FormFields {
    /// For each place of a column: the word, the name, whether it is chosen.
    pub(super) columns: Vec<Vec<(&'static str, &'static str, bool)>>,
    pub(super) charts: [(&'static str, &'static str, bool); 4],
    pub(super) tiles: String,
    pub(super) copies_to: String,
    pub(super) printed_by: String,
    pub(super) printed_on: String,
    pub(super) has_imprint: bool,
    pub(super) praise_after: u32,
}

impl FormFields {
    pub(super) fn of(form: &PaperForm) -> Self {
        let place = |place: usize| {
            let chosen = form.columns.get(place);
            COLUMNS
                .map(|(word, name, column)| (word, name, chosen == Some(&column)))
                .to_vec()
        };
        let row = |row: &Vec<String>| {
            let names = row.iter().map(|name| if name.is_empty() { NONE } else { name });
            names.collect::<Vec<_>>().join(" ")
        };
        let imprint = form.imprint.clone();
        let day = imprint.as_ref().and_then(|it| it.printed_on);
        Self {
            columns: (0..COLUMNS.len()).map(place).collect(),
            charts: CHARTS.map(|(word, name, chart)| (word, name, form.charts.contains(&chart))),
            tiles: form.tiles.iter().map(row).collect::<Vec<_>>().join("\n"),
            has_imprint: imprint.is_some(),
            praise_after: form.praise_after,
            printed_on: day.map(|day| day.to_string()).unwrap_or_default(),
            copies_to: imprint
                .as_ref()
                .map(|it| it.copies_to.join("\n"))
                .unwrap_or_default(),
            printed_by: imprint.map(|it| it.printed_by).unwrap_or_default(),
        }
    }
}

impl FormFields {
    /// Is anything not as usual?
    pub(super) fn is_own(&self) -> bool {
        let chosen = self.columns.iter().flatten().any(|(.., chosen)| *chosen);
        chosen || self.charts.iter().any(|(.., chosen)| *chosen) || self.has_imprint || !self.tiles.is_empty()
    }
}

/// What the fields say.
///
/// # Errors
/// A date that is none, or more than a page has room for.
pub(super) fn form_of(fields: &Fields) -> Result<PaperForm, AppError> {
    let column = |word: &str| {
        COLUMNS
            .iter()
            .find(|(own, ..)| *own == word)
            .map(|(.., column)| *column)
    };
    let is_chosen = |word: &str| fields.all("chart").any(|chosen| chosen == word);
    let lines = |name: &str| -> Vec<String> {
        let lines = fields
            .text(name)
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    let row = |line: &String| -> Vec<String> {
        let names = line
            .split([' ', '\u{3000}', '、', '，', '\t'])
            .filter(|name| !name.is_empty());
        let name = |name: &str| {
            if [NONE, "-", "—", "·"].contains(&name) {
                String::new()
            } else {
                name.to_owned()
            }
        };
        names.map(name).collect()
    };
    let tiles: Vec<Vec<String>> = lines("tiles").iter().map(row).collect();
    if tiles.len() > MOST || tiles.iter().any(|row| row.len() > MOST) {
        return Err(AppError::Refused(format!("方格图最多{MOST}行，每行最多{MOST}格")));
    }
    Ok(PaperForm {
        columns: fields.all("column").filter_map(column).collect(),
        charts: CHARTS
            .iter()
            .filter(|(word, ..)| is_chosen(word))
            .map(|(.., chart)| *chart)
            .collect(),
        tiles,
        praise_after: praise_of(fields.text("praise_after").trim())?,
        imprint: (fields.text("imprint") == "yes")
            .then(|| imprint_of(fields, lines("copies_to")))
            .transpose()?,
    })
}

/// Left empty it is as usual.
fn praise_of(text: &str) -> Result<u32, AppError> {
    if text.is_empty() {
        return Ok(PaperForm::USUAL_STREAK);
    }
    let wrong = |_| AppError::Refused(format!("予以表扬的季度数“{text}”应为数字；不表扬填0"));
    text.parse().map_err(wrong)
}

fn imprint_of(fields: &Fields, copies_to: Vec<String>) -> Result<ImprintFacts, AppError> {
    let printed_by = fields.text("printed_by").trim().to_owned();
    let is_long = |text: &String| text.chars().count() > 100;
    if copies_to.len() > MOST || copies_to.iter().any(is_long) || is_long(&printed_by) {
        return Err(AppError::Refused(format!(
            "版记太长：抄送机关最多{MOST}行，每个名称最多100字"
        )));
    }
    let day = fields.text("printed_on").trim();
    let printed_on = (!day.is_empty()).then(|| day.parse()).transpose();
    Ok(ImprintFacts {
        copies_to,
        printed_by,
        printed_on: printed_on
            .map_err(|_| AppError::Refused(format!("印发日期“{day}”写法不对，应为 2023-09-15 的样子")))?,
    })
}
