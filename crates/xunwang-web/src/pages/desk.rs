//! The work-desk (工作台): what there is, by area and state.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use xunwang_app::office::{
    PlaceTally, ProblemClass, RoundOverview, Tally, Todo, register_tally, round_overview, todos,
};
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::round::RoundStage;

use super::rounds::{in_words, tone_of};
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "desk.html")]
struct Page {
    frame: Frame,
    todos: Vec<Todo>,
    today: NaiveDate,
    total: usize,
    states: Vec<(&'static str, usize)>,
    areas: Vec<Area>,
    may_import: bool,
    may_manage: bool,
    round: Option<RoundPanel>,
}

/// The round that is looked at.
struct RoundPanel {
    /// Its address.
    path: String,
    title: String,
    stage: &'static str,
    tone: &'static str,
    is_final: bool,
    all: Tally,
    rate: String,
    not_measured: u64,
    pending: u64,
    /// What is done of how much, and what that is.
    progress: (u64, u64, &'static str),
    /// What it will still take, in words; empty where nobody can say.
    left: String,
    tiles: Vec<Tile>,
    classes: Vec<ProblemClass>,
    /// Sites with a problem of the class that most have.
    most: u64,
    past: Vec<(String, String, String)>,
    drawing: Option<(String, String)>,
}

/// A place with how its sites stand.
struct Tile {
    link: String,
    name: String,
    shape: &'static str,
    tone: &'static str,
    rate: String,
    tally: Tally,
}

impl RoundPanel {
    fn of(overview: RoundOverview) -> Self {
        let RoundOverview {
            round, all, progress, ..
        } = overview;
        let path = format!("/rounds/{}", round.id.0);
        let tile = |one: PlaceTally| {
            let (shape, tone) = match one.tally {
                Tally { measured: 0, .. } => ("○", "plain"),
                Tally { failed: 0, .. } => ("●", "fine"),
                _ => ("✕", "fails"),
            };
            Tile {
                link: one.area.map_or_else(
                    || format!("{path}/judgement"),
                    |area| format!("{path}/judgement?area={}", area.0),
                ),
                name: one.name,
                shape,
                tone,
                rate: one.tally.rate().percent(1),
                tally: one.tally,
            }
        };
        let findings = overview.pending + overview.decided;
        Self {
            tiles: overview.areas.into_iter().map(tile).collect(),
            title: round.title(),
            stage: round.stage.label(),
            tone: tone_of(round.stage),
            is_final: round.stage == RoundStage::Judged,
            rate: all.rate().percent(1),
            not_measured: all.visited.saturating_sub(all.measured),
            pending: overview.pending,
            progress: match round.stage {
                RoundStage::Planned | RoundStage::Collecting => (all.visited, all.sites, "个网站已采集"),
                _ => (overview.decided, findings, "条线索已复核"),
            },
            left: progress
                .and_then(|it| it.seconds_left)
                .map(in_words)
                .unwrap_or_default(),
            most: overview.classes.first().map_or(1, |class| class.sites),
            classes: overview.classes,
            past: overview
                .past
                .iter()
                .map(|(quarter, rate)| {
                    let (passed, all) = (rate.part, rate.whole);
                    (quarter.in_full(), rate.percent(1), format!("{passed} / {all}"))
                })
                .collect(),
            drawing: overview.drawing,
            all,
            path,
        }
    }
}

/// A place or department, with the sites of each state.
struct Area {
    name: String,
    link: String,
    running: usize,
    others: usize,
}

/// `GET /`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let caller = &login.caller;
    let tally = register_tally(&web.app, caller).await?;
    let link = |name: &str| {
        let root = caller.tree.root().map(|root| root.id);
        let mut areas = root
            .map(|root| caller.tree.children(root))
            .unwrap_or_default()
            .into_iter();
        let area = areas.find(|one| one.name == name);
        area.map_or_else(|| "/sites".to_owned(), |one| format!("/sites?area={}", one.id.0))
    };
    let round = match caller.user.may_somewhere(Permission::ViewRounds) {
        true => round_overview(&web.app, caller, login.round).await?,
        false => None,
    };
    html(&Page {
        round: round.map(RoundPanel::of),
        todos: todos(&web.app, caller).await?,
        today: hour_of(web.app.now()).0,
        total: tally.total,
        states: tally.states.into_iter().collect(),
        areas: tally
            .areas
            .into_iter()
            .map(|(name, (running, others))| Area {
                link: link(&name),
                name,
                running,
                others,
            })
            .collect(),
        may_import: caller.user.may_somewhere(Permission::EditRegister),
        may_manage: caller.user.may_somewhere(Permission::ManagePeople),
        frame: Frame::new(&login, "/", &told),
    })
}
