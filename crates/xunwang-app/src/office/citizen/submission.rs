//! A citizen's message as it comes (提交留言): checked, freed of personal data, and given to the writer.

use url::Url;
use xunwang_domain::feedback::{Attachment, Feedback, FeedbackId, FeedbackKind, FeedbackSource};
use xunwang_domain::filing::ProofFile;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::registry::SiteCode;
use xunwang_text::privacy::mask;

use super::super::filings::check_file;
use super::super::{App, AppError, site_of_host};
use super::gate::CitizenGate;
use super::intake::{Waiting, take_in};
use super::network::Network;
use super::picture::{PictureError, made_anew};
use super::rules::{LONGEST_ADDRESS, LONGEST_TEXT, MOST_PICTURES, PICTURE_BYTES, SHORTEST_TEXT};
use super::spent::Spending;
use super::switch::must_be_open;
use super::ticket;

/// What a citizen has filled in (留言表单).
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// The ticket of the form.
    pub ticket: String,
    /// Its proof of work; empty: the browser runs no script.
    pub work: String,
    /// 网站标识码, as the link said it.
    pub site_code: String,
    /// 问题类型
    pub kind: Option<FeedbackKind>,
    /// 问题网址
    pub address: String,
    /// 问题描述
    pub text: String,
}

/// What is to be mended in a form (填写错误): for each field what is wrong, and the cure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormErrors {
    /// Of the kind.
    pub kind: Option<String>,
    /// Of the address.
    pub address: Option<String>,
    /// Of the description.
    pub text: Option<String>,
    /// Of the pictures.
    pub pictures: Option<String>,
    /// Of the form itself, which is shown with a new ticket.
    pub form: Option<String>,
}

/// Why a message was not taken.
#[derive(Debug)]
pub enum NotTaken {
    /// Something is to be mended.
    Wrong(Box<FormErrors>),
    /// Not now: in so many seconds.
    Later(u32),
    /// The form is closed, or the store could not.
    Failed(AppError),
}

impl<E: Into<AppError>> From<E> for NotTaken {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// The site that a message is about (所涉网站).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetSite {
    /// 网站标识码
    pub code: SiteCode,
    /// 网站名称
    pub name: String,
    /// The body that answers for it.
    pub body: OrganizationId,
}

/// The site that a form is about: that of the code, unless the address lies in another registered one.
///
/// # Errors
/// The store could not say.
pub async fn site_of_form(app: &App, code: &str, address: &str) -> Result<Option<TargetSite>, AppError> {
    let host = Url::parse(address.trim())
        .ok()
        .and_then(|url| Some(url.host_str()?.to_owned()));
    let at_host = match &host {
        Some(host) => site_of_host(app, host).await?.map(|(code, _)| code),
        None => None,
    };
    let mut tx = app.store.read().await?;
    let named = match SiteCode::parse(code) {
        Ok(code) => tx.site(&code).await?,
        Err(_) => None,
    };
    let is_at_host = |home: &Url| home.host_str().is_some() && home.host_str() == host.as_deref();
    let found = match (named, at_host) {
        (Some(named), Some(other)) if other != named.site.code && !is_at_host(&named.site.home) => {
            tx.site(&other).await?
        }
        (None, Some(other)) => tx.site(&other).await?,
        (named, _) => named,
    };
    Ok(found.map(|found| TargetSite {
        code: found.site.code,
        name: found.site.name,
        body: found.organization,
    }))
}

/// Takes a message with its pictures as they were sent; its code. The same form sent once more gives the same code.
///
/// # Errors
/// What is to be mended, when to try again, or that it cannot be kept.
pub async fn submit(
    app: &App,
    network: Network,
    sent: &Submission,
    pictures: Vec<Vec<u8>>,
) -> Result<String, NotTaken> {
    must_be_open(&mut *app.store.read().await?).await?;
    let gate = &app.citizens;
    let wrong = checked(sent, &pictures);
    if wrong != FormErrors::default() {
        return Err(NotTaken::Wrong(Box::new(wrong)));
    }
    let rules = &gate.rules;
    let now = app.now();
    let form = |message: &str| {
        let form = Some(message.to_owned());
        NotTaken::Wrong(Box::new(FormErrors {
            form,
            ..FormErrors::default()
        }))
    };
    let held = ticket::read(app.ticket_secret(), &sent.ticket, network, rules.lasts, now)
        .ok_or_else(|| form("页面打开已超过1小时，或者网络有变化。填写的内容都在，请再按一次“提交”"))?;
    let is_worked = ticket::is_worked(&sent.ticket, &sent.work, rules.work_bits);
    if !is_worked && held.age < rules.delay {
        return Err(form("提交得太快。填写的内容都在，请过5秒再按一次“提交”"));
    }
    match gate.spent.begin(held.number, rules.lasts, now) {
        Spending::First => {}
        Spending::Busy => return Err(form("这份留言正在保存，请过几秒再按一次“提交”，不会重复")),
        Spending::Done(code) => return Ok(code),
        Spending::Full => return Err(NotTaken::Later(600)),
    }
    let mut using = Using {
        gate,
        ticket: held.number,
        is_given: false,
    };
    let (buckets, limit) = if is_worked {
        (&gate.with_work, rules.with_work)
    } else {
        (&gate.without_work, rules.without_work)
    };
    buckets.take(network, limit, now).map_err(NotTaken::Later)?;
    let pictures = opened(app, network, pictures).await?;
    let site = site_of_form(app, &sent.site_code, &sent.address).await?;
    let waiting = message(
        app,
        (sent.kind, sent.address.trim(), sent.text.trim()),
        site,
        pictures,
    )?;
    using.is_given = true;
    Ok(take_in(app, waiting, held.number).await?)
}

