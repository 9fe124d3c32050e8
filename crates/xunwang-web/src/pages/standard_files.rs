//! A version of the standard as files: for the program, and for people.

use axum::extract::{Path, State};
use axum::response::Response;
use xunwang_app::office::{AppError, rule_name, standard_toml, standard_version};
use xunwang_domain::standard::Indicator;
use xunwang_sheet::SheetRows;

use super::files::{XLSX, attachment};
use super::standards::number_of;
use crate::error::WebError;
use crate::guard::Login;
use crate::web::Web;

/// `GET /standards/{version}/toml`: the table as a file that the program reads.
pub(crate) async fn toml(
    State(web): State<Web>,
    Login(login): Login,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let version = standard_version(&web.app, &login.caller, number_of(&number)?)
        .await?
        .version;
    let text = standard_toml(&version.standard);
    let name = format!("{}第{}版.toml", version.standard.title, version.number);
    Ok(attachment(
        &name,
        "application/toml; charset=utf-8",
        text.into_bytes(),
    ))
}

/// `GET /standards/{version}/xlsx`: the table as people read it.
pub(crate) async fn xlsx(
    State(web): State<Web>,
    Login(login): Login,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let version = standard_version(&web.app, &login.caller, number_of(&number)?)
        .await?
        .version;
    let standard = &version.standard;
    let line = |row: &Indicator| -> Vec<String> {
        let fields = row.fields_naming(&rule_name).into_iter().map(|(_, text)| text);
        std::iter::once(row.id.clone()).chain(fields).collect()
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    if let Some(first) = standard.indicators.first() {
        let names = first.fields().into_iter().map(|(name, _)| name.to_owned());
        rows.push(std::iter::once("编号".to_owned()).chain(names).collect());
    }
    rows.extend(standard.indicators.iter().map(line));
    let mut head = vec![vec!["项目".to_owned(), "内容".to_owned()]];
    let state = format!("第{}版，{}", version.number, version.state.label());
    head.push(vec!["版本".to_owned(), state]);
    head.extend(
        standard
            .head_fields()
            .into_iter()
            .map(|(name, text)| vec![name.to_owned(), text]),
    );
    let sheets = [
        SheetRows {
            name: "检查指标",
            rows: &rows,
        },
        SheetRows {
            name: "基本信息",
            rows: &head,
        },
    ];
    let bytes =
        xunwang_sheet::write(&sheets).map_err(|error| AppError::Refused(format!("导出失败：{error}")))?;
    let name = format!("{}第{}版.xlsx", standard.title, version.number);
    Ok(attachment(&name, XLSX, bytes))
}
