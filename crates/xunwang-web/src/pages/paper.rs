//! The editor of a circular: outline, text as on paper, checks; and what is done with the whole.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;
use xunwang_app::office::{
    AppError, PaperView, PassageChange, change_passage, move_paper, paper_file, paper_view, publish, redraft,
};
use xunwang_domain::paper::{PaperId, PaperMove, PaperStage};
use xunwang_report::document::{Block, Document, Span};
use xunwang_report::draft::{Passage, PassageState};

use super::fields::Fields;
use super::files::{attachment, content_type};
use super::papers::{SECTION, tone_of};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "paper.html")]
struct Page {
    frame: Frame,
    id: String,
    version: u32,
    round: String,
    round_title: String,
    title: String,
    number: String,
    salutation: String,
    signature: String,
    date: String,
    stage: PaperStage,
    tone: &'static str,
    corrects: String,
    outline: Vec<(usize, String, &'static str, bool)>,
    passages: Vec<PassageRow>,
    attachments: Vec<(usize, String, usize)>,
    faults: Vec<(Option<usize>, String)>,
    figures: usize,
    steps: Vec<String>,
    is_outdated: bool,
    may_draft: bool,
    may_sign: bool,
    notes: Vec<String>,
    template: Option<String>,
    seal: Option<SealRow>,
}

struct SealRow {
    told: String,
    files: Vec<(String, String, u64)>,
    is_public: bool,
    public: Vec<usize>,
}

struct PassageRow {
    place: usize,
    is_editing: bool,
    is_inserting: bool,
    is_chart: bool,
    level: u8,
    parts: Vec<Part>,
    text: String,
    state: PassageState,
    class: &'static str,
    by: String,
    generated: String,
    before: String,
    hand: Vec<(String, String)>,
}

/// A run of words, or a number with the key of what it is computed from.
pub(crate) struct Part {
    pub(crate) text: String,
    pub(crate) key: String,
}

pub(super) fn parts_of(spans: &[Span]) -> Vec<Part> {
    let part = |span: &Span| Part {
        text: span.shown().to_owned(),
        key: match span {
            Span::Figure(figure) => figure.source.to_string(),
            _ => String::new(),
        },
    };
    spans.iter().map(part).collect()
}

fn words(block: Option<&Block>) -> String {
    match block {
        Some(Block::Heading { text, .. }) => text.clone(),
        Some(Block::Paragraph(spans)) => spans.iter().map(Span::shown).collect(),
        Some(Block::Chart(chart)) => format!("（图{} {}）", chart.number, chart.title),
        Some(Block::Table(inset)) => format!("（表{} {}）", inset.number, inset.title),
        None => String::new(),
    }
}

fn row((place, passage): (usize, &Passage)) -> PassageRow {
    let state = passage.state();
    let spans = passage.spans();
    let edited = passage.edited.as_ref();
    let hand = passage.hand_numbers().iter().map(|one| {
        let reason = one.reason.as_ref();
        let reason = reason.map(|(reason, author)| format!("{reason}（{}）", author.name));
        (one.number.clone(), reason.unwrap_or_default())
    });
    PassageRow {
        place,
        is_editing: false,
        is_inserting: false,
        is_chart: passage.is_chart(),
        level: passage.level(),
        parts: parts_of(&spans),
        text: spans.iter().map(Span::shown).collect(),
        state,
        class: match state {
            PassageState::Generated => "generated",
            PassageState::Conflict => "conflict",
            PassageState::Removed => "removed",
            PassageState::Edited | PassageState::Added => "edited",
        },
        by: edited.map_or_else(String::new, |edited| {
            format!("{} {}", edited.author.name, minute(edited.author.at))
        }),
        generated: words(passage.generated.as_ref()),
        before: words(edited.and_then(|edited| edited.base.as_ref())),
        hand: hand.collect(),
    }
}

#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    edit: String,
    #[serde(default)]
    insert: String,
}

pub(super) fn id_of(text: &str) -> Result<PaperId, AppError> {
    Uuid::parse_str(text).map(PaperId).map_err(|_| AppError::NotFound)
}

fn page(view: PaperView, asked: &Asked, frame: Frame) -> Page {
    let PaperView {
        paper,
        round,
        draft,
        document,
        faults,
        template,
        is_outdated,
        may_draft,
        may_sign,
        ..
    } = view;
    let mut passages: Vec<PassageRow> = draft.passages.iter().enumerate().map(row).collect();
    for one in passages.iter_mut().filter(|_| may_draft) {
        let place = one.place.to_string();
        one.is_editing = asked.edit == place;
        one.is_inserting = asked.insert == place;
    }
    Page {
        frame,
        id: paper.id.0.to_string(),
        version: paper.version,
        round: round.id.0.to_string(),
        round_title: round.title(),
        number: paper.head.number.clone().unwrap_or_default(),
        title: document.title.clone(),
        salutation: document.salutation.clone(),
        signature: document.signature.clone(),
        date: document.printed_date(),
        stage: paper.stage,
        tone: tone_of(paper.stage),
        corrects: paper.corrects.map(|id| id.0.to_string()).unwrap_or_default(),
        outline: outline(&passages),
        attachments: document
            .attachments
            .iter()
            .map(|one| (one.number, one.title.clone(), one.table.rows.len()))
            .collect(),
        faults: faults
            .into_iter()
            .map(|fault| (fault.passage, fault.message))
            .collect(),
        figures: figures_of(&document),
        steps: paper
            .steps
            .iter()
            .map(|step| {
                let note = if step.note.is_empty() {
                    String::new()
                } else {
                    format!("：{}", step.note)
                };
                format!("{} {} → {}{note}", minute(step.at), step.name, step.to.label())
            })
            .collect(),
        is_outdated,
        may_draft,
        may_sign: may_sign && paper.stage == PaperStage::Signing,
        notes: document.notes.clone(),
        template: template.map(|it| format!("{}　{} {}上传", it.name, minute(it.at), it.by)),
        seal: paper.seal.as_ref().map(|seal| SealRow {
            told: format!("{} {}签发，以下文件及其数据已封存", minute(seal.at), seal.by),
            files: seal
                .files
                .iter()
                .map(|file| {
                    (
                        file.name.clone(),
                        file.sha256.chars().take(16).collect(),
                        file.bytes,
                    )
                })
                .collect(),
            is_public: seal.is_public,
            public: seal.public_attachments.clone(),
        }),
        passages,
    }
}

