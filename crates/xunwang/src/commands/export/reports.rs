//! The reports of a round (检查报告): one a site, one an area, and a page that leads to them.

use std::process::ExitCode;

use xunwang_app::office::{AppError, AreaTally, RoundReports};
use xunwang_domain::judgement::Judgement;
use xunwang_domain::probe::hour_of;
use xunwang_report::document::Edition;

use super::super::Failure;
use super::super::manifest::Manifest;
use super::index::{self, Entry};
use super::printer::{Format, Printer};
use super::{Wanted, edition, file_name, issued, made, opened, round_of};
use crate::console;

/// On a file instead of a terminal a line comes after so many sites.
const LINE_EVERY: usize = 100;

pub(super) async fn run(wanted: &Wanted) -> Result<ExitCode, Failure> {
    let (app, store) = opened(&wanted.target).await?;
    let round = round_of(&*store, &wanted.round).await?;
    let papers = issued::write(&*store, &wanted.round, &wanted.target.out).await?;
    let Some(round) = round else {
        if papers.is_empty() {
            return Err(Failure::WrongInput(format!(
                "没有“{}”这个轮次，也没有已印发的通报；轮次写编号，或写成 2026Q3 的样子",
                wanted.round
            )));
        }
        let nothing = Manifest::of(Edition::Confirmed, Vec::new());
        nothing.write(&wanted.target.out, &[], papers)?;
        return Ok(ExitCode::SUCCESS);
    };
    let today = hour_of(app.now()).0;
    let reports = RoundReports::read(&app, round, None, today)
        .await
        .map_err(failed)?;
    for folder in ["sites", "areas"] {
        made(&wanted.target.out.join(folder))?;
    }
    let printer = Printer::begin(
        &wanted.target.out,
        &wanted.target.format,
        edition(reports.is_judged()),
    );
    let (mut areas, mut sites) = (AreaTally::default(), Vec::new());
    let codes = reports.sites();
    let bar = indicatif::ProgressBar::new(codes.len() as u64);
    for (place, code) in codes.iter().enumerate() {
        let report = reports.site(&app, code).await.map_err(failed)?;
        areas.add(&reports, &report);
        let file = format!("sites/{}", file_name(code.as_str()));
        sites.push(Entry {
            name: report.site.name.clone(),
            area: report.site.area.clone(),
            result: report.judgement.map_or("尚未判定", Judgement::chinese),
            file: file.clone(),
        });
        printer.print(&file, report).await?;
        bar.inc(1);
        if bar.is_hidden() && (place + 1) % LINE_EVERY == 0 {
            console::note(&format!("已生成 {}/{} 个网站的报告", place + 1, codes.len()));
        }
    }
    bar.finish_and_clear();
    let mut of_areas = Vec::new();
    for (place, report) in areas.reports(&reports).into_iter().enumerate() {
        let file = format!("areas/{:03}-{}", place + 1, file_name(&report.area));
        of_areas.push(Entry {
            name: report.area.clone(),
            area: String::new(),
            result: "",
            file: file.clone(),
        });
        printer.print(&file, report).await?;
    }
    let manifest = printer.finish().await?;
    let endings: Vec<&str> = wanted.target.format.iter().copied().map(Format::ending).collect();
    let page = index::page(
        &reports.round().title(),
        reports.is_judged(),
        (&of_areas, &sites),
        &endings,
    );
    let path = wanted.target.out.join("index.html");
    std::fs::write(&path, page)
        .map_err(|error| Failure::Failed(format!("不能写入 {}：{error}", path.display())))?;
    manifest.write(&wanted.target.out, &["index.html"], papers)?;
    console::say(&format!(
        "{}：{}个网站、{}个地区（部门）的检查报告，从 {} 打开",
        reports.round().title(),
        sites.len(),
        of_areas.len(),
        path.display()
    ));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn failed(error: AppError) -> Failure {
    Failure::Failed(error.to_string())
}
