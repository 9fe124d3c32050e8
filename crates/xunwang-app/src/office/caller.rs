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
    /// The branch that the caller has chosen to look at; `None`: all that the rights reach. It narrows lists, never rights.
    pub area: Option<OrganizationId>,
}

impl Caller {
    /// May the person do it to what belongs to `object`?
    pub fn may(&self, permission: Permission, object: OrganizationId) -> bool {
        self.user.may(permission, object, &self.tree)
    }

    /// Does it belong into a list of what the person may do it to, and has chosen to look at?
    pub fn sees(&self, permission: Permission, object: OrganizationId) -> bool {
        self.looks_at(object) && self.may(permission, object)
    }

    /// Does it lie in what the person has chosen to look at?
    pub(super) fn looks_at(&self, object: OrganizationId) -> bool {
        self.area.is_none_or(|area| self.tree.holds(area, object))
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
