//! What was seen of accounts is taken over (导入账号观测): register, looks, posts and menus in one go, all or nothing, and twice is
//! once.

use std::collections::HashMap;

use xunwang_domain::account::{AccountCode, Observation};
use xunwang_domain::organization::OrganizationId;
use xunwang_ports::{PostsPut, Tx};

use super::caller::{event, value};
use super::media_import::{BY, MediaImported, command_line, take};
use super::media_unknown::keep_mentions;
use super::{App, AppError};
use crate::registry::{PostReader, RegisterErrors, read_media_accounts, read_menus, read_observations};

/// The accounts that there are, with the bodies that run them.
type Known = HashMap<AccountCode, OrganizationId>;

/// Posts at a time.
const AT_ONCE: usize = 10_000;

/// Name and bytes of a file.
pub type NamedFile = (String, Vec<u8>);

/// Files that belong together (新媒体导入文件).
#[derive(Clone, Debug, Default)]
pub struct MediaFiles {
    /// 账号台账
    pub accounts: Option<NamedFile>,
    /// 观测
    pub observations: Vec<NamedFile>,
    /// 发布内容
    pub posts: Vec<NamedFile>,
    /// 菜单
    pub menus: Vec<NamedFile>,
}

/// What an import did (新媒体导入情况).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaTaken {
    /// Of the register, where one was given.
    pub accounts: Option<MediaImported>,
    /// Looks.
    pub observations: u64,
    /// Posts.
    pub posts: PostsPut,
    /// Accounts whose menu was given.
    pub menus: u64,
}

/// Takes files over from the command line, which stands for the whole office.
///
/// # Errors
/// A file is wrong: everything that is, by file, row and field; nothing has been written then.
pub async fn import_media_files(app: &App, files: MediaFiles) -> Result<MediaTaken, AppError> {
    let mut done = MediaTaken::default();
    let mut wrong = Vec::new();
    let mut tx = app.store.begin().await?;
    if let Some((name, bytes)) = &files.accounts {
        match read_media_accounts(name, bytes) {
            Ok(import) => done.accounts = Some(take(app, &mut *tx, None, import).await?),
            Err(errors) => wrong.push(told(name, &errors)),
        }
    }
    if wrong.is_empty() {
        let accounts = tx.media_accounts().await?;
        let known: Known = accounts
            .into_iter()
            .map(|one| (one.account.code, one.organization))
            .collect();
        take_rest(app, &mut *tx, &files, &known, (&mut done, &mut wrong)).await?;
    }
    if !wrong.is_empty() {
        return Err(AppError::Refused(wrong.join("\n")));
    }
    tx.settle_posts(None, app.now()).await?;
    let seen = serde_json::json!({
        "observations": done.observations,
        "posts_new": done.posts.new,
        "posts_changed": done.posts.changed,
        "posts_same": done.posts.same,
        "menus": done.menus,
    });
    let object = ("media_observation", String::new(), "账号观测");
    tx.record(&event(
        app,
        command_line(),
        "导入账号观测",
        object,
        (None, value(&seen)),
    ))
    .await?;
    tx.commit().await?;
    Ok(done)
}

async fn take_rest(
    app: &App,
    tx: &mut dyn Tx,
    files: &MediaFiles,
    known: &Known,
    (done, wrong): (&mut MediaTaken, &mut Vec<String>),
) -> Result<(), AppError> {
    let is_known = |code: &AccountCode| known.contains_key(code);
    for (name, bytes) in &files.observations {
        match read_observations(name, bytes, app.now(), is_known) {
            Ok(rows) => {
                let rows: Vec<Observation> = rows
                    .into_iter()
                    .map(|row| Observation {
                        by: BY.to_owned(),
                        ..row
                    })
                    .collect();
                done.observations += rows.len() as u64;
                tx.put_observations(&rows).await?;
            }
            Err(errors) => wrong.push(told(name, &errors)),
        }
    }
    for (name, bytes) in &files.menus {
        match read_menus(name, bytes, is_known) {
            Ok(menus) => {
                done.menus += menus.len() as u64;
                tx.put_menus(&menus).await?;
            }
            Err(errors) => wrong.push(told(name, &errors)),
        }
    }
    for (name, bytes) in &files.posts {
        match take_posts(app, tx, name, bytes, known).await? {
            Ok(put) => {
                done.posts.new += put.new;
                done.posts.changed += put.changed;
                done.posts.same += put.same;
            }
            Err(errors) => wrong.push(told(name, &errors)),
        }
    }
    Ok(())
}

async fn take_posts(
    app: &App,
    tx: &mut dyn Tx,
    name: &str,
    bytes: &[u8],
    known: &Known,
) -> Result<Result<PostsPut, RegisterErrors>, AppError> {
    let mut reader = match PostReader::open(name, bytes) {
        Ok(reader) => reader,
        Err(errors) => return Ok(Err(errors)),
    };
    let mut put = PostsPut::default();
    loop {
        let posts = match reader.next_posts(AT_ONCE, |code| known.contains_key(code)) {
            Ok(posts) => posts,
            Err(errors) => return Ok(Err(errors)),
        };
        if posts.is_empty() {
            break;
        }
        // Once something is wrong, the rest is only checked: nothing of it will be kept.
        if reader.is_well() {
            let more = tx.put_posts(&posts, app.now()).await?;
            keep_mentions(app, tx, &posts, known).await?;
            put.new += more.new;
            put.changed += more.changed;
            put.same += more.same;
        }
    }
    Ok(reader.finish().map(|()| put))
}

fn told(name: &str, errors: &RegisterErrors) -> String {
    format!("{name}：\n{errors}")
}
