//! `xunwang proof`: texts checked before they are published, and a reprint compared with its source.

mod input;
mod opinion;
mod output;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use xunwang_app::proof::{Manuscript, Said, commented, difference_line, hit_line, proof_page};
use xunwang_ports::{Clock, SystemClock};
use xunwang_text::lexicon::{Article, Found};
use xunwang_text::reprint::{Comparison, View, compare, view};
use xunwang_text::{Checks, Hit};

pub(crate) use self::input::each_source;
use self::input::{Input, each_input};
use self::opinion::Adviser;
use self::output::Output;
use super::text_checks::{Typing, read_checks};
use super::{Failure, read_input, write_output};
use crate::{console, moment};

/// Hits with a lower score are mere advice on typesetting.
const ADVICE: f32 = 0.3;

/// 发布前校对文字，或与原文比对转载是否完整
#[derive(Args)]
#[command(after_help = "示例：
  xunwang proof 稿件.docx --format docx --out 稿件-批注.docx
  xunwang proof 待发稿件文件夹 --date 2023-09-15 --lexicon 本单位词库.xlsx
  echo 中华人民共合国 | xunwang proof -
  xunwang proof 检查结果文件夹 --no-typos --before 旧词库.xlsx --lexicon 新词库.xlsx
  xunwang proof 检查结果文件夹 --opinion http://10.0.0.8:8000/v1/chat/completions --opinion-model qwen
  xunwang proof --source 原文.txt 本地转载.html
每处问题一行 JSON；有问题时退出码仍为 0。疑似的由人核定。")]
pub(crate) struct Arguments {
    /// 待校对的文件或文件夹（文本、HTML、DOCX、PDF、XLSX、XLS），或 inspect 的结果文件夹（查已存证的网页，不再采集）；- 或不写为标准输入
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// 每行作为一篇，行号为其名
    #[arg(long)]
    lines: bool,
    /// 稿件的发布日期，决定按日期生效的词条和职务；不写时取网页自己的日期
    #[arg(long, value_name = "DATE", value_parser = moment::parse_day)]
    date: Option<NaiveDate>,
    /// 本单位的词库（JSON、XLSX、CSV），可写多个；与内置词库不同时以本单位的为准
    #[arg(long, value_name = "FILE", num_args = 1)]
    lexicon: Vec<PathBuf>,
    /// 原先用的词库：只列改用 --lexicon 后新增（added）和消失（gone）的问题
    #[arg(long, value_name = "FILE", num_args = 1)]
    before: Vec<PathBuf>,
    /// 姓名职务词典（JSON，或有“任职”“机构”“排序”工作表的 XLSX）
    #[arg(long, value_name = "FILE")]
    names: Vec<PathBuf>,
    /// 输出：jsonl 每处一行，html 标出问题的网页，docx 加了批注的副本
    #[arg(long, value_name = "jsonl|html|docx", default_value = "jsonl")]
    format: Format,
    /// 输出写到这个文件；jsonl 不写时到标准输出
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// 把提取出的文字写到这个文件，位置按它计算
    #[arg(long, value_name = "PATH")]
    text: Option<PathBuf>,
    /// 半角标点一类的排版建议也列出
    #[arg(long)]
    advice: bool,
    /// 只用词库和规则，不用统计方法找错别字
    #[arg(long)]
    no_typos: bool,
    /// 词语模型（libime 的 zh_CN.lm）；不写时用系统已安装的
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// 原文；给出时比对 FILE 是不是它的完整转载
    #[arg(long, value_name = "SOURCE", conflicts_with_all = ["lines", "lexicon", "before", "names", "model"])]
    source: Option<PathBuf>,
    /// 外部模型服务的网址（兼容 OpenAI 的 …/chat/completions，须在本单位网络内）：对统计方法提出的错别字另给意见，不改变其他内容；
    /// 只用于 inspect 的结果文件夹；密钥用环境变量 XUNWANG_OPINION_KEY
    #[arg(long, value_name = "URL", requires = "opinion_model", conflicts_with_all = ["source", "no_typos", "lines", "before"])]
    opinion: Option<String>,
    /// 外部模型的名称
    #[arg(long, value_name = "NAME", requires = "opinion")]
    opinion_model: Option<String>,
    /// 等外部模型每次答复的秒数
    #[arg(long, value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=600))]
    opinion_timeout: u64,
    /// 外部模型服务的根证书（PEM），用于自建证书机构
    #[arg(long, value_name = "FILE", requires = "opinion")]
    opinion_ca: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Jsonl,
    Html,
    Docx,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let Some(source) = &arguments.source {
        return compare_files(arguments, source);
    }
    let mut adviser = Adviser::of(arguments)?;
    let checks = checks_by(arguments, &arguments.lexicon)?;
    let before = if arguments.before.is_empty() {
        None
    } else {
        Some(checks_by(arguments, &arguments.before)?)
    };
    let one_only = arguments.format != Format::Jsonl || arguments.text.is_some();
    let is_one = matches!(arguments.files.as_slice(), [] | [_]) && !arguments.lines;
    if one_only && (!is_one || before.is_some() || arguments.files.iter().any(|path| path.is_dir())) {
        return Err(Failure::WrongInput(
            "--format html、--format docx 和 --text 一次只能用于一个文件，也不能与 --lines、--before 同用"
                .to_owned(),
        ));
    }
    let mut output = Output::open(arguments)?;
    let mut partly = false;
    let unread = each_input(arguments, |input| {
        partly |= !input.manuscript.unread.is_empty();
        for unread in &input.manuscript.unread {
            console::note(&format!("{}：未检查：{unread}", input.manuscript.name));
        }
        let found = check(arguments, &checks, &input.manuscript);
        match &before {
            None => tell(arguments, input, &found, adviser.as_mut(), &mut output),
            Some(before) => {
                let earlier = check(arguments, before, &input.manuscript);
                tell_changes(input, &earlier, &found, &mut output)
            }
        }
    })?;
    for unread in &unread {
        console::note(unread);
    }
    if let Some(adviser) = &adviser {
        adviser.note();
    }
    output.finish()?;
    Ok(if partly || !unread.is_empty() {
        ExitCode::from(3)
    } else {
        ExitCode::SUCCESS
    })
}

