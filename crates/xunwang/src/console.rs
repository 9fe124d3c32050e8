//! Everything the program says on the terminal.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the one place that prints"
)]

use std::io::Write as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};

/// Says a line of the result, on standard output. A reader that has seen enough (`| head`) ends the program quietly.
pub(crate) fn say(text: &str) {
    if let Err(error) = writeln!(std::io::stdout(), "{text}") {
        let done = error.kind() == std::io::ErrorKind::BrokenPipe;
        std::process::exit(if done { 0 } else { 1 });
    }
}

/// Says what is going on, on standard error.
pub(crate) fn note(text: &str) {
    eprintln!("{text}");
}

/// Says what went wrong and what to do, on standard error.
pub(crate) fn error(text: &str) {
    eprintln!("错误：{text}");
}

/// Help and version on standard output; wrong use in Chinese on standard error, exit code 2.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        print!("{error}");
        return ExitCode::SUCCESS;
    }
    let about = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = about(ContextKind::InvalidArg);
    let reason = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            eprint!("{error}");
            return ExitCode::from(2);
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::UnknownArgument => format!("没有 {argument} 这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有 {} 这个命令", about(ContextKind::InvalidSubcommand)),
        ErrorKind::ArgumentConflict => format!("{argument} 重复，或与其他选项冲突"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = about(ContextKind::InvalidValue);
            let why = std::error::Error::source(error)
                .map(|why| format!("：{why}"))
                .unwrap_or_default();
            if value.is_empty() {
                format!("{argument} 缺少取值")
            } else {
                format!("{argument} 的取值“{value}”不可用{why}")
            }
        }
        _ => "命令写法不对".to_owned(),
    };
    eprintln!("用法有误：{reason}。\n用 xunwang <命令> --help 查看用法和示例。");
    ExitCode::from(2)
}
