//! Xunwang 巡网: the one executable. The only crate that names an adapter.

mod commands;
mod console;
mod folder;
mod moment;
mod progress;
mod table;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::{Failure, basis, compose, demo, export, feedback, inspect, media, proof, serve, verify};

/// The system's allocator takes a seventh of the time of a page; see docs/adr/0006.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 政府网站与政务新媒体检查系统
#[derive(Parser)]
#[command(
    name = "xunwang",
    version,
    about = "巡网：对照国家检查指标检查政府网站，形成季度通报及附件",
    after_help = "退出码：0 完成；1 失败；2 用法或输入有误（未写入任何内容）；3 完成，但有对象未能检测。",
    disable_help_subcommand = true,
    next_help_heading = "选项",
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 演示：检查内置的虚构站群，判定并形成通报
    Demo(demo::Arguments),
    /// 检查：按台账检查全部网站，写出结果文件和通报初稿
    Inspect(Box<inspect::Arguments>),
    /// 成文：由给定的数据形成通报及附件，不做检查
    Compose(compose::Arguments),
    /// 校对：发布前检查文字，或比对转载是否完整
    Proof(Box<proof::Arguments>),
    /// 词库：核查、导出、比较两版
    Lexicon(basis::LexiconArguments),
    /// 姓名职务词典：核查、导出、比较两版
    Names(basis::NamesArguments),
    Feedback(feedback::Arguments),
    Media(media::Arguments),
    /// 办公：打开网页应用，管理台账、人员和权限
    Serve(serve::Arguments),
    /// 校验：重算结果文件夹中的全部摘要和数字
    Verify(verify::Arguments),
    Export(export::Arguments),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return console::usage(&error),
    };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::ERROR)
        .without_time()
        .with_target(false)
        .init();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !xunwang_app::registry::is_parsing() && !xunwang_app::visit::is_reading_file() {
            hook(panic);
        }
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(run(cli.command)),
        Err(error) => Err(Failure::Failed(format!("无法启动：{error}"))),
    };
    match done {
        Ok(code) => code,
        Err(Failure::Failed(message)) => {
            console::error(&message);
            ExitCode::from(1)
        }
        Err(Failure::WrongInput(message)) => {
            console::error(&message);
            ExitCode::from(2)
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Inspect(arguments) => inspect::run(*arguments).await,
        Command::Compose(arguments) => compose::run(&arguments),
        Command::Proof(arguments) => proof::run(&arguments),
        Command::Lexicon(arguments) => basis::lexicon(&arguments),
        Command::Names(arguments) => basis::names(&arguments),
        Command::Feedback(arguments) => feedback::run(arguments).await,
        Command::Media(arguments) => media::run(arguments).await,
        Command::Serve(arguments) => serve::run(&arguments).await,
        Command::Verify(arguments) => verify::run(&arguments).await,
        Command::Export(arguments) => export::run(arguments).await,
    }
}
