//! People say what is on an account (报送与核查): the body reports a post by its link, a reviewer looks at the account and says what was
//! there, with a screenshot. Neither is a verdict; both are kept as what was seen, by whom and when.

use chrono::{DateTime, Utc};
use url::Url;
use xunwang_domain::account::{
    AccountCode, IdentitySeen, Observation, ObservationOutcome, Post, RegisteredAccount, SKEW, SourceKind,
    post_id,
};
use xunwang_domain::filing::ProofFile;
use xunwang_domain::people::Permission;
use xunwang_ports::{SourcePost, Tx};

use super::caller::value;
use super::filings::check_file;
use super::{App, AppError, Caller};

/// A post that the body reports (报送一篇).
#[derive(Clone, Debug)]
pub struct NewReport {
    /// 标题
    pub title: String,
    /// 链接
    pub address: String,
    /// 发布时间
    pub published_at: DateTime<Utc>,
    /// Name and bytes of a screenshot, where the link alone is disputed.
    pub file: Option<(String, Vec<u8>)>,
}

/// What a reviewer saw (核查结果).
#[derive(Clone, Debug)]
pub struct NewCheck {
    /// How it ended.
    pub outcome: ObservationOutcome,
    /// The newest post, where one was there: title and moment.
    pub newest: Option<(String, DateTime<Utc>)>,
    /// Were all posts looked at, back beyond the term?
    pub sees_all: bool,
    /// Who the account says it is.
    pub seen: IdentitySeen,
    /// Is interaction offered? `None`: not looked at.
    pub interaction: Option<bool>,
    /// What else is to be said.
    pub note: String,
    /// Name and bytes of the screenshot.
    pub file: Option<(String, Vec<u8>)>,
}

