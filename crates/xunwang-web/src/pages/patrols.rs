//! What the patrols between the rounds showed: the sites near a veto, the nearest first; and a site's channels by week.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use xunwang_app::office::{ChannelWeek, PatrolView, patrol_view};
use xunwang_domain::patrol::{ChannelLook, Nearness, PatrolKind, PatrolledSite, Warning};
use xunwang_domain::registry::Site;
use xunwang_domain::standard::monitoring_day;

use crate::error::WebError;
use crate::guard::Login;
use crate::moment::minute;
use crate::view::{Frame, Told, html};
use crate::web::Web;

/// Sites on a page.
const SIZE: usize = 50;
/// Weeks of the heat map.
const WEEKS: usize = 12;

#[derive(Template)]
#[template(path = "patrols.html")]
struct Page {
    frame: Frame,
    live: Live,
    last: Vec<(&'static str, String)>,
    counts: Vec<(&'static str, &'static str, usize)>,
    chosen: &'static str,
    quiet: usize,
    unseen: usize,
    rows: Vec<Row>,
    shown: usize,
    page: usize,
    pages: usize,
}

/// The part that is fetched again while a patrol goes on.
#[derive(Template)]
#[template(path = "patrols_live.html")]
struct Live {
    going: Option<Going>,
}

struct Going {
    name: String,
    done: u64,
    sites: u64,
    pages: u64,
}

struct Row {
    code: String,
    name: String,
    area: String,
    warnings: Vec<Warned>,
    seen: String,
    changes: String,
}

/// A warning as it is read.
pub(crate) struct Warned {
    pub(crate) title: String,
    pub(crate) tone: &'static str,
    pub(crate) word: &'static str,
    /// `已有3项，另有1项疑似，7天内增加1项；5项即否决`
    pub(crate) figures: String,
    pub(crate) places: Vec<(String, String)>,
}

impl From<&Warning> for Warned {
    fn from(warning: &Warning) -> Self {
        let mut figures = format!("已有{}项", warning.reached);
        if warning.suspected > 0 {
            figures.push_str(&format!("，另有{}项疑似", warning.suspected));
        }
        if warning.soon > 0 {
            figures.push_str(&format!("，7天内将增加{}项", warning.soon));
        }
        figures.push_str(&format!("；{}项即否决", warning.limit));
        let place = |(text, url): &(String, url::Url)| (text.clone(), url.to_string());
        Self {
            title: warning.title.clone(),
            tone: if warning.nearness == Nearness::Met {
                "fails"
            } else {
                "soon"
            },
            word: warning.nearness.label(),
            figures,
            places: warning.places.iter().map(place).collect(),
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    near: String,
    #[serde(default)]
    page: String,
}

fn live(view: &PatrolView) -> Live {
    Live {
        going: view.going.map(|going| Going {
            name: format!("{} {}", going.id.day, going.id.kind.label()),
            done: going.done,
            sites: going.sites,
            pages: going.pages,
        }),
    }
}

/// `GET /patrols/progress`
pub(crate) async fn progress(State(web): State<Web>, Login(login): Login) -> Result<Response, WebError> {
    html(&live(&patrol_view(&web.app, &login.caller).await?))
}

/// `GET /patrols`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let view = patrol_view(&web.app, &login.caller).await?;
    let live = live(&view);
    let count = |near| {
        let is_so = |(_, site): &&(Site, PatrolledSite)| site.nearness() == Some(near);
        view.sites.iter().filter(is_so).count()
    };
    let counts = Nearness::ALL.map(|near| (near.word(), near.label(), count(near)));
    let chosen = Nearness::ALL.into_iter().find(|near| near.word() == asked.near);
    let is_shown = |(_, site): &&(Site, PatrolledSite)| {
        let near = site.nearness();
        near.is_some() && (chosen.is_none() || near == chosen)
    };
    let found: Vec<_> = view.sites.iter().filter(is_shown).collect();
    let pages = found.len().div_ceil(SIZE).max(1);
    let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let rows = found.iter().skip((page - 1) * SIZE).take(SIZE);
    let last = view.last.iter().map(|patrol| {
        let missed = patrol.sites.saturating_sub(patrol.opened);
        let mut text = format!("{}开始，{}个网站", minute(patrol.begun_at), patrol.sites);
        if missed > 0 {
            text.push_str(&format!("，其中{missed}个没有打开"));
        }
        (patrol.id.kind.label(), text)
    });
    html(&Page {
        frame: Frame::new(&login, "/watch", &told),
        live,
        last: last.collect(),
        counts: counts.to_vec(),
        chosen: chosen.map_or("", Nearness::word),
        quiet: view
            .sites
            .iter()
            .filter(|(_, site)| site.nearness().is_none())
            .count(),
        unseen: view.unseen,
        rows: rows.map(|(site, patrolled)| row(site, patrolled)).collect(),
        shown: found.len(),
        page,
        pages,
    })
}

fn row(site: &Site, patrolled: &PatrolledSite) -> Row {
    let last = patrolled.last();
    let changes = last.and_then(|look| look.changes);
    Row {
        code: site.code.to_string(),
        name: site.name.clone(),
        area: site.area.clone(),
        warnings: patrolled.warnings().into_iter().map(Into::into).collect(),
        seen: last.map(|look| minute(look.at)).unwrap_or_default(),
        changes: changes.map_or_else(
            || "—".to_owned(),
            |(new, mended)| format!("新增{new}，消除{mended}"),
        ),
    }
}

/// The last patrols of a site, for its page.
pub(crate) struct Patrolled {
    pub(crate) seen: String,
    pub(crate) warnings: Vec<Warned>,
    pub(crate) map: Option<HeatMap>,
}

impl Patrolled {
    pub(crate) fn new(seen: &PatrolledSite, weeks: &[ChannelWeek], now: DateTime<Utc>) -> Self {
        let looks = PatrolKind::ALL.map(PatrolKind::label).into_iter();
        let looks = looks.zip([&seen.light, &seen.full]);
        let told = looks.filter_map(|(name, look)| {
            let look = look.as_ref()?;
            let what = match &look.not_opened {
                Some(reason) => reason.clone(),
                None => format!("{}个网页", look.pages),
            };
            Some(format!("{name} {}：{what}", minute(look.at)))
        });
        Self {
            seen: told.collect::<Vec<_>>().join("；"),
            warnings: seen.warnings().into_iter().map(Into::into).collect(),
            map: HeatMap::of(weeks, monitoring_day(now)),
        }
    }
}

/// The channels of a site by week, for its page (栏目更新热度).
pub(crate) struct HeatMap {
    pub(crate) weeks: Vec<String>,
    pub(crate) rows: Vec<HeatRow>,
}

pub(crate) struct HeatRow {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) kind: String,
    pub(crate) latest: String,
    pub(crate) left: String,
    pub(crate) tone: &'static str,
    pub(crate) cells: Vec<Heat>,
}

/// A channel in a week.
pub(crate) struct Heat {
    pub(crate) shape: &'static str,
    pub(crate) tone: &'static str,
    pub(crate) title: String,
}

impl HeatMap {
    /// Of the weeks in which something was seen; the channels that have the least time left first.
    pub(crate) fn of(weeks: &[ChannelWeek], today: NaiveDate) -> Option<Self> {
        let weeks = &weeks[..weeks.len().min(WEEKS)];
        // Each channel as it was last seen, whichever patrol came to it.
        let mut channels: Vec<&ChannelLook> = Vec::new();
        for look in weeks.iter().flat_map(|(_, looks)| looks) {
            if channels.iter().all(|known| known.url != look.url) {
                channels.push(look);
            }
        }
        if channels.is_empty() {
            return None;
        }
        channels.sort_by_key(|channel| (!is_late(channel), channel.until.is_none(), channel.until));
        let rows = channels.into_iter().map(|channel| {
            let (left, tone) = left_of(channel, today);
            let cell = |(week, looks): &ChannelWeek| {
                let look = looks.iter().find(|look| look.url == channel.url);
                heat(*week, look)
            };
            HeatRow {
                name: channel.name.clone(),
                url: channel.url.clone(),
                kind: channel.kind.clone(),
                latest: channel
                    .latest
                    .map_or_else(|| "—".to_owned(), |day| day.to_string()),
                left,
                tone,
                cells: weeks.iter().rev().map(cell).collect(),
            }
        });
        Some(Self {
            weeks: weeks
                .iter()
                .rev()
                .map(|(week, _)| week.format("%m-%d").to_string())
                .collect(),
            rows: rows.collect(),
        })
    }
}

fn is_late(channel: &ChannelLook) -> bool {
    matches!(channel.verdict.as_str(), "stale" | "blank")
}

fn left_of(channel: &ChannelLook, today: NaiveDate) -> (String, &'static str) {
    let days = channel.until.map(|until| (until - today).num_days());
    match (channel.verdict.as_str(), days) {
        ("blank", _) => ("空白".to_owned(), "fails"),
        ("not_measured", _) => ("未能检测".to_owned(), "plain"),
        ("undated", _) => ("没有日期".to_owned(), "plain"),
        (_, None) => ("没有期限".to_owned(), "plain"),
        (_, Some(days)) if days < 0 => (format!("已超{}天", -days), "fails"),
        (_, Some(days)) if days <= 7 => (format!("剩{days}天"), "soon"),
        (_, Some(days)) => (format!("剩{days}天"), "fine"),
    }
}

/// Was it updated in that week, and was it in time then?
fn heat(week: NaiveDate, look: Option<&ChannelLook>) -> Heat {
    let Some(look) = look else {
        return Heat {
            shape: "·",
            tone: "plain",
            title: format!("{week}起的一周：没有巡查到"),
        };
    };
    let is_new = look.latest.is_some_and(|day| day >= week);
    let (shape, tone, word) = match look.verdict.as_str() {
        "stale" => ("✕", "fails", "更新不及时"),
        "blank" => ("□", "fails", "空白"),
        "not_measured" => ("○", "plain", "未能检测"),
        "undated" => ("？", "plain", "没有日期"),
        _ if is_new => ("●", "fine", "有更新"),
        _ => ("△", "soon", "没有更新，仍在期限内"),
    };
    let latest = look
        .latest
        .map_or_else(String::new, |day| format!("，最近更新{day}"));
    Heat {
        shape,
        tone,
        title: format!("{week}起的一周：{word}{latest}"),
    }
}
