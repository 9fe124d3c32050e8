//! The sources that the program looks at by itself (自动来源), set up by whoever runs the account: the owner's secret is sealed, is
//! shown to nobody, and stands in no record.

use chrono::NaiveDate;
use xunwang_domain::account::{AccountCode, AccountSource, Platform, RegisteredAccount, SourceWay};
use xunwang_domain::people::Permission;

use super::caller::value;
use super::media_look::{reached, web_address};
use super::{App, AppError, Caller};

/// A source as somebody sets it up (设置自动来源).
#[derive(Clone, Debug, Default)]
pub struct NewSource {
    /// Which way: a word of [`SourceWay::WORDS`].
    pub way: String,
    /// AppID of WeChat, or the number of a Weibo account.
    pub app: String,
    /// AppSecret, or the token; empty: the one before stays.
    pub secret: String,
    /// Of a feed.
    pub address: String,
    /// Does it show all posts of the account?
    pub is_complete: bool,
    /// 授权到期日
    pub until: Option<NaiveDate>,
}

/// Longest secret, in characters.
const LONGEST: usize = 500;

/// Sets up a source, or changes it. It is looked at at once.
///
/// # Errors
/// The caller may not, or what is set up cannot be used.
pub async fn set_media_source(
    app: &App,
    caller: &Caller,
    code: &AccountCode,
    new: NewSource,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let one = reached(&mut *tx, caller, code, Permission::ReportPosts).await?;
    let way = way_of(&one, &new)?;
    let before = tx.account_sources_of(code).await?;
    let before = before.into_iter().find(|source| source.way.word() == way.word());
    let secret = new.secret.trim();
    if secret.chars().count() > LONGEST || secret.chars().any(char::is_control) {
        return Err(AppError::refused("凭据太长或含有换行，请从平台重新复制"));
    }
    if way.needs_secret() && secret.is_empty() && before.is_none() {
        return Err(AppError::refused(match way {
            SourceWay::Wechat { .. } => "请填写 AppSecret（在微信公众平台“开发接口管理”中取得）",
            _ => "请填写授权令牌（access_token）",
        }));
    }
    let sealed = match way.needs_secret() && !secret.is_empty() {
        true => Some(
            app.vault()?
                .seal(secret, &about(code, &way))
                .map_err(AppError::Refused)?,
        ),
        false => None,
    };
    let source = AccountSource {
        account: code.clone(),
        way,
        set_by: caller.user.name.clone(),
        set_at: app.now(),
        until: new.until,
        asked_at: None,
        last: None,
    };
    tx.put_account_source(&source, sealed.as_deref()).await?;
    let account = &one.account;
    let object = ("media_account", code.to_string(), account.name.as_str());
    let change = (before.as_ref().and_then(value), value(&source));
    tx.record(&caller.event(app, "设置自动来源", object, change))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a source out, with its secret. What it has shown stays.
///
/// # Errors
/// The caller may not, or it is gone already.
pub async fn drop_media_source(
    app: &App,
    caller: &Caller,
    code: &AccountCode,
    way: &str,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (one, source) = found(&mut *tx, caller, code, way).await?;
    tx.drop_account_source(code, way).await?;
    let object = ("media_account", code.to_string(), one.account.name.as_str());
    tx.record(&caller.event(app, "删除自动来源", object, (value(&source), None)))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Asks for a look before its time (立即查看).
///
/// # Errors
/// The caller may not, or it is gone.
pub async fn ask_media_source(
    app: &App,
    caller: &Caller,
    code: &AccountCode,
    way: &str,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (_, source) = found(&mut *tx, caller, code, way).await?;
    let asked = AccountSource {
        asked_at: Some(app.now()),
        ..source
    };
    tx.put_account_source(&asked, None).await?;
    tx.commit().await?;
    Ok(())
}

async fn found(
    tx: &mut dyn xunwang_ports::Tx,
    caller: &Caller,
    code: &AccountCode,
    way: &str,
) -> Result<(RegisteredAccount, AccountSource), AppError> {
    let one = reached(tx, caller, code, Permission::ReportPosts).await?;
    let mut sources = tx.account_sources_of(code).await?.into_iter();
    let source = sources.find(|source| source.way.word() == way);
    let gone = || AppError::refused("这个来源已经删除；请刷新页面");
    Ok((one, source.ok_or_else(gone)?))
}

/// Whose secret it is: what is sealed for one account opens for no other.
pub(super) fn about(code: &AccountCode, way: &SourceWay) -> String {
    format!("{} {code}", way.word())
}

/// The ways that fit an account's platform.
pub fn fitting_ways(platform: &Platform) -> &'static [&'static str] {
    match platform.family() {
        Platform::WechatOfficial => &["wechat", "feed"],
        Platform::Weibo => &["weibo", "weibo-page", "feed"],
        _ => &["feed"],
    }
}

fn way_of(one: &RegisteredAccount, new: &NewSource) -> Result<SourceWay, AppError> {
    let account = &one.account;
    if !fitting_ways(&account.platform).contains(&new.way.as_str()) {
        return Err(AppError::refused(format!(
            "{}的账号不能用这种来源，请另选一种",
            account.platform
        )));
    }
    let app = new.app.trim();
    Ok(match new.way.as_str() {
        "wechat" => {
            let is_id =
                app.len() == 18 && app.starts_with("wx") && app.bytes().all(|b| b.is_ascii_alphanumeric());
            if !is_id {
                return Err(AppError::refused(
                    "AppID 应为 wx 开头的18位字母和数字，请从微信公众平台复制",
                ));
            }
            SourceWay::Wechat {
                app: app.to_owned(),
                is_complete: new.is_complete,
            }
        }
        "weibo" => SourceWay::Weibo,
        "weibo-page" => {
            let number = if app.is_empty() {
                account.permanent.as_str()
            } else {
                app
            };
            if number.is_empty() || number.len() > 20 || !number.bytes().all(|b| b.is_ascii_digit()) {
                return Err(AppError::refused(
                    "请填写微博的数字编号（个人主页网址 weibo.com/u/ 后面的数字）",
                ));
            }
            SourceWay::WeiboPage {
                number: number.to_owned(),
            }
        }
        _ => SourceWay::Feed {
            address: web_address("订阅源", &new.address)?,
            is_complete: new.is_complete,
        },
    })
}
