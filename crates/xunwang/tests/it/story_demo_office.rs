//! The demo opens its office: people of every role log in, and find what was inspected in the queue, with its evidence.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};

use super::harness::{command, run_expecting, word};

#[test]
fn the_demo_ends_in_an_office_where_its_findings_wait_for_review() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("演示");
    // What an earlier demo has left is cleared.
    std::fs::create_dir_all(out.join("office")).unwrap();
    for (name, text) in [
        (".xunwang-demo", ""),
        ("run.json", "{}"),
        ("office/xunwang.db", "旧"),
    ] {
        std::fs::write(out.join(name), text).unwrap();
    }
    // The port of the contract is taken, by this test or by somebody else: the next free one is used.
    let _taken = TcpListener::bind("127.0.0.1:8080");
    let mut demo = Demo::start(&["demo", "--out", word(&out)]);
    let address = demo.said_behind("网页应用已打开：http://", "/");
    assert!(!address.ends_with(":8080"), "{address}");
    let password = demo.said_behind("密码都是：", "（");

    for account in [
        "guanli",
        "jianguan",
        "jianguan2",
        "fuhe",
        "shending",
        "shenji",
        "zhuban",
    ] {
        let mut browser = Browser::new(&address);
        browser.log_in(account, &password);
        assert!(browser.get("/").contains("退出"), "{account} is in");
    }
    let mut reviewer = Browser::new(&address);
    reviewer.log_in("fuhe", &password);
    let rounds = reviewer.get("/rounds");
    assert!(
        rounds.contains("2026年第三季度") && rounds.contains("复核中"),
        "{rounds}"
    );
    let behind = between(&rounds, "/rounds/0", "\"");
    let round = format!("0{}", &behind[..35]);
    let queue = reviewer.get(&format!("/rounds/{round}/review?rule=link-dead"));
    assert!(queue.contains("链接失效"), "{queue}");
    let finding = between(&queue, "/findings/", "?").to_owned();
    let source = reviewer.get(&format!("/findings/{finding}/source"));
    assert!(source.contains("HTTP/1.1 404"), "{source}");
    // Leaked personal data is for who is named for it: the reviewer of the demo, and not the supervisor.
    let leaks = reviewer.get(&format!("/rounds/{round}/review?rule=privacy-leak"));
    let leak = format!("/findings/{}", between(&leaks, "/findings/", "?"));
    let source = format!("{leak}/source");
    assert!(reviewer.get(&leak).contains("摘录") && reviewer.get(&source).contains("HTTP/1.1 200"));
    let mut supervisor = Browser::new(&address);
    supervisor.log_in("jianguan", &password);
    let masked = supervisor.get(&leak);
    assert!(
        masked.contains("指定人员：演示复核员") && !masked.contains("摘录"),
        "{masked}"
    );
    let refused = supervisor.ask("GET", &source, "");
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");

    let standing = reviewer.get(&format!("/rounds/{round}"));
    assert!(standing.contains("2026-09-15"), "{standing}");

    // The circular's folder is whole, and stays so; another demo does not clear it under the first.
    run_expecting(0, &["verify", word(&out)]);
    let refused = run_expecting(2, &["demo", "--out", word(&out), "--listen", "127.0.0.1:0"]);
    assert!(refused.contains("正在运行"), "{refused}");
    assert!(out.join("run.json").is_file());
}

#[test]
fn an_address_that_is_taken_ends_the_demo_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("演示");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let said = run_expecting(2, &["demo", "--out", word(&out), "--listen", &listen]);
    assert!(said.contains("--listen"), "{said}");
    assert!(!out.exists());
}

/// A demo that runs as long as the test looks at it.
struct Demo {
    child: Child,
    said: String,
}

impl Demo {
    /// Starts it, and waits until it has said all it has to say.
    fn start(words: &[&str]) -> Self {
        let mut child = command(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = String::new();
        for line in lines.map_while(Result::ok) {
            said += &line;
            if line.contains("等待复核") {
                break;
            }
            said.push('\n');
        }
        Self { child, said }
    }

    fn said_behind(&mut self, before: &str, after: &str) -> String {
        between(&self.said, before, after).to_owned()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The text behind one word, up to another.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let behind = text.split_once(before).map(|(_, behind)| behind);
    let part = behind.and_then(|behind| behind.split_once(after));
    part.unwrap_or_else(|| panic!("{before}…{after} in: {text}")).0
}

struct Browser {
    address: String,
    cookie: String,
}

impl Browser {
    fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            cookie: String::new(),
        }
    }

    fn log_in(&mut self, account: &str, password: &str) {
        let form = format!("account={account}&password={password}");
        let answer = self.ask("POST", "/login", &form);
        assert!(answer.starts_with("HTTP/1.1 303"), "{account}: {answer}");
        let cookie = between(&answer, "set-cookie: ", ";").to_owned();
        self.cookie = cookie;
    }

    fn get(&mut self, path: &str) -> String {
        let answer = self.ask("GET", path, "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        answer
    }

    fn ask(&self, method: &str, path: &str, form: &str) -> String {
        let (address, cookie, length) = (&self.address, &self.cookie, form.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{form}"
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}
