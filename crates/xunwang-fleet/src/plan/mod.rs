//! The plan of a fleet: who the sites are, what is planted in them, and the manifest of it.

mod baits;
mod channel_states;
mod channels;
mod files;
#[cfg(test)]
mod freshness_test;
mod identity;
mod later;
mod mark_defects;
mod originals;
mod reprints;
mod resources;
mod roles;
mod targets;
mod texts;
mod topics;
mod traps;
mod twists;

pub use later::Later;
pub use originals::Original;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::{
    FleetOptions, Judgement, Manifest, SiteTruth, Style,
    chance::Chance,
    marks::Marks,
    site::{Channel, Fault, Missing, Site},
    template::Template,
};

/// A fleet of fictional government sites (示范站群): everything follows from the options, and pages are
/// rendered when they are asked for.
#[derive(Debug)]
pub struct Fleet {
    pub(crate) options: FleetOptions,
    pub(crate) sites: Vec<Site>,
    pub(crate) by_host: FxHashMap<String, usize>,
    /// Pages of hosts that are no government's, by host.
    pub(crate) outside: BTreeMap<String, String>,
    /// Hosts that exist and refuse connections.
    pub(crate) refused_hosts: BTreeSet<String>,
    manifest: Manifest,
}

/// What the steps of planning add to.
pub(crate) struct Draft {
    pub(crate) manifest: Manifest,
    pub(crate) refused_hosts: BTreeSet<String>,
    pub(crate) outside: BTreeMap<String, String>,
}

impl Fleet {
    /// Makes the fleet. The same options give the same fleet, byte for byte.
    pub fn generate(options: FleetOptions) -> Self {
        let roles = roles::roles(&options);
        let identities: Vec<_> = (0..options.sites)
            .map(|index| {
                let mut own = identity::identity(&options, index, roles[index].https());
                if template(&options, index, own.category == "门户网站") == Template::English {
                    identity::english(&mut own);
                }
                own
            })
            .collect();
        let mut draft = Draft {
            manifest: Manifest {
                options,
                sites: Vec::new(),
                expected: Vec::new(),
                baits: Vec::new(),
                tolerated: Vec::new(),
                channels: Vec::new(),
            },
            refused_hosts: BTreeSet::new(),
            outside: BTreeMap::new(),
        };
        let mut sites = Vec::with_capacity(options.sites);
        for (index, own) in identities.iter().enumerate() {
            let seed = Chance::new(&[options.seed, options.style as u64, index as u64]).next();
            let mut chance = Chance::new(&[seed, 1]);
            let template = template(&options, index, own.category == "门户网站");
            let charsets = template.charsets();
            let mut site = Site {
                index,
                seed,
                identity: own.clone(),
                template,
                charset: charsets[index / 2 % charsets.len()],
                address_form: template.address_form(),
                fault: roles[index].fault(),
                channels: Vec::new(),
                articles: Vec::new(),
                marks: Marks::complete(&own.code, index, &mut chance),
                planted: Vec::new(),
                resources: FxHashMap::default(),
                friends: friends(&identities, &roles, index),
                as_of: options.as_of,
                missing: missing(&options, index),
            };
            channels::build(&mut site, roles[index], &options, &mut draft);
            if options.style == Style::Evaluation && roles[index].measured() {
                twists::plant(&mut site, roles[index], &mut draft);
            }
            resources::register(&mut site);
            if roles[index].measured() {
                mark_defects::plant(&mut site, roles[index], &options, &identities, &mut draft);
                targets::plant(&mut site, roles[index], &options, &identities, &roles, &mut draft);
                baits::plant(&mut site, &mut draft);
                if options.style != Style::Demo {
                    files::plant(&mut site, roles[index], &mut draft);
                }
                if options.style == Style::Evaluation {
                    traps::plant(&mut site, roles[index], &identities, &roles, &mut draft);
                }
                texts::plant(&mut site, roles[index], &mut draft);
                channel_states::settle(&mut site, roles[index], &mut draft);
            }
            if site.fault == Fault::Refused {
                draft.refused_hosts.insert(site.identity.host.clone());
            }
            draft.manifest.sites.push(truth(&site, &draft));
            sites.push(site);
        }
        let by_host = sites
            .iter()
            .map(|site| (site.identity.host.clone(), site.index))
            .collect();
        Self {
            options,
            sites,
            by_host,
            refused_hosts: draft.refused_hosts,
            outside: draft.outside,
            manifest: draft.manifest,
        }
    }

    /// What was planted.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// From what the fleet was made.
    pub fn options(&self) -> &FleetOptions {
        &self.options
    }

