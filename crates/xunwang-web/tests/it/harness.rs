//! A web application over a database of its own, and browsers that keep a cookie.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, Request, StatusCode, header};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt as _;
use xunwang_app::office::{
    App, Caller, NewUser, SetUp, UserChange, add_user, digest_of, offer_set_up, provide_standard, session_of,
    set_password, set_up,
};
use xunwang_domain::login::{Session, SessionStage};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::{Grant, Role, UserId};
use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher};
use xunwang_ports::{Clock, Fetcher, Store, SystemChance};
use xunwang_report::press::OwnPress;
use xunwang_store::{DataFolders, KeyFile, SqliteStore};
use xunwang_web::{Web, WebSettings, router};

/// A clock that stands still until it is put forward.
#[derive(Clone)]
pub(crate) struct SetClock(Arc<Mutex<DateTime<Utc>>>);

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl SetClock {
    pub(crate) fn at(now: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    pub(crate) fn forward(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

/// The application.
pub(crate) struct Office {
    pub(crate) app: App,
    pub(crate) clock: SetClock,
    pub(crate) folder: TempDir,
    pub(crate) store: Arc<dyn Store>,
    router: Router,
}

pub(crate) const PASSWORD: &str = "River7Stone!";

impl Office {
    /// Nobody has been set up.
    pub(crate) async fn blank() -> Self {
        Self::with(WebSettings::default()).await
    }

    pub(crate) async fn with(settings: WebSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = SetClock(Arc::new(Mutex::new("2026-11-26T01:00:00Z".parse().unwrap())));
        let store = open(folder.path()).await;
        let app = App::new(
            Arc::clone(&store),
            Arc::new(DataFolders::new(folder.path())),
            Arc::new(clock.clone()),
            Arc::new(SystemChance),
        )
        .with_press(Arc::new(OwnPress))
        .with_vault(Arc::new(KeyFile::new(folder.path().join("secret.key"))));
        provide_standard(&app).await.unwrap();
        Self {
            router: router(Web::new(app.clone(), settings, Arc::new(standard()))),
            app,
            clock,
            folder,
            store,
        }
    }

    /// 陈管理 manages the whole of 示例省.
    pub(crate) async fn set_up() -> Self {
        let office = Self::blank().await;
        let token = offer_set_up(&office.app).await.unwrap().unwrap();
        let given = SetUp {
            office: "示例省人民政府办公厅".to_owned(),
            name: "陈管理".to_owned(),
            account: "chen".to_owned(),
            password: PASSWORD.to_owned(),
            address: String::new(),
        };
        set_up(&office.app, &token, &given).await.unwrap();
        office
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookie: None,
            csrf: String::new(),
        }
    }

    /// The same application on a port of this machine, as long as the test lasts.
    pub(crate) async fn listen(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, service).await });
        address
    }

    /// A browser in which somebody has logged in.
    pub(crate) async fn logged_in(&self, account: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser
            .post("/login", &[("account", account), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{account}：{}", answer.text);
        browser.get("/account").await;
        browser
    }

    /// A browser with a new session of somebody, without the time that a password takes.
    pub(crate) async fn session(&self, account: &str) -> Browser {
        let secret = self.new_session(account).await;
        let mut browser = self.browser();
        browser.cookie = Some(format!("xunwang={secret}"));
        browser.get("/account").await;
        browser
    }

    async fn new_session(&self, account: &str) -> String {
        let mut tx = self.store.begin().await.unwrap();
        let user = tx.user_of_account(account).await.unwrap().unwrap().id;
        let secret = format!("SECRET{}", fastrand::u64(..));
        let now = self.clock.now();
        let session = Session {
            digest: digest_of(&secret),
            user,
            stage: SessionStage::Full,
            csrf: format!("TOKEN{}", fastrand::u64(..)),
            began_at: now,
            seen_at: now,
            address: String::new(),
            agent: String::new(),
        };
        tx.put_session(&session).await.unwrap();
        tx.commit().await.unwrap();
        secret
    }

    /// Somebody logged in, for use cases below the pages.
    pub(crate) async fn caller(&self, account: &str) -> Caller {
        let secret = self.new_session(account).await;
        session_of(&self.app, &secret, "").await.unwrap().unwrap().caller
    }

    /// Somebody new, with the password that all have.
    pub(crate) async fn person(&self, account: &str, role: Role, branch: OrganizationId) -> UserId {
        let new = NewUser {
            account: account.to_owned(),
            change: UserChange {
                name: format!("{account}某"),
                organization: branch,
                grants: BTreeSet::from([Grant {
                    role,
                    organization: branch,
                }]),
            },
        };
        let (id, secret) = add_user(&self.app, &self.caller("chen").await, &new)
            .await
            .unwrap();
        set_password(&self.app, &secret, PASSWORD, "").await.unwrap();
        id
    }

    /// The number of somebody.
    pub(crate) async fn user(&self, account: &str) -> UserId {
        let mut tx = self.store.read().await.unwrap();
        tx.user_of_account(account).await.unwrap().unwrap().id
    }

    /// A register that somebody uploads and confirms.
    pub(crate) async fn import(&self, account: &str, register: &str) {
        let mut browser = self.session(account).await;
        let preview = browser.upload("/import", "台账.csv", register.as_bytes()).await;
        let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
        let done = browser.post("/import/confirm", &[("mark", &mark)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }

    /// The body of this full name.
    pub(crate) async fn body(&self, name: &str) -> OrganizationId {
        let tree = self.caller("chen").await.tree;
        let found = tree.iter().find(|one| tree.full_name(one.id) == name);
        found.unwrap_or_else(|| panic!("没有单位 {name}")).id
    }
}

/// A fetcher for which all these names, below `example`, stand at one address of this machine.
pub(crate) fn fetcher_of(names: &[&str], address: SocketAddr) -> Arc<dyn Fetcher> {
    let hosts: String = names
        .iter()
        .map(|name| format!("{name}.example {address}\n"))
        .collect();
    fetcher_at(&hosts)
}

/// A fetcher that finds names by the lines of a hosts file.
pub(crate) fn fetcher_at(hosts: &str) -> Arc<dyn Fetcher> {
    let settings = FetchSettings {
        hosts: Some(Hosts::parse(hosts).unwrap()),
        rate_per_host: f64::INFINITY,
        retries: 0,
        head_limit: Duration::from_secs(5),
        ..FetchSettings::default()
    };
    Arc::new(PoliteFetcher::new(settings).unwrap())
}

/// The standard that the program comes with.
fn standard() -> xunwang_domain::standard::Standard {
    xunwang_rules::guobanmihan_2019_19()
}

pub(crate) async fn open(folder: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(&folder.join("xunwang.db")).await.unwrap())
}

/// A browser: it keeps its cookie, and sends the token of the last page with every form.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookie: Option<String>,
    pub(crate) csrf: String,
}

/// What came.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// What stands in the page between these two.
    pub(crate) fn between(&self, from: &str, to: &str) -> &str {
        let start = self
            .text
            .find(from)
            .unwrap_or_else(|| panic!("没有 {from}：{}", self.text))
            + from.len();
        let length = self.text[start..].find(to).unwrap();
        &self.text[start..start + length]
    }
}

