//! A citizen in front of the public form, with and without script, from a network of one's own.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Request, StatusCode, header};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use xunwang_domain::feedback::calendar::Calendar;
use xunwang_domain::feedback::{
    Answer, Doer, Feedback, FeedbackMove, FeedbackRole, FeedbackStage, Outcome, Terms,
};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::{Role, UserId};
use xunwang_ports::{Clock as _, FeedbackOrder, FeedbackQuery};

use super::harness::{Answer as Got, Browser, Office};
use super::story_register::REGISTER;

pub(crate) const LINK: &str = "/report?site_code=9901000001&url=http%3A%2F%2Fwww.jiangkou.example%2Fa.html";
pub(crate) const HERE: &str = "203.0.113.7";
pub(crate) const THERE: &str = "198.51.100.9";

/// Wang runs the register of the whole, Liu that of 江口市.
pub(crate) async fn staffed() -> Office {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    office
        .person("liu", Role::Supervisor, office.body("江口市").await)
        .await;
    office
}

/// The same, with the form open.
pub(crate) async fn open_form(office: &Office) {
    let mut wang = office.session("wang").await;
    let done = wang.post("/settings/public-form", &[("open", "1")]).await;
    assert_eq!(done.location(), "/settings?note=form-open", "{}", done.text);
}

/// Somebody at this address.
pub(crate) struct Citizen {
    pub(crate) browser: Browser,
    pub(crate) address: &'static str,
}

/// A form as it is filled in.
#[derive(Clone)]
pub(crate) struct Form {
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) pictures: Vec<Vec<u8>>,
}

impl Form {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.fields.retain(|(own, _)| *own != name);
        self.fields.push((name, value.to_owned()));
        self
    }

    pub(crate) fn worked(self, ticket: &str) -> Self {
        self.with("work", &work(ticket))
    }
}

/// What the script does.
pub(crate) fn work(ticket: &str) -> String {
    let is_enough = |work: &u64| {
        let digest: [u8; 32] = Sha256::digest(format!("{ticket}:{work}")).into();
        u32::from_be_bytes(*digest.first_chunk().unwrap()).leading_zeros() >= 18
    };
    (0..).find(is_enough).unwrap().to_string()
}

impl Citizen {
    pub(crate) fn of(office: &Office, address: &'static str) -> Self {
        Self {
            browser: office.browser(),
            address,
        }
    }

    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Got {
        let peer = SocketAddr::new(self.address.parse().unwrap(), 40_000);
        request.extensions_mut().insert(ConnectInfo(peer));
        self.browser.send(request).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Got {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Opens the form; as it is filled in, and its ticket.
    pub(crate) async fn form(&mut self) -> (Form, String) {
        let page = self.get(LINK).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let ticket = page.between("name=\"ticket\" value=\"", "\"").to_owned();
        let form = Form {
            fields: vec![
                ("ticket", ticket.clone()),
                ("site_code", "9901000001".to_owned()),
                ("kind", "4".to_owned()),
                ("url", "http://www.jiangkou.example/a.html".to_owned()),
                ("text", "正文第二段“截止”误写为“截至”".to_owned()),
            ],
            pictures: Vec::new(),
        };
        (form, ticket)
    }

    pub(crate) async fn submit(&mut self, form: &Form) -> Got {
        let mut body = Vec::new();
        for (name, value) in &form.fields {
            let part = format!("--xw\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for picture in &form.pictures {
            body.extend_from_slice(
                b"--xw\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"p.jpg\"\r\n\
                  Content-Type: image/jpeg\r\n\r\n",
            );
            body.extend_from_slice(picture);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xw--\r\n");
        let request = Request::post("/report")
            .header(header::ORIGIN, "http://xunwang.test")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=xw")
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// What the script asks while the form is filled in.
    pub(crate) async fn alike(&mut self, fields: &[(&str, &str)]) -> Got {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let request = Request::post("/report/similar")
            .header(header::ORIGIN, "http://xunwang.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.finish()))
            .unwrap();
        self.send(request).await
    }

    /// A message that is taken; its code.
    pub(crate) async fn report(&mut self) -> String {
        let (form, ticket) = self.form().await;
        let done = self.submit(&form.worked(&ticket)).await;
        code_of(&done)
    }

    pub(crate) async fn reopen(&mut self, code: &str, reason: &str) -> Got {
        let mut fields = url::form_urlencoded::Serializer::new(String::new());
        fields.append_pair("reason", reason);
        let request = Request::post(format!("/report/{code}/reopen"))
            .header(header::ORIGIN, "http://xunwang.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(fields.finish()))
            .unwrap();
        self.send(request).await
    }
}

pub(crate) fn code_of(done: &Got) -> String {
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let code = done.location().strip_prefix("/report/").unwrap();
    code.strip_suffix("?new=1").unwrap().to_owned()
}

/// All messages.
pub(crate) async fn kept(office: &Office) -> Vec<(Feedback, Option<OrganizationId>)> {
    let mut tx = office.store.read().await.unwrap();
    let query = FeedbackQuery::default();
    tx.feedbacks(&query, FeedbackOrder::Latest, (0, 1000), office.clock.now())
        .await
        .unwrap()
}

/// The office closes a message with an answer.
pub(crate) async fn close(office: &Office, code: &str, text: &str) {
    let mut tx = office.store.begin().await.unwrap();
    let (mut message, body) = tx.feedback_of(&[code]).await.unwrap().remove(code).unwrap();
    let who = |number: u128, role| Doer {
        role,
        user: Some(UserId(Uuid::from_u128(number))),
        name: format!("{number}某"),
        at: office.clock.now(),
    };
    let writer = (UserId(Uuid::from_u128(1)), "1某".to_owned());
    let answer = Answer {
        outcome: Outcome::Mended,
        text: text.to_owned(),
        reason: String::new(),
        evidence: Vec::new(),
        drafted_by: writer.clone(),
        sent_by: writer,
        at: office.clock.now(),
        opinions: Vec::new(),
    };
    let note = String::new;
    let mut steps = vec![
        (FeedbackMove::Answer(Box::new(answer)), who(1, FeedbackRole::Unit)),
        (FeedbackMove::Approve { note: note() }, who(2, FeedbackRole::Area)),
        (
            FeedbackMove::Close { note: note() },
            who(3, FeedbackRole::Province),
        ),
    ];
    if message.stage == FeedbackStage::Received {
        let to = body.unwrap_or(OrganizationId(Uuid::from_u128(9)));
        let hand_over = FeedbackMove::HandOver { to, note: note() };
        steps.insert(0, (hand_over, who(3, FeedbackRole::Province)));
    }
    for (step, doer) in steps {
        message = message
            .after(step, &doer, Terms::default(), &Calendar::default())
            .unwrap();
    }
    tx.put_feedback(&[(message, body)]).await.unwrap();
    tx.commit().await.unwrap();
}
