//! The office's own sentences: all of them, what was changed, the file, earlier versions.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{AppError, TemplateChange, change_templates, rule_title, template_view};
use xunwang_report::templates::{Sentence, condition_names};

use super::fields::Fields;
use super::files::{attachment, parts_of};
use super::papers::SECTION;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

const HERE: &str = "/templates";

#[derive(Template)]
#[template(path = "templates.html")]
struct Page {
    frame: Frame,
    version: u32,
    may_edit: bool,
    /// Are only the changed ones shown?
    only_own: bool,
    changed: usize,
    groups: Vec<Group>,
    versions: Vec<(u32, String)>,
}

/// Sentences that belong together.
struct Group {
    name: &'static str,
    rows: Vec<Row>,
}

struct Row {
    key: String,
    about: String,
    text: String,
    is_own: bool,
}

/// Which sentences are shown.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    only: String,
}

/// The groups by how their keys begin.
const GROUPS: [(&str, &[&str]); 12] = [
    ("标题", &["phrases.title_"]),
    ("开头", &["phrases.occasion"]),
    (
        "政府网站检查情况",
        &["phrases.sites_", "phrases.cities_", "phrases.change_"],
    ),
    ("“我为政府网站找错”留言", &["phrases.feedback_"]),
    ("政务新媒体检查情况", &["phrases.accounts_", "phrases.who_"]),
    (
        "复查、提示单、表扬",
        &["phrases.recheck_", "phrases.reminders", "phrases.praise"],
    ),
    ("问题段落", &["phrases.repeat", "phrases.unregistered"]),
    ("节日和结尾", &["phrases.days_", "phrases.closing"]),
    ("一类网站问题的概括", &["lacks."]),
    ("一类政务新媒体问题的概括", &["lacks_of_accounts."]),
    ("问题的规范用语", &["wordings."]),
    ("工作要求", &["requirements."]),
];

/// What a sentence is about, in words.
pub(super) fn about(sentence: &Sentence) -> String {
    let name = |word: &str| {
        let found = condition_names().into_iter().find(|(own, _)| *own == word);
        found.map_or_else(|| word.to_owned(), |(_, label)| label.to_owned())
    };
    if let Some(row) = &sentence.requirement {
        let names = |words: &[String]| words.iter().map(|word| name(word)).collect::<Vec<_>>().join("、");
        let mut text = row.part.label().to_owned();
        if !row.when.is_empty() {
            text.push_str(&format!("；有“{}”时写", names(&row.when)));
        }
        if !row.unless.is_empty() {
            text.push_str(&format!("；有“{}”时不写", names(&row.unless)));
        }
        return text;
    }
    match sentence.key.split_once('.') {
        Some(("wordings", rule)) => rule_title(rule).to_owned(),
        Some(("lacks" | "lacks_of_accounts", theme)) => name(theme),
        _ => String::new(),
    }
}

async fn page(web: &Web, login: &Seat, asked: &Asked, frame: Frame) -> Result<Page, WebError> {
    let view = template_view(&web.app, &login.caller).await?;
    let only_own = asked.only == "own";
    let all = view.own.sentences();
    let row = |sentence: &Sentence| Row {
        about: about(sentence),
        text: sentence.text().to_owned(),
        is_own: sentence.own.is_some(),
        key: sentence.key.clone(),
    };
    let group = |(name, keys): &(&'static str, &[&str])| Group {
        name,
        rows: all
            .iter()
            .filter(|one| keys.iter().any(|key| one.key.starts_with(key)))
            .filter(|one| !only_own || one.own.is_some())
            .map(row)
            .collect(),
    };
    let told = |one: &xunwang_domain::template_version::TemplateVersion| {
        (one.number, format!("{} {} {}", minute(one.at), one.by, one.what))
    };
    Ok(Page {
        frame,
        version: view.version,
        may_edit: view.may_edit,
        only_own,
        changed: all.iter().filter(|one| one.own.is_some()).count(),
        groups: GROUPS
            .iter()
            .map(group)
            .filter(|group| !group.rows.is_empty())
            .collect(),
        versions: view.versions.iter().map(told).collect(),
    })
}

/// `GET /templates`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, &asked, frame).await?)
}

/// `POST /templates`: an earlier version once more.
pub(crate) async fn restore(
    State(web): State<Web>,
    Login(login): Login,
    form: Fields,
) -> Result<Response, WebError> {
    let number = form.text("restore").parse().unwrap_or_default();
    let change = TemplateChange::Restore(number);
    let shown = form.text("version").parse().unwrap_or_default();
    let done = change_templates(&web.app, &login.caller, shown, &change).await;
    answer(&web, &login, done).await
}

/// `GET /templates/file`
pub(crate) async fn file(State(web): State<Web>, Login(login): Login) -> Result<Response, WebError> {
    let view = template_view(&web.app, &login.caller).await?;
    let text = match view.own.to_toml() {
        text if text.trim().is_empty() => "# 没有改过，全部为标准模板。\n".to_owned(),
        text => text,
    };
    Ok(attachment("文稿模板.toml", "application/toml", text.into_bytes()))
}

/// `POST /templates/file`
pub(crate) async fn upload(
    State(web): State<Web>,
    Login(login): Login,
    form: Multipart,
) -> Result<Response, WebError> {
    if !template_view(&web.app, &login.caller).await?.may_edit {
        return Err(AppError::Forbidden.into());
    }
    let done = match parts_of(form).await {
        Ok((fields, Some((_, bytes)))) => {
            let shown = fields.get("version").and_then(|text| text.parse().ok());
            let change = String::from_utf8(bytes)
                .map(TemplateChange::File)
                .map_err(|_| AppError::Refused("模板文件应为 UTF-8 文本（TOML）".to_owned()));
            match change {
                Ok(change) => {
                    change_templates(&web.app, &login.caller, shown.unwrap_or_default(), &change).await
                }
                Err(error) => Err(error),
            }
        }
        Ok((_, None)) => Err(AppError::Refused("请选择模板文件（.toml）".to_owned())),
        Err(error) => Err(error),
    };
    answer(&web, &login, done).await
}

async fn answer(web: &Web, login: &Seat, done: Result<u32, AppError>) -> Result<Response, WebError> {
    let there = |_| format!("{HERE}?note=template-saved");
    answered((login, SECTION), done, there, async |frame| {
        page(web, login, &Asked::default(), frame).await
    })
    .await
}

#[cfg(test)]
mod tests {
    use xunwang_report::templates::OwnTemplates;

    use super::GROUPS;

    #[test]
    fn every_sentence_stands_in_one_group() {
        for sentence in OwnTemplates::default().sentences() {
            let is_of = |keys: &[&str]| keys.iter().any(|key| sentence.key.starts_with(key));
            let groups = GROUPS.iter().filter(|(_, keys)| is_of(keys)).count();
            assert_eq!(groups, 1, "{}", sentence.key);
        }
    }
}
