//! Bodies as the rows of a register name them (台账中的单位), for sites and for accounts.

use std::collections::HashMap;

use xunwang_domain::organization::{Organization, OrganizationId, OrganizationKind, Organizations};

use super::{App, AppError};

/// The bodies that a register names: the top, below it 地区或部门, below that 主办单位. Those not there are made.
pub(super) struct Bodies<'a> {
    app: &'a App,
    root: OrganizationId,
    known: HashMap<(OrganizationId, String), OrganizationId>,
    /// Those that are not there yet.
    pub(super) fresh: Vec<Organization>,
}

impl<'a> Bodies<'a> {
    pub(super) fn new(app: &'a App, tree: &Organizations) -> Result<Self, AppError> {
        let root = tree.root().ok_or(AppError::NotFound)?.id;
        let known = tree
            .iter()
            .filter_map(|one| Some(((one.parent?, one.name.clone()), one.id)))
            .collect();
        Ok(Self {
            app,
            root,
            known,
            fresh: Vec::new(),
        })
    }

    /// The body that runs what a row of these names stands for.
    pub(super) fn of(&mut self, area: &str, sponsor: &str) -> OrganizationId {
        let place = self.below(self.root, area, OrganizationKind::Area);
        if sponsor.is_empty() || sponsor == area {
            return place;
        }
        self.below(place, sponsor, OrganizationKind::Unit)
    }

    fn below(&mut self, parent: OrganizationId, name: &str, kind: OrganizationKind) -> OrganizationId {
        let key = (parent, name.to_owned());
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let id = OrganizationId(self.app.new_id());
        self.fresh.push(Organization {
            id,
            parent: Some(parent),
            name: name.to_owned(),
            kind,
        });
        self.known.insert(key, id);
        id
    }
}