impl Browser {
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form of ours.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded(fields);
        if !self.csrf.is_empty() {
            form.push_str(&form_urlencoded(&[("", ""), ("csrf", &self.csrf)])[1..]);
        }
        let request = Request::post(path)
            .header(header::ORIGIN, "http://xunwang.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        self.send(request).await
    }

    /// Sends a file.
    pub(crate) async fn upload(&mut self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        self.entry(path, &[], Some((name, bytes))).await
    }

    /// Sends fields and a file.
    pub(crate) async fn entry(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--xw\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        if let Some((name, bytes)) = file {
            let head = format!(
                "--xw\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xw--\r\n");
        let request = Request::post(format!("{path}?csrf={}", self.csrf))
            .header(header::ORIGIN, "http://xunwang.test")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=xw")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        headers
            .entry(header::HOST)
            .or_insert("xunwang.test".parse().unwrap());
        if let Some(cookie) = &self.cookie {
            headers.insert(header::COOKIE, cookie.parse().unwrap());
        }
        let is_get = request.method() == Method::GET;
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        let bytes = to_bytes(body, 64 << 20).await.unwrap().to_vec();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        };
        if is_get && answer.text.contains("name=\"csrf\" value=\"") {
            self.csrf = answer.between("name=\"csrf\" value=\"", "\"").to_owned();
        }
        answer
    }
}

fn form_urlencoded(fields: &[(&str, &str)]) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(fields);
    pairs.finish()
}
