//! Marks left out or wrong (标识缺失、错误): on the whole site, or on all pages of one kind.

use super::{Draft, roles::Role};
use crate::{
    Expected,
    chance::Chance,
    marks::{EntryForm, Mark, Scope},
    site::{Identity, Site},
    view::{PageKind, View},
};

/// What can be wrong with marks; sites take the next ones of this list.
#[derive(Debug, Clone, Copy)]
enum Defect {
    Omitted(Mark, Scope),
    OldEntry,
    OtherEntryCode,
    ForeignEntry,
    WrongCode,
}

const DEFECTS: [Defect; 18] = [
    Defect::Omitted(Mark::ReportEntry, Scope::Topics),
    Defect::Omitted(Mark::SiteName, Scope::Topics),
    Defect::OldEntry,
    Defect::Omitted(Mark::Police, Scope::Everywhere),
    Defect::WrongCode,
    Defect::Omitted(Mark::ReportEntry, Scope::Articles),
    Defect::Omitted(Mark::SiteCode, Scope::Everywhere),
    Defect::OtherEntryCode,
    Defect::Omitted(Mark::Icp, Scope::Everywhere),
    Defect::Omitted(Mark::Sponsor, Scope::Everywhere),
    Defect::Omitted(Mark::SiteName, Scope::Articles),
    Defect::ForeignEntry,
    Defect::Omitted(Mark::ReportEntry, Scope::Everywhere),
    Defect::Omitted(Mark::SiteCode, Scope::Lists),
    Defect::Omitted(Mark::Sponsor, Scope::Articles),
    Defect::Omitted(Mark::Icp, Scope::Topics),
    Defect::Omitted(Mark::Police, Scope::Articles),
    Defect::Omitted(Mark::SiteName, Scope::Everywhere),
];

/// Plants the defects of marks and of the certificate.
pub(super) fn plant(site: &mut Site, role: Role, identities: &[Identity], draft: &mut Draft) {
    let mut chance = Chance::new(&[site.seed, 41]);
    if role.https() {
        draft.manifest.expected.push(expected(
            site,
            "certificate-invalid",
            vec![site.url("/")],
            match role {
                Role::SelfSigned => "self-signed",
                _ => "expired",
            },
        ));
    }
    let count = match role {
        Role::Minor if chance.percent(75) => chance.between(1, 2),
        Role::ManyStale | Role::ManyBlank | Role::SelfSigned => 1,
        _ => 0,
    };
    let mut used = Vec::new();
    for step in 0..count {
        let defect = DEFECTS[(site.index * 5 + step * 7) % DEFECTS.len()];
        let subject = match defect {
            Defect::Omitted(mark, _) => mark,
            Defect::WrongCode => Mark::SiteCode,
            _ => Mark::ReportEntry,
        };
        if !used.contains(&subject) {
            used.push(subject);
            apply(site, defect, identities, draft);
        }
    }
}

fn apply(site: &mut Site, defect: Defect, identities: &[Identity], draft: &mut Draft) {
    let other = identities[(site.index + 1) % identities.len()].code.clone();
    let everywhere = vec![format!("{}*", site.url("/"))];
    let found = match defect {
        Defect::Omitted(mark, scope) => {
            site.marks.omitted.push((mark, scope));
            expected(site, mark.rule(), pages_of(site, scope), scope.name())
        }
        Defect::OldEntry => {
            site.marks.entry = EntryForm::OldAddress;
            expected(site, "report-entry-wrong", everywhere, "old-address")
        }
        Defect::ForeignEntry => {
            site.marks.entry = EntryForm::ForeignHost;
            expected(site, "report-entry-wrong", everywhere, "foreign-host")
        }
        Defect::OtherEntryCode if other != site.identity.code => {
            if site.marks.entry == EntryForm::NewPlatform {
                // The newest form names no code that could be wrong.
                site.marks.entry = EntryForm::Link;
            }
            site.marks.entry_code = other;
            expected(site, "report-entry-wrong", everywhere, "other-site-code")
        }
        Defect::WrongCode if other != site.identity.code => {
            site.marks.shown_code = other;
            expected(site, "site-code-wrong", everywhere, "other-site-code")
        }
        Defect::OtherEntryCode | Defect::WrongCode => return,
    };
    draft.manifest.expected.push(found);
}

fn expected(site: &Site, rule: &str, places: Vec<String>, kind: &str) -> Expected {
    Expected {
        rule: rule.to_owned(),
        site_code: site.identity.code.clone(),
        target: None,
        channel: None,
        places,
        kind: kind.to_owned(),
    }
}

fn pages_of(site: &Site, scope: Scope) -> Vec<String> {
    if scope == Scope::Everywhere {
        return vec![format!("{}*", site.url("/"))];
    }
    let mut pages: Vec<String> = site
        .resources
        .iter()
        .filter(|(path, resource)| {
            let kind: PageKind = View::new(site, path, resource).kind;
            resource.is_page() && scope.covers(kind)
        })
        .map(|(path, _)| site.url(path))
        .collect();
    pages.sort_unstable();
    pages
}
