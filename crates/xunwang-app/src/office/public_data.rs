//! Open data (开放数据) of a public circular: the figures of its public attachments, under names that machines read.

use serde::Serialize;
use xunwang_report::document::{Attachment, AttachmentKind, Cell, Table};
use xunwang_report::figure::{Counted, Figure, Figured};

use super::PublicEdition;

/// What a figure of an area is (数据项).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DataColumn {
    /// 运行数
    Running,
    /// 检查数
    Checked,
    /// 检查比例
    CheckedShare,
    /// 未检查数
    Unmeasured,
    /// 合格数
    Passed,
    /// 不合格数
    Failed,
    /// 合格率
    PassRate,
}

/// The figures of one area, or of all (一行数据).
#[derive(Clone, Debug, PartialEq)]
pub struct DataRow {
    /// 地区（部门）
    pub area: String,
    /// Is it the total?
    pub is_total: bool,
    /// Its figures, those only that the attachment prints.
    pub figures: Vec<(DataColumn, Figured)>,
}

/// The counts of a public attachment by area (分地区数据).
#[derive(Clone, Debug, PartialEq)]
pub struct DataTable {
    /// 附件序号
    pub attachment: usize,
    /// 附件标题
    pub title: String,
    /// Does it count accounts? Else sites.
    pub of_accounts: bool,
    /// Its rows.
    pub rows: Vec<DataRow>,
}

impl DataColumn {
    /// All of them, in the order of the attachments.
    pub const ALL: [Self; 7] = [
        Self::Running,
        Self::Checked,
        Self::CheckedShare,
        Self::Unmeasured,
        Self::Passed,
        Self::Failed,
        Self::PassRate,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Running => "运行数",
            Self::Checked => "检查数",
            Self::CheckedShare => "检查比例",
            Self::Unmeasured => "未检查数",
            Self::Passed => "合格数",
            Self::Failed => "不合格数",
            Self::PassRate => "合格率",
        }
    }

    /// The column that a figure belongs to; none of those that are not told of every area alike.
    fn of(figure: &Figure) -> Option<Self> {
        Some(match figure {
            Figure::Count { of, .. } => match of {
                Counted::Running(_) => Self::Running,
                Counted::Checked(_) => Self::Checked,
                Counted::Unmeasured(_) => Self::Unmeasured,
                Counted::Passed(_) => Self::Passed,
                Counted::Failed(_) => Self::Failed,
            },
            Figure::PassRate { .. } => Self::PassRate,
            Figure::CheckedShare(_) | Figure::AreaShare { .. } => Self::CheckedShare,
            _ => return None,
        })
    }
}

impl PublicEdition {
    /// The counts of its public attachments (分地区数据).
    pub fn counts(&self) -> Vec<DataTable> {
        let table = |attachment: &Attachment| {
            let of_accounts = match attachment.kind {
                AttachmentKind::SiteCounts => false,
                AttachmentKind::AccountCounts => true,
                AttachmentKind::SiteList | AttachmentKind::AccountList | AttachmentKind::Other => {
                    return None;
                }
            };
            Some(DataTable {
                attachment: attachment.number,
                title: attachment.title.clone(),
                of_accounts,
                rows: rows(&attachment.table),
            })
        };
        self.document.attachments.iter().filter_map(table).collect()
    }

    /// The lists of failing objects among its public attachments (名单).
    pub fn lists(&self) -> impl Iterator<Item = &Attachment> {
        let is_list = |kind| matches!(kind, AttachmentKind::SiteList | AttachmentKind::AccountList);
        let all = self.document.attachments.iter();
        all.filter(move |attachment| is_list(attachment.kind))
    }
}

fn rows(table: &Table) -> Vec<DataRow> {
    let row = |(place, cells): (usize, &Vec<Cell>)| {
        let figures = cells.iter().filter_map(|cell| match cell {
            Cell::Figure(figure) => Some((DataColumn::of(&figure.source)?, figure.clone())),
            _ => None,
        });
        DataRow {
            // The second column names the area, after its running number.
            area: cells.get(1).map(Cell::shown).unwrap_or_default(),
            is_total: table.has_total && place + 1 == table.rows.len(),
            figures: figures.collect(),
        }
    };
    table.rows.iter().enumerate().map(row).collect()
}
