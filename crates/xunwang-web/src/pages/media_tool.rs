//! Exports of platform tools: upload, say what each column is, take over.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::Response;
use xunwang_app::office::{
    AppError, ToolPreview, ToolTaken, preview_tool, take_tool, tool_again, tool_mappings,
};
use xunwang_domain::account::{Platform, ToolField, ToolMapping};

use super::fields::Fields;
use super::files::parts_of;
use super::media::SECTION;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "media_tool.html")]
struct Page {
    frame: Frame,
    mappings: Vec<String>,
    platforms: Vec<String>,
    preview: Option<Preview>,
    done: Option<ToolTaken>,
    wrong: Vec<String>,
}

struct Preview {
    file: String,
    mark: String,
    rows: usize,
    name: String,
    platform: String,
    sees_all: bool,
    head: Vec<(String, String)>,
    /// Word, name, and the column that is chosen.
    fields: Vec<(&'static str, &'static str, String)>,
}

impl Preview {
    fn new(preview: ToolPreview) -> Self {
        let mapping = preview.mapping;
        let chosen = |field: ToolField| mapping.columns.get(&field).cloned().unwrap_or_default();
        Self {
            file: preview.file,
            mark: preview.mark,
            rows: preview.rows,
            fields: ToolField::all()
                .map(|it| (it.word(), it.label(), chosen(it)))
                .collect(),
            platform: mapping
                .platform
                .as_ref()
                .map(|it| it.label().to_owned())
                .unwrap_or_default(),
            name: mapping.name,
            sees_all: mapping.sees_all,
            head: preview.head,
        }
    }
}

async fn page(web: &Web, frame: Frame) -> Result<Page, WebError> {
    let mappings = tool_mappings(&web.app).await?;
    Ok(Page {
        frame,
        mappings: mappings.into_iter().map(|mapping| mapping.name).collect(),
        platforms: Platform::known()
            .map(|platform| platform.label().to_owned())
            .collect(),
        preview: None,
        done: None,
        wrong: Vec::new(),
    })
}

/// `GET /media/tool`
pub(crate) async fn show(State(web): State<Web>, Login(login): Login) -> Result<Response, WebError> {
    html(&page(&web, Frame::new(&login, SECTION, &Told::default())).await?)
}

/// `POST /media/tool`
pub(crate) async fn preview(
    State(web): State<Web>,
    Login(login): Login,
    form: Multipart,
) -> Result<Response, WebError> {
    let sent = parts_of(form).await.and_then(|(fields, file)| {
        let file = file.ok_or_else(|| AppError::Refused("请先选择文件，再点“上传”".to_owned()))?;
        Ok((fields.get("mapping").cloned().unwrap_or_default(), file))
    });
    let done = match sent {
        Ok((mapping, (name, bytes))) => preview_tool(&web.app, &login.caller, (&name, bytes), &mapping).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(preview) => {
            let blank = page(&web, Frame::new(&login, SECTION, &Told::default())).await?;
            html(&Page {
                preview: Some(Preview::new(preview)),
                ..blank
            })
        }
        Err(error) => refused(&page(&web, Frame::refusing(&login, SECTION, mendable(error)?)).await?),
    }
}

/// `POST /media/tool/confirm`
pub(crate) async fn confirm(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let columns = ToolField::all().filter_map(|field| {
        let column = fields.text(field.word());
        (!column.is_empty()).then(|| (field, column.to_owned()))
    });
    let mapping = ToolMapping {
        name: fields.text("name_of").trim().to_owned(),
        platform: Platform::parse(fields.text("platform")),
        sees_all: !fields.text("all").is_empty(),
        columns: columns.collect(),
    };
    let mark = fields.text("mark");
    match take_tool(&web.app, &login.caller, mark, mapping.clone()).await {
        Ok(done) => {
            let blank = page(&web, Frame::new(&login, SECTION, &Told::default())).await?;
            html(&Page {
                done: Some(done),
                ..blank
            })
        }
        Err(error) => {
            let message = mendable(error)?;
            let frame = Frame::refusing(&login, SECTION, "没有写入任何内容，请照下面改正。".to_owned());
            let blank = page(&web, frame).await?;
            let again = tool_again(&web.app, &login.caller, mark, mapping).await?;
            refused(&Page {
                preview: again.map(Preview::new),
                wrong: message.lines().map(str::to_owned).collect(),
                ..blank
            })
        }
    }
}