/// The hits that no exception allows.
fn open(found: &[Found]) -> impl Iterator<Item = &Hit> {
    found
        .iter()
        .filter(|found| found.allowed.is_none())
        .map(|found| &found.hit)
}

/// Gives the result of one text in the form that was asked for.
fn tell(
    arguments: &Arguments,
    input: Input<'_>,
    found: &[Found],
    adviser: Option<&mut Adviser>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let Input {
        doc,
        manuscript,
        bytes,
        seen,
    } = input;
    if let Some(path) = &arguments.text {
        write_output(path, manuscript.text.as_bytes())?;
    }
    match arguments.format {
        Format::Jsonl => {
            let mut hits: Vec<Hit> = open(found).cloned().collect();
            if let Some(seen) = seen {
                hits.retain(|hit| seen.is_new(&manuscript.text, hit));
                seen.remember(&manuscript.text);
            }
            let opinions = adviser.map(|adviser| adviser.on(&manuscript.text, &hits));
            let said = Said {
                opinions: &opinions.unwrap_or_default(),
                ..Said::default()
            };
            let place = |byte| manuscript.place_of(byte);
            output.lines(&hit_line(&doc, &manuscript.text, &hits, place, said));
        }
        Format::Html => output.whole(proof_page(&manuscript, found).as_bytes()),
        Format::Docx => {
            let copy = commented(&bytes, open(found), SystemClock.now())
                .map_err(|refusal| Failure::WrongInput(format!("{}：{refusal}", manuscript.name)))?;
            for index in &copy.unplaced {
                if let Some(hit) = open(found).nth(*index) {
                    console::note(&format!("页眉页脚中的问题写不成批注：{}", hit.message));
                }
            }
            output.whole(&copy.bytes);
        }
    }
    Ok(())
}

