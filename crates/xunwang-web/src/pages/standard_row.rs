//! One indicator of a version: what it says, its confirmation, its form.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use xunwang_app::office::{
    AppError, CONFIDENCES, CountedForm, FieldError, LoggedIn, RowForm, StandardChange, VersionView,
    change_standard, countable_rules, may_edit_standards, rule_name, standard_version,
};
use xunwang_domain::standard::{
    Automation, FieldChange, IndicatorKind, Measure, RowChange, Scope, VersionState, compare,
};

use super::fields::Fields;
use super::standards::number_of;
use crate::error::WebError;
use crate::guard::Login;
use crate::moment::minute;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "standard_row.html")]
struct RowPage {
    frame: Frame,
    number: u32,
    state: &'static str,
    id: String,
    title: String,
    confirmed: bool,
    may_edit: bool,
    /// Did the one who looks last change it? Then somebody else confirms.
    is_mine: bool,
    seen: u32,
    edited: String,
    fields: Vec<(&'static str, String)>,
    /// The version that this one was made from, and what is different there; `None`: nothing to compare with.
    base: Option<(u32, &'static str, Vec<FieldChange>)>,
    before: Option<String>,
    after: Option<String>,
}

/// `GET /standards/{version}/rows/{row}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, "/standards", &told);
    html(&row_page(&web, &login, &number, &id, frame).await?)
}

async fn row_page(
    web: &Web,
    login: &LoggedIn,
    number: &str,
    id: &str,
    frame: Frame,
) -> Result<RowPage, WebError> {
    let view = standard_version(&web.app, &login.caller, number_of(number)?).await?;
    let version = view.version;
    let rows = &version.standard.indicators;
    let at = rows
        .iter()
        .position(|row| row.id == id)
        .ok_or(AppError::NotFound)?;
    let row = &rows[at];
    let base = match version.based_on {
        Some(base) => {
            let base = standard_version(&web.app, &login.caller, base).await?.version;
            let difference = compare(&base.standard, &version.standard);
            let own = difference.rows.into_iter().find(|one| one.row.id == id);
            let (word, changes) = match own.map(|one| one.change) {
                None => ("没有变化", Vec::new()),
                Some(RowChange::Changed(changes)) => ("有修改", changes),
                Some(_) => ("新增", Vec::new()),
            };
            Some((base.number, word, changes))
        }
        None => None,
    };
    let edited = version.rows.get(id).and_then(|trace| trace.edited.as_ref());
    let neighbour = |at: Option<usize>| Some(rows.get(at?)?.id.clone());
    Ok(RowPage {
        frame,
        number: version.number,
        state: version.state.label(),
        id: row.id.clone(),
        title: row.title.clone(),
        confirmed: row.provenance.confirmed,
        may_edit: view.may_edit && version.state == VersionState::Draft,
        is_mine: edited.is_some_and(|(hand, _)| hand.user == Some(login.caller.user.id)),
        seen: version.edits(id),
        edited: edited
            .map(|(hand, at)| format!("{} {}", hand.name, minute(*at)))
            .unwrap_or_default(),
        fields: row.fields_naming(&rule_name),
        base,
        before: neighbour(at.checked_sub(1)),
        after: neighbour(at.checked_add(1)),
    })
}

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
pub(super) async fn editable(web: &Web, login: &LoggedIn, number: &str) -> Result<VersionView, WebError> {
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
    login: &LoggedIn,
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

fn seen(fields: &Fields) -> u32 {
    fields.text("seen").parse().unwrap_or(u32::MAX)
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

/// `POST /standards/{version}/rows/{row}/remove`
pub(crate) async fn remove(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let seen = seen(&fields);
    let change = StandardChange::RemoveRow { id: id.clone(), seen };
    let to = format!("/standards/{number}?note=row-removed");
    answer(&web, &login, (&number, &id), change, &to).await
}

/// `POST /standards/{version}/rows/{row}/confirm`
pub(crate) async fn confirm(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let change = StandardChange::ConfirmRow {
        id: id.clone(),
        seen: seen(&fields),
        document: fields.text("document").to_owned(),
    };
    let to = format!("/standards/{number}/rows/{id}?note=row-confirmed");
    answer(&web, &login, (&number, &id), change, &to).await
}

/// `POST /standards/{version}/rows/{row}/unconfirm`
pub(crate) async fn unconfirm(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let seen = seen(&fields);
    let change = StandardChange::UnconfirmRow { id: id.clone(), seen };
    let to = format!("/standards/{number}/rows/{id}?note=row-unconfirmed");
    answer(&web, &login, (&number, &id), change, &to).await
}

async fn answer(
    web: &Web,
    login: &LoggedIn,
    (number, id): (&str, &str),
    change: StandardChange,
    to: &str,
) -> Result<Response, WebError> {
    match change_standard(&web.app, &login.caller, number_of(number)?, change).await {
        Ok(()) => Ok(Redirect::to(to).into_response()),
        Err(error) => {
            let frame = Frame::refusing(login, "/standards", mendable(error)?);
            refused(&row_page(web, login, number, id, frame).await?)
        }
    }
}
