//! A second opinion stands beside statistical proposals on published pages, changes nothing else, and is never needed.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::harness::{command, inspect, run_expecting, word};
use super::small_site::{Pages, SmallSite};

const RIGHT: &str = "<p>今年以来，各单位认真落实年度工作安排，持续优化服务，群众办事更加方便。</p>";

/// Mistakes that no lexicon holds.
const SLIPS: [&str; 4] = [
    "违反本法规定，构成犯罪的，衣法追究刑事责任。",
    "县级以上人民政府应当加墙对本行政区域内安全生产工作的领导。",
    "公民、法人和其他组织的合法权宜受法律保护。",
    "国务院有关部门按照各自的职责分工，负责本行业的坚督管理工作。",
];
const PATHS: [&str; 4] = ["/xw/1.html", "/xw/2.html", "/xw/3.html", "/xw/4.html"];

/// The result folder of an inspection of a site with these mistakes, each on a page of its own.
fn published(folder: &Path, slips: &[&str]) -> PathBuf {
    let page = |body: &str| {
        let page = format!(
            "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>青川市人民政府</title></head><body><div class=\"nav\"><a href=\"/\">首页</a></div>{body}</body></html>"
        );
        ("text/html; charset=utf-8", page.into_bytes())
    };
    let mut pages = Pages::new();
    let mut rows = String::new();
    for (path, slip) in PATHS.iter().zip(slips) {
        rows.push_str(&format!(
            "<li><a href=\"{path}\">法规解读</a><span>2023-09-01</span></li>"
        ));
        let article = format!(
            "<h1>法规解读</h1><p>发布日期：2023-09-01</p><p>{slip}</p>\
             <p>联系人林清和，手机13800001234。</p><p>大会在中华人民共合国国歌声中开幕。</p>{RIGHT}"
        );
        pages.insert(path, page(&article));
    }
    pages.insert("/", page(&format!("<ul>{rows}</ul>")));
    let site = SmallSite::serve(pages);
    let (register, hosts, out) = (folder.join("台账.csv"), folder.join("hosts"), folder.join("结果"));
    let host = "www.qingchuan.gov.example";
    let row =
        format!("网站标识码,网站名称,首页网址,地区或部门\n9901000001,青川市人民政府,http://{host}/,青川市\n");
    std::fs::write(&register, row).unwrap();
    std::fs::write(&hosts, format!("{host} {}\n", site.address)).unwrap();
    inspect(&register, &hosts, &out, &[]);
    out
}