fn figures_of(document: &Document) -> usize {
    let spans = document.blocks.iter().map(|block| match block {
        Block::Paragraph(spans) => spans
            .iter()
            .filter(|span| matches!(span, Span::Figure(_)))
            .count(),
        _ => 0,
    });
    spans.sum()
}

/// The headings, each with the gravest state below it.
fn outline(passages: &[PassageRow]) -> Vec<(usize, String, &'static str, bool)> {
    let mut outline: Vec<(usize, String, &'static str, bool)> = Vec::new();
    let rank = |label: &str| {
        ["自动生成", "已删除", "人工增写", "已修改", "有冲突"]
            .iter()
            .position(|own| *own == label)
    };
    for passage in passages {
        if passage.level > 0 {
            outline.push((passage.place, passage.text.clone(), "自动生成", passage.level > 1));
        }
        let label = passage.state.label();
        if let Some(last) = outline.last_mut()
            && rank(label) > rank(last.2)
        {
            last.2 = label;
        }
    }
    outline
}

/// `GET /papers/{paper}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let view = paper_view(&web.app, &login.caller, id_of(&id)?).await?;
    html(&page(view, &asked, Frame::new(&login, SECTION, &told)))
}

/// Back to the paper with a word; or the paper again, saying why not.
pub(super) async fn answer(
    web: &Web,
    login: &Seat,
    id: PaperId,
    done: Result<(), AppError>,
    (note, place): (&str, &str),
) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/papers/{}?note={note}{place}", id.0)).into_response()),
        Err(error) => {
            let frame = Frame::refusing(login, SECTION, mendable(error)?);
            let view = paper_view(&web.app, &login.caller, id).await?;
            refused(&page(view, &Asked::default(), frame))
        }
    }
}

pub(super) fn version_of(form: &Fields) -> u32 {
    form.text("version").parse().unwrap_or_default()
}

/// `POST /papers/{paper}/passages/{place}`
pub(crate) async fn passage(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, place)): Path<(String, String)>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let text = || form.text("text").to_owned();
    let change = match form.text("do") {
        "edit" => PassageChange::Edit(text()),
        "insert" => PassageChange::InsertAfter(text()),
        "remove" => PassageChange::Remove,
        "reset" => PassageChange::Reset,
        "keep" => PassageChange::Keep,
        _ => PassageChange::Explain(form.text("number").to_owned(), form.text("reason").to_owned()),
    };
    let done = match place.parse::<usize>() {
        Ok(at) => change_passage(&web.app, &login.caller, id, version_of(&form), at, &change).await,
        Err(_) => Err(AppError::NotFound),
    };
    answer(&web, &login, id, done, ("saved", &format!("#p{place}"))).await
}

/// `POST /papers/{paper}/redraft`
pub(crate) async fn again(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = redraft(&web.app, &login.caller, id, version_of(&form)).await;
    answer(&web, &login, id, done, ("redrafted", "")).await
}

/// `POST /papers/{paper}/move`
pub(crate) async fn step(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let what = match form.text("do") {
        "submit" => PaperMove::Submit,
        "pass" => PaperMove::Pass,
        "back" => PaperMove::SendBack,
        _ => PaperMove::Drop,
    };
    let said = (form.text("note"), "");
    let done = move_paper(&web.app, &login.caller, id, version_of(&form), what, said).await;
    answer(&web, &login, id, done, ("paper-moved", "")).await
}

/// `POST /papers/{paper}/sign`
pub(crate) async fn sign(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let what = match form.text("do") {
        "back" => PaperMove::SendBack,
        _ => PaperMove::Issue,
    };
    let said = (form.text("note"), form.text("number"));
    let done = move_paper(&web.app, &login.caller, id, version_of(&form), what, said).await;
    answer(&web, &login, id, done, ("paper-moved", "")).await
}

/// `POST /papers/{paper}/public`
pub(crate) async fn public(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let attachments = form
        .all("attachment")
        .filter_map(|text| text.parse().ok())
        .collect();
    let wanted = (form.text("do") == "publish", attachments);
    let done = publish(&web.app, &login.caller, id, version_of(&form), wanted).await;
    answer(&web, &login, id, done, ("saved", "")).await
}

/// `GET /papers/{paper}/files/{file}`
pub(crate) async fn file(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let bytes = paper_file(&web.app, &login.caller, id_of(&id)?, &name).await?;
    let kind = content_type(name.rsplit('.').next().unwrap_or_default());
    Ok(attachment(&name, kind, bytes))
}
