//! The workshop (开发工具): everything a developer or the CI does beside `cargo build`, as one program.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

mod bench_fleet;
mod check;
mod clean_prose;
mod command;
mod eval_text;
mod fuzz;
mod glossary;
mod metadata;
mod needs;
mod test;
mod tidy;
mod typo_model;

use std::process::ExitCode;

/// What went wrong, in words for the terminal.
type Failure = String;

const USAGE: &str = "\
用法：cargo xtask <命令>
  test [测试名…]   运行全部测试（缺少的系统软件会先装上）
  check            格式、clippy、文档、tidy、错别字
  tidy             依赖边界、文件开头与长度、许可证、多余依赖、生成文档是否最新
  bench-fleet [网站数 [每站网页数 [demo|second|evaluation]]]
                   检查另一个进程提供的站群，给出速度、CPU、内存，并评测
  eval [种子…]     三种站群上各规则的准确率和召回率，未达到目标时退出码为1
  eval-text        错别字检查的准确率、召回率和每万字误报，与公布的数字对照
                   （eval-text prose：全部检查在一百万字以上干净公文上的误报，分类列出；
                   eval-text clean 文件夹：各门槛在自备干净文本上的误报）
  fuzz [--minutes N] [--target 名称] [--seed N]
                   用变造的文字、网页和文件考验读取与检查；失败的输入存入 target/fuzz，退出码为1
                   （fuzz --replay 文件：重演一个存下的输入）
  typo-model letters|gate 文件夹
                   由自由文本重新生成字模型、判别权重
  glossary         重新生成 docs/glossary.md";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["test", filters @ ..] => test::run(filters),
        ["check"] => check::run(),
        ["tidy"] => tidy::run(),
        ["bench-fleet", words @ ..] => bench_fleet::run(words),
        ["eval", words @ ..] => bench_fleet::eval(words),
        ["eval-text", words @ ..] => eval_text::run(words),
        ["typo-model", words @ ..] => typo_model::run(words),
        ["fuzz", words @ ..] => fuzz::run(words),
        ["glossary"] => glossary::write(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("失败：{failure}");
            ExitCode::FAILURE
        }
    }
}
