//! Open data of a public circular: the counts by area that its public attachments print, as CSV and as JSON.

use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use xunwang_app::office::{AppError, DataColumn, DataRow, DataTable, PublicEdition};
use xunwang_report::document::Cell;
use xunwang_report::figure::{Figured, Value};

use super::files::csv;
use super::public_paper::found;
use super::public_site::{PublicSite, or_missing, source_of};
use crate::cached::cached;
use crate::error::WebError;
use crate::web::Web;

/// The edition with its counts; of a circular without public counts there are no data.
async fn with_counts(
    web: &Web,
    asked: &HeaderMap,
    id: &str,
) -> Result<Result<(PublicSite, (PublicEdition, Vec<DataTable>)), Box<Response>>, WebError> {
    let site = PublicSite::of(web, asked).await?;
    let edition = found(web, id).await.and_then(|edition| {
        let counts = edition.counts();
        if counts.is_empty() {
            return Err(AppError::NotFound);
        }
        Ok((edition, counts))
    });
    Ok(or_missing(site, edition))
}

/// `GET /open/{paper}/data.csv`
pub(crate) async fn show_csv(
    State(web): State<Web>,
    asked: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let (_, (edition, counts)) = match with_counts(&web, &asked, &id).await? {
        Ok(found) => found,
        Err(missing) => return Ok(*missing),
    };
    let paper = &edition.paper;
    let source = source_of(&paper.issuer, &paper.title, &paper.number);
    let mut head = vec!["季度", "对象", "地区（部门）"];
    head.extend(DataColumn::ALL.map(DataColumn::label));
    head.push("来源");
    let mut rows = vec![head.into_iter().map(str::to_owned).collect::<Vec<_>>()];
    for table in &counts {
        let object = if table.of_accounts {
            "政务新媒体"
        } else {
            "政府网站"
        };
        for row in &table.rows {
            let mut cells = vec![paper.quarter.to_string(), object.to_owned(), row.area.clone()];
            cells.extend(DataColumn::ALL.map(|column| printed(row, column)));
            cells.push(source.clone());
            rows.push(cells);
        }
    }
    let file = csv(rows)?;
    Ok(cached(
        &asked,
        "text/csv; charset=utf-8",
        file,
        Some(paper.changed_at),
    ))
}

/// A figure as it is printed; nothing where the attachment does not have it, or there was nothing to divide by.
fn printed(row: &DataRow, column: DataColumn) -> String {
    let figure = row.figures.iter().find(|(own, _)| *own == column);
    let shown = figure.map_or("", |(_, figure)| figure.shown.as_str());
    shown.trim_matches('—').to_owned()
}

#[derive(Serialize)]
struct Table {
    attachment: usize,
    title: String,
    object: &'static str,
    rows: Vec<Map<String, Json>>,
}

#[derive(Serialize)]
struct List<'a> {
    attachment: usize,
    title: &'a str,
    columns: Vec<&'a str>,
    rows: Vec<Vec<String>>,
}

/// `GET /open/{paper}/data.json`
pub(crate) async fn show_json(
    State(web): State<Web>,
    asked: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let (site, (edition, counts)) = match with_counts(&web, &asked, &id).await? {
        Ok(found) => found,
        Err(missing) => return Ok(*missing),
    };
    let paper = &edition.paper;
    let decimals = edition.document.rate_decimals;
    let tables = counts.into_iter().map(|table| Table {
        attachment: table.attachment,
        title: table.title,
        object: if table.of_accounts { "accounts" } else { "sites" },
        rows: table.rows.iter().map(|row| object(row, decimals)).collect(),
    });
    let lists = edition.lists().map(|list| List {
        attachment: list.number,
        title: &list.title,
        columns: list.table.columns.iter().map(|one| one.head.as_str()).collect(),
        rows: list
            .table
            .rows
            .iter()
            .map(|row| row.iter().map(Cell::shown).collect())
            .collect(),
    });
    let address = |id: xunwang_domain::paper::PaperId| format!("{}/open/{}", site.base, id.0);
    let file = json!({
        "title": paper.title,
        "number": paper.number,
        "issuer": paper.issuer,
        "issued_on": paper.issued_on,
        "quarter": paper.quarter,
        "url": address(paper.id),
        "corrects": paper.corrects.as_ref().map(|(id, _)| address(*id)),
        "corrected_by": paper.corrected_by.iter().map(|(id, _)| address(*id)).collect::<Vec<_>>(),
        "source": source_of(&paper.issuer, &paper.title, &paper.number),
        "tables": tables.collect::<Vec<_>>(),
        "lists": lists.collect::<Vec<_>>(),
    });
    let text = serde_json::to_vec_pretty(&file)
        .map_err(|error| AppError::Refused(format!("数据生成失败：{error}")))?;
    Ok(cached(&asked, "application/json", text, Some(paper.changed_at)))
}

fn object(row: &DataRow, decimals: u8) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("area".to_owned(), row.area.as_str().into());
    object.insert("is_total".to_owned(), row.is_total.into());
    for (column, figure) in &row.figures {
        let Ok(Json::String(name)) = serde_json::to_value(column) else {
            continue;
        };
        object.insert(name, number(figure, decimals));
    }
    object
}

/// A count, or a rate from 0 to 1 as exact as it is printed; null where there was nothing to divide by.
fn number(figure: &Figured, decimals: u8) -> Json {
    match figure.value {
        Value::Count(count) => count.into(),
        Value::Points(_) => Json::Null,
        Value::Rate(rate) => {
            let unit = 100.0 * 10_f64.powi(i32::from(decimals.min(6)));
            let rounded = rate.rounded(decimals);
            rounded.map_or(Json::Null, |rounded| (rounded as f64 / unit).into())
        }
    }
}