/// Gives only what another lexicon changes.
fn tell_changes(
    input: Input<'_>,
    earlier: &[Found],
    found: &[Found],
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let key = |hit: &Hit| (hit.span.clone(), hit.class, hit.right.clone());
    let only = |of: &[Found], other: &[Found]| -> Vec<Hit> {
        let known: std::collections::HashSet<_> = open(other).map(key).collect();
        open(of)
            .filter(|hit| !known.contains(&key(hit)))
            .cloned()
            .collect()
    };
    let (mut added, mut gone) = (only(found, earlier), only(earlier, found));
    let text = &input.manuscript.text;
    if let Some(seen) = input.seen {
        added.retain(|hit| seen.is_new(text, hit));
        gone.retain(|hit| seen.is_new(text, hit));
        seen.remember(text);
    }
    for (hits, change) in [(&added, "added"), (&gone, "gone")] {
        let place = |byte| input.manuscript.place_of(byte);
        let said = Said {
            change,
            ..Said::default()
        };
        output.lines(&hit_line(&input.doc, text, hits, place, said));
    }
    Ok(())
}

/// Everything that a text is checked by.
fn checks_by(arguments: &Arguments, lexicons: &[PathBuf]) -> Result<Checks, Failure> {
    let typos = if arguments.no_typos {
        Typing::Unchecked
    } else {
        Typing::Checked(arguments.model.as_deref())
    };
    Ok(read_checks(lexicons, &arguments.names, typos)?.0)
}

fn check(arguments: &Arguments, checks: &Checks, manuscript: &Manuscript) -> Vec<Found> {
    let article = Article {
        date: arguments.date.or(manuscript.date),
        ..Article::checked_on(moment::chinese_day(SystemClock.now()))
    };
    let mut found = checks.check(&manuscript.text, &article);
    found.retain(|found| arguments.advice || found.hit.score >= ADVICE);
    found
}

/// Is the one file a complete reprint of the source?
fn compare_files(arguments: &Arguments, source: &Path) -> Result<ExitCode, Failure> {
    let [local] = arguments.files.as_slice() else {
        return Err(Failure::WrongInput(
            "--source 之外应正好写一个本地转载的文件".to_owned(),
        ));
    };
    let read = |path: &Path| {
        let bytes = read_input(path, "文件")?;
        Manuscript::read(&path.display().to_string(), &bytes, SystemClock.now())
            .map_err(|unreadable| Failure::WrongInput(unreadable.to_string()))
    };
    let (source, local) = (read(source)?, read(local)?);
    let mut output = Output::open(arguments)?;
    if let Some(path) = &arguments.text {
        write_output(path, local.text.as_bytes())?;
    }
    match arguments.format {
        Format::Jsonl => {
            let differences = compare(&source.text, &local.text);
            output.lines(&difference_line(&source.text, &local.text, &differences));
        }
        Format::Html => {
            let comparison = Comparison::of(&source.text, &local.text);
            let head = View {
                source_title: &source.name,
                local_title: &local.name,
                compared_at: &moment::chinese_day(SystemClock.now()).to_string(),
                ..View::default()
            };
            output.whole(view(&head, &source.text, &local.text, &comparison).as_bytes());
        }
        Format::Docx => {
            return Err(Failure::WrongInput(
                "与原文比对时，--format 应为 jsonl 或 html".to_owned(),
            ));
        }
    }
    output.finish()?;
    let unread: Vec<_> = source.unread.iter().chain(&local.unread).collect();
    for unread in &unread {
        console::note(&format!("未检查：{unread}"));
    }
    Ok(if unread.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}
