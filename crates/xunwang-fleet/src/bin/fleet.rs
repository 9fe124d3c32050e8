//! The fleet as a process of its own: to be inspected from outside, for benches and evaluations.
//!
//! `fleet serve DIR [demo|second|evaluation] [SITES] [PAGES] [SEED]` writes register, hosts file, manifest, the originals that sites reprint and the rest into DIR
//! (with `later` behind the seed: the fleet as it stands at a second visit) and serves until its standard input ends; `fleet eval DIR RESULT [MANUAL]` compares a result folder with the manifest.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use xunwang_fleet::{Fleet, FleetOptions, FleetServer, Manifest, ServeOptions, evaluate, read_findings};

type Error = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["serve", folder, options @ ..] => serve(Path::new(folder), options).map(|()| true),
        ["eval", folder, result] => eval(Path::new(folder), Path::new(result), None),
        ["eval", folder, result, manual] => {
            eval(Path::new(folder), Path::new(result), Some(Path::new(manual)))
        }
        _ => {
            eprintln!(
                "用法：fleet serve DIR [demo|second|evaluation] [网站数] [每站网页数] [种子] [later]\n      fleet eval DIR 结果文件夹 [规则手册]"
            );
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("失败：{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(folder: &Path, words: &[&str]) -> Result<(), Error> {
    let day = "2026-09-15".parse()?;
    let mut options = match words.first() {
        None | Some(&"demo") => FleetOptions::demo(day),
        Some(&"second") => FleetOptions::second(day),
        Some(&"evaluation") => FleetOptions::evaluation(day, 1),
        Some(other) => return Err(format!("没有站群样式 {other}").into()),
    };
    if let Some(sites) = words.get(1) {
        options.sites = sites.parse()?;
    }
    if let Some(pages) = words.get(2) {
        options.pages_per_site = pages.parse()?;
    }
    if let Some(seed) = words.get(3) {
        options.seed = seed.parse()?;
    }
    let fleet = match words.get(4) {
        Some(&"later") => Fleet::later(options).0,
        Some(other) => return Err(format!("不认识“{other}”；可用 later").into()),
        None => Fleet::generate(options),
    };
    let fleet = Arc::new(fleet);
    std::fs::create_dir_all(folder)?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let serving = ServeOptions {
                addresses: 100,
                cache_bytes: 256 << 20,
                ..ServeOptions::default()
            };
            let server = FleetServer::start(Arc::clone(&fleet), serving).await?;
            std::fs::write(folder.join("register.csv"), fleet.register_csv())?;
            std::fs::write(folder.join("channels.csv"), fleet.channels_csv())?;
            std::fs::write(folder.join("hosts.txt"), server.hosts_file())?;
            std::fs::write(folder.join("ca.pem"), server.authority_pem())?;
            std::fs::write(
                folder.join("manifest.json"),
                serde_json::to_vec(fleet.manifest())?,
            )?;
            std::fs::write(
                folder.join("facts.json"),
                serde_json::to_vec(&xunwang_fleet::fictional_facts(&fleet))?,
            )?;
            let originals = folder.join("originals");
            std::fs::create_dir_all(&originals)?;
            for original in fleet.originals() {
                std::fs::write(originals.join(format!("{}.txt", original.title)), original.text)?;
            }
            println!(
                "ready: {} sites, {} pages",
                fleet.manifest().sites.len(),
                fleet.page_count()
            );
            tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
            let statistics = server.statistics();
            let most =
                |number: fn(&xunwang_fleet::HostStatistics) -> u64| statistics.values().map(number).max();
            println!(
                "requests {}, at most {} in flight and {} in a second at one host",
                statistics.values().map(|host| host.requests).sum::<u64>(),
                most(|host| host.max_in_flight as u64).unwrap_or_default(),
                most(|host| host.max_in_second as u64).unwrap_or_default(),
            );
            server.stop().await;
            Ok::<(), Error>(())
        })
}

