//! The tree of bodies (单位).

use xunwang_domain::organization::{DEEPEST, Organization, OrganizationId, OrganizationKind};
use xunwang_domain::people::Permission;
use xunwang_ports::StoreError;

use super::caller::value;
use super::people::check_body_name;
use super::{App, AppError, Caller};

/// Adds a body below another.
///
/// # Errors
/// The caller may not, the name is taken there, or the tree would be too deep.
pub async fn add_organization(
    app: &App,
    caller: &Caller,
    parent: OrganizationId,
    kind: OrganizationKind,
    name: &str,
) -> Result<OrganizationId, AppError> {
    caller.must(Permission::ManagePeople, parent)?;
    if caller.tree.upward(parent).count() >= DEEPEST {
        return Err(AppError::refused("单位层级太深，请挂在上一级单位下"));
    }
    let one = Organization {
        id: OrganizationId(app.new_id()),
        parent: Some(parent),
        name: check_body_name(name)?,
        kind: if kind == OrganizationKind::Office {
            OrganizationKind::Area
        } else {
            kind
        },
    };
    let mut tx = app.store.begin().await?;
    put(&mut *tx, &one).await?;
    let object = ("organization", one.id.0.to_string(), one.name.as_str());
    tx.record(&caller.event(app, "新建单位", object, (None, value(&one))))
        .await?;
    tx.commit().await?;
    Ok(one.id)
}

/// Gives a body another name.
///
/// # Errors
/// The caller may not, or the name is taken there.
pub async fn rename_organization(
    app: &App,
    caller: &Caller,
    id: OrganizationId,
    name: &str,
) -> Result<(), AppError> {
    let before = caller.tree.get(id).ok_or(AppError::NotFound)?.clone();
    caller.must(Permission::ManagePeople, id)?;
    let after = Organization {
        name: check_body_name(name)?,
        ..before.clone()
    };
    if before == after {
        return Ok(());
    }
    let mut tx = app.store.begin().await?;
    put(&mut *tx, &after).await?;
    let object = ("organization", id.0.to_string(), after.name.as_str());
    tx.record(&caller.event(app, "单位改名", object, (value(&before), value(&after))))
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn put(tx: &mut dyn xunwang_ports::Tx, one: &Organization) -> Result<(), AppError> {
    tx.put_organizations(std::slice::from_ref(one))
        .await
        .map_err(|error| match error {
            StoreError::Conflict(_) => AppError::Refused(format!("上级单位下已有“{}”", one.name)),
            other => other.into(),
        })
}
