//! Between two rounds (日常监管): the reminders that the patrols call for, and the digest of a day, a week or a month.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use xunwang_domain::probe::hour_of;
use xunwang_domain::report::DigestKind;
use xunwang_report::document::Edition;

use super::super::Failure;
use super::printer::Printer;
use super::reports::failed;
use super::{Target, file_name, made, opened};
use crate::console;

#[derive(Args)]
pub(super) struct Reminders {
    #[command(flatten)]
    target: Target,
    /// 反馈期限，如 2026-10-05；不写则请其尽快处理
    #[arg(long, value_name = "DATE")]
    deadline: Option<NaiveDate>,
}

#[derive(Args)]
pub(super) struct Wanted {
    #[command(flatten)]
    target: Target,
    /// 期间
    #[arg(long, value_name = "KIND", default_value = "day")]
    kind: Period,
    /// 最后一天，如 2026-09-27；不写即昨天
    #[arg(long, value_name = "DATE")]
    day: Option<NaiveDate>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Period {
    Day,
    Week,
    Month,
}

#[derive(Args)]
pub(super) struct Messages {
    #[command(flatten)]
    target: Target,
    /// 收到日期从这一天起，如 2026-07-01
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// 到这一天止
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
}

pub(super) async fn messages(arguments: &Messages) -> Result<ExitCode, Failure> {
    let target = &arguments.target;
    let (app, _) = opened(target).await?;
    let days = [arguments.from, arguments.to];
    let summary = xunwang_app::office::feedback_summary(&app, None, days)
        .await
        .map_err(|error| Failure::WrongInput(error.to_string()))?;
    made(&target.out)?;
    let received: u64 = summary.areas.iter().map(|area| area.received).sum();
    let printer = Printer::begin(&target.out, &target.format, Edition::Confirmed);
    printer.print("找错留言办理情况", summary).await?;
    let manifest = printer.finish().await?;
    manifest.write(&target.out, &[], Vec::new())?;
    console::say(&format!(
        "{}至{}收到留言{received}条，办理情况已写入 {}",
        days[0],
        days[1],
        target.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn reminders(arguments: &Reminders) -> Result<ExitCode, Failure> {
    let target = &arguments.target;
    let (app, _) = opened(target).await?;
    let today = hour_of(app.now()).0;
    if let Some(day) = arguments.deadline.filter(|day| *day < today) {
        return Err(Failure::WrongInput(format!(
            "期限 {day} 已经过去；请用 --deadline 另写一个"
        )));
    }
    let all = xunwang_app::office::reminders(&app, arguments.deadline)
        .await
        .map_err(failed)?;
    if all.is_empty() {
        console::say("最近一次巡查没有发现达到或接近单项否决标准的网站，没有需要发的提示单");
        return Ok(ExitCode::SUCCESS);
    }
    made(&target.out)?;
    let printer = Printer::begin(&target.out, &target.format, Edition::Confirmed);
    let count = all.len();
    for (place, reminder) in all.into_iter().enumerate() {
        let name = format!("{:03}-{}", place + 1, file_name(&reminder.recipient));
        printer.print(&name, reminder).await?;
    }
    let manifest = printer.finish().await?;
    manifest.write(&target.out, &[], Vec::new())?;
    console::say(&format!(
        "提示单{count}份，已写入 {}；编号请在文件中补上",
        target.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn digest(wanted: &Wanted) -> Result<ExitCode, Failure> {
    let target = &wanted.target;
    let (app, _) = opened(target).await?;
    let kind = match wanted.kind {
        Period::Day => DigestKind::Day,
        Period::Week => DigestKind::Week,
        Period::Month => DigestKind::Month,
    };
    let today = hour_of(app.now()).0;
    let last = wanted.day.or_else(|| today.pred_opt()).unwrap_or(today);
    let digest = xunwang_app::office::digest(&app, kind, last)
        .await
        .map_err(|error| Failure::WrongInput(error.to_string()))?;
    made(&target.out)?;
    let printer = Printer::begin(&target.out, &target.format, Edition::Confirmed);
    printer.print(&format!("{}-{last}", kind.label()), digest).await?;
    let manifest = printer.finish().await?;
    manifest.write(&target.out, &[], Vec::new())?;
    console::say(&format!("{}已写入 {}", kind.label(), target.out.display()));
    Ok(ExitCode::SUCCESS)
}
