//! The notices of rectification of a round (整改通知书): to each unit with a failing site, and to each area.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;
use xunwang_app::office::{Notices, RoundReports};
use xunwang_domain::probe::hour_of;

use super::super::Failure;
use super::printer::Printer;
use super::reports::failed;
use super::{Wanted, edition, file_name, made, opened, round_of};
use crate::console;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    wanted: Wanted,
    /// 整改情况报送期限，如 2026-10-20
    #[arg(long, value_name = "DATE")]
    deadline: NaiveDate,
}

pub(super) async fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let wanted = &arguments.wanted;
    let (app, store) = opened(&wanted.target).await?;
    let Some(round) = round_of(&*store, &wanted.round).await? else {
        return Err(Failure::WrongInput(format!(
            "没有“{}”这个轮次；轮次写编号，或写成 2026Q3 的样子",
            wanted.round
        )));
    };
    let today = hour_of(app.now()).0;
    let reports = RoundReports::read(&app, round, None, today)
        .await
        .map_err(failed)?;
    if arguments.deadline <= reports.head().issued_on {
        return Err(Failure::WrongInput(format!(
            "期限 {} 不晚于成文日期 {}；请用 --deadline 另写一个",
            arguments.deadline,
            reports.head().issued_on
        )));
    }
    let mut notices = Notices::default();
    for code in reports.sites() {
        notices.add(&reports, &reports.site(&app, &code).await.map_err(failed)?);
    }
    let [units, areas] = notices.finish(&reports, arguments.deadline);
    if units.is_empty() {
        console::say(&format!(
            "{}没有不合格的网站，没有需要发的整改通知书",
            reports.round().title()
        ));
        return Ok(ExitCode::SUCCESS);
    }
    let printer = Printer::begin(
        &wanted.target.out,
        &wanted.target.format,
        edition(reports.is_judged()),
    );
    let counts = (units.len(), areas.len());
    for (folder, all) in [("units", units), ("areas", areas)] {
        made(&wanted.target.out.join(folder))?;
        for (place, notice) in all.into_iter().enumerate() {
            let name = format!("{folder}/{:03}-{}", place + 1, file_name(&notice.recipient));
            printer.print(&name, notice).await?;
        }
    }
    let manifest = printer.finish().await?;
    manifest.write(&wanted.target.out, &[], Vec::new())?;
    console::say(&format!(
        "{}：致主办单位的整改通知书{}份（units），致地区的{}份（areas），已写入 {}；发文字号请在文件中补上",
        reports.round().title(),
        counts.0,
        counts.1,
        wanted.target.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}
