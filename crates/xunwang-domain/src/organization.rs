//! Bodies as a tree (单位树): province, cities, counties, departments; areas of responsibility are its branches.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The number of an organization (单位编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrganizationId(pub Uuid);

/// What an organization is (单位类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationKind {
    /// The office that runs the system, at the top (统管单位).
    Office,
    /// A place or a department of the register's column 地区或部门 (地区或部门).
    Area,
    /// A body that runs sites (主办单位).
    Unit,
}

impl OrganizationKind {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Office => "统管单位",
            Self::Area => "地区或部门",
            Self::Unit => "主办单位",
        }
    }
}

/// A body (单位).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// 单位编号
    pub id: OrganizationId,
    /// The body above; `None` at the top only.
    pub parent: Option<OrganizationId>,
    /// 单位名称, unique under one parent.
    pub name: String,
    /// 单位类别
    pub kind: OrganizationKind,
}

/// Deeper trees are refused: no administration has as many levels.
pub const DEEPEST: usize = 8;

/// All bodies (单位树).
#[derive(Clone, Debug, Default)]
pub struct Organizations {
    all: Vec<Organization>,
    index: HashMap<OrganizationId, usize>,
}

impl Organizations {
    /// Makes a tree of bodies, given in any order.
    pub fn new(all: Vec<Organization>) -> Self {
        let index = all.iter().enumerate().map(|(at, one)| (one.id, at)).collect();
        Self { all, index }
    }

    /// A body.
    pub fn get(&self, id: OrganizationId) -> Option<&Organization> {
        self.index.get(&id).map(|&at| &self.all[at])
    }

    /// All of them, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &Organization> {
        self.all.iter()
    }

    /// The top.
    pub fn root(&self) -> Option<&Organization> {
        self.all.iter().find(|one| one.parent.is_none())
    }

    /// The bodies directly below, by name.
    pub fn children(&self, id: OrganizationId) -> Vec<&Organization> {
        let mut children: Vec<_> = self.all.iter().filter(|one| one.parent == Some(id)).collect();
        children.sort_by(|a, b| a.name.cmp(&b.name));
        children
    }

    /// A body and those above it, the top last.
    pub fn upward(&self, id: OrganizationId) -> impl Iterator<Item = &Organization> {
        std::iter::successors(self.get(id), |one| self.get(one.parent?)).take(DEEPEST)
    }

    /// Does `branch` hold the body, be it that body itself?
    pub fn holds(&self, branch: OrganizationId, id: OrganizationId) -> bool {
        self.upward(id).any(|one| one.id == branch)
    }

    /// The name with those above it but the top: `江口市／青川县教育局`.
    pub fn full_name(&self, id: OrganizationId) -> String {
        let mut names: Vec<_> = self.upward(id).map(|one| one.name.as_str()).collect();
        if names.len() > 1 {
            names.pop();
        }
        names.reverse();
        names.join("／")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(id: u128, parent: Option<u128>, name: &str) -> Organization {
        Organization {
            id: OrganizationId(Uuid::from_u128(id)),
            parent: parent.map(|id| OrganizationId(Uuid::from_u128(id))),
            name: name.to_owned(),
            kind: OrganizationKind::Area,
        }
    }

    #[test]
    fn a_branch_holds_what_lies_below_it_and_a_loop_ends() {
        let id = |number| OrganizationId(Uuid::from_u128(number));
        let tree = Organizations::new(vec![
            body(3, Some(2), "青川县"),
            body(1, None, "示例省"),
            body(2, Some(1), "江口市"),
            body(4, Some(1), "云岭市"),
            body(8, Some(9), "甲"),
            body(9, Some(8), "乙"),
        ]);
        assert!(tree.holds(id(1), id(3)) && tree.holds(id(2), id(3)) && tree.holds(id(3), id(3)));
        assert!(!tree.holds(id(4), id(3)) && !tree.holds(id(3), id(2)) && !tree.holds(id(1), id(8)));
        assert_eq!(tree.full_name(id(3)), "江口市／青川县");
        assert_eq!(tree.full_name(id(1)), "示例省");
    }
}