/// The body reports a post.
///
/// # Errors
/// The caller may not, or what is reported cannot be.
pub async fn report_post(
    app: &App,
    caller: &Caller,
    code: &AccountCode,
    new: NewReport,
) -> Result<(), AppError> {
    let title = short("标题", &new.title, 200)?;
    let address = web_address("文章", &new.address)?;
    must_have_happened(app, new.published_at)?;
    let file = new
        .file
        .map(|(name, bytes)| check_file(&name, bytes))
        .transpose()?;
    let mut tx = app.store.begin().await?;
    let one = reached(&mut *tx, caller, code, Permission::ReportPosts).await?;
    let observation = Observation {
        account: code.clone(),
        source: SourceKind::Filing.label().to_owned(),
        at: app.now(),
        outcome: ObservationOutcome::Seen,
        sees_all: false,
        seen: IdentitySeen::default(),
        interaction: None,
        note: String::new(),
        proof: file.as_ref().map(|(file, _)| file.clone()),
        by: caller.user.name.clone(),
    };
    let post = Post {
        id: post_id("", address.as_str(), &title, new.published_at),
        title,
        address: address.to_string(),
        published_at: new.published_at,
        text: String::new(),
        deleted: false,
        flaws: Vec::new(),
    };
    keep(
        app,
        &mut *tx,
        caller,
        (&one, "报送账号动态"),
        (observation, Some(post), file),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// A reviewer says what was there.
///
/// # Errors
/// The caller may not, or what is said contradicts itself or lacks its screenshot.
pub async fn check_account(
    app: &App,
    caller: &Caller,
    code: &AccountCode,
    new: NewCheck,
) -> Result<(), AppError> {
    let note = new.note.trim().to_owned();
    if note.chars().count() > 500 {
        return Err(AppError::refused("说明最多500字"));
    }
    let was_seen = new.outcome == ObservationOutcome::Seen;
    if !was_seen && (new.newest.is_some() || new.interaction.is_some()) {
        return Err(AppError::refused(
            "没有看到账号内容的，不能填写最近发布和互动功能；请改正其中一项",
        ));
    }
    if let Some((_, at)) = &new.newest {
        must_have_happened(app, *at)?;
    }
    let Some((name, bytes)) = new.file else {
        return Err(AppError::refused("请上传核查时的截图"));
    };
    let file = check_file(&name, bytes)?;
    let mut tx = app.store.begin().await?;
    let one = reached(&mut *tx, caller, code, Permission::CheckAccounts).await?;
    let post = new
        .newest
        .map(|(title, published_at)| -> Result<Post, AppError> {
            let title = short("最近一篇的标题", &title, 200)?;
            Ok(Post {
                id: post_id("", "", &title, published_at),
                title,
                address: String::new(),
                published_at,
                text: String::new(),
                deleted: false,
                flaws: Vec::new(),
            })
        })
        .transpose()?;
    let observation = Observation {
        account: code.clone(),
        source: SourceKind::Check.label().to_owned(),
        at: app.now(),
        outcome: new.outcome,
        sees_all: new.sees_all && was_seen,
        seen: new.seen,
        interaction: new.interaction,
        note,
        proof: Some(file.0.clone()),
        by: caller.user.name.clone(),
    };
    keep(
        app,
        &mut *tx,
        caller,
        (&one, "核查账号"),
        (observation, post, Some(file)),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The screenshot of a look.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn look_file(
    app: &App,
    caller: &Caller,
    code: &AccountCode,
    sha256: &str,
) -> Result<(ProofFile, Vec<u8>), AppError> {
    let mut tx = app.store.read().await?;
    let one = tx.media_account(code).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewRegister, one.organization) {
        return Err(AppError::NotFound);
    }
    let looks = tx.observations_of(code, 1_000).await?;
    let mut files = looks.into_iter().filter_map(|look| look.proof);
    let file = files
        .find(|file| file.sha256 == sha256)
        .ok_or(AppError::NotFound)?;
    let bytes = tx.proof(sha256).await?;
    bytes.map(|bytes| (file, bytes)).ok_or(AppError::NotFound)
}

type Kept = (Observation, Option<Post>, Option<(ProofFile, Vec<u8>)>);

async fn keep(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    (one, action): (&RegisteredAccount, &str),
    (observation, post, file): Kept,
) -> Result<(), AppError> {
    let account = &one.account;
    if let Some((file, bytes)) = &file {
        tx.put_proof(&file.sha256, bytes).await?;
    }
    tx.put_observations(std::slice::from_ref(&observation)).await?;
    if let Some(post) = &post {
        let shown = SourcePost {
            account: account.code.clone(),
            source: observation.source.clone(),
            post: post.clone(),
        };
        tx.put_posts(std::slice::from_ref(&shown), observation.at).await?;
        tx.settle_posts(Some(&account.code), app.now()).await?;
    }
    let object = ("media_account", account.code.to_string(), account.name.as_str());
    let told = serde_json::json!({ "observation": observation, "post": post });
    tx.record(&caller.event(app, action, object, (None, value(&told))))
        .await?;
    Ok(())
}

pub(super) async fn reached(
    tx: &mut dyn Tx,
    caller: &Caller,
    code: &AccountCode,
    permission: Permission,
) -> Result<RegisteredAccount, AppError> {
    let one = tx.media_account(code).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewRegister, one.organization) {
        return Err(AppError::NotFound);
    }
    caller.must(permission, one.organization)?;
    Ok(one)
}

fn must_have_happened(app: &App, at: DateTime<Utc>) -> Result<(), AppError> {
    match at > app.now() + SKEW {
        true => Err(AppError::refused("发布时间晚于现在，请核对")),
        false => Ok(()),
    }
}

fn short(field: &str, text: &str, most: usize) -> Result<String, AppError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => Err(AppError::refused(format!("请填写{field}"))),
        length if length > most => Err(AppError::refused(format!("{field}最多{most}字"))),
        _ => Ok(text),
    }
}

/// A web address that somebody has written, or what of is missing.
pub(super) fn web_address(of: &str, text: &str) -> Result<Url, AppError> {
    let url = Url::parse(text.trim()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.filter(|url| url.as_str().len() <= 2_048)
        .ok_or_else(|| AppError::refused(format!("请填写{of}的完整网址，以 http:// 或 https:// 开头")))
}