/// A ticket in use: where nothing comes of it, it may be used again.
struct Using<'a> {
    gate: &'a CitizenGate,
    ticket: u64,
    is_given: bool,
}

impl Drop for Using<'_> {
    fn drop(&mut self) {
        if !self.is_given {
            self.gate.spent.end(self.ticket, None);
        }
    }
}

fn checked(sent: &Submission, pictures: &[Vec<u8>]) -> FormErrors {
    let mut wrong = FormErrors::default();
    if !sent.kind.is_some_and(FeedbackKind::is_known) {
        wrong.kind = Some("请选择一种问题类型".to_owned());
    }
    wrong.address = address_error(sent.address.trim()).map(str::to_owned);
    let length = sent.text.trim().chars().count();
    if length < SHORTEST_TEXT {
        wrong.text = Some(format!(
            "请写明哪里有什么问题，至少{SHORTEST_TEXT}个字（现有{length}个）"
        ));
    } else if length > LONGEST_TEXT {
        wrong.text = Some(format!("描述最多{LONGEST_TEXT}个字（现有{length}个），请删减"));
    }
    if pictures.len() > MOST_PICTURES {
        wrong.pictures = Some(format!(
            "最多{MOST_PICTURES}张图片（现有{}张），请重新选择",
            pictures.len()
        ));
    } else if let Some(place) = pictures.iter().position(|bytes| bytes.len() > PICTURE_BYTES) {
        wrong.pictures = Some(format!("第{}张图片超过12 MB，请缩小后重新选择", place + 1));
    }
    wrong
}

fn address_error(address: &str) -> Option<&'static str> {
    if address.is_empty() {
        return Some("请填写有问题的网页的网址，可从浏览器地址栏复制");
    }
    if address.chars().count() > LONGEST_ADDRESS {
        return Some("网址太长（最多2000个字符），请删去问号后面的部分");
    }
    let url = Url::parse(address).ok();
    let is_web = url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    (!is_web).then_some("网址应以 http:// 或 https:// 开头，请从浏览器地址栏复制完整的网址")
}

/// The pictures made anew, one after another, when it is this network's turn.
async fn opened(app: &App, network: Network, pictures: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, NotTaken> {
    if pictures.is_empty() {
        return Ok(Vec::new());
    }
    let turn = app.citizens.pictures.wait(network, 1).await;
    let turn = turn.ok_or(NotTaken::Later(20))?;
    let open = move || {
        // The turn lasts until the work is done, even where nobody waits for it any more.
        let _turn = turn;
        let made = pictures
            .iter()
            .enumerate()
            .map(|(place, bytes)| made_anew(bytes).map_err(|error| (place + 1, error)));
        made.collect::<Result<Vec<_>, (usize, PictureError)>>()
    };
    let made = tokio::task::spawn_blocking(open).await;
    made.unwrap_or(Err((1, PictureError::Broken)))
        .map_err(|(place, error)| {
            let pictures = Some(format!("第{place}张图片{error}"));
            NotTaken::Wrong(Box::new(FormErrors {
                pictures,
                ..FormErrors::default()
            }))
        })
}

fn message(
    app: &App,
    (kind, address, text): (Option<FeedbackKind>, &str, &str),
    site: Option<TargetSite>,
    pictures: Vec<Vec<u8>>,
) -> Result<Waiting, AppError> {
    let named = site.as_ref();
    let files: Vec<(ProofFile, Vec<u8>)> = pictures
        .into_iter()
        .enumerate()
        .map(|(place, bytes)| check_file(&format!("图片{}.jpg", place + 1), bytes))
        .collect::<Result<_, _>>()?;
    let attached = |file: &ProofFile| Attachment {
        file: file.clone(),
        note: String::new(),
    };
    // Addresses carry telephones and names too.
    let (shown, masked) = (mask(text), mask(address));
    let mut private = (shown != text).then(|| text.to_owned());
    if masked != address {
        private = Some(format!("{text}\n问题网址：{address}"));
    }
    let blank = Feedback::blank(FeedbackId(app.new_id()), String::new(), FeedbackSource::Form);
    let feedback = Feedback {
        site_code: named.map(|site| site.code.to_string()).unwrap_or_default(),
        site_name: named.map(|site| site.name.clone()).unwrap_or_default(),
        kind: kind.unwrap_or(FeedbackKind::OTHER),
        address: masked,
        text: shown,
        pictures: files.iter().map(|(file, _)| attached(file)).collect(),
        received_at: Some(app.now()),
        ..blank
    };
    let body = named.map(|site| site.body);
    Ok(Waiting::new(feedback, body, private, files))
}
