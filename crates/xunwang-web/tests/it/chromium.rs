//! A headless Chromium, spoken to over its debugging pipe: JSON messages that end with a zero byte, no socket, no library.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser of our own, with a profile that nobody used before.
pub(crate) struct Chromium {
    child: Child,
    wire: Arc<Wire>,
    _profile: TempDir,
}

impl Chromium {
    /// Starts it. Without it nothing is checked, so it is not skipped.
    pub(crate) fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        // The pipe is the third and the fourth file of the process; the shell puts ours there.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>&2", "chromium"])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update"])
            .args(["--disable-dev-shm-usage", "--hide-scrollbars", "--lang=zh-CN"])
            // Keys are answered with the next frame: there is no screen to wait for.
            .args(["--disable-gpu-vsync", "--disable-frame-rate-limit"])
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let wire = Arc::new(Wire {
            sending: Mutex::new((child.stdin.take().unwrap(), 0)),
            waiting: Mutex::default(),
            tabs: Mutex::default(),
        });
        let (listener, answers) = (Arc::clone(&wire), child.stdout.take().unwrap());
        std::thread::spawn(move || listener.listen(answers));
        let browser = Self {
            child,
            wire,
            _profile: profile,
        };
        let version = browser.wire.send(None, "Browser.getVersion", json!({}));
        version.expect("没有 chromium：请用 cargo xtask test，它会安装软件包 chromium");
        browser
    }

    /// A tab that shares nothing with the others: somebody's browser, with this cookie.
    pub(crate) fn tab(&self, cookie: Option<(&str, &str, &str)>) -> Tab {
        let ask = |method: &str, parameters: Value| self.wire.send(None, method, parameters).unwrap();
        let context = ask("Target.createBrowserContext", json!({}))["browserContextId"].clone();
        if let Some((url, name, value)) = cookie {
            let cookie = json!({ "url": url, "name": name, "value": value, "httpOnly": true });
            ask(
                "Storage.setCookies",
                json!({ "cookies": [cookie], "browserContextId": context }),
            );
        }
        let target = ask(
            "Target.createTarget",
            json!({ "url": "about:blank", "browserContextId": context }),
        )["targetId"]
            .clone();
        let attached = ask(
            "Target.attachToTarget",
            json!({ "targetId": target, "flatten": true }),
        );
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        let (sender, events) = channel();
        self.wire.tabs.lock().unwrap().insert(session.clone(), sender);
        let tab = Tab {
            wire: Arc::clone(&self.wire),
            session,
            context,
            events,
        };
        for domain in ["Page", "Network", "Runtime", "Log"] {
            tab.ask(&format!("{domain}.enable"), json!({}));
        }
        tab.ask("Network.setCacheDisabled", json!({ "cacheDisabled": true }));
        tab
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Asked first, so that its own processes end with it.
        let asked = self.wire.send(None, "Browser.close", json!({}));
        if asked.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

type Answer = Result<Value, String>;

/// Both ends of the pipe, and who waits for what.
struct Wire {
    sending: Mutex<(ChildStdin, u64)>,
    waiting: Mutex<HashMap<u64, Sender<Answer>>>,
    tabs: Mutex<HashMap<String, Sender<Value>>>,
}

impl Wire {
    fn send(&self, session: Option<&str>, method: &str, parameters: Value) -> Answer {
        let (sender, answer) = channel();
        {
            let mut sending = self.sending.lock().unwrap();
            sending.1 += 1;
            let number = sending.1;
            self.waiting.lock().unwrap().insert(number, sender);
            let mut message = json!({ "id": number, "method": method, "params": parameters });
            if let Some(session) = session {
                message["sessionId"] = session.into();
            }
            let bytes = [message.to_string().as_bytes(), b"\0"].concat();
            sending.0.write_all(&bytes).map_err(|error| error.to_string())?;
        }
        let none = |_| Err(format!("{method}：没有答复"));
        answer.recv_timeout(PATIENCE).unwrap_or_else(none)
    }

    fn listen(&self, answers: ChildStdout) {
        for bytes in BufReader::new(answers).split(0).map_while(Result::ok) {
            let Ok(mut message) = serde_json::from_slice::<Value>(&bytes) else {
                continue;
            };
            if let Some(number) = message["id"].as_u64() {
                let answer = match message.get("error") {
                    Some(error) => Err(error.to_string()),
                    None => Ok(message["result"].take()),
                };
                if let Some(waits) = self.waiting.lock().unwrap().remove(&number) {
                    let _ = waits.send(answer);
                }
            } else if let Some(session) = message["sessionId"].as_str()
                && let Some(tab) = self.tabs.lock().unwrap().get(session)
            {
                let _ = tab.send(message);
            }
        }
        // Nobody will answer any more: those who wait are told.
        self.waiting.lock().unwrap().clear();
    }
}

/// Somebody's browser.
pub(crate) struct Tab {
    wire: Arc<Wire>,
    session: String,
    context: Value,
    events: Receiver<Value>,
}

/// What came of opening an address.
#[derive(Debug, Default)]
pub(crate) struct Visit {
    /// The code of the page itself.
    pub(crate) status: u64,
    /// Every address that was asked for.
    pub(crate) requests: Vec<String>,
    /// What the console complains about.
    pub(crate) complaints: Vec<String>,
    /// Bytes that came, pictures aside.
    pub(crate) bytes: u64,
}

impl Tab {
    fn ask(&self, method: &str, parameters: Value) -> Value {
        let answer = self.wire.send(Some(&self.session), method, parameters);
        answer.unwrap_or_else(|error| panic!("{method}：{error}"))
    }

    /// The size of the window; narrow ones are those of phones.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 720 }),
        );
    }

    /// Light or dark, as the system of whoever sits there says; and nothing moves, so that a picture is of the end.
    pub(crate) fn prefer(&self, scheme: &str) {
        let features = [
            json!({ "name": "prefers-color-scheme", "value": scheme }),
            json!({ "name": "prefers-reduced-motion", "value": "reduce" }),
        ];
        self.ask("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Opens an address and waits until it is there, scripts and pictures included.
    pub(crate) fn open(&self, url: &str) -> Visit {
        while self.events.try_recv().is_ok() {}
        self.ask("Page.navigate", json!({ "url": url }));
        self.arrive(url)
    }

    /// Does something that leads to another page, and waits until that is there.
    pub(crate) fn leave(&self, script: &str) -> Visit {
        while self.events.try_recv().is_ok() {}
        self.value(&format!("{{ {script} }}; true"));
        self.arrive(script)
    }

    fn arrive(&self, what: &str) -> Visit {
        let mut visit = Visit::default();
        let mut document = Value::Null;
        let mut kinds: HashMap<String, String> = HashMap::new();
        loop {
            let event = self.events.recv_timeout(PATIENCE);
            let event = event.unwrap_or_else(|_| panic!("{what} 没有打开"));
            let told = &event["params"];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            match event["method"].as_str().unwrap_or_default() {
                "Network.requestWillBeSent" => {
                    visit.requests.push(text(&told["request"]["url"]));
                    if told["type"] == "Document" {
                        document = told["request"]["url"].clone();
                    }
                }
                "Network.responseReceived" => {
                    if told["type"] == "Document" {
                        visit.status = told["response"]["status"].as_u64().unwrap_or_default();
                    }
                    kinds.insert(text(&told["requestId"]), text(&told["type"]));
                }
                "Network.loadingFinished" => {
                    let kind = kinds.get(&text(&told["requestId"])).map_or("", String::as_str);
                    if matches!(kind, "Document" | "Stylesheet" | "Script") {
                        visit.bytes += told["encodedDataLength"].as_f64().unwrap_or_default() as u64;
                    }
                }
                "Runtime.exceptionThrown" => visit.complaints.push(told["exceptionDetails"].to_string()),
                "Runtime.consoleAPICalled" if told["type"] == "error" => {
                    visit.complaints.push(told["args"].to_string());
                }
                // That the page itself is refused stands in the status.
                "Log.entryAdded" if told["entry"]["level"] == "error" && told["entry"]["url"] != document => {
                    visit.complaints.push(text(&told["entry"]["text"]));
                }
                "Page.loadEventFired" => return visit,
                _ => {}
            }
        }
    }

    /// The value of an expression, once it is there.
    pub(crate) fn value(&self, expression: &str) -> Value {
        let answer = self.ask(
            "Runtime.evaluate",
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true }),
        );
        assert!(answer.get("exceptionDetails").is_none(), "{answer}");
        answer["result"]["value"].clone()
    }

    /// Goes on to the next field or link with the tabulator key.
    pub(crate) fn press_tab(&self) {
        self.press("Tab", 9, "");
    }

    /// Presses a key: its name, its number, and what it writes.
    pub(crate) fn press(&self, key: &str, number: u32, text: &str) {
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        for kind in [down, "keyUp"] {
            let text = if kind == down { text } else { "" };
            self.ask(
                "Input.dispatchKeyEvent",
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": number, "text": text }),
            );
        }
    }

    /// Writes into the field that has the focus.
    pub(crate) fn write(&self, text: &str) {
        self.ask("Input.insertText", json!({ "text": text }));
    }

    /// Presses Enter where that leads to another page.
    pub(crate) fn enter(&self) -> Visit {
        while self.events.try_recv().is_ok() {}
        self.press("Enter", 13, "\r");
        self.arrive("Enter")
    }

    /// From now on pages run no script of their own.
    pub(crate) fn without_script(&self) {
        self.ask("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }

    /// The whole page as a picture.
    pub(crate) fn keep_picture(&self, path: &Path) {
        let answer = self.ask(
            "Page.captureScreenshot",
            json!({ "format": "png", "captureBeyondViewport": true, "optimizeForSpeed": true }),
        );
        let picture = BASE64_STANDARD.decode(answer["data"].as_str().unwrap()).unwrap();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, picture).unwrap();
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let parameters = json!({ "browserContextId": self.context });
        let _ = self.wire.send(None, "Target.disposeBrowserContext", parameters);
        self.wire.tabs.lock().unwrap().remove(&self.session);
    }
}