/// Prints a line for each rule and what it missed or got wrong; true where every rule that is built reaches its
/// goal, the regions are right and so is every judgement. `manual` is the manual of the rules that are built.
fn eval(folder: &Path, result: &Path, manual: Option<&Path>) -> Result<bool, Error> {
    let manifest: Manifest = serde_json::from_slice(&std::fs::read(folder.join("manifest.json"))?)?;
    let findings = read_findings(&std::fs::read_to_string(result.join("findings.jsonl"))?)
        .map_err(|(line, error)| format!("findings.jsonl 第{line}行：{error}"))?;
    let manual = manual.map(std::fs::read_to_string).transpose()?;
    let built = |rule: &str| {
        manual
            .as_ref()
            .is_none_or(|manual| manual.contains(&format!("（`{rule}`）")))
    };
    let evaluation = evaluate(&manifest, findings.into_iter());
    let mut good = true;
    println!(
        "{:<22}{:<11}{:>9}{:>10}{:>11}{:>8}  goal",
        "rule", "class", "found", "suspected", "precision", "recall"
    );
    for (rule, score) in &evaluation.rules {
        let reported = score.true_positives + score.false_positives.len() > 0;
        let verdict = match (reported || built(rule), score.planted() > 0, score.reaches_goal()) {
            (false, ..) => "not built",
            (true, false, true) => "not planted",
            (true, _, true) => "reached",
            (true, _, false) => "MISSED",
        };
        good &= verdict != "MISSED";
        println!(
            "{rule:<22}{:<11}{:>4}/{:<4}{:>10}{:>11.4}{:>8.4}  {verdict}",
            score.class.name(),
            score.true_positives,
            score.planted(),
            score.suspected,
            score.precision,
            score.recall
        );
        if verdict != "not built" {
            for one in &score.false_positives {
                println!("    + {one}");
            }
            for one in &score.false_negatives {
                println!("    - {one}");
            }
        }
    }
    println!(
        "regions: {:.4} of {} places right",
        evaluation.region_share(),
        evaluation.places
    );
    for one in &evaluation.wrong_regions {
        println!("    ~ {one}");
    }
    let sites = std::fs::read_to_string(result.join("sites.csv"))?;
    let judged: Vec<(String, String)> = sites.lines().skip(1).filter_map(judgement_of).collect();
    let differing =
        manifest.differing_judgements(judged.iter().map(|(code, word)| (code.as_str(), word.as_str())));
    println!("judgements: {} of {} differ", differing.len(), judged.len());
    for one in &differing {
        println!("    {one}");
    }
    let (count, states) = differing_channels(&manifest, &result.join("channels.csv"))?;
    let states_right = states.len() * 50 <= count;
    println!("channel states: {} of {count} differ", states.len());
    for one in &states {
        println!("    {one}");
    }
    Ok(good && evaluation.region_share() >= 0.95 && differing.is_empty() && states_right)
}

/// How many channels have a state in the manifest, and those of which channels.csv says another.
fn differing_channels(manifest: &Manifest, file: &Path) -> Result<(usize, Vec<String>), Error> {
    let mut reader = csv::Reader::from_path(file)?;
    let head = reader.headers()?.clone();
    let place = |name: &str| {
        head.iter()
            .position(|other| other == name)
            .ok_or_else(|| format!("channels.csv 没有列 {name}"))
    };
    let places = [place("site_code")?, place("url")?, place("reason")?];
    let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
    let cells = rows.iter().map(|row| {
        let [code, url, reason] = places.map(|place| row.get(place).unwrap_or_default());
        (code, url, reason)
    });
    Ok((manifest.channels.len(), manifest.differing_channels(cells)))
}

/// Code and judgement of a row of sites.csv; names of the fleet hold no commas.
fn judgement_of(row: &str) -> Option<(String, String)> {
    let mut cells = row.split(',');
    Some((cells.next()?.to_owned(), cells.nth(2)?.to_owned()))
}
