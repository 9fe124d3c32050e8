//! The register as the office keeps it (台账): every site with the body that runs it, and what it was at any date. What an entry
//! was is kept in the same way for sites and for accounts ([`crate::account`]).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::organization::OrganizationId;
use crate::registry::Site;

/// A site of the register (台账网站).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredSite {
    /// The site.
    pub site: Site,
    /// The body that runs it: the site lies in its branch.
    pub organization: OrganizationId,
}

/// What an entry of the register was from a moment on (台账历史).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version<T> {
    /// From then on.
    pub from: DateTime<Utc>,
    /// What it was.
    pub entry: T,
    /// Who changed it.
    pub by: String,
}

/// What a site was from a moment on (网站历史).
pub type SiteVersion = Version<RegisteredSite>;

/// What was in force at a moment; versions are given with the latest first.
pub fn version_at<T>(versions: &[Version<T>], at: DateTime<Utc>) -> Option<&Version<T>> {
    versions.iter().find(|version| version.from <= at)
}

/// One field that differs between two states of an entry (变更项).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The column's name in the register.
    pub field: &'static str,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// The fields that differ, in the order of the register's columns.
pub fn changes(before: &Site, after: &Site) -> Vec<FieldChange> {
    differences(fields(before), fields(after))
}

/// The fields that differ, of two lists of the same columns.
pub fn differences<const N: usize>(
    before: [(&'static str, String); N],
    after: [(&'static str, String); N],
) -> Vec<FieldChange> {
    let fields = before.into_iter().zip(after);
    fields
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| FieldChange { field, before, after })
        .collect()
}

/// A site as the columns of the register print it (台账各列).
pub fn fields(site: &Site) -> [(&'static str, String); 10] {
    let channels: Vec<String> = site
        .channels
        .iter()
        .map(|channel| {
            let term = channel
                .term_days
                .map(|days| format!("，{days}天"))
                .unwrap_or_default();
            format!(
                "{}（{}{term}）{}",
                channel.name,
                channel.kind.label(),
                channel.url
            )
        })
        .collect();
    [
        ("网站标识码", site.code.to_string()),
        ("网站名称", site.name.clone()),
        ("首页网址", site.home.to_string()),
        ("地区或部门", site.area.clone()),
        ("主管单位", site.supervisor.clone()),
        ("主办单位", site.sponsor.clone()),
        ("网站类别", site.category.label().to_owned()),
        ("运行状态", site.status.label().to_owned()),
        (
            "对外服务",
            if site.public_service { "是" } else { "否" }.to_owned(),
        ),
        ("栏目", channels.join("；")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{SiteCategory, SiteCode, SiteStatus};

    fn site() -> Site {
        Site {
            code: SiteCode::parse("9901000001").unwrap(),
            name: "江口市人民政府门户网站".to_owned(),
            home: "http://www.jiangkou.example/".parse().unwrap(),
            area: "江口市".to_owned(),
            supervisor: String::new(),
            sponsor: "江口市人民政府办公室".to_owned(),
            category: SiteCategory::Portal,
            status: SiteStatus::Running,
            public_service: true,
            channels: Vec::new(),
        }
    }

    #[test]
    fn what_changed_is_named_by_its_column() {
        let mut after = site();
        after.status = SiteStatus::Suspended;
        let changes = changes(&site(), &after);
        assert_eq!(changes.len(), 1);
        assert_eq!(
            (changes[0].field, &*changes[0].before, &*changes[0].after),
            ("运行状态", "正常运行", "临时下线")
        );
    }

    #[test]
    fn a_past_date_shows_what_was_in_force_then() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let version = |from: &str, name: &str| SiteVersion {
            from: at(from),
            entry: RegisteredSite {
                site: Site {
                    name: name.to_owned(),
                    ..site()
                },
                organization: OrganizationId(uuid::Uuid::nil()),
            },
            by: String::new(),
        };
        let versions = [
            version("2026-03-01T00:00:00Z", "新名"),
            version("2026-01-01T00:00:00Z", "旧名"),
        ];
        assert_eq!(
            version_at(&versions, at("2026-02-01T00:00:00Z"))
                .unwrap()
                .entry
                .site
                .name,
            "旧名"
        );
        assert_eq!(
            version_at(&versions, at("2026-03-01T00:00:00Z"))
                .unwrap()
                .entry
                .site
                .name,
            "新名"
        );
        assert!(version_at(&versions, at("2025-12-31T00:00:00Z")).is_none());
    }
}
