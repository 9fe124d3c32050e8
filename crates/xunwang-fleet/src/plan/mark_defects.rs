//! Marks left out or wrong (标识缺失、错误): on the whole site, or on all pages of one kind.

use super::{Draft, identity, roles::Role};
use crate::{
    Expected, FleetOptions, Style,
    chance::Chance,
    marks::{EntryForm, Mark, MetaForm, RecordForm, Scope},
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
    OtherAddress,
    Meta(MetaForm),
    Record(RecordForm),
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
pub(super) fn plant(
    site: &mut Site,
    role: Role,
    options: &FleetOptions,
    identities: &[Identity],
    draft: &mut Draft,
) {
    let mut chance = Chance::new(&[site.seed, 41]);
    if identity::irregular_domain(options, site.index) {
        let places = vec![site.url("/")];
        draft
            .manifest
            .expected
            .push(expected(site, "domain-irregular", places, "not-gov-cn"));
    }
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
    if options.style == Style::Evaluation {
        for defect in drawn(role, site.index, &mut chance) {
            apply(site, defect, identities, draft);
        }
        note_meta(site, draft);
        return;
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
    note_meta(site, draft);
}

/// Defects of a site of the evaluation: each mark alone has its chance to be wrong.
fn drawn(role: Role, index: usize, chance: &mut Chance) -> Vec<Defect> {
    let mut defects = Vec::new();
    if role == Role::Clean {
        return vec![Defect::Meta(MetaForm::All)];
    }
    let scopes = [Scope::Everywhere, Scope::Articles, Scope::Lists, Scope::Topics];
    for mark in [
        Mark::SiteName,
        Mark::Icp,
        Mark::Police,
        Mark::Sponsor,
        Mark::Party,
    ] {
        if chance.percent(36) {
            defects.push(Defect::Omitted(mark, *chance.pick(&scopes)));
        }
    }
    let gone = |defects: &[Defect], mark| {
        defects
            .iter()
            .any(|defect| matches!(defect, Defect::Omitted(own, _) if *own == mark))
    };
    match chance.below(5) {
        0 | 1 => defects.push(Defect::Omitted(Mark::ReportEntry, *chance.pick(&scopes))),
        2 | 3 => defects.push(
            [
                Defect::OldEntry,
                Defect::OtherEntryCode,
                Defect::ForeignEntry,
                Defect::OtherAddress,
            ][index % 4],
        ),
        _ => {}
    }
    match chance.below(5) {
        0 | 1 => defects.push(Defect::Omitted(Mark::SiteCode, *chance.pick(&scopes))),
        2 | 3 => defects.push(Defect::WrongCode),
        _ => {}
    }
    let record = *chance.pick(&[
        RecordForm::IcpWithoutProvince,
        RecordForm::PoliceShort,
        RecordForm::IcpLink,
    ]);
    let shown = if record == RecordForm::PoliceShort {
        Mark::Police
    } else {
        Mark::Icp
    };
    if chance.percent(75) && !gone(&defects, shown) {
        defects.push(Defect::Record(record));
    }
    defects.push(Defect::Meta(
        [
            MetaForm::None,
            MetaForm::SiteOnly,
            MetaForm::NoCode,
            MetaForm::All,
            MetaForm::All,
            MetaForm::All,
        ][chance.below(6)],
    ));
    defects
}

/// Meta tags that are absent: those that every page should have on all pages, the others on their kind.
fn note_meta(site: &Site, draft: &mut Draft) {
    let everywhere = vec![format!("{}*", site.url("/"))];
    let mut missing = |kind: &str, places| {
        draft
            .manifest
            .expected
            .push(expected(site, "meta-missing", places, kind));
    };
    match site.marks.meta {
        MetaForm::All => {}
        MetaForm::None => missing("no-tags", everywhere),
        MetaForm::NoCode => missing("no-site-code", everywhere),
        MetaForm::SiteOnly => missing("site-tags-only", everywhere),
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
        Defect::OtherAddress => {
            site.marks.entry = EntryForm::OtherAddress;
            expected(site, "report-entry-wrong", everywhere, "other-address")
        }
        Defect::Meta(form) => {
            site.marks.meta = form;
            return;
        }
        Defect::Record(form) => {
            site.marks.record_form = form;
            let kind = match form {
                RecordForm::IcpWithoutProvince => "icp-without-province",
                RecordForm::PoliceShort => "police-short",
                _ => "icp-link",
            };
            match form {
                RecordForm::IcpWithoutProvince => {
                    site.marks.icp = site.marks.icp.trim_start_matches('示').to_owned();
                }
                RecordForm::PoliceShort => site.marks.police.truncate(12),
                _ => {}
            }
            expected(site, "form-irregular", everywhere, kind)
        }
        Defect::OtherEntryCode | Defect::WrongCode => return,
    };
    draft.manifest.expected.push(found);
}

fn expected(site: &Site, rule: &str, places: Vec<String>, kind: &str) -> Expected {
    Expected {
        rule: rule.to_owned(),
        site_code: site.identity.code.clone(),
        places,
        kind: kind.to_owned(),
        ..Expected::default()
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
