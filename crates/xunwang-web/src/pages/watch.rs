//! The watch over the fleet: a week of probes, the worst first.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{Strip, WatchedSite, availability_indicator, watched_sites};
use xunwang_domain::probe::{Availability, Probe, ProbeMark, ProbeState, Standing};

use crate::error::WebError;
use crate::guard::Login;
use crate::moment::{minute, second};
use crate::table::{Cell, Chosen, Column, Table, words};
use crate::view::{Frame, Told, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "watch.html")]
struct Page {
    frame: Frame,
    total: usize,
    counts: Vec<(&'static str, &'static str, usize)>,
    chosen: String,
    table: Table,
    threshold: String,
}

/// The columns of the list.
const COLUMNS: [Column<WatchedSite>; 7] = [
    words("name", "网站", |one| {
        Cell::Link(one.site.name.clone(), format!("/sites/{}#watch", one.site.code))
    }),
    words("place", "地区或部门", |one| {
        Cell::Text(one.site.area.clone())
    }),
    words("standing", "状态", |one: &WatchedSite| {
        let mark = Mark::from(one.standing);
        Cell::State(mark.tone, mark.word.to_owned())
    })
    .by(|one| one.standing as u64),
    words("share", "打不开比例", |one: &WatchedSite| {
        Cell::Number(one.availability.percent())
    })
    .by(|one| one.availability.share().unwrap_or(0)),
    words("figures", "次数", |one: &WatchedSite| {
        Cell::Text(figures(&one.availability))
    })
    .by(|one| one.availability.down),
    words("day", "最近24小时（最新在右）", |one: &WatchedSite| {
        Cell::Strip(one.last_day.iter().map(|&mark| Sign::from(mark)).collect())
    })
    .unsorted(),
    words("last", "最近一次", |one: &WatchedSite| {
        let last = one.last_day.last();
        let said = last.map(|(at, state)| format!("{} {}", minute(*at), state.label()));
        Cell::Text(said.unwrap_or_default())
    })
    .unsorted(),
];

/// A state as a word and a colour.
pub(crate) struct Mark {
    pub(crate) word: &'static str,
    pub(crate) tone: &'static str,
}

/// One probe of a strip.
pub(crate) struct Sign {
    pub(crate) shape: &'static str,
    pub(crate) tone: &'static str,
    pub(crate) title: String,
}

impl From<Standing> for Mark {
    fn from(standing: Standing) -> Self {
        let tone = match standing {
            Standing::Veto => "fails",
            Standing::Warning => "soon",
            Standing::Good => "fine",
            Standing::Thin => "plain",
        };
        Self {
            word: standing.label(),
            tone,
        }
    }
}

impl Sign {
    pub(crate) fn of(probe: Option<&Probe>) -> Self {
        let Some(probe) = probe else {
            return Self {
                shape: "·",
                tone: "plain",
                title: "没有探测".to_owned(),
            };
        };
        Self {
            title: told(probe),
            ..Self::from(probe.mark())
        }
    }
}

impl From<ProbeMark> for Sign {
    fn from((at, state): ProbeMark) -> Self {
        let tone = match state {
            ProbeState::Up => "fine",
            ProbeState::Slow => "soon",
            ProbeState::Down => "fails",
            ProbeState::NotMeasured | ProbeState::OurOutage => "plain",
        };
        Self {
            shape: state.shape(),
            tone,
            title: format!("{} {}", minute(at), state.label()),
        }
    }
}

/// `2026-11-26 09:12:05 打不开（503），解析3毫秒，连接12毫秒，首字节340毫秒`
fn told(probe: &Probe) -> String {
    let phases = &probe.phases;
    let named = [
        ("解析", phases.dns),
        ("连接", phases.connect),
        ("加密握手", phases.tls),
        ("首字节", phases.first_byte),
        ("正文", phases.body),
    ];
    let times: String = named
        .into_iter()
        .filter_map(|(name, micros)| Some(format!("，{name}{}毫秒", micros?.div_ceil(1000))))
        .collect();
    format!(
        "{} {}（{}）{times}",
        second(probe.at),
        probe.state.label(),
        in_words(&probe.status)
    )
}

/// The status of a target, in words where it is one.
pub(crate) fn in_words(status: &str) -> &str {
    match status {
        "timeout" => "超时",
        "refused" => "拒绝连接",
        "no-address" => "域名不存在",
        "tls" => "加密握手失败",
        "loop" => "循环跳转",
        "broken-off" => "连接中断",
        "malformed" => "应答不合规范",
        "forbidden" => "内网地址，不予访问",
        "ours" => "本方解析或网络故障",
        "robots" => "robots 不允许",
        other => other,
    }
}

pub(crate) fn figures(of: &Availability) -> String {
    let mut text = format!("{}次中{}次打不开", of.measured, of.down);
    if of.not_measured > 0 {
        text.push_str(&format!("，另{}次未能检测", of.not_measured));
    }
    if of.our_outage > 0 {
        text.push_str(&format!("，{}次本方故障已剔除", of.our_outage));
    }
    text
}

/// A week of a site, for its page.
pub(crate) struct Week {
    pub(crate) days: Vec<(String, Vec<Sign>)>,
    pub(crate) percent: String,
    pub(crate) figures: String,
    pub(crate) standing: Mark,
    pub(crate) thin_days: u32,
    pub(crate) next: String,
}

impl From<Strip> for Week {
    fn from(strip: Strip) -> Self {
        let day = |(day, hours): (chrono::NaiveDate, Vec<Option<Probe>>)| {
            let cells = hours.iter().map(|probe| Sign::of(probe.as_ref())).collect();
            (day.format("%m-%d").to_string(), cells)
        };
        Self {
            percent: strip.availability.percent(),
            figures: figures(&strip.availability),
            standing: strip.standing.into(),
            thin_days: strip.availability.thin_days,
            next: minute(strip.next),
            days: strip.days.into_iter().map(day).collect(),
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    standing: String,
}

const STANDINGS: [(&str, Standing); 4] = [
    ("veto", Standing::Veto),
    ("warning", Standing::Warning),
    ("thin", Standing::Thin),
    ("good", Standing::Good),
];

/// `GET /watch`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let standard = web.standard().await?;
    let sites = watched_sites(&web.app, &login.caller, &standard).await?;
    let count = |wanted| sites.iter().filter(|one| one.standing == wanted).count();
    let counts = STANDINGS.map(|(word, standing)| (word, standing.label(), count(standing)));
    let chosen = STANDINGS.iter().find(|(word, _)| *word == asked.standing);
    let total = sites.len();
    let found: Vec<_> = sites
        .into_iter()
        .filter(|one| chosen.is_none_or(|(_, standing)| one.standing == *standing))
        .collect();
    let threshold = availability_indicator(&standard).map(|indicator| indicator.wording.clone());
    html(&Page {
        frame: Frame::new(&login, "/watch", &told),
        total,
        counts: counts.to_vec(),
        chosen: chosen.map(|(word, _)| (*word).to_owned()).unwrap_or_default(),
        table: Table::new("网站可用性", &Chosen::of(login.chooser.uri()), &COLUMNS, found),
        threshold: threshold.unwrap_or_default(),
    })
}