    /// Host names of the sites in the register, in its order.
    pub fn host_names(&self) -> impl Iterator<Item = &str> {
        self.sites.iter().map(|site| site.identity.host.as_str())
    }

    /// Absolute addresses of all HTML pages of the site with this host, sorted; empty for an unknown host.
    pub fn pages(&self, host: &str) -> Vec<String> {
        let Some(site) = self.by_host.get(host).map(|index| &self.sites[*index]) else {
            return Vec::new();
        };
        let mut pages: Vec<String> = site
            .resources
            .iter()
            .filter(|(_, resource)| resource.is_page())
            .map(|(path, _)| site.url(path))
            .collect();
        pages.sort_unstable();
        pages
    }

    /// Number of HTML pages of the whole fleet.
    pub fn page_count(&self) -> usize {
        self.sites.iter().map(Site::page_count).sum()
    }
}

/// What a site says of pages that it does not have.
fn missing(options: &FleetOptions, index: usize) -> Missing {
    if options.style != Style::Evaluation {
        return Missing::NotFound;
    }
    let mut chance = Chance::new(&[options.seed, 6, index as u64]);
    *chance.pick(&[
        Missing::NotFound,
        Missing::NotFound,
        Missing::Phrase,
        Missing::ToHome,
        Missing::Frame,
    ])
}

/// Sites take the templates in turn; the large portal's template is for portals only.
fn template(options: &FleetOptions, index: usize, portal: bool) -> Template {
    let all = Template::of(options.style);
    let chosen = all[index % all.len()];
    if chosen == Template::Portal && !portal {
        all[1 + index / all.len() % (all.len() - 1)]
    } else {
        chosen
    }
}

/// Friendly links: national ones, then neighbours in the register that answer.
fn friends(
    identities: &[crate::site::Identity],
    roles: &[roles::Role],
    index: usize,
) -> Vec<(String, String)> {
    let mut links = vec![("http://www.gov.cn/".to_owned(), "中国政府网".to_owned())];
    for step in 1..identities.len().min(25) {
        let other = (index + step) % identities.len();
        if roles[other] != roles::Role::Refused {
            let identity = &identities[other];
            let scheme = if identity.https { "https" } else { "http" };
            links.push((
                format!("{scheme}://{}/", identity.host),
                identity.shown_name.clone(),
            ));
        }
    }
    links
}

fn truth(site: &Site, draft: &Draft) -> SiteTruth {
    let own = |rule: &str| {
        draft
            .manifest
            .expected
            .iter()
            .filter(|found| found.site_code == site.identity.code && found.rule == rule)
            .collect::<Vec<_>>()
    };
    let reason = match site.fault {
        Fault::Refused => Some("refused"),
        Fault::Challenge412 => Some("challenge-412"),
        Fault::Challenge521 => Some("challenge-521"),
        _ => None,
    };
    let counting = |rule: &str| {
        let counts = |found: &&&crate::Expected| {
            site.channels.iter().any(|channel| {
                channel.kind.counts_for_veto()
                    && found.channel.as_deref() == Some(site.url(&channel.path).as_str())
            })
        };
        own(rule).iter().filter(counts).count()
    };
    let counted = counting("channel-stale");
    let mut vetoes = Vec::new();
    if !own("homepage-stale").is_empty() {
        vetoes.push("WV3".to_owned());
    }
    if counted >= 5 {
        vetoes.push("WV4-1".to_owned());
    }
    if own("channel-blank").len() >= 5 {
        vetoes.push("WV4-3".to_owned());
    }
    // What cannot be seen may be what fails the site: then nobody judges it.
    let unseen = |counts: fn(&Channel) -> bool| {
        site.channels
            .iter()
            .filter(|channel| counts(channel) && !channel.topic && !channel.form.is_measured())
            .count()
    };
    let undated = counting("date-missing");
    let in_doubt = counted + undated + unseen(|channel| channel.kind.counts_for_veto()) >= 5
        || own("channel-blank").len() + unseen(|_| true) >= 5;
    let judgement = match (reason, vetoes.is_empty()) {
        (Some(_), _) => Judgement::NotMeasured,
        (None, true) if in_doubt => Judgement::NotMeasured,
        (None, true) => Judgement::Qualified,
        (None, false) => Judgement::Unqualified,
    };
    SiteTruth {
        site_code: site.identity.code.clone(),
        site_name: site.identity.name.clone(),
        area: site.identity.area.clone(),
        home: site.url("/"),
        template: site.template.name().to_owned(),
        charset: site.charset.name().to_owned(),
        pages: if reason.is_some() { 0 } else { site.page_count() },
        judgement,
        vetoes,
        not_measured_reason: reason.map(str::to_owned),
    }
}
