//! The verdict on a channel: one decision for channels.csv and for the rules alike.

use chrono::{DateTime, NaiveDate, Utc};
use xunwang_domain::facts::ChannelFacts;
use xunwang_domain::standard::{Standard, Term, monitoring_day};

/// What a channel is found to be (栏目更新情况).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChannelVerdict {
    /// 正常, or without any term to keep.
    Ok,
    /// 更新不及时
    Stale,
    /// 空白
    Blank,
    /// 无发布日期: it has a term, but no date by which to measure it.
    Undated,
    /// 未能检测
    NotMeasured,
}

impl ChannelVerdict {
    /// The word of channels.csv.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Stale => "stale",
            Self::Blank => "blank",
            Self::Undated => "undated",
            Self::NotMeasured => "not_measured",
        }
    }
}

/// Decides on a channel at a monitoring point (认定栏目更新情况).
///
/// Stale: its latest date lies before the first day of its term; that day itself is in time. A blank channel is not
/// also stale. 互动 and 其他 have no term but the one that the register gives them (product.md, Settled questions).
pub fn channel_verdict(channel: &ChannelFacts, as_of: DateTime<Utc>, standard: &Standard) -> ChannelVerdict {
    if not_measured_reason(channel).is_some() {
        return ChannelVerdict::NotMeasured;
    }
    if channel.items == 0 {
        return ChannelVerdict::Blank;
    }
    let Some(term) = term(channel, standard) else {
        return ChannelVerdict::Ok;
    };
    match &channel.latest {
        None => ChannelVerdict::Undated,
        Some(latest) if latest.date < term.first_day(monitoring_day(as_of)) => ChannelVerdict::Stale,
        Some(_) => ChannelVerdict::Ok,
    }
}

/// The last day on which a channel is in time if nothing is published in it (更新截止日); `None` where it has no term, or
/// shows no date.
pub fn in_time_until(channel: &ChannelFacts, standard: &Standard) -> Option<NaiveDate> {
    let latest = channel.latest.as_ref()?;
    Some(term(channel, standard)?.last_day(latest.date))
}

pub(crate) fn term(channel: &ChannelFacts, standard: &Standard) -> Option<Term> {
    standard.terms.of_channel(channel.kind, channel.term_days)
}

/// Why nothing can be said of a channel. Where all its dated items lie after the monitoring point, its state at that
/// point was on a page that is not there any more.
pub(crate) fn not_measured_reason(channel: &ChannelFacts) -> Option<String> {
    let only_later = channel.latest.is_none() && channel.future_items > 0;
    let later = || "栏目首页的条目日期均晚于监测时间点，看不到当时的最近更新".to_owned();
    channel.not_measured.clone().or_else(|| only_later.then(later))
}