/// A model service on loopback, with the questions that it was asked.
struct Model {
    url: String,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Model {
    /// Every question is answered by these bytes; by nothing at all where there are none.
    fn answering(reply: impl Fn(&Value) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1/chat/completions", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        std::thread::spawn(move || {
            // Held open, so that an empty reply is a server that hangs.
            let mut open = Vec::new();
            for mut stream in listener.incoming().flatten() {
                let Some((head, body)) = request(&mut stream) else {
                    continue;
                };
                let reply = reply(&body);
                seen.lock().unwrap().push((head, body));
                let _ = stream.write_all(&reply);
                open.push(stream);
            }
        });
        Self { url, asked }
    }

    fn take_asked(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn request(stream: &mut TcpStream) -> Option<(String, Value)> {
    let mut text = String::new();
    let mut part = [0; 8192];
    loop {
        let read = stream.read(&mut part).ok().filter(|read| *read > 0)?;
        text.push_str(&String::from_utf8_lossy(&part[..read]));
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        if let Ok(body) = serde_json::from_str(body) {
            return Some((head.to_owned(), body));
        }
    }
}

fn reply(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn saying(words: &str) -> Vec<u8> {
    let body = json!({ "choices": [{ "message": { "role": "assistant", "content": words } }] });
    reply("200 OK", &body.to_string())
}

/// Lines and notes of a check with this service.
fn proof(out: &Path, more: &[&str]) -> (Vec<Value>, String) {
    let output = command(&[&["proof", word(out)], more].concat())
        .env("XUNWANG_OPINION_KEY", "sk-secret")
        .output()
        .unwrap();
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{notes}");
    assert!(!notes.contains("sk-secret"));
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap());
    (lines.collect(), notes)
}

#[test]
fn an_opinion_stands_beside_the_proposal_and_changes_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let out = published(folder.path(), &SLIPS[..1]);
    let (plain, _) = proof(&out, &[]);
    assert!(plain.iter().all(|line| line.get("opinion").is_none()));
    let is_proposal = |line: &&Value| line["basis"].as_str().unwrap().starts_with("typo:");
    assert_eq!(plain.iter().filter(is_proposal).count(), 1, "{plain:#?}");
    assert!(plain.len() > 1, "{plain:#?}");

    for (words, opinion, right) in [
        (r#"[{"id":0,"opinion":"agree"}]"#, "agree", Value::Null),
        (r#"[{"id":0,"opinion":"disagree"}]"#, "disagree", Value::Null),
        (
            r#"[{"id":0,"opinion":"other","right":"以"}]"#,
            "other",
            json!("以"),
        ),
        ("我不清楚。", "silent", Value::Null),
    ] {
        let model = Model::answering(move |_| saying(words));
        let (lines, notes) = proof(&out, &["--opinion", &model.url, "--opinion-model", "qwen"]);
        let mut without = lines.clone();
        for line in &mut without {
            let line = line.as_object_mut().unwrap();
            line.remove("opinion");
            line.remove("opinion_right");
        }
        assert_eq!(without, plain);
        let said: Vec<_> = lines
            .iter()
            .filter(|line| line.get("opinion").is_some())
            .collect();
        assert_eq!(said.len(), 1);
        assert!(said.iter().all(is_proposal));
        assert_eq!(
            (&said[0]["opinion"], &said[0]["opinion_right"]),
            (&json!(opinion), &right)
        );
        assert_eq!(notes.contains("没有给出意见"), opinion == "silent", "{notes}");

        let asked = model.take_asked();
        let [(head, body)] = asked.as_slice() else {
            panic!("one question: {asked:?}")
        };
        assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
        assert!(head.contains("Bearer sk-secret"), "{head}");
        assert_eq!(body["model"], "qwen");
        let question = body["messages"][1]["content"].as_str().unwrap();
        assert!(
            question.contains("衣法追究") && !question.contains("0000"),
            "{question}"
        );
    }
}

#[test]
fn a_service_that_gives_no_usable_answer_is_noted_once() {
    let folder = tempfile::tempdir().unwrap();
    let out = published(folder.path(), &SLIPS[..1]);
    let endless = || {
        let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        answer.resize(3 << 20, b' ');
        answer
    };
    type Reply = fn() -> Vec<u8>;
    let replies: [(&str, Reply); 4] = [
        ("1秒内没有答复", Vec::new),
        ("状态码是 500", || reply("500 X", "")),
        ("没有可用的意见", || reply("200 OK", "<html>502</html>")),
        ("答复超过", endless),
    ];
    for (why, answer) in replies {
        let model = Model::answering(move |_| answer());
        let words = [
            "--opinion",
            &model.url,
            "--opinion-model",
            "qwen",
            "--opinion-timeout",
            "1",
        ];
        let (lines, notes) = proof(&out, &words);
        let opinions: Vec<_> = lines.iter().filter_map(|line| line.get("opinion")).collect();
        assert_eq!(opinions, [&json!("silent")], "{why}");
        assert_eq!(notes.matches("没有给出意见").count(), 1, "{notes}");
        assert!(notes.contains(why), "{why}: {notes}");
    }
}

#[test]
fn a_service_that_fails_again_and_again_is_asked_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let out = published(folder.path(), &SLIPS);
    let model = Model::answering(|_| reply("503 X", ""));
    let (lines, notes) = proof(&out, &["--opinion", &model.url, "--opinion-model", "qwen"]);
    let opinions = lines.iter().filter_map(|line| line.get("opinion"));
    assert!(opinions.clone().all(|opinion| opinion == "silent") && opinions.count() == 4);
    assert_eq!(model.take_asked().len(), 3);
    assert!(notes.contains("对4处建议没有给出意见"), "{notes}");
}

#[test]
fn texts_that_are_not_published_and_services_elsewhere_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("结果");
    std::fs::create_dir_all(out.join("evidence")).unwrap();
    std::fs::write(out.join("run.json"), "{}").unwrap();
    let draft = folder.path().join("稿件.txt");
    std::fs::write(&draft, "违反本法规定，构成犯罪的，衣法追究刑事责任。").unwrap();
    let model = Model::answering(|_| saying("[]"));
    let refused = |path: &str, url: &str, more: &[&str]| {
        let words = ["proof", path, "--opinion", url, "--opinion-model", "qwen"];
        run_expecting(2, &[&words[..], more].concat())
    };
    for path in ["-", word(&draft), word(folder.path())] {
        let said = refused(path, &model.url, &[]);
        assert!(said.contains("未公开的稿件不能送给外部模型"), "{said}");
    }
    let said = run_expecting(2, &["proof", "--opinion", &model.url, "--opinion-model", "qwen"]);
    assert!(said.contains("未公开"), "{said}");
    let said = refused(word(&out), &model.url, &[word(&draft)]);
    assert!(said.contains("未公开"), "{said}");
    for (url, why) in [
        ("http://203.0.113.9/v1/chat/completions", "不在本单位网络内"),
        ("https://8.8.8.8/v1", "不在本单位网络内"),
        ("ftp://127.0.0.1/", "http:// 或 https:// 开头"),
        ("http://u:p@127.0.0.1/", "不能写用户名和密码"),
    ] {
        let said = refused(word(&out), url, &[]);
        assert!(said.contains(why), "{url}: {said}");
    }
    run_expecting(2, &["proof", word(&out), "--opinion", &model.url]);
    run_expecting(2, &["proof", word(&out), "--opinion-model", "qwen"]);
    refused(word(&out), &model.url, &["--no-typos"]);
    assert_eq!(model.take_asked().len(), 0);
}
