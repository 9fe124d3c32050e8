//! Filters of the register under a name (保存的筛选): one's own, and those that supervisors share with everybody.

use xunwang_domain::people::Permission;
use xunwang_domain::saved_view::{SavedView, ViewId};
use xunwang_ports::StoreError;

use super::caller::value;
use super::{App, AppError, Caller};

/// One person keeps no more.
const MOST: usize = 30;
/// Characters of a name: it is a chip above the list.
const LONGEST: usize = 20;

/// The views that the caller sees, by name: the own ones and the shared ones.
///
/// # Errors
/// The store could not.
pub async fn saved_views(app: &App, caller: &Caller) -> Result<Vec<SavedView>, AppError> {
    Ok(app.store.read().await?.views(caller.user.id).await?)
}

/// Saves a filter under a name.
///
/// # Errors
/// The name is missing, too long or taken, there are too many, or the caller may not share.
pub async fn save_view(
    app: &App,
    caller: &Caller,
    name: &str,
    query: &str,
    shared: bool,
) -> Result<(), AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
        return Err(AppError::Refused(format!("请给筛选起个名称（{LONGEST}字以内）")));
    }
    if query.is_empty() || query.len() > 2000 {
        return Err(AppError::refused("没有筛选条件可保存；请先筛选，再保存"));
    }
    if shared && !caller.user.may_somewhere(Permission::EditRegister) {
        return Err(AppError::refused("只有监管员可以把筛选设为共用"));
    }
    let view = SavedView {
        id: ViewId(app.new_id()),
        owner: caller.user.id,
        name: name.to_owned(),
        query: query.to_owned(),
        shared,
    };
    let mut tx = app.store.begin().await?;
    let own = tx.views(view.owner).await?;
    if own.iter().filter(|one| one.owner == view.owner).count() >= MOST {
        return Err(AppError::Refused(format!("已保存{MOST}个筛选；请先删去不用的")));
    }
    tx.put_view(&view).await.map_err(|error| match error {
        StoreError::Conflict(_) => {
            AppError::Refused(format!("您已有名为“{name}”的筛选；请换个名称，或先删去它"))
        }
        other => other.into(),
    })?;
    let object = ("view", view.id.0.to_string(), view.name.as_str());
    tx.record(&caller.event(app, "保存筛选", object, (None, value(&view))))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Removes an own view.
///
/// # Errors
/// There is none of the caller's with this number.
pub async fn remove_view(app: &App, caller: &Caller, id: ViewId) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let views = tx.views(caller.user.id).await?;
    let own = |one: &SavedView| one.id == id && one.owner == caller.user.id;
    let view = views.into_iter().find(own);
    let view = view.ok_or_else(|| AppError::refused("没有这个筛选，或者已经删去"))?;
    tx.remove_view(id).await?;
    let object = ("view", id.0.to_string(), view.name.as_str());
    tx.record(&caller.event(app, "删除筛选", object, (value(&view), None)))
        .await?;
    tx.commit().await?;
    Ok(())
}
