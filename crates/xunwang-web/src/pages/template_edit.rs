//! One sentence of the office: changed, and shown in the latest circular before it is kept.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use xunwang_app::office::{
    AppError, TemplateChange, TemplatePreview, change_templates, preview_templates, template_view,
};
use xunwang_report::templates::{OwnTemplates, Part, RequirementRow, Sentence, condition_names};

use super::fields::Fields;
use super::papers::SECTION;
use super::templates::about;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "template_edit.html")]
struct Page {
    frame: Frame,
    key: String,
    about: String,
    version: u32,
    may_edit: bool,
    /// What stands in the field.
    text: String,
    standard: String,
    is_own: bool,
    places: Vec<String>,
    requirement: Option<Conditions>,
    preview: Option<TemplatePreview>,
}

/// Where a requirement stands, and what it depends on.
struct Conditions {
    parts: Vec<(usize, &'static str, bool)>,
    /// Word, name, “when”, “unless”.
    conditions: Vec<(&'static str, &'static str, bool, bool)>,
}

impl Conditions {
    fn of(row: &RequirementRow) -> Self {
        let has = |words: &[String], word: &str| words.iter().any(|own| own == word);
        let parts = Part::ALL.into_iter().enumerate();
        Self {
            parts: parts
                .map(|(place, part)| (place, part.label(), part == row.part))
                .collect(),
            conditions: condition_names()
                .into_iter()
                .map(|(word, name)| (word, name, has(&row.when, word), has(&row.unless, word)))
                .collect(),
        }
    }
}

/// What the places that every sentence knows stand for.
const MEANINGS: [(&str, &str); 7] = [
    ("office", "发文机关简称"),
    ("whole", "全省（市）"),
    ("leaders", "上级党政机关"),
    ("city", "下一级地方的统称"),
    ("concerned", "有关地方和部门"),
    ("quarter", "检查季度"),
    ("days", "节日"),
];

/// Which sentence.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    key: String,
}

/// `GET /templates/sentence`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    if asked.key.is_empty() {
        return Ok(Redirect::to("/templates").into_response());
    }
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, &asked.key, frame).await?)
}

async fn page(web: &Web, login: &Seat, key: &str, frame: Frame) -> Result<Page, WebError> {
    let view = template_view(&web.app, &login.caller).await?;
    let sentence = view.own.sentence(key).ok_or(AppError::NotFound)?;
    let common = OwnTemplates::COMMON_PLACES.iter().map(|place| {
        let meaning = MEANINGS.iter().find(|(own, _)| own == place);
        let meaning = meaning.map(|(_, told)| format!("（{told}）"));
        format!("{{{place}}}{}", meaning.unwrap_or_default())
    });
    let own = sentence.places.iter().map(|place| format!("{{{place}}}"));
    let has_places = key.starts_with("phrases.") || key.starts_with("requirements.");
    Ok(Page {
        frame,
        version: view.version,
        may_edit: view.may_edit,
        about: about(&sentence),
        text: sentence.text().to_owned(),
        is_own: sentence.own.is_some(),
        places: own.chain(common).filter(|_| has_places).collect(),
        requirement: sentence.requirement.as_ref().map(Conditions::of),
        standard: sentence.standard,
        key: sentence.key,
        preview: None,
    })
}

/// `POST /templates/sentence`
pub(crate) async fn save(
    State(web): State<Web>,
    Login(login): Login,
    form: Fields,
) -> Result<Response, WebError> {
    let key = form.text("key").to_owned();
    let view = template_view(&web.app, &login.caller).await?;
    if !view.may_edit {
        return Err(AppError::Forbidden.into());
    }
    let sentence = view.own.sentence(&key);
    let Some(sentence) = sentence else {
        let gone = AppError::Refused("没有这一句；请从“文稿模板”重新选择".to_owned());
        return Err(gone.into());
    };
    let change = change_of(&form, &sentence);
    if form.text("do") == "preview" {
        return match preview_templates(&web.app, &login.caller, &change).await {
            Ok(preview) => {
                let frame = Frame::new(&login, SECTION, &Told::default());
                let mut page = filled(page(&web, &login, &key, frame).await?, &form, &sentence);
                page.preview = Some(preview);
                html(&page)
            }
            Err(error) => again(&web, &login, &form, &sentence, error).await,
        };
    }
    let shown = form.text("version").parse().unwrap_or_default();
    match change_templates(&web.app, &login.caller, shown, &change).await {
        Ok(_) => Ok(Redirect::to("/templates?note=template-saved").into_response()),
        Err(error) => again(&web, &login, &form, &sentence, error).await,
    }
}

async fn again(
    web: &Web,
    login: &Seat,
    form: &Fields,
    sentence: &Sentence,
    error: AppError,
) -> Result<Response, WebError> {
    let frame = Frame::refusing(login, SECTION, mendable(error)?);
    let page = page(web, login, &sentence.key, frame).await?;
    refused(&filled(page, form, sentence))
}

/// The page with what was typed.
fn filled(mut page: Page, form: &Fields, sentence: &Sentence) -> Page {
    page.text = form.text("text").to_owned();
    if sentence.requirement.is_some() {
        page.requirement = Some(Conditions::of(&row_of(form)));
    }
    page
}

fn change_of(form: &Fields, sentence: &Sentence) -> TemplateChange {
    let text = form.text("text").replace("\r\n", "\n");
    let standard = form.text("do") == "standard";
    if sentence.requirement.is_none() {
        return TemplateChange::Sentence(sentence.key.clone(), (!standard).then_some(text));
    }
    let place = sentence
        .key
        .split_once('.')
        .and_then(|(_, place)| place.parse().ok());
    let place = place.unwrap_or(usize::MAX);
    match form.text("do") {
        "standard" => TemplateChange::StandardRequirements,
        "remove" => TemplateChange::RemoveRequirement(place),
        "add" => TemplateChange::AddRequirement(place, row_of(form)),
        _ => TemplateChange::Requirement(place, row_of(form)),
    }
}

fn row_of(form: &Fields) -> RequirementRow {
    let part = form
        .text("part")
        .parse()
        .ok()
        .and_then(|place: usize| Part::ALL.get(place));
    let words = |name: &str| form.all(name).map(str::to_owned).collect();
    RequirementRow {
        part: part.copied().unwrap_or(Part::Manage),
        when: words("when"),
        unless: words("unless"),
        text: form.text("text").replace("\r\n", "\n"),
    }
}
