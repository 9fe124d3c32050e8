//! The form of an indicator: a new one, or one that is changed.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use xunwang_app::office::{
    AppError, CONFIDENCES, CountedForm, FieldError, RowForm, StandardChange, VersionView, change_standard,
    countable_rules, may_edit_standards, rule_name, standard_version,
};
use xunwang_domain::standard::{Automation, IndicatorKind, Measure, Scope};

use super::fields::Fields;
use super::standard_row::seen;
use super::standards::number_of;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "standard_row_form.html")]
struct FormPage {
    frame: Frame,
    number: u32,
    is_new: bool,
    seen: u32,
    form: RowForm,
    wrong: Vec<FieldError>,
    /// What the row says now, where somebody else has changed it.
    now: Vec<(&'static str, String)>,
    rules: Vec<(String, String)>,
}

impl FormPage {
    /// What is wrong with a field.
    fn wrong(&self, field: &str) -> Option<&str> {
        let found = self.wrong.iter().find(|one| one.field == field);
        found.map(|one| one.message.as_str())
    }

    /// The fields of a counted rule.
    fn wrong_of(&self, name: &str, number: &usize) -> Option<&str> {
        self.wrong(&format!("{name}{number}"))
    }

    fn kinds(&self) -> Vec<Choice> {
        choices(
            &IndicatorKind::ALL.map(|kind| (kind.word(), kind.label())),
            &self.form.kind,
        )
    }

    fn automations(&self) -> Vec<Choice> {
        choices(
            &Automation::ALL.map(|one| (one.word(), one.label())),
            &self.form.automation,
        )
    }

    fn scopes(&self) -> Vec<Choice> {
        choices(
            &Scope::ALL.map(|scope| (scope.word(), scope.label())),
            &self.form.scope,
        )
    }

    fn measures(&self) -> Vec<Choice> {
        choices(&Measure::WORDS, &self.form.by)
    }

    fn confidences(&self) -> Vec<Choice> {
        choices(&CONFIDENCES, &self.form.confidence)
    }
}

/// Word, label, and whether it is chosen.
type Choice = (&'static str, &'static str, bool);

fn choices(all: &[(&'static str, &'static str)], chosen: &str) -> Vec<Choice> {
    all.iter()
        .map(|(word, label)| (*word, *label, *word == chosen))
        .collect()
}

/// Lines that are offered beyond those that are filled in.
const BLANK_LINES: usize = 2;

/// `GET /standards/{version}/rows/new`
pub(crate) async fn blank(
    State(web): State<Web>,
    Login(login): Login,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let view = editable(&web, &login, &number).await?;
    let form = RowForm {
        scope: Scope::All.word().to_owned(),
        ..RowForm::default()
    };
    html(&form_page(
        Frame::new(&login, "/standards", &Told::default()),
        &view,
        form,
        Sent::New,
    ))
}

/// `GET /standards/{version}/rows/{row}/edit`
pub(crate) async fn form(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let view = editable(&web, &login, &number).await?;
    let row = view.version.standard.indicator(&id).ok_or(AppError::NotFound)?;
    let frame = Frame::new(&login, "/standards", &Told::default());
    html(&form_page(frame, &view, RowForm::of(row), Sent::Old(None)))
}

/// Which form was sent.
enum Sent {
    New,
    /// With the number of changes that it had seen.
    Old(Option<u32>),
}

fn form_page(frame: Frame, view: &VersionView, mut form: RowForm, sent: Sent) -> FormPage {
    let version = &view.version;
    let seen = version.edits(&form.id);
    let is_stale = matches!(sent, Sent::Old(Some(sent)) if sent != seen);
    let row = version.standard.indicator(&form.id).filter(|_| is_stale);
    let blank = BLANK_LINES + usize::from(form.counted.is_empty());
    form.counted.extend((0..blank).map(|_| CountedForm::default()));
    FormPage {
        frame,
        number: version.number,
        is_new: matches!(sent, Sent::New),
        seen,
        now: row.map(|row| row.fields_naming(&rule_name)).unwrap_or_default(),
        rules: countable_rules(),
        wrong: Vec::new(),
        form,
    }
}

/// A draft that the person may change: who may not is not told what is wrong with a form.
pub(super) async fn editable(web: &Web, login: &Seat, number: &str) -> Result<VersionView, WebError> {
    if !may_edit_standards(&login.caller) {
        return Err(AppError::Forbidden.into());
    }
    Ok(standard_version(&web.app, &login.caller, number_of(number)?).await?)
}

/// `POST /standards/{version}/rows`
pub(crate) async fn add(
    State(web): State<Web>,
    Login(login): Login,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let form = filled(&fields, fields.text("id"));
    editable(&web, &login, &number).await?;
    save_form(&web, &login, &number, form, Sent::New).await
}

/// `POST /standards/{version}/rows/{row}`
pub(crate) async fn save(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let form = filled(&fields, &id);
    editable(&web, &login, &number).await?;
    save_form(&web, &login, &number, form, Sent::Old(Some(seen(&fields)))).await
}

async fn save_form(
    web: &Web,
    login: &Seat,
    number: &str,
    form: RowForm,
    sent: Sent,
) -> Result<Response, WebError> {
    let (done, wrong) = match form.read() {
        Ok(row) => {
            let id = row.id.clone();
            let row = Box::new(row);
            let change = match sent {
                Sent::New => StandardChange::AddRow(row),
                Sent::Old(seen) => StandardChange::EditRow {
                    row,
                    seen: seen.unwrap_or_default(),
                },
            };
            let done = change_standard(&web.app, &login.caller, number_of(number)?, change).await;
            (done.map(|()| id), Vec::new())
        }
        Err(wrong) => {
            let message = format!("有{}处填写有误，没有保存；请按各处的提示修改", wrong.len());
            (Err(AppError::Refused(message)), wrong)
        }
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/standards/{number}/rows/{id}?note=row-saved")).into_response()),
        Err(error) => {
            let frame = Frame::refusing(login, "/standards", mendable(error)?);
            let view = editable(web, login, number).await?;
            let mut page = form_page(frame, &view, form, sent);
            page.wrong = wrong;
            refused(&page)
        }
    }
}

/// The form as it was sent.
fn filled(fields: &Fields, id: &str) -> RowForm {
    let text = |name: &str| fields.text(name).to_owned();
    let columns = ["rule", "channels", "first_level", "home_page", "each"];
    let [rules, channels, first_levels, homes, points] =
        columns.map(|name| fields.all(name).collect::<Vec<_>>());
    let of = |column: &[&str], at: usize| column.get(at).copied().unwrap_or_default().to_owned();
    let mut counted: Vec<CountedForm> = (0..rules.len())
        .map(|at| CountedForm {
            rule: of(&rules, at),
            channels: of(&channels, at),
            first_level: of(&first_levels, at),
            home: of(&homes, at),
            points: of(&points, at),
        })
        .collect();
    while counted.last().is_some_and(|last| *last == CountedForm::default()) {
        counted.pop();
    }
    RowForm {
        id: id.to_owned(),
        group: text("group"),
        title: text("title"),
        wording: text("wording"),
        kind: text("kind"),
        automation: text("automation"),
        scope: text("scope"),
        window: text("window"),
        points: text("points"),
        by: text("by"),
        threshold: text("threshold"),
        sample: text("sample"),
        counted,
        source: text("source"),
        confidence: text("confidence"),
    }
}
