//! Whether the public form is open (公开表单开关): off until the office turns it on, for the national platform is where the public
//! reports errors.

use serde_json::Value;
use xunwang_domain::people::Permission;
use xunwang_ports::Tx;

use super::super::{App, AppError, Caller};

const SETTING: &str = "public_form";

/// Is it open?
///
/// # Errors
/// The store could not say.
pub async fn is_form_open(app: &App) -> Result<bool, AppError> {
    read(&mut *app.store.read().await?).await
}

async fn read(tx: &mut dyn Tx) -> Result<bool, AppError> {
    let setting = tx.setting(SETTING).await?;
    Ok(setting.is_some_and(|setting| setting == "true"))
}

/// Opens or closes it; what was taken stays with the office either way.
///
/// # Errors
/// The right does not reach the whole office.
pub async fn switch_form(app: &App, caller: &Caller, is_open: bool) -> Result<(), AppError> {
    let root = caller.tree.root().ok_or(AppError::NotFound)?;
    caller.must(Permission::EditSettings, root.id)?;
    let mut tx = app.store.begin().await?;
    let before = read(&mut *tx).await?;
    if before == is_open {
        return Ok(());
    }
    tx.put_setting(SETTING, &is_open.to_string()).await?;
    let object = ("设置", SETTING.to_owned(), "公开找错表单");
    let change = (Some(Value::Bool(before)), Some(Value::Bool(is_open)));
    let action = if is_open { "开启" } else { "关闭" };
    tx.record(&caller.event(app, action, object, change)).await?;
    tx.commit().await?;
    Ok(())
}

/// What is asked of everything that the public reaches: closed, there is nothing.
pub(super) async fn must_be_open(tx: &mut dyn Tx) -> Result<(), AppError> {
    if read(tx).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}
