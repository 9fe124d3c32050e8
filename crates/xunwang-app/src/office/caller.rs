//! Who asks, with the tree of bodies that decides how far the rights reach.

use std::sync::Arc;

use serde_json::Value;
use xunwang_domain::audit::AuditEvent;
use xunwang_domain::organization::{OrganizationId, Organizations};
use xunwang_domain::people::{Actor, Permission, User};

use super::{App, AppError};

/// Who asks (操作人).
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person, as of this request.
    pub user: User,
    /// All bodies, as of this request.
    pub tree: Arc<Organizations>,
    /// Network address that the request came from.
    pub address: String,
}

impl Caller {
    /// May the person do it to what belongs to `object`?
    pub fn may(&self, permission: Permission, object: OrganizationId) -> bool {
        self.user.may(permission, object, &self.tree)
    }

    pub(super) fn must(&self, permission: Permission, object: OrganizationId) -> Result<(), AppError> {
        if self.may(permission, object) {
            Ok(())
        } else {
            Err(AppError::Forbidden)
        }
    }

    pub(super) fn actor(&self) -> Actor {
        Actor {
            user: Some(self.user.id),
            name: self.user.name.clone(),
            address: self.address.clone(),
        }
    }

    /// An event of the trail.
    pub(super) fn event(&self, app: &App, action: &str, object: Object<'_>, change: Change) -> AuditEvent {
        event(app, self.actor(), action, object, change)
    }
}

/// What something was done to: kind, number or code, name.
pub(super) type Object<'a> = (&'a str, String, &'a str);

/// Before and after.
pub(super) type Change = (Option<Value>, Option<Value>);

pub(super) fn event(
    app: &App,
    actor: Actor,
    action: &str,
    (kind, object, title): Object<'_>,
    (before, after): Change,
) -> AuditEvent {
    AuditEvent {
        at: app.now(),
        actor,
        action: action.to_owned(),
        kind: kind.to_owned(),
        object,
        title: title.to_owned(),
        before,
        after,
    }
}

pub(super) fn value(it: &impl serde::Serialize) -> Option<Value> {
    serde_json::to_value(it).ok()
}
