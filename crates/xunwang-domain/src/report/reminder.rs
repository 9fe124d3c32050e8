//! The values of a reminder (常态化监管工作提示单): what is near a veto and can still be put right in time.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::doubts::Doubts;
use super::{Head, Values};
use crate::circular::{Contradiction, parse};
use crate::patrol::Nearness;

/// What a unit is reminded of between two circulars (提示单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// Issuer, number and date.
    pub head: Head,
    /// To whom it goes.
    pub recipient: String,
    /// The day on which it was seen (监测日期).
    #[serde(deserialize_with = "parse::date")]
    pub seen_on: NaiveDate,
    /// Last day for the answer, where one is asked for.
    #[serde(default, deserialize_with = "parse::optional_date")]
    pub deadline: Option<NaiveDate>,
    /// What it is about, the gravest first.
    pub items: Vec<ReminderItem>,
}

/// A veto that a site has reached or comes near (提示事项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReminderItem {
    /// 网站标识码
    pub code: String,
    /// 网站名称
    pub site: String,
    /// 指标
    pub indicator: String,
    /// How near it is.
    pub nearness: Nearness,
    /// Defects that are there.
    pub reached: u64,
    /// Defects that are suspected.
    #[serde(default)]
    pub suspected: u64,
    /// Defects that will be there within a week if nothing changes.
    #[serde(default)]
    pub soon: u64,
    /// So many make the veto.
    pub limit: u64,
    /// The first places: what is the matter, and the address.
    #[serde(default)]
    pub places: Vec<(String, String)>,
}

impl Values for Reminder {
    const NAME: &'static str = "提示单数据";

    fn head(&self) -> &Head {
        &self.head
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let mut doubts = Doubts::of_letter(&self.head, &self.recipient);
        doubts.when(
            self.seen_on > self.head.issued_on,
            "seen_on",
            format!("监测日期{}晚于成文日期{}", self.seen_on, self.head.issued_on),
        );
        if let Some(day) = self.deadline {
            doubts.when(
                day < self.head.issued_on,
                "deadline",
                format!("办理期限{day}早于成文日期{}", self.head.issued_on),
            );
        }
        doubts.when(self.items.is_empty(), "items", "没有需要提示的事项，不必发提示单");
        for (index, item) in self.items.iter().enumerate() {
            let place = format!("items[{index}]");
            doubts.when(item.limit == 0, format!("{place}.limit"), "否决标准应大于0");
            let is_met = item.reached >= item.limit;
            doubts.when(
                item.limit > 0 && (item.nearness == Nearness::Met) != is_met,
                place,
                format!(
                    "已有{}处，否决标准{}处，与“{}”不一致",
                    item.reached,
                    item.limit,
                    item.nearness.label()
                ),
            );
        }
        doubts.0
    }
}
